"""Files through Redis and two Celery workers, with a real scheduler that runs no task itself.

`make celery` kills programs meanwhile; what survived is in RESULTS.md.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from adoption_reports import steps
from adoption_reports.local.burst import burst_files
from adoption_reports.local.celery_workers import CeleryWorkers
from adoption_reports.local.processes import ServiceFailed
from adoption_reports.steps import Services

from .laboratory import burst, kept, kill, own_stack, programs, send


@pytest.fixture
def celery(tmp_path: Path) -> Iterator[CeleryWorkers]:
    """Two workers' Redis, not started yet."""
    if shutil.which("redis-server") is None:
        assert not os.environ.get("CI"), "redis-server is missing: .ci/packages.txt names it"
        pytest.skip("Redis is not installed (redis-server); CI has it.")
    made = CeleryWorkers(tmp_path / "airflow", 2)
    yield made
    made.redis.stop(grace_seconds=2)


def broker(celery: CeleryWorkers) -> redis.Redis:
    return redis.Redis.from_url(celery.environment("postgresql://")["AIRFLOW__CELERY__BROKER_URL"])


def test_redis_that_is_killed_and_started_again_has_every_message(celery: CeleryWorkers) -> None:
    celery.start_redis()
    broker(celery).lpush("queue", *range(100))
    kill(celery.redis)
    assert not celery.redis.is_running()
    celery.start_redis()
    assert broker(celery).llen("queue") == 100


def test_redis_answers_nobody_without_its_password(celery: CeleryWorkers) -> None:
    celery.start_redis()
    told = broker(celery).connection_pool.connection_kwargs
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host=told["host"], port=told["port"]).ping()
    assert told["password"] not in " ".join(celery.redis.process().cmdline())  # type: ignore[union-attr]


def test_where_redis_is_not_installed_its_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ServiceFailed, match="redis-server"):
        CeleryWorkers(tmp_path, 1).start_redis()


@pytest.mark.usefixtures("celery")
def test_files_sent_at_once_through_two_workers_come_to_what_one_process_makes_of_them() -> None:
    with own_stack(workers=2) as settings, Services(settings) as services:
        files = burst_files(10, services.registry())
        burst(services, files, lambda: None)
        found = kept(services, files)
        logs = [worker.log.read_text(errors="replace") for worker in programs("airflow-worker")]
        assert [bool(re.search(r"succeeded in [0-9.]+s", log)) for log in logs] == [True, True]
    with own_stack(workers=0) as settings, Services(settings) as services:
        send(services, files)
        steps.process_once(services)
        assert kept(services, files) == found
