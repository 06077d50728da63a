"""Object keys that are up to something: each upload gets one receipt, in a folder of its own network's or none's.

Source: reliability, nasty inputs and row 12; contract, sections 2 and 6.
"""

import pytest

from adoption_reports.domain.errors import AdoptionError
from adoption_reports.steps.processing import receipt_folder
from adoption_reports.storage.database import transaction
from adoption_reports.storage.ledger import find_submission

from .conftest import PERIOD, Pipeline, adoptions

KEYS = {
    f"NENC/{PERIOD}/../../YH/{PERIOD}/up.csv": "NENC-UNROUTED",
    f"NENC/{PERIOD}/%2e%2e%2f%2e%2e%2fYH": f"NENC-{PERIOD}",
    f"NENC/../YH/{PERIOD}": "NENC-UNROUTED",
    f"NENC/{PERIOD}/two\nlines.csv": f"NENC-{PERIOD}",
    f"NENC/{PERIOD}/{'é' * 100}/{'x' * 250}/{'y' * 250}.csv": "NENC-UNROUTED",
    f"NENC/{PERIOD}/<img src=x onerror=alert(1)><script>.csv": f"NENC-{PERIOD}",
    f"NENC/{PERIOD}/=cmd|'calc'!A0.csv": f"NENC-{PERIOD}",
    f"NENC/{PERIOD}/\u202evsc.exe": f"NENC-{PERIOD}",
    f"NENC/{PERIOD}/Q3.csv": f"NENC-{PERIOD}",
    f"NENC/{PERIOD}/q3.csv": f"NENC-{PERIOD}",
    f"nenc/{PERIOD}/q3.csv": "UNROUTED",
    "NENC/FY18 Q3/q3.csv": "NENC-UNROUTED",
    f"'; DROP TABLE intake.upload; --/{PERIOD}/a.csv": "UNROUTED",
    "deep/" * 150 + "a.csv": "UNROUTED",
}


def as_listed(key: str) -> str:
    """A key as the embedded store lists it: with a picture of a line end."""
    return key.replace("\n", "\u240a")


def test_each_upload_gets_one_receipt_where_it_belongs(pipeline: Pipeline) -> None:
    refused = []
    for number, key in enumerate(KEYS):
        try:
            pipeline.send(key, adoptions(f"INN-0001,L01,{number},received"))
        except AdoptionError:
            refused.append(key)
    services = pipeline.services
    listed = [item.key for item in services.store.list_objects(services.settings.landing_bucket)]
    expected = {as_listed(key): prefix for key, prefix in KEYS.items() if key not in refused}
    assert sorted(listed) == sorted(expected)
    verdicts = pipeline.run()
    assert len(verdicts) == len(listed)
    with transaction(services.database) as connection:
        found = [find_submission(connection, name) for name in verdicts]
    assert {one.object_key: one.prefix for one in found} == expected
    receipts = [item.key for item in services.store.list_objects(services.settings.receipts_bucket)]
    folders = sorted(receipt_folder(one) for one in found)
    assert sorted(key.removesuffix("receipt.json") for key in receipts if key.endswith("/receipt.json")) == folders
    assert all(key.startswith(("NENC/", "UNROUTED/")) and ".." not in key for key in receipts)
    for one in found:
        page = pipeline.receipt(one.submission_id, "receipt.html")
        assert "<script" not in page
        assert pipeline.receipt(one.submission_id)["object_key"] == one.object_key


@pytest.mark.parametrize("key", ["NENC/" + PERIOD + "/" + "x" * 2000, "/" + PERIOD + "/a.csv"])
def test_a_key_that_the_store_refuses_costs_nothing(pipeline: Pipeline, key: str) -> None:
    with pytest.raises(AdoptionError):
        pipeline.send(key, adoptions("INN-0001,L01,1,received"))
    assert pipeline.run() == {}
