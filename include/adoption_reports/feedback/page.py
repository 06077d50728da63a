"""receipt.html: the receipt as one self-contained page, words first.

Made from the receipt document alone. No script, no outside resource; reads at 360 px, on paper and
with a screen reader; nothing is told by colour alone. Source: contract, section 7.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from adoption_reports.domain.periods import LONDON, parse_period
from adoption_reports.domain.submissions import ACCEPTED, DUPLICATE, PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.domain.wording import day_in_words, listed, number_in_words
from adoption_reports.feedback.account import (
    changes_told,
    counted_sentences,
    effect_of_rule,
    held_by_rule,
    standing_sentences,
)
from adoption_reports.feedback.marked_up import has_marked_up
from adoption_reports.feedback.wording import held_back, held_file, next_steps, verdict_sentence
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS, KEY_COLUMNS
from adoption_reports.metadata.rules import EFFECT, RULES, Severity

BADGES = {
    ACCEPTED: "Accepted",
    WITH_WARNINGS: "Accepted, please check",
    PARTIAL: "Partly accepted",
    REJECTED: "Refused",
    DUPLICATE: "Already received",
}
EFFECT_IF_REFUSED: dict[Severity, str] = {
    "reject": "the file is refused",
    "hold": "the row would not count",
    "warn": "please look",
    "note": "for your information",
}
REASONS = 5
"""How many reasons to refuse stand right below the verdict, and how many rows each names."""
_SEVERITIES = tuple(EFFECT)


def render_page(receipt: Mapping[str, Any]) -> str:
    """The page for a receipt document (see feedback.receipt)."""
    period = parse_period(receipt["reporting_period"] or "")
    return _template().render(
        receipt=receipt,
        badge=BADGES[receipt["verdict"]],
        tone=_tone(receipt["verdict"]),
        sentence=verdict_sentence(receipt),
        steps=next_steps(receipt),
        period=period.label if period else "no quarter that could be read",
        reasons=_reasons(receipt),
        datasets=[{**one, "title": _table_title(one)} for one in receipt["datasets"]],
        rules=_rules(receipt),
        held_back=held_back(receipt),
        counted=counted_sentences(receipt),
        standing=standing_sentences(receipt),
        changes=changes_told(receipt),
        proof=_proof(receipt),
        has_marked_up=has_marked_up(receipt),
        held_file=held_file(receipt),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number_in_words
    return environment.get_template("receipt.html.j2")


def _tone(verdict: str) -> str:
    return {REJECTED: "refused", PARTIAL: "partly", WITH_WARNINGS: "look"}.get(verdict, "good")


def _reasons(receipt: Mapping[str, Any]) -> list[str]:
    """Why the file is refused, each reason once, with the first rows that it is about."""
    rows: dict[str, list[str]] = {}
    for one in receipt["findings"]:
        if one["severity"] == "reject":
            about = rows.setdefault(one["message"], [])
            about += [number_in_words(one["row"])] if one["row"] else []
    return [f"{_rows_named(about)}{message}" for message, about in list(rows.items())[:REASONS]]


def _rows_named(rows: list[str]) -> str:
    named = rows[:REASONS] + ([f"{number_in_words(len(rows) - REASONS)} more"] if len(rows) > REASONS else [])
    return f"Row{'s' if len(rows) > 1 else ''} {listed(named)}: " if rows else ""


def _rules(receipt: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings by rule: the gravest effect first, then what holds back most, then the most frequent."""
    groups: dict[str, list[Mapping[str, Any]]] = {code: [] for code in receipt["findings_by_rule"]}
    for one in receipt["findings"]:
        groups.setdefault(one["rule"], []).append(one)
    effects = EFFECT_IF_REFUSED if receipt["verdict"] == REJECTED else EFFECT
    rules = [
        {
            "code": code,
            "title": RULES[code].title,
            "severity": RULES[code].severity,
            "effect": effects[RULES[code].severity],
            "count": receipt["findings_by_rule"].get(code, len(findings)),
            "listed": len(findings),
            "held_back": held_by_rule(receipt, code),
            "about_file": [one for one in findings if not one["row"]],
            "tables": _tables([one for one in findings if one["row"]]),
        }
        for code, findings in groups.items()
    ]
    return sorted(
        rules,
        key=lambda rule: (
            _SEVERITIES.index(rule["severity"]),
            -effect_of_rule(receipt, rule["code"]),
            -rule["count"],
            rule["code"],
        ),
    )


def _tables(findings: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings about rows, a table for each dataset and sheet."""
    tables: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for one in findings:
        cell = f", cell {one['cell']}" if one["cell"] else ""
        row = {**one, "where": f"Row {number_in_words(one['row'])}{cell}", "title": _column_title(one["column"])}
        tables.setdefault((one["dataset"], one["sheet"]), []).append(row)
    return [
        {
            "caption": _table_title({"dataset": dataset, "sheet": sheet}),
            "has_values": any(one["value"] for one in rows),
            "rows": rows,
        }
        for (dataset, sheet), rows in tables.items()
    ]


def _table_title(one: Mapping[str, Any]) -> str:
    """Adoptions (sheet Q3)."""
    title = DATASETS[one["dataset"]].title if one["dataset"] else "The file"
    return f"{title} (sheet {one['sheet']})" if one["sheet"] else title


def _column_title(column: str | None) -> str | None:
    described = (COLUMNS | KEY_COLUMNS).get(column or "")
    return described.title if described else column


def _proof(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Proof of submission: what was received, and when."""
    size = receipt["size_bytes"]
    facts = [
        ("Submission", receipt["submission_id"] or "none: this file was checked, not sent"),
        ("File", receipt["object_key"]),
        ("Size", None if size is None else f"{number_in_words(size)} bytes"),
        ("Uploaded", _moment(receipt["uploaded_at"])),
        ("Received", _moment(receipt["received_at"])),
        ("Decided", _moment(receipt["recorded_at"])),
        *_decision(receipt.get("decision", {})),
        ("Fingerprint of the file (SHA-256)", receipt["content_sha256"]),
        ("Store's tag of the file (ETag)", receipt["etag"]),
        ("Contract version", receipt["contract_version"]),
    ]
    return [(name, value) for name, value in facts if value]


def _decision(said: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Why the file was judged again, and which of its figures were corrected and why."""
    corrections = [
        f"{_table_title({'dataset': one['dataset'], 'sheet': None})}, row {number_in_words(one['row'])}, "
        f"{_column_title(one['column'])}: {one['value_used']} counts instead of {one['value_sent']}. {one['reason']}"
        for one in said.get("corrections", [])
    ]
    return [("Judged again", said.get("why")), *(("Corrected by agreement", text) for text in corrections)]


def _moment(instant: str | None) -> str | None:
    """29 January 2018, 16:02:11 GMT."""
    if instant is None:
        return None
    moment = datetime.fromisoformat(instant).astimezone(LONDON)
    return f"{day_in_words(moment.date())}, {moment:%H:%M:%S %Z}"
