"""The receipt as a page: words first, nothing that runs, readable by everyone."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from adoption_reports.domain.findings import Place, finding
from adoption_reports.domain.judgement import HeldBack
from adoption_reports.domain.submissions import DUPLICATE
from adoption_reports.feedback.page import BADGES, render_page
from adoption_reports.feedback.receipt import receipt_document
from adoption_reports.feedback.wording import next_steps
from adoption_reports.metadata.rules import RULES
from tests.unit.feedback.receipts import FACTS, UNKNOWN_PLACE, judged_dataset, judgement, receipt

NASTY = "<script>alert(1)</script>"
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """The page's elements and its text; fails on elements that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("style", "title"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def _page(*args: object, **kwargs: object) -> Page:
    return Page(render_page(receipt(*args, **kwargs)))  # type: ignore[arg-type]


@pytest.mark.parametrize("verdict", BADGES)
def test_the_verdict_in_a_sentence_comes_first(verdict: str) -> None:
    page = _page(verdict)
    assert len(page.named("h1")) == 1
    before = page.text[: page.text.index(BADGES[verdict])]
    assert before.strip() == "Receipt for the adoption report of network NENC, 2017/18 Q3 (Oct to Dec 2017)"


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("accepted", "The report was accepted and counts."),
        ("partially_accepted", "Part of the report counts: 3 of 812 rows are held and not counted yet."),
        ("rejected", "The file was refused. None of it counts, and whatever counted before still does."),
        (DUPLICATE, "This is the same file as one that already counts."),
    ],
)
def test_each_verdict_says_what_it_means(verdict: str, sentence: str) -> None:
    assert sentence in _page(verdict).text


def test_a_nil_return_says_that_there_is_nothing_to_report() -> None:
    nothing = judged_dataset(accepted=0, held=0, is_nil=True)
    assert (
        "The nil return was accepted: there is nothing to report for adoptions."
        in _page("accepted", datasets=(nothing,)).text
    )


def test_what_is_held_back_is_said_in_words_and_uk_figures() -> None:
    from decimal import Decimal

    text = _page(held_back_investment=Decimal("1204")).text
    assert "The held rows would have added 1,204 people benefiting and £1,204.00 of investment" in text


def test_what_counts_is_added_up_in_words() -> None:
    text = _page(
        "accepted", datasets=(judged_dataset(held=0), judged_dataset("economic_impact", accepted=2, held=0))
    ).text
    assert "Adoptions: 809 rows of 1 innovation (809 adopted)." in text
    assert "Newly benefiting in the quarter: 809 people received it." in text
    assert "2 deals with £2 million (£2,000,000.00) of investment, 3.0 jobs created" in text


def test_the_rule_that_holds_back_most_comes_first_and_says_how_much() -> None:
    from decimal import Decimal

    early = finding("R07", "early", place=Place("adoptions", "Adoptions", 2, "adopted_date", "F2"), value="01/01/2010")
    back = {"R05": HeldBack(1, 4, Decimal("0.00")), "R07": HeldBack(3, 1200, Decimal("1200000.00"))}
    document = receipt("partially_accepted", UNKNOWN_PLACE, UNKNOWN_PLACE, early, held_back_by_rule=back)
    text = Page(render_page(document)).text
    assert "These 3 rows hold back £1.2 million and 1,200 people." in text
    assert text.index("A date is out of range (R07)") < text.index("The location is not known (R05)")


def _change(**other: object) -> dict[str, object]:
    figures = {"adoptions_count": {"before": 12, "after": 10}, "beneficiaries_count": {"before": 1000, "after": 2204}}
    plain = {
        "dataset": "adoptions",
        "previous": "NENC-2017-18-Q3-r001",
        "rows": {"added": 1, "removed": 2, "changed": 3},
        "columns": {"beneficiaries_count": 3, "notes": 1},
        "examples": [{"change": "removed", "row": 7, "key": NASTY, "columns": []}],
        "network": figures,
        "counted_nationally": figures,
        "handed_over": 0,
    }
    return plain | other


def test_what_changed_since_the_last_file_is_told_with_totals_before_and_after() -> None:
    page = Page(render_page(receipt("accepted") | {"changes": [_change()]}))
    assert "Against NENC-2017-18-Q3-r001: 1 row added, 2 removed and 3 changed." in page.text
    assert "What changed: number of beneficiaries in 3 rows and notes in 1 row." in page.text
    assert "Row 7 of the earlier file" in page.text
    assert "People who received or completed 1,000 2,204 up 1,204" in page.text
    assert "Adoptions 12 10 down 2" in page.text
    assert "exactly what this file moved in the national total" in page.text
    assert not page.named("script")


