"""The two datasets that networks report, each with its grain, columns and key.

Source: contract, section 4.
"""

from dataclasses import dataclass

from adoption_reports.metadata.columns import COLUMNS, NETWORK_CODE, REPORTING_PERIOD, Column


@dataclass(frozen=True, slots=True)
class Dataset:
    """What one dataset holds.

    header: groups of column names, each a way to recognise the header; every group is a set of
    columns that must all be there.
    """

    name: str
    title: str
    grain: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    headers: tuple[frozenset[str], ...]

    def column(self, name: str) -> Column:
        """The description of one of the dataset's columns."""
        return COLUMNS[name]


ADOPTIONS = Dataset(
    name="adoptions",
    title="Adoptions",
    grain="One innovation at one location in one quarter, as one network reports it.",
    columns=(
        "innovation_code",
        "location_code",
        "location_name",
        "location_postcode",
        "adoption_status",
        "adopted_date",
        "stopped_date",
        "beneficiaries_count",
        "benefit_basis",
        "notes",
    ),
    key=("innovation_code", "location"),
    headers=(
        frozenset({"innovation_code", "adoption_status", "location_code"}),
        frozenset({"innovation_code", "adoption_status", "location_name", "location_postcode"}),
    ),
)
ECONOMIC_IMPACT = Dataset(
    name="economic_impact",
    title="Economic impact",
    grain="One deal in one quarter, as one network reports it.",
    columns=(
        "deal_reference",
        "innovation_code",
        "company_name",
        "company_number",
        "funding_type",
        "investment_gbp",
        "jobs_created_fte",
        "jobs_safeguarded_fte",
        "notes",
    ),
    key=("deal_reference",),
    headers=(frozenset({"deal_reference", "innovation_code", "company_name", "funding_type", "investment_gbp"}),),
)
DATASETS: dict[str, Dataset] = {d.name: d for d in (ADOPTIONS, ECONOMIC_IMPACT)}

KEY_COLUMNS: dict[str, Column] = {"network_code": NETWORK_CODE, "reporting_period": REPORTING_PERIOD}
"""Columns that any file may carry; every row must agree with the object key (F08)."""
