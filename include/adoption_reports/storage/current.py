"""The current switch: which submission speaks for each network, period and dataset.

Decided by `domain.submissions.current_claims`; kept in intake.current_submission. Whoever moves it
asks, in the same transaction, for the lake partition and the network's page to be written and for the
totals to follow.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from adoption_reports.domain.submissions import Claim, DatasetKey, current_claims
from adoption_reports.storage.database import rows, table

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
"""As of this moment everything that is known is known."""


RECORD_LOCK = 6
"""Number of the advisory lock that a transaction shares from recording a change until it is committed."""


def recorded_at(connection: sa.Connection) -> datetime:
    """The moment at which this transaction's change is recorded; ask late, and commit soon after.

    No refresh of the totals that misses the change is later than this.
    """
    moment: datetime = rows(connection, "load/recorded_at.sql", number=RECORD_LOCK)[0]["recorded_at"]
    return moment


def claims(
    connection: sa.Connection, *, network_code: str | None, reporting_period: str | None, as_of: datetime
) -> list[Claim]:
    """Every counting submission's claim as known at a moment; None stands for all."""
    found = rows(
        connection,
        "load/claims.sql",
        network_code=network_code,
        reporting_period=reporting_period,
        as_of=as_of,
    )
    return [
        Claim(
            submission_id=row["submission_id"],
            dataset_key=DatasetKey(row["network_code"], row["reporting_period"], row["dataset"]),
            verdict=row["verdict"],
            is_withdrawn=row["is_withdrawn"],
            uploaded_at=row["uploaded_at"],
            object_key=row["object_key"],
            etag=row["etag"],
            recorded_at=row["recorded_at"],
            lines_of=row["lines_of"],
            is_nil=row["is_nil"],
        )
        for row in found
    ]


def is_withdrawn(connection: sa.Connection, submission_id: str) -> bool:
    """Whether a submission is withdrawn now."""
    return bool(connection.scalar(sa.select(sa.func.intake.is_withdrawn(submission_id, END_OF_TIME))))


def switch(connection: sa.Connection, network_code: str, reporting_period: str) -> list[DatasetKey]:
    """Let the right submission speak for each dataset; returns the datasets whose lines changed.

    The caller holds the lock of this network and period until its commit.
    """
    asked = {"network_code": network_code, "reporting_period": reporting_period}
    wanted = current_claims(claims(connection, **asked, as_of=END_OF_TIME), as_of=END_OF_TIME)
    speaks = table("intake.current_submission")
    here = sa.and_(speaks.c.network_code == network_code, speaks.c.reporting_period == reporting_period)
    found = connection.execute(sa.select(speaks).where(here)).mappings()
    before = {DatasetKey(network_code, reporting_period, row["dataset"]): dict(row) for row in found}
    after = {key: _row(claim) for key, claim in wanted.items()}
    moved = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    if moved:
        connection.execute(speaks.delete().where(here, speaks.c.dataset.in_([key.dataset for key in moved])))
        if standing := [after[key] for key in moved if key in after]:
            connection.execute(speaks.insert(), standing)
        _tell(connection, moved)
    return sorted(moved, key=lambda key: key.dataset)


def _row(claim: Claim) -> dict[str, object]:
    return {
        "network_code": claim.dataset_key.network_code,
        "reporting_period": claim.dataset_key.reporting_period,
        "dataset": claim.dataset_key.dataset,
        "submission_id": claim.submission_id,
        "lines_of": claim.lines_of,
        "is_nil": claim.is_nil,
    }


def _tell(connection: sa.Connection, moved: Iterable[DatasetKey]) -> None:
    for network_code in {key.network_code for key in moved}:
        rows(connection, "load/ask_network_page.sql", subject=network_code)
    for key in moved:
        rows(connection, "load/ask_partition.sql", subject=partition_subject(key))
        rows(
            connection,
            "load/pending_change.sql",
            network_code=key.network_code,
            reporting_period=key.reporting_period,
            dataset=key.dataset,
        )


def partition_subject(key: DatasetKey) -> str:
    """A lake partition's name in the outbox."""
    return f"{key.dataset}/{key.reporting_period}/{key.network_code}"


def partition_key(subject: str) -> DatasetKey:
    """The partition that an outbox subject names."""
    dataset, reporting_period, network_code = subject.split("/")
    return DatasetKey(network_code, reporting_period, dataset)
