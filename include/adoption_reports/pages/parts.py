"""The parts of a figure that is made of more rows than a page can be made of in a moment.

Each part leads to its own explanation: a network's figure, or what comes from one innovation. What a page shows
of them is read from the marts, so it costs the same however long the history is.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.questions import Question
from adoption_reports.pages.reading import read
from adoption_reports.pages.totals import Known
from adoption_reports.storage.explanation import rows_to_read
from adoption_reports.storage.totals import known_at

ROWS_EXPLAINED = 20_000
"""A figure that could have come from more rows is shown by its parts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A figure and where it comes from: networks (of the nation's figure), innovations (of a figure of all of them).

    figure: None where the marts have none; ladder: the step from the networks' figures to the nation's; a part
    without the measure is one that no mart has.
    """

    figure: Any
    rows_count: int
    networks: Sequence[Mapping[str, Any]]
    ladder: Mapping[str, Any] | None
    innovations: Sequence[Mapping[str, Any]]


def parts_of(connection: sa.Connection, question: Question, read_known: Callable[[], Known]) -> Parts | None:
    """The parts of a figure; None where its rows are few enough to be shown at once.

    read_known: reads what was known at the question's moment; a past one costs time, so only where it is needed.
    """
    is_of_network, is_of_innovation = question.network_code is not None, question.innovation_code is not None
    if (is_of_network and is_of_innovation) or (count := rows_to_read(connection, question)) <= ROWS_EXPLAINED:
        return None
    known = read_known()
    asked = {"reporting_period": question.reporting_period, "time_basis": question.time_basis}
    with known_at(connection, question.as_of) if question.as_of is not None else nullcontext():
        innovations = read(connection, "pages/innovation_totals.sql", **asked)
    networks = known.of("networks", *asked.values())
    ladder = [row for row in known.of("ladder", *asked.values()) if row["measure"] == question.measure_name]
    whole: Sequence[Mapping[str, Any]]
    if is_of_innovation:
        whole = [row for row in innovations if row["innovation_code"] == question.innovation_code]
        return Parts(
            _figure(whole, question), count, [{"network_code": row["network_code"]} for row in networks], None, []
        )
    if is_of_network:
        whole = [row for row in networks if row["network_code"] == question.network_code]
        named = [{name: row[name] for name in ("innovation_code", "innovation_name")} for row in innovations]
        return Parts(_figure(whole, question), count, [], None, named)
    whole = known.of("national", *asked.values())
    return Parts(_figure(whole, question), count, networks, ladder[0] if ladder else None, innovations)


def _figure(found: Sequence[Mapping[str, Any]], question: Question) -> Any:
    return found[0].get(question.measure_name) if found else None
