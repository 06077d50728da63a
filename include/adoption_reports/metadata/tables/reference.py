"""Schema `reference`: the registry with its history. A change closes the old row and keeps it."""

from adoption_reports.metadata.tables import DATE, IDENTITY, INSTANT, INTEGER, TEXT, Field, Table

_HISTORY = {
    "from_version": Field(INTEGER, "The first registry version in which the row holds."),
    "to_version": Field(INTEGER, "The first registry version in which it no longer holds.", nullable=True),
}


def _table(name: str, grain: str, key: str, columns: dict[str, Field]) -> Table:
    return Table("reference", name, grain, columns | _HISTORY, (key, "from_version"))


TABLES = (
    Table(
        "reference",
        "registry_version",
        "One state of the whole registry.",
        {
            "registry_version": Field(IDENTITY, "The version's number, growing."),
            "content_sha256": Field(TEXT, "Hash of the registry's content."),
            "recorded_at": Field(INSTANT, "When the version was loaded."),
        },
        ("registry_version",),
    ),
    _table(
        "network",
        "One reporting network, for a span of registry versions.",
        "network_code",
        {
            "network_code": Field(TEXT, "The network's code."),
            "network_name": Field(TEXT, "Its name in the first licence."),
            "name_since_2023": Field(TEXT, "Its name since 2023."),
            "acronym": Field(TEXT, "What it calls itself for short."),
            "area_description": Field(TEXT, "The area it serves, in words."),
        },
    ),
    _table(
        "innovation",
        "One innovation, for a span of registry versions.",
        "innovation_code",
        {
            "innovation_code": Field(TEXT, "The innovation's code."),
            "innovation_name": Field(TEXT, "Its name."),
            "description": Field(TEXT, "What it does."),
            "status": Field(TEXT, "active, closed or withdrawn."),
            "status_date": Field(DATE, "The day since when the status holds.", nullable=True),
            "successor_code": Field(TEXT, "What followed it; information that totals never use.", nullable=True),
        },
    ),
    _table(
        "location",
        "One organisation or site, for a span of registry versions.",
        "location_code",
        {
            "location_code": Field(TEXT, "The ODS code."),
            "location_name": Field(TEXT, "The organisation's or site's name."),
            "location_type": Field(TEXT, "trust, hospital_site, gp_practice, pharmacy, care_home, community or other."),
            "network_code": Field(TEXT, "The network in whose area it lies.", nullable=True),
            "postcode": Field(TEXT, "Its postcode.", nullable=True),
            "opened_date": Field(DATE, "The day it opened.", nullable=True),
            "closed_date": Field(DATE, "The day it closed.", nullable=True),
            "successor_code": Field(TEXT, "The code that follows it, one step.", nullable=True),
        },
    ),
    _table(
        "location_place",
        "The place that one location code stands for, for a span of registry versions.",
        "location_code",
        {
            "location_code": Field(TEXT, "The code as reported."),
            "place": Field(TEXT, "The end of its chain of successors."),
            "ending": Field(TEXT, "end, unknown_successor or loop: how the chain ended."),
            "network_code": Field(TEXT, "The network in whose area the place lies.", nullable=True),
        },
    ),
    _table(
        "reporting_period",
        "One period that is asked for, for a span of registry versions.",
        "reporting_period",
        {
            "reporting_period": Field(TEXT, "The period's code."),
            "due_date": Field(DATE, "The last day on which a report is in time.", nullable=True),
            "closes_date": Field(DATE, "The last day on which a report is taken.", nullable=True),
        },
    ),
    _table(
        "correction",
        "One registered correction of what a network sent, for a span of registry versions.",
        "correction_id",
        {
            "correction_id": Field(TEXT, "Made from its content."),
            "network_code": Field(TEXT, "The network whose rows it corrects."),
            "reporting_period": Field(TEXT, "The period of the rows."),
            "dataset": Field(TEXT, "The dataset of the rows."),
            "content": Field(TEXT, "The whole entry as JSON: match, action, expect, reason."),
            "reason": Field(TEXT, "Why, and who agreed."),
        },
    ),
)
