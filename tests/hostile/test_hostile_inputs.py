"""Any bytes at all get their verdict, and a small answer. Source: reliability, row 7."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from adoption_reports import steps
from adoption_reports.feedback.page import render_page
from adoption_reports.metadata.limits import FINDINGS_LISTED
from adoption_reports.settings import load_settings
from tests.hostile.inputs import INPUTS, Input

AT = datetime(2018, 1, 20, 12, tzinfo=UTC)
LARGEST_ANSWER = 1_500_000


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, steps.Answer]:
    """Every input's answer, from one process that reads them one after another."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = [folder / f"{number}" for number in range(len(INPUTS))]
    for one, path in zip(INPUTS, paths, strict=True):
        one.write(path)
    names = [str(path) for path in paths]
    judged = list(steps.check(names, network="EM", period="2017-18-Q3", at=AT, settings=load_settings()))
    shutil.rmtree(folder)
    return {one.name: answer for one, answer in zip(INPUTS, judged, strict=True)}


@pytest.mark.parametrize("one", INPUTS, ids=lambda one: one.name)
def test_a_nasty_file_gets_its_verdict_and_a_small_answer(answers: dict[str, steps.Answer], one: Input) -> None:
    receipt = answers[one.name].receipt
    assert receipt["verdict"] == one.verdict
    if one.rules is not None:
        assert receipt["findings_by_rule"] == one.rules
    assert receipt["findings_listed"] <= FINDINGS_LISTED
    page = render_page(receipt)
    assert "<script" not in page
    assert len(page) < LARGEST_ANSWER
    assert len(json.dumps(receipt)) < LARGEST_ANSWER
