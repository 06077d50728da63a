"""`python -m adoption_reports.local WORD`: what make and the containers run.

up, down, clean and status: the embedded stack; keep: what `up` leaves running, to start again what dies.
provision and store: in containers, see `elsewhere`.
"""

import logging
import sys
from collections.abc import Callable, Mapping

import structlog

from adoption_reports.domain.errors import AdoptionError
from adoption_reports.local import stack


def main(words: list[str]) -> int:
    """Exit status 0 when done, 1 when `status` finds something stopped, 2 when it cannot be done."""
    if len(words) != 1 or words[0] not in ACTS:
        sys.stderr.write(f"Say one of: {', '.join(ACTS)}\n")
        return 2
    # Not the steps' own function for this: it brings Great Expectations, for seconds that `down` need not wait.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        done = ACTS[words[0]]()
    except AdoptionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return done if isinstance(done, int) else 0


def _provision() -> None:
    from adoption_reports.local.elsewhere import provision

    provision()


def _store() -> None:
    from adoption_reports.local.elsewhere import become_the_store

    become_the_store()


def _status() -> int:
    parts = stack.status()
    for name, runs in parts.items():
        sys.stdout.write(f"{'runs   ' if runs else 'stopped'}  {name}\n")
    return 0 if all(parts.values()) else 1


ACTS: Mapping[str, Callable[[], object]] = {
    "up": stack.up,
    "down": stack.down,
    "clean": stack.clean,
    "status": _status,
    "keep": stack.keep,
    "provision": _provision,
    "store": _store,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
