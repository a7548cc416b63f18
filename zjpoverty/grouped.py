r"""Poverty and inequality from a table of shares: how many people, and how much of all income they have, by class.

A table of classes and the mean is often all that is published. A Lorenz curve is fitted to it; the curve and the mean
give every measure. Here are the two curves of the World Bank's POVCAL, as in Datt (1998):

=================  =======================================================  ==================
curve              formula                                                  coefficients
=================  =======================================================  ==================
general quadratic  :math:`L (1 - L) = A (p^2 - L) + B L (p - 1) + C (p - L)`  A, B, C
beta               :math:`L = p - \theta p^\gamma (1 - p)^\delta`             theta, gamma, delta
=================  =======================================================  ==================

Measures are methods of the fitted curve. They are integrals, computed to a relative :math:`10^{-9}`, and not the
published closed forms, for two reasons:

* Datt's Gini of the general quadratic takes :math:`A + C - 1` for :math:`\sqrt{m + n + e^2} = |A + C - 1|`. So it is
  wrong where :math:`A + C < 1`: 0.287 for 0.321 in rural China in 1993. It also divides by :math:`m`, so that it has no
  value where :math:`m = 0`, as in the Pareto curve :math:`1 - \sqrt{1 - p}`.
* The Watts index and the mean log deviation have none. The sums that PovcalNet and R's wbpip use instead count the
  lowest step of their grid twice: PovcalNet prints a Watts index for rural China that is 2 to 7 % too high.

A beta curve with gamma below 1 has :math:`L'(0) = -\infty`: a few people, often less than one in 10,000, would have a
negative income. `problems` says so, and measures that take logarithms are refused.

References
----------
Datt, G. (1998). Computational tools for poverty measurement and analysis. FCND Discussion Paper 50. IFPRI.

Kakwani, N. (1980). On a class of poverty measures. Econometrica 48(2), 437-446.

Villasenor, J. A. and Arnold, B. C. (1989). Elliptical Lorenz curves. Journal of Econometrics 40(2), 327-338.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import finite, one_column, refuse, same_length
from zjpoverty._lorenz import LorenzCurve, check_mean, least_squares

__all__ = ["Beta", "Fits", "GeneralQuadratic", "beta", "fit", "general_quadratic"]

POVCAL_TAIL = 0.001  # POVCAL looks at a curve from this rank on


@dataclass(frozen=True, kw_only=True)
class GeneralQuadratic(LorenzCurve):
    r"""The general quadratic Lorenz curve: an arc of an ellipse, a parabola or a hyperbola.

    .. math:: L(p) = -\tfrac{1}{2} \left(B p + e + \sqrt{m p^2 + n p + e^2}\right), \qquad e = -(A + B + C + 1), \quad
              m = B^2 - 4 A, \quad n = 2 B e - 4 C

    It is a Lorenz curve if :math:`e < 0`, :math:`A + C \ge 1` (or :math:`L(1) = A + C`), :math:`C \ge 0`, and
    :math:`n^2 \ge 4 m e^2` with no root of the square between 0 and 1.

    Parameters
    ----------
    A, B, C : float
        The coefficients.
    mean : float
        Mean income, above zero.

    References
    ----------
    Villasenor and Arnold (1989); Datt (1998).

    Examples
    --------
    The curve of Pareto incomes with exponent 2, whose headcount is 1 - (smallest income / line) squared:

    >>> curve = GeneralQuadratic(A=0, B=0, C=1, mean=100)  # L = 1 - sqrt(1 - p), incomes from 50
    >>> round(curve.headcount(100), 9), round(curve.gini(), 9)
    (0.75, 0.333333333)
    """

    A: float
    B: float
    C: float

    @property
    def _emn(self) -> tuple[float, float, float]:
        e = -(self.A + self.B + self.C + 1)
        return e, self.B**2 - 4 * self.A, 2 * self.B * e - 4 * self.C

    def _root(self, p, q):
        e, m, n = self._emn
        from_one = m * q**2 - (2 * m + n) * q + (self.A + self.C - 1) ** 2  # the same square, exact near p = 1
        return np.sqrt(np.where(q < 0.5, from_one, m * p**2 + n * p + e**2))

    def _lorenz(self, p, q=None):
        return -(self.B * p + self._emn[0] + self._root(p, 1 - p if q is None else q)) / 2

    def _slope(self, p, q=None):
        _, m, n = self._emn
        with np.errstate(divide="ignore"):  # infinite where the root is 0
            return -self.B / 2 - (2 * m * p + n) / (4 * self._root(p, 1 - p if q is None else q))

    def _curvature(self, p):
        e, m, n = self._emn
        return (n**2 - 4 * m * e**2) / (8 * self._root(p, 1 - p) ** 3)

    def _with(self, coefficients):
        A, B, C = coefficients
        return GeneralQuadratic(A=float(A), B=float(B), C=float(C), mean=self.mean)


@dataclass(frozen=True, kw_only=True)
class Beta(LorenzCurve):
    r"""The beta Lorenz curve.

    .. math:: L(p) = p - \theta\, p^\gamma (1 - p)^\delta

    It is convex if gamma and delta are at most 1; then incomes at the bottom are negative unless gamma is 1.

    Parameters
    ----------
    theta, gamma, delta : float
        The coefficients, above zero.
    mean : float
        Mean income, above zero.

    References
    ----------
    Kakwani (1980); Datt (1998).

    Examples
    --------
    Incomes from 20 to 80, all alike: L = 0.4 p + 0.6 p^2, and the Gini is a sixth of the range over the mean.

    >>> round(Beta(theta=0.6, gamma=1, delta=1, mean=50).gini(), 12)
    0.2
    """

    theta: float
    gamma: float
    delta: float

    def _lorenz(self, p, q=None):
        t, g, d, q = self.theta, self.gamma, self.delta, 1 - p if q is None else q
        with np.errstate(divide="ignore"):
            return p - t * np.float64(p) ** g * np.float64(q) ** d

    def _slope(self, p, q=None):
        t, g, d, q = self.theta, self.gamma, self.delta, 1 - p if q is None else q
        with np.errstate(divide="ignore"):  # infinite at the ends
            return 1 - t * np.float64(p) ** (g - 1) * np.float64(q) ** (d - 1) * (g * q - d * p)

    def _curvature(self, p):
        t, g, d = self.theta, self.gamma, self.delta
        return t * p**g * (1 - p) ** d * (g * (1 - g) / p**2 + 2 * g * d / (p * (1 - p)) + d * (1 - d) / (1 - p) ** 2)

    def _with(self, coefficients):
        log_theta, gamma, delta = coefficients
        return Beta(theta=float(np.exp(log_theta)), gamma=float(gamma), delta=float(delta), mean=self.mean)


@dataclass(frozen=True)
class Fits:
    """Both curves fitted to one table, and the choice between them."""

    general_quadratic: GeneralQuadratic
    beta: Beta

    def better(self, line: float | None = None) -> GeneralQuadratic | Beta:
        """Return the curve to use for poverty at this line, or for inequality if there is none.

        A valid curve comes first. Of two valid ones, or of none, it is the one with the smaller sum of squared errors:
        up to the headcount at the line, or over the whole table. This is the rule of POVCAL, as in R's wbpip
        (gd_select_lorenz), where a curve counts as valid that is so for ranks from 0.001 to 0.999. It differs in three
        points. Here a curve whose incomes do not reach the line comes last. wbpip takes a general quadratic with A + C
        of 0.9 or more for valid; here L(1) must be 1. And its errors up to the headcount may include the point (1, 1),
        which the regressions leave out.
        """
        return self._choice(line)[0]

    def reason(self, line: float | None = None) -> str:
        """Say in a sentence why the better curve is the better one."""
        return self._choice(line)[1]

    def _choice(self, line):
        curves = {"general quadratic": self.general_quadratic, "beta": self.beta}
        problems = {name: curve.problems(POVCAL_TAIL) for name, curve in curves.items()}
        valid = [name for name in curves if not problems[name]]
        unable = {name: why for name in curves if (why := _no_poverty(curves[name], line))}
        if len(unable) == 1 and valid != [*(curves.keys() - unable)]:
            ((other, why),) = unable.items()
            (name,) = curves.keys() - unable
            return curves[name], f"Only the {name} has an answer. The {other}: {why}"
        if len(valid) == 1:
            (other,) = curves.keys() - valid
            return curves[valid[0]], f"Only the {valid[0]} is valid. The {other}: {' '.join(problems[other])}"
        sse = {name: curve.sse(1 if line is None else curve.headcount(line)) for name, curve in curves.items()}
        better, other = sorted(sse, key=sse.get)
        return curves[better], (
            f"The {better} fits better{'' if line is None else ' up to the headcount'}: its sum of squared errors is "
            f"{sse[better]:.3g}, that of the {other} {sse[other]:.3g}. {'Both are' if valid else 'Neither is'} valid."
        )


def _no_poverty(curve: LorenzCurve, line: float | None) -> str:
    """Say why the curve has no headcount at the line, if it has none."""
    try:
        if line is not None:
            curve.headcount(line)
    except ValueError as error:
        return str(error)
    return ""


def general_quadratic(
    population: ArrayLike, income: ArrayLike, *, mean: float, cumulative: bool | None = None
) -> GeneralQuadratic:
    """Fit the general quadratic to a table, by least squares of L (1 - L) on p^2 - L, L (p - 1) and p - L.

    Parameters
    ----------
    population, income : array_like, shape (n,)
        Shares of people and of all income, one row a class from poor to rich, n >= 4: by class, or cumulative.
    mean : float
        Mean income, above zero; it fixes the unit of lines and quantiles.
    cumulative : bool, optional
        True: each share is that of all classes up to this one, and the last is 1; a first point (0, 0), as that of
        `inequality.lorenz`, is left out. False: shares are by class, and add up to 1. None: they are what they can
        only be.

    Returns
    -------
    GeneralQuadratic
        Look at its `problems` before its measures.

    Raises
    ------
    ValueError
        If the shares are neither, or no Lorenz curve; if there are fewer than 4 classes; if the mean is not above zero.

    References
    ----------
    Datt (1998).

    Examples
    --------
    >>> curve = general_quadratic([0.19, 0.17, 0.28, 0.36], [0.1, 0.1, 0.2, 0.6], mean=100)  # L = 1 - sqrt(1 - p)
    >>> round(abs(curve.A), 9), round(abs(curve.B), 9), round(curve.C, 9), curve.valid
    (0.0, 0.0, 1.0, True)
    """
    p, L = _table(population, income, mean, cumulative)
    found = least_squares(np.column_stack([p**2 - L, L * (p - 1), p - L]), L * (1 - L), p, L)
    A, B, C = found.coefficients.tolist()
    return GeneralQuadratic(A=A, B=B, C=C, mean=mean, regression=found)


def beta(population: ArrayLike, income: ArrayLike, *, mean: float, cumulative: bool | None = None) -> Beta:
    """Fit the beta curve to a table, by least squares of ln(p - L) on 1, ln p and ln(1 - p).

    Parameters, errors and reference are those of `general_quadratic`.

    Examples
    --------
    >>> curve = beta([0.25] * 4, [0.0625, 0.1875, 0.3125, 0.4375], mean=50)  # L = p^2: incomes from 0 to 100, all alike
    >>> round(curve.theta, 9), round(curve.gamma, 9), round(curve.delta, 9)
    (1.0, 1.0, 1.0)
    """
    p, L = _table(population, income, mean, cumulative)
    found = least_squares(np.column_stack([np.ones_like(p), np.log(p), np.log(1 - p)]), np.log(p - L), p, L)
    log_theta, gamma, delta = found.coefficients.tolist()
    return Beta(theta=float(np.exp(log_theta)), gamma=gamma, delta=delta, mean=mean, regression=found)


def fit(population: ArrayLike, income: ArrayLike, *, mean: float, cumulative: bool | None = None) -> Fits:
    """Fit both curves to a table; `better(line)` of the result chooses. Parameters as in `general_quadratic`."""
    table = {"mean": mean, "cumulative": cumulative}
    return Fits(general_quadratic(population, income, **table), beta(population, income, **table))


def _table(population, income, mean, cumulative) -> tuple[np.ndarray, np.ndarray]:
    """Return the interior points (p, L) of a table that is one."""
    check_mean(mean)
    share, part = (finite(one_column(v, k), k) for v, k in ((population, "population"), (income, "income")))
    same_length(share, "population", part.size, "Give one row for each class.")
    if share.size and share[0] == part[0] == 0:  # the origin, which `inequality.lorenz` gives and each curve has
        share, part = share[1:], part[1:]
    refuse(share <= 0, "population", "zero or negative", "A class holds a share of people above zero.")
    refuse(part < 0, "income", "negative", "A share of all income is zero or more.")
    p, L = (share, part) if _is_cumulative(share, part, cumulative) else (np.cumsum(share), np.cumsum(part))
    if p.size < 4:
        raise ValueError(f"The table has {p.size} classes, and 3 coefficients need 4 or more.")
    people, money = np.diff(p, prepend=0), np.diff(L, prepend=0)
    refuse(people <= 0, "population", "not rising", "A cumulative share of people rises from row to row.")
    refuse(money < 0, "income", "falling", "A cumulative share of income does not fall from row to row.")
    falls = np.diff(money / people, prepend=0) < -1e-9
    remedy = "Sort classes by mean income, and join those that rounding disorders; population comes before income."
    refuse(falls, "income", "not from poor to rich", remedy)
    if (p - L)[:-1].min() < 1e-9:
        raise ValueError("All classes have the same mean income, so there is no inequality to fit a curve to.")
    return p[:-1], L[:-1]


def _is_cumulative(share, part, cumulative) -> bool:
    rules = {
        True: "Cumulative shares end with 1.",
        False: "Shares by class add up to 1.",
        None: "Shares by class add up to 1, cumulative shares end with 1.",
    }
    if cumulative not in rules:
        raise ValueError(f"cumulative must be True, False or None, but it is {cumulative!r}.")
    ends, sums = [c[-1] if c.size else 0.0 for c in (share, part)], [c.sum() for c in (share, part)]
    # never both, but for a table of one class, which is too small anyway
    as_is = {True: np.allclose(ends, 1, rtol=0, atol=1e-9), False: np.allclose(sums, 1, rtol=0, atol=1e-9)}
    answer = as_is[True] if cumulative is None else cumulative
    if not as_is[answer]:
        raise ValueError(
            f"{rules[cumulative]} Here population adds up to {sums[0]:.6g} and ends with {ends[0]:.6g}, income adds up "
            f"to {sums[1]:.6g} and ends with {ends[1]:.6g}. Divide percentages by 100, and shares that rounding keeps "
            "from 1 by their sum."
        )
    return answer
