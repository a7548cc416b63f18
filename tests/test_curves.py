"""Curves and dominance: a published example, closed forms, the measures and a grid of lines to hold them to, bad input.

HK (2009) is Haughton and Khandker, Handbook on Poverty and Inequality, World Bank; FSLS (2013) is Foster, Seth, Lokshin
and Sajaia, A Unified Approach to Measuring Poverty and Inequality, World Bank.
"""

from dataclasses import FrozenInstanceError
from math import inf, nan

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty.curves import deficit_curve, dominance, incidence_curve, severity_curve, tip
from zjpoverty.poverty import RelativeLine, headcount, poverty_gap, poverty_severity, sen_shorrocks_thon

examples = settings(derandomize=True, deadline=None, max_examples=40)
WEIGHTED = st.lists(st.tuples(st.integers(-20, 40), st.integers(1, 4)), min_size=1, max_size=12)
CURVES = [incidence_curve, deficit_curve, severity_curve]
YEAR_1, YEAR_2 = [100, 110, 140, 150], [110, 112, 128, 150]  # HK (2009), p. 96


def close(value):
    """Equal to twelve digits, or to twelve decimals for values below 1."""
    return pytest.approx(value, rel=1e-12, abs=1e-12)


def sentence(function, *arguments, **options):
    with pytest.raises(ValueError) as error:
        function(*arguments, **options)
    return str(error.value)


# The example of HK (2009), p. 96


def test_incidence_in_two_years():
    # "a quarter of the population is poor in year 1" at the line of 100, where one has 100: there, at the line is poor
    assert incidence_curve(YEAR_1, [100, 130], at_line="poor").tolist() == [0.25, 0.5]
    assert incidence_curve(YEAR_2, [100, 130], at_line="poor").tolist() == [0, 0.75]
    assert incidence_curve(YEAR_1, [100, 130]).tolist() == [0, 0.5]


def test_the_printed_deficit_is_a_sum_of_incidences_ten_apart():
    # printed for the line of 120: 0.25 + 0.50 + 0.50 = 1.25 (tens); the area is 7.5, the mean of gaps 20, 10, 0 and 0
    assert incidence_curve(YEAR_1, [100, 110, 120], at_line="poor").sum() == 1.25
    assert deficit_curve(YEAR_1, 120) == 7.5 == (20 + 10) / 4


def test_first_order_fails_and_second_order_holds():
    # printed: the incidence curves cross; the deficit is higher, or at least not lower, in year 1 whatever the line
    first_order = dominance(YEAR_1, YEAR_2)
    assert first_order.dominates == "neither"
    # below the line in year 1: 1 above 100, 2 above 110, 3 above 140; in year 2: 1 above 110, 2 above 112, 3 above 128
    assert (first_order.first, first_order.second) == (((128, 140),), ((100, 112),))
    second_order = dominance(YEAR_1, YEAR_2, order=2)
    assert second_order.dominates == "second"
    # the means are equal, and from 140 on the deficits: (40 + 30 + 0) / 4 and (30 + 28 + 12) / 4
    assert (second_order.first, second_order.second) == ((), ((100, 140),))


# Closed forms


def test_uniform_incomes():
    # incomes uniform on (0, b): F = z / b, its integral z^2 / 2b, and the integral of that z^3 / 6b
    n, b = 10_000, 100
    income, z = (np.arange(n) + 0.5) * b / n, np.array([0, 10, 37.5, 100])
    assert incidence_curve(income, z) == pytest.approx(z / b, abs=1 / n)
    assert deficit_curve(income, z) == pytest.approx(z**2 / (2 * b), abs=b / n**2)
    assert severity_curve(income, z) == pytest.approx(z**3 / (6 * b), abs=b**2 / n**2)


def test_tip_of_uniform_incomes():
    # all poor, gaps 1 - p from the poorest on: T = p - p^2 / 2
    n = 1_000
    p, T = tip((np.arange(n) + 0.5) / n, 1)
    assert p - p**2 / 2 == pytest.approx(T, abs=1e-12)


# The curves are the measures at every line, and integrals of one another


