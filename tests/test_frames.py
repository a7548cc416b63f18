"""Any measure on any dataframe: one answer on all engines, exact, in the right order, and whole sentences.

Measures of poverty and inequality are tested in their own rooms; here they are held to themselves on masks of rows.
"""

import ast
import datetime
import shutil
import warnings
from decimal import Decimal
from functools import partial
from pathlib import Path

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty import frames
from zjpoverty.frames import summarise
from zjpoverty.inequality import gini, lorenz, quantile
from zjpoverty.poverty import (
    RelativeLine,
    fgt,
    headcount,
    poverty_gap,
    poverty_severity,
    time_to_exit,
    total_shortfall,
)

try:
    from pyspark.sql import SparkSession
except ImportError:
    SparkSession = None

examples = settings(derandomize=True, deadline=None, max_examples=30)


def from_pandas(df):
    return pa.Table.from_pandas(df, preserve_index=False)


def spark(df):
    if SparkSession is None:
        pytest.skip("PySpark is not installed, so nothing was tested on it: pip install -e '.[spark]'.")
    if shutil.which("java") is None:
        pytest.skip("There is no Java, so nothing was tested on PySpark. Install it: apt-get install default-jre.")
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session.createDataFrame(from_pandas(df))


ENGINES = {
    "pandas": lambda df: df,
    "pandas, arrow types": lambda df: df.convert_dtypes(dtype_backend="pyarrow"),
    "pandas, another index": lambda df: df.set_index(np.arange(len(df))[::-1] % 7),
    "polars": lambda df: pl.from_arrow(from_pandas(df)),
    "polars, lazy": lambda df: pl.from_arrow(from_pandas(df)).lazy(),
    "pyarrow": from_pandas,
    "duckdb": lambda df: duckdb.from_arrow(from_pandas(df)),
    "dask": lambda df: dd.from_pandas(df, npartitions=3),
    "spark": spark,
}
LAZY = ("polars, lazy", "duckdb", "dask", "spark")
engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


def survey(n=300):
    """Households that were never asked: by county, sex and year, with a weight and a line for each."""
    chance = np.random.default_rng(2010)
    return pd.DataFrame(
        {
            "County": np.array(["Jingning", "Taishun", "Pan'an"])[chance.integers(0, 3, n)],
            "year": chance.integers(2008, 2011, n),
            "urban": chance.integers(0, 2, n) == 1,
            "income": chance.integers(0, 6_000, n),
            "weight": chance.integers(0, 5, n),
            "own_line": np.array([2_500, 4_000])[chance.integers(0, 2, n)],
        }
    )


def sentence(*arguments, **options):
    with pytest.raises(ValueError) as error:
        summarise(*arguments, **options)
    return str(error.value)


def top(income, weights):
    """The largest income of anybody."""
    return income[weights > 0].max()


def people(income, weights):
    """The number of people."""
    return weights.sum()


# By hand


def test_a_small_frame_by_hand():
    df = pd.DataFrame({"county": list("BAAB"), "income": [25, 100, 200, 75], "weight": [1, 3, 1, 1]})
    table = summarise(df, "county", weights="weight", line=150, poor=headcount, gap=poverty_gap, gini=gini)
    # A: 3 of 4 are poor, by a third; B: both are poor, by 125/150 and 75/150, and their Gini is that of (25, 75)
    assert table["county"].tolist() == ["A", "B"]
    assert table["poor"].tolist() == [0.75, 1]
    assert table["gap"].tolist() == pytest.approx([0.25, (125 + 75) / 150 / 2])
    assert table["gini"].iloc[1] == 0.25
    assert list(table) == ["county", "poor", "gap", "gini"] and list(table.index) == [0, 1]


def test_all_people_are_one_group():
    table = summarise(pd.DataFrame({"income": [25, 75]}), gini=gini)
    assert table.to_dict("list") == {"gini": [0.25]}


