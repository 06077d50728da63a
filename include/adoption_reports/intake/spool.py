"""Where tables are kept while a file is being read: in memory, or in a folder as Arrow IPC files.

A file of five million rows is read block by block; spooled to a folder, the reading process never
holds more than a block, and whoever reads the tables maps them from the file. What is unpacked from an archive
is a file here, too, for as long as it is read.
"""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa


@dataclass
class TableWriter:
    """One table being written, batch by batch. `path` None keeps it in memory."""

    schema: pa.Schema
    path: Path | None
    _finished: list[tuple[pa.Table, Path]]
    _batches: list[pa.RecordBatch] = field(default_factory=list)
    _writer: pa.RecordBatchFileWriter | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch of the table's schema."""
        if self.path is None:
            self._batches.append(batch)
            return
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self.path), self.schema)
        self._writer.write_batch(batch)

    def finish(self) -> pa.Table:
        """The whole table; mapped from its file where it was spooled."""
        if self.path is None:
            return pa.Table.from_batches(self._batches, self.schema)
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self.path), self.schema)
        self._writer.close()
        table = mapped_table(self.path)
        self._finished.append((table, self.path))
        return table


def mapped_table(path: Path) -> pa.Table:
    """A spooled table, memory-mapped: its pages are read when they are used."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


@dataclass
class Spool:
    """Makes the tables of one reading. `folder` None: tables in memory, other files in a folder of their own."""

    folder: Path | None = None
    _count: int = 0
    _files: Path | None = None
    _finished: list[tuple[pa.Table, Path]] = field(default_factory=list)

    def table(self, schema: pa.Schema) -> TableWriter:
        """A new, empty table."""
        self._count += 1
        path = None if self.folder is None else self.folder / f"{self._count}.arrow"
        return TableWriter(schema, path, self._finished)

    def file(self) -> Path:
        """A place for a file that is needed until the reading is done."""
        if self._files is None:
            self._files = Path(tempfile.mkdtemp(prefix="files-", dir=self.folder))
        self._count += 1
        return self._files / str(self._count)

    def remove_files(self) -> None:
        """Delete every such file. What is mapped from them stays."""
        if self._files is not None:
            shutil.rmtree(self._files)
            self._files = None

    def path_of(self, table: pa.Table) -> Path:
        """The file of a finished table of this spool. Raises LookupError for any other table."""
        for finished, path in self._finished:
            if finished is table:
                return path
        raise LookupError("the table was not spooled to a folder")
