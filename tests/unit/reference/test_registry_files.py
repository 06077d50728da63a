"""The registry's CSV files are read whole or refused with file, line and column."""
# ruff: noqa: E501

from datetime import date
from pathlib import Path

import pytest

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.registry import Location, PeriodDates, Registry
from adoption_reports.storage.reference import chain_problems, read_registry, write_registry
from adoption_reports.storage.registry_files import make_registry

FILES = {
    "networks.csv": (
        "network_code,network_name,name_since_2023,acronym,area_description\n"
        "NENC,North East,Health Innovation North East,NENC,the north east\n"
        "YH,Yorkshire,Health Innovation Yorkshire,YH,Yorkshire\n"
    ),
    "innovations.csv": (
        "innovation_code,innovation_name,description,status,status_date,successor_code\n"
        "INN-0001,One,first,active,,\n"
        "INN-0002,Two,second,withdrawn,2016-05-01,INN-0001\n"
    ),
    "locations.csv": (
        "location_code,location_name,location_type,network_code,postcode,opened_date,closed_date,successor_code\n"
        'A71001,"Ash, Elm and Oak Surgery",gp_practice,NENC,NE1 4LP,1974-04-01,2017-03-31,B71002\n'
        "B71002,Beck Surgery,gp_practice,YH,YO1 1AA,1974-04-01,,\n"
        "RX1,Nowhere Trust,trust,,,,,\n"
    ),
    "reporting_periods.csv": (
        "reporting_period,due_date,closes_date\n2017-18-Q3,2018-01-30,\n2017-18-Q4,2018-04-30,2019-04-30\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def with_line(folder: Path, name: str, line: int, text: str) -> None:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    lines[line - 1 : line] = [text]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def registry_of(*locations: Location) -> Registry:
    return make_registry([], [], locations, [])


def place(code: str, successor: str | None = None) -> Location:
    return Location(code, code, "gp_practice", None, None, None, None, successor)


def test_a_registry_is_read_with_its_types(folder: Path) -> None:
    registry = read_registry(folder)
    assert list(registry.networks) == ["NENC", "YH"]
    assert registry.locations["A71001"] == Location(
        "A71001", "Ash, Elm and Oak Surgery", "gp_practice", "NENC", "NE1 4LP",
        date(1974, 4, 1), date(2017, 3, 31), "B71002",
    )  # fmt: skip
    assert registry.locations["RX1"].network_code is None
    assert registry.innovations["INN-0002"].status_date == date(2016, 5, 1)
    assert registry.periods["2017-18-Q4"] == PeriodDates("2017-18-Q4", date(2018, 4, 30), date(2019, 4, 30))


def test_the_version_is_that_of_the_content_and_not_of_the_files_bytes(folder: Path, tmp_path: Path) -> None:
    before = read_registry(folder).version
    lines = FILES["locations.csv"].splitlines()
    shuffled = "\r\n".join([lines[0], *reversed(lines[1:]), ""])
    (folder / "locations.csv").write_bytes(b"\xef\xbb\xbf" + shuffled.encode())
    assert read_registry(folder).version == before
    with_line(folder, "locations.csv", 3, "B71002,Beck Street Surgery,gp_practice,YH,YO1 1AA,1974-04-01,,")
    assert read_registry(folder).version != before


def test_a_value_that_moves_to_the_next_column_is_another_version() -> None:
    one = registry_of(Location("A71001", "x", "other", "YH", None, None, None, None))
    other = registry_of(Location("A71001", "x", "other", None, "YH", None, None, None))
    assert one.version != other.version


def test_what_is_written_reads_back_the_same(folder: Path, tmp_path: Path) -> None:
    registry = read_registry(folder)
    write_registry(registry, tmp_path / "copy")
    assert read_registry(tmp_path / "copy") == registry
    assert (tmp_path / "copy" / "locations.csv").read_text(encoding="utf-8") == FILES["locations.csv"]


@pytest.mark.parametrize(
    ("name", "line", "text", "said"),
    [
        ("locations.csv", 3, "b71002,x,other,YH,,,,", "locations.csv, line 3, column location_code: 'b71002' is not"),
        ("locations.csv", 3, "A71001,x,other,YH,,,,", "locations.csv, line 3, column location_code: 'A71001' is on line 2 too"),
        ("locations.csv", 3, "B71002,x,clinic,YH,,,,", "line 3, column location_type: 'clinic' is not one of: trust"),
        ("locations.csv", 3, "B71002,x,other,ZZ,,,,", "line 3, column network_code: 'ZZ' is not a code in networks.csv"),
        ("locations.csv", 3, "B71002,x,other,YH,YORK,,,", "line 3, column postcode: 'YORK' is not a full UK postcode"),
        ("locations.csv", 3, "B71002,x,other,YH,,01/04/1974,,", "line 3, column opened_date: '01/04/1974' is not a day"),
        ("locations.csv", 3, "B71002,x,other,YH,,2017-02-30,,", "line 3, column opened_date: '2017-02-30' is not a day"),
        ("locations.csv", 3, "B71002,x,other,YH,,2017-01-02,2017-01-01,", "line 3, column closed_date: '2017-01-01' is before"),
        ("locations.csv", 3, "B71002,x,other,YH,,,", "line 3, column location_code: 'B71002' is in a row of 7 fields, not 8"),
        ("locations.csv", 3, "B71002,,other,YH,,,,", "line 3, column location_name: is blank, and must be filled in"),
        ("locations.csv", 1, "location_code,name", "locations.csv, line 1: the columns must be location_code, location_name"),
        ("locations.csv", 3, 'B71002,"x"y,other,YH,,,,', "locations.csv, line 3: not well-formed CSV"),
        ("innovations.csv", 2, "INN-1,One,first,active,,", "innovations.csv, line 2, column innovation_code: 'INN-1' is not"),
        ("innovations.csv", 3, "INN-0002,Two,second,closed,,", "line 3, column status_date: is blank, and the status is closed"),
        ("innovations.csv", 3, "INN-0002,Two,second,closed,2016-05-01,INN-0009", "line 3, column successor_code: 'INN-0009' is not a code"),
        ("reporting_periods.csv", 2, "2017/18 Q3,2018-01-30,", "line 2, column reporting_period: '2017/18 Q3' is not"),
        ("reporting_periods.csv", 2, "2012-13-Q4,2018-01-30,", "line 2, column reporting_period: '2012-13-Q4' is not"),
        ("reporting_periods.csv", 3, "2017-18-Q4,2018-04-30,2018-04-29", "line 3, column closes_date: '2018-04-29' is before"),
    ],
)  # fmt: skip
def test_a_broken_row_is_named_by_file_line_and_column(
    folder: Path, name: str, line: int, text: str, said: str
) -> None:
    with_line(folder, name, line, text)
    with pytest.raises(WrongUse) as refused:
        read_registry(folder)
    assert said in str(refused.value)


def test_lines_are_counted_as_an_editor_counts_them(folder: Path) -> None:
    with_line(folder, "locations.csv", 2, 'A71001,"two\nlines",gp_practice,NENC,NE1 4LP,,,')
    with_line(folder, "locations.csv", 4, "B71002,x,clinic,YH,,,,")
    with pytest.raises(WrongUse, match=r"locations.csv, line 4, column location_type"):
        read_registry(folder)


def test_many_problems_are_told_together_and_counted(folder: Path) -> None:
    rows = "".join(f"B710{n},x,clinic,YH,,,,\n" for n in range(10, 25))
    (folder / "locations.csv").write_text(FILES["locations.csv"] + rows, encoding="utf-8")
    with pytest.raises(WrongUse) as refused:
        read_registry(folder)
    assert str(refused.value).count("location_type") == 10
    assert str(refused.value).endswith("… and 5 more.")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "networks.csv").unlink()
    with pytest.raises(WrongUse, match=r"networks\.csv can't be read: No such file"):
        read_registry(folder)


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    (folder / "networks.csv").write_bytes(FILES["networks.csv"].replace("the north east", "Café").encode("cp1252"))
    with pytest.raises(WrongUse, match=r"networks\.csv, line 2: not UTF-8"):
        read_registry(folder)


def test_control_characters_are_refused(folder: Path) -> None:
    with_line(folder, "networks.csv", 3, "YH,Yorkshire\x00,x,YH,y")
    with pytest.raises(WrongUse, match=r"networks\.csv, line 3: holds the control character"):
        read_registry(folder)


def test_chains_that_end_badly_are_reported_and_are_no_error() -> None:
    registry = registry_of(
        place("AAA", "BBB"), place("BBB", "CCC"), place("CCC", "BBB"), place("DDD", "ZZZ"), place("EEE", "FFF"),
        place("FFF"),
    )  # fmt: skip
    told = [(problem.ending, problem.place, problem.codes) for problem in chain_problems(registry)]
    assert told == [("loop", "BBB", ("AAA", "BBB", "CCC")), ("unknown_successor", "DDD", ("DDD",))]
    assert str(chain_problems(registry)[0]) == "The successors of AAA, BBB, CCC run into a loop; they count at BBB."
