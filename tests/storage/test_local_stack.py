"""Starting and stopping the embedded PostgreSQL and S3 store: by name, as often as one likes."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from adoption_reports.local import accounts, elsewhere, stack
from adoption_reports.local.object_store import Buckets, ObjectStoreServer
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.local.processes import Service, ServiceFailed, free_port
from adoption_reports.settings import Settings, load_settings
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import transaction
from adoption_reports.storage.reference import load_registry

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service("sleeper", tmp_path / "run")
    yield made
    made.stop(grace_seconds=0)


def start(service: Service, command: list[str]) -> psutil.Process:
    service.start(command, environment={}, directory=service.folder.parent)
    process = service.process()
    assert process is not None
    return process


def test_a_program_that_runs_is_not_started_again(service: Service) -> None:
    assert start(service, SLEEPER).pid == start(service, SLEEPER).pid


def test_a_stopped_program_is_gone_and_may_be_stopped_again(service: Service) -> None:
    process = start(service, SLEEPER)
    service.stop()
    service.stop()
    assert not service.is_running()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_program_that_will_not_end_is_killed_after_its_grace(service: Service) -> None:
    start(service, STUBBORN)
    while "deaf" not in service.log.read_text():
        pass
    service.stop(grace_seconds=0.2)
    assert not service.is_running()


def test_a_program_that_died_can_be_started_again(service: Service) -> None:
    first = start(service, SLEEPER)
    first.kill()
    first.wait(5)
    assert start(service, SLEEPER).pid != first.pid


def test_a_pid_that_another_program_got_since_is_never_touched(service: Service) -> None:
    with subprocess.Popen(SLEEPER) as stranger:
        service.folder.mkdir(parents=True)
        (service.folder / "sleeper.json").write_text(json.dumps({"pid": stranger.pid, "started": 1.0}))
        assert not service.is_running()
        service.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_a_program_that_ends_at_once_is_told_with_the_end_of_its_log(service: Service) -> None:
    service.start([sys.executable, "-c", "print('no such disk')"], environment={}, directory=service.folder.parent)
    while service.is_running():
        pass
    assert "no such disk" in str(service.failure("ended while starting"))


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path / "postgres", durable=False)
    yield server
    server.remove()


def test_postgresql_keeps_data_port_and_passwords_over_a_restart(postgres: PostgresServer) -> None:
    postgres.start()
    url = postgres.url("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS words")
    postgres.stop()
    assert not postgres.is_running()
    postgres.start()
    assert postgres.url("postgres") == url
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT words FROM kept").fetchone() == ("still here",)


def test_postgresql_refuses_everyone_without_the_password(postgres: PostgresServer) -> None:
    postgres.start()
    for password in ("", "guess"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://postgres:{password}@127.0.0.1:{postgres.port}/postgres")


def test_text_sorts_by_bytes(postgres: PostgresServer) -> None:
    postgres.start()
    with postgres.administrator() as connection:
        found = connection.execute("SELECT string_agg(w, '' ORDER BY w) FROM unnest(ARRAY['é', 'a', 'B']) AS w")
        assert found.fetchone() == ("Baé",)


@pytest.mark.parametrize("keeps_record", [True, False])
def test_postgresql_starts_after_a_crash_that_left_its_pid_file(postgres: PostgresServer, keeps_record: bool) -> None:
    postgres.start()
    process = postgres.service.process()
    assert process is not None
    family = [process, *process.children(recursive=True)]
    for member in family:
        member.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
    # The number in the pid file now belongs to a program that has nothing to do with us.
    pid_file = postgres.data_dir / "cluster" / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(process.pid), str(os.getpid()), 1))
    if not keeps_record:
        postgres.service.forget()
    postgres.start()
    with postgres.administrator() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_running_postgresql_is_found_again_without_its_record(postgres: PostgresServer) -> None:
    postgres.start()
    started = postgres.service.process()
    postgres.service.forget()
    postgres.start()
    assert postgres.service.process() == started


def test_postgresql_takes_another_port_when_its_own_is_taken(postgres: PostgresServer) -> None:
    postgres.start()
    taken = postgres.port
    postgres.stop()
    with subprocess.Popen([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(taken)]) as other:
        while free_port(taken) == taken:
            pass
        postgres.start()
        other.kill()
    assert postgres.port != taken


def test_root_runs_postgresql_elsewhere_when_its_account_cannot_reach_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "ELSEWHERE", tmp_path / "elsewhere")
    (tmp_path / "private").mkdir(mode=0o700)
    mine = accounts.Account("me", os.geteuid(), os.getegid())
    folder = tmp_path / "private" / "postgres"
    real = accounts.place_for(folder, mine)
    assert real.parent == tmp_path / "elsewhere"
    assert folder.resolve() == real.resolve()
    assert accounts.place_for(folder, mine) == real
    accounts.remove_place(folder)
    assert not folder.is_symlink()
    assert not real.exists()


def test_a_folder_that_someone_else_prepared_for_us_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trap").mkdir()
    (tmp_path / "postgres").symlink_to(tmp_path / "link")
    (tmp_path / "link").symlink_to(tmp_path / "trap")
    with pytest.raises(ServiceFailed, match="belongs to someone else"):
        accounts.place_for(tmp_path / "postgres", None)


def test_the_store_keeps_objects_and_keys_over_a_restart(tmp_path: Path) -> None:
    server = ObjectStoreServer(tmp_path / "s 3", ["YH"])
    try:
        server.start()
        endpoint, credentials = server.endpoint, server.credentials("network-YH")
        server.stop()
        assert not server.service.is_running()
        server.start()
        assert (server.endpoint, server.credentials("network-YH")) == (endpoint, credentials)
    finally:
        server.remove()
    assert not server.folder.exists()


@pytest.fixture
def home(tmp_path: Path, small_reference: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home of a stack"
    monkeypatch.setenv("ADOPTION_HOME", str(folder))
    monkeypatch.setenv("ADOPTION_REFERENCE_FOLDER", str(small_reference))
    yield folder
    stack.clean()


def test_the_stack_comes_up_again_and_goes_down_again_without_harm(home: Path) -> None:
    first = stack.up(airflow=False, say=list)
    assert stack.up(airflow=False, say=list) == first == load_settings()
    running = stack.status()
    assert (running["postgres"], running["object-store"], running["airflow-scheduler"]) == (True, True, False)
    assert not stack.is_up()
    stack.down()
    stack.down()
    assert not any(stack.status().values())
    assert load_settings().s3_endpoint is None
    stack.clean()
    stack.clean()
    assert not home.exists()


def test_secrets_lie_in_files_that_only_their_owner_reads(home: Path) -> None:
    settings = stack.up(airflow=False, say=list)
    secrets = [
        secret.get_secret_value()
        for secret in (settings.s3_secret, settings.warehouse_url, settings.reader_url, settings.owner_url)
        if secret is not None
    ] + [login["secret"] for login in settings.network_credentials.values()]
    assert len(secrets) == 4 + 15
    holding = [path for path in home.rglob("*") if path.is_file() and _holds(path, secrets)]
    assert {path.name for path in holding} >= {"stack.env", "networks.json", "secrets.json", "logins.json"}
    for path in holding:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def _holds(path: Path, secrets: list[str]) -> bool:
    content = path.read_bytes()
    return any(secret.encode() in content for secret in secrets)


def test_cleaning_leaves_what_is_not_the_stacks_own(home: Path) -> None:
    stack.up(airflow=False, say=list)
    (home / "notes.txt").write_text("mine")
    stack.clean()
    assert [path.name for path in home.iterdir()] == ["notes.txt"]


def test_a_stack_is_made_on_servers_that_exist_already(
    postgres: PostgresServer, tmp_path: Path, small_reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.start()
    store = ObjectStoreServer(tmp_path / "s3", ["YH"], Buckets(others=()))
    address = f"127.0.0.1:{postgres.port}"
    try:
        store.start()
        for name, value in {
            "ADMINISTRATOR_URL": postgres.url("postgres"),
            "OWNER_URL": f"postgresql://adoption_owner:one@{address}/adoption",
            "WAREHOUSE_URL": f"postgresql://adoption_loader:two@{address}/adoption",
            "READER_URL": f"postgresql://adoption_reader:three@{address}/adoption",
            "S3_ENDPOINT": store.endpoint,
            "S3_KEY": store.credentials()["key"],
            "S3_SECRET": store.credentials()["secret"],
            "REFERENCE_FOLDER": str(small_reference),
        }.items():
            monkeypatch.setenv(f"ADOPTION_{name}", value)
        metadata = f"{address}/airflow"
        monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", f"postgresql+psycopg2://airflow:four@{metadata}")
        elsewhere.provision()
        elsewhere.provision()
        psycopg.connect(f"postgresql://airflow:four@{metadata}").close()
        with Services(Settings()) as services, transaction(services.database) as connection:
            assert len(load_registry(connection).networks) == 15
            for bucket in services.settings.buckets:
                assert list(services.store.list_objects(bucket, "none/")) == []
    finally:
        store.remove()


def test_the_containers_store_takes_the_secret_that_it_is_given(home: Path) -> None:
    """It listens on a fixed port of its container; here it is only looked at up to there."""
    command = [sys.executable, "-m", "adoption_reports.local", "store"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (refused.returncode, refused.stderr) == (2, "Set ADOPTION_S3_SECRET: the administrator's.\n")
    with subprocess.Popen(command, env=os.environ | {"ADOPTION_S3_SECRET": "given"}) as server:
        while not (home / "networks.json").exists():
            assert server.poll() is None
        server.kill()
    assert json.loads((home / "s3" / "secrets.json").read_text())["administrator"] == "given"
    assert len(json.loads((home / "networks.json").read_text())) == 15


def test_two_stacks_run_side_by_side(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = stack.up(airflow=False, say=list)
    with monkeypatch.context() as other:
        other.setenv("ADOPTION_HOME", str(tmp_path / "another"))
        try:
            two = stack.up(airflow=False, say=list)
            assert one.s3_endpoint != two.s3_endpoint
            assert one.warehouse_url != two.warehouse_url
        finally:
            stack.clean()
    running = stack.status()
    assert (running["postgres"], running["object-store"]) == (True, True)
