"""Servers for the tests: a real PostgreSQL and a real S3 store, started once, in a folder of the run.

Each test that asks for `warehouse` gets a database of its own; each that asks for `settings` or
`object_store` finds every bucket empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from psycopg import sql

from adoption_reports.local.object_store import ADMINISTRATOR, ObjectStoreServer
from adoption_reports.local.postgres import PostgresServer
from adoption_reports.settings import PROJECT, Settings
from adoption_reports.storage.database import engine
from adoption_reports.storage.reference import read_registry
from adoption_reports.storage.schema import create_roles, create_schema

if TYPE_CHECKING:
    from adoption_reports.steps.services import Services

TEMPLATE = "adoption_template"
ROLES = ("owner", "loader", "reader")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Warehouse:
    """One database with the newest schema, empty; an address per role."""

    name: str
    owner_url: str
    loader_url: str
    reader_url: str


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A running server with the three roles and a template database that has the schema."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres") / "postgres", durable=False)
    try:
        server.start()
        create_roles(server.url("postgres"), {role: server.password(f"adoption_{role}") for role in ROLES})
        server.create_database(TEMPLATE, "adoption_owner")
        create_schema(server.url(TEMPLATE, "adoption_owner"))
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def network_codes() -> tuple[str, ...]:
    """The 15 networks."""
    return tuple(read_registry(PROJECT / "include" / "reference").networks)


@pytest.fixture(scope="session")
def object_store_server(
    tmp_path_factory: pytest.TempPathFactory, network_codes: tuple[str, ...]
) -> Iterator[ObjectStoreServer]:
    """A running S3 server with every bucket and a key per network."""
    server = ObjectStoreServer(tmp_path_factory.mktemp("s3") / "s3", network_codes)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def warehouse(postgres_server: PostgresServer) -> Iterator[Warehouse]:
    """A database of the test's own, without rows."""
    name = f"adoption_{next(_numbers)}"
    postgres_server.create_database(name, "adoption_owner", template=TEMPLATE)
    with postgres_server.administrator() as connection:
        # Who may connect is not copied with a template.
        for role in ("adoption_loader", "adoption_reader"):
            connection.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                    sql.Identifier(name), sql.Identifier(role)
                )
            )
    try:
        yield Warehouse(name, *(postgres_server.url(name, f"adoption_{role}") for role in ROLES))
    finally:
        postgres_server.drop_database(name)


@pytest.fixture
def database(warehouse: Warehouse) -> Iterator[sa.Engine]:
    """The test's database, as adoption_loader: what the pipeline may do."""
    made = engine(warehouse.loader_url)
    yield made
    made.dispose()


@pytest.fixture
def connection(database: sa.Engine) -> Iterator[sa.Connection]:
    """One connection to the test's database, as adoption_loader; commit to let others see."""
    with database.connect() as made:
        yield made


@pytest.fixture
def object_store(object_store_server: ObjectStoreServer) -> ObjectStoreServer:
    """The S3 server with every bucket empty."""
    object_store_server.empty()
    return object_store_server


@pytest.fixture
def settings(
    warehouse: Warehouse,
    object_store: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """Settings of a stack without Airflow: the test's database and the empty store."""
    folder = tmp_path_factory.mktemp("stack")
    # A stack that runs beside the tests must not be found by them.
    monkeypatch.setenv("ADOPTION_HOME", str(folder))
    administrator = object_store.credentials(ADMINISTRATOR)
    return Settings(
        s3_endpoint=object_store.endpoint,
        s3_key=administrator["key"],
        s3_secret=administrator["secret"],
        warehouse_url=warehouse.loader_url,
        reader_url=warehouse.reader_url,
        owner_url=warehouse.owner_url,
        network_credentials_file=object_store.write_network_credentials(folder / "networks.json"),
    )


@pytest.fixture
def services(settings: Settings) -> "Iterator[Services]":
    """The steps' services for the test's stack; the registry is not loaded yet."""
    # Imported here: it brings Great Expectations, for seconds that unit tests need not spend.
    from adoption_reports.steps.services import Services

    with Services(settings) as opened:
        yield opened
