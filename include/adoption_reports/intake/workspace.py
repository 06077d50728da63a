"""A folder of its own for a piece of work, gone afterwards: even when the worker is killed.

A worker holds a lock on a file in its folder, which the system gives back when the worker is gone, however it
went. Whoever makes a folder first deletes those that nobody holds, so that on one machine no more of killed
workers is left than what fell over since the last piece of work began.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "adoption-"
MARK = ".held"
"""The file that is locked while the folder is in use: a folder without it is not ours to delete."""


@contextmanager
def workspace() -> Iterator[Path]:
    """A new, empty folder, but for the mark. Raises OSError where none can be made."""
    delete_abandoned()
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        unmarked = folder / f"{MARK}-soon"
        with unmarked.open("wb") as held:
            with suppress(OSError):  # where files cannot be locked, nobody will find it abandoned either
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                unmarked.rename(folder / MARK)  # locked already when others can see it
            yield folder


def delete_abandoned() -> None:
    """Delete the folders of workers that are gone."""
    for mark in Path(gettempdir()).glob(f"{PREFIX}*/{MARK}"):
        with suppress(OSError), mark.open("r+b") as file:  # in use, gone meanwhile, or another user's
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(mark.parent, ignore_errors=True)