def test_a_relative_line_is_that_of_all_people_and_a_bound_one_that_of_the_group():
    df = pd.DataFrame({"county": list("AAABBB"), "income": [1, 10, 10, 50, 100, 100]})
    # all: the median is 30, the line 18; A alone: 6, B alone: 60
    own = partial(headcount, line=RelativeLine(0.6))
    table = summarise(df, "county", line=RelativeLine(0.6), one_line=headcount, own_line=own)
    assert table["one_line"].tolist() == [1, 0]
    assert table["own_line"].tolist() == pytest.approx([1 / 3, 1 / 3])


def test_a_line_that_is_bound_to_a_measure_stays():
    df = pd.DataFrame({"income": [1, 2, 3, 4]})
    table = summarise(df, line=2, low=headcount, high=partial(headcount, line=4), squared=partial(fgt, alpha=2))
    assert table.iloc[0].tolist() == [0.25, 0.75, 0.25 * 0.25]


def test_a_measure_may_do_without_the_line_and_a_line_of_its_own_may_be_optional():
    def at(income, weights, line=7):
        return line

    df = pd.DataFrame({"income": [1, 2]})
    assert summarise(df, top=top, at=at, largest=max_of).iloc[0].tolist() == [2, 7, 2]
    assert summarise(df, line=3, top=top, at=at).iloc[0].tolist() == [2, 3]


def max_of(income, **weights):
    return income.max()


# All engines


@engines
@pytest.mark.parametrize("by", [None, "County", ["urban", "year"], ["year", "County", "urban"]], ids=str)
def test_every_engine_gives_the_measure_of_the_masked_rows(engine, by):
    df = survey()
    table = summarise(
        engine(df), by, weights="weight", line="own_line", poor=headcount, gap=poverty_gap, gini=gini, people=people
    )
    keys = [by] if isinstance(by, str) else by or []
    groups = df[keys].drop_duplicates().sort_values(keys).itertuples(index=False) if keys else [()]
    expected = []
    for labels in groups:
        part = df[np.logical_and.reduce([df[k] == v for k, v in zip(keys, labels, strict=True)])] if keys else df
        y, w, z = part["income"], part["weight"], part["own_line"]
        expected.append([*labels, headcount(y, z, w), poverty_gap(y, z, w), gini(y, w), w.sum()])
    expected = pd.DataFrame(expected, columns=list(table)).astype({"people": float})
    pd.testing.assert_frame_equal(table, expected, rtol=1e-12, check_dtype=True)


@engines
def test_every_engine_counts_rows_without_weights_and_finds_the_same_relative_line(engine):
    df = survey()
    table = summarise(engine(df), "County", line=RelativeLine(0.6), poor=headcount, people=people)
    line = 0.6 * df["income"].median()
    for county, part in df.groupby("County"):
        poor, count = table.set_index("County").loc[county, ["poor", "people"]]
        assert (poor, count) == (headcount(part["income"], line), len(part))


@examples
@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from([3, 1, 2]), st.integers(0, 20), st.integers(0, 4)), min_size=1
    ),
    st.integers(1, 20),
)
def test_the_measure_on_masks(rows, line):
    df = pd.DataFrame(rows, columns=["a", "b", "income", "weight"])
    df = df[df.groupby(["a", "b"])["weight"].transform("sum") > 0]
    if len(df):
        table = summarise(df, ["a", "b"], weights="weight", line=line, poor=headcount, top=top)
        assert table[["a", "b"]].equals(table[["a", "b"]].sort_values(["a", "b"]).drop_duplicates())
        for a, b, poor, largest in table.itertuples(index=False):
            part = df[(df["a"] == a) & (df["b"] == b)]
            assert poor == pytest.approx(headcount(part["income"], line, part["weight"]), rel=1e-12, abs=1e-12)
            assert largest == part.loc[part["weight"] > 0, "income"].max()
        assert len(table) == len(df[["a", "b"]].drop_duplicates())


def test_the_callers_frame_is_left_alone():
    df = survey(20)
    before = df.copy()
    summarise(df, "County", weights="weight", round_to=10, people=people)
    pd.testing.assert_frame_equal(df, before)


# Types of labels and numbers


@engines
@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([2010, 2008, 2008], "int64"),
        ([True, False, False], "bool"),
        ([0.5, 0.25, 0.25], "float64"),
        (["b", "a", "a"], "str"),
    ],
)
def test_labels_keep_a_sensible_type(engine, labels, expected):
    table = summarise(engine(pd.DataFrame({"by": labels, "income": [1, 2, 3]})), "by", people=people)
    assert table["by"].dtype == expected
    assert table["by"].tolist() == sorted(set(labels)) and table["people"].tolist() == [2, 1]


