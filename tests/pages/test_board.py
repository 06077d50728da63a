"""The board says for each network, period and dataset what has come and what counts, in words."""

import re

import pytest

from adoption_reports import steps
from adoption_reports.pages.board import progress_sentence
from tests.pages.conftest import Site, words
from tests.storage.conftest import PERIOD, adoptions, deals

# In NENC's area, so that others are told to look.
GOOD = adoptions("INN-0001,L01,10,received")
OWN = adoptions("INN-0003,L05,10,received")
OTHER = adoptions("INN-0001,L01,10,received", "INN-0002,L01,3,completed")
WARNED = adoptions("INN-0001,L04,10,received")
HELD = adoptions(*(f"INN-000{n},L0{n},1,received" for n in (1, 3)), "INN-0009,L01,5,received")
NIL = adoptions()


def cell(site: Site, network: str = "NENC", dataset: str = "adoptions", period: str = PERIOD) -> str:
    """One cell's words; the submission it leads to is checked by whoever follows it."""
    html = site.get(f"?to={period}").text
    row = re.search(rf"<tr>\s*<th[^>]*><abbr[^>]*>{network}<.*?</tr>", html, re.DOTALL)[0]  # type: ignore[index]
    number = ("adoptions", "economic_impact").index(dataset)
    return words(re.findall(r"<td.*?</td>", row, re.DOTALL)[number])


# Network, the files it sends one after another, and what its cell then says.
SAID = [
    ("EAST", (), "missing late"),
    ("EM", (OWN,), "accepted late 1 rows"),
    ("GM", (WARNED,), "warnings late 1 rows"),
    ("KSS", (HELD,), "held late 2 rows 1 held"),
    ("NENC", (NIL,), "nil late"),
    ("NWC", ("hello",), "rejected late"),
    ("NWL", (GOOD, "hello"), "warnings late 1 rows newer file refused"),
    ("OX", (WARNED, WARNED), "warnings late 1 rows"),
    ("SL", (GOOD, OTHER), "warnings late 2 rows"),
]


def test_a_cell_says_what_counts_in_a_word(site: Site) -> None:
    for wave in range(2):
        for network, files, _ in SAID:
            if wave < len(files):
                name = "nil-return" if files[wave] == NIL else "report"
                site.pipeline.send(f"{network}/{PERIOD}/{name}-{wave}.csv", files[wave])
        site.pipeline.run()
    said = {network: cell(site, network) for network, *_ in SAID}
    assert said == {network: words for network, _, words in SAID}
    assert site.get("board/now?to=2017-18-Q3").text.strip() in site.get("?to=2017-18-Q3").text


def send(site: Site, *files: str) -> None:
    for number, body in enumerate(files):
        site.pipeline.send(f"NENC/{PERIOD}/{number}.csv", body)
    site.pipeline.run()


def test_each_dataset_stands_for_itself(site: Site) -> None:
    send(site, GOOD, deals("DEAL-1,INN-0001,500.00,1"))
    assert cell(site, dataset="adoptions") == "accepted late 1 rows"
    assert cell(site, dataset="economic_impact") == "warnings late 1 rows"
    assert cell(site, network="YH") == "missing late"


def test_a_withdrawn_report_is_missing_and_says_why(site: Site) -> None:
    send(site, GOOD)
    steps.withdraw(site.pipeline.services, f"NENC-{PERIOD}-r001", who="Ada", why="test")
    assert cell(site) == "missing late withdrawn"


def test_a_file_under_way_is_seen_before_it_is_decided(site: Site) -> None:
    site.pipeline.send(f"NENC/{PERIOD}/a.csv", GOOD)
    steps.register_uploads(site.pipeline.services)
    assert cell(site) == "reading late"
    assert "0 of 1 files answered; 1 under way." in site.words("board/now")
    site.pipeline.run()
    assert "Every file is answered, and the totals are up to date." in site.words("board/now")


@pytest.mark.parametrize(
    ("files", "answered", "pending", "said"),
    [
        (3, 1, 1, "1 of 3 files answered; 2 under way."),
        (3, 3, 1, "Every file is answered; the national totals are being brought up to date."),
        (0, 0, 0, "Every file is answered, and the totals are up to date."),
    ],
)
def test_progress_is_one_sentence(files: int, answered: int, pending: int, said: str) -> None:
    assert progress_sentence({"files": files, "answered": answered, "pending_changes": pending}) == said


def test_a_period_that_nobody_can_read_is_told_in_words(site: Site) -> None:
    answer = site.get("?to=FY18 Q3")
    assert answer.status_code == 404
    assert "FY18 Q3 is not a reporting period" in words(answer.text)
