"""A receipt as lines of text, for people at a terminal: the verdict first, then what to mend.

Findings stand under their rule, the gravest first, each with its place, what is wrong and what to do.
Values from files are printed as they are but for control characters, which a terminal would obey.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from adoption_reports.domain.submissions import PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.feedback.wording import held_back, next_steps, verdict_sentence
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS, KEY_COLUMNS
from adoption_reports.metadata.rules import EFFECT, RULES, Severity

LISTED_OF_A_RULE = 8
"""Findings shown of one rule; the others are counted."""
EFFECT_IF_REFUSED: dict[Severity, str] = {**EFFECT, "hold": "the row would not count"}
_SEVERITIES = tuple(EFFECT)


def receipt_lines(receipt: Mapping[str, Any]) -> Iterator[str]:
    """The receipt document as lines."""
    yield f"{_inert(receipt['object_key'])}: {verdict_sentence(receipt)}"
    for judged in receipt["datasets"]:
        sheet = f" (sheet {_inert(judged['sheet'])})" if judged["sheet"] else ""
        yield f"  {DATASETS[judged['dataset']].title}{sheet}: {_counts(judged)}"
    if said := held_back(receipt):
        yield f"  {said}"
    if receipt["verdict"] in (REJECTED, PARTIAL, WITH_WARNINGS):
        yield f"  What to do: {' '.join(next_steps(receipt))}"
    effects = EFFECT_IF_REFUSED if receipt["verdict"] == REJECTED else EFFECT
    for code, findings in _by_rule(receipt):
        rule, count = RULES[code], receipt["findings_by_rule"].get(code, len(findings))
        times = f", {count:,} times" if count > 1 else ""
        yield f"  {rule.title}{times} ({effects[rule.severity]}) [{code}]"
        for found in findings[:LISTED_OF_A_RULE]:
            yield f"    {_place(found)}{_inert(found['message'])} {_inert(found['fix'])}"
        if more := count - min(len(findings), LISTED_OF_A_RULE):
            yield f"    … and {more:,} more like {'this' if more == 1 else 'these'}."


def wrapped(line: str, width: int) -> str:
    """A line broken to a terminal's width, further lines indented a little more than the first."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _counts(judged: Mapping[str, Any]) -> str:
    if judged["nil_return"]:
        return "a nil return"
    read = judged["rows_read"]
    parts = [f"{read:,} {'row' if read == 1 else 'rows'} read", f"{judged['rows_accepted']:,} accepted"]
    parts += [f"{judged[f'rows_{kind}']:,} {kind}" for kind in ("held", "repeated") if judged[f"rows_{kind}"]]
    return ", ".join(parts)


def _by_rule(receipt: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {code: [] for code in receipt["findings_by_rule"]}
    for found in receipt["findings"]:
        groups.setdefault(found["rule"], []).append(found)
    return sorted(
        groups.items(),
        key=lambda group: (
            _SEVERITIES.index(RULES[group[0]].severity),
            -receipt["findings_by_rule"].get(group[0], 0),
            group[0],
        ),
    )


def _place(found: Mapping[str, Any]) -> str:
    parts = [_inert(found["sheet"])] if found["sheet"] else []
    if found["row"]:
        parts.append(f"row {found['row']:,}" + (f" ({found['cell']})" if found["cell"] else ""))
    if found["column"]:
        described = (COLUMNS | KEY_COLUMNS).get(found["column"])
        parts.append(described.title if described else _inert(found["column"]))
    return f"{', '.join(parts)}: " if parts else ""


def _inert(text: str) -> str:
    """Text from a file, so that a terminal shows it and does nothing else."""
    return "".join(one if one.isprintable() else "�" for one in text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file of several, for the summary; without a receipt it could not be read."""

    name: str
    receipt: Mapping[str, Any] | None


def summary_table(outcomes: Sequence[Outcome]) -> Table:
    """What became of several files: a line each, then all of them together."""
    answered = [one.receipt for one in outcomes if one.receipt is not None]
    table = Table(title=f"{len(outcomes):,} files: {_verdicts(outcomes)}", show_footer=True)
    table.add_column("File", footer="Together", overflow="fold")
    table.add_column("Verdict", no_wrap=True)
    for key, heading in _FIGURES.items():
        total = sum(_figure(receipt, key) for receipt in answered)
        table.add_column(heading, footer=f"{total:,}", justify="right", no_wrap=True)
    for one in outcomes:
        figures = ["" if one.receipt is None else f"{_figure(one.receipt, key):,}" for key in _FIGURES]
        table.add_row(_inert(one.name), _verdict(one), *figures)
    return table


_FIGURES = {"rows_read": "Rows", "rows_accepted": "Accepted", "rows_held": "Held", "findings_count": "Findings"}


def _figure(receipt: Mapping[str, Any], key: str) -> int:
    return int(receipt[key]) if key in receipt else sum(judged[key] for judged in receipt["datasets"])


def _verdict(one: Outcome) -> str:
    return str(one.receipt["verdict"]).replace("_", " ") if one.receipt else "not read"


def _verdicts(outcomes: Iterable[Outcome]) -> str:
    counts: dict[str, int] = {}
    for one in outcomes:
        counts[_verdict(one)] = counts.get(_verdict(one), 0) + 1
    return ", ".join(f"{count:,} {verdict}" for verdict, count in counts.items())
