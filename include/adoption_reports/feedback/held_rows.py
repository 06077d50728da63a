"""held-rows.csv: the rows that are held, as they were sent, with a `why`, ready to be corrected.

Spreadsheets run some texts as formulas; those are made inert. Source: contract, section 7.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

import pyarrow as pa

from adoption_reports.domain.reading import ROW
from adoption_reports.metadata.datasets import DATASETS

WHY = "why"
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n")
_PLAIN_NUMBER = re.compile(r"[+-]?£?-?[0-9][0-9,]*(\.[0-9]+)?", re.ASCII)


def held_rows_csv(held: Sequence[tuple[str, str | None, pa.Table]]) -> bytes:
    """One CSV of the held rows of all datasets: UTF-8 with a BOM, for Excel.

    held: (dataset, sheet, table as JudgedDataset.held). Columns: `row`, `why`, the contract's columns in
    order; with several datasets also `dataset`, and `sheet` where one is known.
    """
    shown = [one for one in held if one[2].num_rows]
    names = _header(shown)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for dataset, sheet, table in shown:
        for row in _rows(table):
            values = row | {"dataset": dataset, "sheet": sheet}
            writer.writerow({name: neutralised(values.get(name)) for name in names})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def neutralised(value: object) -> str:
    """A value as text that no spreadsheet runs: an apostrophe before what would start a formula.

    Plain numbers such as -5 stay as they are. A null is an empty text.
    """
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text that is typed or opened in it."""
    starts = text.lstrip(" \u00a0").startswith(_FORMULA_START) or text.startswith(_FORMULA_START)
    return starts and not _PLAIN_NUMBER.fullmatch(text)


def _header(held: Sequence[tuple[str, str | None, pa.Table]]) -> list[str]:
    datasets = [dataset for dataset, _, _ in held]
    columns = [column for name in DATASETS if name in datasets for column in DATASETS[name].columns]
    where = ["dataset"] if len(set(datasets)) > 1 else []
    where += ["sheet"] if any(sheet for _, sheet, _ in held) else []
    return [*where, ROW, WHY, *dict.fromkeys(columns)]


def _rows(table: pa.Table) -> Iterator[dict[str, object]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()
