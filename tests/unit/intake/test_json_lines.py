"""JSON Lines: one object a line, read digit for digit. Source: contract, section 12 "JSON Lines"."""

import json
from datetime import date
from decimal import Decimal

import pytest

from adoption_reports.domain.reading import KEY_TWICE, NOT_AN_OBJECT
from adoption_reports.intake import json_lines
from adoption_reports.metadata.limits import CELL_CHARACTERS, COLUMNS
from tests.unit.intake.samples import column, only, rows, rules, unreadable

ROW = {
    "innovation_code": "INN-0001",
    "location_code": "RX1RA",
    "adoption_status": "adopted",
    "adopted_date": "2017-11-30",
    "beneficiaries_count": 120,
    "benefit_basis": "received",
    "notes": "a",
}
DEAL = {
    "deal_reference": "D-0001",
    "innovation_code": "INN-0001",
    "company_name": "Acme",
    "funding_type": "grant",
    "investment_gbp": 1,
}


def lines(*records: object, end: str = "\n") -> str:
    """A file of records; a string is a line as it stands."""
    return "".join((one if isinstance(one, str) else json.dumps(one)) + end for one in records)


def deal(**fields: str) -> str:
    """A deal's line, some fields given as JSON."""
    return "{" + ", ".join(f'"{name}": {text}' for name, text in (_DEAL | fields).items()) + "}"


_DEAL = {name: json.dumps(value) for name, value in DEAL.items()}


def test_each_object_is_a_row(read):
    reading = read(lines(ROW, ROW | {"innovation_code": "INN-0002", "beneficiaries_count": "1,200"}))
    assert (reading.format, rules(reading)) == ("jsonl", [])
    assert column(reading, "innovation_code") == ["INN-0001", "INN-0002"]
    assert column(reading, "adopted_date") == [date(2017, 11, 30)] * 2
    assert column(reading, "beneficiaries_count") == [120, 1200]
    assert rows(reading) == [1, 2]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_end_and_are_encoded_as_in_any_text(read, end, codec):
    reading = read(lines(ROW, ROW | {"notes": "café"}, end=end).encode(codec))
    assert (rules(reading), only(reading).rows_blank) == ([], 0)
    assert rows(reading) == [1, 2]


def test_windows_1252_is_noted_and_mixtures_are_refused(read):
    text = json.dumps(ROW | {"notes": "café €"}, ensure_ascii=False)
    assert rules(read(text.encode("cp1252"))) == ["W09"]
    assert rules(read(text.encode() + b"\n" + text.encode("cp1252"))) == ["F13"]


def test_the_last_line_needs_no_end_and_a_final_ctrl_z_is_ignored(read):
    assert rows(read(lines(ROW).strip())) == [1]
    assert rows(read(lines(ROW) + "\x1a")) == [1]


def test_blank_lines_and_blank_objects_are_counted_and_only_objects_are_numbered(read):
    reading = read(lines("", ROW, "", " \t ", {}, {"notes": " ", "location_code": None}, ROW))
    assert only(reading).rows_blank == 5
    assert rows(reading) == [1, 4]


def test_a_row_with_a_value_in_an_unknown_column_only_is_not_blank(read):
    reading = read(lines(ROW, {"colour": "red"}))
    assert (rules(reading), only(reading).rows_read) == (["W13"], 2)


def test_a_missing_key_and_null_are_a_blank(read):
    less = {name: value for name, value in ROW.items() if name != "beneficiaries_count"}
    reading = read(lines(ROW, less, ROW | {"beneficiaries_count": None}))
    assert column(reading, "beneficiaries_count") == [120, None, None]
    assert unreadable(only(reading)) == [[], [], []]


def test_keys_are_matched_as_column_names_of_any_file(read):
    reading = read(lines(ROW, {" ODS Code ": "RX2", "Innovation": "INN-0002", "Status": "planned"}))
    assert rules(reading) == ["F05", "F05", "F05"]
    renamed = {" ODS Code ": "RX2", "Innovation": "INN-0002", "Status": "planned"}
    assert column(read(lines(renamed)), "location_code") == ["RX2"]


