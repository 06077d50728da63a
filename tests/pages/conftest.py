"""The pages over a whole pipeline without a scheduler: real store, real database, somebody logged in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from adoption_reports.pages.app import create_pages
from adoption_reports.pages.surroundings import Surroundings, Visitor
from tests.storage.conftest import Pipeline, own_registry, pipeline, small_reference, warm_validator

__all__ = ["own_registry", "pipeline", "small_reference", "warm_validator"]

ORIGIN = "http://testserver"


@dataclass
class Site:
    """The pages as one person's browser sees them; `visitor` None is nobody logged in."""

    pipeline: Pipeline
    visitor: Visitor | None = field(default_factory=lambda: Visitor("Ada Byron", may_act=True))

    def __post_init__(self) -> None:
        self.pages = create_pages(
            Surroundings(
                services=lambda: self.pipeline.services,
                visitor=self.who,
                secret=b"a test's secret",
                log_in=lambda back: f"/log-in?next={back}",
                run_of=lambda submission_id: f"/dags/process_submission/runs/{submission_id}",
            )
        )
        app = FastAPI()
        app.mount("/adoption", self.pages)
        self.client = TestClient(app, base_url=ORIGIN, follow_redirects=False)

    def who(self) -> Visitor:
        """As Airflow's log-in does."""
        if self.visitor is None:
            raise HTTPException(401, "Not authenticated")
        return self.visitor

    def get(self, path: str = "") -> httpx.Response:
        """A page's answer."""
        return self.client.get(f"/adoption/{path}")

    def words(self, path: str = "") -> str:
        """A page's text as people read it."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def token(self, path: str = "check") -> str:
        """The token of a page's form."""
        return re.search(r'name="token" value="(\w+)"', self.get(path).text)[1]  # type: ignore[index]

    def post(self, path: str, origin: str = ORIGIN, **fields: str) -> httpx.Response:
        """Send a form."""
        return self.client.post(f"/adoption/{path}", data=fields, headers={"Origin": origin})

    def post_file(self, name: str, body: bytes | str, do: str = "check", **fields: str) -> httpx.Response:
        """Send the form with a file."""
        fields = {"network": "NENC", "period": "2017-18-Q3", "token": self.token()} | fields
        return self.client.post(
            "/adoption/check", data=fields | {"do": do}, files={"file": (name, body)}, headers={"Origin": ORIGIN}
        )


def words(html: str) -> str:
    """Text without markup, spaces run together."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def site(pipeline: Pipeline) -> Iterator[Site]:
    """Pages with nothing submitted yet, seen by somebody who may act."""
    made = Site(pipeline)
    yield made
    if "checker" in made.pages.state.house.__dict__:
        made.pages.state.house.checker.stop()
