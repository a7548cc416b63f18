"""Foster-Greer-Thorbecke: published values, closed forms, the axioms of the 1984 paper, and bad input.

FGT (1984) is Foster, Greer and Thorbecke, Econometrica 52(3); HK (2009) is Haughton and Khandker, Handbook on Poverty
and Inequality, World Bank.
"""

from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty.poverty import fgt, headcount, poverty_gap, poverty_severity

examples = settings(derandomize=True, deadline=None, max_examples=100)
ALPHAS = st.sampled_from([0, 0.5, 1, 1.5, 2, 3])
LINES = st.integers(1, 5_000)
INCOMES = st.lists(st.integers(-1_000, 10_000), min_size=1, max_size=20)
WEIGHTED = st.lists(st.tuples(st.integers(-1_000, 10_000), st.integers(1, 6)), min_size=1, max_size=20)


def close(value):
    """Equal to twelve digits, or to twelve decimals for values below 1."""
    return pytest.approx(value, rel=1e-12, abs=1e-12)


# Published values


def test_handbook_country_c():
    country_c = [100, 110, 150, 160]
    assert headcount(country_c, 125) == 0.5  # 2 of 4
    assert poverty_gap(country_c, 125) == close(0.08)  # HK (2009), p. 70
    assert poverty_severity(country_c, 125) == close(0.0136)  # HK (2009), p. 72


def test_headcount_does_not_see_depth_and_the_gap_does():
    assert headcount([100, 100, 150, 150], 125) == headcount([124, 124, 150, 150], 125) == 0.5
    assert poverty_gap([100, 100, 150, 150], 125) == close(2 * (25 / 125) / 4)
    assert poverty_gap([124, 124, 150, 150], 125) == close(2 * (1 / 125) / 4)


# Closed forms


@pytest.mark.parametrize("alpha", [0, 0.5, 1, 2, 3.5])
def test_uniform_incomes(alpha):
    # incomes uniform on (0, b), z <= b: the integral of (1 - y/z)^alpha dy / b from 0 to z is z / b / (alpha + 1)
    n, b, z = 100_000, 10_000, 2_500
    income = (np.arange(n) + 0.5) * b / n  # midpoints: the error is below (z / b) n^-1.5, largest for alpha = 0.5
    assert fgt(income, z, alpha) == pytest.approx(z / b / (alpha + 1), abs=1e-8)


def test_log_normal_incomes():
    # P0 = N(d), P1 = N(d) - (mean / z) N(d - s), with d = (ln z - m) / s and mean = exp(m + s^2 / 2)
    m, s, z, n = 8.5, 0.6, 4_000, 20_000
    N = NormalDist()
    income = np.exp(m + s * np.array([N.inv_cdf((i + 0.5) / n) for i in range(n)]))
    d, mean = (np.log(z) - m) / s, np.exp(m + s**2 / 2)
    assert headcount(income, z) == pytest.approx(N.cdf(d), abs=1 / n)  # one row of n
    assert poverty_gap(income, z) == pytest.approx(N.cdf(d) - mean / z * N.cdf(d - s), abs=1 / n)


# Conventions


def test_at_the_line_is_not_poor():
    assert headcount([2499.99, 2500, 2500.01], 2500) == close(1 / 3)
    assert [fgt([2500], 2500, alpha) for alpha in (0, 0.5, 1, 2)] == [0, 0, 0, 0]
    assert fgt([0.1 + 0.2], 0.3, 0) == 0  # 0.30000000000000004: the comparison is exact, nothing is rounded


def test_negative_incomes_count_with_a_gap_above_one():
    assert headcount([-50, 200], 100) == 0.5
    assert poverty_gap([-50], 100) == 1.5
    assert poverty_severity([-50], 100) == 2.25


def test_zero_income_has_the_whole_gap_for_every_alpha():
    assert [fgt([0], 100, alpha) for alpha in (0, 0.5, 1, 2, 9)] == [1, 1, 1, 1, 1]


def test_a_line_for_each_row():
    # both are poor: by half of the rural line, by a quarter of the urban one
    assert poverty_gap([1250, 3000], [2500, 4000]) == (0.5 + 0.25) / 2
    assert headcount([2600, 3000], [2500, 4000]) == 0.5


def test_weights_are_numbers_of_rows():
    # (3 x 0.5 + 1 x 0) / 4
    assert poverty_gap([50, 200], 100, weights=[3, 1]) == close(1.5 / 4)


def test_everybody_poor_is_exactly_one():
    weights = np.random.default_rng(2010).uniform(0.1, 3, 10_001)
    assert headcount(np.ones(10_001), 2, weights) == 1.0


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series])
def test_columns_of_any_kind_give_a_plain_float(kind):
    for measure in (headcount, poverty_gap, poverty_severity):
        value = measure(kind([50, 200]), 100, weights=kind([1, 1]))
        assert type(value) is float
        assert value == {headcount: 0.5, poverty_gap: 0.25, poverty_severity: 0.125}[measure]


