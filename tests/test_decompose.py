"""Decompositions: small cases by hand, closed forms, that the parts are the whole, and whole sentences.

FGT (1984) is Foster, Greer and Thorbecke, Econometrica 52(3); HK (2009) is Haughton and Khandker, Handbook on Poverty
and Inequality, World Bank; Foster (2013) is Foster, Seth, Lokshin and Sajaia, A Unified Approach to Measuring Poverty
and Inequality, World Bank.
"""

import dataclasses
from decimal import Decimal
from functools import partial
from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty.decompose import (
    by_group,
    change_by_group,
    entropy_by_group,
    gini_by_source,
    growth_and_redistribution,
    growth_incidence,
)
from zjpoverty.inequality import generalized_entropy, gini
from zjpoverty.poverty import RelativeLine, fgt, headcount, poverty_gap, poverty_severity, watts

examples = settings(derandomize=True, deadline=None, max_examples=60)
ALPHAS = st.sampled_from([0, 0.5, 1, 2, 3])
LINES = st.integers(1, 5_000)
ROWS = st.lists(
    st.tuples(st.integers(-1_000, 10_000), st.sampled_from("abc"), st.integers(1, 6)), min_size=1, max_size=15
)
POSITIVE = st.lists(
    st.tuples(st.integers(1, 10_000), st.sampled_from("abc"), st.integers(1, 6)), min_size=1, max_size=15
)
SOURCES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(-5, 0), st.integers(1, 6)), min_size=1, max_size=15
)
LN2 = np.log(2)


def close(value):
    """Equal to twelve digits, or to twelve decimals for values below 1."""
    return pytest.approx(value, rel=1e-12, abs=1e-12)


