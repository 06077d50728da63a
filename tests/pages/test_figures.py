"""Every figure leads to its rows, and every movement to its reasons."""

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest

from adoption_reports import steps
from tests.pages.conftest import Site, words
from tests.storage.conftest import PERIOD, adoptions, deals

FIGURE = f"figure?measure=beneficiaries_count&period={PERIOD}"


def fill(site: Site) -> None:
    held = "INN-0001,L99,5,received"
    good = ("INN-0001,L01,100,received", "INN-0001,L02,40,received", "INN-0002,L01,9,covered", "INN-0003,L01,1,avoided")
    site.pipeline.send(f"NENC/{PERIOD}/a.csv", adoptions(*good, held))
    site.pipeline.send(f"YH/{PERIOD}/a.csv", adoptions("INN-0001,L03,55,received"))
    site.pipeline.send(f"NENC/{PERIOD}/d.csv", deals("DEAL-1,INN-0001,2500000.50,1.5"))
    site.pipeline.run()


def test_the_rows_that_count_stand_with_those_that_do_not_and_why(site: Site) -> None:
    fill(site)
    shown = site.words(FIGURE)
    assert "People benefiting: 155" in shown
    assert "count 2 155" in shown
    assert "do not count: other network counts 1 40" in shown
    assert "do not count: held 1 5" in shown
    assert f"NENC-{PERIOD}-r001 2 INN-0001 L01 100 yes" in shown
    assert f"YH-{PERIOD}-r001 2 INN-0001 L03 55 yes" in shown
    assert "no: other network counts" in shown


def test_every_figure_of_the_totals_page_leads_to_rows_that_come_to_it(site: Site) -> None:
    fill(site)
    html = site.get("totals?basis=since_201314&measure=investment_gbp").text
    links = re.findall(r'<a class="figure" href="\./([^"]+)">([^<]+)</a>', html)
    assert len(links) == 12 + 1 + 15 + 10  # headlines, quarters, networks, ladder
    for address, figure in {link for link in links if link[1] not in ("0", "0.0", "£0.00")}:
        (heading,) = re.findall(r"<h1>(.*?)</h1>", site.get(unescape(address)).text)
        assert heading.endswith(f": {figure}"), address


def test_a_figure_of_very_many_rows_is_shown_by_its_parts_which_lead_to_the_rows(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(site)
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    monkeypatch.setattr("adoption_reports.pages.parts.ROWS_EXPLAINED", 4)
    shown = site.words(FIGURE)
    assert "People benefiting: 155" in shown
    assert "have 6 rows, too many for a page" in shown
    assert "come to 195. Of these, 40 are counted with another network, which leaves 155." in shown
    assert "NENC 140" in shown
    assert "INN-0001" in shown
    then = site.words(f"{FIGURE}&as_of={before}")
    parts = re.compile(r"too many(.*)Read from the ledger", re.S)
    assert parts.findall(then) == parts.findall(shown) != []
    one = site.words(f"{FIGURE}&network=NENC")
    assert "People benefiting: 140" in one
    assert "By network" not in one
    assert re.search(r"INN-0001 [^.]*its rows", one)
    rows = site.words(f"{FIGURE}&network=NENC&innovation=INN-0001")
    assert f"NENC-{PERIOD}-r001 2 INN-0001 L01 100 yes" in rows
    monkeypatch.setattr("adoption_reports.pages.parts.ROWS_EXPLAINED", 2)
    of_innovation = site.words(f"{FIGURE}&innovation=INN-0001")
    assert "People benefiting: 155" in of_innovation
    assert "The national figure from INN-0001" in of_innovation
    assert "NENC its rows" in of_innovation


def test_long_explanations_come_in_pages_and_whole_as_csv(site: Site, monkeypatch: object) -> None:
    fill(site)
    everything = site.words(FIGURE)
    monkeypatch.setattr("adoption_reports.pages.figures.ROWS_SHOWN", 2)  # type: ignore[attr-defined]
    first = site.get(FIGURE).text
    (following,) = re.findall(r'href="\./([^"]+)" rel="next"', first)
    second = site.words(unescape(following))
    assert "Rows 3 to 4 of 6" in second
    assert all(f"r00{n}" in everything for n in (1,))
    answer = site.get(FIGURE.replace("figure?", "figure.csv?"))
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(int(row["value"]) for row in rows if row["counts"] == "True") == 155
    assert len(rows) == 6
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_figure_that_nobody_can_ask_for_is_told_in_words(site: Site) -> None:
    for address in ("figure", f"figure?measure=x&period={PERIOD}", f"{FIGURE}&network=XX", f"{FIGURE}&as_of=soon"):
        answer = site.get(address)
        assert answer.status_code == 404
        assert "Traceback" not in words(answer.text)


def test_what_moved_between_two_moments_is_told_by_reason_and_network(site: Site) -> None:
    fill(site)
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    site.pipeline.send(f"YH/{PERIOD}/b.csv", adoptions("INN-0001,L03,56,received"))
    site.pipeline.send(f"EM/{PERIOD}/a.csv", adoptions("INN-0002,L04,20,received"))
    site.pipeline.run()
    steps.withdraw(site.pipeline.services, f"NENC-{PERIOD}-r001", who="Ada", why="a test")
    html = site.get(f"changes?period={PERIOD}&since={before}").text
    shown = words(html)
    assert "People benefiting: from 155 to 76" in shown
    assert "Late EM +20" in shown
    assert "Restated YH +1" in shown
    assert "Withdrawn NENC -100" in shown
    assert 'role="img"' in html
    later = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    assert "No national figure of this quarter moved" in site.words(f"changes?period={PERIOD}&since={later}")


def test_before_a_moment_is_chosen_the_page_says_what_it_is_for(site: Site) -> None:
    assert "Choose a quarter and a moment" in site.words("changes")
    answer = site.get(f"changes?period={PERIOD}&since=2018-02-01T00:00&to=2018-01-01T00:00")
    assert answer.status_code == 404
    assert "has to come before" in words(answer.text)