def test_two_keys_that_are_one_column_are_told_by_their_names(read):
    (found,) = read(lines(ROW, ROW | {"Ods code": "RX2"})).findings
    assert (found.rule.code, found.place.column) == ("F05", "location_code")
    assert "location_code and Ods code" in found.message


@pytest.mark.parametrize("name", ["stopped_date", "reporting_period", "location_code"])
def test_a_column_may_come_first_in_the_last_record(read, monkeypatch, name):
    monkeypatch.setattr(json_lines, "_BLOCK_BYTES", 1 << 10)
    early = {key: value for key, value in ROW.items() if key != name}
    late = ROW | {name: {"stopped_date": "2017-12-01", "reporting_period": "2017-18 Q2"}.get(name, "RX1RA")}
    reading = read(lines(*[early] * 50, late))
    assert rows(reading) == list(range(1, 52))
    if name == "reporting_period":
        assert [(f.rule.code, f.place.row) for f in reading.findings] == [("F08", 51)]
    else:
        assert (rules(reading), column(reading, name)[-2]) == ([], None)
        assert column(reading, name)[-1] is not None


def test_unknown_keys_are_listed_wherever_they_come(read, monkeypatch):
    monkeypatch.setattr(json_lines, "_BLOCK_BYTES", 1 << 10)
    (found,) = read(lines(*[ROW] * 50, ROW | {"colour": "red", "benefitbasis": "x"})).findings
    assert found.rule.code == "W13"
    assert "colour, benefitbasis" in found.message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", Decimal("1.00")),
        ("0.1", Decimal("0.10")),
        ("123456789.01", Decimal("123456789.01")),
        ("99999999999.99", Decimal("99999999999.99")),
        ('"£1,234.50"', Decimal("1234.50")),
        ("-0.5", Decimal("-0.50")),
        ("12345678901234567890123", Decimal("999999999999.99")),
    ],
)
def test_numbers_keep_every_digit(read, written, value):
    reading = read(lines(deal(investment_gbp=written)))
    assert column(reading, "investment_gbp") == [value]
    assert only(reading).raw["investment_gbp"].to_pylist() == [written.strip('"')]


@pytest.mark.parametrize(
    "written",
    ["1e5", "1E5", "1.005", "0.30000000000000004", "NaN", "Infinity", "-Infinity", "true", "[]", "[1]", '{"a": 1}',
     '"1e5"', '"NaN"', r'"\ud800"', r'"1\u0000"', "1e400"],
)  # fmt: skip
def test_what_is_no_number_is_unreadable(read, written):
    assert unreadable(only(read(lines(deal(investment_gbp=written))))) == [["investment_gbp"]]


@pytest.mark.parametrize("written", ["NaN", "-Infinity", "[]", '["a"]', "{}", r'"a\ud83d"', r'"\udc00b"', r'"a\u0007"'])
@pytest.mark.parametrize("name", ["notes", "deal_reference"])
def test_what_no_cell_can_hold_is_unreadable_as_text_too(read, written, name):
    reading = read(lines(deal(notes='"a"'), deal(**{name: written})))
    assert unreadable(only(reading)) == [[], [name]]


def test_numbers_and_truth_values_in_a_text_are_the_text_as_written(read):
    reading = read(lines(*(deal(company_name=text) for text in ("12.50", "true", "1e5", r'"\ud83d\ude00"'))))
    assert unreadable(only(reading)) == [[]] * 4
    assert column(reading, "company_name") == ["12.50", "true", "1e5", "😀"]


