"""Looks at an installation part by part and says how to mend what is wrong."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from adoption_reports.domain.errors import AdoptionError
from adoption_reports.settings import Settings
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.schema import schema_is_current

OLDEST_SECONDS = 300
"""An upload that waits longer than this for its receipt is a fault of ours."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the installation, as found."""

    name: str
    is_sound: bool
    found: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Every check, in an order in which faults explain each other."""
    with Services(settings) as services:
        looks = (
            ("PostgreSQL", _database, "Start it with `make up`; check ADOPTION_WAREHOUSE_URL."),
            ("Object store", _store, "Start it with `make up`; check ADOPTION_S3_ENDPOINT and its key."),
            ("Airflow", _airflow, "Start it with `make up`; its logs are beside the stack's state."),
            ("Work", _work, "See the run in Airflow; `adoption process --once` does the same work by hand."),
        )
        for name, look, mend in looks:
            yield _look(name, look, services, mend)


def _look(name: str, look: Callable[[Services], Check], services: Services, mend: str) -> Check:
    try:
        return look(services)
    except (AdoptionError, OSError, ValueError) as error:
        return Check(name, False, str(error), mend)


def _database(services: Services) -> Check:
    with transaction(services.database) as connection:
        if not schema_is_current(connection):
            return Check("PostgreSQL", False, "the schema is out of date", "Run `make up`: it migrates the schema.")
        version = rows(connection, "checks/health.sql")[0]["registry_version"]
    if version is None:
        return Check("PostgreSQL", False, "the registry is not loaded", "Run the DAG refresh_reference.")
    return Check("PostgreSQL", True, f"answers; registry version {version}")


def _store(services: Services) -> Check:
    for bucket in services.settings.buckets:
        next(iter(services.store.list_objects(bucket)), None)
    return Check("Object store", True, f"answers; {len(services.settings.buckets)} buckets")


def _airflow(services: Services) -> Check:
    address = services.settings.airflow_url
    if address is None:
        return Check("Airflow", False, "this process was not told where it is", "Set ADOPTION_AIRFLOW_URL.")
    with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=5) as reply:  # noqa: S310
        health = json.load(reply)
    sick = [name for name, part in health.items() if part.get("status") not in ("healthy", None)]
    if sick:
        return Check("Airflow", False, f"not healthy: {', '.join(sick)}", "Restart it: `make down`, `make up`.")
    return Check("Airflow", True, "scheduler, triggerer and DAG processor are healthy")


def _work(services: Services) -> Check:
    with transaction(services.database) as connection:
        health = rows(connection, "checks/health.sql")[0]
    waiting = health["undecided"] + health["unanswered"]
    oldest = int(health["oldest_seconds"] or 0)
    found = f"{waiting} uploads without a receipt, outbox {health['outbox_depth']}"
    error = health["submission_error"] or health["outbox_error"]
    if error or oldest > OLDEST_SECONDS:
        words = f"{found}, the oldest for {oldest} s" + (f"; latest fault: {error}" if error else "")
        return Check("Work", False, words, "Run `adoption process --once`, or the DAG reconcile.")
    return Check("Work", True, found)
