r"""How many are poor, how far below the line, and how unequally: the Foster-Greer-Thorbecke measures.

In this room :math:`y_i` is the income of row :math:`i`, :math:`z_i` its poverty line, :math:`w_i` its weight.

At the line: a household whose income is exactly the line is **not poor**, unless you say ``at_line="poor"``. Poor means
:math:`y_i < z_i`, as in Haughton and Khandker (2009, p. 70). The chapter behind this package counts households that exceed 2,500 yuan and those
that have less; exactly 2,500 is in neither group. Foster, Greer and Thorbecke (1984, pp. 761-762) themselves, and R's
convey, count it as poor. Only the headcount can differ: at the line the gap is zero.

Weights: a weight of 3 is the same as three rows, and multiplying all weights by one number changes nothing.

References
----------
Foster, J., Greer, J. and Thorbecke, E. (1984). A class of decomposable poverty measures. Econometrica 52(3), 761-766.

Haughton, J. and Khandker, S. R. (2009). Handbook on Poverty and Inequality. World Bank.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_alpha, check_income, check_line, check_weights, is_poor, quantile

__all__ = ["RelativeLine", "fgt", "headcount", "poverty_gap", "poverty_severity"]


@dataclass(frozen=True)
class RelativeLine:
    r"""A poverty line that is a share of the median or of the mean income of all people.

    .. math:: z = k\, Q(0.5) \quad \text{or} \quad z = k\, \frac{\sum_i w_i y_i}{W}

    Parameters
    ----------
    share : float
        :math:`k`, above zero; 0.6 of the median is the European Union's line.
    of : {"median", "mean"}
        What it is a share of. The median is the mean of the two middle incomes where two stand in the middle.

    Raises
    ------
    ValueError
        If the share is not above zero, or `of` is another word.

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
        if not 0 < self.share < np.inf:
            raise ValueError(f"share is {self.share}; a relative line is a share above zero, such as 0.6.")
        if self.of not in ("median", "mean"):
            raise ValueError(f'of must be "median" or "mean", but it is {self.of!r}.')

    def __call__(self, income: ArrayLike, weights: ArrayLike | None = None) -> float:
        """Return the line for these incomes, in their unit."""
        y = check_income(income)
        w = check_weights(weights, y.size)
        return float(self.share * (quantile(y, w, 0.5) if self.of == "median" else w @ y / w.sum()))


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
    y = check_income(income)
    w = check_weights(weights, y.size)
    z = _line(line, y, w)
    alpha = check_alpha(alpha)
    poor = is_poor(y, z, at_line)
    g = np.maximum(z - y, 0) / z
    W = w.sum()
    # `poor` is needed for alpha = 0 only, where 0 ** 0 is 1; summing over all rows keeps rounding from exceeding W
    return float((w * poor * g**alpha).sum() / W)


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
    income : array_like, shape (n,)
        Income of each row, in any unit.
    line : float or array_like, shape (n,)
        Poverty line above zero, in the unit of income: one for all, or one for each row.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.

    Returns
    -------
    float
        From 0 (nobody is poor) to 1 (all are poor): a share, not a percentage. Exactly at the line is not poor.

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


def poverty_gap(income: ArrayLike, line: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Mean gap to the line, as a share of the line, with zero for those who are not poor.

    .. math:: P_1 = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i\, \frac{z_i - y_i}{z_i}

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit.
    line : float or array_like, shape (n,)
        Poverty line above zero, in the unit of income: one for all, or one for each row.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.

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


def poverty_severity(income: ArrayLike, line: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Mean squared gap (squared poverty gap index): larger when the gaps are unequal among the poor.

    .. math:: P_2 = \frac{1}{W} \sum_{i:\,y_i < z_i} w_i \left( \frac{z_i - y_i}{z_i} \right)^2

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit.
    line : float or array_like, shape (n,)
        Poverty line above zero, in the unit of income: one for all, or one for each row.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.

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


def _line(line: ArrayLike | RelativeLine, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    return check_line(line(y, w) if isinstance(line, RelativeLine) else line, y.size)
