"""A receipt as lines of text, for people at a terminal: the verdict first, then what to mend."""

from collections.abc import Iterator, Mapping
from typing import Any

from adoption_reports.feedback.wording import verdict_sentence
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.rules import EFFECT, RULES

LISTED = 40
"""Findings shown; the receipt has the others."""


def receipt_lines(receipt: Mapping[str, Any]) -> Iterator[str]:
    """The receipt document as lines."""
    yield f"{receipt['object_key']}: {verdict_sentence(receipt)}"
    for judged in receipt["datasets"]:
        yield (
            f"  {DATASETS[judged['dataset']].title}: {judged['rows_read']:,} rows read,"
            f" {judged['rows_accepted']:,} count, {judged['rows_held']:,} held, {judged['rows_repeated']:,} repeated"
        )
    for found in receipt["findings"][:LISTED]:
        rule = RULES[found["rule"]]
        yield f"  {_place(found)}{found['message']} {found['fix']} [{rule.code}: {EFFECT[rule.severity]}]"
    if receipt["findings_count"] > LISTED:
        yield f"  … and {receipt['findings_count'] - LISTED:,} more findings."


def _place(found: Mapping[str, Any]) -> str:
    parts = [str(found["sheet"])] if found["sheet"] else []
    if found["row"]:
        parts.append(f"row {found['row']}" + (f" ({found['cell']})" if found["cell"] else ""))
    if found["column"]:
        parts.append(COLUMNS[found["column"]].title if found["column"] in COLUMNS else found["column"])
    return ", ".join(parts) + ": " if parts else ""
