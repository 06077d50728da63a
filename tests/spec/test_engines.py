"""The totals' one SQL text gives the marts' figures on PostgreSQL, on DuckDB and on Spark, to the penny."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from random import Random
from shutil import which
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption_reports.metadata.tables.lines import LINE_TABLES
from adoption_reports.storage import engines
from adoption_reports.storage.database import table
from adoption_reports.storage.lake_history import known, registered, spoken
from adoption_reports.storage.lines import write_parquet
from adoption_reports.storage.totals import national_totals
from tests.spec.drawn_history import DAWN, DrawnHistory
from tests.spec.test_totals_any_history import Story, drawn_happening, drawn_locations

OverFiles = Callable[[Path, dict[str, pa.Table], Path], engines.Totals]


def has_spark() -> bool:
    """Whether Spark can run here; in CI it must."""
    is_there = find_spec("pyspark") is not None and which("java") is not None
    if not is_there and os.environ.get("CI"):
        pytest.fail("Spark or Java is missing: .ci/run and .ci/packages.txt install them.")
    return is_there


def write_lake(connection: sa.Connection, folder: Path, as_of: datetime | None) -> dict[str, pa.Table]:
    """The lake's files as they were at a moment, without a store; returns the history tables as known then."""
    tables = {name: known(found, as_of) for name, found in (spoken(connection) | registered(connection)).items()}
    for one in tables["speaking"].to_pylist():
        lines = table(f"warehouse.{LINE_TABLES[one['dataset']]}")
        schema = engines.line_schema(one["dataset"])
        query = sa.select(*(lines.c[name] for name in schema.names)).where(lines.c.submission_id == one["lines_of"])
        if found := [dict(row) for row in connection.execute(query).mappings()]:
            place = f"reporting_period={one['reporting_period']}/network_code={one['network_code']}"
            path = folder / one["dataset"] / place / "data.parquet"
            path.parent.mkdir(parents=True)
            write_parquet(pa.Table.from_pylist(found, schema=schema), path)
    return tables


def over_files(connection: sa.Connection, count: OverFiles, as_of: datetime | None) -> engines.Totals:
    with TemporaryDirectory() as folder:
        lake, workspace = Path(folder, "lake"), Path(folder, "workspace")
        workspace.mkdir()
        return count(lake, write_lake(connection, lake, as_of), workspace)


def drawn_story(connection: sa.Connection, seed: int, length: int) -> Story:
    story, draw = Story(connection), Random(seed)
    story.live(drawn_locations(draw))
    for _ in range(length):
        story.live(drawn_happening(draw))
    story.refresh()
    return story


@pytest.fixture(autouse=True)
def _nothing_is_kept(connection: sa.Connection) -> Iterator[None]:
    yield
    connection.rollback()


def check_everywhere(story: Story, draw: Random, *others: OverFiles) -> None:
    """Now, and at a moment in between, every engine gives what the warehouse says."""
    connection = story.history.connection
    past = draw.uniform(DAWN.timestamp(), story.history.now.timestamp())
    for as_of in (None, datetime.fromtimestamp(past, UTC)):
        expected = national_totals(connection, as_of=as_of)
        assert repr(engines.by_postgres(connection, as_of)) == repr(expected)
        for count in others:
            assert repr(over_files(connection, count, as_of)) == repr(expected)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), length=st.integers(3, 22))
def test_any_history_comes_to_the_same_totals_in_postgresql_and_duckdb(
    connection: sa.Connection, seed: int, length: int
) -> None:
    outer = connection.begin_nested()
    try:
        check_everywhere(drawn_story(connection, seed, length), Random(seed), engines.by_duckdb)
    finally:
        outer.rollback()


def test_a_history_comes_to_the_same_totals_in_spark(connection: sa.Connection) -> None:
    if not has_spark():
        pytest.skip("Spark is not installed (`make spark`, and Java); CI has it.")
    check_everywhere(drawn_story(connection, 1, 30), Random(1), engines.by_duckdb, engines.by_spark)


def test_a_lake_without_lines_has_no_totals(connection: sa.Connection) -> None:
    DrawnHistory(connection).registry([("L1", "NENC", None)])
    assert engines.by_postgres(connection, None) == []
    assert over_files(connection, engines.by_duckdb, None) == []
