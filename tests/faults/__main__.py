"""`make faults`: every call of the workload broken in every way, and what survived. Source: reliability, rows 1 and 2.

Writes tests/faults/RESULTS.md and ends with 1 when a run did not survive. PARTS="kills failures" does some.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import structlog

from adoption_reports.settings import PROJECT
from adoption_reports.storage.reference import read_registry

from .laboratory import Laboratory, Outcome, Plan, opened, plans_for, with_second
from .layer import FAILURES, KILLS, Call

RESULTS = Path(__file__).with_name("RESULTS.md")


def _effects(laboratory: Laboratory) -> Iterator[Plan]:
    return plans_for("1", laboratory.calls, lambda call: [(KILLS[1], False)] if call.changes_something else [])


def _kills(laboratory: Laboratory) -> Iterator[Plan]:
    return plans_for("1", laboratory.calls, lambda _: [(how, False) for how in KILLS])


def _failures(laboratory: Laboratory) -> Iterator[Plan]:
    def hows(call: Call) -> Iterable[tuple[str, bool]]:
        return [(how, lasts) for how in FAILURES[call.server] if call.can(how) for lasts in (False, True)]

    return plans_for("2", laboratory.calls, hows)


def _pairs(laboratory: Laboratory) -> Iterator[Plan]:
    """A kill after each effect, then one after each effect of the recovery that begins where the stage begins."""
    for stage in range(len(laboratory.calls)):
        again = [at for at, call in enumerate(laboratory.trace_recovery(stage)) if call.changes_something]
        firsts = [plan for plan in _effects(laboratory) if plan.stage == stage]
        yield from (with_second(plan, at, KILLS[1]) for plan in firsts for at in again)


PARTS: dict[str, tuple[str, Callable[[Laboratory], Iterator[Plan]]]] = {
    "effects": ("1: SIGKILL after each effect", _effects),
    "kills": ("1: SIGKILL before and after each call", _kills),
    "failures": ("2: each call fails, once and lastingly", _failures),
    "pairs": ("1: SIGKILL after an effect, again after an effect of the recovery", _pairs),
}


def main(wanted: list[str]) -> int:
    """Run the parts, print and keep the table; 1 if anything did not survive."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    networks = tuple(read_registry(PROJECT / "include" / "reference").networks)
    table = ["| row of reliability.md | runs | survived | slowest recovery, s | took, s |", "|---|---|---|---|---|"]
    lost: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, opened(Path(folder), networks) as laboratory:
        laboratory.prepare()
        laboratory.sandbox.stop()  # each lane has one of its own
        for part in wanted:
            title, plans = PARTS[part]
            started, runs, slowest, wrong = time.monotonic(), 0, 0.0, 0
            for outcome in laboratory.sweep(list(plans(laboratory))):
                runs += 1
                slowest = max(slowest, outcome.recovery_seconds)
                if outcome.wrong:
                    wrong += 1
                    lost.append(outcome)
                    print(
                        f"LOST  {outcome.plan}\n      ended: {outcome.ended}\n      wrong: {outcome.wrong}", flush=True
                    )
            took = time.monotonic() - started
            table.append(f"| {title} | {runs} | {runs - wrong} | {slowest:.1f} | {took:.0f} |")
            print(table[-1], flush=True)
    text = "\n".join(table)
    RESULTS.write_text(
        "# What survived\n\nWritten by `make faults`. A run survives when, after recovery, all four promises of\n"
        "reliability hold: `tests/faults/invariants.py`. Seconds are for orientation: they are the machine's.\n\n"
        f"{text}\n",
        encoding="utf-8",
    )
    print(text)
    return 1 if lost else 0


if __name__ == "__main__":
    asked = sys.argv[1:] or [part for part in PARTS if part != "effects"]
    if unknown := set(asked) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    sys.exit(main(asked))
