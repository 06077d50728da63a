"""What the pages are told by whoever mounts them: the stores, who looks, and the way to the log-in.

Nothing here knows Airflow; `airflow.website` fills it in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from adoption_reports.steps.services import Services


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page.

    may_act: send files, withdraw, reinstate, replay; seeing the website is not enough for these.
    """

    name: str
    may_act: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the pages stand.

    services: opened at the first request that needs them. visitor: a FastAPI dependency that returns a
    Visitor or refuses. guards: dependencies of every route. secret: signs the forms' tokens, the same in
    every worker. origins: scheme://host[:port] from which forms may come, beside the request's own host.
    log_in: the log-in page for a way back. run_of: the address of the run that processed a submission.
    """

    services: Callable[[], Services]
    visitor: Callable[..., Any]
    secret: bytes
    guards: Sequence[Any] = ()
    origins: Sequence[str] = ()
    log_in: Callable[[str], str] | None = None
    run_of: Callable[[str], str | None] = lambda _: None
