"""Runs the workload with one fault each time, and looks whether recovery makes everything right again.

The workload is run once, stage by stage; before each stage, database and buckets are kept as a snapshot. A run
starts from the snapshot before the stage that its fault is in, in a process of its own, forked from one that has
Great Expectations loaded, on a copy of the database and the buckets. A second process recovers and checks.
"""

import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.local.object_store import ADMINISTRATOR, ObjectStoreServer
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.settings import Settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import table, transaction
from adoption_reports.storage.ledger import unanswered
from adoption_reports.storage.schema import create_roles, create_schema
from adoption_reports.validation.validator import Validator

from .invariants import broken, digest_of
from .layer import Call, Fault, Layer, installed
from .workload import uploads, write_registry

ROLES = ("owner", "loader", "reader")
BUCKETS = ("landing", "receipts", "archive", "lake", "publications")
Stage = Callable[[Services], object]


@dataclass(frozen=True)
class Plan:
    """One run: from which snapshot, with which fault, and with which during the recovery."""

    row: str
    stage: int
    fault: Fault
    call: Call
    during_recovery: Fault | None = None

    def __str__(self) -> str:
        place = f"stage {self.stage}, call {self.fault.at} ({self.call.server} {self.call.name})"
        again = f", then {self.during_recovery.how} at call {self.during_recovery.at}" if self.during_recovery else ""
        lasting = " and on" if self.fault.lasts else ""
        return f"{place}: {self.fault.how}{lasting}{again}"


@dataclass
class Outcome:
    """What became of a run."""

    plan: Plan
    wrong: list[str] = field(default_factory=list)
    recovery_seconds: float = 0.0
    ended: str = ""


