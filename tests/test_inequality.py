"""Inequality: published values, closed forms, invariances that other packages fail, axioms, and bad input.

FSLS (2013) is Foster, Seth, Lokshin and Sajaia, A Unified Approach to Measuring Poverty and Inequality, World Bank.
"""

from functools import partial
from itertools import pairwise
from math import exp, expm1, log, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zjpoverty.inequality import (
    atkinson,
    generalized_entropy,
    generalized_lorenz,
    gini,
    hoover,
    lorenz,
    mean_log_deviation,
    quantile,
    quantile_ratio,
    share,
    share_ratio,
    theil,
    wolfson,
)
from zjpoverty.survey import Design, estimate

examples = settings(derandomize=True, deadline=None, max_examples=100)
fewer_examples = settings(derandomize=True, deadline=None, max_examples=20)  # for each of many measures
INCOMES = st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(any)
WEIGHTED = st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 6)), min_size=1, max_size=20).filter(
    lambda rows: any(y for y, _ in rows)
)
POSITIVE = st.lists(st.integers(1, 10_000), min_size=1, max_size=20)
WEIGHTED_POSITIVE = st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 6)), min_size=1, max_size=20)
R_INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
TEN_HOUSEHOLDS = [10, 15, 20, 25, 40, 20, 30, 35, 45, 90]
FSLS = [2, 4, 8, 10]  # thousand dollars: FSLS (2013), example 2.2, p. 64

ENTROPIES = {
    "theil": theil,
    "mean_log_deviation": mean_log_deviation,
    **{f"entropy {a}": partial(generalized_entropy, alpha=a) for a in (-2, 0, 0.3, 0.7, 1, 2, 3.5)},
    **{f"atkinson {e}": partial(atkinson, epsilon=e) for e in (0.5, 1, 2, 9)},
}
INEQUALITIES = {"gini": gini, "hoover": hoover, "wolfson": wolfson, **ENTROPIES}  # zero if all have the same
RATIOS = {
    "quantile_ratio": quantile_ratio,
    "share_ratio": share_ratio,
    "share": partial(share, low=0.15, high=0.8),
}
MEASURES = {**INEQUALITIES, **RATIOS}


def each(measures):
    return pytest.mark.parametrize("measure", measures.values(), ids=measures)


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


def test_example_of_the_r_packages_theil_and_atkinson():
    # org.scalar.ineq, IneqTest: Theil 0.3623412; open-risk concentrationMetrics, gini_example.py: what ineq prints
    assert theil(R_INEQ) == pytest.approx(0.3623412, abs=5e-8)
    assert atkinson(R_INEQ, 0.5) == pytest.approx(0.1796591, abs=5e-8)
    assert atkinson(R_INEQ, 1) == pytest.approx(0.3518251, abs=5e-8)


def test_ten_households_of_the_handbook():
    # Haughton and Khandker (2009), table 6.3, as corrected in the tests of PovertyAndInequalityMeasures.jl: the table
    # takes logarithms to base 10 for Theil and has N in the wrong place for alpha 2, say these
    assert gini(TEN_HOUSEHOLDS) == pytest.approx(0.3272727, abs=5e-8)
    assert mean_log_deviation(TEN_HOUSEHOLDS) == pytest.approx(0.1792203, abs=5e-8)
    assert theil(TEN_HOUSEHOLDS) == pytest.approx(0.1830644, abs=5e-8)
    assert hoover(TEN_HOUSEHOLDS) == pytest.approx(0.2363636, abs=5e-8)
    for alpha, value in {1.25: 0.1883288, 1.5: 0.1954897, 2: 0.2162534, 2.5: 0.2474728}.items():
        assert generalized_entropy(TEN_HOUSEHOLDS, alpha) == pytest.approx(value, abs=6e-8)
    for epsilon, value in {0.25: 0.0446396, 0.5: 0.0869155, 1: 0.1640783, 2: 0.2901688, 2.25: 0.3164032}.items():
        assert atkinson(TEN_HOUSEHOLDS, epsilon) == pytest.approx(value, abs=5e-8)


def test_means_of_the_unified_approach():
    # FSLS (2013), example 2.2, p. 64: the arithmetic, geometric, harmonic and Euclidean mean are 6, 5.03, 4.10, 6.78
    assert 6 * (1 - atkinson(FSLS, 1)) == pytest.approx(5.03, abs=0.005)
    assert 6 * (1 - atkinson(FSLS, 2)) == pytest.approx(4.10, abs=0.005)
    assert 6 * sqrt(1 + 2 * generalized_entropy(FSLS, 2)) == pytest.approx(6.78, abs=0.005)
    # p. 94 reads a Gini of 0.292; that of these incomes is (-3 x 2 - 4 + 8 + 3 x 10) / (4 x 24)
    assert gini(FSLS) == close(28 / 96)
    assert gini(FSLS) == pytest.approx(0.292, abs=0.0005)


