"""Explanations, bridges and back-tests on a whole pipeline, through the command line where people use it."""

import csv
import io
import json
import shutil
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from adoption_reports import cli, steps
from adoption_reports.cli import lineage  # noqa: F401  (it adds its commands)
from adoption_reports.metadata.tables import tables
from adoption_reports.storage import totals
from adoption_reports.storage.current import recorded_at
from adoption_reports.storage.database import advisory_lock, table
from adoption_reports.validation import verdict
from tests.storage.conftest import PERIOD, Pipeline, adoptions, deals


class Opened:
    """What a command opens; the test closes it."""

    def __init__(self, services: Any) -> None:
        self.services = services

    def __enter__(self) -> Any:
        return self.services

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def run(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `adoption` against the pipeline; returns what it prints."""
    monkeypatch.setattr(steps, "open_services", lambda: Opened(pipeline.services))

    def command(*words: str) -> str:
        result = CliRunner().invoke(cli.app, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return command


@pytest.fixture
def sent(pipeline: Pipeline) -> Pipeline:
    """Two networks share an adoption; one of three rows of the first is held."""
    body = adoptions("INN-0001,L01,100,received", "INN-0001,L02,40,received", "INN-0002,NOWHERE,5,received")
    pipeline.send(f"NENC/{PERIOD}/a.csv", body)
    pipeline.send(f"YH/{PERIOD}/b.csv", adoptions("INN-0001,L03,30,received"))
    pipeline.send(f"EM/{PERIOD}/c.csv", deals("D-0001,INN-0002,1234.50,2.5"))
    pipeline.run()
    return pipeline


def counted(pipeline: Pipeline) -> dict[str, int]:
    """How many rows each table has."""
    with pipeline.services.database.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table(name))) or 0
            for name, described in tables().items()
            if not described.is_view
        }


def stored(pipeline: Pipeline) -> set[tuple[str, str, str]]:
    """Every object of the store."""
    services = pipeline.services
    return {
        (bucket, item.key, item.etag)
        for bucket in services.settings.buckets
        for item in services.store.list_objects(bucket)
    }


def test_explain_gives_the_contracts_json(sent: Pipeline, run: Any) -> None:
    said = json.loads(run("explain", "--measure", "beneficiaries_count", "--period", PERIOD, "--format", "json"))
    assert list(said) == [
        "measure", "reporting_period", "time_basis", "network_code", "as_of", "figure", "rows",
    ]  # fmt: skip
    assert (said["figure"], said["as_of"], said["time_basis"]) == (130, None, "in_period")
    assert list(said["rows"][0]) == [
        "counts", "reason", "network_code", "reporting_period", "submission_id", "content_sha256", "sheet", "row",
        "innovation_code", "place", "deal_reference", "value",
    ]  # fmt: skip
    reasons = {(row["network_code"], row["row"]): (row["counts"], row["reason"]) for row in said["rows"]}
    assert reasons == {
        ("NENC", 2): (True, None),
        ("NENC", 3): (False, "other network counts"),
        ("NENC", 4): (False, "held"),
        ("YH", 2): (True, None),
    }
    assert all(len(row["content_sha256"]) == 64 for row in said["rows"])


def test_money_is_explained_to_the_penny_and_as_csv(sent: Pipeline, run: Any) -> None:
    asked = ("--measure", "investment_gbp", "--period", PERIOD, "--basis", "since_201314")
    said = json.loads(run("explain", *asked, "--format", "json"))
    assert (said["figure"], said["rows"][0]["value"], said["rows"][0]["deal_reference"]) == (
        "1234.50", "1234.50", "D-0001",
    )  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(run("explain", *asked, "--format", "csv")))
    assert (row["counts"], row["reason"], row["value"], row["network_code"]) == ("true", "", "1234.50", "EM")


def test_explain_in_words_names_each_file_once(sent: Pipeline, run: Any) -> None:
    said = run("explain", "--measure", "beneficiaries_count", "--period", PERIOD)
    assert said.startswith("Beneficiaries, in 2017/18 Q3 (Oct to Dec 2017), national figure, as known now: 130")
    assert said.count(f"NENC-{PERIOD}-r001: rows that count.") == 1
    assert "do not count: other network counts" in said


def test_the_past_is_explained_by_the_registry_of_that_moment(sent: Pipeline, run: Any, tmp_path: Path) -> None:
    with sent.services.database.connect() as connection:
        before = connection.scalar(sa.select(sa.func.clock_timestamp())).isoformat()
    folder = registry_without_successor(sent, tmp_path)
    moved = sent.services.settings.model_copy(update={"reference_folder": folder})
    sent.services.settings = moved
    steps.refresh_reference(sent.services)
    assert sent.figure("beneficiaries_count") == 170
    asked = ("--measure", "beneficiaries_count", "--period", PERIOD, "--format", "json")
    assert json.loads(run("explain", *asked))["figure"] == 170
    assert json.loads(run("explain", *asked, "--as-of", before))["figure"] == 130
    told = json.loads(run("bridge", "--from", before, "--measure", "beneficiaries_count", "--format", "json"))
    assert [one["steps"] for one in told if one["time_basis"] == "in_period"] == [
        [{"reason": "reference", "network_code": "NENC", "movement": 40}]
    ]


def test_bridge_in_words_and_csv(sent: Pipeline, run: Any) -> None:
    said = run("bridge", "--from", "2017-01-01T00:00Z", "--period", PERIOD, "--measure", "adoptions_count")
    assert "Adoptions" in said
    assert "Late" in said
    rows = list(csv.DictReader(io.StringIO(run("bridge", "--from", "2017-01-01T00:00Z", "--format", "csv"))))
    moved = [row for row in rows if row["measure"] == "adoptions_count" and row["time_basis"] == "in_period"]
    assert sum(int(row["movement"]) for row in moved) == sent.figure("adoptions_count") == 2


def registry_without_successor(pipeline: Pipeline, tmp_path: Path) -> Path:
    """The registry, but L02 stands for itself, and NOWHERE is a place."""
    folder = Path(shutil.copytree(pipeline.services.settings.reference_folder, tmp_path / "other"))
    file = folder / "locations.csv"
    lines = file.read_text().replace("L02,Place L02,other,YH,,,,L03", "L02,Place L02,other,YH,,,,").rstrip("\n")
    assert "L02,Place L02,other,YH,,,,\n" in lines
    file.write_text(lines + "\nNOWHERE,Place,other,EM,,,,\n")
    return folder


def test_a_back_test_of_a_registry_says_what_flips_and_changes_nothing(
    sent: Pipeline, run: Any, tmp_path: Path
) -> None:
    before = (sent.digest(), counted(sent), stored(sent))
    folder = str(registry_without_successor(sent, tmp_path))
    said = json.loads(run("backtest", "--reference", folder, "--format", "json"))
    assert said["judged_count"] == 3
    (flip,) = said["flips"]
    assert (flip["submission_id"], flip["verdict_before"], flip["verdict_after"]) == (
        f"NENC-{PERIOD}-r001", "partially_accepted", "accepted_with_warnings",
    )  # fmt: skip
    assert flip["rows"] == [{"dataset": "adoptions", "row": 4, "is_accepted": True, "rules": []}]
    assert flip["findings"]["R05"] == [1, 0]
    moves = {move["measure"]: (move["before"], move["after"]) for move in said["moves"]
             if move["time_basis"] == "in_period"}  # fmt: skip
    assert moves["beneficiaries_count"] == (130, 175)
    assert moves["adoptions_count"] == (2, 4)
    assert "investment_gbp" not in moves
    words = run("backtest", "--reference", folder)
    assert "partially accepted, would be accepted with warnings" in words
    assert "rows that would be accepted: 1: row 4" in words
    assert (sent.digest(), counted(sent), stored(sent)) == before


def test_a_back_test_of_a_stricter_rule_says_what_would_be_refused(
    sent: Pipeline, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (sent.digest(), counted(sent), stored(sent))
    assert json.loads(run("backtest", "--format", "json")) == {"judged_count": 3, "flips": [], "moves": []}
    monkeypatch.setattr(verdict, "HELD_ROWS", 0)
    said = json.loads(run("backtest", "--network", "NENC", "--format", "json"))
    (flip,) = said["flips"]
    assert (flip["verdict_after"], [row["row"] for row in flip["rows"]]) == ("rejected", [2, 3])
    moves = {move["measure"]: (move["before"], move["after"]) for move in said["moves"]}
    assert moves["beneficiaries_count"] == (130, 30)
    assert (sent.digest(), counted(sent), stored(sent)) == before


def test_a_refresh_waits_for_what_is_being_recorded(pipeline: Pipeline) -> None:
    database = pipeline.services.database
    with database.connect() as recorder, database.connect() as watcher, advisory_lock(database, 99) as refresher:
        with recorder.begin():
            moment = recorded_at(recorder)
            thread = Thread(target=lambda: _refresh(refresher))
            thread.start()
            while not watcher.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                watcher.rollback()
                assert thread.is_alive()
        thread.join()
        shown = watcher.scalar(sa.text("SELECT refreshed_at FROM totals.refresh"))
    assert shown > moment


def _refresh(connection: sa.Connection) -> None:
    with connection.begin():
        totals.rebuild(connection)
