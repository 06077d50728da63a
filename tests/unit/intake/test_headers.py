"""Finding the header and naming its columns. Source: contract, sections 3, 12 and 13; rules F04, F05 and W13."""

import pytest

from adoption_reports.intake.header import column_letters, find_header, normal_name
from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from tests.unit.intake.samples import DEALS, GOOD, HEADER, column, csv, only, rows, rules, workbook

ADOPTIONS_NEEDED = ["innovation_code", "location_code", "adoption_status"]
DEALS_NEEDED = DEALS.split(",")

ALIASES = """
network_code: network, ahsn, ahsn code
reporting_period: period, quarter, reporting quarter
innovation_code: innovation, innovation id, innovation reference
location_code: ods code, ods, organisation code, site code, practice code
location_name: location, site name, organisation name, place
location_postcode: postcode, post code
adoption_status: status
adopted_date: adoption date, date adopted, start date
stopped_date: date stopped, end date
beneficiaries_count: beneficiaries, number of beneficiaries, people benefiting, patients
benefit_basis: basis, basis of benefit
deal_reference: deal, deal ref, investment reference
company_name: company
company_number: companies house number, company no
funding_type: funding, type of funding, funding source
investment_gbp: investment, investment £, amount £, value £
jobs_created_fte: jobs created, jobs created fte
jobs_safeguarded_fte: jobs safeguarded, jobs safeguarded fte
notes: note, comment, comments
"""
SPELLINGS = [
    (name, alias.strip())
    for line in ALIASES.strip().splitlines()
    for name, aliases in [line.split(": ")]
    for alias in (name, *aliases.split(","))
]


@pytest.mark.parametrize(("name", "spelling"), SPELLINGS)
def test_every_alias_of_the_contract_names_its_column(name, spelling):
    is_of_deals = name in ECONOMIC_IMPACT.columns and name not in ADOPTIONS.columns
    needed = DEALS_NEEDED if is_of_deals else ADOPTIONS_NEEDED
    header = find_header([[spelling, *(n for n in needed if n != name)]])
    assert header is not None
    assert (header.positions | header.keys)[name] == 0


@pytest.mark.parametrize(
    "cell",
    [
        "ODS Code",
        " ods_code ",
        "ods-code",
        "ODS\u00a0code",
        "\u00a0ods code\u00a0",
        "ods   code",
        "Ods.Code:",
        "ＯＤＳ ｃｏｄｅ",
        "ods\ncode",
        "_ods__code_",
    ],
)
def test_header_cells_differ_in_case_and_separators_and_are_the_same_name(cell):
    assert normal_name(cell) == "ods_code"


def test_the_pound_sign_is_part_of_a_name():
    assert normal_name("Value (£)") == "value_£"
    assert normal_name("Value") == "value"


def test_the_header_is_the_first_row_that_holds_every_required_column(read):
    titles = "Adoption report of NENC,,,,,,\nInnovation,Status,,,,,\n\n"
    reading = read(titles + csv(GOOD))
    assert rows(reading) == [5]


def test_a_header_in_row_20_is_found_and_one_in_row_21_is_not(read):
    assert rows(read("preamble\n" * 19 + csv(GOOD))) == [21]
    assert rules(read("preamble\n" * 20 + csv(GOOD))) == ["F04"]


def test_a_location_name_and_postcode_stand_for_a_location_code(read):
    reading = read("innovation,status,site name,post code\nINN-0001,planned,Leisure centre,NE1 4LP\n")
    assert column(reading, "location_postcode") == ["NE1 4LP"]
    assert rules(read("innovation,status,site name\nINN-0001,planned,Leisure centre\n")) == ["F04"]


def test_the_nearest_dataset_and_its_missing_columns_are_named_by_title(read):
    (found,) = read("innovation code,status,beneficiaries\nINN-0001,planned,0\n").findings
    assert found.rule.code == "F04"
    assert (
        found.message == "No table of adoptions or deals was found. The nearest is Adoptions; missing: location code."
    )
    (found,) = read("Deal;Company;Innovation;Amount £\nD-0001;Acme;INN-0001;5\n").findings
    assert "Economic impact; missing: funding type." in found.message


def test_a_file_without_any_known_column_is_told_so(read):
    (found,) = read("a,b,c\n1,2,3\n").findings
    assert (found.rule.code, found.message) == (
        "F04",
        "No table of adoptions or deals was found: the names of their columns are not there.",
    )


@pytest.mark.parametrize("twin", ["location_code", "ODS code", " Site Code\u00a0", "LOCATION CODE"])
def test_two_columns_that_are_the_same_name_refuse_the_file(read, twin):
    reading = read(csv(GOOD + "," + "X", header=HEADER + "," + twin))
    (found,) = reading.findings
    assert (found.rule.code, found.place.column, found.place.row) == ("F05", "location_code", 1)
    assert "column 2 and column 8" in found.message
    assert only(reading).rows_read == 1


def test_two_unknown_columns_with_the_same_name_are_ignored(read):
    assert rules(read(csv(GOOD + ",1,2", header=HEADER + ",extra,extra"))) == ["W13"]


def test_unknown_columns_are_listed_once_and_kept_out_of_the_data(read):
    reading = read(csv(GOOD + ",1,2", header=HEADER + ",Lead officer,Team"))
    (found,) = reading.findings
    assert (found.rule.code, found.place.dataset, found.place.row) == ("W13", "adoptions", 1)
    assert "Lead officer, Team" in found.message
    assert "Lead officer" not in only(reading).raw.schema.names


def test_a_misspelt_column_is_recognised_as_one(read):
    header = HEADER.replace("beneficiaries_count", "Number of benificiaries")
    (found,) = read(csv(GOOD, header=header)).findings
    assert found.rule.code == "W13"
    assert "did you mean" in found.fix
    assert "beneficiaries" in found.fix


def test_a_column_of_the_other_dataset_is_unknown_here(read):
    (found,) = read(csv(GOOD + ",5", header=HEADER + ",investment")).findings
    assert found.rule.code == "W13"


def test_a_blank_header_cell_matters_only_where_something_stands_below(read):
    assert rules(read(csv(GOOD + ",", header=HEADER + ","))) == []
    (found,) = read(csv(GOOD + ",", GOOD + ",x", header=HEADER + ",")).findings
    assert (found.rule.code, "column 8 (no name)" in found.message) == ("W13", True)


def test_in_a_sheet_the_repeated_columns_are_named_by_their_cells(read):
    (found,) = read(
        workbook({"S": [["report"], [*ADOPTIONS_NEEDED, "ODS code"], ["INN-0001", "RX1", "planned", "RX2"]]})
    ).findings
    assert found.rule.code == "F05"
    assert "B2 and D2" in found.message


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_letters_of_a_column(index, letters):
    assert column_letters(index) == letters
