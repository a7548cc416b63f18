"""Measures of poverty: published values, closed forms, the axioms, and bad input.

FGT (1984) is Foster, Greer and Thorbecke, Econometrica 52(3); HK (2009) is Haughton and Khandker, Handbook on Poverty
and Inequality, World Bank; FSLS (2013) is Foster, Seth, Lokshin and Sajaia, A Unified Approach to Measuring Poverty and
Inequality, World Bank.
"""

from decimal import Decimal
from math import log
from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty.decompose import by_group
from zjpoverty.frames import summarise
from zjpoverty.inequality import gini
from zjpoverty.poverty import (
    RelativeLine,
    fgt,
    headcount,
    income_gap_ratio,
    poverty_gap,
    poverty_severity,
    sen,
    sen_shorrocks_thon,
    time_to_exit,
    total_shortfall,
    watts,
)
from zjpoverty.survey._influence import influence

examples = settings(derandomize=True, deadline=None, max_examples=40)
ALPHAS = st.sampled_from([0, 0.5, 1, 1.5, 2, 3])
LINES = st.integers(1, 5_000)
INCOMES = st.lists(st.integers(-1_000, 10_000), min_size=1, max_size=20)
WEIGHTED = st.lists(st.tuples(st.integers(-1_000, 10_000), st.integers(1, 6)), min_size=1, max_size=20)
POSITIVE = st.lists(st.integers(1, 10_000), min_size=1, max_size=20)
POSITIVE_WEIGHTED = st.lists(st.tuples(st.integers(1, 10_000), st.integers(1, 6)), min_size=1, max_size=20)


def two_percent(income, line, weights=None):
    return time_to_exit(income, line, 0.02, weights)


OTHERS = {"watts": watts, "sen": sen, "sen_shorrocks_thon": sen_shorrocks_thon}  # beside the FGT measures
INDICES = [headcount, poverty_gap, poverty_severity, two_percent, *OTHERS.values()]
every_index = pytest.mark.parametrize("measure", INDICES, ids=lambda measure: measure.__name__)
all_but_fgt = pytest.mark.parametrize("measure", OTHERS.values(), ids=OTHERS)


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


def test_two_poor_of_four():
    income, z = [800, 1_000, 50_000, 70_000], 1_100
    assert headcount(income, z) == 0.5  # FSLS (2013), example 2.10, p. 115
    # gaps of 3/11 and 1/11; the mean of censored incomes is 1,000: FSLS (2013), p. 32, (z - mean) / z
    assert poverty_gap(income, z) == close((z - 1_000) / z)
    assert poverty_severity(income, z) == close((3**2 + 1) / 11**2 / 4)
    assert watts(income, z) == close((log(11 / 8) + log(11 / 10)) / 4)
    # the larger gap over all pairs: of 2 x 2 pairs of the poor 3/11 in three, 1/11 in one; with the other two, 4 each
    assert sen(income, z) == close(0.5 * (3 * 3 / 11 + 1 / 11) / 4)
    assert sen_shorrocks_thon(income, z) == close((3 * 3 / 11 + 1 / 11 + 4 * 3 / 11 + 4 * 1 / 11) / 16)
    assert income_gap_ratio(income, z) == close(2 / 11)
    assert total_shortfall(income, z) == 300 + 100


def test_all_equally_poor():
    income = [500] * 100  # FSLS (2013), p. 124: P1 = 1/2, P2 = 1/4 at the line of 1,000
    assert (poverty_gap(income, 1_000), poverty_severity(income, 1_000)) == (0.5, 0.25)
    # no inequality: Sen and Sen-Shorrocks-Thon are the gap
    assert (sen(income, 1_000), sen_shorrocks_thon(income, 1_000)) == (0.5, 0.5)


def test_incomes_from_1_to_2000():
    # the World Bank's wbpip, help page of md_compute_poverty_stats: welfare 1:2000, line 10
    income = np.arange(1, 2_001)
    assert headcount(income, 10) == close(0.0045)
    assert poverty_gap(income, 10) == close(0.00225)
    assert poverty_severity(income, 10) == close(0.001425)
    assert watts(income, 10) == pytest.approx(0.003960719, abs=5e-10)


