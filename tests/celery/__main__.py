"""`make celery`: bursts through Redis and two Celery workers, while programs are killed; what survived.

The scheduler runs no task. A run survives when everything is answered and counted by itself, every promise of
reliability holds, a recount of the lake agrees, and the digest is that of the same uploads processed one after
another without Airflow. Writes tests/celery/RESULTS.md. PARTS="worker redis" does some, RUNS=3 each three times.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adoption_reports import steps
from adoption_reports.domain.periods import Period
from adoption_reports.local import stack
from adoption_reports.local.burst import BurstFile, burst_files
from adoption_reports.local.celery_workers import TASKS_EACH, CeleryWorkers
from adoption_reports.local.processes import Service
from adoption_reports.settings import home
from adoption_reports.steps import Services

from .laboratory import burst, is_busy, kept, kill, own_stack, programs, send, wait_until

RUNS = int(os.environ.get("RUNS", "1"))
WORKERS = 2
AWAY_SECONDS = 10
"""How long what was killed stays away; a container engine starts it again at once."""
FIRST = Period(2018, 1)
"""Open for reports, as all later ones are."""
RESULTS = Path(__file__).with_name("RESULTS.md")


OPENING = f"""# What survived with Celery workers

Written by `make celery`: Redis and {WORKERS} workers of {TASKS_EACH} tasks on one machine. Files are sent at once; what
is said happens when a fifth of them has receipts. A run survives when, by itself, everything is answered and counted,
all four promises of reliability hold, a recount of the lake agrees, and the digest is that of the same uploads
processed in one process without Airflow. Seconds are until the last receipt is out and the totals are complete, for
orientation: they are the machine's.

| what was done | files | runs | survived | seconds of each run | digest after the last |
|---|---|---|---|---|---|"""


@dataclass(frozen=True, slots=True)
class Part:
    """What is done during a burst of so many files. One file of each network makes a quarter."""

    title: str
    meanwhile: Callable[[], object]
    files: int = 15


def start_again() -> None:
    """Start what does not run, as a container engine does."""
    time.sleep(AWAY_SECONDS)
    stack.up(celery_workers=WORKERS, say=lambda _: None)


def busy_worker() -> None:
    """Kill a worker with tasks under way; it stays away until the next burst."""
    busy: list[Service] = []

    def some_are() -> bool:
        busy[:] = filter(is_busy, programs("airflow-worker"))
        return bool(busy)

    wait_until(some_are, "a worker has a task")
    kill(busy[0])


def all_of(*beginnings: str) -> Callable[[], None]:
    """Kill programs by the beginnings of their names, and start them again."""

    def act() -> None:
        kill(*programs(*beginnings))
        start_again()

    return act


def messages() -> None:
    """Kill Redis and lose its disk: what waited in it is known to the scheduler alone."""
    kill(*programs("redis"))
    CeleryWorkers(home() / "airflow", WORKERS).forget_messages()
    start_again()


PARTS: Mapping[str, Part] = {
    "burst": Part("nothing: 30 files at once", lambda: None, files=30),
    "worker": Part("one of the two workers, with tasks under way, killed; the other goes on alone", busy_worker),
    "workers": Part(f"both workers killed, started again after {AWAY_SECONDS} s", all_of("airflow-worker")),
    "redis": Part(f"Redis killed, started again after {AWAY_SECONDS} s", all_of("redis")),
    "scheduler": Part(
        f"the scheduler killed, started again after {AWAY_SECONDS} s", all_of("airflow-scheduler")
    ),
    "all": Part(
        f"every program of Airflow, and Redis, killed at once, started again after {AWAY_SECONDS} s",
        all_of("airflow-", "redis"),
    ),
    "messages": Part("Redis killed and its disk lost with every message, started again empty", messages),
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """A part's runs: the files of each, what it took in seconds, and the digest after it."""

    part: Part
    bursts: list[list[BurstFile]]
    seconds: list[float]
    digests: list[str]
    survived: int = 0


def say(words: str) -> None:
    sys.stdout.write(f"{datetime.now(UTC):%H:%M:%S}  {words}\n")
    sys.stdout.flush()


def run(parts: Sequence[Part]) -> list[Line]:
    """Every part on one stack, one after another."""
    lines = []
    with own_stack(workers=WORKERS) as settings, Services(settings) as services:
        quarters = _quarters(services)
        say(f"{WORKERS} workers are up, {TASKS_EACH} tasks each")
        for part in parts:
            line = Line(part, [], [], [])
            for _ in range(RUNS):
                files = burst_files(part.files, services.registry(), first=next(quarters))
                for _ in range(part.files // len(services.registry().networks) - 1):
                    next(quarters)
                line.bursts.append(files)
                line.seconds.append(burst(services, files, part.meanwhile))
                line.digests.append(kept(services, files))
                say(f"{part.title}: {line.seconds[-1]:.0f} s, {line.digests[-1][:16]}")
                stack.up(celery_workers=WORKERS, say=lambda _: None)
            lines.append(line)
    return lines


def _quarters(services: Services) -> Iterator[Period]:
    period = FIRST
    while period.code in services.registry().periods:
        yield period
        period = period.next()


def compare(lines: Sequence[Line]) -> bool:
    """Whether each digest is that of the same uploads in one process, in order and undisturbed."""
    with own_stack(workers=0) as settings, Services(settings) as services:
        for line in lines:
            for files, found in zip(line.bursts, line.digests, strict=True):
                send(services, files)
                steps.process_once(services)
                line.survived += kept(services, files) == found
    return all(line.survived == RUNS for line in lines)


def keep(lines: Sequence[Line]) -> str:
    """The page with these lines in its table; those of parts that were not run now stay as they were."""
    before = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    table = {line.split("|")[1].strip(): line for line in before if line.startswith("| ")}
    for line in lines:
        cells = (line.part.title, line.part.files, RUNS, line.survived)
        seconds = ", ".join(f"{one:.0f}" for one in line.seconds)
        table[line.part.title] = f"| {' | '.join(map(str, cells))} | {seconds} | `{line.digests[-1][:16]}` |"
    found = [table[part.title] for part in PARTS.values() if part.title in table]
    page = "\n".join([OPENING, *found]) + "\n"
    RESULTS.write_text(page, encoding="utf-8")
    return page


def main(wanted: Sequence[str]) -> int:
    """Run the parts, print and keep the table; 1 if anything did not survive."""
    steps.log_warnings_only()
    lines = run([PARTS[name] for name in wanted or PARTS])
    is_sound = compare(lines)
    sys.stdout.write(keep(lines))
    return 0 if is_sound else 1


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    sys.exit(main(sys.argv[1:]))
