"""The web application: routes, what every page has, and what people see when something is wrong.

`create_pages` is told who looks and where the stores are (`pages.surroundings`), so it serves the same
under Airflow, in tests and by itself.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from adoption_reports.domain.errors import AdoptionError, WrongUse
from adoption_reports.pages import checking, figures, reports, submissions
from adoption_reports.pages.checker import CheckFailed
from adoption_reports.pages.house import House
from adoption_reports.pages.rendering import page, static_file
from adoption_reports.pages.surroundings import Surroundings
from adoption_reports.pages.uploads import BodyLimit, UploadTooLarge

log = structlog.get_logger(logger_name=__name__)

SORRY = {
    400: "That cannot be shown",
    403: "You may not do this",
    404: "There is no such page",
    413: "The file is too large",
    503: "Not now",
}


def create_pages(surroundings: Surroundings) -> FastAPI:
    """The application; mount it anywhere."""
    house = House(surroundings)
    app = FastAPI(
        title="Adoption reports",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[*surroundings.guards, house.remember()],
    )
    app.state.house = house
    app.add_middleware(BodyLimit)
    for routes in (reports, figures, submissions, checking):
        app.include_router(routes.router)
    app.add_api_route("/static/{name}", _static, methods=["GET"])
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app


def _static(name: str) -> Response:
    found = static_file(name)
    if found is None:
        raise HTTPException(404, "There is no such file.")
    return found


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    log_in = request.app.state.house.surroundings.log_in
    if error.status_code == 401 and log_in and request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(log_in(back), 303)
    return _sorry(request, error.status_code, str(error.detail))


async def _wrong_use(request: Request, error: Exception) -> Response:
    return _sorry(request, 404 if request.method == "GET" else 400, str(error))


async def _unreadable(request: Request, _error: Exception) -> Response:
    return _sorry(request, 400, "The address or the form holds something that cannot be read.")


async def _too_large(request: Request, error: Exception) -> Response:
    return _sorry(request, 413, str(error))


async def _not_checked(request: Request, error: Exception) -> Response:
    return _sorry(request, 503, f"{error} Try again, or use `adoption check`.")


async def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("A page could not be shown", path=request.url.path, fault=str(error))
    return _sorry(request, 503, "The warehouse or the store did not answer. Nothing was changed; try again shortly.")


_ANSWERS: dict[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
    HTTPException: _refused,
    RequestValidationError: _unreadable,
    WrongUse: _wrong_use,
    UploadTooLarge: _too_large,
    CheckFailed: _not_checked,
    AdoptionError: _unavailable,
}


def _sorry(request: Request, status: int, words: str) -> Response:
    return page(request, "sorry.html.j2", status=status, title=SORRY.get(status, "That did not work"), words=words)