def test_what_reat_calls_theil_is_the_mean_log_deviation():
    # R's REAT, help page of theil: 0.2326302 for the example of Stoermann (2009)
    assert mean_log_deviation([10, 10, 10, 20, 50]) == pytest.approx(0.2326302, abs=5e-8)
    assert theil([10, 10, 10, 20, 50]) == close((1.5 * log(0.5) + 2.5 * log(2.5)) / 5)


def test_wolfson_is_twice_that_of_pysal():
    # docstring of inequality.wolfson.wolfson, which has no factor 2: 0.2013 and 0.0833
    pysal = [20_000, 25_000, 27_000, 30_000, 35_000, 45_000, 60_000, 75_000, 80_000, 120_000]
    assert wolfson(pysal) / 2 == pytest.approx(0.2013, abs=0.0001)
    # T = 1/2 - 28/72, G = 80 / (8 x 72), mean and median are 9
    assert wolfson([6, 6, 8, 8, 10, 10, 12, 12]) == close(2 * (2 * (1 / 2 - 28 / 72) - 80 / (8 * 72)))
    assert wolfson([6, 6, 8, 8, 10, 10, 12, 12]) / 2 == pytest.approx(0.0833, abs=0.00005)


def test_palma_cuts_a_household_where_others_take_it_whole():
    # R's concstats, help page of concstats_palma: 0.4 by 0.15, though 0.4 is what the top fifth has, not the top tenth
    assert share_ratio([0.4, 0.2, 0.25, 0.1, 0.05], top=0.2) == close(0.4 / 0.15)
    assert share_ratio([0.4, 0.2, 0.25, 0.1, 0.05]) == close(0.2 / 0.15)


# Closed forms


@pytest.mark.parametrize("n", [1, 2, 3, 100])
def test_one_of_n_has_all(n):
    income = [0] * (n - 1) + [7]
    assert gini(income) == close(1 - 1 / n)
    assert hoover(income) == close(1 - 1 / n)
    assert theil(income) == close(log(n))
    for alpha in (0.25, 0.5, 0.75, 2, 3):  # the mean of x^alpha is n^alpha / n
        assert generalized_entropy(income, alpha) == close((n ** (alpha - 1) - 1) / (alpha * (alpha - 1)))
        if alpha < 1:
            assert atkinson(income, 1 - alpha) == close(1 - (n ** (alpha - 1)) ** (1 / alpha))
    assert share(income, 1 - 1 / n, 1) == close(1)


def test_half_have_nothing():
    assert wolfson([0, 0, 5, 5]) == close(1)
    assert hoover([0, 0, 5, 5]) == share([0, 0, 5, 5], 0.5, 1) - 0.5 == 0.5


def test_uniform_incomes():
    n = 1000  # 1 ... n: (n^2 - 1) / 3n is the mean difference of two draws, over 2 means: (n - 1) / 3n
    assert gini(np.arange(1, n + 1)) == close((n - 1) / (3 * n))
    # the midpoints of n equal steps: (n^2 - 1) / 3n^2, that is 1/3 less 1 / 3n^2
    income = midpoints(n)
    assert gini(income) == pytest.approx(1 / 3, abs=1 / n**2)
    # x = 2u: the integrals of u over (0, 1) of 2u ln 2u, -ln 2u, |2u - 1| / 2, and of (2u)^2
    assert theil(income) == pytest.approx(log(2) - 1 / 2, abs=1 / n)
    assert mean_log_deviation(income) == pytest.approx(1 - log(2), abs=1 / n)
    assert hoover(income) == pytest.approx(1 / 4, abs=1 / n**2)
    assert generalized_entropy(income, 2) == pytest.approx((4 / 3 - 1) / 2, abs=1 / n**2)
    assert atkinson(income, 1) == pytest.approx(1 - 2 / exp(1), abs=1 / n)
    # L(p) = p^2, with 1/4 at the median, which is the mean
    assert wolfson(income) == pytest.approx(2 * (2 / 4 - 1 / 3), abs=2 / n**2)
    assert share(income, 0.2, 0.7) == pytest.approx(0.7**2 - 0.2**2, abs=1e-12)
    assert share_ratio(income) == pytest.approx((1 - 0.9**2) / 0.4**2, abs=1e-12)
    assert quantile_ratio(income) == pytest.approx(0.9 / 0.1, abs=1e-12)


