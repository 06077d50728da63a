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

    rows: list[tuple[str, str, str, str, int | str, str]]

    @property
    def beneficiaries_count(self) -> int:
        """What the rows add up to."""
        return sum(int(row[4]) for row in self.rows)

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


MISTAKES: tuple[dict[int, int | str], ...] = (
    {0: ""}, {0: "INN-9999"}, {0: "INN1"},
    {1: ""}, {1: "ZZZ99"}, {1: "A"},
    {2: ""}, {2: "perhaps"}, {2: "planned"}, {2: "stopped"},
    {3: ""}, {3: "2010-01-01"}, {3: "2019-01-01"}, {3: "soon"},
    {4: ""}, {4: -1}, {4: 6_000_000}, {4: 150_000}, {4: "12k"},
    {5: ""}, {5: "guessed"},
    {}, {4: 99},
)  # fmt: skip
"""What a row says otherwise, by field; the last two are the row above again, as it is and with another count."""
EVERY = 100


def with_mistakes(made: Report) -> Report:
    """The report with a mistake in every hundredth row, one kind after another."""
    rows = list(made.rows)
    for number, at in enumerate(range(EVERY, len(rows), EVERY)):
        kind = number % len(MISTAKES)
        source = at - 1 if kind >= len(MISTAKES) - 2 else at
        changed: list[int | str] = [*rows[source]]
        for field, value in MISTAKES[kind].items():
            changed[field] = value
        rows[at] = tuple(changed)  # type: ignore[assignment]
    return Report(rows)