def columns(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def where(mask, *arrays):
    return [np.array(array)[mask] for array in arrays]


def first(position, bad, rows):
    return f"in {bad} of {rows} rows (the first at position {position}, counting from 0)"


def sentence(function, *arguments, **options):
    with pytest.raises(ValueError) as error:
        function(*arguments, **options)
    return str(error.value)


# Poverty by group


def test_country_c_of_the_handbook_in_two_groups():
    # HK (2009), pp. 70 and 72: P1 of (100, 110, 150, 160) is 0.08 and P2 0.0136 at the line of 125
    r = by_group([100, 110, 150, 160], 125, ["low", "low", "rest", "rest"], alpha=1)
    assert r.total == close(0.08)
    assert r.poverty == close([(0.20 + 0.12) / 2, 0])  # gaps of 25 and 15 of 125
    assert r.relative_risks == close([2, 0])  # 0.16 over 0.08
    assert by_group([100, 110, 150, 160], 125, ["low", "low", "rest", "rest"], alpha=2).total == close(0.0136)


def test_shares_and_risks_by_hand():
    # Foster (2013), p. 132: the share of a group in the headcount is its share of the poor: here 1 of 2 in each
    r = by_group([50, 200, 200, 80], 100, ["urban", "urban", "urban", "rural"])
    assert r.groups == ("rural", "urban")
    assert r.population_shares == close([1 / 4, 3 / 4])
    assert r.poverty == close([1, 1 / 3])
    assert r.contributions == close([1 / 4, 1 / 4])
    assert r.contribution_shares == close([1 / 2, 1 / 2])
    assert r.relative_risks == close([2, 2 / 3])  # 1 and 1/3, over 2/4


def test_a_line_for_each_row_and_a_relative_line_for_all_together():
    assert by_group([90, 90], [100, 80], ["urban", "rural"]).poverty.tolist() == [0, 1]
    # the median of all is (20 + 80) / 2, 0.6 of it is 30; of group b alone it would be 60
    assert by_group([10, 20, 80, 120], RelativeLine(0.6), ["a", "a", "b", "b"]).poverty.tolist() == [1, 0]


def test_at_the_line_as_the_reader_says():
    assert by_group([100, 50], 100, [1, 2]).poverty.tolist() == [0, 1]
    assert by_group([100, 50], 100, [1, 2], at_line="poor").poverty.tolist() == [1, 1]


def test_where_nobody_is_poor_shares_of_poverty_do_not_exist():
    r = by_group([200, 300], 100, ["a", "b"])
    assert (r.total, r.poverty.tolist(), r.contributions.tolist()) == (0, [0, 0], [0, 0])
    assert np.isnan(r.contribution_shares).all()
    assert np.isnan(r.relative_risks).all()


@examples
@given(ROWS, LINES, ALPHAS)
def test_poverty_by_group_is_that_of_each_group_and_adds_up(rows, line, alpha):
    income, by, weights = columns(rows)
    r = by_group(income, line, by, alpha, weights)
    for k, group in enumerate(r.groups):
        y, w = where(np.array(by) == group, income, weights)
        assert r.poverty[k] == close(fgt(y, line, alpha, w))
        assert r.population_shares[k] == close(w.sum() / sum(weights))
    assert r.total == close(fgt(income, line, alpha, weights))
    assert r.population_shares.sum() == close(1)
    assert r.contributions.sum() == close(r.total)
    if r.total > 0:
        assert r.contribution_shares.sum() == close(1)
        assert r.population_shares * r.relative_risks == close(r.contribution_shares)


@examples
@given(ROWS, LINES, ALPHAS, st.sampled_from([1e-9, 0.2, 7]), st.randoms(use_true_random=False))
def test_scale_of_weights_and_order_of_rows_do_not_matter(rows, line, alpha, k, random):
    shuffled = [*rows, (0, rows[0][1], 0)]  # and a row of weight zero
    random.shuffle(shuffled)
    (income, by, weights), (income_2, by_2, weights_2) = columns(rows), columns(shuffled)
    one = by_group(income, line, by, alpha, weights)
    two = by_group(income_2, line, by_2, alpha, k * np.array(weights_2))
    assert one.groups == two.groups
    assert one.contributions == close(two.contributions)
    assert one.poverty == close(two.poverty)


# Labels

ORDERED = pd.CategoricalDtype(["poor", "middle", "high"], ordered=True)
LABELS = {
    "list": (["b", "a", "b"], ("a", "b")),
    "array": (np.array(["b", "a", "b"]), ("a", "b")),
    "integers": ([10, 9, 10], (9, 10)),
    "booleans": (np.array([True, False, True]), (False, True)),
    "tuples": ([("b", 1), ("a", 2), ("b", 1)], (("a", 2), ("b", 1))),
    "series of tuples": (pd.Series([("b", 1), ("a", 2), ("b", 1)]), (("a", 2), ("b", 1))),
    "not comparable": ([2, "a", 2], (2, "a")),
    "dates": (pd.Series(pd.to_datetime(["2011", "2010", "2011"])), (pd.Timestamp("2010"), pd.Timestamp("2011"))),
    "pandas text": (pd.Series(["b", "a", "b"], index=[5, 5, 7]), ("a", "b")),
    "pandas nullable": (pd.Series([2, 1, 2], dtype="Int64"), (1, 2)),
    "categories": (pd.Series(["b", "a", "b"], dtype="category"), ("a", "b")),
    "ordered categories": (pd.Categorical(["middle", "poor", "middle"], dtype=ORDERED), ("poor", "middle")),
    "series of ordered categories": (pd.Series(["high", "poor", "high"], dtype=ORDERED), ("poor", "high")),
    "polars": (pl.Series(["b", "a", "b"]), ("a", "b")),
    "polars categories": (pl.Series(["b", "a", "b"], dtype=pl.Categorical), ("a", "b")),
    "polars enum": (pl.Series(["b", "a", "b"], dtype=pl.Enum(["b", "a"])), ("b", "a")),
    "pyarrow": (pa.array(["b", "a", "b"]), ("a", "b")),
    "pyarrow chunks": (pa.chunked_array([[2], [1, 2]]), (1, 2)),
    "pyarrow dictionary": (pa.array(["b", "a", "b"]).dictionary_encode(), ("a", "b")),
}


@pytest.mark.parametrize(("by", "groups"), LABELS.values(), ids=LABELS)
def test_labels_of_any_kind(by, groups):
    r = by_group([50, 200, 200], 100, by)
    assert r.groups == groups
    assert all(type(label) is type(expected) for label, expected in zip(r.groups, groups, strict=True))
    once = [k for k, label in enumerate(groups) if r.population_shares[k] < 0.5]
    assert r.poverty[once].tolist() == [0]  # the label that stands once is that of the second row, who is not poor
    assert r.total == close(1 / 3)


MISSING_SECOND = {
    "None": ["a", None, "b"],
    "nan": ["a", float("nan"), "b"],
    "tuple": [("a", 1), ("a", None), ("b", 1)],
    "masked": np.ma.array([1, 2, 3], mask=[False, True, False]),
    "pandas": pd.Series(["a", None, "b"]),
    "pandas nullable": pd.Series([1, None, 2], dtype="Int64"),
    "categories": pd.Categorical(["a", None, "b"]),
    "time": pd.Series(pd.to_datetime(["2010", None, "2011"])),
    "polars": pl.Series(["a", None, "b"]),
    "pyarrow": pa.array([1, None, 2]),
}


@pytest.mark.parametrize("by", MISSING_SECOND.values(), ids=MISSING_SECOND)
def test_missing_labels_are_refused_and_counted(by):
    assert sentence(by_group, [1, 2, 3], 2, by) == (
        f"by is missing {first(1, 1, 3)}. Give each row a group: rows are not dropped here."
    )


COLUMN = "Give a list, an array or a series; for several columns, tuples: list(zip(county, sex))."


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (["a"], "by has length 1 and income has length 2. Give one label for each row."),
        ("county", f"by must be one column of labels, but it is a single value. {COLUMN}"),
        (None, f"by must be one column of labels, but it is a single value. {COLUMN}"),
        (np.ones((2, 2)), f"by must be one column of labels, but its shape is (2, 2). {COLUMN}"),
        (pd.DataFrame({"a": [1, 2]}), f"by must be one column of labels, but its shape is (2, 1). {COLUMN}"),
        ([["a"], ["b"]], "by has labels that cannot name a group, such as lists. Use text, numbers or tuples."),
    ],
)
def test_labels_that_are_refused(by, expected):
    assert sentence(by_group, [1, 2], 2, by) == expected
    assert sentence(entropy_by_group, [1, 2], by) == expected
    assert sentence(change_by_group, [1, 2], [1, 2], 2, ["a", "b"], by) == f"after: {expected}"


def test_a_group_of_nobody_is_refused():
    expected = (
        "by has 1 of 2 groups whose weights are all zero (the first is 'b'). "
        "Nobody can be measured in them: leave them out."
    )
    assert sentence(by_group, [1, 2, 3], 2, ["a", "b", "a"], weights=[1, 0, 1]) == expected
    assert sentence(entropy_by_group, [1, 2, 3], ["a", "b", "a"], weights=[1, 0, 1]) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (([], 1, []), "income is empty, so there is nobody to measure. Give at least one row."),
        (([1, 2], 0, [1, 2]), "line is zero or negative. A poverty line must be above zero."),
        (([1, 2], 1, [1, 2], 0, [1]), "weights has length 1 and income has length 2. Give one weight for each row."),
        (
            ([1, 2], 1, [1, 2], -1),
            "alpha must be one number of 0 or more, but it is -1. "
            "Use 0 for the headcount, 1 for the gap, 2 for the severity.",
        ),
    ],
)
def test_bad_input_of_poverty_by_group(arguments, expected):
    assert sentence(by_group, *arguments) == expected


# Entropy


