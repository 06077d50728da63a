"""The template that a network fills in, empty or with its last quarter's adoptions carried over.

Carried over: where which innovation is in use or planned, since when, and on what basis people are counted.
Not carried over: numbers and notes (this quarter's are wanted), adoptions that had stopped, and deals (each
quarter has its own). A site that has closed stands under its successor's code, as totals count it.
Source: contract, section 8; totals, section 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.locations import place_key
from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.domain.registry import Registry
from adoption_reports.feedback.template import TemplateContents, contents_for, render_template
from adoption_reports.metadata.limits import FIRST_PERIOD
from adoption_reports.settings import Settings
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.reference import read_registry


def make_template(settings: Settings, network_code: str, period: Period, *, prefill: bool = False) -> bytes:
    """The workbook. Needs a warehouse with `prefill` only. Raises WrongUse for an unknown network or quarter."""
    registry = read_registry(settings.reference_folder)
    if network_code not in registry.networks:
        known = ", ".join(sorted(registry.networks))
        raise WrongUse(f"{network_code} is not the code of a network. The codes are {known}.")
    if period.is_before_first:
        raise WrongUse(f"{period.label} is before the first reporting period, {FIRST_PERIOD}.")
    contents = contents_for(registry, network_code, period)
    return render_template(_carry_over(settings, registry, contents) if prefill else contents)


def _carry_over(settings: Settings, registry: Registry, contents: TemplateContents) -> TemplateContents:
    asked = {"network_code": contents.network.network_code, "before": contents.period.code}
    with Services(settings) as services, transaction(services.database) as connection:
        found = rows(connection, "load/last_adoptions.sql", **asked)
    if not found:
        raise WrongUse(
            f"{contents.network.network_code} has no adoptions in use or planned from before {contents.period.label}"
            " to carry over. Make the template without --prefill."
        )
    carried = carried_over(map(dict, found), registry, contents.period)
    source = parse_period(found[0]["reporting_period"])
    return replace(contents, rows={"adoptions": carried}, prefilled_from=source)


def carried_over(lines: Iterable[dict[str, Any]], registry: Registry, period: Period) -> list[dict[str, Any]]:
    """The lines as rows for another quarter; where a closed site's successor has the innovation too, one row."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for row in lines:
        if row["location_code"]:
            row["location_code"] = _still_open(row["location_code"], registry, period)
        place = row["location_code"] or place_key(row["location_name"], row["location_postcode"])
        same = kept.setdefault((row["innovation_code"], place), row)
        if same is not row and _begun(row) < _begun(same):
            same |= {name: row[name] for name in ("adoption_status", "adopted_date", "benefit_basis")}
    return list(kept.values())


def _still_open(code: str, registry: Registry, period: Period) -> str:
    location = registry.locations.get(code)
    if location is None or location.closed_date is None or location.closed_date > period.end:
        return code
    return registry.resolutions[code].place


def _begun(row: Mapping[str, Any]) -> tuple[bool, str]:
    """What of two rows comes first: in use before planned, then the earlier day."""
    return row["adoption_status"] != "adopted", str(row["adopted_date"] or "")