def test_a_first_file_is_said_to_be_the_first() -> None:
    text = Page(render_page(receipt("accepted") | {"changes": [_change(previous=None, rows=None, columns=None)]})).text
    assert "This is the first file that counts for this quarter" in text


def test_another_network_s_figures_are_never_told() -> None:
    text = Page(render_page(receipt("accepted") | {"changes": [_change(handed_over=1)]})).text
    assert "For 1 adoption that another network reports too, it changed whose figures count" in text
    assert "exactly what this file moved" not in text


CURRENT = {
    "dataset": "adoptions",
    "submission_id": "NENC-2017-18-Q3-r001",
    "object_key": "NENC/2017-18-Q3/q3.xlsx",
    "uploaded_at": FACTS.uploaded_at,
    "rows_accepted": 790,
    "is_nil": False,
}


def _with_current(verdict: str, **other: object) -> str:
    document = receipt_document(
        submission=FACTS, judgement=judgement(verdict), supersedes={}, current=[CURRENT | other]
    )
    return Page(render_page(document)).text


def test_a_refused_file_says_what_still_counts() -> None:
    said = "what still counts is q3.xlsx, sent on 29 January 2018, with 790 rows (NENC-2017-18-Q3-r001)"
    assert said in _with_current("rejected")
    assert "No file of yours counts for this quarter yet." in _page("rejected").text


def test_an_older_file_that_comes_late_is_not_said_to_count() -> None:
    older = _with_current("accepted", submission_id="NENC-2017-18-Q3-r003")
    assert "The report was accepted but does not count now: a newer file speaks for the quarter." in older
    assert "The report was accepted and counts." in _with_current("accepted", submission_id="NENC-2017-18-Q3-r002")


def test_a_million_rows_with_five_mistakes_each_still_make_a_small_page() -> None:
    rules = ("R02", "R03", "R05", "R06", "R08")
    words = {"column": "benefit basis", "minimum": "0", "maximum": "1", "words": "received"}
    place = Place("adoptions", "Adoptions", 999_999, "benefit_basis", "I999999")
    cases = {"R03": "integer"}
    found = [finding(rule, cases.get(rule, "default"), place=place, value="x" * 100, **words) for rule in rules * 200]
    document = receipt("rejected", *found) | {
        "findings_by_rule": dict.fromkeys(rules, 1_000_000),
        "findings_count": 5_000_000,
    }
    page = render_page(document)
    assert "1,000 of 5,000,000 findings are listed below" in Page(page).text
    assert len(page.encode()) < 1_000_000


def test_an_accepted_report_has_nothing_held_back() -> None:
    assert "held back" not in _page("accepted", datasets=(judged_dataset(held=0),)).text


def test_a_refused_file_says_why_right_below_the_verdict() -> None:
    why = finding("F10", place=Place("adoptions", "Adoptions"), held="90", rows="100 rows", dataset="adoptions")
    text = _page("rejected", UNKNOWN_PLACE, why).text
    assert text.index("Mistakes stop 90 of 100 rows of adoptions from counting") < text.index("What to do next")


def test_one_reason_in_many_rows_is_said_once_with_the_rows() -> None:
    words = {"column": "reporting period", "expected": "2017/18 Q3"}
    wrong = [finding("F08", place=Place("adoptions", "A", row), value="Q2", **words) for row in range(2, 9)]
    text = _page("rejected", *wrong).text
    assert "Rows 2, 3, 4, 5, 6 and 2 more: The reporting period says Q2, but" in text


def test_a_file_that_is_no_report_is_told_what_to_send_and_nothing_of_rows() -> None:
    refused = receipt("rejected", finding("F01", looks_like="a Word document"), datasets=())
    assert next_steps(refused) == ["Save the report as Excel (.xlsx) or as CSV UTF-8 and send it again."]


def test_whoever_sends_again_is_told_to_send_all_rows() -> None:
    for verdict in ("rejected", "partially_accepted", "accepted_with_warnings"):
        assert "send all rows, not only the corrected ones" in _page(verdict).text
    assert "Nothing need be done." in _page("accepted").text