def test_pareto_incomes():
    # quantiles (1 - u)^(-1/a): G = 1 / (2a - 1); the grid cuts the top and falls short by 0.14 n^(-2/3) at a = 3
    n, a = 100_000, 3
    income = (1 - midpoints(n)) ** (-1 / a)
    falls_short = 0.2 * n ** (-2 / 3)
    assert gini(income) == pytest.approx(1 / (2 * a - 1), abs=falls_short)
    # ln y is exponential with mean 1/a, the mean is a / (a - 1), and the mean of y^r is a / (a - r)
    assert mean_log_deviation(income) == pytest.approx(log(a / (a - 1)) - 1 / a, abs=falls_short)
    # the cut top counts with its logarithm, which is ln(2n) / a
    assert theil(income) == pytest.approx(1 / (a - 1) - log(a / (a - 1)), abs=log(2 * n) / a * falls_short)
    assert hoover(income) == pytest.approx((a - 1) ** (a - 1) / a**a, abs=falls_short)
    for epsilon in (0.5, 2, 5):
        power = (a / (a - (1 - epsilon))) ** (1 / (1 - epsilon))
        assert atkinson(income, epsilon) == pytest.approx(1 - power * (a - 1) / a, abs=falls_short)
    # L(p) = 1 - (1 - p)^(1 - 1/a)
    L_bottom = 1 - 0.6 ** (1 - 1 / a)
    assert share_ratio(income) == pytest.approx(0.1 ** (1 - 1 / a) / L_bottom, abs=5 * falls_short)
    assert quantile_ratio(income) == pytest.approx(9 ** (1 / a), abs=1e-4)


def test_log_normal_incomes():
    # G = 2 N(s / sqrt 2) - 1 whatever the mean; the grid cuts the top and falls short by less than 1 / n
    N, n, s = NormalDist(), 20_000, 0.6
    income = np.exp([8.5 + s * N.inv_cdf(u) for u in midpoints(n)])
    assert gini(income) == pytest.approx(2 * N.cdf(s / sqrt(2)) - 1, abs=1 / n)
    # x is log-normal with mean 1: the mean of x^a is exp(a (a - 1) s^2 / 2), L(p) = N(z - s) with z the quantile of N
    assert theil(income) == pytest.approx(s**2 / 2, abs=10 / n)
    assert mean_log_deviation(income) == pytest.approx(s**2 / 2, abs=1 / n)
    for alpha in (-1, 0.5, 2):
        a = alpha * (alpha - 1)
        assert generalized_entropy(income, alpha) == pytest.approx(expm1(a * s**2 / 2) / a, abs=100 / n)
    for epsilon in (0.5, 1, 2):
        assert atkinson(income, epsilon) == pytest.approx(1 - exp(-epsilon * s**2 / 2), abs=10 / n)
    assert hoover(income) == pytest.approx(2 * N.cdf(s / 2) - 1, abs=1 / n)
    # 2T = 2 N(s) - 1, and the mean by the median is exp(s^2 / 2)
    assert wolfson(income) == pytest.approx(4 * (N.cdf(s) - N.cdf(s / sqrt(2))) * exp(s**2 / 2), abs=10 / n)
    assert share(income, 0, 0.4) == pytest.approx(N.cdf(N.inv_cdf(0.4) - s), abs=1 / n)
    assert quantile_ratio(income) == pytest.approx(exp(2 * s * N.inv_cdf(0.9)), abs=10 / n)


def test_exponential_incomes():
    n = 100_000  # G = 1/2; the grid falls short by 0.18 / n
    income = -np.log(1 - midpoints(n))
    assert gini(income) == pytest.approx(0.5, abs=0.2 / n)
    # the mean of ln y is less Euler's constant, that of y ln y one less it
    assert mean_log_deviation(income) == pytest.approx(np.euler_gamma, abs=1 / n)
    assert theil(income) == pytest.approx(1 - np.euler_gamma, abs=10 / n)
    assert generalized_entropy(income, 2) == pytest.approx(1 / 2, abs=100 / n)  # the standard deviation is the mean
    assert hoover(income) == pytest.approx(1 / exp(1), abs=1 / n)
    # L(1/2) = 1/2 - ln(2) / 2, and the median is ln 2
    assert wolfson(income) == pytest.approx(2 * (log(2) - 1 / 2) / log(2), abs=1 / n)


@examples
@given(st.floats(0.01, 0.99), st.floats(0, 1))
def test_two_groups(p, L):
    # the poor, a share p of the people, have a share L of income: the curve is two lines and G = p - L
    assume(p >= L)
    assert gini([L / p, (1 - L) / (1 - p)], weights=[p, 1 - p]) == close(p - L)


