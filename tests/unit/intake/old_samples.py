"""Old Excel workbooks (XLS), record by record, for what no library writes: damaged, hostile, or of 1995."""

import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlwt

BIFF5, BIFF8 = 0x0500, 0x0600
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(code: int, content: bytes = b"") -> bytes:
    """One record of a workbook's stream."""
    return struct.pack("<HH", code, len(content)) + content


def text8(text: str, length_bytes: int = 2) -> bytes:
    """A text as Excel 97 and later store it, two bytes a character where one isn't enough."""
    is_wide = any(ord(character) > 255 for character in text)
    data = text.encode("utf-16-le", "surrogatepass") if is_wide else text.encode("latin-1")
    return (len(data) >> is_wide).to_bytes(length_bytes, "little") + bytes([is_wide]) + data


def place(row: int, column: int, style: int = 0) -> bytes:
    """Row (from 1) and column (from 0) as a cell's record begins."""
    return struct.pack("<3H", row - 1, column, style)


def label(row: int, column: int, text: str) -> bytes:
    """A cell with a text of its own."""
    return record(0x204, place(row, column) + text8(text))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell with a number."""
    return record(0x203, place(row, column, style) + struct.pack("<d", value))


def shared(row: int, column: int, index: int) -> bytes:
    """A cell with one of the shared texts."""
    return record(0x0FD, place(row, column) + struct.pack("<I", index))


def formula(row: int, column: int, result: bytes | float) -> bytes:
    """A formula (1+1) with the eight bytes of its stored result."""
    stored = struct.pack("<d", result) if isinstance(result, float) else result
    return record(0x006, place(row, column) + stored + bytes(6) + b"\x07\x00\x1e\x01\x00\x1e\x01\x00\x03")


def result(kind: int, value: int = 0) -> bytes:
    """A formula's result that is no number: 0 a text, 1 a truth value, 2 an error, 3 an empty text."""
    return bytes([kind, 0, value, 0, 0, 0, 0xFF, 0xFF])


def header(*names: str, row: int = 1) -> list[bytes]:
    """A row of texts."""
    return [label(row, column, name) for column, name in enumerate(names)]


def shared_texts(*texts: bytes, continued: Sequence[bytes] = ()) -> bytes:
    """The table of shared texts, with the records that continue it."""
    table = record(0x0FC, struct.pack("<2I", len(texts), len(texts)) + b"".join(texts))
    return table + b"".join(record(0x3C, more) for more in continued)


def styles(*formats: int) -> list[bytes]:
    """Cell styles with these number formats; 14 is a date."""
    return [record(0x0E0, struct.pack("<2H", 0, one).ljust(20, b"\0")) for one in formats]


def old_stream(
    sheets: Mapping[str, Iterable[bytes]],
    more: Iterable[bytes] = (),
    *,
    hidden: Mapping[str, int] | None = None,
    kinds: Mapping[str, int] | None = None,
    version: int = BIFF8,
) -> bytes:
    """A workbook's stream: globals (`more` among them), then a part for each sheet.

    hidden: 1 hidden, 2 very hidden; kinds: 0x10 a worksheet, 0x20 a chart, 0x40 a macro sheet.
    """
    listed_kind = {0x10: 0, 0x40: 1, 0x20: 2}
    names = list(sheets)
    kind_of = {name: (kinds or {}).get(name, 0x10) for name in names}
    parts = [
        record(0x809, struct.pack("<2H", version, kind_of[name]).ljust(16, b"\0")) + b"".join(cells) + record(0x0A)
        for name, cells in sheets.items()
    ]
    opening = record(0x809, struct.pack("<2H", version, 0x0005).ljust(16, b"\0")) + b"".join(more)
    if record(0x0E0, b"")[:2] not in opening:
        opening += b"".join(styles(0, 14))

    def listed(offsets: Sequence[int]) -> bytes:
        listing = b""
        for name, offset in zip(names, offsets, strict=True):
            title = text8(name, 1) if version == BIFF8 else bytes([len(name)]) + name.encode("cp1252")
            state = (hidden or {}).get(name, 0)
            listing += record(0x085, struct.pack("<IBB", offset, state, listed_kind[kind_of[name]]) + title)
        return opening + listing + record(0x0A)

    at = len(listed([0] * len(names)))
    offsets = [at + sum(map(len, parts[:i])) for i in range(len(parts))]
    return listed(offsets) + b"".join(parts)


