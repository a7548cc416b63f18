r"""Any measure, group by group, on any dataframe: only this room knows that dataframes come in kinds.

A frame in memory gives its columns. A lazy one is first shrunk where it is: its weights are added up by group and
income, which changes no measure, because a weight of 3 is the same as three rows. One sort then splits the groups.

Rounding: with `round_to` :math:`= r`, incomes are put into classes :math:`[kr, (k+1)r)`, and all people of a class get
its mean income. The mean of all stays. With :math:`p_k` the share of people in class :math:`k`, :math:`\mu` the mean
income and :math:`k` the class of the line :math:`z`, a fixed one (a relative line moves too), the errors are at most

.. math:: \lvert \Delta P_0 \rvert \le p_k, \qquad 0 \le P_1 - \hat P_1 \le p_k \frac{r}{4z}, \qquad
          0 \le P_2 - \hat P_2 \le \hat P_0' \frac{r^2}{4z^2}, \qquad
          0 \le G - \hat G \le \frac{r}{4\mu} \sum_k p_k^2, \qquad \lvert \Delta Q(p) \rvert \le r,

with :math:`\hat P_0'` the share of people in classes that begin below the line. If the line is a multiple of :math:`r`,
:math:`P_0` and :math:`P_1` are exact: no class holds both poor and others, with the default side of the line, and the
gap is linear within a class.
"""

import functools
import inspect
import itertools
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from ._arrays import numbers
from ._words import unknown

__all__ = ["summarise"]

Line = float | str | Callable[[np.ndarray, np.ndarray], float]

_FILL = "Fill or drop missing values first: they are not dropped here."
_LABEL = "Give these rows a label, such as unknown, or drop them first: they are not dropped here."
_WEIGHT = "A weight says how many households a row stands for: zero or more."
A_LINE = "a number, the name of a column, or a function of (income, weights)"


@dataclass(frozen=True)
class People:
    """Incomes, weights and lines, one group after the other; the sorted labels of the groups, and where each starts."""

    labels: pd.DataFrame
    starts: np.ndarray
    income: np.ndarray
    weights: np.ndarray
    lines: tuple[float | np.ndarray, ...]
    order: np.ndarray | slice  # rows of the frame that these are, unless they are merged
    merged: bool  # whether people of one income are one row

    def slices(self) -> list[slice]:
        """Say where each group is."""
        return [slice(*ends) for ends in itertools.pairwise(self.starts)]

    def name(self, group: int) -> str:
        """Name a group in a sentence."""
        labels = [(by, column.iloc[group]) for by, column in self.labels.items()]
        return ", ".join(f"{by} {repr(one) if isinstance(one, str) else one}" for by, one in labels) or "all people"

    def note(self, error: ValueError) -> str:
        """Say what a row is where a measure counted some."""
        return " People of one income are one row here." if self.merged and " rows" in str(error) else ""


def summarise(
    df: IntoFrame,
    by: str | Sequence[str] | None = None,
    *,
    income: str = "income",
    weights: str | None = None,
    line: Line | None = None,
    round_to: float | None = None,
    units: Mapping[str, str] | None = None,
    **measures: Callable,
) -> pd.DataFrame:
    """Measures of each group of a dataframe: one row a group, one column a measure.

    Parameters
    ----------
    df : pandas, polars (eager or lazy), pyarrow, duckdb, dask or PySpark dataframe
        One row a household or person. It is not changed, and only the columns named here are read.
    by : str or sequence of str, optional
        Columns whose values make the groups; several are crossed. None: all people are one group.
    income : str
        Column of incomes, in any unit.
    weights : str, optional
        Column of weights. None: each row counts once.
    line : float, str or callable, optional
        Poverty line in the unit of income: a number, a column with one line a row, or a function of incomes and
        weights, computed **once, over all people**: all groups are held to the same line. To give each group a line of
        its own, bind it to the measure, ``partial(poverty.headcount, line=poverty.RelativeLine(0.6))``.
    round_to : float, optional
        Width of the classes into which incomes are put, in their unit: for billions of rows. What stays exact, and the
        bounds of the errors, stand at the head of this room. None: no classes.
    units : mapping of str to str, optional
        Unit of a measure's column, by its name; "income" stands for the unit of the incomes.
    **measures : callable
        Name of a column and the measure in it: a function of (income, weights=...) that returns one number, or a
        ``functools.partial`` of one. If it takes a `line` that is not bound yet, it is given that of this call.

    Returns
    -------
    pandas.DataFrame
        The group columns, sorted (ordered categoricals in their order), then the measures; a group without rows is no
        row. ``.attrs["units"]`` maps columns to units where they are known: from `units`, from a measure's attribute
        ``unit``, and for the group columns from ``df.attrs["units"]`` of a pandas frame.

    Raises
    ------
    ValueError
        If a column does not exist or is there twice, holds no numbers, or has missing, infinite or (weights) negative
        values, counted over the whole frame; if a measure refuses a group, which is named.

    Examples
    --------
    >>> df = pd.DataFrame({"county": ["B", "A", "A"], "income": [10, 30, 50]})
    >>> summarise(df, "county", top=lambda income, weights: income.max()).values.tolist()
    [['A', 50.0], ['B', 10.0]]
    """
    by = _names(by)
    _check_measures(measures, by, line)
    weighted, lines = ([] if one is None else [one] for one in (weights, line))
    people = gather(df, by, income, weighted, lines, round_to)
    table = people.labels.copy()
    for name, measure in measures.items():
        takes_line = line is not None and "line" in _arguments(measure)
        table[name] = [_measured(measure, name, people, i, here, takes_line) for i, here in enumerate(people.slices())]
    table.attrs["units"] = _units(df, by, income, measures, units or {})
    return table


