"""Row 10: a figure explained, bridged and shown as of the past, on a large history.

The history is written straight into ledger and lines: 15 networks, 55 quarters, one file each, and a
resubmission of the last one. Each question's answer is checked against the marts.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.periods import Period, between, parse_period
from adoption_reports.domain.questions import Question
from adoption_reports.storage.bridging import bridges
from adoption_reports.storage.current import recorded_at, switch
from adoption_reports.storage.database import rows, table, transaction
from adoption_reports.storage.totals import national_totals, refresh
from bench.outcome import Figure
from bench.through_airflow import own_stack

_LINES = sa.text(Path(__file__).with_name("history_lines.sql").read_text(encoding="utf-8"))
FIRST, LAST = "2013-14-Q1", "2026-27-Q3"
LINES_COUNT = int(os.environ.get("BENCH_LINES", "1000000"))
TRIES = 3


def measure(lines_count: int) -> Iterator[Figure]:
    """The figures of row 10 for a history of about so many lines."""
    with own_stack(airflow=False) as services:
        first, last = (parse_period(code) for code in (FIRST, LAST))
        periods = between(first, last) if first and last else []
        networks = sorted(services.registry().networks)
        started = time.monotonic()
        each = lines_count // (len(periods) * len(networks))
        with services.database.connect() as connection:
            _write(connection, periods, networks, each)
        seconds = time.monotonic() - started
        yield Figure(10, f"writing {lines_count:,} lines of history", seconds)
        with services.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("ANALYZE warehouse.adoption_line"))
        started = time.monotonic()
        with transaction(services.database) as connection:
            refresh(connection)
        size = f"{lines_count:,} lines"
        yield Figure(10, f"totals of {size} from nothing, change by change", time.monotonic() - started)
        with transaction(services.database) as connection:
            before = recorded_at(connection)
            again = _Submission(networks[0], periods[-1], 2, len(periods) * len(networks) + 1)
            again.write(connection, each - each // 10, shift=3)
        started = time.monotonic()
        with transaction(services.database) as connection:
            refresh(connection)
        yield Figure(7, f"totals after one resubmission, {size}", time.monotonic() - started)
        yield from _questions(services, before, size)


def _questions(services: steps.Services, before: datetime, size: str) -> Iterator[Figure]:
    scan = _median(lambda: _scan(services))
    network, innovation = "EAST", "INN-0001"
    asked = {
        "one period's beneficiaries": Question("beneficiaries_count", LAST),
        "one network's": Question("beneficiaries_count", LAST, network_code=network),
        "one innovation's": Question("beneficiaries_count", LAST, innovation_code=innovation),
        "one innovation's since 2013/14": Question(
            "adoptions_count", LAST, "since_201314", innovation_code=innovation
        ),
        "one period's, as of before": Question("beneficiaries_count", LAST, as_of=before),
        "one innovation's, as of before": Question(
            "beneficiaries_count", LAST, innovation_code=innovation, as_of=before
        ),
    }  # fmt: skip
    for name, question in asked.items():
        found: list[int] = []
        seconds = _median(lambda question=question, found=found: found.append(_explain(services, question)))  # type: ignore[misc]
        yield Figure(10, f"explain {name} ({found[0]:,} rows), {size}", seconds, scan)
    yield Figure(
        10, f"bridge of every figure since before it, {size}", _median(lambda: _bridge(services, before)), scan
    )
    started = time.monotonic()
    with transaction(services.database) as connection:
        national_totals(connection, as_of=before)
    yield Figure(10, f"every total as of before it, {size}", time.monotonic() - started, scan)


def _median(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TRIES):
        started = time.monotonic()
        work()
        taken.append(time.monotonic() - started)
    return statistics.median(taken)


def _scan(services: steps.Services) -> None:
    """The peer: one look at every line."""
    with transaction(services.database) as connection:
        connection.execute(sa.select(sa.func.sum(table("warehouse.adoption_line").c.beneficiaries_count))).all()


def _explain(services: steps.Services, question: Question) -> int:
    with steps.explain(services, question) as found:
        return sum(1 for _ in found.rows())


def _bridge(services: steps.Services, before: datetime) -> None:
    with transaction(services.database) as connection:
        found = bridges(connection, before, None)
    if not found:
        raise ValueError("The bridge misses the resubmission.")


class _Submission:
    """One made-up submission in the ledger, with its lines."""

    def __init__(self, network: str, period: Period, number: int, seen: int) -> None:
        self.name = f"{network}-{period.code}-r{number:03d}"
        self.network, self.period = network, period.code
        self.at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=seen)

    def write(self, connection: sa.Connection, lines_count: int, *, shift: int) -> None:
        uploads = table("intake.upload")
        seen = {"object_key": f"{self.network}/{self.period}/{self.name}", "etag": self.name, "size_bytes": 1}
        times = {"uploaded_at": self.at, "received_at": self.at}
        upload_id = connection.execute(
            uploads.insert().returning(uploads.c.upload_id),
            seen | times
            | {"bucket": "b", "version_token": self.name, "last_modified": self.at, "is_ignored": False},
        ).scalar_one()  # fmt: skip
        clock = recorded_at(connection)
        decided = {"decision_number": 1, "verdict": "accepted", "recorded_at": clock}
        judged_by = {"submission_id": self.name, "contract_version": "1.0", "registry_version": 1}
        connection.execute(
            table("intake.submission").insert(),
            seen | times | decided | judged_by
            | {
                "upload_id": upload_id, "prefix": f"{self.network}-{self.period}", "network_code": self.network,
                "reporting_period": self.period, "is_history": False, "state": "answered", "lease_token": 0,
                "attempts": 1,
            },
        )  # fmt: skip
        connection.execute(
            table("intake.decision").insert(), decided | judged_by | {"decision_id": self.name, "reason": "first"}
        )
        counts = dict.fromkeys(("rows_read", "rows_accepted"), lines_count)
        counts |= dict.fromkeys(("rows_held", "rows_repeated", "rows_blank"), 0)
        said = {
            "submission_id": self.name,
            "decision_number": 1,
            "dataset": "adoptions",
            "is_nil": False,
            "lines_of": self.name,
        }
        connection.execute(table("intake.submission_dataset").insert(), said | counts)
        connection.execute(
            _LINES,
            {
                "network_code": self.network, "reporting_period": self.period, "submission_id": self.name,
                "lines_count": lines_count, "shift": shift,
            },
        )  # fmt: skip
        switch(connection, self.network, self.period)


def _write(connection: sa.Connection, periods: list[Period], networks: list[str], each: int) -> None:
    for number, period in enumerate(periods):
        with connection.begin():
            rows(connection, "load/ensure_period.sql", reporting_period=period.code)
        for place, network in enumerate(networks):
            with connection.begin():
                made = _Submission(network, period, 1, number * len(networks) + place)
                made.write(connection, each, shift=number // 4)
