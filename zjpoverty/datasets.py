"""Tables and their cards: ``names``, ``describe``, ``load``; ``fact`` for one figure; ``read_survey`` for other files.

The descriptor ``data/datapackage.json`` is the only place that says what a column holds. Everything here is cast and
checked by it, so a frame, a card and the codebook cannot disagree.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from . import _csv, _parquet
from ._csv import DamagedTable, allowed
from ._paths import data_dir
from ._words import unknown

if TYPE_CHECKING:
    from ._surveys import Survey

__all__ = [
    "Card",
    "Column",
    "DamagedTable",
    "Fact",
    "UnknownName",
    "describe",
    "descriptor",
    "fact",
    "load",
    "names",
    "read_survey",
    "rows",
]


class UnknownName(LookupError):
    """A table, figure or lesson was asked for by a name that does not exist."""


# --- the descriptor -------------------------------------------------------------------------------------------------


@cache
def _package() -> dict:
    return json.loads((data_dir() / "datapackage.json").read_text(encoding="utf-8"))


@cache
def _tables() -> dict[str, dict]:
    return {resource["name"]: resource for resource in _package()["resources"] if "schema" in resource}


def names() -> list[str]:
    """Names of the tables, in the order of the descriptor.

    Examples
    --------
    >>> "facts" in names()
    True
    """
    return list(_tables())


def descriptor(name: str) -> dict:
    """Return the descriptor (Frictionless resource) of one table, as a dictionary."""
    if name not in _tables():
        raise UnknownName(unknown("table", name, names()))
    return _tables()[name]


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, unit and meaning."""

    name: str
    type: str
    unit: str | None
    meaning: str
    allowed: str
    source: str | None


@dataclass(frozen=True)
class Card:
    """What one needs to know of a table before using it. Prints as its codebook."""

    name: str
    title: str
    description: str
    rows: int
    licence: str
    sources: tuple[str, ...]
    columns: tuple[Column, ...]

    def __str__(self) -> str:
        head = [f"{self.name}: {self.title}", self.description, f"{self.rows} rows. Licence: {self.licence}."]
        head += [f"Source: {source}" for source in self.sources]
        return "\n".join([*head, "", *(_column_line(column) for column in self.columns)])

    __repr__ = __str__


def _column_line(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    allowed = f" [{column.allowed}]" if column.allowed else ""
    return f"  {column.name} ({column.type}{unit}): {column.meaning}{allowed}"


def describe(name: str) -> Card:
    """Card of one table: what a row is, its columns with type and unit, sources and licence.

    Raises
    ------
    UnknownName
        If there is no such table; the sentence offers the nearest name.

    Examples
    --------
    >>> describe("counties").rows
    29
    """
    table = descriptor(name)
    columns = (
        Column(
            field["name"],
            field["type"],
            field.get("unit"),
            field["description"],
            allowed(field.get("constraints", {})),
            field.get("source"),
        )
        for field in table["schema"]["fields"]
    )
    licence = ", ".join(licence["name"] for licence in table["licenses"])
    sources = tuple(source["title"] for source in table["sources"])
    return Card(name, table["title"], table["description"], len(rows(name)), licence, sources, tuple(columns))


# --- rows and frames --------------------------------------------------------------------------------------------------


@cache
def _cached_rows(path: Path, name: str) -> tuple[dict, ...]:
    return tuple(_read(path, name))


def _read(path: Path, name: str) -> Iterable[dict]:
    room = _parquet if descriptor(name)["format"] == "parquet" else _csv
    return room.read(path, descriptor(name)["schema"])


def rows(name: str, path: str | Path | None = None) -> list[dict]:
    """Rows of a table as dictionaries, cast and checked by the descriptor; an empty cell is None.

    Parameters
    ----------
    name : str
        A table of :func:`names`.
    path : path, optional
        A file to read in place of the shipped one. It must have the same columns.

    Raises
    ------
    UnknownName
        If there is no such table.
    DamagedTable
        If the file is not what the descriptor says: one sentence with file, row and column.
        Rows are counted as a spreadsheet does, the header being row 1.
    """
    file = Path(path) if path is not None else data_dir() / descriptor(name)["path"]
    return [dict(row) for row in _cached_rows(file, name)] if path is None else list(_read(file, name))


def load(name: str, backend: str = "pandas"):
    """Load a table as a dataframe, every column cast as the descriptor says.

    Parameters
    ----------
    name : str
        A table of :func:`names`.
    backend : {"pandas", "polars", "pyarrow"}
        The library of the frame. All three hold the same values, types and gaps.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame or pyarrow.Table
        A gap is the library's own missing value. A whole number with gaps stays a whole number.

    Raises
    ------
    UnknownName
        If there is no such table or backend.
    DamagedTable
        If the shipped file was changed so that it no longer holds what the descriptor says.

    Examples
    --------
    >>> load("counties").shape[0]
    29
    """
    if backend not in _FRAMES:
        raise UnknownName(unknown("backend", backend, _FRAMES))
    types = {field["name"]: field["type"] for field in descriptor(name)["schema"]["fields"]}
    table = rows(name)
    return _FRAMES[backend]({column: [row[column] for row in table] for column in types}, types)


def _pandas(columns: dict[str, list], types: dict[str, str]):
    import pandas as pd

    dtypes = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "datetime64[s]"}
    return pd.DataFrame({name: pd.Series(values, dtype=dtypes[types[name]]) for name, values in columns.items()})


