"""The landing watcher: fires while anything is unregistered, and never ends."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from airflow.sdk.module_loading import import_string

from adoption_reports.airflow import watcher
from adoption_reports.airflow.watcher import LandingWatcher, Patience, watch
from adoption_reports.domain.errors import StorageUnavailable

Uploads = frozenset[tuple[str, str]]
A, B = ("NENC/2017-18-Q3/a.csv", "t1"), ("WE/2017-18-Q3/b.csv", "t1")


class DrawnLanding:
    """A landing bucket that shows one drawn state after another; an exception stands for a fault."""

    def __init__(self, *states: set[tuple[str, str]] | Exception) -> None:
        self._states: Iterator[set[tuple[str, str]] | Exception] = iter(states)
        self.opened = 0

    async def open(self) -> "DrawnLanding":
        self.opened += 1
        return self

    def unregistered(self) -> Uploads:
        state = next(self._states, None)
        if state is None:
            raise asyncio.CancelledError
        if isinstance(state, Exception):
            raise state
        return frozenset(state)


def fired(landing: DrawnLanding, monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[float]]:
    """The counts that the watcher fires with, and the pauses that it makes between looks."""
    pauses: list[float] = []
    rest: Callable[[float], object] = asyncio.sleep

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await rest(0)

    async def collect() -> list[int]:
        counts: list[int] = []
        try:
            async for waiting in watch(landing.open, interval=1.0, clock=lambda: sum(pauses)):
                counts.append(waiting)
        except asyncio.CancelledError:
            return counts
        raise AssertionError("the watcher ended")

    monkeypatch.setattr(watcher.asyncio, "sleep", pause)
    return asyncio.run(collect()), pauses


def test_it_says_nothing_while_everything_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fired(DrawnLanding(set(), set(), set()), monkeypatch)[0] == []


def test_it_wakes_the_dispatcher_at_once_for_each_new_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fired(DrawnLanding({A}, set(), {B}, {A, B}), monkeypatch)[0] == [1, 1, 2]


def test_a_burst_that_its_event_did_not_see_wakes_the_dispatcher_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [{A}, {A, B}, {A, B}, {A, B}]
    assert fired(DrawnLanding(*looks), monkeypatch)[0] == [1, 2, 2]


def test_what_stays_unregistered_wakes_the_dispatcher_ever_more_rarely() -> None:
    patience = Patience()
    times = [second for second in range(180) if patience.says_fire(frozenset({A}), float(second))]
    assert times == [0, 2, 6, 14, 30, 60, 90, 120, 150]


def test_what_stays_unregistered_does_not_hold_up_what_is_new() -> None:
    patience = Patience()
    for second in range(100):
        patience.says_fire(frozenset({A}), float(second))
    assert patience.says_fire(frozenset({A, B}), 100.0)
    assert patience.says_fire(frozenset({A, B}), 102.0)


def test_a_fault_is_waited_out_and_the_connections_are_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    away = StorageUnavailable("the store did not answer")
    landing = DrawnLanding(away, away, away, {A})
    counts, pauses = fired(landing, monkeypatch)
    assert counts == [1]
    assert pauses == [2.0, 4.0, 8.0, 1.0]
    assert landing.opened == 4


def test_a_long_outage_is_looked_at_twice_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    landing = DrawnLanding(*[OSError("reset")] * 8, set())
    assert fired(landing, monkeypatch)[1] == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0, 1.0]


def test_a_listing_that_takes_four_seconds_is_made_every_twenty_four(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    clock = iter([0.0, 4.0, 4.0])

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        raise asyncio.CancelledError

    async def look_once() -> None:
        async for _ in watch(DrawnLanding(set()).open, interval=1.0, clock=lambda: next(clock)):
            raise AssertionError("nothing is waiting")

    monkeypatch.setattr(watcher.asyncio, "sleep", pause)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(look_once())
    assert pauses == [20.0]


def test_the_triggerer_makes_the_watcher_again_from_what_it_stored() -> None:
    path, arguments = LandingWatcher(interval=0.5).serialize()
    again = import_string(path)(**arguments)
    assert isinstance(again, LandingWatcher)
    assert again.interval == 0.5


def test_the_triggerer_never_loads_what_only_tasks_need() -> None:
    program = """
import sys
import adoption_reports.airflow.watcher, adoption_reports.storage.pending
print(*{"great_expectations", "pandas", "pyarrow", "adoption_reports.steps"} & set(sys.modules))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.splitlines()[-1:] == [""]
