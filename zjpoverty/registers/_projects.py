"""Projects of a year and their way through the workflow, invented by seed under the workflow's own rules."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from ._workflow import (
    COUNTED,
    DECLARED,
    GRANTED,
    PUBLICISED,
    VERIFIED,
    Move,
    Project,
    Refused,
    Rules,
    Used,
    decide,
    state,
)

# Openly invented offices and reasons.
_VILLAGE, _COUNTY, _PROVINCE = "village committee", "county office", "provincial office"
Step = tuple[str, date, str, str]


def raw(seed: int, year: int, stream: int, count: int) -> np.ndarray:
    """Raw integers of the bit generator, which are the same in every version of numpy and on every platform.

    Parameters
    ----------
    seed, year, stream : int
        One stream each, 0 or more.
    count : int
        How many.

    Returns
    -------
    array of int64
        From 0 to 2 ** 32 - 1: the upper halves, since the lower bits are the weaker ones.
    """
    bits = np.random.PCG64(np.random.SeedSequence([seed, year, stream])).random_raw(count)
    return (bits >> np.uint64(32)).astype(np.int64)


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A whole sum in whole parts by weight, which add up to it: the first ones take what is left over.

    Examples
    --------
    >>> shared(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(int(weight) for weight in weights)
    parts = [total * int(weight) // whole for weight in weights]
    for place in range(total - sum(parts)):
        parts[place] += 1
    return parts


def agenda(now: str | None, year: int, bits: int, publicity: int) -> list[Step]:
    """What is to happen to a project in a year, from its state at the year's beginning.

    ``bits`` decides the days, and whether there is an objection, a return, or a late declaration.
    """
    spread = [int(bits) >> shift & 31 for shift in (0, 5, 10, 15, 20, 25)]
    counted = date(year, 12, 1) + timedelta(spread[3] % 20)
    if now == COUNTED:
        return [("inspect", date(year, 4, 1) + timedelta(2 * spread[0]), _PROVINCE, "annual inspection")]
    if now == VERIFIED:
        return [("count", counted, _COUNTY, f"statistics of {year}")]
    steps: list[Step] = []
    late = spread[4] == 0
    shown = date(year, 1, 5) + timedelta(spread[5])
    if now in (None, DECLARED):
        declared = date(year, 12, 14) if late else date(year, 1, 5) + timedelta(2 * spread[0])
        shown = declared + timedelta(1 + spread[1] % 10)
        if now is None:
            steps.append(("declare", declared, _VILLAGE, "applied for"))
        steps.append(("publicise", shown, _COUNTY, "papers are complete"))
        if late:
            return steps
    if spread[2] < 2:
        steps.append(("object", shown + timedelta(2), "a resident", "the list of households is said to be wrong"))
        if spread[2] == 0:
            return [*steps, ("return", shown + timedelta(5), _COUNTY, "the objection is right: correct the list")]
        steps.append(("answer", shown + timedelta(4), _COUNTY, "the list was checked with the village"))
    verified = shown + timedelta(publicity + spread[3])
    return [*steps, ("verify", verified, _PROVINCE, "checked"), ("count", counted, _COUNTY, f"statistics of {year}")]


def follow(history: Sequence[Move], project: Project, steps: Sequence[Step], rules: Rules, used: Used) -> list[Move]:
    """Moves that the rules allow of an agenda: a refused verification becomes a return, with the refusal as its reason.

    The rest of an agenda falls away after a return, or where others have moved the project on meanwhile.
    """
    made: list[Move] = []
    for action, day, who, why in steps:
        try:
            made.append(decide([*history, *made], project, action, day, who, why, rules, used))
        except Refused as refusal:
            past = [*history, *made]
            if action == "verify" and state(past) == PUBLICISED:
                day = max(day, past[-1].day)  # somebody may have moved it on after the day of the agenda
                made.append(decide(past, project, "return", day, who, str(refusal), rules))
            break
    return made


def granted(history: Sequence[Move], year: int) -> bool:
    """Whether a project uses up quota and funds of a year: it was verified in it, and not returned since."""
    verified = [move.day.year for move in history if move.action == "verify"]
    return state(history) in GRANTED and verified[-1] == year


def seal(previous: str, project: int, move: Move) -> str:
    """SHA-256 of the seal before and of the row, so that a row changed or taken out later is noticed.

    Examples
    --------
    >>> seal("", 1, Move("declare", "declared", date(2011, 3, 1), "the village", "a road"))[:8]
    '813af470'
    """
    row = [previous, project, move.day.isoformat(), move.action, move.state, move.who, move.why]
    return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).hexdigest()
