"""Airflow understands the commands that docker-compose.yaml gives it."""

import re
import shlex
from importlib import import_module
from typing import Any

import pytest
import yaml
from airflow.cli import cli_parser

from adoption_reports.settings import PROJECT

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text())["services"]
COMMANDS = [service["command"] for service in SERVICES.values() if service.get("command", [""])[0] == "airflow"]
CHECKS = [service["healthcheck"]["test"][1:] for service in SERVICES.values() if "healthcheck" in service]


@pytest.mark.parametrize("words", COMMANDS + [check for check in CHECKS if check[0] == "airflow"], ids=" ".join)
def test_airflow_knows_the_command(words: list[str]) -> None:
    assert cli_parser.get_parser().parse_args(words[1:]).func is not None


def test_the_workers_executor_can_be_loaded() -> None:
    """Of the Celery and the provider that are locked, each has what the other asks for."""
    assert import_module("airflow.providers.celery.executors.celery_executor").CeleryExecutor


def test_airflow_knows_the_commands_of_the_upkeep_guide() -> None:
    guide = (PROJECT / "docs" / "operations" / "upkeep.md").read_text()
    lines = [line for line in guide.splitlines() if line.startswith("airflow ")]
    assert len(lines) == 2
    for line in lines:
        words = shlex.split(re.sub(r"\$\([^)]*\)", "2026-01-01T00:00Z", line))
        assert cli_parser.get_parser().parse_args(words[1:]).func is not None