@pytest.mark.parametrize("name", [name for name in ENGINES if name not in ("dask", "pandas, arrow types")])
def test_dates_become_dates(name):  # Dask makes text of them
    day = datetime.date(2010, 5, 26)
    df = pd.DataFrame({"day": [day, day - datetime.timedelta(1), day], "income": [1, 2, 3]})
    table = summarise(ENGINES[name](df), "day", people=people)
    assert table["day"].tolist() == [pd.Timestamp("2010-05-25"), pd.Timestamp("2010-05-26")]
    assert table["day"].dtype == "datetime64[s]"


@pytest.mark.parametrize(
    "name", ["pandas", "polars", "polars, lazy", "duckdb", "pyarrow", "pandas, arrow types", "dask"]
)
def test_an_ordered_categorical_keeps_its_order(name):
    if name == "duckdb":
        values = "(values ('village', 1), ('city', 2), ('town', 3)) as v(place, income)"
        df = duckdb.sql(f"select place::enum('village', 'town', 'city', 'sea') as place, income from {values}")
    else:
        order = pl.Enum(["village", "town", "city", "sea"])
        df = pl.DataFrame(
            {"place": ["village", "city", "town"], "income": [1, 2, 3]}, schema_overrides={"place": order}
        )
        arrow = pa.DictionaryArray.from_arrays(pa.array([0, 2, 1]), pa.array(order.categories), ordered=True)
        typed = pd.Series(arrow.to_pandas().array, dtype=pd.ArrowDtype(arrow.type), index=[7, 8, 7])
        df = {
            "pandas": df.to_pandas,
            "polars": lambda: df,
            "polars, lazy": df.lazy,
            "pyarrow": lambda: pa.table({"place": arrow, "income": [1, 2, 3]}),
            "pandas, arrow types": lambda: pd.DataFrame({"place": typed, "income": [1, 2, 3]}),
            "dask": lambda: dd.from_pandas(df.to_pandas(), npartitions=2),
        }[name]()
    table = summarise(df, "place", people=people)
    assert table["place"].tolist() == ["village", "town", "city"]
    assert table["place"].cat.ordered and list(table["place"].cat.categories) == ["village", "town", "city", "sea"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        *((name, ["b", "a", "b"]) for name in ("pandas", "polars", "polars, lazy", "pyarrow", "dask")),
        *((name, [10, 9, 10]) for name in ("pandas", "pyarrow", "dask")),  # categories of polars are text
    ],
)
def test_an_unordered_categorical_is_what_its_values_are(name, values):
    df = pd.DataFrame({"a": pd.Categorical(values, categories=values[:2]), "income": [1, 2, 3]})
    table = summarise(ENGINES[name](df), "a", people=people)
    assert table["a"].tolist() == sorted(set(values))


@pytest.mark.parametrize(
    "income",
    [
        pd.Series([Decimal("1.5"), Decimal(2)], index=[7, 7]),
        pd.Series([1.5, 2.0], dtype="Float64"),
        pd.Series([1.5, 2.0], dtype="float32"),
        pd.Series([Decimal("1.5"), Decimal(2)], dtype=pd.ArrowDtype(pa.decimal128(9, 2))),
        pl.Series([Decimal("1.5"), Decimal(2)]),
        pa.array([Decimal("1.5"), Decimal(2)]),
    ],
    ids=["objects", "nullable", "float32", "arrow", "polars", "pyarrow"],
)
def test_decimals_and_nullable_numbers_are_numbers(income):
    df = {pd.Series: pd.DataFrame, pl.Series: pl.DataFrame}.get(type(income), pa.table)({"income": income})
    assert summarise(df, top=top, mean=lambda income, weights: income.mean()).iloc[0].tolist() == [2, 1.75]


# Names