@examples
@given(POSITIVE, LINES)
def test_the_formulas_of_r_ineq(income, k):
    # R's ineq 0.2-13, pov.R: rows in a loop, no weights
    x2, n = sorted(y for y in income if y < k), len(income)
    assert sen_shorrocks_thon(income, k) == close(
        sum((2 * n - 2 * i + 1) * (k - y) / k for i, y in enumerate(x2, start=1)) / n**2
    )
    assert watts(income, k) == close(sum(log(k / y) for y in x2) / n)
    if x2:
        H, mean_gap = len(x2) / n, sum((k - y) / k for y in x2) / len(x2)
        assert sen(income, k) == close(H * (mean_gap + (1 - mean_gap) * gini(x2)))
        assert income_gap_ratio(income, k) == close(mean_gap)


@examples
@given(POSITIVE, LINES)
def test_means_of_incomes_censored_at_the_line(income, line):
    # FSLS (2013), pp. 32-33: the gap by the mean, Watts by the geometric mean, SST by the mean of the smaller of two
    censored = np.minimum(np.array(income, dtype=float), line)
    sen_mean = np.minimum(censored[:, None], censored).mean()
    assert poverty_gap(income, line) == close((line - censored.mean()) / line)
    assert watts(income, line) == close(log(line / np.exp(np.log(censored).mean())))
    assert sen_shorrocks_thon(income, line) == close((line - sen_mean) / line)


# Closed forms


@pytest.mark.parametrize("alpha", [0, 0.5, 1, 2, 3.5])
def test_uniform_incomes(alpha):
    # incomes uniform on (0, b), z <= b: the integral of (1 - y/z)^alpha dy / b from 0 to z is z / b / (alpha + 1)
    n, b, z = 100_000, 10_000, 2_500
    income = (np.arange(n) + 0.5) * b / n  # midpoints: the error is below (z / b) n^-1.5, largest for alpha = 0.5
    assert fgt(income, z, alpha) == pytest.approx(z / b / (alpha + 1), abs=1e-8)


def test_uniform_incomes_ranked_and_in_logarithms():
    # the poor are uniform on (0, z): I = 1/2, G = 1/3; ln(z / y) has the mean 1; the share of pairs with a larger gap
    # than g is 1 - (1 - P0 (1 - g))^2, whose integral is P0 - P0^2 / 3
    n, b, z = 100_000, 10_000, 2_500
    income, P0 = (np.arange(n) + 0.5) * b / n, z / b
    assert income_gap_ratio(income, z) == pytest.approx(1 / 2, abs=1 / n)
    assert sen(income, z) == pytest.approx(P0 * (1 / 2 + 1 / 2 * 1 / 3), abs=1 / n)
    assert sen_shorrocks_thon(income, z) == pytest.approx(P0 - P0**2 / 3, abs=1 / n)
    assert watts(income, z) == pytest.approx(P0, abs=1 / n)
    assert time_to_exit(income, z, 0.05) == pytest.approx(P0 / 0.05, abs=1 / n / 0.05)
    assert total_shortfall(income, z, np.full(n, 1 / n)) == pytest.approx(z * P0 / 2, abs=z / n)


def test_log_normal_incomes():
    # P0 = N(d), P1 = N(d) - (mean / z) N(d - s), with d = (ln z - m) / s and mean = exp(m + s^2 / 2)
    m, s, z, n = 8.5, 0.6, 4_000, 20_000
    N = NormalDist()
    income = np.exp(m + s * np.array([N.inv_cdf((i + 0.5) / n) for i in range(n)]))
    d, mean = (np.log(z) - m) / s, np.exp(m + s**2 / 2)
    assert headcount(income, z) == pytest.approx(N.cdf(d), abs=1 / n)  # one row of n
    assert poverty_gap(income, z) == pytest.approx(N.cdf(d) - mean / z * N.cdf(d - s), abs=1 / n)
    # the mean of ln z - ln y where it is above zero, for a normal ln y: s (d N(d) + n(d))
    assert watts(income, z) == pytest.approx(s * (d * N.cdf(d) + N.pdf(d)), abs=1 / n)


