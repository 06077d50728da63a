"""The committed registry is what its generator makes, and holds every case that totals speak of."""

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from rapidfuzz.distance import Levenshtein

from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.registry import Registry
from adoption_reports.local.made_up.innovations import REAL
from adoption_reports.local.make_reference import make_reference
from adoption_reports.metadata.limits import EXPECTED_NETWORKS, FIRST_PERIOD
from adoption_reports.settings import PROJECT
from adoption_reports.storage.reference import chain_problems, read_registry, write_registry
from adoption_reports.storage.registry_columns import FILES, LOCATION_TYPES

REFERENCE = PROJECT / "include" / "reference"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(REFERENCE)


def test_the_committed_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    write_registry(make_reference(), tmp_path)
    for file in FILES:
        assert (REFERENCE / file.name).read_bytes() == (tmp_path / file.name).read_bytes(), file.name


def test_there_are_fifteen_networks_and_enough_innovations_and_locations(registry: Registry) -> None:
    assert len(registry.networks) == EXPECTED_NETWORKS
    assert len(registry.innovations) >= 220
    assert len(registry.locations) >= 11_500


def test_every_network_has_locations_of_every_type(registry: Registry) -> None:
    counts = Counter((place.network_code, place.location_type) for place in registry.locations.values())
    assert all(counts[network, kind] >= 5 for network in registry.networks for kind in LOCATION_TYPES)


@pytest.mark.parametrize("name", [file.name for file in FILES])
def test_files_are_sorted_by_code_and_end_lines_with_lf(name: str) -> None:
    content = (REFERENCE / name).read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    codes = [row[0] for row in csv.reader(content.decode().splitlines())][1:]
    assert codes == sorted(set(codes))


def test_chains_have_up_to_three_steps_and_there_is_one_loop(registry: Registry) -> None:
    steps: Counter[int] = Counter()
    for code, resolution in registry.resolutions.items():
        if resolution.ending != "end":
            continue
        length = 0
        here = registry.locations[code]
        while here.successor_code is not None:
            here, length = registry.locations[here.successor_code], length + 1
        steps[length] += 1
    assert set(steps) == {0, 1, 2, 3}
    problems = chain_problems(registry)
    assert [problem.ending for problem in problems] == ["loop"]
    assert len(problems[0].codes) == 3


def test_successors_follow_closed_locations_of_the_same_area_and_type(registry: Registry) -> None:
    for place in registry.locations.values():
        if place.successor_code is not None:
            heir = registry.locations[place.successor_code]
            assert place.closed_date is not None
            assert (heir.network_code, heir.location_type) == (place.network_code, place.location_type)


def test_some_locations_closed_without_a_successor(registry: Registry) -> None:
    closed = [place for place in registry.locations.values() if place.closed_date]
    assert len(closed) > 400
    assert sum(place.successor_code is None for place in closed) > 100


def test_dates_are_sane(registry: Registry) -> None:
    for place in registry.locations.values():
        assert place.opened_date is not None
        assert date(1974, 4, 1) <= place.opened_date < date(2014, 4, 1)
        assert place.closed_date is None or date(2014, 4, 1) <= place.closed_date < date(2026, 1, 1)


def test_innovations_begin_with_the_real_names_and_only_made_up_ones_ended(registry: Registry) -> None:
    innovations = list(registry.innovations.values())
    assert [row.innovation_name for row in innovations[: len(REAL)]] == [name for name, _ in REAL]
    assert {row.status for row in innovations[: len(REAL)]} == {"active"}
    assert all(row.innovation_name.endswith("(made up)") for row in innovations[len(REAL) :])
    ended = [row for row in innovations if row.status != "active"]
    assert {row.status for row in ended} == {"closed", "withdrawn"}
    assert any(row.successor_code for row in ended)
    assert any(row.status_date and row.status_date < date(2017, 10, 1) for row in ended)


def test_periods_follow_each_other_from_the_first_and_are_due_after_they_end(registry: Registry) -> None:
    periods = [parse_period(code) for code in registry.periods]
    assert next(iter(registry.periods)) == FIRST_PERIOD
    assert all(one and one.next() == following for one, following in pairwise(periods))
    for period, dates in zip(periods, registry.periods.values(), strict=True):
        assert period is not None
        assert dates.due_date is not None
        assert 0 < (dates.due_date - period.end).days <= 31


def test_old_years_are_closed_and_the_demonstrations_quarters_never_close(registry: Registry) -> None:
    assert registry.periods["2013-14-Q1"].closes_date is not None
    assert registry.periods["2017-18-Q3"].closes_date is None
    assert registry.periods["2017-18-Q4"].closes_date is None


def test_the_contracts_example_of_an_unknown_code_has_one_near_neighbour(registry: Registry) -> None:
    assert registry.locations["RX1RA"].location_name == "Queen's Medical Centre"
    assert registry.locations["RX1RA"].network_code == "EM"
    near = [code for code in registry.locations if Levenshtein.distance(code, "RX1RZ") < 2]
    assert near == ["RX1RA"]


def test_corrections_are_an_empty_list_that_says_its_form() -> None:
    text = (REFERENCE / "corrections.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == []
    assert "# - match:" in text