@examples
@given(WEIGHTED, st.sampled_from(["not poor", "poor"]))
def test_the_curves_are_the_measures_at_each_line(rows, at_line):
    y, w = zip(*rows, strict=True)
    z = np.arange(1, 45)
    assert incidence_curve(y, z, w, at_line=at_line) == close([headcount(y, k, w, at_line=at_line) for k in z])
    assert deficit_curve(y, z, w) == close([k * poverty_gap(y, k, w) for k in z])
    assert severity_curve(y, z, w) == close([k**2 * poverty_severity(y, k, w) / 2 for k in z])


@examples
@given(WEIGHTED)
def test_each_curve_is_the_area_under_the_one_before(rows):
    y, w = zip(*rows, strict=True)
    z = np.arange(0, 45)
    F, D, S = (curve(y, z, w) for curve in CURVES)
    # incomes are whole numbers: between two of them F is constant and D straight
    assert np.diff(D) == close(F[1:])
    assert np.diff(S) == close((D[1:] + D[:-1]) / 2)


@examples
@given(WEIGHTED, st.sampled_from([1e-9, 0.2, 1e9]), st.randoms(use_true_random=False))
def test_weights_are_rows_and_order_and_scale_do_not_matter(rows, k, random):
    y, w = zip(*rows, strict=True)
    shuffled = [*rows, (0, 0), (40, 0), (-20, 0)]
    random.shuffle(shuffled)
    y_s, w_s = (np.array(column, dtype=float) for column in zip(*shuffled, strict=True))
    for curve in CURVES:
        value = close(curve(y, np.arange(45), w))
        assert curve(np.repeat(y, w), np.arange(45)) == value
        assert curve(y_s, np.arange(45), k * w_s) == value


def test_a_small_deficit_keeps_its_digits():
    # one in a thousand million is poor, by 1: sums of (z - y) over millions of yuan would lose it
    y, w = [1e6, 1e6 + 2], [1, 1e9 - 1]
    assert deficit_curve(y, 1e6 + 1, w) == pytest.approx(1e-9, rel=1e-12)
    assert severity_curve(y, 1e6 + 1, w) == pytest.approx(0.5e-9, rel=1e-12)


def test_a_curve_ends_exactly_at_one_and_starts_at_zero():
    w = np.random.default_rng(2010).uniform(0.1, 3, 10_001)
    y = np.arange(10_001)
    assert incidence_curve(y, [0, 10_001], w).tolist() == [0, 1]
    assert (deficit_curve(y, 0, w), severity_curve(y, 0, w)) == (0, 0)


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series])
def test_columns_of_any_kind(kind):
    for curve in CURVES:
        value = curve(kind([50, 200]), kind([100, 300]), kind([1, 1]))
        assert type(value) is np.ndarray
        assert value.shape == (2,)
        assert curve(kind([50, 200]), 100) == value[0]
    p, T = tip(kind([200, 50]), 100, kind([1, 1]))
    assert (p.tolist(), T.tolist()) == ([0, 0.5, 1], [0, 0.25, 0.25])


# TIP


@examples
@given(WEIGHTED, st.integers(1, 40))
def test_tip_shows_incidence_intensity_and_inequality(rows, line):
    y, w = zip(*rows, strict=True)
    p, T = tip(y, line, w)
    assert p.size == T.size == len(rows) + 1
    assert (p[0], T[0], p[-1]) == (0, 0, 1)
    assert T[-1] == close(poverty_gap(y, line, w))
    # incidence: it is level from the headcount on; intensity and inequality: twice the area under it
    assert T[p >= headcount(y, line, w) - 1e-12] == close(T[-1])
    assert np.sum(np.diff(p) * (T[1:] + T[:-1])) == close(sen_shorrocks_thon(y, line, w))
    slopes = np.diff(T) / np.diff(p)
    assert np.all(np.diff(slopes) <= 1e-9)


def test_tip_with_other_lines():
    # gaps of 1/2 and 3/4, the larger first, though its income is the larger one
    assert tip([50, 100], [100, 400])[1].tolist() == [0, 0.375, 0.625]
    assert tip([100, 200, 1_000], RelativeLine(0.6))[1][-1] == poverty_gap([100, 200, 1_000], 120)


# Dominance


