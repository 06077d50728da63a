"""The pipeline's settings, from two Airflow connections.

`adoption_warehouse` (postgres) is the role adoption_loader; `adoption_s3` (aws) is the pipeline's own key,
with `endpoint_url` and `region_name` in its extra. Where networks are told of receipts by e-mail,
`adoption_smtp` (smtp) is the mail server, with `from_email`, and `disable_ssl` and `disable_tls` as Airflow's
own mail operator reads them. `adoption_chat` (http) is where alarms go: its password is the webhook's whole
address, which is a secret. Whatever is not secret (bucket names, lease) comes from the environment.
Source: architecture, section 3; reliability, "Security".
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import structlog
from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from pydantic import SecretStr

from adoption_reports.settings import Settings

if TYPE_CHECKING:
    from adoption_reports.steps import Services

log = structlog.get_logger(logger_name=__name__)

WAREHOUSE = "adoption_warehouse"
S3 = "adoption_s3"
SMTP = "adoption_smtp"
CHAT = "adoption_chat"
POSTGRES_PORT = 5432


@contextmanager
def open_services(submission_id: str | None = None) -> "Iterator[Services]":
    """The warehouse and the stores for one task; logs how much CPU the task has cost before its first work.

    submission_id: what the task is about, where that is one submission: each line that it logs says so.
    """
    from adoption_reports import steps  # here, since a DAG file must parse without them

    if submission_id is not None:
        structlog.contextvars.bind_contextvars(submission_id=submission_id)
    with steps.open_services(settings_from_connections()) as services:
        # What the task process spent on imports and on parsing its DAG: preloading keeps it near nothing.
        log.info("The task's work begins", cpu_seconds=round(time.process_time(), 2))
        yield services


def settings_from_connections() -> Settings:
    """The settings for a task. Raises AirflowNotFoundException where a connection is not defined."""
    settings = settings_of(Connection.get(WAREHOUSE), Connection.get(S3))
    # A look-up costs each task a request.
    return settings if settings.notify_file is None else _with_mail(settings)


def for_alarms(settings: Settings) -> Settings:
    """The settings with what alarms are sent by, as far as it is defined."""
    if settings.alarm_addresses:
        settings = _with_mail(settings)
    try:
        return settings.model_copy(update={"alarm_chat_url": SecretStr(Connection.get(CHAT).password or "")})
    except AirflowNotFoundException:
        return settings


def _with_mail(settings: Settings) -> Settings:
    try:
        return settings.model_copy(update={"smtp_url": SecretStr(smtp_url(Connection.get(SMTP)))})
    except AirflowNotFoundException:
        return settings  # no mail can be sent, which the outbox and the log will say; everything else goes on


async def settings_for_triggerer() -> Settings:
    """The same for the triggerer, whose event loop must never wait for a lookup."""
    return settings_of(await Connection.async_get(WAREHOUSE), await Connection.async_get(S3))


def settings_of(warehouse: Connection, s3: Connection) -> Settings:
    """The settings that two connections describe; a connection to S3 without a key leaves boto3's own chain.

    The extra is read without Airflow's `extra_dejson`, which talks to the supervisor (to mask what it
    finds) and so deadlocks inside the triggerer's event loop; it holds no secrets.
    """
    extra: dict[str, Any] = json.loads(s3.extra) if s3.extra else {}
    told = {"s3_region": extra["region_name"]} if extra.get("region_name") else {}
    region = Settings(**told).s3_region
    return Settings(
        **told,
        warehouse_url=SecretStr(warehouse_url(warehouse)),
        s3_endpoint=extra.get("endpoint_url") or f"https://s3.{region}.amazonaws.com",
        s3_key=s3.login,
        s3_secret=SecretStr(s3.password) if s3.password else None,
    )


def smtp_url(connection: Connection) -> str:
    """An address for storage.mail: smtps, or smtp that turns to TLS before the login unless it is told not to."""
    extra: dict[str, Any] = json.loads(connection.extra) if connection.extra else {}
    scheme = "smtp" if extra.get("disable_ssl") else "smtps"
    login, password = (quote(part or "", safe="") for part in (connection.login, connection.password))
    port = f":{connection.port}" if connection.port else ""
    options = {"from": extra.get("from_email", ""), "tls": "no" if extra.get("disable_tls") else "yes"}
    return f"{scheme}://{login}:{password}@{connection.host}{port}/?{urlencode(options)}"


def warehouse_url(connection: Connection) -> str:
    """A postgresql:// address; login and password may hold any character."""
    login, password = (quote(part or "", safe="") for part in (connection.login, connection.password))
    port = connection.port or POSTGRES_PORT
    return f"postgresql://{login}:{password}@{connection.host}:{port}/{connection.schema}"
