"""Marts as Arrow tables, for the lake.

Source: contract, sections 9 and 10.
"""

from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from adoption_reports.metadata.tables import SqlType, tables
from adoption_reports.storage.database import table

_ARROW_TYPE: dict[SqlType, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "numeric(14,2)": pa.decimal128(14, 2),
    "numeric(20,2)": pa.decimal128(20, 2),
    "numeric(18,1)": pa.decimal128(18, 1),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
    "boolean": pa.bool_(),
}


def mart_table(connection: sa.Connection, name: str) -> pa.Table:
    """One mart, in the order of its key; each column with its description."""
    described = tables()[f"marts.{name}"]
    mart = table(described.full_name)
    order = [mart.c[column] for column in described.key or described.columns]
    columns: dict[str, list[Any]] = {column: [] for column in described.columns}
    for row in connection.execute(sa.select(mart).order_by(*order)).mappings():
        for column, value in row.items():
            columns[column].append(value)
    schema = pa.schema(
        [
            pa.field(column, _ARROW_TYPE[field.type], metadata={"description": field.description})
            for column, field in described.columns.items()
        ],
        metadata={"description": described.grain},
    )
    return pa.table(columns, schema=schema)