def test_a_nested_value_is_shown_as_it_is(read):
    reading = read(lines(deal(notes='{"a": [1.50, "x", null]}')))
    assert only(reading).raw["notes"].to_pylist() == ['{"a": [1.50, "x", null]}']


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("null", NOT_AN_OBJECT),
        ("1", NOT_AN_OBJECT),
        ("[1, 2]", NOT_AN_OBJECT),
        ("x", NOT_AN_OBJECT),
        ('{"notes": "a"', NOT_AN_OBJECT),
        ('{"notes": "a",}', NOT_AN_OBJECT),
        ('{"notes": 007}', NOT_AN_OBJECT),
        ("{'notes': 1}", NOT_AN_OBJECT),
        ('{"notes": "a\tb"}', NOT_AN_OBJECT),
        ('{"notes": "a"} {"notes": "b"}', NOT_AN_OBJECT),
        ('{"notes": "a"},', NOT_AN_OBJECT),
        ('{"notes": "a", "notes": "b"}', KEY_TWICE),
        (r'{"notes": "a", "n\u006ftes": "a"}', KEY_TWICE),
        ('{"colour": "a", "colour": "a"}', KEY_TWICE),
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_line_that_is_no_object_or_names_a_key_twice_is_malformed(read, line, found, place):
    content = [ROW, ROW]
    content.insert(place, line)
    reading = read(lines(*content))
    assert (reading.format, rules(reading)) == ("jsonl", ["W13"] if "colour" in line else [])
    (malformed,) = only(reading).malformed.to_pylist()
    assert (malformed["row"], malformed["found"], malformed["text"]) == (place + 1, found, line)
    assert len(rows(reading)) == 2


def test_a_line_cut_off_is_malformed(read):
    reading = read(lines(ROW, ROW)[:-9])
    assert (rows(reading), only(reading).malformed.num_rows) == ([1], 1)


def nested(depth: int) -> str:
    return "[" * (depth - 1) + "]" * (depth - 1)


@pytest.mark.parametrize("line", [deal(notes=nested(21)), nested(22), deal(notes=nested(100_000)), "[" * 1_000_000])
def test_nesting_beyond_20_is_refused(read, line):
    (found,) = read(lines(DEAL, line)).findings
    assert found.rule.code == "F01"
    assert "nested more than 20 deep" in found.message


def test_nesting_of_20_is_a_nested_value_and_brackets_in_text_are_none(read):
    reading = read(lines(DEAL, deal(notes=nested(20)), deal(notes=json.dumps("[{" * 100 + '"]'))))
    assert unreadable(only(reading)) == [[], ["notes"], []]


@pytest.mark.parametrize("content", ['[{"a": 1}]', '\n [\n  {"a": 1},\n  {"a": 2}\n]', "[]", '["a"]'])
def test_an_array_is_refused_and_json_lines_is_asked_for(read, content):
    (found,) = read(content).findings
    assert found.rule.code == "F01"
    assert "JSON Lines is wanted" in found.message


def test_an_object_over_several_lines_is_refused_and_one_a_line_asked_for(read):
    (found,) = read(json.dumps(ROW, indent=1)).findings
    assert found.rule.code == "F01"
    assert "one object a line is wanted" in found.message


def test_objects_without_a_dataset_are_refused_by_what_they_lack(read):
    assert rules(read(lines({"a": 1}))) == ["F04"]
    assert rules(read(lines({}))) == ["F04"]
    (found,) = read(lines({name: value for name, value in DEAL.items() if name != "funding_type"})).findings
    assert "missing: funding type" in found.message


def test_limits_on_columns_and_cells_hold(read):
    many = {f"c{number}": 1 for number in range(COLUMNS - len(ROW))}
    assert rules(read(lines(ROW | many))) == ["W13"]
    assert rules(read(lines(ROW, *({name: 1} for name in many), {"more": 1}))) == ["F03"]
    assert rules(read(lines(ROW | {"colour": "x" * CELL_CHARACTERS}))) == ["W13"]
    assert rules(read(lines(ROW | {"colour": "x" * (CELL_CHARACTERS + 1)}))) == ["F03"]
    assert rules(read(lines(ROW, "9" * 40_000_000))) == ["F03"]


def test_the_limit_on_rows_holds(read, monkeypatch):
    monkeypatch.setattr(json_lines, "ROWS", 3)
    assert rules(read(lines(*[ROW] * 3))) == []
    assert rules(read(lines(*[ROW] * 3, ""))) == ["F03"]


def test_a_table_of_text_is_a_table_though_a_line_of_it_looks_like_json(read):
    header = "innovation_code,location_code,adoption_status,notes"
    assert read(f'{{"draft"}}\n{header}\nINN-0001,RX1,planned,\n').format == "csv"
    assert read(f'{header}\nINN-0001,RX1,planned,"\n{{""a"": 1}}"\n').format == "csv"
