"""A real browser before the pages: Debian's Chromium, driven by Playwright."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.conftest import Site, pipeline, site, small_reference, warm_validator

__all__ = ["pipeline", "site", "small_reference", "warm_validator"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without it the tests are skipped, but never in CI.

    A module's own: while Playwright is open it holds an event loop, beside which no other test can run one.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        assert os.environ.get("CI") != "true", "Chromium is missing: .ci/packages.txt names it"
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Visit:
    """A person's browser at the pages, and whatever it complained about."""

    site: Site
    address: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("request", self._request)

    def _console(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        # A browser asks every host for its icon; Airflow has one.
        if getattr(message, "type", "") == "error" and "404" not in text:
            self.complaints.append(text)

    def _request(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.address.rsplit("/adoption", 1)[0], "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {url}")

    def go(self, path: str = "") -> Page:
        """Open a page."""
        self.page.goto(f"{self.address}/{path}")
        return self.page


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where the pages are served."""
    app = FastAPI()
    app.mount("/adoption", site.pages)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/adoption"
    server.should_exit = True
    thread.join()


@pytest.fixture
def visit(site: Site, address: str, browser: Browser) -> Iterator[Visit]:
    """A fresh browser session; the pages must have given it nothing to complain about."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    made = Visit(site, address, context.new_page())
    yield made
    context.close()
    assert made.complaints == []
