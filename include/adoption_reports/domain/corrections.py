"""Registered corrections: repairs of what a network sent, agreed with it, as entries of the registry.

A correction changes one column of the rows that it matches, from the values as sent. It is applied whole or
not at all: if any matching row is not as `expect` says, or the new value is not one that the column can
hold, or another correction changes the same cell, or a row would then contradict itself, nothing is changed and the
refusal is an alarm for us. So the order of corrections plays no part. Source: contract, section 11; style, point 9.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS

PLACES = {"integer": 0, "money": 2, "fte": 1}
"""Figures that a correction may change, with their decimal places."""
_PLACE = ("network_code", "reporting_period", "dataset")
_COMPARISONS = ("less_than", "at_least", "equals")


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of corrections.yaml; `content` is all of it as JSON, and what its id is made from."""

    correction_id: str
    network_code: str
    reporting_period: str
    dataset: str
    content: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectedValue:
    """One cell that a correction changed."""

    correction_id: str
    dataset: str
    row: int
    column: str
    value_sent: str
    value_used: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectionUse:
    """A correction held against one decision: how many rows it changed, or why it was refused."""

    correction_id: str
    dataset: str
    rows_count: int
    refusal: str | None = None


def read_correction(entry: Any) -> Correction:
    """An entry, all of whose scalars are text. Raises ValueError with a sentence when it makes no sense."""
    if not isinstance(entry, Mapping) or set(entry) != {"match", "action", "expect", "reason"}:
        raise ValueError("an entry has exactly match, action, expect and reason")
    match, action, expect = (entry[name] for name in ("match", "action", "expect"))
    if not all(isinstance(part, Mapping) for part in (match, action, expect)):
        raise ValueError("match, action and expect each have names and values")
    if not set(_PLACE) <= set(match):
        raise ValueError(f"match must name {', '.join(_PLACE)}")
    if match["dataset"] not in DATASETS:
        raise ValueError(f"there is no dataset {match['dataset']}")
    columns = {name for name in DATASETS[match["dataset"]].columns if not COLUMNS[name].restricted}
    if unknown := (set(match) - set(_PLACE) - columns - {"row"}):
        raise ValueError(f"match names columns that the dataset lacks: {', '.join(sorted(unknown))}")
    column = action.get("column")
    if column not in columns or COLUMNS[column].kind not in PLACES:
        raise ValueError("action must name a column of figures")
    if len(action) != 2 or not {"multiply_by", "set_to"} & set(action):
        raise ValueError("action has a column and either multiply_by or set_to")
    if len(expect) != 2 or expect.get("column") not in columns or not set(_COMPARISONS) & set(expect):
        raise ValueError(f"expect has a column and one of {', '.join(_COMPARISONS)}")
    for part in (action, expect):
        for name in set(part) - {"column", "equals"}:
            _number(part[name])
    if not str(entry["reason"]).strip():
        raise ValueError("a reason must be given, with who agreed")
    content = json.dumps({name: entry[name] for name in sorted(entry)}, sort_keys=True, ensure_ascii=False)
    network_code, reporting_period, dataset = (match[name] for name in _PLACE)
    correction_id = sha256(content.encode()).hexdigest()[:12]
    return Correction(correction_id, network_code, reporting_period, dataset, content, str(entry["reason"]).strip())


def correct(
    dataset: str,
    lines: pa.Table,
    corrections: Iterable[Correction],
    contradictory: Callable[[str, pa.Table], Mapping[int, str]],
) -> tuple[pa.Table, list[CorrectedValue], list[CorrectionUse]]:
    """Lines with what corrections of their network, period and dataset make of them; and what was done.

    contradictory: of some lines of a dataset, the rows that would be held as they are, each with the rule.
    """
    found: dict[str, list[CorrectedValue]] = {}
    refused: dict[str, str] = {}
    for correction in corrections:
        try:
            found[correction.correction_id] = _values(correction, lines)
        except ValueError as error:
            refused[correction.correction_id] = str(error)
    cells = Counter((value.row, value.column) for values in found.values() for value in values)
    for correction_id, values in list(found.items()):
        if any(cells[value.row, value.column] > 1 for value in values):
            refused[correction_id] = "another correction changes the same cell"
            del found[correction_id]
    while found and (broken := contradictory(dataset, _changed_lines(lines, found))):
        for correction_id, values in list(found.items()):
            if rows := sorted({value.row for value in values} & broken.keys()):
                refused[correction_id] = f"row {rows[0]} would then break {broken[rows[0]]}"
                del found[correction_id]
    changed = _in_order(found)
    uses = [CorrectionUse(name, dataset, len(values)) for name, values in found.items()]
    uses += [CorrectionUse(name, dataset, 0, why) for name, why in refused.items()]
    return put(lines, changed), changed, sorted(uses, key=lambda use: use.correction_id)


