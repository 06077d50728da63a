"""Pages from templates: everything escaped, headers that forbid whatever a page does not need.

Addresses are relative, so that the pages stand wherever they are mounted.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adoption_reports.domain.periods import LONDON
from adoption_reports.domain.wording import day_in_words, number_in_words
from adoption_reports.metadata.rules import RULES
from adoption_reports.pages.forgery import form_token, keep_session, session_of
from adoption_reports.pages.house import house_of, visitor_of
from adoption_reports.pages.measures import SHOWN, figure_in_words

HERE = Path(__file__).parent
STATIC = {"pages.css": "text/css; charset=utf-8", "pages.js": "text/javascript; charset=utf-8"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
RECEIPT_POLICY = (
    "sandbox allow-same-origin allow-downloads; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For a receipt's own page: no script runs in it, whatever it holds."""


@cache
def environment() -> Environment:
    """The templates, with the words that they use."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(number=number_in_words, day=day_in_words, moment=moment_in_words, query=urlencode)
    made.globals.update(figure=figure_in_words, measures=SHOWN, rules=RULES, version=static_version())
    return made


@cache
def static_version() -> str:
    """Changes whenever a static file does, so that browsers may keep them."""
    return hashlib.sha256(b"".join((HERE / "static" / name).read_bytes() for name in STATIC)).hexdigest()[:12]


def moment_in_words(instant: datetime | None) -> Markup:
    """29 January 2018, 16:02:11 GMT, marked up as a time."""
    if instant is None:
        return Markup()
    local = instant.astimezone(LONDON)
    words = f"{day_in_words(local.date())}, {local:%H:%M:%S %Z}"
    return Markup('<time datetime="{}">{}</time>').format(instant.isoformat(timespec="seconds"), escape(words))


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page; `up` leads from its address to where the pages are mounted, `token` goes into its forms."""
    mounted = request.scope.get("root_path") or ""
    below = request.url.path.removeprefix(mounted).lstrip("/")
    visitor, session = visitor_of(request), session_of(request)
    secret = house_of(request).surroundings.secret
    made = environment().get_template(template)
    text = made.render(
        up="../" * below.count("/") or "./",
        now=datetime.now(UTC),
        visitor=visitor,
        token=form_token(secret, session, visitor.name) if visitor else "",
        **values,
    )
    response = Response(text, status, HEADERS, "text/html; charset=utf-8")
    keep_session(request, response, session)
    return response


def static_file(name: str) -> Response | None:
    """One of our few static files."""
    if name not in STATIC:
        return None
    headers = HEADERS | {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response((HERE / "static" / name).read_bytes(), headers=headers, media_type=STATIC[name])
