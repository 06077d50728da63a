"""XML as spreadsheet programs write it, read a piece at a time with array operations.

Plain means: UTF-8, no comments, CDATA sections, instructions or namespace prefixes, and only the tags
that a reader expects in the order that it expects. Anything else raises NotPlain, and the caller starts
over with an XML parser: this way is ten times as fast, that one reads everything.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.intake.records import Booleans, Bytes, Integers

CHUNK_BYTES = 4 << 20
_LONGEST_HEAD = 1 << 20
_UTF8_DECLARED = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*?(?:encoding\s*=\s*["']utf-8["'][^>]*)?\?>\s*)?<""", re.I
)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding", re.I)
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_LT, _GT, _SLASH = 60, 62, 47
_WHITE = (_LT, 9, 10, 13, 32)


class NotPlain(Exception):
    """The part is written in a way that needs an XML parser."""


def element_chunks(pieces: Iterator[bytes], element: bytes, child: bytes) -> Iterator[bytes]:
    """What is inside one element, cut before some of its `child` tags; reads the part to its end.

    element, child: opening tags without their end, such as b"<sheetData" and b"<c ".
    """
    closing = b"</" + element[1:] + b">"
    pending = _after_opening(pieces, element)
    if pending is None:
        return
    while (end := pending.find(closing)) < 0:
        more = _gather(pieces)
        if not more:
            raise NotPlain
        whole = pending + more
        if closing in whole[len(pending) - len(closing) :]:
            pending = whole
            continue
        cut = whole.rfind(child)
        if cut <= 0:
            if len(whole) > 2 * CHUNK_BYTES:
                raise NotPlain
            pending = whole
            continue
        yield whole[:cut]
        pending = whole[cut:]
    yield pending[:end]
    for _ in pieces:  # to the end, for its checksum
        pass


def _gather(pieces: Iterator[bytes]) -> bytes:
    gathered: list[bytes] = []
    size = 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= CHUNK_BYTES:
            break
    return b"".join(gathered)


def _after_opening(pieces: Iterator[bytes], element: bytes) -> bytes | None:
    """What follows the element's opening tag; None where the element is empty."""
    head = b""
    while True:
        found = head.find(element)
        end = head.find(b">", found) if found >= 0 else -1
        if end >= 0:
            break
        more = next(pieces, b"")
        if not more or len(head) > _LONGEST_HEAD:
            raise NotPlain
        head += more
    before = head[:found]
    if b"<!" in before or not _UTF8_DECLARED.match(head):
        raise NotPlain
    if _ENCODING.match(before.lstrip(b"\xef\xbb\xbf \r\n\t")) and b"utf-8" not in before[:200].lower():
        raise NotPlain
    if head[end - 1] == _SLASH:
        for _ in pieces:
            pass
        return None
    return head[end + 1 :]


@dataclass(frozen=True)
class Tags:
    """The tags of a chunk: what each is, and where it starts and ends."""

    data: Bytes
    code: Integers
    start: Integers
    end: Integers

    def text_after(self, index: Integers) -> tuple[Integers, Integers]:
        """Where the text between each chosen tag and the next one lies."""
        return self.end[index] + 1, self.start[index + 1]


def read_tags(chunk: bytes, codes: Mapping[bytes, int], order: Booleans, previous: int) -> Tags:
    """Find every tag of a chunk and check that each may follow the one before.

    codes: b"c" for <c …>, b"c/" for <c …/>, b"/c" for </c>, each to its number; order[a, b]: b may follow a.
    previous: the number of the tag before this chunk. Raises NotPlain.
    """
    data = np.frombuffer(chunk + b"    ", np.uint8)
    is_plain_text = b"<!" not in chunk and b"<?" not in chunk and not _has_control(data)
    if not is_plain_text or not _is_utf8(chunk):
        raise NotPlain
    start = np.flatnonzero(data == _LT)
    end = np.flatnonzero(data == _GT)
    if not len(start):
        return Tags(data, start, start, start)
    if len(end) != len(start) or (end < start).any() or (end[:-1] > start[1:]).any():
        position = np.searchsorted(end, start)
        if position[-1] >= len(end):
            raise NotPlain
        end = end[position]
        if (end[:-1] > start[1:]).any():
            raise NotPlain
    code = _codes(data, start, end, codes)
    sequence = np.concatenate([[previous], code])
    if not order[sequence[:-1], sequence[1:]].all():
        raise NotPlain
    return Tags(data, code, start, end)


def _codes(data: Bytes, start: Integers, end: Integers, codes: Mapping[bytes, int]) -> Integers:
    """The number of each tag. Names are told apart by their first four bytes, as the reader's names are."""
    is_self = (data[end - 1] == _SLASH) & (end - start > 2)
    word = np.zeros(len(start), np.int64)
    is_name = np.ones(len(start), np.bool_)
    for offset in range(1, 5):
        byte = data[start + offset]
        ends = (byte == _GT) | (byte <= 32) | ((byte == _SLASH) if offset > 1 else False)
        is_name &= ~ends
        word = np.where(is_name, (word << 8) | byte, word)
    if is_name.any():
        longer = data[np.minimum(start + 5, len(data) - 1)]
        if (is_name & (longer != _GT) & (longer > 32) & (longer != _SLASH)).any():
            raise NotPlain
    word = (word << 1) | is_self
    code = np.full(len(start), -1, np.int64)
    for name, number in codes.items():
        plain = name.removesuffix(b"/")
        code[word == (int.from_bytes(plain) << 1 | (name != plain))] = number
    if (code < 0).any():
        raise NotPlain
    return code


def transitions(count: int, allowed: Mapping[int, Sequence[int]]) -> Booleans:
    """A table of which tag may follow which."""
    order: Booleans = np.zeros((count, count), np.bool_)
    for before, followers in allowed.items():
        order[before, list(followers)] = True
    return order


def _has_control(data: Bytes) -> bool:
    low = int(np.count_nonzero(data < 32))
    return bool(low) and low != sum(int(np.count_nonzero(data == white)) for white in (9, 10, 13))


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True


def resolved(texts: pa.StringArray, data: Bytes) -> pa.StringArray:
    """Texts with entities resolved and line ends as XML has them. Raises NotPlain for unknown entities."""
    if (data == 13).any():
        texts = pc.replace_substring(pc.replace_substring(texts, "\r\n", "\n"), "\r", "\n")
    return rewritten(texts, "&", _resolve) if (data == 38).any() else texts


def rewritten(texts: pa.StringArray, mark: str, rewrite: Callable[[str], str]) -> pa.StringArray:
    """Texts with those that hold the mark rewritten."""
    is_marked = pc.fill_null(pc.match_substring(texts, mark), False)
    if not pc.any(is_marked).as_py():
        return texts
    encoded = texts.filter(is_marked).dictionary_encode()
    written = pa.array([rewrite(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(texts, is_marked, written.take(encoded.indices))


def _resolve(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        if found[3]:
            return _ENTITIES[found[3]]
        number = int(found[1], 16) if found[1] else int(found[2])
        is_character = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xDFFF < number <= 0x10FFFF
        if not is_character or number in (0xFFFE, 0xFFFF):
            raise NotPlain
        return chr(number)

    resolved_text, count = _ENTITY.subn(character, text)
    if count != text.count("&"):
        raise NotPlain
    return resolved_text