@examples
@given(WEIGHTED, WEIGHTED, st.sampled_from([1, 2]), st.sampled_from([(None, None), (3, 25), (0, 7.5), (12, None)]))
def test_dominance_holds_at_every_line_of_a_grid(a, b, order, limits):
    (y, w), (x, v) = zip(*a, strict=True), zip(*b, strict=True)
    result = dominance(y, x, order, w, v, *limits)
    z = np.arange(1, 400) / 8
    z = z[(z > result.low) & (z <= result.high)]
    curve = incidence_curve if order == 1 else deficit_curve
    gap = curve(y, z, w) - curve(x, z, v)
    within = [np.any([(lo < z) & (z <= hi) for lo, hi in part], axis=0) for part in (result.first, result.second)]
    assert np.all(np.broadcast_to(within[0], z.shape)[gap < -1e-12])
    assert np.all(np.broadcast_to(within[1], z.shape)[gap > 1e-12])
    assert np.all(gap[np.broadcast_to(within[0], z.shape)] < 1e-12)
    assert np.all(gap[np.broadcast_to(within[1], z.shape)] > -1e-12)
    expected = {(True, False): "first", (False, True): "second", (True, True): "neither", (False, False): "equal"}
    assert result.dominates == expected[bool(result.first), bool(result.second)]


@examples
@given(WEIGHTED, WEIGHTED, st.sampled_from([1, 2]))
def test_dominance_seen_from_the_other_side(a, b, order):
    (y, w), (x, v) = zip(*a, strict=True), zip(*b, strict=True)
    one, two = dominance(y, x, order, w, v), dominance(x, y, order, v, w)
    assert (one.first, one.second) == (two.second, two.first)


@examples
@given(WEIGHTED, st.sampled_from([1, 2]), st.sampled_from([0.1, 1 / 3, 1e9]))
def test_three_rows_are_no_better_than_a_weight_of_three(rows, order, k):
    y, w = zip(*rows, strict=True)
    assert dominance(y, np.repeat(y, w), order, k * np.array(w)).dominates == "equal"


@examples
@given(WEIGHTED, st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_if_everybody_has_more_all_orders_agree(rows, more):
    y, w = zip(*rows, strict=True)
    richer = [a + b for a, b in zip(y, more, strict=False)]
    by_order = [dominance(richer, y, order, w, w).dominates for order in (1, 2)]
    assert by_order in (["first", "first"], ["equal", "equal"], ["equal", "first"])
    if min(y) >= 0 and max(np.subtract(richer, y)) > 0:  # and no change hides below the line of 0
        assert by_order == ["first", "first"]


def test_a_transfer_to_the_poorer_is_seen_by_the_second_order():
    # from (10, 30) to (15, 25): deficits are lower above 10 and, the means being equal, the same from 30 on
    assert dominance([15, 25], [10, 30]).dominates == "neither"
    result = dominance([15, 25], [10, 30], order=2)
    assert (result.dominates, result.first) == ("first", ((10, 30),))


def test_the_line_where_deficits_cross_lies_between_incomes():
    # (z - 1) / 2 up to 6, and (z - 2 + z - 3) / 2 above 3: equal where z - 1 = 2 z - 5, at 4
    result = dominance([1, 6], [2, 3], order=2)
    assert (result.dominates, result.first, result.second) == ("neither", ((4, inf),), ((1, 4),))


def test_limits_of_the_lines():
    result = dominance([1, 6], [2, 3], order=2, low=2, high=3.5)
    assert (result.dominates, result.second, result.low, result.high) == ("second", ((2, 3.5),), 2, 3.5)
    assert dominance([1, 6], [2, 3], order=2, low=4).dominates == "first"
    # the line of 1 is not above low = 1, and the line of 2 belongs to the range up to 2
    assert dominance([1, 6], [2, 3], low=1, high=2).second == ((1, 2),)
    assert dominance([1, 6], [2, 3], high=1).dominates == "equal"
    assert dominance([1, 6], [2, 3], low=6).dominates == "equal"
    assert dominance([1, 6], [2, 3], order=2, low=6, high=inf).first == ((6, inf),)


def test_a_result_is_not_changed():
    with pytest.raises(FrozenInstanceError):
        dominance([1], [2]).dominates = "first"


def test_the_callers_arrays_are_left_alone():
    y, x, w = np.array([3.0, 1.0]), np.array([2.0, 2.0]), np.array([1.0, 2.0])
    dominance(y, x, 2, w, w), severity_curve(y, x, w), tip(y, x, w)
    assert (y.tolist(), x.tolist(), w.tolist()) == ([3, 1], [2, 2], [1, 2])


# Bad input: the sentences common to all measures are in test_arrays.py


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (([], 1), "income is empty, so there is nobody to measure. Give at least one row."),
        (
            ([1], [1, -1]),
            "lines is negative in 1 of 2 rows (the first at position 1, counting from 0). "
            "A poverty line on a curve is zero or more.",
        ),
        (
            ([1], [nan]),
            "lines is missing in 1 of 1 rows (the first at position 0, counting from 0). "
            "Fill or drop missing values first: they are not dropped here.",
        ),
        (([1, 2], 1, [1]), "weights has length 1 and income has length 2. Give one weight for each row."),
        (([1, 2], 1, [0, 0]), "weights are all zero, so there is nobody to measure. Check the column of weights."),
    ],
)
def test_bad_input_of_a_curve(curve, arguments, expected):
    assert sentence(curve, *arguments) == expected


