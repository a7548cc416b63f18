r"""How income is shared: the Lorenz curve and the Gini coefficient.

In this room :math:`y_i` is the income of row :math:`i` and :math:`w_i` its weight, **sorted from poor to rich**.

Weights: a weight of 3 is the same as three rows, and multiplying all weights by one number changes nothing. Negative
incomes are refused: shares of a total that includes debts can pass below 0 and above 1, and so can the Gini.

References
----------
Haughton, J. and Khandker, S. R. (2009). Handbook on Poverty and Inequality. World Bank, pp. 104-105.

Lerman, R. I. and Yitzhaki, S. (1989). Improving the accuracy of estimates of Gini coefficients. Journal of
Econometrics 42(1), 43-47.
"""

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_weights, refuse

__all__ = ["gini", "lorenz"]


def lorenz(income: ArrayLike, weights: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
    r"""Share of all income that the poorest share p of the population receives.

    .. math:: p_k = \frac{\sum_{i \le k} w_i}{\sum_i w_i}, \qquad
              L_k = \frac{\sum_{i \le k} w_i y_i}{\sum_i w_i y_i}, \qquad p_0 = L_0 = 0

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit and order; zero or more, and not all zero.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.

    Returns
    -------
    p, L : ndarray, shape (n + 1,)
        Both rise from 0 to 1. L is equal to p if all have the same income, and below p otherwise.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero.

    References
    ----------
    Haughton and Khandker (2009), p. 104.

    Examples
    --------
    The poorer half has a quarter of the income.

    >>> lorenz([75, 25])
    (array([0. , 0.5, 1. ]), array([0.  , 0.25, 1.  ]))
    """
    y, w = _from_poor_to_rich(income, weights)
    p = np.concatenate([[0], np.cumsum(w)])
    L = np.concatenate([[0], np.cumsum(w * y)])
    return p / p[-1], L / L[-1]


def gini(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Half the mean difference between two incomes, relative to the mean: twice the area between diagonal and Lorenz.

    .. math:: G = \frac{\sum_i \sum_j w_i w_j\, |y_i - y_j|}{2\, W \sum_i w_i y_i}
                = \frac{\sum_i (2 C_i - w_i - W)\, w_i y_i}{W \sum_i w_i y_i},
              \qquad C_i = \sum_{j \le i} w_j, \qquad W = \sum_i w_i

    The second form, for sorted incomes, needs no pairs: the income of row i is the larger one against those below it
    and the smaller one against those above it.

    Parameters
    ----------
    income : array_like, shape (n,)
        Income of each row, in any unit and order; zero or more, and not all zero.
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once.

    Returns
    -------
    float
        From 0 (all have the same) to 1 - 1/n (one of n has all). This is the definition for a population, without the
        factor n / (n - 1) by which some packages multiply; with that factor, three rows are not a weight of 3.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero.

    References
    ----------
    Haughton and Khandker (2009), p. 104: the area. Lerman and Yitzhaki (1989): weights.

    Examples
    --------
    Of the four ordered pairs, two differ, by 50: the mean difference is 25, its half over the mean of 50 is 0.25.

    >>> gini([25, 75])
    0.25
    """
    y, w = _from_poor_to_rich(income, weights)
    C = np.cumsum(w)
    W = C[-1]
    # above the poorest income, y - y[0], the sum is the same, and equal incomes give exactly 0
    return float((2 * C - w - W) @ (w * (y - y[0])) / (W * (w @ y)))


def _from_poor_to_rich(income: ArrayLike, weights: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    y = check_income(income)
    w = check_weights(weights, y.size)
    refuse(y < 0, "income", "negative", "Shares of income need zero or more: correct these rows, or set them to 0.")
    order = np.argsort(y)
    y, w = y[order], w[order]
    if w @ y == 0:
        raise ValueError("income adds up to zero, so there are no shares of it. Check the incomes and the weights.")
    return y, w
