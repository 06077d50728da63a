"""A warehouse with any number of lines of history, in the form in which the product itself would have it.

The product counts a small history change by change: fifteen networks, 24 quarters, late files, resubmissions,
withdrawals, shared adoptions and deals, mergers. Then the database repeats it at other places: every network's places
are dealt out in tiles, that history fills the first one, and each further tile holds the same lines at its own
places, in the same submissions. So sums, places and adoptions are the first tile's, times the number of tiles, and
distinct innovations stay what they are. `differs_from_rebuild` holds the result equal to what a rebuild makes of it.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.periods import Period, between, parse_period
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.tables import Table, tables
from adoption_reports.storage.current import switch
from adoption_reports.storage.database import engine, rows, table, transaction
from adoption_reports.storage.digest import digest
from adoption_reports.storage.totals import rebuild, refresh

FIRST, LAST = "2018-19-Q1", "2023-24-Q4"
TILE_LINES = 100_000
"""About so many lines does the product count itself; more are tiles of them."""
TILES_MOST = 100
"""Each network's places are dealt out in so many shares."""
DEALS = 5

_PLACES, _ADOPTIONS, _DEALS = (
    sa.text(Path(__file__).with_name(f"history_{name}.sql").read_text(encoding="utf-8"))
    for name in ("places", "lines", "deals")
)
_PLACE_COLUMNS = ("reported_location", "location", "place")
_TIMES_TILES = {name for name in MEASURES if name != "innovations_count"} | {
    "first_locations_count",
    "first_adoptions_count",
    "live_locations_step",
    "adopted_count",
    "rows_read",
    "rows_accepted",
    "rows_read_count",
    "rows_accepted_count",
}
"""Columns that add up over places, in tables whose rows are of none."""
_BY_MEASURE = ("movement", "sum_of_networks", "overlap_removed", "national")
"""The same, in tables with a row for each measure."""
_ABOUT_REFRESHES = {"totals.refresh", "totals.shown_moment", "totals.pending_change"}
_NOT_COMPARED = {"refreshed_at"}


def _of_lines() -> list[Table]:
    """The tables and views that depend on lines."""
    return [
        one
        for name, one in tables().items()
        if not one.name.startswith("dim_") and name not in _ABOUT_REFRESHES
        and (one.schema in ("warehouse", "totals", "marts") or name == "intake.submission_dataset")
    ]  # fmt: skip


def _is_tiled(one: Table) -> bool:
    return "deal_reference" in one.columns or any(name in one.columns for name in _PLACE_COLUMNS)


class History:
    """A history that grows in an empty warehouse.

    tile_lines: about so many lines has each tile; tiles_most: so many may there be; has_deals: or adoptions alone.
    """

    def __init__(
        self,
        services: steps.Services,
        *,
        tile_lines: int = TILE_LINES,
        tiles_most: int = TILES_MOST,
        first: str = FIRST,
        last: str = LAST,
        has_deals: bool = True,
    ) -> None:
        begin, end = parse_period(first), parse_period(last)
        if begin is None or end is None:
            raise ValueError(f"{first} or {last} is no period.")
        self.services, self.tiles_count, self.tiles_most = services, 0, tiles_most
        self.networks, self.periods = sorted(services.registry().networks), between(begin, end)
        self.each = tile_lines // (len(self.periods) * len(self.networks))
        self.has_deals = has_deals

    def grow(self, tiles_count: int) -> int:
        """Grow to so many tiles, leave the warehouse as after a night's vacuum, and say how many lines there are.

        Raises ValueError where there are no places for so many.
        """
        if tiles_count > self.tiles_most:
            raise ValueError(
                f"{tiles_count} tiles: there are places for {self.tiles_most}; more lines need larger tiles."
            )
        with _owner(self.services) as owner:
            if not self.tiles_count:
                with transaction(owner) as connection:
                    # Known before the first file came, or the files' moments would know no place.
                    known_since = datetime.combine(self.periods[0].start, time(), UTC)
                    connection.execute(sa.update(table("reference.registry_version")).values(recorded_at=known_since))
                    connection.execute(_PLACES, {"tiles_count": self.tiles_most})
                    connection.execute(sa.text("ANALYZE totals.bench_place"))
                    connection.execute(sa.text("ANALYZE reference.innovation"))
                    connection.execute(sa.text("GRANT SELECT ON totals.bench_place TO adoption_loader"))
                _Base(self).write()
                self.tiles_count = 1
            if tiles_count > self.tiles_count:
                _Tiles(self, owner, tiles_count).write()
                self.tiles_count = tiles_count
            with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM (ANALYZE)"))
                count = sa.select(sa.func.count()).select_from(table("warehouse.adoption_line"))
                return connection.scalar(count) or 0


