"""Who spoke for each network, period and dataset, from when until when it was known.

The same rule as for any one moment, `current_claims`, asked at every moment at which something was
recorded. Source: contract, section 6 "Current".
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from adoption_reports.domain.submissions import Claim, DatasetKey, current_claims


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision on a submission; `claims` are empty where it has no dataset or does not count."""

    place: tuple[str, str]
    submission_id: str
    number: int
    recorded_at: datetime
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Acted:
    """A person withdrew a submission, or took that back; acts are numbered in their order."""

    place: tuple[str, str]
    submission_id: str
    number: int
    recorded_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A claim spoke, as known from one moment until (None: still) another."""

    claim: Claim
    from_at: datetime
    to_at: datetime | None


def spans(happenings: Iterable[Decided | Acted]) -> list[Span]:
    """Every span in which one claim spoke, in the order of network, period, dataset and time.

    happenings: every decision and act on submissions that have a network and a period, in any order.
    """
    by_place: dict[tuple[str, str], list[Decided | Acted]] = defaultdict(list)
    for one in happenings:
        by_place[one.place].append(one)
    found = [span for place in sorted(by_place) for span in _of_place(by_place[place])]
    return sorted(found, key=lambda span: (*_key(span.claim.dataset_key), span.from_at))


def _key(key: DatasetKey) -> tuple[str, str, str]:
    return key.network_code, key.reporting_period, key.dataset


def _of_place(happenings: list[Decided | Acted]) -> list[Span]:
    decided: dict[str, Decided] = {}
    acted: dict[str, Acted] = {}
    speaking: dict[DatasetKey, Span] = {}
    ended: list[Span] = []
    for moment, together in groupby(sorted(happenings, key=lambda one: one.recorded_at), lambda one: one.recorded_at):
        for one in together:
            latest: dict[str, Decided] | dict[str, Acted] = decided if isinstance(one, Decided) else acted
            before = latest.get(one.submission_id)
            if before is None or before.number < one.number:
                latest[one.submission_id] = one  # type: ignore[assignment]
        now = current_claims(_claims(decided, acted), as_of=moment)
        for key in speaking.keys() | now.keys():
            before_it, claim = speaking.get(key), now.get(key)
            if before_it is not None and before_it.claim == claim:
                continue
            if before_it is not None:
                ended.append(replace(speaking.pop(key), to_at=moment))
            if claim is not None:
                speaking[key] = Span(claim, moment, None)
    return ended + list(speaking.values())


def _claims(decided: dict[str, Decided], acted: dict[str, Acted]) -> Iterable[Claim]:
    for name, decision in decided.items():
        act = acted.get(name)
        for claim in decision.claims:
            yield replace(claim, is_withdrawn=act is not None and act.is_withdrawn)
