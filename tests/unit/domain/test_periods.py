"""Reporting periods as people write them. Source: contract, section 2."""

from datetime import UTC, date, datetime

import pytest

from adoption_reports.domain.periods import Period, between, london_day, parse_period


@pytest.mark.parametrize(
    "written",
    [
        "2017-18-Q3",
        "2017-18 Q3",
        "201718Q3",
        "2017/18 Q3",
        "Q3 2017/18",
        "2017/18 Quarter 3",
        "Y5 Q3",
        "Year 5 Q3",
        "Oct-Dec 2017",
        "October to December 2017",
        "quarter ending 31 December 2017",
        "  oct – dec  2017 ",
    ],
)
def test_every_spelling_of_the_contract_is_the_same_quarter(written: str) -> None:
    assert parse_period(written) == Period(2017, 3)


@pytest.mark.parametrize(
    "written",
    [
        "FY18 Q3",
        "2017-19-Q3",
        "2017-18-Q5",
        "Nov-Jan 2017",
        "quarter ending 30 December 2017",
        "Q3",
        "",
        "2017",
        "Q3 17/18",
    ],
)
def test_what_is_not_clearly_one_quarter_is_not_guessed(written: str) -> None:
    assert parse_period(written) is None


def test_a_quarter_before_reporting_began_is_read_and_known_as_such() -> None:
    period = parse_period("2012-13-Q4")
    assert period is not None
    assert period.is_before_first
    assert not Period(2013, 1).is_before_first


def test_a_period_knows_its_days_and_its_label() -> None:
    period = Period(2017, 3)
    assert (period.start, period.end) == (date(2017, 10, 1), date(2017, 12, 31))
    assert period.label == "2017/18 Q3 (Oct to Dec 2017)"
    assert Period(2017, 4).label == "2017/18 Q4 (Jan to Mar 2018)"


def test_codes_are_read_back_as_the_same_period_and_sort_by_time() -> None:
    periods = between(Period(2013, 1), Period(2026, 4))
    assert [parse_period(period.code) for period in periods] == periods
    assert sorted(period.code for period in periods) == [period.code for period in periods]


def test_each_day_lies_in_the_period_that_holds_it() -> None:
    for period in between(Period(2015, 1), Period(2017, 4)):
        assert Period.containing(period.start) == period
        assert Period.containing(period.end) == period


def test_days_are_days_in_london() -> None:
    assert london_day(datetime(2018, 6, 30, 23, 30, tzinfo=UTC)) == date(2018, 7, 1)
    assert london_day(datetime(2018, 1, 31, 23, 30, tzinfo=UTC)) == date(2018, 1, 31)
