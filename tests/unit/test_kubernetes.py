"""The Helm values for Kubernetes say what the code needs and what docker-compose.yaml says, and give away nothing."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
import yaml

from adoption_reports.settings import PROJECT, Settings
from tests.unit.test_compose import AIRFLOW, DOCKERFILE, OURS, spelled

FOLDER = PROJECT / "docs" / "operations"
TEXT = (FOLDER / "kubernetes-values.yaml").read_text()
PAGE = (FOLDER / "kubernetes.md").read_text()
VALUES: dict[str, Any] = yaml.safe_load(TEXT)
TOLD = {one["name"]: one["value"] for one in VALUES["env"]}
ROLES = ("apiServer", "scheduler", "dagProcessor", "triggerer", "workers")
BY_CONNECTION = {"s3_endpoint", "s3_key", "s3_secret", "warehouse_url", "smtp_url", "alarm_chat_url"}
"""Settings that tasks take from Airflow's connections."""
OF_PEOPLE = {"airflow_url", "airflow_user", "airflow_password", "network_credentials_file"}
"""Settings that only people's commands read, outside the cluster."""
OF_SETUP = {"owner_url", "reader_url"}
BY_SECRET = {
    "AIRFLOW__CORE__FERNET_KEY": "fernetKeySecretName",
    "AIRFLOW__API__SECRET_KEY": "apiSecretKeySecretName",
    "AIRFLOW__API_AUTH__JWT_SECRET": "jwtSecretName",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "metadataSecretName",
    "AIRFLOW__CELERY__BROKER_URL": "brokerUrlSecretName",
}
"""Airflow's settings that the chart takes from an existing Secret, by the value that names it."""
OTHERWISE = {
    "AIRFLOW__CORE__EXECUTOR": "executor",
    # Airflow takes it from its own database's address.
    "AIRFLOW__CELERY__RESULT_BACKEND": "metadataSecretName",
}
ELSEWHERE = {"CORE__EXECUTION_API_SERVER_URL", "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"}
"""Settings whose values name places, which differ."""


def settings_of_airflow() -> dict[str, str]:
    return {
        f"AIRFLOW__{section.upper()}__{name.upper()}": value
        for section, options in VALUES["config"].items()
        for name, value in options.items()
    }


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every single value below one, with the names that lead to it."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from leaves(below, (*path, str(name)))
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, path)
    else:
        yield path, value


def named_secrets() -> set[str]:
    values = [*leaves(VALUES), *leaves(yaml.safe_load(VALUES["extraEnvFrom"]))]
    return {
        value for path, value in values if path[-1].lower().endswith("secretname") or path[-2:] == ("secretRef", "name")
    }


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_that_the_code_reads_is_told_in_one_place(field: str) -> None:
    in_values = f"ADOPTION_{field.upper()}" in TOLD
    assert in_values + (field in BY_CONNECTION) + (field in OF_PEOPLE) + (field in OF_SETUP) == 1


def test_nothing_is_told_that_the_code_does_not_read() -> None:
    assert set(TOLD) <= {f"ADOPTION_{field.upper()}" for field in Settings.model_fields}


def test_what_is_told_is_what_compose_tells() -> None:
    for name, value in TOLD.items():
        compose = AIRFLOW["worker"]["environment"][name]
        assert value == ("" if compose == f"${{{name}:-}}" else compose)


def test_tasks_find_both_connections_in_an_existing_secret() -> None:
    assert {one["envName"]: (one["secretName"], one["secretKey"]) for one in VALUES["secret"]} == {
        "AIRFLOW_CONN_ADOPTION_WAREHOUSE": ("adoption-connections", "warehouse"),
        "AIRFLOW_CONN_ADOPTION_S3": ("adoption-connections", "s3"),
    }
    (mail,) = yaml.safe_load(VALUES["extraEnvFrom"])
    assert mail["secretRef"] == {"name": "adoption-mail", "optional": True}


def test_airflow_is_told_what_compose_tells_it() -> None:
    told = settings_of_airflow()
    compose = {n: v for n, v in AIRFLOW["worker"]["environment"].items() if n.startswith("AIRFLOW__")}
    assert set(compose) - set(BY_SECRET) - set(OTHERWISE) == set(told) - {"AIRFLOW__CORE__AUTH_MANAGER"}
    elsewhere = {f"AIRFLOW__{name}" for name in ELSEWHERE}
    for name in set(told) & set(compose) - elsewhere:
        assert told[name] == compose[name], name
    assert compose["AIRFLOW__CORE__EXECUTOR"] == VALUES["executor"]


