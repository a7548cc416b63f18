"""What a line is worth: its limits, closed forms, and what must hold whatever the input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact, money
from zjpoverty.models import line

some = st.floats(0.01, 1e6)
ratio = st.floats(0.1, 10)


@given(some, ratio, ratio)
def test_a_line_moved_with_prices_buys_the_same_and_one_moved_with_the_mean_stays_its_share(z, prices, mean):
    assert line.moved_line(z, prices, mean, 0) / prices == pytest.approx(z)
    assert line.moved_line(z, prices, mean, 1) / mean == pytest.approx(z)


@given(some, ratio, ratio, st.floats(0, 1))
def test_in_between_it_lies_between(z, prices, mean, elasticity):
    ends = sorted((line.moved_line(z, prices, mean, 0), line.moved_line(z, prices, mean, 1)))
    assert ends[0] * (1 - 1e-9) <= line.moved_line(z, prices, mean, elasticity) <= ends[1] * (1 + 1e-9)


@given(some, ratio, ratio, ratio, ratio, st.floats(-2, 2))
def test_two_moves_are_one(z, p1, p2, g1, g2, elasticity):
    twice = line.moved_line(line.moved_line(z, p1, g1, elasticity), p2, g2, elasticity)
    assert twice == pytest.approx(line.moved_line(z, p1 * p2, g1 * g2, elasticity), rel=1e-9)


def test_a_line_in_a_year_without_change_stays():
    assert line.moved_line(2_366, 1, 1, 0.7) == 2_366


@given(some, some, st.floats(0, 2), st.floats(-0.5, 2))
def test_dearer_prices_and_less_consumption_bring_a_line_down(dollars, international, consumed, dearer):
    k = line.times_line(dollars, international, consumed, dearer)
    assert k <= line.times_line(dollars, international, consumed, -0.5) * (1 + 1e-9)
    assert k == pytest.approx(consumed * line.times_line(dollars, international, 1, dearer))


def test_times_at_their_limits():
    assert line.times_line(1.90, 1.90) == 1
    assert line.times_line(0, 1.90) == 0
    assert line.times_line(1.90, 1.90, consumed=0) == 0


@given(some, st.sampled_from((2005, 2011, 2017)))
def test_prices_implied_by_a_conversion_are_those_it_used(z, base):
    dollars = money.convert(z, from_="yuan 2010", to=f"dollars {base} a day").value
    factor = money.convert(1, from_=f"dollars {base} a year", to=f"yuan {base}").value
    used = money.convert(1, from_=f"yuan {base}", to="yuan 2010").value
    assert line.implied_prices(z, dollars, factor) == pytest.approx(used)


def test_the_dollars_published_in_2011_imply_a_smaller_rise_of_prices_than_the_deflator_of_2023():
    """China Daily, 2011-12-06 (content_14216547): 2,300 yuan of 2010 are 1.80 dollars of 2005, so prices rose 17 %."""
    assert line.implied_prices(2_300, 1.80, 2.983) == pytest.approx(2_300 / (365 * 2.983 * 1.80))
    assert line.implied_prices(2_300, 1.80, 2.983) == pytest.approx(1.17, abs=0.005)
    assert money.convert(1, from_="yuan 2005", to="yuan 2010").value == pytest.approx(1.31, abs=0.005)


@given(st.floats(1, 1e8), st.floats(0, 1))
def test_a_rate_is_a_share(people, share):
    assert line.rate(share * people, people) == pytest.approx(share)


def test_a_rate_at_its_limits():
    assert line.rate(0, 5) == 0
    assert line.rate(5, 5) == 1
    below = fact("two_systems.persons_under_line").value
    assert line.rate(below, below + fact("two_systems.persons_over_line").value) == pytest.approx(670 / 2_710)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: line.moved_line(0, 1, 1, 0), "line is 0; it must be more than zero."),
        (lambda: line.moved_line(1, -1, 1, 0), "prices is -1; it must be more than zero."),
        (lambda: line.moved_line(1, 1, float("nan"), 0), "mean is nan; it must be more than zero."),
        (
            lambda: line.moved_line(1, 1, 1, float("inf")),
            "elasticity is inf; it must be a finite number, 0 for prices and 1 for the mean.",
        ),
        (lambda: line.times_line(1, 0), "line is 0; it must be more than zero."),
        (
            lambda: line.times_line(-1, 1),
            "dollars is -1, consumed 1 and dearer 0; the first two must be zero or more, the third more than -1.",
        ),
        (
            lambda: line.times_line(1, 1, dearer=-1),
            "dollars is 1, consumed 1 and dearer -1; the first two must be zero or more, the third more than -1.",
        ),
        (lambda: line.implied_prices(1, 0, 1), "dollars is 0; it must be more than zero."),
        (lambda: line.rate(1, 0), "people is 0; it must be more than zero."),
        (lambda: line.rate(3, 2), "3 are below the line of a group of 2; they must be a part of the group."),
        (lambda: line.rate(-1, 2), "-1 are below the line of a group of 2; they must be a part of the group."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
