"""One hash over everything that counts: equal states give equal hashes.

No ids, no clock times, no warnings, no difference between accepted and duplicate.
Source: contract, section 8; reliability.
"""

import hashlib
from typing import Any

import sqlalchemy as sa

from adoption_reports.storage.database import SQL

_PARTS = (
    "adoptions",
    "economic_impact",
    "coverage",
    "national_totals",
    "network_totals",
    "innovation_totals",
)


def digest(connection: sa.Connection) -> str:
    """SHA-256 over current lines, coverage and totals, each in a fixed order."""
    whole = hashlib.sha256()
    driver: Any = connection.connection.driver_connection
    for part in _PARTS:
        whole.update(f"{part}\n".encode())
        statement = (SQL / "checks" / f"digest_{part}.sql").read_text(encoding="utf-8")
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for chunk in copy:
                whole.update(chunk)
    return whole.hexdigest()
