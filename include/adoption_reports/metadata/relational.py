"""SQLAlchemy tables and the SQL that creates them, made from the described tables."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adoption_reports.metadata.tables import Field, SqlType, Table, tables

_SQLALCHEMY_TYPE: dict[SqlType, sa.types.TypeEngine[Any]] = {
    "text": sa.Text(),
    "integer": sa.Integer(),
    "bigint": sa.BigInteger(),
    "identity": sa.BigInteger(),
    "numeric(14,2)": sa.Numeric(14, 2),
    "numeric(12,1)": sa.Numeric(12, 1),
    "numeric(20,2)": sa.Numeric(20, 2),
    "numeric(18,1)": sa.Numeric(18, 1),
    "date": sa.Date(),
    "timestamptz": sa.DateTime(timezone=True),
    "boolean": sa.Boolean(),
    "jsonb": JSONB(),
    "text[]": ARRAY(sa.Text()),
}


@cache
def sqlalchemy_metadata() -> sa.MetaData:
    """Every table of the warehouse for SQLAlchemy; look one up by its full name in `.tables`."""
    metadata = sa.MetaData()
    for table in tables().values():
        columns = [_sqlalchemy_column(name, field, table) for name, field in table.columns.items()]
        sa.Table(table.name, metadata, *columns, schema=table.schema, comment=table.grain)
    return metadata


def _sqlalchemy_column(name: str, field: Field, table: Table) -> sa.Column[Any]:
    identity = (sa.Identity(always=True),) if field.type == "identity" else ()
    return sa.Column(
        name,
        _SQLALCHEMY_TYPE[field.type],
        *identity,
        nullable=field.nullable,
        primary_key=name in table.key,
        comment=field.description,
    )


def schema_files() -> dict[str, str]:
    """The SQL that creates each table, by file name, in an order in which it can be run."""
    return {f"{table.full_name}.sql": table_sql(table) for table in tables().values()}


def table_sql(table: Table) -> str:
    """CREATE TABLE with its key, indexes and COMMENTs; of a view the COMMENTs alone."""
    parts = [f"-- {table.full_name}. Grain: {table.grain}", *([] if table.is_view else _create(table))]
    kind = "VIEW" if table.is_view else "TABLE"
    parts.append(f"COMMENT ON {kind} {table.full_name} IS {_quoted(table.grain)};")
    for name, field in table.columns.items():
        parts.append(f"COMMENT ON COLUMN {table.full_name}.{name} IS {_quoted(field.description)};")
    return "\n".join(parts) + "\n"


def _create(table: Table) -> list[str]:
    lines = [f"    {name} {_sql_type(field)}" for name, field in table.columns.items()]
    if table.key:
        lines.append(f"    PRIMARY KEY ({', '.join(table.key)})")
    lines += [f"    UNIQUE ({', '.join(group)})" for group in table.unique]
    split = f" PARTITION BY LIST ({table.partition_by})" if table.partition_by else ""
    parts = [f"CREATE TABLE {table.full_name} (", ",\n".join(lines), f"){split};"]
    for group in table.indexes:
        name = f"{table.name}_{'_'.join(group)}_idx"
        parts.append(f"CREATE INDEX {name} ON {table.full_name} ({', '.join(group)});")
    return parts


def history_files() -> dict[str, str]:
    """What keeps each mart's history up to date, by file name."""
    return {f"history.{table.history_of}.sql": _history_sql(table) for table in tables().values() if table.history_of}


def _history_sql(history: Table) -> str:
    """Ends the rows that are no longer shown and begins those that newly are; the others stay untouched."""
    names = [name for name in history.columns if not name.startswith("shown_")]
    mart = f'"{history.history_of}"' if history.history_of == "overlaps" else str(history.history_of)
    limit = ""
    if history.within:
        column, touched = history.within
        limit = f"\n    AND {{0}}.{column} IN (SELECT touched.{column} FROM {touched} AS touched)"  # noqa: S608
    same = "\n            AND ".join(_is_same(name, history) for name in names)
    listed = ",\n    ".join(names)
    of_shown = ",\n    ".join(f"shown.{name}" for name in names)
    return f"""-- marts.{history.name}: ends the rows that are no longer shown, and begins those that newly are.
WITH ended AS (
    UPDATE {history.name} AS kept SET shown_until = :moment
    WHERE
        kept.shown_until = :end_of_time{limit.format("kept").replace("    AND", "        AND")}
        AND NOT EXISTS (
            SELECT FROM {mart} AS shown
            WHERE
                {same.replace("            AND", "                AND")}
        )
)

INSERT INTO {history.name} (
    {listed},
    shown_from,
    shown_until
)
SELECT
    {of_shown},
    :moment,
    :end_of_time
FROM {mart} AS shown
WHERE
    NOT EXISTS (
        SELECT FROM {history.name} AS kept
        WHERE
            kept.shown_until = :end_of_time
            AND {same}
    ){limit.format("shown")}
"""  # noqa: S608


def _is_same(name: str, history: Table) -> str:
    """A condition by which rows can be matched by hash, where the column makes a row the same one."""
    if name not in history.identity:
        return f"kept.{name} IS NOT DISTINCT FROM shown.{name}"
    if history.columns[name].nullable:
        return f"coalesce(kept.{name}, '') = coalesce(shown.{name}, '')"
    return f"kept.{name} = shown.{name}"


def copy_files() -> dict[str, str]:
    """The COPY of each table that is filled in bulk, by file name; rows come as CSV, columns in order."""
    return {f"copy.{table.full_name}.sql": _copy_sql(table) for table in tables().values() if table.is_filled_in_bulk}


def _copy_sql(table: Table) -> str:
    columns = ",\n    ".join(table.columns)
    promise = f"-- Adds rows to {table.full_name} in bulk."
    return f"{promise}\nCOPY {table.full_name} (\n    {columns}\n) FROM STDIN (FORMAT csv);\n"


def _sql_type(field: Field) -> str:
    if field.type == "identity":
        return "bigint GENERATED ALWAYS AS IDENTITY"
    written = field.type.replace(",", ", ")
    return written if field.nullable else f"{written} NOT NULL"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
