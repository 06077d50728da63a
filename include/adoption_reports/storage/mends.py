"""What reconcile found amiss, how often, and when somebody was told. Source: domain/alarms.py."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from adoption_reports.domain.alarms import KINDS, Mend
from adoption_reports.storage.database import rows


def note_mends(connection: sa.Connection, found: Iterable[Mend]) -> None:
    """Count each thing once more."""
    distinct = sorted(set(found), key=lambda mend: (mend.kind, mend.subject))
    if distinct:
        rows(connection, "load/note_mends.sql", **_arrays(distinct))


def alarms_due(connection: sa.Connection) -> Sequence[sa.RowMapping]:
    """What people are to be told of: kind, subject, times, first_at; earliest first within a kind."""
    kinds = KINDS.values()
    return rows(
        connection,
        "load/alarms_due.sql",
        kinds=list(KINDS),
        times=[kind.times for kind in kinds],
        hours=[kind.hours for kind in kinds],
    )


def note_alarmed(connection: sa.Connection, told: Sequence[Mend]) -> None:
    """Note that people were told."""
    rows(connection, "load/note_alarmed.sql", **_arrays(told))


def _arrays(mends: Sequence[Mend]) -> dict[str, list[str]]:
    return {"kinds": [mend.kind for mend in mends], "subjects": [mend.subject for mend in mends]}
