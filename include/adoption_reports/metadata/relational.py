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
    """CREATE TABLE with its key, indexes and COMMENTs."""
    lines = [f"    {name} {_sql_type(field)}" for name, field in table.columns.items()]
    if table.key:
        lines.append(f"    PRIMARY KEY ({', '.join(table.key)})")
    lines += [f"    UNIQUE ({', '.join(group)})" for group in table.unique]
    split = f" PARTITION BY LIST ({table.partition_by})" if table.partition_by else ""
    parts = [f"-- {table.full_name}. Grain: {table.grain}", f"CREATE TABLE {table.full_name} ("]
    parts += [",\n".join(lines), f"){split};"]
    for group in table.indexes:
        name = f"{table.name}_{'_'.join(group)}_idx"
        parts.append(f"CREATE INDEX {name} ON {table.full_name} ({', '.join(group)});")
    parts.append(f"COMMENT ON TABLE {table.full_name} IS {_quoted(table.grain)};")
    for name, field in table.columns.items():
        parts.append(f"COMMENT ON COLUMN {table.full_name}.{name} IS {_quoted(field.description)};")
    return "\n".join(parts) + "\n"


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
