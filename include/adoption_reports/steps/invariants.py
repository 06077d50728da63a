"""What must hold whatever happened, as one function: nothing is lost, nothing counts twice.

The doctor asks for the last day, while uploads are under way; the fault laboratory for everything, once all
is quiet, and adds a recount by other code and the digest. Source: reliability, opening.
"""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow.parquet as pq

from adoption_reports.steps.processing import receipt_folder
from adoption_reports.steps.services import Services
from adoption_reports.storage import lake, lake_history
from adoption_reports.storage.database import rows, table, transaction
from adoption_reports.storage.ledger import find_submission
from adoption_reports.storage.totals import marts_tables

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def miscounted(services: Services, *, since: datetime = BEGINNING) -> list[str]:
    """What is wrong with what was decided since a moment, in words; holds at any time, work under way or not."""
    with transaction(services.database) as connection:
        return [row["wrong"] for row in rows(connection, "checks/miscounted.sql", since=since)]


def broken_promises(services: Services) -> list[str]:
    """Everything that is wrong once all is quiet, in words: ledger, receipts, lake. None: all holds."""
    return [*miscounted(services), *_unfinished(services), *_receipts(services), *_lake(services)]


def _unfinished(services: Services) -> list[str]:
    with transaction(services.database) as connection:
        return [row["unfinished"] for row in rows(connection, "checks/unfinished.sql")]


def _receipts(services: Services) -> Iterator[str]:
    """Each submission has its one receipt, as committed; no other receipt is there."""
    bucket = services.settings.receipts_bucket
    there = {item.key for item in services.store.list_objects(bucket) if item.key.endswith("/receipt.json")}
    with transaction(services.database) as connection:
        names = connection.scalars(table("intake.submission").select().with_only_columns(*_ID)).all()
        submissions = [find_submission(connection, name) for name in names]
    for submission in submissions:
        key = f"{receipt_folder(submission)}receipt.json"
        if key not in there:
            yield f"{submission.submission_id} has no receipt"
        elif json.loads(services.store.get(bucket, key)) != submission.receipt:
            yield f"{submission.submission_id} has another receipt than the one committed"
        there.discard(key)
    yield from (f"{key} is nobody's receipt" for key in sorted(there))


_ID = (table("intake.submission").c.submission_id,)


def _lake(services: Services) -> Iterator[str]:
    """Every partition is the ledger's, and the lake's marts are the warehouse's."""
    bucket = services.settings.lake_bucket
    with transaction(services.database) as connection:
        for key in lake.differing(connection, services.store, services.settings):
            yield f"the lake partition {lake.object_key(key)} is not what the ledger says"
        tables = {lake.table_key("marts", name): shown for name, shown in marts_tables(connection).items()}
        history = lake_history.spoken(connection) | lake_history.registered(connection)
        tables |= {lake.table_key("history", name): shown for name, shown in history.items()}
    for name, shown in tables.items():
        stored = pq.read_table(io.BytesIO(services.store.get(bucket, name)))
        if not stored.equals(shown):
            yield f"the lake's {name} is not the warehouse's"