def _in_order(found: Mapping[str, list[CorrectedValue]]) -> list[CorrectedValue]:
    return [value for _, values in sorted(found.items()) for value in values]


def _changed_lines(lines: pa.Table, found: Mapping[str, list[CorrectedValue]]) -> pa.Table:
    changed = _in_order(found)
    numbers = pa.array({value.row for value in changed}, lines.schema.field("row").type)
    return put(lines.filter(pc.is_in(lines["row"], value_set=numbers)), changed)


def put(lines: pa.Table, values: Iterable[CorrectedValue]) -> pa.Table:
    """Lines with these values in their cells."""
    by_column: dict[str, dict[int, Decimal]] = {}
    for value in values:
        by_column.setdefault(value.column, {})[value.row] = Decimal(value.value_used)
    numbers = lines["row"].to_pylist() if by_column else []
    for column, changed in by_column.items():
        kind = lines.schema.field(column).type
        cells = [changed.get(row, cell) for row, cell in zip(numbers, lines[column].to_pylist(), strict=True)]
        if pa.types.is_integer(kind):
            cells = [None if cell is None else int(cell) for cell in cells]
        index = lines.schema.get_field_index(column)
        lines = lines.set_column(index, lines.schema.field(column), pa.array(cells, kind))
    return lines


def _values(correction: Correction, lines: pa.Table) -> list[CorrectedValue]:
    said = json.loads(correction.content)
    match = {name: str(value) for name, value in said["match"].items() if name not in _PLACE}
    action, expect = said["action"], said["expect"]
    column = action["column"]
    needed = dict.fromkeys((*match, "row", column, expect["column"]))
    found = []
    for row in lines.select(list(needed)).to_pylist():
        if any(str(row[name]) != value for name, value in match.items()):
            continue
        if not _holds(expect, row[expect["column"]]):
            raise ValueError(f"row {row['row']} has {row[expect['column']]} in {expect['column']}: not as expected")
        used = _new_value(column, action, row[column])
        sent = "" if row[column] is None else str(row[column])
        found.append(
            CorrectedValue(
                correction.correction_id, correction.dataset, row["row"], column, sent, used, correction.reason
            )
        )
    return found


def _holds(expect: Mapping[str, str], value: Any) -> bool:
    if "equals" in expect:
        try:
            return value is not None and Decimal(str(value)) == Decimal(expect["equals"])
        except InvalidOperation:
            return str(value) == expect["equals"]
    if value is None:
        return False
    if "less_than" in expect:
        return bool(Decimal(str(value)) < Decimal(expect["less_than"]))
    return bool(Decimal(str(value)) >= Decimal(expect["at_least"]))


def _new_value(column: str, action: Mapping[str, str], value: Any) -> str:
    described = COLUMNS[column]
    made = (
        Decimal(action["set_to"]) if "set_to" in action else Decimal(str(value or 0)) * Decimal(action["multiply_by"])
    )
    fits = made.quantize(Decimal(1).scaleb(-PLACES[described.kind]))
    if fits != made:
        raise ValueError(f"{made} has more decimal places than {column} can hold")
    if not (described.minimum or 0) <= made <= (described.maximum or made):
        raise ValueError(f"{made} is out of the range of {column}")
    return str(fits)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError) as error:
        raise ValueError(f"{text} is not a number") from error
    if not number.is_finite():
        raise ValueError(f"{text} is not a number")
    return number
