r"""Growth from the poorest to the richest. This function is part of :mod:`zjpoverty.decompose`.

In this room 0 is the year before and 1 the year after, :math:`Q(p)` is the income at rank p, :math:`H` the headcount,
:math:`W` the Watts index. A sentence about a column begins with its year.

References
----------
Foster, J., Seth, S., Lokshin, M. and Sajaia, Z. (2013). A Unified Approach to Measuring Poverty and Inequality. World
Bank.

Ravallion, M. and Chen, S. (2003). Measuring pro-poor growth. Economics Letters 78(1), 93-99.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import column, cumulative, numbers, quantile
from zjpoverty.decompose._changes import check_year, one_line
from zjpoverty.decompose._groups import naming
from zjpoverty.poverty import headcount, watts


@dataclass(frozen=True, eq=False)
class GrowthIncidence:
    """What :func:`growth_incidence` returns: the curve, and rates of growth a year; the last three need a line."""

    p: np.ndarray
    growth: np.ndarray
    mean_growth: float
    median_growth: float
    headcount_before: float | None
    pro_poor_growth: float | None
    pro_poor_growth_by_watts: float | None


def growth_incidence(
    before: ArrayLike,
    after: ArrayLike,
    p: ArrayLike | None = None,
    before_weights: ArrayLike | None = None,
    after_weights: ArrayLike | None = None,
    line: float | None = None,
    years: float = 1,
) -> GrowthIncidence:
    r"""Growth of income at each rank, from the poorest to the richest: the growth incidence curve.

    .. math:: g(p) = \left( \frac{Q_1(p)}{Q_0(p)} \right)^{1 / t} - 1, \qquad
              \text{pro-poor growth } \frac{1}{H_0} \int_0^{H_0} g(p)\, dp, \qquad
              \text{by Watts } \frac{W_0 - W_1}{t\, H_0}

    It is anonymous: the people at a rank need not be the same in both years. The rate of pro-poor growth is the mean
    of the curve over the initially poor, taken over all their ranks and not only those in `p`. For small changes it is
    the fall of the Watts index over the headcount; for larger ones it differs, since the Watts index is a logarithm and
    counts growth only up to the line.

    Parameters
    ----------
    before, after, before_weights, after_weights : array_like
        Incomes of the two years in the prices of one, and how many each row stands for. None: each row counts once.
    p : array_like, optional
        Ranks above 0 and below 1. None: 0.01, 0.02, ..., 0.99.
    line : float, optional
        Poverty line, the same in both years. None: no rate of pro-poor growth.
    years : float
        :math:`t`, the years between: growth is a share a year, compounded (by Watts: divided).

    Returns
    -------
    GrowthIncidence
        Rates as shares: 0.05 is 5 per cent a year. Growth that is equal for all gives a flat curve.

    Raises
    ------
    ValueError
        If an argument is out of its range, a quantile or a poor income is not above zero, or nobody is poor before.

    References
    ----------
    Ravallion and Chen (2003), p. 93: the rate. Foster et al. (2013), equation (2.13), p. 76: the curve.

    Examples
    --------
    >>> growth_incidence([10, 20, 30], [15, 20, 45], p=[0.2, 0.5, 0.8]).growth
    array([0.5, 0. , 0.5])
    """
    y0, w0, m0 = check_year("before", before, before_weights)
    y1, w1, m1 = check_year("after", after, after_weights)
    p, t = _ranks(p), _years(years)
    Q0, Q1 = _positive("before", quantile(y0, w0, [*p, 0.5]), p), _positive("after", quantile(y1, w1, [*p, 0.5]), p)
    *g, median = (Q1 / Q0) ** (1 / t) - 1
    poor = (None, None, None) if line is None else _pro_poor(y0, w0, y1, w1, one_line(line), t)
    return GrowthIncidence(p, np.array(g), float((m1 / m0) ** (1 / t) - 1), float(median), *poor)


def _pro_poor(y0, w0, y1, w1, z: float, t: float) -> tuple[float, float, float]:
    with naming("before"):
        H, W0 = headcount(y0, z, w0), watts(y0, z, w0)
    with naming("after"):
        W1 = watts(y1, z, w1)
    if H == 0:
        raise ValueError(f"before: nobody is poor below {z:g}, so there is no growth of the poor. Give another line.")
    (Q0, C0), (Q1, C1) = _steps(y0, w0), _steps(y1, w1)
    ends = np.unique(np.concatenate([[0, H], C0, C1]))
    ends = ends[ends <= H]
    middle, width = (ends[1:] + ends[:-1]) / 2, np.diff(ends)  # both quantile functions are flat from end to end
    g = (Q1[np.searchsorted(C1, middle)] / Q0[np.searchsorted(C0, middle)]) ** (1 / t) - 1
    return H, float(width @ g / H), (W0 - W1) / (t * H)


def _steps(y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(y)
    y, w = y[order], w[order]
    C = cumulative(w[w > 0])
    return y[w > 0], C / C[-1]


def _ranks(p: ArrayLike | None) -> np.ndarray:
    p = np.arange(1, 100) / 100 if p is None else column(np.atleast_1d(numbers(p, "p")), "p")
    if p.size == 0:
        raise ValueError("p is empty. Give at least one rank, such as 0.1.")
    bad = ~((p > 0) & (p < 1))
    if bad.any():
        raise ValueError(f"p is not above 0 and below 1 in {bad.sum()} of {p.size} values. It is a rank, such as 0.1.")
    return p


def _years(years: float) -> float:
    t = numbers(years, "years")
    if t.ndim or not 0 < t < np.inf:
        raise ValueError(f"years must be one number above zero, but it is {years}.")
    return float(t)


def _positive(name: str, Q: np.ndarray, p: np.ndarray) -> np.ndarray:
    bad = Q <= 0
    if bad.any():
        first = [*p, 0.5][int(np.argmax(bad))]
        raise ValueError(
            f"{name}: income is zero or negative at {bad.sum()} of {bad.size} ranks (the first is {first:g}), "
            "and growth is a share of an income above zero. Ask for higher ranks."
        )
    return Q