@engines
def test_columns_named_like_scratch_and_like_results_do_not_collide(engine):
    df = survey(60)
    names = {"County": "zj_income", "income": "zj_w", "weight": "zj_by_0", "own_line": "people", "year": "zj_line_0"}
    plain = summarise(df, ["County", "year"], weights="weight", line="own_line", poor=headcount, people_=people)
    table = summarise(
        engine(df.rename(columns=names)),
        ["zj_income", "zj_line_0"],
        income="zj_w",
        weights="zj_by_0",
        line="people",
        poor=headcount,
        people_=people,
    )
    pd.testing.assert_frame_equal(table.rename(columns={"zj_income": "County", "zj_line_0": "year"}), plain, rtol=1e-12)


@pytest.mark.parametrize("name", ["pandas", "polars", "polars, lazy", "pyarrow", "dask"])
def test_columns_that_differ_only_by_case_are_two(name):
    df = pd.DataFrame({"INCOME": [1, 2], "income": [10, 20], "W": [1, 0], "w": [0, 1]})
    assert summarise(ENGINES[name](df), income="INCOME", weights="W", top=top)["top"].tolist() == [1]
    assert summarise(ENGINES[name](df), income="income", weights="w", top=top)["top"].tolist() == [20]


def test_columns_that_differ_only_by_case_are_refused_on_spark():
    df = spark(pd.DataFrame({"INCOME": [1, 2], "income": [10, 20]}))
    assert sentence(df, top=top) == (
        "'income' and 'INCOME' are one column to this engine, which folds case. Rename one."
    )


def test_one_column_may_have_two_roles():
    df = pd.DataFrame({"income": [1, 2, 2]})
    table = summarise(df, "income", weights="income", line="income", people=people, poor=headcount)
    assert table.to_dict("list") == {"income": [1, 2], "people": [1, 4], "poor": [0, 0]}


@engines
def test_a_missing_column_says_which_there_are(engine):
    df = engine(pd.DataFrame({"Income": [1], "county": ["A"]}))
    assert sentence(df, top=top) == "There is no column 'income'. Did you mean 'Income'? Known: Income, county."
    assert sentence(df, "county", income="Income", line="poor", top=top) == (
        "There is no column 'poor'. Known: Income, county."
    )


# Bad rows: the same sentences everywhere

FILL = "Fill or drop missing values first: they are not dropped here."
LABEL = "Give these rows a label, such as unknown, or drop them first: they are not dropped here."
WEIGHT = "A weight says how many households a row stands for: zero or more."
BAD = [
    ("income", [np.nan, 2, np.nan, 4], f"income is missing in 2 of 4 rows. {FILL}"),
    ("income", [1, np.inf, -np.inf, 4], "income is infinite in 2 of 4 rows. Correct or drop infinite values first."),
    ("weight", [1, 2, 3, np.nan], f"weight is missing in 1 of 4 rows. {FILL}"),
    ("weight", [1, -np.inf, 3, 1], "weight is infinite in 1 of 4 rows. Correct or drop infinite values first."),
    ("weight", [-1, -2, -3, 0], f"weight is negative in 3 of 4 rows. {WEIGHT}"),
    ("line", [np.nan, 2, 3, 4], f"line is missing in 1 of 4 rows. {FILL}"),
    ("line", [0, -2, 3, 4], "line is zero or negative in 2 of 4 rows. A poverty line must be above zero."),
    ("county", [None, "B", "A", None], f"county is missing in 2 of 4 rows. {LABEL}"),
    ("year", [np.nan, 1, 1, 1], f"year is missing in 1 of 4 rows. {LABEL}"),
    ("income", ["a", "b", "c", "d"], "income holds String, not numbers. Convert text and dates to numbers first."),
]


@engines
@pytest.mark.parametrize(("column", "values", "expected"), BAD, ids=[f"{c} {i}" for i, (c, *_) in enumerate(BAD)])
def test_bad_rows_are_counted_over_the_whole_frame(engine, column, values, expected):
    df = {"county": ["A", "B", "A", "B"], "year": [1, 1, 2, 2], "income": [1, 2, 3, 4], "weight": 1, "line": 3}
    df = engine(pd.DataFrame(df | {column: values}))
    assert sentence(df, ["county", "year"], weights="weight", line="line", poor=headcount) == expected


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.table], ids=lambda kind: kind.__module__)
def test_null_and_nan_are_both_missing_and_counted_once(kind):
    df = kind({"income": pa.array([1.0, None, float("nan"), 4.0])})
    assert sentence(df, top=top) == (
        "income is missing in 2 of 4 rows. Fill or drop missing values first: they are not dropped here."
    )