# Conventions


def test_at_the_line_is_not_poor():
    assert headcount([2499.99, 2500, 2500.01], 2500) == close(1 / 3)
    assert [fgt([2500], 2500, alpha) for alpha in (0, 0.5, 1, 2)] == [0, 0, 0, 0]
    assert fgt([0.1 + 0.2], 0.3, 0) == 0  # 0.30000000000000004: the comparison is exact, nothing is rounded


def test_at_the_line_is_poor_if_the_reader_says_so():
    income, line = [50, 100, 200], 100  # gaps 0.5 and, at the line, 0
    assert headcount(income, line, at_line="poor") == close(2 / 3)
    assert [fgt(income, line, alpha, at_line="poor") for alpha in (0.5, 1, 2)] == [
        fgt(income, line, alpha) for alpha in (0.5, 1, 2)
    ]
    assert (income_gap_ratio(income, line), income_gap_ratio(income, line, at_line="poor")) == (0.5, 0.25)
    assert sen(income, line) == close(1 / 3 * 0.5)
    assert sen(income, line, at_line="poor") == close(2 / 3 * (0.5 + 0.5 + 0.5 + 0) / 4)
    assert (income_gap_ratio([100], 100, at_line="poor"), sen([100], 100, at_line="poor")) == (0, 0)


def test_a_relative_line():
    income, weights = [100, 200, 300, 1_000], [1, 1, 1, 3]
    assert RelativeLine(0.6)(income) == 0.6 * 250
    assert RelativeLine(0.5, of="mean")(income) == close(0.5 * 400)
    assert RelativeLine(0.6)(income, weights) == close(0.6 * (300 + 1_000) / 2)
    for measure in INDICES:
        assert measure(income, RelativeLine(0.6), weights) == measure(income, 0.6 * 650, weights) > 0
    assert income_gap_ratio(income, RelativeLine(0.6)) == income_gap_ratio(income, 150)
    assert total_shortfall(income, RelativeLine(0.6)) == 50


def test_debts_add_a_gap_above_one_to_sen_shorrocks_thon():
    assert sen_shorrocks_thon([-50], 100) == 1.5
    # gaps 1.5 and 0: the larger is 1.5 in three of four pairs
    assert sen_shorrocks_thon([-50, 200], 100) == close(1.5 * 3 / 4)


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
    assert income_gap_ratio([1250, 3000], [2500, 4000]) == (0.5 + 0.25) / 2
    assert total_shortfall([1250, 3000], [2500, 4000]) == 1250 + 1000


@every_index
def test_with_a_line_for_each_row_incomes_are_shares_of_the_line(measure):
    income, lines = np.array([1000, 3000, 900, 5000]), np.array([2000, 4000, 1000, 4000])
    assert measure(income, lines) == close(measure(income / lines, 1))
    assert measure(income, lines) > 0


def test_weights_are_numbers_of_rows():
    # (3 x 0.5 + 1 x 0) / 4
    assert poverty_gap([50, 200], 100, weights=[3, 1]) == close(1.5 / 4)


def test_everybody_poor_is_exactly_one():
    weights = np.random.default_rng(2010).uniform(0.1, 3, 10_001)
    assert headcount(np.ones(10_001), 2, weights) == 1.0


def test_all_who_have_nothing_are_exactly_one():
    weights = np.random.default_rng(2010).uniform(0.1, 3, 10_001)
    lines = np.random.default_rng(2011).uniform(1, 3, 10_001)
    for measure in (headcount, poverty_gap, poverty_severity, income_gap_ratio):
        assert measure(np.zeros(10_001), lines, weights) == 1.0
    assert sen(np.zeros(10_001), lines, weights) == close(1)
    assert sen_shorrocks_thon(np.zeros(10_001), lines, weights) == close(1)