@examples
@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_two_groups_entropy(p, L):
    # relative to the mean the poor have L / p, the others (1 - L) / (1 - p)
    poor, rich = L / p, (1 - L) / (1 - p)
    groups = [poor, rich]
    assert theil(groups, [p, 1 - p]) == close(L * log(poor) + (1 - L) * log(rich))
    assert mean_log_deviation(groups, [p, 1 - p]) == close(-p * log(poor) - (1 - p) * log(rich))
    assert generalized_entropy(groups, 2, [p, 1 - p]) == close((L * poor + (1 - L) * rich - 1) / 2)
    assert atkinson(groups, 2, [p, 1 - p]) == close(1 - 1 / (p / poor + (1 - p) / rich))
    assert hoover(groups, [p, 1 - p]) == close(abs(p - L))


def test_lorenz_of_uniform_incomes_is_the_square():
    p, L = lorenz(midpoints(1000))
    assert np.abs(L - p**2).max() < 1e-12


# Conventions


def test_equal_incomes_give_exactly_zero_and_the_diagonal():
    assert gini([0.1] * 7, weights=[0.1, 0.7, 0.3, 1, 2, 3.3, 0.9]) == 0
    p, L = lorenz([0.1] * 7)
    assert p.tolist() == close(L.tolist())


@each(INEQUALITIES)
@pytest.mark.parametrize("income", [0.1, 3, 1e-300, 1e300, 12_345.67])
def test_equal_incomes_give_exactly_zero(measure, income):
    # wolfson takes the gap between the diagonal and the curve, which are both rounded
    zero = 1e-15 if measure is wolfson else 0
    assert 0 <= measure([income] * 7) <= zero
    assert 0 <= measure([income] * 7, weights=[0.1, 0.7, 0.3, 1, 2, 3.3, 0.9]) <= zero
    assert 0 <= measure([income, income, 5 * income], weights=[0.1, 0.7, 0]) <= zero


@each(INEQUALITIES)
@fewer_examples
@given(income=st.lists(st.floats(1, 1 + 1e-12), min_size=1, max_size=10))
def test_nearly_equal_incomes_never_fall_below_zero(measure, income):
    assert 0 <= measure(income) <= 1e-12


@pytest.mark.parametrize("alpha", [-2, -0.5, 0, 0.3, 0.5, 0.7, 1, 2, 3])
def test_nearly_equal_incomes_keep_their_digits(alpha):
    # any generalized entropy of 1 and 1 + d is half the squared variation, (d / 2)^2 / 2, but for a share of order d
    for d in (2.0**-15, 2.0**-25):
        assert generalized_entropy([1, 1 + d], alpha) == pytest.approx(d**2 / 8, rel=4 * d)
        assert atkinson([1, 1 + d], 1) == pytest.approx(d**2 / 8, rel=4 * d)


@pytest.mark.parametrize("step", [10.0**-k for k in range(1, 20)])
def test_no_jump_near_the_limits(step):
    # the slopes in alpha at 0 and 1, and in epsilon at 1, are below 1 for these incomes
    for sign in (-1, 1):
        near = pytest.approx(0, abs=step + 1e-14)
        assert generalized_entropy(R_INEQ, sign * step) - mean_log_deviation(R_INEQ) == near
        assert generalized_entropy(R_INEQ, 1 + sign * step) - theil(R_INEQ) == near
        assert atkinson(R_INEQ, 1 + sign * step) - atkinson(R_INEQ, 1) == near


def test_a_slope_at_a_limit_has_its_digits():
    # B_a = ln x + a (ln x)^2 / 2 + ..., so the derivative in alpha at 0 is the mean of x - 1 - ln x - (ln x)^2 / 2
    x = np.array(R_INEQ) / np.mean(R_INEQ)
    slope = np.mean(x - 1 - np.log(x) - np.log(x) ** 2 / 2)
    for step in (1e-4, 1e-6):
        rise = generalized_entropy(R_INEQ, step) - mean_log_deviation(R_INEQ)
        assert rise / step == pytest.approx(slope, rel=10 * step + 1e-9)


def test_large_parameters_are_safe():
    # the poorest alone count: of 1 and 10, whose mean is 5.5, the equivalent income is 2^(1 / (epsilon - 1)) at most
    assert atkinson([1, 10], 1e6) == close(1 - 2 ** (1 / (1e6 - 1)) / 5.5)
    # (1/2) x^alpha / (alpha (alpha - 1)) with x = 10 / 5.5
    assert log(generalized_entropy([1, 10], 1000)) == close(1000 * log(10 / 5.5) - log(2 * 1000 * 999))


@pytest.mark.filterwarnings("error")
@each({**ENTROPIES, "gini": gini, "hoover": hoover, "share": partial(share, low=0, high=0.5)})
def test_incomes_far_apart_give_a_number_in_range_or_a_sentence(measure):
    try:
        value = measure([1e-300, 1e300])
    except ValueError as error:
        assert "The value passes the largest number a computer holds" in str(error)
    else:
        assert 0 <= value <= 1e300


