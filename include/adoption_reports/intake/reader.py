"""Read one file, whatever its bytes are: typed tables, or findings that refuse it. Never raises for bytes.

Source: contract, sections 3, 5, 12 and 13; architecture, "Sandbox".
"""

from pathlib import Path

import pyarrow as pa

from adoption_reports.domain.findings import Finding, finding
from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.encoding import read_text
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.rows import Key
from adoption_reports.intake.sniff import look_at
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.text_file import read_text_file
from adoption_reports.intake.workbook import read_workbook
from adoption_reports.metadata.limits import STORED_BYTES


def read_file(path: Path, *, network_code: str, period: Period, spool: Spool | None = None) -> Reading:
    """Read a file sent for one network and period.

    spool: where tables are kept meanwhile; None: in memory. Raises OSError if the file can't be opened.
    """
    size = path.stat().st_size
    if size > STORED_BYTES:
        return Reading("unknown", (), (finding("F03", limit=f"more than {STORED_BYTES >> 30} GiB"),))
    if size == 0:
        return Reading("unknown", (), (finding("F01", "empty"),))
    with pa.memory_map(str(path)) as source:
        stored = source.read_buffer()
    key, spool = Key(network_code, period), spool or Spool()
    noted: tuple[Finding, ...] = ()
    format_name: str | None = None
    try:
        looks = look_at(stored)
        if looks.is_archive:
            return read_workbook(path, key=key, spool=spool)
        format_name = looks.format_name
        text = read_text(stored)
        noted = text.findings
        datasets, findings = read_text_file(text.buffer, key=key, spool=spool)
    except Refused as refused:
        return Reading(format_name or refused.format_name, (), refused.together_with(noted))
    return Reading(format_name, datasets, (*noted, *findings))
