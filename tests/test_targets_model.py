"""Targets of growth and budgets under two readings: closed forms, limits, and what must hold whatever the input."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty.models import targets

money = st.floats(1, 1e6)
growths = st.floats(0, 0.5)
spans = st.integers(0, 30)


@given(money, growths, spans)
def test_back_and_forward_undo_each_other(target, growth, years):
    assert targets.forward(targets.back(target, growth, years), growth, years) == pytest.approx(target)


@given(money, growths, st.integers(1, 30))
def test_the_growth_needed_is_the_growth_that_was(base, growth, years):
    reached = targets.forward(base, growth, years)
    assert targets.growth_needed(base, reached, years) == pytest.approx(growth, abs=1e-9)


@given(money, st.floats(1, 20), st.floats(0.01, 0.5))
def test_the_target_is_reached_in_that_year_and_not_a_year_before(base, times, growth):
    target = times * base
    years = targets.years_to(base, target, growth)
    assert targets.forward(base, growth, years) >= target * (1 - 1e-8)
    assert years == 0 or targets.forward(base, growth, years - 1) < target


@given(money, st.floats(0.01, 0.5), spans)
def test_a_base_worked_back_reaches_its_target_in_time(target, growth, years):
    assert targets.years_to(targets.back(target, growth, years), target, growth) == years


@given(money, st.floats(0.001, 0.5), st.integers(2, 30))
def test_growth_is_compounded_so_it_beats_the_sum_of_its_years(base, growth, years):
    assert targets.forward(base, growth, years) > base * (1 + years * growth)


def test_growth_in_closed_form():
    """1.11 to the power of 3 is 1.367631; 100 doubles in a year at 100 percent."""
    assert targets.back(1_367.631, 0.11, 3) == pytest.approx(1_000)
    assert targets.forward(100, 1, 3) == 800
    assert targets.growth_needed(100, 800, 3) == pytest.approx(1)
    assert targets.years_to(100, 800, 1) == 3


def test_growth_at_its_limits():
    assert targets.back(8_000, 0, 3) == targets.back(8_000, 0.11, 0) == 8_000
    assert targets.forward(8_000, 0, 3) == targets.forward(8_000, 0.11, 0) == 8_000
    assert targets.growth_needed(8_000, 8_000, 3) == 0
    assert targets.growth_needed(200, 100, 1) == -0.5
    assert targets.years_to(8_000, 8_000, 0) == targets.years_to(9_000, 8_000, 0) == 0
    assert targets.years_to(7_999, 8_000, 0) == math.inf


groups = st.lists(st.tuples(st.floats(0, 1e9), st.integers(1, 30)), min_size=1, max_size=5)


@given(groups, st.integers(1, 10), st.sampled_from(["each", "total"]))
def test_what_the_counties_get_adds_up_to_the_budget(pairs, years, reading):
    amounts, counties = zip(*pairs, strict=True)
    budget = targets.budget(amounts, counties, years, reading)
    assert sum(n * a for n, a in zip(counties, budget.county, strict=True)) == pytest.approx(budget.year)
    assert budget.period == pytest.approx(years * budget.year)


@given(groups, st.integers(1, 10))
def test_a_sum_for_each_county_is_never_less_than_a_sum_in_total(pairs, years):
    amounts, counties = zip(*pairs, strict=True)
    each, total = (targets.budget(amounts, counties, years, reading) for reading in ("each", "total"))
    assert each.year >= total.year
    assert total.year == pytest.approx(sum(amounts))


def test_budgets_in_closed_form_and_at_their_limits():
    assert targets.budget([200, 80], [6, 6], 3, "each") == targets.Budget((200, 80), 1_680, 5_040)
    assert targets.budget([200, 80], [4, 8], 3, "total") == targets.Budget((50, 10), 280, 840)
    # With one county in a group both readings say the same.
    assert targets.budget([200], [1], 1, "each") == targets.budget([200], [1], 1, "total")
    assert targets.budget([0], [6], 1, "each") == targets.Budget((0,), 0, 0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: targets.back(0, 0.11, 3), "target is 0; it must be more than zero."),
        (lambda: targets.forward(-1, 0.11, 3), "base is -1; it must be more than zero."),
        (lambda: targets.forward(float("nan"), 0.11, 3), "base is nan; it must be more than zero."),
        (lambda: targets.back(1, -0.11, 3), "growth is -0.11; it must be zero or more."),
        (lambda: targets.forward(1, 0.11, -1), "years is -1; it must be zero or more."),
        (lambda: targets.years_to(1, 2, -0.11), "growth is -0.11; it must be zero or more."),
        (lambda: targets.years_to(1, 0, 0.11), "target is 0; it must be more than zero."),
        (lambda: targets.growth_needed(1, 2, 0), "years is 0; it must be more than zero."),
        (lambda: targets.budget([1], [1], 1, "both"), "reading is 'both'; accepted: each, total."),
        (lambda: targets.budget([1, 2], [1], 1, "each"), "Give one sum of zero or more for each group of counties."),
        (lambda: targets.budget([-1], [1], 1, "each"), "Give one sum of zero or more for each group of counties."),
        (
            lambda: targets.budget([1], [0], 1, "each"),
            "Each group needs at least one county, and the programme at least one year.",
        ),
        (
            lambda: targets.budget([1], [1], 0, "each"),
            "Each group needs at least one county, and the programme at least one year.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
