"""Files read in a process apart: a file may end its reader, never the worker.

A clean process is started once, without the worker's environment, and forks one child per file with
limits on memory, time, processes and output, and no network where the system allows it. A child that
dies of its file gives a verdict; only a reading process that can't be had is our fault.
Source: architecture, "Sandbox"; reliability, row 7.
"""

import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar

import adoption_reports
from adoption_reports.domain.errors import SandboxFailed
from adoption_reports.domain.findings import Finding, finding
from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.domain.sent_cells import SentSheets
from adoption_reports.intake.confinement import Limits, limits_for
from adoption_reports.intake.exchange import read_cells_again, read_reading
from adoption_reports.intake.sandbox_child import FAILURE_FILE, OUR_FAULT, OUT_OF_MEMORY, OUT_OF_TIME, READ
from adoption_reports.intake.workspace import workspace

Result = TypeVar("Result")
logger = logging.getLogger(__name__)

START_SECONDS = 120
"""A start takes under a second; a crowded machine may need many."""
_GRACE_SECONDS = 20
"""How much longer than the child's own limit an answer is waited for."""
_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # a process with threads can't fork safely
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
}
_PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True, slots=True)
class Used:
    """What reading one file took: seconds of CPU, and the most memory, what every reader starts with included."""

    seconds: float
    peak_bytes: int


class Sandbox:
    """A warm reading process. Safe to share between threads, and to inherit through a fork.

    used: what the last file took.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._answers: IO[bytes] | None = None
        self.used = Used(0.0, 0)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the reading process, unless it runs. Raises SandboxFailed."""
        self._leave_to_parent()
        with self._lock:
            if self._process is None:
                self._start()

    def stop(self) -> None:
        """End the reading process, if this process started it."""
        self._leave_to_parent()
        with self._lock:
            self._stop()

    def read(self, path: Path, *, network_code: str, period: Period) -> Reading:
        """Read a file sent for one network and period; as `read_file`, in a child process.

        Raises OSError if the file can't be opened, SandboxFailed if no reading process can be had.
        """
        asked = {"network_code": network_code, "reporting_period": period.code}
        return self._in_child(path, asked, self._reading)

    def cells(self, path: Path, rows: Mapping[str | None, Sequence[int]]) -> SentSheets | None:
        """A file's cells as they were sent; as `read_cells`, in a child process. None where it could not finish.

        Raises as `read` does.
        """
        return self._in_child(path, {"rows": [(name, list(numbers)) for name, numbers in rows.items()]}, self._cells)

    def _in_child(
        self, path: Path, asked: Mapping[str, Any], result: Callable[[str, Path, Path, Limits], Result]
    ) -> Result:
        """What a child made of a file: `result` of how it ended, its folder, the file and its limits."""
        limits = limits_for(path.stat().st_size)
        self._leave_to_parent()
        with workspace() as folder:
            request = {**asked, "path": str(path.resolve()), "folder": str(folder), "limits": limits.as_mapping()}
            with self._lock:
                outcome = self._ask_twice(request, limits)
            return result(outcome, folder, path, limits)

    def _cells(self, outcome: str, folder: Path, path: Path, limits: Limits) -> SentSheets | None:
        if outcome == READ:
            return read_cells_again(folder)
        self._reading(outcome, folder, path, limits)  # raises what is our fault, and logs the rest
        return None

    def _reading(self, outcome: str, folder: Path, path: Path, limits: Limits) -> Reading:
        if outcome == READ:
            return read_reading(folder)
        failure = folder / FAILURE_FILE
        told = failure.read_text() if failure.exists() else "it stalled"
        if outcome == OUR_FAULT:
            raise SandboxFailed(f"reading {path.name} failed: {told}")
        if outcome not in (OUT_OF_MEMORY, OUT_OF_TIME):
            logger.error("The reader of %s stopped unexpectedly; the file was refused. %s", path.name, told)
        return Reading("unknown", (), (_verdict(outcome, limits),))

    def _leave_to_parent(self) -> None:
        """In a forked process: forget the parent's reading process, which isn't ours to use or end."""
        if self._owner == os.getpid():
            return
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.returncode = 0  # else its finaliser waits for what is no child of this process
        self._lock = threading.Lock()
        self._process = self._connection = self._answers = None
        self._owner = os.getpid()

    def _ask_twice(self, request: dict[str, Any], limits: Limits) -> str:
        """How the child ended; a reading process that is gone is started anew once."""
        if self._process is not None:
            try:
                return self._ask(request, limits)
            except (OSError, ValueError, EOFError):
                self._stop()
        self._start()
        try:
            return self._ask(request, limits)
        except (OSError, ValueError, EOFError) as error:
            self._stop()
            raise SandboxFailed(f"the reading process does not answer: {error!r}") from error

    def _ask(self, request: dict[str, Any], limits: Limits) -> str:
        assert self._connection is not None
        self._connection.settimeout(limits.patience + _GRACE_SECONDS)
        self._connection.sendall(json.dumps(request).encode() + b"\n")
        answer = self._answer()
        # An inherited reading process may still have an answer for a process that died before it came.
        while answer["folder"] != request["folder"]:
            answer = self._answer()
        self.used = Used(float(answer["seconds"]), int(answer["peak_bytes"]))
        return str(answer["outcome"])

    def _answer(self) -> dict[str, Any]:
        assert self._answers is not None
        line = self._answers.readline()
        if not line:
            raise EOFError("the reading process is gone")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        environment = _ENVIRONMENT | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = str(Path(adoption_reports.__file__).parents[1])
        command = [sys.executable, "-s", "-P", "-m", "adoption_reports.intake.sandbox_child", str(theirs.fileno())]
        with theirs, tempfile.TemporaryFile() as said:
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
            theirs.close()
            self._connection = ours
            self._answers = ours.makefile("rb")
            ours.settimeout(START_SECONDS)
            try:
                self._answer()
            except (OSError, ValueError, EOFError) as error:
                said.seek(0)
                told = said.read().decode(errors="replace")[-2000:]
                self._stop()
                raise SandboxFailed(f"the reading process did not start: {told}") from error

    def _stop(self) -> None:
        if self._answers is not None:
            self._answers.close()
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._connection = self._answers = None


def _verdict(outcome: str, limits: Limits) -> Finding:
    """The refusal of a file that its reader could not finish."""
    if outcome == OUT_OF_MEMORY:
        return finding("F03", limit=f"reading it would need more than {limits.memory >> 20:,} MB of memory")
    if outcome == OUT_OF_TIME:
        return finding("F03", limit="reading it takes too long")
    return finding("F01", "broken", looks_like="a damaged file", reason="its contents stop the reader")