def test_zeros_count_where_no_logarithm_is_taken_of_them():
    # x = 0, 3/2, 3/2
    assert theil([0, 1, 1]) == close(log(1.5))
    assert generalized_entropy([0, 1, 1], 0.5) == close(4 * (1 - 2 / 3 * sqrt(1.5)))
    assert generalized_entropy([0, 1, 1], 2) == close((2 / 3 * 1.5**2 - 1) / 2)
    assert atkinson([0, 1, 1], 0.5) == close(1 - (2 / 3 * sqrt(1.5)) ** 2)


def test_a_zero_of_weight_zero_is_nobodys():
    assert mean_log_deviation([0, 25, 75], weights=[0, 1, 1]) == mean_log_deviation([25, 75])
    assert atkinson([0, 25, 75], 1, weights=[0, 1, 1]) == atkinson([25, 75], 1)


def test_median_and_quantiles_by_hand():
    assert quantile([1, 3, 2], 0.5) == 2
    assert quantile([4, 1, 3, 2], 0.5) == 2.5
    # cumulative weights 1, 4, 10 of 10: 0.1 and 0.4 are reached exactly
    at = quantile([5, 7, 9], [0, 0.05, 0.1, 0.2, 0.4, 0.41, 1], weights=[1, 3, 6])
    assert at.tolist() == [5, 5, 6, 7, 8, 9, 9]
    assert quantile([5, 7, 9], [0.1, 0.4], weights=[0.1, 0.3, 0.6]).tolist() == [6, 8]
    assert quantile([-5, 7], [[0, 0.5], [0.7, 1]]).tolist() == [[-5, 1], [7, 7]]


def test_generalized_lorenz_takes_debts_and_nothing():
    p, GL = generalized_lorenz([-4, 0, 10], weights=[1, 1, 2])
    assert (p.tolist(), GL.tolist()) == ([0, 0.25, 0.5, 1], [0, -1, -1, 4])
    assert generalized_lorenz([0, 0])[1].tolist() == [0, 0, 0]


def test_small_weights_do_not_matter():
    # formulas that take a weight for a rank, as R's convey does, pass below zero for weights such as 0.2
    assert gini([1, 2, 3], weights=[0.2] * 3) == close(gini([1, 2, 3]))


def test_a_rare_rich_row_keeps_its_digits():
    # one in ten thousand million has all: G = 1 - f, f = 1e-10 / (1 + 1e-10)
    assert gini([0, 1], weights=[1, 1e-10]) == close(1 / (1 + 1e-10))


def test_a_rare_poor_row_does_not_take_it_below_zero():
    # G is the weight of the poor row times its gap, about 3e-18; the sum of terms of both signs comes to -2e-16
    income = [0.009328309372901078, 1, 1, 1, 1]
    weights = [2.721532313509569e-18, 0.0314889627955481, 7.341326520645388e-20, 2.67e-14, 3.004055081473441e-08]
    assert 0 <= gini(income, weights) <= 1e-15


@pytest.mark.filterwarnings("error")
@each({name: measure for name, measure in MEASURES.items() if measure is not quantile_ratio})
def test_huge_and_tiny_incomes_and_weights_are_safe(measure):
    value = measure([1, 2, 7], weights=[3, 2, 1])
    for k in (2.0**-1074, 2.0**1021):  # the smallest number above zero, and one whose sums are too large for a float
        for of_weights in (1e-200, 1e200):
            income, weights = np.array([1, 2, 7]) * k, np.array([3, 2, 1]) * of_weights
            assert measure(income, weights=weights) == close(value)


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series])
def test_columns_of_any_kind(kind):
    value = gini(kind([75, 25]), weights=kind([1, 1]))
    assert type(value) is float
    assert value == 0.25
    for curve in (lorenz, generalized_lorenz):
        p, L = curve(kind([75, 25]))
        assert type(p) is type(L) is np.ndarray
    for measure in MEASURES.values():
        assert type(measure(kind([75, 25]), weights=kind([1, 1]))) is float
    assert type(quantile(kind([75, 25]), 0.5)) is float
    assert type(quantile(kind([75, 25]), kind([0.5]))) is np.ndarray


def test_the_callers_arrays_are_left_alone():
    income, weights = np.array([3.0, 1.0]), np.array([1.0, 2.0])
    for measure in (lorenz, generalized_lorenz, partial(quantile, p=0.5), *MEASURES.values()):
        measure(income, weights=weights)
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