def test_findings_stand_under_plain_names_the_gravest_first() -> None:
    page = _page("partially_accepted", finding("W13", columns="Region"), UNKNOWN_PLACE)
    assert page.text.index("The location is not known (R05)") < page.text.index("Columns that were ignored (W13)")
    assert "Row 41, cell B41 , location code" in page.text
    assert "Check the code; did you mean RX1RA (Queen's Medical Centre)?" in page.text


def test_findings_that_are_not_listed_are_counted() -> None:
    document = receipt("rejected", UNKNOWN_PLACE)
    document |= {"findings_count": 5000, "findings_by_rule": {"R05": 5000}}
    text = Page(render_page(document)).text
    assert "1 of 5,000 findings are listed below" in text
    assert "The first 1 of 5,000 are listed." in text


def test_times_are_london_s() -> None:
    text = _page().text
    assert "29 January 2018, 16:02:11 GMT" in text
    assert "29 June 2018, 17:03:00 BST" in text


def test_the_proof_names_the_file_its_size_and_its_fingerprint() -> None:
    text = _page().text
    for fact in ("NENC-2017-18-Q3-r002", "q3 final.xlsx", "48,211 bytes", "ab" * 32):
        assert fact in text


def test_a_check_without_sending_is_not_passed_off_as_proof() -> None:
    document = receipt("accepted") | {"submission_id": None, "etag": None, "received_at": None, "recorded_at": None}
    text = Page(render_page(document)).text
    assert "none: this file was checked, not sent" in text
    assert "Received" not in text
    assert "held-rows.csv" not in text


def test_a_key_that_names_no_network_still_gets_a_page() -> None:
    document = receipt("rejected", finding("F07", "depth", value=NASTY), datasets=())
    document |= {"network_code": None, "reporting_period": None, "object_key": NASTY}
    page = Page(render_page(document))
    assert "an unknown network, no quarter that could be read" in page.text
    assert not page.named("script")


def test_nothing_that_was_sent_can_run_in_a_browser() -> None:
    value = f"\"'><img src=x onerror=alert(1)>{NASTY}"
    place = Place("adoptions", NASTY, 2, "location_code", "B2")
    found = [finding("R05", place=place, value=value), finding("W13", columns=value)]
    document = receipt("partially_accepted", *found, datasets=(judged_dataset(sheet=NASTY),), ignored_sheets=(value,))
    page = Page(render_page(document | {"object_key": value, "etag": value}))
    assert {tag for tag, _ in page.elements} & {"script", "img", "iframe", "link", "form", "object", "svg"} == set()
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert NASTY in page.text


def test_the_page_needs_nothing_from_outside() -> None:
    html = render_page(receipt("partially_accepted", UNKNOWN_PLACE))
    assert not re.search(r"(?i)https?:|@import|url\(|<script|<link", html)
    assert "default-src 'none'" in html
    for link in Page(html).named("a"):
        assert (link["href"] or "").startswith("#") or link["href"] in ("held-rows.csv", "marked-up.xlsx")


def test_tables_are_readable_with_a_screen_reader() -> None:
    page = _page("partially_accepted", UNKNOWN_PLACE)
    assert page.named("html")[0]["lang"] == "en-GB"
    assert len(page.named("caption")) == len(page.named("table")) == 2
    assert all(header.get("scope") in ("row", "col") for header in page.named("th"))
    assert page.named("main")
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_links_lead_to_parts_of_the_page_that_exist() -> None:
    found = [UNKNOWN_PLACE, finding("W13", columns="Region")]
    page = _page("partially_accepted", *found)
    anchors = {attributes["id"] for _, attributes in page.elements if attributes.get("id")}
    targets = {(link["href"] or "")[1:] for link in page.named("a") if (link["href"] or "").startswith("#")}
    assert targets == {"R05", "W13"} <= anchors


def test_colours_have_the_contrast_that_people_need() -> None:
    html = render_page(receipt())
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", html))
    tones = re.findall(r"--tone: (#[0-9a-f]{6}); --tint: (#[0-9a-f]{6})", html)
    assert len(tones) == 4
    for tone, tint in tones:
        assert _contrast(tone, "#ffffff") >= 7
        assert _contrast(colours["ink"], tint) >= 7
    assert _contrast(colours["soft"], "#ffffff") >= 7


def test_every_rule_can_be_shown() -> None:
    document = receipt("rejected") | {"findings_by_rule": dict.fromkeys(RULES, 1), "findings_count": len(RULES)}
    text = Page(render_page(document)).text
    assert all(f"{rule.title} ({code})" in text for code, rule in RULES.items())


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