def test_an_exercise_with_groups_of_one_shape():
    # Docsity, document 10386118, "Theil inequality measures": show that the parts of both Theil measures are the same.
    # In each group the incomes over the mean are 1/2, 1/2, 1, 2: T = (-1/2 - 1/2 + 2 * 2/2) ln 2 / 4 = ln 2 / 4, and
    # L = (1 + 1 - 1) ln 2 / 4. The means over the mean of all are 1/2, 1/2, 1, 2 too.
    income = [1, 1, 2, 4, 1, 1, 2, 4, 2, 2, 4, 8, 4, 4, 8, 16]
    for alpha in (0, 1):
        r = entropy_by_group(income, np.repeat([1, 2, 3, 4], 4), alpha)
        assert r.entropies == close([LN2 / 4] * 4)
        assert (r.within, r.between, r.total) == (close(LN2 / 4), close(LN2 / 4), close(LN2 / 2))


def test_weights_of_the_within_part_by_hand():
    # GE(2) is half the squared coefficient of variation. Group a: 1 and 3, CV = 1/2; b: 6 alone, three times.
    # Means 2 and 6, f = 2/5 and 3/5, mean of all 22/5; within = f_a (2 / 4.4)^2 / 8 = 0.4 (25 / 121) / 8
    r = entropy_by_group([1, 3, 6], ["a", "a", "b"], alpha=2, weights=[1, 1, 3])
    assert r.entropies == close([1 / 8, 0])
    assert r.means == close([2, 6])
    assert r.income_shares == close([4 / 22, 18 / 22])
    assert r.within_contributions == close([0.4 * 25 / 121 / 8, 0])
    # between: half of (0.4 * 2.4^2 + 0.6 * 1.6^2) / 4.4^2
    assert r.between == close((0.4 * 2.4**2 + 0.6 * 1.6**2) / 4.4**2 / 2)


@examples
@given(POSITIVE, st.sampled_from([-1, 0, 0.5, 1, 1.5, 2, 3]))
def test_entropy_by_group_is_that_of_each_group_and_adds_up(rows, alpha):
    income, by, weights = columns(rows)
    r = entropy_by_group(income, by, alpha, weights)
    for k, group in enumerate(r.groups):
        y, w = where(np.array(by) == group, income, weights)
        assert r.entropies[k] == close(generalized_entropy(y, alpha, w))
    assert r.total == generalized_entropy(income, alpha, weights)
    assert r.within + r.between == close(r.total)
    assert r.within_contributions.sum() == close(r.within)
    assert r.within >= -1e-12
    assert r.between >= -1e-12
    assert (r.population_shares.sum(), r.income_shares.sum()) == (close(1), close(1))


@examples
@given(POSITIVE, st.sampled_from([-1, 0, 1, 2]), st.sampled_from([1e-9, 0.2, 7]), st.randoms(use_true_random=False))
def test_entropy_scale_of_weights_and_order_of_rows_do_not_matter(rows, alpha, k, random):
    shuffled = random.sample(rows, len(rows))
    (income, by, weights), (income_2, by_2, weights_2) = columns(rows), columns(shuffled)
    one = entropy_by_group(income, by, alpha, weights)
    two = entropy_by_group(income_2, by_2, alpha, k * np.array(weights_2))
    assert one.within_contributions == close(two.within_contributions)
    assert one.between == close(two.between)


@examples
@given(POSITIVE, st.sampled_from([-1, 0, 1, 2]))
def test_nothing_is_between_one_group_or_equal_groups(rows, alpha):
    income, _, weights = columns(rows)
    one = entropy_by_group(income, ["all"] * len(income), alpha, weights)
    twins = entropy_by_group(income * 2, ["a"] * len(income) + ["b"] * len(income), alpha, weights * 2)
    assert (one.between, twins.between) == (close(0), close(0))
    assert (one.within, twins.within) == (close(one.total), close(one.total))


def test_nothing_is_within_groups_of_equals():
    r = entropy_by_group([1, 1, 5, 5], [1, 1, 2, 2])
    assert (r.within, r.between) == (close(0), close(r.total))


def test_a_zero_income_counts_in_theil():
    # group a: 0 and 2, T = ln 2; group b: 1 and 1; all means are 1, so within = f_a ln 2
    r = entropy_by_group([0, 2, 1, 1], ["a", "a", "b", "b"], alpha=1)
    assert (r.within, r.between) == (close(LN2 / 2), close(0))


def test_a_group_without_income_is_refused():
    assert sentence(entropy_by_group, [0, 0, 1, 2], ["a", "a", "b", "b"]) == (
        "by has 1 of 2 groups whose income is all zero (the first is 'a'). "
        "They have no shares of it: join them to others."
    )


# Gini by source


def test_sources_by_hand():
    # y = (1, 3): G = 1/4. Wages (0, 2): S = 2/4, G_k = 1/2, R = 1; pension (1, 0): S = 1/4, G_k = 1/2, R = -1;
    # grant (0, 1): S = 1/4, G_k = 1/2, R = 1. Contributions 1/4 - 1/8 + 1/8.
    r = gini_by_source({"wages": [0, 2], "pension": [1, 0], "grant": [0, 1]})
    assert r.sources == ("wages", "pension", "grant")
    assert r.income_shares == close([1 / 2, 1 / 4, 1 / 4])
    assert r.ginis == close([1 / 2, 1 / 2, 1 / 2])
    assert r.correlations == close([1, -1, 1])
    assert r.contributions == close([1 / 4, -1 / 8, 1 / 8])
    assert r.contribution_shares == close([1, -1 / 2, 1 / 2])
    assert r.marginal_effects == close([1 / 2, -3 / 4, 1 / 4])
    assert r.total == close(1 / 4)


def test_a_tax_is_a_negative_source():
    # gross (2, 8), tax (-1, -3): net (1, 5), G = 1/3. The tax: S = -4/6, the Gini of 1 and 3 is 1/4, so G_k = -1/4;
    # who has more has the lower (negative) amount: R = -1. Contributions: 10/6 * 0.3 = 1/2 and -1/6.
    r = gini_by_source({"gross": [2, 8], "tax": [-1, -3]})
    assert r.income_shares == close([10 / 6, -4 / 6])
    assert r.ginis == close([0.3, -0.25])
    assert r.correlations == close([1, -1])
    assert r.contributions == close([1 / 2, -1 / 6])
    assert r.total == close(1 / 3)


