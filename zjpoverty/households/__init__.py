"""An openly synthetic population of low-income rural households of Zhejiang, from 2007 to 2012.

No household here exists. The totals are the published ones, so that a survey can be drawn and a register run; all else
is assumed, and :func:`describe` lists every assumption with its reason. **Do not use it** as evidence on Zhejiang, on a
county, on a programme's effect, or on how households rise and fall: it answers such questions with our assumptions. Do
not take a household for a real one, do not merge it with real data, do not show it without the word synthetic.

Every number is a whole one, made from raw integers of ``numpy.random.PCG64``: the same seed gives the same rows on
every system and version of numpy. Tables are made block by block (a county, or a part of a large one), so that a file
of any size is written in the memory of a few blocks.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from ..datasets import descriptor, load
from ._allotment import Plan, plan
from ._assumptions import YEARS, counties
from ._margins import margins
from ._monitoring import design, response_by_income, sample, truth
from ._planning import Precision, precision
from ._population import DWELLINGS, TYPES, make
from ._power import PRICES, best_take, cost, detectable, error_of_change, power
from ._repeated import repeat

__all__ = [
    "PRICES",
    "Precision",
    "best_take",
    "cost",
    "describe",
    "design",
    "detectable",
    "error_of_change",
    "persons",
    "population",
    "power",
    "precision",
    "repeat",
    "report",
    "response_by_income",
    "sample",
    "truth",
    "write",
]

SMALLEST, LARGEST = 0.001, 100
_ROWS = 60_000  # of a row group: a few megabytes
_ARROW = {"county": "string", "dwelling": "string"}


def population(year: int = 2010, seed: int = 2010, scale: float = 1.0) -> pd.DataFrame:
    """All households of the synthetic low-income register at the end of a year, one row a household.

    Parameters
    ----------
    year : int
        2007 to 2012. A household keeps its number over the years.
    seed : int
        Zero or more. The same seed gives the same register; another gives another.
    scale : float
        0.001 to 100. A published total T becomes ``round(scale * T)``; 0.01 is enough for a lesson.

    Returns
    -------
    pandas.DataFrame
        Columns as in the table ``synthetic_households`` (``zjpoverty.describe``), sorted by household. Weights are 1:
        it is a population, not a sample. ``attrs`` holds synthetic, seed, scale, year and units.

    Raises
    ------
    ValueError
        If year, seed or scale is not one of those.

    Examples
    --------
    >>> households = population(2010, scale=0.01)
    >>> int((households.net_income > 2500).sum()), int((households.net_income < 2500).sum())
    (8200, 2900)
    """
    made = _plan(year, seed, scale)
    blocks = list(_blocks(made, year))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    for name, labels in _labels().items():
        columns[name] = pd.Categorical.from_codes(columns[name], labels)
    frame = pd.DataFrame(columns, copy=False)
    frame.attrs = _about(year, seed, scale)
    return frame


def write(path: str | Path, year: int = 2010, seed: int = 2010, scale: float = 1.0) -> Path:
    """Write the same rows as :func:`population` to a Parquet file, in the memory of a few blocks.

    The file is complete or not there: it is written beside its place and moved.

    Parameters
    ----------
    path : path
        The file; what stands there is replaced.
    year, seed, scale
        As in :func:`population`. Names of counties and dwellings are text.

    Raises
    ------
    ValueError
        As :func:`population`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    made, path = _plan(year, seed, scale), Path(path)
    about = {name: str(value) for name, value in _about(year, seed, scale).items() if name != "units"}
    unfinished = path.with_name(path.name + ".part")
    try:
        schema = pa.schema([(name, _ARROW.get(name, TYPES[name])) for name in TYPES], metadata=about)
        with pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
            for columns in _groups(made, year):
                writer.write_table(pa.table([_arrow(name, columns[name]) for name in TYPES], schema=schema))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def describe() -> pd.DataFrame:
    """Every assumption of ours behind the households, with its reason; the table ``assumptions``.

    Returns
    -------
    pandas.DataFrame
        id, value (missing for a rule), unit, meaning, reason.

    Examples
    --------
    >>> "rise_2010_reading" in set(describe().id)
    True
    """
    return load("assumptions")


