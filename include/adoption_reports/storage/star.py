"""Facts and dimensions of the marts, kept up to date for the touched sources within a refresh.

The facts of adoptions are a view over the lines that were counted: there is nothing to keep.

A dimension's key once given stays, also through a rebuild. Source: contract, section 10.
"""

from collections.abc import Callable, Sequence

from adoption_reports.domain.periods import Period, between, parse_period
from adoption_reports.metadata.datasets import ECONOMIC_IMPACT
from adoption_reports.metadata.limits import FIRST_PERIOD

_REGISTRY = ("marts/dim_network.sql", "marts/dim_innovation.sql", "marts/dim_location.sql")
_TOUCHED = ("marts/dim_innovation_missing.sql", "marts/dim_location_missing.sql", "marts/dim_submission.sql")


def write_star(
    run: Callable[..., None],
    touched_periods: Callable[[str], Sequence[str]],
    *,
    last_period: str | None,
    is_new_registry: bool,
) -> None:
    """Bring facts and dimensions up to date.

    run: runs the statements of SQL files with the refresh's values; touched_periods: the periods with
    touched sources of a dataset; last_period: the last one shown.
    """
    if is_new_registry:
        run(*_REGISTRY)
    first, last = parse_period(FIRST_PERIOD), parse_period(last_period or "")
    run("marts/dim_period.sql", **period_values(between(first, last) if first and last else []))
    run("marts/dim_date.sql", *_TOUCHED, "marts/clear_facts.sql")
    for period in touched_periods(ECONOMIC_IMPACT.name):
        run("marts/fact_economic_impact.sql", reporting_period=period)
    run("marts/flag_fact_economic_impact.sql")


def period_values(periods: Sequence[Period]) -> dict[str, list[object]]:
    """Periods as SQL files take them: four lists of the same length."""
    return {
        "codes": [period.code for period in periods],
        "labels": [period.label for period in periods],
        "starts": [period.start for period in periods],
        "ends": [period.end for period in periods],
    }
