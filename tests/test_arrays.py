"""The door of the measures: what is accepted, and the whole sentence for what is not."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from zjpoverty import decompose, inequality
from zjpoverty._arrays import check_alpha, check_income, check_line, check_weights, cumulative, quantile
from zjpoverty.assessment import _bottom
from zjpoverty.poverty import sen
from zjpoverty.survey._distribution import Distribution

NAN, INF = float("nan"), float("inf")

ONE_THEN_TWO = {
    "list": [1, 2],
    "tuple": (1.0, 2.0),
    "array": np.array([1, 2]),
    "float32": np.array([1, 2], dtype=np.float32),
    "decimals": [Decimal("1"), Decimal("2.0")],
    "pandas": pd.Series([1, 2], index=["a", "b"]),
    "pandas nullable": pd.Series([1, 2], dtype="Int64"),
    "pandas arrow": pd.Series([1, 2], dtype="int64[pyarrow]"),
    "polars": pl.Series([1, 2]),
    "pyarrow": pa.array([1, 2]),
    "pyarrow chunks": pa.chunked_array([[1], [2]]),
}
MISSING_SECOND = {
    "None": [1, None],
    "nan": [1, NAN],
    "masked array": np.ma.array([1.0, 2.0], mask=[False, True]),
    "pandas": pd.Series([1, None]),
    "pandas nullable": pd.Series([1, None], dtype="Int64"),
    "polars": pl.Series([1, None]),
    "pyarrow": pa.array([1, None]),
}


def sentence(function, *arguments):
    with pytest.raises(ValueError) as error:
        function(*arguments)
    return str(error.value)


def first(position, bad, rows):
    return f"in {bad} of {rows} rows (the first at position {position}, counting from 0)"


@pytest.mark.parametrize("values", ONE_THEN_TWO.values(), ids=ONE_THEN_TWO)
def test_every_kind_of_column_becomes_floats(values):
    y = check_income(values)
    assert y.dtype == float
    assert y.tolist() == [1.0, 2.0]


def test_floats_are_not_copied_and_not_changed():
    income = np.array([3.0, -1.0, 2.0])
    assert check_income(income) is income


@pytest.mark.parametrize("values", MISSING_SECOND.values(), ids=MISSING_SECOND)
def test_missing_income_is_refused_whatever_stands_for_it(values):
    assert sentence(check_income, values) == (
        f"income is missing {first(1, 1, 2)}. Fill or drop missing values first: they are not dropped here."
    )


INCOMES = [
    ([], "income is empty, so there is nobody to measure. Give at least one row."),
    (
        [INF, 1, -INF],
        f"income is infinite {first(0, 2, 3)}. Correct or drop infinite values first.",
    ),
    (
        [NAN, INF, 1],
        f"income is missing {first(0, 1, 3)}. Fill or drop missing values first: they are not dropped here.",
    ),
    (
        ["low", "high"],
        f"income is not a number {first(0, 2, 2)}. Convert text and dates to numbers first.",
    ),
    (
        [1, "2", 3],
        f"income is not a number {first(1, 1, 3)}. Convert text and dates to numbers first.",
    ),
    (
        pd.Series(["1,200", None]),
        f"income is not a number {first(0, 1, 2)}. Convert text and dates to numbers first.",
    ),
    (
        np.array(["2010-05-26"], dtype="datetime64[ns]"),
        f"income is not a number {first(0, 1, 1)}. Convert text and dates to numbers first.",
    ),
    (
        [1 + 2j, 3],
        f"income is not a number {first(0, 2, 2)}. Convert text and dates to numbers first.",
    ),
    (
        [[1], [2, 3]],
        f"income is not a number {first(0, 2, 2)}. Convert text and dates to numbers first.",
    ),
    ("2500", "income is of type str. Give a list, an array or a series of numbers."),
    (
        2500,
        "income must be one column of numbers, but it is a single value. Give a list, an array or a series.",
    ),
    (
        [[1, 2], [3, 4]],
        "income must be one column of numbers, but its shape is (2, 2). Give a list, an array or a series.",
    ),
    (
        pd.DataFrame({"income": [1, 2, 3]}),
        "income must be one column of numbers, but its shape is (3, 1). Give a list, an array or a series.",
    ),
]


@pytest.mark.parametrize(("income", "expected"), INCOMES)
def test_sentences_about_income(income, expected):
    assert sentence(check_income, income) == expected


def test_no_weights_count_each_row_once():
    assert check_weights(None, 3).tolist() == [1, 1, 1]


WEIGHTS = [
    (
        [1, -1, -2],
        f"weights is negative {first(1, 2, 3)}. A weight says how many households a row stands for: zero or more.",
    ),
    (
        [1, NAN, 1],
        f"weights is missing {first(1, 1, 3)}. Fill or drop missing values first: they are not dropped here.",
    ),
    (
        [1, 1, INF],
        f"weights is infinite {first(2, 1, 3)}. Correct or drop infinite values first.",
    ),
    (
        [1, 1, "x"],
        f"weights is not a number {first(2, 1, 3)}. Convert text and dates to numbers first.",
    ),
    ([0, 0, 0], "weights are all zero, so there is nobody to measure. Check the column of weights."),
    ([1, 2], "weights has length 2 and income has length 3. Give one weight for each row."),
    ([], "weights has length 0 and income has length 3. Give one weight for each row."),
    (
        2,
        "weights must be one column of numbers, but it is a single value. Give a list, an array or a series.",
    ),
    (
        [[1, 2, 3]],
        "weights must be one column of numbers, but its shape is (1, 3). Give a list, an array or a series.",
    ),
]


@pytest.mark.parametrize(("weights", "expected"), WEIGHTS)
def test_sentences_about_weights(weights, expected):
    assert sentence(check_weights, weights, 3) == expected


def test_one_line_or_one_for_each_row():
    assert check_line(2500, 2).tolist() == [2500, 2500]
    assert check_line(np.float64(2500), 2).tolist() == [2500, 2500]
    assert check_line(pl.Series([2500, 4000]), 2).tolist() == [2500, 4000]


LINES = [
    (0, "line is zero or negative. A poverty line must be above zero."),
    ([2500, 0], f"line is zero or negative {first(1, 1, 2)}. A poverty line must be above zero."),
    (NAN, "line is missing. Fill or drop missing values first: they are not dropped here."),
    (None, "line is missing. Fill or drop missing values first: they are not dropped here."),
    (INF, "line is infinite. Correct or drop infinite values first."),
    ("2500", "line is not a number. Convert text and dates to numbers first."),
    (
        [1, 2, 3],
        "line has length 3 and income has length 2. Give one line for all rows, or one for each row.",
    ),
    (
        [[1, 2]],
        "line must be one column of numbers, but its shape is (1, 2). Give a list, an array or a series.",
    ),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_sentences_about_the_line(line, expected):
    assert sentence(check_line, line, 2) == expected


@pytest.mark.parametrize("alpha", [-1, NAN, INF, None, [0, 1]])
def test_sentence_about_alpha(alpha):
    assert sentence(check_alpha, alpha) == (
        f"alpha must be one number of 0 or more, but it is {alpha}. "
        "Use 0 for the headcount, 1 for the gap, 2 for the severity."
    )


def test_alpha_as_text_is_not_a_number():
    assert sentence(check_alpha, "2") == "alpha is not a number. Convert text and dates to numbers first."


# What is no column


OBJECTS = {
    "generator": (x for x in [1, 2]),
    "set": {1, 2},
    "dict_values": {"a": 1}.values(),
    "str": "income",
    "LazyFrame": pl.LazyFrame({"income": [1, 2]}),
    "Expr": pl.col("income"),
    "NoneType": None,
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_what_is_no_column_is_told_by_its_type(kind):
    end = f"is of type {kind}. Give a list, an array or a series of numbers."
    assert sentence(check_income, OBJECTS[kind]) == f"income {end}"
    if kind != "NoneType":
        assert sentence(check_weights, OBJECTS[kind], 2) == f"weights {end}"
    if kind not in ("NoneType", "str"):
        assert sentence(check_line, OBJECTS[kind], 2) == (
            f"line is of type {kind}. Give a number, a list, an array or a series."
        )


@pytest.mark.parametrize(
    ("income", "bad"),
    [
        (pl.Series([[1], [2, 3]]), (0, 2, 2)),
        (np.array([np.array([1]), np.array([2, 3])], dtype=object), (0, 2, 2)),
        (np.array([1, 1j], dtype=object), (1, 1, 2)),
        (np.array([1, np.complex128(1j)], dtype=object), (1, 1, 2)),
    ],
    ids=["lists", "arrays", "complex", "complex of numpy"],
)
def test_elements_that_are_no_numbers(income, bad):
    assert sentence(check_income, income) == (
        f"income is not a number {first(*bad)}. Convert text and dates to numbers first."
    )


def test_integers_too_long_for_a_float_are_infinite():
    remedy = "Correct or drop infinite values first."
    assert sentence(check_income, [1, 10**400, -(10**400)]) == f"income is infinite {first(1, 2, 3)}. {remedy}"
    assert sentence(check_line, 10**400, 2) == f"line is infinite. {remedy}"


def test_values_of_pyarrow():
    assert check_line(pa.scalar(2500), 2).tolist() == [2500, 2500]
    assert check_alpha(pa.scalar(2)) == 2


# Sums of many weights


@pytest.mark.parametrize("n", [1, 9_999, 10_000, 10_001, 100_000, 1_000_037])
def test_cumulative_weights_do_not_lose_digits(n):
    exact = 0.1 * np.arange(1, n + 1)  # one rounding a row
    assert np.abs(cumulative(np.full(n, 0.1)) / exact - 1).max() < 1e-12


def test_cumulative_sums_are_those_of_numpy():
    x = np.arange(123_456)
    assert (cumulative(x) == np.cumsum(x)).all()  # whole numbers are exact


@pytest.mark.parametrize("weight", [0.1, 0.3, 1 / 3, 1, 1e-200, 1e300])
@pytest.mark.parametrize("p", [0.1, 0.25, 0.5, 0.9])
def test_a_rank_among_many_is_reached_whatever_the_scale_of_weights(p, weight):
    poor = round(100_000 * p)
    y = np.repeat([0.0, 1.0], [poor, 100_000 - poor])
    assert quantile(y, np.full(100_000, weight), p) == 0.5  # the mean of the two at the rank


def test_the_gini_and_shares_of_many_do_not_depend_on_the_scale_of_weights():
    y = np.random.default_rng(2010).lognormal(size=1_000_000)
    w = np.full(y.size, 0.1)
    assert inequality.gini(y, w) == pytest.approx(inequality.gini(y), rel=1e-12)
    for curve in (inequality.lorenz, inequality.generalized_lorenz):
        for ours, of_ones in zip(curve(y, w), curve(y), strict=True):
            assert np.abs(ours[1:] / of_ones[1:] - 1).max() < 1e-12
    distances = Distribution(y, w).distances / 0.1
    assert np.abs(distances / Distribution(y).distances - 1).max() < 1e-12
    even = np.linspace(0, 1, y.size)
    assert sen(even, 1, w) == pytest.approx(sen(even, 1), rel=1e-12)
    p, GL = inequality.generalized_lorenz(np.ones(y.size))
    assert np.abs(GL[1:] / p[1:] - 1).max() < 1e-12  # of equal incomes of 1
    assert _bottom(y, w, 0.4).sum() == pytest.approx(40_000, rel=1e-12)


def test_decompositions_of_many_do_not_depend_on_the_scale_of_weights():
    y = np.random.default_rng(2010).lognormal(size=200_000)
    after, w = y * np.linspace(1, 2, y.size), np.full(y.size, 0.1)
    assert decompose.gini_by_source({"wages": y}, w).contributions == pytest.approx(
        decompose.gini_by_source({"wages": y}).contributions, rel=1e-12
    )
    assert decompose.growth_incidence(y, after, 0.5, w, None, 1.5).pro_poor_growth == pytest.approx(
        decompose.growth_incidence(y, after, 0.5, None, None, 1.5).pro_poor_growth, rel=1e-12
    )


def test_masked_text_is_no_number():
    masked = np.ma.array(["a", "b"], mask=[False, True])
    assert sentence(check_income, masked) == (
        f"income is not a number {first(0, 1, 2)}. Convert text and dates to numbers first."
    )
