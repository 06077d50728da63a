"""The settings that Airflow connections describe, secrets included."""

import asyncio
import json
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import sqlalchemy as sa
from airflow.sdk.exceptions import AirflowNotFoundException

from adoption_reports.airflow.connections import settings_for_triggerer, settings_from_connections

WAREHOUSE = {
    "conn_type": "postgres",
    "login": "adoption_loader",
    "password": "p@ss:w/o rd%?#é",
    "host": "127.0.0.1",
    "port": 54321,
    "schema": "adoption",
}
S3 = {
    "conn_type": "aws",
    "login": "administrator",
    "password": "s3cret/+=",
    "extra": {"endpoint_url": "http://127.0.0.1:9000", "region_name": "eu-west-1"},
}


@pytest.fixture(autouse=True)
def _only_these_connections(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name in ("S3_ENDPOINT", "S3_KEY", "S3_SECRET", "S3_REGION", "WAREHOUSE_URL", "READER_URL", "OWNER_URL"):
        monkeypatch.delenv(f"ADOPTION_{name}", raising=False)
    monkeypatch.setenv("ADOPTION_HOME", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_WAREHOUSE", json.dumps(WAREHOUSE))
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_S3", json.dumps(S3))


def test_a_password_may_hold_any_character() -> None:
    settings = settings_from_connections()
    assert settings.warehouse_url is not None
    url = sa.make_url(settings.warehouse_url.get_secret_value())
    assert (url.username, url.password) == ("adoption_loader", "p@ss:w/o rd%?#é")
    assert (url.host, url.port, url.database) == ("127.0.0.1", 54321, "adoption")


def test_the_store_is_the_connections_own() -> None:
    settings = settings_from_connections()
    assert settings.s3_endpoint == "http://127.0.0.1:9000"
    assert settings.s3_key == "administrator"
    assert settings.s3_secret is not None
    assert settings.s3_secret.get_secret_value() == "s3cret/+="
    assert settings.s3_region == "eu-west-1"


def test_a_store_without_an_address_is_amazons_of_its_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_S3", json.dumps(S3 | {"extra": {}}))
    assert settings_from_connections().s3_endpoint == "https://s3.eu-west-2.amazonaws.com"


def test_the_pipeline_is_told_nothing_that_it_does_not_need() -> None:
    settings = settings_from_connections()
    assert (settings.owner_url, settings.reader_url, settings.airflow_password) == (None, None, None)


def test_bucket_names_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADOPTION_LANDING_BUCKET", "another-landing")
    assert settings_from_connections().landing_bucket == "another-landing"


def test_the_triggerer_reads_the_same() -> None:
    assert asyncio.run(settings_for_triggerer()) == settings_from_connections()


def test_a_missing_connection_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_ADOPTION_S3")
    with pytest.raises(AirflowNotFoundException, match="adoption_s3"):
        settings_from_connections()


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(settings_from_connections())
    assert "s3cret" not in shown
    assert "p%40ss" not in shown


SMTP = {
    "conn_type": "smtp",
    "login": "reports",
    "password": "p@ss:w/o rd%?#é",
    "host": "mail.example.org",
    "port": 587,
    "extra": {"from_email": "reports@example.org", "disable_ssl": True},
}


def test_the_mail_server_is_looked_up_only_where_networks_are_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_ADOPTION_SMTP", json.dumps(SMTP))
    assert settings_from_connections().smtp_url is None
    monkeypatch.setenv("ADOPTION_NOTIFY_FILE", "notify.csv")
    url = settings_from_connections().smtp_url
    assert url is not None
    parts = urlsplit(url.get_secret_value())
    assert (parts.scheme, parts.hostname, parts.port) == ("smtp", "mail.example.org", 587)
    assert (unquote(parts.username or ""), unquote(parts.password or "")) == ("reports", SMTP["password"])
    assert parse_qs(parts.query) == {"from": ["reports@example.org"], "tls": ["yes"]}


def test_without_a_mail_server_the_pipeline_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADOPTION_NOTIFY_FILE", "notify.csv")
    assert settings_from_connections().smtp_url is None
