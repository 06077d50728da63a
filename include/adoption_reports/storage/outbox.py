"""The outbox: what a committed decision asked to be written, retried until it is done.

Source: architecture, section 2.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from adoption_reports.storage.database import rows, table, transaction


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be written: every wish for one subject up to `outbox_id`."""

    kind: str
    subject: str
    outbox_id: int


def pending(connection: sa.Connection, subject: str | None = None) -> list[Entry]:
    """What is still to be written, oldest first; for one subject, or for all."""
    found = rows(connection, "load/outbox_pending.sql", subject=subject)
    return [Entry(row["kind"], row["subject"], row["outbox_id"]) for row in found]


def done(database: sa.Engine, entry: Entry) -> None:
    """Tick an entry off; a receipt's submission is thereby answered."""
    with transaction(database) as connection:
        rows(
            connection,
            "load/outbox_done.sql",
            kind=entry.kind,
            subject=entry.subject,
            outbox_id=entry.outbox_id,
        )
        if entry.kind == "receipt":
            submission = table("intake.submission")
            connection.execute(
                submission.update().where(submission.c.submission_id == entry.subject).values(state="answered")
            )


def failed(database: sa.Engine, entry: Entry, error: str) -> None:
    """Keep the reason why an entry could not be written; it stays pending."""
    with transaction(database) as connection:
        rows(connection, "load/outbox_failed.sql", kind=entry.kind, subject=entry.subject, error=error[:2000])
