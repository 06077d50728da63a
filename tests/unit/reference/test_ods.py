"""The NHS's published organisation files become rows of the registry; nothing known is lost."""
# ruff: noqa: E501

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.registry import Location, Network
from adoption_reports.storage.ods import load_ods, read_ods
from adoption_reports.storage.reference import read_registry, write_registry
from adoption_reports.storage.registry_files import make_registry

NETWORKS = [
    Network("NENC", "North East", "North East", "NENC", "x"),
    Network("YH", "Yorkshire", "Yorkshire", "YH", "x"),
]
KNOWN = Location("A71001", "ASH SURGERY", "gp_practice", "NENC", "NE1 4LP", date(1974, 4, 1), None, None)
NEIGHBOURS = [replace(KNOWN, location_code=code) for code in ("A71002", "A71003", "A71004")]
MERGED = replace(KNOWN, location_code="A71005", closed_date=date(2015, 3, 31), successor_code="A71001")


def practice(code: str, name: str, postcode: str, opened: str, closed: str = "", setting: str = "4") -> list[str]:
    """One row of epraccur.csv."""
    status = "C" if closed else "A"
    return [code, name, "Y63", "QHM", "1 HIGH STREET", "", "TOWN", "", "", postcode, opened, closed, status, "B",
            "00P", opened, "", "0191 000000", "", "", "", "0", "", "00P", "", setting, ""]  # fmt: skip


def trust(code: str, name: str, postcode: str, opened: str, closed: str = "") -> list[str]:
    """One row of etr.csv."""
    return [code, name, "Y63", "QHM", "INFIRMARY ROAD", "", "TOWN", "", "", postcode, opened, closed,
            *[""] * 9, "0", *[""] * 5]  # fmt: skip


