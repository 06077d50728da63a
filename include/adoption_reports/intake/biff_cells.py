"""Cells of an old Excel workbook's sheet, decoded a kind of record at a time.

Between a sheet's cells only certain records may stand, each as long as what it holds; so a damaged record
can't make its cell vanish from among others. A formula counts with its stored value.
Source: MS-XLS, sections 2.1.7.20.6 (cell table), 2.4 (records), 2.5.133 (values of formulas) and 2.5.217 (RK numbers).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.findings import Place
from adoption_reports.intake.biff_records import CONTINUE, Part, Records, old_broken
from adoption_reports.intake.biff_texts import Text, TextReader
from adoption_reports.intake.cells import BOOLEAN, ERROR, NUMBER, TEXT, Booleans, Cells, Integers
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.metadata.limits import CELL_CHARACTERS

_FORMULA, _LABEL, _RICH_LABEL, _SHARED_LABEL = 0x006, 0x204, 0x0D6, 0x0FD
_NUMBER, _SHORT_NUMBER, _SHORT_NUMBERS, _TRUTH_OR_ERROR = 0x203, 0x27E, 0x0BD, 0x205
_BLANK, _BLANKS, _ROW, _STRING = 0x201, 0x0BE, 0x208, 0x207
_FORMULA_MORE = (0x221, 0x236, 0x4BC)
"""What may stand between a formula and its text: an array formula, a data table, a shared formula."""
_OTHERS = (0x05E, 0x0D7, 0x1C2, CONTINUE)
_CELL_CODES = (_FORMULA, _LABEL, _RICH_LABEL, _SHARED_LABEL, _NUMBER, _SHORT_NUMBER, _SHORT_NUMBERS, _TRUTH_OR_ERROR)
_AMONG_CELLS = (*_CELL_CODES, _BLANK, _BLANKS, _ROW, _STRING, *_FORMULA_MORE, *_OTHERS)
_FIXED = {_SHARED_LABEL: 10, _NUMBER: 14, _SHORT_NUMBER: 10, _TRUTH_OR_ERROR: 8, _BLANK: 6, _ROW: 16}
_LEAST = {_FORMULA: 22, _LABEL: 8, _RICH_LABEL: 8, _SHORT_NUMBERS: 12, _BLANKS: 8}
_MOST_COLUMNS = 256
_SLICE = 100_000
_TEXT_RESULT, _TRUTH_RESULT, _ERROR_RESULT, _EMPTY_RESULT = range(4)
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass(frozen=True)
class OldWorkbook:
    """What reading a sheet's cells needs to know of its workbook.

    shared, is_broken: the texts that cells share, and which of them hold bytes that are no characters;
    styles: how many cell styles there are; is_calculated: whether a program that calculates saved it.
    """

    version: int
    codec: str
    shared: pa.StringArray
    is_broken: Booleans
    styles: int
    is_calculated: bool


@dataclass(frozen=True)
class _Decoded:
    """Cells of one kind of record, each with the number of its record."""

    record: Integers
    row: Integers
    column: Integers
    style: Integers
    kind: Integers
    text: pa.StringArray
    is_formula: bool = False


def old_cells(part: Part, book: OldWorkbook) -> Iterator[Cells]:
    """Every cell of a sheet with something in it, row by row, some at a time. Raises Refused (F01, F03)."""
    records = part.records
    cells = np.flatnonzero(np.isin(records.code, _CELL_CODES))
    if not len(cells):
        return
    _check_order(records, int(cells[0]), int(cells[-1]))
    _check_lengths(records)
    row = _u16(records, cells, 0)
    if (np.diff(row) < 0).any():
        cells = cells[np.argsort(row, kind="stable")]
    for start in range(0, len(cells), _SLICE):
        yield _decode(records, cells[start : start + _SLICE], book)


def _check_order(records: Records, first: int, last: int) -> None:
    """Raises Refused (F01) where something else stands among the cells, or continues what can't be continued."""
    code = records.code[first : last + 1]
    if not np.isin(code, _AMONG_CELLS).all():
        raise old_broken("among its cells stands what is none")
    before = np.concatenate([[0], code[:-1]])
    is_continued = np.isin(before, (_STRING, _LABEL, _RICH_LABEL, CONTINUE, *_FORMULA_MORE, _FORMULA))
    follows_formula = np.isin(before, (_FORMULA, CONTINUE, *_FORMULA_MORE))
    if ((code == CONTINUE) & ~is_continued).any() or ((code == _STRING) & ~follows_formula).any():
        raise old_broken("among its cells stands a text that belongs to none")


