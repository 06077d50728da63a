"""The national totals counted anew from lines, by an engine of the caller's choice.

For a check of the marts by another way, and for a history that has outgrown one database: DuckDB and Spark
read the lake alone (for a past moment the archive, too), never the warehouse. Source: totals; contract, section 9.
"""

from datetime import datetime
from enum import StrEnum

from adoption_reports.domain.errors import ObjectChanged, WrongUse
from adoption_reports.intake.workspace import workspace
from adoption_reports.steps.services import Services
from adoption_reports.storage import engines, lake
from adoption_reports.storage.database import transaction


class Engine(StrEnum):
    """What counts."""

    warehouse = "warehouse"
    duckdb = "duckdb"
    spark = "spark"


_OVER_FILES = {Engine.duckdb: engines.by_duckdb, Engine.spark: engines.by_spark}


def count_totals(
    services: Services, engine: Engine, *, period: str | None = None, as_of: datetime | None = None
) -> engines.Totals:
    """The rows of marts.national_totals, of one period or all, as known at a moment (None: now).

    Raises WrongUse where the engine is not installed, or the lake does not hold its history.
    """
    if engine is Engine.warehouse:
        with transaction(services.database) as connection:
            found = engines.by_postgres(connection, as_of)
    else:
        with workspace() as folder:
            try:
                tables = lake.read_history(services.store, services.settings, as_of)
            except ObjectChanged as error:
                raise WrongUse(
                    f"{error}. The DAG refresh_reference and the next refresh of totals write it."
                ) from error
            lines = folder / "lines"
            lake.copy_lines(services.store, services.settings, tables["speaking"], lines)
            found = _OVER_FILES[engine](lines, tables, folder)
    return [row for row in found if period is None or row["reporting_period"] == period]
