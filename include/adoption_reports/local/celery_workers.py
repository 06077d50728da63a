"""Celery workers and their Redis beside the embedded stack: the way of several machines, tried on one.

Redis is Debian's `redis-server`; it writes down each message before it takes it, so that one that is killed and
started again has lost none. Each worker is an `airflow celery worker` with tasks of its own, told apart by name.
"""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from adoption_reports.local.processes import (
    LOOPBACK,
    Service,
    ServiceFailed,
    free_port,
    write_privately,
)

START_SECONDS = 30
REDIS = "redis"
TASKS_EACH = 2
"""Tasks that one worker runs at once."""
WORKER = "airflow-worker-{}"


class CeleryWorkers:
    """A number of workers, of the Airflow whose state is in a folder."""

    def __init__(self, folder: Path, count: int) -> None:
        run = folder.absolute().parent / "run"
        self._folder = folder.absolute() / REDIS
        self._port, self._password = self._folder / "port", self._folder / "password"
        self.redis = Service(REDIS, run)
        self.workers = [Service(WORKER.format(number), run) for number in range(1, count + 1)]

    def start_redis(self) -> None:
        """Start Redis and return when it answers. Idempotent. Raises ServiceFailed where it is not installed."""
        if self.redis.is_running():
            return
        program = shutil.which("redis-server")
        if program is None:
            raise ServiceFailed("redis-server is missing: Debian's package of that name has it.")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._password.exists():
            write_privately(self._password, secrets.token_urlsafe(24))
        port = free_port(int(self._port.read_text()) if self._port.exists() else None)
        write_privately(self._port, str(port))
        told = {
            "bind": LOOPBACK,
            "port": port,
            "requirepass": self._password.read_text(),
            "appendonly": "yes",
            "save": '""',
            "dir": ".",
        }
        # From a file: a command line is seen by everyone on the machine.
        settings = self._folder / "redis.conf"
        write_privately(settings, "".join(f"{name} {value}\n" for name, value in told.items()))
        self.redis.start([program, settings], environment={}, directory=self._folder)
        self.redis.wait_until_it_listens(port, START_SECONDS)

    def forget_messages(self) -> None:
        """Lose what Redis has written down, while it does not run: as a disk that is lost would."""
        shutil.rmtree(self._folder / "appendonlydir")

    def environment(self, metadata_url: str) -> dict[str, str]:
        """What Airflow is told instead of, or beside, what it is told for its LocalExecutor."""
        broker = f"redis://:{self._password.read_text()}@{LOOPBACK}:{self._port.read_text()}/0"
        options = {
            "CORE__EXECUTOR": "CeleryExecutor",
            # So that a worker loads the plugin, and with it what tasks need, before it forks.
            "CORE__LAZY_LOAD_PLUGINS": "False",
            # As many again wait in Redis: a worker that has finished one need not wait for the scheduler.
            "CORE__PARALLELISM": str(2 * TASKS_EACH * len(self.workers)),
            "CELERY__BROKER_URL": broker,
            "CELERY__RESULT_BACKEND": metadata_url.replace("postgresql://", "db+postgresql+psycopg2://", 1),
            "CELERY__WORKER_CONCURRENCY": str(TASKS_EACH),
            "CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
            # On a busy machine a second was too short for queueing a task, and 5 s for beginning it (measured): each
            # time one of its tries was spent before it began.
            "CELERY__OPERATION_TIMEOUT": "5",
            "WORKERS__EXECUTION_API_TIMEOUT": "30",
        }
        return {f"AIRFLOW__{name}": value for name, value in options.items()}

    def start_workers(self, airflow: Path, environment: Mapping[str, str]) -> None:
        """Start the workers, after Redis. Idempotent."""
        for worker in self.workers:
            named = ("--celery-hostname", f"{worker.name}@%h", "--pid", str(self._folder / f"{worker.name}.pid"))
            command: list[str | Path] = [airflow, "celery", "worker", "--skip-serve-logs", *named]
            worker.start(command, environment=environment, directory=self._folder)


def celery_programs(run: Path) -> dict[str, Service]:
    """Redis and the workers that were started in a folder of records, running or not."""
    records = sorted(run.glob(f"{WORKER.format('*')}.json")) + sorted(run.glob(f"{REDIS}.json"))
    return {record.stem: Service(record.stem, run) for record in records}
