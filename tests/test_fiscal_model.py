"""Money that is listed, worked back, compared and divided: closed forms, limits, and what must always hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty.models import fiscal

money = st.floats(0, 1e9)
some = st.floats(1, 1e9)


@given(st.lists(money, max_size=8), money)
def test_the_parts_and_the_remainder_make_the_total(parts, rest):
    total = math.fsum([*parts, rest])
    assert fiscal.remainder(total, parts) == pytest.approx(rest, abs=1e-6)


@given(st.lists(money, max_size=8))
def test_a_list_that_closes_leaves_nothing(parts):
    assert fiscal.remainder(math.fsum(parts), parts) == pytest.approx(0, abs=1e-6)


@given(st.lists(money, min_size=1, max_size=8), some)
def test_one_part_more_leaves_less_by_that_part(parts, rest):
    total = math.fsum([*parts, rest])
    without = fiscal.remainder(total, parts[1:])
    assert without - fiscal.remainder(total, parts) == pytest.approx(parts[0], abs=1e-5)


def test_a_remainder_at_its_limits():
    assert fiscal.remainder(100, []) == 100
    assert fiscal.remainder(100, [100]) == fiscal.remainder(0, []) == fiscal.remainder(0, [0, 0]) == 0
    assert fiscal.remainder(1, [0.1] * 5 + [0.5]) == pytest.approx(0)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_rounding_never_moves_a_sum_farther_than_the_bound(figures):
    """Any yuan, printed in whole millions and added, is off by the bound at most."""
    million = 10**6
    printed = [million * round(figure / million) for figure in figures]
    assert abs(sum(printed) - sum(figures)) <= fiscal.rounding([million] * len(figures))


def test_rounding_at_its_limits():
    """One figure in whole millions: half a million. An exact figure adds nothing."""
    assert fiscal.rounding([]) == fiscal.rounding([0, 0]) == 0
    assert fiscal.rounding([1e6]) == fiscal.rounding([1e6, 0]) == 5e5


@given(some, st.floats(-2, 0.99))
def test_what_is_worked_back_grows_to_what_it_is_now(now, part):
    change = fiscal.back_cast(now, part * now)
    assert change.before * (1 + change.growth) == pytest.approx(now)
    assert (change.growth > 0) == (change.now > change.before)


@given(some, st.floats(0.001, 0.99))
def test_growth_is_larger_on_the_base_of_the_year_before(now, part):
    """The increase divided by this year is the smaller percentage: a mistake that is often made."""
    assert fiscal.back_cast(now, part * now).growth > part


def test_a_back_cast_in_closed_form():
    assert fiscal.back_cast(110, 10) == fiscal.Change(100, 110)
    assert fiscal.back_cast(200, 100).growth == 1
    assert fiscal.back_cast(90, -10).growth == -0.1
    assert fiscal.back_cast(100, 0).growth == 0


@given(some, money, st.floats(0.01, 1))
def test_leverage_gives_back_what_others_gave(own, others, share):
    ratio = fiscal.leverage(own, others, share)
    assert ratio * share * own == pytest.approx(others)
    assert ratio >= fiscal.leverage(own, others)


def test_leverage_at_its_limits():
    assert fiscal.leverage(100, 0) == 0
    assert fiscal.leverage(100, 100) == 1
    assert fiscal.leverage(100, 100, share=0.25) == 4


@given(money, some, st.floats(0.01, 1))
def test_fewer_people_have_more_each(amount, people, part):
    assert fiscal.per_head(amount, part * people) >= fiscal.per_head(amount, people)
    assert fiscal.per_head(amount, people) * people == pytest.approx(amount)


def test_money_per_head_at_its_limits():
    assert fiscal.per_head(0, 3) == 0
    assert fiscal.per_head(7, 1) == 7


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: fiscal.remainder(-1, []), "total is -1; it must be zero or more."),
        (lambda: fiscal.remainder(1, [0.5, -1]), "part 2 is -1; it must be zero or more."),
        (lambda: fiscal.remainder(math.nan, []), "total is nan; it must be zero or more."),
        (
            lambda: fiscal.remainder(476, [349, 133]),
            "The parts make 482, more than 476: one of them is counted twice, or is no part of it.",
        ),
        (lambda: fiscal.rounding([1, -1]), "unit 2 is -1; it must be zero or more."),
        (lambda: fiscal.back_cast(0, 0), "now is 0; it must be more than zero."),
        (
            lambda: fiscal.back_cast(10, 10),
            "increase is 10 of 10; it must be less, or nothing was there to grow from.",
        ),
        (
            lambda: fiscal.back_cast(10, math.nan),
            "increase is nan of 10; it must be less, or nothing was there to grow from.",
        ),
        (lambda: fiscal.leverage(0, 1), "own is 0; it must be more than zero."),
        (lambda: fiscal.leverage(1, -1), "others is -1; it must be zero or more."),
        (lambda: fiscal.leverage(1, 1, 0), "share is 0; it must be more than 0 and at most 1."),
        (lambda: fiscal.leverage(1, 1, 1.1), "share is 1.1; it must be more than 0 and at most 1."),
        (lambda: fiscal.per_head(-1, 1), "amount is -1; it must be zero or more."),
        (lambda: fiscal.per_head(1, 0), "people is 0; it must be more than zero."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
