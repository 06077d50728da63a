"""The registry's CSV files: reading, checking and writing them.

Rule: a registry is taken whole or not at all; every problem names its file, line and column.
Source: contract, section 11.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

import yaml

from adoption_reports.domain.corrections import Correction, read_correction
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.registry import Innovation, Location, Network, PeriodDates, Registry
from adoption_reports.storage.registry_columns import (
    FILES,
    INNOVATIONS,
    LOCATIONS,
    NETWORKS,
    PERIODS,
    RegistryFile,
)

CORRECTIONS = "corrections.yaml"
PROBLEMS_TOLD = 10
"""A broken registry tells this many problems at most; the rest is counted."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class Problems:
    """What is wrong with the files, told together."""

    told: list[str]

    def add(self, file: RegistryFile, line: int, column: str, cell: str, what: str) -> None:
        """Note one problem; `what` ends a sentence that begins with the cell."""
        shown = f"{cell[:60]!r} is " if cell else "is "
        self.told.append(f"{file.name}, line {line}, column {column}: {shown}{what}.")

    def raise_any(self, folder: Path) -> None:
        """Refuse the registry if anything is wrong with it."""
        if self.told:
            shown = self.told[:PROBLEMS_TOLD]
            more = len(self.told) - len(shown)
            rest = [f"… and {more} more."] if more else []
            raise WrongUse("\n".join([f"The registry in {folder} can't be used:", *shown, *rest]))


def read_registry(folder: Path) -> Registry:
    """The registry that the CSV files in a folder hold; `version` is the hash of its content.

    Raises WrongUse with file, line and column if a file is missing or a row is broken. Chains of
    successors that end in a loop or in an unknown code are no error: see `chain_problems`.
    """
    problems = Problems([])
    networks = _read(NETWORKS, folder, problems)
    innovations = _read(INNOVATIONS, folder, problems)
    locations = _read(LOCATIONS, folder, problems)
    periods = _read(PERIODS, folder, problems)
    _check_networks(networks, locations, problems)
    _check_innovations(innovations, problems)
    _check_dates(LOCATIONS, locations, ("opened_date", "closed_date"), problems)
    _check_dates(PERIODS, periods, ("due_date", "closes_date"), problems)
    problems.raise_any(folder)
    return make_registry(
        _rows(networks),
        _rows(innovations),
        _rows(locations),
        _rows(periods),
        corrections=read_corrections(folder),
    )


def read_corrections(folder: Path) -> list[Correction]:
    """The entries of corrections.yaml, numbers as written; none where there is no file.

    Raises WrongUse with the entry's number when one makes no sense, or two are the same.
    """
    path = folder / CORRECTIONS
    try:
        # Every scalar stays text: YAML's own floats would not be exact.
        entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or []  # noqa: S506
    except FileNotFoundError:
        return []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} can't be read: {error}") from error
    if not isinstance(entries, list):
        raise WrongUse(f"{path} must hold a list of corrections.")
    found: dict[str, Correction] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            correction = read_correction(entry)
        except ValueError as error:
            raise WrongUse(f"{path}, entry {number}: {error}.") from error
        if correction.correction_id in found:
            raise WrongUse(f"{path}, entry {number}: the same as an earlier one.")
        found[correction.correction_id] = correction
    return list(found.values())


def make_registry(
    networks: Iterable[Network],
    innovations: Iterable[Innovation],
    locations: Iterable[Location],
    periods: Iterable[PeriodDates],
    *,
    corrections: Iterable[Correction] = (),
    version: str | None = None,
    version_id: int = 0,
) -> Registry:
    """A registry of checked rows, sorted by code; `version` None: the hash of its content."""
    kept = [
        dict(sorted((getattr(row, file.key), row) for row in rows))
        for file, rows in zip(FILES, (networks, innovations, locations, periods), strict=True)
    ]
    repairs = dict(sorted((one.correction_id, one) for one in corrections))
    by_network, by_innovation, by_location, by_period = kept
    return Registry(
        by_network,
        by_innovation,
        by_location,
        by_period,
        version=version or _content_sha256(kept, repairs),
        version_id=version_id,
        corrections=repairs,
    )


def write_registry(registry: Registry, folder: Path) -> None:
    """Write the four files: UTF-8, RFC 4180 but with LF, sorted by code."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = (registry.networks, registry.innovations, registry.locations, registry.periods)
    for file, by_code in zip(FILES, rows, strict=True):
        write_rows(file, by_code.values(), folder)


def write_rows(file: RegistryFile, rows: Iterable[Any], folder: Path) -> None:
    """Write one of the files whole."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(file.columns)
    writer.writerows(sorted(_cells(file, rows)))
    (folder / file.name).write_bytes(text.getvalue().encode())


