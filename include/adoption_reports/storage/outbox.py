"""The outbox: what a committed decision asked to be written, retried until it is done.

Source: architecture, section 2.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from adoption_reports.storage.database import rows, table, transaction


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be written: every wish for one subject up to `outbox_id`.

    is_overdue: whoever was to write it has had the time.
    """

    kind: str
    subject: str
    outbox_id: int
    is_overdue: bool = False


EMAIL = "email"
"""The kind of entries that go to people: sent once, or late, and nothing ever waits for them."""


def pending(connection: sa.Connection, subject: str | None = None) -> list[Entry]:
    """What is still to be written to the store, oldest first; for one subject, or for all."""
    return [entry for entry in _pending(connection, subject) if entry.kind != EMAIL]


def pending_emails(connection: sa.Connection, subject: str | None = None) -> list[Entry]:
    """The e-mails that are still to be sent, oldest first; about one submission, or about all.

    One about a receipt that is not out yet waits for it.
    """
    found = _pending(connection, subject)
    unwritten = {entry.subject for entry in found if entry.kind == "receipt"}
    return [entry for entry in found if entry.kind == EMAIL and entry.subject not in unwritten]


def _pending(connection: sa.Connection, subject: str | None) -> list[Entry]:
    found = rows(connection, "load/outbox_pending.sql", subject=subject)
    return [Entry(row["kind"], row["subject"], row["outbox_id"], row["is_overdue"]) for row in found]


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


def claim(database: sa.Engine, entry: Entry) -> bool:
    """Tick an entry off before it is done: of several workers one gets True, and only that one may do it."""
    with transaction(database) as connection:
        asked = {"kind": entry.kind, "subject": entry.subject, "outbox_id": entry.outbox_id}
        return bool(rows(connection, "load/outbox_done.sql", **asked))


def put_back(database: sa.Engine, entry: Entry, error: str) -> None:
    """Let a claimed entry be done later, since it could not be done now."""
    with transaction(database) as connection:
        rows(connection, "load/outbox_put_back.sql", outbox_id=entry.outbox_id, error=error[:2000])


def failed(database: sa.Engine, entry: Entry, error: str) -> None:
    """Keep the reason why an entry could not be written; it stays pending."""
    with transaction(database) as connection:
        rows(connection, "load/outbox_failed.sql", kind=entry.kind, subject=entry.subject, error=error[:2000])
