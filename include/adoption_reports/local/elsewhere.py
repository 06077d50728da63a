"""The same stack in containers, or on servers that exist already: what is made there, from the environment.

Source: `docker-compose.yaml`, which runs both.
"""

import os
from typing import NoReturn

import sqlalchemy as sa
from botocore.exceptions import ClientError

from adoption_reports.domain.errors import WrongUse
from adoption_reports.local.databases import create_database, create_role
from adoption_reports.local.stack import store_in
from adoption_reports.settings import Settings, home
from adoption_reports.storage.objects import ObjectStore
from adoption_reports.storage.schema import create_roles, create_schema

STORE_ADDRESS = "0.0.0.0:9000"
"""Inside the store's container; who reaches it is the network's affair."""


def provision() -> None:
    """Make roles, both databases, the newest schema, buckets and registry where they are missing. Idempotent.

    Reads ADOPTION_ADMINISTRATOR_URL (who may make databases), the settings' three database addresses,
    whose passwords the roles get, and Airflow's own; Airflow's tables are left to `airflow db migrate`.
    """
    from adoption_reports import steps

    settings = Settings()
    administrator = _required("ADOPTION_ADMINISTRATOR_URL")
    addresses = {"owner": settings.owner_url, "loader": settings.warehouse_url, "reader": settings.reader_url}
    urls = {role: sa.make_url(url.get_secret_value()) for role, url in addresses.items() if url is not None}
    if len(urls) < len(addresses):
        raise WrongUse("Set ADOPTION_OWNER_URL, ADOPTION_WAREHOUSE_URL and ADOPTION_READER_URL.")
    create_roles(administrator, {role: url.password or "" for role, url in urls.items()})
    create_database(administrator, urls["owner"].database or "", "adoption_owner")
    create_schema(urls["owner"].render_as_string(hide_password=False))
    metadata = sa.make_url(_required("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"))
    create_role(administrator, metadata.username or "", metadata.password or "")
    create_database(administrator, metadata.database or "", metadata.username or "")
    _make_buckets(settings)
    with steps.open_services(settings) as services:
        steps.refresh_reference(services)


def become_the_store() -> NoReturn:
    """Be the S3 server of the containers, in the foreground, with the administrator's secret that was given."""
    settings = Settings()
    if settings.s3_secret is None:
        raise WrongUse("Set ADOPTION_S3_SECRET: the administrator's.")
    server = store_in(home() / "s3", settings)
    server.become(STORE_ADDRESS, settings.s3_secret.get_secret_value(), home() / "networks.json")


def _make_buckets(settings: Settings) -> None:
    client = ObjectStore(settings).client
    for bucket in settings.buckets:
        try:
            client.head_bucket(Bucket=bucket)
        except ClientError:
            client.create_bucket(
                Bucket=bucket,
                CreateBucketConfiguration={"LocationConstraint": settings.s3_region},  # type: ignore[typeddict-item]
            )


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise WrongUse(f"Set {name}.")
    return value
