"""Filling incomes up to a line: what an allowance costs, what the gap is, and what gets lost on the way.

A sum for a month is made a sum for a year before it comes here. All shares lie between 0 and 1.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .._arrays import check_income, check_weights, refuse
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


def seen_gaps(gaps: ArrayLike, error: float) -> np.ndarray:
    r"""Work out what an office sees of gaps, when it knows each income only up to an error.

    .. math:: s_i = \max\bigl(0,\; x_i + e\,(2 u_i - 1)\bigr), \qquad u_i = i \varphi \bmod 1

    Parameters
    ----------
    gaps : array_like, shape (n,)
        :math:`x`, what each lacks, yuan per person and year, 0 or more.
    error : float
        :math:`e`, yuan per person and year, 0 or more: the most by which an income is seen too high or too low. An
        assumption, as is that all errors up to it are alike in number, whatever the gap. There is no chance in it:
        :math:`\varphi` is the golden ratio, which spreads the :math:`u_i` evenly from 0 to 1 in the order of the rows.

    Returns
    -------
    numpy.ndarray
        Yuan per person and year; 0 where somebody seems to lack nothing.

    Raises
    ------
    ValueError
        If a gap or the error is negative, or a number is missing.

    Examples
    --------
    >>> seen_gaps([100, 100, 100], error=50).round()
    array([112.,  74., 135.])
    """
    x = check_income(gaps)
    refuse(x < 0, "gaps", "negative", "Who is over the line lacks nothing: zero.")
    not_negative(error=error)
    u = np.arange(1, x.size + 1) * (math.sqrt(5) - 1) / 2 % 1
    return np.maximum(0, x + error * (2 * u - 1))


@dataclass(frozen=True)
class Shared:
    """What a shared budget does: the gap it fills, in the unit of the budget, and who is left below, persons."""

    filled: float
    left: float


def share_out(budget: float, gaps: ArrayLike, seen: ArrayLike, persons: ArrayLike | None = None) -> Shared:
    r"""Share a budget among people below the line in proportion to what each is seen to lack.

    .. math:: t_i = B\,\frac{s_i}{\sum_j n_j s_j}, \qquad F = \sum_i n_i \min(x_i, t_i),
        \qquad q_{\text{left}} = \sum_{t_i < x_i} n_i

    Parameters
    ----------
    budget : float
        :math:`B`, yuan a year, 0 or more.
    gaps : array_like, shape (n,)
        :math:`x`, what each lacks, yuan per person and year, 0 or more.
    seen : array_like, shape (n,)
        :math:`s`, what each is seen to lack, 0 or more and not all zero. The same for all: equal shares.
    persons : array_like, shape (n,), optional
        :math:`n`, persons of each household. None: each row is one person.

    Returns
    -------
    Shared
        Gaps seen as they are, and a budget as large as their sum, leave nobody.

    Raises
    ------
    ValueError
        If an amount is negative or missing, the columns are not of the same length, or nobody is seen to lack anything.

    References
    ----------
    Ravallion, M. (2009). How relevant is targeting to the success of an antipoverty program? World Bank Research
    Observer 24(2), 205-231, on measures of targeting and what they leave out.

    Examples
    --------
    >>> share_out(400, gaps=[100, 300], seen=[100, 300]), share_out(400, gaps=[100, 300], seen=[1, 1])
    (Shared(filled=400.0, left=0.0), Shared(filled=300.0, left=1.0))
    """
    not_negative(budget=budget)
    x, s, n = check_income(gaps), check_income(seen), check_weights(persons, np.size(gaps))
    refuse(x < 0, "gaps", "negative", "Who is over the line lacks nothing: zero.")
    refuse(s < 0, "seen", "negative", "Who is seen over the line is seen to lack nothing: zero.")
    if x.size != s.size:
        raise ValueError(f"There are {x.size} gaps and {s.size} seen; give one of each for each row.")
    if not (n * s).sum() > 0:
        raise ValueError("Nobody is seen to lack anything, so there is nobody to share the budget among.")
    paid = budget * (s / (n * s).sum())
    return Shared(float((n * np.minimum(x, paid)).sum()), float(n[paid < x * (1 - 1e-9)].sum()))
