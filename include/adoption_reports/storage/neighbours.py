"""Warnings that look at other submissions: W02, W05, W08 and W14. None can refuse a file or hold a row.

Source: contract, section 5; W10 comes with the verdict `duplicate`.
"""

from collections.abc import Callable
from decimal import Decimal

import sqlalchemy as sa

from adoption_reports.domain.findings import Finding, FindingList, Place, finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.wording import listed
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import FINDINGS_LISTED, JUMP_FACTOR, JUMP_FROM, SHRUNK_PERCENT
from adoption_reports.storage.database import rows
from adoption_reports.storage.ledger import Submission


def warnings(connection: sa.Connection, submission: Submission, judgement: Judgement) -> FindingList:
    """Every such warning about a submission whose lines are in the warehouse and not yet current."""
    found = FindingList()
    asked = {"reporting_period": submission.reporting_period, "network_code": submission.network_code}
    same = rows(connection, "load/same_bytes_elsewhere.sql", content_sha256=judgement.content_sha256, **asked)
    found.add(*(finding("W14", earlier=row["submission_id"]) for row in same))
    for judged in judgement.datasets:
        for row in rows(connection, "load/superseded_rows.sql", dataset=judged.dataset, **asked):
            if judged.rows_read * 100 < row["rows_read"] * SHRUNK_PERCENT:
                found.add(_shrunk(judged, row))
        _add(found, _ask(connection, f"load/jumps_{judged.dataset}.sql", submission), judged, _jump)
        _add(found, _ask(connection, f"load/shared_{judged.dataset}.sql", submission), judged, _SHARED[judged.dataset])
    return found


def _add(
    found: FindingList,
    given: list[sa.RowMapping],
    judged: JudgedDataset,
    tell: Callable[[JudgedDataset, sa.RowMapping], Finding],
) -> None:
    """List the rows given, and count those that the query found beyond them."""
    told = [tell(judged, row) for row in given]
    found.add(*told)
    if told:
        found.count_more(told[0].rule.code, given[0]["found"] - len(given))


def _ask(connection: sa.Connection, statement: str, submission: Submission) -> list[sa.RowMapping]:
    return rows(
        connection,
        statement,
        reporting_period=submission.reporting_period,
        network_code=submission.network_code,
        submission_id=submission.submission_id,
        registry_version=submission.registry_version,
        jump_from=JUMP_FROM,
        jump_factor=JUMP_FACTOR,
        listed=FINDINGS_LISTED,
    )


def _shrunk(judged: JudgedDataset, earlier: sa.RowMapping) -> Finding:
    return finding(
        "W05",
        place=Place(judged.dataset, judged.sheet),
        rows=f"{judged.rows_read:,}",
        dataset=DATASETS[judged.dataset].title.lower(),
        earlier=earlier["submission_id"],
        earlier_rows=f"{earlier['rows_read']:,}",
    )


def _jump(judged: JudgedDataset, row: sa.RowMapping) -> Finding:
    period = parse_period(row["earlier_period"])
    return finding(
        "W02",
        place=Place(judged.dataset, judged.sheet, row["row_number"], row["column_name"]),
        value=_figure(row["value"]),
        earlier=_figure(row["earlier_value"]),
        earlier_period=period.label if period else row["earlier_period"],
    )


def _figure(value: Decimal) -> str:
    return f"{int(value):,}" if value == value.to_integral_value() else f"{value:,f}"


def _shared_adoption(judged: JudgedDataset, row: sa.RowMapping) -> Finding:
    return finding(
        "W08",
        "adoption",
        place=Place(judged.dataset, judged.sheet, row["row_number"], "location_code"),
        networks=listed(row["networks"]),
        innovation=row["innovation_code"],
        at=row["place"],
    )


def _shared_deal(judged: JudgedDataset, row: sa.RowMapping) -> Finding:
    return finding(
        "W08",
        "deal",
        place=Place(judged.dataset, judged.sheet, row["row_number"], "deal_reference"),
        value=row["deal_reference"],
        networks=listed(row["networks"]),
    )


_SHARED = {"adoptions": _shared_adoption, "economic_impact": _shared_deal}