def gather(
    df: IntoFrame,
    by: Sequence[str],
    income: str,
    weights: Sequence[str] = (),
    lines: Sequence[Line] = (),
    round_to: float | None = None,
) -> People:
    """Check the columns, bring them into memory and split them into groups. Several weights are multiplied."""
    if round_to is not None and not 0 < round_to < np.inf:
        raise ValueError(f"round_to is {round_to}; accepted: the width of a class of incomes, above zero, such as 10.")
    columns = {line: f"zj_line_{i}" for i, line in enumerate(lines) if isinstance(line, str)}
    roles = {f"zj_by_{i}": name for i, name in enumerate(by)}
    numbers = {"zj_income": income} | {f"zj_weight_{i}": name for i, name in enumerate(weights)}
    numbers |= {alias: name for name, alias in columns.items()}
    frame = _scratch(open_frame(df), roles, numbers)
    kinds = frame.collect_schema()
    _refuse(frame, roles, numbers)
    try:
        table, merged = _table(frame, [*roles, *columns.values()], len(weights), round_to)
        labels = pd.DataFrame({name: _label(table[alias], kinds[alias]) for alias, name in roles.items()}, table.index)
        labels, starts, order = _split(labels)
    except TypeError as error:
        why = "has values that cannot name a group, such as lists. Make text or numbers of them first."
        raise ValueError(f"{', '.join(by)} {why}") from error
    y, w = (table[alias].to_numpy(float)[order] for alias in ("zj_income", "zj_w"))
    z = {name: table[alias].to_numpy(float)[order] for name, alias in columns.items()}
    z = tuple(z[line] if isinstance(line, str) else _one_line(line, y, w) for line in lines)
    return People(labels, starts, y, w, z, order, merged)


def _names(by: str | Sequence[str] | None) -> list[str]:
    names = [] if by is None else list(by) if np.iterable(by) and not isinstance(by, str) else [by]
    if len(set(names)) < len(names):
        raise ValueError(f"by names a column twice: {', '.join(map(repr, names))}. Name each column once.")
    return names


def open_frame(df: IntoFrame) -> nw.DataFrame | nw.LazyFrame:
    """Open a dataframe of any kind; none of its rows is read."""
    try:
        with warnings.catch_warnings():  # of a plugin that is to take Dask over and does not exist yet
            warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
            frame = nw.from_native(df)
            frame.collect_schema()
            return frame
    except nw.exceptions.DuplicateError as error:
        twice = str(error).split("'")[1]
        raise ValueError(f"df has more than one column {twice!r}. Rename them, or leave them out.") from error
    except TypeError as error:
        kinds = "pandas, polars, pyarrow, duckdb, dask or PySpark"
        raise TypeError(f"df is of type {type(df).__name__}; accepted: a dataframe of {kinds}.") from error


def _scratch(frame, roles: dict[str, str], numbers: dict[str, str]):
    """Take the columns under lower-case names of our own, because SQL engines fold case; numbers become floats."""
    schema = frame.collect_schema()
    for name in (*roles.values(), *numbers.values()):
        if not isinstance(name, str):
            raise ValueError(f"A column is given by its name, a text, and not by a {type(name).__name__}.")
        if name not in schema:
            raise ValueError(unknown("column", name, map(str, schema)))
        twins = [other for other in schema if str(other).lower() == name.lower() and other != name]
        if twins and frame.implementation.is_spark_like():
            raise ValueError(f"{name!r} and {twins[0]!r} are one column to this engine, which folds case. Rename one.")
    for name in numbers.values():
        frame = _as_numbers(frame, name, schema[name])
    labels = [nw.col(name).alias(alias) for alias, name in roles.items()]
    return frame.select(*labels, *(nw.col(name).cast(nw.Float64).alias(alias) for alias, name in numbers.items()))


