"""Report files of any size for the benchmarks, with the figures that they must come out as."""

import io
import random
from dataclasses import dataclass

import xlsxwriter

from adoption_reports.domain.registry import Registry

HEADER = ("innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count", "benefit_basis")


@dataclass(frozen=True, slots=True)
class Report:
    """Rows of distinct adoptions, and the people who received."""

    rows: list[tuple[str, str, str, str, int, str]]

    @property
    def beneficiaries_count(self) -> int:
        """What the rows add up to."""
        return sum(row[4] for row in self.rows)

    def as_csv(self) -> bytes:
        """The rows as CSV."""
        lines = [",".join(HEADER), *(",".join(map(str, row)) for row in self.rows)]
        return ("\n".join(lines) + "\n").encode()

    def as_workbook(self) -> bytes:
        """The rows as XLSX."""
        body = io.BytesIO()
        with xlsxwriter.Workbook(body, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Adoptions")
            sheet.write_row(0, 0, HEADER)
            for number, row in enumerate(self.rows, start=1):
                sheet.write_row(number, 0, row)
        return body.getvalue()


def report(registry: Registry, size: int, *, network: str, seed: int = 0, day: str = "2017-11-30") -> Report:
    """A report of `size` rows, every innovation and location once; the network's own locations first."""
    draw = random.Random(f"{network}/{size}/{seed}")
    places = sorted(
        (place for place in registry.locations.values() if place.closed_date is None and not place.successor_code),
        key=lambda place: (place.network_code != network, place.location_code),
    )
    innovations = sorted(code for code, one in registry.innovations.items() if one.status == "active")
    draw.shuffle(innovations)
    pairs = ((innovation, place.location_code) for innovation in innovations for place in places)
    return Report(
        [
            (innovation, place, "adopted", day, draw.randrange(100), "received")
            for (innovation, place), _ in zip(pairs, range(size), strict=False)
        ]
    )
