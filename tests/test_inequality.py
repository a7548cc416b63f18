"""Lorenz and Gini: published values, closed forms, invariances that other packages fail, and bad input."""

from math import log, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zjpoverty.inequality import gini, lorenz

examples = settings(derandomize=True, deadline=None, max_examples=100)
INCOMES = st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(any)
WEIGHTED = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 6)), min_size=1, max_size=20).filter(
    lambda rows: any(y for y, _ in rows)
)
R_INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def midpoints(n):
    return (np.arange(n) + 0.5) / n


def close(value):
    """Equal to twelve digits, or to twelve decimals for values below 1."""
    return pytest.approx(value, rel=1e-12, abs=1e-12)


# Published values


def test_example_of_the_r_packages():
    # example on the help page of R's ineq 0.2-13, whose ineq(x) gives 0.462091130267624
    assert gini(R_INEQ) == close(0.462091130267624)
    # DescTools multiplies by n / (n - 1) unless told otherwise: 0.5134346
    assert gini(R_INEQ) * 10 / 9 == pytest.approx(0.5134346, abs=5e-8)


def test_two_people():
    # Essama-Nssah (2005), The Lorenz Model of the Size Distribution of Income, World Bank, slide 6
    p, L = lorenz([25, 75])
    assert (p.tolist(), L.tolist()) == ([0, 0.5, 1], [0, 0.25, 1])


def test_ten_households_by_hand():
    # sorted: 10 15 20 20 25 30 35 40 45 90, sum 330; sum of (2i - 11) y_i is 1080; 1080 / (10 x 330) = 18/55
    assert gini([10, 15, 20, 25, 40, 20, 30, 35, 45, 90]) == close(18 / 55)


# Closed forms


@pytest.mark.parametrize("n", [1, 2, 3, 100])
def test_one_of_n_has_all(n):
    assert gini([0] * (n - 1) + [7]) == close(1 - 1 / n)


def test_uniform_incomes():
    n = 1000  # 1 ... n: (n^2 - 1) / 3n is the mean difference of two draws, over 2 means: (n - 1) / 3n
    assert gini(np.arange(1, n + 1)) == close((n - 1) / (3 * n))
    # the midpoints of n equal steps: (n^2 - 1) / 3n^2, that is 1/3 less 1 / 3n^2
    assert gini(midpoints(n)) == pytest.approx(1 / 3, abs=1 / n**2)


def test_pareto_incomes():
    # quantiles (1 - u)^(-1/a): G = 1 / (2a - 1); the grid cuts the top and falls short by 0.14 n^(-2/3) at a = 3
    n, a = 100_000, 3
    assert gini((1 - midpoints(n)) ** (-1 / a)) == pytest.approx(1 / (2 * a - 1), abs=0.2 * n ** (-2 / 3))


def test_log_normal_incomes():
    # G = 2 N(s / sqrt 2) - 1 whatever the mean; the grid cuts the top and falls short by less than 1 / n
    N, n, s = NormalDist(), 20_000, 0.6
    income = np.exp([8.5 + s * N.inv_cdf(u) for u in midpoints(n)])
    assert gini(income) == pytest.approx(2 * N.cdf(s / sqrt(2)) - 1, abs=1 / n)


def test_exponential_incomes():
    n = 100_000  # G = 1/2; the grid falls short by 0.18 / n
    assert gini([-log(1 - u) for u in midpoints(n)]) == pytest.approx(0.5, abs=0.2 / n)


@examples
@given(st.floats(0.01, 0.99), st.floats(0, 1))
def test_two_groups(p, L):
    # the poor, a share p of the people, have a share L of income: the curve is two lines and G = p - L
    assume(p >= L)
    assert gini([L / p, (1 - L) / (1 - p)], weights=[p, 1 - p]) == close(p - L)


def test_lorenz_of_uniform_incomes_is_the_square():
    p, L = lorenz(midpoints(1000))
    assert np.abs(L - p**2).max() < 1e-12


# Conventions


def test_equal_incomes_give_exactly_zero_and_the_diagonal():
    assert gini([0.1] * 7, weights=[0.1, 0.7, 0.3, 1, 2, 3.3, 0.9]) == 0
    p, L = lorenz([0.1] * 7)
    assert p.tolist() == close(L.tolist())


def test_small_weights_do_not_matter():
    # formulas that take a weight for a rank, as R's convey does, pass below zero for weights such as 0.2
    assert gini([1, 2, 3], weights=[0.2] * 3) == close(gini([1, 2, 3]))


def test_a_rare_rich_row_keeps_its_digits():
    # one in ten thousand million has all: G = 1 - f, f = 1e-10 / (1 + 1e-10)
    assert gini([0, 1], weights=[1, 1e-10]) == close(1 / (1 + 1e-10))


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series])
def test_columns_of_any_kind(kind):
    value = gini(kind([75, 25]), weights=kind([1, 1]))
    assert type(value) is float
    assert value == 0.25
    p, L = lorenz(kind([75, 25]))
    assert type(p) is type(L) is np.ndarray


