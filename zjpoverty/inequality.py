r"""How income is shared: Lorenz curves, the Gini coefficient, entropy and Atkinson measures, quantiles and shares.

In this room :math:`y_i` is the income of row :math:`i`, :math:`w_i` its weight, :math:`W = \sum_i w_i`,
:math:`\mu = \sum_i w_i y_i / W` the mean. Curves and the Gini take the rows **sorted from poor to rich**.

Weights: a weight of 3 is the same as three rows, and multiplying all weights by one number changes nothing. No measure
but `quantile` and `generalized_lorenz` depends on the unit of money.

Negative incomes are refused where the weight is not zero: shares of a total that includes debts can pass below 0 and
above 1, and so can the Gini. `quantile` and `generalized_lorenz`, which know no shares, take them. Zero incomes count,
but a logarithm of them is refused. All incomes zero: there are no shares of nothing, and the measures say so.

References
----------
- Atkinson, A. B. (1970). On the measurement of inequality. Journal of Economic Theory 2(3), 244-263.
- Cobham, A. and Sumner, A. (2014). Is inequality all about the tails? The Palma measure of income inequality.
  Significance 11(1), 10-13.
- Foster, J., Seth, S., Lokshin, M. and Sajaia, Z. (2013). A Unified Approach to Measuring Poverty and Inequality.
  World Bank.
- Haughton, J. and Khandker, S. R. (2009). Handbook on Poverty and Inequality. World Bank.
- Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50(4),
  361-365.
- Lerman, R. I. and Yitzhaki, S. (1989). Improving the accuracy of estimates of Gini coefficients. Journal of
  Econometrics 42(1), 43-47.
- Shorrocks, A. F. (1980). The class of additively decomposable inequality measures. Econometrica 48(3), 613-625.
- Shorrocks, A. F. (1983). Ranking income distributions. Economica 50(197), 3-17.
- Wolfson, M. C. (1994). When inequalities diverge. American Economic Review 84(2), 353-358.
"""

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty import _arrays
from zjpoverty._relative import (
    box_cox,
    counted,
    finite,
    from_poor_to_rich,
    in_order,
    log,
    log_mean_exp,
    number,
    one_if_zero,
    people,
    relative_to_mean,
)

__all__ = [
    "atkinson",
    "generalized_entropy",
    "generalized_lorenz",
    "gini",
    "hoover",
    "lorenz",
    "mean_log_deviation",
    "quantile",
    "quantile_ratio",
    "share",
    "share_ratio",
    "theil",
    "wolfson",
]


