"""'Did you mean …?': the nearest known code or word to one that is not known.

Looked up only for findings that are told, once a distinct value, and for at most LOOKED_UP values of
a file: a lookup among 11,500 locations takes about a millisecond, and a file can have a million
wrong codes. Source: contract, section 5 (a sentence that says what to do).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from adoption_reports.domain.registry import Registry
from adoption_reports.metadata.columns import Column

LOOKED_UP = 200
LONG_CODE = 9
"""Codes from this length on may differ by two slips (letters wrong, missing, doubled or swapped) and
still be suggested; shorter ones by one, since two slips lead from any ODS code to hundreds of others."""
LIKENESS = 85
"""How alike a name must be, of 100."""

_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})


class Suggestions:
    """Suggestions from one version of the registry, for one network's files.

    Codes near by in the network's own area go first; of equals the alphabetically first.
    """

    def __init__(self, registry: Registry, network_code: str) -> None:
        self._registry = registry
        self._network_code = network_code
        self._left = LOOKED_UP
        self.code = cache(self._code)
        self.word = cache(self._word)

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """Every code with its name, by registry file."""
        return {
            "innovations": {code: one.innovation_name for code, one in self._registry.innovations.items()},
            "locations": {code: one.location_name for code, one in self._registry.locations.items()},
        }

    def _code(self, kind: str, value: str) -> str:
        """`; did you mean CODE (Name)?`, or nothing."""
        found = self._look_up(kind, value)
        return f"; did you mean {found} ({self._names[kind][found]})?" if found else ""

    def _word(self, words: tuple[str, ...], value: str) -> str:
        if self._left <= 0:
            return ""
        self._left -= 1
        plain = "_".join(value.casefold().split())
        found = process.extractOne(plain, words, scorer=fuzz.ratio, score_cutoff=60)
        return f"; did you mean {found[0]}?" if found else ""

    def _look_up(self, kind: str, value: str) -> str | None:
        if self._left <= 0:
            return None
        self._left -= 1
        names = self._names[kind]
        code = "".join(unicodedata.normalize("NFKC", value).upper().split())
        code = "".join(letter for letter in code if unicodedata.category(letter) != "Cf")
        return _same_code(code, names) or self._nearest(code, names) or _same_name(value, names)

    def _nearest(self, code: str, names: Mapping[str, str]) -> str | None:
        slips = 2 if len(code) >= LONG_CODE else 1
        near = process.extract(code, names.keys(), scorer=OSA.distance, score_cutoff=slips, limit=len(names))
        ranked = sorted((distance, not self._is_own(code), code) for code, distance, _ in near)
        return ranked[0][2] if ranked else None

    def _is_own(self, code: str) -> bool:
        location = self._registry.locations.get(code)
        return location is not None and location.network_code == self._network_code


def zeros_left_out(column: Column, value: str) -> str:
    """What a number was before a spreadsheet took its leading zero away, or nothing."""
    padded = f"0{value.strip()}"
    is_it = padded.isdigit() and re.fullmatch(column.pattern or "", padded)
    return (
        f"; did you mean {padded}? Spreadsheets drop the first 0 of a number: format the column as text"
        if is_it
        else ""
    )


def _same_code(code: str, names: Mapping[str, str]) -> str | None:
    """A code that differs only in letters that look like digits, or in zeros and hyphens left out."""
    if code in names:
        return code
    head, digits = code[:3], code[3:].lstrip("-").translate(_LOOK_ALIKE)
    if digits.isascii() and digits.isdigit():
        padded = f"{head}-{int(digits):04d}"
        if padded in names:
            return padded
    return None


def _same_name(value: str, names: Mapping[str, str]) -> str | None:
    """A name instead of its code."""
    if " " not in value:
        return None
    found = process.extractOne(
        value.casefold(), names, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=LIKENESS
    )
    return str(found[2]) if found else None
