"""The reference registry in the warehouse, with its history.

Rule: a change closes the old row and keeps it; a row that did not change is never touched. So every
version that a submission was stamped with can be read again.
Source: contract, section 11; totals, section 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.corrections import Correction
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.registry import Innovation, Location, Network, PeriodDates, Registry
from adoption_reports.storage.database import sql, table
from adoption_reports.storage.registry_files import make_registry, read_registry, write_registry

__all__ = ["chain_problems", "load_registry", "read_registry", "store_registry", "write_registry"]


@dataclass(frozen=True, slots=True)
class LocationPlace:
    """The place that a location code stands for in one version, and the network whose area it is in."""

    location_code: str
    place: str
    ending: str
    network_code: str | None


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Location codes whose chains of successors end badly, and the place that they then stand for."""

    ending: str
    place: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        codes = ", ".join(self.codes)
        if self.ending == "loop":
            return f"The successors of {codes} run into a loop; they count at {self.place}."
        return f"The successors of {codes} end in a code that nobody knows; they count at {self.place}."


_TABLES: dict[str, type[Any]] = {
    "reference.network": Network,
    "reference.innovation": Innovation,
    "reference.location": Location,
    "reference.location_place": LocationPlace,
    "reference.reporting_period": PeriodDates,
    "reference.correction": Correction,
}
"""The tables with history, and what one of their rows is; the first field is the key."""


def chain_problems(registry: Registry) -> list[ChainProblem]:
    """Chains that end in a loop or in an unknown code, by place; empty for a sound registry."""
    found: dict[tuple[str, str], list[str]] = {}
    for code, resolution in registry.resolutions.items():
        if resolution.ending != "end":
            found.setdefault((resolution.ending, resolution.place), []).append(code)
    return [ChainProblem(*where, tuple(sorted(codes))) for where, codes in sorted(found.items())]


def store_registry(connection: sa.Connection, registry: Registry, *, recorded_at: datetime) -> int:
    """Make a registry the newest version and return its number; the newest one again if it is the same.

    Runs in the caller's transaction and holds a lock until it ends, so that two loads can't interleave.
    """
    connection.execute(sql("load/lock_registry.sql"))
    newest = _newest(connection)
    if newest is not None and newest.content_sha256 == registry.version:
        return int(newest.registry_version)
    versions = table("reference.registry_version")
    version_id: int = connection.execute(
        sa.insert(versions)
        .values(content_sha256=registry.version, recorded_at=recorded_at)
        .returning(versions.c.registry_version)
    ).scalar_one()
    before = _rows_of(_load(connection, newest)) if newest is not None else {}
    for name, rows in _rows_of(registry).items():
        _store_changes(connection, name, before.get(name, {}), rows, version_id)
    return version_id


def load_registry(connection: sa.Connection, version_id: int | None = None) -> Registry:
    """The registry at one version; None: the newest. Raises WrongUse if there is no such version."""
    if version_id is None:
        version = _newest(connection)
        if version is None:
            raise WrongUse("The warehouse holds no registry yet. Run the DAG refresh_reference, which loads it.")
    else:
        versions = table("reference.registry_version")
        version = connection.execute(sa.select(versions).where(versions.c.registry_version == version_id)).one_or_none()
        if version is None:
            raise WrongUse(f"The warehouse holds no registry version {version_id}.")
    return _load(connection, version)


def _newest(connection: sa.Connection) -> sa.Row[Any] | None:
    versions = table("reference.registry_version")
    return connection.execute(sa.select(versions).order_by(versions.c.registry_version.desc()).limit(1)).one_or_none()


def _load(connection: sa.Connection, version: sa.Row[Any]) -> Registry:
    loaded = [
        _rows_at(connection, name, version.registry_version) for name in _TABLES if name != "reference.location_place"
    ]
    *listed, corrections = loaded
    return make_registry(
        *listed, corrections=corrections, version=version.content_sha256, version_id=version.registry_version
    )


def _rows_at(connection: sa.Connection, name: str, version_id: int) -> Iterable[Any]:
    """The rows of one table that hold at a version."""
    history = table(name)
    ended = history.c.to_version
    fields = [history.c[field] for field in _fields(name)]
    holding = sa.select(*fields).where(
        history.c.from_version <= version_id, sa.or_(ended.is_(None), ended > version_id)
    )
    return (_TABLES[name](*row) for row in connection.execute(holding))


def _rows_of(registry: Registry) -> dict[str, Mapping[str, Any]]:
    """What each table has to hold for a registry: rows by key."""
    places = {
        code: LocationPlace(code, ends.place, ends.ending, registry.area_of(ends.place))
        for code, ends in registry.resolutions.items()
    }
    contents = (
        registry.networks,
        registry.innovations,
        registry.locations,
        places,
        registry.periods,
        registry.corrections,
    )
    return dict(zip(_TABLES, contents, strict=True))


def _store_changes(
    connection: sa.Connection, name: str, before: Mapping[str, Any], now: Mapping[str, Any], version_id: int
) -> None:
    """Close the rows that changed or went, and add those that changed or came."""
    history = table(name)
    gone = [code for code, row in before.items() if now.get(code) != row]
    come = [row for code, row in now.items() if before.get(code) != row]
    if gone:
        key = history.c[_fields(name)[0]]
        closing = sa.update(history).where(key == sa.any_(sa.bindparam("codes", gone, sa.ARRAY(sa.Text))))
        connection.execute(closing.where(history.c.to_version.is_(None)).values(to_version=version_id))
    if come:
        names = _fields(name)
        values = attrgetter(*names)
        added = [dict(zip(names, values(row), strict=True), from_version=version_id) for row in come]
        connection.execute(sa.insert(history), added)


def _fields(name: str) -> tuple[str, ...]:
    """The columns of a table with history that come from the registry, key first."""
    return tuple(column.name for column in table(name).columns if not column.name.endswith("_version"))
