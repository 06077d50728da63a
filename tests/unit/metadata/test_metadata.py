"""The contract is declared once: what repeats it is rendered, committed and never stale."""

import re

import pytest

from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.render import PROJECT, rendered_files
from adoption_reports.metadata.rules import RULES
from adoption_reports.metadata.tables import tables


@pytest.mark.parametrize("path", rendered_files(), ids=str)
def test_no_rendered_file_is_stale(path) -> None:
    assert (PROJECT / path).read_text(encoding="utf-8") == rendered_files()[path], "run `make render`"


def test_no_schema_file_outlives_its_table() -> None:
    committed = {path.name for path in (PROJECT / "include/sql/schema").glob("*.*.sql")}
    views = {f"view.{name}.sql" for name, described in tables().items() if described.is_view}
    assert committed == {f"{name}.sql" for name in tables()} | views


def test_every_rule_of_the_contract_is_declared() -> None:
    refused = {f"F{n:02d}" for n in (*range(1, 11), 12, 13, 14)}
    held = {f"R{n:02d}" for n in range(1, 11)}
    warned = {f"W{n:02d}" for n in range(1, 16)}
    assert set(RULES) == refused | held | warned
    assert {code for code, rule in RULES.items() if rule.severity == "note"} == {"W04", "W15"}


def test_no_two_columns_of_a_dataset_share_a_heading() -> None:
    for dataset in DATASETS.values():
        headings = [
            re.sub(r"[^0-9a-z£]+", "_", heading.casefold()).strip("_")
            for name in dataset.columns
            for heading in {name, *(alias.replace(" ", "_") for alias in dataset.column(name).aliases)}
        ]
        assert len(headings) == len(set(headings))


def test_every_table_and_column_of_the_warehouse_is_described() -> None:
    for table in tables().values():
        assert table.grain.endswith(".")
        assert set(table.key) <= set(table.columns)
        assert all(field.description.endswith(".") for field in table.columns.values())
