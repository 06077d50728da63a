"""Airflow for these tests: a home of its own, no examples, no metadata database."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Airflow reads its home when it is first imported, which is before any fixture runs.
_HOME = tempfile.mkdtemp(prefix="adoption-airflow-")
os.environ["AIRFLOW_HOME"] = _HOME
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(Path(_HOME) / "no-plugins")

from airflow.dag_processing.dagbag import DagBag  # noqa: E402
from airflow.sdk import DAG  # noqa: E402

from tests.storage.conftest import pipeline, small_reference, warm_validator  # noqa: E402, F401

PROJECT = Path(__file__).resolve().parents[2]
DAG_FILES = sorted((PROJECT / "dags").glob("*.py"))


@pytest.fixture(scope="session", autouse=True)
def _leave_nothing_behind() -> Iterator[None]:
    yield
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def dags() -> dict[str, DAG]:
    """Every DAG by its id, read as the DAG processor reads them."""
    found = DagBag(PROJECT / "dags")
    assert not found.import_errors
    return dict(found.dags)
