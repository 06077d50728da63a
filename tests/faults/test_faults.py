"""Whatever is killed, fails or comes twice, the pipeline recovers by itself. Source: reliability, rows 1 to 6.

This part fits into a minute: the workload's first uploads, killed after each effect, and the quick scenarios.
`make faults` does all.
"""

from collections.abc import Iterator
from functools import partial

import pytest

from adoption_reports import steps
from adoption_reports.domain.errors import StorageUnavailable
from adoption_reports.intake.workspace import workspace
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.storage.database import transaction
from adoption_reports.storage.ledger import mark_announced

from . import scenarios, sweeps
from .invariants import broken
from .laboratory import EMPTY, Laboratory, Plan, opened, put_clock_forward, recover, snapshot_of
from .layer import KILLS, POSTGRES, S3, Fault, Layer, installed
from .workload import PERIOD, adoptions, uploads

UPLOADS = 2
"""A report and another network's workbook of two datasets that overlaps with it."""


@pytest.fixture(scope="module")
def laboratory(
    postgres_server: PostgresServer, network_codes: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Laboratory]:
    with opened(postgres_server, tmp_path_factory.mktemp("faults"), network_codes) as made:
        made.prepare(uploads()[:UPLOADS])
        yield made


def test_a_worker_killed_after_any_effect_costs_nothing(laboratory: Laboratory) -> None:
    plans = list(sweeps.effects(laboratory.calls))
    assert {plan.call.server for plan in plans} == {S3, POSTGRES}
    outcomes = list(laboratory.sweep(plans))
    assert [outcome.ended for outcome in outcomes] == ["killed by signal 9"] * len(plans)
    assert [f"{outcome.plan}: {outcome.wrong}" for outcome in outcomes if outcome.wrong] == []
    assert {outcome.left for outcome in outcomes if outcome.wrong is not None} == {one.left for one in outcomes}
    with laboratory.temporary_files() as files, workspace() as folder:
        assert list(files.iterdir()) == [folder]


def test_a_recovery_killed_after_any_effect_costs_nothing(laboratory: Laboratory) -> None:
    """That of a worker killed once it has decided: whatever kills of it leave behind is recovered from."""
    stage = laboratory.stages.index(f"answer {UPLOADS}")
    plan = Plan(stage, Fault(0, KILLS[0]), laboratory.calls[stage][0])
    (outcome,) = laboratory.sweep([plan])
    (watched,) = laboratory.beside(Laboratory.watch, [plan])
    again = sweeps.kills_again([watched], [outcome.coming])
    assert len(again) > 5
    outcomes = list(laboratory.sweep(again))
    assert [f"{one.plan}: {one.wrong}" for one in outcomes if one.wrong] == []
    assert {one.ended for one in outcomes} == {"killed by signal 9"}


def test_the_laboratory_sees_what_is_lost_or_counted_twice(laboratory: Laboratory) -> None:
    """A check that could not fail would prove nothing."""
    laboratory.put_back(snapshot_of(0))
    with laboratory.open() as services:
        recover(services)
        assert broken(services, laboratory.digest) == []
        bucket = services.settings.receipts_bucket
        (receipt, *_) = [o.key for o in services.store.list_objects(bucket) if o.key.endswith("receipt.json")]
        services.store.delete(bucket, receipt)
        assert [wrong for wrong in broken(services, laboratory.digest) if "has no receipt" in wrong]
        services.store.put(services.settings.landing_bucket, f"EM/{PERIOD}/new.csv", _one_adoption())
        steps.register_uploads(services)
        assert [wrong for wrong in broken(services, laboratory.digest) if "is registered" in wrong]
        steps.process_once(services)
        assert [wrong for wrong in broken(services, laboratory.digest) if "digest" in wrong]
    laboratory.look()


def test_what_a_run_left_is_told_from_what_another_left(laboratory: Laboratory) -> None:
    """Else a state from which nothing recovers could pass for one from which all went well."""
    laboratory.put_back(EMPTY)
    nothing = laboratory.look()
    laboratory.put_back(snapshot_of(0))
    sent = laboratory.look()
    assert sent.alike != nothing.alike
    with laboratory.open() as services:
        (name, *_) = steps.register_uploads(services)
    registered = laboratory.look().alike
    with laboratory.open() as services:
        steps.judge(services, name)
    judged = laboratory.look().alike
    with laboratory.open() as services:
        steps.answer(services, name)
        answered = laboratory.look_beside(services).alike
        bucket = services.settings.receipts_bucket
        (receipt, *_) = [o.key for o in services.store.list_objects(bucket) if o.key.endswith("receipt.json")]
        services.store.put(bucket, receipt, services.store.get(bucket, receipt).replace(b"accepted", b"rejected"))
        spoilt = laboratory.look_beside(services).alike
    assert len({sent.alike, registered, judged, answered, spoilt}) == 5
    laboratory.put_back(snapshot_of(0))
    assert laboratory.look() == sent


