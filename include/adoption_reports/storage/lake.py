"""The lake: one Parquet object per network, period and dataset, holding the lines that are current.

A PUT can't be fenced, so a writer renders what is current when it writes, under a PostgreSQL lock,
and looks at the switch again afterwards; `differing` finds whatever went wrong all the same.
Source: contract, section 9.
"""

from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from adoption_reports.domain.submissions import DatasetKey, submission_of
from adoption_reports.metadata.arrow import arrow_schema
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.tables.lines import LOCATION
from adoption_reports.settings import Settings
from adoption_reports.storage.archive import Archive
from adoption_reports.storage.database import advisory_lock, rows, table
from adoption_reports.storage.ledger import LAKE_LOCK
from adoption_reports.storage.lines import write_parquet
from adoption_reports.storage.objects import ObjectStore

_TRIES = 5


def object_key(key: DatasetKey) -> str:
    """Where a partition lies."""
    period, network = f"reporting_period={key.reporting_period}", f"network_code={key.network_code}"
    return f"current/{key.dataset}/{period}/{network}/data.parquet"


def write_partition(
    database: sa.Engine, store: ObjectStore, settings: Settings, key: DatasetKey, workspace: Path
) -> None:
    """Make a partition's object hold what is current: one PUT, or one DELETE when nothing is."""
    with advisory_lock(database, LAKE_LOCK, object_key(key)) as connection:
        for _ in range(_TRIES):
            lines_of = _lines_of(connection, key)
            connection.commit()
            etag = _write(store, settings, key, lines_of, workspace)
            if _lines_of(connection, key) == lines_of:
                _note(connection, key, lines_of, etag)
                connection.commit()
                return
            connection.commit()


def _lines_of(connection: sa.Connection, key: DatasetKey) -> str | None:
    speaks = table("intake.current_submission")
    query = sa.select(speaks.c.lines_of).where(
        speaks.c.network_code == key.network_code,
        speaks.c.reporting_period == key.reporting_period,
        speaks.c.dataset == key.dataset,
        speaks.c.is_nil.is_(False),
    )
    return connection.scalar(query)


def _write(
    store: ObjectStore, settings: Settings, key: DatasetKey, lines_of: str | None, workspace: Path
) -> str | None:
    if lines_of is None:
        store.delete(settings.lake_bucket, object_key(key))
        return None
    lines = Archive(store, settings).lines(lines_of, key.dataset)
    path = workspace / "partition.parquet"
    write_parquet(lake_lines(lines, key.dataset, submission_of(lines_of)), path)
    return store.put(settings.lake_bucket, object_key(key), path)


def lake_lines(lines: pa.Table, dataset: str, submission_id: str) -> pa.Table:
    """Lines as the lake shows them: with their origin, without restricted columns, each column described."""
    shown = [name for name in DATASETS[dataset].columns if not COLUMNS[name].restricted]
    schema = arrow_schema(dataset)
    fields = [
        pa.field(
            "submission_id",
            pa.string(),
            metadata={"description": "The submission whose file holds the line."},
        ),
        pa.field("row", pa.int64(), metadata={"description": "The row as a person sees it."}),
        *(schema.field(name) for name in shown),
    ]
    if LOCATION in lines.column_names:
        described = {"description": "The location as reported: its code, or LOC:<postcode>:<name>."}
        fields.append(pa.field(LOCATION, pa.string(), metadata=described))
    origin = pa.array([submission_id], pa.string()).take(pa.nulls(lines.num_rows, pa.int64()).fill_null(0))
    columns = [origin if f.name == "submission_id" else lines[f.name].cast(f.type) for f in fields]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _note(connection: sa.Connection, key: DatasetKey, lines_of: str | None, etag: str | None) -> None:
    rows(
        connection,
        "load/note_partition.sql",
        network_code=key.network_code,
        reporting_period=key.reporting_period,
        dataset=key.dataset,
        lines_of=lines_of,
        etag=etag,
    )


def differing(connection: sa.Connection, store: ObjectStore, settings: Settings) -> list[DatasetKey]:
    """Partitions whose object is not what was written last, or whose last writing is not what is current."""
    stored = {item.key: item.etag for item in store.list_objects(settings.lake_bucket, "current/")}
    wrong, known = [], set()
    for row in rows(connection, "load/partitions.sql"):
        key = DatasetKey(row["network_code"], row["reporting_period"], row["dataset"])
        known.add(object_key(key))
        if row["wanted"] != row["written"] or stored.get(object_key(key)) != row["etag"]:
            wrong.append(key)
    strays = [_key_of(name) for name in stored.keys() - known]
    return wrong + [key for key in strays if key is not None]


def _key_of(name: str) -> DatasetKey | None:
    parts = name.split("/")
    if len(parts) != 5 or not parts[2].startswith("reporting_period=") or not parts[3].startswith("network_code="):
        return None
    return DatasetKey(parts[3].removeprefix("network_code="), parts[2].removeprefix("reporting_period="), parts[1])


def write_marts(store: ObjectStore, settings: Settings, marts: dict[str, pa.Table], workspace: Path) -> None:
    """Write the marts as Parquet, one object a table."""
    for name, content in marts.items():
        path = workspace / f"{name}.parquet"
        write_parquet(content, path)
        store.put(settings.lake_bucket, f"marts/{name}.parquet", path)
