"""The demonstration submissions: made-up files of 15 networks and two quarters, as people send them.

Most are sound; the others hold the mistakes that people really make. Every file says in its first
row that its figures are made up, and comes out the same whenever it is written.
"""

from dataclasses import dataclass
from pathlib import Path

from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import ACCEPTED, PARTIAL, REJECTED, WITH_WARNINGS
from adoption_reports.local.made_up.draw import Draw
from adoption_reports.local.made_up.figures import Row, make_adoptions, make_deals
from adoption_reports.local.made_up.mistakes import MISTAKES, Scene
from adoption_reports.local.made_up.plan import FORMS, SHARED_ADOPTIONS, THIRD, Sending, sendings
from adoption_reports.local.made_up.shared import shared_rows
from adoption_reports.local.made_up.writing import csv_file, preamble, table_columns, workbook
from adoption_reports.metadata.datasets import DATASETS


@dataclass(frozen=True, slots=True)
class DemonstrationFile:
    """One file of the demonstration.

    reporting_period: the period it is about; folder: that period as the sender typed it in the key.
    wave: 1 is sent at once, 2 when the first files have their receipts.
    expected_verdict: what its receipt will say, whatever the order within its wave.
    """

    network_code: str
    reporting_period: str
    name: str
    path: Path
    wave: int
    expected_verdict: str
    story: str
    folder: str

    @property
    def object_key(self) -> str:
        """Where in the landing bucket it goes."""
        return f"{self.network_code}/{self.folder}/{self.name}"


def write_demonstration(folder: Path, registry: Registry) -> list[DemonstrationFile]:
    """Write every file below a folder, wave by wave, network by network; return what was written."""
    written = []
    for sending in sendings():
        typed = sending.folder or sending.period.code
        path = folder / f"wave-{sending.wave}" / sending.network / typed / sending.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_content(sending, registry))
        written.append(
            DemonstrationFile(
                sending.network, sending.period.code, sending.name, path, sending.wave,
                _verdict(sending), _story(sending), typed,
            )
        )  # fmt: skip
    return written


def _content(sending: Sending, registry: Registry) -> bytes:
    form = FORMS[sending.network]
    above = preamble(registry.networks[sending.network].network_name, sending.period, form)
    tables = {}
    for dataset in sending.datasets:
        rows = [] if sending.is_nil else _rows(dataset, sending, registry)
        columns = [sending.renamed.get(name, name) for name in table_columns(dataset, rows, form)]
        rows = [{sending.renamed.get(name, name): value for name, value in row.items()} for row in rows]
        tables[dataset] = (columns, rows)
    if form.kind == "csv":
        (table,) = tables.values()
        return csv_file(*table, above, form)
    return workbook({DATASETS[name].title: table for name, table in tables.items()}, above, form)


def _rows(dataset: str, sending: Sending, registry: Registry) -> list[Row]:
    """The rows of one dataset: sound ones, shared ones, then the mistakes."""
    make = make_adoptions if dataset == "adoptions" else make_deals
    rows = make(sending.network, sending.period, registry)
    rows += shared_rows(dataset, sending.network, sending.period, registry)
    if rows:
        rows[0]["notes"] = "Made-up figures"
    for mistake in sending.mistakes.get(dataset, ()):
        draw = Draw(f"mistake {mistake} {sending.network} {sending.period.code}")
        MISTAKES[dataset][mistake].make(rows, Scene(sending.network, sending.period, registry, draw))
    if FORMS[sending.network].names_itself:
        claimed = sending.claims or sending.period
        itself = {"network_code": sending.network, "reporting_period": claimed.code}
        rows = [itself | row for row in rows]
    return rows


def _verdict(sending: Sending) -> str:
    """The verdict that the mistakes lead to."""
    if sending.verdict is not None:
        return sending.verdict
    effects = {MISTAKES[dataset][name].effect for dataset, made in sending.mistakes.items() for name in made}
    away = sending.period == THIRD and any(sending.network in shared.people for shared in SHARED_ADOPTIONS)
    if "reject" in effects:
        return REJECTED
    if "hold" in effects:
        return PARTIAL
    is_warned = "warn" in effects or FORMS[sending.network].is_windows
    return WITH_WARNINGS if is_warned or (away and "adoptions" in sending.datasets) else ACCEPTED


def _story(sending: Sending) -> str:
    """What is special about the file, in a few words."""
    if sending.story is not None:
        return sending.story
    stories = [MISTAKES[dataset][name].story for dataset, made in sending.mistakes.items() for name in made]
    if FORMS[sending.network].is_windows:
        stories.append("saved as Windows-1252")
    if sending.folder is not None:
        stories.append(f"the folder says {sending.folder}")
    return "; ".join(stories) or "sound"
