"""Row `engines`: the national totals counted anew from many lines, on each engine, by the one SQL text.

The history is written straight into ledger and lines, and from there into files of the lake's layout. Before
a time is printed, every engine's totals must be those that the warehouse's own SQL works out, to the penny.
"""

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from adoption_reports.metadata.datasets import ADOPTIONS
from adoption_reports.steps import Services
from adoption_reports.storage import engines
from adoption_reports.storage.current import END_OF_TIME
from adoption_reports.storage.database import transaction
from adoption_reports.storage.lake_history import known, registered, spoken
from adoption_reports.storage.lines import write_parquet
from adoption_reports.storage.totals import national_totals
from bench.history import TILE_LINES, History
from bench.outcome import Figure
from bench.through_airflow import own_stack

_LINES_OF = Path(__file__).with_name("lines_of.sql").read_text(encoding="utf-8")
ROW = 11


def measure(lines_count: int) -> Iterator[Figure]:
    """The figures for a history of about so many lines; the peer is the warehouse."""
    size = f"{lines_count:,} lines"
    with own_stack(airflow=False) as services, TemporaryDirectory() as folder:
        lake, workspace = Path(folder, "lake"), Path(folder, "workspace")
        workspace.mkdir()
        History(services, has_deals=False).grow(max(1, round(lines_count / TILE_LINES)))
        tables = _write_lake(services, lake)
        stored = sum(file.stat().st_size for file in lake.rglob("*.parquet"))
        with transaction(services.database) as connection:
            own, expected = _timed(lambda: national_totals(connection, as_of=END_OF_TIME))
            peer, found = _timed(lambda: engines.by_postgres(connection, None))
        _check("postgresql", found, expected)
        yield Figure(ROW, f"totals from {size} in PostgreSQL, the one text", peer)
        yield Figure(ROW, f"totals from {size} in PostgreSQL, the warehouse's own way of a past moment", own, peer)
        for name, count in (("DuckDB", engines.by_duckdb), ("Spark, its start included", engines.by_spark)):
            seconds, found = _timed(lambda count=count: count(lake, tables, workspace))  # type: ignore[misc]
            _check(name, found, expected)
            yield Figure(ROW, f"totals from {size} in {name}, from {stored / 1e6:,.0f} MB of Parquet", seconds, peer)


def _write_lake(services: Services, lake: Path) -> dict[str, pa.Table]:
    schema = engines.line_schema(ADOPTIONS.name)
    options = pa_csv.ConvertOptions(column_types={field.name: field.type for field in schema}, strings_can_be_null=True)
    with transaction(services.database) as connection:
        tables = {name: known(found, None) for name, found in (spoken(connection) | registered(connection)).items()}
        driver: Any = connection.connection.driver_connection
        for one in tables["speaking"].to_pylist():
            body = io.BytesIO()
            with driver.cursor() as cursor, cursor.copy(_LINES_OF, one) as copy:
                for chunk in copy:
                    body.write(chunk)
            body.seek(0)
            lines = pa_csv.read_csv(body, pa_csv.ReadOptions(column_names=schema.names), convert_options=options)
            place = f"reporting_period={one['reporting_period']}/network_code={one['network_code']}"
            path = lake / ADOPTIONS.name / place / "data.parquet"
            path.parent.mkdir(parents=True)
            write_parquet(lines, path)
    return tables


def _timed(work: Callable[[], engines.Totals]) -> tuple[float, engines.Totals]:
    started = time.monotonic()
    found = work()
    return time.monotonic() - started, found


def _check(name: str, found: engines.Totals, expected: engines.Totals) -> None:
    if repr(found) != repr(expected) or not found:
        raise ValueError(f"The totals of {name} are not the warehouse's.")