def test_marginal_effect_is_the_derivative_of_the_gini():
    rng = np.random.default_rng(1985)
    sources = {"wages": rng.lognormal(8, 1, 200), "farm": rng.lognormal(7, 0.5, 200), "tax": -rng.uniform(0, 50, 200)}
    weights = rng.integers(1, 9, 200)
    r = gini_by_source(sources, weights)
    h = 1e-7  # so small that nobody passes another
    for k, name in enumerate(sources):
        more, less = (gini_by_source({**sources, name: sources[name] * f}, weights).total for f in (1 + h, 1 - h))
        assert r.marginal_effects[k] == pytest.approx((more - less) / (2 * h) / r.total, abs=1e-6)


def test_covariances_of_the_published_program():
    # Stata's descogini (Lopez-Feldman, version of January 2008) takes rank / N for F and numpy's cov for the
    # covariances, and 2 sum(rank (mean - x)) / (N^2 mean), ranks from the richest, for the Gini; no ties here
    rng = np.random.default_rng(2008)
    sources = {"a": rng.lognormal(3, 1, 50), "b": rng.lognormal(2, 2, 50)}
    r = gini_by_source(sources)
    rank = {name: np.argsort(np.argsort(x)) + 1 for name, x in (sources | {"y": sum(sources.values())}).items()}
    for k, (name, x) in enumerate(sources.items()):
        S, G = x.mean() / sum(sources.values()).mean(), 2 * np.sum((51 - rank[name]) * (x.mean() - x)) / 2500 / x.mean()
        R = np.cov(x, rank["y"])[0, 1] / np.cov(x, rank[name])[0, 1]
        assert (r.income_shares[k], r.ginis[k], r.correlations[k]) == (close(S), close(G), close(R))
        assert r.marginal_effects[k] == close(S * G * R / r.total - S)


@examples
@given(SOURCES)
def test_sources_add_up_with_ties_taxes_and_weights(rows):
    wages, farm, tax, weights = (np.array(column) for column in columns(rows))
    sources = {"wages": wages + 6, "farm": farm, "tax": tax}  # six more, so that the sum is above zero
    y = wages + 6 + farm + tax
    r = gini_by_source(sources, weights)
    assert r.total == close(gini(y, weights))
    assert r.contributions.sum() == close(r.total)
    assert r.income_shares.sum() == close(1)
    if r.total > 0:
        assert r.contribution_shares.sum() == close(1)
        assert r.marginal_effects.sum() == close(0)
    assert (np.abs(r.correlations[~np.isnan(r.correlations)]) <= 1 + 1e-12).all()
    for k, x in enumerate(sources.values()):
        # by pairs: 2 cov(x, F(y)) W^2 is the sum over pairs of w w (x_i - x_j) sign(y_i - y_j) / 2
        pairs = np.subtract.outer(x, x) * np.sign(np.subtract.outer(y, y)) * np.outer(weights, weights)
        assert r.contributions[k] == close(pairs.sum() / 2 / weights.sum() / (weights @ y))
        if x.min() >= 0 and x.any():
            assert r.ginis[k] == close(gini(x, weights))


@examples
@given(SOURCES, st.sampled_from([1e-9, 0.2, 7]), st.randoms(use_true_random=False))
def test_sources_scale_of_weights_order_and_replication_do_not_matter(rows, k, random):
    def decompose(rows, factor=1):
        wages, farm, tax, weights = (np.array(column) for column in columns(rows))
        return gini_by_source({"wages": wages + 6, "farm": farm, "tax": tax}, factor * weights)

    one = decompose(rows).contributions
    assert decompose(random.sample(rows, len(rows)), k).contributions == close(one)
    assert decompose([(*row[:3], 1) for row in rows for _ in range(row[3])]).contributions == close(one)


def test_sources_without_a_gini_or_a_correlation():
    # a grant that is the same for all has no correlation; gains that cancel have no Gini; both have a contribution
    r = gini_by_source({"wages": [1, 3], "grant": [2, 2], "gains": [-1, 1]})
    assert np.isnan(r.ginis).tolist() == [False, False, True]
    assert np.isnan(r.correlations).tolist() == [False, True, False]
    assert r.ginis[1] == 0
    assert r.contributions == close([2 / 16, 0, 2 / 16])  # half the difference over the sum: 2 / 2 / 8
    equal = gini_by_source({"wages": [1, 3], "grant": [3, 1]})
    assert (equal.total, equal.contributions.tolist()) == (0, [0, 0])
    assert np.isnan([equal.contribution_shares, equal.marginal_effects]).all()


def test_rounding_is_no_debt():
    assert sum((0.1, 0.2, -0.3)) != 0
    tax = -0.1 - 0.2
    assert gini_by_source({"wages": [0.1, 1], "farm": [0.2, 1], "tax": [tax, 0]}).total == close(1 / 2)
    assert gini_by_source({"wages": [0.3, 1], "tax": [tax, 0]}).total == close(1 / 2)  # 0.3 - 0.30000000000000004 < 0


def test_a_dataframe_is_a_mapping():
    frame = pd.DataFrame({"wages": [0, 2], "grant": [1, 1]})
    assert gini_by_source(frame).contributions.tolist() == [0.25, 0]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({}, "sources is empty. Give at least one column, such as {'wages': wages}."),
        ([[1, 2]], "sources must map names to columns, such as {'wages': wages}, but it is of type list."),
        ({"a": [1, 2], "b": [1]}, "source 'b' has length 1 and 'a' has length 2. Give each row an amount."),
        (
            {"a": [1, None]},
            f"source 'a': income is missing {first(1, 1, 2)}. "
            "Fill or drop missing values first: they are not dropped here.",
        ),
        (
            {"a": [1, 2], "tax": [-2, 0]},
            f"the sum of the sources: income is negative {first(0, 1, 2)}. "
            "Shares of income need zero or more: correct these rows, or set them to 0.",
        ),
    ],
)
def test_bad_input_of_sources(sources, expected):
    assert sentence(gini_by_source, sources) == expected


# Growth and redistribution