def test_the_callers_arrays_are_left_alone():
    income, weights = np.array([3.0, 1.0]), np.array([1.0, 2.0])
    gini(income, weights), lorenz(income, weights)
    assert (income.tolist(), weights.tolist()) == ([3, 1], [1, 2])


# Identities and axioms


@examples
@given(WEIGHTED)
def test_gini_is_half_the_relative_mean_difference(rows):
    y, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    difference = w @ np.abs(y[:, None] - y) @ w / w.sum() ** 2
    assert gini(y, w) == close(difference / 2 / (w @ y / w.sum()))


@examples
@given(WEIGHTED)
def test_gini_is_twice_the_area_between_the_diagonal_and_the_curve(rows):
    y, w = zip(*rows, strict=True)
    p, L = lorenz(y, w)
    area = np.sum(np.diff(p) * (L[1:] + L[:-1]) / 2)  # trapezoids
    assert gini(y, w) == close(1 - 2 * area)


@examples
@given(WEIGHTED)
def test_the_curve_rises_from_0_to_1_bends_upwards_and_stays_below_the_diagonal(rows):
    p, L = lorenz(*zip(*rows, strict=True))
    assert p.size == L.size == len(rows) + 1
    assert (p[0], L[0], p[-1], L[-1]) == (0, 0, 1, 1)
    assert np.all(np.diff(p) > 0)
    assert np.all(np.diff(np.diff(L) / np.diff(p)) >= -1e-12)
    assert np.all(p + 1e-15 >= L)


@examples
@given(INCOMES)
def test_gini_lies_between_0_and_1_less_1_in_n(income):
    assert 0 <= gini(income) <= 1 - 1 / len(income) + 1e-15


@examples
@given(WEIGHTED)
def test_a_weight_of_k_is_k_rows(rows):
    y, w = zip(*rows, strict=True)
    assert gini(y, w) == close(gini(np.repeat(y, w)))


@examples
@given(INCOMES, st.integers(2, 5))
def test_replication(income, k):
    assert gini(income * k) == close(gini(income))


@examples
@given(WEIGHTED, st.sampled_from([1e-9, 0.2, 7, 1e9]))
def test_scale_of_weights_and_of_money_do_not_matter(rows, k):
    y, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assert gini(y, k * w) == close(gini(y, w))
    assert gini(k * y, w) == close(gini(y, w))


@examples
@given(WEIGHTED, st.randoms(use_true_random=False))
def test_order_and_rows_of_weight_zero_do_not_matter(rows, random):
    shuffled = [*rows, (0, 0), (5_000, 0), (20_000, 0)]
    random.shuffle(shuffled)
    assert gini(*zip(*shuffled, strict=True)) == close(gini(*zip(*rows, strict=True)))


@examples
@given(INCOMES, st.integers(1, 5_000))
def test_the_same_sum_for_all_lowers_the_gini_as_the_mean_rises(income, more):
    mean = sum(income) / len(income)
    assert gini(np.array(income) + more) == close(gini(income) * mean / (mean + more))


@examples
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=20, unique=True), st.data())
def test_a_transfer_from_richer_to_poorer_lowers_the_gini(income, data):
    income = sorted(income)
    i = data.draw(st.integers(0, len(income) - 2))
    j = data.draw(st.integers(i + 1, len(income) - 1))
    half_way = (income[j] - income[i]) / 2
    amount = data.draw(st.floats(0.01, 1)) * half_way
    after = [y + amount * (k == i) - amount * (k == j) for k, y in enumerate(income)]
    assert gini(after) < gini(income)


# Bad input: the sentences common to all measures are in test_arrays.py


@pytest.mark.parametrize("measure", [lorenz, gini])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ([-5, 1, 2, 3],),  # unchecked, the formula gives 50 / (2 x 4 x 1) = 6.25
            "income is negative in 1 of 4 rows (the first at position 0, counting from 0). "
            "Shares of income need zero or more: correct these rows, or set them to 0.",
        ),
        (([0, 0],), "income adds up to zero, so there are no shares of it. Check the incomes and the weights."),
        (([0, 9], [1, 0]), "income adds up to zero, so there are no shares of it. Check the incomes and the weights."),
        (([],), "income is empty, so there is nobody to measure. Give at least one row."),
        (([1, 2], [0, 0]), "weights are all zero, so there is nobody to measure. Check the column of weights."),
        (([1, 2], [1]), "weights has length 1 and income has length 2. Give one weight for each row."),
    ],
)
def test_bad_input(measure, arguments, expected):
    with pytest.raises(ValueError) as error:
        measure(*arguments)
    assert str(error.value) == expected