@each(MEASURES)
@fewer_examples
@given(rows=WEIGHTED_POSITIVE, random=st.randoms(use_true_random=False))
def test_invariances_of_every_measure(measure, rows, random):
    y, w = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    value = measure(y, weights=w)
    assert measure(np.repeat(y, w.astype(int))) == close(value)  # a weight of k is k rows
    assert measure(np.tile(y, 3), weights=np.tile(w, 3)) == close(value)
    for k in (1e-9, 0.2, 7, 1e9):
        assert measure(y, weights=k * w) == close(value)
    for k in (1e-300, 0.01, 7, 1e300):
        assert measure(k * y, weights=w) == close(value)
    shuffled = [*rows, (0, 0), (5_000, 0), (20_000, 0)]
    random.shuffle(shuffled)
    y, w = zip(*shuffled, strict=True)
    assert measure(y, weights=w) == close(value)


@each({name: measure for name, measure in INEQUALITIES.items() if name not in ("hoover", "wolfson")})
@fewer_examples
@given(income=st.lists(st.integers(1, 1_000), min_size=2, max_size=10, unique=True), data=st.data())
def test_a_transfer_from_richer_to_poorer_lowers_inequality(measure, income, data):
    income = sorted(income)
    i = data.draw(st.integers(0, len(income) - 2))
    j = data.draw(st.integers(i + 1, len(income) - 1))
    amount = data.draw(st.floats(0.1, 1)) * (income[j] - income[i]) / 2
    after = [y + amount * (k == i) - amount * (k == j) for k, y in enumerate(income)]
    # very averse measures hardly see a transfer among the rich: there it may vanish in the last digit
    assert measure(after) <= measure(income) * (1 + 1e-12)
    if i == 0:
        assert measure(after) < measure(income)
    assert hoover(after) <= hoover(income) + 1e-15


@examples
@given(INCOMES)
def test_bounds(income):
    n = len(income)
    assert 0 <= hoover(income) <= gini(income) + 1e-15 <= 1 - 1 / n + 2e-15
    assert 0 <= theil(income) <= log(n) + 1e-14
    assert 0 <= atkinson(income, 0.5) <= 1 - 1 / n + 1e-14  # one of n has all: 1 - (n^-0.5)^2
    assert 0 <= generalized_entropy(income, 2) <= (n - 1) / 2 + 1e-12
    assert 0 <= atkinson(income, 0) <= 1e-15


@examples
@given(POSITIVE, st.floats(0, 5), st.floats(0.01, 5))
def test_more_aversion_sees_more_inequality(income, epsilon, more):
    assert 0 <= atkinson(income, epsilon) <= atkinson(income, epsilon + more) + 1e-15 <= 1


@examples
@given(WEIGHTED_POSITIVE, st.sampled_from([-1, -0.3, 0.2, 0.5, 0.999]))
def test_atkinson_is_a_function_of_the_entropy_of_alpha_1_less_epsilon(rows, alpha):
    # Cowell, Measuring Inequality, appendix: the mean of x^alpha is 1 + alpha (alpha - 1) GE
    y, w = zip(*rows, strict=True)
    mean_power = 1 + alpha * (alpha - 1) * generalized_entropy(y, alpha, w)
    assert atkinson(y, 1 - alpha, w) == close(1 - mean_power ** (1 / alpha))
    assert atkinson(y, 1, w) == close(-expm1(-mean_log_deviation(y, w)))


@examples
@given(WEIGHTED_POSITIVE, WEIGHTED_POSITIVE, st.sampled_from([-1, 0, 0.3, 0.8, 1, 2, 3]))
def test_entropy_is_the_sum_of_that_within_and_between_groups(a, b, alpha):
    # Shorrocks (1980): each group counts with its share of the people times its relative mean to the power alpha
    groups = [tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True)) for rows in (a, b)]
    W = np.array([w.sum() for _, w in groups])
    means = np.array([w @ y / w.sum() for y, w in groups])
    relative = means / (W @ means / W.sum())
    each_group = [generalized_entropy(y, alpha, w) for y, w in groups]
    within = (W / W.sum() * relative**alpha) @ each_group
    y, w = zip(*a, *b, strict=True)
    assert generalized_entropy(y, alpha, w) == close(within + generalized_entropy(means, alpha, W))


@examples
@given(WEIGHTED_POSITIVE)
def test_theil_and_mean_log_deviation_are_entropies(rows):
    y, w = zip(*rows, strict=True)
    assert generalized_entropy(y, 1, w) == close(theil(y, w))
    assert generalized_entropy(y, 0, w) == close(mean_log_deviation(y, w))
    mean = np.average(y, weights=w)
    variance = np.average((np.array(y) - mean) ** 2, weights=w)
    assert generalized_entropy(y, 2, w) == close(variance / mean**2 / 2)


@examples
@given(WEIGHTED)
def test_hoover_is_the_largest_distance_of_the_curve_from_the_diagonal(rows):
    y, w = zip(*rows, strict=True)
    p, L = lorenz(y, w)
    assert hoover(y, w) == close(np.max(p - L))


