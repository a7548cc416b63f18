"""Public money: what a list leaves without a name, what the year before was, and how much it is beside others."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .._limits import not_negative, positive


def remainder(total: float, parts: Iterable[float]) -> float:
    r"""Find what is left of a total when the parts that have a name are taken away.

    .. math:: R = T - \sum_i p_i

    Parameters
    ----------
    total : float
        :math:`T`, yuan, 0 or more. The chapter, section 3, sentence 1, prints it with four parts.
    parts : iterable of float
        :math:`p_i`, yuan, each 0 or more.

    Returns
    -------
    float
        Yuan, from 0 (the list closes) to the total (nothing is named).

    Raises
    ------
    ValueError
        If an amount is negative, or the parts make more than the total.

    Examples
    --------
    >>> remainder(100, [70, 20])
    10.0
    """
    named = list(parts)
    not_negative(total=total, **{f"part {place}": part for place, part in enumerate(named, start=1)})
    # Added without the dust of floating point, so that a list that closes leaves nothing.
    if (sum_ := math.fsum(named)) > total:
        raise ValueError(
            f"The parts make {sum_:g}, more than {total:g}: one of them is counted twice, or is no part of it."
        )
    return total - sum_


def rounding(units: Iterable[float]) -> float:
    r"""Bound how far rounding alone can move a sum or a difference of printed figures.

    .. math:: E = \tfrac{1}{2} \sum_i u_i

    Parameters
    ----------
    units : iterable of float
        :math:`u_i`, to what each figure is rounded, yuan: 1,000,000 for a figure in whole millions.

    Returns
    -------
    float
        Yuan, 0 or more. The worst case: each figure is off by half of its unit, all to the same side.

    Raises
    ------
    ValueError
        If a unit is negative.

    Examples
    --------
    >>> rounding([1_000_000, 1_000_000, 10_000])
    1005000.0
    """
    steps = list(units)
    not_negative(**{f"unit {place}": unit for place, unit in enumerate(steps, start=1)})
    return math.fsum(steps) / 2


@dataclass(frozen=True)
class Change:
    """An amount, and what it was a year before."""

    before: float
    now: float

    @property
    def growth(self) -> float:
        """Growth as a share of the year before (0.1 is 10 percent); negative for a fall."""
        return (self.now - self.before) / self.before


def back_cast(now: float, increase: float) -> Change:
    r"""Work back from an amount and its increase to the year before, and so to the growth.

    .. math:: B = F - d, \qquad g = d / B

    Parameters
    ----------
    now : float
        :math:`F`, yuan, more than 0. The chapter, section 3, sentence 4, prints it with :math:`d` and :math:`g`.
    increase : float
        :math:`d`, yuan, less than `now`; negative for a fall.

    Returns
    -------
    Change
        ``before`` is :math:`B`, ``growth`` is :math:`g`: divided by the year before, not by this one.

    Raises
    ------
    ValueError
        If the amount is not more than zero, or all of it is increase.

    Examples
    --------
    >>> change = back_cast(now=110, increase=10)
    >>> change.before, change.growth
    (100, 0.1)
    """
    positive(now=now)
    if not increase < now:
        raise ValueError(f"increase is {increase:g} of {now:g}; it must be less, or nothing was there to grow from.")
    return Change(now - increase, now)


def leverage(own: float, others: float, share: float = 1.0) -> float:
    r"""Count what others gave for each unit of one payer. It is a ratio, and does not say that one caused the other.

    .. math:: \lambda = \frac{O}{s\,P}

    Parameters
    ----------
    own : float
        :math:`P`, money of the payer, yuan, more than 0.
    others : float
        :math:`O`, money of the others, yuan, 0 or more.
    share : float
        :math:`s`, the part of :math:`P` that went to the same area as :math:`O`, more than 0, at most 1.

    Returns
    -------
    float
        Yuan for each yuan: 0 (others gave nothing) and up.

    Raises
    ------
    ValueError
        If an amount has no meaning, or the share does not lie between 0 and 1.

    Examples
    --------
    >>> leverage(own=100, others=120), leverage(own=100, others=120, share=0.5)
    (1.2, 2.4)
    """
    positive(own=own)
    not_negative(others=others)
    if not 0 < share <= 1:
        raise ValueError(f"share is {share:g}; it must be more than 0 and at most 1.")
    return others / (share * own)


def per_head(amount: float, people: float) -> float:
    r"""Divide money by people. What comes out is a measure of size, not what a person received.

    .. math:: h = M / n

    Parameters
    ----------
    amount : float
        :math:`M`, yuan, 0 or more.
    people : float
        :math:`n`, persons, more than 0. Whom to count is a choice, and decides the result.

    Returns
    -------
    float
        Yuan per person, 0 or more.

    Raises
    ------
    ValueError
        If the amount is negative, or there are no people.

    Examples
    --------
    >>> per_head(500, people=2)
    250.0
    """
    not_negative(amount=amount)
    positive(people=people)
    return amount / people
