"""`make screenshots`: the pictures of the guides, taken of the real thing.

Starts a whole stack in a folder of its own, sends the demonstration, logs in to Airflow with a real
browser and takes each picture; then everything is deleted but docs/pictures/.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from rich.console import Console

from adoption_reports.local import stack
from adoption_reports.local.demo import demonstrate
from adoption_reports.settings import Settings, load_settings
from adoption_reports.steps import Services, log_warnings_only

PICTURES = Path(__file__).parent / "pictures"
LARGEST = 150_000
BAD_FILE = (
    "innovation_code,location_code,adoption_status,adopted_date,beneficiaries_count,benefit_basis\n"
    "INN-0001,RX1RZ,adopted,2018-01-30,12,received\n"
    "INN-0002,RX1RA,adopted,31/02/2018,5,received\n"
    "INN-0003,RX1RA,adopted,2018-01-30,1e5,received\n"
    "INN-0004,RX1RA,adopted,2018-01-30,40,received\n"
)


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    log_warnings_only()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ADOPTION_HOME"] = f"{folder}/home"
        os.chmod(folder, 0o711)
        try:
            stack.up()
            settings = load_settings()
            with Services(settings) as services:
                demonstrate(services, Path(folder) / "files", Console(quiet=True), 0)
                PICTURES.mkdir(exist_ok=True)
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    page = browser.new_page(viewport={"width": 1200, "height": 800}, locale="en-GB")
                    log_in(page, settings)
                    take_all(page, settings)
                    take_network_page(page, services)
                    browser.close()
        finally:
            stack.clean()
    too_large = [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > LARGEST]
    if too_large:
        sys.exit(f"Larger than {LARGEST:,} bytes: {', '.join(too_large)}")


def log_in(page: Page, settings: Settings) -> None:
    """As a person does."""
    assert settings.airflow_user is not None
    assert settings.airflow_password is not None
    page.goto(f"{settings.airflow_url}/adoption/")
    page.fill("input[name=username]", settings.airflow_user)
    page.fill("input[name=password]", settings.airflow_password.get_secret_value())
    page.keyboard.press("Enter")
    page.wait_for_selector("table.board")


def take_all(page: Page, settings: Settings) -> None:
    """The pages in the states that the guides speak of."""
    page.goto(f"{settings.airflow_url}/plugin/adoption")
    page.frame_locator("iframe").locator("table.board").wait_for()
    take(page, "board-in-airflow")
    page.goto(f"{settings.airflow_url}/dags/process_submission")
    page.click("button[aria-label='Dag Docs']")
    page.wait_for_timeout(2000)
    take(page, "runbook")
    for name, path, place in (
        ("totals", "totals", None),
        ("networks-compared", "totals?measure=investment_gbp&basis=since_201314", "#networks"),
        ("figure", "figure?measure=beneficiaries_count&period=2017-18-Q3", None),
        ("changes", f"changes?period=2017-18-Q3&since={first_wave_answered(page, settings)}", None),
        ("submission", "submissions/GM-2017-18-Q4-r002", None),
        ("withdraw", "submissions/GM-2017-18-Q4-r002", "#acts"),
    ):
        page.goto(f"{settings.airflow_url}/adoption/{path}")
        if place:
            page.locator(place).scroll_into_view_if_needed()
            page.evaluate(f"document.querySelector('{place}').scrollIntoView()")
        take(page, name)
    page.goto(f"{settings.airflow_url}/adoption/check")
    page.select_option("#network", "EM")
    page.select_option("#period", "2017-18-Q4")
    page.set_input_files("#file", {"name": "Q4 return.csv", "mimeType": "text/csv", "buffer": BAD_FILE.encode()})
    page.click("text=Check the file")
    page.locator("#result h2").wait_for(timeout=60_000)
    page.evaluate("document.querySelector('#file').scrollIntoView()")
    take(page, "check")


def first_wave_answered(page: Page, settings: Settings) -> str:
    """The moment before the demonstration's second files came, as the page's form writes it."""
    page.goto(f"{settings.airflow_url}/adoption/submissions/KSS-2017-18-Q3-r003")
    uploaded = page.locator(".story time").first.get_attribute("datetime") or ""
    return uploaded.split("+")[0] + "Z"


def take_network_page(page: Page, services: Services) -> None:
    """A network's own page, as it lies in its receipts folder."""
    page.set_content(services.store.get(services.settings.receipts_bucket, "NWC/index.html").decode())
    take(page, "network-page")


def take(page: Page, name: str) -> None:
    """One picture of what a window of this size shows."""
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