def test_null_and_nan_in_sql():
    df = duckdb.sql("select * from (values (1.0::double), (null), ('nan'::double)) as v(income)")
    assert sentence(df, top=top) == (
        "income is missing in 2 of 3 rows. Fill or drop missing values first: they are not dropped here."
    )


@engines
def test_an_empty_frame(engine):
    df = engine(pd.DataFrame({"income": pd.Series([], dtype=float)}))
    assert sentence(df, top=top) == "income is empty, so there is nobody to measure. Give at least one row."


@pytest.mark.parametrize("name", ["pandas", "polars, lazy"])
def test_a_measure_that_refuses_a_group_is_named_with_it(name):
    df = ENGINES[name](pd.DataFrame({"county": list("AAB"), "year": 2010, "income": [0, 0, 5]}))
    assert sentence(df, ["county", "year"], gini=gini) == (
        "gini of county 'A', year 2010: income adds up to zero, so there are no shares of it. "
        "Check the incomes and the weights."
    )
    note = " People of one income are one row here." if name in LAZY else ""
    df = ENGINES[name](pd.DataFrame({"income": [1, -5]}))
    refused = sentence(df, gini=gini)
    assert refused.startswith("gini of all people: income is negative in 1 of 2 rows (the first at position ")
    assert refused.endswith(f"correct these rows, or set them to 0.{note}")


@pytest.mark.parametrize("round_to", [None, 1])
@pytest.mark.parametrize("name", ["pandas", "polars", "polars, lazy", "pyarrow"])
def test_a_column_of_lists_names_no_group(name, round_to):
    df = {"place": [[1], [2]], "income": [1, 2]}
    df = from_pandas(pd.DataFrame(df)) if name == "pyarrow" else {"pandas": pd.DataFrame}.get(name, pl.DataFrame)(df)
    df = df.lazy() if "lazy" in name else df
    assert sentence(df, "place", top=top, round_to=round_to) == (
        "place has values that cannot name a group, such as lists. Make text or numbers of them first."
    )


def test_intervals_of_sql_name_no_group():
    df = duckdb.sql("select * from (values (interval '1 day', 1), (interval '1 month', 2)) as v(span, income)")
    assert sentence(df, "span", top=top) == (
        "span has values that cannot name a group, such as lists. Make text or numbers of them first."
    )


@pytest.mark.parametrize("kind", [lambda rows, names: pd.DataFrame([rows], columns=names), pa.Table.from_arrays])
def test_two_columns_of_one_name(kind):
    df = kind([[1], [2], [3]] if kind is pa.Table.from_arrays else [1, 2, 3], names=["income", "a", "a"])
    assert sentence(df, top=top) == "df has more than one column 'a'. Rename them, or leave them out."


LINE = "a number, the name of a column, or a function of (income, weights)"
SENTENCES = {
    "There is no measure to compute. Give at least one, such as headcount=poverty.headcount.": {},
    f"poor needs a poverty line: {LINE}.": {"poor": headcount},
    "poor is 3; accepted: a function of (income, weights=...), or a partial of one.": {"poor": 3},
    "county is a group column, so no measure can have that name. Choose another name for it.": {
        "by": "county",
        "county": top,
    },
    "by names a column twice: 'county', 'county'. Name each column once.": {"by": ["county", "county"], "top": top},
    "round_to is 0; accepted: the width of a class of incomes, above zero, such as 10.": {"top": top, "round_to": 0},
    "m takes no weights; accepted: a function of (income, weights=...), or a partial of one.": {"m": np.mean},
    "mine takes no weights; accepted: a function of (income, weights=...), or a partial of one.": {
        "mine": lambda income: income.max()
    },
    "squared of all people: fgt() missing 1 required positional argument: 'alpha'": {"line": 1, "squared": fgt},
    "There is no column 'tpo'. Did you mean 'top'? Known: county, top.": {
        "by": "county",
        "top": top,
        "units": {"tpo": "yuan"},
    },
    f"line is a list; accepted: {LINE}.": {"poor": headcount, "line": [1, 2]},
    "poor of all people: line is zero or negative. A poverty line must be above zero.": {"poor": headcount, "line": 0},
    "curve gives a tuple and not one number, so it is no column of a table.": {"curve": lorenz},
    "top of all people: weights are all zero, so there is nobody to measure. Check the column of weights.": {
        "weights": "zero",
        "top": gini,
    },
}


