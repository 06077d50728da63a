"""receipt.json: what a network is told about one submission, for machines.

The page is made from this document alone, so both say the same. Source: contract, section 7.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adoption_reports.domain.findings import Finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.listing import shares
from adoption_reports.feedback.counted import counted
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import CONTRACT_VERSION, FINDINGS_LISTED, RECEIPT_VERSION

KEYS = (
    "receipt_version", "contract_version", "submission_id", "network_code", "reporting_period",
    "object_key", "etag", "content_sha256", "size_bytes", "uploaded_at", "received_at", "recorded_at",
    "verdict", "datasets", "held_back", "findings_count", "findings_by_rule", "findings_listed",
    "findings", "format", "ignored_sheets", "counted", "held_back_by_rule", "current", "changes",
)  # fmt: skip
"""The document's keys in the contract's order, then our additions."""
DATASET_KEYS = (
    "dataset", "sheet", "rows_read", "rows_accepted", "rows_held", "rows_repeated", "rows_blank",
    "nil_return", "supersedes",
)  # fmt: skip
FINDING_KEYS = (
    "rule", "severity", "dataset", "sheet", "row", "column", "cell", "value", "message", "fix",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What is known of a submission beside its judgement; None where it is not known."""

    submission_id: str | None
    network_code: str | None
    reporting_period: str | None
    object_key: str | None
    etag: str | None
    content_sha256: str | None
    size_bytes: int | None
    uploaded_at: datetime | None
    received_at: datetime | None
    recorded_at: datetime | None


def receipt_document(
    *,
    submission: SubmissionFacts,
    judgement: Judgement,
    supersedes: Mapping[str, str | None],
    current: Sequence[Mapping[str, Any]] = (),
    changes: Sequence[Mapping[str, Any]] = (),
    decision: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The receipt as plain JSON values: money as text, instants as ISO 8601 with Z, unknown as None.

    supersedes: dataset -> the submission whose lines this one replaces; current: what speaks for the
    quarter now; changes: what this submission changed (both as storage/comparison.py tells them).
    decision: of one that is not the first, its number, the reason, and the words of whoever asked for it.
    """
    listed = _cut(judgement.findings.listed)
    investment = judgement.held_back_investment
    values = {
        "receipt_version": RECEIPT_VERSION,
        "contract_version": CONTRACT_VERSION,
        "submission_id": submission.submission_id,
        "network_code": submission.network_code,
        "reporting_period": submission.reporting_period,
        "object_key": submission.object_key,
        "etag": submission.etag,
        "content_sha256": submission.content_sha256,
        "size_bytes": submission.size_bytes,
        "uploaded_at": _instant(submission.uploaded_at),
        "received_at": _instant(submission.received_at),
        "recorded_at": _instant(submission.recorded_at),
        "verdict": judgement.verdict,
        "datasets": [_dataset(one, supersedes.get(one.dataset)) for one in sorted(judgement.datasets, key=_place)],
        "held_back": {
            "beneficiaries_count": judgement.held_back_beneficiaries,
            "investment_gbp": f"{investment:.2f}",
        },
        "findings_count": judgement.findings.count,
        "findings_by_rule": dict(sorted(judgement.findings.by_rule.items())),
        "findings_listed": len(listed),
        "findings": [one.as_mapping() for one in listed],
        "format": judgement.format,
        "ignored_sheets": list(judgement.ignored_sheets),
        "counted": [counted(one) for one in sorted(judgement.datasets, key=_place) if one.rows_accepted],
        "held_back_by_rule": {
            rule: {
                "rows": back.rows,
                "beneficiaries_count": back.beneficiaries_count,
                "investment_gbp": f"{back.investment_gbp:.2f}",
            }
            for rule, back in sorted(judgement.held_back_by_rule.items())
        },
        "current": [{**one, "uploaded_at": _instant(one["uploaded_at"])} for one in current],
        "changes": [dict(one) for one in changes],
    }
    document = {key: values[key] for key in KEYS}
    return document | {"decision": dict(decision)} if decision else document


def receipt_json(document: Mapping[str, Any]) -> str:
    """The document as text, keys in the contract's order even where a database has reordered them."""
    ordered = _in_order(document, KEYS)
    ordered["datasets"] = [_in_order(one, DATASET_KEYS) for one in document["datasets"]]
    ordered["findings"] = [_in_order(one, FINDING_KEYS) for one in document["findings"]]
    ordered["held_back"] = _in_order(document["held_back"], ("beneficiaries_count", "investment_gbp"))
    ordered["findings_by_rule"] = dict(sorted(document["findings_by_rule"].items()))
    for name in ("counted", "held_back_by_rule", "current", "changes"):
        ordered[name] = _sorted(document.get(name) or ({} if name == "held_back_by_rule" else []))
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"


def _sorted(value: Any) -> Any:
    """Our own additions, their keys in alphabetical order: a database keeps none."""
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def _in_order(values: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    known = {key: values[key] for key in keys if key in values}
    return known | dict(values)


def _place(one: JudgedDataset) -> int:
    return list(DATASETS).index(one.dataset)


def _dataset(one: JudgedDataset, supersedes: str | None) -> dict[str, Any]:
    return {
        "dataset": one.dataset,
        "sheet": one.sheet,
        "rows_read": one.rows_read,
        "rows_accepted": one.rows_accepted,
        "rows_held": one.rows_held,
        "rows_repeated": one.rows_repeated,
        "rows_blank": one.rows_blank,
        "nil_return": one.is_nil,
        "supersedes": supersedes,
    }


def _cut(findings: list[Finding]) -> list[Finding]:
    """At most as many findings as a receipt lists, spread over the rules, their order kept."""
    if len(findings) <= FINDINGS_LISTED:
        return findings
    counts: dict[str, int] = {}
    for one in findings:
        counts[one.rule.code] = counts.get(one.rule.code, 0) + 1
    left = shares(counts, FINDINGS_LISTED)
    kept = []
    for one in findings:
        if left[one.rule.code] > 0:
            left[one.rule.code] -= 1
            kept.append(one)
    return kept


def _instant(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
