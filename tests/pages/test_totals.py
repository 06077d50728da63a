"""The totals page shows the marts' figures, as known now or at a moment, with what they rest on."""

import re
from datetime import UTC, datetime

import pytest

from tests.pages.conftest import Site
from tests.storage.conftest import PERIOD, adoptions, deals


def fill(site: Site) -> None:
    site.pipeline.send(f"NENC/{PERIOD}/a.csv", adoptions("INN-0001,L01,100,received", "INN-0001,L02,40,received"))
    site.pipeline.send(f"YH/{PERIOD}/a.csv", adoptions("INN-0001,L03,55,received"))
    site.pipeline.send(f"NENC/{PERIOD}/d.csv", deals("DEAL-1,INN-0001,2500000.50,1.5"))
    site.pipeline.run()


def test_before_anything_has_come_there_are_no_totals(site: Site) -> None:
    assert "There are no totals for this quarter" in site.words("totals")


def test_every_figure_stands_with_its_basis_coverage_and_status(site: Site) -> None:
    fill(site)
    shown = site.words("totals")
    assert "Provisional : these figures may still move" in shown
    assert "what happened in the quarter, as known now" in shown
    assert "2 of 15 networks reported; missing: EAST, EM" in shown
    assert "People benefiting 155 between 140 and 195 , depending" in shown
    assert "Investment £2,500,000.50" in shown
    assert "Jobs created (FTE) 1.5" in shown
    assert "People benefiting 195 40 155" in shown  # the ladder
    compared = site.words("totals?measure=investment_gbp&basis=since_201314")
    assert "Networks compared: investment" in compared
    assert "NENC £2,500,000.50 reported" in compared
    assert "People benefiting by quarter" in site.words("totals?measure=<script>&basis=x")


@pytest.mark.parametrize("path", ["totals", f"figure?measure=beneficiaries_count&period={PERIOD}", "changes"])
def test_on_paper_too_figures_say_when_they_were_read(site: Site, path: str) -> None:
    fill(site)
    assert re.search(r"Read from the ledger on \d+ \w+ \d{4}, \d\d:\d\d:\d\d (GMT|BST)", site.words(path))


def test_a_past_moment_shows_what_was_known_then(site: Site) -> None:
    fill(site)
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    site.pipeline.send(f"YH/{PERIOD}/b.csv", adoptions("INN-0001,L03,56,received"))
    site.pipeline.run()
    assert "People benefiting 156" in site.words("totals")
    assert "People benefiting 155" in site.words(f"totals?as_of={before}")
    assert "no totals for this quarter as known then" in site.words(f"totals?period={PERIOD}&as_of=2015-01-01T00:00")


def test_of_many_moments_the_last_ones_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adoption_reports.pages.totals.MOMENTS_KEPT", 1)
    for year in (2016, 2017):
        assert "no totals" in site.words(f"totals?as_of={year}-01-01T00:00")
    (kept,) = site.pages.state.house.moments._kept
    assert kept.year == 2017


def test_a_moment_that_nobody_can_read_is_told_in_words(site: Site) -> None:
    answer = site.get("totals?as_of=yesterday")
    assert answer.status_code == 404
    assert "yesterday is not a moment" in answer.text
