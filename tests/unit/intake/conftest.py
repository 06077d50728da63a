"""Reading bytes as a network's file for 2017/18 Q3."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.reader import read_file
from adoption_reports.intake.sandbox import Sandbox

Read = Callable[[bytes | str], Reading]
PERIOD = Period(2017, 3)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A reading process of its own for each module."""
    with Sandbox() as started:
        yield started


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a file's bytes (text as UTF-8), sent by NENC for 2017/18 Q3."""

    def read_bytes(content: bytes | str) -> Reading:
        path = tmp_path / "sent"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(path, network_code="NENC", period=PERIOD)

    return read_bytes
