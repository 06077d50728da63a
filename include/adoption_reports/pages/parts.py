"""The parts of a figure that is made of more rows than a page can be made of in a moment.

Each part leads to its own explanation: a network's figure, or what comes from one innovation. What a page shows
of them is read from the marts, so it costs the same however long the history is.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.questions import Question
from adoption_reports.pages.reading import read
from adoption_reports.pages.totals import Known
from adoption_reports.storage.explanation import rows_to_read
from adoption_reports.storage.totals import known_at

ROWS_EXPLAINED = 50_000
"""A figure that could have come from more rows is shown by its parts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A figure, the networks that it comes from (of the nation's alone), and the innovations.

    figure: None where the marts have none; ladder: the step from the networks' figures to the nation's.
    """

    figure: Any
    rows_count: int
    networks: Sequence[Mapping[str, Any]]
    ladder: Mapping[str, Any] | None
    innovations: Sequence[Mapping[str, Any]]


def parts_of(connection: sa.Connection, question: Question, known: Known) -> Parts | None:
    """The parts of a figure; None where its rows are few enough to be shown at once.

    known: what was known at the question's moment.
    """
    count = rows_to_read(connection, question)
    if question.innovation_code is not None or count <= ROWS_EXPLAINED:
        return None
    asked = question.reporting_period, question.time_basis
    networks = known.of("networks", *asked)
    if question.network_code is not None:
        whole = [row for row in networks if row["network_code"] == question.network_code]
        networks = []
    else:
        whole = known.of("national", *asked)
    ladder = [row for row in known.of("ladder", *asked) if row["measure"] == question.measure_name]
    # The moment was read above already: here it is either now, or as it was shown.
    with known_at(connection, question.as_of) if question.as_of is not None else nullcontext():
        innovations = read(
            connection, "pages/innovation_totals.sql", reporting_period=asked[0], time_basis=asked[1]
        )
    return Parts(
        whole[0].get(question.measure_name) if whole else None,
        count,
        networks,
        ladder[0] if ladder and networks else None,
        innovations,
    )
