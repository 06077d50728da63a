"""Schema `warehouse`: the accepted lines of every submission. Immutable: added, never changed."""

from adoption_reports.metadata.columns import COLUMNS, Kind
from adoption_reports.metadata.datasets import DATASETS, Dataset
from adoption_reports.metadata.tables import BIGINT, DATE, FTE, MONEY, TEXT, Field, SqlType, Table

TYPE_OF_KIND: dict[Kind, SqlType] = {
    "code": TEXT, "text": TEXT, "postcode": TEXT, "word": TEXT,
    "integer": BIGINT, "money": MONEY, "fte": FTE, "date": DATE,
}  # fmt: skip

LINE_TABLES = {"adoptions": "adoption_line", "economic_impact": "economic_impact_line"}
_WHERE_FROM = {
    "reporting_period": Field(TEXT, "The period reported."),
    "network_code": Field(TEXT, "The network that reports."),
    "submission_id": Field(TEXT, "The decision whose line it is: the submission whose file holds it, then <it>~<n>."),
    "sheet": Field(TEXT, "The sheet.", nullable=True),
    "row_number": Field(BIGINT, "The row as a person sees it."),
}
LOCATION = "location"
"""The row's location as reported: its code, or LOC:<postcode>:<name>."""


def _is_nullable(name: str) -> bool:
    column = COLUMNS[name]
    always = column.required is not None and any(when.column is None for when in column.required)
    return not (always or column.blank_counts_as_zero)


def _lines(dataset: Dataset) -> Table:
    columns = dict(_WHERE_FROM)
    for name in dataset.columns:
        column = dataset.column(name)
        columns[name] = Field(TYPE_OF_KIND[column.kind], column.description, nullable=_is_nullable(name))
    if LOCATION in dataset.key:
        columns[LOCATION] = Field(TEXT, "The location as reported: its code, or LOC:<postcode>:<name>.")
    return Table(
        "warehouse",
        LINE_TABLES[dataset.name],
        f"{dataset.grain} Accepted lines of every submission, current or not.",
        columns,
        ("reporting_period", "submission_id", "row_number"),
        # For explanations of one innovation, and for what was ever said of one adoption.
        indexes=(("innovation_code", LOCATION) if LOCATION in dataset.key else ("innovation_code",),),
        partition_by="reporting_period",
        is_filled_in_bulk=True,
    )


TABLES = tuple(_lines(dataset) for dataset in DATASETS.values())
