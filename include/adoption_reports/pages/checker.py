"""Checks files for the pages in a process of its own, which stays warm: `python -m adoption_reports.pages.checker`.

Great Expectations must not be loaded in the process that answers pages: it costs seconds and hundreds of
megabytes. Requests and answers are lines of JSON on standard input and output. The process has no
credentials, is started at the first use, and ends by itself when it is not used for a while or when its
owner is gone; a file that takes too long ends it, and the next one starts another.
Source: architecture, sections 2 and 3.
"""

import importlib
import json
import os
import select
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from adoption_reports.domain.errors import AdoptionError

IDLE_SECONDS = 900
TIMEOUT_SECONDS = 90.0


class CheckFailed(AdoptionError):
    """The checking process died or took too long: nothing is known of the file. Try a smaller one, or later."""


class Checker:
    """The owner's side: one process, one file at a time."""

    def __init__(self, reference_folder: Path, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._reference_folder = reference_folder
        self._timeout = timeout_seconds
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def check(self, file: Path, *, network: str, period: str, at: datetime) -> dict[str, Any]:
        """The receipt that a submission of the file would get. Raises CheckFailed."""
        asked = {"file": str(file), "network": network, "period": period, "at": at.isoformat()}
        with self._lock:
            try:
                process = self._running()
                assert process.stdin is not None
                process.stdin.write(json.dumps(asked).encode() + b"\n")
                process.stdin.flush()
                answer = json.loads(self._line(process))
            except (OSError, ValueError) as error:
                self.stop()
                raise CheckFailed("The file could not be checked: the check was ended.") from error
        if "fault" in answer:
            raise CheckFailed(f"The file could not be checked: {answer['fault']}")
        receipt: dict[str, Any] = answer["receipt"]
        return receipt

    def warm(self) -> None:
        """Start the process, if it is not there: a file is likely to come."""
        with self._lock:
            self._running()

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "adoption_reports.pages.checker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={
                    "PATH": os.defpath,
                    "LANG": "C.UTF-8",
                    "ADOPTION_REFERENCE_FOLDER": str(self._reference_folder),
                },
            )
        return self._process

    def _line(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdout is not None
        deadline = time.monotonic() + self._timeout
        parts: list[bytes] = []
        while not (parts and parts[-1].endswith(b"\n")):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise OSError("no answer in time")
            parts.append(os.read(process.stdout.fileno(), 1 << 16))
            if not parts[-1]:
                raise OSError("the process ended")
        return b"".join(parts)


def answer(asked: dict[str, str]) -> dict[str, Any]:
    """One answer, by the same code as `adoption check`."""
    from adoption_reports.settings import Settings
    from adoption_reports.steps import Unread, check

    (found,) = check(
        [asked["file"]],
        network=asked["network"],
        period=asked["period"],
        at=datetime.fromisoformat(asked["at"]),
        settings=Settings(),
    )
    if isinstance(found, Unread):
        raise OSError(found.why)
    return {"receipt": found.receipt}


def main() -> None:
    """Answer until the owner is gone or nothing has been asked for a while."""
    # Whatever libraries print must not come between the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        # What takes seconds is loaded before the first file comes.
        importlib.import_module("adoption_reports.validation.validator")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        asked_of_us = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
        while select.select([asked_of_us], [], [], IDLE_SECONDS)[0]:
            line = asked_of_us.readline()
            if not line:
                return
            try:
                said = answer(json.loads(line))
            except Exception as error:  # one file's fault must not end the process
                said = {"fault": f"a fault of ours ({type(error).__name__})"}
            answers.write(json.dumps(said).encode() + b"\n")
            answers.flush()


if __name__ == "__main__":
    main()
