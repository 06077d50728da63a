"""All findings counted, at most 1,000 made: failing rows stay arrays until they are listed.

A million rows that each break five rules are five arrays and 1,000 findings. Source: contract,
section 7; performance.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from adoption_reports.domain.findings import Finding, FindingList
from adoption_reports.domain.listing import shares
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.limits import FINDINGS_LISTED
from adoption_reports.metadata.rules import RULES
from adoption_reports.validation.frame import Positions

_SEVERITIES = ("reject", "hold", "warn", "note")
_COLUMN_ORDER = {name: n for n, name in enumerate(COLUMNS)}


@dataclass(frozen=True)
class Told:
    """Findings of one rule that can be made: rows are their row numbers, ascending; 0 for none."""

    rule: str
    rows: Positions
    make: Callable[[int], Finding]
    """The finding at an index of `rows`."""


def told_already(findings: Iterable[Finding]) -> list[Told]:
    """Findings that exist, such as those about the file, ready to be listed with the others."""
    by_rule: dict[str, list[Finding]] = {}
    for one in findings:
        by_rule.setdefault(one.rule.code, []).append(one)
    for ones in by_rule.values():
        ones.sort(key=lambda one: one.place.row or 0)
    return [
        Told(rule, np.array([one.place.row or 0 for one in ones], dtype=np.int64), ones.__getitem__)
        for rule, ones in by_rule.items()
    ]


def list_findings(told: Iterable[Told], limit: int = FINDINGS_LISTED) -> FindingList:
    """Count every finding; list up to `limit`, spread over the rules, each rule's first rows first.

    Listed by severity, then in the file's order.
    """
    by_rule: dict[str, list[Told]] = {}
    for one in told:
        if one.rows.size:
            by_rule.setdefault(one.rule, []).append(one)
    ordered = sorted(by_rule, key=lambda code: (_SEVERITIES.index(RULES[code].severity), code))
    counts = {rule: sum(int(one.rows.size) for one in by_rule[rule]) for rule in ordered}
    found = [one for rule, share in shares(counts, limit).items() for one in _first(by_rule[rule], share)]
    found.sort(key=_order)
    return FindingList(found, counts)


def _first(sources: list[Told], share: int) -> list[Finding]:
    """The first findings of one rule over its datasets and columns, in row order."""
    nearest = [
        (int(row), n, index) for n, source in enumerate(sources) for index, row in enumerate(source.rows[:share])
    ]
    nearest.sort()
    return [sources[n].make(index) for _, n, index in nearest[:share]]


def _order(one: Finding) -> tuple[int, str, int, int, str]:
    place = one.place
    column = _COLUMN_ORDER.get(place.column or "", -1)
    return _SEVERITIES.index(one.rule.severity), place.dataset or "", place.row or 0, column, one.rule.code
