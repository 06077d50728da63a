"""What the accepted rows of a file add up to. Source: contract, section 4."""

from typing import Any

import pyarrow.compute as pc

from adoption_reports.domain.judgement import JudgedDataset
from adoption_reports.metadata.datasets import ADOPTIONS

_ZERO = {"investment_gbp": "0.00", "jobs_created_fte": "0.0", "jobs_safeguarded_fte": "0.0"}


def counted(judged: JudgedDataset) -> dict[str, Any]:
    """Sums over a dataset's accepted rows, as receipt.json writes them.

    Adoptions: rows by status, innovations, and people by what benefiting means; deals: money and jobs.
    """
    rows = judged.lines
    if judged.dataset == ADOPTIONS.name:
        return {
            "dataset": judged.dataset,
            "rows": judged.rows_accepted,
            "innovations_count": pc.count_distinct(rows["innovation_code"]).as_py(),
            "rows_by_status": _grouped(rows, "adoption_status", "count"),
            "people_by_basis": {
                basis: people for basis, people in _grouped(rows, "benefit_basis", "sum").items() if people
            },
        }
    sums = {name: pc.sum(rows[name]).as_py() for name in _ZERO}
    return {
        "dataset": judged.dataset,
        "rows": judged.rows_accepted,
        **{name: nothing if sums[name] is None else str(sums[name]) for name, nothing in _ZERO.items()},
    }


def _grouped(rows: Any, by: str, what: str) -> dict[str, int]:
    counted = rows.select([by, "beneficiaries_count"]).group_by(by).aggregate([("beneficiaries_count", what)])
    named = zip(counted[by].to_pylist(), counted[f"beneficiaries_count_{what}"].to_pylist(), strict=True)
    return {word: int(number) for word, number in sorted(one for one in named if one[0] is not None)}
