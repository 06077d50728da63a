"""What every DAG file must keep to. Source: architecture, section 3; style, point 12."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from airflow.sdk import DAG, CronTriggerTimetable, PartitionedAssetTimetable
from airflow.serialization.serialized_objects import DagSerialization

from adoption_reports.airflow.assets import LANDING, LOADED, SUBMISSION
from adoption_reports.airflow.defaults import RETRY_OUR_FAULTS

PROJECT = Path(__file__).resolve().parents[2]
DAG_FILES = sorted((PROJECT / "dags").glob("*.py"))
DAG_IDS = [
    "dispatch_uploads",
    "examine_installation",
    "national_totals",
    "process_submission",
    "reconcile",
    "refresh_reference",
]
PARSED = pytest.mark.parametrize("dag_id", DAG_IDS)
ON_FILES = pytest.mark.parametrize("file", DAG_FILES, ids=lambda file: file.stem)


def test_each_dag_has_the_name_of_its_file(dags: dict[str, DAG]) -> None:
    assert sorted(dags) == [file.stem for file in DAG_FILES] == DAG_IDS


@PARSED
def test_a_dag_reads_as_its_runbook(dags: dict[str, DAG], dag_id: str) -> None:
    runbook = dags[dag_id].doc_md or ""
    assert runbook.startswith("\n# ")
    assert "**What it does.**" in runbook
    assert "**When it fails.**" in runbook
    assert "**Re-running** is always safe" in runbook


@PARSED
def test_a_dag_has_an_owner_and_tags_and_no_past_to_catch_up_with(dags: dict[str, DAG], dag_id: str) -> None:
    dag = dags[dag_id]
    assert dag.owner == "adoption-reports"
    assert "adoption" in dag.tags
    assert not dag.catchup


@PARSED
def test_every_task_retries_our_faults_and_no_longer_than_minutes(dags: dict[str, DAG], dag_id: str) -> None:
    for task in dags[dag_id].tasks:
        arguments = task.partial_kwargs if task.is_mapped else vars(task)
        assert arguments["retry_policy"] is RETRY_OUR_FAULTS
        assert arguments["retries"] == 5
        assert arguments["execution_timeout"]


@PARSED
def test_a_dag_survives_being_stored_by_the_dag_processor(dags: dict[str, DAG], dag_id: str) -> None:
    stored = DagSerialization.to_dict(dags[dag_id])
    again = DagSerialization.from_dict(stored)
    assert sorted(again.task_ids) == sorted(dags[dag_id].task_ids)


def test_what_starts_each_dag(dags: dict[str, DAG]) -> None:
    def partitioned_by(dag_id: str) -> object:
        timetable = dags[dag_id].timetable
        assert isinstance(timetable, PartitionedAssetTimetable)
        return timetable.asset_condition

    assert list(dags["dispatch_uploads"].timetable.asset_condition.objects) == [LANDING]
    assert partitioned_by("process_submission") == SUBMISSION
    assert partitioned_by("national_totals") == LOADED
    assert isinstance(dags["reconcile"].timetable, CronTriggerTimetable)
    assert isinstance(dags["refresh_reference"].timetable, CronTriggerTimetable)


def test_only_submissions_are_processed_beside_each_other(dags: dict[str, DAG]) -> None:
    at_once = {dag_id: dag.max_active_runs for dag_id, dag in dags.items()}
    assert at_once.pop("process_submission") > 1
    assert set(at_once.values()) == {1}


def test_who_announces_what(dags: dict[str, DAG]) -> None:
    outlets = {
        f"{dag_id}.{task.task_id}": [asset.name for asset in task.outlets]
        for dag_id, dag in dags.items()
        for task in dag.tasks
        if task.outlets
    }
    assert outlets == {
        "dispatch_uploads.register": ["adoption_submission"],
        "dispatch_uploads.announce_submissions": ["adoption_submission"],
        "process_submission.announce_change": ["adoption_loaded"],
        "reconcile.announce_submissions": ["adoption_submission"],
    }


def test_a_burst_is_answered_before_its_totals_are_computed(dags: dict[str, DAG]) -> None:
    def weight(name: str) -> int:
        dag_id, task_id = name.split(".")
        return int(dags[dag_id].task_dict[task_id].priority_weight)

    order = [
        "reconcile.compare",
        "dispatch_uploads.register",
        "process_submission.answer",
        "process_submission.judge",
        "national_totals.refresh",
    ]
    assert sorted(order, key=weight, reverse=True) == order
    assert len({weight(name) for name in order}) == len(order)
    assert weight("process_submission.announce_change") == weight("dispatch_uploads.register")


def test_the_answer_does_not_wait_for_the_announcement(dags: dict[str, DAG]) -> None:
    judge = dags["process_submission"].task_dict["judge"]
    assert judge.downstream_task_ids == {"answer", "announce_change"}


def test_only_results_that_are_mapped_or_picked_apart_take_more_than_one_xcom(dags: dict[str, DAG]) -> None:
    """Each key of a multiple output is a request of its own; Airflow infers it from an annotation of dict."""
    picked_apart = {
        f"{dag_id}.{task.task_id}"
        for dag_id, dag in dags.items()
        for task in dag.tasks
        if getattr(task, "multiple_outputs", False)
    }
    assert picked_apart == {"reconcile.compare"}


@ON_FILES
def test_a_dag_file_is_wiring(file: Path) -> None:
    """A task calls one step; what it hands on are the ids and counts that steps return."""
    assert len(file.read_text().splitlines()) <= 80
    tree = ast.parse(file.read_text())
    names = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    airflow = {"dag", "task", "PartitionedAssetTimetable", "CronTriggerTimetable", "AirflowSkipException"}
    ours = {
        "open_services",
        "announce",
        "announce_submissions",
        "in_batches",
        "submission_of",
        "timedelta",
        "tell",
        "tell_unsound",
    }
    ours |= {"report_gauges", "report_judged"}
    assert names - defined <= airflow | ours


@ON_FILES
def test_a_dag_file_is_parsed_without_what_only_tasks_need(file: Path) -> None:
    program = """
import sys, airflow.sdk
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), {"__name__": "dag_file"})
print(*sorted({"great_expectations", "pandas", "pyarrow", "adoption_reports.steps"} & set(sys.modules)))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.splitlines()[-1] == ""


def test_only_the_airflow_part_imports_airflow() -> None:
    package = PROJECT / "include" / "adoption_reports"
    offenders = [
        path.relative_to(package)
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] != "airflow" and _imports_airflow(path)
    ]
    assert offenders == []


def _imports_airflow(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(name.split(".")[0] == "airflow" for name in names):
            return True
    return False
