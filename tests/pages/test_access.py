"""Nobody sees anything without being logged in, and every answer forbids what a page does not need."""

import pytest
from starlette.routing import Route

from tests.pages.conftest import Site, words


def addresses(site: Site) -> list[tuple[str, str]]:
    """Every route of the pages, with something for each part of its address."""
    parts = {"submission_id": "NENC-2017-18-Q3-r001", "name": "receipt.html"}
    found = [
        (method, route.path.format(**parts).lstrip("/"))
        for route in site.pages.routes
        if isinstance(route, Route)
        for method in route.methods or ()
    ]
    assert len(found) >= 9
    return found


def test_every_route_asks_who_is_there(site: Site) -> None:
    site.visitor = None
    for method, path in addresses(site):
        answer = site.client.request(method, f"/adoption/{path}")
        assert (path, answer.status_code) == (path, 303 if method == "GET" else 401)
    assert site.get("totals?basis=in_period").headers["location"] == "/log-in?next=/adoption/totals?basis=in_period"


def test_there_is_no_description_of_the_routes(site: Site) -> None:
    assert [site.get(path).status_code for path in ("docs", "redoc", "openapi.json")] == [404, 404, 404]


def test_every_page_forbids_scripts_frames_and_requests_from_elsewhere(site: Site) -> None:
    for path in ("", "totals", "check", "board/now", "nothing"):
        answer = site.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert "style=" not in answer.text
        assert "http://" not in answer.text


def test_static_files_are_the_two_that_pages_name(site: Site) -> None:
    page = site.get("submissions/none").text
    assert 'href="../static/pages.css?' in page
    assert site.get("static/pages.css").headers["content-type"].startswith("text/css")
    assert len(site.get("static/pages.js").content) < 5000
    assert site.get("static/base.html.j2").status_code == 404


def test_a_warehouse_that_does_not_answer_is_told_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from adoption_reports.domain.errors import StorageUnavailable

    def away(*_: object) -> None:
        raise StorageUnavailable("secret host did not answer")

    monkeypatch.setattr("adoption_reports.pages.house.transaction", away)
    answer = site.get()
    assert answer.status_code == 503
    assert "did not answer. Nothing was changed" in words(answer.text)
    assert "secret" not in answer.text
