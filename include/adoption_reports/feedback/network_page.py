"""index.html: one network's own page in its receipts folder, self-contained as its receipts are.

What counts now, what is due, what was sent and what became of it, and how to send. No script, no outside
resource; words first. Source: contract, sections 2 and 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from adoption_reports.domain.periods import LONDON, Period, london_day
from adoption_reports.domain.wording import day_in_words, listed
from adoption_reports.feedback.page import BADGES
from adoption_reports.feedback.states import STATES, State
from adoption_reports.metadata.datasets import DATASETS


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """One period: when it is due, and each dataset's state."""

    period: Period
    due_date: date | None
    states: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """What is known of one network; periods and submissions the latest first."""

    network_code: str
    network_name: str
    moment: datetime
    periods: Sequence[PeriodFacts]
    submissions: Sequence[Mapping[str, Any]]


def render_network_page(facts: NetworkFacts, *, landing_bucket: str) -> str:
    """The page."""
    return _template().render(
        facts=facts,
        datasets=DATASETS,
        states=STATES,
        due=due_sentences(facts),
        submissions=[_submission(one) for one in facts.submissions],
        landing_bucket=landing_bucket,
        example=facts.periods[0].period if facts.periods else None,
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
    environment.filters.update(day=day_in_words, moment=_moment)
    return environment.get_template("network.html.j2")


def due_sentences(facts: NetworkFacts) -> list[str]:
    """What is missing and asked for, the most urgent first."""
    today = london_day(facts.moment)
    said = []
    for one in sorted(facts.periods, key=lambda one: one.period):
        lacking = [DATASETS[name].title.lower() for name, state in one.states.items() if state.submission_id is None]
        rejected = [DATASETS[name].title.lower() for name, state in one.states.items() if state.word == "rejected"]
        if one.due_date is None or not (lacking or rejected) or one.period.end >= today:
            continue
        when = f"was due on {day_in_words(one.due_date)} and is late"
        if one.due_date >= today:
            when = f"is due by {day_in_words(one.due_date)}"
        for names, why in ((lacking, ""), (rejected, " (the file sent was refused)")):
            if names:
                said.append(f"{one.period.label} {when}: {listed(names)}{why}.")
    return said


def _submission(one: Mapping[str, Any]) -> dict[str, Any]:
    """One submission in words, with the way to its receipt from this page."""
    standing = "withdrawn" if one["is_withdrawn"] else "counts now" if one["is_current"] else "does not count now"
    folder = one["reporting_period"] or "UNROUTED"
    return {
        **one,
        "name": one["object_key"].rsplit("/", 1)[-1],
        "badge": BADGES[one["verdict"]],
        "standing": standing,
        "receipt": f"{quote(folder)}/{quote(one['submission_id'])}/receipt.html",
    }


def _moment(instant: datetime) -> str:
    local = instant.astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M %Z}"
