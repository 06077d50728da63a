"""Which place a code stands for. Source: totals, section 2; contract, section 4."""

import pytest

from adoption_reports.domain.locations import Resolution, place_key, resolve


@pytest.mark.parametrize(
    ("chain", "code", "place", "ending"),
    [
        ({"A": None}, "A", "A", "end"),
        ({"A": "B", "B": "C", "C": "D", "D": None}, "A", "D", "end"),
        ({"A": "B", "B": "GONE"}, "A", "B", "unknown_successor"),
        ({"C": "B", "B": "A", "A": "B"}, "C", "A", "loop"),
        ({"A": "A"}, "A", "A", "loop"),
    ],
)
def test_a_code_stands_for_the_end_of_its_chain(
    chain: dict[str, str | None], code: str, place: str, ending: str
) -> None:
    assert resolve(code, chain) == Resolution(place, ending)


@pytest.mark.parametrize(
    ("name", "postcode", "key"),
    [
        ("The Gym", "NE1 4LP", "LOC:NE14LP:the gym"),
        ("  the   GYM! ", "ne14lp", "LOC:NE14LP:the gym"),
        ("St. Mary's_Hall", "SW1A 1AA", "LOC:SW1A1AA:st mary s hall"),
        ("Café", "NE1 4LP", "LOC:NE14LP:café"),
        ("Cafe\u0301", "NE1 4LP", "LOC:NE14LP:café"),
    ],
)
def test_places_without_a_code_are_the_same_however_they_are_typed(name: str, postcode: str, key: str) -> None:
    assert place_key(name, postcode) == key
