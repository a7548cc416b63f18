"""How many households of each kind every part of a county has: all totals of the register, shared out once.

A block is a county, or a part of a large one. Every published total is shared out over the blocks here, so that each
block can be made alone and all of them together still hold every total.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ._apportion import Stream, apportion, refit
from ._assumptions import SIZES, YEARS, County, assumed, counties, figure, times, totals
from ._quotas import quotas

BLOCK = 20_000  # households: small enough that a block is made in a few megabytes


@dataclass(frozen=True)
class Plan:
    """Whole numbers by block, one a row; ``sizes`` and ``under[year]`` have a column a size of household."""

    seed: int
    scale: float
    county: np.ndarray
    part: np.ndarray
    first: np.ndarray
    first_village: np.ndarray
    sizes: np.ndarray
    under: dict[int, np.ndarray]
    income: dict[int, np.ndarray]
    quota: dict[tuple[str, int], np.ndarray]

    def of(self, name: str, year: int, block: int) -> int:
        """Quota of one block."""
        return int(self.quota[name, year][block])


def _spread(stream: Stream, percent: int, n: int) -> np.ndarray:
    """Factors about 1000, each at most so many percent away."""
    return 1000 + stream.below(20 * percent + 1, n) - 10 * percent


def _county_weights(seed: int) -> np.ndarray:
    """Sizes of the counties: the 29 among themselves, the others so that the survey covers its share."""
    known, n = counties(), len(counties())
    in_29, survey = (np.array([getattr(one, name) for one in known]) for name in ("in_29", "in_survey"))
    stream = Stream(seed, 0, 0, 0, 0)
    spread = {kind: _spread(stream, assumed(f"spread_{kind}"), n) for kind in ("29", "11", "other")}
    weight = np.where(in_29, spread["29"], np.where(survey, spread["11"], spread["other"]))
    weight = np.where([one.whole for one in known], weight, weight * assumed("part_of_lanxi") // 100)
    now = totals(2010)
    households_29 = figure("overview.households_over_line_29") + now.households_under * assumed("under_29") // 100
    covered = now.households * assumed("coverage_40") // 100 - households_29
    for group, whole in ((survey & ~in_29, covered), (~survey, now.households - households_29 - covered)):
        weight[group] = apportion(whole, weight[group])
    return weight


def _areas(year: int, scale: float) -> dict[str, np.ndarray]:
    """Households and persons over and under the line, in the 29 counties and outside."""
    now, base = totals(year, scale), totals(2010, scale)
    share = assumed("under_29")
    over_29 = [times(scale, figure(f"overview.{name}_over_line_29")) for name in ("households", "persons")]
    at_2010 = {
        "households_over": np.array([over_29[0], base.households_over - over_29[0]]),
        "persons_over": np.array([over_29[1], base.persons_over - over_29[1]]),
        "households_under": apportion(base.households_under, [share, 100 - share]),
        "persons_under": apportion(base.persons_under, [share, 100 - share]),
    }
    if year == 2010:
        return at_2010
    side, others = ("over", "under") if year < 2010 else ("under", "over")
    households = apportion(getattr(now, f"households_{side}"), at_2010[f"households_{side}"])
    size = 1000 * at_2010[f"persons_{side}"] // at_2010[f"households_{side}"]
    persons = apportion(getattr(now, f"persons_{side}"), households * size) if households.sum() else households
    whole = {what: at_2010[f"{what}_over"] + at_2010[f"{what}_under"] for what in ("households", "persons")}
    return {
        f"households_{side}": households,
        f"persons_{side}": persons,
        f"households_{others}": whole["households"] - households,
        f"persons_{others}": whole["persons"] - persons,
    }


def _by_size(year: int, scale: float, area: int) -> dict[str, np.ndarray]:
    """Households of each size over and under the line in one area; sizes of 2010 scaled to the year."""
    now = {name: int(both[area]) for name, both in _areas(year, scale).items()}
    if year == 2010:
        return {
            side: refit(
                apportion(now[f"households_{side}"], [assumed(f"size_{size}_{side}") for size in SIZES]),
                now[f"persons_{side}"],
            )
            for side in ("over", "under")
        }
    base = _by_size(2010, scale, area)
    side, other = ("over", "under") if year < 2010 else ("under", "over")
    counts = apportion(now[f"households_{side}"], base[side]) if now[f"households_{side}"] else 0 * base[side]
    counts = refit(counts, now[f"persons_{side}"]) if counts.sum() else counts
    return {side: counts, other: base["over"] + base["under"] - counts}


def _blocks(weight: np.ndarray, households: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """County, part of it and weight of each block."""
    parts = np.maximum(1, -(-weight * households // (int(weight.sum()) * BLOCK)))
    county = np.repeat(np.arange(len(weight)), parts)
    part = np.arange(len(county)) - np.repeat(np.cumsum(parts) - parts, parts)
    return county, part, (weight * 1000 // parts)[county]


@lru_cache(maxsize=8)
def plan(seed: int, scale: float) -> Plan:
    """All numbers of a register of one seed and scale, in every year."""
    county, part, weight = _blocks(_county_weights(seed), totals(2010, scale).households)
    known = [counties()[index] for index in county]
    in_29 = np.array([one.in_29 for one in known])
    sizes = np.zeros((len(county), len(SIZES)), dtype=np.int64)
    under = {year: sizes.copy() for year in YEARS}
    odds = _spread(Stream(seed, 0, 0, 0, 1), assumed("under_spread"), len(counties()))[county]
    odds = np.where([one.special for one in known], odds * assumed("under_special") // 100, odds)
    for area, group in enumerate((in_29, ~in_29)):
        base = _by_size(2010, scale, area)
        for size in range(len(SIZES)):
            sizes[group, size] = apportion(int(base["over"][size] + base["under"][size]), weight[group])
            for year in YEARS:
                total = int(_by_size(year, scale, area)["under"][size])
                under[year][group, size] = apportion(total, sizes[group, size] * odds[group], sizes[group, size])
    quota = quotas(scale, known, sizes, under)
    return Plan(
        seed,
        scale,
        county,
        part,
        _before(county, sizes.sum(axis=1)),
        _before(county, quota["concentrated", 0] + quota["others", 0]),
        sizes,
        under,
        {year: _income(seed, county, known, sizes - under[year]) for year in YEARS},
        quota,
    )


def _before(county: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """What stands in the earlier blocks of the same county."""
    before = np.cumsum(counts) - counts
    return before - before[np.searchsorted(county, county)]


def _income(seed: int, county: np.ndarray, known: list[County], over: np.ndarray) -> np.ndarray:
    """Factor, in thousandths, of what lies over the line in each block; its mean over the persons is 1000."""
    kind = ["special" if one.special else "29" if one.in_29 else "11" if one.in_survey else "other" for one in known]
    factor = np.array([assumed(f"income_{one}") for one in kind])
    factor = factor * _spread(Stream(seed, 0, 0, 0, 2), assumed("income_spread"), len(counties()))[county] // 100
    persons = over @ np.array(SIZES)
    return factor * 1000 * int(persons.sum()) // max(1, int((factor * persons).sum()))
