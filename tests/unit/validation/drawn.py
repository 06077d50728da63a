"""Readings and a registry drawn by hand, so that a rule's test fits in the eye.

A row names only the columns that matter; the others hold values that break no rule. `None` is a blank;
`Unreadable("1k")` is a value that intake could not read.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from adoption_reports.domain.findings import Finding
from adoption_reports.domain.judgement import Circumstances, Judgement
from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import MALFORMED_SCHEMA, DatasetReading, Reading
from adoption_reports.domain.registry import Innovation, Location, Network, PeriodDates, Registry
from adoption_reports.metadata.arrow import arrow_schema

Row = dict[str, Any]
FIRST_ROW = 2
"""The header is row 1."""

Q3 = Period(2017, 3)
PERIOD_START, PERIOD_END = date(2017, 10, 1), date(2017, 12, 31)
DUE, CLOSES = date(2018, 1, 31), date(2018, 3, 31)


@dataclass(frozen=True)
class Unreadable:
    """What a cell holds that is not of its column's type."""

    sent: str


def adoption(**values: Any) -> Row:
    """A row of adoptions that breaks no rule."""
    return {
        "innovation_code": "INN-0001",
        "location_code": "RA001",
        "adoption_status": "adopted",
        "adopted_date": date(2017, 11, 1),
        "beneficiaries_count": 10,
        "benefit_basis": "received",
    } | values


def deal(**values: Any) -> Row:
    """A row of economic impact that breaks no rule."""
    return {
        "deal_reference": "DEAL-1",
        "innovation_code": "INN-0001",
        "company_name": "Acme",
        "funding_type": "grant",
        "investment_gbp": Decimal("5000.00"),
        "jobs_created_fte": Decimal("1.5"),
    } | values


def distinct(count: int, **values: Any) -> list[Row]:
    """Adoptions at as many places, none breaking a rule."""
    return [
        adoption(location_code=None, location_name=f"Place {n}", location_postcode="NE1 4LP", **values)
        for n in range(count)
    ]


def drawn(dataset: str, rows: list[Row], **parts: Any) -> DatasetReading:
    """The rows as intake would hand them over, numbered from 2."""
    schema = arrow_schema(dataset)
    columns = {field.name: pa.array([_read(row.get(field.name)) for row in rows], field.type) for field in schema}
    bits = [sum(1 << n for n, name in enumerate(schema.names) if isinstance(row.get(name), Unreadable)) for row in rows]
    numbers = pa.array(range(FIRST_ROW, FIRST_ROW + len(rows)), pa.int64())
    table = pa.table(columns | {"row": numbers, "unreadable": pa.array(bits, pa.int64())})
    sent = {
        name: pa.array([_sent(row.get(name)) for row in rows], pa.string())
        for name in schema.names
        if any(name in row for row in rows)
    }
    whole = {
        "dataset": dataset,
        "sheet": None,
        "table": table,
        "raw": pa.table(sent) if sent else pa.table({"notes": pa.nulls(0, pa.string())}),
        "malformed": malformed(),
        "rows_blank": 0,
    }
    return DatasetReading(**(whole | parts))


def malformed(*records: tuple[int, int, int, str], lines: int = 1, swallowed: int = 0) -> pa.Table:
    """Records without fields to speak of: (row, fields found, fields expected, text)."""
    drawn = [
        {"row": row, "found": found, "expected": expected, "lines": lines, "swallowed": swallowed, "text": text}
        for row, found, expected, text in records
    ]
    return pa.Table.from_pylist(drawn, MALFORMED_SCHEMA)


def reading(*datasets: DatasetReading, findings: tuple[Finding, ...] = ()) -> Reading:
    """A file with these datasets."""
    return Reading("csv", datasets, findings)


def circumstances(
    key: str = "NENC/2017-18-Q3/q3.csv",
    at: datetime = datetime(2018, 1, 10, 12, tzinfo=UTC),
    period: Period = Q3,
    is_history: bool = False,
) -> Circumstances:
    """Sent by NENC for 2017-18-Q3, in good time."""
    return Circumstances(key, key.split("/", maxsplit=1)[0], period, at, is_history)


def told(judgement: Judgement) -> list[tuple[str, int | None, str | None]]:
    """Each finding listed as (rule, row, column)."""
    return [(one.rule.code, one.place.row, one.place.column) for one in judgement.findings.listed]


def _read(value: Any) -> Any:
    return None if isinstance(value, Unreadable) else value


def _sent(value: Any) -> str | None:
    if value is None:
        return None
    return value.sent if isinstance(value, Unreadable) else str(value)


def _location(code: str, area: str | None = "NENC", **facts: Any) -> tuple[str, Location]:
    plain = {"location_type": "trust", "postcode": None, "opened_date": None, "closed_date": None}
    names = {"location_name": facts.pop("name", f"Place {code}"), "successor_code": facts.pop("successor", None)}
    return code, Location(code, network_code=area, **(plain | names | facts))


def _innovation(code: str, status: str = "active", since: date | None = None, successor: str | None = None) -> Any:
    return code, Innovation(code, f"Innovation {code}", "", status, since, successor)


REGISTRY = Registry(
    networks={code: Network(code, name, "", "", "") for code, name in (("NENC", "North East"), ("YH", "Yorkshire"))},
    innovations=dict(
        (
            _innovation("INN-0001"),
            _innovation("INN-0002", "closed", PERIOD_END, "INN-0001"),
            _innovation("INN-0003", "withdrawn", date(2018, 1, 1)),
            _innovation("INN-0004", "closed"),
        )
    ),
    locations=dict(
        (
            _location("RA001"),
            _location("RA002"),
            _location("RX1RA", name="Queen's Medical Centre"),
            _location("RYH01", "YH"),
            _location("RN000", None),
            _location("RC001", closed_date=PERIOD_END, successor="RA002"),
            _location("RC002", closed_date=date(2018, 1, 1), successor="RA002"),
            _location("RC003", closed_date=date(2016, 3, 31)),
            _location("RC004", closed_date=date(2016, 3, 31), successor="RYH01"),
        )
    ),
    periods={Q3.code: PeriodDates(Q3.code, DUE, CLOSES)},
)