def test_growth_and_redistribution_by_hand():
    # line 100. Before (50, 150), mean 100; after (90, 210), mean 150. Headcounts 1/2 and 1/2.
    # Before with the mean after: (75, 225), 1/2. After with the mean before: (60, 140), 1/2: nothing at all.
    # Gaps: before 0.5 / 2, after 0.1 / 2, (75, 225) 0.25 / 2, (60, 140) 0.4 / 2
    r = growth_and_redistribution([50, 150], [90, 210], 100)
    assert (r.change, r.growth, r.redistribution) == (0, 0, 0)
    r = growth_and_redistribution([50, 150], [90, 210], 100, poverty_gap)
    assert (r.before, r.after, r.change) == (close(0.25), close(0.05), close(-0.2))
    assert dataclasses.astuple(r.base_before) == close((0.125 - 0.25, 0.2 - 0.25, -0.025))
    assert dataclasses.astuple(r.base_after) == close((0.05 - 0.2, 0.05 - 0.125, 0.025))
    assert (r.growth, r.redistribution) == (close((-0.125 - 0.15) / 2), close((-0.05 - 0.075) / 2))


def test_log_normal_growth_and_redistribution():
    # the headcount of a log-normal of mean mu and spread s is N((ln(z / mu) + s^2 / 2) / s)
    N, n, z = NormalDist(), 20_000, 100
    ranks = np.array([N.inv_cdf((i + 0.5) / n) for i in range(n)])
    (mu0, s0), (mu1, s1) = (120, 0.5), (150, 0.7)
    y0, y1 = (mu * np.exp(s * ranks - s**2 / 2) for mu, s in ((mu0, s0), (mu1, s1)))

    def P(mu, s):
        return N.cdf((np.log(z / mu) + s**2 / 2) / s)

    r = growth_and_redistribution(y0, y1, z)
    # the means of the n midpoints miss mu by less than 1e-3 of it, which moves the density of about 0.8 so far
    assert r.base_before.growth == pytest.approx(P(mu1, s0) - P(mu0, s0), abs=1e-3)
    assert r.base_before.redistribution == pytest.approx(P(mu0, s1) - P(mu0, s0), abs=1e-3)
    assert r.base_after.growth == pytest.approx(P(mu1, s1) - P(mu0, s1), abs=1e-3)
    assert r.growth == pytest.approx((P(mu1, s0) - P(mu0, s0) + P(mu1, s1) - P(mu0, s1)) / 2, abs=1e-3)


MEASURES = st.sampled_from([headcount, poverty_gap, poverty_severity, watts, lambda y, z, w: fgt(y, z, 1.5, w)])


@examples
@given(POSITIVE, POSITIVE, LINES, MEASURES)
def test_growth_and_redistribution_add_up_and_turn_with_the_years(before, after, line, measure):
    (y0, _, w0), (y1, _, w1) = columns(before), columns(after)
    r = growth_and_redistribution(y0, y1, line, measure, w0, w1)
    assert r.change == close(measure(y1, line, w1) - measure(y0, line, w0))
    assert r.growth + r.redistribution == close(r.change)
    for base in (r.base_before, r.base_after):
        assert base.growth + base.redistribution + base.residual == close(r.change)
    back = growth_and_redistribution(y1, y0, line, measure, w1, w0)
    assert (back.growth, back.redistribution) == (-r.growth, -r.redistribution)
    assert (back.base_before.growth, back.base_before.residual) == (-r.base_after.growth, r.base_before.residual)
    # with the distribution of either year, a higher mean is never more poverty
    assert (r.growth * (sum(np.multiply(y1, w1)) / sum(w1) - sum(np.multiply(y0, w0)) / sum(w0))) <= 1e-9


@examples
@given(POSITIVE, LINES, st.sampled_from([0.3, 1.1, 3]), st.sampled_from([1e-9, 0.2, 7]))
def test_equal_growth_for_all_redistributes_nothing(rows, line, factor, k):
    income, _, weights = columns(rows)
    for z in (line, income[0], income[0] * factor):  # also where somebody is at the line
        r = growth_and_redistribution(income, np.multiply(income, factor), z, headcount, weights, k * np.array(weights))
        assert (r.redistribution, r.growth, r.base_before.residual) == (close(0), close(r.change), close(0))


@examples
@given(POSITIVE, st.integers(1, 9_999))
def test_a_transfer_at_the_same_mean_is_no_growth(rows, amount):
    income, _, _ = columns([*rows, (10_000, "a", 1)])
    after = [income[0] + amount, *income[1:-1], income[-1] - amount]
    r = growth_and_redistribution(income, after, 5_000, poverty_gap)
    assert (r.growth, r.redistribution) == (close(0), close(r.change))


def test_bad_input_of_growth_and_redistribution():
    assert sentence(growth_and_redistribution, [1, 2], [2, 3], RelativeLine()) == (
        "line is a RelativeLine, which moves with income. Give one number for both years."
    )
    assert sentence(growth_and_redistribution, [1, 2], [2, 3], [1, 2]) == (
        "line must be one number for both years, but its shape is (2,). "
        "Divide each income by its own line, and give line=1."
    )
    assert sentence(growth_and_redistribution, [1, 2], [2, 3], 0) == (
        "line is zero or negative. A poverty line must be above zero."
    )
    assert sentence(growth_and_redistribution, [1, -2], [2, 3], 1) == (
        "before: the mean income is -0.5, and growth is a share of a mean above zero."
    )
    assert sentence(growth_and_redistribution, [1, 2], [], 1) == (
        "after: income is empty, so there is nobody to measure. Give at least one row."
    )
    assert sentence(growth_and_redistribution, [1, 2], [2, 3], 1, before_weights=[1]) == (
        "before: weights has length 1 and income has length 2. Give one weight for each row."
    )


# Change by group