@pytest.mark.parametrize("name", sorted({*BY_SECRET.values(), *OTHERWISE.values()} - {"executor"}))
def test_keys_and_addresses_with_passwords_are_in_existing_secrets(name: str) -> None:
    assert re.fullmatch("adoption-airflow-[a-z]+", VALUES.get(name) or VALUES["data"][name])


def test_no_secret_is_in_the_file() -> None:
    for path, value in leaves(VALUES):
        if re.search(r"(pass|password|secret|key|connection|url)$", path[-1], re.IGNORECASE):
            allowed = {("secret", "secretKey"), ("config", "api", "base_url")}
            assert path in allowed or path[-1] == "execution_api_server_url", path
        assert not re.search(r"://[^/@\s]*:[^@\s]+@", str(value)), path


def test_every_secret_that_is_named_is_explained_with_each_of_its_keys() -> None:
    secrets = named_secrets()
    assert secrets == {
        "adoption-airflow-broker",
        "adoption-airflow-database",
        "adoption-airflow-keys",
        "adoption-airflow-passwords",
        "adoption-connections",
        "adoption-mail",
        "adoption-provision",
    }
    for secret in secrets:
        assert f"| `{secret}` |" in PAGE
    setup = {
        f"ADOPTION_{field.upper()}" for field in OF_SETUP | {"s3_endpoint", "s3_key", "s3_secret", "warehouse_url"}
    }
    for key in {*setup, "ADOPTION_ADMINISTRATOR_URL", "fernet-key", "api-secret-key", "jwt-secret", "passwords.json"}:
        assert f"`{key}`" in PAGE
    assert setup | {"ADOPTION_ADMINISTRATOR_URL"} <= set(OURS["setup"]["environment"])


def test_nothing_that_holds_state_runs_in_the_cluster() -> None:
    assert [VALUES[name]["enabled"] for name in ("postgresql", "redis", "pgbouncer")] == [False] * 3


def test_the_image_is_that_of_this_airflow_and_of_our_dockerfile() -> None:
    assert VALUES["airflowVersion"] == version("apache-airflow-core")
    assert spelled(VALUES["images"]["airflow"]["repository"]) == OURS["scheduler"]["image"]
    assert f"--uid {VALUES['uid']}" in DOCKERFILE
    assert VALUES["securityContexts"]["pod"]["runAsUser"] == VALUES["uid"]


def test_containers_have_no_root_and_a_file_system_that_cannot_be_written_to() -> None:
    confined = VALUES["securityContexts"]["containers"]
    assert confined == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert VALUES["securityContexts"]["pod"]["runAsNonRoot"] is True
    (setup,) = VALUES["migrateDatabaseJob"]["extraInitContainers"]
    assert (setup["securityContext"], setup["volumeMounts"]) == (confined, VALUES["volumeMounts"])
    assert {mount["mountPath"] for mount in VALUES["volumeMounts"]} == {"/tmp"}


def test_the_setup_does_what_it_does_in_compose() -> None:
    (setup,) = VALUES["migrateDatabaseJob"]["extraInitContainers"]
    assert OURS["setup"]["command"][-1] == f"{' '.join(setup['args'])} && airflow db migrate"
    assert setup["env"] == VALUES["env"]


@pytest.mark.parametrize("role", ROLES)
def test_every_role_says_what_it_needs_and_may_use(role: str) -> None:
    said = VALUES[role].get("celery", VALUES[role])
    for needs in ("requests", "limits"):
        assert "memory" in said["resources"][needs]


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"apiServer"}))
def test_checks_and_clearing_do_without_what_only_airflows_own_image_has(role: str) -> None:
    said = VALUES[role].get("celery", VALUES[role])
    probes = [said[name] for name in ("livenessProbe", "startupProbe") if name in said]
    assert probes
    for probe in probes:
        assert "/entrypoint" not in " ".join(probe["command"])
        assert probe["timeoutSeconds"] >= 30
    assert VALUES[role]["logGroomerSidecar"]["args"][0] == "bash"
    assert "/clean-logs" not in TEXT
