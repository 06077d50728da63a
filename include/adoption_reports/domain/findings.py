"""Findings: what is wrong with one submission, where its sender sees it, and what to do.

Source: contract, sections 5 and 7.
"""

from dataclasses import dataclass, field
from typing import Any

from adoption_reports.metadata.limits import VALUE_CHARACTERS
from adoption_reports.metadata.rules import RULES, Rule


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is, as a person sees it; None where the finding is about something larger."""

    dataset: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one submission, and what its sender can do about it."""

    rule: Rule
    place: Place
    value: str | None
    message: str
    fix: str

    def as_mapping(self) -> dict[str, Any]:
        """The finding as receipt.json writes it."""
        return {
            "rule": self.rule.code,
            "severity": self.rule.severity,
            "dataset": self.place.dataset,
            "sheet": self.place.sheet,
            "row": self.place.row,
            "column": self.place.column,
            "cell": self.place.cell,
            "value": self.value,
            "message": self.message,
            "fix": self.fix,
        }


def finding(
    rule: str, case: str = "default", *, place: Place = Place(), value: str | None = None, **words: Any
) -> Finding:
    """A finding of one rule in one of its cases, its sentences filled in.

    `words` fill the braces of the rule's sentences; `suggestion` may be left out.
    """
    said = RULES[rule].cases[case]
    shown = None if value is None else value[:VALUE_CHARACTERS]
    filled = {"value": shown, "suggestion": ""} | words
    # A suggestion is a question, wherever in a sentence it stands.
    fix = said.fix.format_map(filled).replace("?.", "?")
    return Finding(RULES[rule], place, shown, said.message.format_map(filled), fix)


@dataclass(slots=True)
class FindingList:
    """All findings counted by rule, and those that are listed (spread over the rules)."""

    listed: list[Finding] = field(default_factory=list)
    by_rule: dict[str, int] = field(default_factory=dict)

    def add(self, *findings: Finding) -> None:
        """Count and list findings one by one."""
        for one in findings:
            self.listed.append(one)
            self.by_rule[one.rule.code] = self.by_rule.get(one.rule.code, 0) + 1

    def count_more(self, rule: str, number: int) -> None:
        """Count findings of a rule that are not listed."""
        self.by_rule[rule] = self.by_rule.get(rule, 0) + number

    @property
    def count(self) -> int:
        """How many findings there are, listed or not."""
        return sum(self.by_rule.values())

    @property
    def severities(self) -> set[str]:
        """The severities that occur."""
        return {RULES[code].severity for code in self.by_rule}
