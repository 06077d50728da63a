"""Starts again what of the embedded stack has ended though nobody stopped it.

Airflow's scheduler, triggerer and DAG processor end when PostgreSQL is away, by design: somebody has to start them
again, as `restart:` does in containers. A program that died is one that is still written down as started.
The keeper acts only while it holds the stack's lock, as `up`, `down` and `clean` do: never beside them.
"""

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from adoption_reports.local.processes import Service

log = structlog.get_logger()

LOOK_SECONDS = 1.0
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
STEADY_SECONDS = 120.0
"""A program that has run for so long since its last start is started again at once when it ends."""


@dataclass
class Kept:
    """A program that is kept running, and when it may be started again: at once, then after 2, 4, 8, … 60 seconds.

    start: starts it where it was before, and returns when others can use it; raises where that fails.
    needs: what must run before.
    """

    service: Service
    start: Callable[[], object]
    needs: Service | None = None
    started_at: float = float("-inf")
    wait: float = 0.0

    def look_after(self, now: float) -> None:
        """Start it again if it has died and waited long enough. now: seconds of a clock. Raises what `start` raises."""
        if not self.service.has_died() or (self.needs is not None and not self.needs.is_running()):
            return
        since = now - self.started_at
        wait = 0.0 if since >= STEADY_SECONDS else self.wait
        if since < wait:
            return
        self.started_at, self.wait = now, min(max(2 * wait, FIRST_WAIT), LONGEST_WAIT)
        log.warning("has ended", program=self.service.name)
        self.start()
        log.warning("was started again", program=self.service.name)


def keep(parts: Sequence[Kept], lock: Path, is_wanted: Callable[[], bool]) -> None:
    """Look every second, and start again what has died; returns when `is_wanted` says no or the stack is gone.

    lock: the stack's.
    """
    while lock.exists():
        with _only_if_free(lock) as is_free:
            # Asked under the lock: whoever starts and stops keepers holds it.
            if is_free and not is_wanted():
                return
            for part in parts if is_free else ():
                try:
                    part.look_after(time.monotonic())
                except Exception:  # the next look tries again
                    log.exception("cannot be started", program=part.service.name)
        time.sleep(LOOK_SECONDS)


@contextmanager
def _only_if_free(lock: Path) -> Iterator[bool]:
    """Hold a lock inside the block, if nobody else holds it; whether that is so."""
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_free = False
        else:
            is_free = True
        yield is_free
