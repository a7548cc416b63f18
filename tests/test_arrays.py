"""The door of the measures: what is accepted, and the whole sentence for what is not."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from zjpoverty._arrays import check_alpha, check_income, check_line, check_weights

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
    ("2500", "income is not a number. Convert text and dates to numbers first."),
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
