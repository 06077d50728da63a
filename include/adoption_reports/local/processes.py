"""Programs that the embedded stack starts, so that it can find and stop exactly these again.

Each program leads a process group of its own and is written down as (pid, start time): a number
that the system gave to another program since is never signalled.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from adoption_reports.domain.errors import AdoptionError

LOOPBACK = "127.0.0.1"
LOG_BYTES = 10_000_000
"""A log longer than this is put aside when its program is started again; the one put aside before goes."""


class ServiceFailed(AdoptionError):
    """A program of the embedded stack did not start; the message says where its log is."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that a program runs under."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Service:
    """One long-running program. `folder` holds its record (`<name>.json`) and its log (`<name>.log`).

    stop_signal: what asks it to end; stops_as_group: send it to the program's children too, as Ctrl-C does.
    """

    name: str
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    stops_as_group: bool = False

    @property
    def log(self) -> Path:
        """Everything that the program prints."""
        return self.folder / f"{self.name}.log"

    @property
    def _record(self) -> Path:
        return self.folder / f"{self.name}.json"

    def process(self) -> psutil.Process | None:
        """The running program, or None."""
        try:
            record = json.loads(self._record.read_text())
            process = psutil.Process(record["pid"])
            # A child of this very process that ended is a zombie until someone asks for its status.
            if process.ppid() == os.getpid() and process.status() == psutil.STATUS_ZOMBIE:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process.pid, os.WNOHANG)
                return None
            # Start times are read from the same clock of the same boot: equal or another program.
            same = abs(process.create_time() - record["started"]) < 1
        except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
            return None
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None

    def is_running(self) -> bool:
        """Whether the program that was started is still there."""
        return self.process() is not None

    def has_died(self) -> bool:
        """Whether the program ended though nobody stopped it."""
        return self._record.exists() and not self.is_running()

    def family(self) -> list[psutil.Process]:
        """The program and what it started, also what outlived it.

        Airflow's workers outlive a killed scheduler, and with them its connection to the database and the locks that it
        had: the next scheduler never saw the runs that this one was looking at (seen in 3.3.2).
        """
        process = self.process()
        family = [] if process is None else [process, *process.children(recursive=True)]
        return [*family, *(member for member in self._session() if member not in family)]

    def _session(self) -> Iterator[psutil.Process]:
        """Whatever is in the session that the program leads, or led."""
        try:
            record = json.loads(self._record.read_text())
            leader, started = record["pid"], record["started"]
        except (FileNotFoundError, ValueError, KeyError):
            return
        # A number is not given anew while a session bears it; where it was, another program leads now.
        with contextlib.suppress(psutil.NoSuchProcess):
            if abs(psutil.Process(leader).create_time() - started) >= 1:
                return
        for pid in psutil.pids():
            with contextlib.suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
                if pid != leader and os.getsid(pid) == leader:
                    yield psutil.Process(pid)

    def start(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        directory: Path,
        account: Account | None = None,
    ) -> None:
        """Start the program, detached from the terminal; do nothing if it runs already.

        What one that died left running is ended first.
        """
        if self.is_running():
            return
        _kill(self.family())
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            child = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=directory,
                start_new_session=True,
                **run_as(account),
            )
        self.record(psutil.Process(child.pid))
        # The child outlives this object on purpose; without this, Python warns when it is collected.
        child.returncode = 0

    def record(self, process: psutil.Process) -> None:
        """Write down that this process is the program."""
        write_privately(self._record, json.dumps({"pid": process.pid, "started": process.create_time()}))

    def stop(self, *, grace_seconds: float = 20) -> None:
        """Ask the program to end; kill what is left of it and its children after the grace. Idempotent."""
        stop_together([self], grace_seconds=grace_seconds)

    def forget(self) -> None:
        """Delete the record of a program that has ended."""
        self._record.unlink(missing_ok=True)

    def wait_until_it_listens(self, port: int, seconds: float) -> None:
        """Return when the loopback port is listened on. Raises ServiceFailed where that takes longer, or it ends."""
        deadline = time.monotonic() + seconds
        while not listens(port):
            if not self.is_running():
                raise self.failure("ended while starting")
            if time.monotonic() > deadline:
                raise self.failure(f"did not answer within {seconds} s")
            pause()

    def failure(self, reason: str) -> ServiceFailed:
        """The error to raise, with the log's last lines."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        tail = "\n  ".join(lines[-8:])
        return ServiceFailed(f"{self.name} {reason}. Its log is {self.log}:\n  {tail}")


def stop_together(services: Iterable[Service], *, grace_seconds: float) -> None:
    """Ask several programs to end, then wait for all; kill what is left after the grace. Idempotent."""
    services = list(services)
    families: list[psutil.Process] = []
    for service in services:
        process = service.process()
        if process is None:
            _kill(service.family())
            continue
        with contextlib.suppress(psutil.NoSuchProcess):
            family = service.family()
            families += family
            for member in family if service.stops_as_group else [process]:
                member.send_signal(service.stop_signal)
    _kill(_wait_until_gone(families, grace_seconds))
    for service in services:
        service.forget()


def _kill(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _wait_until_gone(processes, 5)


def _wait_until_gone(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after so many seconds; an ended one that nobody has asked after counts as gone."""
    deadline = time.monotonic() + seconds
    left = [process for process in processes if _runs(process)]
    while left and time.monotonic() < deadline:
        pause()
        left = [process for process in left if _runs(process)]
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def run_as(account: Account | None) -> dict[str, Any]:
    """What subprocess needs to run a program under another account; nothing for one's own."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": [], "umask": 0o077}


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def free_port(preferred: int | None = None, *, may_move: bool = True) -> int:
    """A loopback port that nobody listens on: the preferred one if it is free, else any, if that will do."""
    for port in (preferred or 0, 0) if may_move else (preferred or 0,):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            number: int = probe.getsockname()[1]
            return number
    raise ServiceFailed(f"Somebody else listens on port {preferred} of this machine, or it has no free one.")


def listens(port: int) -> bool:
    """Whether someone answers on a loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def pause(seconds: float = 0.05) -> None:
    """Wait between two looks at a program that is starting."""
    time.sleep(seconds)
