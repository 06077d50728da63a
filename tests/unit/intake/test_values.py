"""Every spelling of a value that is understood, and every one that is R03. Source: contract, sections 3, 4 and 12."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from adoption_reports.domain.unreadable import unreadable_case
from adoption_reports.intake.numbers import plain_decimal
from adoption_reports.intake.values import arrow_type, read_column
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.rules import RULES

UNREADABLE = object()


def value_of(column: str, sent: str | None) -> Any:
    """What one value is read as: UNREADABLE for R03, None for a blank."""
    read = read_column(COLUMNS[column], pa.array([sent], pa.string()))
    assert read.values.type == arrow_type(COLUMNS[column])
    if read.is_unreadable[0]:
        assert read.values[0].as_py() is None
        assert not read.is_blank[0]
        return UNREADABLE
    assert bool(read.is_blank[0]) == (read.sent[0].as_py() is None)
    return read.values[0].as_py()


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("1200", 1200), ("1,200", 1200), ("12,345,678", 12_345_678), ("£5", 5), (" 7 ", 7), ("\u00a07", 7),
        ("12.0", 12), ("1,200.0", 1200), ("-3", -3), ("-£3", -3), ("£-3", -3), ("007", 7), ("0", 0), ("-0", 0),
        ("1234,567", UNREADABLE), ("(500)", UNREADABLE), ("1.234,56", UNREADABLE), ("1,23", UNREADABLE),
        ("1,2345", UNREADABLE), ("1e5", UNREADABLE), ("12k", UNREADABLE), ("£1.2m", UNREADABLE),
        ("NaN", UNREADABLE), ("Infinity", UNREADABLE), ("1e400", UNREADABLE), ("#REF!", UNREADABLE),
        ("12.5", UNREADABLE), ("12.00", UNREADABLE), ("12.", UNREADABLE), (".5", UNREADABLE), ("+5", UNREADABLE),
        ("1 200", UNREADABLE), ("٣", UNREADABLE), ("３", UNREADABLE), ("²", UNREADABLE), ("n/a", UNREADABLE),
        ("--5", UNREADABLE), ("£", UNREADABLE), ("5\n6", UNREADABLE), ("TRUE", UNREADABLE), ("1_000", UNREADABLE),
        ("", None), ("   ", None), (None, None),
    ],
)  # fmt: skip
def test_whole_numbers(sent, number):
    assert value_of("beneficiaries_count", sent) == number


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("12500.50", Decimal("12500.50")), ("12500.5", Decimal("12500.50")), ("£1,200", Decimal("1200.00")),
        ("£1,200.55", Decimal("1200.55")), ("-0.01", Decimal("-0.01")), ("0.1", Decimal("0.10")),
        ("1.500", UNREADABLE), ("0.001", UNREADABLE), ("1,200.5.0", UNREADABLE), ("€5", UNREADABLE),
    ],
)  # fmt: skip
def test_money_has_at_most_two_decimals(sent, number):
    assert value_of("investment_gbp", sent) == number


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("2.5", Decimal("2.5")),
        ("3", Decimal("3.0")),
        ("1,000.5", Decimal("1000.5")),
        ("2.55", UNREADABLE),
        ("2.50", UNREADABLE),
    ],
)
def test_full_time_equivalents_have_at_most_one_decimal(sent, number):
    assert value_of("jobs_created_fte", sent) == number


@pytest.mark.parametrize("column", ["beneficiaries_count", "investment_gbp", "jobs_created_fte"])
@pytest.mark.parametrize("sign", ["", "-", "£-"])
def test_numbers_too_large_for_any_type_are_readable_and_certainly_out_of_range(column, sign):
    read = value_of(column, sign + "9" * 400)
    assert read is not UNREADABLE
    assert not COLUMNS[column].minimum <= read <= COLUMNS[column].maximum


@pytest.mark.parametrize(
    "sent",
    ["2017-11-30", "2017-11-30 00:00:00", "2017-11-30T00:00:00", "2017-11-30 00:00", "2017-11-30 00:00:00.000",
     "30/11/2017", "30-11-2017", "30 November 2017", "30-Nov-2017", "30 Nov 2017", "30-NOV-2017", " 30/11/2017 "],
)  # fmt: skip
def test_spellings_of_a_day(sent):
    assert value_of("adopted_date", sent) == date(2017, 11, 30)


def test_the_day_comes_before_the_month_always():
    assert value_of("adopted_date", "1/2/2017") == date(2017, 2, 1)
    assert value_of("adopted_date", "01-02-2017") == date(2017, 2, 1)


@pytest.mark.parametrize(
    ("sent", "case"),
    [
        ("11/30/2017", "us_date"), ("31/02/2018", "no_such_day"), ("2018-02-30", "no_such_day"),
        ("29/02/2017", "no_such_day"),
        ("00/01/2017", "no_such_day"), ("45/45/2017", "no_such_day"), ("31 June 2017", "no_such_day"),
        ("30/11/17", "short_year"), ("30-Nov-17", "short_year"), ("43069", "serial"), ("43069.5", "serial"),
        ("2017-11-30 13:05:00", "date"), ("2017-11", "date"), ("November 2017", "date"), ("30 Brumaire 2017", "date"),
        ("30.11.2017", "date"), ("2017/11/30", "date"), ("30th November 2017", "date"), ("TBC", "date"),
        ("٣٠/١١/٢٠١٧", "date"),
        ("0000-01-01", "no_such_day"), ("30/ 11/2017", "date"),
    ],
)  # fmt: skip
def test_dates_that_can_not_be_read_and_why(sent, case):
    assert value_of("adopted_date", sent) is UNREADABLE
    assert unreadable_case(COLUMNS["adopted_date"], sent) == (case, {})


def test_a_leap_day_is_a_day():
    assert value_of("adopted_date", "29/02/2016") == date(2016, 2, 29)


@pytest.mark.parametrize(
    ("sent", "code"),
    [("inn-0001", "INN-0001"), (" INN-0001\u00a0", "INN-0001"), ("ｉｎｎ－０００１", "INN-0001"),
     ("INN-0001\u200b", "INN-0001\u200b"),
     ("INN\t0001", "INN\t0001"), ("\u202eINN-0001", "\u202eINN-0001")],
)  # fmt: skip
def test_codes_are_normalised_upper_cased_and_trimmed_and_format_characters_stay_to_be_found(sent, code):
    assert value_of("innovation_code", sent) == code


@pytest.mark.parametrize(
    ("sent", "postcode"), [("ne1 4lp", "NE1 4LP"), ("NE14LP", "NE14LP"), (" ne1  \u00a04lp ", "NE1 4LP")]
)
def test_postcodes_keep_at_most_one_space(sent, postcode):
    assert value_of("location_postcode", sent) == postcode


@pytest.mark.parametrize("sent", ["Adopted", "ADOPTED", " adopted ", "aDoPtEd"])
def test_words_are_read_in_any_case(sent):
    assert value_of("adoption_status", sent) == "adopted"


def test_words_that_are_not_allowed_are_read_all_the_same():
    assert value_of("adoption_status", "Maybe") == "maybe"


def test_text_is_kept_as_sent_but_for_outer_white_space():
    assert value_of("company_name", "  Ａcme &\tSons\nLtd\u200b ") == "Ａcme &\tSons\nLtd\u200b"


def test_text_longer_than_its_column_allows_can_not_be_read():
    assert value_of("company_name", "é" * 200) == "é" * 200
    assert value_of("company_name", "é" * 201) is UNREADABLE
    assert unreadable_case(COLUMNS["company_name"], "é" * 201) == ("too_long", {"limit": "200"})
    assert unreadable_case(COLUMNS["notes"], "x" * 2001) == ("too_long", {"limit": "2,000"})


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x85", "\x9f"])
@pytest.mark.parametrize(
    "column", ["notes", "innovation_code", "adoption_status", "beneficiaries_count", "adopted_date"]
)
def test_control_characters_can_not_be_read_anywhere(column, character):
    assert value_of(column, f"a{character}b") is UNREADABLE
    assert value_of(column, character) is UNREADABLE
    assert unreadable_case(COLUMNS[column], f"a{character}b")[0] == "control"


@pytest.mark.parametrize(
    ("column", "sent", "case"),
    [("beneficiaries_count", "12k", "integer"), ("investment_gbp", "12k", "money"),
     ("jobs_created_fte", "12k", "fte"),
     ("notes", "#REF!", "formula_error"), ("beneficiaries_count", "#DIV/0!", "formula_error"),
     ("notes", None, "formula_empty")],
)  # fmt: skip
def test_why_a_value_can_not_be_read(column, sent, case):
    assert unreadable_case(COLUMNS[column], sent)[0] == case
    assert case in RULES["R03"].cases


def test_a_column_of_many_different_values_reads_as_one_of_few():
    sent = [str(n) for n in range(10_000)] + ["x", "", None]
    many = read_column(COLUMNS["beneficiaries_count"], pa.array(sent))
    few = read_column(COLUMNS["beneficiaries_count"], pa.array([s for s in sent for _ in range(3)]))
    assert many.values.to_pylist() == few.values.to_pylist()[::3]
    assert many.sent.to_pylist() == few.sent.to_pylist()[::3]
    assert np.array_equal(many.is_unreadable, few.is_unreadable[::3])
    assert np.array_equal(many.is_blank, few.is_blank[::3])


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("0.30000000000000004", "0.3"), ("12345678.0", "12345678"), ("1.2E3", "1200"), ("1E+2", "100"),
     ("1e-9", "0"), ("-1e-9", "0"),
     ("2.675", "2.675"), ("12500.499999999998", "12500.5"), ("3.14159", "3.14159"), ("1e20", "1" + "0" * 20),
     ("-5.10", "-5.1"),
     ("99999.99999999", "100000"), ("123456789012345.12", "123456789012345.12")],
)  # fmt: skip
def test_a_spreadsheet_number_is_shown_without_noise_or_exponent(stored, shown):
    assert plain_decimal(stored) == shown
