"""The ledger: which uploads were seen, what became of each, and who is working on it.

Events only wake us up; what is done and what is not is decided here.
Source: contract, sections 1 and 2; architecture, section 2.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.errors import LeaseLost, WrongUse
from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import decision_id, is_ignored, read_address, submission_id, submission_prefix
from adoption_reports.metadata.limits import CONTRACT_VERSION, LISTING_SLACK_SECONDS
from adoption_reports.storage.database import rows, table
from adoption_reports.storage.objects import StoredObject

REGISTER_LOCK = 1
CONTENT_LOCK = 2
SWITCH_LOCK = 3
LAKE_LOCK = 4
NETWORK_PAGE_LOCK = 7


@dataclass(frozen=True, slots=True)
class Submission:
    """One registered upload as the ledger knows it."""

    submission_id: str
    upload_id: int
    prefix: str
    network_code: str | None
    reporting_period: str | None
    object_key: str
    etag: str
    size_bytes: int
    last_modified: datetime
    uploaded_at: datetime
    received_at: datetime
    is_history: bool
    contract_version: str
    registry_version: int
    state: str
    content_sha256: str | None
    decision_number: int | None
    verdict: str | None
    recorded_at: datetime | None
    receipt: dict[str, Any] | None
    last_error: str | None

    @property
    def period(self) -> Period | None:
        """The reporting period, where the key names one."""
        return parse_period(self.reporting_period) if self.reporting_period else None

    @property
    def upload_order(self) -> tuple[datetime, bytes, bytes]:
        """As of claims: the greatest speaks."""
        return self.uploaded_at, self.object_key.encode(), self.etag.encode()

    @property
    def decision_id(self) -> str:
        """What the lines of its latest decision are kept under."""
        return decision_id(self.submission_id, self.decision_number or 1)

    @property
    def listed(self) -> StoredObject:
        """The object version that was registered."""
        return StoredObject(self.object_key, self.etag, self.size_bytes, self.last_modified)


def find_submission(connection: sa.Connection, name: str) -> Submission:
    """One submission by its id. Raises WrongUse when there is none."""
    submission, upload = table("intake.submission"), table("intake.upload")
    wanted = [submission.c[field] for field in Submission.__dataclass_fields__ if field != "last_modified"]
    query = (
        sa.select(*wanted, upload.c.last_modified)
        .join(upload, upload.c.upload_id == submission.c.upload_id)
        .where(submission.c.submission_id == name)
    )
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        raise WrongUse(f"There is no submission {name}.")
    return Submission(**found)


def unregistered(connection: sa.Connection, bucket: str, listed: Sequence[StoredObject]) -> list[StoredObject]:
    """The listed object versions that are not what the ledger saw last at their key, oldest first."""
    found = rows(
        connection,
        "load/unregistered.sql",
        bucket=bucket,
        keys=[item.key for item in listed],
        tokens=[item.version_token for item in listed],
    )
    new = {(row["object_key"], row["version_token"]) for row in found}
    wanted = (item for item in listed if (item.key, item.version_token) in new)
    return sorted(wanted, key=lambda item: (item.last_modified, item.key.encode(), item.etag))


def register(
    connection: sa.Connection,
    bucket: str,
    listed: Sequence[StoredObject],
    *,
    registry: Registry,
    started_at: datetime,
    received_at: datetime,
) -> list[str]:
    """Register every new object version of a full listing; returns the new submissions' ids, in a fair order.

    Each network's oldest comes first, then each one's second, and so on: who sends many keeps nobody waiting.
    The caller holds REGISTER_LOCK, so numbers have no gaps and a listing has one predecessor.
    """
    previous = connection.scalar(
        sa.select(sa.func.max(table("intake.listing").c.started_at)).where(table("intake.listing").c.bucket == bucket)
    )
    new = unregistered(connection, bucket, listed)
    given = {(act["object_key"], act["etag"]): act["uploaded_at"] for act in rows(connection, "load/history_acts.sql")}
    found = rows(connection, "load/seen_at_keys.sql", bucket=bucket, keys=[item.key for item in new])
    seen = {row["object_key"]: row for row in found}
    addresses = {item.key: read_address(item.key, registry.networks) for item in new}
    prefixes = {key: submission_prefix(a.network_code, a.period) for key, a in addresses.items()}
    counted = rows(connection, "load/registrations.sql", prefixes=sorted(set(prefixes.values())))
    registrations: dict[str, int] = {row["prefix"]: row["registrations"] for row in counted}
    registered: list[tuple[int, str]] = []
    sent: Counter[str | None] = Counter()
    for item in new:
        history = given.get((item.key, item.etag))
        before = seen.get(item.key)
        uploaded_at = history or _uploaded_at(item, previous, received_at, before["uploaded_at"] if before else None)
        token = _own_token(item, before["version_tokens"] if before else ())
        upload_id = _insert_upload(connection, bucket, item, token, uploaded_at, received_at)
        if is_ignored(item.key, item.size_bytes):
            continue
        prefix, address = prefixes[item.key], addresses[item.key]
        registrations[prefix] = registrations.get(prefix, 0) + 1
        name = submission_id(prefix, registrations[prefix])
        connection.execute(
            table("intake.submission").insert(),
            {
                "submission_id": name,
                "upload_id": upload_id,
                "prefix": prefix,
                "network_code": address.network_code,
                "reporting_period": address.period.code if address.period else None,
                "object_key": item.key,
                "etag": item.etag,
                "size_bytes": item.size_bytes,
                "uploaded_at": uploaded_at,
                "received_at": received_at,
                "is_history": history is not None,
                "contract_version": CONTRACT_VERSION,
                "registry_version": registry.version_id,
                "state": "registered",
                "lease_token": 0,
                "attempts": 0,
            },
        )
        registered.append((sent[address.network_code], name))
        sent[address.network_code] += 1
    connection.execute(table("intake.listing").insert(), {"bucket": bucket, "started_at": started_at})
    return [name for _, name in sorted(registered, key=lambda one: one[0])]


def _uploaded_at(
    item: StoredObject, previous: datetime | None, received_at: datetime, before: datetime | None
) -> datetime:
    """The store's time where it can be believed: some stores let a sender set it.

    before: the latest time of what was seen at the key earlier. What a key shows now came after that, whatever
    clocks say, and several versions within one second: the version that its sender sees there is to speak.
    """
    earliest = previous - timedelta(seconds=LISTING_SLACK_SECONDS) if previous else item.last_modified
    believed = item.last_modified if earliest <= item.last_modified <= received_at else received_at
    return max(believed, before + timedelta(seconds=1)) if before else believed


def _own_token(item: StoredObject, seen: Sequence[str]) -> str:
    """The version's token; with a number where it was there before and was overwritten: its bytes came back."""
    times = sum(token.partition("#")[0] == item.version_token for token in seen)
    return f"{item.version_token}#{times + 1}" if times else item.version_token


