"""How reading stops when a file can't be read on: a refusal, which is a verdict and no error."""

from collections.abc import Iterable

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.metadata.limits import CELL_CHARACTERS, COLUMNS, ROWS


class Refused(Exception):
    """The file is refused; `findings` say why. Caught by the reader, never seen outside intake."""

    def __init__(self, *findings: Finding, format_name: str = "unknown") -> None:
        super().__init__(", ".join(finding.rule.code for finding in findings))
        self.findings: tuple[Finding, ...] = findings
        self.format_name = format_name

    def together_with(self, earlier: Iterable[Finding]) -> tuple[Finding, ...]:
        """Everything known so far, each thing once."""
        known = list(earlier)
        known += [finding for finding in self.findings if finding not in known]
        return tuple(known)


def cut_off(reason: str) -> Refused:
    """F12: the file looks cut off."""
    return Refused(finding("F12", reason=reason))


def too_many_columns(place: Place | None = None) -> Finding:
    """F03 for a row of too many cells."""
    return finding("F03", place=place or Place(), limit=f"more than {COLUMNS} columns")


def too_long_cell(place: Place | None = None) -> Finding:
    """F03 for a cell of too many characters."""
    return finding("F03", place=place or Place(), limit=f"a cell of more than {CELL_CHARACTERS:,} characters")


def too_many_rows(place: Place | None = None) -> Finding:
    """F03 for a dataset of too many rows."""
    return finding("F03", place=place or Place(), limit=f"more than {ROWS:,} rows")
