"""Tasks find what they need loaded; components that run no tasks never load it."""

import subprocess
import sys
from pathlib import Path

import pytest
from airflow._shared.module_loading import find_path_from_directory

from adoption_reports.airflow.preload import answers_pages, forks_tasks

PROJECT = Path(__file__).resolve().parents[2]
PLUGINS = PROJECT / "plugins"
PLUGIN = PLUGINS / "adoption_airflow_plugin.py"


@pytest.mark.parametrize(
    ("command", "does"),
    [
        ("/env/bin/airflow scheduler", True),
        ("airflow scheduler --skip-serve-logs", True),
        ("airflow -v scheduler", True),
        ("airflow celery worker --queues default", True),
        ("/env/lib/airflow/__main__.py scheduler", True),
        ("airflow triggerer", False),
        ("airflow dag-processor", False),
        ("airflow api-server", False),
        ("airflow celery flower", False),
        ("airflow dags list", False),
        ("airflow", False),
        ("pytest scheduler", False),
        ("", False),
    ],
)
def test_which_processes_fork_tasks(command: str, does: bool) -> None:
    assert forks_tasks(command.split()) is does


def load_plugin_as(component: str, then: str) -> str:
    """Execute the plugin file in a process with a component's command line; returns its last line."""
    program = f"""
import os, sys, threading, time
sys.argv = ["airflow", {component!r}]
exec(compile(open({str(PLUGIN)!r}).read(), "adoption_airflow_plugin.py", "exec"))
{then}
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    return ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("component", ["triggerer", "dag-processor"])
def test_a_component_without_tasks_loads_nothing(component: str) -> None:
    then = (
        'print("great_expectations" in sys.modules, "pandas" in sys.modules, "adoption_reports.steps" in sys.modules)'
    )
    assert load_plugin_as(component, then) == "False False False"


def test_the_server_of_the_pages_judges_nothing_itself_and_loads_nothing_for_it() -> None:
    then = 'print("adoption_reports.pages.app" in sys.modules, "great_expectations" in sys.modules)'
    assert load_plugin_as("api-server", then) == "True False"


def test_a_forked_task_finds_everything_loaded_and_no_thread_to_inherit() -> None:
    then = """
threads = threading.active_count()
if os.fork() == 0:
    loaded = set(sys.modules)
    from adoption_reports import steps
    import adoption_reports.validation.validator, great_expectations, pandas, pyarrow
    exec(compile(open(PLUGIN).read(), "again", "exec"))
    print(threads, len(set(sys.modules) - loaded), flush=True)
    os._exit(0)
os.wait()
""".replace("PLUGIN", repr(str(PLUGIN)))
    assert load_plugin_as("scheduler", then) == "1 0"


def test_airflow_loads_the_one_plugin_and_no_other_file(tmp_path: Path) -> None:
    for name in (PLUGIN.name, ".airflowignore"):
        (tmp_path / name).write_text((PLUGINS / name).read_text())
    (tmp_path / "pages.py").touch()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / PLUGIN.name).touch()
    found = [Path(path) for path in find_path_from_directory(str(tmp_path), ".airflowignore", "glob")]
    assert found == [tmp_path / PLUGIN.name]


@pytest.mark.parametrize(
    ("command", "answers"),
    [
        ("airflow api-server --port 8080", True),
        ("airflow scheduler", False),
        ("airflow dag-processor", False),
        ("pytest api-server", False),
        ("", False),
    ],
)
def test_pages_are_mounted_in_the_api_server_alone(command: str, answers: bool) -> None:
    assert answers_pages(command.split()) == answers
