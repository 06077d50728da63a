"""The embedded stack: PostgreSQL, an S3 store and Airflow on this machine, started and stopped by name.

State lies in one folder ($ADOPTION_HOME, else .local/ in the checkout), with ports of its own, so that two
checkouts run side by side. `stack.env` in it tells every `adoption` command where the running stack is.
Source: architecture, section 4.
"""

import csv
import fcntl
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adoption_reports.local.airflow_services import AirflowServices, airflow_programs, stop_airflow
from adoption_reports.local.airflow_settings import USER
from adoption_reports.local.keeper import Kept
from adoption_reports.local.keeper import keep as keep_running
from adoption_reports.local.object_store import Buckets, ObjectStoreServer
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.local.processes import Service, write_privately
from adoption_reports.settings import KEEPER_LOCK, Settings, home
from adoption_reports.storage.schema import create_roles, create_schema

WAREHOUSE = "adoption"
METADATA = "airflow"
ROLES = ("owner", "loader", "reader")


def up(*, airflow: bool = True, celery_workers: int = 0, say: Callable[[str], object] = print) -> Settings:
    """Start whatever does not run, make whatever is missing, and return when all of it is ready. Idempotent.

    airflow: False starts PostgreSQL and the S3 store only. celery_workers: how many Celery workers run the tasks,
    with a Redis and without a keeper; 0: the scheduler's own workers do. Raises ServiceFailed, which names the log.
    """
    folder = _home()
    with _only_one(folder):
        postgres, store = _postgres(folder), _store(folder)
        say("Starting PostgreSQL and the S3 store …")
        with ThreadPoolExecutor(2) as both:
            for started in [both.submit(postgres.start), both.submit(store.start)]:
                started.result()
        _create_warehouse(postgres)
        settings = _settings(folder, postgres, store)
        if airflow:
            services = AirflowServices(folder / "airflow", postgres.url(METADATA, METADATA), settings, celery_workers)
            settings = _start_airflow(services, settings, say)
        else:
            _load_registry(settings)
        _write_stack_env(folder, settings)
        if not celery_workers:  # the keeper knows nothing of workers: it would start a scheduler without them
            _start_keeper(folder)
    return settings


def down(*, grace_seconds: float = 15) -> None:
    """Stop everything that was started. Nothing is lost. Idempotent.

    grace_seconds: how long Airflow may take to finish before it is killed.
    """
    folder = _home()
    if not folder.exists():
        return
    with _only_one(folder):
        (folder / "stack.env").unlink(missing_ok=True)
        _keeper(folder).stop()
        stop_airflow(folder / "airflow", grace_seconds=grace_seconds)
        _store(folder).stop()
        _postgres(folder).stop()