@every_index
def test_nobody_poor_is_exactly_zero(measure):
    assert measure([100, 200], 100, [0.1, 0.7]) == 0
    # one is poor, but stands for nobody
    assert measure([50, 200], 100, [0, 0.7]) == 0


def test_years_over_all_people_and_over_the_poor():
    # ln 2 / 0.07 is 9.9 years for half of the people
    assert time_to_exit([50, 200], 100, 0.07) == close(log(2) / 0.07 / 2)
    assert time_to_exit([50, 200], 100, 0.07) / headcount([50, 200], 100) == close(log(2) / 0.07)
    # 7 percent added at the end of each year is ln(1.07) continuously: after 3 years 100 is 100 x 1.07^3
    assert time_to_exit([100], 100 * 1.07**3, log(1.07)) == close(3)


def test_the_shortfall_is_a_total():
    assert total_shortfall([50, 200], 100, [30, 1]) == 30 * 50
    assert total_shortfall([50, 200], 100, [300, 10]) == 300 * 50


@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series])
def test_columns_of_any_kind_give_a_plain_float(kind):
    for measure in (headcount, poverty_gap, poverty_severity):
        value = measure(kind([50, 200]), 100, weights=kind([1, 1]))
        assert type(value) is float
        assert value == {headcount: 0.5, poverty_gap: 0.25, poverty_severity: 0.125}[measure]
    for measure in (watts, two_percent, sen, sen_shorrocks_thon, income_gap_ratio, total_shortfall):
        assert type(measure(kind([50, 200]), 100, weights=kind([1, 1]))) is float


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


@examples
@given(POSITIVE_WEIGHTED, LINES)
def test_sen_shorrocks_thon_is_the_gap_and_the_gini_of_gaps(rows, line):
    # Shorrocks (1995): P1 (1 + G), G the Gini of the gaps of all people
    income, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    gaps = np.maximum(line - income, 0)
    if gaps.any():
        value = sen_shorrocks_thon(income, line, weights)
        assert value == close(poverty_gap(income, line, weights) * (1 + gini(gaps, weights)))


@examples
@given(POSITIVE_WEIGHTED, LINES)
def test_sen_is_headcount_gap_and_the_gini_of_the_poor(rows, line):
    # Sen (1976), for large q: P0 (I + (1 - I) G), G the Gini of the poor's incomes
    income, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    poor = income < line
    if poor.any():
        mean_gap, G = income_gap_ratio(income, line, weights), gini(income[poor], weights[poor])
        assert sen(income, line, weights) == close(headcount(income, line, weights) * (mean_gap + (1 - mean_gap) * G))


@examples
@given(POSITIVE, LINES)
def test_the_order_of_the_measures(income, line):
    P0, P1, S = headcount(income, line), poverty_gap(income, line), sen(income, line)
    slack = 1e-15
    assert S + slack >= P1
    assert P0 + slack >= S
    assert sen_shorrocks_thon(income, line) + slack >= P1
    assert sen_shorrocks_thon(income, line) <= min(2 * P1, 1) + slack
    assert watts(income, line) + slack >= P1


@examples
@given(POSITIVE_WEIGHTED, LINES)
def test_the_shortfall_is_the_gap_in_money(rows, line):
    income, weights = zip(*rows, strict=True)
    assert total_shortfall(income, line, weights) == close(line * sum(weights) * poverty_gap(income, line, weights))


@all_but_fgt
@examples
@given(POSITIVE_WEIGHTED, LINES)
def test_a_weight_of_k_is_k_rows_for_other_measures(measure, rows, line):
    income, weights = zip(*rows, strict=True)
    assert measure(income, line, weights) == close(measure(np.repeat(income, weights), line))


@all_but_fgt
@examples
@given(POSITIVE_WEIGHTED, LINES, st.sampled_from([1e-9, 0.2, 7, 1e9]), st.integers(2, 4))
def test_scale_and_replication_for_other_measures(measure, rows, line, k, times):
    income, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    value = measure(income, line, weights)
    assert measure(income, line, k * weights) == close(value)
    assert measure(income * 1024, line * 1024, weights) == close(value)  # a power of two: ties with the line stay ties
    assert measure(np.tile(income, times), line, np.tile(weights, times)) == close(value)