def test_change_by_group_by_hand():
    # line 100, headcounts. Rural: 3 of 4 people, 2 poor; then 2 of 4, 1 poor. Urban: 1, not poor; then 2, 1 poor.
    # within: 3/4 (1/2 - 2/3) + 1/4 (1/2 - 0); shift: (1/2 - 3/4) 2/3 + 0; interaction: -1/4 * -1/6 + 1/4 * 1/2
    r = change_by_group([50, 50, 200, 200], [50, 200, 50, 200], 100, ["r", "r", "r", "u"], ["r", "r", "u", "u"])
    assert r.groups == ("r", "u")
    assert r.within_by_group == close([-1 / 8, 1 / 8])
    assert r.population_shift_by_group == close([-1 / 6, 0])
    assert r.interaction_by_group == close([1 / 24, 1 / 8])
    assert (r.within, r.population_shift, r.interaction, r.change) == (close(0), close(-1 / 6), close(1 / 6), close(0))


@examples
@given(ROWS, ROWS, LINES, ALPHAS)
def test_change_by_group_adds_up(before, after, line, alpha):
    (y0, by0, w0), (y1, by1, w1) = columns([*before, (1, "a", 1)]), columns([*after, (1, "a", 1)])
    r = change_by_group(y0, y1, line, by0, by1, alpha, w0, w1)
    assert r.change == close(fgt(y1, line, alpha, w1) - fgt(y0, line, alpha, w0))
    assert r.within + r.population_shift + r.interaction == close(r.change)
    assert r.within == close(r.within_by_group.sum())
    assert r.population_shift == close(r.population_shift_by_group.sum())
    assert r.interaction == close(r.interaction_by_group.sum())
    one = change_by_group(y0, y1, line, ["all"] * len(y0), ["all"] * len(y1), alpha, w0, w1)
    assert (one.within, one.population_shift, one.interaction) == (close(r.change), 0, 0)


@examples
@given(ROWS, LINES, ALPHAS, st.sampled_from([1e-9, 0.2, 7]), st.randoms(use_true_random=False))
def test_change_scale_of_weights_and_order_of_rows_do_not_matter(rows, line, alpha, k, random):
    shuffled = random.sample(rows, len(rows))
    (y0, by0, w0), (y1, by1, w1) = columns(rows), columns(shuffled)
    r = change_by_group(y0, y1, line, by0, by1, alpha, w0, k * np.array(w1))
    small = 1e-12 * max(1, np.abs(r.poverty_before).max())  # debts make gaps far above 1
    assert np.abs(r.within_by_group).max() <= small and np.abs(r.population_shift_by_group).max() <= small


def test_a_group_in_one_year_only_is_population_shift():
    # the town has 1 of 3 people before, poor, and nobody after; the camp 1 of 4 after, poor
    r = change_by_group([50, 50, 200], [50, 200, 200, 50], 100, ["r", "t", "r"], ["r", "r", "r", "camp"])
    assert r.groups == ("r", "t", "camp")
    assert r.population_shares_before == close([2 / 3, 1 / 3, 0])
    assert r.population_shares_after == close([3 / 4, 0, 1 / 4])
    assert np.isnan(r.poverty_before).tolist() == [False, False, True]
    assert np.isnan(r.poverty_after).tolist() == [False, True, False]
    assert r.population_shift_by_group == close([(3 / 4 - 2 / 3) / 2, -1 / 3, 1 / 4])
    assert r.within_by_group == close([2 / 3 * (1 / 3 - 1 / 2), 0, 0])
    assert r.within + r.population_shift + r.interaction == close(r.change)
    # rows of weight zero are nobody, in either year
    same = change_by_group(
        [50, 50, 200],
        [50, 200, 200, 50, 9],
        100,
        ["r", "t", "r"],
        ["r", "r", "r", "camp", "t"],
        after_weights=[1, 1, 1, 1, 0],
    )
    assert same.population_shift == close(r.population_shift)
    assert np.isnan(same.poverty_after).tolist() == [False, True, False]


def test_change_by_group_with_a_relative_line_and_with_the_poor_at_the_line():
    # 0.5 of the median: 50 and then 100
    r = change_by_group([40, 100, 100], [40, 200, 200], RelativeLine(0.5), ["a", "a", "b"], ["a", "a", "b"], alpha=1)
    assert r.poverty_before == close([0.2 / 2, 0])
    assert r.poverty_after == close([0.6 / 2, 0])
    assert change_by_group([100], [100], 100, ["a"], ["a"], at_line="poor").poverty_before.tolist() == [1]


def test_bad_input_of_change_by_group():
    assert sentence(change_by_group, [1, 2], [1, 2], 2, ["1", "2"], [1, 2]) == (
        "before_by and after_by have no group in common (the first ones are '1' and 1). "
        "Give a group the same label in both years."
    )
    assert sentence(change_by_group, [1, 2], [1, 2], 2, ["a", "b"], ["a", "b"], 0, [1, 0], [1, 0]) == (
        "by has 1 of 2 groups whose weights are all zero in both years (the first is 'b'). Leave them out."
    )
    assert sentence(change_by_group, [1, 2], [1, 2], [2, 2], ["a", "b"], ["a", "b"]) == (
        "line must be one number for both years, but its shape is (2,). "
        "Divide each income by its own line, and give line=1."
    )
    assert sentence(change_by_group, [1, 2], [1, 2], 2, [None, "b"], ["a", "b"]) == (
        f"before: by is missing {first(0, 1, 2)}. Give each row a group: rows are not dropped here."
    )


# Growth incidence


def test_growth_incidence_by_hand():
    # before (10, 20, 30), after (15, 20, 45) in any order; ranks in the first, second and last third
    r = growth_incidence([20, 10, 30], [45, 15, 20], [0.2, 0.5, 0.8], line=25)
    assert r.growth == close([0.5, 0, 0.5])
    assert r.mean_growth == close(80 / 60 - 1)
    assert r.median_growth == close(0)
    assert r.headcount_before == close(2 / 3)
    assert r.pro_poor_growth == close((0.5 + 0) / 2)
    # W0 = (ln 2.5 + ln 1.25) / 3, W1 = (ln(25 / 15) + ln 1.25) / 3: the fall is ln 1.5 / 3, over 2/3
    assert r.pro_poor_growth_by_watts == close(np.log(1.5) / 2)


