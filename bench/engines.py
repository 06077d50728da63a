"""Row `engines`: the national totals counted anew from many lines, on each engine, by the one SQL text.

The history is that of rows 7 and 10, adoptions and deals; its lines are written to files in the lake's layout. Before
a time is printed, every engine's totals must be those that the marts show, to the penny.
"""

import io
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.steps import Services
from adoption_reports.storage import engines
from adoption_reports.storage.database import transaction
from adoption_reports.storage.lake_history import known, registered, spoken
from adoption_reports.storage.lines import write_parquet
from adoption_reports.storage.totals import national_totals
from bench.history import TILE_LINES, History
from bench.outcome import Figure
from bench.through_airflow import own_stack

_LINES_OF = {name: Path(__file__).with_name(f"lake_{name}.sql").read_text(encoding="utf-8") for name in DATASETS}
ROW = 11


def measure(sizes: Iterable[int]) -> Iterator[Figure]:
    """The figures at each size, in about so many lines of adoptions, of one growing history; the peer is PostgreSQL."""
    with own_stack(airflow=False) as services:
        history = History(services)
        for asked in sizes:
            lines_count = history.grow(max(1, round(asked / TILE_LINES)))
            with TemporaryDirectory() as folder:
                yield from _count(services, f"{lines_count:,} lines", Path(folder))


def _count(services: Services, size: str, folder: Path) -> Iterator[Figure]:
    lake, workspace = folder / "lake", folder / "workspace"
    workspace.mkdir()
    tables = _write_lake(services, lake)
    stored = sum(file.stat().st_size for file in lake.rglob("*.parquet"))
    with transaction(services.database) as connection:
        expected = national_totals(connection)
        peer, found = _timed(lambda: engines.by_postgres(connection, None))
    _check("PostgreSQL", found, expected)
    yield Figure(ROW, f"totals from {size} in PostgreSQL", peer)
    for name, count in (("DuckDB", engines.by_duckdb), ("Spark, its start included", engines.by_spark)):
        seconds, found = _timed(lambda count=count: count(lake, tables, workspace))  # type: ignore[misc]
        _check(name, found, expected)
        yield Figure(ROW, f"totals from {size} in {name}, from {stored / 1e6:,.0f} MB of Parquet", seconds, peer)


def _write_lake(services: Services, lake: Path) -> dict[str, pa.Table]:
    """The lines that speak, as files, and the tables of what else totals need."""
    with transaction(services.database) as connection:
        tables = {name: known(found, None) for name, found in (spoken(connection) | registered(connection)).items()}
        driver: Any = connection.connection.driver_connection
        for one in tables["speaking"].to_pylist():
            body = io.BytesIO()
            with driver.cursor() as cursor, cursor.copy(_LINES_OF[one["dataset"]], one) as copy:
                for chunk in copy:
                    body.write(chunk)
            if body.tell():
                place = f"reporting_period={one['reporting_period']}/network_code={one['network_code']}"
                path = lake / one["dataset"] / place / "data.parquet"
                path.parent.mkdir(parents=True)
                body.seek(0)
                write_parquet(_read(body, engines.line_schema(one["dataset"])), path)
    return tables


def _read(body: io.BytesIO, schema: pa.Schema) -> pa.Table:
    types = {field.name: field.type for field in schema}
    options = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    return pa_csv.read_csv(body, pa_csv.ReadOptions(column_names=schema.names), convert_options=options)


def _timed(work: Callable[[], engines.Totals]) -> tuple[float, engines.Totals]:
    started = time.monotonic()
    found = work()
    return time.monotonic() - started, found


def _check(name: str, found: engines.Totals, expected: engines.Totals) -> None:
    if repr(found) != repr(expected) or not found[-1]["investment_gbp"]:
        raise ValueError(f"The totals of {name} are not the warehouse's.")
