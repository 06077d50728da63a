"""What each nasty input costs: the reader's CPU and memory, beside what is promised for its size.

Its verdict is checked first. Source: reliability, row 7.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.hostile.inputs import ACCEPTED, INPUTS, TEN, Input
from tests.unit.intake.samples import csv

from adoption_reports.domain.judgement import Circumstances
from adoption_reports.domain.periods import Period
from adoption_reports.intake.confinement import SECONDS_EACH, SMALL_FILE
from adoption_reports.intake.sandbox import Sandbox, Used
from adoption_reports.settings import load_settings
from adoption_reports.storage.reference import read_registry
from adoption_reports.validation.validator import Validator

HEADINGS = (
    "nasty input",
    "bytes",
    "verdict",
    "reading, CPU",
    "promised",
    "memory above idle",
    "reading and judging, by the clock",
)
_ORDINARY = Input("an ordinary file of ten rows, for comparison", lambda: csv(*TEN), ACCEPTED)
_MB = 1_000_000


def measure() -> Iterator[tuple[str, ...]]:
    """A line of the table for each input, as it is known."""
    registry = read_registry(load_settings().reference_folder)
    validator, idle = Validator(), 0
    where = Circumstances("EM/2017-18-Q3/sent", "EM", Period(2017, 3), datetime(2018, 1, 20, 12, tzinfo=UTC))
    with Sandbox() as sandbox, tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate((_ORDINARY, _ORDINARY, *INPUTS)):
            path = Path(folder, str(number))
            one.write(path)
            size = path.stat().st_size
            started = time.monotonic()
            reading = sandbox.read(path, network_code=where.network_code, period=where.period)
            verdict = validator.judge(reading, where, registry).verdict
            seconds = time.monotonic() - started
            path.unlink()
            if verdict != one.verdict:
                raise ValueError(f"{one.name}: {verdict}, not {one.verdict}")
            idle = idle or sandbox.used.peak_bytes
            if number:  # the first file warms the others up
                yield _line(one.name, size, verdict, sandbox.used, idle, seconds)


def _line(name: str, size: int, verdict: str, used: Used, idle: int, seconds: float) -> tuple[str, ...]:
    above = max(0, used.peak_bytes - idle)
    promised = SECONDS_EACH * max(1, -(-size // SMALL_FILE))
    return (
        name,
        f"{size:,}",
        verdict.replace("_", " "),
        f"{used.seconds:.2f} s",
        f"≤ {promised:,} s" + (", 512 MB" if size < SMALL_FILE else ""),
        f"{above / _MB:,.0f} MB",
        f"{seconds:.2f} s",
    )