def test_without_a_line_there_is_no_rate_for_the_poor_and_p_is_percentiles():
    r = growth_incidence([10, 20], [20, 20])
    assert r.p == close(np.arange(1, 100) / 100)
    assert r.growth[0] == close(1)
    assert (r.headcount_before, r.pro_poor_growth, r.pro_poor_growth_by_watts) == (None, None, None)


def test_growth_a_year():
    # 1.1 ^ 3 = 1.331 in three years
    r = growth_incidence([10, 20], [13.31, 26.62], [0.3], line=15, years=3)
    assert r.growth == close([0.1])
    assert (r.mean_growth, r.median_growth, r.pro_poor_growth) == (close(0.1), close(0.1), close(0.1))
    assert r.pro_poor_growth_by_watts == close(np.log(1.331) / 3)


def test_log_normal_curve():
    # Q(p) = exp(m + s N^-1(p)), so g(p) = exp(dm + ds N^-1(p)) - 1; at the rank of a row, the row is the quantile
    N, n = NormalDist(), 1_001
    ranks = (np.arange(n) + 0.5) / n
    u = np.array([N.inv_cdf(p) for p in ranks])
    p = ranks[::100]
    r = growth_incidence(np.exp(8 + 0.5 * u), np.exp(8.2 + 0.6 * u), p)
    assert r.growth == close(np.exp(0.2 + 0.1 * u[::100]) - 1)
    assert r.median_growth == close(np.exp(0.2) - 1)


def test_mean_of_a_falling_curve():
    # incomes uniform, growth e (1 - p): its mean over the poorest half of the ranks is e (1 - 1/4)
    n, e = 1_000, 0.1
    p = (np.arange(n) + 0.5) / n
    r = growth_incidence(100 * p, 100 * p * (1 + e * (1 - p)), line=50)
    assert r.headcount_before == close(0.5)
    assert r.pro_poor_growth == close(e * 0.75)


def test_for_small_changes_the_rate_is_the_fall_of_watts_over_the_headcount():
    # Ravallion and Chen (2003), p. 93; the difference is of the order of the growth, relative to it
    rng = np.random.default_rng(2003)
    before = rng.lognormal(8, 0.6, 500)
    after = before * (1 + 1e-6 * rng.uniform(0, 1, 500))
    r = growth_incidence(before, after, line=2_500)
    assert r.pro_poor_growth == pytest.approx(r.pro_poor_growth_by_watts, rel=1e-4)


@examples
@given(POSITIVE, st.sampled_from([0.5, 1.25, 3]), st.sampled_from([1, 2, 5]), st.sampled_from([1e-9, 0.2, 7]))
def test_equal_growth_is_a_flat_curve_for_weights_of_any_scale(rows, factor, years, k):
    income, _, weights = columns(rows)
    line = max(income) + 1
    r = growth_incidence(
        income, np.multiply(income, factor), [0.1, 0.5, 0.9], weights, k * np.array(weights), line, years
    )
    g = factor ** (1 / years) - 1
    assert r.growth == close([g] * 3)
    assert (r.mean_growth, r.median_growth, r.pro_poor_growth) == (close(g), close(g), close(g))


@examples
@given(POSITIVE, POSITIVE, st.randoms(use_true_random=False))
def test_weights_are_numbers_of_rows_and_the_curve_is_anonymous(before, after, random):
    (y0, _, w0), (y1, _, w1) = columns(before), columns(random.sample(after, len(after)))
    line = min(y0) + 1
    one = growth_incidence(y0, y1, None, w0, w1, line)
    two = growth_incidence(np.repeat(y0, w0), np.repeat(y1, w1), line=line)
    assert one.growth == close(two.growth)
    assert one.pro_poor_growth == close(two.pro_poor_growth)
    # the mean over the poor is that over very many ranks among them, but for the jumps at up to 16 of them
    H = one.headcount_before
    many = growth_incidence(y0, y1, (np.arange(2_000) + 0.5) / 2_000 * H, w0, w1).growth
    assert one.pro_poor_growth == pytest.approx(many.mean(), abs=20 / 2_000 * np.ptp([0, *many]))


@pytest.mark.parametrize(
    ("arguments", "options", "expected"),
    [
        (([1], [2], [0, 0.5]), {}, "p is not above 0 and below 1 in 1 of 2 values. It is a rank, such as 0.1."),
        (([1], [2]), {"years": 0}, "years must be one number above zero, but it is 0."),
        (
            ([0, 1, 2], [1, 2, 3], [0.1, 0.6]),
            {},
            "before: income is zero or negative at 1 of 3 ranks (the first is 0.1), "
            "and growth is a share of an income above zero. Ask for higher ranks.",
        ),
        (
            ([1, 2], [2, 3]),
            {"line": 1},
            "before: nobody is poor below 1, so there is no growth of the poor. Give another line.",
        ),
        (
            ([1, 2], [2, 3]),
            {"line": RelativeLine()},
            "line is a RelativeLine, which moves with income. Give one number for both years.",
        ),
        (
            ([1, 2], [2, float("nan")]),
            {},
            f"after: income is missing {first(1, 1, 2)}. Fill or drop missing values first: they are not dropped here.",
        ),
    ],
)
def test_bad_input_of_growth_incidence(arguments, options, expected):
    assert sentence(growth_incidence, *arguments, **options) == expected


# Results


def test_results_are_frozen_and_plain():
    results = [
        by_group([1, 2], 2, [1, 2]),
        entropy_by_group([1, 2], [1, 2]),
        gini_by_source({"a": [1, 2]}),
        growth_and_redistribution([1, 2], [2, 3], 2),
        change_by_group([1, 2], [2, 3], 2, [1, 2], [1, 2]),
        growth_incidence([1, 2], [2, 3], line=2),
    ]
    for r in results:
        name, *_ = (field.name for field in dataclasses.fields(r))
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(r, name, None)
        for value in vars(r).values():
            assert type(value) in (float, tuple, np.ndarray) or dataclasses.is_dataclass(value)


