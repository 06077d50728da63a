"""Warnings that look at other submissions: W02, W05, W08 and W14. None can refuse a file or hold a row.

Source: contract, section 5; W10 comes with the verdict `duplicate`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

import sqlalchemy as sa

from adoption_reports.domain.findings import Finding, FindingList, Place, finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.wording import listed, number_in_words, rows_in_words
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import FINDINGS_LISTED, JUMP_FACTOR, JUMP_FROM, SHRUNK_PERCENT
from adoption_reports.storage.database import rows
from adoption_reports.storage.ledger import Submission


def warnings(
    connection: sa.Connection,
    submission: Submission,
    judgement: Judgement,
    *,
    lines_of: str,
    registry_version: int,
    superseded: Mapping[str, str],
) -> FindingList:
    """Every such warning about a decision whose lines are in the warehouse and not yet current.

    superseded: dataset -> the submission that this one supersedes.
    """

    def ask(statement: str) -> list[sa.RowMapping]:
        return rows(
            connection,
            statement,
            reporting_period=submission.reporting_period,
            network_code=submission.network_code,
            submission_id=lines_of,
            registry_version=registry_version,
            jump_from=JUMP_FROM,
            jump_factor=JUMP_FACTOR,
            listed=FINDINGS_LISTED,
        )

    rows(connection, "load/by_hash.sql")
    found = FindingList()
    asked = {"reporting_period": submission.reporting_period, "network_code": submission.network_code}
    same = rows(connection, "load/same_bytes_elsewhere.sql", content_sha256=judgement.content_sha256, **asked)
    found.add(*(finding("W14", earlier=row["submission_id"]) for row in same))
    for judged in judgement.datasets:
        earlier = {"submission_id": superseded.get(judged.dataset), "dataset": judged.dataset}
        for row in rows(connection, "load/superseded_rows.sql", **earlier):
            if judged.rows_read * 100 < row["rows_read"] * SHRUNK_PERCENT:
                found.add(_shrunk(judged, superseded[judged.dataset], row["rows_read"]))
        _add(found, ask(f"load/jumps_{judged.dataset}.sql"), judged, _jump)
        _add(found, ask(f"load/shared_{judged.dataset}.sql"), judged, _SHARED[judged.dataset])
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


def _shrunk(judged: JudgedDataset, earlier: str, earlier_rows: int) -> Finding:
    return finding(
        "W05",
        place=Place(judged.dataset, judged.sheet),
        rows=rows_in_words(judged.rows_read),
        dataset=DATASETS[judged.dataset].title.lower(),
        earlier=earlier,
        earlier_rows=number_in_words(earlier_rows),
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
