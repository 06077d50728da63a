"""What of the embedded stack dies is started again, by one keeper, until somebody stops it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import psycopg
import pytest

from adoption_reports.local import stack
from adoption_reports.local.keeper import LONGEST_WAIT, STEADY_SECONDS, Kept
from adoption_reports.local.processes import Service
from adoption_reports.settings import Settings, load_settings
from adoption_reports.steps.doctor import LOOKS, Check, examine
from adoption_reports.storage.objects import ObjectStore

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
PARENT = [
    sys.executable,
    "-c",
    "import os, time\nif not os.fork(): os.setpgid(0, 0)\nprint(os.getpid(), flush=True)\ntime.sleep(600)",
]
PATIENCE_SECONDS = 120


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service("sleeper", tmp_path / "run")
    yield made
    made.stop(grace_seconds=0)


def start(service: Service, command: list[str] = SLEEPER) -> None:
    service.start(command, environment={}, directory=service.folder.parent)


def wait_until(is_so: Callable[[], object]) -> None:
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < PATIENCE_SECONDS
        time.sleep(0.05)


def kill(service: Service) -> psutil.Process:
    process = service.process()
    assert process is not None
    process.kill()
    wait_until(lambda: not service.is_running())
    return process


def runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_program_that_died_is_started_again_and_one_that_was_stopped_is_not(service: Service) -> None:
    kept = Kept(service, lambda: start(service))
    kept.look_after(now=0)
    assert not service.is_running()
    start(service)
    first = kill(service)
    kept.look_after(now=1)
    assert service.is_running()
    assert service.process() != first
    service.stop()
    kept.look_after(now=1000)
    assert not service.is_running()


def test_a_program_that_dies_again_and_again_is_started_ever_more_rarely(service: Service) -> None:
    starts: list[float] = []
    clock = 0.0

    def start_and_die() -> None:
        starts.append(clock)
        start(service)
        kill(service)

    kept = Kept(service, start_and_die)
    start(service)
    kill(service)
    for clock in range(300):
        kept.look_after(clock)
    assert [after - before for before, after in pairwise(starts)] == [2, 4, 8, 16, 32, *[LONGEST_WAIT] * 3]
    steady = starts[-1] + STEADY_SECONDS
    for clock in (steady, steady + 1, steady + 2):
        kept.look_after(clock)
    assert starts[-2:] == [steady, steady + 2]


def test_a_program_waits_for_the_one_that_it_needs(service: Service, tmp_path: Path) -> None:
    needed = Service("needed", tmp_path / "run")
    kept = Kept(service, lambda: start(service), needs=needed)
    start(service)
    kill(service)
    kept.look_after(now=0)
    assert not service.is_running()
    start(needed)
    kept.look_after(now=1)
    needed.stop()
    assert service.is_running()


@pytest.mark.parametrize("comes_back", [True, False])
def test_what_a_dead_program_left_running_is_ended(service: Service, comes_back: bool) -> None:
    start(service, PARENT)
    wait_until(lambda: len(service.log.read_text().split()) == 2)
    parent = kill(service).pid
    (child,) = {int(pid) for pid in service.log.read_text().split()} - {parent}
    assert runs(child)
    if comes_back:
        start(service)
    else:
        service.stop()
    assert not runs(child)


def test_what_it_left_is_ended_also_while_nobody_has_asked_how_it_ended(service: Service) -> None:
    """Its parent may be another process than the one that starts it again, and not care."""
    code = f"""
import time
from pathlib import Path
from adoption_reports.local.processes import Service
Service("sleeper", Path({str(service.folder)!r})).start({PARENT!r}, environment={{}}, directory=Path("/"))
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code]) as careless:
        wait_until(lambda: service.log.exists() and len(service.log.read_text().split()) == 2)
        leader = service.process()
        assert leader is not None
        (child,) = {int(pid) for pid in service.log.read_text().split()} - {leader.pid}
        leader.kill()
        wait_until(lambda: leader.status() == psutil.STATUS_ZOMBIE)
        assert runs(child)
        start(service)
        assert not runs(child)
        careless.kill()


@pytest.fixture
def kept_stack(tmp_path: Path, small_reference: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home"
    monkeypatch.setenv("ADOPTION_HOME", str(folder))
    monkeypatch.setenv("ADOPTION_REFERENCE_FOLDER", str(small_reference))
    stack.up(airflow=False, say=list)
    yield folder
    stack.clean()


def keepers_check() -> Check:
    (check,) = examine(load_settings(), besides=tuple(look.name for look in LOOKS if look.name != "Keeper"))
    return check


def answers(settings: Settings) -> bool:
    assert settings.warehouse_url is not None
    try:
        psycopg.connect(settings.warehouse_url.get_secret_value()).close()
    except psycopg.OperationalError:
        return False
    list(ObjectStore(settings).list_objects(settings.landing_bucket))
    return True


def test_postgresql_and_the_store_come_back_where_they_were(kept_stack: Path) -> None:
    settings = load_settings()
    wait_until(lambda: keepers_check().is_sound)
    killed = [kill(Service(name, kept_stack / "run")) for name in ("postgres", "object-store")]
    wait_until(lambda: all(stack.status()[name] for name in ("keeper", "postgres", "object-store")))
    wait_until(lambda: answers(settings))
    assert load_settings() == settings
    log = (kept_stack / "run" / "keeper.log").read_text()
    for name, process in zip(("postgres", "object-store"), killed, strict=True):
        assert Service(name, kept_stack / "run").process() != process
        assert re.search(f"was started again +program={name}\n", log)


def test_what_was_stopped_stays_stopped(kept_stack: Path) -> None:
    wait_until(lambda: keepers_check().is_sound)
    stack.down()
    time.sleep(3)  # longer than a keeper that was left over would wait
    assert not any(stack.status().values())
    assert keepers_check().found == "not looked at: no embedded stack runs here"


def test_there_is_one_keeper_and_a_dead_one_is_told_and_started_by_up(kept_stack: Path) -> None:
    keeper = Service("keeper", kept_stack / "run")
    wait_until(lambda: keepers_check().is_sound)
    before = keeper.process()
    stack.up(airflow=False, say=list)
    assert keeper.process() == before
    kill(keeper)
    assert not keepers_check().is_sound
    stack.up(airflow=False, say=list)
    wait_until(lambda: keepers_check().is_sound)


def test_a_keeper_that_was_replaced_or_whose_stack_is_gone_ends_by_itself(kept_stack: Path) -> None:
    keeper = Service("keeper", kept_stack / "run")
    wait_until(lambda: keepers_check().is_sound)
    process = keeper.process()
    assert process is not None
    keeper.record(psutil.Process(os.getpid()))
    wait_until(lambda: not runs(process.pid))
    keeper.forget()


def test_a_keeper_does_nothing_while_the_stack_is_being_started_or_stopped(kept_stack: Path) -> None:
    wait_until(lambda: keepers_check().is_sound)
    store = Service("object-store", kept_stack / "run")
    with stack._only_one(kept_stack):
        kill(store)
        time.sleep(3)
        assert not store.is_running()
    wait_until(store.is_running)