@all_but_fgt
@examples
@given(POSITIVE_WEIGHTED, LINES, st.randoms(use_true_random=False))
def test_order_and_rows_of_weight_zero_do_not_matter_for_other_measures(measure, rows, line, random):
    shuffled = [*rows, (0, 0), (10_000, 0)]
    random.shuffle(shuffled)
    before, after = (measure([y for y, _ in r], line, [w for _, w in r]) for r in (rows, shuffled))
    assert after == close(before)


@every_index
@examples
@given(POSITIVE_WEIGHTED, LINES, st.integers(1, 5_000))
def test_the_income_of_those_who_are_not_poor_does_not_matter(measure, rows, line, more):
    richer = [(y + more if y >= line else y, w) for y, w in rows]
    before, after = (measure([y for y, _ in r], line, [w for _, w in r]) for r in (rows, richer))
    assert after == before


@all_but_fgt
@examples
@given(POSITIVE, LINES, st.integers(1, 500))
def test_more_income_never_means_more_poverty_for_other_measures(measure, income, line, more):
    richer = [income[0] + more, *income[1:]]
    assert measure(richer, line) <= measure(income, line) + 1e-13


@pytest.mark.parametrize("measure", [poverty_severity, watts, sen_shorrocks_thon])
@examples
@given(st.lists(st.integers(2, 10_000), min_size=2, max_size=20), LINES, st.data())
def test_a_transfer_from_a_poor_person_to_a_richer_one_means_more_poverty(measure, income, line, data):
    income = sorted(income)
    j = data.draw(st.integers(1, len(income) - 1))
    amount = data.draw(st.integers(1, income[0] - 1))
    after = [income[0] - amount, *income[1:]]
    after[j] += amount
    assert measure(after, line) >= measure(income, line) - 1e-13
    if income[0] < line:
        assert measure(after, line) > measure(income, line)


def test_sen_falls_if_a_transfer_from_the_poorest_lifts_another_over_the_line():
    # gaps (0.5, 0.05) become (0.6, none), ten taken from the poorer: 1 x (3 x 0.5 + 0.05) / 4, then 1/2 x 0.6
    assert sen([50, 95], 100) == close(0.3875)
    assert sen([40, 105], 100) == close(0.3)


@examples
@given(POSITIVE_WEIGHTED, POSITIVE_WEIGHTED, LINES)
def test_watts_adds_up_by_population_share(a, b, line):
    # FSLS (2013), example 2.9, p. 113
    def of(rows):
        return watts([y for y, _ in rows], line, [w for _, w in rows])

    n_a, n_b = sum(w for _, w in a), sum(w for _, w in b)
    assert of(a + b) == close((n_a * of(a) + n_b * of(b)) / (n_a + n_b))


@pytest.mark.parametrize("measure", [poverty_gap, poverty_severity, watts])
def test_less_poverty_in_one_group_is_less_poverty(measure):
    # (80, 100, 50000) and (800, 1000, 70000): FSLS (2013), example 2.9, p. 113; one of the first now has 200
    first, second, z = [80, 100, 50_000], [800, 1_000, 70_000], 1_100
    assert measure(first + second, z) == close(0.5 * measure(first, z) + 0.5 * measure(second, z))
    assert measure([80, 200, 50_000], z) < measure(first, z)
    assert measure([80, 200, 50_000, *second], z) < measure(first + second, z)


# Bad input: all sentences are in test_arrays.py; here, that each argument passes the door


@pytest.mark.parametrize("measure", [*INDICES, income_gap_ratio, total_shortfall])
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