def _as_numbers(frame, name: str, kind: nw.dtypes.DType):
    if kind.is_numeric() or kind == nw.Boolean:
        return frame
    if kind == nw.Object and isinstance(frame, nw.DataFrame):  # pandas keeps decimals as objects
        values = numbers(frame[name].to_numpy(), name)
        return frame.with_columns(nw.new_series(name, values, nw.Float64, backend=frame.implementation))
    raise ValueError(f"{name} holds {kind}, not numbers. Convert text and dates to numbers first.")


def _refuse(frame, roles: dict[str, str], numbers: dict[str, str]) -> None:
    """Count all that has no meaning in one pass over the whole frame, and name the first of it."""
    faults = []
    for alias, kind in frame.collect_schema().items():
        name, value = (roles | numbers)[alias], nw.col(alias)
        missing = value.is_null() | value.is_nan() if kind.is_float() else value.is_null()
        faults.append((missing, name, "missing", _LABEL if alias in roles else _FILL))
        if alias in numbers:
            faults.append((value.abs() == np.inf, name, "infinite", "Correct or drop infinite values first."))
        if "weight" in alias:
            faults.append((value < 0, name, "negative", _WEIGHT))
        if "line" in alias:
            faults.append((value <= 0, name, "zero or negative", "A poverty line must be above zero."))
    counts = {f"zj_{i}": fault.cast(nw.Int64).sum() for i, (fault, *_) in enumerate(faults)}  # Spark adds no booleans
    found = frame.select(zj_rows=nw.len(), **counts).lazy().collect("pyarrow").to_pandas()
    rows, *bad = found.fillna(0).to_numpy()[0].astype(int)
    if not rows:
        raise ValueError("income is empty, so there is nobody to measure. Give at least one row.")
    for count, (_, name, what, remedy) in zip(bad, faults, strict=True):
        if count:
            raise ValueError(f"{name} is {what} in {count} of {rows} rows. {remedy}")


def _table(frame, keys: list[str], weights: int, round_to: float | None) -> tuple[pd.DataFrame, bool]:
    """Bring the rows into memory; a lazy frame is first shrunk to one row for each group and income."""
    if isinstance(frame, nw.DataFrame):  # pyarrow takes seconds a million rows to group them by a float
        frame = nw.from_native(frame.to_pandas())
    columns = [nw.col(f"zj_weight_{i}") for i in range(weights)]
    frame = frame.with_columns(zj_w=functools.reduce(operator.mul, columns) if columns else nw.lit(1.0))
    y, w = nw.col("zj_income"), nw.col("zj_w")
    if round_to is not None:
        k = y / round_to
        k = (k + k.abs() * 1e-12).floor()  # 0.3 / 0.1 is a last digit below 3
        classes = frame.with_columns(zj_class=k, zj_total=w * y).group_by(*keys, "zj_class")
        ends = (y.min().alias("zj_low"), y.max().alias("zj_high"))
        frame = classes.agg(w.sum(), nw.col("zj_total").sum(), *ends)
    elif isinstance(frame, nw.LazyFrame):
        frame = frame.group_by(*keys, "zj_income").agg(w.sum())
    else:
        return frame.to_native(), False
    table = frame.lazy().collect("pyarrow").to_pandas()
    return (table if round_to is None else table.assign(zj_income=_class_means(table))), True


def _class_means(table: pd.DataFrame) -> np.ndarray:
    """Mean income of each class, held between its ends, so that a sum's last digit moves nobody over the line."""
    w, total, low, high = (table[name].to_numpy(float) for name in ("zj_w", "zj_total", "zj_low", "zj_high"))
    return np.clip(np.divide(total, w, out=low.copy(), where=w > 0), low, high)


