"""Loads what tasks need once, in the process that forks them, so that a task begins with its work.

Great Expectations alone costs seconds of CPU to import; a forked task inherits it. The scheduler (which the
LocalExecutor forks its workers from) and a Celery worker are such processes. The triggerer, the DAG processor
and the API server never run our steps and must not pay for them in memory. A changed module is seen by tasks
after a restart of the process that preloaded it.
Source: architecture, section 3; performance, row 8.
"""

import gc
import importlib
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import structlog

log = structlog.get_logger(logger_name=__name__)

MODULES = (
    "adoption_reports.steps",
    "adoption_reports.validation.validator",
    "adoption_reports.airflow.assets",
    "adoption_reports.airflow.announcements",
    "adoption_reports.airflow.defaults",
    "boto3.s3.inject",
    "psycopg",
    "airflow.dag_processing.bundles.local",
    "airflow.sdk.definitions.asset.metadata",
    "airflow.sdk.execution_time.cache",
    "airflow.sdk.execution_time.timeout",
    "airflow.version",
    "ctypes.util",
    "jinja2.ext",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.standard.decorators.python",
    "airflow.dag_processing.dagbag",
)
"""Ours, and what Airflow itself imports in each task process when it parses the DAG file and runs it."""


def forks_tasks(arguments: Sequence[str]) -> bool:
    """Whether a command line is that of a process that forks tasks.

    arguments: as in sys.argv: `airflow scheduler …` or `airflow celery worker …`; options may come anywhere.
    """
    words = _words(arguments)
    return words[:1] == ["scheduler"] or words[:2] == ["celery", "worker"]


def answers_pages(arguments: Sequence[str]) -> bool:
    """Whether a command line is that of the API server: `airflow api-server …`, in any of its workers."""
    return _words(arguments)[:1] == ["api-server"]


def _words(arguments: Sequence[str]) -> list[str]:
    if not arguments or Path(arguments[0]).name not in ("airflow", "__main__.py"):
        return []
    return [word for word in arguments[1:] if not word.startswith("-")]


def preload_where_tasks_are_forked() -> None:
    """Preload, in the right component; at once in every other.

    A module that cannot be loaded is our fault, and the tasks that need it will say so: the scheduler starts.
    """
    if forks_tasks(sys.argv):
        preload()


@cache
def preload() -> None:
    """Import the modules that tasks use, and freeze them out of the garbage collector's reach.

    Once: Airflow executes the plugin file again in every forked task, where this must cost nothing.
    Starts no thread and no process and opens no connection: a fork must not inherit any.
    """
    started = time.process_time()
    for name in MODULES:
        try:
            importlib.import_module(name)
        except Exception:
            log.exception("A module that tasks need cannot be preloaded", module=name)
    gc.collect()
    gc.freeze()
    log.info("Preloaded what tasks need", cpu_seconds=round(time.process_time() - started, 2))
