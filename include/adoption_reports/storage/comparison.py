"""What a submission changed when it comes to speak: its rows against those that spoke before, its sums,
and how much of them counts nationally.

Asked within the commit and kept in the receipt, so a receipt that is written again says the same.
Every figure is the network's own: another network's figures are never told (contract, W08).
Source: contract, section 7; totals, sections 3 and 4.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adoption_reports.metadata.datasets import ADOPTIONS, DATASETS
from adoption_reports.metadata.limits import AVOIDED_BASES, COUNTING_BASES, REACHED_BASES
from adoption_reports.storage.database import rows, table
from adoption_reports.storage.ledger import Submission

EXAMPLES = 5
"""Rows added, removed and changed that are named, of each; all are counted."""
MEASURES = {
    "adoptions": ("adoptions_count", "beneficiaries_count", "people_reached_count", "cases_avoided_count"),
    "economic_impact": ("deals_count", "investment_gbp", "jobs_created_fte", "jobs_safeguarded_fte"),
}


def current_after(
    connection: sa.Connection, submission: Submission, speaking: Mapping[str, int]
) -> list[dict[str, Any]]:
    """What speaks for a network and period once a submission does, as its people know it.

    speaking: dataset -> accepted rows, of those that the submission is about to speak for.
    """
    if submission.network_code is None or submission.reporting_period is None:
        return []
    asked = {"network_code": submission.network_code, "reporting_period": submission.reporting_period}
    known = {row["dataset"]: dict(row) for row in rows(connection, "load/speaking_now.sql", **asked)}
    for dataset, rows_accepted in speaking.items():
        known[dataset] = {
            "dataset": dataset,
            "submission_id": submission.submission_id,
            "object_key": submission.object_key,
            "uploaded_at": submission.uploaded_at,
            "rows_accepted": rows_accepted,
        }
    return [known[dataset] for dataset in sorted(known)]


def changes(
    connection: sa.Connection,
    submission: Submission,
    speaking: Iterable[str],
    *,
    lines_of: str,
    registry_version: int,
) -> list[dict[str, Any]]:
    """What changes in each dataset that a submission is about to speak for, as receipt.json writes it.

    lines_of: where its lines are, in the warehouse already; asked before the switch, in its transaction.
    A submission with the very lines of the one before changes nothing, and has no entry.
    """
    speaks = table("intake.current_submission")
    query = sa.select(speaks).where(
        speaks.c.network_code == submission.network_code,
        speaks.c.reporting_period == submission.reporting_period,
    )
    before = {row["dataset"]: dict(row) for row in connection.execute(query).mappings()}
    told = []
    for dataset in sorted(speaking):
        earlier = before.get(dataset)
        if earlier is None or earlier["lines_of"] != lines_of:
            told.append(_change(connection, submission, dataset, lines_of, earlier, registry_version))
    return told


def _change(
    connection: sa.Connection,
    submission: Submission,
    dataset: str,
    lines_of: str,
    earlier: Mapping[str, Any] | None,
    registry_version: int,
) -> dict[str, Any]:
    rows(connection, "load/by_hash.sql")
    asked = {
        "reporting_period": submission.reporting_period,
        "lines_of": lines_of,
        "earlier_lines_of": earlier["lines_of"] if earlier else "",
    }
    network: dict[str, Any] = {"network_code": submission.network_code}
    if dataset == ADOPTIONS.name:
        network |= {
            "registry_version": registry_version,
            "counting_bases": list(COUNTING_BASES),
            "reached_bases": list(REACHED_BASES),
            "avoided_bases": list(AVOIDED_BASES),
        }
    sides = rows(connection, f"load/moved_{dataset}.sql", **asked, **network)
    by_side = {bool(row["is_new"]): dict(row) for row in sides}
    compared = rows(connection, f"load/changed_{dataset}.sql", **asked, examples=EXAMPLES)[0] if earlier else None
    return {
        "dataset": dataset,
        "previous": earlier["submission_id"] if earlier else None,
        "rows": None if compared is None else {name: compared[name] for name in ("added", "removed", "changed")},
        "columns": None if compared is None else _columns(dataset, dict(compared)),
        "examples": [] if compared is None else list(compared["examples"]),
        "network": _figures(dataset, by_side, ""),
        "counted_nationally": _figures(dataset, by_side, "counted_"),
        "handed_over": int(sides[0]["handed_over_count"]) if sides else 0,
    }


def _columns(dataset: str, compared: Mapping[str, Any]) -> dict[str, int]:
    """In how many changed rows each column differs, for those that do."""
    return {name: compared[name] for name in DATASETS[dataset].columns if compared.get(name)}


def _figures(dataset: str, by_side: Mapping[bool, Mapping[str, Any]], prefix: str) -> dict[str, dict[str, Any]]:
    """Measure -> before and after; money and FTE as text."""
    return {
        measure: {
            name: _figure(measure, by_side[side][prefix + measure] if side in by_side else 0)
            for name, side in (("before", False), ("after", True))
        }
        for measure in MEASURES[dataset]
    }


def _figure(measure: str, value: Any) -> Any:
    if measure.endswith("_count"):
        return int(value)
    return f"{Decimal(value):.2f}" if measure.endswith("_gbp") else f"{Decimal(value):.1f}"
