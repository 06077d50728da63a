"""docker-compose.yaml and the Dockerfile say what the code needs, and give away nothing."""

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft202012Validator

from adoption_reports.local.airflow_settings import airflow_environment, airflow_keys
from adoption_reports.local.celery_workers import CeleryWorkers
from adoption_reports.settings import PROJECT, Settings

COMPOSE = (PROJECT / "docker-compose.yaml").read_text()
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
MAKEFILE = (PROJECT / "Makefile").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "adoption-reports"}
AIRFLOW = {name: service for name, service in OURS.items() if "AIRFLOW__CORE__EXECUTOR" in service["environment"]}
ROLES = set(AIRFLOW) - {"setup"}
SECRET = re.compile(r"(PASSWORD|SECRET|SECRET_KEY|FERNET_KEY)$")
OUTSIDE = re.compile(r"(?<!\$)\$\{([^}]*)\}")


SPECIFICATION = Draft202012Validator(get_builtin_schema("vendor.compose-spec"))
"""The Compose specification's own schema."""


def locked() -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==(\S+)", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)
    return dict(pins)


def spelled(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def programs(service: dict[str, Any]) -> list[str]:
    """The programs that a service's command and health check start in the image."""
    words = [service["command"], service.get("healthcheck", {}).get("test", ["CMD", "python"])[1:]]
    found = []
    for command in words:
        line = command[-1] if command[0] == "bash" or len(command) == 1 else command[0]
        found += [part.split()[0] for part in line.split("&&")]
    return found


def test_the_file_keeps_to_the_specification_of_compose() -> None:
    assert [error.message for error in SPECIFICATION.iter_errors(yaml.safe_load(COMPOSE))] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("healthcheck:", "healthchek:"),
        ("condition: service_healthy", "condition: healthy"),
        ("retries: 8", "retries: []"),
    ],
)
def test_what_is_misspelt_in_it_is_noticed(right: str, wrong: str) -> None:
    assert list(SPECIFICATION.iter_errors(yaml.safe_load(COMPOSE.replace(right, wrong))))


def test_what_a_service_waits_for_exists_and_can_become_so() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], f"{name} waits for {other}"
            else:
                assert how["condition"] == "service_completed_successfully"
                assert "restart" not in SERVICES[other], f"{name} waits for {other}"


def test_what_is_kept_or_shared_is_declared() -> None:
    declared = yaml.safe_load(COMPOSE)
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if ":" in volume:
                assert volume.split(":")[0] in declared["volumes"]
        for secret in service.get("secrets", []):
            assert declared["secrets"][secret["source"]] == {"environment": secret["source"].upper()}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_celery_is_told_here_what_the_workers_beside_the_embedded_stack_are_told(role: str, tmp_path: Path) -> None:
    workers = CeleryWorkers(tmp_path / "airflow", 2)
    (tmp_path / "airflow" / "redis").mkdir(parents=True)
    for name in ("port", "password"):
        (tmp_path / "airflow" / "redis" / name).write_text("1")
    told = workers.environment("postgresql://a@b/c")
    here = AIRFLOW[role]["environment"]
    # What depends on the machine.
    of_machine = {"AIRFLOW__CORE__PARALLELISM", "AIRFLOW__CELERY__WORKER_CONCURRENCY"}
    addresses = {"AIRFLOW__CELERY__BROKER_URL", "AIRFLOW__CELERY__RESULT_BACKEND"}
    for name in set(told) - of_machine - addresses:
        assert here[name] == told[name]
    for name in addresses:
        assert here[name].split(":")[0] == told[name].split(":")[0]


def test_redis_writes_down_each_message_where_it_outlives_the_container() -> None:
    (command,) = SERVICES["redis"]["command"][2:]
    assert "--appendonly yes" in command
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]


def test_airflow_runs_in_every_role_from_one_image() -> None:
    assert sorted(ROLES) == ["api-server", "dag-processor", "scheduler", "triggerer", "worker"]
    for service in OURS.values():
        assert (service["image"], service["build"]) == ("adoption-reports", ".")


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_that_the_code_reads_is_set_somewhere(field: str) -> None:
    named = {name for service in OURS.values() for name in service["environment"]}
    assert f"ADOPTION_{field.upper()}" in named


def test_nothing_is_set_that_the_code_does_not_read() -> None:
    read = {f"ADOPTION_{field.upper()}" for field in Settings.model_fields} | {"ADOPTION_ADMINISTRATOR_URL"}
    for service in OURS.values():
        assert {name for name in service["environment"] if name.startswith("ADOPTION_")} <= read


