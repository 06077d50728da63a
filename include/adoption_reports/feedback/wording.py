"""What a receipt says in sentences: the verdict, what to do next, and what is held back.

Each is made from the receipt document alone. Source: contract, sections 6 and 7.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from adoption_reports.domain.submissions import DUPLICATE, PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.domain.wording import listed, number_in_words, pounds
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import HELD_ROWS_RETURNED
from adoption_reports.metadata.rules import RULES

WHOLE_FILE = "A file replaces everything sent before for the quarter: send all rows, not only the corrected ones."

ROWS_FIX = RULES["F10"].cases["default"].fix
FIXES = 3
"""How many reasons to refuse are put right in the steps; all are among the findings."""


def verdict_sentence(receipt: Mapping[str, Any]) -> str:
    """The verdict in a sentence."""
    datasets: Sequence[Mapping[str, Any]] = receipt["datasets"]
    verdict = receipt["verdict"]
    if verdict == REJECTED:
        return "The file was refused. None of it counts, and whatever counted before still does."
    if verdict == DUPLICATE:
        return "This is the same file as one that already counts. Nothing has changed, and nothing is counted twice."
    if datasets and all(one["nil_return"] for one in datasets):
        names = listed([DATASETS[one["dataset"]].title for one in datasets])
        return f"The nil return was accepted: there is nothing to report for {names.lower()}."
    if verdict == PARTIAL:
        held, read = (sum(one[key] for one in datasets) for key in ("rows_held", "rows_read"))
        rows = f"{number_in_words(held)} of {number_in_words(read)} rows"
        if _is_older(receipt):
            return f"Part of the report was accepted, but a newer file speaks for the quarter. Held: {rows}."
        return f"Part of the report counts: {rows} {'is' if held == 1 else 'are'} held and not counted yet."
    if verdict == WITH_WARNINGS:
        said = "The report was accepted and counts. Please look at what is listed below."
    else:
        said = "The report was accepted and counts."
    return (
        said.replace("and counts", "but does not count now: a newer file speaks for the quarter")
        if _is_older(receipt)
        else said
    )


def _is_older(receipt: Mapping[str, Any]) -> bool:
    """Whether files uploaded later already speak for everything that this one reports."""
    speaking = {one["dataset"]: one["submission_id"] for one in receipt.get("current") or ()}
    ours = receipt.get("submission_id")
    return bool(receipt["datasets"]) and all(
        speaking.get(one["dataset"]) not in (None, ours) for one in receipt["datasets"]
    )


def next_steps(receipt: Mapping[str, Any]) -> list[str]:
    """What to do next, in order."""
    verdict = receipt["verdict"]
    if verdict == REJECTED:
        return _after_refusal(receipt)
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


def _after_refusal(receipt: Mapping[str, Any]) -> list[str]:
    """What puts right each reason to refuse; then the rows, and all of them sent."""
    refusing = [one for one in receipt["findings"] if one["severity"] == "reject"]
    fixes = list(dict.fromkeys(one["fix"] for one in refusing))[:FIXES]
    if ROWS_FIX not in fixes and (not fixes or any(one["severity"] == "hold" for one in receipt["findings"])):
        fixes.append(ROWS_FIX)
    if not receipt["datasets"] and any("send" in fix.casefold() for fix in fixes):
        return fixes
    return [*fixes, f"Send the whole file again. {WHOLE_FILE}"]


def held_file(receipt: Mapping[str, Any]) -> str | None:
    """Which rows held-rows.csv has; None where there is no such file beside the page."""
    if receipt["verdict"] == DUPLICATE or receipt["submission_id"] is None:
        return None
    if not any(one["rows_held"] for one in receipt["datasets"]):
        return None
    if not any(RULES[code].severity == "hold" for code in receipt["findings_by_rule"]):
        return None
    if receipt["verdict"] == REJECTED and max(one["rows_held"] for one in receipt["datasets"]) > HELD_ROWS_RETURNED:
        return f"The first rows with mistakes (up to {number_in_words(HELD_ROWS_RETURNED)} of each table)"
    return "The rows with mistakes"


def held_back(receipt: Mapping[str, Any]) -> str | None:
    """What the held rows would have added, in words; None where nothing is held."""
    if not any(one["rows_held"] for one in receipt["datasets"]):
        return None
    people = receipt["held_back"]["beneficiaries_count"]
    money = Decimal(receipt["held_back"]["investment_gbp"])
    rows = "the file's rows" if receipt["verdict"] == REJECTED else "the held rows"
    parts = []
    if people:
        parts.append("1 person benefiting" if people == 1 else f"{number_in_words(people)} people benefiting")
    if money:
        parts.append(f"{pounds(money)} of investment")
    if not parts:
        return f"No number of people and no money can be read in {rows}. They do not count yet."
    return f"{rows.capitalize()} would have added {listed(parts)}, as far as they can be read. None of this counts yet."
