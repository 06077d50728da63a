"""Connections to the warehouse, its SQL files, and its schema.

SQL lives in include/sql/; Python binds values and never builds text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa

from adoption_reports.domain.errors import StorageRefused, StorageUnavailable
from adoption_reports.metadata.relational import sqlalchemy_metadata
from adoption_reports.settings import PROJECT

SQL = PROJECT / "include" / "sql"


def engine(url: str) -> sa.Engine:
    """An engine for a postgresql:// URL, by psycopg 3. Connects lazily; UTC in every session."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    return sa.create_engine(
        address,
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=2,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 10, "application_name": "adoption"},
    )


@cache
def sql(name: str) -> sa.TextClause:
    """The statement of include/sql/<name>, such as "load/register_upload.sql"."""
    return sa.text((SQL / name).read_text(encoding="utf-8"))


def table(full_name: str) -> sa.Table:
    """The SQLAlchemy table of a described one, such as "intake.submission"."""
    return sqlalchemy_metadata().tables[full_name]


def rows(connection: sa.Connection, statement: str, /, **values: Any) -> list[sa.RowMapping]:
    """Run the one statement of a SQL file and return its rows (none if it returns none)."""
    result = connection.execute(sql(statement), values)
    return list(result.mappings()) if result.returns_rows else []


def run_script(connection: sa.Connection, name: str) -> None:
    """Run all statements of a SQL file; it has no values, so a % or : in it means itself."""
    driver: Any = connection.connection.driver_connection
    driver.execute((SQL / name).read_text(encoding="utf-8"))


@contextmanager
def _answers() -> Iterator[None]:
    """A database that does not answer, or hangs up, is StorageUnavailable: retry later.

    What else it says is StorageRefused, without the rows that it quotes: they may hold notes, and errors end in logs.
    """
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
        raise StorageUnavailable(f"PostgreSQL did not answer: {str(error.orig).strip()}") from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StorageUnavailable(f"PostgreSQL did not answer: {str(error).strip()}") from error
    except sa.exc.DBAPIError as error:
        raise StorageRefused(_without_values(error.orig, error.statement)) from None
    except psycopg.Error as error:
        raise StorageRefused(_without_values(error, None)) from None


def _without_values(error: object, statement: str | None) -> str:
    """What PostgreSQL said, and of which statement by its promise: the first line of its file."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    state = getattr(error, "sqlstate", None)
    words = f"PostgreSQL refused: {said or type(error).__name__}" + (f" ({state})" if state else "")
    return f"{words}; in: {statement.strip().splitlines()[0]}" if statement else words


@contextmanager
def transaction(database: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction. Raises StorageUnavailable."""
    with _answers(), database.begin() as connection:
        yield connection


@contextmanager
def connected(database: sa.Engine, **options: Any) -> Iterator[sa.Connection]:
    """A connection for several transactions, or for one of another isolation level. Raises StorageUnavailable.

    options: execution options.
    """
    with _answers(), database.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def advisory_lock(database: sa.Engine, number: int, name: str = "") -> Iterator[sa.Connection]:
    """A connection that holds a session lock (number, hash of name) until the block ends.

    The lock is taken before any transaction begins, so that a transaction on the connection sees
    everything that the previous holder committed. A server that hangs up has given the lock back by itself.
    Raises StorageUnavailable.
    """
    with connected(database) as connection:
        locked = {"number": number, "name": name}
        try:
            connection.execute(sql("load/lock.sql"), locked)
            connection.commit()
        except BaseException:
            connection.invalidate()  # kept for reuse, its session might hold the lock and lock out our own process
            raise
        try:
            yield connection
        finally:
            _give_back(connection, locked)


def _give_back(connection: sa.Connection, locked: dict[str, Any]) -> None:
    """Unlock. A session that can't, ends: its lock ends with it, and what was done under the lock is done."""
    if connection.invalidated:
        return
    try:
        connection.rollback()
        connection.execute(sql("load/unlock.sql"), locked)
        connection.commit()
    except (sa.exc.OperationalError, sa.exc.InterfaceError):
        connection.invalidate()
