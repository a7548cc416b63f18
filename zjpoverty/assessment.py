r"""The tables of a poverty assessment in one call, and their dress for a notebook.

The measures are those of the World Bank's standard tables: how many people there are, how many are poor, how far below
the line, how unequal they are, and which groups the poor and the bottom 40 belong to. A block is one way of dividing
all people into groups, by county or by sex; every block adds up to the row for all. Crossed groups, such as the women
of a county, are the business of `frames.summarise`.

With :math:`W_g` the people of group g, :math:`H_g` their headcount and :math:`Q_g` those of them in the bottom 40, the
shares of the poor and of the bottom 40 that a group holds are

.. math:: \frac{W_g H_g}{\sum_k W_k H_k}, \qquad \frac{Q_g}{\sum_k Q_k}.

The bottom 40 are the poorest 40 % of **all** people, the same ones in every row. Where the cut falls among people of
one income, the same share of each of them is counted in.

References
----------
Foster, J., Seth, S., Lokshin, M. and Sajaia, Z. (2013). A Unified Approach to Measuring Poverty and Inequality. World
Bank, chapter 3; table 3.19, p. 189: headcount, distribution of the poor and of the population by group.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from ._arrays import cumulative
from ._words import number
from .frames import A_LINE, Line, People, gather, open_frame
from .inequality import gini
from .poverty import RelativeLine, headcount, poverty_gap, poverty_severity

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from .survey import Design

__all__ = ["profile", "style"]

_OF_LINE = {"headcount": headcount, "poverty_gap": poverty_gap, "poverty_severity": poverty_severity}
_ALL = "all"
_ERROR = "_standard_error"
_WEIGHTS = "zj_design_weights"

# What a column is called for a reader, what it is multiplied by there, and how many digits it keeps.
_SHOWN = {
    "population": ("population", 1, 0),
    "population_share": ("share of the population, %", 100, 1),
    "mean": ("mean income", 1, None),
    "gini": ("Gini", 1, 3),
    "bottom_40_mean": ("mean income of the bottom 40", 1, None),
    "bottom_40_share": ("share of the bottom 40, %", 100, 1),
    "headcount": ("headcount, %", 100, 1),
    "poverty_gap": ("poverty gap, %", 100, 1),
    "poverty_severity": ("poverty severity, %", 100, 2),
    "number_of_poor": ("number of poor", 1, 0),
    "share_of_poor": ("share of the poor, %", 100, 1),
}


def profile(
    df: IntoFrame,
    by: str | Sequence[str] | None = None,
    *,
    lines: Line | Sequence[Line] | Mapping[str, Line],
    income: str = "income",
    weights: str | None = None,
    size: str | None = None,
    design: "Design | None" = None,
) -> pd.DataFrame:
    """Poverty profile: a row for all people, then a block of rows for each way of dividing them into groups.

    Parameters
    ----------
    df : dataframe
        One row a household or person, of any kind that `frames.summarise` takes; with a `design`, one in memory.
    by : str or sequence of str, optional
        Columns of groups; each makes a block of its own. None: the row for all only.
    lines : float, str or callable, a sequence of them, or a mapping of their names to them
        Poverty lines in the unit of income: numbers, columns with one line a row, or functions of (income, weights),
        such as a RelativeLine, which are computed once, over all people.
    income : str
        Column of incomes per head, zero or more.
    weights : str, optional
        Column of weights of the rows. None: each counts once.
    size : str, optional
        Column of household sizes: a row then stands for weight times size people. None: for as many as its weight.
    design : survey.Design, optional
        How the sample was drawn, with weights that count people: the standard errors come from it, and the weights too.

    Returns
    -------
    pandas.DataFrame
        Index (block, group), first ("all", "all"). Columns (measure, line), the line empty where there is none:
        population, population_share, mean, gini, bottom_40_mean, bottom_40_share; for each line headcount, poverty_gap,
        poverty_severity, number_of_poor, share_of_poor. All shares are from 0 to 1. Missing (nan) are share_of_poor if
        nobody is poor, and bottom_40_mean if none of the group is in the bottom 40. With a design, each but the two of
        the bottom 40 is followed by its standard error, such as "headcount_standard_error"; number_of_poor and
        share_of_poor have none for a relative line. ``.attrs["units"]`` maps measures to units.

    Raises
    ------
    ValueError
        If a column is missing or has bad rows, a group has no people or no income, or the design does not fit.

    References
    ----------
    Foster, Seth, Lokshin and Sajaia (2013), chapter 3.

    Examples
    --------
    >>> df = pd.DataFrame({"county": ["A", "A", "B", "B"], "income": [10, 40, 20, 30]})
    >>> profile(df, by="county", lines=25)[[("headcount", "25"), ("share_of_poor", "25")]].values.tolist()
    [[0.5, 1.0], [0.5, 0.5], [0.5, 0.5]]
    """
    named, blocks = _named(lines), _blocks(by)
    weighted = [column for column in (weights, size) if column is not None]
    units = df.attrs.get("units", {}) if isinstance(df, pd.DataFrame) else {}
    if design is not None:
        df, weighted = _with_weights(df, design, weighted, named), [_WEIGHTS]
    parts = {block: gather(df, [block], income, weighted, [*named.values()]) for block in blocks}
    everyone = _everyone(next(iter(parts.values()), None) or gather(df, [], income, weighted, [*named.values()]))
    rows, index = [], []
    for block, people in {_ALL: everyone, **parts}.items():
        bottom = _bottom(people.income, people.weights, 0.4)
        for i, here in enumerate(people.slices()):
            index.append((block, _ALL if block == _ALL else people.labels.iloc[i, 0]))
            rows.append(_row(people, i, here, bottom[here], named))
            if design is not None:
                rows[-1] |= _errors(people, here, named, design)
    table = _with_shares(pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(index, names=["block", "group"])), named)
    table.attrs = _attributes(units.get(income), named, everyone, {name for name, _ in table})
    return table


def style(table: pd.DataFrame) -> "Styler":
    """Dress a profile for a notebook: percent, thousands, standard errors in brackets, units in the caption.

    Parameters
    ----------
    table : pandas.DataFrame
        What `profile` returned, or some of its rows or columns, or one block: ``table.loc["county"]``.

    Returns
    -------
    pandas.io.formats.style.Styler
        A table of text with one row of headings and one heading a row, for eyes and screen readers. It asks for nothing
        from outside, and the same table gives the same HTML.

    Raises
    ------
    ValueError
        If the table has other columns than those of `profile`.

    Examples
    --------
    >>> table = profile(pd.DataFrame({"income": [10, 40]}), lines=25)
    >>> style(table).data.loc["all", "headcount, %, line 25"]
    '50.0'
    """
    if getattr(getattr(table, "columns", None), "nlevels", 0) != 2 or not {
        name.removesuffix(_ERROR) for name, _ in table.columns
    } <= set(_SHOWN):
        raise ValueError("style dresses what profile returns, and this table has other columns. Give it a profile.")
    shown = {_heading(name, line): _cells(table, name, line) for name, line in table if not name.endswith(_ERROR)}
    if table.index.nlevels == 1:  # one block, whose name is not known any more
        groups = list(map(str, table.index))
    else:
        groups = [_ALL if block == _ALL else f"{block}: {group}" for block, group in table.index]
    shown = pd.DataFrame(shown, index=pd.Index(groups), columns=pd.Index(shown, name="group"))
    mark = f"{zlib.crc32(shown.to_json().encode()):08x}"  # pandas would draw a mark at random, new at each run
    dressed = shown.style.set_uuid(mark).set_caption(escape(_caption(table), quote=False))
    dressed = dressed.format(escape="html").format_index(escape="html").format_index(escape="html", axis=1)
    css = {
        "td": "text-align: right; white-space: nowrap",  # a value and its error stay on one line, headings may break
        "th.col_heading": "text-align: right; white-space: normal",
        "th.row_heading, th.index_name, caption": "text-align: left",
    }
    return dressed.set_table_styles([{"selector": selector, "props": props} for selector, props in css.items()])


def _named(lines: Line | Sequence[Line] | Mapping[str, Line]) -> dict[str, Line]:
    if isinstance(lines, Mapping):
        pairs = [(str(name), line) for name, line in lines.items()]
    else:
        several = np.iterable(lines) and not isinstance(lines, str)
        pairs = [(_name_of(line), line) for line in (lines if several else [lines])]
    if not pairs:
        raise ValueError("lines is empty. Give at least one poverty line.")
    named = dict(pairs)
    if len(named) < len(pairs):
        twice = next(name for i, (name, _) in enumerate(pairs) if name in dict(pairs[:i]))
        raise ValueError(f"lines has two lines named {twice!r}. Name them: give a mapping of names to lines.")
    return named


def _name_of(line: Line) -> str:
    if isinstance(line, RelativeLine):
        return f"{line.share:.12g} of the {line.of}"
    if isinstance(line, str) or callable(line):
        return line if isinstance(line, str) else "line"
    if np.ndim(line) or not hasattr(line, "__float__"):
        raise ValueError(f"lines holds a {type(line).__name__}; accepted: {A_LINE}.")
    return f"{line:.12g}"


def _blocks(by: str | Sequence[str] | None) -> list[str]:
    blocks = [by] if isinstance(by, str) else list(by or [])
    if len(set(blocks)) < len(blocks) or _ALL in blocks:
        raise ValueError(f"by must name each column once, and none called all, which is the first row: {blocks}.")
    return blocks


def _with_weights(df: IntoFrame, design: "Design", weighted: list[str], named: Mapping[str, Line]) -> nw.DataFrame:
    if weighted:
        raise ValueError(
            "a design has weights of its own, so weights and size have no use beside it. Make it with weights that "
            "count people: weight times household size."
        )
    for name, line in named.items():
        if callable(line) and not isinstance(line, RelativeLine):
            raise ValueError(
                f"line {name!r} is a function whose own error is not known; with a design use a RelativeLine."
            )
    frame = open_frame(df)
    if isinstance(frame, nw.LazyFrame):
        raise ValueError("a design goes by the order of the rows, and a lazy frame has none. Collect the frame first.")
    if len(frame) != design.rows:
        raise ValueError(f"df has {len(frame)} rows and the design has {design.rows}. Make the design from this frame.")
    weights = np.array(design.weights)  # a copy that may be written to, as frames ask for
    return frame.with_columns(nw.new_series(_WEIGHTS, weights, backend=frame.implementation))


def _everyone(people: People) -> People:
    return replace(people, labels=pd.DataFrame(index=[0]), starts=np.array([0, people.income.size]))


def _bottom(y: np.ndarray, w: np.ndarray, p: float) -> np.ndarray:
    """How many people of each row are among the poorest share p; at the cut, the same share of each row."""
    order = np.argsort(y)
    C = cumulative(w[order])
    target = p * C[-1]
    cut = y[order][np.searchsorted(C, target * (1 - 1e-12))]  # a last digit must not carry the cut to the next income
    below, at = w @ (y < cut), w @ (y == cut)
    return w * np.where(y < cut, 1, (y == cut) * np.clip((target - below) / at, 0, 1))


def _row(people: People, i: int, here: slice, b: np.ndarray, named: Mapping[str, Line]) -> dict:
    y, w = people.income[here], people.weights[here]
    try:
        row = {"gini": gini(y, w), "population": w.sum(), "mean": w @ y / w.sum(), "bottom_40_share": b.sum()}
        row |= {"bottom_40_mean": b @ y / b.sum() if b.any() else np.nan}
        row = {(name, ""): value for name, value in row.items()}
        for line, z in zip(named, people.lines, strict=True):
            row |= {(name, line): measure(y, z[here] if np.ndim(z) else z, w) for name, measure in _OF_LINE.items()}
            row["number_of_poor", line] = row["headcount", line] * row["population", ""]
    except ValueError as error:
        raise ValueError(f"{people.name(i)}: {error}{people.note(error)}") from error
    return row


def _with_shares(table: pd.DataFrame, named: Mapping[str, Line]) -> pd.DataFrame:
    """Add the shares of all people, of the poor and of the bottom 40, and put the columns in the order of a report."""
    everyone = table.iloc[0]
    table["population_share", ""] = table["population", ""] / everyone["population", ""]
    table["bottom_40_share", ""] /= everyone["bottom_40_share", ""]
    for line in named:
        poor = everyone["number_of_poor", line]
        table["share_of_poor", line] = table["number_of_poor", line] / poor if poor else np.nan
    with_line = {*_OF_LINE, "number_of_poor", "share_of_poor"}
    wanted = [
        (name + end, line) for name in _SHOWN for line in (named if name in with_line else [""]) for end in ("", _ERROR)
    ]
    table = table[[column for column in wanted if column in table]]
    return table.set_axis(pd.MultiIndex.from_tuples(table.columns, names=["measure", "line"]), axis=1)


def _errors(people: People, here: slice, named: Mapping[str, Line], design: "Design") -> dict:
    from .survey import estimate  # it loads scipy, which a table without a design does not need

    def error(measure: Callable | str, values: np.ndarray, **options) -> float:
        return estimate(measure, values, design, **options).standard_error

    rows = np.arange(design.rows)[people.order]
    y, inside = np.empty(rows.size), np.zeros(rows.size, dtype=bool)
    y[rows], inside[rows[here]] = people.income, True
    found = {
        ("population", ""): error("total", np.ones(rows.size), domain=inside),
        ("population_share", ""): error("mean", inside),
        ("mean", ""): error("mean", y, domain=inside),
        ("gini", ""): error(gini, y, domain=inside),
    }
    for (name, line), z in zip(named.items(), people.lines, strict=True):
        z = z[np.argsort(rows)] if np.ndim(z) else z
        asked = line if isinstance(line, RelativeLine) else z
        found |= {(key, name): error(measure, y, line=asked, domain=inside) for key, measure in _OF_LINE.items()}
        poor = y < z
        known = not callable(line) and design.weights[poor].any()
        found["number_of_poor", name] = np.nan if callable(line) else error("total", poor, domain=inside)
        found["share_of_poor", name] = error("mean", inside, domain=poor) if known else np.nan
    return {(name + _ERROR, line): value for (name, line), value in found.items()}


def _attributes(unit: str | None, named: Mapping[str, Line], everyone: People, columns: set[str]) -> dict:
    units = dict.fromkeys(("population_share", "bottom_40_share", *_OF_LINE, "share_of_poor"), "share")
    units |= dict.fromkeys(("mean", "bottom_40_mean"), unit) if unit else {}
    units |= {name + _ERROR: unit for name, unit in units.items() if name + _ERROR in columns}
    lines = {name: "one a row" if np.ndim(z) else float(z) for name, z in zip(named, everyone.lines, strict=True)}
    return {"units": units, "lines": lines}


def _heading(name: str, line: str) -> str:
    return f"{_SHOWN[name][0]}, line {line}" if line else _SHOWN[name][0]


def _cells(table: pd.DataFrame, name: str, line: str) -> list[str]:
    _, factor, digits = _SHOWN[name]
    values = table[name, line] * factor
    digits = (0 if values.abs().max() >= 100 else 2) if digits is None else digits
    cells = [_cell(value, digits) for value in values]
    if (name + _ERROR, line) not in table:
        return cells
    errors = table[name + _ERROR, line] * factor
    return [cell if np.isnan(e) else f"{cell} ({_cell(e, digits)})" for cell, e in zip(cells, errors, strict=True)]


def _cell(value: float, digits: int) -> str:
    return "–" if np.isnan(value) else number(value, digits)


def _caption(table: pd.DataFrame) -> str:
    unit = table.attrs.get("units", {}).get("mean")
    said = "; ".join(
        f"{name} is {z if isinstance(z, str) else number(z, 2 * (z % 1 > 0))}"
        for name, z in table.attrs.get("lines", {}).items()
        if isinstance(z, str) or name != f"{z:.12g}"  # a name that is the line says all
    )
    errors = any(name.endswith(_ERROR) for name, _ in table)
    return (
        "Poverty profile."
        + (f" Incomes and lines in {unit}." if unit else "")
        + (f" Lines: {said}." if said else "")
        + (" Standard errors in brackets." if errors else "")
    )
