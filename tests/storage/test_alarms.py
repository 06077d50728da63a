"""What reconcile has to mend twice is told to people, by real mail and a real webhook. Source: reliability, opening."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from adoption_reports import steps
from adoption_reports.domain.alarms import KINDS, SUBJECTS_SHOWN, Alarm, Mend
from adoption_reports.domain.errors import StorageUnavailable
from adoption_reports.local.processes import free_port
from adoption_reports.storage.database import table, transaction
from adoption_reports.storage.outbox import pending
from tests.listeners import ChatRoom, Mailbox
from tests.storage.conftest import PERIOD, Pipeline, adoptions

NAME = f"NENC-{PERIOD}-r001"
KEY = f"NENC/{PERIOD}/q3.csv"
GOOD = adoptions("INN-0001,L01,100,received")


def told(pipeline: Pipeline, **settings: Any) -> None:
    known = pipeline.services.settings.model_dump() | settings
    pipeline.services.settings = type(pipeline.services.settings)(**known)


@pytest.fixture
def room(pipeline: Pipeline) -> Iterator[ChatRoom]:
    made = ChatRoom()
    with made.open():
        told(pipeline, alarm_chat_url=made.url)
        yield made


def reconcile(pipeline: Pipeline) -> dict[str, Any]:
    """One turn, its alarms sent; what it found, without what it found nothing of."""
    found = steps.reconcile(pipeline.services)
    steps.tell(pipeline.services, found["alarms"], partial(steps.send_alarm, pipeline.services.settings))
    return {name: value for name, value in found.items() if value}


def an_hour_passes(pipeline: Pipeline, times: int = 1) -> None:
    """Every moment that the ledger keeps of unfinished work lies an hour further back."""
    hours = sa.text(f"interval '{times} hours'")
    moments = {"intake.outbox": ("created_at", "done_at"), "intake.mend": ("last_at", "alarmed_at")}
    moments["intake.submission"] = ("received_at", "announced_at", "lease_until")
    with transaction(pipeline.services.database) as connection:
        for name, columns in moments.items():
            connection.execute(
                table(name).update().values({column: table(name).c[column] - hours for column in columns})
            )


def spoil_the_lake(pipeline: Pipeline) -> None:
    an_hour_passes(pipeline)
    (key,) = pipeline.lake()
    pipeline.services.store.put(pipeline.services.settings.lake_bucket, key, b"x")


def test_a_lake_partition_that_is_spoilt_again_is_told_of_once(pipeline: Pipeline, room: ChatRoom) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    spoil_the_lake(pipeline)
    assert reconcile(pipeline) == {"partitions_differing": 1, "outbox_delivered": 1}
    assert room.texts == []
    spoil_the_lake(pipeline)
    (alarm,) = reconcile(pipeline)["alarms"]
    assert alarm["subjects"] == [f"adoptions/{PERIOD}/NENC"]
    (text,) = room.texts
    assert f"adoptions/{PERIOD}/NENC, 2 times since" in text
    assert "What to do: docs/operations/alarms/lake-differs.md" in text
    spoil_the_lake(pipeline)
    assert "alarms" not in reconcile(pipeline)
    an_hour_passes(pipeline, times=24)
    spoil_the_lake(pipeline)
    assert len(reconcile(pipeline)["alarms"]) == len(room.texts) - 1 == 1


def test_a_partition_that_is_just_being_written_is_not_amiss(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    (name,) = steps.register_uploads(pipeline.services)
    steps.judge(pipeline.services, name)
    assert reconcile(pipeline)["partitions_differing"] == 1
    with transaction(pipeline.services.database) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table("intake.mend"))) == 0


def test_what_can_never_be_written_is_told_of_and_keeps_nothing_else_waiting(
    pipeline: Pipeline, room: ChatRoom
) -> None:
    for network, location in (("NENC", "L01"), ("YH", "L03")):
        pipeline.send(f"{network}/{PERIOD}/q3.csv", adoptions(f"INN-0001,{location},100,received"))
    for name in steps.register_uploads(pipeline.services):
        steps.judge(pipeline.services, name)
    archive = pipeline.services.settings.archive_bucket
    pipeline.services.store.delete(archive, f"lines/{NAME}/adoptions.parquet")
    for _ in range(2):
        assert reconcile(pipeline)["outbox_failed"] == 1
    assert pipeline.lake() == [f"current/adoptions/reporting_period={PERIOD}/network_code=YH/data.parquet"]
    assert pipeline.figure("beneficiaries_count") == 200
    (text,) = room.texts
    assert f"lake adoptions/{PERIOD}/NENC, 2 times" in text
    with transaction(pipeline.services.database) as connection:
        (left,) = pending(connection)
    assert left.subject == f"adoptions/{PERIOD}/NENC"


def test_a_submission_that_stays_unanswered_is_announced_again_and_then_told_of(
    pipeline: Pipeline, room: ChatRoom
) -> None:
    pipeline.send(KEY, GOOD)
    steps.register_uploads(pipeline.services)
    for turn in range(2):
        assert room.texts == []
        an_hour_passes(pipeline)
        found = reconcile(pipeline)
        assert (found["announce"], found["submissions_forgotten"]) == ([NAME], 1), turn
    (text,) = room.texts
    assert f"- {NAME}, 2 times since" in text


def test_an_alarm_that_could_not_be_sent_comes_with_the_next_turn(pipeline: Pipeline, room: ChatRoom) -> None:
    room.status = 500
    pipeline.send(KEY, GOOD)
    pipeline.run()
    for _ in range(2):
        spoil_the_lake(pipeline)
        reconcile(pipeline)
    assert room.texts == []
    room.status = 200
    assert len(reconcile(pipeline)["alarms"]) == len(room.texts) == 1


def test_alarms_go_by_mail_too_and_one_way_does_not_wait_for_the_other(pipeline: Pipeline, room: ChatRoom) -> None:
    box = Mailbox(free_port())
    url = f"smtp://127.0.0.1:{box.port}/?from=reports@example.org&tls=no"
    told(pipeline, smtp_url=url, alarm_addresses="one@example.org, two@example.org")
    alarm = Alarm("lake-differs", ["adoptions/2017-18-Q3/NENC"])
    steps.send_alarm(pipeline.services.settings, alarm)  # nobody takes the mail
    room.status = 404
    with box.open():
        steps.send_alarm(pipeline.services.settings, alarm)  # nobody takes the message
    ((to, message),) = box.messages
    assert to == ["one@example.org", "two@example.org"]
    assert message["Subject"] == alarm.title
    assert message.get_content().splitlines() == alarm.text.splitlines()
    assert room.texts == [alarm.text]
    with pytest.raises(StorageUnavailable):
        steps.send_alarm(pipeline.services.settings, alarm)


def test_without_settings_an_alarm_is_in_the_log_alone_and_never_the_webhooks_address(
    pipeline: Pipeline, room: ChatRoom
) -> None:
    room.status = 500
    with capture_logs() as lines, pytest.raises(StorageUnavailable) as fault:
        steps.send_alarm(pipeline.services.settings, Alarm("task-failed", ["reconcile.compare"]))
    assert "a-secret-token" not in f"{lines} {fault.value} {pipeline.services.settings!r}"
    told(pipeline, alarm_chat_url=None)
    with capture_logs() as lines:
        steps.send_alarm(pipeline.services.settings, Alarm("task-failed", ["reconcile.compare"]))
    assert [(line["event"], line["log_level"], line["alarm"]) for line in lines] == [("alarm", "error", "task-failed")]
    assert room.texts == []


def test_a_failure_is_told_of_at_once_and_once_an_hour(pipeline: Pipeline) -> None:
    sent: list[Alarm] = []
    failed = Mend("task-failed", "reconcile.compare (StorageUnavailable)")
    for _ in range(3):
        steps.note_and_tell(pipeline.services, [failed], sent.append)
    assert len(sent) == 1
    an_hour_passes(pipeline)
    steps.note_and_tell(pipeline.services, [failed], sent.append)
    assert len(sent) == 2


def test_a_long_alarm_says_how_many_it_does_not_name() -> None:
    text = Alarm("submission-unfinished", [f"NENC-{PERIOD}-r{n:03}" for n in range(SUBJECTS_SHOWN + 7)]).text
    assert "- and 7 more: see `adoption doctor`" in text


def test_every_kind_of_alarm_reads_as_a_sentence() -> None:
    for kind in KINDS:
        assert Alarm(kind, ["x"]).title.startswith("Adoption reports: ")
