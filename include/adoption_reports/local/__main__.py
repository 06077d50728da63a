"""`python -m adoption_reports.local up|down|clean|status`: what `make up`, `down` and `clean` run."""

import sys
from collections.abc import Callable

from adoption_reports.domain.errors import AdoptionError
from adoption_reports.local import stack
from adoption_reports.steps.services import log_warnings_only


def main(words: list[str]) -> int:
    """Exit status 0 when done, 1 when `status` finds something stopped, 2 when it cannot be done."""
    acts: dict[str, Callable[[], object]] = {
        "up": stack.up,
        "down": stack.down,
        "clean": stack.clean,
        "status": _status,
    }
    if len(words) != 1 or words[0] not in acts:
        sys.stderr.write(f"Say one of: {', '.join(acts)}\n")
        return 2
    log_warnings_only()
    try:
        done = acts[words[0]]()
    except AdoptionError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return done if isinstance(done, int) else 0


def _status() -> int:
    parts = stack.status()
    for name, runs in parts.items():
        sys.stdout.write(f"{'runs   ' if runs else 'stopped'}  {name}\n")
    return 0 if all(parts.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
