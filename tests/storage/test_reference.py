"""The registry's history in the warehouse: a change closes the old row and keeps it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.registry import Innovation, Location, Network, PeriodDates, Registry
from adoption_reports.settings import PROJECT
from adoption_reports.storage.database import table
from adoption_reports.storage.reference import load_registry, read_registry, store_registry
from adoption_reports.storage.registry_files import make_registry

NOW = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


def place(code: str, network: str | None, successor: str | None = None) -> Location:
    closed = date(2017, 3, 31) if successor else None
    return Location(code, f"{code} Surgery", "gp_practice", network, None, None, closed, successor)


def small(*locations: Location) -> Registry:
    return make_registry(
        [Network("NENC", "North East", "North East", "NENC", "x"), Network("YH", "Yorkshire", "Y", "YH", "x")],
        [Innovation("INN-0001", "One", "first", "active", None, None)],
        locations,
        [PeriodDates("2017-18-Q3", date(2018, 1, 30), None)],
    )


FIRST = small(place("L1", "NENC"), place("L2", "YH", "L3"), place("L3", "YH"))


def rows_of(connection: sa.Connection, name: str, code: str) -> list[tuple[int, int | None]]:
    """The spans of versions of one code's rows."""
    history = table(f"reference.{name}")
    chosen = sa.select(history.c.from_version, history.c.to_version)
    key = next(iter(history.columns))
    return [tuple(row) for row in connection.execute(chosen.where(key == code).order_by(history.c.from_version))]


def count(connection: sa.Connection, name: str) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table(f"reference.{name}"))).scalar_one())


def test_what_is_stored_loads_back_the_same(connection: sa.Connection) -> None:
    version = store_registry(connection, FIRST, recorded_at=NOW)
    loaded = load_registry(connection)
    assert loaded == FIRST
    assert loaded.version_id == version
    assert list(loaded.locations) == ["L1", "L2", "L3"]


def test_the_same_content_stays_the_same_version_and_writes_nothing(connection: sa.Connection) -> None:
    version = store_registry(connection, FIRST, recorded_at=NOW)
    assert store_registry(connection, FIRST, recorded_at=NOW) == version
    assert count(connection, "registry_version") == 1
    assert count(connection, "location") == 3


def test_a_change_closes_the_old_row_and_leaves_the_others_alone(connection: sa.Connection) -> None:
    first = store_registry(connection, FIRST, recorded_at=NOW)
    renamed = small(replace(FIRST.locations["L1"], location_name="New Surgery"), *list(FIRST.locations.values())[1:])
    second = store_registry(connection, renamed, recorded_at=NOW)
    assert rows_of(connection, "location", "L1") == [(first, second), (second, None)]
    assert rows_of(connection, "location", "L2") == [(first, None)]
    assert rows_of(connection, "location_place", "L1") == [(first, None)]
    assert load_registry(connection, first) == FIRST
    assert load_registry(connection, second) == renamed


def test_a_row_that_goes_is_closed_and_may_come_back(connection: sa.Connection) -> None:
    without = small(*list(FIRST.locations.values())[1:])
    first, second, third = (
        store_registry(connection, registry, recorded_at=NOW) for registry in (FIRST, without, FIRST)
    )
    assert rows_of(connection, "location", "L1") == [(first, second), (third, None)]
    assert [load_registry(connection, n).version for n in (first, second, third)] == [
        FIRST.version, without.version, FIRST.version,
    ]  # fmt: skip


def test_places_follow_successors_and_change_when_the_end_of_the_chain_does(connection: sa.Connection) -> None:
    first = store_registry(connection, FIRST, recorded_at=NOW)
    extended = small(place("L1", "NENC"), place("L2", "YH", "L3"), place("L3", "YH", "L1"))
    second = store_registry(connection, extended, recorded_at=NOW)
    places = table("reference.location_place")
    found = connection.execute(
        sa.select(places).where(places.c.location_code == "L2").order_by(places.c.from_version)
    ).all()
    assert [tuple(row) for row in found] == [
        ("L2", "L3", "end", "YH", first, second),
        ("L2", "L1", "end", "NENC", second, None),
    ]
    assert rows_of(connection, "location", "L2") == [(first, None)]


def test_a_place_moves_to_another_area_with_the_end_of_its_chain(connection: sa.Connection) -> None:
    first = store_registry(connection, FIRST, recorded_at=NOW)
    moved = small(place("L1", "NENC"), place("L2", "YH", "L3"), place("L3", "NENC"))
    second = store_registry(connection, moved, recorded_at=NOW)
    assert rows_of(connection, "location_place", "L2") == [(first, second), (second, None)]


def test_loops_and_unknown_successors_are_kept_with_how_they_end(connection: sa.Connection) -> None:
    store_registry(
        connection, small(place("L1", "YH", "L2"), place("L2", "YH", "L1"), place("L3", "YH", "L9")), recorded_at=NOW
    )
    places = table("reference.location_place")
    chosen = sa.select(places.c.location_code, places.c.place, places.c.ending).order_by(places.c.location_code)
    assert [tuple(row) for row in connection.execute(chosen)] == [
        ("L1", "L1", "loop"), ("L2", "L1", "loop"), ("L3", "L3", "unknown_successor"),
    ]  # fmt: skip


def test_the_version_says_when_it_was_loaded_and_of_what_content(connection: sa.Connection) -> None:
    version = store_registry(connection, FIRST, recorded_at=NOW)
    (row,) = connection.execute(sa.select(table("reference.registry_version"))).all()
    assert tuple(row) == (version, FIRST.version, NOW)


def test_a_warehouse_without_a_registry_says_so(connection: sa.Connection) -> None:
    with pytest.raises(WrongUse, match="holds no registry yet"):
        load_registry(connection)
    with pytest.raises(WrongUse, match="no registry version 7"):
        load_registry(connection, 7)


def test_the_demonstration_registry_survives_the_warehouse_whole(connection: sa.Connection) -> None:
    registry = read_registry(PROJECT / "include" / "reference")
    store_registry(connection, registry, recorded_at=NOW)
    assert load_registry(connection) == registry


def test_two_loads_at_once_make_one_version(database: sa.Engine) -> None:
    with ThreadPoolExecutor(1) as other, database.begin() as connection:
        version = store_registry(connection, FIRST, recorded_at=NOW)
        waiting = other.submit(_store, database)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        connection.commit()
        assert waiting.result(timeout=30) == version


def _store(database: sa.Engine) -> int:
    with database.begin() as connection:
        return store_registry(connection, FIRST, recorded_at=NOW)
