"""What the routes share: the stores, the checking process, past moments, and who is asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock, Thread
from typing import Any, cast

import sqlalchemy as sa
from fastapi import Depends, HTTPException, Request

from adoption_reports.pages.checker import Checker
from adoption_reports.pages.forgery import COOKIE, is_forged
from adoption_reports.pages.surroundings import Surroundings, Visitor
from adoption_reports.pages.totals import PastMoments
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import rows, transaction


class House:
    """One set of pages."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.moments = PastMoments()
        self._opening = Lock()

    @cached_property
    def _services(self) -> Services:
        services = self.surroundings.services()
        # The S3 client takes a second to load: nobody should wait for it on the first page that needs it.
        Thread(target=lambda: services.store.client, daemon=True).start()
        return services

    @property
    def services(self) -> Services:
        """The stores, opened at first use and kept."""
        with self._opening:
            return self._services

    @cached_property
    def checker(self) -> Checker:
        """The process that checks files."""
        return Checker(self.services.settings.reference_folder)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent look at the warehouse, which is given up when it takes too long."""
        with transaction(self.services.database) as connection:
            rows(connection, "pages/patience.sql")
            yield connection

    def remember(self) -> Any:
        """The dependency of every route that notes who is asking."""
        visitor = Depends(self.surroundings.visitor)

        def note(request: Request, visitor: Visitor = visitor) -> None:
            request.state.visitor = visitor

        return Depends(note)


def house_of(request: Request) -> House:
    """The house whose route is running."""
    return cast(House, request.app.state.house)


def visitor_of(request: Request) -> Visitor | None:
    """Who is asking; nobody where the request was refused before that was known."""
    return getattr(request.state, "visitor", None)


def actor(request: Request, token: str) -> Visitor:
    """The person who sent a form of ours. Refuses forged forms and people without the right to act."""
    visitor = believed(request, token)
    if not visitor.may_act:
        raise HTTPException(403, "You may look, but not act: this needs the right to start the pipeline's DAGs.")
    return visitor


def believed(request: Request, token: str) -> Visitor:
    """The person who sent a form of ours, whatever their rights."""
    around, visitor = house_of(request).surroundings, visitor_of(request)
    if visitor is None or is_forged(
        request, secret=around.secret, name=visitor.name, token=token, origins=around.origins
    ):
        known = "" if request.cookies.get(COOKIE) else " Cookies must be allowed."
        raise HTTPException(403, f"This form did not come from our page, or was too old. Load it again.{known}")
    return visitor
