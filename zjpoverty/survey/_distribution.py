r"""A weighted distribution of incomes, sorted once: its mean, quantiles, Lorenz ordinates, distances and density.

The door for the influence functions, which need several of these at a time.

**The density** is that of a Gaussian kernel on the logarithms of positive incomes. On the incomes themselves, as in R's
convey and vardpoor, it can be far off where incomes are as skewed as they are, and with it the variance (Charpentier
and Flachaire 2015; Graf and Tillé 2014). The bandwidth is Silverman's, for as many different incomes as the weights
leave effective. Convey and vardpoor take the sum of the weights for the number of rows, so that their standard errors
depend on the scale of the weights. Here neither that scale matters, nor whether a weight of 3 or three rows are given.

.. math:: f(x) = \frac{1}{h\, x\, W} \sum_{y_i > 0} w_i\, \varphi\!\left( \frac{\ln x - \ln y_i}{h} \right), \qquad
          h = \frac{0.9}{m^{1/5}} \min\!\left( \sigma, \frac{\mathrm{IQR}}{1.34} \right), \qquad
          m = \frac{(\sum_k W_k)^2}{\sum_k W_k^2}

with :math:`\sigma` and IQR those of the logarithms, and :math:`W_k` the weight of all who have the same k-th income.

References
----------
Charpentier, A. and Flachaire, E. (2015). Log-transform kernel density estimation of income distribution. L'Actualité
économique 91(1-2).

Graf, E. and Tillé, Y. (2014). Variance estimation using linearization for poverty and social exclusion indicators.
Survey Methodology 40(1).

Silverman, B. W. (1986). Density Estimation for Statistics and Data Analysis. Chapman and Hall, p. 48, equation (3.31).
"""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty import _arrays

ELSE = "Use method='bootstrap' or 'jackknife'."


class Distribution:
    """Incomes and weights; what is asked for is computed once and kept.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        As for every measure; any order.

    Examples
    --------
    >>> F = Distribution([75, 25])
    >>> F.mean, F.quantile(0.5), F.distances
    (50.0, 50.0, array([50., 50.]))
    """

    def __init__(self, income: ArrayLike, weights: ArrayLike | None = None):
        self.y = _arrays.check_income(income)
        self.w = _arrays.check_weights(weights, self.y.size)
        self.W = self.w.sum()

    @cached_property
    def mean(self) -> float:
        r"""The mean :math:`\mu`."""
        return float(self.w @ self.y / self.W)

    @cached_property
    def order(self) -> np.ndarray:
        """The rows from poor to rich."""
        return np.argsort(self.y)

    @cached_property
    def sorted(self) -> tuple[np.ndarray, np.ndarray]:
        """Incomes and weights from poor to rich."""
        return self.y[self.order], self.w[self.order]

    def quantile(self, p: float) -> float:
        """Return Q(p)."""
        return float(_arrays.quantile(*self.sorted, p))

    def below(self, p: float) -> np.ndarray:
        r"""Return :math:`\min(y_i - Q(p), 0) + p\, Q(p)`, whose mean is the generalized Lorenz curve at p."""
        Q = self.quantile(p)
        return np.minimum(self.y - Q, 0) + p * Q

    @cached_property
    def distances(self) -> np.ndarray:
        r"""The sums :math:`d_i = \sum_j w_j |y_i - y_j|`; equal incomes may stand in any order, their distance is 0."""
        y, w = self.sorted
        y = y - y[0]  # equal incomes give exactly 0
        C, M = _arrays.cumulative(w), _arrays.cumulative(w * y)
        d = np.empty_like(y)
        d[self.order] = y * (2 * C - C[-1]) + M[-1] - 2 * M
        return d

    @cached_property
    def larger(self) -> np.ndarray:
        r"""The sums :math:`m_i = \sum_j w_j \max(y_i, y_j)`: half of the sum and of the distance of each pair."""
        return (self.W * (self.y + self.mean) + self.distances) / 2

    def density(self, x: float) -> float:
        """Return f(x), the formula at the top of this page; below zero it is the density of debts."""
        if x < 0:
            return Distribution(-self.y, self.w).density(-x)
        t, w, h = self._kernel
        if x == 0 or h == 0:
            why = "at 0, where logarithms end" if x == 0 else "from fewer than two different incomes above 0"
            need = "The density of incomes, which the standard error needs,"
            raise ValueError(f"{need} cannot be estimated {why}. {ELSE}")
        # beyond nine bandwidths the kernel is below the last digit
        low, high = np.searchsorted(t, np.log(x) + np.array([-9, 9]) * h)
        v = (np.log(x) - t[low:high]) / h
        return float(w[low:high] @ np.exp(v * v / -2) / (np.sqrt(2 * np.pi) * h * x * self.W))

    @cached_property
    def _kernel(self) -> tuple[np.ndarray, np.ndarray, float]:
        """The logarithms of positive incomes, their weights, and the bandwidth, which is 0 if there is none."""
        y, w = self.sorted
        positive = np.searchsorted(y, 0, side="right")
        t, w = np.log(y[positive:]), w[positive:]
        W = w.sum()
        sigma = np.sqrt(w @ (t - w @ t / W) ** 2 / W) if W else 0.0
        if sigma < 1e-12:  # one income, but for rounding
            return t, w, 0.0
        W_k = np.add.reduceat(w, np.append(0, np.flatnonzero(t[1:] != t[:-1]) + 1))
        m = W**2 / (W_k @ W_k)
        low, high = _arrays.quantile(t, w, [0.25, 0.75])
        # the quartiles are equal if one income is half of all
        return t, w, 0.9 * (min(sigma, (high - low) / 1.34) or sigma) * m**-0.2
