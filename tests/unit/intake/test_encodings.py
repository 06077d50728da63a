"""Bytes to characters, never with a replacement. Source: contract, section 3 "Encoding"; rules W09 and F13."""

import pytest

from tests.unit.intake.samples import GOOD, column, csv, rules

CAFE = csv(GOOD, GOOD + "Café “Zoë” – €5")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf_8_and_utf_16_with_its_mark_are_read(read, codec, end):
    reading = read(CAFE.replace("\n", end).encode(codec))
    assert rules(reading) == []
    assert column(reading, "notes") == [None, "Café “Zoë” – €5"]


def test_big_endian_utf_16_is_read(read):
    assert column(read(b"\xfe\xff" + CAFE.encode("utf-16-be")), "notes")[1] == "Café “Zoë” – €5"


def test_clean_windows_1252_is_read_and_noted(read):
    reading = read(CAFE.encode("cp1252"))
    assert rules(reading) == ["W09"]
    assert column(reading, "notes")[1] == "Café “Zoë” – €5"


@pytest.mark.parametrize(
    "mixture",
    [
        CAFE.encode("cp1252") + (GOOD + "Café\n").encode(),
        b"\xef\xbb\xbf" + CAFE.encode("cp1252"),
        csv(GOOD + "xx").encode().replace(b"xx", b"\x81\xe9"),
        b"\xff\xfe" + CAFE.encode("utf-16-le") + b"x",
        b"\xff\xfe" + csv(GOOD + "\ud83d").encode("utf-16-le", "surrogatepass"),
    ],
    ids=[
        "utf-8 beside windows-1252",
        "mark of utf-8",
        "a byte that windows-1252 lacks",
        "half a character",
        "half a pair",
    ],
)
def test_mixtures_are_refused(read, mixture):
    assert rules(read(mixture)) == ["F13"]


def test_the_line_where_the_encoding_changes_is_named(read):
    text = csv(GOOD + "Café", GOOD).encode() + (GOOD + "Café\n").encode("cp1252")
    (found,) = read(text).findings
    assert "near line 4" in found.message


def test_characters_across_the_pieces_of_a_large_file_stay_whole(read, monkeypatch):
    monkeypatch.setattr("adoption_reports.intake.encoding._PIECE", 7)
    for codec, expected in (("utf-8", []), ("utf-16", []), ("cp1252", ["W09"])):
        reading = read(CAFE.encode(codec))
        assert rules(reading) == expected
        assert column(reading, "notes")[1] == "Café “Zoë” – €5"


def test_text_that_differs_only_in_its_normal_form_is_kept_as_sent(read):
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert column(read(csv(GOOD + composed, GOOD + decomposed)), "notes") == [composed, decomposed]
