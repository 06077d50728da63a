"""The tables of a judged dataset: accepted lines, and held rows with the reasons why.

Source: contract, sections 4 and 7; domain/judgement.py gives the shapes.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.judgement import HeldBack
from adoption_reports.domain.reading import ROW
from adoption_reports.metadata.arrow import arrow_schema
from adoption_reports.metadata.limits import COUNTING_BASES
from adoption_reports.validation.frame import LOCATION, Frame, Mask, Positions
from adoption_reports.validation.messages import BY_ROW, BY_STATUS, Messages
from adoption_reports.validation.outcome import MALFORMED, Outcome
from adoption_reports.validation.suites import Failure

READ = {
    "innovation_code": pa.string(),
    LOCATION: pa.string(),
    "deal_reference": pa.string(),
    "beneficiaries_count": pa.int64(),
    "benefit_basis": pa.string(),
    "investment_gbp": pa.decimal128(14, 2),
}
"""What a held row keeps as it was read, each under its name and `_read`."""
_NOTHING = Decimal("0.00")
SENTENCES = 20_000
"""Different sentences made for one expectation's failures; further rows are told the rule's title."""


def lines(outcome: Outcome) -> pa.Table:
    """The accepted rows in file order: contract columns typed, blanks that count as zero 0.

    Where every row is accepted they stay where they were read, in a mapped file: a large file is not copied again.
    """
    frame, columns = outcome.frame, {}
    read = outcome.reading.table
    if not outcome.accepted.all():
        read = read.filter(pa.array(outcome.accepted))
    for field in arrow_schema(frame.dataset.name):
        columns[field.name] = read.column(field.name).cast(field.type)
        if frame.dataset.column(field.name).blank_counts_as_zero:
            columns[field.name] = pc.fill_null(columns[field.name], pa.scalar(0, field.type))
    if LOCATION in frame.dataset.key:
        has_only_codes = frame.location is frame.encoded("location_code")
        columns[LOCATION] = columns["location_code"] if has_only_codes else frame.location.as_array(outcome.accepted)
    columns[ROW] = read.column(ROW)
    return pa.table(columns)


def held_rows(outcome: Outcome, messages: Messages, limit: int) -> pa.Table:
    """The first `limit` rows with holding findings, malformed records among them, in file order."""
    reading, frame = outcome.reading, outcome.frame
    positions = np.flatnonzero(outcome.held)[:limit]
    reasons = _reasons(outcome, messages, positions)
    columns = {ROW: pa.array(reading.table.column(ROW).to_numpy()[positions]), **reasons}
    wanted = np.zeros(frame.rows, dtype=np.bool_)
    wanted[positions] = True
    raw = reading.raw.filter(pa.array(wanted))  # batch by batch: to take rows copies every one first
    for name in frame.dataset.columns:
        has = name in raw.column_names
        columns[name] = raw.column(name).cast(pa.string()) if has else pa.nulls(positions.size, pa.string())
    for name, kind in READ.items():
        columns[f"{name}_read"] = _as_read(frame, name, positions, kind)
    table = pa.table(columns)
    if not reading.malformed.num_rows:
        return table
    both = pa.concat_tables([table, _malformed(outcome, messages, table.schema, limit)])
    return both.take(pc.sort_indices(both, sort_keys=[(ROW, "ascending")])).slice(0, limit)


def held_back(outcome: Outcome, rows: Mask) -> tuple[int, Decimal]:
    """What these rows would have added, as far as it can be read: people with a counting basis, pounds."""
    frame, people, money = outcome.frame, 0, Decimal("0.00")
    if "beneficiaries_count" in frame.dataset.columns:
        values = frame.values("beneficiaries_count").to_numpy(zero_copy_only=False)
        basis = frame.encoded("benefit_basis")
        counting = np.isin(basis.values.to_pylist(), COUNTING_BASES) if len(basis.values) else np.zeros(0, bool)
        wanted = rows & basis.rows_where(counting) & frame.valid("beneficiaries_count")
        people = sum(int(value) for value in values[wanted] if abs(value) < np.iinfo(np.int64).max)
    if "investment_gbp" in frame.dataset.columns:
        wanted = pa.array(rows & frame.valid("investment_gbp"))
        amounts = frame.values("investment_gbp").filter(wanted).cast(pa.decimal128(38, 2))
        money = pc.sum(amounts).as_py() or money
    return people, money


def held_back_by_rule(outcomes: Iterable[Outcome]) -> dict[str, HeldBack]:
    """What the rows that break each holding rule would have added, over all datasets."""
    found: dict[str, list[tuple[int, int, Decimal]]] = {}
    for outcome in outcomes:
        broken: dict[str, Mask] = {}
        for failure in outcome.holding:
            mask = broken.setdefault(failure.rule, np.zeros(outcome.frame.rows, dtype=np.bool_))
            mask[failure.positions] = True
        for rule, mask in broken.items():
            found.setdefault(rule, []).append((int(np.count_nonzero(mask)), *held_back(outcome, mask)))
        if malformed := outcome.reading.malformed.num_rows:
            found.setdefault(MALFORMED, []).append((malformed, 0, Decimal("0.00")))
    return {
        rule: HeldBack(
            sum(one[0] for one in some), sum(one[1] for one in some), sum((one[2] for one in some), _NOTHING)
        )
        for rule, some in found.items()
    }


def _as_read(frame: Frame, name: str, positions: Positions, kind: pa.DataType) -> pa.Array:
    if name == LOCATION and LOCATION in frame.dataset.key:
        return frame.encoded(LOCATION).as_array(positions)
    if name in frame.dataset.columns:
        return frame.values(name).take(pa.array(positions)).cast(kind)
    return pa.nulls(positions.size, kind)


def _malformed(outcome: Outcome, messages: Messages, schema: pa.Schema, limit: int) -> pa.Table:
    rows = outcome.reading.malformed.slice(0, limit)
    found = [messages.malformed(index) for index in range(rows.num_rows)]
    known = {
        ROW: rows.column(ROW),
        "why": [f"{one.message} {one.fix} As sent: {one.value}" for one in found],
        "rules": [[MALFORMED]] * rows.num_rows,
    }
    columns = [
        pa.array(known[field.name], field.type) if field.name in ("why", "rules")
        else known.get(field.name, pa.nulls(rows.num_rows, field.type))
        for field in schema
    ]  # fmt: skip
    return pa.table(columns, schema=schema)


def _reasons(outcome: Outcome, messages: Messages, positions: Positions) -> dict[str, pa.Array]:
    """`why` and `rules` of the held rows: every holding finding's sentences, joined in contract order."""
    last = int(positions[-1]) if positions.size else -1
    holding = sorted(outcome.holding, key=lambda failure: failure.rule)
    failures = [failure for one in holding if (failure := one.up_to(last)).positions.size]
    if not failures:
        return {"why": pa.array([], pa.string()), "rules": pa.array([], pa.list_(pa.string()))}
    rows = np.concatenate([failure.positions for failure in failures])
    order = np.argsort(rows, kind="stable")
    starts = np.append(np.searchsorted(rows[order], positions), rows.size)
    sentences = pa.concat_arrays([_sentences(failure, outcome.frame, messages) for failure in failures])
    whys = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), sentences.take(pa.array(order)))
    codes = np.repeat([failure.rule for failure in failures], [failure.positions.size for failure in failures])
    return {"why": pc.binary_join(whys, " "), "rules": _rules(rows[order], codes[order], positions)}


