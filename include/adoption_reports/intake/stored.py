"""A file's bytes: where they lie, and mapped, so that only what is used is ever in memory."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa


@dataclass(frozen=True)
class Stored:
    """A file as it was sent, or as it was unpacked."""

    path: Path
    bytes: pa.Buffer

    @classmethod
    def at(cls, path: Path) -> Self:
        """Map a file. Raises OSError if it can't be opened."""
        if path.stat().st_size == 0:
            return cls(path, pa.py_buffer(b""))
        with pa.memory_map(str(path)) as source:
            return cls(path, source.read_buffer())
