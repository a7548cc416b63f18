"""Outwork: pay of an order, the split of a change, households over the line; limits and what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty.models import outwork

counts = st.floats(0, 1e6)
money = st.floats(0, 1e5)
shares = st.floats(0, 1)


def test_an_order_in_closed_form_and_at_its_limits():
    """60,000 yuan at 6,000 a worker: ten workers, eight if a fifth is kept, none if all is."""
    assert outwork.workers_paid(60_000, 6_000) == 10
    assert outwork.workers_paid(60_000, 6_000, cut=0.2) == pytest.approx(8)
    assert outwork.workers_paid(60_000, 6_000, cut=1) == outwork.workers_paid(0, 6_000) == 0
    assert outwork.workers_paid(6_000, 6_000) == 1


@given(st.floats(1, 1e9), st.floats(1, 1e6))
def test_all_pay_at_its_mean_pays_all_workers(total, workers):
    assert outwork.workers_paid(total, total / workers) == pytest.approx(workers)


@given(counts, money, counts, money)
def test_the_parts_make_the_change(few, low, many, high):
    change = outwork.split((few, low), (many, high))
    whole = many * high - few * low
    assert change.total == pytest.approx(whole, rel=1e-9, abs=1)
    assert sum(change.shared) == pytest.approx(whole, rel=1e-9, abs=1)


@given(counts, money, counts, money)
def test_the_shared_parts_are_the_mean_of_both_orders(few, low, many, high):
    """Workers first and then pay; pay first and then workers."""
    first = (many - few) * low, many * (high - low)
    second = (many - few) * high, few * (high - low)
    for part, *ways in zip(outwork.split((few, low), (many, high)).shared, first, second, strict=True):
        assert part == pytest.approx(sum(ways) / 2, rel=1e-9, abs=1)


@given(counts, money, counts, money)
def test_the_way_back_takes_the_shared_parts_away_again(few, low, many, high):
    there, back = outwork.split((few, low), (many, high)), outwork.split((many, high), (few, low))
    assert there.shared == pytest.approx(tuple(-part for part in back.shared), rel=1e-9, abs=1)


def test_a_split_in_closed_form_and_at_its_limits():
    """From 10 at 100 to 12 at 110: 200 by workers, 100 by pay, 20 by both, 320 together."""
    assert outwork.split((10, 100), (12, 110)) == outwork.Split(200, 100, 20)
    assert outwork.split((10, 100), (12, 110)).shared == (210, 110)
    assert outwork.split((10, 100), (12, 100)) == outwork.Split(200, 0, 0)
    assert outwork.split((10, 100), (10, 110)) == outwork.Split(0, 100, 0)
    assert outwork.split((10, 100), (10, 100)).total == 0
    # From nobody, or from no pay, to somebody paid: it needs both. And to nobody: all is lost.
    assert outwork.split((0, 0), (12, 110)) == outwork.Split(0, 0, 1_320)
    assert outwork.split((0, 100), (1, 100)) == outwork.Split(100, 0, 0)
    assert outwork.split((10, 100), (0, 0)).total == -1_000


def test_gains_in_closed_form_and_at_their_limits():
    assert outwork.gain(6_000, size=2.5) == 2_400
    assert outwork.gain(6_000, size=1) == 6_000
    assert outwork.gain(6_000, size=3, earners=3) == 6_000
    assert outwork.gain(6_000, size=3, earners=2, lost=0.25) == 3_000
    assert outwork.gain(6_000, size=3, earners=0) == outwork.gain(6_000, size=3, lost=1) == outwork.gain(0, size=3) == 0


@given(money, st.floats(1, 1e5), shares)
def test_unequal_gains_never_lift_more_households(gain, line, unequal):
    share = outwork.share_over(gain, line, unequal)
    assert 0 <= share <= outwork.share_over(gain, line) + 1e-12


@given(money, st.floats(1, 1e5), shares, shares)
def test_a_larger_gain_never_lifts_fewer(gain, line, unequal, part):
    assert outwork.share_over(part * gain, line, unequal) <= outwork.share_over(gain, line, unequal) + 1e-12


@given(st.floats(0, 1), shares)
def test_gains_that_all_stop_below_the_line_lift_the_same_number_however_unequal(part, unequal):
    """As long as nobody passes the line, only the mean counts."""
    gain = part * 1_000
    assert outwork.share_over(gain, 2_000, unequal) == pytest.approx(part / 2)


def test_shares_in_closed_form_and_at_their_limits():
    assert outwork.share_over(0, 2_000) == 0
    assert outwork.share_over(2_000, 2_000) == outwork.share_over(9_000, 2_000) == 1
    assert outwork.share_over(2_000, 2_000, unequal=0.5) == 0.75
    assert outwork.share_over(2_000, 2_000, unequal=1) == outwork.share_over(9_000, 2_000, unequal=1) == 0.5


@given(counts, shares, shares, st.floats(1, 5))
def test_more_workers_in_a_house_reach_fewer_houses(workers, poor, share, earners):
    households = outwork.households_over(workers, poor, share, earners)
    assert 0 <= households <= outwork.households_over(workers, poor, share) * (1 + 1e-12)


@given(st.floats(1, 1e6), st.floats(1, 2.5), st.floats(0.5, 1))
def test_below_the_line_it_does_not_matter_how_workers_are_spread_over_houses(workers, earners, lost):
    """With f N / k households and g proportional to k, k cancels as long as g stays under z."""
    lifted = [
        outwork.households_over(
            workers, 0.25, outwork.share_over(outwork.gain(2_000, 2.5, each, lost), 2_500), earners=each
        )
        for each in (1, earners)
    ]
    assert lifted[0] == pytest.approx(lifted[1], abs=1e-6)


def test_households_at_their_limits():
    assert (
        outwork.households_over(0, 1, 1) == outwork.households_over(10, 0, 1) == outwork.households_over(10, 1, 0) == 0
    )
    assert outwork.households_over(1, 1, 1) == 1
    assert outwork.households_over(10, 1, 1) == 10
    assert outwork.households_over(10, 1, 1, earners=2) == 5


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: outwork.workers_paid(-1, 1), "fee is -1; it must be 0 or more."),
        (lambda: outwork.workers_paid(1, 0), "pay is 0; it must be more than zero."),
        (lambda: outwork.workers_paid(1, 1, 20), "cut is 20; it must be a share between 0 and 1."),
        (lambda: outwork.split((-1, 1), (1, 1)), "workers_before is -1; it must be 0 or more."),
        (lambda: outwork.split((1, 1), (1, float("nan"))), "pay_after is nan; it must be 0 or more."),
        (lambda: outwork.gain(-1, 1), "pay is -1; it must be 0 or more."),
        (lambda: outwork.gain(1, 0), "size is 0; it must be 1 or more."),
        (lambda: outwork.gain(1, 1, lost=50), "lost is 50; it must be a share between 0 and 1."),
        (
            lambda: outwork.gain(1, 2.5, earners=3),
            "earners is 3; it must be zero or more, and at most the 2.5 of the household.",
        ),
        (
            lambda: outwork.gain(1, 2, earners=-1),
            "earners is -1; it must be zero or more, and at most the 2 of the household.",
        ),
        (lambda: outwork.share_over(-1, 1), "gain is -1; it must be 0 or more."),
        (lambda: outwork.share_over(1, 0), "line is 0; it must be more than zero."),
        (lambda: outwork.share_over(1, 1, -0.1), "unequal is -0.1; it must be a share between 0 and 1."),
        (lambda: outwork.households_over(-1, 1, 1), "workers is -1; it must be 0 or more."),
        (lambda: outwork.households_over(1, 25, 1), "poor is 25; it must be a share between 0 and 1."),
        (lambda: outwork.households_over(1, 1, 2), "share is 2; it must be a share between 0 and 1."),
        (lambda: outwork.households_over(1, 1, 1, earners=0), "earners is 0; it must be 1 or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence


def test_an_income_without_outwork_in_closed_form_and_at_its_limits():
    """One worker at 6,000 in three persons: 2,000 less each; two would be 12,000, but the wages are 9,000."""
    households = {"income": [3_000, 3_000], "persons": [3, 3], "workers": [1, 2], "wages": [9_000, 9_000]}
    assert outwork.without_pay(**households, pay=6_000) == pytest.approx(np.array([1_000, 0]))
    assert outwork.without_pay(**households, pay=0) == pytest.approx(np.array([3_000, 3_000]))
    assert outwork.without_pay(**households, pay=1e9) == pytest.approx(np.array([0, 0]))


@given(money, st.integers(1, 6), st.integers(0, 3), money, money)
def test_who_has_no_outwork_loses_nothing_and_nobody_more_than_the_wages(income, persons, workers, pay, wages):
    (left,) = outwork.without_pay([income], [persons], [workers], pay, [wages])
    assert income - wages / persons - 1e-6 <= left <= income
    assert workers or left == income


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: outwork.without_pay([1], [1], [1], -1, [1]), "pay is -1; it must be 0 or more."),
        (
            lambda: outwork.without_pay([1, 1], [2, 0], [1, 1], 1, [1, 1]),
            "persons is less than one in 1 of 2 rows (the first at position 1, counting from 0). "
            "A household has at least one person.",
        ),
    ],
)
def test_a_household_of_nobody_and_pay_below_nothing_are_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
