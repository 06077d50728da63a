"""A whole stack with Celery workers, bursts through it, and what happens to its programs meanwhile."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from adoption_reports.local import stack
from adoption_reports.local.airflow_services import airflow_programs
from adoption_reports.local.burst import BurstFile
from adoption_reports.local.processes import Service
from adoption_reports.local.recount import differences
from adoption_reports.settings import Settings, home
from adoption_reports.steps import Services
from adoption_reports.steps.invariants import broken_promises
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.digest import digest
from adoption_reports.storage.objects import ObjectStore
from adoption_reports.storage.totals import national_totals

WAIT_SECONDS = 1800


@contextmanager
def own_stack(*, workers: int) -> Iterator[Settings]:
    """A stack in a folder of its own; without workers, without Airflow. Where CELERY_LOGS says so, logs are kept."""
    before = os.environ.get("ADOPTION_HOME")
    with tempfile.TemporaryDirectory(prefix="adoption-celery-") as folder:
        os.environ["ADOPTION_HOME"] = str(Path(folder) / "home")
        try:
            yield stack.up(airflow=bool(workers), celery_workers=workers, say=lambda _: None)
        finally:
            if "CELERY_LOGS" in os.environ:
                shutil.copytree(home() / "run", os.environ["CELERY_LOGS"], dirs_exist_ok=True)
            stack.clean()
            os.environ.pop("ADOPTION_HOME")
            if before is not None:
                os.environ["ADOPTION_HOME"] = before


def programs(*beginnings: str) -> list[Service]:
    """The running stack's programs whose names begin so."""
    found = airflow_programs(home() / "airflow")
    return [found[name] for name in sorted(found) if name.startswith(beginnings)]


def kill(*killed: Service) -> None:
    """End programs and everything below them at once, as a machine does that is switched off."""
    families = [member for program in killed for member in program.family()]
    for member in families:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(families, timeout=10)


def is_busy(worker: Service) -> bool:
    """Whether one of a worker's processes has a task of its own below it."""
    process = worker.process()
    with suppress(psutil.NoSuchProcess):
        return process is not None and any(child.children() for child in process.children())
    return False


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Raises TimeoutError where it does not become so."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > WAIT_SECONDS:
            raise TimeoutError(f"{what}: not within {WAIT_SECONDS} s")
        time.sleep(0.1)


def send(services: Services, files: Sequence[BurstFile]) -> None:
    """Upload the files at once, each by its network's own key."""
    credentials, landing = services.settings.network_credentials, services.settings.landing_bucket
    stores = {network: ObjectStore(services.settings, **one) for network, one in credentials.items()}
    with ThreadPoolExecutor(8) as senders:
        list(senders.map(lambda file: stores[file.network_code].put(landing, file.object_key, file.content), files))


def answered(services: Services) -> int:
    """How many submissions have their receipts."""
    with transaction(services.database) as connection:
        return sum(row["state"] == "answered" for row in rows(connection, "checks/progress.sql", after_upload=0))


def is_settled(services: Services) -> bool:
    """Whether every submission is answered, and every change is in totals and lake."""
    with transaction(services.database) as connection:
        found = rows(connection, "checks/health.sql")[0]
    return not (found["undecided"] or found["unanswered"] or found["pending_changes"] or found["outbox_depth"])


def burst(services: Services, files: Sequence[BurstFile], meanwhile: Callable[[], object]) -> float:
    """Send files, let something happen once a few are answered, wait for receipts and totals; returns the seconds."""
    before, started = answered(services), time.monotonic()
    send(services, files)
    wait_until(lambda: answered(services) >= before + len(files) // 5, "the first receipts")
    meanwhile()
    wait_until(lambda: answered(services) == before + len(files) and is_settled(services), "receipts and totals")
    return time.monotonic() - started


def kept(services: Services, files: Sequence[BurstFile]) -> str:
    """The digest, after every promise was found kept, a recount agreed and the files counted. Raises AssertionError."""
    wrong = [*broken_promises(services), *differences(services), *_uncounted(services, files)]
    if wrong:
        raise AssertionError("\n".join(wrong))
    with services.database.connect() as connection:
        return digest(connection)


def _uncounted(services: Services, files: Sequence[BurstFile]) -> Iterator[str]:
    """Each quarter whose totals are not the sums of its files: all of them count, and no other file is of theirs."""
    with transaction(services.database) as connection:
        shown = {
            row["reporting_period"]: row for row in national_totals(connection) if row["time_basis"] == "in_period"
        }
    for period in sorted({file.reporting_period for file in files}):
        sent = [file for file in files if file.reporting_period == period]
        for measure in ("adoptions_count", "beneficiaries_count"):
            expected, found = sum(getattr(file, measure) for file in sent), shown.get(period, {}).get(measure)
            if found != expected:
                yield f"{period}: {measure} is {found}, the files come to {expected}"
