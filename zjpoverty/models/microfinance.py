"""Microfinance: loans on a fund that stands in for them, the interest, the repayments, and losses that eat the fund."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .._arrays import check_income, refuse
from .._limits import a_share, not_negative, positive
from .relocation import yearly_payment

_DRY = 1e-9  # less than this share of its base is the rounding of floats


def implied_rate(discount: float, share: float, loans: float) -> float:
    r"""Rate of the sum of which a payer covers a share.

    .. math:: r = \frac{D}{s\,L}

    Parameters
    ----------
    discount : float
        :math:`D`, what the payer paid in a year, yuan, 0 or more.
    share : float
        :math:`s`, the payer's share of that sum, more than 0 and at most 1.
    loans : float
        :math:`L`, loans of a year, yuan, more than 0.

    Returns
    -------
    float
        A share of the loans (0.05 is 5 percent).

    Raises
    ------
    ValueError
        If the discount is negative, the share not over 0 and up to 1, or there are no loans.

    Examples
    --------
    >>> implied_rate(discount=3, share=0.6, loans=100)
    0.05
    """
    not_negative(discount=discount)
    if not 0 < share <= 1:
        raise ValueError(f"share is {share:g}; it must be more than 0 and at most 1.")
    if not loans > 0:
        raise ValueError(f"loans is {loans:g}; it must be more than zero.")
    return discount / (share * loans)


@dataclass(frozen=True)
class Payment:
    """What is paid on a loan in one year, yuan: the interest, and what others and the household pay."""

    interest: float
    others: float
    household: float


def repayments(loan: float, rate: float, years: int, share: float) -> list[Payment]:
    r"""Repay a loan in equal yearly sums; others give back a share of the interest.

    .. math:: a = L\,\frac{r}{1 - (1 + r)^{-n}}, \qquad B_{t+1} = (1 + r) B_t - a, \qquad h_t = a - s\,r B_t

    Parameters
    ----------
    loan : float
        :math:`L = B_0`, yuan, 0 or more.
    rate : float
        :math:`r`, interest a year as a share, 0 or more.
    years : int
        :math:`n`, 1 or more. Not in the chapter: an assumption.
    share : float
        :math:`s`, share of the interest that others pay, 0 to 1.

    Returns
    -------
    list of Payment
        One a year. ``household`` is :math:`h_t`; with ``others`` it makes the same sum each year.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    References
    ----------
    The chapter, section 13, sentences 2 and 3. It does not say how long a loan runs.

    Examples
    --------
    >>> [round(year.household) for year in repayments(loan=1_000, rate=0.05, years=1, share=0.6)]
    [1020]
    """
    a_share(share=share)
    payment, owed, path = yearly_payment(loan, rate, years), loan, []
    for _ in range(years):
        interest = rate * owed
        path.append(Payment(interest, share * interest, payment - share * interest))
        owed += interest - payment
    return path


def years_to_dry(leverage: float, unpaid: float, recovered: float = 0.0) -> float:
    r"""Year in which the fund runs dry, if as much is lent each year as at the start.

    .. math:: n = \left\lceil \frac{1}{k\,d\,(1 - \rho)} \right\rceil

    Parameters
    ----------
    leverage : float
        :math:`k`, loans of a year for 1 yuan of the full fund, 0 or more.
    unpaid, recovered : float
        :math:`d`, share of the loans not paid back, and :math:`\rho`, share of these that comes in after all, 0 to 1.
        Not in the chapter: assumptions.

    Returns
    -------
    int or float
        1 if the first year is too much; infinite if nothing is lost.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    Examples
    --------
    >>> years_to_dry(leverage=3, unpaid=0.1), years_to_dry(leverage=3, unpaid=0.1, recovered=0.5)
    (4, 7)
    """
    loss = _loss(leverage, unpaid, recovered)
    return math.ceil((1 - _DRY) / loss) if loss else math.inf


@dataclass(frozen=True)
class Year:
    """One year of a fund, yuan: loans, what is lost on them, what is left, and the loss that the fund cannot pay."""

    loans: float
    lost: float
    left: float
    uncovered: float


def fund_path(
    fund: float, leverage: float, unpaid: float, recovered: float = 0.0, years: int = 10, base: str = "full"
) -> list[Year]:
    r"""Let losses eat a fund that nobody fills up again, year by year, until it runs dry.

    .. math:: F_{t+1} = \max(0,\; F_t - d\,(1 - \rho)\,k\,F), \qquad F = F_0 \text{ (full) or } F = F_t \text{ (left)}

    Parameters
    ----------
    fund : float
        :math:`F_0`, yuan, more than 0.
    leverage, unpaid, recovered : float
        :math:`k`, :math:`d` and :math:`\rho`, as in :func:`years_to_dry`.
    years : int
        How many at most, 0 or more.
    base : {"full", "left"}
        Whether the loans of a year are so many times the fund at its start, or what is left of it.

    Returns
    -------
    list of Year
        It ends early with the year in which nothing is left.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    Examples
    --------
    >>> [[year.left for year in fund_path(100, 2, 0.25, years=3, base=base)] for base in ("full", "left")]
    [[50.0, 0.0], [50.0, 25.0, 12.5]]
    """
    if base not in ("full", "left"):
        raise ValueError(f"base is {base!r}; accepted: full, left.")
    if not fund > 0 or years < 0:
        raise ValueError(f"fund is {fund:g} and years {years:g}; the fund must be over zero, years zero or more.")
    loss, left, path = _loss(leverage, unpaid, recovered), fund, []
    while len(path) < years and left > 0:
        held = fund if base == "full" else left
        after = left - loss * held
        left = after if after > _DRY * held else 0.0
        path.append(Year(leverage * held, loss * held, left, max(0.0, -after)))
    return path


def needed_earnings(income: ArrayLike, persons: ArrayLike, loan: float, line: float) -> np.ndarray:
    r"""Work out how much of a loan must be earned in a year, after interest, to lift each household to the line.

    .. math:: e_i = \max\left(0,\; \frac{n_i\,(z - y_i)}{L}\right)

    Parameters
    ----------
    income : array_like, shape (n,)
        :math:`y`, yuan per person and year, without the loan.
    persons : array_like, shape (n,)
        :math:`n`, persons of each household, 1 or more.
    loan : float
        :math:`L`, yuan, more than 0, the same for all.
    line : float
        :math:`z`, yuan per person and year, 0 or more.

    Returns
    -------
    numpy.ndarray
        A share of the loan (0.05 is 5 percent); 0 for a household that is not below the line.

    Raises
    ------
    ValueError
        If an income is missing, a household has nobody, or a sum lies outside its range.

    References
    ----------
    The income of a household is shared by its persons; that a loan earns the same share for all is an assumption.

    Examples
    --------
    >>> needed_earnings([2_000, 2_400, 3_000], persons=[4, 1, 2], loan=10_000, line=2_500)
    array([0.2 , 0.01, 0.  ])
    """
    positive(loan=loan)
    not_negative(line=line)
    y, n = check_income(income), check_income(persons)
    refuse(n < 1, "persons", "less than one", "A household has at least one person.")
    if y.size != n.size:
        raise ValueError(f"There are {y.size} incomes and {n.size} sizes of households; give one of each for each row.")
    return np.maximum(0, n * (line - y) / loan)


def _loss(leverage: float, unpaid: float, recovered: float) -> float:
    """Share of its base that a fund loses in a year."""
    not_negative(leverage=leverage)
    a_share(unpaid=unpaid, recovered=recovered)
    return leverage * unpaid * (1 - recovered)
