"""The workload through a real stack with a real scheduler, whose processes are killed while it works.

One stack for all runs: before each, the warehouse and the buckets are put back to the registry without an upload.
A run ends when all four promises hold, every program runs and Airflow has nothing more to do: nobody helps.
Source: reliability, rows 3 and 6.
"""

import json
import os
import re
import shutil
import signal
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.errors import AdoptionError
from adoption_reports.local import stack
from adoption_reports.local.airflow_services import COMMANDS
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.local.processes import Service
from adoption_reports.metadata.tables import tables
from adoption_reports.settings import PROJECT, Settings, home, load_settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import table, transaction

from .invariants import broken, digest_of
from .scenarios import Ended
from .state import copy_in, copy_out, numbers_given
from .workload import PERIOD, uploads, write_registry

WAIT_SECONDS = 1200
"""A busy machine needs a multiple of what an idle one does; retries of tasks come after up to a minute."""
LOOK_SECONDS = 1.0
TIMES_OVER = 5
ROUNDS = int(os.environ.get("FAULTS_ROUNDS", "1"))

Act = Callable[["Stand"], object]


@dataclass
class Stand:
    """A running stack, what it held before the first upload, and what is expected after the last."""

    folder: Path
    digest: str = ""
    rows: dict[str, bytes] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """Where the stack is."""
        return load_settings()

    def keep(self) -> None:
        """Remember what is there now as the beginning of every run."""
        with self._administrator() as connection:
            self.rows = {name: copy_out(connection, name) for name, one in tables().items() if not one.is_view}
            self.numbers = numbers_given(connection)
        shutil.copytree(self._buckets, self.folder / "beginning")

    def put_back(self) -> None:
        """Make warehouse and buckets hold what they held at the beginning."""
        for path in self._buckets.rglob("*"):
            if path.is_file() and not (self.folder / "beginning" / path.relative_to(self._buckets)).exists():
                path.unlink()
        shutil.copytree(self.folder / "beginning", self._buckets, dirs_exist_ok=True)
        with self._administrator() as connection:
            copy_in(connection, self.rows, self.numbers)

    def send(self) -> None:
        """The workload's uploads."""
        with Services(self.settings) as services:
            for key, body in uploads():
                services.store.put(services.settings.landing_bucket, key, body)

    def states(self) -> list[str]:
        """How far each submission is, oldest first; none while nobody can be asked."""
        submission = table("intake.submission")
        state = sa.case((submission.c.lease_token > 0, submission.c.state + " under way"), else_=submission.c.state)
        try:
            with Services(self.settings) as services, transaction(services.database) as connection:
                return list(connection.scalars(sa.select(state).order_by(submission.c.upload_id)))
        except AdoptionError:
            return []

    def wrong(self) -> list[str]:
        """What does not hold yet, in words."""
        if stopped := [name for name, runs in stack.status().items() if not runs]:
            return [f"{name} does not run" for name in stopped]
        try:
            if len(self.states()) < len(uploads()):
                return ["not every upload is registered"]
            with Services(self.settings) as services:
                return broken(services, self.digest) or self._under_way()
        except (AdoptionError, OSError, sa.exc.SQLAlchemyError, psycopg.Error) as error:
            return [f"{type(error).__name__}: {error}"]

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Airflow's API, as its user. Raises OSError."""
        settings = self.settings
        assert settings.airflow_password is not None
        login = {"username": settings.airflow_user, "password": settings.airflow_password.get_secret_value()}
        token = _call("POST", f"{settings.airflow_url}/auth/token", login)["access_token"]
        return _call(method, f"{settings.airflow_url}/api/v2/{path}", body, token)

    def _under_way(self) -> list[str]:
        health = self.ask("GET", "monitor/health")
        sick = [f"{name} is not healthy" for name, part in health.items() if (part or {}).get("status") == "unhealthy"]
        runs = self.ask("GET", "dags/~/dagRuns?state=queued&state=running&limit=100")["dag_runs"]
        return sick or [f"Airflow still has {run['dag_id']} {run['state']}" for run in runs]

    @contextmanager
    def _administrator(self) -> Iterator[psycopg.Connection[Any]]:
        url = PostgresServer(self.folder / "home" / "postgres").url(stack.WAREHOUSE)
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    @property
    def _buckets(self) -> Path:
        return self.folder / "home" / "s3" / "buckets"


