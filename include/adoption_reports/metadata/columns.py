"""Every column a network may send, described once.

Arrow schemas, warehouse tables, expectations, templates and the data dictionary are
rendered from these descriptions. Source: contract, sections 3, 4 and 13.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "postcode", "word", "integer", "money", "fte", "date"]

ADOPTION_STATUSES = ("planned", "adopted", "stopped")
BENEFIT_BASES = ("covered", "identified", "offered", "received", "completed", "avoided")
FUNDING_TYPES = ("grant", "equity", "sales", "nhs", "charity", "in_kind")

MEANINGS = {
    "planned": "Agreed, and not in use yet.",
    "adopted": "In use at the end of the quarter.",
    "stopped": "Was in use, and no longer is.",
    "covered": "People whom the innovation is there for, such as a practice's registered patients.",
    "identified": "People found to need it.",
    "offered": "People to whom it was offered.",
    "received": "People who received it.",
    "completed": "People who finished it, where it is a course or a programme.",
    "avoided": "Cases that did not happen, such as strokes or admissions.",
    "grant": "Public or research money that is not paid back, such as from Innovate UK.",
    "equity": "Money for a share in the company.",
    "sales": "Sales of the innovation, other than to the NHS.",
    "nhs": "Money from an NHS body, purchases included.",
    "charity": "Money from a charity.",
    "in_kind": "Staff time, equipment or premises, at what they would have cost.",
}
"""What each allowed word means, for whoever fills in a report."""


@dataclass(frozen=True, slots=True)
class When:
    """A condition on one other column of the same row; `column` None: always true."""

    column: str | None = None
    words: tuple[str, ...] = ()
    above: int | None = None
    blank: bool | None = None

    def as_mapping(self) -> dict[str, object]:
        """The condition as the suites in expectations/ write it."""
        parts: dict[str, object] = {"column": self.column}
        if self.words:
            parts["is_one_of"] = list(self.words)
        if self.above is not None:
            parts["is_above"] = self.above
        if self.blank is not None:
            parts["is_blank"] = self.blank
        return parts


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset.

    title: what people call it; description: one sentence for the dictionary.
    pattern: a regular expression that the whole canonical value matches; shape: it in words.
    required: None (optional) or the conditions that together make a value required.
    registry: the reference list that must hold the value.
    blank_counts_as_zero: a blank is read as 0 where a value isn't required.
    """

    title: str
    kind: Kind
    description: str
    aliases: tuple[str, ...] = ()
    required: tuple[When, ...] | None = None
    unit: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    shape: str | None = None
    words: tuple[str, ...] = ()
    registry: Literal["innovations", "locations"] | None = None
    blank_counts_as_zero: bool = False
    restricted: bool = False


ALWAYS = (When(),)

NETWORK_CODE = Column(
    "network code", "code", "The reporting network's code; must agree with the folder.",
    aliases=("network", "ahsn", "ahsn code"),
)  # fmt: skip
REPORTING_PERIOD = Column(
    "reporting period", "text", "The UK financial-year quarter; must agree with the folder.",
    aliases=("period", "quarter", "reporting quarter"),
)  # fmt: skip

