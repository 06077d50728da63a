"""The command `adoption`.

Every command exits 0 when it did what was asked, 1 when the answer is no, 2 on wrong use or a
missing service, and prints no traceback for any of these. Source: contract, section 8.
"""

import os
import sys

import typer

from adoption_reports.domain.errors import AdoptionError

app = typer.Typer(
    name="adoption",
    help="Adoption reports of England's 15 health innovation networks: check, send, total and trace them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line."""
    from adoption_reports.cli import (  # noqa: F401  (each adds its commands)
        acts,
        files,
        lineage,
        operations,
        reports,
        sending,
    )
    from adoption_reports.steps import log_warnings_only

    log_warnings_only()
    try:
        app()
    except AdoptionError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("Interrupted.")
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:
        if os.environ.get("ADOPTION_DEBUG"):
            raise
        _fail(f"Unexpected fault: {type(error).__name__}: {error}\nSet ADOPTION_DEBUG=1 to see where.")


def _fail(words: str) -> None:
    typer.echo(words, err=True)
    sys.exit(2)
