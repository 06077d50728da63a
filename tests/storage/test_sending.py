"""Sending a file, waiting for its answer, and the link for whoever has no S3 client.

Source: contract, sections 2 and 8.
"""

import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from adoption_reports import steps
from adoption_reports.cli import app, files, sending  # noqa: F401  (each adds its commands)
from adoption_reports.domain.errors import AdoptionError, WrongUse
from adoption_reports.domain.periods import london_day
from adoption_reports.settings import Settings
from adoption_reports.steps.services import now
from tests.storage.conftest import PERIOD, Pipeline, adoptions

WHERE = ("--network", "NENC", "--period", PERIOD)
GOOD = adoptions("INN-0001,L01,100,received")
BAD = adoptions("INN-9999,L01,100,received")


@pytest.fixture
def told(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The commands are told where the test's stack is, as an administrator would be."""
    settings = pipeline.services.settings
    for name in Settings.model_fields:
        value: Any = getattr(settings, name)
        if value is not None:
            text = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
            monkeypatch.setenv(f"ADOPTION_{name.upper()}", text)
    return settings


@contextmanager
def running(pipeline: Pipeline) -> Iterator[None]:
    """The pipeline at work beside the block."""
    ended = Event()

    def work() -> None:
        while not ended.wait(0.3):
            pipeline.run()

    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(work)
        try:
            yield
        finally:
            ended.set()
            done.result()


def adoption(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def written(folder: Path, text: str, name: str = "q3 final.csv") -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def put(url: str, body: str) -> int:
    """The store's answer to an upload by a link."""
    request = urllib.request.Request(url, data=body.encode(), method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def link_in(said: Result) -> str:
    (url,) = [line for line in said.stdout.splitlines() if line.startswith("http")]
    return url


def test_submit_and_wait_shows_the_stages_the_findings_and_where_the_receipt_is(
    told: Settings, pipeline: Pipeline, tmp_path: Path
) -> None:
    with running(pipeline):
        said = adoption("submit", written(tmp_path, BAD), *WHERE, "--wait")
    assert said.exit_code == 1, said.output
    assert f"Sent q3 final.csv to NENC/{PERIOD}/q3 final.csv." in said.stdout
    assert "INN-9999 is not an innovation that we know." in said.stdout
    assert "Sent; the pipeline has not seen it yet." in said.stderr
    links = dict(re.findall(r"^  (\S+): (http\S+)$", said.stdout, re.MULTILINE))
    assert list(links) == ["held-rows.csv", "marked-up.xlsx", "receipt.html", "receipt.json"]
    with urllib.request.urlopen(links["receipt.html"], timeout=10) as page:
        assert b"was refused" in page.read()


def test_a_file_that_counts_is_status_0(told: Settings, pipeline: Pipeline, tmp_path: Path) -> None:
    with running(pipeline):
        said = adoption("submit", written(tmp_path, GOOD), *WHERE, "--wait")
    assert said.exit_code == 0, said.output
    assert "Adoptions: 1 row read, 1 accepted" in said.stdout


def test_without_a_receipt_in_time_the_sender_is_told_where_it_will_be(told: Settings, tmp_path: Path) -> None:
    said = adoption("submit", written(tmp_path, GOOD), *WHERE, "--wait", "--timeout", "1")
    assert said.exit_code == 2
    assert "no need to send the file again" in said.stderr
    assert f"adoption-receipts/NENC/{PERIOD}/" in said.stderr


def test_each_stage_has_its_words(told: Settings, pipeline: Pipeline, tmp_path: Path) -> None:
    sent = sending.Sending(told, "NENC", PERIOD, Path(written(tmp_path, GOOD)))
    sent.send()
    stages = sent.stages()
    assert next(stages).startswith("Sent; the pipeline has not seen it")
    steps.register_uploads(pipeline.services)
    assert next(stages) == f"Seen by the pipeline, as NENC-{PERIOD}-r001; it waits for its turn"
    steps.judge(pipeline.services, f"NENC-{PERIOD}-r001")
    assert next(stages) == f"Checked, as NENC-{PERIOD}-r001; the receipt is being written"
    without_ledger = told.model_copy(update={"warehouse_url": None})
    assert next(sending.Sending(without_ledger, "NENC", PERIOD, Path(tmp_path / "q3 final.csv")).stages()) == "Sent"


@pytest.mark.parametrize("name", ["~$q3.xlsx", "Thumbs.db"])
def test_a_file_that_would_never_be_answered_is_not_sent(told: Settings, tmp_path: Path, name: str) -> None:
    said = adoption("submit", written(tmp_path, GOOD, name), *WHERE)
    assert isinstance(said.exception, WrongUse)


def test_a_file_sent_by_a_link_is_answered(told: Settings, pipeline: Pipeline) -> None:
    said = adoption("link", *WHERE, "--name", "from the link.xlsx")
    assert said.exit_code == 0, said.output
    assert f"NENC/{PERIOD}/from the link.xlsx" in said.stdout
    assert put(link_in(said), GOOD) == 200
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "accepted"}
    assert pipeline.receipt(f"NENC-{PERIOD}-r001")["object_key"] == f"NENC/{PERIOD}/from the link.xlsx"


def test_the_line_to_copy_works_as_it_is(told: Settings, pipeline: Pipeline, tmp_path: Path) -> None:
    said = adoption("link", *WHERE)
    assert f"NENC/{PERIOD}/report-{london_day(now())}.xlsx" in said.stdout
    (line,) = [line for line in said.stdout.splitlines() if line.startswith("curl ")]
    written(tmp_path, GOOD, "report.xlsx")
    subprocess.run(line, shell=True, check=True, cwd=tmp_path, capture_output=True, timeout=30)
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "accepted"}


def test_a_link_writes_nowhere_else_reads_nothing_and_ends(told: Settings, pipeline: Pipeline) -> None:
    url = link_in(adoption("link", *WHERE, "--name", "a.csv"))
    for elsewhere in (f"NENC/{PERIOD}/b.csv", f"YH/{PERIOD}/a.csv", "NENC/2017-18-Q2/a.csv"):
        assert put(url.replace(f"NENC/{PERIOD}/a.csv", elsewhere), GOOD) in (401, 403)
    assert put(url.replace("adoption-landing", "adoption-receipts"), GOOD) in (401, 403)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url, timeout=10)
    short = sending.make_link(told, "NENC", PERIOD, name="a.csv", lasts=sending.timedelta(seconds=1))
    time.sleep(2.1)
    assert put(short.url, GOOD) in (401, 403)
    assert list(pipeline.services.store.list_objects(told.landing_bucket)) == []
    assert put(url, GOOD) == 200


