"""Runs the workload with one fault each time, and looks whether recovery makes everything right again.

The workload is run once, stage by stage; before each stage, database and buckets are kept as a snapshot. A run
starts from the snapshot before the stage that its fault is in, in a process forked from one that has everything
loaded. What it leaves behind is looked at from outside (`state`): of runs that leave the same behind, the first is
recovered from, by a new process, and checked.
"""

import gc
import json
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.local.object_store import ADMINISTRATOR, ObjectStoreServer
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.settings import Settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import engine, table, transaction
from adoption_reports.storage.ledger import unanswered
from adoption_reports.storage.objects import ObjectStore
from adoption_reports.storage.schema import create_schema
from adoption_reports.validation.validator import Validator

from .invariants import broken, digest_of
from .layer import NO_ROOM_HERE, Call, Fault, Layer, installed
from .state import Looker, State, copy_in, copy_out, numbers_given
from .workload import uploads, write_registry

Item, Result = TypeVar("Item"), TypeVar("Result")
LANES = 2
"""Runs beside each other: one a core."""


@dataclass(frozen=True)
class Plan:
    """One run: from which snapshot, with which fault, and with which one in the recovery from it.

    stands_for: how many pairs of a call and a fault it is the run of.
    """

    stage: int
    fault: Fault
    call: Call
    stands_for: int = 1
    again: Fault | None = None

    def __str__(self) -> str:
        place = f"stage {self.stage}, call {self.fault.at} ({self.call.server} {self.call.name})"
        lasting = " and on" if self.fault.lasts else ""
        again = f"; in recovery, call {self.again.at}: {self.again.how}" if self.again else ""
        return f"{place}: {self.fault.how}{lasting}{again}"


@dataclass
class Outcome:
    """What became of a run.

    ended: how the process that met the fault did; left, coming: the state that it left behind; later_calls: how many
    it made of the struck server afterwards; wrong: None where another run that left the same behind was recovered from.
    """

    plan: Plan
    ended: str
    left: str
    coming: str
    later_calls: int = 0
    wrong: list[str] | None = None
    recovery_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A recovery that was looked at after each effect.

    plan: after which it came; calls: how many it made; effects: of each call that changed something its number, and
    the state, as `coming`, that a kill right after it leaves behind.
    """

    plan: Plan
    calls: int
    effects: list[tuple[int, str]]


@dataclass
class Place:
    """A database and an S3 server that can be put back to a snapshot; `seen`: what they hold, where that is known."""

    name: str
    store: ObjectStoreServer
    seen: State | None = None

    @property
    def buckets(self) -> Path:
        """The folder of the store's buckets."""
        return self.store.folder / "buckets"


@dataclass(frozen=True)
class Kept:
    """A snapshot: what it holds, each table's rows, and the last number that each sequence has given."""

    state: State
    rows: dict[str, bytes]
    numbers: dict[str, int]


