"""Receipts of typical mistakes in a real browser, opened as a file, as a network does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from adoption_reports.feedback.page import render_page
from tests.browser.typical_receipts import typical_receipts

SAID = {
    "wrong-locations": ("Partly accepted", "did you mean RX1RA"),
    "missing-people": ("Partly accepted", "Fill in the number of beneficiaries."),
    "american-dates": ("Refused", "look at the column's other dates too."),
    "rows-that-differ": ("Partly accepted", "with different content."),
    "text-in-numbers": ("Partly accepted", "This row holds back £1.25 million."),
    "another-quarter": ("Refused", "Rows 2, 3 and 4: The reporting period says 2017/18 Q2"),
    "missing-column": ("Refused", "missing: adoption status."),
    "word-document": ("Refused", "it looks like a Word document."),
    "changed-since": ("Accepted", "up 608"),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each receipt, as a file."""
    folder = tmp_path_factory.mktemp("receipts")
    written = {}
    for name, receipt in typical_receipts(folder).items():
        written[name] = folder / f"{name}.html"
        written[name].write_text(render_page(receipt), encoding="utf-8")
    return written


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """One tab for all receipts."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", SAID)
def test_a_receipt_is_accessible_fits_a_telephone_and_asks_for_nothing(
    pages: dict[str, Path], sheet: Page, name: str
) -> None:
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    address = pages[name].as_uri()
    sheet.goto(address)
    badge, words = SAID[name]
    assert sheet.locator(".badge").inner_text() == badge
    assert words in sheet.locator("main").inner_text()
    assert sheet.locator("script").count() == 0
    for width in (1280, 360):
        sheet.set_viewport_size({"width": width, "height": 800})
        assert sheet.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(sheet)
        assert found.violations_count == 0, found.generate_report()
    assert [url for url in asked if url != address] == []


def test_on_paper_no_row_is_cut_in_two_and_the_columns_keep_their_names(pages: dict[str, Path], sheet: Page) -> None:
    sheet.goto(pages["text-in-numbers"].as_uri())
    sheet.emulate_media(media="print")
    assert sheet.locator("tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
    assert sheet.locator("thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"
    sheet.emulate_media(media="screen")
