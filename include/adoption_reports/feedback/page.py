"""receipt.html: the receipt as one self-contained page, words first.

Made from the receipt document alone. No script, no outside resource; reads at 360 px, on paper and
with a screen reader; nothing is told by colour alone. Source: contract, section 7.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from adoption_reports.domain.periods import LONDON, parse_period
from adoption_reports.domain.submissions import ACCEPTED, DUPLICATE, PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.domain.wording import day_in_words, listed, number_in_words, pounds
from adoption_reports.metadata.columns import COLUMNS, KEY_COLUMNS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.rules import EFFECT, RULES

WHOLE_FILE = "A file replaces everything sent before for the quarter: send all rows, not only the corrected ones."
BADGES = {
    ACCEPTED: "Accepted",
    WITH_WARNINGS: "Accepted, please check",
    PARTIAL: "Partly accepted",
    REJECTED: "Refused",
    DUPLICATE: "Already received",
}
_SEVERITIES = tuple(EFFECT)


def render_page(receipt: Mapping[str, Any]) -> str:
    """The page for a receipt document (see feedback.receipt)."""
    period = parse_period(receipt["reporting_period"] or "")
    return _template().render(
        receipt=receipt,
        badge=BADGES[receipt["verdict"]],
        tone=_tone(receipt["verdict"]),
        sentence=_sentence(receipt),
        steps=_steps(receipt),
        period=period.label if period else "no quarter that could be read",
        datasets=[_dataset(one) for one in receipt["datasets"]],
        rules=_rules(receipt),
        held_back=_held_back(receipt),
        proof=_proof(receipt),
        has_held_file=any(one["rows_held"] for one in receipt["datasets"]) and _is_sent(receipt),
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


def _is_sent(receipt: Mapping[str, Any]) -> bool:
    """False for a check of a file that was not sent."""
    return receipt["submission_id"] is not None


def _sentence(receipt: Mapping[str, Any]) -> str:
    """The verdict in a sentence."""
    datasets: Sequence[Mapping[str, Any]] = receipt["datasets"]
    verdict = receipt["verdict"]
    if verdict == REJECTED:
        return "The file was refused. None of it counts, and whatever counted before still does."
    if verdict == DUPLICATE:
        return "This is the same file as one that already counts. Nothing has changed, and nothing is counted twice."
    if datasets and all(one["nil_return"] for one in datasets):
        names = listed([_title(one) for one in datasets])
        return f"The nil return was accepted: there is nothing to report for {names.lower()}."
    if verdict == PARTIAL:
        held, read = (sum(one[key] for one in datasets) for key in ("rows_held", "rows_read"))
        are = "is held and does" if held == 1 else "are held and do"
        return f"Part of the report counts: {number_in_words(held)} of {number_in_words(read)} rows {are} not count yet."
    if verdict == WITH_WARNINGS:
        return "The report was accepted and counts. Please look at what is listed below."
    return "The report was accepted and counts."


def _steps(receipt: Mapping[str, Any]) -> list[str]:
    """What to do next, in order."""
    verdict = receipt["verdict"]
    if verdict == REJECTED:
        return ["Correct what is listed below in your own file.", f"Send the whole file again. {WHOLE_FILE}"]
    if verdict == PARTIAL:
        return [
            "Correct the held rows in your own file; each is listed below with what to do.",
            f"Send the whole file again. {WHOLE_FILE}",
        ]
    if verdict == WITH_WARNINGS:
        return [
            "Look at what is listed below. If it is right, nothing need be done.",
            f"If something is wrong, correct it and send the whole file again. {WHOLE_FILE}",
        ]
    return ["Nothing need be done."]


def _held_back(receipt: Mapping[str, Any]) -> str | None:
    """What the held rows would have added, in words; None where nothing is held."""
    if not any(one["rows_held"] for one in receipt["datasets"]):
        return None
    people = receipt["held_back"]["beneficiaries_count"]
    money = Decimal(receipt["held_back"]["investment_gbp"])
    parts = []
    if people:
        parts.append("1 person benefiting" if people == 1 else f"{number_in_words(people)} people benefiting")
    if money:
        parts.append(f"{pounds(money)} of investment")
    if not parts:
        return "As far as they can be read, the held rows would have added no people and no money."
    return f"The held rows would have added {listed(parts)}, as far as they can be read. None of it counts yet."


def _dataset(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "title": _title(one)}


def _title(one: Mapping[str, Any]) -> str:
    return DATASETS[one["dataset"]].title


def _rules(receipt: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings by rule, the gravest effect first, then the most frequent."""
    groups: dict[str, list[Mapping[str, Any]]] = {code: [] for code in receipt["findings_by_rule"]}
    for one in receipt["findings"]:
        groups.setdefault(one["rule"], []).append(one)
    rules = [
        {
            "code": code,
            "title": RULES[code].title,
            "severity": RULES[code].severity,
            "effect": EFFECT[RULES[code].severity],
            "count": receipt["findings_by_rule"].get(code, len(findings)),
            "findings": [{**one, "where": _where(one)} for one in findings],
            "has_values": any(one["value"] for one in findings),
            "has_rows": any(one["row"] for one in findings),
        }
        for code, findings in groups.items()
    ]
    return sorted(rules, key=lambda rule: (_SEVERITIES.index(rule["severity"]), -rule["count"], rule["code"]))


def _where(one: Mapping[str, Any]) -> str:
    """Where a person finds it: Adoptions, row 41, cell B41, location code."""
    parts = []
    if one["sheet"] or one["dataset"]:
        parts.append(f"sheet {one['sheet']}" if one["sheet"] else DATASETS[one["dataset"]].title)
    if one["row"]:
        parts.append(f"row {number_in_words(one['row'])}")
    if one["column"]:
        column = (COLUMNS | KEY_COLUMNS).get(one["column"])
        parts.append(column.title if column else one["column"])
    if one["cell"]:
        parts.append(f"cell {one['cell']}")
    said = ", ".join(parts) or "the whole file"
    return said[0].upper() + said[1:]


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
        ("Fingerprint of the file (SHA-256)", receipt["content_sha256"]),
        ("Store's tag of the file (ETag)", receipt["etag"]),
        ("Contract version", receipt["contract_version"]),
    ]
    return [(name, value) for name, value in facts if value]


def _moment(instant: str | None) -> str | None:
    """29 January 2018, 16:02:11 GMT."""
    if instant is None:
        return None
    moment = datetime.fromisoformat(instant).astimezone(LONDON)
    return f"{day_in_words(moment.date())}, {moment:%H:%M:%S %Z}"
