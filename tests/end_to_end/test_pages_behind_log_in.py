"""Airflow's real web server lets nobody at the pages who is not logged in, and names them in its navigation."""

import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from starlette.routing import Route

from adoption_reports.pages.app import create_pages
from adoption_reports.pages.surroundings import Surroundings, Visitor
from adoption_reports.settings import Settings
from adoption_reports.steps import open_services
from tests.end_to_end.test_whole_stack import airflow


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Leave the answer as it is."""


def ask(settings: Settings, method: str, path: str, token: str = "") -> tuple[int, str, str]:
    """Status, location and text of an answer; `token` is a session's cookie."""
    headers = {"Cookie": f"_token={token}"} if token else {}
    request = urllib.request.Request(f"{settings.airflow_url}/adoption/{path}", method=method, headers=headers)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=30) as reply:
            return reply.status, "", reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location", ""), error.read().decode()


def addresses() -> list[tuple[str, str]]:
    """Every route of the pages, with something for each part of its address."""
    visitor = Visitor("nobody", may_act=False)
    pages = create_pages(Surroundings(services=open_services, visitor=lambda: visitor, secret=b""))
    parts = {"submission_id": "NENC-2017-18-Q3-r001", "name": "pages.css"}
    return [
        (method, route.path.format(**parts).lstrip("/"))
        for route in pages.routes
        if isinstance(route, Route)
        for method in route.methods or ()
    ]


def log_in(settings: Settings) -> str:
    """A session's token, as the log-in page keeps it in its cookie."""
    assert settings.airflow_password is not None
    body = {"username": settings.airflow_user, "password": settings.airflow_password.get_secret_value()}
    request = urllib.request.Request(
        f"{settings.airflow_url}/auth/token",
        urllib.parse.urlencode(body).encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return str(re.search(r'"access_token": ?"([^"]+)"', reply.read().decode())[1])  # type: ignore[index]


def test_nobody_sees_or_does_anything_without_logging_in(running_stack: Settings) -> None:
    asked = addresses()
    assert {method for method, _ in asked} == {"GET", "POST"}
    for method, path in asked:
        status, location, text = ask(running_stack, method, path)
        assert (path, status) == (path, 303 if method == "GET" else 401)
        assert method == "POST" or "/auth/login" in location
        assert "NENC" not in text


def test_whoever_is_logged_in_sees_the_board_and_acts_only_by_our_forms(running_stack: Settings) -> None:
    token = log_in(running_stack)
    status, _, board = ask(running_stack, "GET", "", token)
    assert (status, "Who has reported what" in board) == (200, True)
    assert "admin" in board
    assert ask(running_stack, "POST", "submissions/NENC-2017-18-Q3-r001/acts", token)[0] in (400, 403)
    assert ask(running_stack, "GET", "", "forged")[0] in (303, 403)


def test_airflow_names_the_pages_in_its_navigation(running_stack: Settings) -> None:
    (plugin,) = [
        one for one in airflow(running_stack, "/api/v2/plugins")["plugins"] if one["name"] == "adoption_reports"
    ]
    (view,) = plugin["external_views"]
    assert (view["href"], view["destination"]) == ("/adoption/", "nav")