def _insert_upload(
    connection: sa.Connection,
    bucket: str,
    item: StoredObject,
    token: str,
    uploaded_at: datetime,
    received_at: datetime,
) -> int:
    upload = table("intake.upload")
    inserted = connection.execute(
        upload.insert().returning(upload.c.upload_id),
        {
            "bucket": bucket,
            "object_key": item.key,
            "version_token": token,
            "etag": item.etag,
            "size_bytes": item.size_bytes,
            "last_modified": item.last_modified,
            "uploaded_at": uploaded_at,
            "received_at": received_at,
            "is_ignored": is_ignored(item.key, item.size_bytes),
        },
    )
    return int(inserted.scalar_one())


def take_lease(connection: sa.Connection, name: str, *, lease_seconds: int, is_decided: bool = False) -> int | None:
    """Take a submission over; returns the fencing token.

    is_decided: to decide it once more. None when it is already decided, or then when it is not.
    """
    taken = rows(
        connection,
        "load/take_lease.sql",
        submission_id=name,
        lease_seconds=lease_seconds,
        is_decided=is_decided,
    )
    return int(taken[0]["lease_token"]) if taken else None


def check_lease(connection: sa.Connection, name: str, token: int) -> None:
    """Lock the submission for this transaction. Raises LeaseLost when another worker took it over or decided it."""
    if not rows(connection, "load/check_lease.sql", submission_id=name, lease_token=token):
        raise LeaseLost(f"{name} was taken over by another worker")


def note_failure(connection: sa.Connection, name: str, error: str) -> None:
    """Keep our fault's words beside the submission, and free its lease for the next worker."""
    rows(connection, "load/note_failure.sql", submission_id=name, error=error[:2000])


def unanswered(connection: sa.Connection) -> list[str]:
    """Every submission without a receipt, oldest upload first."""
    submission = table("intake.submission")
    query = sa.select(submission.c.submission_id).where(submission.c.state != "answered")
    return list(connection.scalars(query.order_by(submission.c.upload_id)))


def forgotten(connection: sa.Connection) -> list[str]:
    """Submissions without a receipt whose announcement came to nothing, oldest upload first."""
    return [row["submission_id"] for row in rows(connection, "load/forgotten.sql")]


def mark_announced(connection: sa.Connection, names: Sequence[str]) -> None:
    """Note that the scheduler was told, so that it is not told again at once."""
    submission = table("intake.submission")
    connection.execute(
        submission.update().where(submission.c.submission_id.in_(names)).values(announced_at=sa.func.now())
    )
