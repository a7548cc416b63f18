"""How many persons or households of each block every measure reaches in a year."""

import numpy as np

from ._apportion import apportion
from ._assumptions import SIZES, YEARS, County, assumed, figure, recipients, times, totals


def reached(name: str, year: int) -> float:
    """What the measures reach in the register: persons or households, at scale 1.

    Outside the 29 counties nothing is published; trained and transferred are those of the 29 alone.
    """
    running = year > 2007
    if name == "outwork":
        return figure("outwork.people") * assumed("outwork_29") / 100
    if name == "outwork_elsewhere":
        return figure("outwork.people") * assumed("outwork_elsewhere") / 100
    if name in ("trained", "transferred"):
        return running * figure(f"training.{name}_low_income")
    if name == "relocated":
        people = figure("relocation.people_moved") if year == 2010 else figure("relocation.quota_now")
        now = totals(2010)
        return running * people * assumed("relocated_share") / 100 * now.households / now.persons
    if name == "renovated":
        return figure("social_security.houses_renovated") * assumed("renovated_share") / 100
    if name == "dilapidated_start":
        return totals(2010).households * assumed("dilapidated_start") / 100
    if name == "loan":
        return running * figure("microfinance.households") * assumed("loans_share") / 100
    grown = {2007: 0, 2008: assumed("fund_2008"), 2009: assumed("fund_2009")}.get(year, 100)
    return figure("mutual_funds.households_low_income") * assumed("fund_share") / 100 * grown / 100


def quotas(
    scale: float, known: list[County], sizes: np.ndarray, under: dict[int, np.ndarray]
) -> dict[tuple[str, int], np.ndarray]:
    """Quota of each block by name and year."""
    in_29 = np.array([one.in_29 for one in known])
    households = sizes.sum(axis=1)
    mountain = np.select(
        [[one.special for one in known], [one.in_26 for one in known], in_29],
        [assumed("relocated_special"), 100, assumed("relocated_added")],
        0,
    )
    made = _villages(scale, in_29, households)
    pilots = made["pilots", 0]
    waiting = apportion(times(scale, reached("dilapidated_start", 2007)), households)
    made["dilapidated_start", 0] = waiting
    for year in YEARS:

        def share(name: str, weights: np.ndarray, year: int = year) -> np.ndarray:
            return apportion(times(scale, reached(name, year)), weights)

        made["outwork", year] = share("outwork", households * in_29) + share("outwork_elsewhere", households * ~in_29)
        for name in ("trained", "transferred"):
            made[name, year] = share(name, households * in_29)
            inside, outside = int(households[in_29].sum()), int(households[~in_29].sum())
            elsewhere = int(made[name, year].sum()) * outside * assumed(f"{name}_elsewhere") // (100 * inside)
            made[name, year] = made[name, year] + apportion(elsewhere, households * ~in_29)
        made["relocated", year] = share("relocated", households * mountain)
        made["renovated", year] = apportion(times(scale, reached("renovated", year)), households, waiting)
        waiting = waiting - made["renovated", year]
        made["loan", year] = share("loan", households * in_29)
        made["mutual_fund", year] = share("mutual_fund", pilots if pilots.any() else households)
        made.update(_recipients(scale, sizes, under[year], year))
    return made


def _recipients(scale: float, sizes: np.ndarray, under: np.ndarray, year: int) -> dict[tuple[str, int], np.ndarray]:
    """People on the allowance by block, under the line and over it."""
    of_size = np.array(SIZES)
    sides = zip(("under", "over"), (under @ of_size, (sizes - under) @ of_size), strict=True)
    totals_of = recipients_by_side(year, scale)
    return {
        (f"recipients_{side}", year): apportion(total, persons, persons)
        for total, (side, persons) in zip(totals_of, sides, strict=True)
    }


def _villages(scale: float, in_29: np.ndarray, households: np.ndarray) -> dict[tuple[str, int], np.ndarray]:
    """Villages of each block: concentrated ones, how many households they hold, others, and pilots of a fund."""
    total = times(scale, figure("village_support.villages"))
    inside = times(scale, figure("village_support.villages_29"))
    concentrated = np.zeros_like(households)
    for group, villages in ((in_29, inside), (~in_29, total - inside)):
        concentrated[group] = apportion(villages, households[group], households[group] // 2)
    held = np.zeros_like(households)
    room = np.where(concentrated > 0, households * assumed("concentrated_cap") // 100, 0)
    wanted = int(households.sum()) * assumed("in_concentrated") // 100
    held = apportion(min(wanted, int(room.sum())), concentrated, room) if total else held
    held = np.maximum(held, concentrated)
    rest = households - held
    others = np.where(rest > 0, np.maximum(1, rest // assumed("households_other_village")), 0)
    pilots = times(scale, figure("mutual_funds.villages"))
    return {
        ("concentrated", 0): concentrated,
        ("held", 0): held,
        ("others", 0): others,
        ("pilots", 0): apportion(pilots, concentrated, concentrated) if total else held,
    }


def recipients_by_side(year: int, scale: float) -> tuple[int, int]:
    """People on the allowance under the line and over it."""
    now, total = totals(year, scale), times(scale, recipients(year))
    under = assumed("recipients_odds") * now.persons_under
    under = total * under // (under + now.persons_over)
    under = max(min(under, now.persons_under * assumed("recipients_cap") // 100), total - now.persons_over)
    return under, total - under