class Laboratory:
    """The servers, the snapshots and the warm process that runs are forked from."""

    def __init__(self, postgres: PostgresServer, store: ObjectStoreServer, folder: Path) -> None:
        self.postgres = postgres
        self.store = store
        self.registry = write_registry(folder / "reference")
        self.validator = Validator()
        self.sandbox = Sandbox()
        self.digest = ""
        self.calls: list[list[Call]] = []
        self.recovery_calls: list[list[Call]] = []

    # -- places: a database and a set of buckets under one name

    def settings(self, place: str) -> Settings:
        """The settings of a stack at a place."""
        administrator = self.store.credentials(ADMINISTRATOR)
        buckets = {f"{bucket}_bucket": f"{place}-{bucket}" for bucket in BUCKETS}
        return Settings(
            s3_endpoint=self.store.endpoint,
            s3_key=administrator["key"],
            s3_secret=administrator["secret"],
            warehouse_url=self.postgres.url(place, "adoption_loader"),
            reference_folder=self.registry,
            **buckets,
        )

    def open(self, place: str) -> Services:
        """The services at a place, with the warm validator and this process's warm reader."""
        services = Services(self.settings(place))
        services.__dict__["validator"] = self.validator
        services.__dict__["sandbox"] = _Kept(self.sandbox)
        return services

    def copy(self, source: str, place: str) -> None:
        """Make a place that is as another one is. Nobody may be connected to the source."""
        self.postgres.create_database(place, "adoption_owner", template=source)
        with self.postgres.administrator() as connection:
            connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {place} TO adoption_loader")
        for bucket in BUCKETS:
            shutil.copytree(self._bucket(source, bucket), self._bucket(place, bucket))

    def remove(self, place: str) -> None:
        """Delete a place."""
        self.postgres.drop_database(place)
        for bucket in BUCKETS:
            shutil.rmtree(self._bucket(place, bucket), ignore_errors=True)

    def _bucket(self, place: str, bucket: str) -> Path:
        return self.store.folder / "buckets" / f"{place}-{bucket}"

    # -- the faultless run

    def prepare(self, sent: Sequence[tuple[str, bytes]] | None = None) -> None:
        """Send the workload, run it stage by stage with a snapshot before each, and learn its calls and digest."""
        self.postgres.create_database("lab", "adoption_owner")
        create_schema(self.postgres.url("lab", "adoption_owner"))
        for bucket in BUCKETS:
            self._bucket("lab", bucket).mkdir(parents=True)
        with self.open("lab") as services:
            steps.refresh_reference(services)
            for key, body in uploads() if sent is None else sent:
                services.store.put(services.settings.landing_bucket, key, body)
        names = [str(number) for number, _ in enumerate(uploads() if sent is None else sent)]
        for stage in range(len(names) + 2):
            self.copy("lab", f"snap{stage}")
            layer = Layer()
            with self.open("lab") as services, installed(layer):
                self.run_stage(services, stage, last=len(names) + 1)
            self.calls.append(layer.calls)
        with self.open("lab") as services:
            self.digest = digest_of(services)
            wrong = broken(services, self.digest)
        assert not wrong, wrong

    @property
    def last_stage(self) -> int:
        """The stage that brings the totals up to date."""
        return len(self.calls) - 1

    @staticmethod
    def run_stage(services: Services, stage: int, *, last: int) -> None:
        """Registration, then a submission a stage, then whatever is left and the totals: as `process_once` does."""
        if stage == 0:
            steps.register_uploads(services)
        elif stage == last:
            steps.process_once(services)
        else:
            with transaction(services.database) as connection:
                (name, *_) = unanswered(connection)
            steps.judge(services, name)
            steps.answer(services, name)

    # -- runs

    def run(self, plan: Plan) -> Outcome:
        """Do one run in processes of its own."""
        place = f"run{os.getpid()}"
        outcome = Outcome(plan)
        self.copy(f"snap{plan.stage}", place)
        try:
            outcome.ended = self._in_child(lambda: self._strike(place, plan))["ended"]
            if plan.during_recovery is not None:
                self._in_child(lambda: self._recover(place, plan.during_recovery))
            started = time.monotonic()
            said = self._in_child(lambda: self._recover(place, None))
            outcome.recovery_seconds = said.get("seconds", time.monotonic() - started)
            outcome.wrong = said.get("wrong", [f"recovery ended: {said['ended']}"])
        finally:
            self.remove(place)
        return outcome

    def _strike(self, place: str, plan: Plan) -> dict[str, Any]:
        with self.open(place) as services, installed(Layer(plan.fault)) as layer:
            try:
                self.run_stage(services, plan.stage, last=self.last_stage)
            except Exception as error:
                return {"ended": f"{type(error).__name__}: {error}"}
        return {"ended": "as if nothing had happened" if layer.struck else "the fault was never met"}

    def _recover(self, place: str, fault: Fault | None) -> dict[str, Any]:
        started = time.monotonic()
        with self.open(place) as services, installed(Layer(fault)) as layer:
            recover(services)
            layer.fault = None
            seconds = time.monotonic() - started
            return {"ended": "", "seconds": seconds, "wrong": broken(services, self.digest)}

    def trace_recovery(self, stage: int) -> list[Call]:
        """The calls of a recovery that starts where a stage starts."""
        place = "trace"
        self.copy(f"snap{stage}", place)
        try:
            with self.open(place) as services, installed(Layer()) as layer:
                recover(services)
            return layer.calls
        finally:
            self.remove(place)

    def _in_child(self, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Run in a forked process; what it returned, or how it ended."""
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            code = 1
            try:
                self.sandbox._owner = os.getpid()  # ours to use: whoever forked us waits meanwhile
                with os.fdopen(writes, "w") as pipe:
                    try:
                        json.dump(do(), pipe)
                    except Exception as error:
                        json.dump({"ended": f"{type(error).__name__}: {error}"}, pipe)
                code = 0
            finally:
                os._exit(code)
        os.close(writes)
        with os.fdopen(reads) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return {"ended": f"killed by signal {os.WTERMSIG(status)}"}
        found: dict[str, Any] = json.loads(said) if said else {"ended": "said nothing"}
        return found

    def sweep(self, plans: Iterable[Plan], *, lanes: int = 2) -> Iterator[Outcome]:
        """Do runs beside each other, as many as there are lanes; outcomes as they come."""
        global _laboratory
        _laboratory = self
        with multiprocessing.get_context("fork").Pool(lanes, initializer=_open_lane) as pool:
            yield from pool.imap_unordered(_run, plans)


_laboratory: Laboratory | None = None


def _open_lane() -> None:
    assert _laboratory is not None
    _laboratory.sandbox.start()


def _run(plan: Plan) -> Outcome:
    assert _laboratory is not None
    return _laboratory.run(plan)


class _Kept:
    """A reader that outlives the services that use it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    def stop(self) -> None:
        """Not now."""


def recover(services: Services) -> None:
    """What happens by itself within the hour: one `reconcile`, and the runs that it announces."""
    put_clock_forward(services)
    found = steps.reconcile(services)
    for name in found["announce"]:
        steps.judge(services, name)
        steps.answer(services, name)
    if found["announce"]:
        steps.refresh_totals(services)


def put_clock_forward(services: Services) -> None:
    """Let an hour pass for every submission that is not answered: its announcement is old, its lease over."""
    submission = table("intake.submission")
    long_ago = sa.func.now() - sa.text("interval '1 hour'")
    with transaction(services.database) as connection:
        connection.execute(
            submission.update()
            .where(submission.c.state != "answered")
            .values(announced_at=long_ago, lease_until=sa.case((submission.c.lease_until.is_not(None), long_ago)))
        )


def plans_for(
    row: str, calls: Sequence[Sequence[Call]], hows: Callable[[Call], Iterable[tuple[str, bool]]]
) -> Iterator[Plan]:
    """A plan for each call and each way in which it is to fail."""
    for stage, made in enumerate(calls):
        for at, call in enumerate(made):
            for how, lasts in hows(call):
                yield Plan(row, stage, Fault(at, how, lasts), call)


def with_second(plan: Plan, at: int, how: str) -> Plan:
    """The same with a second fault during the recovery."""
    return replace(plan, during_recovery=Fault(at, how))


@contextmanager
def opened(folder: Path, networks: Iterable[str]) -> Iterator[Laboratory]:
    """A laboratory with servers of its own, gone afterwards."""
    postgres = PostgresServer(folder / "postgres" / "postgres", durable=False)
    store = ObjectStoreServer(folder / "s3" / "s3", networks)
    try:
        postgres.start()
        store.start()
        create_roles(postgres.url("postgres"), {role: postgres.password(f"adoption_{role}") for role in ROLES})
        yield Laboratory(postgres, store, folder)
    finally:
        store.remove()
        postgres.remove()