def _check_lengths(records: Records) -> None:
    """Raises Refused (F01) for a cell's record that is not as long as what it holds."""
    for code, length in _FIXED.items():
        if (records.length[records.code == code] != length).any():
            raise old_broken("a cell's record has a wrong length")
    for code, least in _LEAST.items():
        if (records.length[records.code == code] < least).any():
            raise old_broken("a cell's record has a wrong length")
    for code, each in ((_SHORT_NUMBERS, 6), (_BLANKS, 2)):
        found = np.flatnonzero(records.code == code)
        if not len(found):
            continue
        spread = _u16(records, found, records.length[found] - 2) - _u16(records, found, 2) + 1
        if (spread * each + 6 != records.length[found]).any():
            raise old_broken("a row of cells has a wrong length")


def _u16(records: Records, index: Integers, offset: int | Integers) -> Integers:
    return _u16_at(records, records.start[index] + offset)


def _u16_at(records: Records, at: Integers) -> Integers:
    return np.asarray(_wide(records, at, "<u2"), np.int64)


def _wide(records: Records, at: Integers, kind: str) -> npt.NDArray[np.generic]:
    """Numbers of some bytes at places in the stream."""
    size = np.dtype(kind).itemsize
    found: npt.NDArray[np.generic] = records.data[at[:, np.newaxis] + np.arange(size)].reshape(-1).view(kind)
    return found


def _decode(records: Records, cells: Integers, book: OldWorkbook) -> Cells:
    """One batch of cells in their records' order."""
    found: list[_Decoded] = []
    for code, decode in _DECODERS.items():
        chosen = cells[records.code[cells] == code]
        if len(chosen):
            found.extend(decode(records, chosen, book))
    record = np.concatenate([one.record for one in found])
    position = np.empty(len(records), np.int64)
    position[cells] = np.arange(len(cells))
    order = np.argsort(position[record], kind="stable")
    row, column, style, kind = (
        np.concatenate([getattr(one, name) for one in found])[order] for name in ("row", "column", "style", "kind")
    )
    if (column >= _MOST_COLUMNS).any() or (style >= book.styles).any():
        raise old_broken("a cell has a place or a style that no sheet has")
    is_formula = np.concatenate([np.full(len(one.record), one.is_formula) for one in found])[order]
    text = pa.chunked_array([one.text for one in found], pa.string()).combine_chunks().take(pa.array(order))
    return Cells(row + 1, column, kind, style, is_formula, text)


def _plain(
    records: Records, index: Integers, kind: Integers | int, text: pa.StringArray, *, is_formula: bool = False
) -> _Decoded:
    row, column, style = (_u16(records, index, offset) for offset in (0, 2, 4))
    kinds = np.full(len(index), kind) if isinstance(kind, int) else kind
    return _Decoded(index, row, column, style, kinds, text, is_formula)


def _decimals(values: npt.NDArray[np.generic]) -> pa.StringArray:
    """The shortest text that gives each number again."""
    return pc.cast(pa.array(values.astype(np.float64)), pa.string())


def _numbers(records: Records, index: Integers, _: OldWorkbook) -> list[_Decoded]:
    return [_plain(records, index, NUMBER, _decimals(_wide(records, records.start[index] + 6, "<f8")))]


def _short_values(records: Records, at: Integers) -> npt.NDArray[np.float64]:
    """RK numbers: an integer or the upper half of a float, perhaps in hundredths."""
    stored = _wide(records, at, "<i4").astype(np.int64)
    floats = ((stored & 0xFFFFFFFC) << 32).view(np.float64)
    values = np.where(stored & 2, (stored >> 2).astype(np.float64), floats)
    return np.where(stored & 1, values / 100, values)


def _short_numbers(records: Records, index: Integers, _: OldWorkbook) -> list[_Decoded]:
    return [_plain(records, index, NUMBER, _decimals(_short_values(records, records.start[index] + 6)))]


