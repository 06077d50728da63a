"""Several workers at one place, each a process of its own, as Airflow's are; they answer events as they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult, Pool
from typing import Any

from adoption_reports import steps
from adoption_reports.domain.errors import AdoptionError
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.steps import Services

from .laboratory import Laboratory

WORKERS = 3

REGISTER, TOTALS = "register", "totals"
"""Events that are about no submission. Any other is a submission's id: it was announced."""

_services: Services | None = None


class Crew:
    """Workers who answer events."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def answer(self, events: list[str]) -> list[str]:
        """Answer events in their order, several at a time; the faults that tasks ended with, in words."""
        return self.wait(self.begin(events))

    def begin(self, events: list[str]) -> "AsyncResult[list[str]]":
        """The same, without waiting for its end."""
        return self._pool.map_async(_answer, events, chunksize=1)

    @staticmethod
    def wait(begun: "AsyncResult[list[str]]") -> list[str]:
        """The faults of what was begun."""
        return [fault for fault in begun.get() if fault]


@contextmanager
def crew(laboratory: Laboratory) -> Iterator[Crew]:
    """Workers at the laboratory's place, gone afterwards."""
    laboratory.close_eye()
    with get_context("fork").Pool(WORKERS, initializer=_come, initargs=(laboratory,)) as pool:
        yield Crew(pool)
        pool.close()
        pool.join()


def _come(laboratory: Laboratory) -> None:
    global _services
    laboratory.sandbox = Sandbox()
    _services = laboratory.open()


def _answer(event: str) -> str:
    assert _services is not None
    try:
        act(_services, event)
    except AdoptionError as error:  # anything else is a defect of ours
        return f"{type(error).__name__}: {error}"
    return ""


def act(services: Services, event: str) -> Any:
    """What an event wakes."""
    if event == REGISTER:
        return steps.register_uploads(services)
    if event == TOTALS:
        return steps.refresh_totals(services)
    steps.judge(services, event)
    return steps.answer(services, event)
