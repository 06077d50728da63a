"""The same row again counts once (W06); the same key with other content is held, every copy (R09)."""

from decimal import Decimal

import pytest

from adoption_reports.validation.validator import Validator
from tests.unit.validation.conftest import Judge
from tests.unit.validation.drawn import (
    REGISTRY,
    Row,
    Unreadable,
    adoption,
    circumstances,
    deal,
    distinct,
    drawn,
    reading,
    told,
)

GYM = {"location_code": None, "location_name": "The  Gym!", "location_postcode": "NE1 4LP"}
SAME_GYM = {"location_code": None, "location_name": "the gym", "location_postcode": "NE14LP"}
PLANNED = {"adoption_status": "planned", "adopted_date": None, "beneficiaries_count": None, "benefit_basis": None}
MANY = 40
"""Rows that are whole, so that no file here is refused for too many mistakes (F10)."""

CASES: list[tuple[str, list[Row], list[tuple[str, int]]]] = [
    ("two of one row", [{}, {}], [("W06", 3)]),
    ("three of one row", [{}, {}, {}], [("W06", 3), ("W06", 4)]),
    ("same key, other people", [{}, {"beneficiaries_count": 11}], [("R09", 2), ("R09", 3)]),
    ("same key, other notes", [{"notes": "a"}, {"notes": "b"}], [("R09", 2), ("R09", 3)]),
    ("two of one row and another", [{}, {}, {"notes": "b"}], [("R09", 2), ("R09", 3), ("R09", 4)]),
    ("another innovation there", [{}, {"innovation_code": "INN-0003"}], []),
    ("one gym written twice, with words that differ", [GYM, SAME_GYM], [("R09", 2), ("R09", 3)]),
    ("one gym twice", [GYM, GYM], [("W06", 3)]),
    ("two gyms at one postcode", [GYM, {**GYM, "location_name": "Gym"}], []),
    ("a key without its innovation", [{"innovation_code": None}] * 2, [("R02", 2), ("R02", 3)]),
    ("a key without its place", [{"location_code": None}, {"location_code": None, "notes": "b"}],
     [("R02", 2), ("R02", 3)]),
    ("copies of a row held for another reason", [{"benefit_basis": "?"}] * 2, [("R08", 2), ("R08", 3)]),
    ("a contradiction held for another reason too", [{"benefit_basis": "?"}, {}],
     [("R08", 2), ("R09", 2), ("R09", 3)]),
    ("an unknown place is a key all the same", [{"location_code": "RA009"}, {"location_code": "RA009", "notes": "b"}],
     [("R05", 2), ("R09", 2), ("R05", 3), ("R09", 3)]),
    ("the same unreadable words", [{"beneficiaries_count": Unreadable("x")}] * 2, [("R03", 2), ("R03", 3)]),
    ("other unreadable words", [{"beneficiaries_count": Unreadable("x")}, {"beneficiaries_count": Unreadable("y")}],
     [("R03", 2), ("R09", 2), ("R03", 3), ("R09", 3)]),
    ("unreadable is not blank",
     [PLANNED, {**PLANNED, "beneficiaries_count": Unreadable("x")}],
     [("R09", 2), ("R03", 3), ("R09", 3)]),
    ("a blank count is 0",
     [PLANNED, {**PLANNED, "beneficiaries_count": 0}],
     [("W06", 3)]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_rows_with_one_key(judge: Judge, rows: list[Row], expected: list[tuple[str, int]]) -> None:
    judged = judge("adoptions", [adoption(**row) for row in rows] + distinct(MANY))
    assert sorted(one[:2] for one in told(judged)) == sorted(expected)


def test_deals_are_compared_by_their_reference(judge: Judge) -> None:
    whole = [deal(deal_reference=f"DEAL-{n:03d}") for n in range(MANY)]
    blank_jobs = deal(jobs_safeguarded_fte=None)
    no_jobs = deal(jobs_safeguarded_fte=Decimal("0.0"))
    judged = judge(
        "economic_impact",
        [blank_jobs, no_jobs, deal(deal_reference="D/99"), deal(deal_reference="D/99", company_name="B"), *whole],
    )
    assert told(judged) == [("R09", 4, None), ("R09", 5, None), ("W06", 3, None)]  # fmt: skip


def test_a_repeated_row_is_named_with_the_row_that_counts(judge: Judge) -> None:
    judged = judge("adoptions", [*distinct(3), adoption(), adoption(), adoption()])
    assert [one.message for one in judged.findings.listed] == [
        "This row is the same as row 5; it counts once.",
        "This row is the same as row 5; it counts once.",
    ]
    assert judged.datasets[0].rows_repeated == 2
    assert judged.datasets[0].lines["row"].to_pylist() == [2, 3, 4, 5]


def test_a_contradiction_names_the_key_and_the_other_rows(judge: Judge) -> None:
    rows = [adoption(beneficiaries_count=n) for n in range(1, 7)]
    judged = judge("adoptions", rows + distinct(MANY))
    message = next(one.message for one in judged.findings.listed if one.rule.code == "R09")
    assert message == "INN-0001 at RA001 is also in rows 3, 4, 5 and 2 more, with different content."


def test_copies_of_a_warned_row_are_warned_of_once(judge: Judge) -> None:
    judged = judge("adoptions", [adoption(location_code="RYH01")] * 3)
    assert told(judged) == [("W03", 2, "location_code"), ("W06", 3, None), ("W06", 4, None)]


def test_rows_in_many_pieces_of_memory_are_compared_as_one(validator: Validator) -> None:
    one = drawn("adoptions", [adoption(), *distinct(3), adoption()])
    pieces = one.__class__(**(vars(one) | {"table": _in_pieces(one.table), "raw": _in_pieces(one.raw)}))
    judged = validator.judge(reading(pieces), circumstances(), REGISTRY)
    assert told(judged) == [("W06", 6, None)]


def _in_pieces(table):
    import pyarrow as pa

    return pa.concat_tables([table.slice(n, 1) for n in range(table.num_rows)])
