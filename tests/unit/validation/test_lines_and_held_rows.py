"""Every row read is accepted, held or repeated; lines and held rows have the shapes that they promise."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption_reports.domain.errors import LinesLost
from adoption_reports.metadata.arrow import arrow_schema
from adoption_reports.validation import validator as module
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
    malformed,
    reading,
    told,
)

ROWS = st.fixed_dictionaries(
    {
        "innovation_code": st.sampled_from(["INN-0001", "INN-0002", "INN-9999", "bad", None, Unreadable("\x00")]),
        "location_code": st.sampled_from(["RA001", "RYH01", "RC001", "RX1RZ", "?", None, Unreadable("\x00")]),
        "location_name": st.sampled_from(["The Gym", "gym", None]),
        "location_postcode": st.sampled_from(["NE1 4LP", "NE14LP", "x", None]),
        "adoption_status": st.sampled_from(["planned", "adopted", "stopped", "?", None]),
        "adopted_date": st.sampled_from([date(2017, 11, 1), date(2012, 1, 1), None, Unreadable("1/13/2017")]),
        "stopped_date": st.sampled_from([date(2017, 12, 1), date(2017, 10, 1), None]),
        "beneficiaries_count": st.sampled_from([0, 5, 200_000, -1, None, Unreadable("x"), Unreadable("y")]),
        "benefit_basis": st.sampled_from(["received", "covered", "?", None]),
        "notes": st.sampled_from(["a", None]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROWS, max_size=12),
    copies=st.lists(st.integers(0, 11), max_size=6),
    whole=st.sampled_from([0, 3, 60]),
    broken=st.integers(0, 3),
)
def test_no_row_is_lost_whatever_a_file_holds(
    validator: Validator, rows: list[Row], copies: list[int], whole: int, broken: int
) -> None:
    rows = rows + [rows[n] for n in copies if n < len(rows)] + distinct(whole)
    records = malformed(*((n + 2 + len(rows), 1, 9, "x") for n in range(broken)))
    judged = validator.judge(
        reading(drawn("adoptions", rows, malformed=records, rows_blank=2)), circumstances(), REGISTRY
    )
    one = judged.datasets[0]
    assert one.rows_read == len(rows) + broken == one.rows_accepted + one.rows_held + one.rows_repeated
    assert one.rows_blank == 2
    assert one.lines.num_rows == one.rows_accepted
    if judged.verdict == "rejected":
        assert one.rows_accepted == 0
        assert one.held.num_rows <= one.rows_held
    else:
        assert one.held.num_rows == one.rows_held
        told_rows = set(one.lines["row"].to_pylist()) | set(one.held["row"].to_pylist())
        assert len(told_rows) == one.rows_accepted + one.rows_held
        holding = {row for rule, row, _ in told(judged) if rule.startswith("R")}
        warned = {row for rule, row, _ in told(judged) if rule in ("W01", "W03", "W07", "W11")}
        assert holding == set(one.held["row"].to_pylist())
        assert warned <= set(one.lines["row"].to_pylist())


def test_a_row_that_goes_missing_is_our_fault(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = module.lines
    monkeypatch.setattr(module, "lines", lambda outcome: lines(outcome).slice(1))
    with pytest.raises(LinesLost, match="3 rows read, 2 accepted"):
        judge("adoptions", distinct(3))


def test_lines_are_typed_and_blank_figures_are_0(judge: Judge) -> None:
    planned = {"adoption_status": "planned", "adopted_date": None, "beneficiaries_count": None, "benefit_basis": None}
    lines = judge("adoptions", [adoption(**planned), *distinct(1, notes="hello")]).datasets[0].lines
    assert lines.schema.names == [*arrow_schema("adoptions").names, "location", "row"]
    assert [lines.schema.field(name).type for name in arrow_schema("adoptions").names] == arrow_schema(
        "adoptions"
    ).types
    assert lines["beneficiaries_count"].to_pylist() == [0, 10]
    assert lines["location"].to_pylist() == ["RA001", "LOC:NE14LP:place 0"]
    assert lines["row"].to_pylist() == [2, 3]


def test_lines_of_deals_have_no_blank_jobs(judge: Judge) -> None:
    lines = judge("economic_impact", [deal(jobs_created_fte=None)]).datasets[0].lines
    assert lines.schema.names == [*arrow_schema("economic_impact").names, "row"]
    assert lines["jobs_created_fte"].to_pylist() == [Decimal("0.0")]
    assert lines["investment_gbp"].to_pylist() == [Decimal("5000.00")]


def test_held_rows_have_the_words_as_sent_and_every_reason(validator: Validator) -> None:
    rows = [
        *distinct(40),
        adoption(location_code="rx1rz", benefit_basis="?", beneficiaries_count=Unreadable("12k")),
    ]
    one = drawn("adoptions", rows, malformed=malformed((30, 2, 6, "=1,2")))
    held = validator.judge(reading(one), circumstances(), REGISTRY).datasets[0].held
    assert held["row"].to_pylist() == [30, 42]
    assert held["rules"].to_pylist() == [["R01"], ["R03", "R04", "R08"]]
    assert held["location_code"].to_pylist() == [None, "rx1rz"]
    assert held["beneficiaries_count"].to_pylist() == [None, "12k"]
    assert held["beneficiaries_count_read"].to_pylist() == [None, None]
    assert held["innovation_code_read"].to_pylist() == [None, "INN-0001"]
    assert held["deal_reference_read"].to_pylist() == [None, None]
    why = held["why"].to_pylist()
    assert why[0].startswith("This row has 2 fields where the header has 6.")
    assert why[0].endswith("As sent: =1,2")
    assert why[1].startswith(
        "12k is not a whole number. Write a whole number in digits, such as 1200 or 1,200. rx1rz is not a"
    )
    assert held.schema.field("investment_gbp_read").type == pa.decimal128(14, 2)


def test_a_file_without_held_rows_has_an_empty_table_of_the_same_shape(judge: Judge) -> None:
    without = judge("adoptions", distinct(2)).datasets[0].held
    having = judge("adoptions", [*distinct(20), adoption(location_code="RX1RZ")]).datasets[0].held
    assert without.schema == having.schema
    assert without.num_rows == 0
