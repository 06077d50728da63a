"""Row 2: what Great Expectations takes to check a file, beside Polars written by hand for these very checks.

Both get the same typed table and list the rows that fail each check; a time is printed only if the lists are equal.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.reading import ROW, UNREADABLE
from adoption_reports.domain.registry import Registry
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.metadata.datasets import ADOPTIONS
from adoption_reports.settings import load_settings
from adoption_reports.storage.reference import read_registry
from adoption_reports.validation.known import KnownCodes
from adoption_reports.validation.suites import Suites
from adoption_reports.validation.validator import EXPECTATIONS
from bench.made import report, with_mistakes
from bench.outcome import Figure

MILLION = 1_000_000
TRIES = 3
NETWORK, PERIOD = "NENC", "2017-18-Q3"
FIRST_DAY = date(2013, 4, 1)
WORDS = ["planned", "adopted", "stopped"]
BASES = ["covered", "identified", "offered", "received", "completed", "avoided"]

Failing = dict[tuple[str, str, str | None], NDArray[np.int64]]
"""Rule, case and column of a check -> the numbers of the rows that fail it, ascending."""


def measure() -> Iterator[Figure]:
    """Check a million rows, one in a hundred with a mistake, both ways."""
    registry = read_registry(load_settings().reference_folder)
    period = parse_period(PERIOD)
    assert period is not None
    body = with_mistakes(report(registry, MILLION, network=NETWORK)).as_csv()
    with TemporaryDirectory() as folder, Sandbox() as sandbox:
        path = Path(folder, "million.csv")
        path.write_bytes(body)
        reading = sandbox.read(path, network_code=NETWORK, period=period).datasets[0]
    suites, known = Suites(EXPECTATIONS), KnownCodes.of(registry)
    parameters = {"period_end": period.end.isoformat(), "network_code": NETWORK}
    numbers = reading.table.column(ROW).to_numpy()
    facts = _facts(registry)

    def expected() -> Failing:
        _, failures = suites.evaluate(ADOPTIONS.name, reading.table, reading.raw, known, parameters)
        return {(one.rule, one.case, one.column): numbers[one.positions] for one in failures}

    def by_hand() -> Failing:
        return failing_rows(reading.table, *facts, period_end=period.end, network=NETWORK)

    _check_equal(expected(), by_hand())
    seconds = [(_seconds(expected), _seconds(by_hand)) for _ in range(TRIES)]
    ours, peer = (statistics.median(taken) for taken in zip(*seconds, strict=True))
    yield Figure(2, "Great Expectations on 1 M rows, against Polars by hand", ours, peer, 10, 3, is_ratio=True)


def _seconds(work: Callable[[], Failing]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _check_equal(expected: Failing, by_hand: Failing) -> None:
    if expected.keys() != by_hand.keys():
        raise ValueError(f"Not the same checks: {expected.keys() ^ by_hand.keys()}")
    differing = [check for check in expected if not np.array_equal(expected[check], by_hand[check])]
    if differing:
        raise ValueError(f"Not the same failing rows: {differing}")
    if sum(rows.size > 0 for rows in expected.values()) < len(expected) // 2:
        raise ValueError("Most checks found nothing: the file has too few kinds of mistakes.")


def _facts(registry: Registry) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is known of innovations and locations, a row each."""
    innovations = [
        (one.innovation_code, one.status != "active", one.status_date) for one in registry.innovations.values()
    ]
    places = registry.resolutions
    locations = [
        (code, one.closed_date, places[code].place != code, registry.area_of(places[code].place))
        for code, one in registry.locations.items()
    ]
    return (
        pl.DataFrame(
            innovations,
            schema={"innovation_code": pl.String, "is_ended": pl.Boolean, "ended_on": pl.Date},
            orient="row",
        ),
        pl.DataFrame(
            locations,
            schema={"location_code": pl.String, "closed_on": pl.Date, "moves": pl.Boolean, "area": pl.String},
            orient="row",
        ),
    )


def failing_rows(
    table: pa.Table, innovations: pl.DataFrame, locations: pl.DataFrame, *, period_end: date, network: str
) -> Failing:
    """The rows of a typed table of adoptions that fail each check."""
    frame = (
        pl.DataFrame(pl.from_arrow(table))
        .lazy()
        .join(
            innovations.lazy().with_columns(knows_innovation=True),
            on="innovation_code",
            how="left",
            maintain_order="left",
        )
        .join(locations.lazy().with_columns(knows_location=True), on="location_code", how="left", maintain_order="left")
    )
    checks = _checks(period_end, network)
    named = {str(number): check for number, check in enumerate(checks.values())}
    masks = frame.select(pl.col(ROW), _key().alias("key"), **named).collect()
    numbers = masks[ROW].to_numpy()
    found = {check: numbers[masks[str(n)].fill_null(False).arg_true().to_numpy()] for n, check in enumerate(checks)}
    return found | _repeats(table, masks["key"], numbers)


