"""What a receipt tells of figures: what counts and adds up to, what changed, and what speaks now.

Each sentence and table is made from the receipt document alone. Source: contract, section 7; totals,
sections 3 and 4.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from adoption_reports.domain.periods import LONDON
from adoption_reports.domain.submissions import DUPLICATE, REJECTED
from adoption_reports.domain.wording import (
    day_in_words,
    listed,
    number_in_words,
    people_in_words,
    pounds,
    pounds_in_words,
    rows_in_words,
)
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import ADOPTIONS, DATASETS

BASIS_IN_WORDS = {
    "covered": "live where the innovation covers them",
    "identified": "were identified as able to benefit",
    "offered": "were offered it",
    "received": "received it",
    "completed": "completed it",
    "avoided": "had a case avoided",
}
MEASURES = {
    "adoptions_count": "Adoptions",
    "beneficiaries_count": "People who received or completed",
    "people_reached_count": "People covered, identified or offered",
    "cases_avoided_count": "Cases avoided",
    "deals_count": "Deals",
    "investment_gbp": "Investment",
    "jobs_created_fte": "Jobs created (full-time equivalent)",
    "jobs_safeguarded_fte": "Jobs safeguarded (full-time equivalent)",
}


def counted_sentences(receipt: Mapping[str, Any]) -> list[str]:
    """What the rows that count add up to, a sentence or two for each table."""
    return [
        _adoptions(one) if one["dataset"] == ADOPTIONS.name else _deals(one) for one in receipt.get("counted") or ()
    ]


def _adoptions(one: Mapping[str, Any]) -> str:
    states = [f"{number_in_words(number)} {status}" for status, number in one["rows_by_status"].items()]
    innovations = one["innovations_count"]
    what = "1 innovation" if innovations == 1 else f"{number_in_words(innovations)} innovations"
    people = [
        f"{people_in_words(one['people_by_basis'][basis])} {words}"
        for basis, words in BASIS_IN_WORDS.items()
        if one["people_by_basis"].get(basis)
    ]
    said = f"Adoptions: {rows_in_words(one['rows'])} of {what} ({listed(states)})."
    return f"{said} Newly benefiting in the quarter: {listed(people)}." if people else said


def _deals(one: Mapping[str, Any]) -> str:
    deals = "1 deal" if one["rows"] == 1 else f"{number_in_words(one['rows'])} deals"
    jobs = [
        f"{Decimal(one[name]):,f} jobs {done}"
        for name, done in (("jobs_created_fte", "created"), ("jobs_safeguarded_fte", "safeguarded"))
        if Decimal(one[name])
    ]
    money = Decimal(one["investment_gbp"])
    exact = f" ({pounds(money)})" if money >= 1_000_000 else ""
    unit = " (full-time equivalent)" if jobs else ""
    return f"Economic impact: {deals} with {listed([f'{pounds_in_words(money)}{exact} of investment', *jobs])}{unit}."


def held_by_rule(receipt: Mapping[str, Any], rule: str) -> str | None:
    """These 3 rows hold back £1.2 million and 1,204 people; None where nothing can be read of it."""
    back = (receipt.get("held_back_by_rule") or {}).get(rule)
    if not back:
        return None
    people, money = back["beneficiaries_count"], Decimal(back["investment_gbp"])
    parts = [pounds_in_words(money)] if money else []
    parts += [people_in_words(people)] if people else []
    if not parts:
        return None
    which = "This row holds" if back["rows"] == 1 else f"These {number_in_words(back['rows'])} rows hold"
    return f"{which} back {listed(parts)}."


def effect_of_rule(receipt: Mapping[str, Any], rule: str) -> Decimal:
    """How much of what is held back is held back by one rule: the largest of its shares, 0 to 1."""
    back = (receipt.get("held_back_by_rule") or {}).get(rule)
    if not back:
        return Decimal(0)
    shares = [
        Decimal(str(back[name])) / Decimal(str(receipt["held_back"][name]))
        for name in ("beneficiaries_count", "investment_gbp")
        if Decimal(str(receipt["held_back"][name]))
    ]
    return max(shares, default=Decimal(0))


def standing_sentences(receipt: Mapping[str, Any]) -> list[str]:
    """What speaks for the quarter, where it is not this file: after a refusal, a copy, or an older file."""
    current = receipt.get("current") or []
    others = [one for one in current if one["submission_id"] != receipt["submission_id"]]
    if not others:
        refused = receipt["verdict"] == REJECTED and receipt["submission_id"] and receipt["reporting_period"]
        return ["No file of yours counts for this quarter yet."] if refused and not current else []
    verb = "still counts" if receipt["verdict"] in (REJECTED, DUPLICATE) else "counts"
    return [
        f"{DATASETS[one['dataset']].title}: what {verb} is {_file_name(one['object_key'])}, sent on"
        f" {_day(one['uploaded_at'])}, with {rows_in_words(one['rows_accepted'])} ({one['submission_id']})."
        for one in others
    ]


def changes_told(receipt: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A block for each table that another submission speaks for now: sentences, examples and figures."""
    return [_change(one) for one in receipt.get("changes") or ()]


