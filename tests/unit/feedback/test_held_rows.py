"""held-rows.csv: opens in Excel, and nothing in it runs there."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from adoption_reports.feedback.held_rows import held_rows_csv, neutralised
from adoption_reports.feedback.page import render_page
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.settings import load_settings
from adoption_reports.steps.checking import Answer, check


def _held(dataset: str, **values: object) -> pa.Table:
    columns = {"row": [41], "why": ["RX1RZ is not a location we know."], "rules": [["R05"]]}
    columns |= {name: [values.get(name)] for name in DATASETS[dataset].columns}
    return pa.table(columns | {"innovation_code_read": ["INN-0001"]})


def _rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_the_rows_as_sent_with_why_in_the_contract_s_order() -> None:
    body = held_rows_csv([("adoptions", None, _held("adoptions", location_code="RX1RZ", notes="naïve, £5"))])
    assert body.startswith(b"\xef\xbb\xbfrow,why,innovation_code,location_code,")
    (row,) = _rows(body)
    assert list(row) == ["row", "why", *DATASETS["adoptions"].columns]
    assert (row["row"], row["location_code"], row["notes"], row["adoption_status"]) == ("41", "RX1RZ", "naïve, £5", "")


def test_rows_of_two_datasets_say_which_they_are_of() -> None:
    body = held_rows_csv(
        [
            ("adoptions", "A", _held("adoptions")),
            ("economic_impact", "B", _held("economic_impact", deal_reference="D-1")),
        ]
    )
    first, second = _rows(body)
    assert (first["dataset"], first["sheet"], first["deal_reference"]) == ("adoptions", "A", "")
    assert (second["dataset"], second["sheet"], second["deal_reference"]) == ("economic_impact", "B", "D-1")
    assert list(first).count("notes") == 1


def test_nothing_held_is_a_header_alone() -> None:
    empty = _held("adoptions").slice(0, 0)
    assert held_rows_csv([("adoptions", None, empty)]).decode("utf-8-sig") == "row,why\r\n"


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "-",
        "+44 191",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(value: str) -> None:
    assert neutralised(value) == f"'{value}"
    (row,) = _rows(held_rows_csv([("adoptions", None, _held("adoptions", notes=value, location_name=value))]))
    assert row["notes"] == row["location_name"] == f"'{value}"


@pytest.mark.parametrize("value", ["-5", "+5", "-1,204.50", "-£5", "RX1RA", "a=b", "2017-11-30", "'quoted", ""])
def test_plain_numbers_and_words_stay_as_they_were_sent(value: str) -> None:
    assert neutralised(value) == value


def test_why_is_made_inert_too() -> None:
    held = _held("adoptions").set_column(1, "why", pa.array(["=HYPERLINK(1) is not a date."]))
    (row,) = _rows(held_rows_csv([("adoptions", None, held)]))
    assert row["why"] == "'=HYPERLINK(1) is not a date."


HEADER = "Innovation,ODS code,Status,Adoption date,Patients,Basis"
GOOD = [f"INN-000{n},RX1RA,adopted,30/11/2017,1,received" for n in (1, 2, 3)]


def _checked(path: Path) -> Answer:
    at = datetime(2018, 1, 20, 12, tzinfo=UTC)
    (answer,) = check([str(path)], network="EM", period="2017-18-Q3", at=at, settings=load_settings())
    assert isinstance(answer, Answer)
    return answer


def test_held_rows_that_are_corrected_and_sent_back_are_read_without_trouble(tmp_path: Path) -> None:
    sent = tmp_path / "q3.csv"
    wrong = ["INN-0001,RX1RZ,adopted,11/30/2017,1,received", "INN-0004,RX1RA,adopted,30/11/2017,12k,received"]
    sent.write_text("\n".join([HEADER, *GOOD, *wrong]) + "\n")
    first = _checked(sent)
    assert first.receipt["verdict"] == "partially_accepted"
    (judged,) = first.judgement.datasets
    rows = held_rows_csv([(judged.dataset, judged.sheet, judged.held)])
    assert [one["row"] for one in _rows(rows)] == ["5", "6"]

    back = tmp_path / "held-rows.csv"
    for was, is_now in ((b",RX1RZ,", b",RX1RA,"), (b"11/30/2017", b"30/11/2017"), (b"12k", b"12000")):
        head, found, rest = rows.rpartition(was)
        assert found
        rows = head + is_now + rest
    back.write_bytes(rows)
    again = _checked(back).receipt
    assert again["verdict"] == "accepted_with_warnings"
    assert again["findings_by_rule"] == {"W13": 1}
    assert "row, why" in again["findings"][0]["message"]
    assert again["datasets"][0]["rows_accepted"] == 2


def test_the_page_says_that_the_whole_file_is_what_to_send(tmp_path: Path) -> None:
    sent = tmp_path / "q3.csv"
    sent.write_text("\n".join([HEADER, *GOOD, "INN-0001,RX1RZ,adopted,30/11/2017,1,received"]) + "\n")
    document = _checked(sent).receipt | {"submission_id": "EM-2017-18-Q3-r001"}
    page = " ".join(re.sub("<[^>]+>", "", render_page(document)).split())
    assert "also in held-rows.csv" in page
    assert "the corrected whole file is what to send" in page
    assert "send all rows, not only the corrected ones" in page
