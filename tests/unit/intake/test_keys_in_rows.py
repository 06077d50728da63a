"""Every row must agree with the object key. Source: contract, section 4 and rule F08."""

import pytest

from tests.unit.intake.samples import GOOD, HEADER, csv, only, rules, workbook

KEYED = HEADER + ",network_code,reporting_period"


@pytest.mark.parametrize(
    "keys",
    ["NENC,2017-18-Q3", "nenc ,2017/18 Q3", "NENC,Oct-Dec 2017", "NENC,Q3 2017/18", "NENC,Year 5 Q3", ",", "NENC,"],
)
def test_rows_that_name_the_network_and_period_in_any_spelling_agree(read, keys):
    assert rules(read(csv(f"{GOOD},{keys}", header=KEYED))) == []


@pytest.mark.parametrize(
    ("keys", "column", "value"),
    [
        ("YH,2017-18-Q3", "network_code", "YH"),
        ("NENC,2017-18-Q2", "reporting_period", "2017-18-Q2"),
        ("NENC,FY18 Q3", "reporting_period", "FY18 Q3"),
        ("NENC,soon", "reporting_period", "soon"),
    ],
)
def test_a_row_that_names_another_network_or_period_or_none_that_can_be_read_refuses_the_file(
    read, keys, column, value
):
    reading = read(csv(f"{GOOD},NENC,2017-18-Q3", "", f"{GOOD},{keys}", header=KEYED))
    (found,) = reading.findings
    assert (found.rule.code, found.place.row, found.place.column, found.value) == ("F08", 4, column, value)
    assert only(reading).rows_read == 2


def test_a_quarter_that_means_one_thing_here_and_another_in_america_is_told_so(read):
    (found,) = read(csv(f"{GOOD},NENC,FY18 Q3", header=KEYED)).findings
    assert found.message == "The reporting period says FY18 Q3, which is not a quarter that we can be sure of."
    assert found.fix.startswith("Write it as 2017/18 Q3")


def test_in_a_sheet_the_cell_is_named(read):
    rows = [["innovation_code", "location_code", "adoption_status", "ahsn"], ["INN-0001", "RX1", "planned", "YH"]]
    (found,) = read(workbook({"S": rows})).findings
    assert (found.rule.code, found.place.sheet, found.place.cell) == ("F08", "S", "D2")
    assert "says YH, but the file was sent for NENC" in found.message


def test_a_file_for_another_network_throughout_is_refused_with_a_hundred_findings(read):
    reading = read(csv(*[f"{GOOD},YH,2017-18-Q3"] * 500, header=KEYED))
    assert rules(reading) == ["F08"] * 100
