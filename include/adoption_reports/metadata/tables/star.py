"""Schema `marts`: facts and dimensions, for BI tools that join and add up by themselves.

Every fact row points to one row of each dimension, by an integer key that never changes. A fact's
rows add up to the nation's figures where is_counted_nationally. Source: contract, section 10.
"""

from adoption_reports.metadata.tables import (
    BIGINT,
    BOOLEAN,
    DATE,
    FTE,
    INSTANT,
    INTEGER,
    MONEY,
    TEXT,
    Field,
    Table,
)  # fmt: skip

_REFRESHED = {"refreshed_at": Field(INSTANT, "When the row was last made.")}
_PERIOD = Field(TEXT, "The reporting period; what the table is split by.")


def _dimension(name: str, grain: str, code: str, columns: dict[str, Field]) -> Table:
    key = f"{name.removeprefix('dim_')}_key"
    keyed = {key: Field(INTEGER, "Its key in the facts.")}
    return Table("marts", name, grain, keyed | columns | _REFRESHED, (key,), unique=((code,),))


def _fact(name: str, grain: str, columns: dict[str, Field], key: tuple[str, ...], *, is_view: bool = False) -> Table:
    keys = {
        "reporting_period": _PERIOD,
        "period_key": Field(INTEGER, "The period."),
        "network_key": Field(INTEGER, "The network that reports."),
        "innovation_key": Field(INTEGER, "The innovation."),
    }
    counted = {"is_counted_nationally": Field(BOOLEAN, "Whether the line's figures count nationally.")}
    split = None if is_view else "reporting_period"
    described = keys | columns | counted | _REFRESHED
    return Table("marts", name, grain, described, key, partition_by=split, is_view=is_view)


_SUBMISSION_KEY = Field(INTEGER, "The submission whose line it is.")
_ROW = Field(BIGINT, "The row in its file, as a person sees it.")

TABLES: tuple[Table, ...] = (
    _dimension(
        "dim_date",
        "One day, with its UK financial year and quarter.",
        "date",
        {
            "date": Field(DATE, "The day."),
            "calendar_year": Field(INTEGER, "Its calendar year."),
            "month_number": Field(INTEGER, "Its month, from 1 for January."),
            "month_name": Field(TEXT, "Its month in words."),
            "financial_year": Field(TEXT, "Its UK financial year, such as 2017/18."),
            "financial_quarter": Field(INTEGER, "Its quarter of the financial year, from 1 for April to June."),
            "period_key": Field(INTEGER, "The quarter as dim_period has it."),
        },
    ),
    _dimension(
        "dim_period",
        "One reporting period.",
        "reporting_period",
        {
            "reporting_period": Field(TEXT, "The period's code, such as 2017-18-Q3."),
            "period_label": Field(TEXT, "The period in words."),
            "period_start_date": Field(DATE, "Its first day."),
            "period_end_date": Field(DATE, "Its last day."),
            "financial_year": Field(TEXT, "Its UK financial year, such as 2017/18."),
            "financial_quarter": Field(INTEGER, "Its quarter of the financial year, from 1 for April to June."),
        },
    ),
    _dimension(
        "dim_network",
        "One reporting network.",
        "network_code",
        {
            "network_code": Field(TEXT, "The network's code."),
            "network_name": Field(TEXT, "Its name in the first licence."),
            "name_since_2023": Field(TEXT, "Its name since 2023."),
            "acronym": Field(TEXT, "What it calls itself for short."),
            "area_description": Field(TEXT, "The area it serves, in words."),
        },
    ),
    _dimension(
        "dim_innovation",
        "One innovation.",
        "innovation_code",
        {
            "innovation_code": Field(TEXT, "The innovation's code."),
            "innovation_name": Field(TEXT, "Its name."),
            "description": Field(TEXT, "What it does."),
            "status": Field(TEXT, "active, closed or withdrawn; none if the registry lost it.", nullable=True),
        },
    ),
    _dimension(
        "dim_location",
        "One place, with or without a code.",
        "place",
        {
            "place": Field(TEXT, "Its location code, or LOC:<postcode>:<name>."),
            "location_name": Field(TEXT, "Its name."),
            "location_type": Field(
                TEXT, "trust, gp_practice and so on; none without a code.", nullable=True
            ),
            "area_network_code": Field(TEXT, "The network in whose area it lies, if any.", nullable=True),
            "postcode": Field(TEXT, "Its postcode.", nullable=True),
            "is_superseded": Field(BOOLEAN, "Another place follows it: nothing counts here."),
        },
    ),
    _dimension(
        "dim_submission",
        "One submission with a verdict.",
        "submission_id",
        {
            "submission_id": Field(TEXT, "<network>-<period>-r<NNN>."),
            "object_key": Field(TEXT, "Where it was uploaded."),
            "content_sha256": Field(TEXT, "Hash of its bytes.", nullable=True),
            "uploaded_at": Field(INSTANT, "When it was uploaded."),
            "verdict": Field(TEXT, "Its verdict."),
        },
    ),
    _fact(
        "fact_adoption",
        "One current line of adoptions, whatever its status.",
        {
            "location_key": Field(INTEGER, "The place that the reported location stands for."),
            "submission_key": _SUBMISSION_KEY,
            "row_number": _ROW,
            "reported_location": Field(TEXT, "The location as reported: its code, or LOC:<postcode>:<name>."),
            "adoption_status": Field(TEXT, "planned, adopted or stopped."),
            "adopted_date": Field(DATE, "The day the location began.", nullable=True),
            "stopped_date": Field(DATE, "The day the location stopped.", nullable=True),
            "benefit_basis": Field(TEXT, "What benefiting means in this row.", nullable=True),
            "beneficiaries_count": Field(BIGINT, "People newly benefiting, as the basis says."),
        },
        ("reporting_period", "network_key", "location_key", "innovation_key", "row_number"),
        is_view=True,
    ),
    _fact(
        "fact_economic_impact",
        "One current line of economic impact.",
        {
            "deal_reference": Field(TEXT, "The deal."),
            "submission_key": _SUBMISSION_KEY,
            "row_number": _ROW,
            "company_name": Field(TEXT, "The company or body."),
            "company_number": Field(TEXT, "Its Companies House number.", nullable=True),
            "funding_type": Field(TEXT, "Where the money comes from."),
            "investment_gbp": Field(MONEY, "Pounds invested."),
            "jobs_created_fte": Field(FTE, "Jobs created."),
            "jobs_safeguarded_fte": Field(FTE, "Jobs kept."),
        },
        ("reporting_period", "network_key", "deal_reference"),
    ),
)  # fmt: skip
