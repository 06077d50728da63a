"""Rows 5, 6 and 8: what a network waits for on a real stack with a real scheduler."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adoption_reports import steps
from adoption_reports.local import stack
from adoption_reports.settings import home, load_settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.objects import ObjectStore
from adoption_reports.storage.totals import national_totals
from bench.made import report
from bench.outcome import Figure

TRIES = 10
WAIT_SECONDS = 600


@contextmanager
def own_stack(*, airflow: bool) -> Iterator[Services]:
    """A stack in a folder and on ports of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="adoption-bench-") as folder:
        before = os.environ.get("ADOPTION_HOME")
        os.environ["ADOPTION_HOME"] = folder
        try:
            stack.up(airflow=airflow, say=lambda _: None)
            with Services(load_settings()) as services:
                yield services
        finally:
            stack.clean()
            if before is None:
                del os.environ["ADOPTION_HOME"]
            else:
                os.environ["ADOPTION_HOME"] = before


def send(services: Services, files: dict[str, bytes]) -> tuple[float, float]:
    """Upload files with their networks' credentials; seconds to the last receipt and to complete totals."""
    with transaction(services.database) as connection:
        after = rows(connection, "checks/last_upload.sql")[0]["upload_id"]
    credentials = services.settings.network_credentials
    stores = {
        network: ObjectStore(services.settings, **credentials[network])
        for network in {key.split("/")[0] for key in files}
    }
    started = time.monotonic()
    for key, body in files.items():
        stores[key.split("/")[0]].put(services.settings.landing_bucket, key, body)
    receipts = _until(started, lambda: _answered(services, after) == len(files))
    totals = _until(started, lambda: settled(services))
    return receipts, totals


def _until(started: float, is_done: Callable[[], bool]) -> float:
    while not is_done():
        if time.monotonic() - started > WAIT_SECONDS:
            raise TimeoutError("The stack did not finish; see `adoption doctor`.")
        time.sleep(0.05)
    return time.monotonic() - started


def _answered(services: Services, after: int) -> int:
    with transaction(services.database) as connection:
        found = rows(connection, "checks/progress.sql", after_upload=after)
    return sum(row["state"] == "answered" for row in found)


def settled(services: Services) -> bool:
    """Whether the totals are complete and everything is written."""
    with transaction(services.database) as connection:
        health = rows(connection, "checks/health.sql")[0]
    return not (health["pending_changes"] or health["outbox_depth"])


def _beneficiaries(services: Services, period: str) -> int:
    with transaction(services.database) as connection:
        return int(national_totals(connection, period=period)[0]["beneficiaries_count"])


def measure(chosen: set[int]) -> Iterator[Figure]:
    """The rows of the table that need a scheduler."""
    with own_stack(airflow=True) as services:
        if 5 in chosen or 8 in chosen:
            yield from _one_workbook(services, through_airflow=True)
        if 6 in chosen:
            yield from _thirty_files(services, through_airflow=True)
        if 8 in chosen:
            yield _task_cpu()
    with own_stack(airflow=False) as services:
        if 5 in chosen:
            yield from _one_workbook(services, through_airflow=False)
        if 6 in chosen:
            yield from _thirty_files(services, through_airflow=False)


def _one_workbook(services: Services, *, through_airflow: bool) -> Iterator[Figure]:
    receipts, totals = [], []
    for number in range(TRIES):
        made = report(services.registry(), 1000, network="NENC", seed=number)
        files = {f"NENC/2017-18-Q3/{number}.xlsx": made.as_workbook()}
        seconds = send(services, files) if through_airflow else _by_hand(services, files)
        if _beneficiaries(services, "2017-18-Q3") != made.beneficiaries_count:
            raise ValueError("The totals are not the workbook's own sums.")
        receipts.append(seconds[0])
        totals.append(seconds[1])
    if through_airflow:
        yield Figure(5, "one workbook of 1,000 rows, upload to receipt", statistics.median(receipts), asked=20, goal=8)
        yield Figure(5, "one workbook of 1,000 rows, upload to totals", statistics.median(totals), asked=30, goal=12)
    else:
        yield Figure(5, "peer: the same by `process --once`, totals", statistics.median(totals))


def _by_hand(services: Services, files: dict[str, bytes]) -> tuple[float, float]:
    started = time.monotonic()
    for key, body in files.items():
        services.store.put(services.settings.landing_bucket, key, body)
    steps.process_once(services)
    return (time.monotonic() - started,) * 2


def _thirty_files(services: Services, *, through_airflow: bool) -> Iterator[Figure]:
    files, expected = {}, 0
    for network in sorted(services.registry().networks):
        for quarter, day in (("2018-19-Q1", "2018-05-01"), ("2018-19-Q2", "2018-08-01")):
            made = report(services.registry(), 300, network=network, day=day)
            files[f"{network}/{quarter}/report.csv"] = made.as_csv()
            expected += made.beneficiaries_count
    seconds = send(services, files) if through_airflow else _by_hand(services, files)
    if sum(_beneficiaries(services, period) for period in ("2018-19-Q1", "2018-19-Q2")) != expected:
        raise ValueError("The totals are not the files' own sums.")
    if through_airflow:
        yield Figure(6, "15 networks × 2 files at once, last receipt", seconds[0], asked=150, goal=60)
        yield Figure(6, "15 networks × 2 files at once, totals complete", seconds[1], asked=150, goal=60)
    else:
        yield Figure(6, "peer: the same by `process --once`", seconds[1])


def _task_cpu() -> Figure:
    """From the tasks' own logs: each says how much CPU it had spent when its work began."""
    spent = []
    for log in (home() / "airflow" / "logs").rglob("*.log"):
        for line in log.read_text(errors="replace").splitlines():
            if "work begins" in line and (found := re.search(r"\{.*\}", line)):
                spent.append(float(json.loads(found[0])["cpu_seconds"]))
    fresh = subprocess.run(
        [sys.executable, "-c", "import time, adoption_reports.steps, airflow.sdk; print(time.process_time())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    peer = float(fresh.stdout)
    return Figure(
        8, f"CPU of a task before its work (median of {len(spent)})", statistics.median(spent), peer, 1.5, 0.5
    )