@examples
@given(WEIGHTED_POSITIVE)
def test_wolfson_by_the_mean_of_the_poorer_half(rows):
    # source of the World Bank's wbpip, md_compute_polarization: the mean less its share G, less the mean of the poorer
    # half, by the median, twice
    y, w = zip(*rows, strict=True)
    mean = np.average(y, weights=w)
    mean_of_poorer_half = share(y, 0, 0.5, w) * mean / 0.5
    assert wolfson(y, w) == close(2 * ((1 - gini(y, w)) * mean - mean_of_poorer_half) / quantile(y, 0.5, w))


@examples
@given(WEIGHTED, st.integers(1, 40))
def test_quantiles_are_those_of_the_repeated_rows(rows, parts):
    y, w = (np.array(column) for column in zip(*rows, strict=True))
    total = w.sum()
    k = np.arange(total + 1)  # all shares that are reached exactly, and all half way between
    repeated = np.sort(np.repeat(y, w))
    exactly = (repeated[np.maximum(k - 1, 0)] + repeated[np.minimum(k, total - 1)]) / 2
    assert quantile(y, k / total, w).tolist() == exactly.tolist()
    assert quantile(y, (k[:-1] + 0.5) / total, w / 10).tolist() == repeated.tolist()


@examples
@given(WEIGHTED)
def test_generalized_lorenz_is_the_curve_times_the_mean(rows):
    y, w = zip(*rows, strict=True)
    p, L = lorenz(y, w)
    same_p, GL = generalized_lorenz(y, w)
    assert same_p.tolist() == close(p.tolist())
    assert GL.tolist() == pytest.approx((L * np.average(y, weights=w)).tolist(), rel=1e-12)


@examples
@given(WEIGHTED, st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5, unique=True))
def test_shares_of_neighbours_add_up_to_one_and_rise(rows, cuts):
    y, w = zip(*rows, strict=True)
    ranks = [0, *sorted(cuts), 1]
    shares = [share(y, low, high, w) for low, high in pairwise(ranks)]
    assert sum(shares) == close(1)
    per_head = np.array(shares) / np.diff(ranks)
    assert np.all(np.diff(per_head) >= -1e-9)


def test_share_ratios_by_hand():
    # top fifth 5 of 15, bottom fifth 1 of 15
    assert share_ratio([1, 2, 3, 4, 5], top=0.2, bottom=0.2) == close(5)
    assert share_ratio([7] * 3) == close(0.1 / 0.4)
    # 0.4 x 3 people: one of 1 and a fifth of one of 2; the top: three tenths of 3
    assert share_ratio([1, 2, 3]) == close(0.3 * 3 / (1 + 0.2 * 2))


# Bad input: the sentences common to all measures are in test_arrays.py


NEEDS_PEOPLE = "It is a share of the people, not a percentage."
NEEDS_LOG = "correct these rows, or choose a measure that takes zeros."


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda: mean_log_deviation([0, 3, 0]),
            "income is zero in 2 of 3 rows (the first at position 0, counting from 0). "
            f"Its logarithm is needed for the mean log deviation: {NEEDS_LOG}",
        ),
        (
            lambda: generalized_entropy([3, 0], -1),
            "income is zero in 1 of 2 rows (the first at position 1, counting from 0). "
            f"Its logarithm is needed for the generalized entropy of alpha -1: {NEEDS_LOG}",
        ),
        (
            lambda: atkinson([3, 0], 1.5),
            "income is zero in 1 of 2 rows (the first at position 1, counting from 0). "
            f"Its logarithm is needed for the Atkinson measure of epsilon 1.5: {NEEDS_LOG}",
        ),
        (
            lambda: atkinson([1, 2], -1),
            "epsilon must be one number of 0 or more, but it is -1. "
            "Use 0.5, 1 or 2 for small, middling and great aversion to inequality.",
        ),
        (
            lambda: generalized_entropy([1, 2], float("inf")),
            "alpha must be one number, but it is inf. "
            "Use 0 for the mean log deviation, 1 for Theil, 2 for half the squared variation.",
        ),
        (
            lambda: generalized_entropy([1, 2], [0, 1]),
            "alpha must be one number, but it is [0, 1]. "
            "Use 0 for the mean log deviation, 1 for Theil, 2 for half the squared variation.",
        ),
        (lambda: generalized_entropy([1, 2], "1"), "alpha is not a number. Convert text and dates to numbers first."),
        (
            lambda: generalized_entropy([1, 10], 1e5),
            "The value passes the largest number a computer holds: the incomes are too far apart for this measure. "
            "Check the smallest and the largest, or choose a parameter nearer to 0 and 1.",
        ),
        (lambda: quantile([1, 2], 50), f"p is outside 0 to 1. {NEEDS_PEOPLE}"),
        (lambda: quantile([1, 2], float("nan")), f"p is outside 0 to 1. {NEEDS_PEOPLE}"),
        (
            lambda: quantile([1, 2], [0.5, -0.1, 90]),
            f"p is outside 0 to 1 in 2 of 3 rows (the first at position 1, counting from 0). {NEEDS_PEOPLE}",
        ),
        (lambda: quantile_ratio([1, 2], upper=90), f"upper is outside 0 to 1. {NEEDS_PEOPLE}"),
        (
            lambda: quantile_ratio([1, 2], lower=[0.1, 0.2]),
            "lower must be one share of the people, but its shape is (2,). Give one number.",
        ),
        (
            lambda: quantile_ratio([0, 1, 2]),
            "The income at the share 0.1 of the people is 0, and a ratio to it has no meaning. Choose a larger lower.",
        ),
        (
            lambda: share([1, 2], 0.5, 0.5),
            "low is 0.5 and high is 0.5, so there is nobody in between. low must be below high.",
        ),
        (lambda: share([1, 2], 0, 40), f"high is outside 0 to 1. {NEEDS_PEOPLE}"),
        (
            lambda: share_ratio([0, 0, 1]),
            "The poorest 0.4 of the people have no income at all. Choose a larger bottom.",
        ),
        (
            lambda: wolfson([0, 0, 1]),
            "income has a median of zero, and the measure is relative to it. Use hoover or gini instead.",
        ),
        (lambda: quantile([], 0.5), "income is empty, so there is nobody to measure. Give at least one row."),
    ],
)
def test_sentences(call, expected):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == expected


