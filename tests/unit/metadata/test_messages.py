"""Every sentence that a finding can say, as prose. Source: contract, section 5; style, point 15."""

import re
import string

import pytest

from adoption_reports.domain.findings import finding
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.rules import RULES

CASES = [(code, case) for code, rule in RULES.items() for case in rule.cases]
RULE_CODE = re.compile(r"\b[FRW][0-9]{2}\b")
AMERICAN = re.compile(
    r"\b(color|center|program(?!me)|organiz|recogniz|canceled|labeled|license[ds]?|gotten)", re.IGNORECASE
)
WORDS = {"minimum": "0", "maximum": "10,000", "value": "abc"}


def _said(code: str, case: str, suggestion: str = "") -> tuple[str, str]:
    words = RULES[code].cases[case]
    names = {name for text in (words.message, words.fix) for _, name, _, _ in string.Formatter().parse(text) if name}
    plain = {name: WORDS.get(name, "seven") for name in names - {"suggestion", "value"}}
    made = finding(code, case, value="abc", suggestion=suggestion, **plain)
    return made.message, made.fix


@pytest.mark.parametrize(("code", "case"), CASES)
@pytest.mark.parametrize("suggestion", ["", "; did you mean RX1RA (Queen's Medical Centre)?"])
def test_every_case_says_what_is_wrong_and_what_to_do_in_sentences(code: str, case: str, suggestion: str) -> None:
    for text in _said(code, case, suggestion):
        assert text.endswith((".", "?"))
        assert not text.endswith(("..", "?."))
        assert not any(slip in text for slip in ("{", "}", "  ", " .", " ,"))
        assert text == text.strip()
        assert text[0].isupper() or text.startswith(("abc", "seven"))


@pytest.mark.parametrize(("code", "case"), CASES)
def test_no_sentence_speaks_our_language_instead_of_the_sender_s(code: str, case: str) -> None:
    for text in (RULES[code].title, *_said(code, case)):
        assert not RULE_CODE.search(text)
        assert not any(name in text for name in COLUMNS if "_" in name)
        assert not re.search(r"[a-z]_[a-z]", text)
        assert not AMERICAN.search(text)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_plain_name(code: str) -> None:
    title = RULES[code].title
    assert title[0].isupper()
    assert not title.endswith(".")
    assert len(title) <= 50


def test_no_two_rules_share_a_plain_name() -> None:
    assert len({rule.title for rule in RULES.values()}) == len(RULES)
