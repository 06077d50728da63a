"""`make faults`: every call of the workload broken in every way, and what survived. Source: reliability, rows 1 to 6.

Writes tests/faults/RESULTS.md and ends with 1 when a run did not survive. PARTS="kills failures" does some;
PARTS=airflow kills a real stack's processes, which takes long, and is done only when asked for; FAULTS_ROUNDS=3 kills
each at each moment.
"""

import logging
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import structlog

from adoption_reports.domain.errors import FaultOfOurs
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.settings import PROJECT
from adoption_reports.storage.reference import read_registry
from adoption_reports.storage.schema import create_roles

from . import real_airflow, scenarios, sweeps
from .laboratory import Laboratory, Outcome, Plan, opened
from .layer import KILLS, NO_ROOM_HERE

RESULTS = Path(__file__).with_name("RESULTS.md")
ROLES = ("owner", "loader", "reader")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    row: str
    faults: int
    runs: int
    states: int | None
    survived: int
    slowest: float
    took: float
    ended: Counter[str]

    def __str__(self) -> str:
        return (
            f"| {self.row} | {self.faults:,} | {self.runs:,} | {self.states or self.runs:,} | {self.survived:,} "
            f"| {self.slowest:.1f} | {self.took:.0f} |"
        )


OPENING = """# What survived

Written by `make faults`. A run survives when, after recovery, all four promises of reliability hold
(`tests/faults/invariants.py`), and a server that failed did not pass for a fault of ours. One run may stand for several
faults, by the rules in `tests/faults/sweeps.py`; of runs that leave the same behind (`tests/faults/state.py`), one is
recovered from. On a real stack (`tests/faults/real_airflow.py`) nobody helps, and besides, every program must run and
Airflow have nothing more to do. Seconds are for orientation: they are the machine's.
"""

HEAD = (
    "| row of reliability.md | faults | runs | states left behind | runs survived | slowest recovery, s | took, s |\n"
    "|---|---|---|---|---|---|---|"
)


class Sweep:
    """Runs plans, and knows from which states a recovery was done, and how it went."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory
        self.recovered: dict[str, Outcome] = {}
        self.lost: list[Outcome] = []
        self.scenarios_lost = 0

    def run(self, plans: Iterable[Plan]) -> list[Outcome]:
        """Do the runs; prints how far it is, and what did not survive at once."""
        wanted = list(plans)
        started, done = time.monotonic(), []
        for outcome in self.laboratory.sweep(wanted):
            done.append(outcome)
            if outcome.wrong is not None:
                self.recovered[outcome.left] = outcome
            if outcome.wrong or _is_misnamed(outcome):
                print(f"LOST  {outcome.plan}\n      ended: {outcome.ended}\n      wrong: {outcome.wrong}", flush=True)
            if len(done) % 250 == 0:
                print(f"      {len(done)} of {len(wanted)} runs, {time.monotonic() - started:.0f} s", flush=True)
        return done

    def line(self, row: str, outcomes: list[Outcome], started: float) -> Line:
        """The table's line of some runs."""
        recoveries = [self.recovered[outcome.left] for outcome in outcomes]
        each = zip(outcomes, recoveries, strict=True)
        lost = [outcome for outcome, recovery in each if recovery.wrong or _is_misnamed(outcome)]
        self.lost += lost
        return Line(
            row,
            faults=sum(outcome.plan.stands_for for outcome in outcomes),
            runs=len(outcomes),
            states=len({outcome.left for outcome in outcomes}),
            survived=len(outcomes) - len(lost),
            slowest=max(recovery.recovery_seconds for recovery in recoveries),
            took=time.monotonic() - started,
            ended=Counter(outcome.ended.split(":")[0] for outcome in outcomes),
        )

    def scenario_line(self, row: str, runs: Iterable[scenarios.Ended], started: float) -> Line:
        """The table's line of some scenarios, each a run."""
        ended = []
        for one in runs:
            ended.append(one)
            if one.wrong:
                print(f"LOST  {one.title}\n      wrong: {one.wrong}", flush=True)
        lost = sum(bool(one.wrong) for one in ended)
        self.scenarios_lost += lost
        slowest, took = max(one.recovery_seconds for one in ended), time.monotonic() - started
        titles = Counter(one.title.rpartition(": ")[2] for one in ended)
        return Line(row, len(ended), len(ended), None, len(ended) - lost, slowest, took, titles)


def _is_misnamed(outcome: Outcome) -> bool:
    """Whether a server that failed passed for a defect of our code: somebody would look for it in vain."""
    return outcome.ended.startswith(FaultOfOurs.__name__) and outcome.plan.fault.how != NO_ROOM_HERE


