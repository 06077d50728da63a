"""Finding the row with column names, and which contract column each of them is.

A header is the first of the first 20 rows that holds every column a dataset must have; names are
compared after NFKC, case folding and turning what is neither letter, digit nor £ into underscores.
Source: contract, sections 3, 12 and 13.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.metadata.columns import COLUMNS, Column
from adoption_reports.metadata.datasets import DATASETS, KEY_COLUMNS, Dataset

CLOSE_ENOUGH = 0.78
"""Similarity (0..1) from which an unknown column is taken for a misspelt contract column."""
_NAMES_LISTED = 20
_NAME_CHARACTERS = 60
_SEPARATORS = re.compile(r"(?:(?!£)[\W_])+")


def normal_name(cell: str) -> str:
    """A header cell as it is compared: "ODS code " and "ods_code" are the same name."""
    return _SEPARATORS.sub("_", unicodedata.normalize("NFKC", cell).casefold()).strip("_")


def column_letters(index: int) -> str:
    """A spreadsheet's letters for the 0-based column: 0 gives A, 27 gives AB."""
    letters = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _names(name: str, column: Column) -> dict[str, str]:
    return {normal_name(alias): name for alias in (name, *column.aliases)}


def _dataset_names(dataset: Dataset) -> dict[str, str]:
    names: dict[str, str] = {}
    for name in dataset.columns:
        names |= _names(name, dataset.column(name))
    for name, column in KEY_COLUMNS.items():
        names |= _names(name, column)
    return names


_KNOWN: dict[str, dict[str, str]] = {d.name: _dataset_names(d) for d in DATASETS.values()}


@dataclass(frozen=True, slots=True)
class Header:
    """A header row and what its cells are.

    index: 0-based, among the rows that were searched; width: its cells, blank ones included.
    positions: contract column -> 0-based position; keys: the same for the columns of the object key.
    repeated: contract column -> every position that names it, where there are several (F05).
    unknown: positions that the contract doesn't know, with their names as sent ("" for none).
    """

    dataset: Dataset
    index: int
    width: int
    positions: dict[str, int]
    keys: dict[str, int]
    repeated: dict[str, tuple[int, ...]]
    unknown: dict[int, str]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row that is almost a header: how many columns it has and which it lacks."""

    dataset: Dataset
    found: int
    missing: tuple[str, ...]

    @property
    def closeness(self) -> tuple[int, int]:
        """The greater, the nearer to a header."""
        return -len(self.missing), self.found


def _match(row: Sequence[str], dataset: Dataset) -> dict[int, str]:
    known = _KNOWN[dataset.name]
    return {i: known[name] for i, cell in enumerate(row) if cell and (name := normal_name(cell)) in known}


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The first row that holds all required columns of a dataset; of two datasets, the fuller one."""
    for index, row in enumerate(rows):
        headers = []
        for dataset in DATASETS.values():
            matched = _match(row, dataset)
            if any(group <= set(matched.values()) for group in dataset.headers):
                headers.append(_header(dataset, index, row, matched))
        if headers:
            return max(headers, key=lambda header: len(header.positions))
    return None


def _header(dataset: Dataset, index: int, row: Sequence[str], matched: dict[int, str]) -> Header:
    places: dict[str, list[int]] = {}
    for position, name in matched.items():
        places.setdefault(name, []).append(position)
    return Header(
        dataset=dataset,
        index=index,
        width=len(row),
        positions={name: places[name][0] for name in dataset.columns if name in places},
        keys={name: places[name][0] for name in KEY_COLUMNS if name in places},
        repeated={name: tuple(p) for name, p in places.items() if len(p) > 1},
        unknown={i: cell.strip() for i, cell in enumerate(row) if i not in matched},
    )


def nearest_header(rows: Iterable[Sequence[str]]) -> NearMiss | None:
    """The dataset that some row comes nearest to; None where no row has a required column."""
    best: NearMiss | None = None
    for row in rows:
        for dataset in DATASETS.values():
            names = set(_match(row, dataset).values())
            for group in dataset.headers:
                missing = tuple(c for c in dataset.columns if c in group and c not in names)
                miss = NearMiss(dataset, len(names), missing)
                if len(missing) < len(group) and (best is None or miss.closeness > best.closeness):
                    best = miss
    return best


def no_dataset(nearest: NearMiss | None) -> Finding:
    """F04 where no header was found."""
    if nearest is None:
        return finding("F04", "nothing")
    missing = ", ".join(COLUMNS[name].title for name in nearest.missing)
    return finding("F04", dataset=nearest.dataset.title, missing=missing)


def header_findings(
    header: Header, *, row: int | None, sheet: str | None, filled: Iterable[int], names: Sequence[str] | None = None
) -> list[Finding]:
    """F05 and W13 of one header.

    row: the header's row number; filled: positions without a name that hold values below.
    names: the columns' names as sent, where a person knows a column by nothing else.
    """
    dataset = header.dataset
    found = []
    for name, positions in header.repeated.items():
        title = (COLUMNS | KEY_COLUMNS)[name].title
        if names is not None:
            cells = " and ".join(_shown(names[p]) for p in positions)
        elif sheet is not None:
            cells = " and ".join(f"{column_letters(p)}{row}" for p in positions)
        else:
            cells = " and ".join(f"column {p + 1}" for p in positions)
        place = Place(dataset.name, sheet, row, name)
        found.append(finding("F05", place=place, column=title, cells=cells))
    unnamed = set(filled)
    named = [cell for _, cell in sorted(header.unknown.items()) if cell]
    nameless = [
        f"column {column_letters(p)} (no name)" if sheet is not None else f"column {p + 1} (no name)"
        for p in sorted(unnamed)
    ]
    if ignored := [_shown(cell) for cell in named] + nameless:
        listed = ", ".join(ignored[:_NAMES_LISTED])
        if len(ignored) > _NAMES_LISTED:
            listed += f" and {len(ignored) - _NAMES_LISTED} more"
        place = Place(dataset.name, sheet, row)
        found.append(finding("W13", place=place, columns=listed, suggestion=_suggestion(header, named)))
    return found


def _shown(name: str) -> str:
    plain = " ".join(name.encode(errors="backslashreplace").decode().split())
    return plain if len(plain) <= _NAME_CHARACTERS else plain[: _NAME_CHARACTERS - 1] + "…"


def _suggestion(header: Header, unknown: Sequence[str]) -> str:
    """ " (did you mean …?)" for unknown names that are close to a column that the file lacks."""
    lacking = {
        name: column
        for name, column in _KNOWN[header.dataset.name].items()
        if column not in header.positions and column not in header.keys
    }
    meant = []
    for cell in unknown:
        best = process.extractOne(
            normal_name(cell), list(lacking), scorer=OSA.normalized_similarity, score_cutoff=CLOSE_ENOUGH
        )
        if best is not None:
            title = (COLUMNS | KEY_COLUMNS)[lacking[best[0]]].title
            meant.append(f"{title} for {_shown(cell)}")
    return f" (did you mean {', '.join(meant)}?)" if meant else ""