@pytest.mark.parametrize(
    "measure",
    [
        lorenz,
        gini,
        theil,
        hoover,
        wolfson,
        share_ratio,
        lambda *columns: generalized_entropy(columns[0], 2, *columns[1:]),
        lambda *columns: atkinson(columns[0], 0.5, *columns[1:]),
        lambda *columns: share(columns[0], 0, 0.4, *columns[1:]),
    ],
)
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


@pytest.mark.parametrize("measure", [*MEASURES.values(), lorenz], ids=[*MEASURES, "lorenz"])
def test_a_debt_of_nobody_changes_nothing(measure):
    assert np.array_equal(measure([-5, 50, 20, 30], weights=[0, 1, 1, 2]), measure([50, 20, 30], weights=[1, 1, 2]))


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e200, 4e307])
@pytest.mark.parametrize(
    "measure",
    [*MEASURES.values(), partial(quantile, p=[0.25, 0.6]), lorenz, generalized_lorenz],
    ids=[*MEASURES, "quantile", "lorenz", "generalized_lorenz"],
)
def test_the_scale_of_weights_does_not_matter_however_far(measure, scale):
    w = np.array([1.0, 2.0, 1.0, 4.0])
    assert np.allclose(measure([1, 3, 2, 5], weights=w * scale), measure([1, 3, 2, 5], weights=w), rtol=1e-12, atol=0)


@pytest.mark.parametrize("income", [[1, 2, 3.3, 0.7], [0, 0.1, 0.2, 0.3], [0.1] * 7])
def test_no_aversion_finds_exactly_no_inequality(income):
    assert atkinson(income, 0) == 0
    assert str(atkinson(income, 0)) == "0.0"


def test_no_rank_is_no_answer():
    with pytest.raises(ValueError) as error:
        quantile([1, 2], [])
    assert str(error.value) == "p is empty. Give at least one share of the people."


def test_top_and_bottom_are_named():
    with pytest.raises(TypeError):
        share_ratio([1, 2, 3], None, 0.2, 0.2)
    assert share_ratio([1, 2, 3], [1, 0, 1], top=0.5, bottom=0.5) == 3


@pytest.mark.parametrize(
    ("measure", "options"),
    [
        ("gini", {}),
        ("hoover", {}),
        ("theil", {}),
        ("atkinson", {"epsilon": 2}),
        ("share_ratio", {"top": 0.2, "bottom": 0.2}),
        ("sen", {"line": 18}),
    ],
)
@pytest.mark.parametrize("method", ["linear", "jackknife"])
def test_a_debt_outside_the_domain_does_not_stop_the_measure_of_the_domain(measure, options, method):
    income = np.append([-50, -3, 0], np.random.default_rng(0).lognormal(3, 0.5, 57))
    design, inside = Design(weights=np.linspace(1, 2, 60), psu=np.arange(60) // 3), np.arange(60) >= 3
    with_debts = estimate(measure, income, design, domain=inside, method=method, **options)
    without = estimate(measure, np.where(inside, income, 5), design, domain=inside, method=method, **options)
    assert with_debts.estimate == without.estimate
    assert with_debts.standard_error == close(without.standard_error)