def compound(streams: Mapping[str, bytes], *, shift: int = 9, is_small: bool = False) -> bytes:
    """A container of streams. is_small: they lie in the small sectors of the root's stream."""
    size = 1 << shift
    padded = {name: content if is_small else content.ljust(4096, b"\0") for name, content in streams.items()}
    sectors: list[bytes] = []
    table: list[int] = []

    def add(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + size].ljust(size, b"\0") for at in range(0, len(content), size)]
        sectors.extend(pieces)
        table.extend([*range(first + 1, first + len(pieces)), END] if pieces else [])
        return first if pieces else END

    mini: bytes = b""
    mini_table: list[int] = []
    starts = {}
    for name, content in padded.items():
        if not is_small:
            starts[name] = add(content)
            continue
        first, count = len(mini) >> 6, (len(content) + 63) >> 6
        starts[name] = first
        mini += content.ljust(count << 6, b"\0")
        mini_table += [*range(first + 1, first + count), END]
    root = add(mini)
    mini_table += [FREE] * (-len(mini_table) % (size // 4))
    first_mini = add(struct.pack(f"<{len(mini_table)}I", *mini_table)) if mini_table else END
    names = list(padded)
    entries = _entry("Root Entry", 5, child=1 if names else FREE, first=root, size=len(mini))
    for i, name in enumerate(names, start=1):
        right = i + 1 if i < len(names) else FREE
        entries += _entry(name, 2, right=right, first=starts[name], size=len(padded[name]))
    directory = add(entries)
    fats = 1
    while (len(sectors) + fats) * 4 > fats * size:
        fats += 1
    places = list(range(len(sectors), len(sectors) + fats))
    table += [FAT] * fats
    sectors += [
        struct.pack(f"<{size // 4}I", *table[i : i + size // 4], *[FREE] * (size // 4 - len(table[i : i + size // 4])))
        for i in range(0, fats * size // 4, size // 4)
    ]
    version = 3 if shift == 9 else 4
    head = struct.pack(
        "<8s16x5H6x9I109I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, version, 0xFFFE, shift, 6,
        0, fats, directory, 0, 4096, first_mini, 1 if mini_table else 0, END, 0,
        *places, *[FREE] * (109 - fats),
    )  # fmt: skip
    return head.ljust(size, b"\0") + b"".join(sectors)


def _entry(name: str, kind: int, *, right: int = FREE, child: int = FREE, first: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBx3I36xIQ", encoded, len(encoded), kind, FREE, right, child, first, size)


def old_workbook(sheets: Mapping[str, Iterable[bytes]], more: Iterable[bytes] = (), **options: Any) -> bytes:
    """An XLS file, record by record."""
    return compound({"Workbook": old_stream(sheets, more, **options)})


def written_by_xlwt(sheets: Mapping[str, Sequence[Sequence[Any]]], formats: Mapping[int, str] | None = None) -> bytes:
    """An XLS file of sheets of rows as xlwt writes them; formats: number format of each column below the first row."""
    book = xlwt.Workbook()
    plain = xlwt.easyxf(num_format_str="General")
    styled = {column: xlwt.easyxf(num_format_str=shown) for column, shown in (formats or {}).items()}
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value, styled.get(j, plain) if i else plain)
    return saved_by_xlwt(book)


def saved_by_xlwt(book: Any) -> bytes:
    """A workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
