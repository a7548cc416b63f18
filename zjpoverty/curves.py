r"""Poverty at every line: curves over lines, the curve of cumulative gaps, and dominance.

In this room :math:`F(z)` is the share of people whose income is below :math:`z`, that is the headcount at the line z.

The three curves over lines are integrals of one another, each the area under the one before it, as in Foster et al.
(2013, p. 39) and Haughton and Khandker (2009, p. 96). They are not the measures :math:`P_1(z)` and :math:`P_2(z)`, but
rank two populations at a line as these do: the deficit is :math:`z P_1(z)`, the severity :math:`z^2 P_2(z) / 2`.

Dominance: one population has less poverty than another **whatever the line** in a range, if its curve is nowhere above
and somewhere below the other's (Foster et al. 2013, p. 38): the incidence curve for the first order, the deficit curve
for the second. First order from the lowest income on brings second order: areas follow their curves.

References
----------
- Foster, J., Seth, S., Lokshin, M. and Sajaia, Z. (2013). A Unified Approach to Measuring Poverty and Inequality. World
  Bank.
- Haughton, J. and Khandker, S. R. (2009). Handbook on Poverty and Inequality. World Bank.
- Jenkins, S. P. and Lambert, P. J. (1997). Three 'I's of poverty curves, with an analysis of UK poverty trends. Oxford
  Economic Papers 49(3), 317-327.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_weights, cumulative, finite, is_poor, numbers, plain, refuse, summable
from zjpoverty.decompose._groups import naming
from zjpoverty.poverty import RelativeLine, columns

__all__ = ["Dominance", "deficit_curve", "dominance", "incidence_curve", "severity_curve", "tip"]

Lines = ArrayLike | RelativeLine
Ranges = tuple[tuple[float, float], ...]


def incidence_curve(
    income: ArrayLike,
    lines: Lines,
    weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> float | np.ndarray:
    r"""Share of people who would be poor, for each of many lines.

    .. math:: F(z) = P_0(z) = \frac{1}{W} \sum_{i:\,y_i < z} w_i

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit. Negative incomes are allowed.
    lines : array_like, shape (k,), or one line: a number or RelativeLine
        Poverty lines of zero or more, in the unit of income and any order.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.
    at_line : {"not poor", "poor"}
        What a row is whose income is exactly the line.

    Returns
    -------
    ndarray, shape (k,), or float for one line
        From 0 to 1, a step up at each income.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Foster et al. (2013), p. 39.

    Examples
    --------
    >>> incidence_curve([100, 110, 140, 150], lines=[100, 120, 1000])
    array([0. , 0.5, 1. ])
    """
    x, F, _, _, z = _knots(income, lines, weights)
    return plain(F[_knot_below(x, z, at_line)])


def deficit_curve(income: ArrayLike, lines: Lines, weights: ArrayLike | None = None) -> float | np.ndarray:
    r"""Mean money gap to the line, with zero for those who are not poor, for each of many lines.

    .. math:: D(z) = \int_{-\infty}^z F(t)\, dt = \frac{1}{W} \sum_{i:\,y_i < z} w_i (z - y_i) = z\, P_1(z)

    Parameters
    ----------
    income, lines, weights
        As in `incidence_curve`.

    Returns
    -------
    ndarray, shape (k,), or float for one line
        In the unit of income: 0 up to the lowest income, the line less the mean income from the highest one on.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Foster et al. (2013), p. 39. Haughton and Khandker (2009), p. 96, add up the incidence at lines ten apart instead.

    Examples
    --------
    Gaps of 20 and 10 over four people.

    >>> deficit_curve([100, 110, 140, 150], lines=[100, 120])
    array([0. , 7.5])
    """
    x, F, D, _, z = _knots(income, lines, weights)
    k = _knot_below(x, z)
    return plain(D[k] + F[k] * (z - x[k]))


def severity_curve(income: ArrayLike, lines: Lines, weights: ArrayLike | None = None) -> float | np.ndarray:
    r"""Half the mean squared money gap, with zero for those who are not poor, for each of many lines.

    .. math:: S(z) = \int_{-\infty}^z D(t)\, dt = \frac{1}{2 W} \sum_{i:\,y_i < z} w_i (z - y_i)^2
                   = \frac{z^2}{2} P_2(z)

    Parameters
    ----------
    income, lines, weights
        As in `incidence_curve`.

    Returns
    -------
    ndarray, shape (k,), or float for one line
        In the unit of income squared: 0 up to the lowest income, then rising ever faster.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Foster et al. (2013), p. 39: the double integral of the distribution function.

    Examples
    --------
    Gaps of 20 and 10 over four people: half of (400 + 100) / 4.

    >>> severity_curve([100, 110, 140, 150], lines=[100, 120])
    array([ 0. , 62.5])
    """
    x, F, D, S, z = _knots(income, lines, weights)
    k = _knot_below(x, z)
    h = z - x[k]
    return plain(S[k] + D[k] * h + F[k] * h**2 / 2)


def tip(
    income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Gaps added up from the poorest person on: incidence, intensity and inequality of poverty in one curve (TIP).

    .. math:: p_k = \frac{1}{W} \sum_{i \le k} w_i, \qquad T_k = \frac{1}{W} \sum_{i \le k} w_i\, g_i,
              \qquad p_0 = T_0 = 0, \qquad g_i = \frac{\max(z_i - y_i, 0)}{z_i}

    It rises until p is the headcount, stays at the height of the poverty gap, and is bent as the poor are unequal.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit and order. Negative incomes are allowed; their gap is larger than 1.
    line, weights
        As in `poverty.fgt`.

    Returns
    -------
    p, T : ndarray, shape (n + 1,)
        p rises from 0 to 1, T from 0 to the poverty gap. Twice the area under the curve is `sen_shorrocks_thon`.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Jenkins and Lambert (1997).

    Examples
    --------
    >>> tip([200, 50], line=100)
    (array([0. , 0.5, 1. ]), array([0.  , 0.25, 0.25]))
    """
    y, z, w = columns(income, line, weights)
    g = np.maximum(z - y, 0) / z
    order = np.argsort(-g)
    g, w = g[order], w[order]
    p, T = _from_zero(w), _from_zero(w * g)
    return p / p[-1], T / p[-1]


