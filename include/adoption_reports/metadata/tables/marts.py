"""Schema `marts`: what BI tools read. Derived; all of it changes in one transaction.

Each mart of figures has a history beside it: every row ever shown, with when. A BI tool that filters
`shown_from <= T and shown_until > T` sees the mart as it was shown at T.

Source: contract, section 10; totals, sections 3 to 7.
"""

from adoption_reports.metadata import measures
from adoption_reports.metadata.tables import (
    BIGINT,
    BOOLEAN,
    DATE,
    FTE_SUM,
    INSTANT,
    INTEGER,
    MONEY,
    MONEY_SUM,
    TEXT,
    Field,
    SqlType,
    Table,
)  # fmt: skip

IN_PERIOD = "in_period"
SINCE_201314 = "since_201314"

_MEANINGS: dict[str, tuple[SqlType, str]] = {
    "innovations_count": (BIGINT, "Distinct innovations adopted: in the period; or in any period up to it."),
    "locations_count": (BIGINT, "Distinct places with an adoption: in the period; or in any period up to it."),
    "live_locations_count": (
        BIGINT,
        "Places where at least one innovation's latest line up to the period says adopted.",
    ),
    "adoptions_count": (BIGINT, "Distinct innovations at places: in the period; or in any period up to it."),
    "beneficiaries_count": (
        BIGINT,
        "People newly benefiting (received or completed). One person may count under two innovations.",
    ),
    "beneficiaries_floor_count": (
        BIGINT,
        "The same, if of each adoption that networks share the smallest figure were right.",
    ),
    "beneficiaries_ceiling_count": (
        BIGINT,
        "The same, if networks that share an adoption had all counted different people.",
    ),
    "people_reached_count": (BIGINT, "People covered by, identified for or offered an innovation."),
    "cases_avoided_count": (BIGINT, "Cases avoided."),
    "jobs_created_fte": (FTE_SUM, "Jobs created, in full-time equivalents."),
    "jobs_safeguarded_fte": (FTE_SUM, "Jobs kept, in full-time equivalents."),
    "investment_gbp": (MONEY_SUM, "Money committed by deals, in pounds."),
}

MEASURES = {
    name: Field(type_, f"{words} {measures.MEASURES[name].additivity}") for name, (type_, words) in _MEANINGS.items()
}
"""Every measure of a total, in contract order."""

_REFRESHED = {"refreshed_at": Field(INSTANT, "When the row was last made.")}
_PERIOD = {"reporting_period": Field(TEXT, "The reporting period, such as 2017-18-Q3.")}
_PERIOD_SHOWN = _PERIOD | {
    "period_label": Field(TEXT, "The period in words, such as 2017/18 Q3 (Oct to Dec 2017)."),
    "period_start_date": Field(DATE, "Its first day."),
    "period_end_date": Field(DATE, "Its last day."),
    "time_basis": Field(TEXT, "in_period: the quarter alone; since_201314: every period up to it."),
}
_NETWORK = Field(TEXT, "The reporting network.")
_DATASET = Field(TEXT, "adoptions or economic_impact.")
_COVERAGE = "reported, nil (a nil return) or missing."
_PROVISIONAL = Field(BOOLEAN, "False only for a figure that equals the latest final vintage.")


def _mart(
    name: str,
    grain: str,
    columns: dict[str, Field],
    key: tuple[str, ...],
    indexes: tuple[tuple[str, ...], ...] = (),
) -> Table:
    return Table("marts", name, grain, columns | _REFRESHED, key, indexes=indexes)