def _rules(rows: Positions, codes: np.ndarray, positions: Positions) -> pa.Array:
    """Each row's rules, each once. rows ascending, codes ascending within a row."""
    again = np.append(False, (rows[1:] == rows[:-1]) & (codes[1:] == codes[:-1]))
    starts = np.append(np.searchsorted(rows[~again], positions), np.count_nonzero(~again))
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), pa.array(codes[~again], pa.string()))


def _sentences(failure: Failure, frame: Frame, messages: Messages) -> pa.Array:
    """What is wrong and what to do, for each failing row; made once for rows with equal words."""
    which = _variants(failure, frame, messages)
    _, first, variant = np.unique(which, return_index=True, return_inverse=True)
    told = [_sentence(messages.finding, failure, int(failure.positions[n])) for n in first[:SENTENCES]]
    if first.size > SENTENCES:
        told.append(f"{messages.finding(failure, int(failure.positions[0])).rule.title}.")
        variant = np.minimum(variant, SENTENCES)
    return pa.array(told, pa.string()).take(pa.array(variant))


def _sentence(make: Callable[..., object], failure: Failure, position: int) -> str:
    finding = make(failure, position)
    return f"{finding.message} {finding.fix}"  # type: ignore[attr-defined]


def _variants(failure: Failure, frame: Frame, messages: Messages) -> Positions:
    """Numbers that are equal where the sentences are: same value as sent, same status if it is named."""
    rows = failure.positions
    if failure.rule in BY_ROW:
        return np.arange(rows.size)
    which = np.zeros(rows.size, dtype=np.int64)
    if failure.column is not None and failure.column in messages.reading.raw.column_names:
        sent = messages.reading.raw.column(failure.column).take(pa.array(rows)).combine_chunks()
        which = sent.dictionary_encode(null_encoding="encode").indices.to_numpy(zero_copy_only=False) + which
    if (failure.rule, failure.case) in BY_STATUS:
        status = frame.encoded("adoption_status")
        which = which * (len(status.values) + 1) + status.indices[rows] + 1
    return which