@pytest.mark.parametrize(
    "scenario",
    [
        partial(scenarios.events_doubled_and_shuffled, seed=1),
        partial(scenarios.events_doubled_and_shuffled, seed=2, dropped=0.5),
        scenarios.every_event_lost,
        partial(scenarios.equal_uploads_at_once, copies=5),
        partial(scenarios.versions_racing_at_one_key, versions=4),
        scenarios.overwritten_while_being_read,
        scenarios.deleted_before_being_read,
        scenarios.store_away,
    ],
)
def test_what_happens_around_the_steps_costs_nothing(laboratory: Laboratory, scenario: scenarios.Scenario) -> None:
    ended = scenario(laboratory)
    assert (ended.title, ended.wrong) == (ended.title, [])


def test_a_worker_that_stalls_past_its_lease_changes_nothing_when_it_wakes_up(laboratory: Laboratory) -> None:
    """Before it reads the file, before it keeps its rows, before it writes a receipt and a partition of the lake."""
    wanted = ("GET adoption-landing/", "PUT adoption-archive/lines", "PUT adoption-receipts/", "PUT adoption-lake/")
    moments = [
        next(
            (stage, at)
            for stage, at in scenarios.stalls(laboratory)
            if laboratory.calls[stage][at].name.startswith(name)
        )
        for name in wanted
    ]
    ended = list(laboratory.beside(scenarios.worker_stalls, moments))
    assert [(one.title, one.wrong) for one in ended if one.wrong] == []
    assert [one.title for one in ended if "LeaseLost" in one.title]


@pytest.mark.parametrize(
    ("stage", "server", "call", "how"),
    [
        (0, S3, "GET adoption-landing?list-type=2", "truncated"),
        (0, POSTGRES, "-- Takes a session lock", "reset before"),
        (1, POSTGRES, "-- Adds rows to warehouse.adoption_line", "timeout"),
    ],
)
def test_a_server_that_hangs_up_is_said_to_be_unavailable(
    laboratory: Laboratory, stage: int, server: str, call: str, how: str
) -> None:
    """Whoever asked can tell it from a defect of ours, and tries again."""
    at = next(
        at for at, made in enumerate(laboratory.calls[stage]) if made.server == server and made.name.startswith(call)
    )
    laboratory.put_back(snapshot_of(stage))
    with laboratory.open() as services:
        with installed(Layer(Fault(at, how, lasts=True))), pytest.raises(StorageUnavailable):
            laboratory.run_stage(services, stage)
        laboratory.run_stage(services, stage)
        left = laboratory.look_beside(services).alike
    laboratory.put_back(snapshot_of(stage + 1))
    assert left == laboratory.look().alike


def test_a_server_that_hangs_up_while_the_marts_are_read_is_no_fault_of_ours(laboratory: Laboratory) -> None:
    """What is written for others is made beside the ledger's transactions: the server may be gone there, too."""
    (stage, made) = (len(laboratory.stages) - 1, laboratory.calls[-1])
    at = next(at for at, call in enumerate(made) if call.name.startswith("-- Every withdrawal and reinstatement"))
    laboratory.put_back(snapshot_of(stage))
    with laboratory.open() as services:
        with installed(Layer(Fault(at, "reset before"))), pytest.raises(StorageUnavailable):
            laboratory.run_stage(services, stage)
        recover(services)
        assert broken(services, laboratory.digest) == []
    laboratory.look()


def test_one_thing_that_cannot_be_written_keeps_nothing_else_from_being_written(laboratory: Laboratory) -> None:
    laboratory.put_back(snapshot_of(0))
    with laboratory.open() as services:
        names = steps.register_uploads(services)
        for name in names:
            steps.judge(services, name)
        store, bucket = services.store, services.settings.archive_bucket
        lost = {item.key: store.get(bucket, item.key) for item in store.list_objects(bucket, f"lines/{names[0]}/")}
        for key in lost:
            store.delete(bucket, key)
        assert steps.reconcile(services)["outbox_failed"] == 1
        answered = [item.key for item in store.list_objects(services.settings.receipts_bucket)]
        assert [key for key in answered if key.endswith(f"{names[1]}/receipt.json")]
        for key, body in lost.items():
            store.put(bucket, key, body)
        recover(services)
        assert broken(services, laboratory.digest) == []
    laboratory.look()


def test_what_one_turn_of_reconcile_cannot_announce_has_the_next_turn(laboratory: Laboratory) -> None:
    laboratory.put_back(snapshot_of(0))
    with laboratory.open() as services:
        first = steps.reconcile(services, at_most=1)["announce"]
        assert len(first) == 1
        put_clock_forward(services)
        with transaction(services.database) as connection:
            mark_announced(connection, first)
        assert steps.reconcile(services, at_most=1)["announce"] not in ([], first)
    laboratory.look()


def _one_adoption() -> bytes:
    return adoptions("INN-0003,L04,5,received").encode()