_MARTS: tuple[Table, ...] = (
    _mart(
        "national_totals",
        "The nation's figures for one reporting period and time basis.",
        _PERIOD_SHOWN
        | MEASURES
        | {
            "adoptions_networks_reported_count": Field(
                INTEGER, "Networks that reported adoptions of that period, nil returns too."
            ),
            "economic_networks_reported_count": Field(
                INTEGER, "Networks that reported deals of that period, nil returns too."
            ),
            "networks_expected_count": Field(INTEGER, "Networks that are asked to report."),
            "is_provisional": _PROVISIONAL,
        },
        ("reporting_period", "time_basis"),
    ),
    _mart(
        "network_totals",
        "One network's own figures, as it reported them, for one reporting period and time basis.",
        _PERIOD_SHOWN
        | {"network_code": _NETWORK}
        | MEASURES
        | {
            "adoptions_coverage": Field(TEXT, f"Its adoptions of that period: {_COVERAGE}"),
            "economic_coverage": Field(TEXT, f"Its deals of that period: {_COVERAGE}"),
            "is_provisional": _PROVISIONAL,
        },
        ("reporting_period", "time_basis", "network_code"),
    ),
    _mart(
        "innovation_totals",
        "One innovation's figures, from what counts nationally, for one reporting period and time basis.",
        _PERIOD_SHOWN
        | {"innovation_code": Field(TEXT, "The innovation.")}
        | MEASURES
        | {"is_provisional": _PROVISIONAL},
        ("reporting_period", "time_basis", "innovation_code"),
        indexes=(("innovation_code",),),
    ),
    _mart(
        "reconciliation_ladder",
        "How the networks' figures add up to the nation's: one measure, reporting period and time basis.",
        _PERIOD
        | {
            "time_basis": _PERIOD_SHOWN["time_basis"],
            "measure": Field(TEXT, "The measure, by its column's name in national_totals."),
            "sum_of_networks": Field(MONEY_SUM, "The sum of all networks' own figures."),
            "overlap_removed": Field(
                MONEY_SUM, "What networks report beside another whose report counts; never a subtraction."
            ),
            "national": Field(MONEY_SUM, "The nation's figure."),
        },
        ("reporting_period", "time_basis", "measure"),
    ),
    _mart(
        "overlaps",
        "One network's report of an adoption or deal that more than one network reports in a period.",
        _PERIOD
        | {
            "dataset": _DATASET,
            "innovation_code": Field(TEXT, "The innovation, as this network reports it."),
            "place": Field(TEXT, "The adoption's place; none for a deal.", nullable=True),
            "deal_reference": Field(TEXT, "The deal; none for an adoption.", nullable=True),
            "network_code": _NETWORK,
            "beneficiaries_count": Field(
                BIGINT, "People who received or completed; none for a deal.", nullable=True
            ),
            "all_bases_count": Field(BIGINT, "People on all bases; none for a deal.", nullable=True),
            "investment_gbp": Field(MONEY, "Pounds invested; none for an adoption.", nullable=True),
            "is_counted": Field(BOOLEAN, "Whether this network's figures count nationally."),
            "reason": Field(TEXT, "Why they do, or which network's do instead, and why."),
        },
        (),
        indexes=(("reporting_period", "place", "innovation_code"), ("reporting_period", "deal_reference")),
    ),
    _mart(
        "coverage",
        "Whether one network has reported one dataset of one reporting period that is asked for.",
        _PERIOD
        | {
            "network_code": _NETWORK,
            "dataset": _DATASET,
            "coverage": Field(TEXT, _COVERAGE),
            "submission_id": Field(TEXT, "The submission that speaks; none if missing.", nullable=True),
            "due_date": Field(DATE, "The last day to be in time; none: no due day.", nullable=True),
            "is_late": Field(BOOLEAN, "It came after the due day; or it is missing and the day has passed."),
        },
        ("reporting_period", "network_code", "dataset"),
    ),
    _mart(
        "submission_log",
        "One submission and what became of it.",
        {
            "submission_id": Field(TEXT, "<network>-<period>-r<NNN>."),
            "network_code": Field(TEXT, "The network; none when the key names none.", nullable=True),
            "reporting_period": Field(TEXT, "The period; none when the key names none.", nullable=True),
            "object_key": Field(TEXT, "Where it was uploaded."),
            "content_sha256": Field(TEXT, "Hash of its bytes, once they were read.", nullable=True),
            "uploaded_at": Field(INSTANT, "When it was uploaded."),
            "received_at": Field(INSTANT, "When it was first listed."),
            "recorded_at": Field(INSTANT, "When its verdict was recorded.", nullable=True),
            "verdict": Field(TEXT, "The verdict; none while it waits.", nullable=True),
            "is_current": Field(BOOLEAN, "It speaks for at least one dataset."),
            "is_withdrawn": Field(BOOLEAN, "A person withdrew it."),
            "rows_read_count": Field(BIGINT, "Rows read: accepted, held and repeated."),
            "rows_accepted_count": Field(BIGINT, "Rows accepted."),
            "rows_held_count": Field(BIGINT, "Rows held."),
            "rows_repeated_count": Field(BIGINT, "Further copies of rows that count once."),
        },
        ("submission_id",),
    ),
    _mart(
        "held_rows_summary",
        "The held rows of what is current: one network, reporting period, dataset and rule.",
        _PERIOD
        | {
            "network_code": _NETWORK,
            "dataset": _DATASET,
            "rule": Field(TEXT, "The rule; a row that two rules hold counts under both."),
            "submission_id": Field(TEXT, "The submission that speaks."),
            "rows_held_count": Field(BIGINT, "Rows that the rule holds."),
            "beneficiaries_count": Field(
                BIGINT, "People (received or completed) in these rows, where it can be read."
            ),
            "investment_gbp": Field(MONEY_SUM, "Pounds in these rows, where it can be read."),
        },
        ("reporting_period", "network_code", "dataset", "rule"),
    ),
)  # fmt: skip

