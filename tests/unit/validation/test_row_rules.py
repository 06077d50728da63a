"""Each rule about one row, at its boundaries. The drawn tables are the contract's sections 4 and 5."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from adoption_reports.domain.periods import Period
from adoption_reports.metadata.limits import FIRST_DAY
from adoption_reports.validation.validator import Validator
from tests.unit.validation.conftest import Judge
from tests.unit.validation.drawn import (
    PERIOD_END,
    REGISTRY,
    Row,
    Unreadable,
    adoption,
    circumstances,
    deal,
    drawn,
    reading,
    told,
)

Broken = list[tuple[str, str | None]]

DAY = timedelta(days=1)
PLACE = {"location_code": None, "location_name": "The Gym", "location_postcode": "NE1 4LP"}
PLANNED = {"adoption_status": "planned", "adopted_date": None, "beneficiaries_count": None, "benefit_basis": None}
STOPPED = {**PLANNED, "adoption_status": "stopped", "adopted_date": date(2017, 5, 1), "stopped_date": date(2017, 11, 1)}

ADOPTIONS: list[tuple[str, Row, Broken]] = [
    ("a whole row", {}, []),
    # presence
    ("no innovation", {"innovation_code": None}, [("R02", "innovation_code")]),
    ("no status", {"adoption_status": None}, [("R02", "adoption_status")]),
    ("no place at all", {"location_code": None}, [("R02", "location_code")]),
    ("a name with a postcode", PLACE, []),
    ("a name alone", {**PLACE, "location_postcode": None}, [("R02", "location_postcode")]),
    ("a postcode alone", {**PLACE, "location_name": None}, [("R02", "location_name")]),
    ("a code and a name", {"location_name": "The Gym"}, []),
    ("an unreadable code is not missing", {"location_code": Unreadable("R\x00")}, [("R03", "location_code")]),
    (
        "an unreadable name is not missing",
        {**PLACE, "location_name": Unreadable("x" * 201), "location_postcode": None},
        [("R03", "location_name"), ("R02", "location_postcode")],
    ),
    ("planned, without dates or people", PLANNED, []),
    ("adopted, without a date", {"adopted_date": None}, [("R02", "adopted_date")]),
    ("adopted, date unreadable", {"adopted_date": Unreadable("11/30/2017")}, [("R03", "adopted_date")]),
    ("stopped, with both dates", STOPPED, []),
    (
        "stopped, without dates",
        {**STOPPED, "adopted_date": None, "stopped_date": None},
        [("R02", "adopted_date"), ("R02", "stopped_date")],
    ),
    ("adopted, people blank", {"beneficiaries_count": None, "benefit_basis": None}, [("R02", "beneficiaries_count")]),
    ("adopted, nobody new, no basis", {"beneficiaries_count": 0, "benefit_basis": None}, []),
    ("people without a basis", {"benefit_basis": None}, [("R02", "benefit_basis")]),
    ("people unreadable, no basis", {"beneficiaries_count": Unreadable("12k"), "benefit_basis": None},
     [("R03", "beneficiaries_count")]),
    # codes
    ("an innovation too short", {"innovation_code": "INN-001"}, [("R04", "innovation_code")]),
    ("an innovation and a line end", {"innovation_code": "INN-0001\n"}, [("R04", "innovation_code")]),
    ("an innovation with a zero-width space", {"innovation_code": "INN-\u200b0001"}, [("R04", "innovation_code")]),
    ("an innovation with other digits", {"innovation_code": "INN-000\u0661"}, [("R04", "innovation_code")]),
    ("an unknown innovation", {"innovation_code": "INN-0999"}, [("R04", "innovation_code")]),
    ("a location too short", {"location_code": "RA"}, [("R04", "location_code")]),
    ("a location too long", {"location_code": "R" * 13}, [("R04", "location_code")]),
    ("a location with a hyphen", {"location_code": "RA-01"}, [("R04", "location_code")]),
    ("an unknown location", {"location_code": "RX1RZ"}, [("R05", "location_code")]),
    ("the shortest unknown location", {"location_code": "RA0"}, [("R05", "location_code")]),
    ("the longest unknown location", {"location_code": "R" * 12}, [("R05", "location_code")]),
    ("no postcode", {**PLACE, "location_postcode": "NEWCASTLE"}, [("R04", "location_postcode")]),
    ("a postcode without its space", {**PLACE, "location_postcode": "NE14LP"}, []),
    ("a postcode of London", {**PLACE, "location_postcode": "SW1A 2AA"}, []),
    # numbers
    ("minus one", {"beneficiaries_count": -1, "benefit_basis": None}, [("R06", "beneficiaries_count")]),
    ("five million", {"beneficiaries_count": 5_000_000}, [("W11", "beneficiaries_count")]),
    ("one more", {"beneficiaries_count": 5_000_001}, [("R06", "beneficiaries_count")]),
    ("a hundred thousand", {"beneficiaries_count": 100_000}, []),
    ("a hundred thousand and one", {"beneficiaries_count": 100_001}, [("W11", "beneficiaries_count")]),
    # dates
    ("the first day", {"adopted_date": FIRST_DAY}, []),
    ("the day before the first", {"adopted_date": FIRST_DAY - DAY}, [("R07", "adopted_date")]),
    ("the quarter's last day", {"adopted_date": PERIOD_END}, []),
    ("the day after the quarter", {"adopted_date": PERIOD_END + DAY}, [("R07", "adopted_date")]),
    ("stopped after the quarter", {**STOPPED, "stopped_date": PERIOD_END + DAY}, [("R07", "stopped_date")]),
    ("stopped on the day of adoption", {**STOPPED, "stopped_date": date(2017, 5, 1)}, []),
    ("stopped before adoption", {**STOPPED, "stopped_date": date(2017, 4, 30)}, [("R10", "stopped_date")]),
    # words
    ("an unknown status", {"adoption_status": "ongoing"}, [("R08", "adoption_status")]),
    ("an unknown basis", {"benefit_basis": "helped"}, [("R08", "benefit_basis")]),
    # contradictions
    ("adopted, with a stopped date", {"stopped_date": date(2017, 12, 1)}, [("R10", "stopped_date")]),
    ("an unknown status, with a stopped date", {"adoption_status": "ongoing", "stopped_date": date(2017, 12, 1)},
     [("R08", "adoption_status")]),
    ("planned, with people", {**PLANNED, "beneficiaries_count": 1, "benefit_basis": "offered"},
     [("R10", "beneficiaries_count")]),
    ("planned, with nobody", {**PLANNED, "beneficiaries_count": 0}, []),
    ("stopped, with people and no basis", {**STOPPED, "beneficiaries_count": 1},
     [("R10", "beneficiaries_count"), ("R02", "benefit_basis")]),
    ("stopped, people unreadable", {**STOPPED, "beneficiaries_count": Unreadable("x")},
     [("R03", "beneficiaries_count")]),
    # the registry's warnings
    ("a location closed on the last day", {"location_code": "RC001"}, [("W01", "location_code")]),
    ("a location closed a day later", {"location_code": "RC002"}, []),
    ("a location closed for good", {"location_code": "RC003"}, [("W01", "location_code")]),
    ("closed, its successor elsewhere", {"location_code": "RC004"},
     [("W01", "location_code"), ("W03", "location_code")]),
    ("another network's location", {"location_code": "RYH01"}, [("W03", "location_code")]),
    ("nobody's location", {"location_code": "RN000"}, []),
    ("an innovation closed on the last day", {"innovation_code": "INN-0002"}, [("W07", "innovation_code")]),
    ("an innovation withdrawn a day later", {"innovation_code": "INN-0003"}, []),
    ("an innovation closed nobody knows when", {"innovation_code": "INN-0004"}, [("W07", "innovation_code")]),
    ("a held row has no warnings", {"location_code": "RC003", "innovation_code": "INN-0002", "adoption_status": "?"},
     [("R08", "adoption_status")]),
]  # fmt: skip

PENNY = Decimal("0.01")
NO_JOBS = {"jobs_created_fte": None, "jobs_safeguarded_fte": None}
DEALS: list[tuple[str, Row, Broken]] = [
    ("a whole row", {}, []),
    ("no reference", {"deal_reference": None}, [("R02", "deal_reference")]),
    ("no innovation", {"innovation_code": None}, [("R02", "innovation_code")]),
    ("no company", {"company_name": None}, [("R02", "company_name")]),
    ("no funding type", {"funding_type": None}, [("R02", "funding_type")]),
    ("no investment", {"investment_gbp": None}, [("R02", "investment_gbp")]),
    ("a reference of four", {"deal_reference": "A/_-"}, []),
    ("a reference of three", {"deal_reference": "A_1"}, [("R04", "deal_reference")]),
    ("a reference of forty", {"deal_reference": "A" * 40}, []),
    ("a reference of forty-one", {"deal_reference": "A" * 41}, [("R04", "deal_reference")]),
    ("a company number of digits", {"company_number": "01234567"}, []),
    ("a Scottish company", {"company_number": "SC123456"}, []),
    ("a company number cut short", {"company_number": "1234567"}, [("R04", "company_number")]),
    ("an unknown innovation", {"innovation_code": "INN-0999"}, [("R04", "innovation_code")]),
    ("an innovation closed", {"innovation_code": "INN-0004"}, [("W07", "innovation_code")]),
    ("an unknown funding type", {"funding_type": "loan"}, [("R08", "funding_type")]),
    ("a thousand million", {"investment_gbp": Decimal("1000000000.00")}, []),
    ("a penny more", {"investment_gbp": Decimal("1000000000.01")}, [("R06", "investment_gbp")]),
    ("a penny less than nothing", {"investment_gbp": -PENNY}, [("R06", "investment_gbp")]),
    ("a penny", {"investment_gbp": PENNY}, [("W12", "investment_gbp")]),
    ("nearly a thousand", {"investment_gbp": Decimal("999.99")}, [("W12", "investment_gbp")]),
    ("a thousand", {"investment_gbp": Decimal("1000.00")}, []),
    ("ten thousand jobs", {"jobs_created_fte": Decimal("10000.0")}, []),
    ("a tenth more", {"jobs_safeguarded_fte": Decimal("10000.1")}, [("R06", "jobs_safeguarded_fte")]),
    ("no money, a job created", {"investment_gbp": Decimal(0)}, []),
    ("no money, a job kept", {"investment_gbp": Decimal(0), **NO_JOBS, "jobs_safeguarded_fte": Decimal("0.1")}, []),
    ("nothing at all", {"investment_gbp": Decimal(0), **NO_JOBS}, [("R10", "jobs_safeguarded_fte")]),
    ("nothing, written as zeros",
     {"investment_gbp": Decimal(0), "jobs_created_fte": Decimal(0), "jobs_safeguarded_fte": Decimal(0)},
     [("R10", "jobs_safeguarded_fte")]),
    ("nothing, investment blank", {"investment_gbp": None, **NO_JOBS}, [("R02", "investment_gbp")]),
    ("nothing that could be read", {"investment_gbp": Decimal(0), **NO_JOBS, "jobs_created_fte": Unreadable("two")},
     [("R03", "jobs_created_fte")]),
]  # fmt: skip


def _broken(judge: Judge, dataset: str, row: Row) -> Broken:
    # Beside rows that are whole, so that the file is not refused for its one row.
    extra = (
        [deal(deal_reference="OTHER"), row] if dataset == "economic_impact" else [adoption(location_code="RA002"), row]
    )
    return [(rule, column) for rule, number, column in told(judge(dataset, extra)) if number == 3]


@pytest.mark.parametrize(("row", "broken"), [one[1:] for one in ADOPTIONS], ids=[one[0] for one in ADOPTIONS])
def test_an_adoption_breaks_these_rules_and_no_others(judge: Judge, row: Row, broken: Broken) -> None:
    assert sorted(_broken(judge, "adoptions", adoption(**row))) == sorted(broken)


@pytest.mark.parametrize(("row", "broken"), [one[1:] for one in DEALS], ids=[one[0] for one in DEALS])
def test_a_deal_breaks_these_rules_and_no_others(judge: Judge, row: Row, broken: Broken) -> None:
    assert sorted(_broken(judge, "economic_impact", deal(**row))) == sorted(broken)


def test_one_validator_judges_files_of_different_quarters_each_by_its_own(validator: Validator) -> None:
    rows = [adoption(adopted_date=PERIOD_END + DAY), adoption(location_code="RA002")]
    late = circumstances()
    later = circumstances("NENC/2017-18-Q4/q4.csv", period=Period(2017, 4))
    for said, broken in ((late, ["R07"]), (later, []), (late, ["R07"])):
        judged = validator.judge(reading(drawn("adoptions", rows)), said, REGISTRY)
        assert [rule for rule, _, _ in told(judged)] == broken


def test_one_validator_judges_by_the_registry_it_is_given(validator: Validator) -> None:
    rows = [adoption(location_code="NEW01"), adoption()]
    newer = REGISTRY.__class__(
        REGISTRY.networks,
        REGISTRY.innovations,
        {**REGISTRY.locations, "NEW01": REGISTRY.locations["RA001"]},
        REGISTRY.periods,
    )
    for registry, count in ((REGISTRY, 1), (newer, 0), (REGISTRY, 1)):
        judged = validator.judge(reading(drawn("adoptions", rows)), circumstances(), registry)
        assert judged.findings.by_rule.get("R05", 0) == count
