"""How a reading crosses from the sandboxed process: tables as Arrow files, everything else as JSON.

Only data crosses, no code: the reader of a hostile file may itself be hostile by then, so what comes
back is checked against the schemas and rules before it is believed.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from adoption_reports.domain.errors import SandboxFailed
from adoption_reports.domain.findings import Finding, Place
from adoption_reports.domain.reading import MALFORMED_SCHEMA, DatasetReading, Reading
from adoption_reports.domain.sent_cells import SENT_SCHEMA, SentSheet, SentSheets
from adoption_reports.intake.cells import MOST_ROWS
from adoption_reports.intake.rows import table_schema
from adoption_reports.intake.spool import Spool, mapped_table
from adoption_reports.metadata.columns import COLUMNS as CONTRACT_COLUMNS
from adoption_reports.metadata.datasets import DATASETS, KEY_COLUMNS
from adoption_reports.metadata.limits import COLUMNS
from adoption_reports.metadata.rules import RULES

READING_FILE = "reading.json"
CELLS_FILE = "cells.json"


def write_reading(reading: Reading, spool: Spool) -> None:
    """Write a reading whose tables are in the spool's folder. Raises OSError."""
    assert spool.folder is not None
    document = {
        "format": reading.format,
        "findings": [finding.as_mapping() for finding in reading.findings],
        "ignored_sheets": list(reading.ignored_sheets),
        "datasets": [
            {
                "dataset": one.dataset,
                "sheet": one.sheet,
                "rows_blank": one.rows_blank,
                "cells": one.cells,
                "tables": [spool.path_of(table).name for table in (one.table, one.raw, one.malformed)],
            }
            for one in reading.datasets
        ],
    }
    (spool.folder / READING_FILE).write_text(json.dumps(document))


def read_reading(folder: Path) -> Reading:
    """The reading in a folder; its tables stay mapped when the folder is removed. Raises SandboxFailed."""
    try:
        document = json.loads((folder / READING_FILE).read_text())
        return Reading(
            format=str(document["format"]),
            datasets=tuple(_dataset(folder, one) for one in document["datasets"]),
            findings=tuple(_finding(one) for one in document["findings"]),
            ignored_sheets=tuple(str(name) for name in document["ignored_sheets"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise SandboxFailed(f"the reading process answered nonsense: {error!r}") from error


def write_cells(sent: SentSheets | None, spool: Spool) -> None:
    """Write the cells of a file, which are in the spool's folder. Raises OSError."""
    assert spool.folder is not None
    sheets = [
        {
            "name": one.name,
            "cells": spool.path_of(one.cells).name,
            "is_whole": one.is_whole,
            "header_row": one.header_row,
            "columns": one.columns,
        }
        for one in (sent or SentSheets()).sheets
    ]
    document = None if sent is None else {"sheets": sheets, "not_shown": list(sent.not_shown)}
    (spool.folder / CELLS_FILE).write_text(json.dumps(document))


def read_cells_again(folder: Path) -> SentSheets | None:
    """The cells in a folder; they stay mapped when it is removed. Raises SandboxFailed."""
    try:
        document = json.loads((folder / CELLS_FILE).read_text())
        if document is None:
            return None
        sheets = tuple(_sent_sheet(folder, one) for one in document["sheets"])
        return SentSheets(sheets, tuple(str(name) for name in document["not_shown"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise SandboxFailed(f"the reading process answered nonsense: {error!r}") from error


def _sent_sheet(folder: Path, document: dict[str, Any]) -> SentSheet:
    cells = _table(folder / Path(document["cells"]).name, SENT_SCHEMA)
    row, column = (cells[name].to_numpy() for name in ("row", "column"))
    is_within = (row >= 1) & (row <= MOST_ROWS) & (column >= 0) & (column < COLUMNS)
    columns = {str(name): int(position) for name, position in document["columns"].items()}
    is_column = all(name in CONTRACT_COLUMNS | KEY_COLUMNS and 0 <= at < COLUMNS for name, at in columns.items())
    if not is_within.all() or not (np.diff(row * COLUMNS + column) > 0).all() or not is_column:
        raise ValueError("cells are out of place")
    name, header_row = document["name"], document["header_row"]
    return SentSheet(
        name=None if name is None else str(name),
        cells=cells,
        is_whole=bool(document["is_whole"]),
        header_row=None if header_row is None else int(header_row),
        columns=columns,
    )


def _dataset(folder: Path, document: dict[str, Any]) -> DatasetReading:
    dataset = DATASETS[document["dataset"]]
    table_path, raw_path, malformed_path = (folder / Path(name).name for name in document["tables"])
    table = _table(table_path, table_schema(dataset))
    raw = _table(raw_path, None)
    malformed = _table(malformed_path, MALFORMED_SCHEMA)
    if raw.num_rows != table.num_rows or not set(raw.schema.names) <= set(dataset.columns):
        raise ValueError("the rows as sent are not the rows as read")
    sheet = document["sheet"]
    return DatasetReading(
        dataset=dataset.name,
        sheet=None if sheet is None else str(sheet),
        table=table,
        raw=raw,
        malformed=malformed,
        rows_blank=int(document["rows_blank"]),
        cells={str(name): str(letters) for name, letters in document["cells"].items()},
    )


def _table(path: Path, expected: pa.Schema | None) -> pa.Table:
    """A spooled table, checked batch by batch so that checking needs no more memory than one; None: strings."""
    with pa.OSFile(str(path)) as source:
        reader = pa.ipc.open_file(source)
        schema = expected or pa.schema([(name, pa.string()) for name in reader.schema.names])
        if not reader.schema.equals(schema):
            raise ValueError("a table has another schema")
        for index in range(reader.num_record_batches):
            reader.get_batch(index).validate(full=True)
    return mapped_table(path)


def _finding(document: dict[str, Any]) -> Finding:
    place = Place(*(document[name] for name in ("dataset", "sheet", "row", "column", "cell")))
    return Finding(RULES[document["rule"]], place, document["value"], document["message"], document["fix"])
