"""Text files: delimiters, records, row numbers, malformed and blank rows. Source: contract, sections 3 and 12."""

import pytest

from adoption_reports.domain.reading import MALFORMED_SCHEMA
from adoption_reports.metadata import limits
from tests.unit.intake.samples import DEALS, GOOD, HEADER, column, csv, only, rows, rules


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_under_which_a_header_is_found(read, delimiter):
    reading = read(csv(GOOD).replace(",", delimiter))
    assert rules(reading) == []
    assert column(reading, "location_code") == ["RX1RA"]


def test_commas_in_the_preamble_and_in_values_do_not_make_the_delimiter_a_comma(read):
    preamble = "Return of the North East, North Cumbria, and others\n,,,,,,,,,\n"
    reading = read(preamble + csv(GOOD.replace("120", '"1,200"')).replace(",", ";").replace("1;200", "1,200"))
    assert column(reading, "beneficiaries_count") == [1200]
    assert rows(reading) == [4]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_records_end_with_crlf_lf_or_cr(read, end):
    reading = read(csv(GOOD, GOOD, end=end))
    assert rows(reading) == [2, 3]
    assert column(reading, "beneficiaries_count") == [120, 120]


def test_the_last_record_needs_no_line_end(read):
    assert rows(read(csv(GOOD) + GOOD)) == [2, 3]


def test_a_last_record_with_too_few_fields_and_no_line_end_is_malformed(read):
    dataset = only(read(csv(GOOD) + "INN-0001,RX1RA,adop"))
    (malformed,) = dataset.malformed.to_pylist()
    assert (malformed["row"], malformed["found"], malformed["expected"]) == (3, 3, 7)
    assert malformed["text"] == "INN-0001,RX1RA,adop"
    assert dataset.rows_read == 2


def test_a_final_ctrl_z_is_ignored(read):
    dataset = only(read(csv(GOOD) + "\x1a"))
    assert (dataset.rows_read, dataset.rows_blank) == (1, 0)


def test_row_numbers_are_the_lines_where_records_start(read):
    """
    line 1   header
    line 2   a record with a line end in its notes
    line 4   blank
    line 5   a record with two kinds of line end in its notes
    line 8   the last record
    """
    text = csv(GOOD + '"one\ntwo"', "", GOOD + '"one\r\ntwo\rthree"', GOOD)
    reading = read(text)
    assert rows(reading) == [2, 5, 8]
    assert column(reading, "notes") == ["one\ntwo", "one\r\ntwo\rthree", None]
    assert only(reading).rows_blank == 1


def test_quoted_fields_may_hold_delimiters_line_ends_and_doubled_quotes(read):
    reading = read(csv(GOOD + '"a, ""b""; c"', '"INN-0001","RX1RA","adopted","30/11/2017","1,200","received",""""'))
    assert column(reading, "notes") == ['a, "b"; c', '"']
    assert column(reading, "beneficiaries_count") == [120, 1200]


@pytest.mark.parametrize("notes", ['say "hi"', '"a"b', '"a" b', ' "a"', 'a"', '"a""'[:-1] + 'b"c"'])
def test_a_quote_in_the_wrong_place_makes_its_record_malformed_and_no_other(read, notes):
    dataset = only(read(csv(GOOD, GOOD + notes, GOOD + '"well, ""quoted"""', GOOD)))
    assert dataset.table["row"].to_pylist() == [2, 4, 5]
    assert [(one["row"], one["found"]) for one in dataset.malformed.to_pylist()] == [(3, -1)]
    assert dataset.table["notes"].to_pylist() == [None, 'well, "quoted"', None]


def test_line_numbers_stay_right_after_a_quote_in_the_wrong_place(read):
    dataset = only(read(csv(GOOD + '"one\ntwo"', GOOD + 'x"', GOOD + '"one\ntwo"', GOOD)))
    assert dataset.table["row"].to_pylist() == [2, 5, 7]


def test_a_quote_that_is_never_closed_looks_cut_off(read):
    reading = read(csv(GOOD, GOOD + '"and then', GOOD))
    assert rules(reading) == ["F12"]
    assert "never closed" in reading.findings[0].message
    assert only(reading).rows_read == 1


