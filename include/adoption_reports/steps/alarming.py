"""Telling people of ours: always in the log, and by e-mail and chat where that is set up.

An alarm is ticked off after it was sent: one that is cut short in between comes again. Source: domain/alarms.py.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import structlog

from adoption_reports.domain.alarms import Alarm, Mend, page
from adoption_reports.domain.errors import AdoptionError, WrongUse
from adoption_reports.settings import Settings
from adoption_reports.steps.services import Services
from adoption_reports.storage import mends
from adoption_reports.storage.chat import post
from adoption_reports.storage.database import transaction
from adoption_reports.storage.mail import open_mail

log = structlog.get_logger()

Due = Mapping[str, Any]
"""A kind, `subjects`, and the same in words that say how often: plain values, as they travel between tasks."""


def alarms_due(connection: sa.Connection) -> list[Due]:
    """What people are to be told of now, one of each kind."""
    found = mends.alarms_due(connection)
    return [_due(kind, list(rows)) for kind, rows in groupby(found, lambda row: str(row["kind"]))]


def _due(kind: str, found: Sequence[sa.RowMapping]) -> Due:
    often = [f"{row['subject']}, {row['times']} times since {row['first_at']:%Y-%m-%d %H:%M} UTC" for row in found]
    words = [text if row["times"] > 1 else str(row["subject"]) for row, text in zip(found, often, strict=True)]
    return {"kind": kind, "subjects": [row["subject"] for row in found], "words": words}


def tell(services: Services, due: Sequence[Due], send_one: Callable[[Alarm], object]) -> int:
    """Send alarms, and tick off those that went out; returns how many did. The others are due again next time."""
    sent = 0
    for one in due:
        try:
            send_one(Alarm(one["kind"], one["words"]))
        except AdoptionError as error:
            log.error("alarm not sent", alarm=one["kind"], why=str(error))
            continue
        with transaction(services.database) as connection:
            mends.note_alarmed(connection, [Mend(one["kind"], subject) for subject in one["subjects"]])
        sent += 1
    return sent


def note_and_tell(services: Services, found: Sequence[Mend], send_one: Callable[[Alarm], object]) -> int:
    """Count what was found, and tell people of whatever is due by now. Raises StorageUnavailable for the ledger."""
    with transaction(services.database) as connection:
        mends.note_mends(connection, found)
        due = alarms_due(connection)
    return tell(services, due, send_one)


def send(settings: Settings, alarm: Alarm) -> None:
    """Log an alarm, and send it wherever the settings say.

    One way that does not work leaves the other. Raises StorageUnavailable or WrongUse where none works.
    """
    log.error("alarm", alarm=alarm.kind, subjects=list(alarm.subjects), page=page(alarm.kind))
    ways: dict[str, Callable[[], None]] = {}
    if settings.alarm_addresses:
        ways["e-mail"] = lambda: _mail(settings, alarm)
    if settings.alarm_chat_url is not None:
        url = settings.alarm_chat_url.get_secret_value()
        ways["chat"] = lambda: post(url, alarm.text)
    faults = []
    for way, use in ways.items():
        try:
            use()
        except AdoptionError as error:
            log.warning("alarm not sent this way", alarm=alarm.kind, way=way, why=str(error))
            faults.append(error)
    if faults and len(faults) == len(ways):
        raise faults[0]


def _mail(settings: Settings, alarm: Alarm) -> None:
    if settings.smtp_url is None:
        raise WrongUse("No mail server is known: define the Airflow connection adoption_smtp, or ADOPTION_SMTP_URL.")
    to = [address.strip() for address in (settings.alarm_addresses or "").split(",") if address.strip()]
    with open_mail(settings.smtp_url.get_secret_value()) as mail:
        mail.send(to, subject=alarm.title, text=alarm.text + "\n", message_id=f"alarm.{uuid4().hex}")
