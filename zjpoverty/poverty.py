r"""How many are poor, how far below the line, and how unequally: poverty measures of one population at one line.

In this room :math:`y_i` is the income of row :math:`i`, :math:`z_i` its poverty line, :math:`w_i` its weight,
:math:`W = \sum_i w_i`, and :math:`g_i = \max(z_i - y_i, 0) / z_i` its gap, a share of the line.

At the line: a household whose income is exactly the line is **not poor**, unless you say ``at_line="poor"``. Poor means
:math:`y_i < z_i`, as in Haughton and Khandker (2009, p. 70). The chapter behind this package counts households that
exceed 2,500 yuan and those that have less; exactly 2,500 is in neither group. Foster, Greer and Thorbecke (1984,
pp. 761-762) themselves, and R's convey, count it as poor. It matters where the poor are counted: in `headcount`,
`income_gap_ratio` and `sen`. Elsewhere such a household adds a gap of zero.

Lines: one for all, one for each row, or a share of the median or mean. With a line for each row, people are ranked by
their gap, that is by :math:`y_i / z_i`.

Weights: a weight of 3 is the same as three rows, and multiplying all weights by one number changes nothing, except in
`total_shortfall`, which is a total.

References
----------
- Foster, J., Greer, J. and Thorbecke, E. (1984). A class of decomposable poverty measures. Econometrica 52(3), 761-766.
- Foster, J., Seth, S., Lokshin, M. and Sajaia, Z. (2013). A Unified Approach to Measuring Poverty and Inequality. World
  Bank.
- Haughton, J. and Khandker, S. R. (2009). Handbook on Poverty and Inequality. World Bank.
- Morduch, J. (1998). Poverty, economic growth, and average exit time. Economics Letters 59(3), 385-390.
- Sen, A. (1976). Poverty: an ordinal approach to measurement. Econometrica 44(2), 219-231.
- Shorrocks, A. F. (1995). Revisiting the Sen poverty index. Econometrica 63(5), 1225-1230.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import (
    check_alpha,
    check_at_line,
    check_income,
    check_line,
    check_weights,
    cumulative,
    is_poor,
    mean,
    numbers,
    quantile,
    refuse,
    summable,
)
from zjpoverty._relative import finite

__all__ = [
    "RelativeLine",
    "fgt",
    "headcount",
    "income_gap_ratio",
    "poverty_gap",
    "poverty_severity",
    "sen",
    "sen_shorrocks_thon",
    "time_to_exit",
    "total_shortfall",
    "watts",
]

_FAR = "an income is too far below its line for this measure. Check the smallest income and the line."


@dataclass(frozen=True)
class RelativeLine:
    r"""A poverty line that is a share of the median or of the mean income of all people.

    .. math:: z = k\, Q(0.5) \quad \text{or} \quad z = k\, \frac{\sum_i w_i y_i}{W}

    Parameters
    ----------
    share : float
        :math:`k`, above zero, up to 5; 0.6 of the median is the European Union's line.
    of : {"median", "mean"}
        What it is a share of. The median is the mean of the two middle incomes where two stand in the middle.

    Raises
    ------
    ValueError
        If the share is out of its range, `of` is another word, or (when called) the median or mean is not above zero.

    Examples
    --------
    A measure takes it as its line and computes it from the same incomes and weights.

    >>> RelativeLine(0.6)([100, 200, 1000])
    120.0
    >>> round(headcount([100, 200, 1000], line=RelativeLine(0.6)), 3)
    0.333
    """

    share: float = 0.6
    of: Literal["median", "mean"] = "median"

    def __post_init__(self):
        share = numbers(self.share, "share") if not isinstance(self.share, str) else np.array(np.nan)
        if share.ndim or not 0 < share <= 5:
            hint = " Above 5 it is refused: it is a share, not a percentage." if share.ndim == 0 and share > 5 else ""
            raise ValueError(f"share is {self.share!r}; a relative line is a share above zero, such as 0.6.{hint}")
        object.__setattr__(self, "share", float(share))
        if self.of not in ("median", "mean"):
            raise ValueError(f'of must be "median" or "mean", but it is {self.of!r}.')

    def __call__(self, income: ArrayLike, weights: ArrayLike | None = None) -> float:
        """Return the line for these incomes, in their unit: the nearest income, if it differs by rounding alone."""
        y = check_income(income)
        w = summable(check_weights(weights, y.size))
        middle = float(quantile(y, w, 0.5) if self.of == "median" else mean(y, w))
        if middle <= 0:
            raise ValueError(f"The {self.of} income is {middle:g}, so that a share of it is no line. Give one number.")
        z = self.share * middle
        # who stands exactly at the line must not become poor because 0.55 * 100 is 55.00000000000001
        with np.errstate(over="ignore"):
            away = np.where(w > 0, np.abs(y - z), np.inf)
        nearest = np.argmin(away)
        return float(y[nearest] if away[nearest] < 1e-12 * z else z)


def fgt(
    income: ArrayLike,
    line: ArrayLike | RelativeLine,
    alpha: float,
    weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> float:
    r"""Mean of the poor's relative gaps, each raised to the power alpha (Foster-Greer-Thorbecke).

    .. math:: P_\alpha = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i\, g_i^{\alpha},
              \qquad g_i = \frac{z_i - y_i}{z_i}, \qquad W = \sum_i w_i

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit. Negative incomes are allowed; their gap is larger than 1.
    line : float, array_like of shape (n,), or RelativeLine
        Poverty line above zero, in the unit of income: one for all, one for each row, or a share of the median or mean.
    alpha : float
        0 or more. 0 counts the poor, 1 adds up their gaps; the larger alpha, the more the poorest count.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.
    at_line : {"not poor", "poor"}
        What a row is whose income is exactly the line. It matters for alpha = 0 only: there the gap is zero.

    Returns
    -------
    float
        0: nobody is poor. 1: all are poor and, for alpha > 0, have nothing. Above 1 only with negative incomes.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Foster, Greer and Thorbecke (1984), equation (3), p. 763.

    Examples
    --------
    One of two is poor, and has half of the line: half of 0.5 squared.

    >>> fgt([50, 200], line=100, alpha=2)
    0.125
    """
    y, z, w = columns(income, line, weights)
    alpha = check_alpha(alpha)
    check_at_line(at_line)
    W = w.sum()
    if alpha == 0:  # 0 ** 0 is 1 for those who are not poor, too
        return float((w * is_poor(y, z, at_line)).sum() / W)
    with np.errstate(over="ignore", invalid="ignore"):  # of debts, and of debts of weight zero: `_sum` looks at both
        g = z - y
        # in place: a new array of a million rows costs more than the arithmetic
        np.maximum(g, 0, out=g)
        g /= z
        g **= alpha
        g *= w
    # summing over all rows, in the order in which W is summed, keeps rounding from exceeding 1
    return _sum(g, w) / float(W)


def headcount(
    income: ArrayLike,
    line: ArrayLike | RelativeLine,
    weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> float:
    r"""Share of the population that is poor.

    .. math:: P_0 = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i

    Parameters
    ----------
    income, line, weights, at_line
        As in `fgt`.

    Returns
    -------
    float
        From 0 (nobody is poor) to 1 (all are poor): a share, not a percentage.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Foster, Greer and Thorbecke (1984), p. 763: the measure with alpha = 0.

    Examples
    --------
    >>> headcount([2300, 2500, 2700, 9000], line=2500)
    0.25
    """
    return fgt(income, line, 0, weights, at_line=at_line)


def poverty_gap(income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None = None) -> float:
    r"""Mean gap to the line, as a share of the line, with zero for those who are not poor.

    .. math:: P_1 = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i\, \frac{z_i - y_i}{z_i}

    Parameters
    ----------
    income, line, weights
        As in `fgt`.

    Returns
    -------
    float
        From 0 (nobody is poor) to 1 (nobody has anything); above 1 only with negative incomes. Times the line, it is
        the cost per head, the non-poor included, of lifting all the poor to the line.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Haughton and Khandker (2009), equation (4.4) and table, p. 70: the values of the example.

    Examples
    --------
    The gaps are 25 and 15 of 125, that is 0.20 and 0.12; their sum over four people is 0.08.

    >>> poverty_gap([100, 110, 150, 160], line=125)
    0.08
    """
    return fgt(income, line, 1, weights)


def poverty_severity(income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None = None) -> float:
    r"""Mean squared gap (squared poverty gap index): larger when the gaps are unequal among the poor.

    .. math:: P_2 = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i \left( \frac{z_i - y_i}{z_i} \right)^2

    Parameters
    ----------
    income, line, weights
        As in `fgt`.

    Returns
    -------
    float
        From 0 (nobody is poor) to 1 (nobody has anything); above 1 only with negative incomes.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Haughton and Khandker (2009), equation (4.6) and table, p. 72: the values of the example.

    Examples
    --------
    The gaps 0.20 and 0.12, squared, are 0.04 and 0.0144; their sum over four people is 0.0136.

    >>> round(poverty_severity([100, 110, 150, 160], line=125), 12)
    0.0136
    """
    return fgt(income, line, 2, weights)


def total_shortfall(income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None = None) -> float:
    r"""What it would cost to lift each poor household exactly to the line, if not a yuan went elsewhere.

    .. math:: T = \sum_i w_i \max(z_i - y_i, 0)

    It is a total, not a mean: with weights that add up to the population it is the sum for the country, and weights
    three times as large make it three times as large. For one line it is :math:`z\, W P_1`.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit. Negative incomes are allowed and cost more than the line.
    line, weights
        As in `fgt`.

    Returns
    -------
    float
        In the unit of income, 0 or more. 0: nobody is poor.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Haughton and Khandker (2009), p. 67: the sum of the gaps as the minimum cost of eliminating poverty.

    Examples
    --------
    25 and 15 are lacking to 125.

    >>> total_shortfall([100, 110, 150, 160], line=125)
    40.0
    """
    y, z, w = columns(income, line, weights)
    w = check_weights(weights, y.size)  # not rescaled: it is a total
    with np.errstate(over="ignore", invalid="ignore"):
        return _sum(w * np.maximum(z - y, 0), w)


def income_gap_ratio(
    income: ArrayLike,
    line: ArrayLike | RelativeLine,
    weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> float:
    r"""Mean gap of the poor alone, as a share of the line: how poor the poor are.

    .. math:: I = \frac{P_1}{P_0} = \frac{\sum_i w_i\, g_i}{\sum_{i:\,y_i < z_i} w_i}

    It rises when the least poor household leaves poverty: a companion of the headcount, not a measure to use alone.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit. Negative incomes are allowed; their gap is larger than 1.
    line, weights, at_line
        As in `fgt`. Counted as poor at the line, a row has a gap of zero.

    Returns
    -------
    float
        Above 0, up to 1 (the poor have nothing); above 1 only with negative incomes; 0 if all the poor are at the line.

    Raises
    ------
    ValueError
        If nobody is poor, or an argument is empty, missing, infinite, not a number, of another length, or out of range.

    References
    ----------
    Foster, Greer and Thorbecke (1984), p. 763.

    Examples
    --------
    The gaps of the two poor are 0.20 and 0.12.

    >>> round(income_gap_ratio([100, 110, 150, 160], line=125), 12)
    0.16
    """
    y, z, w = columns(income, line, weights)
    poor = is_poor(y, z, at_line)
    W_p = (w * poor).sum()
    if W_p == 0:
        raise ValueError("Nobody is poor, so the poor have no mean gap. Check that line and income have the same unit.")
    with np.errstate(over="ignore", invalid="ignore"):
        return _sum(w * (np.maximum(z - y, 0) / z), w) / float(W_p)


def watts(income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None = None) -> float:
    r"""Mean of the logarithms of line over income, with zero for those who are not poor (Watts index).

    .. math:: \text{Watts} = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i \ln \frac{z_i}{y_i}

    One yuan more or less counts more, the poorer the household: a fall from 100 to 50 as much as one from 50 to 25.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit; above zero wherever the weight is.
    line, weights
        As in `fgt`.

    Returns
    -------
    float
        0: nobody is poor. No upper end: it grows without limit as an income nears zero. Never below the poverty gap.

    Raises
    ------
    ValueError
        If an income is zero or negative where the weight is not zero, as it has no logarithm. If an argument is empty,
        missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Haughton and Khandker (2009), equation (4.12), p. 77. Foster et al. (2013), p. 33: the logarithm of the line over
    the geometric mean of incomes censored at the line.

    Examples
    --------
    One of two is poor and has half of the line: half of ln 2.

    >>> round(watts([50, 200], line=100), 6)
    0.346574
    """
    y, z, w = columns(income, line, weights)
    remedy = "The Watts index takes logarithms: correct these rows, or use poverty_severity, which takes none."
    refuse((y <= 0) & (w > 0), "income", "zero or negative", remedy)
    poor = (y < z) & (w > 0)
    y, z, w_p = y[poor], z[poor], w[poor]
    with np.errstate(over="ignore"):
        x = z / y
    # where the ratio passes the largest number, its logarithm does not
    logs = np.where(np.isinf(x), np.log(z) - np.log(y), np.log(x))
    return float((w_p * logs).sum() / w.sum())


def time_to_exit(
    income: ArrayLike, line: ArrayLike | RelativeLine, growth: float, weights: ArrayLike | None = None
) -> float:
    r"""Mean number of years until each household reaches the line, if all incomes grow at the same rate.

    .. math:: t = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i\, \frac{\ln (z_i / y_i)}{\text{growth}}
                = \frac{\text{Watts}}{\text{growth}}

    The mean is over **all** people, with zero years for those who are not poor. Over the poor alone, it is this value
    divided by the headcount.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit; above zero wherever the weight is.
    line, weights
        As in `fgt`.
    growth : float
        Continuous growth of every income, a share a year above zero; for r a year added at its end, give ln(1 + r).

    Returns
    -------
    float
        Years, 0 or more. 0: nobody is poor.

    Raises
    ------
    ValueError
        If growth is not above zero, and for whatever `watts` refuses.

    References
    ----------
    Morduch (1998). Haughton and Khandker (2009), equation (4.13), p. 79.

    Examples
    --------
    Half of the line doubles in 35 years at 2 percent; the other of the two is there already.

    >>> round(time_to_exit([50, 200], line=100, growth=0.02), 2)
    17.33
    """
    value = numbers(growth, "growth")
    if value.ndim > 0 or not 0 < value < np.inf:
        raise ValueError(f"growth must be one number above zero, a share a year such as 0.02, but it is {growth}.")
    return finite(watts(income, line, weights) / float(value), "growth is too small.")


def sen(
    income: ArrayLike,
    line: ArrayLike | RelativeLine,
    weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> float:
    r"""Headcount times the mean of the larger gap of two poor people: number, depth and inequality in one (Sen).

    .. math:: S = P_0 \left[ I + (1 - I)\, G_p \right]
                = \frac{1}{W W_p} \sum_{i:\,y_i < z_i} (2 (W_p - C_i) + w_i)\, w_i\, g_i,
              \qquad C_i = \sum_{j \le i} w_j, \qquad W_p = \sum_{i:\,y_i < z_i} w_i

    :math:`G_p` is the Gini of the poor's incomes, of :math:`y_i / z_i` where lines differ. The second form, sorted from
    the largest gap down, says what it means: :math:`P_0` times the mean, over all pairs of the poor, of the larger gap.
    Sen's own has :math:`q / (q + 1)` beside :math:`G_p` for q poor; three rows are then not the same as a weight of 3.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit; zero or more wherever the weight is, as the Gini of debts has no meaning.
    line, weights, at_line
        As in `fgt`. Counted as poor at the line, a row has a gap of zero.

    Returns
    -------
    float
        From 0 (nobody is poor) to 1 (all have nothing). It jumps down when a poor person crosses the line.

    Raises
    ------
    ValueError
        If an income is negative, or an argument empty, missing, infinite, not a number, of another length, or out of
        its range.

    References
    ----------
    Sen (1976).

    Examples
    --------
    Gaps of 0.5 and 1, and of two people who are not poor. Of the four pairs of the poor the larger gap is 0.5, 1, 1, 1.

    >>> sen([50, 0, 200, 200], line=100)
    0.4375
    """
    y, z, w = columns(income, line, weights)
    remedy = "The Gini of the poor needs zero or more: correct these rows, or use sen_shorrocks_thon, which needs none."
    refuse((y < 0) & (w > 0), "income", "negative", remedy)
    poor = is_poor(y, z, at_line) & (w > 0)
    if not poor.any():
        return 0.0
    g, w_p = (z[poor] - y[poor]) / z[poor], w[poor]
    value = _larger_gaps(g, w_p, w_p.sum()) / w_p.sum() / w.sum()
    return float(min(value, g.max()))  # a mean is at most the largest


def sen_shorrocks_thon(income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None = None) -> float:
    r"""Mean of the larger gap of two people: number, depth and inequality in one (Sen-Shorrocks-Thon).

    .. math:: SST = P_0\, I\, (1 + G_g) = P_1 (1 + G_g)
                  = \frac{1}{W^2} \sum_i (2 (W - C_i) + w_i)\, w_i\, g_i,
              \qquad C_i = \sum_{j \le i} w_j

    :math:`G_g` is the Gini of the gaps of all people, zeros included. The last form, sorted from the largest gap down,
    is the mean, over all pairs of people, of the larger gap; it is also twice the area under `curves.tip`. Unlike
    Sen's, it is continuous at the line.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit. Negative incomes are allowed: their gap is above 1, and a Gini of gaps, which
        are never negative, keeps its meaning.
    line, weights
        As in `fgt`.

    Returns
    -------
    float
        From 0 (nobody is poor) to 1 (all have nothing), above 1 only with debts. Once to twice the poverty gap.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Shorrocks (1995). Haughton and Khandker (2009), pp. 74-76. Foster et al. (2013), p. 33: one less the Sen mean of
    incomes censored at the line, the mean of the smaller of two, over the line.

    Examples
    --------
    One of two is poor and has half of the line. The larger gap is 0.5 in three of four pairs, and 0 in the fourth.

    >>> sen_shorrocks_thon([50, 200], line=100)
    0.375
    """
    y, z, w = columns(income, line, weights)
    poor = (y < z) & (w > 0)
    W = w.sum()
    with np.errstate(over="ignore"):
        g = (z[poor] - y[poor]) / z[poor]
        value = _larger_gaps(g, w[poor], W) / W / W
    return finite(min(value, g.max(initial=0)), _FAR)


def columns(
    income: ArrayLike, line: ArrayLike | RelativeLine, weights: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return incomes, lines and weights, checked, as three arrays of one length; not a measure, but their door.

    Weights so large or small that sums of them would overflow or vanish are divided by one number.

    Examples
    --------
    >>> columns([100, 200, 1000], RelativeLine(0.6), None)[1]
    array([120., 120., 120.])
    """
    y = check_income(income)
    w = summable(check_weights(weights, y.size))
    return y, check_line(line(y, w) if isinstance(line, RelativeLine) else line, y.size), w


def _sum(terms: np.ndarray, w: np.ndarray) -> float:
    """Add up terms of zero or more; those of weight zero are left out if one of them is no number."""
    total = terms.sum()
    return finite(total if np.isfinite(total) else terms[w > 0].sum(), _FAR)


def _larger_gaps(g: np.ndarray, w: np.ndarray, W: float) -> float:
    """Sum the larger gap over all pairs among people of weight W in all, where those who are not in g have none."""
    order = np.argsort(-g)
    g, w = g[order], w[order]
    C = cumulative(w)
    # a person's gap is the larger one against all who come later, from either side, and against themselves
    return (2 * (W - C) + w) @ (w * g)


# "income" stands for the unit of the incomes; the others are pure numbers
headcount.unit = fgt.unit = poverty_gap.unit = poverty_severity.unit = income_gap_ratio.unit = "share"
total_shortfall.unit, time_to_exit.unit = "income", "years"