class Laboratory:
    """The servers, the snapshots and the warm process that runs are forked from."""

    def __init__(self, postgres: PostgresServer, folder: Path, networks: Iterable[str], *, lanes: int = LANES) -> None:
        self.postgres = postgres
        self.folder = folder
        self.registry = write_registry(folder / "reference")
        networks = tuple(networks)
        self.places = [
            Place(f"lane{n}", ObjectStoreServer(folder / f"store{n}" / "s3", networks)) for n in range(lanes)
        ]
        self.place = self.places[0]
        self.validator = Validator()
        self.sandbox = Sandbox()
        self.looker = Looker(datetime.now(UTC).date())
        self.digest = ""
        self.stages: list[str] = []
        self.calls: list[list[Call]] = []
        self.kept: dict[str, Kept] = {}
        self._eye: tuple[int, psycopg.Connection[Any] | None] = (0, None)
        self._store: ObjectStore | None = None
        self._compiled = _Compiled()
        for name in ("good", "claimed", "snapshots", "tmp"):
            (folder / name).mkdir()

    # -- the place of this process: a database and a set of buckets

    def settings(self) -> Settings:
        """The settings of the stack at this process's place."""
        administrator = self.place.store.credentials(ADMINISTRATOR)
        return Settings(
            s3_endpoint=self.place.store.endpoint,
            s3_key=administrator["key"],
            s3_secret=administrator["secret"],
            warehouse_url=self.postgres.url(self.place.name, "adoption_loader"),
            reference_folder=self.registry,
        )

    def open(self) -> Services:
        """The services there, with the warm validator and this process's warm reader, clients and statements."""
        services = Services(self.settings())
        database = engine(self.postgres.url(self.place.name, "adoption_loader"))
        database._compiled_cache = self._compiled  # type: ignore[assignment]
        services.__dict__ |= {"validator": self.validator, "sandbox": _Kept(self.sandbox), "database": database}
        if self._store is not None:
            services.__dict__["store"] = self._store
        return services

    def keep(self, snapshot: str) -> None:
        """Keep the place as it is under a name. Nobody else may be connected to it."""
        seen = self.look()
        rows = {name: copy_out(self.eye, name) for name in seen.tables}
        self.kept[snapshot] = Kept(seen, rows, numbers_given(self.eye))
        self._copy_database(self.place.name, snapshot)
        shutil.copytree(self.place.buckets, self._folder_of(snapshot))

    def put_back(self, snapshot: str) -> None:
        """Make the place hold a snapshot: by mending what differs, or whole where more than rows and objects may."""
        kept, seen = self.kept[snapshot], self.place.seen
        if seen is None or seen.relations != kept.state.relations:
            shutil.rmtree(self.place.buckets)
            shutil.copytree(self._folder_of(snapshot), self.place.buckets)
            self.close_eye()
            self.postgres.drop_database(self.place.name)
            self._copy_database(snapshot, self.place.name)
        else:
            differing = [name for name, seen_rows in seen.tables.items() if seen_rows != kept.state.tables[name]]
            copy_in(self.eye, {name: kept.rows[name] for name in differing}, kept.numbers)
            for key in seen.objects.keys() - kept.state.objects.keys():
                (self.place.buckets / key).unlink()
            for key in (key for key, body in kept.state.objects.items() if seen.objects.get(key) != body):
                (self.place.buckets / key).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(self._folder_of(snapshot) / key, self.place.buckets / key)
        self.place.seen = kept.state

    def look(self) -> State:
        """What the place holds, once everybody else has hung up."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = 'adoption_loader'"
        while (self.eye.execute(query, [self.place.name]).fetchone() or [0])[0]:
            time.sleep(0.002)
        self.place.seen = self.looker.look(self.eye, self.place.buckets)
        return self.place.seen

    def look_beside(self, services: Services) -> State:
        """The same while services are open: they hang up, and connect again when they are used."""
        services.database.dispose()
        return self.look()

    @property
    def eye(self) -> psycopg.Connection[Any]:
        """This process's connection to the place's database, as its administrator."""
        owner, connection = self._eye
        if connection is None or owner != os.getpid():
            connection = psycopg.connect(self.postgres.url(self.place.name), autocommit=True)
            self._eye = (os.getpid(), connection)
        return connection

    def close_eye(self) -> None:
        """Hang up."""
        owner, connection = self._eye
        if connection is not None and owner == os.getpid():
            connection.close()
        self._eye = (0, None)

    def _copy_database(self, source: str, copy: str) -> None:
        self.close_eye()
        self.postgres.create_database(copy, "adoption_owner", template=source)
        with self.postgres.administrator() as connection:
            connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {copy} TO adoption_loader")

    def _folder_of(self, snapshot: str) -> Path:
        return self.folder / "snapshots" / snapshot

    # -- the faultless run

    def prepare(self, sent: Sequence[tuple[str, bytes]] | None = None) -> None:
        """Send the workload, run it stage by stage with a snapshot before each, and learn its calls and digest."""
        sent = uploads() if sent is None else sent
        self.postgres.create_database(self.place.name, "adoption_owner")
        create_schema(self.postgres.url(self.place.name, "adoption_owner"))
        with self.open() as services:
            steps.refresh_reference(services)
        self.keep(EMPTY)
        with self.open() as services:
            for key, body in sent:
                services.store.put(services.settings.landing_bucket, key, body)
        each = [f"{step} {number}" for number, _ in enumerate(sent, start=1) for step in ("judge", "answer")]
        self.stages = ["register", *each, "finish"]
        for stage, _ in enumerate(self.stages):
            self.keep(snapshot_of(stage))
            layer = Layer()
            with self.open() as services, installed(layer):
                self.run_stage(services, stage)
            self.calls.append(layer.calls)
        with self.open() as services:
            self.digest = digest_of(services)
            wrong = broken(services, self.digest)
        assert not wrong, wrong

    def run_stage(self, services: Services, stage: int) -> None:
        """Registration, then two a submission, then whatever is left and the totals: as `process_once` does."""
        name = self.stages[stage]
        if name == "register":
            steps.register_uploads(services)
        elif name == "finish":
            steps.process_once(services)
        else:
            with transaction(services.database) as connection:
                (submission_id, *_) = unanswered(connection)
            (steps.judge if name.startswith("judge") else steps.answer)(services, submission_id)

    # -- runs

    def run(self, plan: Plan) -> Outcome:
        """Do one run in processes of its own; recover, unless that was done from the same state."""
        said = self._follow(plan)
        state = self.look()
        outcome = Outcome(plan, said["ended"], state.alike, state.coming, said.get("later_calls", 0))
        if self._claim(state.alike):
            said = self.in_child(self._recover)
            outcome.wrong = said.get("wrong", [f"recovery ended: {said['ended']}"])
            outcome.recovery_seconds = said.get("seconds", 0.0)
            self.place.seen = None
            if not outcome.wrong:
                for key in said["way"]:
                    (self.folder / "good" / key).touch()
        return outcome

    def watch(self, plan: Plan) -> Watched:
        """Recover from what a plan leaves behind, and look after each effect.

        Only until what is left to do is what another recovery that is watched has left to do.
        """
        self._follow(plan)
        said = self.in_child(self._watched)
        self.look()
        assert "effects" in said, f"{plan}: recovery ended: {said['ended']}"
        return Watched(plan, said["calls"], [(at, state) for at, state in said["effects"]])

    def _follow(self, plan: Plan) -> dict[str, Any]:
        """Do what a plan says; how the process ended, or the recovery."""
        self.put_back(snapshot_of(plan.stage))
        said = self.in_child(lambda: self.strike(plan.stage, plan.fault))
        return self.in_child(partial(self._strike_recovery, plan.again)) if plan.again else said

    def _claim(self, state: str) -> bool:
        """Whether this is the first run that left this behind."""
        try:
            (self.folder / "claimed" / state).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def strike(self, stage: int, fault: Fault) -> dict[str, Any]:
        """Run a stage with a fault, in a process forked for it; how it ended."""
        if fault.how == NO_ROOM_HERE:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        with self.open() as services, installed(Layer(fault)) as layer:
            try:
                self.run_stage(services, stage)
                ended = "as if nothing had happened"
            except Exception as error:
                ended = f"{type(error).__name__}: {error}"
        return {"ended": ended, "later_calls": layer.later_calls}

    def _strike_recovery(self, fault: Fault) -> dict[str, Any]:
        """Recover with a fault, in a process forked for it; how it ended."""
        with self.open() as services:
            put_clock_forward(services)
            with installed(Layer(fault)):
                for _ in recovery(services):
                    pass
        return {"ended": "as if nothing had happened"}

    def _watched(self) -> dict[str, Any]:
        """Recover, and look at what is there after each effect: that is what a kill would leave behind."""
        eye, seen = self.eye, list[tuple[int, State]]()

        def look(number: int) -> None:
            seen.append((number, self.looker.look(eye, self.place.buckets)))

        with self.open() as services:
            put_clock_forward(services)
            with installed(Layer(after_effect=look)) as layer:
                for left in recovery(services):
                    if seen and not self._claim(f"{seen[-1][1].alike} {' '.join(left)}"):
                        break
        return {"calls": len(layer.calls), "effects": [(number, state.coming) for number, state in seen]}

    def _recover(self) -> dict[str, Any]:
        """Recover step by step, until what is left to do is what another recovery had left that went well."""
        seconds, way = 0.0, []
        with self.open() as services:
            put_clock_forward(services)
            turns = recovery(services)
            while True:
                started = time.monotonic()
                left = next(turns, None)
                seconds += time.monotonic() - started
                if left is None:
                    return {"ended": "", "seconds": seconds, "way": way, "wrong": broken(services, self.digest)}
                way.append(f"{self.look_beside(services).alike} {' '.join(left)}")
                if (self.folder / "good" / way[-1]).exists():
                    return {"ended": "", "seconds": seconds, "way": way, "wrong": []}

    @contextmanager
    def temporary_files(self) -> Iterator[Path]:
        """The folder where the processes of runs keep temporary files; within the block, this process does, too."""
        before, tempfile.tempdir = tempfile.tempdir, str(self.folder / "tmp")
        try:
            yield self.folder / "tmp"
        finally:
            tempfile.tempdir = before

    def in_child(self, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Run in a forked process; what it returned, or how it ended."""
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reads)
            code = 1
            gc.disable()
            try:
                tempfile.tempdir = str(self.folder / "tmp")  # a killed process leaves its files
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

    def enter_lane(self, number: int) -> None:
        """Make this process, forked from the one that prepared, the one that does the runs of a lane."""
        self.place = self.places[number]
        self.place.seen = None
        self.sandbox.start()
        store = ObjectStore(self.settings())
        _ = store.client  # made once, and used by forked processes only: each has connections of its own
        self._store = store
        gc.collect()
        gc.freeze()  # what is never looked at again is never copied after a fork

    def sweep(self, plans: Iterable[Plan]) -> Iterator[Outcome]:
        """Do runs beside each other, one a lane; outcomes as they come."""
        return self.beside(Laboratory.run, plans)

    def beside(self, do: Callable[["Laboratory", Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do something for each item in one of the lanes; results as they come."""
        global _laboratory, _next_lane
        _laboratory = self
        _next_lane = multiprocessing.Value("i", 0)
        with multiprocessing.get_context("fork").Pool(len(self.places), initializer=_open_lane) as pool:
            yield from pool.imap_unordered(partial(_do, do), items)
        self.place.seen = None


_laboratory: Laboratory | None = None
_next_lane: Any = None


def _open_lane() -> None:
    assert _laboratory is not None
    with _next_lane.get_lock():
        number = _next_lane.value
        _next_lane.value += 1
    _laboratory.enter_lane(number)


def _do(do: Callable[[Laboratory, Item], Result], item: Item) -> Result:
    assert _laboratory is not None
    return do(_laboratory, item)


class _Kept:
    """A reader that outlives the services that use it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    def stop(self) -> None:
        """Not now."""


class _Compiled(dict[Any, Any]):
    """Statements compiled for one server, whichever engine asks: an engine's key begins with its own dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key[1:], value)


EMPTY = "empty"
"""The snapshot with the registry and no upload."""


def snapshot_of(stage: int) -> str:
    """The name of the snapshot before a stage."""
    return f"before{stage}"


def recovery(services: Services) -> Iterator[list[str]]:
    """What happens by itself within the hour: one `reconcile`, and the runs that it announces; stops after each.

    Yields what is left to do. `put_clock_forward` first.
    """
    announced = steps.reconcile(services)["announce"]
    yield announced
    for done, name in enumerate(announced, start=1):
        steps.judge(services, name)
        steps.answer(services, name)
        yield announced[done:]
    if announced:
        steps.refresh_totals(services)


def recover(services: Services) -> None:
    """The whole recovery."""
    put_clock_forward(services)
    for _ in recovery(services):
        pass


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


@contextmanager
def opened(
    postgres: PostgresServer, folder: Path, networks: Iterable[str], *, lanes: int = LANES
) -> Iterator[Laboratory]:
    """A laboratory on a server with the roles, with S3 servers of its own; gone afterwards, as its databases are."""
    laboratory = Laboratory(postgres, folder, networks, lanes=lanes)
    try:
        for place in laboratory.places:
            place.store.start()
        yield laboratory
    finally:
        laboratory.sandbox.stop()
        laboratory.close_eye()
        for place in laboratory.places:
            place.store.remove()
        for name in [*(place.name for place in laboratory.places), *laboratory.kept]:
            postgres.drop_database(name)