def _label(column: pd.Series, kind: nw.dtypes.DType) -> pd.Series:
    """Give labels the same type whatever engine they come from."""
    if kind == nw.Enum:
        return column.astype(pd.CategoricalDtype(kind.categories, ordered=True))
    if isinstance(column.dtype, pd.ArrowDtype) and kind == nw.Categorical:
        column = pd.Series(column.array.__arrow_array__().to_pandas().array, column.index)
    if isinstance(column.dtype, pd.CategoricalDtype):  # without an order of its own, it has that of its values
        return column if column.cat.ordered else column.cat.reorder_categories(column.cat.categories.sort_values())
    if kind == nw.Date or (kind == nw.Object and pd.api.types.infer_dtype(column) == "date"):
        return pd.to_datetime(column).astype("datetime64[s]")
    small = kind.is_integer() and kind not in (nw.UInt64, nw.Int128, nw.UInt128)
    tests = {"str": kind == nw.String, "bool": kind == nw.Boolean, "int64": small, "float64": kind.is_float()}
    return next((column.astype(to) for to, true in tests.items() if true), column)


def _split(labels: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray | slice]:
    """Sorted labels of the groups, where each starts, and the order that puts its rows together."""
    if labels.columns.empty:
        return pd.DataFrame(index=[0]), np.array([0, len(labels)]), slice(None)
    codes = None
    for _, column in labels.items():
        code, values = pd.factorize(column, sort=True)  # then only the combinations that there are
        codes = code if codes is None else pd.factorize(codes * len(values) + code, sort=True)[0]
    sizes = np.bincount(codes)
    order = np.argsort(codes.astype(np.min_scalar_type(sizes.size)), kind="stable")  # linear for small integers
    starts = np.concatenate([[0], np.cumsum(sizes)])
    groups = labels.iloc[order[starts[:-1]]].reset_index(drop=True)
    for name, column in groups.select_dtypes("category").items():  # those without an order are what their values are
        groups[name] = column if column.cat.ordered else column.astype(column.cat.categories.dtype)
    return groups, starts, order


def _one_line(line: Line, y: np.ndarray, w: np.ndarray) -> float:
    if not callable(line) and (np.ndim(line) or not hasattr(line, "__float__")):
        raise ValueError(f"line is a {type(line).__name__}; accepted: {A_LINE}.")
    return float(line(y, w)) if callable(line) else line


def _check_measures(measures: Mapping[str, Callable], by: Sequence[str], line: Line | None) -> None:
    if not measures:
        raise ValueError("There is no measure to compute. Give at least one, such as headcount=poverty.headcount.")
    for name, measure in measures.items():
        if not callable(measure) or "weights" not in _arguments(measure):
            what = "takes no weights" if callable(measure) else f"is {measure!r}"
            raise ValueError(f"{name} {what}; accepted: a function of (income, weights=...), or a partial of one.")
        if name in by:
            raise ValueError(f"{name} is a group column, so no measure can have that name. Choose another name for it.")
        if line is None and _arguments(measure).get("line"):
            raise ValueError(f"{name} needs a poverty line: {A_LINE}.")


def _arguments(measure: Callable) -> dict[str, bool]:
    """Return the arguments that a measure takes and that are not bound yet, and whether it cannot do without."""
    try:
        parameters = inspect.signature(measure).parameters.values()
    except (TypeError, ValueError):  # a function written in C may have no signature
        return {"weights": True}
    names = {"weights" if p.kind is p.VAR_KEYWORD else p.name: p.default is p.empty for p in parameters}
    return {name: needed for name, needed in names.items() if name not in getattr(measure, "keywords", {})}


def _measured(measure: Callable, name: str, people: People, group: int, here: slice, takes_line: bool) -> float:
    options = {"weights": people.weights[here]}
    if takes_line:
        (z,) = people.lines
        options["line"] = z[here] if np.ndim(z) else z
    try:
        value = measure(people.income[here], **options)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} of {people.name(group)}: {error}{people.note(error)}") from error
    if np.ndim(value) or not isinstance(value, int | float | np.number):
        raise ValueError(f"{name} gives a {type(value).__name__} and not one number, so it is no column of a table.")
    return float(value)


def _units(df: IntoFrame, by: Sequence[str], income: str, measures: Mapping[str, Callable], units: Mapping[str, str]):
    if strangers := [name for name in units if name not in (*by, *measures)]:
        raise ValueError(unknown("column", strangers[0], [*by, *measures]))
    of_frame = dict(df.attrs.get("units", {})) if isinstance(df, pd.DataFrame) else {}
    declared = {name: getattr(getattr(measure, "func", measure), "unit", None) for name, measure in measures.items()}
    found = {name: of_frame.get(name) for name in by} | declared | dict(units)
    found = {name: of_frame.get(income) if unit == "income" else unit for name, unit in found.items()}
    return {name: unit for name, unit in found.items() if unit is not None}
