"""What a finding says: where, the value as sent, what is wrong, what to do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from adoption_reports.domain.findings import Finding
from adoption_reports.domain.reading import KEY_TWICE, NOT_AN_OBJECT
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
)

PLANNED = {"adoption_status": "planned", "adopted_date": None, "beneficiaries_count": None, "benefit_basis": None}
SAID: list[tuple[str, Row, str, str]] = [
    ("R02", {"innovation_code": None}, "The innovation code is missing.",
     "Fill in the innovation code."),
    ("R02", {"location_code": None}, "The place is missing: there is no location code, and no name with postcode.",
     "Fill in the location code, or the name and postcode."),
    ("R02", {"adopted_date": None}, "The adopted date is missing; the status is adopted, so it is needed.",
     "Fill in the adopted date."),
    ("R03", {"adopted_date": Unreadable("11/30/2017")}, "11/30/2017 is not a date: day and month look swapped.",
     "Write the day first, such as 30/11/2017; look at the column's other dates too."),
    ("R03", {"notes": Unreadable("[1]")}, "[1] is not text.", "Write it as plain text."),
    ("R03", {"beneficiaries_count": Unreadable("12k")}, "12k is not a whole number.",
     "Write a whole number in digits, such as 1200 or 1,200."),
    ("R04", {"innovation_code": "INN-OOO1"}, "INN-OOO1 is not a valid innovation code.",
     "Write INN- and four digits, such as INN-0001; did you mean INN-0001 (Innovation INN-0001)?"),
    ("R05", {"location_code": "RX1RZ"}, "RX1RZ is not a location we know.",
     "Check the code; did you mean RX1RA (Queen's Medical Centre)?"),
    ("R04", {"location_code": "QUEENS MEDICAL CENTRE"}, "QUEENS MEDICAL CENTRE is not a valid location code.",
     "Write 3 to 12 letters and digits, such as RX1RA; did you mean RX1RA (Queen's Medical Centre)?"),
    ("R05", {"location_code": "ZZZ99"}, "ZZZ99 is not a location we know.", "Check the code."),
    ("R06", {"beneficiaries_count": -5, "benefit_basis": None},
     "-5 is out of range: the number of beneficiaries can be from 0 to 5,000,000.", "Check the number."),
    ("R07", {"adopted_date": date(2013, 3, 31)}, "2013-03-31 is before 1 April 2013, when reporting began.",
     "Check the year."),
    ("R07", {"adopted_date": date(2018, 1, 1)}, "2018-01-01 is after the quarter's end, 31 December 2017.",
     "Check the date; later events go in a later report."),
    ("R08", {"adoption_status": "Adoptd"}, "Adoptd is not a known adoption status.",
     "Use one of: planned, adopted or stopped; did you mean adopted?"),
    ("R10", {"stopped_date": date(2017, 12, 1)}, "There is a stopped date, but the status is adopted.",
     "Clear the date, or set the status to stopped."),
    ("R10", {**PLANNED, "beneficiaries_count": 5, "benefit_basis": "offered"},
     "The number of beneficiaries is 5, but the status is planned.",
     "Set the number to 0, or set the status to adopted."),
    ("W01", {"location_code": "RC001"},
     "RC001 closed on 31 December 2017; the row counts at its successor RA002 (Place RA002).",
     "Use RA002 (Place RA002) from now on."),
    ("W01", {"location_code": "RC003"}, "RC003 closed on 31 March 2016 and has no successor; the row counts there.",
     "If the location is right, nothing need be done; if not, correct it."),
    ("W03", {"location_code": "RYH01"}, "RYH01 (Place RYH01) is in the area of Yorkshire (YH).",
     "If the location is right, nothing need be done; if not, correct it."),
    ("W07", {"innovation_code": "INN-0002"},
     "INN-0002 (Innovation INN-0002) has been closed since 31 December 2017.",
     "Check the code; its successor is INN-0001 (Innovation INN-0001)."),
    ("W11", {"beneficiaries_count": 100_001},
     "The number of beneficiaries at this one location is 100001: more than 100,000.",
     "Check the number; if it is right, nothing need be done."),
]  # fmt: skip


def _finding(judge: Judge, row: Row, rule: str) -> Finding:
    judged = judge("adoptions", [*distinct(2), adoption(**row)])
    return next(one for one in judged.findings.listed if one.rule.code == rule)


@pytest.mark.parametrize(("rule", "row", "message", "fix"), SAID, ids=[one[2] for one in SAID])
def test_a_finding_says_what_is_wrong_and_what_to_do(judge: Judge, rule: str, row: Row, message: str, fix: str) -> None:
    found = _finding(judge, row, rule)
    assert (found.message, found.fix) == (message, fix)
    assert (found.place.dataset, found.place.row) == ("adoptions", 4)


def test_a_finding_about_money_speaks_of_pounds(judge: Judge) -> None:
    whole = [deal(deal_reference=f"OK-{n}") for n in range(3)]
    judged = judge("economic_impact", [*whole, deal(investment_gbp=Decimal("1000000000.01"))])
    assert judged.findings.listed[0].message == (
        "1000000000.01 is out of range: the investment can be from £0 to £1,000,000,000."
    )


@pytest.mark.parametrize(("sent", "shown"), [("500", "£500"), ("£999.99", "£999.99"), (" £ 1", "£1")])
def test_an_investment_that_may_be_in_thousands_is_told_in_pounds(validator: Validator, sent: str, shown: str) -> None:
    one = drawn(
        "economic_impact",
        [deal(investment_gbp=Decimal(sent.strip(" £")))],
        raw=pa.table({"investment_gbp": [sent]}),
    )
    (found,) = validator.judge(reading(one), circumstances(), REGISTRY).findings.listed
    assert (found.rule.code, found.message) == ("W12", f"The investment is {shown}, below £1,000.")


def test_cells_are_named_as_in_the_spreadsheet(validator: Validator) -> None:
    one = drawn(
        "adoptions",
        [*distinct(2), adoption(location_code="RX1RZ")],
        sheet="Q3",
        cells={"location_code": "AB", "innovation_code": "A"},
    )
    place = validator.judge(reading(one), circumstances(), REGISTRY).findings.listed[0].place
    assert (place.sheet, place.row, place.column, place.cell) == ("Q3", 4, "location_code", "AB4")


def test_a_column_that_the_file_lacks_has_no_value_and_no_cell(judge: Judge) -> None:
    rows = [{name: value for name, value in row.items() if name != "benefit_basis"} for row in distinct(2)]
    planned = [
        {**row, "adoption_status": "planned", "adopted_date": None, "beneficiaries_count": 0} for row in distinct(9)
    ]
    judged = judge(
        "adoptions", [*rows, *({k: v for k, v in row.items() if k != "benefit_basis"} for row in planned[2:])]
    )
    found = judged.findings.listed[0]
    assert (found.rule.code, found.value, found.place.cell) == ("R02", None, None)


def test_values_are_shown_as_sent_and_cut_at_a_hundred_characters(judge: Judge) -> None:
    found = _finding(judge, {"benefit_basis": "ü" * 150}, "R08")
    assert found.value == "ü" * 100
    assert found.message == f"{'ü' * 100} is not a known benefit basis."


def test_a_broken_record_names_its_row_alone(validator: Validator) -> None:
    broken = malformed((7, 9, 8, "a,b,c,d,e,f,g,h,i"), (8, -1, 8, 'a "b" c'), (9, 1, 8, "total"))
    one = drawn("adoptions", distinct(20), malformed=broken)
    found = validator.judge(reading(one), circumstances(), REGISTRY).findings.listed
    assert [(f.rule.code, f.place.row, f.place.column, f.value, f.message) for f in found] == [
        ("R01", 7, None, "a,b,c,d,e,f,g,h,i", "This row has 9 fields where the header has 8."),
        (
            "R01",
            8,
            None,
            'a "b" c',
            "A quotation mark in this row is in the wrong place, so its fields can't be told apart.",
        ),
        ("R01", 9, None, "total", "This row has 1 field where the header has 8."),
    ]


def test_a_line_of_json_that_is_no_record_is_told_as_such(validator: Validator) -> None:
    odd = malformed((3, NOT_AN_OBJECT, 8, "null"), (4, KEY_TWICE, 8, '{"a": 1, "a": 2}'))
    one = drawn("adoptions", distinct(20), malformed=odd)
    found = validator.judge(reading(one), circumstances(), REGISTRY).findings.listed
    assert [(f.place.row, f.message) for f in found] == [
        (3, "This line is not one JSON object, so its fields can't be told apart."),
        (4, "A field is named twice in this row."),
    ]


def test_a_company_number_that_lost_its_zero_to_a_spreadsheet_is_given_it_back(judge: Judge) -> None:
    judged = judge("economic_impact", [deal(company_number="1234567"), deal(deal_reference="D/98")])
    (found,) = judged.findings.listed
    assert "did you mean 01234567?" in found.fix


def test_a_quote_that_swallows_lines_is_told_with_the_lines(validator: Validator) -> None:
    one = drawn("adoptions", distinct(20), malformed=malformed((1_200, -1, 8, 'a,"b'), lines=5, swallowed=1))
    (found,) = validator.judge(reading(one), circumstances(), REGISTRY).findings.listed
    assert found.message.endswith("so lines 1,200 to 1,204 were read as one row.")
    assert found.fix.startswith("Take out the quotation mark that is opened in line 1,200")


def test_suggestions_prefer_the_network_s_own_area(validator: Validator) -> None:
    registry = replace(
        REGISTRY,
        locations={
            **REGISTRY.locations,
            "QQ1AA": replace(REGISTRY.locations["RYH01"], location_code="QQ1AA", location_name="Elsewhere"),
            "QQ1AZ": replace(REGISTRY.locations["RA001"], location_code="QQ1AZ", location_name="Own"),
        },
    )
    rows = [*distinct(2), adoption(location_code="QQ1AQ")]
    judged = validator.judge(reading(drawn("adoptions", rows)), circumstances(), registry)
    assert judged.findings.listed[0].fix == "Check the code; did you mean QQ1AZ (Own)?"


def test_the_same_file_is_always_judged_the_same(judge: Judge) -> None:
    rows = [adoption(location_code=f"RX1R{n}", benefit_basis=f"b{n}") for n in range(300)]
    first, again = judge("adoptions", rows), judge("adoptions", rows)
    assert first.findings == again.findings
    assert first.datasets[0].held.equals(again.datasets[0].held)
