"""`adoption check`: offline, the same answer as a submission. Source: contract, sections 8 and 12."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adoption_reports.cli import app, files  # noqa: F401  (files adds the command)
from adoption_reports.domain.errors import WrongUse

HEADER = "Innovation,ODS code,Status,Adoption date,Patients,Basis"
AT = "2018-01-20T12:00Z"
WHERE = ("--network", "EM", "--period", "Q3 2017/18", "--at", AT)


def check(*words: str):
    return CliRunner().invoke(app, ["check", *words])


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.csv"
    path.write_text(f'{HEADER}\ninn-0001,RX1RA,Adopted,30/11/2017,"1,200",Received\nINN-0002,RX1RA,planned,,,\n')
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.csv"
    path.write_text(f"{HEADER}\nINN-9999,RX1RA,adopted,30/11/2017,5,received\n")
    return str(path)


def test_a_good_file_is_answered_with_status_0(good: str) -> None:
    said = check(good, *WHERE)
    assert said.exit_code == 0, said.output
    assert "accepted and counts" in said.stdout


def test_answers_come_in_the_order_given_and_any_rejection_is_status_1(good: str, bad: str) -> None:
    said = check(bad, good, *WHERE, "--json")
    assert said.exit_code == 1
    receipts = [json.loads(line) for line in said.stdout.splitlines()]
    assert [receipt["object_key"] for receipt in receipts] == [bad, good]
    assert [receipt["verdict"] for receipt in receipts] == ["rejected", "accepted"]
    assert receipts[0]["findings_by_rule"] == {"F10": 1, "R04": 1}
    assert receipts[1]["submission_id"] is None
    assert receipts[1]["reporting_period"] == "2017-18-Q3"
    assert receipts[1]["uploaded_at"] == "2018-01-20T12:00:00Z"


def test_accepted_lines_are_written_with_canonical_values(good: str, bad: str, tmp_path: Path) -> None:
    check(bad, good, *WHERE, "--write-accepted", str(tmp_path / "out"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2-adoptions.csv"]
    with (tmp_path / "out" / "2-adoptions.csv").open(encoding="utf-8", newline="") as file:
        header, first, second = csv.reader(file)
    assert header[:3] == ["innovation_code", "location_code", "location_name"]
    assert first == ["INN-0001", "RX1RA", "", "", "adopted", "2017-11-30", "", "1200", "received", ""]
    assert second == ["INN-0002", "RX1RA", "", "", "planned", "", "", "0", "", ""]


DEALS = 'Deal,Innovation,Company,Funding,Investment,Jobs created\nNENC/1,INN-0001,"A, B & Sons",grant,£1250.50,\n'


def test_accepted_lines_are_plain_csv_with_0_for_a_blank_figure(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    assert check(str(tmp_path / "deals.csv"), *WHERE, "--write-accepted", str(tmp_path / "out")).exit_code == 0
    assert (tmp_path / "out" / "1-economic_impact.csv").read_bytes() == (
        b"deal_reference,innovation_code,company_name,company_number,funding_type,investment_gbp,"
        b"jobs_created_fte,jobs_safeguarded_fte,notes\r\n"
        b'NENC/1,INN-0001,"A, B & Sons",,grant,1250.50,0,0,\r\n'
    )


def test_a_nil_return_has_its_columns_and_no_lines(tmp_path: Path) -> None:
    (tmp_path / "nil-return.csv").write_text(HEADER)
    check(str(tmp_path / "nil-return.csv"), *WHERE, "--write-accepted", str(tmp_path / "out"))
    assert (tmp_path / "out" / "1-adoptions.csv").read_bytes().count(b"\r\n") == 1


def test_what_an_earlier_run_left_is_not_taken_for_accepted(good: str, bad: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    check(good, *WHERE, "--write-accepted", str(out))
    check(bad, *WHERE, "--write-accepted", str(out))
    assert list(out.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_wrong_use(good: str) -> None:
    said = check(good, *WHERE, "--write-accepted", good)
    assert isinstance(said.exception, WrongUse)


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_judged(good: str, bad: str, tmp_path: Path) -> None:
    missing, folder = str(tmp_path / "nowhere.csv"), str(tmp_path)
    said = check(missing, bad, folder, good, *WHERE, "--json", "--write-accepted", str(tmp_path / "out"))
    assert said.exit_code == 2
    assert said.stderr.splitlines() == [
        f"{missing}: can't be read: there is no such file.",
        f"{folder}: can't be read: it is a folder; name the files in it.",
    ]
    assert [json.loads(line)["object_key"] for line in said.stdout.splitlines()] == [bad, good]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["4-adoptions.csv"]


def test_several_files_end_with_a_summary(good: str, bad: str, tmp_path: Path) -> None:
    said = check(good, bad, str(tmp_path / "nowhere.csv"), *WHERE)
    summary = said.stdout[said.stdout.index("3 files") :]
    assert summary.startswith("3 files: 1 accepted, 1 rejected, 1 not read")
    assert "3 files" not in check(good, *WHERE).stdout


@pytest.mark.parametrize("where", [("--network", "XX", "--period", "2017-18-Q3"), ("--network", "EM", "--period", "x")])
def test_a_wrong_network_or_period_is_refused_as_a_submission_would_be(good: str, where: tuple[str, ...]) -> None:
    said = check(good, *where, "--json")
    assert said.exit_code == 1
    assert json.loads(said.stdout)["findings_by_rule"] == {"F07": 1}


def test_the_moment_decides_whether_the_period_is_open(good: str) -> None:
    said = check(good, "--network", "EM", "--period", "2017-18-Q3", "--at", "2017-09-30T12:00Z", "--json")
    assert "F09" in json.loads(said.stdout)["findings_by_rule"]


@pytest.mark.parametrize("words", [("check",), ("check", "nowhere.csv", *WHERE), ("bogus",)])
def test_wrong_use_is_status_2_without_a_traceback(words: tuple[str, ...]) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "adoption_reports.cli", *words], check=False, capture_output=True, text=True
    )
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


def test_a_moment_that_cannot_be_read_is_wrong_use(good: str) -> None:
    words = ["check", good, "--network", "EM", "--period", "2017-18-Q3", "--at", "yesterday"]
    said = subprocess.run(
        [sys.executable, "-m", "adoption_reports.cli", *words], check=False, capture_output=True, text=True
    )
    assert said.returncode == 2
    assert said.stderr.startswith("yesterday is not a moment")
