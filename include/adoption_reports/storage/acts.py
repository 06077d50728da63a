"""What people do to submissions: withdraw, reinstate, give a past quarter its upload time. All recorded.

Source: contract, sections 6 and 8.
"""

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


def give_upload_time(
    connection: sa.Connection, object_key: str, etag: str, uploaded_at: datetime, *, who: str, why: str
) -> None:
    """Say when a file of a past quarter counts as uploaded, before it comes; closing days won't apply."""
    details = {"object_key": object_key, "etag": etag, "uploaded_at": uploaded_at.isoformat()}
    _record(connection, "history", None, details, who=who, why=why)


def _record(
    connection: sa.Connection,
    act: str,
    submission_id: str | None,
    details: dict[str, str],
    *,
    who: str,
    why: str,
) -> None:
    if not why.strip():
        raise WrongUse("Say why: the reason is kept with the act.")
    connection.execute(
        table("intake.act").insert(),
        {
            "act": act,
            "submission_id": submission_id,
            "details": details,
            "who": who,
            "why": why,
            "recorded_at": recorded_at(connection),
        },
    )