def _checks(period_end: date, network: str) -> dict[tuple[str, str, str | None], pl.Expr]:
    innovation, location, postcode = (pl.col(one) for one in ("innovation_code", "location_code", "location_postcode"))
    status, adopted, stopped = (pl.col(one) for one in ("adoption_status", "adopted_date", "stopped_date"))
    people, basis = pl.col("beneficiaries_count"), pl.col("benefit_basis")
    well_formed_innovation = innovation.str.contains(r"^INN-[0-9]{4}$")
    well_formed_location = location.str.contains(r"^[A-Z0-9]{3,12}$")
    is_closed = pl.col("closed_on") <= period_end
    return {
        ("R02", "default", "innovation_code"): _blank("innovation_code"),
        ("R02", "place", "location_code"): _blank("location_code")
        & _blank("location_name")
        & _blank("location_postcode"),
        ("R02", "default", "location_name"): _blank("location_name")
        & _blank("location_code")
        & ~_blank("location_postcode"),
        ("R02", "default", "location_postcode"): _blank("location_postcode")
        & _blank("location_code")
        & ~_blank("location_name"),
        ("R02", "default", "adoption_status"): _blank("adoption_status"),
        ("R02", "status", "adopted_date"): _blank("adopted_date") & status.is_in(["adopted", "stopped"]),
        ("R02", "status", "stopped_date"): _blank("stopped_date") & (status == "stopped"),
        ("R02", "status", "beneficiaries_count"): _blank("beneficiaries_count") & (status == "adopted"),
        ("R02", "default", "benefit_basis"): _blank("benefit_basis") & (people > 0),
        ("R04", "malformed", "innovation_code"): ~well_formed_innovation,
        ("R04", "unknown", "innovation_code"): well_formed_innovation & pl.col("knows_innovation").is_null(),
        ("R04", "malformed", "location_code"): ~well_formed_location,
        ("R05", "default", "location_code"): well_formed_location & pl.col("knows_location").is_null(),
        ("R04", "malformed", "location_postcode"): ~postcode.str.contains(r"^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$"),
        ("R08", "default", "adoption_status"): ~status.is_in(WORDS),
        ("R07", "early", "adopted_date"): adopted < FIRST_DAY,
        ("R07", "late", "adopted_date"): adopted > period_end,
        ("R07", "early", "stopped_date"): stopped < FIRST_DAY,
        ("R07", "late", "stopped_date"): stopped > period_end,
        ("R06", "default", "beneficiaries_count"): ~people.is_between(0, 5_000_000),
        ("R08", "default", "benefit_basis"): ~basis.is_in(BASES),
        ("R10", "stopped_date", "stopped_date"): stopped.is_not_null() & status.is_in(["planned", "adopted"]),
        ("R10", "order", "stopped_date"): stopped < adopted,
        ("R10", "beneficiaries", "beneficiaries_count"): (people != 0) & status.is_in(["planned", "stopped"]),
        ("W07", "default", "innovation_code"): pl.col("is_ended")
        & (pl.col("ended_on").is_null() | (pl.col("ended_on") <= period_end)),
        ("W01", "successor", "location_code"): is_closed & pl.col("moves"),
        ("W01", "none", "location_code"): is_closed & ~pl.col("moves"),
        ("W03", "default", "location_code"): pl.col("area") != network,
        ("W11", "default", "beneficiaries_count"): people > 100_000,
    }


def _blank(column: str) -> pl.Expr:
    bit = 1 << ADOPTIONS.columns.index(column)
    return pl.col(column).is_null() & ((pl.col(UNREADABLE) & bit) == 0)


def _key() -> pl.Expr:
    name = pl.col("location_name").str.normalize("NFKC").str.to_lowercase()
    name = name.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    unnamed = pl.format("LOC:{}:{}", pl.col("location_postcode").str.replace_all(" ", ""), name)
    place = pl.when(_blank("location_code")).then(unnamed).otherwise(pl.col("location_code"))
    return pl.concat_str(pl.col("innovation_code"), pl.lit(" "), place)


def _repeats(table: pa.Table, keys: pl.Series, numbers: NDArray[np.int64]) -> Failing:
    """Rows of the same key: all of them where their contents differ, else every further one."""
    positions = (keys.is_duplicated() & keys.is_not_null()).arg_true()
    contents = pl.DataFrame(pl.from_arrow(table.select(list(ADOPTIONS.columns)).take(positions.to_arrow())))
    rows = pl.DataFrame(
        {
            "key": keys.gather(positions),
            "content": contents.with_columns(pl.col("beneficiaries_count").fill_null(0)).to_struct(),
            "position": positions,
        }
    )
    marked = rows.with_columns(
        differs=pl.col("content").n_unique().over("key") > 1,
        further=pl.col("position") > pl.col("position").min().over("key"),
    )
    different = marked.filter("differs")["position"].sort().to_numpy()
    copies = marked.filter(~pl.col("differs") & pl.col("further"))["position"].sort().to_numpy()
    return {("R09", "default", None): numbers[different], ("W06", "default", None): numbers[copies]}
