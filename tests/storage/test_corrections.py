"""Registered corrections, applied when lines are loaded and said as such. Source: contract, 11; style, point 9."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.errors import WrongUse
from adoption_reports.storage.database import table, transaction
from adoption_reports.storage.totals import national_totals

from .conftest import PERIOD, Pipeline, adoptions, deals

NAME = f"SW-{PERIOD}-r001"
KEY = f"SW/{PERIOD}/a.csv"
IN_THOUSANDS = deals("DEAL/1,INN-0001,1500.50,2.5", "DEAL/2,INN-0002,0.29,0")
REPAIRED = deals("DEAL/1,INN-0001,1500500,2.5", "DEAL/2,INN-0002,290,0")
ENTRY = f"""
- match: {{network_code: SW, reporting_period: {PERIOD}, dataset: economic_impact}}
  action: {{column: investment_gbp, multiply_by: 1000}}
  expect: {{column: investment_gbp, less_than: 10000}}
  reason: Entered in thousands; agreed with Jo at SW.
"""


def register(pipeline: Pipeline, folder: Path, entries: str) -> dict[str, Any]:
    (folder / "corrections.yaml").write_text(entries)
    done: dict[str, Any] = steps.refresh_reference(pipeline.services)
    return done


def kept(pipeline: Pipeline, name: str) -> list[Any]:
    with transaction(pipeline.services.database) as connection:
        return list(connection.execute(sa.select(table(name))))


def test_a_correction_changes_what_is_loaded_to_the_penny_and_says_so(pipeline: Pipeline, own_registry: Path) -> None:
    register(pipeline, own_registry, ENTRY)
    pipeline.send(KEY, IN_THOUSANDS)
    pipeline.run()
    assert pipeline.figure("investment_gbp") == Decimal("1500790.00")
    cells = [(one.row_number, one.value_sent, one.value_used) for one in kept(pipeline, "intake.corrected_value")]
    assert cells == [(2, "1500.50", "1500500.00"), (3, "0.29", "290.00")]
    said = pipeline.receipt(NAME)["decision"]
    assert [one["value_used"] for one in said["corrections"]] == ["1500500.00", "290.00"]
    assert "agreed with Jo" in pipeline.receipt(NAME, "receipt.html")


def test_a_correction_registered_later_reaches_what_is_loaded_and_leaves_it_again(
    pipeline: Pipeline, own_registry: Path
) -> None:
    pipeline.send(KEY, IN_THOUSANDS)
    pipeline.send(f"SW/{PERIOD}/same again.csv", IN_THOUSANDS)
    pipeline.run()
    plain = pipeline.digest()
    assert register(pipeline, own_registry, ENTRY)["submissions_corrected"] == 2
    assert pipeline.figure("investment_gbp") == Decimal("1500790.00")
    first = max(one.recorded_at for one in kept(pipeline, "intake.decision") if one.decision_number == 1)
    with transaction(pipeline.services.database) as connection:
        before = national_totals(connection, period=PERIOD, as_of=first)
    assert {row["investment_gbp"] for row in before} == {Decimal("1500.79")}
    assert register(pipeline, own_registry, ENTRY)["submissions_corrected"] == 0
    assert register(pipeline, own_registry, "[]")["submissions_corrected"] == 2
    assert pipeline.digest() == plain
    reasons = [one.reason for one in kept(pipeline, "intake.decision") if one.submission_id == NAME]
    assert reasons == ["first", "correction", "correction"]


def test_whether_the_correction_or_the_file_comes_first_makes_no_difference(
    pipeline: Pipeline, own_registry: Path
) -> None:
    pipeline.send(KEY, IN_THOUSANDS)
    pipeline.run()
    register(pipeline, own_registry, ENTRY)
    after = pipeline.digest()
    pipeline.send(f"SW/{PERIOD}/b.csv", IN_THOUSANDS + "\n")
    pipeline.run()
    assert pipeline.digest() == after


def test_once_the_network_has_repaired_it_the_correction_is_refused_and_the_figure_is_theirs(
    pipeline: Pipeline, own_registry: Path
) -> None:
    register(pipeline, own_registry, ENTRY)
    pipeline.send(KEY, REPAIRED)
    pipeline.run()
    assert pipeline.figure("investment_gbp") == Decimal("1500790.00")
    (use,) = kept(pipeline, "intake.correction_use")
    assert (use.rows_count, use.refusal) == (0, "row 2 has 1500500.00 in investment_gbp: not as expected")
    assert "decision" not in pipeline.receipt(NAME)


def test_lines_that_were_corrected_are_rebuilt_corrected(pipeline: Pipeline, own_registry: Path) -> None:
    register(pipeline, own_registry, ENTRY)
    pipeline.send(KEY, IN_THOUSANDS)
    pipeline.run()
    before = pipeline.digest()
    archive = pipeline.services.settings.archive_bucket
    pipeline.services.store.delete(archive, f"lines/{NAME}/economic_impact.parquet")
    assert steps.rebuild(pipeline.services)["judged_again"] == [NAME]
    assert pipeline.digest() == before


def test_an_entry_that_makes_no_sense_is_named_and_nothing_is_loaded(pipeline: Pipeline, own_registry: Path) -> None:
    for wrong, why in (
        (ENTRY.replace("1000}", "1e}", 1), "entry 1: 1e is not a number"),
        (ENTRY.replace("investment_gbp, mult", "notes, mult"), "entry 1: action must name a column of figures"),
        (ENTRY + ENTRY, "entry 2: the same as an earlier one"),
    ):
        with pytest.raises(WrongUse, match=why):
            register(pipeline, own_registry, wrong)


def test_a_correction_after_which_a_row_would_contradict_itself_is_refused_and_nothing_is_changed(
    pipeline: Pipeline, own_registry: Path
) -> None:
    nothing_left = ENTRY.replace("multiply_by: 1000", 'set_to: "0"')
    register(pipeline, own_registry, nothing_left)
    pipeline.send(KEY, IN_THOUSANDS)  # the second deal has its investment alone
    pipeline.run()
    assert pipeline.figure("investment_gbp") == Decimal("1500.79")
    (use,) = kept(pipeline, "intake.correction_use")
    assert (use.rows_count, use.refusal) == (0, "row 3 would then break R10")


def test_people_cannot_be_corrected_into_a_row_that_does_not_say_how_they_benefit(
    pipeline: Pipeline, own_registry: Path
) -> None:
    entry = f"""
- match: {{network_code: SW, reporting_period: {PERIOD}, dataset: adoptions, innovation_code: INN-0002}}
  action: {{column: beneficiaries_count, set_to: "40"}}
  expect: {{column: beneficiaries_count, equals: "0"}}
  reason: A slip.
"""
    register(pipeline, own_registry, entry)
    pipeline.send(KEY, adoptions("INN-0001,L01,100,received", "INN-0002,L01,0,"))
    pipeline.run()
    (use,) = kept(pipeline, "intake.correction_use")
    assert (use.rows_count, use.refusal) == (0, "row 3 would then break R02")
