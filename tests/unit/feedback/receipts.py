"""Judgements and receipts drawn by hand."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from adoption_reports.domain.findings import Finding, FindingList, Place, finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.feedback.receipt import SubmissionFacts, receipt_document

NO_ROWS = pa.table({"row": pa.array([], pa.int64())})


def adoption_lines(accepted: int) -> pa.Table:
    """Accepted adoptions, all alike but for their row: one person received INN-0001 in each."""
    plain = {"innovation_code": "INN-0001", "adoption_status": "adopted", "benefit_basis": "received"}
    columns = {name: pa.array([value] * accepted, pa.string()) for name, value in plain.items()}
    numbers = pa.array([1] * accepted, pa.int64())
    return pa.table({"row": pa.array(range(2, accepted + 2), pa.int64()), **columns, "beneficiaries_count": numbers})


def deal_lines(accepted: int) -> pa.Table:
    """Accepted deals of a million pounds and one and a half jobs each."""
    money = pa.array([Decimal("1000000.00")] * accepted, pa.decimal128(14, 2))
    jobs = pa.array([Decimal("1.5")] * accepted, pa.decimal128(7, 1))
    return pa.table({"investment_gbp": money, "jobs_created_fte": jobs, "jobs_safeguarded_fte": jobs})


FACTS = SubmissionFacts(
    submission_id="NENC-2017-18-Q3-r002",
    network_code="NENC",
    reporting_period="2017-18-Q3",
    object_key="NENC/2017-18-Q3/q3 final.xlsx",
    etag="9b2cf535f27731c974343645a3985328",
    content_sha256="ab" * 32,
    size_bytes=48211,
    uploaded_at=datetime(2018, 1, 29, 16, 2, 11, tzinfo=UTC),
    received_at=datetime(2018, 1, 29, 16, 2, 40, tzinfo=UTC),
    recorded_at=datetime(2018, 6, 29, 16, 3, 0, 123456, tzinfo=UTC),
)

UNKNOWN_PLACE = finding(
    "R05",
    place=Place("adoptions", "Adoptions", 41, "location_code", "B41"),
    value="RX1RZ",
    suggestion="; did you mean RX1RA (Queen's Medical Centre)?",
)


def judged_dataset(
    dataset: str = "adoptions", accepted: int = 809, held: int = 3, repeated: int = 0, **other: Any
) -> JudgedDataset:
    """A dataset's counts with accepted lines that are all alike; no held rows."""
    made = adoption_lines if dataset == "adoptions" else deal_lines
    plain = {"sheet": "Adoptions", "rows_blank": 2, "is_nil": False, "lines": made(accepted), "held": NO_ROWS}
    counts = {"rows_accepted": accepted, "rows_held": held, "rows_repeated": repeated}
    return JudgedDataset(dataset=dataset, rows_read=accepted + held + repeated, **counts, **(plain | other))


def judgement(verdict: str = "partially_accepted", *findings: Finding, **parts: Any) -> Judgement:
    """A judgement with these findings."""
    listed = FindingList()
    listed.add(*findings)
    plain = {
        "datasets": (judged_dataset(),),
        "held_back_beneficiaries": 1204,
        "held_back_investment": Decimal("0"),
        "format": "xlsx",
    }
    return Judgement(verdict, listed, **(plain | parts))


def receipt(verdict: str = "partially_accepted", *findings: Finding, **parts: Any) -> dict[str, Any]:
    """The receipt of such a judgement."""
    return receipt_document(submission=FACTS, judgement=judgement(verdict, *findings, **parts), supersedes={})
