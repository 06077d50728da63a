"""Wakes `dispatch_uploads` while the landing bucket holds anything that the ledger does not know.

Level-triggered: an event may be lost, doubled or stranded in Airflow's queue (which keeps one row for any
number of events), so the watcher fires again, ever more rarely, until everything is registered, and at once
when something new arrives. A fault is logged and waited out: a trigger that raises is restarted every two
seconds for ever. Source: architecture, section 3.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from adoption_reports.airflow.connections import settings_for_triggerer

log = structlog.get_logger(logger_name=__name__)

FIRST_WAIT = 2.0
LONGEST_WAIT = 30.0
LISTING_SHARE = 5
"""A look is followed by a pause at least this many times as long, however large the bucket has grown."""


class Landing(Protocol):
    """The landing bucket beside the ledger."""

    def unregistered(self) -> frozenset[tuple[str, str]]:
        """Key and version token of every upload that the ledger does not know. May block; may raise."""


@dataclass
class Patience:
    """When to fire again for uploads that stay unregistered: after 2, 4, 8, 16, 30, 30 … seconds.

    Times are seconds of one clock, given by the caller.
    """

    wait: float = FIRST_WAIT
    again_at: float = 0.0
    seen: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def says_fire(self, waiting: frozenset[tuple[str, str]], now: float) -> bool:
        """Whether to fire: something is waiting, and it is new or has waited long enough."""
        is_new = not waiting <= self.seen
        self.seen = waiting
        if not waiting or (not is_new and now < self.again_at):
            return False
        self.wait = FIRST_WAIT if is_new else min(self.wait * 2, LONGEST_WAIT)
        self.again_at = now + self.wait
        return True


class LandingWatcher(BaseEventTrigger):
    """Looks at the landing bucket every `interval` seconds and fires while something is unregistered.

    The event carries a count for people who read it; nothing else may depend on it.
    """

    def __init__(self, interval: float = 1.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.interval = interval

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes this trigger again."""
        return f"{type(self).__module__}.{type(self).__qualname__}", {"interval": self.interval}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Fire for ever; never raise."""
        async for waiting in watch(_open_landing, interval=self.interval):
            yield TriggerEvent({"waiting": waiting})


async def watch(
    open_landing: "Callable[[], Any]", *, interval: float, clock: Callable[[], float] = time.monotonic
) -> AsyncIterator[int]:
    """The number of unregistered uploads, each time that somebody should be woken.

    open_landing: coroutine function that returns a Landing; called again after every fault, so that changed
    connections are picked up. Looks happen in a thread. Raises nothing but cancellation.
    """
    landing: Landing | None = None
    patience, faults = Patience(), 0
    while True:
        started = clock()
        try:
            landing = landing or await open_landing()
            waiting = await asyncio.to_thread(landing.unregistered)
        except Exception as error:
            landing, faults = None, faults + 1
            pause = min(interval * 2**faults, LONGEST_WAIT)
            await log.awarning("The landing bucket cannot be watched", fault=str(error), again_in=pause)
        else:
            faults = 0
            pause = min(max(interval, LISTING_SHARE * (clock() - started)), LONGEST_WAIT)
            if patience.says_fire(waiting, clock()):
                yield len(waiting)
        await asyncio.sleep(pause)


async def _open_landing() -> Landing:
    settings = await settings_for_triggerer()

    def connect() -> Landing:
        from adoption_reports.storage.pending import LandingAgainstLedger

        return LandingAgainstLedger(settings)

    return await asyncio.to_thread(connect)