def _call(method: str, url: str, body: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as reply:
        answer: dict[str, Any] = json.loads(reply.read() or b"{}")
    return answer


# -- moments: how far the workload is when the fault comes

MOMENTS: dict[str, Callable[[list[str]], bool]] = {
    "before anything is registered": lambda _: True,
    "while the first are judged": lambda states: any("under way" in one for one in states),
    "when half are judged": lambda states: sum("registered" not in one for one in states) >= len(uploads()) // 2,
}


def wait_for(moment: str, stand: Stand) -> None:
    """Return when the workload is so far, or after a while: then it is held up by an earlier fault."""
    _wait(lambda: MOMENTS[moment](stand.states()), seconds=WAIT_SECONDS / 4)


def _wait(is_so: Callable[[], object], *, seconds: float, look: float = 0.05) -> bool:
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > seconds:
            return False
        time.sleep(look)
    return True


# -- faults of row 6: who is killed


def _program(name: str) -> psutil.Process:
    service = Service(name, home() / "run")
    assert _wait(service.is_running, seconds=WAIT_SECONDS)
    process = service.process()
    assert process is not None
    return process


def kill(name: str, _: Stand, *, by: signal.Signals = signal.SIGKILL) -> None:
    """One of the stack's programs."""
    _program(name).send_signal(by)


def kill_a_task(_: Stand) -> None:
    """A process that runs a task of ours, as soon as there is one."""
    is_task = re.compile(r"airflow worker -- [0-9a-f-]{36}").match
    found: list[psutil.Process] = []

    def look() -> bool:
        for process in _program("airflow-scheduler").children(recursive=True):
            try:
                if is_task(" ".join(process.cmdline())):
                    found.append(process)
            except psutil.Error:
                continue
        return bool(found)

    assert _wait(look, seconds=WAIT_SECONDS)
    found[0].kill()


def kill_everything(_: Stand) -> None:
    """As when the machine loses its power, but for the keeper."""
    for name in ("postgres", "object-store", *COMMANDS):
        for process in Service(name, home() / "run").family():
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue


VICTIMS: dict[str, Act] = {
    "a task": kill_a_task,
    "the scheduler": partial(kill, "airflow-scheduler"),
    "the triggerer": partial(kill, "airflow-triggerer"),
    "the DAG processor": partial(kill, "airflow-dag-processor"),
    "the API server": partial(kill, "airflow-api-server"),
    "the S3 store": partial(kill, "object-store"),
    "PostgreSQL, stopped at once": partial(kill, "postgres", by=signal.SIGQUIT),
    "every program": kill_everything,
}


def killed(stand: Stand, victim: str, moment: str) -> Ended:
    """Kill one program while the workload is so far."""

    def trouble() -> None:
        wait_for(moment, stand)
        VICTIMS[victim](stand)

    return _run(stand, f"{victim} killed {moment}", trouble)


# -- faults of row 3: events that come too often, or never


def events_doubled(stand: Stand) -> Ended:
    """Each event comes again and again, while the first is answered and afterwards."""
    assets = {one["name"]: one["id"] for one in stand.ask("GET", "assets?limit=100")["assets"]}

    def again(name: str, key: str | None = None) -> None:
        for _ in range(TIMES_OVER):
            stand.ask("POST", "assets/events", {"asset_id": assets[name]} | ({"partition_key": key} if key else {}))

    def trouble() -> None:
        again("adoption_landing")
        _wait(lambda: len(stand.states()) == len(uploads()), seconds=WAIT_SECONDS)
        with Services(stand.settings) as services, transaction(services.database) as connection:
            names = connection.scalars(sa.select(table("intake.submission").c.submission_id)).all()
        for name in names:
            again("adoption_submission", name)
        again("adoption_loaded", PERIOD)

    return _run(stand, f"each event {TIMES_OVER} times over", trouble)


def paused(stand: Stand, dag: str, *, until: Callable[[list[str]], bool]) -> Ended:
    """A DAG is paused, so that Airflow drops its events, until the others can do nothing more without it."""

    def pause(is_paused: bool) -> None:
        stand.ask("PATCH", f"dags/{dag}", {"is_paused": is_paused})

    def trouble() -> None:
        _wait(lambda: until(stand.states()), seconds=WAIT_SECONDS / 2)
        pause(False)

    pause(True)
    return _run(stand, f"{dag} paused", trouble)


def _answered(states: list[str]) -> bool:
    return len(states) == len(uploads()) and all("answered" in one for one in states)


def _registered(states: list[str]) -> bool:
    return len(states) == len(uploads())


EVENTS: list[Callable[[Stand], Ended]] = [
    events_doubled,
    partial(paused, dag="dispatch_uploads", until=_answered),
    partial(paused, dag="process_submission", until=_registered),
    partial(paused, dag="national_totals", until=_answered),
    partial(paused, dag="reconcile", until=_answered),
]


# -- runs


def _run(stand: Stand, title: str, trouble: Callable[[], object]) -> Ended:
    """Send the workload into an idle stack, make trouble, and wait until all is as if nothing had happened."""
    stand.put_back()
    stand.send()
    trouble()
    began = time.monotonic()
    wrong: list[str] = ["not looked at"]

    def holds() -> bool:
        wrong[:] = stand.wrong()
        return not wrong

    _wait(holds, seconds=WAIT_SECONDS, look=LOOK_SECONDS)
    seconds = time.monotonic() - began
    print(f"      {title}: {'; '.join(wrong) or 'survived'} after {seconds:.0f} s", flush=True)
    return Ended(f"{title}: {'lost' if wrong else 'survived'}", wrong, seconds)


def kills(stand: Stand) -> Iterator[Ended]:
    """Each victim at a moment in turn; in three rounds, each at each."""
    moments = list(MOMENTS)
    for turn in range(ROUNDS):
        for number, victim in enumerate(VICTIMS):
            yield killed(stand, victim, moments[(number + turn) % len(moments)])


def events(stand: Stand) -> Iterator[Ended]:
    """Each trouble with events."""
    for one in EVENTS:
        yield one(stand)


ROWS: dict[str, Callable[[Stand], Iterator[Ended]]] = {
    "6: on a real stack: a task, each program, and all at once killed, under load": kills,
    "3: on a real stack: events doubled, each DAG paused in turn": events,
}


@contextmanager
def opened() -> Iterator[Stand]:
    """A stack with the workload's registry, in a folder of its own, gone afterwards; its digest is known."""
    with tempfile.TemporaryDirectory(prefix="faults-airflow-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL may run under another account
        before = dict(os.environ)
        os.environ["ADOPTION_HOME"] = str(folder / "home")
        os.environ["ADOPTION_REFERENCE_FOLDER"] = str(write_registry(folder / "reference"))
        try:
            stack.up(say=lambda _: None)
            stand = Stand(folder)
            stand.keep()
            stand.digest = _without_airflow(stand)
            yield stand
        finally:
            stack.clean()
            os.environ.clear()
            os.environ.update(before)


def _without_airflow(stand: Stand) -> str:
    """The digest of the same uploads by the steps alone, with Airflow's DAGs at rest."""
    dags = [path.stem for path in (PROJECT / "dags").glob("*.py")]
    for dag in dags:
        stand.ask("PATCH", f"dags/{dag}", {"is_paused": True})
    stand.send()
    with Services(stand.settings) as services:
        steps.process_once(services)
        digest = digest_of(services)
        wrong = broken(services, digest)
    assert not wrong, wrong
    stand.put_back()
    for dag in dags:
        stand.ask("PATCH", f"dags/{dag}", {"is_paused": False})
    return digest
