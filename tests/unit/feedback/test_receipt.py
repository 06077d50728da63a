"""receipt.json is exactly what the contract's section 7 shows."""

import json
from dataclasses import fields, replace
from decimal import Decimal

from adoption_reports.domain.findings import finding
from adoption_reports.feedback.receipt import (
    DATASET_KEYS,
    FINDING_KEYS,
    KEYS,
    SubmissionFacts,
    receipt_document,
    receipt_json,
)
from tests.unit.feedback.receipts import FACTS, UNKNOWN_PLACE, judged_dataset, judgement, receipt

EXAMPLE = """{"receipt_version": 1, "contract_version": "1.0",
 "submission_id": "NENC-2017-18-Q3-r002", "network_code": "NENC", "reporting_period": "2017-18-Q3",
 "object_key": "NENC/2017-18-Q3/q3 final.xlsx", "etag": "9b2cf535f27731c974343645a3985328",
 "content_sha256": "abababababababababababababababababababababababababababababababab", "size_bytes": 48211,
 "uploaded_at": "2018-01-29T16:02:11Z", "received_at": "2018-01-29T16:02:40Z", "recorded_at": "2018-06-29T16:03:00Z",
 "verdict": "partially_accepted",
 "datasets": [{"dataset": "adoptions", "sheet": "Adoptions", "rows_read": 812, "rows_accepted": 809,
               "rows_held": 3, "rows_repeated": 0, "rows_blank": 2, "nil_return": false,
               "supersedes": "NENC-2017-18-Q3-r001"}],
 "held_back": {"beneficiaries_count": 1204, "investment_gbp": "0.00"},
 "findings_count": 1, "findings_by_rule": {"R05": 1}, "findings_listed": 1,
 "findings": [{"rule": "R05", "severity": "hold", "dataset": "adoptions", "sheet": "Adoptions",
               "row": 41, "column": "location_code", "cell": "B41", "value": "RX1RZ",
               "message": "RX1RZ is not a location we know.",
               "fix": "Check the code; did you mean RX1RA (Queen's Medical Centre)?"}],
 "format": "xlsx", "ignored_sheets": []}"""


def test_the_contract_s_example() -> None:
    document = receipt_document(
        submission=FACTS,
        judgement=judgement("partially_accepted", UNKNOWN_PLACE),
        supersedes={"adoptions": "NENC-2017-18-Q3-r001", "economic_impact": None},
    )
    example = json.loads(EXAMPLE)
    assert {key: document[key] for key in example} == example
    assert list(document)[: len(example)] == list(example)


def test_keys_stand_in_the_contract_s_order_even_after_a_database_had_them() -> None:
    document = receipt("partially_accepted", UNKNOWN_PLACE)
    shuffled = json.loads(json.dumps(document, sort_keys=True))
    assert receipt_json(shuffled) == receipt_json(document)
    written = json.loads(receipt_json(shuffled))
    assert (tuple(written), tuple(written["datasets"][0]), tuple(written["findings"][0])) == (
        KEYS,
        DATASET_KEYS,
        FINDING_KEYS,
    )


def test_what_is_not_known_is_null() -> None:
    nothing = SubmissionFacts(**{field.name: None for field in fields(SubmissionFacts)})
    document = receipt_document(submission=nothing, judgement=judgement(), supersedes={})
    unknown = [name for name, value in document.items() if value is None]
    assert unknown == [
        "submission_id", "network_code", "reporting_period", "object_key", "etag", "content_sha256",
        "size_bytes", "uploaded_at", "received_at", "recorded_at",
    ]  # fmt: skip
    assert document["datasets"][0]["supersedes"] is None


def test_money_is_text_with_two_decimals() -> None:
    assert receipt(held_back_investment=Decimal("1204.5"))["held_back"]["investment_gbp"] == "1204.50"
    assert receipt(held_back_investment=Decimal("1E+6"))["held_back"]["investment_gbp"] == "1000000.00"


def test_instants_are_utc_whatever_zone_they_came_in() -> None:
    from adoption_reports.domain.periods import LONDON

    moment = FACTS.recorded_at.astimezone(LONDON)
    document = receipt_document(submission=replace(FACTS, recorded_at=moment), judgement=judgement(), supersedes={})
    assert document["recorded_at"] == "2018-06-29T16:03:00Z"


def test_datasets_stand_in_the_contract_s_order() -> None:
    document = receipt(datasets=(judged_dataset("economic_impact"), judged_dataset("adoptions")))
    assert [one["dataset"] for one in document["datasets"]] == ["adoptions", "economic_impact"]


def test_warnings_added_later_never_make_the_list_longer_than_a_thousand() -> None:
    late = [finding("W08", "deal", value=f"D-{n}", networks="YH") for n in range(1500)]
    document = receipt("accepted_with_warnings", UNKNOWN_PLACE, *late)
    assert (document["findings_count"], document["findings_listed"], len(document["findings"])) == (1501, 1000, 1000)
    assert document["findings"][0]["rule"] == "R05"