def written(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_registry(make_registry(NETWORKS, [], [KNOWN, *NEIGHBOURS, MERGED], []), tmp_path / "reference")
    return tmp_path / "reference"


def test_practices_and_trusts_are_added_with_what_the_files_say(folder: Path, tmp_path: Path) -> None:
    epraccur = written(tmp_path / "epraccur.csv", practice("B81002", "BECK SURGERY", "YO1  1AA", "19740401"))
    etr = written(tmp_path / "etr.csv", trust("RX9", "NOWHERE NHS TRUST", "LS1 1AA", "20020401"))
    report = load_ods([epraccur, etr], folder)
    locations = read_registry(folder).locations
    assert locations["B81002"] == Location(
        "B81002", "BECK SURGERY", "gp_practice", None, "YO1 1AA", date(1974, 4, 1), None, None
    )
    assert locations["RX9"].location_type == "trust"
    assert (report.added, report.read, report.without_network) == (2, 2, ["B81002", "RX9"])
    assert set(locations) == {"A71001", "A71002", "A71003", "A71004", "A71005", "B81002", "RX9"}


def test_what_the_file_changes_is_changed_and_network_and_successor_stay(folder: Path, tmp_path: Path) -> None:
    file = written(
        tmp_path / "epraccur.csv",
        practice("A71001", "ASH ROAD SURGERY", "NE1 4LP", "19740401"),
        practice("A71002", "ASH SURGERY", "NE1 4LP", "19740401"),
        practice("A71003", "ASH SURGERY", "NE1 4LP", "19740401", closed="20180331"),
        practice("A71005", "ASH SURGERY", "NE1 4LP", "19740401", closed="20150331"),
    )
    report = load_ods([file], folder)
    locations = read_registry(folder).locations
    assert (report.added, report.changed, report.closed, report.unchanged) == (0, 1, 1, 2)
    assert locations["A71001"] == replace(KNOWN, location_name="ASH ROAD SURGERY")
    assert locations["A71003"].closed_date == date(2018, 3, 31)
    assert locations["A71005"] == MERGED


def test_loading_twice_changes_nothing(folder: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "epraccur.csv", practice("B81002", "BECK SURGERY", "YO1 1AA", "19740401"))
    load_ods([file], folder)
    before = (folder / "locations.csv").read_bytes()
    report = load_ods([file], folder)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
    assert (folder / "locations.csv").read_bytes() == before


def test_a_new_practice_gets_the_network_that_its_whole_postcode_district_has(folder: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "epraccur.csv", practice("A81009", "QUAY SURGERY", "NE1 2ZZ", "20100401"))
    report = load_ods([file], folder)
    assert read_registry(folder).locations["A81009"].network_code == "NENC"
    assert report.network_by_district == 1
    assert report.without_network == []


def test_a_district_shared_by_two_networks_tells_none(folder: Path, tmp_path: Path) -> None:
    registry = read_registry(folder)
    stranger = replace(KNOWN, location_code="B71009", network_code="YH")
    write_registry(make_registry(NETWORKS, [], [*registry.locations.values(), stranger], []), folder)
    file = written(tmp_path / "epraccur.csv", practice("A81009", "QUAY SURGERY", "NE1 2ZZ", "20100401"))
    load_ods([file], folder)
    assert read_registry(folder).locations["A81009"].network_code is None


def test_prescribers_that_are_no_practices_are_community_locations(tmp_path: Path) -> None:
    file = written(tmp_path / "epraccur.csv", practice("Y01234", "WALK-IN", "NE1 2ZZ", "20100401", setting="2"))
    assert [row.location_type for row in read_ods(file)] == ["community"]


def test_an_opening_day_after_the_closing_day_is_left_out(folder: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "etr.csv", trust("RX9", "NOWHERE", "LS1 1AA", "20200401", closed="20190401"))
    load_ods([file], folder)
    assert read_registry(folder).locations["RX9"].opened_date is None
    assert read_registry(folder).locations["RX9"].closed_date == date(2019, 4, 1)


def test_an_empty_list_of_locations_can_be_filled_from_the_files(tmp_path: Path) -> None:
    write_registry(make_registry(NETWORKS, [], [], []), tmp_path / "reference")
    file = written(tmp_path / "epraccur.csv", practice("A81009", "QUAY SURGERY", "NE1 2ZZ", "20100401"))
    assert load_ods([file], tmp_path / "reference").added == 1


def test_the_report_says_every_count(folder: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "epraccur.csv", practice("B81002", "BECK SURGERY", "YO1 1AA", "19740401"))
    assert str(load_ods([file], folder)).splitlines() == [
        "Organisations read: 1",
        "  1 added (0 with the network of their postcode district)",
        "  0 changed",
        "  0 newly closed",
        "  0 unchanged",
        "  1 without a network: fill in network_code in locations.csv",
        "    B81002",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no organisations"),
        (b"PK\x03\x04rest", "is a ZIP archive: unpack it first"),
        (b"\x00\x81\xff\xfe", "is not a text file"),
        (b'"A81001","X"\n', "line 1: 2 columns. Give epraccur.csv or etr.csv"),
        (b"Organisation Code," + b"," * 25 + b"\n", "line 1, column 1: 'ORGANISATION CODE' is not an organisation code"),
        (",".join(practice("A81001", "X", "NE1 2ZZ", "1974-04-01")).encode(), "line 1, column 11: '1974-04-01' is not a day"),
        (",".join(practice("A81001", "X", "NE1 2ZZ", "19740431")).encode(), "line 1, column 11: '19740431' is not a day"),
        (",".join(practice("A81001", "", "NE1 2ZZ", "19740401")).encode(), "line 1, column 2: the name is missing"),
        (",".join(practice("VLXYZ1", "X", "NE1 2ZZ", "19740401")).encode(), "VLXYZ1 is neither a practice's nor a trust's code"),
        (b'"A81001","X"x,' + b"," * 24, "line 1: not well-formed CSV"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_a_reason_and_nothing_is_written(
    folder: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    before = (folder / "locations.csv").read_bytes()
    good = written(tmp_path / "etr.csv", trust("RX9", "NOWHERE NHS TRUST", "LS1 1AA", "20020401"))
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    with pytest.raises(WrongUse) as refused:
        load_ods([good, bad], folder)
    assert f"{bad}" in str(refused.value)
    assert said in str(refused.value)
    assert (folder / "locations.csv").read_bytes() == before


def test_a_missing_file_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"missing\.csv can't be read"):
        load_ods([tmp_path / "missing.csv"], folder)
