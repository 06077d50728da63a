"""The container of old Office programs (OLE): named streams in chains of sectors, distrusted.

A stream is read only where its chain is whole: every sector inside the file, each the successor of
exactly one other, as many as its size needs. Anything else is a file that was cut off or damaged (F12).
Source: MS-CFB, sections 2.2 to 2.6.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from adoption_reports.intake.refusal import Refused, cut_off

Numbers = npt.NDArray[np.int64]

_HEADER = struct.Struct("<8s16x5H6x9I109I")
_ENTRY = struct.Struct("<64sHBx3I36xIQ")
_ENTRY_BYTES = 128
_END, _NOBODY = 0xFFFFFFFE, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_LITTLE_ENDIAN = 0xFFFE
_SHAPES = {3: 9, 4: 12}
"""Sector size as a power of two, by version."""
_MINI_SHIFT, _MINI_BELOW = 6, 4096
_MOST_ENTRIES = 1 << 16


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream as the directory lists it."""

    name: str
    first: int
    size: int


Entry = tuple[int, int, int, int, Stream]


class CompoundFile:
    """An open container. Raises Refused (F12) where its tables contradict themselves or the file's length."""

    def __init__(self, stored: pa.Buffer) -> None:
        if stored.size < _HEADER.size:
            raise _damaged()
        (_, _, version, order, self._shift, mini_shift, _, fats, first_entry, _, mini_below, first_mini,
         minis, first_more, mores, *listed) = _HEADER.unpack(stored[: _HEADER.size].to_pybytes())  # fmt: skip
        shape = (order, _SHAPES.get(version), mini_shift, mini_below)
        if shape != (_LITTLE_ENDIAN, self._shift, _MINI_SHIFT, _MINI_BELOW):
            raise _damaged()
        self._data = np.frombuffer(stored, np.uint8)
        self._count = _sectors(len(self._data), self._shift) - 1  # the header takes the first one's place
        fat_sectors = self._fat_sectors(fats, listed, first_more, mores)
        self._next: Numbers = self._numbers(np.array(fat_sectors, np.int64))
        self._starts = {first_entry, first_mini}
        self._root, self.streams = self._directory(first_entry)
        mini_table = self._chain(self._next, first_mini, minis << self._shift, self._shift) if minis else []
        self._mini_next: Numbers = self._numbers(np.array(mini_table, np.int64))

    def _fat_sectors(self, count: int, listed: list[int], following: int, more: int) -> list[int]:
        """The sectors of the table of chains: the first are listed in the header, others in sectors of lists."""
        if count > self._count:
            raise _damaged()
        found = listed[:count]
        seen: set[int] = set()
        while len(found) < count:
            if following >= self._count or following in seen or len(seen) >= more:
                raise _damaged()
            seen.add(following)
            *numbers, following = self._numbers(np.array([following])).tolist()
            found.extend(numbers[: count - len(found)])
        if len(set(found)) < count:
            raise _damaged()
        return found

    def _bytes(self, sectors: Numbers) -> npt.NDArray[np.uint8]:
        """Whole sectors, one after the other; the file's last may be shorter."""
        if len(sectors) and not 0 <= sectors.min() <= sectors.max() < self._count:
            raise _damaged()
        size = 1 << self._shift
        if len(sectors) and (np.diff(sectors) == 1).all():
            start = (int(sectors[0]) + 1) * size
            return self._data[start : start + len(sectors) * size]
        return np.concatenate([np.zeros(0, np.uint8), *(self._data[(n + 1) * size : (n + 2) * size] for n in sectors)])

    def _numbers(self, sectors: Numbers) -> Numbers:
        data = self._bytes(sectors)
        if len(data) != len(sectors) << self._shift:
            raise _damaged()
        return np.frombuffer(data.tobytes(), "<u4").astype(np.int64)

    def _chain(self, following: Numbers, first: int, size: int | None, shift: int) -> list[int]:
        """The sectors from the first one on: as many as `size` bytes need, or to the end. Raises Refused."""
        wanted = len(following) if size is None else _sectors(size, shift)
        if wanted > len(following):
            raise _damaged()
        table = following.tolist()
        chain: list[int] = []
        sector = first
        while sector != _END and len(chain) < wanted:
            if sector >= len(table):
                raise _damaged()
            chain.append(sector)
            sector = table[sector]
        is_whole = sector == _END if size is None else len(chain) == wanted
        if not is_whole or (sector != _END and sector >= len(table)):
            raise _damaged()
        self._check_owned(following, chain)
        return chain

    def _check_owned(self, following: Numbers, chain: list[int]) -> None:
        """Each sector of a chain has one predecessor and the first has none."""
        links = following[following < len(following)]
        owners = np.bincount(links, minlength=len(following))[chain]
        if len(owners) and (owners[0] != 0 or (owners[1:] != 1).any()):
            raise _damaged()

    def _directory(self, first: int) -> tuple[Stream, dict[str, Stream]]:
        """The root, and the streams right below it by name; streams of embedded documents lie deeper."""
        data = self._bytes(np.array(self._chain(self._next, first, None, self._shift), np.int64)).tobytes()
        count = min(len(data) // _ENTRY_BYTES, _MOST_ENTRIES)
        if not count:
            raise _damaged()
        every = [_entry(data, index) for index in range(count)]
        kind, _, _, child, root = every[0]
        if kind != _ROOT:
            raise _damaged()
        self._starts |= {one.first for kind, *_, one in every if kind in (_STREAM, _ROOT) and self._is_large(one)}
        return root, {stream.name: stream for stream in _siblings(every, child)}

    def _is_large(self, stream: Stream) -> bool:
        """Whether a stream has sectors of its own, and no small ones in the root's stream."""
        return stream.size >= _MINI_BELOW

    def read(self, stream: Stream) -> bytes:
        """A stream's bytes. Raises Refused (F12)."""
        if stream.size > len(self._data):
            raise _damaged()
        if self._is_large(stream):
            chain = self._chain(self._next, stream.first, stream.size, self._shift)
            if not self._starts.isdisjoint(chain[1:]):
                raise _damaged()
            data = self._bytes(np.array(chain, np.int64))
        else:
            small = self._chain(self._mini_next, stream.first, stream.size, _MINI_SHIFT) if stream.size else []
            whole = self._bytes(np.array(self._chain(self._next, self._root.first, None, self._shift), np.int64))
            if small and max(small) + 1 > len(whole) >> _MINI_SHIFT:
                raise _damaged()
            minis = whole[: len(whole) >> _MINI_SHIFT << _MINI_SHIFT].reshape(-1, 1 << _MINI_SHIFT)
            data = minis[np.array(small, np.int64)].reshape(-1)
        if len(data) < stream.size:
            raise _damaged()
        return data[: stream.size].tobytes()


def _sectors(size: int, shift: int) -> int:
    """How many sectors some bytes fill, the last perhaps in part."""
    return (size + (1 << shift) - 1) >> shift


def _damaged() -> Refused:
    return cut_off("its sectors do not form whole streams")


def _entry(data: bytes, index: int) -> Entry:
    """An entry's kind, its left and right siblings, its child, and its stream."""
    name, length, kind, left, right, child, first, size = _ENTRY.unpack_from(data, index * _ENTRY_BYTES)
    text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "ignore")
    return kind, left, right, child, Stream(text, first, size & 0xFFFFFFFF)


def _siblings(entries: Sequence[Entry], first: int) -> Iterator[Stream]:
    """The streams of one storage: a tree of siblings. Raises Refused where it is none."""
    waiting, seen = [first], set()
    while waiting:
        index = waiting.pop()
        if index == _NOBODY:
            continue
        if index >= len(entries) or index in seen:
            raise _damaged()
        seen.add(index)
        kind, left, right, _, stream = entries[index]
        if kind not in (_STORAGE, _STREAM):
            raise _damaged()
        if kind == _STREAM:
            yield stream
        waiting += [left, right]
