"""Targets of growth: the base that a target implies, the year in which it is reached, and a budget read in two ways."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .._limits import not_negative, positive


def back(target: float, growth: float, years: float) -> float:
    r"""Work back from a target to the base that it implies.

    .. math:: B = \frac{T}{(1 + g)^n}

    Parameters
    ----------
    target : float
        :math:`T`, yuan, more than 0.
    growth : float
        :math:`g`, growth a year as a share (0.11 is 11 percent), 0 or more.
    years : float
        :math:`n`, years of growth, 0 or more.

    Returns
    -------
    float
        Yuan, at most the target.

    Raises
    ------
    ValueError
        If the target is not more than zero, or growth or years are negative.

    References
    ----------
    The chapter, section 22, sentence 4, prints :math:`T` and :math:`g`, but neither :math:`B` nor :math:`n`.

    Examples
    --------
    >>> round(back(target=121, growth=0.1, years=2))
    100
    """
    positive(target=target)
    return target / _factor(growth, years)


def forward(base: float, growth: float, years: float) -> float:
    r"""Let a base grow.

    .. math:: Y = B\,(1 + g)^n

    Parameters
    ----------
    base : float
        :math:`B`, yuan, more than 0.
    growth, years : float
        :math:`g` and :math:`n`, as in :func:`back`.

    Returns
    -------
    float
        Yuan, at least the base.

    Raises
    ------
    ValueError
        As :func:`back` does.

    Examples
    --------
    >>> round(forward(base=100, growth=0.1, years=2))
    121
    """
    positive(base=base)
    return base * _factor(growth, years)


def growth_needed(base: float, target: float, years: float) -> float:
    r"""Even growth a year that leads from a base to a target.

    .. math:: g = (T / B)^{1/n} - 1

    Parameters
    ----------
    base, target, years : float
        :math:`B`, :math:`T` and :math:`n`, more than 0.

    Returns
    -------
    float
        A share; negative where the target lies under the base.

    Raises
    ------
    ValueError
        If the base, the target or the years are not more than zero.

    Examples
    --------
    >>> round(growth_needed(base=100, target=121, years=2), 6)
    0.1
    """
    positive(base=base, target=target, years=years)
    return (target / base) ** (1 / years) - 1


def years_to(base: float, target: float, growth: float) -> float:
    r"""Whole years until a base has grown to a target.

    .. math:: n = \left\lceil \frac{\ln(T / B)}{\ln(1 + g)} \right\rceil

    Parameters
    ----------
    base, target, growth : float
        :math:`B`, :math:`T` and :math:`g`, as above.

    Returns
    -------
    int or float
        0 if the base is at the target already; infinite if it lies under it and does not grow.

    Raises
    ------
    ValueError
        If the base or the target are not more than zero, or growth is negative.

    Examples
    --------
    >>> years_to(base=100, target=121, growth=0.1), years_to(base=100, target=122, growth=0.1)
    (2, 3)
    """
    positive(base=base, target=target)
    if base >= target:
        return 0
    if _factor(growth, 1) == 1:
        return math.inf
    # A base that was worked back from the target reaches it to within the rounding of floats, not a year later.
    return math.ceil(math.log(target / base) / math.log1p(growth) - 1e-9)


@dataclass(frozen=True)
class Budget:
    """Money of a programme: for one county of each group and year, for all in a year, and for all in all years."""

    county: tuple[float, ...]
    year: float
    period: float


def budget(amounts: Sequence[float], counties: Sequence[int], years: int, reading: str) -> Budget:
    r"""Add up sums that are printed for groups of counties, under one of two readings.

    .. math:: S = t \sum_k n_k a_k \ \text{ (each)} \qquad S = t \sum_k a_k \ \text{ (total)}

    Parameters
    ----------
    amounts : sequence of float
        :math:`a_k`, the sum printed for a group, yuan a year, 0 or more.
    counties : sequence of int
        :math:`n_k`, counties of that group, 1 or more.
    years : int
        :math:`t`, 1 or more.
    reading : {"each", "total"}
        Whether a sum is for each county of its group, or for the group together.

    Raises
    ------
    ValueError
        If the reading is neither, the groups are not as many as the sums, or there is no county or no year.

    References
    ----------
    The chapter, section 22, sentence 2. Zhejiang Daily, 2014-02-15, settles it: each.

    Examples
    --------
    >>> [budget([200, 80], [6, 6], years=3, reading=reading).period for reading in ("each", "total")]
    [5040, 840]
    """
    if reading not in ("each", "total"):
        raise ValueError(f"reading is {reading!r}; accepted: each, total.")
    if len(amounts) != len(counties) or not all(amount >= 0 for amount in amounts):
        raise ValueError("Give one sum of zero or more for each group of counties.")
    if min(*counties, years) < 1:
        raise ValueError("Each group needs at least one county, and the programme at least one year.")
    groups = [n * a if reading == "each" else a for a, n in zip(amounts, counties, strict=True)]
    county = tuple(group / n for group, n in zip(groups, counties, strict=True))
    return Budget(county, sum(groups), years * sum(groups))


def _factor(growth: float, years: float) -> float:
    not_negative(growth=growth, years=years)
    return (1 + growth) ** years
