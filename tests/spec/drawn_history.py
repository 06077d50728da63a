"""Histories drawn in a test: a small registry, submissions with their lines, people's acts.

Written straight into ledger and lines, so that a test says only what totals depend on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.periods import between, parse_period
from adoption_reports.domain.registry import Innovation, Location, Network, PeriodDates, Registry
from adoption_reports.local.plain_count import AdoptionLine, DealLine, Places, Recount, recount
from adoption_reports.metadata.tables.marts import MEASURES
from adoption_reports.storage.current import switch
from adoption_reports.storage.database import rows, table
from adoption_reports.storage.reference import store_registry
from adoption_reports.storage.registry_files import make_registry
from adoption_reports.storage.totals import LAKE_MARTS

DAWN = datetime(2018, 1, 1, 9, 0, tzinfo=UTC)
NETWORKS = (
    "EAST", "EM", "HIN", "ICHP", "INNOV", "KSS", "NENC", "NWC", "OX", "SW", "UCLP", "WESS", "WE", "WM", "YH",
)  # fmt: skip


def drawn_registry(locations: Iterable[tuple[str, str | None, str | None]], networks: Sequence[str]) -> Registry:
    """A registry of (code, area, successor) with periods due 30 days after their end."""
    periods = between(*(parse_period(code) for code in ("2017-18-Q1", "2018-19-Q4")))  # type: ignore[arg-type]
    return make_registry(
        [Network(code, code, code, code, "") for code in networks],
        [Innovation(f"INN-000{n}", f"Innovation {n}", "", "active", None, None) for n in range(1, 6)],
        [Location(code, code, "trust", area, None, None, None, after) for code, area, after in locations],
        [PeriodDates(period.code, period.end + timedelta(days=30), None) for period in periods],
    )


@dataclass
class DrawnHistory:
    """What happened, in the order in which it was recorded; each act takes a minute."""

    connection: sa.Connection
    networks: Sequence[str] = NETWORKS
    now: datetime = DAWN
    locations: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    _registrations: dict[str, int] = field(default_factory=dict)

    def tick(self) -> datetime:
        """A minute passes."""
        self.now += timedelta(minutes=1)
        return self.now

    def registry(self, locations: Iterable[tuple[str, str | None, str | None]]) -> int:
        """The registry becomes this: (code, area, successor)."""
        self.locations = list(locations)
        registry = drawn_registry(self.locations, self.networks)
        return store_registry(self.connection, registry, recorded_at=self.tick())

    def submit(
        self,
        network: str,
        period: str,
        *,
        adoptions: Sequence[tuple[Any, ...]] | None = None,
        deals: Sequence[tuple[Any, ...]] | None = None,
        uploaded_at: datetime | None = None,
        verdict: str = "accepted",
        repeats: str | None = None,
    ) -> str:
        """A submission is judged; None: the dataset is not in the file, empty: a nil return.

        repeats: the submission whose lines its lines are (give the same lines).

        adoptions: (innovation, location, status, count, basis); deals: (reference, innovation, pounds,
        jobs created, jobs safeguarded).
        """
        prefix = f"{network}-{period}"
        self._registrations[prefix] = self._registrations.get(prefix, 0) + 1
        name = f"{prefix}-r{self._registrations[prefix]:03d}"
        self._write_ledger(name, network, period, uploaded_at or self.tick(), verdict)
        for dataset, lines in (("adoptions", adoptions), ("economic_impact", deals)):
            if lines is not None:
                self._write_dataset(name, dataset, lines, repeats or name)
            if lines and repeats is None:
                self._write_lines(name, network, period, dataset, lines)
        switch(self.connection, network, period)
        return name

    def withdraw(self, name: str) -> None:
        """A person withdraws a submission."""
        self._act(name, "withdraw")

    def reinstate(self, name: str) -> None:
        """A person takes the withdrawal back."""
        self._act(name, "reinstate")

    def _act(self, name: str, act: str) -> None:
        said = {"act": act, "submission_id": name, "details": {}, "who": "a tester", "why": "a test"}
        self.connection.execute(table("intake.act").insert(), said | {"recorded_at": self.tick()})
        network, period = name[: name.index("-")], name[name.index("-") + 1 : name.rindex("-")]
        switch(self.connection, network, period)

    def _write_ledger(self, name: str, network: str, period: str, uploaded_at: datetime, verdict: str) -> None:
        uploads = table("intake.upload")
        seen = {"object_key": f"{network}/{period}/{name}.csv", "etag": name, "size_bytes": 1}
        times = {"uploaded_at": uploaded_at, "received_at": self.tick()}
        upload_id = self.connection.execute(
            uploads.insert().returning(uploads.c.upload_id),
            seen | times
            | {"bucket": "landing", "version_token": name, "last_modified": uploaded_at, "is_ignored": False},
        ).scalar_one()  # fmt: skip
        decided = {"decision_number": 1, "verdict": verdict, "recorded_at": self.tick()}
        judged_by = {"submission_id": name, "contract_version": "1.0", "registry_version": 1}
        self.connection.execute(
            table("intake.submission").insert(),
            seen | times | decided | judged_by
            | {
                "upload_id": upload_id, "prefix": f"{network}-{period}",
                "network_code": network, "reporting_period": period, "is_history": False,
                "state": "answered", "lease_token": 0, "attempts": 1,
            },
        )  # fmt: skip
        self.connection.execute(
            table("intake.decision").insert(), decided | judged_by | {"decision_id": name, "reason": "first"}
        )

    def _write_dataset(self, name: str, dataset: str, lines: Sequence[tuple[Any, ...]], lines_of: str) -> None:
        counts = dict.fromkeys(("rows_read", "rows_accepted"), len(lines))
        counts |= dict.fromkeys(("rows_held", "rows_repeated", "rows_blank"), 0)
        said = {
            "submission_id": name,
            "decision_number": 1,
            "dataset": dataset,
            "is_nil": not lines,
            "lines_of": lines_of,
        }
        self.connection.execute(table("intake.submission_dataset").insert(), said | counts)

    def _write_lines(
        self, name: str, network: str, period: str, dataset: str, lines: Sequence[tuple[Any, ...]]
    ) -> None:
        rows(self.connection, "load/ensure_period.sql", reporting_period=period)
        where = {"reporting_period": period, "network_code": network, "submission_id": name}
        make = _adoption if dataset == "adoptions" else _deal
        into = "adoption_line" if dataset == "adoptions" else "economic_impact_line"
        written = [where | {"row_number": n} | make(line) for n, line in enumerate(lines, start=2)]
        self.connection.execute(table(f"warehouse.{into}").insert(), written)


def _adoption(line: tuple[Any, ...]) -> dict[str, Any]:
    innovation, location, status, people, basis = line
    names = ("innovation_code", "location", "adoption_status", "beneficiaries_count", "benefit_basis")
    return dict(zip(names, (innovation, location, status, people, basis or None), strict=True))


def _deal(line: tuple[Any, ...]) -> dict[str, Any]:
    reference, innovation, pounds, created, safeguarded = line
    return {
        "deal_reference": reference,
        "innovation_code": innovation,
        "company_name": "A company",
        "funding_type": "grant",
        "investment_gbp": Decimal(pounds),
        "jobs_created_fte": Decimal(created),
        "jobs_safeguarded_fte": Decimal(safeguarded),
    }


def shown(connection: sa.Connection, schema: str = "marts") -> dict[str, list[dict[str, Any]]]:
    """Every row of every mart, in a fixed order, without the time at which it was made."""
    found = {}
    for name in LAKE_MARTS:
        kept = [dict(row) for row in connection.execute(sa.select(table(f"{schema}.{name}"))).mappings()]
        for row in kept:
            del row["refreshed_at"]
        found[name] = sorted(kept, key=lambda row: [str(value) for value in row.values()])
    return found


def recounted(history: DrawnHistory) -> Recount:
    """What the lines that now speak come to, counted without the warehouse."""
    connection = history.connection
    speaks = connection.execute(sa.select(table("intake.current_submission"))).mappings().all()
    lines_of = {(row["dataset"], row["lines_of"]) for row in speaks}
    spoken = sorted({row["reporting_period"] for row in speaks})
    first, last = (parse_period(spoken[n]) if spoken else None for n in (0, -1))
    return recount(
        [
            AdoptionLine(*(row[name] for name in AdoptionLine.__dataclass_fields__))
            for row in connection.execute(sa.select(table("warehouse.adoption_line"))).mappings()
            if ("adoptions", row["submission_id"]) in lines_of
        ],
        [
            DealLine(*(row[name] for name in DealLine.__dataclass_fields__))
            for row in connection.execute(sa.select(table("warehouse.economic_impact_line"))).mappings()
            if ("economic_impact", row["submission_id"]) in lines_of
        ],
        places=Places(
            {code: after for code, _, after in history.locations},
            {code: area for code, area, _ in history.locations},
        ),
        networks=history.networks,
        periods=[period.code for period in between(first, last)] if first and last else [],
    )


def figures(marts: Mapping[str, list[dict[str, Any]]]) -> Recount:
    """The marts in the shape of a recount."""
    found = Recount()
    for row in marts["national_totals"]:
        found.national[_key(row)] = _measures(row)
    for row in marts["network_totals"]:
        found.networks[*_key(row), row["network_code"]] = _measures(row)
    for row in marts["innovation_totals"]:
        found.innovations[*_key(row), row["innovation_code"]] = _measures(row)
    for row in marts["reconciliation_ladder"]:
        steps = row["sum_of_networks"], row["overlap_removed"], row["national"]
        found.ladder[*_key(row), row["measure"]] = steps
    for row in marts["overlaps"]:
        thing = row["place"] or row["deal_reference"]
        key = row["reporting_period"], row["dataset"], row["innovation_code"], thing, row["network_code"]
        found.overlaps[key] = row["is_counted"]
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["reporting_period"], row["time_basis"]


def _measures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in MEASURES}