@dataclass(frozen=True)
class Dominance:
    """Which of two populations has less poverty whatever the line, and over which lines.

    Attributes
    ----------
    dominates : {"first", "second", "neither", "equal"}
        Who has less poverty: never more at any line, and less at some. Neither: it depends on the line. Equal: no line
        tells them apart.
    first, second : tuple of (float, float)
        The ranges of lines (a, b) over which the first, or the second, has less poverty: above a, up to b. Within a
        range of order 2, the two may be equal at single lines where the curves touch.
    order, low, high
        What was asked: 1 by the headcount or 2 by the poverty gap; lines above low, up to high.
    """

    dominates: Literal["first", "second", "neither", "equal"]
    first: Ranges
    second: Ranges
    order: Literal[1, 2]
    low: float
    high: float


def dominance(
    income: ArrayLike,
    other: ArrayLike,
    order: Literal[1, 2] = 1,
    weights: ArrayLike | None = None,
    other_weights: ArrayLike | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Dominance:
    r"""Whether one population has less poverty than another whatever the line, and if not, over which lines.

    .. math:: F_1(z) \le F_2(z) \quad \text{(order 1)} \qquad \text{or} \qquad D_1(z) \le D_2(z) \quad \text{(order 2)}
              \qquad \text{for all } z \in (\text{low}, \text{high}]

    Nothing is tried out on a grid: F is constant and D a straight line between two incomes, so that the incomes, and
    the lines where D crosses, are all that has to be looked at. It is about these rows; it is no test of a hypothesis.

    Parameters
    ----------
    income, other : array_like, shape (n,) and (m,)
        Incomes of the first and of the second population, in one unit. Negative incomes are allowed.
    order : {1, 2}
        1: less poverty is a lower headcount, exactly at the line not poor. 2: it is a lower poverty gap.
    weights, other_weights : array_like, shape (n,) and (m,), optional
        How many households or persons each row stands for. None: each row counts once.
    low, high : float, optional
        Lines above low, up to and including high. None: from zero, and without an upper end.

    Returns
    -------
    Dominance
        Curves that differ by less than 1e-12 of their height count as equal: sums of weights are no more exact.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Foster et al. (2013), pp. 38-39. Haughton and Khandker (2009), p. 96.

    Examples
    --------
    Up to the line of 2 the first has more poor, above 3 the second.

    >>> result = dominance([1, 6], [2, 3])
    >>> result.dominates, result.first, result.second
    ('neither', ((3.0, 6.0),), ((1.0, 2.0),))
    """
    if np.ndim(order) or order not in (1, 2):
        raise ValueError(f"order must be 1 or 2, but it is {order}. Order 1 compares headcounts, order 2 poverty gaps.")
    a, b = _limit(0.0 if low is None else low, "low"), _limit(np.inf if high is None else high, "high")
    if not 0 <= a < b:
        raise ValueError(f"low must be zero or more and below high, but low is {a:g} and high is {b:g}.")
    with naming("other"):
        z = check_income(other)
    z = np.append(check_income(income), z)
    z = np.unique(np.concatenate([[a], z[(z > a) & (z < b)], [b] if b < np.inf else []]))
    curve = incidence_curve if order == 1 else deficit_curve
    one = curve(income, z, weights)
    with naming("other"):
        two = curve(other, z, other_weights)
    gap = np.where(np.abs(one - two) <= 1e-12 * np.maximum(one, two), 0, one - two)
    # between two incomes the headcount is what it is at the upper one, where those who have it are not poor
    edges, signs = (z, np.sign(gap[1:])) if order == 1 else _pieces(z, gap)
    if b == np.inf:  # above all incomes everybody is poor, and the deficits differ by the difference of the means
        edges, signs = np.append(edges, b), np.append(signs, 0 if order == 1 else np.sign(gap[-1]))
    first, second = _ranges(edges, signs, -1), _ranges(edges, signs, 1)
    dominates = ("neither" if second else "first") if first else ("second" if second else "equal")
    return Dominance(dominates, first, second, int(order), a, b)


def _knots(income: ArrayLike, lines: Lines, weights: ArrayLike | None) -> tuple[np.ndarray, ...]:
    """Return incomes x, sorted, and F just above, D and S at each, the lowest once more before them; and the lines."""
    y = check_income(income)
    w = summable(check_weights(weights, y.size))
    order = np.argsort(y)
    x = np.concatenate([y[order[:1]], y[order]])
    F = _from_zero(w[order])
    F /= F[-1]
    # adding up small areas, all above zero, keeps the digits that differences of large sums would lose
    h = np.diff(x)
    D = _from_zero(F[:-1] * h)
    return x, F, D, _from_zero((D[:-1] + F[:-1] * h / 2) * h), _lines(lines, y, w)


def _knot_below(x: np.ndarray, z: np.ndarray, at_line: str = "not poor") -> np.ndarray:
    tie_is_poor = is_poor(x[:1], x[:1], at_line)[0]
    return np.searchsorted(x[1:], z, side="right" if tie_is_poor else "left")


def _from_zero(steps: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], cumulative(steps)])


