"""Judging again: a new decision with a moment and lines of its own. Source: contract, section 6 (recorded_at)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.errors import StorageUnavailable, WrongUse
from adoption_reports.steps import replaying
from adoption_reports.storage.database import table, transaction
from adoption_reports.storage.totals import national_totals

from .conftest import PERIOD, Pipeline, adoptions, learn_location

NAME = f"NENC-{PERIOD}-r001"
KEY = f"NENC/{PERIOD}/q3.csv"
WITH_UNKNOWN = adoptions("INN-0001,L01,100,received", "INN-0002,LNEW,7,received")
BY = {"who": "a tester", "why": "LNEW is a place after all"}


def decisions(pipeline: Pipeline, name: str = NAME) -> list[Any]:
    kept = table("intake.decision")
    with transaction(pipeline.services.database) as connection:
        query = sa.select(kept).where(kept.c.submission_id == name).order_by(kept.c.decision_number)
        return list(connection.execute(query))


def figure_as_of(pipeline: Pipeline, moment: datetime) -> Any:
    with transaction(pipeline.services.database) as connection:
        found = national_totals(connection, period=PERIOD, as_of=moment)
    return next(row["beneficiaries_count"] for row in found if row["time_basis"] == "in_period")


def test_a_replay_by_a_registry_that_knows_more_lets_the_held_row_count(pipeline: Pipeline, own_registry: Path) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    assert pipeline.run() == {NAME: "partially_accepted"}
    learn_location(pipeline, own_registry)
    (flip,) = steps.replay(pipeline.services, [NAME], stamped=False, **BY)
    assert (flip.verdict_before, flip.verdict_after) == ("partially_accepted", "accepted")
    assert pipeline.figure("beneficiaries_count") == 107
    first, second = decisions(pipeline)
    assert (first.reason, second.reason, second.decision_id) == ("first", "replay", f"{NAME}~2")
    assert second.recorded_at > first.recorded_at
    assert [figure_as_of(pipeline, one.recorded_at) for one in (first, second)] == [100, 107]


def test_the_receipt_of_a_replay_takes_the_place_of_the_first_one_and_says_why(
    pipeline: Pipeline, own_registry: Path
) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    pipeline.run()
    pipeline.receipt(NAME, "held-rows.csv")
    learn_location(pipeline, own_registry)
    steps.replay(pipeline.services, [NAME], stamped=False, **BY)
    receipt = pipeline.receipt(NAME)
    assert receipt["decision"] == {"number": 2, "reason": "replay", "why": BY["why"]}
    assert receipt["verdict"] == "accepted"
    assert BY["why"] in pipeline.receipt(NAME, "receipt.html")
    bucket = pipeline.services.settings.receipts_bucket
    kept = [item.key for item in pipeline.services.store.list_objects(bucket)]
    assert not [key for key in kept if key.endswith("held-rows.csv")]


def test_a_replay_that_changes_nothing_keeps_the_act_and_the_decision(pipeline: Pipeline, own_registry: Path) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    pipeline.run()
    learn_location(pipeline, own_registry)
    before = pipeline.digest()
    (flip,) = steps.replay(pipeline.services, [NAME], stamped=True, **BY)
    assert not flip.is_changed
    assert len(decisions(pipeline)) == 1
    with transaction(pipeline.services.database) as connection:
        acts = connection.execute(sa.select(table("intake.act"))).all()
    assert [(act.act, act.submission_id, act.who, act.why) for act in acts] == [("replay", NAME, BY["who"], BY["why"])]
    assert pipeline.digest() == before


def test_a_dry_run_shows_what_would_move_and_moves_nothing(pipeline: Pipeline, own_registry: Path) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    pipeline.run()
    learn_location(pipeline, own_registry)
    before = pipeline.digest()
    flips, movements = steps.try_out(pipeline.services, None, stamped=False)
    assert [(flip.verdict_before, flip.verdict_after) for flip in flips] == [("partially_accepted", "accepted")]
    moved = {one.measure: (one.before, one.after) for one in movements if one.time_basis == "in_period"}
    assert moved["beneficiaries_count"] == (100, 107)
    assert moved["adoptions_count"] == (1, 2)
    assert len(decisions(pipeline)) == 1
    assert pipeline.run() == {}
    assert pipeline.digest() == before
    steps.replay(pipeline.services, None, stamped=False, **BY)
    assert pipeline.figure("beneficiaries_count") == 107


def test_replaying_everything_leaves_each_duplicate_a_duplicate(pipeline: Pipeline, own_registry: Path) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    pipeline.send(f"NENC/{PERIOD}/z.csv", WITH_UNKNOWN)
    pipeline.run()
    learn_location(pipeline, own_registry)
    steps.replay(pipeline.services, None, stamped=False, **BY)
    verdicts = {name: decisions(pipeline, name)[-1].verdict for name in (NAME, f"NENC-{PERIOD}-r002")}
    assert verdicts == {NAME: "accepted", f"NENC-{PERIOD}-r002": "duplicate"}
    assert pipeline.figure("beneficiaries_count") == 107
    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r002", who="a tester", why="sent twice")
    assert pipeline.figure("beneficiaries_count") == 107


def test_a_replay_cut_short_is_finished_by_whoever_comes_next(
    pipeline: Pipeline, own_registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    pipeline.run()
    learn_location(pipeline, own_registry)

    def away(*_: object, **__: object) -> None:
        raise StorageUnavailable("the store is away")

    with monkeypatch.context() as broken:
        broken.setattr(pipeline.services.archive, "keep_rows", away)
        with pytest.raises(StorageUnavailable):
            steps.replay(pipeline.services, [NAME], stamped=False, **BY)
    assert len(decisions(pipeline)) == 1
    assert steps.reconcile(pipeline.services)["submissions_replayed"] == 1
    assert pipeline.figure("beneficiaries_count") == 107
    assert replaying.carry_out(pipeline.services) == []
    assert len(decisions(pipeline)) == 2


def test_replays_and_uploads_at_once_never_mix(pipeline: Pipeline, own_registry: Path) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    pipeline.run()
    learn_location(pipeline, own_registry)
    pipeline.send(f"NENC/{PERIOD}/z.csv", adoptions("INN-0003,L01,3,received"))
    (later,) = steps.register_uploads(pipeline.services)
    with ThreadPoolExecutor(3) as workers:
        replays = [
            workers.submit(steps.replay, pipeline.services, [NAME], stamped=False, who="a tester", why=why)
            for why in ("first", "second")
        ]
        upload = workers.submit(steps.judge, pipeline.services, later)
        for work in (*replays, upload):
            work.result()
    pipeline.run()
    assert [one.reason for one in decisions(pipeline)] == ["first", "replay"]
    assert pipeline.figure("beneficiaries_count") == 3
    steps.withdraw(pipeline.services, later, who="a tester", why="the wrong file")
    assert pipeline.figure("beneficiaries_count") == 107


def test_a_replay_needs_a_reason_and_a_verdict(pipeline: Pipeline) -> None:
    pipeline.send(KEY, WITH_UNKNOWN)
    steps.register_uploads(pipeline.services)
    with pytest.raises(WrongUse, match="no verdict yet"):
        steps.replay(pipeline.services, [NAME], stamped=False, **BY)
    pipeline.run()
    with pytest.raises(WrongUse, match="Say why"):
        steps.replay(pipeline.services, [NAME], stamped=False, who="a tester", why=" ")
    assert replaying.carry_out(pipeline.services) == []
