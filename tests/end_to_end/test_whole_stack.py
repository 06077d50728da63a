"""The real stack: uploads by each network's own credentials become receipts and totals, with no help.

One stack for the module, in a folder and on ports of its own. The tests build on each other's files
only through figures that they take before they act.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports.domain.periods import Period
from adoption_reports.domain.submissions import REJECTED
from adoption_reports.local.burst import burst_files
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.local.processes import Service
from adoption_reports.local.recount import differences
from adoption_reports.settings import Settings
from adoption_reports.steps import Services
from adoption_reports.steps.invariants import broken_promises
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.totals import national_totals
from tests.celery.laboratory import send
from tests.storage.conftest import adoptions

PERIOD = "2017-18-Q3"


@pytest.fixture(scope="module")
def services(running_stack: Settings) -> Iterator[Services]:
    """The running stack's services, for looking at what happened."""
    with Services(running_stack) as opened:
        yield opened


def adoption(*words: str) -> subprocess.CompletedProcess[str]:
    """The command line, as people run it."""
    command = [sys.executable, "-m", "adoption_reports.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=dict(os.environ))


def wait_until(is_so: Callable[[], bool], seconds: int = 1800) -> None:
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < seconds, "the stack did not get there"
        time.sleep(0.3)


def health(services: Services) -> dict[str, Any]:
    with transaction(services.database) as connection:
        return dict(rows(connection, "checks/health.sql")[0])


def is_settled(services: Services) -> bool:
    found = health(services)
    return not (found["undecided"] or found["unanswered"] or found["pending_changes"] or found["outbox_depth"])


def figures(services: Services, period: str) -> dict[str, Any]:
    with transaction(services.database) as connection:
        found = national_totals(connection, period=period)
    return next(row for row in found if row["time_basis"] == "in_period") if found else {}


def test_a_good_file_is_answered_within_a_minute_and_counts(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "q3 final.csv"
    places = [place for place in services.registry().locations.values() if place.network_code == "NENC"]
    sound = [place.location_code for place in places if not place.closed_date][:3]
    file.write_text(adoptions(*(f"INN-0001,{code},{n},received" for n, code in enumerate(sound, start=10))))
    sent = adoption("submit", str(file), "--network", "NENC", "--period", PERIOD, "--wait", "--timeout", "60")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert "accepted and counts" in sent.stdout
    wait_until(lambda: is_settled(services))
    assert figures(services, PERIOD)["beneficiaries_count"] == 33


def test_a_bad_file_is_refused_in_plain_words_and_its_run_succeeds(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("Dear colleagues,\nplease find attached\n")
    sent = adoption("submit", str(file), "--network", "YH", "--period", PERIOD, "--wait")
    assert sent.returncode == 1, sent.stdout + sent.stderr
    assert "The file was refused." in sent.stdout
    assert "Traceback" not in sent.stdout + sent.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("submit", __file__, "--network", "XX", "--period", PERIOD), "no credentials for the network XX"),
        (("submit", __file__, "--network", "YH", "--period", "FY18 Q3"), "not a reporting period"),
        (("withdraw", "NENC-2017-18-Q3-r999", "--why", "test"), "no submission NENC-2017-18-Q3-r999"),
    ],
)
def test_wrong_use_is_told_with_status_2(running_stack: Settings, words: tuple[str, ...], said: str) -> None:
    told = adoption(*words)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_a_burst_of_sixty_files_strands_none(services: Services) -> None:
    before = health(services)["registry_version"]
    assert before is not None
    files = burst_files(60, services.registry())
    send(services, files)

    def answered() -> int:
        with transaction(services.database) as connection:
            found = rows(connection, "checks/progress.sql", after_upload=0)
        keys = {file.object_key for file in files}
        return sum(row["object_key"] in keys and row["state"] == "answered" for row in found)

    wait_until(lambda: answered() == 60)
    wait_until(lambda: is_settled(services))
    for period in {file.object_key.split("/")[1] for file in files}:
        sent = [file for file in files if file.object_key.split("/")[1] == period]
        found = figures(services, period)
        assert found["adoptions_count"] == sum(file.adoptions_count for file in sent)
        assert found["beneficiaries_count"] == sum(file.beneficiaries_count for file in sent)


