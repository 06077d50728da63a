"""`make demo`: fifteen networks' made-up files become national totals while you watch.

Starts the embedded stack, uploads the demonstration files with each network's own credentials, shows
the receipts as they come in, and ends with the totals, what was held and where to look.
"""

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from adoption_reports.domain.errors import AdoptionError
from adoption_reports.local import stack
from adoption_reports.local.demonstration import DemonstrationFile, write_demonstration
from adoption_reports.local.outcome import print_outcome
from adoption_reports.local.recount import differences
from adoption_reports.settings import home, load_settings
from adoption_reports.steps import Services, log_warnings_only
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.objects import ObjectStore

WAIT_SECONDS = 600
MADE_UP = "Made-up figures: a demonstration, not anyone's results."
VERDICTS = {
    "accepted": "Accepted",
    "accepted_with_warnings": "With warnings",
    "partially_accepted": "Partly held",
    "rejected": "Rejected",
    "duplicate": "Duplicate",
}
PLAIN_WIDTH = 120
"""Columns of text where the output is no terminal."""


@dataclass
class Progress:
    """What was sent, and what the ledger says became of it."""

    sent: Counter[str]
    answered: dict[str, dict[str, Any]]

    def is_complete(self) -> bool:
        """Whether every file sent has its final receipt."""
        return len(self.answered) == self.sent.total()

    def table(self, seconds: float) -> Table:
        """A line per network."""
        title = f"{len(self.answered)} of {self.sent.total()} receipts after {seconds:.0f} s"
        shown = Table(title=title, caption=MADE_UP)
        shown.add_column("Network")
        for heading in (
            "Sent",
            "Answered",
            *VERDICTS.values(),
        ):
            shown.add_column(heading, justify="right")
        for network in sorted(self.sent):
            verdicts = Counter(row["verdict"] for row in self.answered.values() if _network(row) == network)
            counts = [str(verdicts[verdict] or "") for verdict in VERDICTS]
            shown.add_row(network, str(self.sent[network]), str(verdicts.total()), *counts)
        return shown


def _network(row: dict[str, Any]) -> str:
    return str(row["object_key"]).split("/", 1)[0]


def demonstrate(services: Services, folder: Path, console: Console, after_upload: int) -> bool:
    """Send the demonstration and wait for its totals; whether all came out as it should."""
    files = write_demonstration(folder, services.registry())
    console.print(f"{len(files)} files written for 15 networks. {MADE_UP}")
    progress = Progress(Counter(), {})
    started = time.monotonic()
    with Live(progress.table(0), console=console, refresh_per_second=4) as live:
        for wave in sorted({file.wave for file in files}):
            for file in (file for file in files if file.wave == wave):
                _upload(services, file)
                progress.sent[file.network_code] += 1
                _look(services, after_upload, progress)
                live.update(progress.table(time.monotonic() - started))
            while not progress.is_complete() and time.monotonic() - started < WAIT_SECONDS:
                time.sleep(0.5)
                _look(services, after_upload, progress)
                live.update(progress.table(time.monotonic() - started))
    receipts_after = time.monotonic() - started
    settled = _totals_settle(services, started)
    console.print(f"Last receipt after {receipts_after:.1f} s, totals after {time.monotonic() - started:.1f} s.\n")
    unexpected = _unexpected(files, progress)
    for line in unexpected:
        console.print(line, markup=False)
    return progress.is_complete() and settled and not unexpected


def _upload(services: Services, file: DemonstrationFile) -> None:
    credentials = services.settings.network_credentials[file.network_code]
    store = ObjectStore(services.settings, key=credentials["key"], secret=credentials["secret"])
    store.put(services.settings.landing_bucket, file.object_key, file.path)


def _look(services: Services, after_upload: int, progress: Progress) -> None:
    with transaction(services.database) as connection:
        for row in rows(connection, "checks/progress.sql", after_upload=after_upload):
            if row["state"] == "answered":
                progress.answered[row["submission_id"]] = dict(row)


def _totals_settle(services: Services, started: float) -> bool:
    while time.monotonic() - started < WAIT_SECONDS:
        with transaction(services.database) as connection:
            health = rows(connection, "checks/health.sql")[0]
        if not health["pending_changes"] and not health["outbox_depth"]:
            return True
        time.sleep(0.5)
    return False


def _unexpected(files: list[DemonstrationFile], progress: Progress) -> list[str]:
    """Files whose receipts do not say what the demonstration is written to show."""
    verdicts: dict[str, str] = {}
    for row in progress.answered.values():
        verdicts[row["object_key"]] = row["verdict"]
    return [
        f"{file.object_key}: expected {file.expected_verdict}, got {verdicts.get(file.object_key, 'no receipt')}"
        for file in files
        if verdicts.get(file.object_key) not in (file.expected_verdict, "duplicate")
    ]


def main() -> int:
    """Run the demonstration; with ONCE set, end by itself."""
    once = bool(os.environ.get("ONCE"))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    log_warnings_only()
    was_up = stack.is_up()
    try:
        stack.up(say=console.print)
        with Services(load_settings()) as services, TemporaryDirectory() as folder:
            with transaction(services.database) as connection:
                after_upload = rows(connection, "checks/last_upload.sql")[0]["upload_id"]
            as_it_should = demonstrate(services, Path(folder), console, after_upload)
            as_it_should = show_outcome(services, console, after_upload) and as_it_should
        if not once:
            console.print("\nThe stack stays up. Press Ctrl-C to stop it.")
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    except AdoptionError as error:
        console.print(str(error), markup=False)
        return 2
    finally:
        if not was_up:
            stack.down()
    console.print("Everything came out as it should." if as_it_should else "Something is not as it should be.")
    return 0 if as_it_should else 1


def show_outcome(services: Services, console: Console, after_upload: int) -> bool:
    """Totals, ladder, what was held, an independent recount, and where to look."""
    print_outcome(services, console, home(), after_upload=after_upload)
    wrong = differences(services)
    if wrong:
        console.print("The independent recount from the lake differs:")
        for line in wrong[:20]:
            console.print(f"  {line}", markup=False)
    else:
        console.print("An independent recount from the lake gives the same figures.")
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
