"""Warnings that look at other submissions: W02, W05, W08 and W14. None can refuse a file or hold a row.

Source: contract, section 5; W10 comes with the verdict `duplicate`.
"""

from collections.abc import Iterator
from decimal import Decimal

import sqlalchemy as sa

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.periods import parse_period
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import JUMP_FACTOR, JUMP_FROM, SHRUNK_PERCENT
from adoption_reports.storage.database import rows
from adoption_reports.storage.ledger import Submission


def warnings(connection: sa.Connection, submission: Submission, judgement: Judgement) -> Iterator[Finding]:
    """Every such warning about a submission whose lines are in the warehouse and not yet current."""
    asked = {"reporting_period": submission.reporting_period, "network_code": submission.network_code}
    same = rows(connection, "load/same_bytes_elsewhere.sql", content_sha256=judgement.content_sha256, **asked)
    for row in same:
        yield finding("W14", earlier=row["submission_id"])
    for judged in judgement.datasets:
        superseded = rows(connection, "load/superseded_rows.sql", dataset=judged.dataset, **asked)
        yield from _shrunk(judged, superseded)
        yield from _jumps(connection, submission, judged)
        yield from _shared(connection, submission, judged)


def _shrunk(judged: JudgedDataset, superseded: list[sa.RowMapping]) -> Iterator[Finding]:
    for row in superseded:
        if judged.rows_read * 100 < row["rows_read"] * SHRUNK_PERCENT:
            yield finding(
                "W05",
                place=Place(judged.dataset, judged.sheet),
                rows=f"{judged.rows_read:,}",
                dataset=DATASETS[judged.dataset].title.lower(),
                earlier=row["submission_id"],
                earlier_rows=f"{row['rows_read']:,}",
            )


def _jumps(connection: sa.Connection, submission: Submission, judged: JudgedDataset) -> Iterator[Finding]:
    found = rows(
        connection,
        f"load/jumps_{judged.dataset}.sql",
        reporting_period=submission.reporting_period,
        network_code=submission.network_code,
        submission_id=submission.submission_id,
        jump_from=JUMP_FROM,
        jump_factor=JUMP_FACTOR,
    )
    for row in found:
        column, period = row["column_name"], parse_period(row["earlier_period"])
        yield finding(
            "W02",
            place=Place(judged.dataset, judged.sheet, row["row_number"], column),
            value=_figure(row["value"]),
            earlier=_figure(row["earlier_value"]),
            earlier_period=period.label if period else row["earlier_period"],
        )


def _figure(value: Decimal) -> str:
    return f"{value.normalize():,f}" if value == value.to_integral_value() else f"{value:,f}"


def _shared(connection: sa.Connection, submission: Submission, judged: JudgedDataset) -> Iterator[Finding]:
    asked = {
        "reporting_period": submission.reporting_period,
        "network_code": submission.network_code,
        "submission_id": submission.submission_id,
        "registry_version": submission.registry_version,
    }
    if judged.dataset == "adoptions":
        for row in rows(connection, "load/shared_adoptions.sql", **asked):
            place = Place(judged.dataset, judged.sheet, row["row_number"], "location_code")
            names, innovation = " and ".join(row["networks"]), row["innovation_code"]
            yield finding("W08", "adoption", place=place, networks=names, innovation=innovation, at=row["place"])
    else:
        for row in rows(connection, "load/shared_deals.sql", **asked):
            place = Place(judged.dataset, judged.sheet, row["row_number"], "deal_reference")
            yield finding(
                "W08",
                "deal",
                place=place,
                value=row["deal_reference"],
                networks=" and ".join(row["networks"]),
            )
