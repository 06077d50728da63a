"""People at the pages with a real browser: watching, looking, checking; by keyboard; at any width."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.storage.conftest import PERIOD, adoptions

GOOD = adoptions("INN-0001,L01,10,received")
HELD = adoptions("INN-0001,L99,5,received", *(f"INN-000{n},L01,1,received" for n in (1, 2, 3)))
SUBMISSION = f"submissions/NENC-{PERIOD}-r001"
SCRIPT = "<img src=x onerror=alert(1)>"
expect.set_options(timeout=30_000)


def cell(page: Page, network: str = "NENC") -> str:
    return page.locator(f"#now tr:has(abbr:text-is('{network}')) td").first.inner_text()


def test_the_board_changes_by_itself_when_a_file_is_sent(visit: Visit) -> None:
    board = visit.go(f"?to={PERIOD}")
    assert "missing" in cell(board)
    sender = board.context.new_page()
    sender.goto(f"{visit.address}/check")
    sender.select_option("#network", "NENC")
    sender.select_option("#period", PERIOD)
    sender.set_input_files("#file", {"name": "q3.csv", "mimeType": "text/csv", "buffer": GOOD.encode()})
    sender.click("text=Send it on the network's behalf")
    expect(sender.locator("#result")).to_contain_text("is on its way as NENC's report")
    visit.site.pipeline.run()
    expect(board.locator("#now")).to_contain_text("accepted")
    assert "accepted" in cell(board)
    board.click(f"#cell-NENC-{PERIOD}-adoptions")
    expect(board.locator("h1")).to_have_text(f"NENC-{PERIOD}-r001: accepted")


def test_a_total_is_followed_down_to_its_row_and_file(visit: Visit) -> None:
    visit.site.pipeline.send(f"NENC/{PERIOD}/a.csv", GOOD)
    visit.site.pipeline.run()
    page = visit.go("totals")
    page.click("li:has-text('People benefiting') a.figure")
    expect(page.locator("h1")).to_have_text("People benefiting: 10")
    expect(page.locator("table").last).to_contain_text("INN-0001")
    page.click(f"text=NENC-{PERIOD}-r001")
    expect(page.locator("h1")).to_have_text(f"NENC-{PERIOD}-r001: accepted")


def test_updates_can_be_paused_and_keep_the_focus(visit: Visit) -> None:
    visit.site.pipeline.send(f"NENC/{PERIOD}/a.csv", GOOD)
    visit.site.pipeline.run()
    board = visit.go(f"?to={PERIOD}")
    board.focus(f"#cell-NENC-{PERIOD}-adoptions")
    visit.site.pipeline.send(f"YH/{PERIOD}/a.csv", GOOD)
    visit.site.pipeline.run()
    expect(board.locator(f"#cell-YH-{PERIOD}-adoptions")).to_be_visible()
    expect(board.locator(f"#cell-NENC-{PERIOD}-adoptions")).to_be_focused()
    board.click("text=Pause updates")
    visit.site.pipeline.send(f"EM/{PERIOD}/a.csv", GOOD)
    visit.site.pipeline.run()
    board.wait_for_timeout(3000)
    assert "missing" in cell(board, "EM")


def test_a_bad_file_is_checked_and_what_it_holds_stays_text(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / f"{SCRIPT}.csv"
    file.write_text(adoptions(f"{SCRIPT},L01,=1+1,received"))
    page = visit.go("check")
    page.select_option("#network", "NENC")
    page.select_option("#period", PERIOD)
    page.set_input_files("#file", file)
    page.click("text=Check the file")
    expect(page.locator("#result h2")).to_have_text(f"{SCRIPT}.csv: refused")
    expect(page.locator("#result")).to_contain_text(f"{SCRIPT} is not a valid innovation code")
    expect(page.locator("#result")).to_contain_text("=1+1 is not a whole number")
    expect(page.locator("#result")).to_be_focused()
    assert Axe().run(page).violations_count == 0


def test_a_file_that_is_too_large_is_refused_before_it_travels(visit: Visit) -> None:
    page = visit.go("check")
    page.select_option("#network", "NENC")
    page.select_option("#period", PERIOD)
    page.evaluate("document.querySelector('[data-check]').dataset.limit = 10")
    page.set_input_files("#file", {"name": "q3.csv", "mimeType": "text/csv", "buffer": GOOD.encode()})
    page.click("text=Check the file")
    expect(page.locator("#result")).to_contain_text("q3.csv is too large for this page")


def test_every_page_is_accessible_and_fits_any_width(visit: Visit) -> None:
    visit.site.pipeline.send(f"NENC/{PERIOD}/a.csv", GOOD)
    visit.site.pipeline.send(f"YH/{PERIOD}/{SCRIPT}{'long' * 30}.csv", HELD)
    visit.site.pipeline.run()
    figures = (
        f"figure?measure=beneficiaries_count&period={PERIOD}",
        f"changes?period={PERIOD}&since=2018-01-01T00:00",
    )
    paths = (f"?to={PERIOD}", "totals", *figures, SUBMISSION, SUBMISSION.replace("NENC", "YH"), "check", "nothing")
    for path in paths:
        page = visit.go(path)
        found = Axe().run(page)
        assert (path, found.violations_count) == (path, 0), found.generate_report()
        for width in (360, 768, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)


def test_a_networks_own_page_is_accessible_and_fits_any_width(visit: Visit) -> None:
    visit.site.pipeline.send(f"NENC/{PERIOD}/{SCRIPT}{'long' * 30}.csv", HELD)
    visit.site.pipeline.run()
    services = visit.site.pipeline.services
    visit.page.set_content(services.store.get(services.settings.receipts_bucket, "NENC/index.html").decode())
    assert Axe().run(visit.page).violations_count == 0
    visit.page.set_viewport_size({"width": 360, "height": 800})
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 360


def test_everything_can_be_reached_by_keyboard(visit: Visit) -> None:
    visit.site.pipeline.send(f"NENC/{PERIOD}/a.csv", GOOD)
    visit.site.pipeline.run()
    page = visit.go(f"?to={PERIOD}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"cell-NENC-{PERIOD}-adoptions":
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(f"NENC-{PERIOD}-r001")


@pytest.mark.parametrize("path", ["", "check"])
def test_pages_work_without_script(visit: Visit, browser: Browser, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{visit.address}/{path}")
    if path == "":
        expect(page.locator("text=Pause updates")).to_be_hidden()
        page.click("text=Reload")
        expect(page.locator("table.board")).to_be_visible()
    else:
        page.select_option("#network", "NENC")
        page.select_option("#period", PERIOD)
        page.set_input_files("#file", {"name": "q3.csv", "mimeType": "text/csv", "buffer": b"hello"})
        page.click("text=Check the file")
        expect(page.locator("#result")).to_contain_text("q3.csv: refused")
    context.close()
