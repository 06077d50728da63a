"""The totals counted a second time, in plain Python with dicts and sets, straight from their definition.

Shares no code with the warehouse's SQL, not even the following of successors: it is there to disagree.
Slow on purpose: every period is counted from its lines. Source: totals, sections 2 to 6.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Totals = dict[str, Any]
"""Measure -> figure."""
Pair = tuple[str, str]
"""An innovation and a place."""

DISTINCT = ("innovations_count", "locations_count", "adoptions_count", "live_locations_count")
PEOPLE = (
    "beneficiaries_count",
    "beneficiaries_floor_count",
    "beneficiaries_ceiling_count",
    "people_reached_count",
    "cases_avoided_count",
)
DEALS = ("jobs_created_fte", "jobs_safeguarded_fte", "investment_gbp")
_MEASURE_OF_BASIS = {
    "received": "beneficiaries_count",
    "completed": "beneficiaries_count",
    "covered": "people_reached_count",
    "identified": "people_reached_count",
    "offered": "people_reached_count",
    "avoided": "cases_avoided_count",
}


@dataclass(frozen=True, slots=True)
class AdoptionLine:
    """One current line of adoptions."""

    network_code: str
    reporting_period: str
    innovation_code: str
    location: str
    adoption_status: str
    beneficiaries_count: int
    benefit_basis: str | None


@dataclass(frozen=True, slots=True)
class DealLine:
    """One current line of economic impact."""

    network_code: str
    reporting_period: str
    deal_reference: str
    innovation_code: str
    investment_gbp: Decimal
    jobs_created_fte: Decimal
    jobs_safeguarded_fte: Decimal


@dataclass(frozen=True, slots=True)
class Places:
    """Which code follows which, and in whose area a code lies."""

    successors: Mapping[str, str | None]
    areas: Mapping[str, str | None]

    def place(self, location: str) -> str:
        """The place that a reported location stands for."""
        walked = [location]
        while (following := self.successors.get(walked[-1])) is not None and following in self.successors:
            if following in walked:
                return min(walked[walked.index(following) :])
            walked.append(following)
        return walked[-1]


@dataclass
class Recount:
    """Every figure; keys are (period, time basis), with the network, innovation or measure behind them.

    ladder: sum of networks, overlap removed, national. overlaps: (period, dataset, innovation, place or
    deal, network) -> whether it counts.
    """

    national: dict[tuple[str, str], Totals] = field(default_factory=dict)
    networks: dict[tuple[str, str, str], Totals] = field(default_factory=dict)
    innovations: dict[tuple[str, str, str], Totals] = field(default_factory=dict)
    ladder: dict[tuple[str, str, str], tuple[Any, Any, Any]] = field(default_factory=dict)
    overlaps: dict[tuple[str, str, str, str, str], bool] = field(default_factory=dict)


class _Quarter:
    """One period: who claims what, and whose claim counts."""

    def __init__(self, period: str, adoptions: list[AdoptionLine], deals: list[DealLine], places: Places) -> None:
        self.period = period
        self.reported: dict[Pair, dict[str, bool]] = defaultdict(dict)
        self.claims: dict[Pair, dict[str, Totals]] = defaultdict(dict)
        self.deals: dict[str, dict[str, DealLine]] = defaultdict(dict)
        for line in adoptions:
            pair, network = (line.innovation_code, places.place(line.location)), line.network_code
            is_adopted = line.adoption_status == "adopted"
            self.reported[pair][network] = self.reported[pair].get(network, False) or is_adopted
            if is_adopted:
                claim = self.claims[pair].setdefault(network, dict.fromkeys(_MEASURE_OF_BASIS.values(), 0))
                if line.benefit_basis:
                    claim[_MEASURE_OF_BASIS[line.benefit_basis]] += line.beneficiaries_count
        for deal in deals:
            self.deals[deal.deal_reference][deal.network_code] = deal
        self.winner = {pair: _winner(claims, places.areas.get(pair[1])) for pair, claims in self.claims.items()}
        self.deal_winner = {
            reference: min(lines.values(), key=lambda line: (-line.investment_gbp, line.network_code)).network_code
            for reference, lines in self.deals.items()
        }

    def people(self, pairs: Iterable[Pair]) -> Totals:
        """Sums of what counts nationally, over these pairs."""
        sums: Totals = dict.fromkeys(PEOPLE, 0)
        for pair in pairs:
            claims = self.claims[pair]
            for measure, people in claims[self.winner[pair]].items():
                sums[measure] += people
            each = [claim["beneficiaries_count"] for claim in claims.values()]
            sums["beneficiaries_floor_count"] += min(each)
            sums["beneficiaries_ceiling_count"] += sum(each)
        return sums

    def people_of(self, network: str) -> Totals:
        """Sums of what one network reports."""
        sums: Totals = dict.fromkeys(PEOPLE, 0)
        for claims in self.claims.values():
            for measure, people in claims.get(network, {}).items():
                sums[measure] += people
        sums["beneficiaries_floor_count"] = sums["beneficiaries_ceiling_count"] = sums["beneficiaries_count"]
        return sums

    def people_removed(self) -> Totals:
        """Sums of what does not count nationally; of the floor, of what is not the smallest."""
        sums: Totals = dict.fromkeys(PEOPLE, 0)
        for pair, claims in self.claims.items():
            for network, claim in claims.items():
                if network != self.winner[pair]:
                    for measure, people in claim.items():
                        sums[measure] += people
            each = sorted(claim["beneficiaries_count"] for claim in claims.values())
            sums["beneficiaries_floor_count"] += sum(each[1:])
        return sums

    def counted_deals(self) -> list[DealLine]:
        return [lines[self.deal_winner[reference]] for reference, lines in self.deals.items()]

    def uncounted_deals(self) -> list[DealLine]:
        return [
            line
            for reference, lines in self.deals.items()
            for network, line in lines.items()
            if network != self.deal_winner[reference]
        ]


def _winner(claims: Mapping[str, Totals], area: str | None) -> str:
    if area in claims:
        return str(area)
    return min(claims, key=lambda network: (-sum(claims[network].values()), network))


def _deal_sums(lines: Iterable[DealLine]) -> Totals:
    found = list(lines)
    return {measure: sum((getattr(line, measure) for line in found), Decimal(0)) for measure in DEALS}


def _live(quarters: Sequence[_Quarter], network: str | None = None) -> set[Pair]:
    """The pairs whose latest line says adopted: of all networks, or of one."""
    latest: dict[Pair, bool] = {}
    for quarter in quarters:
        for pair, said in quarter.reported.items():
            if network is None:
                latest[pair] = any(said.values())
            elif network in said:
                latest[pair] = said[network]
    return {pair for pair, is_adopted in latest.items() if is_adopted}


def _counts(adopted: Collection[Pair], live: Collection[Pair]) -> Totals:
    return {
        "innovations_count": len({innovation for innovation, _ in adopted}),
        "locations_count": len({place for _, place in adopted}),
        "adoptions_count": len(set(adopted)),
        "live_locations_count": len({place for _, place in live}),
    }


def _added(parts: Iterable[Totals]) -> Totals:
    sums: Totals = defaultdict(int)
    for part in parts:
        for measure, amount in part.items():
            sums[measure] += amount
    return dict(sums)


def recount(
    adoptions: Iterable[AdoptionLine],
    deals: Iterable[DealLine],
    *,
    places: Places,
    networks: Collection[str],
    periods: Sequence[str],
) -> Recount:
    """Count everything for the given periods, which follow one another from the first one reported."""
    lines: dict[str, tuple[list[AdoptionLine], list[DealLine]]] = {period: ([], []) for period in periods}
    for line in adoptions:
        lines[line.reporting_period][0].append(line)
    for deal in deals:
        lines[deal.reporting_period][1].append(deal)
    quarters = [_Quarter(period, *lines[period], places) for period in periods]
    result = Recount()
    for n, quarter in enumerate(quarters):
        for basis, spoken in (("in_period", quarters[n : n + 1]), ("since_201314", quarters[: n + 1])):
            _count(result, (quarter.period, basis), spoken, quarters[: n + 1], networks)
        _note_overlaps(result, quarter)
    return result


def _count(
    result: Recount,
    key: tuple[str, str],
    spoken: Sequence[_Quarter],
    so_far: Sequence[_Quarter],
    networks: Collection[str],
) -> None:
    live = _live(so_far)
    adopted = {pair for quarter in spoken for pair in quarter.claims}
    people = _added(quarter.people(quarter.claims) for quarter in spoken)
    counted = [deal for quarter in spoken for deal in quarter.counted_deals()]
    national = _counts(adopted, live) | people | _deal_sums(counted)
    result.national[key] = national
    for innovation in _innovations(so_far):
        result.innovations[*key, innovation] = (
            _counts({p for p in adopted if p[0] == innovation}, {p for p in live if p[0] == innovation})
            | _added(q.people(p for p in q.claims if p[0] == innovation) for q in spoken)
            | _deal_sums(deal for deal in counted if deal.innovation_code == innovation)
        )
    holders: dict[str, dict[Any, set[str]]] = {measure: defaultdict(set) for measure in DISTINCT}
    for network in networks:
        own = {pair for quarter in spoken for pair, claims in quarter.claims.items() if network in claims}
        own_live = _live(so_far, network)
        own_deals = [lines[network] for q in spoken for lines in q.deals.values() if network in lines]
        result.networks[*key, network] = (
            _counts(own, own_live) | _added(q.people_of(network) for q in spoken) | _deal_sums(own_deals)
        )
        for pair in own:
            holders["adoptions_count"][pair].add(network)
            holders["innovations_count"][pair[0]].add(network)
            holders["locations_count"][pair[1]].add(network)
        for _, place in own_live:
            holders["live_locations_count"][place].add(network)
    removed = _added(quarter.people_removed() for quarter in spoken)
    removed |= _deal_sums(deal for quarter in spoken for deal in quarter.uncounted_deals())
    live_places = {place for _, place in live}
    for measure, things in holders.items():
        is_live = measure == "live_locations_count"
        removed[measure] = sum(
            len(having) if is_live and thing not in live_places else len(having) - 1 for thing, having in things.items()
        )
    for measure, figure in national.items():
        total = sum(result.networks[*key, network][measure] for network in networks)
        result.ladder[*key, measure] = (total, removed[measure], figure)


def _innovations(quarters: Sequence[_Quarter]) -> set[str]:
    adopted = {innovation for quarter in quarters for innovation, _ in quarter.claims}
    return adopted | {deal.innovation_code for quarter in quarters for deal in quarter.counted_deals()}


def _note_overlaps(result: Recount, quarter: _Quarter) -> None:
    for (innovation, place), claims in quarter.claims.items():
        for network in claims if len(claims) > 1 else ():
            counts = network == quarter.winner[innovation, place]
            result.overlaps[quarter.period, "adoptions", innovation, place, network] = counts
    for reference, lines in quarter.deals.items():
        for network, line in lines.items() if len(lines) > 1 else ():
            key = (quarter.period, "economic_impact", line.innovation_code, reference, network)
            result.overlaps[key] = network == quarter.deal_winner[reference]