def sentence(function, *arguments, **options):
    with pytest.raises(ValueError) as error:
        function(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize("measure", [watts, two_percent])
def test_incomes_without_a_logarithm(measure):
    assert sentence(measure, [5, 0, -1], 2) == (
        "income is zero or negative in 2 of 3 rows (the first at position 1, counting from 0). "
        "The Watts index takes logarithms: correct these rows, or use poverty_severity, which takes none."
    )
    assert measure([5, 0, 1], 2, [1, 0, 1]) == measure([5, 1], 2)  # a row that stands for nobody needs no logarithm


def test_sen_of_debts():
    assert sen([5, -1, 1], 2, [1, 0, 1]) == sen([5, 1], 2)  # a debt of nobody
    assert sentence(sen, [5, -1, 1], 2) == (
        "income is negative in 1 of 3 rows (the first at position 1, counting from 0). The Gini of the poor needs zero "
        "or more: correct these rows, or use sen_shorrocks_thon, which needs none."
    )


@pytest.mark.parametrize("arguments", [([100, 200], 100), ([50, 200], 100, [0, 1])])
def test_the_gap_of_no_poor(arguments):
    assert sentence(income_gap_ratio, *arguments) == (
        "Nobody is poor, so the poor have no mean gap. Check that line and income have the same unit."
    )


@pytest.mark.parametrize("growth", [0, -0.02, float("nan"), float("inf"), None, [0.02]])
def test_bad_growth(growth):
    assert sentence(time_to_exit, [50], 100, growth) == (
        f"growth must be one number above zero, a share a year such as 0.02, but it is {growth}."
    )


def test_growth_as_text():
    expected = "growth is not a number. Convert text and dates to numbers first."
    assert sentence(time_to_exit, [50], 100, "2") == expected


@pytest.mark.parametrize("measure", [headcount, income_gap_ratio, sen])
def test_bad_word_for_the_line(measure):
    expected = 'at_line must be "not poor" or "poor", but it is \'rich\'.'
    assert sentence(measure, [50], 100, at_line="rich") == expected
    assert sentence(fgt, [50], 100, 2, at_line="rich") == expected


def test_bad_relative_line():
    assert sentence(RelativeLine, 0) == "share is 0; a relative line is a share above zero, such as 0.6."
    assert sentence(RelativeLine, 0.6, "mode") == 'of must be "median" or "mean", but it is \'mode\'.'
    assert sentence(headcount, [0, 0, 5], RelativeLine()) == (
        "The median income is 0, so that a share of it is no line. Give one number."
    )
    assert sentence(headcount, [-5, 0, 2], RelativeLine(0.6, "mean")) == (
        "The mean income is -1, so that a share of it is no line. Give one number."
    )


@pytest.mark.parametrize("share", ["median", [0.4, 0.6], None, float("nan"), -0.6])
def test_a_share_that_is_none(share):
    assert sentence(RelativeLine, share) == (f"share is {share!r}; a relative line is a share above zero, such as 0.6.")


def test_a_share_is_no_percentage():
    assert sentence(RelativeLine, 60) == (
        "share is 60; a relative line is a share above zero, such as 0.6. "
        "Above 5 it is refused: it is a share, not a percentage."
    )
    assert RelativeLine(5).share == 5
    assert RelativeLine(Decimal("0.6")) == RelativeLine(0.6)


# Who stands exactly at a relative line


@pytest.mark.parametrize(
    ("income", "line"),
    [
        ([55, 100, 200], RelativeLine(0.55)),  # 0.55 * 100 is 55.00000000000001
        ([63, 90, 200], RelativeLine(0.7)),  # 0.7 * 90 is 62.99999999999999
        ([0.1] * 3, RelativeLine(1, "mean")),  # 0.1 + 0.1 + 0.1 is 0.30000000000000004
        ([60, 100, 140], RelativeLine(0.6, "mean")),
    ],
)
def test_rounding_moves_nobody_over_a_relative_line(income, line):
    at = np.isclose(income, line.share * (np.median(income) if line.of == "median" else np.mean(income)), rtol=1e-12)
    assert at.any()
    assert line(income) == income[np.argmax(at)]
    assert headcount(income, line) == 0
    assert headcount(income, line, at_line="poor") == close(at.mean())
    assert by_group(income, line, [0] * 3).total == 0
    assert summarise(pd.DataFrame({"income": income}), line=line, poor=headcount).poor.tolist() == [0]


def test_rounding_moves_nobody_over_the_line_of_an_influence_function():
    u = influence(headcount)([30, 55, 100, 200, 300], RelativeLine(0.55))
    # both move the line alike, being below the median; the first is poor and the second is not
    assert u[0] - u[1] == close(1 / 5)


def test_a_relative_line_goes_to_no_income_further_away_and_to_none_of_nobody():
    assert RelativeLine(0.6)([60 + 1e-9, 100, 200]) == 60
    assert RelativeLine(0.55)([55, 100, 200], [0, 2, 1]) == 0.55 * 100 != 55


# Extreme weights and incomes


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e200, 8e307])
@pytest.mark.parametrize("line", [2, RelativeLine(1), RelativeLine(1, "mean")])
@every_index
def test_the_scale_of_weights_does_not_matter_however_far(measure, line, scale):
    assert measure([1, 3, 2], line, np.array([1.0, 2.0, 1.0]) * scale) == close(measure([1, 3, 2], line, [1, 2, 1]))