def _rows_of_short_numbers(records: Records, index: Integers, _: OldWorkbook) -> list[_Decoded]:
    counts = (records.length[index] - 6) // 6
    each = np.repeat(index, counts)
    step = np.arange(len(each)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = records.start[each] + 4 + 6 * step
    style = _u16_at(records, at)
    column = _u16(records, each, 2) + step
    kind = np.full(len(each), NUMBER)
    return [_Decoded(each, _u16(records, each, 0), column, style, kind, _decimals(_short_values(records, at + 2)))]


def _shared_labels(records: Records, index: Integers, book: OldWorkbook) -> list[_Decoded]:
    number = _wide(records, records.start[index] + 6, "<u4").astype(np.int64)
    if (number >= len(book.shared)).any():
        raise old_broken("a cell names a text that is not there")
    kind = np.where(book.is_broken[number], ERROR, TEXT)
    return [_plain(records, index, kind, book.shared.take(pa.array(number)))]


def _labels(records: Records, index: Integers, book: OldWorkbook) -> list[_Decoded]:
    texts = []
    for one in index.tolist():
        reader = TextReader(records.content_pieces(one), book.version, book.codec)
        reader.skip(6)
        texts.append(_short(reader.text(), int(_u16(records, np.array([one]), 0)[0])))
        if records.code[one] == _LABEL and not reader.is_at_end:
            raise old_broken("a cell's record has a wrong length")
    return [_plain(records, index, _kinds(texts), pa.array([one.text for one in texts], pa.string()))]


def _short(text: Text, row: int) -> Text:
    if len(text.text) > CELL_CHARACTERS:
        raise Refused(too_long_cell(Place(row=row + 1)))
    return text


def _kinds(texts: list[Text]) -> Integers:
    return np.array([ERROR if one.is_broken else TEXT for one in texts], np.int64)


def _truths_and_errors(records: Records, index: Integers, _: OldWorkbook) -> list[_Decoded]:
    value, is_error = (records.data[records.start[index] + offset].astype(np.int64) for offset in (6, 7))
    return _words(records, index, value, is_error != 0, is_formula=False)


def _words(
    records: Records, index: Integers, value: Integers, is_error: Booleans, *, is_formula: bool
) -> list[_Decoded]:
    shown = [
        _ERRORS.get(one, "#ERROR") if wrong else str(one)
        for one, wrong in zip(value.tolist(), is_error.tolist(), strict=True)
    ]
    kind = np.where(is_error, ERROR, BOOLEAN)
    return [_plain(records, index, kind, pa.array(shown, pa.string()), is_formula=is_formula)]


def _formulas(records: Records, index: Integers, book: OldWorkbook) -> list[_Decoded]:
    """Formulas by what they store: a number, or what the first of its eight bytes says."""
    at = records.start[index]
    is_number = _u16(records, index, 12) != 0xFFFF
    found = []
    if is_number.any():
        numbers = index[is_number]
        values = _decimals(_wide(records, at[is_number] + 6, "<f8"))
        found.append(_plain(records, numbers, NUMBER, values, is_formula=True))
    others, result, value = index[~is_number], records.data[at[~is_number] + 6], records.data[at[~is_number] + 8]
    if (result > _EMPTY_RESULT).any():
        raise old_broken("a formula stores what is no value")
    is_word = np.isin(result, (_TRUTH_RESULT, _ERROR_RESULT))
    if is_word.any():
        is_error = result[is_word] == _ERROR_RESULT
        found += _words(records, others[is_word], value[is_word].astype(np.int64), is_error, is_formula=True)
    texts = [
        _result_text(records, one, book) if kind == _TEXT_RESULT else Text("") if book.is_calculated else None
        for one, kind in zip(others[~is_word].tolist(), result[~is_word].tolist(), strict=True)
    ]
    if texts:
        kinds = _kinds([one or Text("") for one in texts])
        shown = pa.array([one.text if one else None for one in texts], pa.string())
        found.append(_plain(records, others[~is_word], kinds, shown, is_formula=True))
    return found


def _result_text(records: Records, formula: int, book: OldWorkbook) -> Text | None:
    """The text that a formula stores in the record after it; None where there is none."""
    following = formula + 1
    while following < len(records) and int(records.code[following]) in (*_FORMULA_MORE, CONTINUE):
        following += 1
    if following == len(records) or records.code[following] != _STRING:
        return None
    reader = TextReader(records.content_pieces(following), book.version, book.codec)
    text = reader.text()
    if not reader.is_at_end:
        raise old_broken("a formula's text has a wrong length")
    return _short(text, int(_u16(records, np.array([formula]), 0)[0]))


_DECODERS: dict[int, Callable[[Records, Integers, OldWorkbook], list[_Decoded]]] = {
    _NUMBER: _numbers,
    _SHORT_NUMBER: _short_numbers,
    _SHORT_NUMBERS: _rows_of_short_numbers,
    _SHARED_LABEL: _shared_labels,
    _LABEL: _labels,
    _RICH_LABEL: _labels,
    _TRUTH_OR_ERROR: _truths_and_errors,
    _FORMULA: _formulas,
}
