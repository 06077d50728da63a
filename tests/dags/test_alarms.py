"""The notifier: what a failed task's callback tells, by the settings that Airflow has."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from airflow.sdk import DAG
from airflow.sdk.bases.notifier import BaseNotifier

from adoption_reports.airflow.alarms import AlarmNotifier, tell_unsound
from adoption_reports.domain.errors import StorageUnavailable
from adoption_reports.settings import Settings
from adoption_reports.steps import open_services
from tests.listeners import ChatRoom

FAILED = {
    "ti": SimpleNamespace(dag_id="reconcile", task_id="compare"),
    "exception": StorageUnavailable("of about a patient"),
}


@pytest.fixture
def room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatRoom]:
    assert settings.warehouse_url is not None
    url = sa.make_url(settings.warehouse_url.get_secret_value())
    warehouse = {"host": url.host, "port": url.port, "schema": url.database}
    warehouse |= {"conn_type": "postgres", "login": url.username, "password": url.password}
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_WAREHOUSE", json.dumps(warehouse))
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_S3", json.dumps({"conn_type": "aws"}))
    made = ChatRoom()
    with made.open():
        monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_CHAT", json.dumps({"conn_type": "http", "password": made.url}))
        yield made


def test_every_task_tells_when_it_has_failed_for_good(dags: dict[str, DAG]) -> None:
    for dag in dags.values():
        for task in dag.tasks:
            arguments = task.partial_kwargs if task.is_mapped else vars(task)
            called = arguments["on_failure_callback"]
            (callback,) = called if isinstance(called, list) else [called]
            assert isinstance(callback, AlarmNotifier)
            assert isinstance(callback, BaseNotifier)


def test_a_failed_task_is_told_of_by_name_once(room: ChatRoom) -> None:
    for _ in range(2):
        AlarmNotifier()(dict(FAILED))
    (text,) = room.texts
    assert "- reconcile.compare (StorageUnavailable)" in text
    assert "docs/operations/alarms/task-failed.md" in text
    assert "patient" not in text


def test_a_failed_task_is_told_of_when_the_ledger_is_what_is_away(
    room: ChatRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = {"conn_type": "postgres", "host": "127.0.0.1", "port": 9, "schema": "x", "login": "x", "password": "x"}
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_WAREHOUSE", json.dumps(away))
    AlarmNotifier()(dict(FAILED))
    assert len(room.texts) == 1


def test_the_daily_look_tells_of_each_unsound_part_by_name(settings: Settings, room: ChatRoom) -> None:
    with open_services(settings) as services:
        assert "Registry" in tell_unsound(services)
        assert tell_unsound(services)  # it is told of once a day
    (text,) = room.texts
    assert "- Registry\n" in text
    assert "docs/operations/alarms/doctor.md" in text
