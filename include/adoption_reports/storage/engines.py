"""The national totals counted anew from lines, on PostgreSQL, DuckDB or Spark, by one SQL text.

`engines/national_totals.sql` is the text. An engine only gives its names a meaning: in PostgreSQL views
over the warehouse, elsewhere files in the lake's layout and the lake's `history` tables.
Source: totals, sections 1 to 7.
"""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import which
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from adoption_reports.domain.errors import WrongUse
from adoption_reports.metadata.arrow import arrow_schema
from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from adoption_reports.metadata.tables.lines import LINE_TABLES, LOCATION
from adoption_reports.storage.counting import past, speak, speakers
from adoption_reports.storage.current import END_OF_TIME, claims
from adoption_reports.storage.database import SQL, rows
from adoption_reports.storage.lake_history import periods

TEXT = "engines/national_totals.sql"
Totals = list[dict[str, Any]]
"""Rows of marts.national_totals in their order: counts as int, money and FTE as Decimal."""

_PARTITION = (pa.field("reporting_period", pa.string()), pa.field("network_code", pa.string()))
_LOCATION = pa.field(LOCATION, pa.string())
_NAMES = {
    ADOPTIONS.name: ("innovation_code", "adoption_status", "beneficiaries_count", "benefit_basis"),
    ECONOMIC_IMPACT.name: ("deal_reference", "investment_gbp", "jobs_created_fte", "jobs_safeguarded_fte"),
}

_SPARK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.files.openCostInBytes": "65536",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "16",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""What one machine needs: nothing listens beyond it, and many small files are cheap to list and to open."""


def line_schema(dataset: str) -> pa.Schema:
    """The columns of a dataset's files that totals are counted from; network and period are in the files' names."""
    described = arrow_schema(dataset)
    fields = [described.field(name) for name in _NAMES[dataset]]
    return pa.schema([*fields, *([_LOCATION] if dataset == ADOPTIONS.name else [])])


def _nothing(dataset: str) -> pa.Table:
    return pa.schema([*line_schema(dataset), *_PARTITION]).empty_table()


def by_postgres(connection: sa.Connection, as_of: datetime | None) -> Totals:
    """Count in the warehouse, from the lines of whoever spoke at a moment (None: speaks now); leaves nothing behind."""
    moment = as_of or END_OF_TIME
    with past(connection, moment) as run:
        known = claims(connection, network_code=None, reporting_period=None, as_of=moment)
        spoken = speakers(known, moment)
        speak(connection, spoken)
        run.run("engines/postgres.sql", "engines/postgres_registry.sql")
        if shown := periods(key.reporting_period for key in spoken).to_pylist():
            names: list[sa.ColumnClause[Any]] = [sa.column(name) for name in shown[0]]
            connection.execute(sa.table("period", *names).insert(), shown)
        return [dict(row) for row in rows(connection, TEXT)]


def by_duckdb(lines: Path, tables: Mapping[str, pa.Table], workspace: Path) -> Totals:
    """Count files of lines with DuckDB.

    lines: a folder in the lake's layout, `<dataset>/reporting_period=<P>/network_code=<N>/data.parquet`;
    tables: the `history` tables as known at the moment asked for; workspace: where it may put aside what
    memory does not hold.
    """
    import duckdb

    with duckdb.connect(config={"temp_directory": str(workspace)}) as database:
        for name, content in tables.items():
            database.register(name, content)
        for dataset, view in LINE_TABLES.items():
            if files := _files(lines, dataset):
                database.read_parquet(files, hive_partitioning=True, union_by_name=True).create_view(view)
            else:
                database.register(view, _nothing(dataset))
        answer = database.execute(_text())
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def by_spark(lines: Path, tables: Mapping[str, pa.Table], workspace: Path) -> Totals:
    """Count files of lines with Spark on this machine, as `by_duckdb` does. Raises WrongUse if it is not installed."""
    with _spark(workspace) as session:
        for name, content in tables.items():
            session.createDataFrame(content).createOrReplaceTempView(name)
        for dataset, view in LINE_TABLES.items():
            found = session.createDataFrame(_nothing(dataset))
            if files := _files(lines, dataset):
                # Named columns, since the archive's files hold more of them than the lake's.
                reader = session.read.schema(found.schema).option("basePath", str(lines / dataset))
                found = reader.parquet(*files)
            found.createOrReplaceTempView(view)
        return [row.asDict() for row in session.sql(_text()).collect()]


def _text() -> str:
    return (SQL / TEXT).read_text(encoding="utf-8")


def _files(lines: Path, dataset: str) -> list[str]:
    return sorted(map(str, (lines / dataset).glob("*/*/data.parquet")))


@contextmanager
def _spark(workspace: Path) -> Iterator[Any]:
    """A Spark of this process's own, which ends with the block."""
    with warnings.catch_warnings(action="ignore", category=FutureWarning):  # about pandas 3, which plays no part
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise WrongUse("Spark is not installed: `make spark` installs it.") from error
        if which("java") is None and "JAVA_HOME" not in os.environ:
            raise WrongUse("Spark needs Java 17 or later, such as Debian's openjdk-17-jre-headless.")
        builder = SparkSession.builder.master("local[*]").appName("adoption totals")
        for name, value in _SPARK.items():
            builder = builder.config(name, value)
        session = builder.config("spark.local.dir", str(workspace)).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield session
        finally:
            session.stop()
