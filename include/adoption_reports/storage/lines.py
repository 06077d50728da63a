"""Accepted lines and held rows: into PostgreSQL by COPY, into the archive as Parquet.

Lines are added once and never changed; the archive's copy serves the lake and a rebuild.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import sqlalchemy as sa

from adoption_reports.domain.judgement import JudgedDataset
from adoption_reports.metadata.tables import tables
from adoption_reports.metadata.tables.lines import LINE_TABLES
from adoption_reports.storage.database import SQL

_ROWS_AT_ONCE = 50_000


def copy_lines(
    connection: sa.Connection,
    dataset: str,
    lines: pa.Table,
    where_from: Mapping[str, str | None],
    *,
    into: str = "load/copy.warehouse.{}.sql",
) -> None:
    """Add a dataset's accepted lines; `where_from`: reporting_period, network_code, submission_id, sheet.

    into: the COPY of a table's lines, its name in braces.
    """
    name = LINE_TABLES[dataset]
    _copy(connection, f"warehouse.{name}", lines, where_from, {"row_number": "row"}, into.format(name))


def copy_held_rows(connection: sa.Connection, judged: JudgedDataset, submission_id: str) -> None:
    """Add a dataset's held rows as far as they could be read, for explanations."""
    names = {
        "row_number": "row",
        "rules": "rules",
        "innovation_code": "innovation_code_read",
        "place": "location_read",
        "deal_reference": "deal_reference_read",
        "beneficiaries_count": "beneficiaries_count_read",
        "benefit_basis": "benefit_basis_read",
        "investment_gbp": "investment_gbp_read",
    }
    held = judged.held
    lists = pc.binary_join(held["rules"].cast(pa.list_(pa.string())), ",")
    braces = pc.binary_join_element_wise("{", lists, "}", "")
    held = held.set_column(held.schema.get_field_index("rules"), "rules", braces)
    extra = {"submission_id": submission_id, "dataset": judged.dataset}
    _copy(connection, "intake.held_row", held, extra, names, "load/copy.intake.held_row.sql")


def _copy(
    connection: sa.Connection,
    full_name: str,
    rows: pa.Table,
    extra: Mapping[str, Any],
    names: dict[str, str],
    statement_file: str,
) -> None:
    """COPY rows into a table, or one like it: its columns in order, from `extra`, else from `rows` by name.

    A table's nulls go as empty unquoted fields and its texts quoted, which COPY tells apart.
    """
    wanted = list(tables()[full_name].columns)
    buffer = io.BytesIO()
    options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
    statement = (SQL / statement_file).read_text(encoding="utf-8")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, rows.num_rows, _ROWS_AT_ONCE):
            part = rows.slice(start, _ROWS_AT_ONCE)
            pa_csv.write_csv(pa.table([_column(name, part, extra, names) for name in wanted], wanted), buffer, options)
            copy.write(buffer.getvalue())
            buffer.seek(0)
            buffer.truncate()


def _column(
    name: str, rows: pa.Table, extra: Mapping[str, Any], names: Mapping[str, str]
) -> pa.ChunkedArray | pa.Array:
    source = names.get(name, name)
    if name in extra:
        return pa.repeat(pa.scalar(extra[name], pa.string()), rows.num_rows)
    if source in rows.column_names:
        return rows[source]
    return pa.nulls(rows.num_rows, pa.string())


def write_parquet(rows: pa.Table, path: Path) -> None:
    """Write a table as typed, zstd-compressed Parquet with dictionary-encoded texts."""
    pq.write_table(rows, path, compression="zstd", use_dictionary=True, write_statistics=True, write_page_checksum=True)