def _change(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": DATASETS[one["dataset"]].title,
        "sentences": list(_change_sentences(one)),
        "examples": [_example(example) for example in one["examples"]],
        "figures": [
            {
                "measure": MEASURES[measure],
                "before": _figure(measure, sides["before"]),
                "after": _figure(measure, sides["after"]),
                "national": _moved(measure, one["counted_nationally"][measure]),
            }
            for measure, sides in one["network"].items()
        ],
        "national": _national(one),
    }


def _change_sentences(one: Mapping[str, Any]) -> Iterator[str]:
    if one["previous"] is None:
        yield "This is the first file that counts for this quarter: there is nothing to compare it with."
        return
    rows = one["rows"]
    yield (
        f"Against {one['previous']}: {rows_in_words(rows['added'])} added, {number_in_words(rows['removed'])} removed"
        f" and {number_in_words(rows['changed'])} changed."
    )
    if one["columns"]:
        by_count = sorted(one["columns"].items(), key=lambda item: (-item[1], item[0]))
        named = [f"{COLUMNS[name].title} in {rows_in_words(number)}" for name, number in by_count]
        yield f"What changed: {listed(named)}."


def _example(one: Mapping[str, Any]) -> dict[str, str]:
    what = {"added": "Added", "removed": "Removed"}.get(one["change"])
    columns = listed([COLUMNS[name].title for name in one["columns"]])
    row = f"Row {number_in_words(one['row'])}"
    return {
        "what": what or f"Changed: {columns}",
        "where": f"{row} of the earlier file" if one["change"] == "removed" else row,
        "key": one["key"],
    }


def _national(one: Mapping[str, Any]) -> str:
    if not one["handed_over"]:
        return (
            "The last column is exactly what this file moved in the national total of the quarter, as the other"
            " networks' reports stood when it was decided."
        )
    number = one["handed_over"]
    is_adoption = one["dataset"] == ADOPTIONS.name
    what = ("adoption" if is_adoption else "deal") if number == 1 else ("adoptions" if is_adoption else "deals")
    return (
        f"The last column is what moved of your own figures in the national total of the quarter. For"
        f" {number_in_words(number)} {what} that another network reports too, it changed whose figures count;"
        f" the other network's figures are its own and are not shown here."
    )


def _figure(measure: str, value: Any) -> str:
    if measure.endswith("_gbp"):
        return pounds(Decimal(value))
    return f"{Decimal(value):,f}"


def _moved(measure: str, sides: Mapping[str, Any]) -> str:
    by = Decimal(sides["after"]) - Decimal(sides["before"])
    if not by:
        return "no change"
    return ("up " if by > 0 else "down ") + _figure(measure, abs(by))


def _file_name(key: str) -> str:
    return key.rpartition("/")[2]


def _day(instant: str) -> str:
    return day_in_words(datetime.fromisoformat(instant).astimezone(LONDON).date())
