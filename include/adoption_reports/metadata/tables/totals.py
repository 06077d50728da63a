"""Schema `totals`: what the marts are made from. Derived: rebuilt at any time from the ledger and the lines.

Every adoption and every deal that a network reports counts nationally or does not; so each figure is
kept three times: for the network, and under `national` or `overlap`. An adoption is kept only where
several networks share it: any other is in its network's lines, which never change.
Source: totals, sections 2 to 6.
"""

from adoption_reports.metadata.tables import (
    BIGINT,
    BOOLEAN,
    FTE,
    FTE_SUM,
    IDENTITY,
    INSTANT,
    INTEGER,
    MONEY,
    MONEY_SUM,
    TEXT,
    Field,
    Table,
)  # fmt: skip

NATIONAL = "national"
"""The scope of what counts nationally."""
OVERLAP = "overlap"
"""The scope of what a network reports and what does not count nationally, since another's counts."""

_PERIOD = Field(TEXT, "The reporting period.")
_NETWORK = Field(TEXT, "The network that reports it.")
_INNOVATION = Field(TEXT, "The innovation.")
_PLACE = Field(TEXT, "The place that the reported location stands for.")
_SCOPE = Field(TEXT, "A network's code; national: what counts nationally; overlap: what does not.")

TABLES = (
    Table(
        "totals",
        "pending_change",
        "A dataset of one network and period whose lines changed since the totals were made.",
        {
            "change_id": Field(IDENTITY, "The change's number."),
            "network_code": Field(TEXT, "The network."),
            "reporting_period": Field(TEXT, "The period."),
            "dataset": Field(TEXT, "The dataset."),
            "created_at": Field(INSTANT, "When it changed."),
        },
        ("change_id",),
    ),
    Table(
        "totals",
        "refresh",
        "What the totals were last made from: one row.",
        {
            "refresh_id": Field(INTEGER, "Always 1."),
            "registry_version": Field(INTEGER, "The registry version they use; 0: none."),
            "first_period": Field(TEXT, "The first period with a counting submission.", nullable=True),
            "last_period": Field(TEXT, "The last period with a counting submission.", nullable=True),
            "refreshed_at": Field(INSTANT, "When they were made."),
        },
        ("refresh_id",),
    ),
    Table(
        "totals",
        "shown_moment",
        "A moment at which everything recorded by then was counted, and shown in the marts.",
        {
            "shown_at": Field(INSTANT, "The moment."),
            "registry_version": Field(INTEGER, "The registry version that was used; 0: none."),
        },
        ("shown_at",),
    ),
    Table(
        "totals",
        "counted_source",
        "Whose adoptions the totals hold: one network and period. The adoptions themselves stay in its lines.",
        {
            "reporting_period": _PERIOD,
            "network_code": _NETWORK,
            "submission_id": Field(TEXT, "The submission that spoke."),
            "lines_of": Field(TEXT, "The decision whose lines were counted."),
            "registry_version": Field(INTEGER, "The registry by which they were."),
            "refreshed_at": Field(INSTANT, "When they were."),
        },
        ("reporting_period", "network_code"),
    ),
    Table(
        "totals",
        "shared_adoption",
        "One innovation at one place in one period that several networks report as adopted, as one of them does.",
        {
            "reporting_period": _PERIOD,
            "place": _PLACE,
            "innovation_code": _INNOVATION,
            "network_code": _NETWORK,
            "beneficiaries_count": Field(BIGINT, "People who received or completed."),
            "all_bases_count": Field(BIGINT, "People on all bases: what the largest is chosen by."),
            "networks_count": Field(INTEGER, "How many networks report it as adopted in the period."),
            "is_counted": Field(BOOLEAN, "This network's figures count nationally."),
            "is_floor": Field(BOOLEAN, "This network's beneficiaries are the national lower bound."),
            "decided_by": Field(TEXT, "Why the one that counts does: area, largest or alphabet."),
        },
        ("reporting_period", "place", "innovation_code", "network_code"),
    ),
    Table(
        "totals",
        "network_place",
        "One place of which one network reports an adoption in one period, whatever its status.",
        {
            "place": _PLACE,
            "reporting_period": _PERIOD,
            "network_code": _NETWORK,
            "reported_count": Field(INTEGER, "Innovations that it reports there."),
            "adopted_count": Field(INTEGER, "Of these, adopted."),
        },
        ("place", "reporting_period", "network_code"),
    ),
    Table(
        "totals",
        "network_innovation",
        "One innovation that one network reports as adopted in one period.",
        {
            "innovation_code": _INNOVATION,
            "reporting_period": _PERIOD,
            "network_code": _NETWORK,
            "adopted_count": Field(INTEGER, "Places that have adopted it."),
        },
        ("innovation_code", "reporting_period", "network_code"),
    ),
    Table(
        "totals",
        "network_deal",
        "One deal in one period, as one network reports it.",
        {
            "reporting_period": _PERIOD,
            "deal_reference": Field(TEXT, "The deal."),
            "network_code": _NETWORK,
            "innovation_code": _INNOVATION,
            "investment_gbp": Field(MONEY, "Pounds invested."),
            "jobs_created_fte": Field(FTE, "Jobs created."),
            "jobs_safeguarded_fte": Field(FTE, "Jobs safeguarded."),
            "networks_count": Field(INTEGER, "How many networks report it in the period."),
            "is_counted": Field(BOOLEAN, "This network's figures count nationally."),
            "decided_by": Field(TEXT, "Why the one that counts does: only, largest or alphabet."),
        },
        ("reporting_period", "deal_reference", "network_code"),
        indexes=(("reporting_period", "network_code"),),
    ),
    Table(
        "totals",
        "place_step",
        "By how many live innovations one place changes in one period, in one scope.",
        {
            "place": _PLACE,
            "scope": Field(TEXT, "A network's code (its own lines); national: the lines of all networks."),
            "reporting_period": _PERIOD,
            "step": Field(INTEGER, "Innovations that become live there, less those that cease to be."),
        },
        ("place", "scope", "reporting_period"),
    ),
    Table(
        "totals",
        "figure",
        "What one period adds to the figures of one scope; of the nation also by innovation.",
        {
            "innovation_code": Field(TEXT, "The innovation; empty: the scope as a whole."),
            "scope": _SCOPE,
            "reporting_period": _PERIOD,
            "innovations_count": Field(BIGINT, "Innovations adopted in the period; whole scopes only."),
            "locations_count": Field(BIGINT, "Places with an adoption in the period; whole scopes only."),
            "adoptions_count": Field(BIGINT, "Adoptions of the period."),
            "beneficiaries_count": Field(BIGINT, "People who received or completed."),
            "beneficiaries_floor_count": Field(BIGINT, "The same, as their lower bound."),
            "beneficiaries_ceiling_count": Field(BIGINT, "The same, as their upper bound."),
            "people_reached_count": Field(BIGINT, "People covered, identified or offered."),
            "cases_avoided_count": Field(BIGINT, "Cases avoided."),
            "jobs_created_fte": Field(FTE_SUM, "Jobs created."),
            "jobs_safeguarded_fte": Field(FTE_SUM, "Jobs safeguarded."),
            "investment_gbp": Field(MONEY_SUM, "Pounds invested."),
            "first_innovations_count": Field(BIGINT, "Innovations never adopted before; whole scopes only."),
            "first_locations_count": Field(BIGINT, "Places without an adoption before; whole scopes only."),
            "first_adoptions_count": Field(BIGINT, "Adoptions of what was never adopted there before."),
            "live_locations_step": Field(BIGINT, "Places that become live, less those that cease to be."),
        },
        ("reporting_period", "scope", "innovation_code"),
    ),
    Table(
        "totals",
        "movement",
        "By how much one change moved one national figure, from one period on or in that period alone.",
        {
            "recorded_at": Field(INSTANT, "When the change was recorded."),
            "reason": Field(TEXT, "late, restated, withdrawn, corrected, reference or rule_change."),
            "network_code": Field(TEXT, "The network whose lines changed."),
            "submission_id": Field(TEXT, "The submission; none: the registry.", nullable=True),
            "registry_version": Field(INTEGER, "The registry version; none: a submission.", nullable=True),
            "reporting_period": Field(TEXT, "The period whose figure moves."),
            "time_basis": Field(TEXT, "in_period or since_201314."),
            "is_running": Field(BOOLEAN, "The figures of every later period move too."),
            "measure": Field(TEXT, "The measure."),
            "movement": Field(MONEY_SUM, "After, less before."),
            "refreshed_at": Field(INSTANT, "When it was noted."),
        },
        (),
        indexes=(("recorded_at",),),
    ),
)
