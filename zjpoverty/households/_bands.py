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
    """Net income per head over the line: 2,500 yuan and a log-normal rest, for the targets of a year.

    Its centre m and width s solve, for the mean e of the rest and the share q of it above 1,500 yuan,
    m + s^2 / 2 = ln e and (m - ln 1500) / s = z(q).
    """
    if mean_income(year) is None:
        return over(2010)
    with localcontext(prec=28):
        m, s = _centre_and_width(year)
        return line() + np.array([max(1, round((m + s * _quantile(share)).exp())) for share in _shares()])


def _centre_and_width(year: int) -> tuple[Decimal, Decimal]:
    share_over = Decimal(totals(year).persons_over) / totals(year).persons
    mean_under = Decimal(int(under()[:-1].sum() + under()[1:].sum())) / (2 * STEPS)
    rest = (Decimal(str(mean_income(year))) - (1 - share_over) * mean_under) / share_over - line()
    if share_above_4000(year) is None:
        s = _centre_and_width(2010)[1]
    else:
        z = _quantile(Decimal(str(share_above_4000(year))) / 100 / share_over)
        s = (z * z + 2 * (rest.ln() - Decimal(4000 - line()).ln())).sqrt() - z
    return rest.ln() - s * s / 2, s


def at(table: np.ndarray, position: np.ndarray, whole: int) -> np.ndarray:
    """Income at a position from 0 to ``whole`` in the order of persons; whole numbers throughout."""
    knots = (position << 16) * STEPS // whole
    knot, part = knots >> 16, knots & 0xFFFF
    return (table[knot] * (0x10000 - part) + table[knot + 1] * part) >> 16