def _lines(lines: Lines, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    z = finite(numbers(lines(y, w) if isinstance(lines, RelativeLine) else lines, "lines"), "lines")
    if z.size == 0:
        raise ValueError("lines is empty. Give at least one line.")
    refuse(z < 0, "lines", "negative", "A poverty line on a curve is zero or more.")
    return z


def _limit(line: float, name: str) -> float:
    z = numbers(line, name)
    if z.ndim:
        raise ValueError(f"{name} must be one line, but its shape is {z.shape}. Give one number.")
    return float(z)


def _pieces(z: np.ndarray, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the straight pieces of a difference of deficits, cut where it changes its sign, and their signs."""
    before, after = gap[:-1], gap[1:]
    cross = before * after < 0
    crossing = z[:-1] + np.diff(z) * before / np.where(cross, before - after, 1)
    edges = np.insert(z, np.flatnonzero(cross) + 1, crossing[cross])
    gap = np.insert(gap, np.flatnonzero(cross) + 1, 0)
    return edges, np.sign(gap[:-1] + gap[1:])


def _ranges(edges: np.ndarray, signs: np.ndarray, sign: int) -> Ranges:
    """Join neighbouring pieces that have the sign."""
    starts = np.flatnonzero(np.diff(np.concatenate([[False], signs == sign, [False]]).astype(int)))
    return tuple((float(edges[i]), float(edges[j])) for i, j in zip(starts[::2], starts[1::2], strict=True))
