r"""The same money for the poor, given in two ways: to those nearest to the line, or to the poorest.

With incomes :math:`y_i`, weights :math:`w_i`, the line :math:`z` and the money :math:`M`, both ways fill
:math:`\min(M, \sum_i w_i \max(z - y_i, 0))` of the gaps. So the poverty gap falls by as much; the headcount and the
severity do not.
"""

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_line, check_weights
from zjpoverty._limits import not_negative

__all__ = ["nearest_first", "poorest_first"]


def nearest_first(income: ArrayLike, line: float, money: float, weights: ArrayLike | None = None) -> np.ndarray:
    r"""Lift the poor to the line, one after the other, from the smallest gap on, until the money is spent.

    .. math:: y_i' = y_i + \frac{1}{w_i} \min \Bigl( w_i g_i,\ \max \bigl( 0,\ M - \sum_{j:\,g_j < g_i} w_j g_j \bigr)
              \Bigr), \qquad g_i = \max(z - y_i, 0)

    No other way to spend the money leaves fewer persons under the line, up to one row: the last is lifted in part.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, yuan a person and year.
    line : float
        Poverty line above zero, in the unit of income.
    money : float
        What is given in all, 0 or more: yuan, where weights are persons. More than all gaps together: the rest is kept.
    weights : array_like, shape (n,), optional
        Persons of each row. None: one each.

    Returns
    -------
    numpy.ndarray
        Incomes with what was given.

    Raises
    ------
    ValueError
        If an argument is empty, missing, negative or of another length.

    Examples
    --------
    >>> nearest_first([500, 2000, 2400], line=2500, money=600).tolist()
    [500.0, 2500.0, 2500.0]
    """
    y, z, w = _checked(income, line, money, weights)
    g = np.maximum(z - y, 0)
    order = np.argsort(g, kind="stable")
    cost = w * g
    before = np.empty_like(cost)
    before[order] = np.cumsum(cost[order]) - cost[order]
    given = np.clip(money - before, 0, cost)
    # who is lifted stands at the line exactly, whatever the rounding of the division
    return np.where((g > 0) & (given == cost), z, y + given / np.where(w > 0, w, 1))


def poorest_first(income: ArrayLike, line: float, money: float, weights: ArrayLike | None = None) -> np.ndarray:
    r"""Raise the poorest to a floor, the highest that the money allows.

    .. math:: y_i' = \max(y_i, f), \qquad \sum_i w_i \max(f - y_i, 0) = M, \qquad f \le z

    No other way to spend the money leaves less severity.

    Parameters
    ----------
    income, line, money, weights
        As in :func:`nearest_first`.

    Returns
    -------
    numpy.ndarray
        Incomes with what was given.

    Raises
    ------
    ValueError
        As :func:`nearest_first`.

    Examples
    --------
    >>> poorest_first([500, 2000, 2400], line=2500, money=600).tolist()
    [1100.0, 2000.0, 2400.0]
    """
    y, z, w = _checked(income, line, money, weights)
    order = np.argsort(y, kind="stable")
    x, W = y[order], np.cumsum(w[order])
    # what it costs to raise all below the next income to it
    cost = np.concatenate([[0], np.cumsum(W[:-1] * np.diff(x))])
    last = np.searchsorted(cost, money, side="right") - 1
    f = x[last] + (money - cost[last]) / W[last] if W[last] > 0 else z
    return np.maximum(y, min(f, z))


def _checked(income: ArrayLike, line: float, money: float, weights: ArrayLike | None) -> tuple:
    y = check_income(income)
    not_negative(money=money)
    return y, float(check_line(line, 1)[0]), check_weights(weights, y.size)