def _content_sha256(tables: Iterable[Mapping[str, Any]], corrections: Iterable[str]) -> str:
    """The hash of rows in order of code, fields and rows set apart by characters that no cell holds."""
    digest = hashlib.sha256()
    for file, table in zip(FILES, tables, strict=True):
        rows = "\x1e".join(["\x1f".join(cells) for cells in _cells(file, table.values())])
        digest.update(f"\x1d{file.name}\x1e{rows}".encode())
    for correction_id in corrections:
        digest.update(f"\x1d{CORRECTIONS}\x1e{correction_id}".encode())
    return digest.hexdigest()


def _cells(file: RegistryFile, rows: Iterable[Any]) -> list[list[str]]:
    """The rows as the CSV files write them: a cell for each value, blank for None."""
    values = attrgetter(*file.columns)
    return [["" if value is None else str(value) for value in values(row)] for row in rows]


Read = dict[str, tuple[int, Any]]
"""Rows by code, each with the line on which it starts."""


def _rows(read: Read) -> list[Any]:
    return [row for _, row in read.values()]


def _read(file: RegistryFile, folder: Path, problems: Problems) -> Read:
    reader = csv.reader(io.StringIO(_decode(file, folder), newline=""), strict=True)
    read: Read = {}
    parsers = tuple(file.columns.items())
    try:
        records = _records(reader)
        if next(records, (1, []))[1] != list(file.columns):
            raise WrongUse(f"{folder / file.name}, line 1: the columns must be {', '.join(file.columns)}.")
        for line, cells in records:
            row = _row(file, parsers, cells, line, problems)
            if row is None:
                continue
            if cells[0] in read:
                problems.add(file, line, file.key, cells[0], f"on line {read[cells[0]][0]} too")
            read[cells[0]] = (line, row)
    except csv.Error as error:
        raise WrongUse(f"{folder / file.name}, line {reader.line_num}: not well-formed CSV ({error}).") from error
    return read


def _records(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it starts."""
    line = 1
    for cells in reader:
        if cells:
            yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _decode(file: RegistryFile, folder: Path) -> str:
    path = folder / file.name
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise WrongUse(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise WrongUse(f"{path}, line {line}: not UTF-8. Save the file as CSV UTF-8.") from error
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise WrongUse(f"{path}, line {line}: holds the control character {found[0]!r}.")
    return text


def _row(
    file: RegistryFile, parsers: tuple[tuple[str, Any], ...], cells: list[str], line: int, problems: Problems
) -> Any | None:
    """The record as a row; None if any cell is broken."""
    if len(cells) != len(parsers):
        problems.add(file, line, file.key, cells[0], f"in a row of {len(cells)} fields, not {len(parsers)}")
        return None
    try:
        return file.row(*[parse(cell) for (_, parse), cell in zip(parsers, cells, strict=True)])
    except ValueError:
        for (column, parse), cell in zip(parsers, cells, strict=True):
            try:
                parse(cell)
            except ValueError as error:
                problems.add(file, line, column, cell, str(error))
    return None


def _check_networks(networks: Read, locations: Read, problems: Problems) -> None:
    if not networks:
        problems.add(NETWORKS, 1, NETWORKS.key, "", "without any row")
    for line, location in locations.values():
        if location.network_code is not None and location.network_code not in networks:
            problems.add(LOCATIONS, line, "network_code", location.network_code, "not a code in networks.csv")


def _check_innovations(innovations: Read, problems: Problems) -> None:
    for line, innovation in innovations.values():
        if innovation.status != "active" and innovation.status_date is None:
            problems.add(INNOVATIONS, line, "status_date", "", f"blank, and the status is {innovation.status}")
        successor = innovation.successor_code
        if successor is not None and successor not in innovations:
            problems.add(INNOVATIONS, line, "successor_code", successor, "not a code in innovations.csv")


def _check_dates(file: RegistryFile, read: Read, columns: tuple[str, str], problems: Problems) -> None:
    """Hold that the second of two dates does not lie before the first."""
    dates = attrgetter(*columns)
    for line, row in read.values():
        first, last = dates(row)
        if first is not None and last is not None and last < first:
            problems.add(file, line, columns[1], last.isoformat(), f"before the {columns[0]}, {first}")
