"""Tables of whole yuan: the incomes under the line and over it, at equal steps of the persons in their order.

Computed with ``decimal``, which rounds the same everywhere; the mathematics library of a system may not.
"""

from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise

import numpy as np

from ._assumptions import line, mean_income, share_above_4000, target, totals

STEPS = 1024
_HALF_WIDTH, _GRID = 5, 64  # the normal distribution is laid out from -5 to 5, in steps of 1/64


@cache
def _normal() -> tuple[list[Decimal], list[Decimal]]:
    """Points z and the share of a normal distribution below each, by the trapezoidal rule."""
    points = [Decimal(i) / _GRID for i in range(-_HALF_WIDTH * _GRID, _HALF_WIDTH * _GRID + 1)]
    heights = [(-z * z / 2).exp() for z in points]
    areas = [Decimal(0)]
    for one, other in pairwise(heights):
        areas.append(areas[-1] + (one + other) / 2)
    return points, [area / areas[-1] for area in areas]


def _between(x: Decimal, xs: list[Decimal], ys: list[Decimal]) -> Decimal:
    """Value at x on the line through points with rising xs."""
    low, high = 0, len(xs) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if xs[middle] <= x else (low, middle)
    return ys[low] + (ys[high] - ys[low]) * (x - xs[low]) / (xs[high] - xs[low])


def _quantile(share: Decimal) -> Decimal:
    points, shares = _normal()
    return _between(share, shares, points)


def _shares() -> list[Decimal]:
    """Shares of persons at the knots; the last knot stands for the end, which a log-normal does not have."""
    return [Decimal(1) / (8 * STEPS), *(Decimal(i) / STEPS for i in range(1, STEPS)), 1 - Decimal(1) / (8 * STEPS)]


@cache
def under() -> np.ndarray:
    """Net income per head under the line: the log-normal of the calibration, cut at the line."""
    with localcontext(prec=28):
        mean, deviation = (Decimal(str(target(id)["value"])) for id in ("log_mean_2010", "log_deviation_2010"))
        points, shares = _normal()
        cut = _between((Decimal(line()).ln() - mean) / deviation, points, shares)
        incomes = [(mean + deviation * _quantile(share * cut)).exp() for share in _shares()]
    return np.array([min(round(income), line() - 1) for income in incomes])


@cache
def over(year: int) -> np.ndarray:
    """Net income per head over the line: a log-normal cut at the line, for the targets of a year.

    With the line at a standard deviations from the centre, the share q over 4,000 yuan gives the width s, and the mean
    of what lies over the line gives a. Where no share is a target, s is that of 2010.
    """
    if mean_income(year) is None:
        return over(2010)
    with localcontext(prec=28):
        a, s = _cut_and_width(year)
        incomes = [line() * (s * (_quantile(_below(a) + (1 - _below(a)) * share) - a)).exp() for share in _shares()]
    return np.array([max(line() + 1, round(income)) for income in incomes])


def _below(z: Decimal) -> Decimal:
    points, shares = _normal()
    return _between(z, points, shares)


@cache
def _cut_and_width(year: int) -> tuple[Decimal, Decimal]:
    share_over = Decimal(totals(year).persons_over) / totals(year).persons
    mean_under = Decimal(int(under()[:-1].sum() + under()[1:].sum())) / (2 * STEPS)
    mean_over = (Decimal(str(mean_income(year))) - (1 - share_over) * mean_under) / share_over
    percent = share_above_4000(year)

    def width(a: Decimal) -> Decimal:
        if percent is None:
            return _cut_and_width(2010)[1]
        b = _quantile(1 - Decimal(str(percent)) / 100 / share_over * (1 - _below(a)))
        return (Decimal(4000) / line()).ln() / (b - a)

    def excess(a: Decimal) -> Decimal:
        s = width(a)
        return line() * (s * s / 2 - a * s).exp() * (1 - _below(a - s)) / (1 - _below(a)) - mean_over

    low, high = Decimal(-3), Decimal(1)
    rises = excess(low) < 0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if (excess(middle) < 0) == rises else (low, middle)
    return low, width(low)


def at(table: np.ndarray, position: np.ndarray, whole: int) -> np.ndarray:
    """Income at a position from 0 to ``whole`` in the order of persons; whole numbers throughout."""
    knots = (position << 16) * STEPS // whole
    knot, part = knots >> 16, knots & 0xFFFF
    return (table[knot] * (0x10000 - part) + table[knot + 1] * part) >> 16