@pytest.mark.parametrize("of", ["median", "mean"])
def test_a_relative_line_of_extreme_weights(of):
    assert RelativeLine(1, of)([1, 3], [1e308] * 2) == RelativeLine(1, of)([1, 3], [1e-320] * 2) == 2


def test_a_total_keeps_the_scale_of_the_weights():
    assert total_shortfall([1, 3], 2, [1e-200] * 2) == 1e-200


@every_index
def test_all_poor_is_at_most_one(measure):
    w = np.random.default_rng(1).uniform(0.1, 3, 1_000)
    if measure not in (watts, two_percent):
        assert measure(np.zeros(1_000), 1, w) <= 1


def test_the_mean_of_larger_gaps_is_at_most_the_largest():
    above = 0
    for n in range(2, 60):
        w = np.full(n, 0.1)
        assert sen(np.zeros(n), 1, w) <= 1
        assert sen_shorrocks_thon(np.zeros(n), 1, w) <= 1
        C = np.cumsum(w)
        above += (2 * (w.sum() - C) + w) @ w / w.sum() / w.sum() > 1
    assert above  # the formula alone is above 1 by rounding


FAR = (
    "The value passes the largest number a computer holds: an income is too far below its line for this measure. "
    "Check the smallest income and the line."
)


@pytest.mark.parametrize(
    ("measure", "income", "line"),
    [
        (poverty_severity, [-1e200, 3], 1),
        (poverty_gap, [-1.7e308, 3], 1e308),
        (income_gap_ratio, [-1.7e308, 3], 1e308),
        (total_shortfall, [-1.7e308, 3], 1e308),
        (sen_shorrocks_thon, [-1.7e308, 3], 1e308),
    ],
)
@pytest.mark.filterwarnings("error")
def test_what_passes_the_largest_number(measure, income, line):
    assert sentence(measure, income, line) == FAR
    if measure is not income_gap_ratio:
        assert measure(income, line, [0, 1]) == measure(income[1:], line)  # a debt of nobody


@pytest.mark.filterwarnings("error")
def test_watts_of_next_to_nothing():
    assert watts([1e-310], 1e5) == close(315 * log(10))
    assert time_to_exit([1e-310], 1e5, 315 * log(10)) == close(1)
    assert sentence(time_to_exit, [50], 100, 1e-320) == (
        "The value passes the largest number a computer holds: growth is too small."
    )


@pytest.mark.parametrize("growth", [Decimal("0.02"), np.array(0.02), pa.scalar(0.02)])
def test_growth_may_be_any_number(growth):
    years = time_to_exit([50, 200], 100, growth)
    assert type(years) is float and years == time_to_exit([50, 200], 100, 0.02)
    assert (influence("time_to_exit")([50, 200], 100, growth) == influence("time_to_exit")([50, 200], 100, 0.02)).all()


def test_line_and_alpha_of_pyarrow():
    assert fgt([50, 200], pa.scalar(100), pa.scalar(2)) == 0.125
