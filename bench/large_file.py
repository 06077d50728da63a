"""Row 3: a file of 5 M rows beside one of 1 M: seconds a row, and the most memory that any process takes.

The registry is given enough innovations for that many adoptions; each file meets a stack of its own.
"""

import csv
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg

from adoption_reports.settings import load_settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import transaction
from adoption_reports.storage.reference import read_registry
from adoption_reports.storage.totals import national_totals
from bench.made import report
from bench.on_one_machine import process_one
from bench.outcome import Figure
from bench.through_airflow import own_stack

SMALL, LARGE = 1_000_000, 5_000_000
INNOVATIONS = 600
NETWORK, PERIOD = "NENC", "2017-18-Q3"
_EVERY_SECONDS = 0.05
_GB = 10**9


def measure() -> Iterator[Figure]:
    """The figures of row 3."""
    with _many_innovations():
        (small, _), (large, peak) = (_process(size) for size in (SMALL, LARGE))
    yield Figure(3, "a file of 5 M rows, seconds a million rows", large / 5, small, 1.3, 1.1, is_ratio=True)
    yield Figure(3, "the same, most memory of any process", peak / _GB, asked=2.5, goal=1.2, unit="GB")


def _process(size: int) -> tuple[float, int]:
    with own_stack(airflow=False) as services:
        with TemporaryDirectory() as folder:
            path = Path(folder, "large.csv")
            # In a process of its own: what the rows take as Python's objects is not the pipeline's.
            command = [sys.executable, "-m", "bench.large_file", str(path), str(size)]
            expected = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            services.store.put(services.settings.landing_bucket, f"{NETWORK}/{PERIOD}/large.csv", path)
        _ = services.validator
        services.sandbox.start()
        with _Watch(services) as watch:
            started = time.monotonic()
            verdict = process_one(services)
            seconds = time.monotonic() - started
        with transaction(services.database) as connection:
            figure = national_totals(connection, period=PERIOD)[0]["beneficiaries_count"]
        if figure != expected:
            raise ValueError(f"The totals are not the file's own sums: {verdict}")
    return seconds, watch.peak


def _make(path: Path, size: int) -> int:
    """Write a file of so many adoptions; returns the people who benefit."""
    made = report(read_registry(load_settings().reference_folder), size, network=NETWORK)
    if len(made.rows) != size:
        raise ValueError(f"The registry has only {len(made.rows):,} adoptions to report.")
    path.write_bytes(made.as_csv())
    return made.beneficiaries_count


class _Watch:
    """Looks again and again at the memory of this process, of its children and of the database's processes.

    PostgreSQL's shared buffers are nobody's own.
    """

    def __init__(self, services: Services) -> None:
        address = services.settings.owner_url.get_secret_value() if services.settings.owner_url else ""
        with psycopg.connect(address) as connection:
            server = psutil.Process(connection.info.backend_pid).parent()
        assert server is not None
        self._server, self._own = server, psutil.Process()
        self.peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            sizes = [_resident(self._own)]
            sizes += [_resident(one) for one in _children(self._own)]
            sizes += [_resident(one, is_own=True) for one in _children(self._server)]
            self.peak = max(self.peak, *sizes)


def _children(parent: psutil.Process) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = parent.children(recursive=True)
    except psutil.Error:
        return []  # it has just ended
    return found


def _resident(process: psutil.Process, *, is_own: bool = False) -> int:
    """Bytes in memory; is_own: without what it shares with others."""
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0  # it has just ended
    return int(memory.rss - (memory.shared if is_own else 0))


@contextmanager
def _many_innovations() -> Iterator[None]:
    """Let stacks that are made within the block know enough innovations for the largest file."""
    with TemporaryDirectory() as folder:
        reference = Path(folder, "reference")
        shutil.copytree(load_settings().reference_folder, reference)
        with (reference / "innovations.csv").open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            for number in range(9000, 9000 + INNOVATIONS):
                writer.writerow([f"INN-{number}", f"Innovation {number}", "Made up for a benchmark.", "active", "", ""])
        before = os.environ.get("ADOPTION_REFERENCE_FOLDER")
        os.environ["ADOPTION_REFERENCE_FOLDER"] = str(reference)
        try:
            yield
        finally:
            if before is None:
                del os.environ["ADOPTION_REFERENCE_FOLDER"]
            else:
                os.environ["ADOPTION_REFERENCE_FOLDER"] = before


if __name__ == "__main__":
    print(_make(Path(sys.argv[1]), int(sys.argv[2])))
