"""Every warehouse table, described once: schema, grain, columns, key.

SQLAlchemy tables, the files in include/sql/schema/, COMMENTs and the data dictionary are rendered
from these descriptions.
"""

from dataclasses import dataclass
from typing import Literal

SqlType = Literal[
    "text", "integer", "bigint", "identity", "numeric(14,2)", "numeric(12,1)", "date", "timestamptz",
    "boolean", "jsonb", "text[]", "numeric(20,2)", "numeric(18,1)",
]  # fmt: skip
Schema = Literal["reference", "intake", "warehouse", "totals", "marts"]

TEXT: SqlType = "text"
INTEGER: SqlType = "integer"
BIGINT: SqlType = "bigint"
IDENTITY: SqlType = "identity"
MONEY: SqlType = "numeric(14,2)"
FTE: SqlType = "numeric(12,1)"
MONEY_SUM: SqlType = "numeric(20,2)"
"""A sum of money: a thousand deals at the contract's limit are more than numeric(14,2) can hold."""
FTE_SUM: SqlType = "numeric(18,1)"
DATE: SqlType = "date"
INSTANT: SqlType = "timestamptz"
BOOLEAN: SqlType = "boolean"
JSON: SqlType = "jsonb"
TEXTS: SqlType = "text[]"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table; `identity` is a bigint that the database numbers."""

    type: SqlType
    description: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the warehouse.

    grain: one sentence that says what a row is. key: none where its parts may be empty.
    unique, indexes: further column groups.
    partition_by: the column by whose values the table is split, one partition a value.
    is_filled_in_bulk: rows come by COPY.
    is_view: a view; what it selects is in include/sql/schema/view.<full name>.sql.
    history_of: the mart whose rows it keeps, with when each was shown; identity: the columns that make
        a row the same one; within: the column and the work table of a refresh that say which rows may
        have changed (none: all).
    """

    schema: Schema
    name: str
    grain: str
    columns: dict[str, Field]
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    partition_by: str | None = None
    is_filled_in_bulk: bool = False
    is_view: bool = False
    history_of: str | None = None
    identity: tuple[str, ...] = ()
    within: tuple[str, str] | None = None

    @property
    def full_name(self) -> str:
        """The name with its schema."""
        return f"{self.schema}.{self.name}"


def tables() -> dict[str, Table]:
    """Every table by its full name, in an order in which they can be created."""
    from adoption_reports.metadata.tables import intake, lines, marts, reference, star, totals

    modules = (reference, intake, lines, totals, marts, star)
    described = [table for module in modules for table in module.TABLES]
    return {table.full_name: table for table in sorted(described, key=lambda table: table.is_view)}


__all__ = ["Field", "Table", "tables"]