def lorenz(income: ArrayLike, weights: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
    r"""Share of all income that the poorest share p of the population receives.

    .. math:: p_k = \frac{\sum_{i \le k} w_i}{\sum_i w_i}, \qquad
              L_k = \frac{\sum_{i \le k} w_i y_i}{\sum_i w_i y_i}, \qquad p_0 = L_0 = 0

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, not all zero, in any unit and order. Weights None: each row counts once.

    Returns
    -------
    p, L : ndarray, shape (n + 1,) for n rows of weight above zero
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
    y, w = from_poor_to_rich(income, weights)
    p = np.concatenate([[0], _arrays.cumulative(w)])
    L = np.concatenate([[0], _arrays.cumulative(w * y)])
    return p / p[-1], L / L[-1]


def generalized_lorenz(income: ArrayLike, weights: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
    r"""Income of the poorest share p of the population, per head of the whole population: the Lorenz curve in money.

    .. math:: GL_k = \frac{1}{W} \sum_{i \le k} w_i y_i = \mu\, L_k, \qquad GL_0 = 0

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes in any unit and order; negative ones are allowed. Weights None: each row counts once.

    Returns
    -------
    p, GL : ndarray, shape (n + 1,) for n rows of weight above zero
        p rises from 0 to 1. GL ends at the mean, in the unit of income; it falls while incomes are negative.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number or of another length, or a weight is negative.

    References
    ----------
    Shorrocks (1983).

    Examples
    --------
    The mean is 50, and the poorer half contributes 12.5 of it.

    >>> generalized_lorenz([75, 25])
    (array([0. , 0.5, 1. ]), array([ 0. , 12.5, 50. ]))
    """
    y, w = in_order(*counted(income, weights))
    w = _arrays.summable(w)
    w = w / w.sum()
    p = np.concatenate([[0], _arrays.cumulative(w)])
    GL = np.concatenate([[0], _arrays.cumulative(w * y)])
    return p / p[-1], GL


def gini(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Half the mean difference between two incomes, relative to the mean: twice the area between diagonal and Lorenz.

    .. math:: G = \frac{\sum_i \sum_j w_i w_j\, |y_i - y_j|}{2\, W \sum_i w_i y_i}
                = \frac{\sum_i (2 C_i - w_i - W)\, w_i y_i}{W \sum_i w_i y_i},
              \qquad C_i = \sum_{j \le i} w_j, \qquad W = \sum_i w_i

    The second form, for sorted incomes, needs no pairs: row i has the larger income against all who stand below it.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, not all zero, in any unit and order. Weights None: each row counts once.

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
    Haughton and Khandker (2009), p. 104: the area. Foster, Seth, Lokshin and Sajaia (2013), equation (2.22), p. 94: the
    pairs. Lerman and Yitzhaki (1989): weights.

    Examples
    --------
    Of the four ordered pairs, two differ, by 50: the mean difference is 25, its half over the mean of 50 is 0.25.

    >>> gini([25, 75])
    0.25
    """
    y, w = from_poor_to_rich(income, weights)
    C = _arrays.cumulative(w)
    W = C[-1]
    # above the poorest income, y - y[0], the sum is the same, and equal incomes give exactly 0
    G = (2 * C - w - W) @ (w * (y - y[0])) / (W * (w @ y))
    return max(0.0, float(G))  # the sum of terms of both signs may fall below zero by a rounding error


def theil(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Theil's T, the generalized entropy of alpha 1: mean of x ln x, where x is income relative to the mean.

    .. math:: T = \frac{1}{W} \sum_i w_i\, x_i \ln x_i, \qquad x_i = \frac{y_i}{\mu}, \qquad 0 \ln 0 = 0

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, not all zero, in any unit and order. Weights None: each row counts once.

    Returns
    -------
    float
        From 0 (all have the same) to ln n (one of n has all). The logarithm is the natural one.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero.

    References
    ----------
    Haughton and Khandker (2009), chapter 6. Shorrocks (1980).

    Examples
    --------
    One of two has all: x is 0 and 2, and the mean of 0 ln 0 and 2 ln 2 is ln 2.

    >>> round(theil([0, 100]), 6)
    0.693147
    """
    x, v = relative_to_mean(income, weights)
    # the mean of x - 1 is zero; without it each term is zero or more, and nearly equal incomes keep their digits
    return max(0.0, float(v @ (x * np.log(one_if_zero(x)) - (x - 1))))


def mean_log_deviation(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Theil's L, the generalized entropy of alpha 0: mean logarithm of how many times income the mean is.

    .. math:: MLD = \frac{1}{W} \sum_i w_i \ln \frac{1}{x_i}, \qquad x_i = \frac{y_i}{\mu}

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes above zero, in any unit and order. Weights None: each row counts once.

    Returns
    -------
    float
        0 if all have the same; no upper bound. The logarithm is the natural one.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, zero, not a number, or of another length.

    References
    ----------
    Haughton and Khandker (2009), chapter 6. Shorrocks (1980).

    Examples
    --------
    The mean is 50, twice the income of one and two thirds of that of the other: (ln 2 + ln 2/3) / 2.

    >>> round(mean_log_deviation([25, 75]), 6)
    0.143841
    """
    x, v = relative_to_mean(income, weights, above_zero="the mean log deviation")
    # the mean of x - 1 is zero: see theil
    return finite(v @ (x - 1 - log(x)))


def generalized_entropy(income: ArrayLike, alpha: float, weights: ArrayLike | None = None) -> float:
    r"""Generalized entropy: the mean log deviation at alpha 0, Theil at 1, half the squared variation at 2.

    .. math:: GE_\alpha = \frac{1}{\alpha (\alpha - 1)} \frac{1}{W} \sum_i w_i \left( x_i^\alpha - 1 \right),
              \qquad x_i = \frac{y_i}{\mu}

    At 0 and 1 this is zero by zero. With :math:`B_a(x) = (x^a - 1) / a`, and :math:`B_0(x) = \ln x`, its terms are also
    :math:`(x - 1 - B_\alpha(x)) / (1 - \alpha)` and :math:`(x B_{\alpha - 1}(x) - x + 1) / \alpha`: the two in the
    body, which let alpha be as near to 0 or 1 as you like.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        As for `theil`; no zeros if alpha is 0 or less.
    alpha : float
        Any number: the larger, the more the incomes at the top count; the smaller, the more those at the bottom.

    Returns
    -------
    float
        0 if all have the same. If one of n has all, (n^(alpha - 1) - 1) / (alpha (alpha - 1)): the most, if alpha > 0.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero; if a
        logarithm of zero is needed; or if the value passes the largest number a computer holds.

    References
    ----------
    Shorrocks (1980). Haughton and Khandker (2009), chapter 6.

    Examples
    --------
    x is 0.5 and 1.5, and half the mean of 0.25 - 1 and 2.25 - 1 is 0.125.

    >>> generalized_entropy([25, 75], alpha=2)
    0.125
    """
    alpha = number(alpha, "alpha", "Use 0 for the mean log deviation, 1 for Theil, 2 for half the squared variation.")
    needs_log = f"the generalized entropy of alpha {alpha:g}" if alpha <= 0 else ""
    x, v = relative_to_mean(income, weights, above_zero=needs_log)
    if alpha < 0.5:
        terms = (x - 1 - box_cox(x, alpha)) / (1 - alpha)
    else:
        terms = (x * box_cox(one_if_zero(x), alpha - 1) - (x - 1)) / alpha
    return finite(v @ terms)


def atkinson(income: ArrayLike, epsilon: float, weights: ArrayLike | None = None) -> float:
    r"""Share of all income that could be given up, if the rest were shared equally, without a loss of welfare.

    .. math:: A_\epsilon = 1 - \left( \frac{1}{W} \sum_i w_i\, x_i^{1 - \epsilon} \right)^{1 / (1 - \epsilon)},
              \qquad A_1 = 1 - \exp \left( \frac{1}{W} \sum_i w_i \ln x_i \right), \qquad x_i = \frac{y_i}{\mu}

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        As for `theil`; no zeros if epsilon is 1 or more.
    epsilon : float
        Aversion to inequality, 0 or more: the larger, the more the poorest count. It may be as near to 1 as you like.

    Returns
    -------
    float
        From 0 (all have the same, or epsilon is 0) to below 1 (the poorest have next to nothing, or epsilon is large).

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero.

    References
    ----------
    Atkinson (1970). Foster, Seth, Lokshin and Sajaia (2013), equation (2.18), p. 91; their parameter is 1 - epsilon.

    Examples
    --------
    The harmonic mean of 25 and 75 is 37.5, a quarter below the mean of 50.

    >>> round(atkinson([25, 75], epsilon=2), 12)
    0.25
    """
    epsilon = number(epsilon, "epsilon", "Use 0.5, 1 or 2 for small, middling and great aversion to inequality.", low=0)
    needs_log = f"the Atkinson measure of epsilon {epsilon:g}" if epsilon >= 1 else ""
    x, v = relative_to_mean(income, weights, above_zero=needs_log)
    r = 1 - epsilon
    log_mean = v @ log(x) if r == 0 else log_mean_exp(r * log(x), v) / r
    return finite(-np.expm1(log_mean)) if epsilon else 0.0  # not the rounding error of a mean that is 1


def hoover(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Share of all income that would have to change hands for all to have the same (Hoover, Pietra, Robin Hood).

    .. math:: H = \frac{1}{2 W} \sum_i w_i\, |x_i - 1|, \qquad x_i = \frac{y_i}{\mu}

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, not all zero, in any unit and order. Weights None: each row counts once.

    Returns
    -------
    float
        From 0 (all have the same) to 1 - 1/n (one of n has all). A transfer on one side of the mean does not change it.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero.

    References
    ----------
    R's ineq 0.2-13, function RS, has the same formula.

    Examples
    --------
    The richer one has 75 of 100 and gives 25.

    >>> hoover([25, 75])
    0.25
    """
    x, v = relative_to_mean(income, weights)
    return float(v @ np.abs(x - 1) / 2)


def wolfson(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    r"""Bipolarization: how far the people have moved from the middle income towards two poles.

    .. math:: P = 2\, (2 T - G)\, \frac{\mu}{m}, \qquad T = \frac{1}{2} - L(\tfrac{1}{2}), \qquad m = Q(\tfrac{1}{2})

    L is the Lorenz curve, joined by straight lines; G the Gini coefficient; m the median, as in `quantile`.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, with a median above zero. Weights None: each row counts once.

    Returns
    -------
    float
        0 if all have the same; 1 if half have nothing and half the same; above 1 only with a mean far above the median.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or the median is zero.

    References
    ----------
    Wolfson (1994).

    Examples
    --------
    T and G are 0.25, and mean and median 50: 2 (0.5 - 0.25).

    >>> wolfson([25, 75])
    0.5
    """
    p, L = lorenz(income, weights)
    T = 0.5 - np.interp(0.5, p, L)
    G = gini(income, weights)
    x, v = relative_to_mean(income, weights)
    m = _arrays.quantile(x, v, 0.5)  # relative to the mean, so that the mean is 1
    if m == 0:
        raise ValueError("income has a median of zero, and the measure is relative to it. Use hoover or gini instead.")
    return max(0.0, float(2 * (2 * T - G) / m))


def quantile(income: ArrayLike, p: ArrayLike, weights: ArrayLike | None = None) -> float | np.ndarray:
    r"""Income that the poorest share p of the population does not exceed; the median at p = 0.5.

    .. math:: Q(p) = \frac{y_j + y_k}{2}, \qquad C_j \ge p W \text{ for the first time}, \qquad
              C_k > p W \text{ for the first time}, \qquad C_i = \sum_{h \le i} w_h

    Unless p W is reached exactly, j = k. This is type 2 of Hyndman and Fan: the median of an even number of rows is the
    mean of the two in the middle, and a weight of 3 is the same as three rows.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes in any unit and order; negative ones are allowed. Weights None: each row counts once.
    p : float or array_like
        Shares of the population, each from 0 (the smallest income) to 1 (the largest).

    Returns
    -------
    float or ndarray of the shape of p
        In the unit of income.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number, of another length, or out of its range.

    References
    ----------
    Hyndman and Fan (1996), definition 2.

    Examples
    --------
    >>> quantile([10, 20, 30, 40], 0.5), quantile([10, 20, 30, 40], 0.6)
    (25.0, 30.0)
    """
    y, w = counted(income, weights)
    Q = _arrays.quantile(y, w, people(p, "p"))
    return Q if Q.ndim else float(Q)


def quantile_ratio(
    income: ArrayLike, upper: float = 0.9, lower: float = 0.1, weights: ArrayLike | None = None
) -> float:
    r"""The quantile at `upper` divided by that at `lower`: P90/P10, unless you say otherwise.

    .. math:: \frac{Q(p_\text{upper})}{Q(p_\text{lower})}

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes in any unit and order; negative ones are allowed. Weights None: each row counts once.
    upper, lower : float
        Shares of the population, from 0 to 1. The income at `lower` must be above zero.

    Returns
    -------
    float
        1 or more if `upper` is above `lower`; 1 if the two incomes are the same. No upper bound.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, not a number or of another length, a weight is negative, a share is
        outside 0 to 1, or the income at `lower` is zero or less.

    References
    ----------
    Foster, Seth, Lokshin and Sajaia (2013), p. 88: as commonly reported; they themselves use 1 less its inverse.

    Examples
    --------
    >>> quantile_ratio([10, 20, 30, 40], upper=0.75, lower=0.25)  # 35 by 15
    2.3333333333333335
    """
    y, w = counted(income, weights)
    upper, lower = people(upper, "upper", one=True), people(lower, "lower", one=True)
    high, low = _arrays.quantile(y, w, [upper, lower])
    if low <= 0:
        raise ValueError(
            f"The income at the share {lower:g} of the people is {low:g}, and a ratio to it has no meaning. "
            "Choose a larger lower."
        )
    return float(high / low)


def share(income: ArrayLike, low: float, high: float, weights: ArrayLike | None = None) -> float:
    r"""Share of all income that the people between two ranks hold, who stand in line from poor to rich.

    .. math:: S = L(p_\text{high}) - L(p_\text{low})

    The Lorenz curve is joined by straight lines: a household that stands across a rank is cut there, and each part
    takes its share of the income along.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, not all zero, in any unit and order. Weights None: each row counts once.
    low, high : float
        Ranks as shares of the population, 0 <= low < high <= 1. 0 and 0.4 are those of the bottom 40 percent.

    Returns
    -------
    float
        From 0 (they have nothing) to 1 (they have all); high - low if all have the same.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or adds up to zero.

    References
    ----------
    Haughton and Khandker (2009), p. 104: the Lorenz curve.

    Examples
    --------
    The second 10 belongs to the bottom 40 percent with three fifths of it: 16 of 100.

    >>> share([10, 10, 10, 10, 60], 0, 0.4), round(share([10, 10, 10, 70], 0, 0.4), 12)
    (0.2, 0.16)
    """
    low, high = people(low, "low", one=True), people(high, "high", one=True)
    if low >= high:
        raise ValueError(f"low is {low:g} and high is {high:g}, so there is nobody in between. low must be below high.")
    p, L = lorenz(income, weights)
    return float(np.interp(high, p, L) - np.interp(low, p, L))


def share_ratio(income: ArrayLike, weights: ArrayLike | None = None, *, top: float = 0.1, bottom: float = 0.4) -> float:
    r"""Income of the richest divided by income of the poorest: the Palma ratio, unless you say otherwise.

    .. math:: \frac{1 - L(1 - p_\text{top})}{L(p_\text{bottom})}

    With top and bottom 0.2 it is the quintile share ratio S80/S20.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Incomes of zero or more, not all zero, in any unit and order. Weights None: each row counts once.
    top, bottom : float
        Shares of the population, from 0 to 1: the richest tenth and the poorest 40 percent. A household that
        stands across a rank is cut there, as in `share`.

    Returns
    -------
    float
        top / bottom if all have the same, so the Palma ratio is then 0.25; no upper bound.

    Raises
    ------
    ValueError
        If an argument is empty, missing, infinite, negative, not a number, of another length, or out of its range; or
        if the bottom has no income.

    References
    ----------
    Cobham and Sumner (2014).

    Examples
    --------
    The top tenth has 30 of 100, and the bottom 40 percent 20.

    >>> round(share_ratio([5, 5, 5, 5, 10, 10, 10, 10, 10, 30]), 12)
    1.5
    """
    top, bottom = people(top, "top", one=True), people(bottom, "bottom", one=True)
    p, L = lorenz(income, weights)
    L_bottom = np.interp(bottom, p, L)
    if L_bottom == 0:
        raise ValueError(f"The poorest {bottom:g} of the people have no income at all. Choose a larger bottom.")
    return float((1 - np.interp(1 - top, p, L)) / L_bottom)


# "income" stands for the unit of the incomes; the others are pure numbers
quantile.unit, share.unit, hoover.unit, atkinson.unit = "income", "share", "share", "share"
