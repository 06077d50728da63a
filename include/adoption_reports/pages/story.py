"""A submission's story: from its upload to speaking for its network, or to being superseded.

Told from the ledger alone. Source: contract, sections 6 and 7; architecture, section 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.submissions import COUNTING, REJECTED
from adoption_reports.domain.wording import listed
from adoption_reports.feedback.page import BADGES
from adoption_reports.feedback.wording import held_back, next_steps, verdict_sentence
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.rules import EFFECT, RULES
from adoption_reports.pages.reading import read
from adoption_reports.storage.ledger import Submission, find_submission

ACTS = {
    "withdraw": "Withdrawn",
    "reinstate": "Reinstated",
    "replay": "Asked to be judged again",
    "send": "Sent from these pages",
    "history": "Given an upload time",
    "correct": "Corrected",
}
DECIDED = {"first": "Decided", "replay": "Judged again", "correction": "Decided with corrections"}
FINDINGS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a submission."""

    at: datetime
    title: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """All that the page of one submission tells."""

    submission: Submission
    badge: str
    standing: str
    events: Sequence[Event]
    datasets: Sequence[Mapping[str, Any]]
    findings: Sequence[Mapping[str, Any]]
    kinds: Sequence[Mapping[str, Any]]
    others: Sequence[Mapping[str, Any]]
    held_back: str | None
    is_withdrawn: bool

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether there is something to withdraw or reinstate."""
        return self.submission.verdict in COUNTING


def read_story(connection: sa.Connection, submission_id: str) -> Story:
    """The story as the ledger knows it now. Raises WrongUse where there is no such submission."""
    submission = find_submission(connection, submission_id)
    datasets = read(connection, "pages/submission_datasets.sql", submission_id=submission_id)
    decisions = read(connection, "pages/decisions.sql", submission_id=submission_id)
    acts = read(
        connection,
        "pages/acts.sql",
        submission_id=submission_id,
        object_key=submission.object_key,
        etag=submission.etag,
    )
    written_at = read(connection, "pages/receipt_written.sql", submission_id=submission_id)[0]["written_at"]
    others = read(
        connection,
        "pages/others_of_place.sql",
        network_code=submission.network_code,
        reporting_period=submission.reporting_period,
    )
    is_withdrawn = any(row["is_withdrawn"] for row in others if row["submission_id"] == submission_id)
    receipt = submission.receipt
    return Story(
        submission,
        BADGES[submission.verdict] if submission.verdict else "Being read",
        standing(submission, datasets, is_withdrawn=is_withdrawn),
        events_of(submission, decisions, acts, written_at),
        [row | {"title": DATASETS[row["dataset"]].title} for row in datasets],
        receipt["findings"][:FINDINGS_SHOWN] if receipt else [],
        kinds_of(receipt) if receipt else [],
        [row for row in others if row["submission_id"] != submission_id],
        held_back(receipt) if receipt else None,
        is_withdrawn,
    )


def standing(submission: Submission, datasets: Sequence[Mapping[str, Any]], *, is_withdrawn: bool) -> str:
    """Whether it counts now, and if not, what counts instead."""
    if submission.verdict is None:
        return "It is not decided yet; whatever counted before still does."
    if is_withdrawn:
        return "Withdrawn: it no longer counts."
    if submission.verdict == REJECTED:
        return "Refused: it does not count, and whatever counted before still does."
    speaks = [_titled(row) for row in datasets if row["speaks"] == submission.submission_id]
    superseded = [row for row in datasets if row["speaks"] not in (None, submission.submission_id)]
    said = []
    if speaks:
        said.append(f"Current: it speaks for {listed(speaks)}.")
    for row in superseded:
        said.append(f"Superseded for {_titled(row)} by {row['speaks']}.")
    return " ".join(said) or "It does not count."


def _titled(row: Mapping[str, Any]) -> str:
    return DATASETS[row["dataset"]].title.lower()


def events_of(
    submission: Submission,
    decisions: Sequence[Mapping[str, Any]],
    acts: Sequence[Mapping[str, Any]],
    written_at: datetime | None,
) -> list[Event]:
    """What happened, in order of time."""
    events = [
        Event(submission.uploaded_at, "Uploaded", (submission.object_key,)),
        Event(submission.received_at, "Received and registered", (f"as {submission.submission_id}",)),
    ]
    for act in acts:
        events.append(Event(act["recorded_at"], ACTS.get(act["act"], act["act"]), (f"by {act['who']}: {act['why']}",)))
    for decision in decisions:
        details = _meant(submission, decision["receipt"]) if decision["receipt"] else []
        title = f"{DECIDED[decision['reason']]}: {BADGES[decision['verdict']].lower()}"
        events.append(Event(decision["recorded_at"], title, (*details,)))
    if written_at:
        events.append(Event(written_at, "Receipt written"))
    return sorted(events, key=lambda event: event.at)


def _meant(submission: Submission, receipt: Mapping[str, Any]) -> list[str]:
    """What a decision meant when it was recorded."""
    supersedes = {one["supersedes"] for one in receipt["datasets"]} - {None, submission.submission_id}
    return [verdict_sentence(receipt), *(f"It took the place of {name}." for name in sorted(supersedes))]


def kinds_of(receipt: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The kinds of findings, how many of each, and what each means for the rows."""
    return [
        {"code": code, "title": RULES[code].title, "effect": EFFECT[RULES[code].severity], "count": count}
        for code, count in receipt["findings_by_rule"].items()
    ]


def checked(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says of a file that was only checked."""
    return {
        "receipt": receipt,
        "badge": BADGES[receipt["verdict"]],
        "sentence": verdict_sentence(receipt),
        "next_steps": next_steps(receipt),
        "kinds": kinds_of(receipt),
        "findings": receipt["findings"][:FINDINGS_SHOWN],
        "held_back": held_back(receipt),
        "datasets": [one | {"title": DATASETS[one["dataset"]].title} for one in receipt["datasets"]],
    }
