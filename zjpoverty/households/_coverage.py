"""Whom a survey covers, and what is asked of it: its arguments, checked once, and the plan of its draw."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from .._arrays import as_array
from .._words import unknown
from ..datasets import fact
from ._drawing import Frame, Plan

MEASURES = ("headcount", "mean", "poverty_gap", "poverty_severity")
_NEEDED = ("household", "county", "village", "in_survey", "persons", "allowance", "net_income")


def survey_plan(
    population: pd.DataFrame,
    counties: int | Sequence[str] | None,
    households: int | None,
    villages: int,
    allowance: bool,
) -> Plan:
    """Return the plan of a survey from the arguments of ``sample``."""
    inside, number = covered(population, counties, allowance)
    n, a = per_county(households), whole("villages", villages)
    return Plan(Frame(population, inside), number, a, shared(n, a))


def per_county(households: int | None) -> int:
    """Return the households asked for in each county: as in the chapter, if none is given."""
    asked = fact("information_system.sample_per_county").value if households is None else households
    return whole("households", int(asked) if households is None else asked)


def shared(households: int, villages: int) -> int:
    """Return the households in each village.

    Examples
    --------
    >>> shared(200, 10)
    20
    >>> shared(200, 15)
    Traceback (most recent call last):
    ValueError: 200 households cannot be shared equally among 15 villages. Give 195 or 210 households.
    """
    take, left = divmod(households, villages)
    if left:
        fewer = f"{households - left} or " if take else ""
        raise ValueError(
            f"{households} households cannot be shared equally among {villages} villages. "
            f"Give {fewer}{households - left + villages} households."
        )
    return take


def covered(
    population: pd.DataFrame, counties: int | Sequence[str] | None, allowance: bool, everywhere: bool = False
) -> tuple[np.ndarray, int]:
    """Return which households the survey covers, and how many counties are to be drawn."""
    need(population, _NEEDED, "a population, as households.population returns it")
    if "weight" in population:
        raise ValueError("the frame has weights, so it is a sample. Give the population that it was drawn from.")
    inside = np.ones(len(population), bool) if everywhere else population["in_survey"].to_numpy(dtype=bool)
    number = counties is not None and not isinstance(counties, str | Sequence)
    if not number and counties is not None:
        inside = _named(population["county"], [counties] if isinstance(counties, str) else list(counties))
    inside = inside if allowance else inside & (population["allowance"].to_numpy() == 0)
    if not inside.any():
        raise ValueError("the survey covers no household of this frame. Give the whole population, or other counties.")
    there = int(population["county"][inside].nunique())
    if number and whole("counties", counties) > there:
        raise ValueError(f"counties is {counties}, and the survey has {there}. Ask for {there} or fewer.")
    return inside, int(counties) if number else there


def _named(county: pd.Series, names: list[str]) -> np.ndarray:
    known = county.drop_duplicates().tolist()
    for name in names:
        if name not in known:
            raise ValueError(unknown("county", name, known))
    return county.isin(names).to_numpy()


def need(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    """Refuse a frame without some columns."""
    missing = [name for name in columns if name not in getattr(frame, "columns", ())]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}. Give {what}.")


def whole(name: str, value: object, least: int = 1) -> int:
    """Return a whole number that is not too small.

    Examples
    --------
    >>> whole("villages", 2.5)
    Traceback (most recent call last):
    ValueError: villages is 2.5; it must be a whole number, 1 or more.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number, {least} or more.")
    return int(value)


def counted(of: str) -> bool:
    """Tell whether a household counts as many times as it has persons."""
    if of not in ("households", "persons"):
        raise ValueError(f'of must be "households" or "persons", but it is {of!r}.')
    return of == "persons"


def scores(y: np.ndarray, measure: str, line: float | None) -> np.ndarray:
    """Return what a measure is the mean of: income itself, or a household's part in the poverty."""
    if measure not in MEASURES:
        raise ValueError(unknown("measure of a planned survey", measure, MEASURES))
    if measure == "mean":
        return y
    z = poverty_line(line)
    gap = np.maximum(0, 1 - y / z)
    return {"headcount": (y < z).astype(float), "poverty_gap": gap, "poverty_severity": gap**2}[measure]


def poverty_line(line: float | None) -> float:
    """Return the line, that of the chapter if none is given."""
    z = fact("overview.line").value if line is None else line
    if not 0 < z < float("inf"):
        raise ValueError(f"line is {z}; a poverty line is a number above zero.")
    return float(z)


def column(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column of numbers."""
    need(frame, [name], "a column that it has, such as net_income")
    return frame[name].to_numpy(dtype=float)


def chances(
    response: float | Callable[[pd.DataFrame], object], population: pd.DataFrame, frame: Frame
) -> np.ndarray | None:
    """Return the chance of an answer of each household of a frame; None if all answer."""
    if not callable(response) and response == 1:
        return None
    given = as_array(response(population.iloc[frame.rows]) if callable(response) else response)
    if given.dtype.kind not in "biuf" or given.shape not in ((), frame.rows.shape):
        raise ValueError(
            f"response must be one number, or give one for each of {frame.rows.size} households, but its shape is "
            f"{given.shape}."
        )
    wrong = ~((given >= 0) & (given <= 1))
    if wrong.any():
        raise ValueError(f"response is not between 0 and 1 in {wrong.sum()} of {wrong.size} rows. Give shares.")
    return np.broadcast_to(given.astype(float), frame.rows.shape)