@pytest.mark.parametrize(
    "words",
    [
        ("--expires", "8d"),
        ("--expires", "soon"),
        ("--name", "a/b.csv"),
        ("--name", "~$a.xlsx"),
        ("--name", "x" * 256),
    ],
)
def test_a_link_that_could_not_work_is_not_made(told: Settings, words: tuple[str, ...]) -> None:
    said = adoption("link", *WHERE, *words)
    assert isinstance(said.exception, AdoptionError)


STATUSES = """innovation,ods code,status,start date,end date,patients,basis,notes
INN-0002,L04,planned,,,,,
INN-0001,L01,adopted,2016-05-01,,100,received,private
INN-0003,L05,stopped,2016-05-01,2017-08-31,,,
"""


def test_a_template_carries_over_the_networks_last_adoptions(
    told: Settings, pipeline: Pipeline, tmp_path: Path
) -> None:
    pipeline.send("NENC/2017-18-Q1/old.csv", adoptions("INN-0003,L01,5,received").replace("2017-11-30", "2017-04-30"))
    pipeline.send("NENC/2017-18-Q2/q2.csv", STATUSES)
    pipeline.send("YH/2017-18-Q2/q2.csv", adoptions("INN-0002,L03,5,received").replace("2017-11-30", "2017-04-30"))
    pipeline.send("NENC/2017-18-Q4/later.csv", adoptions("INN-0003,L05,5,received"))
    assert set(pipeline.run().values()) <= {"accepted", "accepted_with_warnings"}
    said = adoption("template", *WHERE, "-o", str(tmp_path / "q3.xlsx"), "--prefill")
    assert said.exit_code == 0, said.output
    sheet = openpyxl.load_workbook(tmp_path / "q3.xlsx")["Adoptions"]
    rows = [[str(value or "") for value in row] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert rows == [
        ["INN-0002", "L04", "", "", "planned", "", "", "", "", ""],
        ["INN-0001", "L01", "", "", "adopted", "2016-05-01 00:00:00", "", "", "received", ""],
    ]


def test_without_an_earlier_report_there_is_nothing_to_carry_over(told: Settings, tmp_path: Path) -> None:
    said = adoption("template", *WHERE, "-o", str(tmp_path / "q3.xlsx"), "--prefill")
    assert isinstance(said.exception, WrongUse)
    assert not (tmp_path / "q3.xlsx").exists()