COLUMNS: dict[str, Column] = {
    "innovation_code": Column(
        "innovation code",
        "code",
        "The innovation, by its code in the national registry.",
        aliases=("innovation", "innovation id", "innovation reference"),
        required=ALWAYS,
        pattern=r"INN-[0-9]{4}",
        shape="INN- and four digits, such as INN-0001",
        registry="innovations",
    ),
    "location_code": Column(
        "location code",
        "code",
        "The organisation or site where the innovation is used, by its ODS code.",
        aliases=("ods code", "ods", "organisation code", "site code", "practice code"),
        required=(When("location_name", blank=True), When("location_postcode", blank=True)),
        pattern=r"[A-Z0-9]{3,12}",
        shape="3 to 12 letters and digits, such as RX1RA",
        registry="locations",
    ),
    "location_name": Column(
        "location name",
        "text",
        "The place's name, for places without an ODS code.",
        aliases=("location", "site name", "organisation name", "place"),
        required=(When("location_code", blank=True), When("location_postcode", blank=False)),
        max_length=200,
    ),
    "location_postcode": Column(
        "location postcode",
        "postcode",
        "The place's postcode, for places without an ODS code.",
        aliases=("postcode", "post code"),
        required=(When("location_code", blank=True), When("location_name", blank=False)),
        pattern=r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}",
        shape="a full UK postcode, such as NE1 4LP",
    ),
    "adoption_status": Column(
        "adoption status",
        "word",
        "Whether the innovation is planned, adopted or stopped at this location at the end of the quarter.",
        aliases=("status",),
        required=ALWAYS,
        words=ADOPTION_STATUSES,
    ),
    "adopted_date": Column(
        "adopted date",
        "date",
        "The day the location began to use the innovation.",
        aliases=("adoption date", "date adopted", "start date"),
        required=(When("adoption_status", words=("adopted", "stopped")),),
    ),
    "stopped_date": Column(
        "stopped date",
        "date",
        "The day the location stopped using the innovation.",
        aliases=("date stopped", "end date"),
        required=(When("adoption_status", words=("stopped",)),),
    ),
    "beneficiaries_count": Column(
        "number of beneficiaries",
        "integer",
        "People newly benefiting in the quarter, counted as the benefit basis says.",
        aliases=("beneficiaries", "number of beneficiaries", "people benefiting", "patients"),
        required=(When("adoption_status", words=("adopted",)),),
        unit="people",
        minimum=0,
        maximum=5_000_000,
        blank_counts_as_zero=True,
    ),
    "benefit_basis": Column(
        "benefit basis",
        "word",
        "What benefiting means in this row.",
        aliases=("basis", "basis of benefit"),
        required=(When("beneficiaries_count", above=0),),
        words=BENEFIT_BASES,
    ),
    "deal_reference": Column(
        "deal reference",
        "code",
        "The deal; the same deal has the same reference in every network.",
        aliases=("deal", "deal ref", "investment reference"),
        required=ALWAYS,
        pattern=r"[A-Z0-9/_-]{4,40}",
        shape="4 to 40 letters, digits, slashes, underscores or hyphens",
    ),
    "company_name": Column(
        "company name",
        "text",
        "The company or body that received the money or created the jobs.",
        aliases=("company",),
        required=ALWAYS,
        max_length=200,
    ),
    "company_number": Column(
        "company number",
        "code",
        "The company's Companies House number.",
        aliases=("companies house number", "company no"),
        pattern=r"[0-9]{8}|[A-Z]{2}[0-9]{6}",
        shape="eight digits, or two letters and six digits",
    ),
    "funding_type": Column(
        "funding type",
        "word",
        "Where the money comes from.",
        aliases=("funding", "type of funding", "funding source"),
        required=ALWAYS,
        words=FUNDING_TYPES,
    ),
    "investment_gbp": Column(
        "investment",
        "money",
        "Money committed by the deal in the quarter, in pounds (not thousands).",
        aliases=("investment", "investment £", "amount £", "value £"),
        required=ALWAYS,
        unit="GBP",
        minimum=0,
        maximum=1_000_000_000,
    ),
    "jobs_created_fte": Column(
        "jobs created",
        "fte",
        "Jobs created by the deal, in full-time equivalents.",
        aliases=("jobs created", "jobs created fte"),
        unit="FTE",
        minimum=0,
        maximum=10_000,
        blank_counts_as_zero=True,
    ),
    "jobs_safeguarded_fte": Column(
        "jobs safeguarded",
        "fte",
        "Jobs kept that would have gone without the deal, in full-time equivalents.",
        aliases=("jobs safeguarded", "jobs safeguarded fte"),
        unit="FTE",
        minimum=0,
        maximum=10_000,
        blank_counts_as_zero=True,
    ),
    "notes": Column(
        "notes",
        "text",
        "Anything the network wants to say; never leaves the warehouse's restricted schema.",
        aliases=("note", "comment", "comments"),
        max_length=2_000,
        restricted=True,
    ),
}
