"""Killed at any point where something is left behind, the pipeline recovers by itself. Source: reliability.

This part fits into a minute: the workload's first uploads, killed after each effect. `make faults` does all.
"""

from collections.abc import Iterator

import pytest

from adoption_reports import steps
from adoption_reports.domain.errors import StorageUnavailable
from adoption_reports.local.object_store import ObjectStoreServer
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.storage.database import transaction
from adoption_reports.storage.ledger import mark_announced

from .invariants import broken
from .laboratory import Laboratory, plans_for, put_clock_forward, recover
from .layer import KILLS, POSTGRES, S3, Fault, Layer, installed
from .workload import PERIOD, adoptions, uploads

UPLOADS = 2
"""A report and another network's workbook of two datasets that overlaps with it."""


@pytest.fixture(scope="module")
def laboratory(
    postgres_server: PostgresServer, object_store_server: ObjectStoreServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Laboratory]:
    made = Laboratory(postgres_server, object_store_server, tmp_path_factory.mktemp("faults"))
    made.prepare(uploads()[:UPLOADS])
    yield made
    made.sandbox.stop()


def test_a_worker_killed_after_any_effect_costs_nothing(laboratory: Laboratory) -> None:
    plans = list(plans_for("1", laboratory.calls, lambda call: [(KILLS[1], False)] if call.changes_something else []))
    assert {plan.call.server for plan in plans} == {S3, POSTGRES}
    outcomes = list(laboratory.sweep(plans))
    assert [outcome.ended for outcome in outcomes] == ["killed by signal 9"] * len(plans)
    assert [f"{outcome.plan}: {outcome.wrong}" for outcome in outcomes if outcome.wrong] == []


def test_the_laboratory_sees_what_is_lost_or_counted_twice(laboratory: Laboratory) -> None:
    """A check that could not fail would prove nothing."""
    laboratory.copy("lab", "spoilt")
    try:
        with laboratory.open("spoilt") as services:
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
    finally:
        laboratory.remove("spoilt")


@pytest.mark.parametrize(
    ("server", "call", "how"), [(S3, "list-type=2", "truncated"), (POSTGRES, "session lock", "reset before")]
)
def test_a_server_that_hangs_up_is_said_to_be_unavailable(
    laboratory: Laboratory, server: str, call: str, how: str
) -> None:
    """Whoever asked can tell it from a defect of ours, and tries again."""
    at = next(at for at, made in enumerate(laboratory.calls[0]) if made.server == server and call in made.name)
    laboratory.copy("snap0", "hangup")
    try:
        with (
            laboratory.open("hangup") as services,
            installed(Layer(Fault(at, how, lasts=True))),
            pytest.raises(StorageUnavailable),
        ):
            steps.register_uploads(services)
        with laboratory.open("hangup") as services:
            assert len(steps.register_uploads(services)) == UPLOADS
    finally:
        laboratory.remove("hangup")


def test_one_thing_that_cannot_be_written_keeps_nothing_else_from_being_written(laboratory: Laboratory) -> None:
    laboratory.copy("snap0", "stuck")
    try:
        with laboratory.open("stuck") as services:
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
    finally:
        laboratory.remove("stuck")


def test_what_one_turn_of_reconcile_cannot_announce_has_the_next_turn(laboratory: Laboratory) -> None:
    laboratory.copy("snap0", "turns")
    try:
        with laboratory.open("turns") as services:
            first = steps.reconcile(services, at_most=1)["announce"]
            assert len(first) == 1
            put_clock_forward(services)
            with transaction(services.database) as connection:
                mark_announced(connection, first)
            assert steps.reconcile(services, at_most=1)["announce"] not in ([], first)
    finally:
        laboratory.remove("turns")


def _one_adoption() -> bytes:
    return adoptions("INN-0003,L04,5,received").encode()
