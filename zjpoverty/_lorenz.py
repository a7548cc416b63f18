r"""A Lorenz curve given by a formula, and the measures of the incomes behind it, by integration.

A curve :math:`L(p)` and a mean :math:`\mu` are a whole distribution: the income at rank :math:`p` is
:math:`y(p) = \mu L'(p)`, and each measure is an integral over ranks. The integrals are computed to a relative
:math:`10^{-9}` or refused. Ranks are flattened at both ends first, by :math:`p = u^4 (35 - 84 u + 70 u^2 - 20 u^3)`,
because :math:`L'` may be infinite there.

References
----------
Datt, G. (1998). Computational tools for poverty measurement and analysis. FCND Discussion Paper 50. IFPRI.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad
from scipy.optimize import brentq

from zjpoverty._arrays import check_alpha, check_line, numbers, plain, refuse

NEAR = 1e-9  # a line as close as this to the lowest or highest income is taken for it
EDGE = 1e-12  # a rank closer to an end than this is taken for the end: estimates carry rounding errors of that order

MEASURES = (
    "headcount poverty_gap poverty_severity fgt watts gini theil mean_log_deviation quantile lorenz slope density"
).split()


@dataclass(frozen=True)
class Regression:
    """The least squares behind a curve: interior points of the table, coefficients and their covariance.

    The covariance is that of ordinary least squares; None if there are no more points than coefficients.
    """

    population: np.ndarray
    income: np.ndarray
    coefficients: np.ndarray
    covariance: np.ndarray | None

    @property
    def standard_errors(self) -> np.ndarray:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self._covariance()))

    def _covariance(self) -> np.ndarray:
        if self.covariance is None:
            raise ValueError("A table of 4 classes determines the 3 coefficients exactly. Give 5 classes or more.")
        return self.covariance


def least_squares(X: np.ndarray, y: np.ndarray, p: np.ndarray, L: np.ndarray) -> Regression:
    r"""Regress y on X without a constant: :math:`b = (X'X)^{-1} X'y` with covariance :math:`s^2 (X'X)^{-1}`."""
    b = np.linalg.lstsq(X, y, rcond=None)[0]
    n, k = X.shape
    R = np.linalg.qr(X, mode="r")  # X'X = R'R, and R is not as close to singular as X'X
    spare = n - k
    s2 = np.sum((y - X @ b) ** 2) / spare if spare else np.nan
    return Regression(p, L, b, s2 * np.linalg.inv(R) @ np.linalg.inv(R).T if spare else None)


@dataclass(frozen=True, kw_only=True)
class LorenzCurve:
    """What every curve with a formula can do; `zjpoverty.grouped` has the two formulas.

    Attributes
    ----------
    mean : float
        Mean income, above zero; poverty lines and quantiles are in its unit.
    regression : Regression or None
        Where the coefficients come from; None if they were given.
    """

    mean: float
    regression: Regression | None = field(default=None, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "mean", check_mean(self.mean))

    # a formula gives these four; q is 1 - p, which p alone does not tell to enough digits near 1
    def _lorenz(self, p, q=None): ...

    def _slope(self, p, q=None): ...

    def _curvature(self, p): ...

    def _with(self, coefficients: np.ndarray) -> "LorenzCurve": ...

    def lorenz(self, p: ArrayLike) -> float | np.ndarray:
        """Share of all income that the poorest share p of people has, at ranks p from 0 to 1."""
        return plain(self._lorenz(_ranks(p)))

    def slope(self, p: ArrayLike) -> float | np.ndarray:
        """Income at rank p relative to the mean: L'(p), at ranks p from 0 to 1."""
        return plain(self._slope(_ranks(p)))

    def quantile(self, p: ArrayLike) -> float | np.ndarray:
        r"""Income below which the share p of people lies: :math:`y(p) = \mu L'(p)`."""
        return plain(self.mean * self._slope(_ranks(p)))

    def density(self, income: float) -> float:
        r"""Share of people per unit of income, :math:`f(y) = 1 / (\mu L''(p))` at the income :math:`y = \mu L'(p)`."""
        return float(1 / (self.mean * self._curvature(self.headcount(income))))

    # what is wrong with a curve

    def problems(self, tail: float = EDGE) -> tuple[str, ...]:
        """Return a sentence for each condition of a Lorenz curve that fails: none, if the curve is valid.

        The conditions are L(0) = 0, L(1) = 1, L' >= 0 at 0, and L'' >= 0 between (Datt 1998, section 4). The last two
        are looked at for ranks from `tail` to 1 - `tail`.
        """
        found = list(self._bad_shape(tail))
        lost = 1 - float(self._lorenz(1.0))
        if not abs(lost) < 1e-9:
            found.append(f"L(1) is {1 - lost:.4g} and not 1: {100 * lost:.3g} % of all income goes to nobody.")
        if self._slope(tail) < 0:
            found.append(f"L' is negative at 0: {self._in_debt()}.")
        return tuple(found)

    @property
    def valid(self) -> bool:
        """Whether no condition of a Lorenz curve fails."""
        return not self.problems()

    def _bad_shape(self, tail: float = EDGE):
        p = np.concatenate([np.geomspace(tail, 0.1, 50), np.linspace(0.1, 0.9, 81), 1 - np.geomspace(0.1, tail, 50)])
        with np.errstate(invalid="ignore"):
            convex = self._curvature(p) >= 0  # not where it is no number
        start = float(self._lorenz(0.0))
        if not abs(start) < 1e-9:
            yield f"L(0) is {start:.4g} and not 0: nobody would have income."
        if not convex.all():
            yield f"L'' is negative or no number, for example at p = {p[~convex][0]:.4g}: incomes would fall with rank."

    def _in_debt(self) -> str:
        if self._slope(EDGE) >= 0 or self._slope(0.5) <= 0:  # a curve that is not convex, or hopeless
            return "many people would have a negative income"
        return f"the poorest {100 * brentq(self._slope, EDGE, 0.5):.2g} % of people would have a negative income"

    def _check(self, logarithms_in: str = "") -> None:
        for problem in self._bad_shape():
            raise ValueError(f"This is no Lorenz curve: {problem} Try the other curve.")
        if logarithms_in and self._slope(EDGE) < 0:
            raise ValueError(f"{logarithms_in} takes logarithms, but {self._in_debt()}. Try the other curve.")

    # poverty

    @property
    def line_range(self) -> tuple[float, float]:
        r"""Smallest and largest income, :math:`\mu L'(0)` and :math:`\mu L'(1)`: where a line may be."""
        low, high = self.mean * self._slope(np.array([EDGE, 1 - EDGE]))
        return max(0.0, float(low)), float(high)

    def _line(self, line: float) -> float:
        self._check()
        if np.ndim(line) > 0:
            raise ValueError("line must be one number: a curve takes one line at a time.")
        z = float(check_line(line, 1)[0])
        low, high = self.line_range
        if not low * (1 - NEAR) <= z <= high * (1 + NEAR):
            raise ValueError(
                f"line is {z:g}, and the incomes of this curve go from {low:.6g} to {high:.6g}. "
                "Give a line in that range: outside it the fit says nothing."
            )
        return z

    def headcount(self, line: float) -> float:
        r"""Share of people that is poor: the rank :math:`H` with :math:`\mu L'(H) = z`.

        From 0 to 1. ValueError if the line is outside `line_range`.

        Examples
        --------
        >>> from zjpoverty.grouped import Beta
        >>> round(Beta(theta=1, gamma=1, delta=1, mean=50).headcount(25), 12)  # all incomes from 0 to 100 alike
        0.25
        """
        z = self._line(line)
        low, high = EDGE, 1 - EDGE
        if self._slope(low) >= z / self.mean or self._slope(high) <= z / self.mean:
            return 0.0 if self._slope(low) >= z / self.mean else 1.0
        return float(brentq(lambda p: self._slope(p) - z / self.mean, low, high, xtol=1e-16))

    def fgt(self, line: float, alpha: float) -> float:
        r"""Mean of the poor's relative gaps, each raised to the power alpha, 0 or more.

        .. math:: P_\alpha = \int_0^H \left(1 - \frac{\mu}{z} L'(p)\right)^\alpha dp

        From 0 to 1, and above 1 only where the poorest have negative incomes (see `problems`).
        """
        alpha, H, z = check_alpha(alpha), self.headcount(line), float(line)
        return H if alpha == 0 else integral(lambda p, q: max(1 - self.mean / z * self._slope(p, q), 0) ** alpha, 0, H)

    def poverty_gap(self, line: float) -> float:
        r"""Mean gap as a share of the line, :math:`P_1 = H - \frac{\mu}{z} L(H)`: that of `fgt` with alpha 1."""
        H = self.headcount(line)
        return float(H - self.mean / float(line) * self._lorenz(H))

    def poverty_severity(self, line: float) -> float:
        r"""Mean squared gap: :math:`P_2` of `fgt`."""
        return self.fgt(line, 2)

    def watts(self, line: float) -> float:
        r"""Mean over all people of the poor's ln(line / income).

        .. math:: W = \int_0^H \ln \frac{z}{\mu L'(p)}\, dp

        0 or more. ValueError if the curve gives negative incomes: there are no logarithms of these.
        """
        H, z = self.headcount(line), float(line)
        self._check(logarithms_in="The Watts index")
        return integral(lambda p, q: np.log(z / (self.mean * self._slope(p, q))), 0, H)

    # inequality

    def gini(self) -> float:
        r"""Twice the area between the diagonal and the curve: :math:`G = 1 - 2 \int_0^1 L(p)\, dp`, from 0 to 1."""
        self._check()
        return 1 - 2 * integral(self._lorenz, 0, 1)

    def theil(self) -> float:
        r"""Theil index :math:`T = \int_0^1 L'(p) \ln L'(p)\, dp`, 0 or more; negative incomes are refused."""
        self._check(logarithms_in="The Theil index")
        lost = 1 - float(self._lorenz(1.0))
        if not abs(lost) < 1e-9:
            raise ValueError(
                f"The curve leaves {100 * lost:.3g} % of all income to nobody, so its Theil index is infinite. "
                "Try the other curve."
            )
        return integral(lambda p, q: self._slope(p, q) * np.log(self._slope(p, q)), 0, 1)

    def mean_log_deviation(self) -> float:
        r"""Mean of ln(mean / income), :math:`-\int_0^1 \ln L'(p)\, dp`, 0 or more; negative incomes are refused."""
        self._check(logarithms_in="The mean log deviation")
        return integral(lambda p, q: -np.log(self._slope(p, q)), 0, 1)

    # how good the fit is

    def sse(self, upto: float = 1.0) -> float:
        """Sum of squared differences between table and curve, at points up to the first one at or beyond rank `upto`.

        The last point, (1, 1), is left out, as in the regressions.
        """
        p, L = self._fitted().population, self._fitted().income
        used = np.arange(p.size) <= np.searchsorted(p, upto)
        return float(np.sum((L - self._lorenz(p))[used] ** 2))

    def standard_error(self, measure: str | Callable[["LorenzCurve"], float], *arguments) -> float:
        r"""Standard error of a measure that comes from the fit of the coefficients, by the delta method.

        .. math:: \sqrt{g' V g}, \qquad g = \frac{\partial T}{\partial b}, \qquad V = s^2 (X'X)^{-1}

        It says how far the points of the table scatter about the curve. It is **not** the sampling error of the survey,
        which a table of shares does not tell, nor that of the mean.

        Parameters
        ----------
        measure : str or callable
            The name of a method, such as "watts", or a function of the curve that returns a number.
        arguments
            What the method takes, such as the line.

        Raises
        ------
        ValueError
            If the curve was not fitted to 5 classes or more, or the measure is refused.
        """
        V, b = self._fitted()._covariance(), self._fitted().coefficients
        if not callable(measure) and measure not in MEASURES:
            raise ValueError(f"A curve has no measure {measure!r}. It has {', '.join(MEASURES)}.")
        take = measure if callable(measure) else lambda curve: getattr(curve, measure)(*arguments)
        variances, axes = np.linalg.eigh(V)
        # along the principal axes of V: the coefficients are nearly collinear, and a step in one alone is a large one
        steps = 0.01 * (axes * np.sqrt(np.maximum(variances, 0))).T
        changes = [take(self._with(b + step)) - take(self._with(b - step)) for step in steps]
        return float(np.linalg.norm(changes) / 0.02)

    def _fitted(self) -> Regression:
        if self.regression is None:
            raise ValueError("This curve was made from given coefficients, so no table says how well it fits.")
        return self.regression


