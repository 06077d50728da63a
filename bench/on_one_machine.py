"""Rows 1, 4 and 9: the steps and the command line without a scheduler."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from python_calamine import CalamineWorkbook

from adoption_reports import steps
from adoption_reports.settings import Settings, load_settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import transaction
from adoption_reports.storage.reference import read_registry
from adoption_reports.storage.totals import national_totals
from bench.made import HEADER, report
from bench.outcome import Figure
from bench.through_airflow import own_stack

MILLION = 1_000_000
ADOPTION = (sys.executable, "-m", "adoption_reports.cli")


def measure(chosen: set[int]) -> Iterator[Figure]:
    """The rows of the table that need no scheduler."""
    if 1 in chosen:
        yield from _million_rows()
    if 4 in chosen:
        yield from _checks()
    if 9 in chosen:
        yield _large_workbook()


def _million_rows() -> Iterator[Figure]:
    with own_stack(airflow=False) as services:
        made = report(services.registry(), MILLION, network="NENC")
        body = made.as_csv()
        floor = _floor(services.settings, body, made.beneficiaries_count)
        _ = services.validator, services.sandbox
        services.sandbox.start()
        started = time.monotonic()
        services.store.put(services.settings.landing_bucket, "NENC/2017-18-Q3/million.csv", body)
        verdict = process_one(services)
        seconds = time.monotonic() - started
        with transaction(services.database) as connection:
            figure = national_totals(connection, period="2017-18-Q3")[0]["beneficiaries_count"]
        if figure != made.beneficiaries_count:
            raise ValueError(f"The totals are not the file's own sums: {verdict}")
    yield Figure(1, "one CSV of 1 M rows, upload to totals and receipt", seconds, floor, 6, 2.5, is_ratio=True)


def process_one(services: Services) -> str:
    """Take the one new upload to receipt and totals, which are written beside each other as the scheduler's tasks are.

    Returns the verdict.
    """
    (submission_id,) = steps.register_uploads(services)
    verdict = str(steps.judge(services, submission_id)["verdict"])
    with ThreadPoolExecutor(1) as beside:
        answered = beside.submit(steps.answer, services, submission_id)
        steps.refresh_totals(services)
        answered.result()
    return verdict


def _floor(settings: Settings, body: bytes, expected: int) -> float:
    """COPY of the raw text and GROUP BY totals, on the same server."""
    address = settings.owner_url.get_secret_value() if settings.owner_url else ""
    with psycopg.connect(address, autocommit=True) as connection:
        columns = ", ".join(f"{name} text" for name in HEADER)
        connection.execute(f"CREATE TABLE floor ({columns})")  # type: ignore[arg-type]
        started = time.monotonic()
        with connection.cursor() as cursor, cursor.copy("COPY floor FROM STDIN (FORMAT csv, HEADER)") as copy:
            for start in range(0, len(body), 1 << 20):
                copy.write(body[start : start + (1 << 20)])
        grouped = connection.execute(
            "SELECT innovation_code, location_code, sum(beneficiaries_count::bigint) FROM floor GROUP BY 1, 2"
        ).fetchall()
        seconds = time.monotonic() - started
        connection.execute("DROP TABLE floor")
    if sum(row[2] for row in grouped) != expected:
        raise ValueError("The floor's sums are wrong.")
    return seconds


def _checks() -> Iterator[Figure]:
    registry = read_registry(load_settings().reference_folder)
    imported = _seconds([sys.executable, "-c", "import great_expectations"])
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(100):
            files.append(Path(folder, f"{number}.csv"))
            files[-1].write_bytes(report(registry, 500, network="NENC", seed=number).as_csv())
        where = ("--network", "NENC", "--period", "2017-18-Q3")
        one = _seconds([*ADOPTION, "check", str(files[0]), *where])
        hundred = _seconds([*ADOPTION, "check", *map(str, files), *where])
    yield Figure(4, "`adoption check` on one file of 500 rows", one, imported, 8, 5)
    yield Figure(4, "`adoption check` on 100 files of 500 rows", hundred, imported, 40, 12)


def _seconds(command: list[str]) -> float:
    started = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def _large_workbook() -> Figure:
    registry = read_registry(load_settings().reference_folder)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.xlsx")
        path.write_bytes(report(registry, 100_000, network="NENC").as_workbook())
        started = time.monotonic()
        read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        bare = time.monotonic() - started
        if len(read) != 100_001:
            raise ValueError("The bare read lost rows.")
        settings = load_settings()
        warm = steps.check(
            [str(path)] * 2, network="NENC", period="2017-18-Q3", at=datetime.now(UTC), settings=settings
        )
        next(warm)
        started = time.monotonic()
        answer = next(warm)
        seconds = time.monotonic() - started
        if answer.receipt["datasets"][0]["rows_accepted"] != 100_000:
            raise ValueError("The check lost rows.")
    return Figure(9, "`check` of a workbook of 100,000 rows, warm", seconds, bare, 6, 3, is_ratio=True)
