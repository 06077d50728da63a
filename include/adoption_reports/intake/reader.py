"""Read one file, whatever its bytes are: typed tables, or findings that refuse it. Never raises for bytes.

What a file is, is told from its bytes; an archive around it comes off first, and what was in it is looked
at anew. Each format has one reader below. Source: contract, sections 3, 5, 12 and 13; architecture, "Sandbox".
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from adoption_reports.domain.findings import finding
from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.domain.sent_cells import SentSheets
from adoption_reports.intake.cell_keeper import CellKeeper, keep_text_file
from adoption_reports.intake.json_lines import read_json_lines
from adoption_reports.intake.old_workbook import keep_old_workbook, read_old_workbook
from adoption_reports.intake.parquet_file import read_parquet
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.rows import Key
from adoption_reports.intake.sniff import look_at
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.text_file import read_separated
from adoption_reports.intake.unpacking import unpack_gzip, unpack_zip
from adoption_reports.intake.workbook import (
    keep_open_document,
    keep_workbook,
    read_open_document,
    read_workbook,
)
from adoption_reports.metadata.limits import STORED_BYTES

UNPACKERS: dict[str, Callable[[Stored, Spool], Stored]] = {"gzip": unpack_gzip, "zip": unpack_zip}
READERS: dict[str, Callable[[Stored, Key, Spool], Reading]] = {
    "csv": read_separated,
    "jsonl": read_json_lines,
    "parquet": read_parquet,
    "xlsx": read_workbook,
    "xls": read_old_workbook,
    "ods": read_open_document,
}
"""Format, as `look_at` names it -> its reader, which raises Refused for a file that can't be read on."""

KEEPERS: dict[str, Callable[[Stored, CellKeeper], SentSheets]] = {
    "csv": keep_text_file,
    "xlsx": keep_workbook,
    "xls": keep_old_workbook,
    "ods": keep_open_document,
}
"""Format -> what keeps its cells as they were sent; what has no cells to see has none."""


def read_file(path: Path, *, network_code: str, period: Period, spool: Spool | None = None) -> Reading:
    """Read a file sent for one network and period.

    spool: where tables are kept meanwhile; None: in memory. The reading's format is "csv", or "csv+gzip" for
    one that was packed. Raises OSError if the file can't be opened.
    """
    if path.stat().st_size > STORED_BYTES:
        return Reading("unknown", (), (finding("F03", limit=f"more than {STORED_BYTES >> 30} GiB"),))
    key, spool = Key(network_code, period), spool or Spool()
    format_name: str | None = None
    packing = ""
    try:
        stored = Stored.at(path)
        format_name = look_at(stored)
        if unpack := UNPACKERS.get(format_name):
            packing = f"+{format_name}"
            stored = unpack(stored, spool)
            format_name = None
            format_name = _inside(stored)
        reading = READERS[format_name](stored, key, spool)
    except Refused as refused:
        return Reading((format_name or refused.format_name) + packing, (), refused.findings)
    finally:
        spool.remove_files()
    return Reading(format_name + packing, reading.datasets, reading.findings, reading.ignored_sheets)


def read_cells(path: Path, rows: Mapping[str | None, Sequence[int]], spool: Spool | None = None) -> SentSheets | None:
    """A file's cells as they were sent, to be shown back; None where they can't be had.

    rows: sheet name (None: a text file) -> rows that are to be among them even where there is no room for all.
    """
    spool = spool or Spool()
    try:
        stored = Stored.at(path)
        format_name = look_at(stored)
        if unpack := UNPACKERS.get(format_name):
            stored = unpack(stored, spool)
            format_name = _inside(stored)
        keep = KEEPERS.get(format_name)
        return keep(stored, CellKeeper(rows, spool)) if keep is not None else None
    except Refused:
        return None
    finally:
        spool.remove_files()


def _inside(stored: Stored) -> str:
    """What an archive holds. Raises Refused: F01 for another archive among other things."""
    format_name = look_at(stored)
    if format_name in UNPACKERS:
        raise Refused(finding("F01", looks_like="an archive inside an archive"), format_name=format_name)
    return format_name