def test_the_callers_arrays_are_left_alone():
    income, line, weights = np.array([3.0, 1.0]), np.array([2.0, 2.0]), np.array([1.0, 2.0])
    fgt(income, line, 2, weights)
    assert (income.tolist(), line.tolist(), weights.tolist()) == ([3, 1], [2, 2], [1, 2])


# Identities and axioms


@examples
@given(INCOMES, LINES)
def test_gap_is_headcount_times_the_poors_mean_gap(income, line):
    # FGT (1984), p. 763: P1 = H I, with I the mean relative gap among the poor
    poor = [y for y in income if y < line]
    mean_gap = sum((line - y) / line for y in poor) / len(poor) if poor else 0
    assert poverty_gap(income, line) == close(headcount(income, line) * mean_gap)


@examples
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20), LINES)
def test_severity_by_gap_and_variation_among_the_poor(income, line):
    # FGT (1984), equation (2), p. 762: P2 = H [I^2 + (1 - I)^2 C^2], C the poor's coefficient of variation
    poor = np.array([y for y in income if y < line], dtype=float)
    if poor.size:
        H, mean_gap, C = poor.size / len(income), np.mean(1 - poor / line), poor.std() / poor.mean()
        assert poverty_severity(income, line) == close(H * (mean_gap**2 + (1 - mean_gap) ** 2 * C**2))


@examples
@given(WEIGHTED, WEIGHTED, LINES, ALPHAS)
def test_groups_add_up_by_population_share(a, b, line, alpha):
    # FGT (1984), equation (4), p. 764
    def measure(rows):
        return fgt([y for y, _ in rows], line, alpha, [w for _, w in rows])

    n_a, n_b = sum(w for _, w in a), sum(w for _, w in b)
    assert measure(a + b) == close((n_a * measure(a) + n_b * measure(b)) / (n_a + n_b))


@examples
@given(WEIGHTED, LINES, ALPHAS)
def test_a_weight_of_k_is_k_rows(rows, line, alpha):
    income, weights = zip(*rows, strict=True)
    assert fgt(income, line, alpha, weights) == close(fgt(np.repeat(income, weights), line, alpha))


@examples
@given(WEIGHTED, LINES, ALPHAS, st.sampled_from([1e-9, 0.2, 7, 1e9]))
def test_scale_of_weights_and_of_money_do_not_matter(rows, line, alpha, k):
    income, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    value = fgt(income, line, alpha, weights)
    assert fgt(income, line, alpha, k * weights) == close(value)
    # a power of two, so that an income at the line stays exactly at the line
    assert fgt(income * 1024, line * 1024, alpha, weights) == close(value)


@examples
@given(WEIGHTED, LINES, ALPHAS, st.randoms(use_true_random=False))
def test_order_and_rows_of_weight_zero_do_not_matter(rows, line, alpha, random):
    shuffled = [*rows, (0, 0), (10_000, 0)]
    random.shuffle(shuffled)
    before, after = (fgt([y for y, _ in r], line, alpha, [w for _, w in r]) for r in (rows, shuffled))
    assert after == close(before)


@examples
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20), LINES, ALPHAS)
def test_between_zero_and_one_and_smaller_for_larger_alpha(income, line, alpha):
    assert 0 <= fgt(income, line, alpha + 1) <= fgt(income, line, alpha) <= 1


@examples
@given(INCOMES, LINES, ALPHAS, st.integers(1, 500))
def test_more_income_never_means_more_poverty(income, line, alpha, more):
    richer = [income[0] + more, *income[1:]]
    assert fgt(richer, line, alpha) <= fgt(income, line, alpha)


def test_transfer_from_the_poorest_is_seen_from_alpha_above_one():
    # line 100: 25 taken from the poorer of (25, 50) and given to the other makes (0, 75); FGT (1984), p. 763
    assert headcount([25, 50], 100) == headcount([0, 75], 100) == 1
    assert poverty_gap([25, 50], 100) == poverty_gap([0, 75], 100) == (0.75 + 0.5) / 2
    assert poverty_severity([25, 50], 100) == (0.75**2 + 0.5**2) / 2
    assert poverty_severity([0, 75], 100) == (1 + 0.25**2) / 2


# Bad input: all sentences are in test_arrays.py; here, that each argument passes the door


@pytest.mark.parametrize("measure", [headcount, poverty_gap, poverty_severity])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (([], 1), "income is empty, so there is nobody to measure. Give at least one row."),
        (([1, 2], 0), "line is zero or negative. A poverty line must be above zero."),
        (([1, 2], [1]), "line has length 1 and income has length 2. Give one line for all rows, or one for each row."),
        (([1, 2], 1, [1]), "weights has length 1 and income has length 2. Give one weight for each row."),
        (([1, 2], 1, [0, 0]), "weights are all zero, so there is nobody to measure. Check the column of weights."),
    ],
)
def test_bad_input(measure, arguments, expected):
    with pytest.raises(ValueError) as error:
        measure(*arguments)
    assert str(error.value) == expected


def test_bad_alpha():
    with pytest.raises(ValueError) as error:
        fgt([1, 2], 1, -1)
    assert str(error.value) == (
        "alpha must be one number of 0 or more, but it is -1. "
        "Use 0 for the headcount, 1 for the gap, 2 for the severity."
    )
