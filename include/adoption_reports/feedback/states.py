"""What one dataset of one network and period has come to, in a word and a few details.

The same words on the board and on each network's own page: missing, nil, accepted, warnings, held,
rejected, late. Source: contract, section 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adoption_reports.domain.submissions import COUNTING, PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.domain.wording import day_in_words

STATES = {
    "accepted": "Every row counts",
    "warnings": "It counts; someone should look at what was found",
    "held": "It counts, except for rows that are held until they are corrected",
    "nil": "A nil return: reported that there is nothing to report",
    "rejected": "The file was refused; nothing counts",
    "reading": "A file has come and is being read",
    "missing": "Nothing has come",
}


@dataclass(frozen=True, slots=True)
class State:
    """One dataset of one network and period: its state, and where it leads."""

    word: str
    is_late: bool
    details: tuple[str, ...]
    submission_id: str | None


def state_of(row: Mapping[str, Any]) -> State:
    """What a row of checks/states.sql says in words."""
    word = _word(row)
    details = []
    if word in ("accepted", "warnings", "held"):
        details.append(f"{row['rows_accepted']:,} rows")
    if row["rows_held"] and word == "held":
        details.append(f"{row['rows_held']:,} held")
    if row["submission_id"] and row["latest_state"] == "registered":
        details.append("newer file being read")
    elif row["submission_id"] and row["latest_verdict"] == REJECTED:
        details.append("newer file refused")
    elif word == "missing" and row["latest_verdict"] in COUNTING:
        details.append("withdrawn")
    if word == "missing" and not row["is_late"] and row["due_date"]:
        details.append(f"due {day_in_words(row['due_date'])}")
    return State(word, row["is_late"], tuple(details), row["submission_id"] or row["latest_submission_id"])


def _word(row: Mapping[str, Any]) -> str:
    if row["submission_id"] is None:
        if row["latest_state"] == "registered":
            return "reading"
        return "rejected" if row["latest_verdict"] == REJECTED else "missing"
    if row["is_nil"]:
        return "nil"
    return {PARTIAL: "held", WITH_WARNINGS: "warnings"}.get(row["verdict"], "accepted")
