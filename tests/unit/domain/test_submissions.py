"""Keys, ids, and which submission speaks. Source: contract, sections 2 and 6."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from adoption_reports.domain.periods import Period
from adoption_reports.domain.submissions import (
    Claim,
    DatasetKey,
    current_claims,
    is_ignored,
    is_nil_return,
    read_address,
    submission_id,
    submission_prefix,
)

NETWORKS = ("NENC", "YH")
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "network", "period", "cases"),
    [
        ("NENC/2017-18-Q3/q3 final.xlsx", "NENC", Period(2017, 3), 0),
        ("YH/Q3 2017-18/a.csv", "YH", Period(2017, 3), 0),
        ("nenc/2017-18-Q3/a.csv", None, None, 1),
        ("NENC/FY18 Q3/a.csv", "NENC", None, 1),
        ("NENC/2012-13-Q4/a.csv", "NENC", None, 1),
        ("XX/whenever/a.csv", None, None, 2),
        ("NENC/a.csv", "NENC", None, 1),
        ("NENC/2017-18-Q3/deep/a.csv", "NENC", None, 1),
        ("a.csv", None, None, 1),
    ],
)
def test_a_key_names_network_and_period_or_is_refused(
    key: str, network: str | None, period: Period | None, cases: int
) -> None:
    address = read_address(key, NETWORKS)
    assert (address.network_code, address.period) == (network, period)
    assert [found.rule.code for found in address.findings] == ["F07"] * cases


def test_a_submission_is_numbered_within_its_network_and_period() -> None:
    assert submission_id(submission_prefix("NENC", Period(2017, 3)), 2) == "NENC-2017-18-Q3-r002"
    assert submission_id(submission_prefix("NENC", None), 1) == "NENC-UNROUTED-r001"
    assert submission_id(submission_prefix(None, None), 1000) == "UNROUTED-r1000"


@pytest.mark.parametrize("key", ["NENC/", "NENC/2017-18-Q3/~$q3.xlsx", "NENC/.DS_Store", "NENC/2017-18-Q3/Thumbs.db"])
def test_litter_gets_no_receipt(key: str) -> None:
    assert is_ignored(key, 0)


def test_a_file_of_no_bytes_is_not_litter() -> None:
    assert not is_ignored("NENC/2017-18-Q3/q3.csv", 0)


def test_only_the_file_name_makes_a_nil_return() -> None:
    assert is_nil_return("NENC/2017-18-Q3/nil-return.csv")
    assert not is_nil_return("nil-return/2017-18-Q3/q3.csv")


def claim(
    number: int, *, hour: int, key: str = "a", etag: str = "1", verdict: str = "accepted", withdrawn: bool = False
):
    return Claim(
        submission_id=f"NENC-2017-18-Q3-r{number:03d}",
        dataset_key=DatasetKey("NENC", "2017-18-Q3", "adoptions"),
        verdict=verdict,
        is_withdrawn=withdrawn,
        uploaded_at=datetime(2018, 1, 29, hour, tzinfo=UTC),
        object_key=key,
        etag=etag,
        recorded_at=datetime(2018, 1, 30, tzinfo=UTC),
        lines_of=f"NENC-2017-18-Q3-r{number:03d}",
    )


@pytest.mark.parametrize(
    ("claims", "speaks"),
    [
        ([claim(1, hour=9), claim(2, hour=10)], 2),
        ([claim(1, hour=10), claim(2, hour=9)], 1),
        ([claim(1, hour=9), claim(2, hour=10, verdict="rejected")], 1),
        ([claim(1, hour=9), claim(2, hour=10, withdrawn=True)], 1),
        ([claim(1, hour=9, key="B"), claim(2, hour=9, key="a")], 2),
        ([claim(1, hour=9, etag="2"), claim(2, hour=9, etag="1")], 1),
        ([claim(1, hour=9), claim(2, hour=10, verdict="duplicate")], 2),
    ],
)
def test_the_latest_upload_that_counts_speaks_whatever_the_order_of_processing(
    claims: list[Claim], speaks: int
) -> None:
    for order in permutations(claims):
        (current,) = current_claims(order, as_of=LATER).values()
        assert current.submission_id == f"NENC-2017-18-Q3-r{speaks:03d}"


def test_what_was_recorded_later_did_not_speak_yet() -> None:
    before = datetime(2018, 1, 29, 12, tzinfo=UTC)
    assert current_claims([claim(1, hour=9)], as_of=before) == {}