def _polars(columns: dict[str, list], types: dict[str, str]):
    import polars as pl

    dtypes = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
    return pl.DataFrame(columns, schema={name: dtypes[types[name]] for name in columns})


def _pyarrow(columns: dict[str, list], types: dict[str, str]):
    import pyarrow as pa

    dtypes = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.table(columns, schema=pa.schema([(name, dtypes[types[name]]) for name in columns]))


_FRAMES = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}


# --- one figure -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """One figure of the chapter. The fields are the columns of the table ``facts``."""

    id: str
    section: int
    sentence: int
    as_printed: str
    value: float | None
    value_high: float | None
    unit: str
    bound: str
    measure: str
    population: str | None
    area: str | None
    period_start: str | None
    period_end: str | None
    kind: str
    status: str
    same_as: str | None
    note: str | None

    @property
    def address(self) -> str:
        """Where the figure stands: section with its title, and sentence."""
        title = next(row["title_en"] for row in rows("programmes") if row["section"] == self.section)
        return f"section {self.section} ({title}), " + (f"sentence {self.sentence}" if self.sentence else "heading")


@cache
def _facts() -> dict[str, Fact]:
    columns = [field.name for field in fields(Fact)]
    return {row["id"]: Fact(**{column: row[column] for column in columns}) for row in rows("facts")}


def fact(id: str) -> Fact:
    """One figure of the chapter with value, unit, bound, status and address.

    Raises
    ------
    UnknownName
        If there is no such figure; the sentence offers the nearest id.

    Examples
    --------
    >>> moved = fact("relocation.people_moved")
    >>> moved.value, moved.unit, moved.bound
    (78000.0, 'persons', 'exact')
    """
    if id not in _facts():
        slug = str(id).partition(".")[0]
        near = [known for known in _facts() if known.startswith(f"{slug}.")]
        raise UnknownName(unknown("figure", id, near or sorted({known.partition(".")[0] + ".…" for known in _facts()})))
    return _facts()[id]


# --- a survey of one's own ------------------------------------------------------------------------------------------


def read_survey(
    path: str | Path, mapping: dict | str | Path, refused: Literal["raise", "report"] = "raise"
) -> "Survey":
    """Read somebody's survey file: income a person and year, weights, strata and PSUs, in units that are said.

    Parameters
    ----------
    path : path
        A CSV, Parquet, Stata (.dta) or SPSS (.sav, .zsav) file, with one row a household or a person.
    mapping : dict, or path of a TOML file
        Columns: one of income and consumption; weights, strata, psu, persons, adults, children, id; domain, a list of
        those to carry along. Units, all needed: period ("year", "half-year", "quarter", "month", "week", "day") and
        unit ("household", "person") of the amounts, their currency (such as "XOF"), and weight_unit ("household",
        "person"), which without weights is what a row is. As wanted: year of the survey; multiple (1000: amounts in
        thousands); scale ("per head", "square root", "OECD modified"); count ("persons", "households"), what the
        weights then count; missing, a list of codes for all columns but the id, or one for each column; for text,
        encoding, separator, decimal.
    refused : {"raise", "report"}
        What to do about rows that cannot be used. "report": they are set aside, with their reason, and counted.

    Returns
    -------
    Survey
        `frame` with columns income, weights, stratum, psu, persons and those carried along; `refused`, `reasons`,
        `rows`, `currency`, `units`, `about`. It prints what was read.

    Raises
    ------
    ValueError
        If the file or the mapping cannot be used, or rows cannot and `refused` is "raise": one sentence.

    References
    ----------
    OECD modified scale: Hagenaars, de Vos and Zaidi (1994). Poverty Statistics in the Late 1980s. Eurostat.
    """
    from ._surveys import read_survey as read_file  # pandas is loaded when somebody reads a file, and not before

    return read_file(path, mapping, refused)
