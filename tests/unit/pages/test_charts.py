"""Charts are laid out so that heights are in proportion and every figure fits."""

from decimal import Decimal

import pytest

from adoption_reports.pages.charts import Chart, bars, nice_step, waterfall
from adoption_reports.pages.measures import figure_in_short, figure_in_words


def heights(chart: Chart) -> list[float]:
    return [bar.height for bar in chart.bars]


def test_a_bar_twice_as_large_is_twice_as_high() -> None:
    one, two = heights(bars([("a", 50, "whole"), ("b", 100, "whole")], str))
    assert two == pytest.approx(2 * one, abs=0.2)


@pytest.mark.parametrize("largest", [1, 7, 129_475, Decimal("24734615.34"), 10**9])
def test_every_bar_lies_within_the_axis_lines(largest: Decimal | int) -> None:
    chart = bars([("a", largest, "whole")], str)
    assert min(y for y, _ in chart.ticks) <= chart.bars[0].y
    assert len(chart.ticks) <= 6


def test_a_chart_of_nothing_can_be_drawn() -> None:
    assert heights(bars([("a", 0, "whole")], str)) == [1]


def test_a_waterfall_ends_where_its_moves_lead() -> None:
    chart = waterfall(100, [("late", 50), ("withdrawn", -120)], ("before", "after"), str)
    assert [bar.kind for bar in chart.bars] == ["whole", "up", "down", "whole"]
    assert chart.bars[-1].says == "30"
    assert [bar.says for bar in chart.bars[1:3]] == ["+50", "-120"]


def test_a_waterfall_may_lead_below_zero() -> None:
    chart = waterfall(10, [("withdrawn", -30)], ("before", "after"), str)
    assert chart.bars[-1].y == chart.zero
    assert chart.zero < max(y for y, _ in chart.ticks)


@pytest.mark.parametrize(("span", "step"), [(0, 1), (3, 1), (40, 10), (41, 20), (170_000, 50_000), (1, "0.5")])
def test_axis_lines_are_a_round_distance_apart(span: int, step: int | str) -> None:
    assert nice_step(Decimal(span)) == Decimal(step)


@pytest.mark.parametrize(
    ("code", "value", "words", "short"),
    [
        ("investment_gbp", "24734615.34", "£24,734,615.34", "£24.7m"),
        ("investment_gbp", "-5", "-£5.00", "-£5"),
        ("jobs_created_fte", "12.5", "12.5", "12.5"),
        ("adoptions_count", 2563, "2,563", "2,563"),
        ("beneficiaries_count", 129475, "129,475", "129.5k"),
        ("beneficiaries_count", 60000, "60,000", "60k"),
    ],
)
def test_figures_are_written_with_their_unit(code: str, value: str | int, words: str, short: str) -> None:
    assert (figure_in_words(code, value), figure_in_short(code, value)) == (words, short)