def clean() -> None:
    """Stop everything and delete its state: every object, table, secret and log. Idempotent."""
    folder = _home()
    # Nothing that Airflow could still write will be kept.
    down(grace_seconds=2)
    if not folder.exists():
        return
    _postgres(folder).remove()
    _store(folder).remove()
    # What else may lie in a folder that ADOPTION_HOME names is not ours.
    for name in ("airflow", "run"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in ("stack.env", "networks.json", "lock"):
        (folder / name).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def status() -> dict[str, bool]:
    """Each program of the stack, and whether it runs."""
    folder = _home()
    parts = {
        "keeper": _keeper(folder).is_running(),
        "postgres": _postgres(folder).is_running(),
        "object-store": _store(folder).service.is_running(),
    }
    return parts | {name: part.is_running() for name, part in airflow_programs(folder / "airflow").items()}


def is_up() -> bool:
    """Whether every program runs and `stack.env` says where."""
    return (_home() / "stack.env").exists() and all(status().values())


def keep() -> None:
    """Start again whatever of the stack dies, until `down`: what the keeper does, which `up` starts."""
    folder = _home()
    keeper, postgres, store = _keeper(folder), _postgres(folder), _store(folder)

    def start(name: str) -> None:
        # Made when it is needed: it has the addresses of servers that were started meanwhile.
        settings = _settings(folder, postgres, store)
        AirflowServices(folder / "airflow", postgres.url(METADATA, METADATA), settings).start(name)

    def is_wanted() -> bool:
        process = keeper.process()
        return process is not None and process.pid == os.getpid()

    # Nobody moves to another port: those that are running would not know.
    parts = [
        Kept(postgres.service, partial(postgres.start, may_move=False)),
        Kept(store.service, partial(store.start, may_move=False)),
    ]
    for name, service in airflow_programs(folder / "airflow").items():
        parts.append(Kept(service, partial(start, name), needs=postgres.service))
    # The doctor sees by this that a keeper is at work.
    with (folder / KEEPER_LOCK).open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        keep_running(parts, folder / "lock", is_wanted)


def _keeper(folder: Path) -> Service:
    return Service("keeper", folder / "run")


def _start_keeper(folder: Path) -> None:
    # It needs the settings that whoever called `up` had, and may look from another folder.
    environment = os.environ | {"ADOPTION_HOME": str(folder)}
    command = [sys.executable, "-m", "adoption_reports.local", "keep"]
    _keeper(folder).start(command, environment=environment, directory=folder)


def _home() -> Path:
    return home().absolute()


def _postgres(folder: Path) -> PostgresServer:
    return PostgresServer(folder / "postgres")


def _store(folder: Path) -> ObjectStoreServer:
    return store_in(folder / "s3", Settings())


def store_in(folder: Path, names: Settings) -> ObjectStoreServer:
    """The S3 server in a folder, with the settings' buckets and a key per network of their registry."""
    with (names.reference_folder / "networks.csv").open(encoding="utf-8", newline="") as file:
        networks = [row["network_code"] for row in csv.DictReader(file)]
    buckets = Buckets(
        names.landing_bucket,
        names.receipts_bucket,
        (names.archive_bucket, names.lake_bucket, names.publications_bucket),
    )
    return ObjectStoreServer(folder, networks, buckets)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the stack's lock: two `up` at once would start two of everything."""
    # Others may pass through, since PostgreSQL may run under another account; every file guards itself.
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _create_warehouse(postgres: PostgresServer) -> None:
    """Roles, both databases and the newest schema of ours."""
    create_roles(postgres.url("postgres"), {role: postgres.password(f"adoption_{role}") for role in ROLES})
    postgres.create_database(WAREHOUSE, "adoption_owner")
    create_schema(postgres.url(WAREHOUSE, "adoption_owner"))
    postgres.create_role(METADATA)
    postgres.create_database(METADATA, METADATA)


def _settings(folder: Path, postgres: PostgresServer, store: ObjectStoreServer) -> Settings:
    administrator = store.credentials()
    told: dict[str, Any] = {
        "s3_endpoint": store.endpoint,
        "s3_key": administrator["key"],
        "s3_secret": administrator["secret"],
        "warehouse_url": postgres.url(WAREHOUSE, "adoption_loader"),
        "reader_url": postgres.url(WAREHOUSE, "adoption_reader"),
        "owner_url": postgres.url(WAREHOUSE, "adoption_owner"),
        "network_credentials_file": store.write_network_credentials(folder / "networks.json"),
    }
    return Settings(**told)


def _start_airflow(services: AirflowServices, settings: Settings, say: Callable[[str], object]) -> Settings:
    """Start Airflow; its database and our registry are made side by side. Returns the settings with Airflow's."""
    say("Preparing Airflow's database and the registry …")
    with ThreadPoolExecutor(1) as beside:
        prepared = beside.submit(services.prepare)
        _load_registry(settings)
        keys = prepared.result()
    say("Starting Airflow: scheduler, triggerer, DAG processor, API server …")
    services.start()
    services.wait()
    say(f"Airflow is ready at {keys.url}")
    return settings.model_copy(
        update={"airflow_url": keys.url, "airflow_user": USER, "airflow_password": SecretStr(keys.password)}
    )


def _load_registry(settings: Settings) -> None:
    # Imported here: it brings Great Expectations, whose seconds `down` and `status` need not spend.
    from adoption_reports import steps

    with steps.open_services(settings) as services:
        steps.refresh_reference(services)


def _write_stack_env(folder: Path, settings: Settings) -> None:
    """The settings as NAME=value lines, for `load_settings` and for shells."""
    lines = []
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if value is not None:
            text = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
            # Both shells and the settings' reader take single-quoted text as it is; a path may hold a quote.
            lines.append(f"ADOPTION_{name.upper()}={shlex.quote(text)}\n")
    write_privately(folder / "stack.env", "".join(lines))
