"""Example rows of each dataset, as a person would type them. Made up; each would be accepted.

They stand beside the columns' descriptions, never in a table that could be read as data.
"""

from adoption_reports.domain.periods import Period

Row = dict[str, str]


def example_rows(dataset: str, period: Period, *, innovation_code: str, location_code: str) -> tuple[Row, ...]:
    """Rows by column; a column that is left out is blank. The codes are ones that the reader's network knows."""
    first, last = (f"{day:%d/%m/%Y}" for day in (period.start, period.end))
    if dataset == "adoptions":
        return (
            {
                "innovation_code": innovation_code,
                "location_code": location_code,
                "adoption_status": "adopted",
                "adopted_date": first,
                "beneficiaries_count": "1,200",
                "benefit_basis": "received",
            },
            {
                "innovation_code": innovation_code,
                "location_name": "Example Leisure Centre",
                "location_postcode": "NE1 4LP",
                "adoption_status": "planned",
                "notes": "A place without an ODS code.",
            },
            {
                "innovation_code": innovation_code,
                "location_name": "Example Library",
                "location_postcode": "NE1 4LQ",
                "adoption_status": "stopped",
                "adopted_date": first,
                "stopped_date": last,
            },
        )
    return (
        {
            "deal_reference": "EXAMPLE/2017/014",
            "innovation_code": innovation_code,
            "company_name": "Example Devices Ltd",
            "company_number": "01234567",
            "funding_type": "grant",
            "investment_gbp": "£125,000.50",
            "jobs_created_fte": "2.5",
        },
        {
            "deal_reference": "EXAMPLE/2017/015",
            "innovation_code": innovation_code,
            "company_name": "Example Software Ltd",
            "funding_type": "in_kind",
            "investment_gbp": "0",
            "jobs_safeguarded_fte": "4",
            "notes": "Jobs only.",
        },
    )
