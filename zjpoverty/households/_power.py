r"""What a survey costs, and what change it could see: closed forms, without any data."""

from dataclasses import dataclass
from statistics import NormalDist

from .._limits import not_negative, positive
from ._coverage import shared, whole

__all__ = ["PRICES", "Price", "best_take", "cost", "detectable", "error_of_change", "power"]

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Price:
    """An assumed price in yuan of 2010, and why that much: no cost of the survey is published."""

    value: float
    reason: str


PRICES = {
    "per_county": Price(20_000, "A team trained for a week, a supervisor, and the office's checks of the forms."),
    "per_village": Price(600, "The way there and two nights for two interviewers, and the list of households."),
    "per_household": Price(50, "Two visits of an hour, a gift for the household, and the entry of the form."),
}
"""Assumptions of ours, to be changed: what they are in proportion to each other decides the best design."""


def cost(
    counties: int,
    villages: int,
    households: int,
    per_county: float = PRICES["per_county"].value,
    per_village: float = PRICES["per_village"].value,
    per_household: float = PRICES["per_household"].value,
) -> float:
    r"""Add up what a survey costs.

    .. math:: C = k\, (c_k + a\, c_a + n\, c_n)

    Parameters
    ----------
    counties : int
        Counties k.
    villages, households : int
        Villages a and households n in each county, as in ``sample``.
    per_county, per_village, per_household : float
        Prices in yuan. The defaults are assumptions of ours, with their reasons in ``PRICES``.

    Returns
    -------
    float
        Yuan.

    Raises
    ------
    ValueError
        If a number is not whole and above zero, a price is negative, or the households cannot be shared equally.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 10, with the counties added.

    Examples
    --------
    2 x (100 + 3 x 10 + 6 x 1):

    >>> cost(2, 3, 6, per_county=100, per_village=10, per_household=1)
    272
    """
    k, a, n = whole("counties", counties), whole("villages", villages), whole("households", households)
    shared(n, a)
    not_negative(per_county=per_county, per_village=per_village, per_household=per_household)
    return k * (per_county + a * per_village + n * per_household)


def best_take(per_village: float, per_household: float, correlation: float) -> float:
    r"""Find the households in a village that make the variance least for the money.

    .. math:: m = \sqrt{\frac{c_a}{c_n} \cdot \frac{1 - \rho}{\rho}}

    Parameters
    ----------
    per_village, per_household : float
        Prices, in one unit.
    correlation : float
        Intra-village correlation, above 0 and below 1, as ``precision`` gives it.

    Returns
    -------
    float
        Households in each village; a whole number near it does as well.

    Raises
    ------
    ValueError
        If a price is not above zero or the correlation not between 0 and 1.

    References
    ----------
    Kish, L. (1965). Survey Sampling, chapter 8. Cochran (1977), chapter 10.

    Examples
    --------
    A village costs 16 households, and the correlation is 0.2: the root of 16 x 4.

    >>> round(best_take(800, 50, 0.2), 9)
    8.0
    """
    positive(per_village=per_village, per_household=per_household)
    if not 0 < correlation < 1:
        raise ValueError(f"correlation is {correlation:g}; it must be above 0 and below 1.")
    return (per_village / per_household * (1 - correlation) / correlation) ** 0.5


def error_of_change(first: float, second: float | None = None, correlation: float = 0.0) -> float:
    r"""Work out the standard error of the change between two years.

    .. math:: s^2 = s_1^2 + s_2^2 - 2 r s_1 s_2

    Parameters
    ----------
    first, second : float
        Standard errors of the two estimates. None: the second is as the first.
    correlation : float
        Correlation r of the two estimates, from -1 to 1: 0 for two samples drawn apart, above it for a panel (that of
        the estimates of ``repeat`` with one seed in two years).

    Returns
    -------
    float
        In the unit of the estimates.

    Raises
    ------
    ValueError
        If a standard error is negative or the correlation not between -1 and 1.

    References
    ----------
    Kish, L. (1965). Survey Sampling, chapter 12.

    Examples
    --------
    >>> error_of_change(3, 4), error_of_change(3, 4, correlation=1)
    (5.0, 1.0)
    """
    s1, s2 = first, first if second is None else second
    not_negative(first=s1, second=s2)
    if not -1 <= correlation <= 1:
        raise ValueError(f"correlation is {correlation:g}; it must be between -1 and 1.")
    return max(0.0, s1**2 + s2**2 - 2 * correlation * s1 * s2) ** 0.5


def power(
    change: float, standard_error: float, level: float = 0.05, *, second: float | None = None, correlation: float = 0.0
) -> float:
    r"""Work out the chance that a test of two years tells a change of this size from none.

    .. math:: 1 - \beta = \Phi \Bigl( \frac{|\delta|}{s} - z \Bigr) + \Phi \Bigl( -\frac{|\delta|}{s} - z \Bigr),
        \qquad z = \Phi^{-1} (1 - \alpha / 2)

    with s as in :func:`error_of_change`.

    Parameters
    ----------
    change : float
        The true change, in the unit of the estimate, up or down.
    standard_error, second, correlation : float
        Of the estimates of the two years, as in :func:`error_of_change`.
    level : float
        Chance of an alarm if nothing changed, on both sides together.

    Returns
    -------
    float
        From `level`, if nothing changed, to 1.

    Raises
    ------
    ValueError
        If level is not between 0 and 1, or there is no error at all.

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, chapter 2, with the normal distribution.

    Examples
    --------
    A change of 1.96 standard errors is seen every second time.

    >>> round(power(1.959964 * 5, 3, second=4), 4), round(power(0, 3), 4)
    (0.5, 0.05)
    """
    s = error_of_change(standard_error, second, correlation)
    positive(standard_error_of_the_change=s)
    z = _critical(level)
    d = abs(change) / s
    return _NORMAL.cdf(d - z) + _NORMAL.cdf(-d - z)


def detectable(
    standard_error: float,
    power: float = 0.8,
    level: float = 0.05,
    *,
    second: float | None = None,
    correlation: float = 0.0,
) -> float:
    r"""Work out the least change that a test of two years sees with the power asked for.

    .. math:: \delta = (z_{1 - \alpha / 2} + z_{1 - \beta})\, s

    It leaves out the chance of an alarm on the wrong side, which is below 0.001 for a power of 0.5 and more.

    Parameters
    ----------
    standard_error, second, correlation : float
        Of the estimates of the two years, as in :func:`error_of_change`.
    power : float
        Chance to see it, 0.5 or more and below 1.
    level : float
        Chance of an alarm if nothing changed.

    Returns
    -------
    float
        In the unit of the estimate.

    Raises
    ------
    ValueError
        If power is not from 0.5 to 1, or level is not between 0 and 1.

    References
    ----------
    Cohen (1988), chapter 2.

    Examples
    --------
    The usual 1.960 + 0.842 = 2.80 standard errors of the change:

    >>> round(detectable(3, second=4) / 5, 2)
    2.8
    """
    if not 0.5 <= power < 1:
        raise ValueError(f"power is {power:g}; it must be 0.5 or more and below 1, such as 0.8.")
    return (_critical(level) + _NORMAL.inv_cdf(power)) * error_of_change(standard_error, second, correlation)


def _critical(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level:g}; it must be above 0 and below 1, such as 0.05.")
    return _NORMAL.inv_cdf(1 - level / 2)
