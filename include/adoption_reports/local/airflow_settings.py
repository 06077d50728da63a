"""Airflow's whole configuration for the embedded stack, as environment variables.

Nothing is left to an airflow.cfg, and nothing of the caller's environment is passed on. Source:
architecture, section 3.
"""

import json
import os
import secrets
import sys
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from adoption_reports.local.processes import LOOPBACK, free_port, write_privately
from adoption_reports.settings import PROJECT, Settings

USER = "admin"


@dataclass(frozen=True, slots=True)
class AirflowKeys:
    """What is made once per stack: the port, the login and the keys that Airflow's parts share."""

    port: int
    password: str
    jwt_secret: str
    api_secret_key: str
    fernet_key: str

    @property
    def url(self) -> str:
        """The address of Airflow's pages and API."""
        return f"http://{LOOPBACK}:{self.port}"


def airflow_keys(folder: Path, *, may_move: bool) -> AirflowKeys:
    """The stack's keys, made at their first use; may_move: take another port if the last one is taken."""
    file = folder / "keys.json"
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    last = known.get("port")
    keys = AirflowKeys(
        port=free_port(last) if may_move or last is None else last,
        password=known.get("password") or secrets.token_urlsafe(12),
        jwt_secret=known.get("jwt_secret") or secrets.token_urlsafe(48),
        api_secret_key=known.get("api_secret_key") or secrets.token_urlsafe(48),
        fernet_key=known.get("fernet_key") or urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    )
    write_privately(file, json.dumps({name: getattr(keys, name) for name in AirflowKeys.__slots__}))
    write_privately(folder / "passwords.json", json.dumps({USER: keys.password}))
    return keys


def airflow_environment(folder: Path, keys: AirflowKeys, metadata_url: str, settings: Settings) -> dict[str, str]:
    """Every variable of an Airflow process.

    folder: AIRFLOW_HOME. metadata_url: postgresql:// of Airflow's own database. settings: the stack that
    tasks work on; its secrets go into two connections, the rest into the variables that it was read from.
    """
    options = {
        "CORE__EXECUTOR": "LocalExecutor",
        # It forks this many workers at its start and keeps them. One more than the cores, since a worker stays
        # taken for a moment after its task has ended.
        "CORE__PARALLELISM": str(min(max(os.cpu_count() or 2, 2), 4) + 1),
        "CORE__MP_START_METHOD": "fork",
        "CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "CORE__FERNET_KEY": keys.fernet_key,
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "CORE__EXECUTION_API_SERVER_URL": f"{keys.url}/execution/",
        "DATABASE__SQL_ALCHEMY_CONN": metadata_url.replace("postgresql://", "postgresql+psycopg2://", 1),
        "API__HOST": LOOPBACK,
        "API__PORT": str(keys.port),
        "API__BASE_URL": keys.url,
        "API__WORKERS": "1",
        "API__SECRET_KEY": keys.api_secret_key,
        "API__INSTANCE_NAME": "Adoption reports",
        "API_AUTH__JWT_SECRET": keys.jwt_secret,
        "LOGGING__BASE_LOG_FOLDER": str(folder / "logs"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(folder / "logs" / "dag_processor"),
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        # Each import of Great Expectations says 1,300 lines; each heartbeat of a task is a request.
        "LOGGING__NAMESPACE_LEVELS": "great_expectations=WARNING http.access=WARNING",
        # An idle stack should answer an upload in seconds; each look costs the scheduler a few ms.
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",
        # Where a task process closes its sockets before it is gone, which is the rule for a large one, its
        # worker looks again only after this many seconds: at the default of 5, slots stay taken for 5 s.
        "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        # A task that died with its scheduler holds its DAG's only run until it is found missing: not for 300 s.
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",
        # Files change by a developer's hand only, and parsing all of them costs seconds of CPU.
        "DAG_PROCESSOR__REFRESH_INTERVAL": "20",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",
        "DAG_PROCESSOR__PRINT_STATS_INTERVAL": "600",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    return {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONUNBUFFERED": "1",
        "AIRFLOW_HOME": str(folder),
        "ADOPTION_HOME": str(folder.parent),
        **{f"AIRFLOW__{name}": value for name, value in options.items()},
        **_connections(settings),
        **_names(settings),
    }


def _connections(settings: Settings) -> dict[str, str]:
    """The two connections that tasks take their addresses and secrets from."""
    if settings.warehouse_url is None or settings.s3_secret is None:
        raise ValueError("Airflow's tasks need a warehouse and a store")
    warehouse = urlsplit(settings.warehouse_url.get_secret_value())
    described: dict[str, dict[str, Any]] = {
        "WAREHOUSE": {
            "conn_type": "postgres",
            "host": warehouse.hostname,
            "port": warehouse.port,
            "schema": warehouse.path.removeprefix("/"),
            "login": warehouse.username,
            "password": warehouse.password,
        },
        "S3": {
            "conn_type": "aws",
            "login": settings.s3_key,
            "password": settings.s3_secret.get_secret_value(),
            "extra": {"endpoint_url": settings.s3_endpoint, "region_name": settings.s3_region},
        },
    }
    return {f"AIRFLOW_CONN_ADOPTION_{name}": json.dumps(fields) for name, fields in described.items()}


def _names(settings: Settings) -> dict[str, str]:
    """Bucket names, lease, the registry's folder; and who is written to, by which server, where that is set up."""
    told = [name for name in Settings.model_fields if name.endswith("_bucket")]
    told += ["lease_seconds", "reference_folder", "notify_file", "smtp_url", "alarm_addresses", "alarm_chat_url"]
    values = {f"ADOPTION_{name.upper()}": getattr(settings, name) for name in told}
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> str:
    return str(value.get_secret_value() if isinstance(value, SecretStr) else value)