def differs_from_rebuild(services: steps.Services) -> list[str]:
    """The tables that a rebuild makes different (and `digest`), after which it is taken back."""
    with services.database.connect() as connection:
        before = _content(connection)
        connection.rollback()
        with connection.begin() as undone:
            moment = connection.scalar(sa.select(table("totals.refresh").c.refreshed_at))
            rebuild(connection, now=moment)
            after = _content(connection)
            undone.rollback()
    return sorted(name for name in before if before[name] != after[name])


def _content(connection: sa.Connection) -> dict[str, object]:
    found: dict[str, object] = {"digest": digest(connection)}
    for one in _of_lines():
        held = table(f"{one.schema}.{one.name}")
        compared = [sa.func.coalesce(sa.cast(c, sa.Text), "") for c in held.c if c.name not in _NOT_COMPARED]
        hashed = sa.func.hashtextextended(sa.func.concat_ws("|", *compared), 0)
        query = sa.select(sa.func.count(), sa.func.sum(sa.cast(hashed, sa.Numeric))).select_from(held)
        found[str(held)] = tuple(connection.execute(query).one())
    return found


@contextmanager
def _owner(services: steps.Services) -> Iterator[sa.Engine]:
    assert services.settings.owner_url is not None
    made = engine(services.settings.owner_url.get_secret_value())
    try:
        yield made
    finally:
        made.dispose()


class _Base:
    """The first tile: submissions in the order of their moments, counted by the product after each wave of them."""

    def __init__(self, history: History) -> None:
        self.services, self.periods, self.networks = history.services, history.periods, history.networks
        self.each, self.has_deals = history.each, history.has_deals
        self.now = datetime.min.replace(tzinfo=UTC)

    def write(self) -> None:
        """A wave for each quarter, with what came late for the one before; resubmissions and withdrawals after it."""
        late: list[tuple[int, int]] = []
        again: list[tuple[int, int]] = []
        for number, period in enumerate(self.periods):
            with transaction(self.services.database) as connection:
                rows(connection, "load/ensure_period.sql", reporting_period=period.code)
            self.now = datetime.combine(period.end + timedelta(days=20), time(9), UTC)
            here = [(place, number) for place in range(len(self.networks))]
            is_late = {pair for pair in here if sum(pair) % 10 == 9 and period != self.periods[-1]}
            for pair in late + [pair for pair in here if pair not in is_late]:
                self._submit(*pair, 1)
            self._refresh()
            self.now += timedelta(days=30)
            for pair in again[::3]:
                self._withdraw(*pair)
            again = [pair for pair in here if sum(pair) % 7 == 3 and pair not in is_late]
            for pair in again:
                self._submit(*pair, 2)
            self._refresh()
            late = sorted(is_late)

    def _refresh(self) -> None:
        with transaction(self.services.database) as connection:
            refresh(connection, now=self._tick())

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def _submit(self, place: int, number: int, attempt: int) -> None:
        lines = self.each if attempt == 1 else self.each - self.each // 10
        with transaction(self.services.database) as connection:
            submit(
                connection, self.networks, place, self.periods[number], attempt, self._tick(), lines,
                shift=number * self.each // 10 + attempt - 1, has_deals=self.has_deals,
            )  # fmt: skip

    def _withdraw(self, place: int, number: int) -> None:
        network, period = self.networks[place], self.periods[number].code
        said = {"act": "withdraw", "submission_id": f"{network}-{period}-r002", "details": {}}
        with transaction(self.services.database) as connection:
            connection.execute(
                table("intake.act").insert(),
                said | {"who": "a person", "why": "sent by mistake", "recorded_at": self._tick()},
            )
            switch(connection, network, period)


def submit(
    connection: sa.Connection,
    networks: Sequence[str],
    place: int,
    period: Period,
    attempt: int,
    moment: datetime,
    lines_count: int,
    *,
    shift: int,
    has_deals: bool = True,
) -> None:
    """One made-up submission of the network at a place in the list, in ledger and lines, and the current switch."""
    network = networks[place]
    name = f"{network}-{period.code}-r{attempt:03d}"
    seen = {"object_key": f"{network}/{period.code}/{name}.csv", "etag": name, "size_bytes": 1}
    times = {"uploaded_at": moment - timedelta(seconds=30), "received_at": moment - timedelta(seconds=20)}
    uploads = table("intake.upload")
    upload = seen | times | {"bucket": "landing", "version_token": name, "last_modified": moment, "is_ignored": False}
    upload_id = connection.execute(uploads.insert().returning(uploads.c.upload_id), upload).scalar_one()
    decided = {
        "submission_id": name, "contract_version": "1.0", "registry_version": 1, "decision_number": 1,
        "verdict": "accepted", "recorded_at": moment, "content_sha256": f"{upload_id:064x}",
    }  # fmt: skip
    registered = {
        "upload_id": upload_id, "prefix": f"{network}-{period.code}", "network_code": network,
        "reporting_period": period.code, "is_history": False, "state": "answered", "lease_token": 0, "attempts": 1,
    }  # fmt: skip
    connection.execute(table("intake.submission").insert(), seen | times | decided | registered)
    connection.execute(table("intake.decision").insert(), decided | {"decision_id": name, "reason": "first"})
    where = {"reporting_period": period.code, "network_code": network, "submission_id": name, "shift": shift}
    following = networks[(place + 1) % len(networks)]
    connection.execute(_ADOPTIONS, where | {"lines_count": lines_count, "next_network": following})
    if has_deals:
        connection.execute(_DEALS, where | {"network_number": place})
    for dataset, count in (("adoptions", lines_count), ("economic_impact", DEALS))[: 1 + has_deals]:
        counts = {"rows_read": count, "rows_accepted": count, "rows_held": 0, "rows_repeated": 0, "rows_blank": 0}
        said: dict[str, Any] = {"submission_id": name, "decision_number": 1, "dataset": dataset, "sheet": None}
        connection.execute(
            table("intake.submission_dataset").insert(), said | counts | {"is_nil": False, "lines_of": name}
        )
    switch(connection, network, period.code)


