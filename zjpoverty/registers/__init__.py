"""The embedded register of low-income households, its online workflow and its public page. All of it is invented.

One DuckDB file holds households, persons, villages, youth, projects and relocations by year. Nobody and nothing in it
is real: it must not be used to say anything about a household, a village or a county of Zhejiang.

- The workflow: a project is declared, publicised, verified, in statistics, inspected, or returned with a reason. A move
  that the rules do not allow is refused with a sentence; every move stands in a log, from which the state is derived.
- The public page: counts by county without names and numbers. A count under 5, also 0, is withheld, with others beside
  it, so that none can be found from what is shown; very small counties are shown together. A year is published once.
- Rows are only ever added, a year in one transaction.

    build("register.duckdb", scale=0.01)
    update("register.duckdb", 2011)
    with open("register.duckdb", write=True) as register:
        project = register.declare("development", "Taishun", 50_000, on="2012-03-01", who="the village", why="a road")
        register.move(project, "publicise", on="2012-03-05", who="the county", why="papers are complete")
"""

from pathlib import Path

import pandas as pd

from . import _years as years
from ._desk import Register, transaction
from ._file import connect, created
from ._public import indicators
from ._workflow import STATES, TRANSITIONS, Move, Refused, possible

__all__ = [
    "STATES",
    "TRANSITIONS",
    "Move",
    "Refused",
    "Register",
    "build",
    "describe",
    "indicators",
    "open",
    "possible",
    "report",
    "update",
]


# --- the three commands ---------------------------------------------------------------------------------------------


def build(file: str | Path, *, year: int = 2010, seed: int = 2010, scale: float = 1.0, force: bool = False) -> Path:
    """Build a register of one year.

    Parameters
    ----------
    file : path
        The new file. It is written beside it, as FILE.part, and takes the name when it is whole.
    year : int
        First year, of those of :func:`zjpoverty.households.population`.
    seed : int
        0 or more. The same seed gives the same rows.
    scale : float
        Share of the population, greater than 0: 1 is all households.
    force : bool
        Replace an older register. No other file is ever replaced.

    Raises
    ------
    Refused
        If the file exists, or a value is not possible. Nothing was written.
    """
    _check_build(seed, scale)
    with created(file, force) as connection, transaction(connection):
        years.begin(connection, seed, scale)
        years.apply(connection, year)
    return Path(file)


def _check_build(seed: int, scale: float) -> None:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
        raise Refused(f"The seed cannot be {seed}. Accepted: a whole number, 0 or more.")
    if isinstance(scale, bool | str) or not 0 < scale < float("inf"):
        raise Refused(f"The scale cannot be {scale}. Accepted: a number greater than 0, such as 0.01.")


def update(file: str | Path, year: int, *, wait: float = 0.0) -> None:
    """Apply the next year in one transaction: if it is stopped at any instant, the file is as it was.

    Parameters
    ----------
    file : path
        A register.
    year : int
        The year after the last one in the file.
    wait : float
        Seconds to wait for another process that has the file open.

    Raises
    ------
    Refused
        If the year is not the next one, the file is no register, or another process has it open.
    """
    with open(file, write=True, wait=wait) as register, transaction(register.connection):
        last = register.year
        if year != last + 1:
            reason = "is in the register already" if year <= last else f"would leave out {last + 1}"
            raise Refused(f"The register stands at {last}; {year} {reason}. The next year is {last + 1}.")
        years.apply(register.connection, year)


def report(file: str | Path, *, public: bool = False, wait: float = 0.0) -> pd.DataFrame:
    """Indicators of the yearly statistics, computed by SQL from the file.

    Parameters
    ----------
    file : path
        A register; it is opened for reading only.
    public : bool
        The public page in place of the statistics.
    wait : float
        Seconds to wait for another process that is writing to the file.

    Returns
    -------
    DataFrame
        ``indicator, unit`` and a column a year; of the public page ``year, county, indicator, unit, value, shown``.
        ``attrs`` hold seed, scale, and that the data are synthetic.
    """
    with open(file, wait=wait) as register:
        return register.public() if public else register.statistics()


# --- an open register -----------------------------------------------------------------------------------------------


def open(file: str | Path, *, write: bool = False, wait: float = 0.0) -> Register:
    """Open a register, for reading only unless ``write`` is asked for.

    Many processes may read at a time. While one writes, no other has the file open: it waits ``wait`` seconds, and is
    refused then with a sentence that names the other process.

    Raises
    ------
    Refused
        If there is no such file, it is no register of this format, or it is in use.
    """
    return Register(connect(file, write, wait), Path(file))


def describe() -> pd.DataFrame:
    """Assumptions of the register that are ours and not the chapter's, each with its reason."""
    return pd.DataFrame(list(years.ASSUMPTIONS), columns=["name", "value", "unit", "reason"])
