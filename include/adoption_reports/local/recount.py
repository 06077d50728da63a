"""An independent recount: the totals counted again from the lake's Parquet and the registry's files.

Reads no table of lines or totals but the marts that it checks. Source: totals; contract, section 9.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.parquet as pq
import sqlalchemy as sa

from adoption_reports.domain.periods import between, parse_period
from adoption_reports.local.plain_count import AdoptionLine, DealLine, Places, Recount, recount
from adoption_reports.metadata.tables.marts import MEASURES
from adoption_reports.steps import Services
from adoption_reports.storage.database import table, transaction

_LINES: dict[str, type[AdoptionLine] | type[DealLine]] = {"adoptions": AdoptionLine, "economic_impact": DealLine}


def differences(services: Services) -> list[str]:
    """Every figure of the marts that a recount from the lake does not give, in words; none: all agree."""
    registry = services.registry()
    lines = {name: list(_lake_lines(services, name)) for name in _LINES}
    with transaction(services.database) as connection:
        shown = _shown(connection)
    in_lake = {line.reporting_period for found in lines.values() for line in found}
    reported = sorted({key[0] for key in shown.national} | in_lake)
    first, last = (parse_period(reported[n]) if reported else None for n in (0, -1))
    counted = recount(
        lines["adoptions"],
        lines["economic_impact"],
        places=Places(
            {code: location.successor_code for code, location in registry.locations.items()},
            {code: location.network_code for code, location in registry.locations.items()},
        ),
        networks=list(registry.networks),
        periods=[period.code for period in between(first, last)] if first and last else [],
    )
    return [
        difference
        for name in ("national", "networks", "innovations", "ladder", "overlaps")
        for difference in _compare(name, getattr(shown, name), getattr(counted, name))
    ]


def _compare(name: str, shown: Mapping[Any, Any], counted: Mapping[Any, Any]) -> Iterator[str]:
    for key in sorted(shown.keys() | counted.keys()):
        if shown.get(key) != counted.get(key):
            yield f"{name} {' '.join(key)}: the marts say {shown.get(key)}, the recount {counted.get(key)}"


def _lake_lines(services: Services, dataset: str) -> Iterator[Any]:
    """The current lines of a dataset; network and period are in the partitions' names."""
    bucket, make = services.settings.lake_bucket, _LINES[dataset]
    for stored in services.store.list_objects(bucket, f"current/{dataset}/"):
        named = dict(part.split("=", 1) for part in stored.key.split("/") if "=" in part)
        content = pq.read_table(io.BytesIO(services.store.get(bucket, stored.key)), partitioning=None)
        for row in content.to_pylist():
            yield make(*((row | named)[field] for field in make.__dataclass_fields__))


def _shown(connection: sa.Connection) -> Recount:
    """The marts in the shape of a recount."""

    def mart(name: str) -> Iterator[tuple[dict[str, Any], tuple[str, str]]]:
        for row in connection.execute(sa.select(table(f"marts.{name}"))).mappings():
            yield dict(row), (row["reporting_period"], row.get("time_basis", ""))

    return Recount(
        national={key: _measures(row) for row, key in mart("national_totals")},
        networks={(*key, row["network_code"]): _measures(row) for row, key in mart("network_totals")},
        innovations={(*key, row["innovation_code"]): _measures(row) for row, key in mart("innovation_totals")},
        ladder={
            (*key, row["measure"]): (row["sum_of_networks"], row["overlap_removed"], row["national"])
            for row, key in mart("reconciliation_ladder")
        },
        overlaps={
            (
                row["reporting_period"],
                row["dataset"],
                row["innovation_code"],
                row["place"] or row["deal_reference"],
                row["network_code"],
            ): row["is_counted"]
            for row, _ in mart("overlaps")
        },
    )


def _measures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in MEASURES}