@pytest.mark.parametrize("role", sorted(ROLES))
def test_tasks_find_both_connections_and_every_bucket(role: str) -> None:
    told = AIRFLOW[role]["environment"]
    assert {"AIRFLOW_CONN_ADOPTION_WAREHOUSE", "AIRFLOW_CONN_ADOPTION_S3"} <= set(told)
    assert {f"ADOPTION_{field.upper()}" for field in Settings.model_fields if field.endswith("_bucket")} <= set(told)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_airflow_is_told_here_what_the_embedded_stack_tells_it(role: str, tmp_path: Path) -> None:
    told: dict[str, Any] = {"warehouse_url": "postgresql://l:p@h:1/d", "s3_secret": "s", "s3_key": "k"}
    embedded = airflow_environment(tmp_path, airflow_keys(tmp_path, may_move=True), "postgresql://", Settings(**told))
    # What only makes sense where all of Airflow shares one machine and one disk.
    local = {"PARALLELISM", "HOSTNAME_CALLABLE", "HOST", "WORKERS", "INSTANCE_NAME", "COLORED_CONSOLE_LOG"}
    local |= {"BASE_LOG_FOLDER", "DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY", "PRINT_STATS_INTERVAL"}
    local |= {"REFRESH_INTERVAL", "SCHEDULER_IDLE_SLEEP_TIME", "MIN_HEARTBEAT_INTERVAL"}
    needed = {n for n in embedded if n.startswith("AIRFLOW__") and n.split("__")[-1] not in local}
    assert needed <= set(AIRFLOW[role]["environment"])


def test_no_role_of_airflow_but_the_setup_holds_an_owners_or_administrators_password() -> None:
    for role in ROLES:
        text = str(AIRFLOW[role])
        assert "ADOPTION_OWNER" not in text
        assert "POSTGRES_PASSWORD" not in text
        assert "ADMINISTRATOR_URL" not in text


def test_every_value_from_outside_is_demanded_by_name_but_for_what_is_off_without_one() -> None:
    outside = set(OUTSIDE.findall(COMPOSE))
    assert outside
    off = {"NOTIFY_FILE", "SMTP_URL", "ALARM_ADDRESSES", "ALARM_CHAT_URL"}
    for value in outside - {f"ADOPTION_{name}:-" for name in off}:
        assert re.fullmatch(r"([A-Z0-9_]+):\?set \1", value), value


def test_no_secret_has_a_value_in_the_file() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            inside = OUTSIDE.sub("", str(value))
            if SECRET.search(variable):
                assert inside == "", f"{name}: {variable}"
            assert not re.search(r"://[^/@]*:[^@/]+@", inside), f"{name}: {variable}"
            assert not re.search(r'"password": "[^"]', inside), f"{name}: {variable}"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"setup", "commands"}))
def test_everything_that_keeps_running_says_whether_it_is_healthy(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_airflows_pages_are_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"api-server": ["127.0.0.1:8080:8080"]}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_is_in_the_image(name: str) -> None:
    owners = {script.name: script.dist for script in entry_points(group="console_scripts")}
    pinned = {spelled(distribution) for distribution in locked()} | {"adoption-reports"}
    for program in programs(OURS[name]):
        if program != "python":
            owner = owners[program]
            assert owner is not None
            assert spelled(owner.name) in pinned


def test_the_image_is_built_by_the_same_steps_as_an_environment() -> None:
    runs = re.findall(r"^RUN (.*)$", DOCKERFILE, re.MULTILINE)
    assert runs[1:] == [
        "make .venv/packages REQUIREMENTS=requirements.txt",
        "make env REQUIREMENTS=requirements.txt",
    ]
    for step in (".venv/packages:", "env: .venv/made"):
        assert step in MAKEFILE
    assert "$(addprefix -r ,$(REQUIREMENTS))" in MAKEFILE


def test_the_image_runs_as_nobody_special_on_a_python_that_we_support() -> None:
    (user,) = re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE)
    assert user == "adoption"
    (minor,) = re.findall(r"^FROM python:3\.(\d+)-", DOCKERFILE, re.MULTILINE)
    assert int(minor) >= 11


def test_every_requirement_is_locked_with_hashes() -> None:
    wanted = [re.split(r"[\[=<>]", line)[0] for line in (PROJECT / "requirements.in").read_text().split()]
    pinned = {spelled(distribution) for distribution in locked()}
    assert {spelled(name) for name in wanted} <= pinned
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-spark.txt"):
        text = (PROJECT / name).read_text()
        pins = re.findall(r"^[a-z0-9-]+(?:\[.*\])?==.*\\$", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
        assert "://" not in text


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"postgres"}))
def test_a_container_has_no_root_and_where_it_can_be_a_file_system_that_cannot_be_written_to(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is ("secrets" not in service)
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] in ("50000", "redis")


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_must_be_written_to_can_be(name: str) -> None:
    """Uploads are read in the temporary folder; Airflow writes logs into its home."""
    mounted = {str(volume).split(":")[-1 if ":" not in str(volume) else 1] for volume in OURS[name]["volumes"]}
    assert "/tmp" in mounted
    if name in AIRFLOW:
        assert re.search(r"AIRFLOW_HOME=(\S+)", DOCKERFILE)[1] in mounted  # type: ignore[index]


def test_the_user_of_the_image_is_the_one_that_containers_run_as() -> None:
    assert "--uid 50000" in DOCKERFILE
    assert {service["user"] for service in OURS.values()} == {"50000"}