SWALLOWED = ("row", "found", "lines", "swallowed")


def malformed(reading, *names):
    """Chosen columns of the only dataset's malformed records."""
    return [tuple(one[name] for name in names) for one in only(reading).malformed.to_pylist()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_rows_between_two_stray_quotes_are_not_taken_for_one_long_note(read, delimiter, end):
    """As fields go, lines 3 to 6 are one sound row whose note has four lines."""
    text = csv(GOOD, GOOD + '"see mail', GOOD, GOOD, GOOD + 'phoned"', GOOD, end=end).replace(",", delimiter)
    reading = read(text)
    assert rows(reading) == [2, 7]
    assert malformed(reading, *SWALLOWED) == [(3, -1, 4, 3)]
    assert only(reading).rows_swallowed == 3


def test_a_row_swallowed_in_a_deal_is_seen_by_its_innovation_code(read):
    text = csv(
        'D-0001,INN-0001,"Acme,grant,5', "D-0002, inn-0002 ,Beta,grant,7", 'D-0003,INN-0003,Co",grant,9', header=DEALS
    )
    assert malformed(read(text), *SWALLOWED) == [(2, -1, 3, 2)]


def test_a_quote_opened_in_one_row_and_closed_badly_in_a_later_one_tells_the_lines_between(read):
    reading = read(csv(GOOD + '"one', GOOD, GOOD + '"two"', GOOD))
    assert rows(reading) == [5]
    assert malformed(reading, *SWALLOWED) == [(2, -1, 3, 2)]


@pytest.mark.parametrize(
    "note", ["a\nb", "INN-0001\nINN-0002, at last", "x\n\nINN-0002,RX1RA,adopted", "a,b,c\n,,,,,,,"]
)
def test_a_note_of_several_lines_is_a_note_unless_a_line_of_it_is_a_row(read, note):
    reading = read(csv(GOOD + f'"{note}"', GOOD))
    assert column(reading, "notes") == [note, None]
    assert only(reading).rows_swallowed == 0


def test_rows_with_more_or_fewer_fields_than_the_header_are_malformed(read):
    dataset = only(read(csv(GOOD, GOOD + ",", GOOD + "x,y", "INN-0001,RX1RA")))
    assert [(one["row"], one["found"], one["expected"]) for one in dataset.malformed.to_pylist()] == [
        (3, 8, 7),
        (4, 8, 7),
        (5, 2, 7),
    ]
    assert dataset.malformed.schema.equals(MALFORMED_SCHEMA)
    assert dataset.rows_read == 4


def test_blank_fields_beyond_the_header_are_ignored_where_every_row_has_as_many(read):
    dataset = only(read(csv(GOOD + ",,", GOOD + ', ,"  "', "", ",,,,,,,,")))
    assert (dataset.table.num_rows, dataset.malformed.num_rows, dataset.rows_blank) == (2, 0, 2)


def test_content_beyond_the_header_makes_the_row_malformed(read):
    dataset = only(read(csv(GOOD + ",,", GOOD + ",,x", GOOD + ",,")))
    assert dataset.table["row"].to_pylist() == [2, 4]
    assert [(one["row"], one["found"]) for one in dataset.malformed.to_pylist()] == [(3, 9)]


def test_malformed_records_are_listed_in_the_order_of_the_file(read):
    dataset = only(read(csv(GOOD + ",,", GOOD + 'x",,', GOOD + ",,x", GOOD + '"a"b,,', GOOD + ",,x")))
    assert [(one["row"], one["found"]) for one in dataset.malformed.to_pylist()] == [(3, -1), (4, 9), (5, -1), (6, 9)]


def test_a_malformed_record_is_shown_cut_at_100_characters(read):
    text = only(read(csv("é" * 300))).malformed["text"].to_pylist()
    assert text == ["é" * 100]


@pytest.mark.parametrize("blank", ["", ",,,,,,", " , ,\t,,,,", '"","",,,,," "', ",\u00a0,,,,,", "   "])
def test_blank_rows_are_counted_and_not_read(read, blank):
    dataset = only(read(csv(GOOD, blank, GOOD, blank)))
    assert (dataset.rows_read, dataset.rows_blank) == (2, 2)
    assert dataset.table["row"].to_pylist() == [2, 4]


def test_a_row_with_content_in_an_unknown_column_alone_is_not_blank(read):
    dataset = only(read(csv(GOOD + ",", ",,,,,,,something", header=HEADER + ",extra")))
    assert (dataset.rows_read, dataset.rows_blank) == (2, 0)


def test_a_file_of_deals_is_recognised_by_its_header(read):
    reading = read(csv("D-0001,INN-0001,Acme,grant,12500.50", header=DEALS))
    assert only(reading).dataset == "economic_impact"


def test_columns_that_the_file_lacks_are_null_and_not_among_the_values_as_sent(read):
    dataset = only(read("innovation_code,location_code,adoption_status\nINN-0001,RX1RA,planned\n"))
    assert dataset.table["beneficiaries_count"].to_pylist() == [None]
    assert dataset.raw.schema.names == ["innovation_code", "location_code", "adoption_status"]


def test_values_are_kept_as_sent_beside_what_they_were_read_as(read):
    dataset = only(read(csv("inn-0001, rx1ra ,Adopted,30/11/2017,£120,Received,")))
    sent = dataset.raw.to_pylist()[0]
    assert (sent["innovation_code"], sent["location_code"], sent["beneficiaries_count"]) == (
        "inn-0001",
        " rx1ra ",
        "£120",
    )
    assert sent["notes"] is None
    assert dataset.table["innovation_code"].to_pylist() == ["INN-0001"]


def test_text_files_have_no_cell_addresses(read):
    assert only(read(csv(GOOD))).cells == {}


def test_a_header_without_rows_is_read_as_no_rows(read):
    dataset = only(read(HEADER))
    assert (dataset.rows_read, dataset.rows_blank) == (0, 0)
    assert dataset.raw.num_rows == 0


def test_201_columns_are_too_many_blank_or_not(read):
    assert rules(read(csv(header=HEADER + "," * 193))) == []
    assert rules(read(csv(header=HEADER + "," * 194))) == ["F03"]
    assert rules(read(csv(GOOD + "," * 194))) == ["F03"]


def test_a_cell_of_32768_characters_is_too_long_and_one_less_is_not(read):
    most = "é" * limits.CELL_CHARACTERS
    assert rules(read(csv(GOOD + most))) == []
    assert rules(read(csv(GOOD, GOOD + most + "é"))) == ["F03"]
    assert rules(read(csv(GOOD + '"' + '""' * limits.CELL_CHARACTERS + '"'))) == []


def test_more_rows_than_the_limit_are_refused(read, monkeypatch):
    monkeypatch.setattr("adoption_reports.intake.text_file.ROWS", 3)
    assert rules(read(csv(*[GOOD] * 3))) == []
    assert rules(read(csv(GOOD, "", *[GOOD] * 2))) == ["F03"]


def test_a_file_larger_than_the_limit_is_refused_unread(read, monkeypatch):
    monkeypatch.setattr("adoption_reports.intake.reader.STORED_BYTES", 100)
    assert rules(read(csv(GOOD))) == ["F03"]


def test_files_of_many_blocks_are_read_as_one(read, monkeypatch):
    monkeypatch.setattr("adoption_reports.intake.text_file.BLOCK_BYTES", 64)
    lines = [GOOD + '"a\n""b"""', GOOD, "", GOOD + 'x"', "short,row", GOOD + "é" * 100] * 50
    dataset = only(read(csv(*lines, end="\r\n")))
    assert (dataset.table.num_rows, dataset.malformed.num_rows, dataset.rows_blank) == (150, 100, 50)
    assert dataset.table["row"].to_pylist()[:4] == [2, 4, 8, 9]
    assert dataset.table["row"].to_pylist()[-1] == 1 + 50 * 7
