"""The e-mail that tells a network that a receipt is out: the verdict, counts, and where the receipt is.

Never the data itself: no value, note, sheet or file name of what was sent, since mail goes through many hands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.wording import moment_in_words, number_in_words
from adoption_reports.feedback.page import BADGES
from adoption_reports.feedback.wording import next_steps, verdict_sentence
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.rules import RULES


@dataclass(frozen=True, slots=True)
class Notice:
    """What the e-mail says."""

    subject: str
    text: str


def notice(receipt: Mapping[str, Any], *, link: str, link_ends_at: datetime) -> Notice:
    """The e-mail about a receipt; link: opens receipt.html in a browser."""
    read = parse_period(receipt["reporting_period"] or "")
    period = read.label if read else "a quarter that could not be read"
    uploaded = moment_in_words(datetime.fromisoformat(receipt["uploaded_at"]))
    parts = [
        f"Your report for {period}, uploaded on {uploaded}:",
        _elsewhere(verdict_sentence(receipt)),
        *_counts(receipt),
        *_findings(receipt),
        "\n".join(["What to do next:", *(f"{n}. {_elsewhere(step)}" for n, step in enumerate(next_steps(receipt), 1))]),
        f"The receipt has every finding with its place and what to do:\n{link}",
        f"The link works until {moment_in_words(link_ends_at)}. Whoever has it can read the receipt: pass it on only to"
        " people who may see the report. The receipt's files stay in your receipts folder.",
        f"Submission {receipt['submission_id']}. This message was sent by the adoption reports pipeline.",
    ]
    subject = f"{receipt['network_code']} {receipt['reporting_period'] or ''}".strip()
    return Notice(f"Adoption report {subject}: {BADGES[receipt['verdict']].lower()}", "\n\n".join(parts) + "\n")


def _elsewhere(sentence: str) -> str:
    """A sentence of the receipt, said outside of it."""
    return sentence.replace("listed below", "listed in the receipt")


def _counts(receipt: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{DATASETS[one['dataset']].title}: {number_in_words(one['rows_read'])} rows read,"
        f" {number_in_words(one['rows_accepted'])} accepted, {number_in_words(one['rows_held'])} held"
        for one in receipt["datasets"]
        if not one["nil_return"]
    ]
    return ["\n".join(lines)] if lines else []


def _findings(receipt: Mapping[str, Any]) -> list[str]:
    found = receipt["findings_by_rule"]
    lines = [f"- {RULES[code].title}: {number_in_words(count)}" for code, count in found.items()]
    return ["\n".join(["What was found:", *lines])] if lines else []