def integral(f: Callable[[float, float], float], low: float, high: float) -> float:
    r"""Integrate f(p, 1 - p) over ranks p from low to high, to a relative 1e-9; f may be infinite at 0 and at 1."""

    def flat(u):
        return u**4 * (35 - 84 * u + 70 * u**2 - 20 * u**3)

    def integrand(u):  # 1 - flat(u) is flat(1 - u)
        p, q = low + (high - low) * flat(u), 1 - high + (high - low) * flat(1 - u)
        return f(p, q) * 140 * (u * (1 - u)) ** 3

    value, error = quad(integrand, 0, 1, epsabs=1e-15, epsrel=1e-11, limit=200, full_output=1)[:2]
    if not error <= 1e-9 * abs(value) + 1e-14:
        raise ValueError("The integral over this curve does not converge: its incomes near rank 0 or 1 are unbounded.")
    return float((high - low) * value)


def check_mean(mean: float) -> float:
    """Return the mean, one finite number above zero."""
    value = np.array(np.nan) if isinstance(mean, bool | str) else numbers(mean, "mean")
    if value.ndim or not 0 < value < np.inf:
        raise ValueError(f"mean must be one number above zero, but it is {mean!r}.")
    return float(value)


def _ranks(p: ArrayLike) -> np.ndarray:
    p = numbers(p, "p")
    refuse(~((p >= 0) & (p <= 1)), "p", "not from 0 to 1", "A rank is a share of people.")
    return p
