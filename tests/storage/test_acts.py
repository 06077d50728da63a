"""People's acts: recorded with who, when and why, reversible, visible; at once with uploads. Source: contract, 6."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.errors import WrongUse
from adoption_reports.storage.database import table, transaction
from adoption_reports.storage.status import board

from .conftest import PERIOD, Pipeline, adoptions

NAME = f"NENC-{PERIOD}-r001"


def send(pipeline: Pipeline, number: int) -> None:
    pipeline.send(f"NENC/{PERIOD}/{number}.csv", adoptions(f"INN-0001,L01,{number},received"))


def test_each_act_is_kept_with_who_and_why_and_shown_in_the_log(pipeline: Pipeline) -> None:
    send(pipeline, 1)
    pipeline.run()
    steps.withdraw(pipeline.services, NAME, who="Jo", why="wrong quarter")
    log = table("marts.submission_log")
    with transaction(pipeline.services.database) as connection:
        assert connection.scalar(sa.select(log.c.is_withdrawn)) is True
        shown = {
            row["network_code"]: row["latest_verdict"] for row in board(connection, PERIOD, today=date(2018, 2, 1))
        }
        assert shown["NENC"] == "withdrawn"
    steps.reinstate(pipeline.services, NAME, who="Kim", why="right after all")
    with transaction(pipeline.services.database) as connection:
        assert connection.scalar(sa.select(log.c.is_withdrawn)) is False
        acts = connection.execute(sa.select(table("intake.act")).order_by("act_id")).all()
    assert [(act.act, act.submission_id, act.who, act.why) for act in acts] == [
        ("withdraw", NAME, "Jo", "wrong quarter"),
        ("reinstate", NAME, "Kim", "right after all"),
    ]


def test_an_act_needs_a_reason_and_leaves_nothing_without_one(pipeline: Pipeline) -> None:
    send(pipeline, 1)
    pipeline.run()
    with pytest.raises(WrongUse, match="Say why"):
        steps.withdraw(pipeline.services, NAME, who="Jo", why="  ")
    assert pipeline.figure("beneficiaries_count") == 1


def test_of_two_equal_acts_at_once_one_is_told_that_it_is_done_already(pipeline: Pipeline) -> None:
    send(pipeline, 1)
    pipeline.run()

    def withdraw(who: str) -> str:
        try:
            steps.withdraw(pipeline.services, NAME, who=who, why="wrong quarter")
        except WrongUse as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(2) as workers:
        said = sorted(workers.map(withdraw, ("Jo", "Kim")))
    assert said == [f"{NAME} is already withdrawn.", "done"]
    with transaction(pipeline.services.database) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table("intake.act"))) == 1


def test_acts_and_uploads_at_once_never_mix(pipeline: Pipeline) -> None:
    for number in (1, 2):
        send(pipeline, number)
    pipeline.run()
    for number in (3, 4, 5):
        send(pipeline, number)
    coming = steps.register_uploads(pipeline.services)
    by = {"who": "a tester", "why": "a race"}
    with ThreadPoolExecutor(4) as workers:
        judging = [workers.submit(steps.judge, pipeline.services, name) for name in coming]
        acting = [
            workers.submit(steps.withdraw, pipeline.services, f"NENC-{PERIOD}-r00{number}", **by) for number in (1, 2)
        ]
        for work in judging + acting:
            work.result()
    pipeline.run()
    for number, left in ((5, 4), (4, 3)):
        assert pipeline.figure("beneficiaries_count") == number
        steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r00{number}", **by)
        assert pipeline.figure("beneficiaries_count") == left
    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r003", **by)
    assert pipeline.lake() == []
    steps.reinstate(pipeline.services, NAME, **by)
    assert pipeline.figure("beneficiaries_count") == 1
    with transaction(pipeline.services.database) as connection:
        assert steps.reconcile(pipeline.services)["partitions_differing"] == 0
        assert not connection.scalar(
            sa.select(sa.func.count())
            .select_from(table("intake.outbox"))
            .where(table("intake.outbox").c.done_at.is_(None))
        )
