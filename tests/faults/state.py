"""What a process that died leaves behind: the database's rows and the buckets' objects, and whether two are alike.

A process takes nothing along but what the servers hold, so two runs that leave the same behind are followed by the
same. Not told apart: times of the clock since the laboratory began, numbers that only count (leases taken, attempts,
listings made, mends), how often and in which order things were asked to be written, the words of a fault; of numbers
that a sequence gives, only the order counts.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
from psycopg import sql

from adoption_reports.metadata.tables import tables

_SETS = ("intake.listing", "intake.outbox")
_COUNTERS = ("attempts", "lease_token", "times")
_WORDS = ("last_error",)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00(:00)?)?")
_IN_WORDS = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}(,| at)? \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class State:
    """tables, objects: a hash of each one's exact content; relations: how many the database has.

    alike: equal if the same will follow. coming: the same, but for objects that the outbox says are still to be
    written: nobody reads them before they are written whole, whatever is there.
    """

    tables: dict[str, str]
    objects: dict[str, str]
    relations: int
    alike: str
    coming: str


class Looker:
    """Looks at a place from outside, as an administrator of the database and of the store's disk."""

    def __init__(self, since: date) -> None:
        self._since = since.isoformat()
        self._names = sorted(name for name, one in tables().items() if not one.is_view)
        self._alike: dict[str, str] = {}

    def look(self, connection: psycopg.Connection[Any], buckets: Path) -> State:
        """The state of a database and of a folder of buckets, once no process of ours talks to either."""
        alike, coming = hashlib.sha256(), hashlib.sha256()
        relations, pending, *found = connection.execute(self._question()).fetchone() or ()
        rows = dict(zip(self._names, found, strict=True))
        for name, seen in rows.items():
            known = f"{name} {seen}"
            if known not in self._alike:
                self._alike[known] = self._rows(connection, name)
            for one in (alike, coming):
                one.update(f"{name} {self._alike[known]}\n".encode())
        objects = {}
        for path in sorted(path for path in buckets.rglob("*") if path.is_file()):
            key, body = str(path.relative_to(buckets)), path.read_bytes()
            objects[key] = seen = hashlib.sha256(body).hexdigest()
            if seen not in self._alike:
                self._alike[seen] = _hash(self._plain(path.name, body))
            for one in (alike,) if _is_to_be_written(key, pending) else (alike, coming):
                one.update(f"{key} {self._alike[seen]}\n".encode())
        return State(rows, objects, relations, alike.hexdigest(), coming.hexdigest())

    def _question(self) -> sql.Composed:
        one = sql.SQL("(SELECT coalesce(md5(string_agg(t::text, E'\\n')), '') FROM {} t)")
        asked = [one.format(sql.Identifier(*name.split("."))) for name in self._names]
        counted = sql.SQL(
            "SELECT (SELECT count(*) FROM pg_class), "
            "(SELECT coalesce(array_agg(kind || ' ' || subject), '{}') FROM intake.outbox WHERE done_at IS NULL), "
        )
        return counted + sql.SQL(", ").join(asked)

    def _rows(self, connection: psycopg.Connection[Any], name: str) -> str:
        """A table's rows, with what is not told apart left out."""
        fields = tables()[name].columns
        numbers = [column for column, field in fields.items() if field.type == "identity"]
        shown = [column for column in fields if column not in (*numbers, *_COUNTERS, "upload_id")]
        words = [
            sql.SQL("({} IS NULL)::text" if column in _WORDS else "{}::text").format(sql.Identifier(column))
            for column in shown
        ]
        query = sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(words or [sql.SQL("''")]),
            sql.Identifier(*name.split(".")),
            sql.Identifier(numbers[0]) if numbers else sql.SQL("1"),
        )
        rows = [self._timeless("|".join("~" if v is None else v for v in row)) for row in connection.execute(query)]
        if name in _SETS:
            rows = sorted(set(rows))
        return _hash("\n".join(rows if numbers else sorted(rows)))

    def _timeless(self, text: str) -> str:
        """A text without the times since the laboratory began; those of the end of time stay."""

        def hide(found: re.Match[str]) -> str:
            return "since" if self._since <= found[1] < "9" else found[0]

        return _TIME.sub(hide, text)

    def _plain(self, name: str, body: bytes) -> str:
        """What an object says, without times."""
        if name.endswith(".parquet"):
            content = pq.read_table(io.BytesIO(body), partitioning=None)
            columns = [[str(value) for value in column.to_pylist()] for column in content.columns]
            return self._timeless(f"{content.schema.names} {columns}")
        if zipfile.is_zipfile(io.BytesIO(body)):
            with zipfile.ZipFile(io.BytesIO(body)) as package:
                parts = [f"{one.filename} {package.read(one).decode('latin-1')}" for one in package.infolist()]
            return self._timeless("\n".join(parts))
        return _IN_WORDS.sub("since", self._timeless(body.decode("latin-1")))


def _is_to_be_written(key: str, pending: Collection[str]) -> bool:
    """Whether an object is the marts', or of a receipt or a network's page, that the outbox holds."""
    bucket, *folders, _ = key.split("/")
    if bucket == "adoption-lake":
        return folders[:1] in (["marts"], ["history"]) and "marts all" in pending
    if bucket == "adoption-receipts":
        return f"receipt {folders[-1]}" in pending or f"network_page {folders[-1]}" in pending
    return False


def copy_out(connection: psycopg.Connection[Any], name: str) -> bytes:
    """A table's rows, in their order."""
    query = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(*name.split(".")))
    with connection.cursor().copy(query) as copy:
        return b"".join(copy)


def numbers_given(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Each sequence that has given a number, and the last one."""
    query = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences WHERE last_value > 0"
    return dict(connection.execute(query).fetchall())


def copy_in(connection: psycopg.Connection[Any], rows: dict[str, bytes], numbers: dict[str, int]) -> None:
    """Make tables hold exactly these rows, and sequences go on after these numbers."""
    with connection.transaction():
        for name, number in numbers.items():
            connection.execute("SELECT setval(%s, %s)", [name, number])
        connection.execute("SET LOCAL session_replication_role = replica")  # the rows fit together
        for name, content in rows.items():
            target = sql.Identifier(*name.split("."))
            connection.execute(sql.SQL("DELETE FROM {}").format(target))
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
                copy.write(content)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
