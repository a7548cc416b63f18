"""The same money in two ways: the gap falls alike, and the headcount and the severity do not."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import curves, poverty
from zjpoverty.models.spending import nearest_first, poorest_first

WAYS = (nearest_first, poorest_first)
groups = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 6)), min_size=1, max_size=12)
shares = st.floats(0, 1.5)


def _money(rows, share):
    y, w = map(np.array, zip(*rows, strict=True))
    return y, w, share * poverty.total_shortfall(y, 2500, w)


@given(groups, shares)
def test_both_spend_the_money_or_fill_all_gaps(rows, share):
    y, w, money = _money(rows, share)
    whole = poverty.total_shortfall(y, 2500, w)
    for way in WAYS:
        assert w @ (way(y, 2500, money, w) - y) == pytest.approx(min(money, whole), abs=1e-6)


@given(groups, shares)
def test_nobody_loses_and_nobody_is_lifted_over_the_line(rows, share):
    y, w, money = _money(rows, share)
    for way in WAYS:
        after = way(y, 2500, money, w)
        assert (after >= y - 1e-9).all() and (after[y < 2500] <= 2500 + 1e-9).all()
        assert (after[y >= 2500] == y[y >= 2500]).all()


@given(groups, shares)
def test_one_leaves_fewer_poor_and_the_other_less_severity(rows, share):
    y, w, money = _money(rows, share)
    near, poor = (way(y, 2500, money, w) for way in WAYS)
    assert poverty.headcount(near, 2500 - 1e-6, w) <= poverty.headcount(poor, 2500 - 1e-6, w)
    assert poverty.poverty_severity(poor, 2500, w) <= poverty.poverty_severity(near, 2500, w) + 1e-9


@given(groups, shares)
def test_the_curve_of_the_poorest_first_is_nowhere_higher(rows, share):
    y, w, money = _money(rows, share)
    (p, T), (q, S) = (curves.tip(way(y, 2500, money, w), 2500, w) for way in WAYS)
    assert (np.interp(p, q, S) <= T + 1e-9).all()


def test_nothing_is_given_and_everything():
    y = [500, 2000, 2400, 9000]
    for way in WAYS:
        assert way(y, 2500, 0).tolist() == y
        assert way(y, 2500, 1e9).tolist() == [2500, 2500, 2500, 9000]


def test_the_last_is_lifted_in_part_and_weights_are_persons():
    assert nearest_first([500, 2000, 2400], 2500, 350, [1, 2, 1]).tolist() == [500, 2125, 2500]
    assert poorest_first([500, 2000], 2500, 1800, [1, 2]).tolist() == [2100, 2100]


def test_money_is_not_negative():
    message = "money is -1; it must be zero or more."
    for way in WAYS:
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            way([1000], 2500, -1)