def report(population: pd.DataFrame) -> pd.DataFrame:
    """Every margin of a population: what it was to be, what it is, the difference.

    Parameters
    ----------
    population : pandas.DataFrame
        As :func:`population` returns it.

    Returns
    -------
    pandas.DataFrame
        margin, kind, target, reached, difference, tolerance, holds, unit, source. Kinds: ``exact`` (published),
        ``assumed`` (exact, but to an assumption), ``soft`` (a target within its tolerance, at a scale of 0.01 or
        more), ``at most`` and ``at least`` (a figure of a wider group, or a limit).

    Raises
    ------
    ValueError
        If the frame does not know its year, seed and scale.

    Examples
    --------
    >>> bool(report(population(2010, scale=0.01)).holds.all())
    True
    """
    if missing := [name for name in ("year", "seed", "scale") if name not in population.attrs]:
        raise ValueError(
            f"The frame does not say its {', '.join(missing)} (attrs). Give it as households.population returns it."
        )
    return pd.DataFrame(margins(population, population.attrs["year"], population.attrs["scale"]))


def persons(population: pd.DataFrame) -> pd.DataFrame:
    """The persons of the households, one row a person, the eldest first.

    Parameters
    ----------
    population : pandas.DataFrame
        Households, all or some, with the columns of :func:`population`.

    Returns
    -------
    pandas.DataFrame
        household, person (1 and on), age_group (child, working, elderly), age (years; drawn by the person's number
        and, like the age group, the same in every year), recipient (the eldest of a household first), synthetic.

    Examples
    --------
    >>> households = population(2010, scale=0.01)
    >>> len(persons(households)), int(households.persons.sum())
    (27100, 27100)
    """
    sizes = population["persons"].to_numpy(dtype=np.int64)
    household = np.repeat(population["household"].to_numpy(), sizes)
    place = np.arange(len(household)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    old, working = (np.repeat(population[name].to_numpy(dtype=np.int64), sizes) for name in ("elderly", "working"))
    group = (place < old + working).astype(np.int8) + (place < old)
    low, years = np.array([0, 16, 60]), np.array([16, 44, 26])
    age = low[group] + (_mixed(household * 8 + place) % np.uint64(1 << 20)).astype(np.int64) * years[group] // (1 << 20)
    frame = pd.DataFrame(
        {
            "household": household,
            "person": (place + 1).astype(np.int8),
            "age_group": pd.Categorical.from_codes(group, ["child", "working", "elderly"], ordered=True),
            "age": age.astype(np.int8),
            "recipient": place < np.repeat(population["recipients"].to_numpy(), sizes),
            "synthetic": True,
        }
    )
    frame.attrs = {name: value for name, value in population.attrs.items() if name != "units"}
    return frame


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Each whole number mixed to 64 bits that look random (the finisher of SplitMix64)."""
    x = numbers.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return x ^ (x >> np.uint64(31))


def _plan(year: int, seed: int, scale: float) -> Plan:
    if not (_whole(year) and year in YEARS):
        raise ValueError(f"year is {year!r}; the households have the years {YEARS[0]} to {YEARS[-1]}.")
    if not (_whole(seed) and seed >= 0):
        raise ValueError(f"seed is {seed!r}; it must be a whole number, zero or more.")
    if not (isinstance(scale, int | float | np.number) and SMALLEST <= scale <= LARGEST):
        raise ValueError(f"scale is {scale!r}; it must be a number from {SMALLEST} to {LARGEST}.")
    return plan(int(seed), float(scale))


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _blocks(made: Plan, year: int) -> Iterator[dict[str, np.ndarray]]:
    return (make(made, block, year) for block in range(len(made.county)) if made.sizes[block].any())


def _groups(made: Plan, year: int) -> Iterator[dict[str, np.ndarray]]:
    """Blocks put together until a row group is full."""
    waiting: list[dict[str, np.ndarray]] = []
    for block in _blocks(made, year):
        if waiting and sum(len(one["household"]) for one in [*waiting, block]) > _ROWS:
            yield {name: np.concatenate([one[name] for one in waiting]) for name in block}
            waiting = []
        waiting.append(block)
    yield {name: np.concatenate([one[name] for one in waiting]) for name in waiting[0]}


def _labels() -> dict[str, list[str]]:
    return {"county": [one.name for one in counties()], "dwelling": list(DWELLINGS)}


def _arrow(name: str, values: np.ndarray):
    import pyarrow as pa

    labels = _labels().get(name)
    return pa.array(values) if labels is None else pa.DictionaryArray.from_arrays(values, labels).cast(pa.string())


def _about(year: int, seed: int, scale: float) -> dict:
    units = {field["name"]: field["unit"] for field in descriptor("synthetic_households")["schema"]["fields"]}
    return {"synthetic": True, "seed": int(seed), "scale": float(scale), "year": int(year), "units": units}
