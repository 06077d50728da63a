"""What totals need beside the lines, as tables of the lake, each row with when it was known.

`speaking` says whose lines count, `location_place` which place a code stands for and in whose area,
`network` who is asked to report, `period` how periods are called. With them an engine that reads the lake
counts the totals of any moment; no ledger and no registry files are needed.
Source: contract, section 9; totals, section 1.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from adoption_reports.domain.periods import between, parse_period
from adoption_reports.domain.speaking import Acted, Decided, Span, spans
from adoption_reports.domain.submissions import Claim, DatasetKey
from adoption_reports.metadata.limits import FIRST_PERIOD
from adoption_reports.storage.database import rows

_INSTANT = pa.timestamp("us", tz="UTC")


def _schema(grain: str, described: Mapping[str, tuple[pa.DataType, str]]) -> pa.Schema:
    fields = [pa.field(name, kind, metadata={"description": words}) for name, (kind, words) in described.items()]
    return pa.schema(fields, metadata={"description": grain})


_KNOWN = {
    "from_at": (_INSTANT, "The moment from which it was known."),
    "to_at": (_INSTANT, "The moment from which it was no longer so; none: it is so now."),
}

SPEAKING = _schema(
    "One submission that speaks for a network, period and dataset, for a span of moments.",
    {
        "network_code": (pa.string(), "The network."),
        "reporting_period": (pa.string(), "The period."),
        "dataset": (pa.string(), "adoptions or economic_impact."),
        "submission_id": (pa.string(), "The submission that speaks."),
        "lines_of": (pa.string(), "Whose lines count: the archive holds them under this name."),
        "is_nil": (pa.bool_(), "Whether it reports nothing, on purpose: no lines."),
        **_KNOWN,
    },
)
LOCATION_PLACE = _schema(
    "The place that one location code stands for, for a span of moments.",
    {
        "location_code": (pa.string(), "The code as reported."),
        "place": (pa.string(), "The end of its chain of successors."),
        "network_code": (pa.string(), "The network in whose area the place lies."),
        **_KNOWN,
    },
)
NETWORK = _schema(
    "One network that is asked to report, for a span of moments.",
    {"network_code": (pa.string(), "The network's code."), **_KNOWN},
)
PERIOD = _schema(
    "One period, from the first that networks may report to the last that any did.",
    {
        "reporting_period": (pa.string(), "The period's code."),
        "period_label": (pa.string(), "What people see."),
        "period_start_date": (pa.date32(), "Its first day."),
        "period_end_date": (pa.date32(), "Its last day."),
    },
)

HISTORY = {"speaking": SPEAKING, "location_place": LOCATION_PLACE, "network": NETWORK, "period": PERIOD}
"""Every table by its name; its object is `history/<name>.parquet`."""


def spoken(connection: sa.Connection) -> dict[str, pa.Table]:
    """The tables that follow the ledger: speaking and period."""
    found = spans([*_decisions(connection), *_acts(connection)])
    speaking = pa.Table.from_pylist([_row(span) for span in found], schema=SPEAKING)
    return {"speaking": speaking, "period": periods(span.claim.dataset_key.reporting_period for span in found)}


def registered(connection: sa.Connection) -> dict[str, pa.Table]:
    """The tables that follow the registry: location_place and network."""
    return {
        name: pa.Table.from_pylist([dict(row) for row in rows(connection, f"lake/{name}.sql")], schema=HISTORY[name])
        for name in ("location_place", "network")
    }


def periods(reported: Iterable[str]) -> pa.Table:
    """The periods from the first that networks may report to the last of these."""
    first, last = parse_period(FIRST_PERIOD), parse_period(max(reported, default=""))
    found = [
        {
            "reporting_period": period.code,
            "period_label": period.label,
            "period_start_date": period.start,
            "period_end_date": period.end,
        }
        for period in (between(first, last) if first and last else [])
    ]
    return pa.Table.from_pylist(found, schema=PERIOD)


def known(table: pa.Table, as_of: datetime | None) -> pa.Table:
    """The rows that were known at a moment; None: now. A table without moments is always known."""
    if "to_at" not in table.column_names:
        return table
    if as_of is None:
        return table.filter(pc.is_null(table["to_at"]))
    moment = pa.scalar(as_of, _INSTANT)
    is_over = pc.fill_null(pc.less_equal(table["to_at"], moment), False)
    return table.filter(pc.and_(pc.less_equal(table["from_at"], moment), pc.invert(is_over)))


def _row(span: Span) -> dict[str, Any]:
    claim, key = span.claim, span.claim.dataset_key
    return {
        "network_code": key.network_code,
        "reporting_period": key.reporting_period,
        "dataset": key.dataset,
        "submission_id": claim.submission_id,
        "lines_of": claim.lines_of,
        "is_nil": claim.is_nil,
        "from_at": span.from_at,
        "to_at": span.to_at,
    }


def _decisions(connection: sa.Connection) -> Iterator[Decided]:
    found = rows(connection, "lake/decisions.sql")
    for (name, number), together in groupby(found, lambda row: (row["submission_id"], row["decision_number"])):
        parts = list(together)
        place = parts[0]["network_code"], parts[0]["reporting_period"]
        claims = tuple(_claim(part, place) for part in parts if part["dataset"] is not None)
        yield Decided(place, name, number, parts[0]["recorded_at"], claims)


def _claim(part: sa.RowMapping, place: tuple[str, str]) -> Claim:
    return Claim(
        submission_id=part["submission_id"],
        dataset_key=DatasetKey(*place, part["dataset"]),
        verdict=part["verdict"],
        is_withdrawn=False,
        uploaded_at=part["uploaded_at"],
        object_key=part["object_key"],
        etag=part["etag"],
        recorded_at=part["recorded_at"],
        lines_of=part["lines_of"],
        is_nil=part["is_nil"],
    )


def _acts(connection: sa.Connection) -> Iterator[Acted]:
    for row in rows(connection, "lake/acts.sql"):
        place = row["network_code"], row["reporting_period"]
        yield Acted(place, row["submission_id"], row["act_id"], row["recorded_at"], row["is_withdrawn"])
