"""A network's own page says first what is due, then what counts, then what it sent."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from adoption_reports.domain.periods import Period
from adoption_reports.feedback.network_page import NetworkFacts, PeriodFacts, due_sentences, render_network_page
from adoption_reports.feedback.states import State

HERE = State("accepted", False, ("12 rows",), "NENC-2017-18-Q3-r001")
MISSING = State("missing", True, (), None)
REFUSED = State("rejected", True, (), "NENC-2017-18-Q3-r001")
Q3, Q4 = Period(2017, 3), Period(2017, 4)


def facts(adoptions: State, deals: State, due: date | None = date(2018, 1, 30), **more: Any) -> NetworkFacts:
    states = {"adoptions": adoptions, "economic_impact": deals}
    sent = more.get("sent", [])
    moment = more.get("moment", datetime(2018, 2, 1, 9, 0, tzinfo=UTC))
    return NetworkFacts("NENC", "Health Innovation NENC", moment, [PeriodFacts(Q3, due, states)], sent)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (facts(HERE, HERE), []),
        (
            facts(HERE, MISSING),
            ["2017/18 Q3 (Oct to Dec 2017) was due on 30 January 2018 and is late: economic impact."],
        ),
        (
            facts(MISSING, MISSING, due=date(2018, 2, 1)),
            ["2017/18 Q3 (Oct to Dec 2017) is due by 1 February 2018: adoptions and economic impact."],
        ),
        (
            facts(REFUSED, HERE),
            [
                "2017/18 Q3 (Oct to Dec 2017) was due on 30 January 2018 and is late: adoptions "
                "(the file sent was refused)."
            ],
        ),
        (facts(MISSING, MISSING, due=None), []),
        (facts(MISSING, MISSING, moment=datetime(2017, 12, 31, 12, tzinfo=UTC)), []),
    ],
)
def test_what_is_due_is_said_in_sentences(asked: NetworkFacts, said: list[str]) -> None:
    assert due_sentences(asked) == said


def test_what_a_network_sent_stays_text_and_nothing_is_fetched() -> None:
    sent = {
        "submission_id": "NENC-UNROUTED-r001",
        "reporting_period": None,
        "object_key": "NENC/x/<script>alert(1)</script>.csv",
        "uploaded_at": datetime(2018, 1, 20, 9, tzinfo=UTC),
        "verdict": "rejected",
        "is_withdrawn": False,
        "is_current": False,
    }
    page = render_network_page(facts(HERE, HERE, sent=[sent]), landing_bucket="adoption-landing")
    assert "&lt;script&gt;alert(1)&lt;" in page or "script&gt;.csv" in page
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["UNROUTED/NENC-UNROUTED-r001/receipt.html"]
    assert "as at 1 February 2018, 09:00 GMT" in page
    assert "Nothing is missing." in page
