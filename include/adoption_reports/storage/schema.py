"""Creates and migrates the warehouse: roles, database, schema.

Run by an administrator once, and by the owner at every upgrade; running it again changes nothing.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from adoption_reports.metadata.tables import tables
from adoption_reports.storage.database import engine, run_script

MIGRATIONS = Path(__file__).parent / "migrations"


def create_roles(administrator_url: str, passwords: dict[str, str]) -> None:
    """Create adoption_owner, adoption_loader and adoption_reader; `passwords` by owner, loader, reader."""
    database = engine(administrator_url)
    with database.begin() as connection:
        for role, password in passwords.items():
            connection.execute(sa.select(sa.func.set_config(f"adoption.{role}_password", password, True)))
        run_script(connection, "schema/roles.sql")
    database.dispose()


def create_schema(owner_url: str) -> None:
    """Bring the owner's database to the newest version of the schema."""
    database = engine(owner_url)
    with database.begin() as connection:
        command.upgrade(_config(connection), "head")
    database.dispose()


def schema_is_current(connection: sa.Connection) -> bool:
    """Whether the database has the newest version of the schema."""
    newest = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return (
        MigrationContext.configure(connection, opts={"version_table_schema": "public"}).get_current_revision() == newest
    )


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def create_missing(connection: sa.Connection) -> None:
    """Create every described table and view that is not there yet."""
    for name, described in tables().items():
        is_missing = connection.scalar(sa.select(sa.func.to_regclass(name))) is None
        if is_missing and described.is_view:
            run_script(connection, f"schema/view.{name}.sql")
        if is_missing:
            run_script(connection, f"schema/{name}.sql")
