"""The NHS's own published organisation files, turned into rows of the registry.

`epraccur.csv` lists GP practices and other prescribers, `etr.csv` trusts. Both have no header and
the 27 columns that the Organisation Data Service (ODS) gives all its files.

Rule: nothing that the registry knows and the file doesn't say is lost: networks and successors stay.
Source: contract, section 11; the ODS's file layouts.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.registry import Location
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.storage.registry_columns import LOCATIONS
from adoption_reports.storage.registry_files import read_registry, write_rows

FIELDS = 27
CODE, NAME, POSTCODE, OPENED, CLOSED, STATUS, SETTING = 0, 1, 9, 10, 11, 12, 25
"""Positions, from 0. The status is blank in etr.csv; the prescribing setting is in epraccur.csv only."""
CLOSED_STATUS = "C"
GP_SETTING = "4"
PRACTICE = re.compile(r"[A-Z][0-9]{5}")
TRUST = re.compile(r"[A-Z][A-Z0-9]{2,4}")
_LOCATION_CODE = re.compile(COLUMNS["location_code"].pattern or "")
_POSTCODE = re.compile(COLUMNS["location_postcode"].pattern or "")
NEIGHBOURS = 3
"""A postcode district tells a network if it holds this many known locations or more, all of one network."""


@dataclass(slots=True)
class OdsReport:
    """What loading did: locations by what became of them."""

    added: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0
    network_by_district: int = 0
    without_network: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Every row of the files."""
        return self.added + self.changed + self.closed + self.unchanged

    def __str__(self) -> str:
        lines = [
            f"Organisations read: {self.read}",
            f"  {self.added} added ({self.network_by_district} with the network of their postcode district)",
            f"  {self.changed} changed",
            f"  {self.closed} newly closed",
            f"  {self.unchanged} unchanged",
            f"  {len(self.without_network)} without a network: fill in network_code in {LOCATIONS.name}",
        ]
        if self.without_network:
            more = ", …" if len(self.without_network) > 10 else ""
            lines.append(f"    {', '.join(self.without_network[:10])}{more}")
        return "\n".join(lines)


def load_ods(files: Iterable[Path], folder: Path) -> OdsReport:
    """Merge epraccur.csv and etr.csv files into locations.csv of a registry folder.

    New organisations are added, known ones take name, type, postcode and dates from the file; network
    and successor are kept. A new one gets the network of its postcode district if all known
    locations there, three at least, have one network, else none. Nothing is written if any file is
    broken: WrongUse names the file and line.
    """
    locations = dict(read_registry(folder).locations)
    published = {row.location_code: row for path in files for row in read_ods(path)}
    networks = _networks_by_district(locations.values())
    report = OdsReport()
    for code, row in published.items():
        known = locations.get(code)
        merged = _merged(row, known, networks)
        _count(report, known, merged)
        locations[code] = merged
    write_rows(LOCATIONS, locations.values(), folder)
    return report


def read_ods(path: Path) -> Iterator[Location]:
    """The organisations of one file, without network or successor. Raises WrongUse for any other file."""
    text = _decode(path)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    organisations = 0
    try:
        for cells in lines:
            if cells:
                organisations += 1
                yield _organisation([cell.strip() for cell in cells], f"{path}, line {lines.line_num}")
    except csv.Error as error:
        raise WrongUse(f"{path}, line {lines.line_num}: not well-formed CSV ({error}).") from error
    if not organisations:
        raise WrongUse(f"{path} holds no organisations. {_WANTED}")


_WANTED = "Give epraccur.csv or etr.csv as the NHS publishes them: no header, 27 columns."


def _decode(path: Path) -> str:
    """The file's text: UTF-8, or Windows-1252 as older files are."""
    try:
        content = path.read_bytes()
        if content.startswith(b"PK"):
            raise WrongUse(f"{path} is a ZIP archive: unpack it first. {_WANTED}")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252")
    except OSError as error:
        raise WrongUse(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise WrongUse(f"{path} is not a text file. {_WANTED}") from error


def _organisation(cells: Sequence[str], where: str) -> Location:
    if len(cells) != FIELDS:
        raise WrongUse(f"{where}: {len(cells)} columns. {_WANTED}")
    code, name, postcode = cells[CODE].upper(), cells[NAME], " ".join(cells[POSTCODE].upper().split())
    if not _LOCATION_CODE.fullmatch(code):
        raise WrongUse(f"{where}, column 1: {code!r} is not an organisation code. {_WANTED}")
    if not name:
        raise WrongUse(f"{where}, column 2: the name is missing.")
    closed = _day(cells[CLOSED], f"{where}, column {CLOSED + 1}")
    if cells[STATUS].upper() == CLOSED_STATUS and closed is None:
        raise WrongUse(f"{where}, column {CLOSED + 1}: {code} is closed, but no closing day is given.")
    return Location(
        code,
        name,
        _location_type(code, cells, where),
        None,
        postcode if _POSTCODE.fullmatch(postcode) else None,
        _day(cells[OPENED], f"{where}, column {OPENED + 1}"),
        closed,
        None,
    )


def _location_type(code: str, cells: Sequence[str], where: str) -> str:
    """What an organisation is: a trust has a short code, a practice prescribing setting 4."""
    if PRACTICE.fullmatch(code):
        return "gp_practice" if cells[SETTING] in ("", GP_SETTING) else "community"
    if TRUST.fullmatch(code):
        return "trust" if not cells[SETTING] else "community"
    raise WrongUse(f"{where}, column 1: {code} is neither a practice's nor a trust's code. {_WANTED}")


def _day(cell: str, where: str) -> date | None:
    if not cell:
        return None
    try:
        if re.fullmatch(r"[0-9]{8}", cell):
            return date.fromisoformat(f"{cell[:4]}-{cell[4:6]}-{cell[6:]}")
    except ValueError:
        pass
    raise WrongUse(f"{where}: {cell!r} is not a day such as 20171130.")


def _networks_by_district(locations: Iterable[Location]) -> dict[str, str]:
    """The network of each postcode district whose known locations all have the same one."""
    counts: dict[str, Counter[str]] = {}
    for location in locations:
        if location.network_code and location.postcode:
            counts.setdefault(_district(location.postcode), Counter())[location.network_code] += 1
    return {
        district: next(iter(networks))
        for district, networks in counts.items()
        if len(networks) == 1 and networks.total() >= NEIGHBOURS
    }


def _district(postcode: str) -> str:
    """The outward half of a postcode."""
    return postcode.replace(" ", "")[:-3]


def _merged(row: Location, known: Location | None, networks: Mapping[str, str]) -> Location:
    if known is None:
        network = networks.get(_district(row.postcode)) if row.postcode else None
        return _sound(replace(row, network_code=network))
    return _sound(
        replace(
            row,
            network_code=known.network_code,
            successor_code=known.successor_code,
            postcode=row.postcode or known.postcode,
            opened_date=row.opened_date or known.opened_date,
        )
    )


def _sound(row: Location) -> Location:
    """The row; an opening day after the closing one, as the published files have here and there, goes."""
    if row.opened_date and row.closed_date and row.opened_date > row.closed_date:
        return replace(row, opened_date=None)
    return row


def _count(report: OdsReport, known: Location | None, merged: Location) -> None:
    if known is None:
        report.added += 1
        report.network_by_district += merged.network_code is not None
    elif merged == known:
        report.unchanged += 1
    elif merged.closed_date and not known.closed_date:
        report.closed += 1
    else:
        report.changed += 1
    if merged.network_code is None:
        report.without_network.append(merged.location_code)
