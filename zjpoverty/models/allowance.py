"""Filling incomes up to a line: what an allowance costs, what the gap is, and what gets lost on the way.

A sum for a month is made a sum for a year before it comes here. All shares lie between 0 and 1.
"""

import math
from dataclasses import dataclass

from .._limits import a_share, not_negative


def allowance_bill(people: float, standard: float, own: float = 0.0) -> float:
    r"""Work out what an allowance costs that fills everybody on it up to a standard.

    .. math:: A = n\,(s - \bar y)

    Parameters
    ----------
    people : float
        :math:`n`, persons on the allowance, 0 or more.
    standard : float
        :math:`s`, yuan per person and year, 0 or more. If the sum paid is known, give it here, with no own income.
    own : float
        :math:`\bar y`, mean income of these persons without the allowance, yuan per person and year, 0 to the standard.

    Returns
    -------
    float
        Yuan a year, from 0 (all reach the standard by themselves) to :math:`n s` (nobody has anything).

    Raises
    ------
    ValueError
        If an amount is negative, or the own income is over the standard.

    References
    ----------
    The rule of the allowance, in the table ``glossary`` under ``dibao_top_up``; it is not in the chapter.

    Examples
    --------
    >>> allowance_bill(100, standard=3_000, own=2_000)
    100000
    """
    not_negative(people=people, standard=standard, own=own)
    if own > standard:
        raise ValueError(f"own is {own:g}; who is on the allowance has no more than the standard, {standard:g}.")
    return people * (standard - own)


def total_gap(poor: float, line: float, gap: float) -> float:
    r"""Sum up what all people under the line lack: the cost of filling each up exactly, with nothing lost.

    .. math:: G = q\,g\,z

    Parameters
    ----------
    poor : float
        :math:`q`, persons under the line, 0 or more.
    line : float
        :math:`z`, yuan per person and year, 0 or more.
    gap : float
        :math:`g`, what a poor person lacks on average, as a share of the line, 0 to 1.

    Returns
    -------
    float
        Yuan a year, from 0 (nobody is poor, or all stand at the line) to :math:`q z` (nobody has anything).

    Raises
    ------
    ValueError
        If an amount is negative, or the gap is no share.

    References
    ----------
    Foster, J., Greer, J. and Thorbecke, E. (1984). A class of decomposable poverty measures. Econometrica 52(3),
    761-766. With :math:`N` people in all, :math:`G = N z P_1`.

    Examples
    --------
    >>> total_gap(100, line=2_000, gap=0.25)
    50000.0
    """
    not_negative(poor=poor, line=line)
    a_share(gap=gap)
    return poor * gap * line


def budget_needed(gap: float, leakage: float = 0.0, admin: float = 0.0, coverage: float = 1.0) -> float:
    r"""Work out the budget that fills the gaps of those who are reached.

    .. math:: B = \frac{c\,G}{(1 - \ell)(1 - a)}

    Parameters
    ----------
    gap : float
        :math:`G`, the total gap, yuan a year, 0 or more.
    leakage : float
        :math:`\ell`, share of the money paid out that fills no gap, 0 to 1. An assumption, as the next two.
    admin : float
        :math:`a`, share of the budget that runs the system, 0 to 1.
    coverage : float
        :math:`c`, share of the gap that belongs to people who are reached, 0 to 1.

    Returns
    -------
    float
        Yuan a year; infinity if there is a gap to fill and nothing arrives. A low coverage makes it cheaper, since it
        saves what the people who are missed should have had.

    Raises
    ------
    ValueError
        If the gap is negative, or one of the others is no share.

    Examples
    --------
    >>> budget_needed(400, leakage=0.5), budget_needed(400, leakage=1)
    (800.0, inf)
    """
    not_negative(gap=gap)
    a_share(leakage=leakage, admin=admin, coverage=coverage)
    wanted, arrives = coverage * gap, (1 - leakage) * (1 - admin)
    if wanted == 0:
        return 0.0
    return wanted / arrives if arrives else math.inf


def gap_filled(budget: float, gap: float, leakage: float = 0.0, admin: float = 0.0, coverage: float = 1.0) -> float:
    r"""Work out how much of the gap a budget fills.

    .. math:: F = \min\bigl(c\,G,\; (1 - \ell)(1 - a)\,B\bigr)

    Parameters
    ----------
    budget : float
        :math:`B`, yuan a year, 0 or more.
    gap, leakage, admin, coverage : float
        As in :func:`budget_needed`.

    Returns
    -------
    float
        Yuan a year, from 0 to :math:`c\,G`: with a coverage under 1, no budget fills it all.

    Raises
    ------
    ValueError
        If an amount is negative, or one of the others is no share.

    Examples
    --------
    >>> gap_filled(400, gap=400, leakage=0.5), gap_filled(10_000, gap=400, coverage=0.75)
    (200.0, 300.0)
    """
    not_negative(budget=budget, gap=gap)
    a_share(leakage=leakage, admin=admin, coverage=coverage)
    return min(coverage * gap, (1 - leakage) * (1 - admin) * budget)


@dataclass(frozen=True)
class SameSum:
    """What the same sum for everybody does: its cost and the gap it fills, yuan a year, and who is left, persons."""

    cost: float
    filled: float
    left: float


def same_sum(amount: float, people: float, poor: float, deepest: float) -> SameSum:
    r"""Pay the same sum to everybody on a list, when the gaps of the poor among them are spread evenly.

    .. math:: F = q \left(t - \frac{t^2}{2d}\right), \qquad q_{\text{left}} = q \left(1 - \frac{t}{d}\right)
        \qquad \text{for } t \le d

    Parameters
    ----------
    amount : float
        :math:`t`, yuan per person and year, 0 or more.
    people : float
        :math:`n`, persons on the list, 0 or more.
    poor : float
        :math:`q`, persons under the line among them, 0 to `people`.
    deepest : float
        :math:`d`, the largest gap, yuan per person and year, more than 0. The gaps lie evenly between 0 and it, so that
        it is twice the mean gap: an assumption, not in the chapter.

    Returns
    -------
    SameSum
        From an amount of ``deepest`` on nobody is left, and the whole gap, :math:`q d / 2`, is filled.

    Raises
    ------
    ValueError
        If an amount is negative, the poor are more than the people, or the deepest gap is not more than zero.

    References
    ----------
    Integrating :math:`\min(x, t)` over gaps :math:`x` spread evenly from 0 to :math:`d`.

    Examples
    --------
    >>> same_sum(500, people=400, poor=100, deepest=1_000)
    SameSum(cost=200000, filled=37500.0, left=50.0)
    """
    not_negative(amount=amount, people=people, poor=poor)
    if poor > people:
        raise ValueError(f"poor is {poor:g}; it must not be more than all people on the list, {people:g}.")
    if not deepest > 0:
        raise ValueError(f"deepest is {deepest:g}; it must be more than zero.")
    used = min(amount, deepest)
    return SameSum(amount * people, poor * (used - used**2 / (2 * deepest)), poor * (1 - used / deepest))
