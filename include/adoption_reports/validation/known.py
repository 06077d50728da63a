"""What the registry knows, laid out for whole columns: held once, beside the suites and not in them.

An 11,000-value list copied through an expectation's arguments cost more than every check together.
Source: contract, section 11; totals, section 2; performance, "What made it lean".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from adoption_reports.domain.registry import Registry

Flags = NDArray[np.bool_]
ALWAYS = np.iinfo(np.int32).min
NEVER = np.iinfo(np.int32).max


def days(day: date) -> int:
    """A day as Arrow's date32 counts it: days since 1970."""
    return (day - date(1970, 1, 1)).days


@dataclass(frozen=True)
class KnownCodes:
    """The registry's codes as Arrow arrays, and what is known of each, in the same order.

    closed_on, ended_on: days since 1970; NEVER where still open or active.
    moves: whether a location stands for another place. area: the network of that place, or "".
    """

    registry: Registry
    codes: Mapping[str, pa.Array]
    closed_on: NDArray[np.int32]
    moves: Flags
    area: NDArray[np.str_]
    ended_on: NDArray[np.int32]

    @classmethod
    def of(cls, registry: Registry) -> Self:
        """Lay one version of the registry out; about 20 ms for 11,500 locations."""
        places = registry.resolutions
        locations, innovations = registry.locations, registry.innovations
        return cls(
            registry,
            {
                "locations": pa.array(list(locations), pa.string()),
                "innovations": pa.array(list(innovations), pa.string()),
            },
            _column(locations, lambda one: days(one.closed_date) if one.closed_date else NEVER, np.int32),
            _column(locations, lambda one: places[one.location_code].place != one.location_code, np.bool_),
            _column(locations, lambda one: registry.area_of(places[one.location_code].place) or "", np.str_),
            _column(innovations, lambda one: _ended(one.status, one.status_date), np.int32),
        )

    def is_known(self, kind: str, values: pa.Array) -> Flags:
        """Which values the registry holds."""
        known = pc.is_in(values.cast(pa.string()), value_set=self.codes[kind])
        return np.asarray(known.to_numpy(zero_copy_only=False))

    def look_up(self, kind: str, values: pa.Array, facts: NDArray[Any], unknown: Any) -> NDArray[Any]:
        """What `facts` (in the order of the codes) says of each value; `unknown` where none is held."""
        where = pc.fill_null(pc.index_in(values.cast(pa.string()), value_set=self.codes[kind]), -1)
        either = np.append(facts, np.array([unknown], dtype=facts.dtype))
        return np.asarray(either[where.to_numpy(zero_copy_only=False)])


def _ended(status: str, since: date | None) -> int:
    if status == "active":
        return int(NEVER)
    return days(since) if since else int(ALWAYS)


def _column(records: Mapping[str, Any], fact: Callable[[Any], Any], kind: Any) -> NDArray[Any]:
    return np.array([fact(record) for record in records.values()], dtype=kind)
