"""What the ledger knows of a period's reports right now, for the board."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from adoption_reports.storage.database import rows


def latest_period(connection: sa.Connection) -> str | None:
    """The latest period for which anything was submitted."""
    found = rows(connection, "checks/reported_periods.sql")
    return str(found[0]["reporting_period"]) if found else None


def board(connection: sa.Connection, period: str, *, today: date) -> list[dict[str, Any]]:
    """A row per network and dataset: its status, the submission that speaks, and the latest one sent."""
    return [dict(row) for row in rows(connection, "checks/board.sql", reporting_period=period, today=today)]
