"""The lake: one Parquet object per network, period and dataset, holding the lines that are current.

A PUT can't be fenced, so a writer renders what is current when it writes, under a PostgreSQL lock,
and looks at the switch again afterwards; `differing` finds whatever went wrong all the same.
Beside them lie the marts and the history: what totals need to be counted from the lake alone.
Source: contract, section 9.
"""

import io
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from adoption_reports.domain.errors import ObjectChanged
from adoption_reports.domain.submissions import DatasetKey, submission_of
from adoption_reports.metadata.arrow import arrow_schema
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.tables.lines import LOCATION
from adoption_reports.settings import Settings
from adoption_reports.storage.archive import Archive, lines_key
from adoption_reports.storage.database import advisory_lock, rows, table
from adoption_reports.storage.lake_history import HISTORY, known
from adoption_reports.storage.ledger import LAKE_LOCK
from adoption_reports.storage.lines import write_parquet
from adoption_reports.storage.objects import ObjectStore

_TRIES = 5
_DOWNLOADS = 8


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


def table_key(folder: Literal["marts", "history"], name: str) -> str:
    """Where a mart or a table of the history lies."""
    return f"{folder}/{name}.parquet"


def write_tables(
    store: ObjectStore,
    settings: Settings,
    folder: Literal["marts", "history"],
    tables: Mapping[str, pa.Table],
    workspace: Path,
) -> None:
    """Write marts, or tables of the history, as Parquet: one object a table."""
    for name, content in tables.items():
        path = workspace / f"{name}.parquet"
        write_parquet(content, path)
        store.put(settings.lake_bucket, table_key(folder, name), path)


def read_history(store: ObjectStore, settings: Settings, as_of: datetime | None) -> dict[str, pa.Table]:
    """The tables of the history as known at a moment (None: now). Raises ObjectChanged while one is missing."""
    return {
        name: known(
            pq.read_table(io.BytesIO(store.get(settings.lake_bucket, table_key("history", name))), schema=schema), as_of
        )
        for name, schema in HISTORY.items()
    }


def copy_lines(store: ObjectStore, settings: Settings, speaking: pa.Table, folder: Path) -> None:
    """Copy the lines of whoever speaks to a folder, in the lake's layout below `current/`.

    speaking: rows of the history's table. Those of now lie in the lake; those of a past moment, which the
    lake no longer holds, in the archive.
    """
    with ThreadPoolExecutor(_DOWNLOADS) as pool:
        for _ in pool.map(lambda one: _copy(store, settings, one, folder), _with_lines(speaking)):
            pass


def _with_lines(speaking: pa.Table) -> Iterable[Mapping[str, Any]]:
    return (one for one in speaking.to_pylist() if not one["is_nil"])


def _copy(store: ObjectStore, settings: Settings, one: Mapping[str, Any], folder: Path) -> None:
    key = object_key(DatasetKey(one["network_code"], one["reporting_period"], one["dataset"]))
    path = folder / key.removeprefix("current/")
    path.parent.mkdir(parents=True)
    where = (settings.lake_bucket, key)
    if one["to_at"] is not None:
        where = settings.archive_bucket, lines_key(one["lines_of"], one["dataset"])
    listed = store.find(*where)
    if listed is None:
        raise ObjectChanged(f"{'/'.join(where)} is not there (yet): try again once everything pending is written.")
    store.download(where[0], listed, path)
