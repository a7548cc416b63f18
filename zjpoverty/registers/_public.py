"""What the public page of a register shows of a year: counts by county, without those that are withheld."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd

from ._disclosure import merged, withhold
from ._file import shown

ALL = "all counties"
# Unit, and the groups that divide all of them: the categories of a group add up to the row's total, so that what is not
# counted has a column of its own, which is withheld like the rest where it is small.
GROUPS = {
    "households": (
        {"over the line": "net_income > $line", "not over the line": "net_income <= $line"},
        {
            "in a sound dwelling": "dwelling = 'sound'",
            "in a renovated dwelling": "dwelling = 'renovated'",
            "in a dilapidated dwelling": "dwelling = 'dilapidated'",
        },
        {"moved in the year": "relocated = year", "not moved in the year": "relocated <> year"},
        {"with a microcredit": "loan", "without a microcredit": "NOT loan"},
        {"in a mutual fund": "mutual_fund", "in no mutual fund": "NOT mutual_fund"},
    ),
    "persons": (
        {"of 0 to 15 years": "children", "of 16 to 59 years": "working", "of 60 years or more": "elderly"},
        {"with the allowance": "recipients", "without the allowance": "persons - recipients"},
        {"in outwork": "outwork", "not in outwork": "persons - outwork"},
        {"trained in the year": "trained", "not trained in the year": "persons - trained"},
        {
            "young, with help": "helped",
            "young, without help": "young - helped",
            "of other ages": "persons - young",
        },
    ),
}
_YOUTH = """
    LEFT JOIN (
        SELECT household, count(*) AS young, count(*) FILTER (WHERE helped) AS helped
        FROM youth JOIN persons USING (person) WHERE year = $year GROUP BY household
    ) USING (household)
"""


def indicators() -> list[str]:
    """Names of the indicators, totals first, in the order of the page."""
    return [name for unit in GROUPS for name in _names(unit)]


def _names(unit: str) -> list[str]:
    return [unit, *(f"{unit} {category}" for group in GROUPS[unit] for category in group)]


def _expressions(unit: str) -> Iterator[str]:
    yield "count(*)" if unit == "households" else "sum(persons)"
    for group in GROUPS[unit]:
        for expression in group.values():
            yield f"count(*) FILTER (WHERE {expression})" if unit == "households" else f"sum({expression})"


def counts(connection: duckdb.DuckDBPyConnection, year: int, line: int) -> tuple[list[str], np.ndarray]:
    """Counts of a year as they are: names of the counties, and an array with a row a county, a column an indicator."""
    columns = ", ".join(expression for unit in GROUPS for expression in _expressions(unit))
    query = f"""
        SELECT name, {columns}
        FROM (
            SELECT hy.*, coalesce(young, 0) AS young, coalesce(helped, 0) AS helped, counties.name, villages.county
            FROM household_years AS hy JOIN households USING (household) JOIN villages USING (village)
            JOIN counties USING (county) {_YOUTH} WHERE hy.year = $year
        )
        GROUP BY county, name ORDER BY county
    """
    rows = connection.execute(query, {"year": year, "line": line}).fetchall()
    return [row[0] for row in rows], np.array([row[1:] for row in rows], dtype=np.int64)


def page(names: list[str], table: np.ndarray, limit: int) -> pd.DataFrame:
    """Rows of the page: counties too small to stand alone are shown together, and small counts are withheld.

    Returns
    -------
    DataFrame
        ``place, county, number, indicator, unit, value``; a withheld value is missing. No row if all counties together
        are too small.
    """
    most = max(len(group) for groups in GROUPS.values() for group in groups)
    places = merged(table[:, 0].tolist(), limit * most)
    if not places:
        return pd.DataFrame(columns=["place", "county", "number", "indicator", "unit", "value"])
    rows = np.array([table[place].sum(axis=0) for place in places])
    hidden, start = np.zeros((len(rows) + 1, rows.shape[1]), dtype=bool), 0
    for groups in GROUPS.values():
        start += 1  # the total of the unit, which is shown
        for group in groups:
            part = slice(start, start := start + len(group))
            hidden[:, part] = withhold(rows[:, part], limit)
    values = np.vstack([rows.sum(axis=0), rows[:]])
    hidden = np.vstack([hidden[-1:], hidden[:-1]])
    titles = [ALL, *(" and ".join(names[member] for member in place) for place in places)]
    units = [unit for unit in GROUPS for _ in _names(unit)]
    shape = values.shape
    return pd.DataFrame(
        {
            "place": np.repeat(np.arange(shape[0]), shape[1]),
            "county": np.repeat(np.array(titles, dtype=object), shape[1]),
            "number": np.tile(np.arange(1, shape[1] + 1), shape[0]),
            "indicator": np.tile(np.array(indicators(), dtype=object), shape[0]),
            "unit": np.tile(np.array(units, dtype=object), shape[0]),
            "value": pd.array(values.ravel(), dtype="Int64"),
        }
    ).assign(value=lambda frame: frame["value"].mask(hidden.ravel()))


def publish(connection: duckdb.DuckDBPyConnection, year: int, given: dict[str, int]) -> None:
    """Write the page of a year, once: two pages of one year could be set against each other."""
    frame = page(*counts(connection, year, given["line"]), given["public.limit"])
    if frame.empty:
        return
    with shown(connection, "page", frame):
        connection.execute(
            "INSERT INTO publication (year, place, county, number, indicator, unit, value) "
            "SELECT ?, place, county, number, indicator, unit, value FROM page",
            [year],
        )
