"""Forms that change something are believed only when our own page sent them.

Three checks, each enough against another site's form: the browser says where it comes from (Origin,
Sec-Fetch-Site), a cookie that other sites' requests do not carry (SameSite=Strict), and a token made
from that cookie and the person's name. Source: reliability, "Security".
"""

import hmac
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import Request, Response

COOKIE = "adoption_pages"


def session_of(request: Request) -> str:
    """The browser session's random name: the cookie's, or a new one."""
    return request.cookies.get(COOKIE) or secrets.token_urlsafe(32)


def keep_session(request: Request, response: Response, session: str) -> None:
    """Give the browser its session's name, where it has none yet."""
    if request.cookies.get(COOKIE) != session:
        response.set_cookie(
            COOKIE,
            session,
            path=request.scope.get("root_path") or "/",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )


def form_token(secret: bytes, session: str, name: str) -> str:
    """The token of every form that a page shows to one person in one session."""
    return hmac.new(secret, f"{session}\n{name}".encode(), "sha256").hexdigest()


def is_forged(request: Request, *, secret: bytes, name: str, token: str, origins: Sequence[str]) -> bool:
    """Whether a form was not sent by a page of ours to this person in this session."""
    origin = request.headers.get("origin", "")
    is_ours = origin in origins or (bool(origin) and urlsplit(origin).netloc == request.headers.get("host"))
    is_same_site = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    session = request.cookies.get(COOKIE, "")
    wanted = form_token(secret, session, name)
    return not (is_ours and is_same_site and session and hmac.compare_digest(wanted.encode(), token.encode()))
