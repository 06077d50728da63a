"""Arrow schemas of the datasets, made from the columns."""

import pyarrow as pa

from adoption_reports.metadata.columns import COLUMNS, Kind
from adoption_reports.metadata.datasets import DATASETS

ARROW_TYPE: dict[Kind, pa.DataType] = {
    "code": pa.string(),
    "text": pa.string(),
    "postcode": pa.string(),
    "word": pa.string(),
    "integer": pa.int64(),
    "money": pa.decimal128(14, 2),
    "fte": pa.decimal128(12, 1),
    "date": pa.date32(),
}


def arrow_schema(dataset: str) -> pa.Schema:
    """The contract columns of a dataset in contract order, each with its description."""
    return pa.schema(
        [
            pa.field(name, ARROW_TYPE[COLUMNS[name].kind], metadata={"description": COLUMNS[name].description})
            for name in DATASETS[dataset].columns
        ]
    )