@pytest.mark.parametrize(("expected", "options"), SENTENCES.items())
def test_sentences_about_arguments(expected, options):
    df = pd.DataFrame({"county": ["A", "B"], "income": [1, 2], "zero": 0})
    assert sentence(df, **options) == expected


@pytest.mark.parametrize(
    "options", [{"by": 0}, {"weights": ["zero"]}, {"income": np.array([1, 2])}], ids=["by", "weights", "income"]
)
def test_columns_are_given_by_name(options):
    kind = type(next(iter(options.values()))).__name__
    assert sentence(pd.DataFrame({"income": [1, 2], "zero": 0}), top=top, **options) == (
        f"A column is given by its name, a text, and not by a {kind}."
    )


def test_what_is_no_dataframe():
    with pytest.raises(TypeError) as error:
        summarise([1, 2], top=top)
    assert str(error.value) == (
        "df is of type list; accepted: a dataframe of pandas, polars, pyarrow, duckdb, dask or PySpark."
    )


# Rounding

INCOMES = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5)), min_size=1, max_size=30)


@examples
@given(INCOMES, st.sampled_from([1, 7, 10, 50]), st.integers(1, 300))
def test_errors_of_rounding_stay_within_their_bounds(rows, r, z):
    df = pd.DataFrame(rows, columns=["income", "weight"]).assign(income=lambda d: d["income"] + 0.5)  # none at a line
    y, w = df["income"].to_numpy(), df["weight"].to_numpy() / df["weight"].sum()
    options = {"weights": "weight", "line": z, "poor": headcount, "gap": poverty_gap, "severity": poverty_severity}
    (exact,), (rounded,) = (
        summarise(df, **options, gini=gini, round_to=unit).itertuples(index=False) for unit in (None, r)
    )
    p = np.bincount((y // r).astype(int), weights=w)
    near, digits = w[y // r == z // r].sum(), 1e-9
    assert abs(exact.poor - rounded.poor) <= near * (z % r > 0) + digits
    assert -digits <= exact.gap - rounded.gap <= near * r / (4 * z) * (z % r > 0) + digits
    assert -digits <= exact.severity - rounded.severity <= w[y // r * r < z].sum() * r**2 / (4 * z**2) + digits
    assert -digits <= exact.gini - rounded.gini <= r / (4 * (w @ y)) * (p @ p) + digits


@pytest.mark.parametrize(("r", "digits"), [(0.1, 1), (0.7, 1), (2.5, 1), (0.05, 2)])
def test_headcount_and_gap_are_exact_with_fractions_too(r, digits):
    # incomes on the ends of classes and between them; 0.3 / 0.1 and -0.6 / 0.1 are a last digit off 3 and -6
    k = np.arange(-30, 60)
    df = pd.DataFrame({"income": np.concatenate([np.round(k * r, digits), np.round(k * r, digits) + r / 3])})
    for multiple in (3, 6, 7, 17):
        options = {"line": round(multiple * r, digits), "poor": headcount, "gap": poverty_gap}
        exact, rounded = summarise(df, **options), summarise(df, round_to=r, **options)
        pd.testing.assert_frame_equal(rounded, exact, rtol=1e-12)


@engines
def test_a_class_begins_at_its_own_multiple(engine):
    # in floats 0.3 / 0.1 is below 3, and -0.3 / 0.1 above -3; each is alone in its class, with 0.35 and -0.25
    df = pd.DataFrame({"income": [0.25, 0.3, 0.35, -0.35, -0.3, -0.25]})
    incomes = []
    summarise(engine(df), round_to=0.1, seen=lambda income, weights: incomes.extend(income) or 0)
    assert sorted(incomes) == pytest.approx([-0.35, -0.275, 0.25, 0.325])


def test_what_stays_exact_is_so_for_the_default_side_of_the_line_and_a_line_that_stands_still():
    # 10 and 14 get their mean of 12, and the one at the line of 10 is not found any more; the median becomes 12
    df = pd.DataFrame({"income": [4, 10, 14]})
    at_line = {"line": 10, "poor": partial(headcount, at_line="poor")}
    moving = {"line": RelativeLine(1), "poor": headcount}
    for options, exact, rounded in ((at_line, 2 / 3, 1 / 3), (moving, 1 / 3, 1 / 3)):
        assert summarise(df, **options)["poor"].item() == exact
        assert summarise(df, round_to=10, **options)["poor"].item() == rounded
    gaps = [summarise(df, line=RelativeLine(1), round_to=r, gap=poverty_gap)["gap"].item() for r in (None, 10)]
    assert gaps == pytest.approx([0.6 / 3, 8 / 12 / 3])


@engines
def test_headcount_and_gap_are_exact_when_the_line_is_a_multiple(engine):
    df = survey()
    exact, rounded = (
        summarise(frame, "County", weights="weight", line=2_500, poor=headcount, gap=poverty_gap, round_to=unit)
        for frame, unit in ((df, None), (engine(df), 100))
    )
    pd.testing.assert_frame_equal(rounded, exact, rtol=1e-12)


@pytest.mark.parametrize("unit", [0.1, 1, 100])
def test_incomes_that_are_round_already_stay_as_they_are(unit):
    # weights whose sums of w y / w miss y by a last digit: at the line that would make somebody poor
    y = np.arange(1, 60) * unit
    df = pd.DataFrame({"income": np.repeat(y, 3), "weight": np.tile([0.1, 0.2, 0.7], y.size)})
    table = summarise(df, "income", weights="weight", round_to=unit, line="income", poor=headcount, top=top)
    assert table["poor"].tolist() == [0] * y.size
    assert table["top"].tolist() == y.tolist()


def test_a_class_of_weight_zero_changes_nothing():
    df = pd.DataFrame({"income": [5, 15, 995], "weight": [1, 1, 0]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert summarise(df, weights="weight", round_to=10, top=top)["top"].tolist() == [15]


# Units


def test_units_are_said_where_they_are_known():
    def mean(income, weights):
        return income.mean()

    mean.unit = "income"
    df = pd.DataFrame({"area": [1, 2], "income": [1, 2]})
    df.attrs["units"] = {"income": "yuan a year", "area": "mu"}
    table = summarise(
        df, "area", mean=mean, largest=top, bound=partial(mean), units={"largest": "income", "bound": "share"}
    )
    expected = {"area": "mu", "mean": "yuan a year", "largest": "yuan a year", "bound": "share"}
    assert table.attrs["units"] == expected
    assert summarise(pl.DataFrame({"income": [1]}), mean=mean, top=top).attrs["units"] == {}


def test_the_measures_of_the_package_know_their_units():
    df = pd.DataFrame({"income": [1, 2]})
    df.attrs["units"] = {"income": "yuan a year"}
    exit_time = partial(time_to_exit, growth=0.02)
    measures = {"poor": headcount, "squared": partial(fgt, alpha=2), "years": exit_time, "cost": total_shortfall}
    table = summarise(df, line=2, median=partial(quantile, p=0.5), gini=gini, **measures)
    assert table.attrs["units"] == {
        "median": "yuan a year",
        "poor": "share",
        "squared": "share",
        "years": "years",
        "cost": "yuan a year",
    }


# The house


def test_frames_know_no_measure():
    tree = ast.parse(Path(frames.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level}
    assert imported == {"_arrays", "_words"}
    imports = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not any("zjpoverty" in name for name in imports)


def test_a_group_is_split_off_by_one_sort_and_not_by_a_mask_for_each():
    # 20,000 groups of one row each: masks would look at 400 million rows
    n = 20_000
    df = pd.DataFrame({"id": np.arange(n)[::-1], "income": np.arange(n)})
    table = summarise(df, "id", top=max_of)
    assert np.array_equal(table["top"], np.arange(n)[::-1])
