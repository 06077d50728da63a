"""Parquet: its structure first, then its rows, batch by batch.

Page checksums are verified where there are any, and the rows that come are as many as the file says.
Source: contract, sections 3 and 12 "Parquet".
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from adoption_reports.domain.findings import Place, finding
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.arrow_texts import arrow_texts, is_readable, kind_in_words
from adoption_reports.intake.header import Header, find_header, header_findings, nearest_header, no_dataset
from adoption_reports.intake.parquet_structure import check_structure
from adoption_reports.intake.refusal import Refused, cut_off, too_long_cell
from adoption_reports.intake.rows import DatasetReader, Integers, Key
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.values import Booleans
from adoption_reports.metadata.limits import CELL_CHARACTERS

FORMAT = "parquet"
_BATCH_ROWS = 1 << 14
_DAMAGED = "the file is damaged, or a part of it is missing"
_NOT_OURS = (pa.ArrowInvalid, pa.ArrowIndexError, pa.ArrowKeyError, pa.ArrowTypeError, OSError, ValueError)
"""What reading a damaged file raises. A lack of memory is none of these."""


def read_parquet(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read a Parquet file. Raises Refused."""
    try:
        return _read(stored, key, spool)
    except Refused as refused:
        raise Refused(*refused.findings, format_name=FORMAT) from None
    except pa.ArrowNotImplementedError:
        raise _broken("it is packed or written in a way that can't be read") from None
    except _NOT_OURS:
        raise Refused(*cut_off(_DAMAGED).findings, format_name=FORMAT) from None


def _read(stored: Stored, key: Key, spool: Spool) -> Reading:
    rows = check_structure(memoryview(stored.bytes).cast("B"))
    file = pq.ParquetFile(
        pa.BufferReader(stored.bytes), page_checksum_verification=True, pre_buffer=False,
        coerce_int96_timestamp_unit="us", arrow_extensions_enabled=False,
    )  # fmt: skip
    names = file.schema_arrow.names
    header = find_header([names])
    if header is None:
        raise Refused(no_dataset(nearest_header([names])))
    _check_types(header, file.schema_arrow, names)
    reader = DatasetReader(header, 1, None, key, spool)
    filled: set[int] = set()
    count = 0
    for batch in _batches(file, header):
        _add(reader, batch, first=count + 1)
        filled |= {position for position, name in header.unknown.items() if not name and _has_values(batch[position])}
        count += batch.num_rows
    if count != rows:
        raise cut_off(f"it says that it holds {rows:,} rows, and holds {count:,}")
    found = header_findings(header, row=None, sheet=None, filled=filled, names=names)
    return Reading(FORMAT, (reader.finish(),), (*found, *reader.disagreements))


def _check_types(header: Header, schema: pa.Schema, names: list[str]) -> None:
    """Nested and binary columns under a contract name are refused (F01)."""
    for position in range(len(names)):
        kind = schema.field(position).type
        if position not in header.unknown and not is_readable(kind):
            raise _broken(f"the column {names[position]} holds {kind_in_words(kind)}")


def _broken(reason: str) -> Refused:
    return Refused(
        finding("F01", "broken", looks_like="a Parquet file", reason=reason),
        format_name=FORMAT,
    )


def _batches(file: pq.ParquetFile, header: Header) -> Iterator[pa.RecordBatch]:
    """Every row, checked. Raises Refused (F03), and what a damaged file raises."""
    first = 1
    for batch in file.iter_batches(_BATCH_ROWS, use_threads=False):
        batch.validate(full=True)
        for column in batch.columns:
            _check_lengths(column, header, first)
        yield batch
        first += batch.num_rows


def _check_lengths(column: pa.Array, header: Header, first: int) -> None:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        is_long = pc.fill_null(pc.greater(pc.utf8_length(column), CELL_CHARACTERS), False)
        if pc.any(is_long).as_py():
            row = first + int(np.argmax(is_long.to_numpy(zero_copy_only=False)))
            raise Refused(too_long_cell(Place(header.dataset.name, row=row)))


def _add(reader: DatasetReader, batch: pa.RecordBatch, *, first: int) -> None:
    header = reader.header
    columns, broken = {}, {}
    for name, position in (header.positions | header.keys).items():
        columns[name], broken[name] = arrow_texts(batch[position])
    unknown = [batch[position] for position in header.unknown]
    keys = [columns[name] for name in header.keys]

    def is_blank(rows: Integers) -> Booleans:
        blank = np.ones(len(rows), np.bool_)
        for column in (*unknown, *keys):
            blank &= ~_filled(column.take(pa.array(rows)))
        return blank

    reader.add(np.arange(first, first + batch.num_rows), columns, is_blank=is_blank, broken=broken)


def _filled(column: pa.Array) -> Booleans:
    """Which values of any type are neither null nor blank."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        is_filled = pc.fill_null(pc.greater(pc.binary_length(pc.utf8_trim_whitespace(column)), 0), False)
    else:
        is_filled = column.is_valid()
    return np.asarray(is_filled.to_numpy(zero_copy_only=False), np.bool_)


def _has_values(column: pa.Array) -> bool:
    return bool(_filled(column).any())
