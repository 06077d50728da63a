"""What people do to submissions: withdraw, reinstate, replay, give a past quarter its upload time. All recorded.

Source: contract, sections 6 and 8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.submissions import COUNTING, DatasetKey
from adoption_reports.storage.current import is_withdrawn, recorded_at, switch
from adoption_reports.storage.database import rows, table
from adoption_reports.storage.ledger import SWITCH_LOCK, find_submission


def withdraw(connection: sa.Connection, submission_id: str, *, who: str, why: str) -> list[DatasetKey]:
    """Let a submission no longer count; the previous one speaks again. Returns the datasets that moved."""
    return _act(connection, "withdraw", submission_id, who=who, why=why)


def reinstate(connection: sa.Connection, submission_id: str, *, who: str, why: str) -> list[DatasetKey]:
    """Take a withdrawal back. Returns the datasets that moved."""
    return _act(connection, "reinstate", submission_id, who=who, why=why)


def _act(connection: sa.Connection, act: str, submission_id: str, *, who: str, why: str) -> list[DatasetKey]:
    submission = find_submission(connection, submission_id)
    network_code, reporting_period = str(submission.network_code), str(submission.reporting_period)
    rows(
        connection,
        "load/lock_in_transaction.sql",
        number=SWITCH_LOCK,
        name=f"{network_code}/{reporting_period}",
    )
    # Looked at again under the lock: it may have been judged again meanwhile.
    verdict = find_submission(connection, submission_id).verdict
    if act == "withdraw" and verdict not in COUNTING:
        raise WrongUse(f"{submission_id} does not count (verdict: {verdict or 'none yet'}).")
    if is_withdrawn(connection, submission_id) == (act == "withdraw"):
        raise WrongUse(f"{submission_id} is {'already' if act == 'withdraw' else 'not'} withdrawn.")
    _record(connection, act, submission_id, {}, who=who, why=why)
    return switch(connection, network_code, reporting_period)


def ask_for_replay(connection: sa.Connection, submission_id: str, registry_version: int, *, who: str, why: str) -> None:
    """Ask for a submission to be judged again by a registry version; `pending_replays` are still to be done."""
    if find_submission(connection, submission_id).verdict is None:
        raise WrongUse(f"{submission_id} has no verdict yet: it will be judged anyway.")
    act_id = _record(connection, "replay", submission_id, {"registry_version": registry_version}, who=who, why=why)
    rows(connection, "load/ask_replay.sql", subject=str(act_id))


@dataclass(frozen=True, slots=True)
class Replay:
    """A submission to be judged again, and why. `is_done`: a decision says so already."""

    act_id: int
    submission_id: str
    registry_version: int
    why: str
    is_done: bool


def find_replay(connection: sa.Connection, act_id: int) -> Replay:
    """What a person asked for."""
    return Replay(**rows(connection, "load/replay.sql", act_id=act_id)[0])


def give_upload_time(
    connection: sa.Connection, object_key: str, etag: str, uploaded_at: datetime, *, who: str, why: str
) -> None:
    """Say when a file of a past quarter counts as uploaded, before it comes; closing days won't apply."""
    details = {"object_key": object_key, "etag": etag, "uploaded_at": uploaded_at.isoformat()}
    _record(connection, "history", None, details, who=who, why=why)


def record_sending(connection: sa.Connection, object_key: str, etag: str, *, who: str) -> None:
    """Note who is about to send a file with the pipeline's own credentials, on a network's behalf."""
    details = {"object_key": object_key, "etag": etag}
    _record(connection, "send", None, details, who=who, why="sent on the network's behalf")


def _record(
    connection: sa.Connection,
    act: str,
    submission_id: str | None,
    details: Mapping[str, str | int],
    *,
    who: str,
    why: str,
) -> int:
    if not why.strip():
        raise WrongUse("Say why: the reason is kept with the act.")
    kept = table("intake.act")
    inserted = connection.execute(
        kept.insert().returning(kept.c.act_id),
        {
            "act": act,
            "submission_id": submission_id,
            "details": details,
            "who": who,
            "why": why,
            "recorded_at": recorded_at(connection),
        },
    )
    return int(inserted.scalar_one())