class _Tiles:
    """The tiles from as many as a history has up to so many."""

    def __init__(self, history: History, owner: sa.Engine, tiles_count: int) -> None:
        self.history, self.owner, self.before, self.after = history, owner, history.tiles_count, tiles_count
        bench: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("tile", "base_code", "code", "place")]
        self.places = sa.table("bench_place", *bench, schema="totals")
        tiles = sa.func.generate_series(self.before, self.after - 1)
        self.numbers = tiles.table_valued("tile", name="number").render_derived()

    def write(self) -> None:
        """Two connections write: there are as many cores."""
        work: list[tuple[Table, str | None]] = []
        for one in _of_lines():
            if one.is_view:
                continue
            if not _is_tiled(one):
                self._tell(one)
            elif one.key[:1] == ("reporting_period",):
                work += [(one, period.code) for period in self.history.periods]
            else:
                work.append((one, None))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self._fill, work))

    def _tell(self, one: Table) -> None:
        told = table(f"{one.schema}.{one.name}")
        wanted = _BY_MEASURE if "measure" in one.columns else _TIMES_TILES
        share = sa.cast(sa.literal(self.after), sa.Numeric) / self.before
        more = {column: sa.func.round(column * share, 2) for column in told.c if column.name in wanted}
        if more:
            query = sa.update(told).values(more)
            if "measure" in one.columns:
                query = query.where(told.c.measure != "innovations_count")
            with transaction(self.owner) as connection:
                connection.execute(query)

    def _fill(self, work: tuple[Table, str | None]) -> None:
        one, period = work
        into = table(f"{one.schema}.{one.name}")
        with transaction(self.owner) as connection:
            connection.execute(sa.text("SET LOCAL work_mem = '256MB'"))
            connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
            if any(column in into.c for column in _PLACE_COLUMNS):
                self._insert(connection, into, period, at_places=True)
            if "deal_reference" in into.c:
                self._insert(connection, into, period, at_places=False)

    def _insert(self, connection: sa.Connection, into: sa.Table, period: str | None, *, at_places: bool) -> None:
        base = into.alias("base")
        tile = self.places.c.tile if at_places else self.numbers.c.tile
        moved: dict[str, Any] = {}
        source: sa.FromClause = base
        if at_places:
            column = next(name for name in _PLACE_COLUMNS if name in into.c)
            source = source.join(self.places, base.c[column] == self.places.c.base_code)
            moved = {"place": self.places.c.place}
            moved |= dict.fromkeys(("location", "location_code", "reported_location"), self.places.c.code)
            if "location_key" in into.c:
                known = table("marts.dim_location").alias("known")
                source = source.join(known, self.places.c.place == known.c.place)
                moved["location_key"] = known.c.location_key
        else:
            source = source.join(self.numbers, sa.true())
            moved["deal_reference"] = base.c.deal_reference + "-T" + sa.cast(tile, sa.Text)
        moved["row_number"] = (base.c.row_number if "row_number" in into.c else 0) + tile * self.history.each
        columns = list(tables()[str(into)].columns)
        wanted = [moved.get(name, base.c[name]).label(name) for name in columns]
        query = sa.select(*wanted).select_from(source).where(tile >= self.before, tile < self.after)
        if not at_places:
            query = query.where(base.c.deal_reference.is_not(None), base.c.deal_reference.not_like("%-T%"))
        if period is not None:
            query = query.where(base.c.reporting_period == period)
            as_filed = ("network_code", "network_key", "submission_id", "submission_key")
            query = query.order_by(*(base.c[name] for name in as_filed if name in into.c), tile)
        connection.execute(sa.insert(into).from_select(columns, query))
