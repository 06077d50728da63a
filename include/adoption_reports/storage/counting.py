"""Adoptions, deals and figures, from the lines of whoever speaks: now, and at any past moment.

The same SQL files serve both: they name tables without a schema, and for a past moment the
transaction's own empty tables come first on the search path. Source: totals, sections 1 to 6.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.submissions import Claim, DatasetKey, current_claims
from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from adoption_reports.metadata.limits import AVOIDED_BASES, COUNTING_BASES, REACHED_BASES
from adoption_reports.storage.database import rows

_BASES = {
    "counting_bases": list(COUNTING_BASES),
    "reached_bases": list(REACHED_BASES),
    "avoided_bases": list(AVOIDED_BASES),
}
_BY_STATE = ("totals/innovations.sql", "totals/locations.sql", "totals/live_locations.sql")
"""Distinct counts that the kept state gives, before a change and after it."""
_BY_CLAIM = ("totals/first_adoptions.sql", "totals/live_steps.sql")
"""What the claims themselves give, as they were and as they are."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for a network, period and dataset, and with whose lines."""

    submission_id: str
    lines_of: str
    is_nil: bool

    @classmethod
    def of_claim(cls, claim: Claim) -> "Speaker":
        """The speaker that a claim makes."""
        return cls(claim.submission_id, claim.lines_of, claim.is_nil)


@dataclass(frozen=True, slots=True)
class Run:
    """One run over the tables that the search path names first."""

    connection: sa.Connection
    values: dict[str, Any]
    is_whole: bool

    def run(self, *statements: str, **more: Any) -> None:
        """Run SQL files with the values of this run."""
        for statement in statements:
            rows(self.connection, statement, **self.values, **more)

    def touched_periods(self, dataset: str) -> list[str]:
        """The periods with touched sources of a dataset."""
        found = rows(self.connection, "totals/touched_periods.sql", dataset=dataset)
        return [row["reporting_period"] for row in found]


def values(connection: sa.Connection, moment: datetime) -> dict[str, Any]:
    """What statements are told: the moment, the registry version known then, and the bases."""
    found = rows(connection, "totals/registry_version.sql", moment=moment)
    return _BASES | {"moment": moment, "registry_version": found[0]["registry_version"]}


@contextmanager
def search_path(connection: sa.Connection, statement: str) -> Iterator[None]:
    """Within the block, unqualified names mean what the statement says."""
    before = connection.scalar(sa.select(sa.func.current_setting("search_path")))
    rows(connection, statement)
    yield
    connection.execute(sa.select(sa.func.set_config("search_path", before, True)))


@contextmanager
def past(connection: sa.Connection, moment: datetime) -> Iterator[Run]:
    """Within the block, unqualified names mean tables of a past moment, empty; the kept ones are untouched."""
    savepoint = connection.begin_nested()
    try:
        rows(connection, "totals/state_as_of.sql")
        rows(connection, "totals/path_as_of.sql")
        rows(connection, "totals/work_tables.sql")
        yield Run(connection, values(connection, moment), is_whole=True)
    finally:
        savepoint.rollback()


def speak(connection: sa.Connection, speaking: Mapping[DatasetKey, Speaker]) -> None:
    """Say who speaks."""
    rows(
        connection,
        "totals/speaking_as_of.sql",
        network_codes=[key.network_code for key in speaking],
        reporting_periods=[key.reporting_period for key in speaking],
        datasets=[key.dataset for key in speaking],
        submission_ids=[speaker.submission_id for speaker in speaking.values()],
        lines_of=[speaker.lines_of for speaker in speaking.values()],
        are_nil=[speaker.is_nil for speaker in speaking.values()],
    )


def speakers(known: Iterable[Claim], as_of: datetime) -> dict[DatasetKey, Speaker]:
    """Who speaks by these claims, as known at a moment."""
    return {key: Speaker.of_claim(claim) for key, claim in current_claims(known, as_of=as_of).items()}


def compare_claims(run: Run, *, innovation_code: str | None = None) -> None:
    """Read the lines of the touched sources, and find what they say otherwise than before.

    What others say of it is looked up in their lines, by index.

    innovation_code: read only this innovation's adoptions; deals always whole, since the line that
    counts decides a deal's innovation.
    """
    for period in run.touched_periods(ADOPTIONS.name):
        run.run("totals/claim_change.sql", reporting_period=period, innovation_code=innovation_code)
    for period in run.touched_periods(ECONOMIC_IMPACT.name):
        run.run("totals/fresh_deal.sql", reporting_period=period)
    run.run("totals/other_source.sql", "totals/analyze_changes.sql")
    run.run("totals/asked_location.sql", "totals/analyze_asked.sql")
    run.run("totals/other_claim.sql", "totals/analyze_others.sql")
    run.run(
        "totals/recurring.sql", "totals/contested.sql", "totals/analyze_contested.sql", "totals/contested_change.sql"
    )
    run.run("totals/deal_change.sql")


def keep_claims(run: Run) -> None:
    """Let the kept claims and deals follow what was found."""
    run.run("totals/clear_counted_source.sql", "totals/counted_source.sql", "totals/shared_adoption.sql")
    run.run("totals/delete_deals.sql", "totals/insert_deals.sql")


def count(run: Run) -> None:
    """Bring the kept state and figures from what was said to what is said now."""
    run.run("totals/memory.sql")
    compare_claims(run)
    run.run("totals/claim_sum.sql", "totals/analyze_sums.sql")
    run.run(*_BY_STATE, *_BY_CLAIM, sign=-1)
    keep_claims(run)
    run.run("totals/network_place.sql")
    run.run(*_BY_CLAIM, sign=1)
    run.run("totals/place_step.sql", "totals/clear_place_steps.sql")
    run.run(*_BY_STATE, sign=1)
    run.run("totals/live_innovations.sql", "totals/sums.sql", "totals/figure.sql", "totals/clear_figures.sql")
    run.run("totals/note_touched.sql")