def test_bad_word_for_the_line():
    assert sentence(incidence_curve, [1], 1, at_line="rich") == (
        'at_line must be "not poor" or "poor", but it is \'rich\'.'
    )


def test_bad_input_of_tip():
    assert sentence(tip, [1], 0) == "line is zero or negative. A poverty line must be above zero."


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"income": []}, "income is empty, so there is nobody to measure. Give at least one row."),
        ({"other": []}, "other: income is empty, so there is nobody to measure. Give at least one row."),
        (
            {"other_weights": [1]},
            "other: weights has length 1 and income has length 2. Give one weight for each row.",
        ),
        ({"order": 3}, "order must be 1 or 2, but it is 3. Order 1 compares headcounts, order 2 poverty gaps."),
        ({"low": -1}, "low must be zero or more and below high, but low is -1 and high is inf."),
        ({"low": 5, "high": 5}, "low must be zero or more and below high, but low is 5 and high is 5."),
        ({"high": nan}, "low must be zero or more and below high, but low is 0 and high is nan."),
        ({"low": [1, 2]}, "low must be one line, but its shape is (2,). Give one number."),
        ({"high": [3]}, "high must be one line, but its shape is (1,). Give one number."),
        (
            {"order": np.array([1, 2])},
            "order must be 1 or 2, but it is [1 2]. Order 1 compares headcounts, order 2 poverty gaps.",
        ),
        ({"low": "5"}, "low is not a number. Convert text and dates to numbers first."),
    ],
)
def test_bad_input_of_dominance(options, expected):
    assert sentence(dominance, **{"income": [1, 2], "other": [2, 3], **options}) == expected


def test_one_line_gives_a_number():
    income = [100, 110, 140, 150]
    for curve, value in ((incidence_curve, 0.5), (deficit_curve, 7.5), (severity_curve, 62.5)):
        assert type(curve(income, 120)) is float
        assert curve(income, 120) == curve(income, [120])[0] == value


@pytest.mark.parametrize("curve", [incidence_curve, deficit_curve, severity_curve])
def test_a_relative_line_and_no_line(curve):
    assert curve([1, 2, 5], RelativeLine(1, "median"), [1, 1, 4]) == curve([1, 2, 5], 5, [1, 1, 4])
    assert sentence(curve, [1, 2], []) == "lines is empty. Give at least one line."


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("weight", [0.1, 0.3, 1e-200, 1e300])
def test_equal_populations_are_equal_whatever_the_scale_of_weights(order, weight):
    y = np.random.default_rng(3).permutation(100_000) + 1.0
    assert dominance(y, y[::-1], order, None, np.full(y.size, weight)).dominates == "equal"


@pytest.mark.parametrize("order", [1, 2])
def test_one_row_of_many_makes_the_difference(order):
    y = np.arange(1.0, 10_001)
    other = y.copy()
    other[4_999] -= 0.5  # 5000 becomes 4999.5
    result = dominance(y, other, order, np.full(y.size, 0.1), np.full(y.size, 0.7))
    assert (result.dominates, result.second) == ("first", ())
    assert result.first == (((4999.5, 5000.0),) if order == 1 else ((4999.5, np.inf),))


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 4e307])
def test_the_scale_of_weights_does_not_matter_however_far(scale):
    w = np.array([1.0, 2.0, 4.0])
    assert np.allclose(severity_curve([1, 3, 5], [2, 6], w * scale), severity_curve([1, 3, 5], [2, 6], w), rtol=1e-12)
    assert np.allclose(tip([1, 3, 5], 4, w * scale), tip([1, 3, 5], 4, w), rtol=1e-12)
