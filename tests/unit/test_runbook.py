"""Every alarm and every check of the doctor has its page, and what the pages name is there."""

import re
from pathlib import Path

import pytest
import typer

from adoption_reports.cli import acts, app, files, lineage, operations, reports, sending
from adoption_reports.domain.alarms import KINDS, RUNBOOK
from adoption_reports.settings import PROJECT
from adoption_reports.steps.doctor import LOOKS

OPERATIONS = PROJECT / "docs" / "operations"
PAGES = {path.stem: path for path in (PROJECT / RUNBOOK).glob("*.md")}
GUIDES = sorted(OPERATIONS.rglob("*.md"))
COMMANDS = (acts, files, lineage, operations, reports, sending)
"""Each adds its own to the app."""
ON_GUIDES = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)


def test_every_alarm_and_every_check_has_its_page_and_no_page_is_left_over() -> None:
    assert set(PAGES) == set(KINDS) | {look.page for look in LOOKS}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_says_what_it_means_where_to_look_what_to_do_and_when_it_is_over(name: str) -> None:
    text = PAGES[name].read_text()
    parts = ["# ", "**What it means.** ", "**Look at.**\n", "**Do.**\n", "**It is over when** "]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert len(text.split()) < 300
    assert f"(alarms/{name}.md)" in (OPERATIONS / "README.md").read_text()


@ON_GUIDES
def test_every_link_leads_somewhere(guide: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)", guide.read_text()):
        assert link.startswith("http") or (guide.parent / link).exists(), link


@ON_GUIDES
def test_every_command_and_every_dag_that_is_named_is_there(guide: Path) -> None:
    text = guide.read_text()
    assert COMMANDS
    commands = set(typer.main.get_group(app).commands)
    assert set(re.findall(r"`adoption ([a-z]+)", text)) <= commands
    dags = {path.stem for path in (PROJECT / "dags").glob("*.py")}
    assert set(re.findall(r"\bDAGs? `([a-z_]+)`", text)) <= dags
