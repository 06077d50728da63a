"""Airflow's four programs on the embedded PostgreSQL: scheduler, triggerer, DAG processor, API server.

And, where asked for, Celery workers instead of the scheduler's own.
"""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from adoption_reports.local.airflow_settings import USER, AirflowKeys, airflow_environment, airflow_keys
from adoption_reports.local.celery_workers import CeleryWorkers, celery_programs
from adoption_reports.local.processes import Service, ServiceFailed, pause, stop_together
from adoption_reports.settings import PROJECT, Settings

START_SECONDS = 180
COMMANDS = {
    # One machine, one disk: everyone reads task logs from their files, so nobody need serve them.
    "airflow-scheduler": ("scheduler", "--skip-serve-logs"),
    "airflow-triggerer": ("triggerer", "--skip-serve-logs"),
    "airflow-dag-processor": ("dag-processor",),
    "airflow-api-server": ("api-server",),
}
PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")


class AirflowServices:
    """Airflow in one folder, which is its AIRFLOW_HOME. celery_workers: 0 leaves tasks to the scheduler's own."""

    def __init__(self, folder: Path, metadata_url: str, settings: Settings, celery_workers: int = 0) -> None:
        self.folder = folder.absolute()
        self.services = _four_programs(self.folder)
        self._celery = CeleryWorkers(self.folder, celery_workers) if celery_workers else None
        self._metadata_url = metadata_url
        self._settings = settings
        self._migrated = self.folder / "migrated"
        self.keys: AirflowKeys | None = None

    def prepare(self) -> AirflowKeys:
        """Make keys and bring Airflow's database to this version. Idempotent."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._celery:
            self._celery.start_redis()
        api_server = self.services["airflow-api-server"]
        self.keys = airflow_keys(self.folder, may_move=not api_server.is_running())
        newest = f"{version('apache-airflow-core')} {self._metadata_url.rsplit('@', 1)[-1]}"
        if not (self._migrated.exists() and self._migrated.read_text() == newest):
            done = subprocess.run(
                [_program(), "db", "migrate"],
                env=self._environment(),
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise ServiceFailed(f"airflow db migrate failed:\n{done.stderr[-2000:]}")
            self._migrated.write_text(newest)
        return self.keys

    def start(self, *names: str) -> None:
        """Start programs side by side, after `prepare`; `wait` says when they are ready. Idempotent.

        names: which; all four if none is named.
        """
        environment = self._environment()
        for name in names or COMMANDS:
            service = self.services[name]
            service.start([_program(), *COMMANDS[name]], environment=environment, directory=self.folder)
        if self._celery:
            self._celery.start_workers(_program(), environment)

    def wait(self) -> None:
        """Return when every part is healthy and every DAG of ours is known and active."""
        deadline = time.monotonic() + START_SECONDS
        wanted = {path.stem for path in (PROJECT / "dags").glob("*.py")}
        missing = "did not answer"
        while time.monotonic() < deadline:
            for service in (*self.services.values(), *(self._celery.workers if self._celery else ())):
                if not service.is_running():
                    raise service.failure("ended while starting")
            try:
                missing = self._missing(wanted)
            except (OSError, ValueError):
                missing = "did not answer"
            if not missing:
                return
            pause(0.25)
        raise self.services["airflow-api-server"].failure(f"{missing} within {START_SECONDS} s")

    def _missing(self, wanted: set[str]) -> str:
        health = self._get("/api/v2/monitor/health")
        sick = [part for part in PARTS if (health.get(part) or {}).get("status") != "healthy"]
        if sick:
            return f"has no healthy {', '.join(sick)}"
        listed = self._get("/api/v2/dags?limit=100", token=self._token())["dags"]
        unknown = wanted - {dag["dag_id"] for dag in listed if not dag["is_stale"]}
        return f"does not know the DAGs {', '.join(sorted(unknown))}" if unknown else ""

    def _environment(self) -> dict[str, str]:
        keys = self.keys or airflow_keys(self.folder, may_move=False)
        told = airflow_environment(self.folder, keys, self._metadata_url, self._settings)
        return told | (self._celery.environment(self._metadata_url) if self._celery else {})

    def _token(self) -> str:
        assert self.keys is not None
        body = json.dumps({"username": USER, "password": self.keys.password}).encode()
        return str(self._get("/auth/token", body=body)["access_token"])

    def _get(self, path: str, *, token: str | None = None, body: bytes | None = None) -> Mapping[str, Any]:
        assert self.keys is not None
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(self.keys.url + path, data=body, headers=headers)  # noqa: S310
        # No proxy: the address is this machine's own.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as reply:
            answer: Mapping[str, Any] = json.load(reply)
        return answer


def airflow_programs(folder: Path) -> dict[str, Service]:
    """The four programs by name, and the Celery workers with their Redis if there are any; running or not."""
    return _four_programs(folder) | celery_programs(folder.absolute().parent / "run")


def _four_programs(folder: Path) -> dict[str, Service]:
    run = folder.absolute().parent / "run"
    programs = {name: Service(name, run) for name in COMMANDS}
    # Asked alone, the triggerer waits 10 s for its child, which never hears of it (measured).
    programs["airflow-triggerer"] = Service("airflow-triggerer", run, signal.SIGINT, stops_as_group=True)
    return programs


def stop_airflow(folder: Path, *, grace_seconds: float = 15) -> None:
    """Stop all of them, together. Tasks under way are ended; their submissions are taken up again later."""
    stop_together(airflow_programs(folder).values(), grace_seconds=grace_seconds)


def _program() -> Path:
    program = Path(sys.executable).with_name("airflow")
    if not program.exists():
        raise ServiceFailed("Airflow is missing. Run: make env")
    return program