def test_the_callers_arrays_are_left_alone():
    income, weights, by = np.array([3.0, 1.0]), np.array([1.0, 2.0]), np.array(["b", "a"])
    by_group(income, 2, by, 2, weights)
    entropy_by_group(income, by, 1, weights)
    gini_by_source({"a": income, "b": income}, weights)
    growth_and_redistribution(income, income, 2, poverty_gap, weights, weights)
    growth_incidence(income, income, None, weights, weights, 2)
    assert (income.tolist(), weights.tolist(), by.tolist()) == ([3, 1], [1, 2], ["b", "a"])


# Rounding


def test_sums_that_differ_by_rounding_alone_are_tied():
    # 0.1 + 0.2 is 0.30000000000000004, and 0.3 + 0 is not
    r = gini_by_source({"a": [0.1, 0.3], "b": [0.2, 0.0]})
    assert (r.total, r.contributions.tolist()) == (0, [0, 0])
    tied = gini_by_source({"a": [0.1, 0.3, 1], "b": [0.2, 0.0, 2]})
    exact = gini_by_source({"a": [1, 3, 10], "b": [2, 0, 20]})
    assert tied.contributions == pytest.approx(exact.contributions, abs=1e-12)
    assert tied.correlations == pytest.approx(exact.correlations, abs=1e-12)


def test_sums_that_differ_by_more_are_not_tied():
    r = gini_by_source({"a": [1, 1 + 1e-11], "b": [1, 1]})
    assert r.total == pytest.approx(1e-11 / 8, rel=1e-4)  # half the mean difference of d / 2, by the mean of 2


def test_a_source_of_mean_zero_has_no_gini_whatever_the_rounding():
    assert 0.1 + 0.2 - 0.3 != 0
    r = gini_by_source({"a": [0.1, 0.2, -0.3], "b": [1, 2, 3]})
    assert np.isnan(r.ginis).tolist() == [True, False]
    assert r.contributions.sum() == close(r.total)
    small = gini_by_source({"a": [1, 2, -3 + 1e-9], "b": [1, 2, 3]})
    assert not np.isnan(small.ginis).any()


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 8e307])
def test_the_scale_of_weights_does_not_matter_however_far(scale):
    w = np.array([1.0, 2.0, 1.0])
    big, by, income = w * scale, ["a", "b", "b"], [1, 3, 2]
    assert by_group(income, 2, by, 1, big).contributions == close(by_group(income, 2, by, 1, w).contributions)
    assert entropy_by_group(income, by, 1, big).within == close(entropy_by_group(income, by, 1, w).within)
    sources = {"a": [1, 2, 0], "b": [0, 1, 2]}
    assert gini_by_source(sources, big).contributions == close(gini_by_source(sources, w).contributions)
    one = growth_and_redistribution(income, [2, 4, 2], 2.5, poverty_gap, big, big)
    assert one.growth == close(growth_and_redistribution(income, [2, 4, 2], 2.5, poverty_gap, w, w).growth)


# What may be given


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
def test_sources_in_a_dataframe(frame):
    sources = {"wages": [0, 2], "grant": [1, 1]}
    r = gini_by_source(frame(sources))
    assert (r.sources, r.contributions.tolist()) == (("wages", "grant"), [0.25, 0])


def test_sources_that_are_not_collected():
    assert sentence(gini_by_source, pl.LazyFrame({"a": [1]})) == (
        "sources must map names to columns, such as {'wages': wages}, but it is of type LazyFrame."
    )


def test_labels_that_are_equal_are_one_group():
    assert by_group([1, 2, 3], 2, [1, True, "a"]).groups == (1, "a")


BEFORE, AFTER = [60, 80, 150, 310], [70, 80, 160, 400]


def test_a_measure_by_its_name_and_one_with_alpha_bound():
    by_name = growth_and_redistribution(BEFORE, AFTER, 100, "poverty_gap")
    assert by_name == growth_and_redistribution(BEFORE, AFTER, 100, poverty_gap)
    assert by_name == growth_and_redistribution(BEFORE, AFTER, 100, lambda y, z, w: fgt(y, z, 1, w))
    assert by_name == growth_and_redistribution(BEFORE, AFTER, 100, partial(fgt, alpha=1))


NAMES = "headcount, income_gap_ratio, poverty_gap, poverty_severity, sen, sen_shorrocks_thon, total_shortfall, watts"


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (fgt, "fgt needs alpha. Bind it: measure=lambda y, z, w: fgt(y, z, 1.5, w)."),
        ("fgt", "fgt needs alpha. Bind it: measure=lambda y, z, w: fgt(y, z, 1.5, w)."),
        (
            "time_to_exit",
            "time_to_exit needs growth. Bind it: measure=lambda y, z, w: time_to_exit(y, z, 0.02, w).",
        ),
        ("gini", f"measure must be a function or one of {NAMES}, but it is 'gini'."),
        ("RelativeLine", f"measure must be a function or one of {NAMES}, but it is 'RelativeLine'."),
        (["sen"], f"measure must be a function or one of {NAMES}, but it is ['sen']."),
    ],
)
def test_what_is_no_measure(measure, expected):
    assert sentence(growth_and_redistribution, BEFORE, AFTER, 100, measure) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"p": []}, "p is empty. Give at least one rank, such as 0.1."),
        ({"p": "a"}, "p is not a number. Convert text and dates to numbers first."),
        (
            {"p": [[0.1]]},
            "p must be one column of numbers, but its shape is (1, 1). Give a list, an array or a series.",
        ),
        ({"years": "5"}, "years is not a number. Convert text and dates to numbers first."),
        ({"years": [1, 2]}, "years must be one number above zero, but it is [1, 2]."),
    ],
)
def test_ranks_and_years_that_are_none(options, expected):
    assert sentence(growth_incidence, BEFORE, AFTER, **options) == expected


def test_years_may_be_any_number():
    assert (
        growth_incidence(BEFORE, AFTER, years=Decimal(2)).mean_growth
        == growth_incidence(BEFORE, AFTER, years=2).mean_growth
    )
