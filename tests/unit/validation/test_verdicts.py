"""Verdicts, and the rules about the whole file: F06, F09, F10, W04 and nil returns."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adoption_reports.domain.errors import SandboxFailed
from adoption_reports.domain.findings import Place, finding
from adoption_reports.domain.reading import Reading
from adoption_reports.validation.validator import Validator
from tests.unit.validation.conftest import Judge
from tests.unit.validation.drawn import (
    REGISTRY,
    Unreadable,
    adoption,
    circumstances,
    deal,
    distinct,
    drawn,
    malformed,
    reading,
    told,
)

EMPTY = drawn("adoptions", [])
NO_DEALS = drawn("economic_impact", [])
BAD = {"adoption_status": "?"}


def test_a_file_without_findings_is_accepted(judge: Judge) -> None:
    assert judge("adoptions", distinct(3)).verdict == "accepted"


def test_a_note_does_not_make_a_warning(judge: Judge) -> None:
    judged = judge("adoptions", distinct(3), at=datetime(2018, 2, 1, tzinfo=UTC))
    assert (judged.verdict, told(judged)) == ("accepted", [("W04", None, None)])


def test_a_warning_is_told_by_the_verdict(judge: Judge) -> None:
    assert judge("adoptions", [adoption(location_code="RYH01")]).verdict == "accepted_with_warnings"


@pytest.mark.parametrize(
    ("held", "rows", "verdict"),
    [
        (1, 2, "partially_accepted"),
        (3, 4, "partially_accepted"),
        (1, 1, "rejected"),
        (3, 3, "rejected"),
        (4, 39, "rejected"),
        (4, 40, "partially_accepted"),
        (10, 100, "partially_accepted"),
        (11, 100, "rejected"),
    ],
)
def test_more_than_three_rows_and_a_tenth_or_all_of_them_refuse_the_file(
    judge: Judge, held: int, rows: int, verdict: str
) -> None:
    judged = judge("adoptions", distinct(held, **BAD) + distinct(rows, innovation_code="INN-0003")[held:])
    assert judged.verdict == verdict
    assert ("F10" in judged.findings.by_rule) == (verdict == "rejected")


def test_broken_records_count_among_the_rows_and_the_held_rows(validator: Validator) -> None:
    broken = malformed(*((n, 3, 6, "a,b,c") for n in range(50, 54)))
    for rows, verdict in ((35, "rejected"), (36, "partially_accepted")):
        judged = validator.judge(
            reading(drawn("adoptions", distinct(rows), malformed=broken)), circumstances(), REGISTRY
        )
        one = judged.datasets[0]
        assert (judged.verdict, one.rows_read, one.held.num_rows) == (verdict, rows + 4, 4)
        assert judged.findings.by_rule["R01"] == 4


def test_rows_that_a_stray_quote_swallowed_are_as_good_as_held(validator: Validator) -> None:
    for swallowed, verdict in ((3, "partially_accepted"), (4, "rejected")):
        broken = malformed((50, -1, 6, 'a,"b'), lines=swallowed + 1, swallowed=swallowed)
        judged = validator.judge(reading(drawn("adoptions", distinct(36), malformed=broken)), circumstances(), REGISTRY)
        assert (judged.verdict, judged.datasets[0].rows_read) == (verdict, 37)


def test_a_file_that_looks_cut_off_is_not_called_empty_too(validator: Validator) -> None:
    cut = finding("F12", place=Place("adoptions"), reason="a quotation mark is opened and never closed")
    judged = validator.judge(reading(EMPTY, findings=(cut,)), circumstances(), REGISTRY)
    assert judged.findings.by_rule == {"F12": 1}


def test_one_dataset_with_too_many_mistakes_refuses_the_other_too(validator: Validator) -> None:
    judged = validator.judge(
        reading(drawn("adoptions", distinct(5)), drawn("economic_impact", [deal(funding_type="?")])),
        circumstances(),
        REGISTRY,
    )
    assert judged.verdict == "rejected"
    assert [(one.dataset, one.rows_accepted, one.rows_held) for one in judged.datasets] == [
        ("adoptions", 0, 5),
        ("economic_impact", 0, 1),
    ]
    assert [one.lines.num_rows for one in judged.datasets] == [0, 0]
    assert [one.held.num_rows for one in judged.datasets] == [0, 1]


def test_in_a_refused_file_every_row_that_is_not_repeated_is_held_back(judge: Judge) -> None:
    rows = [adoption(), adoption(), adoption(location_code="RA002", benefit_basis="?", beneficiaries_count=7)]
    judged = judge("adoptions", rows, at=datetime(2017, 9, 30, 12, tzinfo=UTC))
    one = judged.datasets[0]
    assert (one.rows_read, one.rows_accepted, one.rows_held, one.rows_repeated) == (3, 0, 2, 1)
    assert judged.held_back_beneficiaries == 10


def test_no_rows_refuse_a_file(validator: Validator) -> None:
    judged = validator.judge(reading(EMPTY, NO_DEALS), circumstances(), REGISTRY)
    assert (judged.verdict, judged.findings.by_rule) == ("rejected", {"F06": 1})
    assert [one.is_nil for one in judged.datasets] == [False, False]


def test_no_rows_in_a_file_named_so_are_a_nil_return(validator: Validator) -> None:
    said = circumstances("NENC/2017-18-Q3/q3-nil-return.csv")
    judged = validator.judge(reading(EMPTY, NO_DEALS), said, REGISTRY)
    assert (judged.verdict, judged.findings.count) == ("accepted", 0)
    assert [(one.dataset, one.is_nil, one.rows_read) for one in judged.datasets] == [
        ("adoptions", True, 0),
        ("economic_impact", True, 0),
    ]


def test_a_nil_return_with_rows_is_a_report(validator: Validator) -> None:
    said = circumstances("NENC/2017-18-Q3/q3-nil-return.csv")
    judged = validator.judge(reading(drawn("adoptions", distinct(1))), said, REGISTRY)
    assert (judged.verdict, judged.datasets[0].is_nil) == ("accepted", False)


def test_a_folder_named_nil_return_says_nothing(validator: Validator) -> None:
    said = circumstances("NENC/2017-18-Q3-nil-return/q3.csv")
    assert validator.judge(reading(EMPTY), said, REGISTRY).verdict == "rejected"


def test_a_dataset_without_rows_beside_a_filled_one_is_not_judged(validator: Validator) -> None:
    judged = validator.judge(reading(drawn("adoptions", distinct(2)), NO_DEALS), circumstances(), REGISTRY)
    assert [one.dataset for one in judged.datasets] == ["adoptions"]


def test_a_dataset_of_broken_records_alone_has_rows(validator: Validator) -> None:
    broken = drawn("economic_impact", [], malformed=malformed((2, -1, 9, 'a"b')))
    judged = validator.judge(reading(drawn("adoptions", distinct(2)), broken), circumstances(), REGISTRY)
    assert (judged.verdict, set(judged.findings.by_rule)) == ("rejected", {"F10", "R01"})


# The calendar: London's days, both ends included.
@pytest.mark.parametrize(
    ("at", "rules"),
    [
        (datetime(2017, 9, 30, 22, 59, 59, tzinfo=UTC), ["F09"]),
        (datetime(2017, 9, 30, 23, 0, tzinfo=UTC), []),  # summer time: already 1 October in London
        (datetime(2018, 1, 31, 23, 59, 59, tzinfo=UTC), []),
        (datetime(2018, 2, 1, tzinfo=UTC), ["W04"]),
        (datetime(2018, 3, 31, 22, 59, 59, tzinfo=UTC), ["W04"]),
        (datetime(2018, 3, 31, 23, 0, tzinfo=UTC), ["F09", "W04"]),  # 1 April in London
    ],
)
def test_the_day_of_upload_is_london_s(judge: Judge, at: datetime, rules: list[str]) -> None:
    assert [rule for rule, _, _ in told(judge("adoptions", distinct(2), at=at))] == rules


def test_a_past_quarter_loaded_as_history_is_never_closed(judge: Judge) -> None:
    judged = judge("adoptions", distinct(2), at=datetime(2020, 1, 1, tzinfo=UTC), is_history=True)
    assert (judged.verdict, told(judged)) == ("accepted", [("W04", None, None)])


def test_a_period_without_dates_is_never_due_or_closed(validator: Validator) -> None:
    registry = replace(REGISTRY, periods={})
    said = circumstances(at=datetime(2030, 1, 1, tzinfo=UTC))
    assert validator.judge(reading(drawn("adoptions", distinct(2))), said, registry).findings.count == 0


def test_one_reason_is_enough_and_all_are_told(validator: Validator) -> None:
    found = finding(
        "F08", place=Place("adoptions", None, 2, "network_code"), value="YH", column="network code", expected="NENC"
    )
    judged = validator.judge(
        reading(drawn("adoptions", [adoption(**BAD), *distinct(2)]), findings=(found,)),
        circumstances(at=datetime(2017, 1, 1, tzinfo=UTC)),
        REGISTRY,
    )  # fmt: skip
    assert judged.verdict == "rejected"
    assert judged.findings.by_rule == {"F08": 1, "F09": 1, "R08": 1}


def test_a_file_that_could_not_be_read_is_refused_for_that_alone(validator: Validator) -> None:
    judged = validator.judge(Reading("unknown", (), (finding("F01", "empty"),)), circumstances(), REGISTRY)
    assert (judged.verdict, judged.findings.by_rule, judged.datasets) == ("rejected", {"F01": 1}, ())


def test_a_reading_of_nothing_for_no_reason_is_our_fault(validator: Validator) -> None:
    with pytest.raises(SandboxFailed):
        validator.judge(Reading("csv", ()), circumstances(), REGISTRY)


def test_held_back_is_what_the_held_rows_would_have_added(validator: Validator) -> None:
    adoptions = drawn(
        "adoptions",
        [
            adoption(location_code="RA999", beneficiaries_count=5),
            adoption(location_code="RA998", beneficiaries_count=7, benefit_basis="completed"),
            adoption(location_code="RA997", beneficiaries_count=100, benefit_basis="covered"),
            adoption(location_code="RA996", beneficiaries_count=Unreadable("many")),
            *distinct(40),
        ],
    )
    deals = [deal(deal_reference=f"OK-{n}") for n in range(5)]
    economic = drawn("economic_impact", [deal(funding_type="?", investment_gbp=Decimal("1204.50")), *deals])
    judged = validator.judge(reading(adoptions, economic), circumstances(), REGISTRY)
    assert judged.verdict == "partially_accepted"
    assert (judged.held_back_beneficiaries, judged.held_back_investment) == (12, Decimal("1204.50"))