BRIDGE = Table(
    "marts",
    "bridge",
    "By how much one change moved one national figure. Over the changes recorded between two moments they"
    " add up to the figure's movement, exactly.",
    {
        "recorded_at": Field(INSTANT, "When the change was recorded."),
        "reason": Field(
            TEXT,
            "late (first time in), restated, withdrawn (or reinstated), corrected, reference (the registry changed)"
            " or rule_change.",
        ),
        "network_code": Field(TEXT, "The network whose lines changed."),
        "submission_id": Field(TEXT, "The submission that came, or was acted on; none: the registry.", nullable=True),
        "registry_version": Field(INTEGER, "The registry version that came; none: a submission.", nullable=True),
        **{name: _PERIOD_SHOWN[name] for name in ("reporting_period", "time_basis")},
        "measure": Field(TEXT, "The measure, by its column's name in national_totals."),
        "movement": Field(MONEY_SUM, "The figure after the change, less the figure before it."),
    }
    | _REFRESHED,
    (),
    is_view=True,
)

_WITHIN = {
    "innovation_totals": ("innovation_code", "touched_innovation"),
    "overlaps": ("reporting_period", "touched_source"),
}


def _history(mart: Table) -> Table:
    """Every row of a mart that was ever shown, with when."""
    columns = {name: field for name, field in mart.columns.items() if name not in _REFRESHED}
    columns["shown_from"] = Field(INSTANT, "When the row was first shown.")
    columns["shown_until"] = Field(INSTANT, "When another took its place; 9999-12-31: it is still shown.")
    return Table(
        "marts",
        f"{mart.name}_history",
        f"As it was shown from one moment until another: {mart.grain[0].lower()}{mart.grain[1:]}",
        columns,
        (),
        indexes=(("shown_until", "reporting_period"),),
        history_of=mart.name,
        identity=mart.key or mart.indexes[0] + ("deal_reference", "network_code"),
        within=_WITHIN.get(mart.name),
    )


MOMENT_MARTS = (
    "national_totals", "network_totals", "innovation_totals", "reconciliation_ladder", "overlaps", "coverage",
)  # fmt: skip
"""The marts that say what was known at a moment; the others say what happened to files."""

TABLES: tuple[Table, ...] = (
    *_MARTS,
    *(_history(mart) for mart in _MARTS if mart.name in MOMENT_MARTS),
    BRIDGE,
)