def test_logs_and_xcom_name_the_submission_and_hold_no_note_and_no_secret(services: Services, tmp_path: Path) -> None:
    note = "Ask for Jo Planted on 0191 498 0000"
    header, line = adoptions("INN-0001,no-such-place,1,received").splitlines()
    file = tmp_path / "noted.csv"
    file.write_text(f"{header},notes\n{line},{note}\n")
    assert adoption("submit", str(file), "--network", "OX", "--period", "2016-17-Q1", "--wait").returncode == 1
    wait_until(lambda: is_settled(services))
    home = Path(os.environ["ADOPTION_HOME"])
    texts = {str(path): path.read_text(errors="replace") for path in home.glob("airflow/logs/**/*.log")}
    task_logs = dict(texts)
    texts |= {str(path): path.read_text(errors="replace") for path in home.glob("run/*.log")}
    metadata = sa.create_engine(PostgresServer(home / "postgres").url("airflow", "airflow"))
    with metadata.connect() as connection:
        for name in ("xcom", "log", "rendered_task_instance_fields", "dag_run"):
            texts[name] = str(connection.exec_driver_sql(f"SELECT * FROM {name}").all())
    metadata.dispose()
    assert "OX-2016-17-Q1-r001" in texts["xcom"]
    told = [
        getattr(services.settings, name) for name in ("s3_secret", "warehouse_url", "owner_url", "airflow_password")
    ]
    secrets = [one.get_secret_value() for one in told]
    secrets += [str(sa.make_url(text).password) for text in secrets if text.startswith("postgresql")]
    secrets += [one["secret"] for one in services.settings.network_credentials.values()]
    planted = [*secrets, "Jo Planted", "498 0000"]
    assert [name for name, text in texts.items() if any(one in text for one in planted)] == []
    (judged,) = [
        json.loads(line)
        for text in task_logs.values()
        for line in text.splitlines()
        if '"judged"' in line and "OX-2016-17-Q1-r001" in line
    ]
    assert judged["submission_id"] == "OX-2016-17-Q1-r001"


def test_withdrawing_moves_the_totals_and_reinstating_moves_them_back(services: Services) -> None:
    before = figures(services, PERIOD)["beneficiaries_count"]
    digest = adoption("digest").stdout
    assert adoption("withdraw", f"NENC-{PERIOD}-r001", "--why", "a test").returncode == 0
    assert figures(services, PERIOD).get("beneficiaries_count", 0) == before - 33
    assert adoption("reinstate", f"NENC-{PERIOD}-r001", "--why", "a test").returncode == 0
    assert adoption("digest").stdout == digest


def test_totals_on_the_command_line_equal_an_independent_recount_from_the_lake(services: Services) -> None:
    shown = json.loads(adoption("totals", "--format", "json").stdout)
    assert {row["time_basis"] for row in shown} == {"in_period", "since_201314"}
    assert all(isinstance(row["investment_gbp"], str) for row in shown)
    assert differences(services) == []


def test_airflow_has_one_successful_run_for_each_submission(services: Services) -> None:
    with transaction(services.database) as connection:
        submissions = [row["submission_id"] for row in rows(connection, "checks/progress.sql", after_upload=0)]
    wait_until(lambda: all(run["state"] == "success" for run in process_runs(services)))
    assert sorted(run["partition_key"] for run in process_runs(services)) == sorted(submissions)


def process_runs(services: Services) -> list[dict[str, Any]]:
    """Every run of process_submission; the API gives at most a hundred at a time."""
    path = "/api/v2/dags/process_submission/dagRuns?limit=100&offset="
    first = airflow(services.settings, f"{path}0")
    offsets = range(100, first["total_entries"], 100)
    others = [airflow(services.settings, f"{path}{offset}")["dag_runs"] for offset in offsets]
    return [*first["dag_runs"], *(run for page in others for run in page)]


def airflow(settings: Settings, path: str) -> dict[str, Any]:
    """Airflow's own API, logged in as its user."""
    assert settings.airflow_password is not None
    login = {"username": settings.airflow_user, "password": settings.airflow_password.get_secret_value()}
    token = call(f"{settings.airflow_url}/auth/token", body=login)["access_token"]
    return call(f"{settings.airflow_url}{path}", token=token)


def call(url: str, *, body: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=30) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


def test_a_scheduler_killed_at_work_is_started_again_and_nothing_is_lost(services: Services) -> None:
    """`make faults PARTS=airflow` kills every other program too, and at other moments."""
    files = burst_files(5, services.registry(), first=Period(2021, 1))
    for file in files:
        services.store.put(services.settings.landing_bucket, file.object_key, file.content)
    keys = {file.object_key for file in files}

    def states() -> list[str]:
        with transaction(services.database) as connection:
            found = rows(connection, "checks/progress.sql", after_upload=0)
        return [row["state"] for row in found if row["object_key"] in keys]

    wait_until(lambda: len(states()) == 5)
    scheduler = Service("airflow-scheduler", Path(os.environ["ADOPTION_HOME"]) / "run")
    killed = scheduler.process()
    assert killed is not None
    killed.kill()
    wait_until(lambda: states() == ["answered"] * 5 and is_settled(services))
    wait_until(lambda: scheduler.is_running() and not broken_promises(services))
    assert scheduler.process() != killed
    assert differences(services) == []


def test_the_doctor_finds_the_stack_sound(running_stack: Settings) -> None:
    told = adoption("doctor")
    assert told.returncode == 0, told.stdout


def test_every_submission_has_exactly_one_receipt(services: Services) -> None:
    with transaction(services.database) as connection:
        found = rows(connection, "checks/progress.sql", after_upload=0)
    listed = services.store.list_objects(services.settings.receipts_bucket)
    receipts = [item.key.split("/")[-2] for item in listed if item.key.endswith("/receipt.json")]
    assert sorted(receipts) == sorted(row["submission_id"] for row in found)
    assert sum(row["verdict"] == REJECTED for row in found) == 2
