"""The programs in the image understand the commands that docker-compose.yaml and the Helm values give them."""

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import yaml
from airflow.cli import cli_parser
from celery.app.utils import find_app
from celery.bin.celery import celery
from click import Context
from typer.main import get_command

from adoption_reports.cli import app
from adoption_reports.local.__main__ import ACTS
from adoption_reports.settings import PROJECT

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text())["services"]
VALUES: dict[str, Any] = yaml.safe_load((PROJECT / "docs" / "operations" / "kubernetes-values.yaml").read_text())


def said(value: Any) -> Iterator[list[str]]:
    """Every command and check anywhere below a value, as words."""
    if isinstance(value, dict):
        for name, below in value.items():
            if name in ("command", "args"):
                yield below
            elif name == "test":
                yield ["sh", "-c", below[1]] if below[0] == "CMD-SHELL" else below[1:]
            else:
                yield from said(below)
    elif isinstance(value, list):
        for below in value:
            yield from said(below)


def parts(words: list[str]) -> Iterator[list[str]]:
    """A command as it is, or each that a shell is told to run one after another."""
    if words[:2] in (["bash", "-c"], ["sh", "-c"]):
        for line in words[2].split("&&"):
            yield [word for word in shlex.split(line) if word != "exec"]
    else:
        yield words


COMMANDS = sorted({" ".join(part) for one in (SERVICES, VALUES) for words in said(one) for part in parts(words)})


def of(*beginning: str) -> list[str]:
    found = [command for command in COMMANDS if command.split()[: len(beginning)] == list(beginning)]
    assert found
    return found


@pytest.mark.parametrize("command", of("airflow"))
def test_airflow_knows_the_command(command: str) -> None:
    assert cli_parser.get_parser().parse_args(command.split()[1:]).func is not None


@pytest.mark.parametrize("command", of("celery"))
def test_celery_knows_the_command_and_finds_airflows_app(command: str) -> None:
    with celery.make_context("celery", command.replace("$HOSTNAME", "here").split()[1:]) as context:
        name, found, rest = celery.resolve_command(context, [*context.protected_args, *context.args])
        assert found is not None
        assert name is not None
        assert "execute_workload" in find_app(context.params["app"]).tasks
        assert found.make_context(name, rest, parent=context).params["destination"]


@pytest.mark.parametrize("command", of("adoption"))
def test_our_command_line_knows_the_command(command: str) -> None:
    import_module("adoption_reports.cli.operations")
    group: Any = get_command(app)
    assert group.get_command(Context(group), command.split()[1]) is not None


@pytest.mark.parametrize("command", of("python", "-m", "adoption_reports.local"))
def test_the_local_stack_knows_the_word(command: str) -> None:
    assert command.split()[3] in ACTS


def test_no_other_program_of_ours_is_started() -> None:
    known = {"airflow", "celery", "adoption", "python"}
    others = {command.split()[0] for command in COMMANDS} - known
    assert others == {"cp", "pg_isready", "postgres", "redis-server", "umask", "while"} | {
        "REDISCLI_AUTH=$$REDIS_PASSWORD"
    }


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
