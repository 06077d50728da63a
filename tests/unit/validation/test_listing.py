"""At most 1,000 findings are listed, spread over the rules; all are counted, at any size."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from adoption_reports.domain.listing import shares
from adoption_reports.domain.reading import DatasetReading
from adoption_reports.metadata.arrow import arrow_schema
from adoption_reports.metadata.limits import HELD_ROWS_RETURNED
from adoption_reports.validation.validator import Validator
from tests.unit.validation.conftest import Judge
from tests.unit.validation.drawn import REGISTRY, adoption, circumstances, distinct, malformed, reading, told


@pytest.mark.parametrize(
    ("counts", "limit", "expected"),
    [
        ({}, 5, {}),
        ({"R02": 3}, 5, {"R02": 3}),
        ({"R02": 9, "R05": 9}, 6, {"R02": 3, "R05": 3}),
        ({"R02": 5, "R05": 1, "W01": 9}, 8, {"R02": 4, "R05": 1, "W01": 3}),
        ({"R02": 1, "R05": 1, "W01": 1}, 2, {"R02": 1, "R05": 1, "W01": 0}),
    ],
)
def test_rules_share_the_list_evenly(counts: dict[str, int], limit: int, expected: dict[str, int]) -> None:
    assert shares(counts, limit) == expected


def test_sharing_is_taking_one_of_each_in_turn() -> None:
    counts = {"a": 7, "b": 2, "c": 11, "d": 0, "e": 4}
    for limit in range(30):
        left, taken = dict(counts), dict.fromkeys(counts, 0)
        while sum(taken.values()) < min(limit, sum(counts.values())):
            for rule in counts:
                if left[rule] and sum(taken.values()) < limit:
                    left[rule] -= 1
                    taken[rule] += 1
        assert shares(counts, limit) == taken


def test_a_rare_finding_is_listed_beside_a_thousand_common_ones(judge: Judge) -> None:
    rows = [*distinct(1500, benefit_basis="?"), adoption(location_code="RX1RZ")]
    judged = judge("adoptions", rows)
    listed = [rule for rule, _, _ in told(judged)]
    assert judged.findings.by_rule == {"F10": 1, "R05": 1, "R08": 1500}
    assert {rule: listed.count(rule) for rule in set(listed)} == {"F10": 1, "R05": 1, "R08": 998}


def test_findings_are_listed_by_severity_then_in_the_file_s_order(judge: Judge) -> None:
    rows = [adoption(location_code="RYH01"), adoption(location_code="RX1RZ"), adoption(innovation_code="INN-0099")]
    assert told(judge("adoptions", [*rows, *distinct(1)])) == [
        ("R05", 3, "location_code"),
        ("R04", 4, "innovation_code"),
        ("W03", 2, "location_code"),
    ]


ROWS = 200_000


def _each_row_breaks_five_rules() -> DatasetReading:
    numbers = np.arange(ROWS)
    values = {
        "innovation_code": pa.array([f"INN{n}" for n in numbers]),
        "location_code": pa.array([f"Q{n:07d}" for n in numbers]),
        "adoption_status": pa.array(["?"] * ROWS),
        "adopted_date": pa.array([date(2030, 1, 1)] * ROWS),
        "beneficiaries_count": pa.array(-1 - numbers),
        "benefit_basis": pa.array(["received"] * ROWS),
    }
    schema = arrow_schema("adoptions")
    table = pa.table({field.name: values.get(field.name, pa.nulls(ROWS, field.type)) for field in schema})
    table = table.append_column("row", pa.array(numbers + 2)).append_column("unreadable", pa.array(numbers * 0))
    raw = pa.table({name: column.cast(pa.string()) for name, column in values.items()})
    return DatasetReading("adoptions", None, table, raw, malformed(), 0)


def test_a_file_where_every_row_breaks_five_rules_is_counted_whole_and_listed_in_part(validator: Validator) -> None:
    file = reading(_each_row_breaks_five_rules())
    judged = validator.judge(file, circumstances(), REGISTRY)
    assert judged.findings.by_rule == {"F10": 1} | dict.fromkeys(("R04", "R05", "R06", "R07", "R08"), ROWS)
    assert len(judged.findings.listed) == 1000
    one = judged.datasets[0]
    assert (one.rows_held, one.held.num_rows) == (ROWS, HELD_ROWS_RETURNED)
    assert one.held["rules"][HELD_ROWS_RETURNED - 1].as_py() == ["R04", "R05", "R06", "R07", "R08"]
    assert judged.held_back_investment == Decimal("0.00")
