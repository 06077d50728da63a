"""What `make demo` ends with: totals, ladder, what was held and why, and where to look."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import RowMapping

from adoption_reports.feedback.tables import ladder_table, totals_table
from adoption_reports.metadata.rules import RULES
from adoption_reports.settings import Settings
from adoption_reports.steps import Services
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.totals import national_totals


def print_outcome(services: Services, console: Console, state: Path, *, after_upload: int) -> None:
    """Print it all; `state` is the folder of the stack's state."""
    with transaction(services.database) as connection:
        totals = national_totals(connection)
        console.print(totals_table(totals))
        if totals:
            period = totals[-1]["reporting_period"]
            found = rows(connection, "checks/ladder.sql", reporting_period=period)
            console.print(ladder_table(period, [dict(row) for row in found]))
        console.print(_held_table(rows(connection, "checks/held.sql", after_upload=after_upload)))
    _print_where_to_look(services.settings, console, state)


def _held_table(found: Iterable[RowMapping]) -> Table:
    table = Table(title="What was held or refused, and why")
    for heading in ("Submission", "Rule", "Findings", "For example"):
        table.add_column(heading)
    for row in found:
        rule = RULES[row["rule"]]
        table.add_row(row["submission_id"], f"{rule.title} ({rule.code})", f"{row['findings']:,}", row["example"])
    return table


def _print_where_to_look(settings: Settings, console: Console, state: Path) -> None:
    password = settings.airflow_password.get_secret_value() if settings.airflow_password else ""
    reader = settings.reader_url.get_secret_value() if settings.reader_url else ""
    console.print("\nWhere to look")
    for name, place in (
        ("Airflow", f"{settings.airflow_url}  (user {settings.airflow_user}, password {password})"),
        ("Receipts", f"bucket {settings.receipts_bucket} at {settings.s3_endpoint}; as files: {state}"),
        ("Lake", f"bucket {settings.lake_bucket}: current/ and marts/, Parquet"),
        ("Warehouse", f"psql '{reader}' -c 'TABLE marts.national_totals'"),
        ("Commands", "adoption status · adoption totals · adoption doctor · adoption env"),
    ):
        console.print(f"  {name:<10} {place}", markup=False, soft_wrap=True)
