"""Roles and databases on a PostgreSQL server, made by its administrator. Each act is idempotent."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql


@contextmanager
def administrator(url: str) -> Iterator[psycopg.Connection]:
    """An administrator's connection in autocommit mode: databases are not made in transactions."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def create_role(administrator_url: str, role: str, password: str) -> None:
    """A role that may log in, and nothing more yet; sets the password anew."""
    with administrator(administrator_url) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
        connection.execute(sql.SQL("{} {} LOGIN PASSWORD {}").format(verb, sql.Identifier(role), password))


def create_database(administrator_url: str, database: str, owner: str, *, template: str | None = None) -> None:
    """A database that only its owner, and whom it lets in, may connect to."""
    name = sql.Identifier(database)
    with administrator(administrator_url) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            return
        source = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} {}").format(name, sql.Identifier(owner), source))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def drop_database(administrator_url: str, database: str) -> None:
    """Drop a database, with whoever is still connected to it."""
    with administrator(administrator_url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
