"""Rows as the pages' views take them: plain dictionaries."""

from typing import Any

import sqlalchemy as sa

from adoption_reports.storage.database import rows

Row = dict[str, Any]


def read(connection: sa.Connection, statement: str, **values: Any) -> list[Row]:
    """Run the one statement of a SQL file and return its rows."""
    return [dict(row) for row in rows(connection, statement, **values)]
