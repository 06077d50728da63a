"""Read one file, whatever its bytes are: typed tables, or findings that refuse it. Never raises for bytes.

Source: contract, sections 3, 5, 12 and 13; architecture, "Sandbox".
"""

from pathlib import Path

import pyarrow as pa

from adoption_reports.domain.findings import finding
from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.encoding import read_text
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.rows import Key
from adoption_reports.intake.sniff import Looks, look_at
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.text_file import read_text_file
from adoption_reports.intake.workbook import read_workbook
from adoption_reports.metadata.limits import STORED_BYTES


def read_file(path: Path, *, network_code: str, period: Period, spool: Spool | None = None) -> Reading:
    """Read a file sent for one network and period.

    spool: where tables are kept meanwhile; None: in memory. Raises OSError if the file can't be opened.
    """
    key, spool = Key(network_code, period), spool or Spool()
    size = path.stat().st_size
    if size > STORED_BYTES:
        return Reading("unknown", (), (finding("F03", limit=f"more than {STORED_BYTES >> 30} GiB"),))
    if size == 0:
        return Reading("unknown", (), (finding("F01", "empty"),))
    with pa.memory_map(str(path)) as source:
        stored = source.read_buffer()
    looks = Looks()
    try:
        looks = look_at(stored)
        if looks.is_workbook:
            return read_workbook(path, looks.format_name, key=key, spool=spool)
        text = read_text(stored)
        datasets, findings = read_text_file(text.buffer, key=key, spool=spool)
    except Refused as refused:
        return Reading(looks.format_name, (), refused.findings)
    return Reading(looks.format_name, datasets, (*text.findings, *findings))
