"""Row 8 of reliability: the deadline, when all send at once, and one network sends bombs.

Fourteen networks send their files; then the same again, with a fifteenth that sends as many nasty inputs, the worst
first and before anybody else. Both in turn, several times, since the machine is not ours alone; medians count.
Every file must be answered, the honest ones with what they are worth.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.inputs import INPUTS

from adoption_reports.domain.periods import Period
from adoption_reports.domain.submissions import COUNTING
from adoption_reports.steps import Services
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.objects import ObjectStore
from bench.made import report
from bench.outcome import Figure
from bench.through_airflow import WAIT_SECONDS, own_stack, settled

FILES = int(os.environ.get("BENCH_FILES", "20"))
"""Files of each network."""
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
HOSTILE = "OX"
ROWS_EACH = 300
WORST = (
    "ten million shared strings",
    "a megabyte of gzip that unpacks to a gigabyte",
    "a million rows that each break five rules",
    "a line of 100 MB",
    "one cell of 600 MB",
)
"""The nasty inputs that cost most, by NASTY_INPUTS.md, of those that are not larger than a disk likes."""
FIRST_QUARTER = Period(2018, 1)


@dataclass(frozen=True, slots=True)
class Load:
    """When the honest files were answered, in seconds since the first upload."""

    answered: list[float]

    @property
    def last(self) -> float:
        """The last receipt of an honest network."""
        return max(self.answered)

    @property
    def median(self) -> float:
        """What half of the honest files waited at most."""
        return statistics.median(self.answered)


def measure() -> Iterator[Figure]:
    """The honest networks' last and median receipt, with bombs beside them; the peers are those without."""
    with own_stack(airflow=True) as services, tempfile.TemporaryDirectory() as folder:
        bombs = _bombs(Path(folder))
        alone: list[Load] = []
        beside: list[Load] = []
        for number in range(ROUNDS):
            # Whoever comes second replaces what the first sent: each is, in turn.
            for is_beside in (number % 2 == 1, number % 2 == 0):
                honest = _honest(services, 2 * number + is_beside)
                loads = beside if is_beside else alone
                loads.append(_load(services, honest, bombs if is_beside else {}))
                what = "with bombs" if is_beside else "without"
                print(f"{what}: last {loads[-1].last:.0f} s, median {loads[-1].median:.0f} s", flush=True)
    for what in ("last", "median"):
        with_bombs, without = (statistics.median(getattr(one, what) for one in loads) for loads in (beside, alone))
        work = f"14 networks × {FILES} files at once, a 15th sends {FILES} bombs: {what} receipt of the 14"
        yield Figure(8, work, with_bombs, without, asked=1.2, is_ratio=True)


def _honest(services: Services, seed: int) -> dict[str, bytes]:
    files = {}
    period = FIRST_QUARTER
    for number in range(FILES):
        for network in sorted(services.registry().networks):
            if network != HOSTILE:
                made = report(services.registry(), ROWS_EACH, network=network, seed=seed, day=period.start.isoformat())
                files[f"{network}/{period.code}/{seed}-{number}.csv"] = made.as_csv()
        period = period.next()
    return files


def _bombs(folder: Path) -> dict[str, Path]:
    """As many bombs as the others have files: the worst in turn."""
    by_name = {one.name: one for one in INPUTS}
    paths = {}
    for name in WORST:
        paths[name] = folder / name.replace(" ", "-")
        by_name[name].write(paths[name])
    return {f"{HOSTILE}/{FIRST_QUARTER.code}/{n}": paths[WORST[n % len(WORST)]] for n in range(FILES)}


def _load(services: Services, honest: dict[str, bytes], bombs: dict[str, Path]) -> Load:
    with transaction(services.database) as connection:
        after = rows(connection, "checks/last_upload.sql")[0]["upload_id"]
    stores = {
        network: ObjectStore(services.settings, **key) for network, key in services.settings.network_credentials.items()
    }
    started = time.monotonic()
    bombs = {f"{key} sent {started:.0f}": path for key, path in bombs.items()}
    for key, body in (bombs | honest).items():
        stores[key.split("/")[0]].put(services.settings.landing_bucket, key, body)
    answered: dict[str, float] = {}
    while len(answered) < len(bombs) + len(honest) or not settled(services):
        if time.monotonic() - started > 10 * WAIT_SECONDS:
            raise TimeoutError("The stack did not finish; see `adoption doctor`.")
        time.sleep(0.25)
        with transaction(services.database) as connection:
            found = rows(connection, "checks/progress.sql", after_upload=after)
        for row in found:
            if row["state"] == "answered":
                answered.setdefault(row["object_key"], time.monotonic() - started)
                if row["object_key"] in honest and row["verdict"] not in COUNTING:
                    raise ValueError(f"{row['object_key']} is {row['verdict']}")
    return Load([answered[key] for key in honest])
