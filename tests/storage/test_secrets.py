"""Secrets and notes, planted in input and settings, stay where they belong. Source: reliability, row 11."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
import structlog

from adoption_reports import steps
from adoption_reports.domain.errors import FaultOfOurs, StorageRefused
from adoption_reports.intake.sandbox_child import FAILURE_FILE, _tell_failure
from adoption_reports.settings import Settings
from adoption_reports.storage.database import engine, table, transaction
from tests.storage.conftest import ADOPTIONS, DEALS, PERIOD, Pipeline

NOTE = "Ask for Jo Planted on 0191 498 0000"
PLANTED = ("Jo Planted", "498 0000")
NAME = f"NENC-{PERIOD}-r001"
PARTLY = (
    f"{ADOPTIONS},notes,private column\n"
    f"INN-0001,L01,adopted,2017-11-30,4217,received,{NOTE},{NOTE}\n"
    f"INN-0002,LXX,adopted,2017-11-30,5,received,{NOTE},\n"
    f"INN-0003,L01,adopted,2017-11-30,6,received,{NOTE} too,\n"
    f"INN-0003,L01,adopted,2017-11-30,7,received,{NOTE},\n"
)
MONEY = f"{DEALS},notes\nDEAL/1,INN-0001,Example Ltd,grant,1500.50,2.5,{NOTE}\n"
REFUSED = f"{ADOPTIONS},notes\n" + f"INN-0009,L99,adopted,2017-13-30,x,received,{NOTE}\n" * 5


@pytest.fixture
def said(pipeline: Pipeline) -> Iterator[list[str]]:
    """Every line that is logged, as text, with what exceptions say."""
    lines: list[str] = []

    def keep(_: object, __: str, line: dict[str, Any]) -> str:
        lines.append(repr(line))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.format_exc_info, keep]
    )
    yield lines
    structlog.configure(processors=before)


def secrets(settings: Settings) -> list[str]:
    """Every secret that the pipeline holds, the passwords within addresses too."""
    found = [settings.s3_secret, settings.warehouse_url, settings.owner_url, settings.reader_url]
    found += [settings.smtp_url, settings.alarm_chat_url]
    texts = [one.get_secret_value() for one in found if one is not None]
    passwords = [sa.make_url(text).password for text in texts if text.startswith("postgresql")]
    keys = [one["secret"] for one in settings.network_credentials.values()]
    return [*texts, *(str(password) for password in passwords), *keys]


def contents(pipeline: Pipeline, bucket: str) -> dict[str, str]:
    """Every object of a bucket as text; Parquet unpacked."""
    found = {}
    for item in pipeline.services.store.list_objects(bucket):
        body = pipeline.services.store.get(bucket, item.key)
        is_parquet = body[:4] == b"PAR1"
        found[item.key] = str(pq.read_table(io.BytesIO(body)).to_pylist()) if is_parquet else body.decode("latin-1")
    return found


def tables(pipeline: Pipeline, *schemas: str) -> dict[str, str]:
    """Every table of some schemas as text, as the owner of the database sees them."""
    assert pipeline.services.settings.owner_url is not None
    owner = engine(pipeline.services.settings.owner_url.get_secret_value())
    found = {}
    with owner.connect() as connection:
        for schema in schemas:
            for name in sa.inspect(connection).get_table_names(schema):
                rows = connection.exec_driver_sql(f'SELECT * FROM "{schema}"."{name}"').all()
                found[f"{schema}.{name}"] = str(rows)
    owner.dispose()
    return found


def where(planted: tuple[str, ...] | list[str], texts: dict[str, str]) -> list[str]:
    return [name for name, text in texts.items() if any(one in text for one in planted)]


def test_notes_and_secrets_stay_where_they_belong(pipeline: Pipeline, said: list[str]) -> None:
    services, settings = pipeline.services, pipeline.services.settings
    smtp = "smtp://us:planted-password@127.0.0.1:9/?from=a@example.org"
    told = {"smtp_url": smtp, "alarm_addresses": "a@example.org", "alarm_chat_url": "http://127.0.0.1:9/planted-token"}
    services.settings = settings = Settings(**(settings.model_dump() | told))
    for key, body in (("NENC/{}/q3.csv", PARTLY), ("SW/{}/q3.csv", MONEY), ("EM/{}/q3.csv", REFUSED)):
        pipeline.send(key.format(PERIOD), body)
    handed_on: list[Any] = [names := steps.register_uploads(services)]
    for name in names:
        handed_on += [steps.judge(services, name), steps.answer(services, name)]
    handed_on += [steps.refresh_totals(services), steps.reconcile(services), steps.read_gauges(services)]
    steps.replay(services, [NAME], stamped=False, who="me", why="a test")
    steps.withdraw(services, NAME, who="me", why="a test")
    steps.reinstate(services, NAME, who="me", why="a test")
    verdicts = {one["submission_id"]: one["verdict"] for one in handed_on if isinstance(one, dict) and "verdict" in one}
    assert sorted(verdicts.values()) == ["accepted", "partially_accepted", "rejected"]

    # Notes are in the archive, in the restricted schemas and in what their own sender gets back, and nowhere else.
    assert where(PLANTED, contents(pipeline, settings.archive_bucket))
    assert where(PLANTED, tables(pipeline, "warehouse"))
    receipts = contents(pipeline, settings.receipts_bucket)
    assert {key.split("/")[0] for key in where(PLANTED, receipts)} <= {"NENC", "EM"}
    assert [key for key in where(PLANTED, receipts) if key.endswith("receipt.json")] == []
    for bucket in (settings.lake_bucket, settings.publications_bucket):
        assert where(PLANTED, contents(pipeline, bucket)) == []
    assert where(PLANTED, tables(pipeline, "marts", "totals", "reference", "intake")) == []
    assert where(PLANTED, {"log": "\n".join(said), "xcom": json.dumps(handed_on)}) == []

    # Secrets are nowhere at all.
    everything = {"log": "\n".join(said), "xcom": json.dumps(handed_on), "settings": repr(settings)}
    everything |= tables(pipeline, "marts", "totals", "reference", "intake", "warehouse")
    for bucket in settings.buckets:
        everything |= {f"{bucket}/{key}": body for key, body in contents(pipeline, bucket).items()}
    assert len(secrets(settings)) > 20
    assert where(secrets(settings), everything) == []


def faults_kept(pipeline: Pipeline) -> dict[str, str]:
    with transaction(pipeline.services.database) as connection:
        submission, outbox = table("intake.submission"), table("intake.outbox")
        return {
            "submissions": str(connection.scalars(sa.select(submission.c.last_error)).all()),
            "outbox": str(connection.scalars(sa.select(outbox.c.last_error)).all()),
        }


def test_what_postgresql_quotes_when_it_refuses_a_row_is_kept_nowhere(pipeline: Pipeline, said: list[str]) -> None:
    """Its error for a row that breaks a constraint holds the whole row."""
    assert pipeline.services.settings.owner_url is not None
    owner = engine(pipeline.services.settings.owner_url.get_secret_value())
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE warehouse.economic_impact_line ADD CONSTRAINT never CHECK (false)")
    owner.dispose()
    pipeline.send(f"SW/{PERIOD}/q3.csv", MONEY)
    (name,) = steps.register_uploads(pipeline.services)
    with pytest.raises(StorageRefused, match="violates check constraint") as fault:
        steps.judge(pipeline.services, name)
    assert fault.value.__suppress_context__
    kept = faults_kept(pipeline)
    assert "23514" in kept["submissions"]
    assert where(PLANTED, kept | {"fault": str(fault.value), "log": "\n".join(said)}) == []


def test_what_our_own_code_quotes_when_it_fails_is_kept_nowhere(
    pipeline: Pipeline, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.send(f"SW/{PERIOD}/q3.csv", MONEY)
    (name,) = steps.register_uploads(pipeline.services)

    def stumble(*_: object, **__: object) -> None:
        raise ValueError(f"cannot make sense of {NOTE}")

    monkeypatch.setattr(pipeline.services.validator, "judge", stumble)
    with pytest.raises(FaultOfOurs, match=r"ValueError at test_secrets\.py:") as fault:
        steps.judge(pipeline.services, name)
    kept = faults_kept(pipeline)
    assert "ValueError" in kept["submissions"]
    assert where(PLANTED, kept | {"fault": str(fault.value), "log": "\n".join(said)}) == []


def test_what_the_reading_process_quotes_when_it_fails_is_kept_nowhere(tmp_path: Path) -> None:
    try:
        raise ValueError(NOTE)
    except ValueError:
        _tell_failure(tmp_path)
    text = (tmp_path / FAILURE_FILE).read_text()
    assert "ValueError" in text
    assert "test_secrets.py" in text
    assert where(PLANTED, {"failure": text}) == []