def _kills(sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    line = sweep.line("1: SIGKILL before and after each call", sweep.run(sweeps.kills(sweep.laboratory.calls)), started)
    assert line.faults == sweeps.faults(sweep.laboratory.calls, of_calls=True)
    yield line


def _effects(sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    yield sweep.line("1: SIGKILL after each effect", sweep.run(sweeps.effects(sweep.laboratory.calls)), started)


def _pairs(sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    if not sweep.recovered:
        sweep.run(sweeps.effects(sweep.laboratory.calls))
    first = {one.coming: one.plan for one in sweep.recovered.values() if one.plan.fault.how in KILLS}
    watched = list(sweep.laboratory.beside(Laboratory.watch, first.values()))
    outcomes = sweep.run(sweeps.kills_again(watched, first))
    line = sweep.line("1: SIGKILL again, before and after each call of the recovery", outcomes, started)
    yield replace(line, faults=2 * sum(one.calls for one in watched))


def _failures(sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    once = sweep.run(sweeps.failures_once(sweep.laboratory.calls))
    lasting = sweep.run(sweeps.failures_lasting(once))
    line = sweep.line("2: each call fails in each way, once and lastingly", once + lasting, started)
    assert line.faults == sweeps.faults(sweep.laboratory.calls, of_calls=False)
    yield line


def _rooms(sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    outcomes = sweep.run(sweeps.no_room(sweep.laboratory.calls))
    yield sweep.line("6: a disk is full: PostgreSQL's and S3's from each write on, the worker's", outcomes, started)


def _stalls(sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    ended = sweep.laboratory.beside(scenarios.worker_stalls, list(scenarios.stalls(sweep.laboratory)))
    yield sweep.scenario_line("5: a worker stalls past its lease and wakes up", ended, started)


def _scenarios(row: str, runs: Iterable[scenarios.Scenario], sweep: Sweep) -> Iterator[Line]:
    started = time.monotonic()
    yield sweep.scenario_line(row, (run(sweep.laboratory) for run in runs), started)


def _airflow(sweep: Sweep) -> Iterator[Line]:
    with real_airflow.opened() as stand:
        for row, runs in real_airflow.ROWS.items():
            started = time.monotonic()
            yield sweep.scenario_line(row, runs(stand), started)


def _events() -> Iterator[scenarios.Scenario]:
    yield from (partial(scenarios.events_doubled_and_shuffled, seed=seed) for seed in range(8))
    yield from (partial(scenarios.events_doubled_and_shuffled, seed=seed, dropped=0.1) for seed in range(8, 16))
    yield scenarios.every_event_lost


def _uploads() -> Iterator[scenarios.Scenario]:
    yield scenarios.equal_uploads_at_once
    yield from [scenarios.versions_racing_at_one_key] * 3
    yield scenarios.overwritten_while_being_read
    yield scenarios.deleted_before_being_read


def _servers() -> Iterator[scenarios.Scenario]:
    yield from [scenarios.postgres_restarted, scenarios.store_away] * 3


PARTS: dict[str, Callable[[Sweep], Iterator[Line]]] = {
    "effects": _effects,
    "kills": _kills,
    "pairs": _pairs,
    "failures": _failures,
    "events": partial(_scenarios, "3: events doubled x5, shuffled, 10 % dropped, all dropped", list(_events())),
    "uploads": partial(
        _scenarios, "4: equal uploads at once, races at one key, overwritten, deleted", list(_uploads())
    ),
    "stalls": _stalls,
    "rooms": _rooms,
    "airflow": _airflow,
    "servers": partial(_scenarios, "6: PostgreSQL restarted at once, S3 away, under load", list(_servers())),
}


def main(wanted: list[str]) -> int:
    """Run the parts, print and keep the table; 1 if anything did not survive."""
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # it tells of each connection that we break
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    networks = tuple(read_registry(PROJECT / "include" / "reference").networks)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        postgres = PostgresServer(folder / "server" / "postgres", durable=False)
        try:
            postgres.start()
            create_roles(postgres.url("postgres"), {role: postgres.password(f"adoption_{role}") for role in ROLES})
            (folder / "laboratory").mkdir()
            with opened(postgres, folder / "laboratory", networks) as laboratory:
                laboratory.prepare()
                sweep = Sweep(laboratory)
                for part in wanted:
                    for line in PARTS[part](sweep):
                        lines.append(line)
                        print(f"{line}\n      {dict(line.ended)}", flush=True)
        finally:
            postgres.remove()
    keep(lines)
    return 1 if sweep.lost or sweep.scenarios_lost else 0


def keep(lines: list[Line]) -> None:
    """Put the lines into the table; those of parts that were not run now stay as they were."""
    before = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    table = {line.split("|")[1].strip(): line for line in before if re.match(r"\| \d: ", line)}
    table |= {line.row: str(line) for line in lines}
    text = "\n".join([HEAD, *(table[row] for row in sorted(table))])
    RESULTS.write_text(f"{OPENING}\n{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    asked = sys.argv[1:] or [part for part in PARTS if part not in ("effects", "airflow")]
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    sys.exit(main(asked))
