"""`adoption backtest`: what the rules of the code that runs, or another registry, would do to all history.

The archived bytes are judged again, one submission after another, and compared with what was decided;
then the totals are worked out beside the kept ones. Nothing is changed in database or store.
Source: contract, section 8.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adoption_reports.domain.backtests import Backtest, Flip, RowFlip
from adoption_reports.domain.errors import ObjectChanged
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.submissions import ACCEPTED, WITH_WARNINGS
from adoption_reports.intake.workspace import workspace
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.rules import RULES
from adoption_reports.steps.rejudging import rejudge
from adoption_reports.steps.services import Services
from adoption_reports.storage.candidates import candidate_tables, figure_moves, keep_candidate
from adoption_reports.storage.database import connected, rows, transaction
from adoption_reports.storage.ledger import Submission, find_submission
from adoption_reports.storage.reference import read_registry

_NEIGHBOUR_RULES = ("W02", "W05", "W08", "W10", "W14")
"""Rules that look at other submissions: they never change what counts."""


def backtest(
    services: Services,
    submissions: Sequence[str] = (),
    *,
    reference: Path | None = None,
    network_code: str | None = None,
    reporting_period: str | None = None,
) -> Backtest:
    """Judge submissions again: these, or all of a network or period, or all.

    reference: a folder with the registry to judge and count by; None: each by the one it was stamped with.
    """
    registry = read_registry(reference) if reference else None
    chosen = list(submissions) or _chosen(services, network_code, reporting_period)
    flips: list[Flip] = []
    candidates: dict[str, Judgement] = {}
    with connected(services.database) as connection, candidate_tables(connection):
        for name in chosen:
            with transaction(services.database) as reading:
                submission = find_submission(reading, name)
            with workspace() as folder:
                stamped = registry or services.registry(submission.registry_version)
                judgement = rejudge(services, submission, stamped, folder)
            if judgement is None or submission.verdict is None:
                continue
            flip = _flip(services, submission, judgement)
            if flip is not None:
                flips.append(flip)
            if flip is not None or _has_other_lines(services, submission.decision_id, judgement):
                keep_candidate(connection, submission, judgement)
                candidates[name] = _without_rows(judgement)
        moves = figure_moves(connection, candidates, registry)
    order = list(MEASURES)
    moves.sort(key=lambda move: (move.reporting_period, move.time_basis, order.index(move.measure)))
    return Backtest(len(chosen), flips, moves)


def _chosen(services: Services, network_code: str | None, reporting_period: str | None) -> list[str]:
    asked = {"network_code": network_code, "reporting_period": reporting_period}
    with transaction(services.database) as connection:
        return [row["submission_id"] for row in rows(connection, "backtest/submissions.sql", **asked)]


def _without_rows(judgement: Judgement) -> Judgement:
    """The same, without what would fill memory."""
    datasets = tuple(replace(one, lines=one.lines.slice(0, 0), held=one.held.slice(0, 0)) for one in judgement.datasets)
    return replace(judgement, datasets=datasets)


def _flip(services: Services, submission: Submission, judgement: Judgement) -> Flip | None:
    """What would be answered differently; None: nothing."""
    receipt: dict[str, Any] = submission.receipt or {}
    found_before = _of_the_file(receipt.get("findings_by_rule", {}))
    found_after = _of_the_file(judgement.findings.by_rule)
    before = str(submission.verdict)
    if before == WITH_WARNINGS and not any(RULES[rule].severity == "warn" for rule in found_before):
        before = ACCEPTED
    flipped = _flipped_rows(services, submission, judgement)
    findings = {
        rule: (found_before.get(rule, 0), found_after.get(rule, 0))
        for rule in sorted(found_before.keys() | found_after.keys())
        if found_before.get(rule) != found_after.get(rule)
    }
    if before == judgement.verdict and not flipped and not findings:
        return None
    return Flip(submission.submission_id, before, judgement.verdict, findings, flipped)


def _of_the_file(by_rule: dict[str, int]) -> dict[str, int]:
    return {rule: number for rule, number in by_rule.items() if number and rule not in _NEIGHBOUR_RULES}


def _flipped_rows(services: Services, submission: Submission, judgement: Judgement) -> tuple[RowFlip, ...]:
    flipped = []
    judged_by_name = {judged.dataset: judged for judged in judgement.datasets}
    for dataset in DATASETS:
        with transaction(services.database) as connection:
            asked = {"submission_id": submission.submission_id, "reporting_period": submission.reporting_period}
            before = {row["row_number"] for row in rows(connection, f"backtest/accepted_{dataset}.sql", **asked)}
        judged = judged_by_name.get(dataset)
        after = set(judged.lines["row"].to_pylist()) if judged else set()
        held = _held_by(judged) if judged else {}
        flipped += [
            RowFlip(dataset, row, row in after, () if row in after else held.get(row, ()))
            for row in sorted(before ^ after)
        ]
    return tuple(flipped)


def _held_by(judged: JudgedDataset) -> dict[int, tuple[str, ...]]:
    held = judged.held.select(["row", "rules"]).to_pylist()
    return {row["row"]: tuple(row["rules"] or ()) for row in held}


def _has_other_lines(services: Services, name: str, judgement: Judgement) -> bool:
    """Whether the lines would say something else, though the same rows are accepted."""
    for judged in judgement.datasets:
        try:
            kept = services.archive.lines(name, judged.dataset)
        except ObjectChanged:  # nothing was accepted
            kept = judged.lines.slice(0, 0)
        if not judged.lines.equals(kept.select(judged.lines.column_names)):
            return True
    return False
