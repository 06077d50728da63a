"""Adoptions and deals that two networks claim, as rows of each."""

from datetime import timedelta
from decimal import Decimal

from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Registry
from adoption_reports.local.made_up.figures import Row, blank_row, open_locations
from adoption_reports.local.made_up.plan import SHARED_ADOPTIONS, SHARED_DEALS, THIRD, SharedAdoption


def shared_rows(dataset: str, network: str, period: Period, registry: Registry) -> list[Row]:
    """What the network claims of what others claim too; all of it in the third quarter."""
    if period != THIRD:
        return []
    if dataset == "adoptions":
        return [
            blank_row(dataset)
            | {
                "innovation_code": shared.innovation_code,
                "location_code": shared_location(shared, registry),
                "adoption_status": "adopted",
                "adopted_date": period.start + timedelta(days=40),
                "beneficiaries_count": shared.people[network],
                "benefit_basis": "received",
            }
            for shared in SHARED_ADOPTIONS
            if network in shared.people
        ]
    return [
        blank_row(dataset)
        | {
            "deal_reference": shared.deal_reference,
            "innovation_code": shared.innovation_code,
            "company_name": shared.company_name,
            "funding_type": "grant",
            "investment_gbp": Decimal(shared.pounds[network]),
            "jobs_created_fte": Decimal(3),
        }
        for shared in SHARED_DEALS
        if network in shared.pounds
    ]


def shared_location(shared: SharedAdoption, registry: Registry) -> str:
    """The location's code: the one given, or the first practice of the area."""
    if shared.location is not None:
        return shared.location
    return next(
        place.location_code
        for place in open_locations(shared.area or "", registry)
        if place.location_type == "gp_practice"
    )
