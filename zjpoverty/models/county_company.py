"""A county company: what is due on its loan each year, what it has to pay with, and how far its income may fall."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .._limits import not_negative
from .relocation import yearly_payment

_ROUNDING = 1e-9  # a smaller share of what is due is the rounding of floats


def debt_service(loan: float, rate: float, years: int, grace: int = 0) -> list[float]:
    r"""What is due on a loan in each year: first its interest alone, then equal sums that repay it.

    .. math:: D_t = i\,L \ (t \le g), \qquad D_t = L\,\frac{i}{1 - (1 + i)^{-(n - g)}} \ (g < t \le n)

    Parameters
    ----------
    loan : float
        :math:`L`, yuan, 0 or more.
    rate : float
        :math:`i`, interest a year as a share (0.06 is 6 percent), 0 or more. Not in the chapter: an assumption.
    years : int
        :math:`n`, from the loan to the last payment, 1 or more. Not in the chapter: an assumption.
    grace : int
        :math:`g`, years at the start in which only the interest is due, from 0 to ``years - 1``. An assumption too.

    Returns
    -------
    list of float
        Yuan, one a year.

    Raises
    ------
    ValueError
        If the loan or the rate is negative, or no year is left to repay the loan.

    References
    ----------
    The annuity formula; see :func:`zjpoverty.models.relocation.yearly_payment`.

    Examples
    --------
    >>> [round(due) for due in debt_service(loan=100, rate=0.1, years=2, grace=1)]
    [10, 110]
    """
    if not 0 <= grace < years:
        raise ValueError(
            f"grace is {grace:g} and years {years:g}; grace must be 0 or more and less than years, "
            "or no year is left to repay the loan."
        )
    payment = yearly_payment(loan, rate, years - grace)
    return [rate * loan] * grace + [payment] * (years - grace)


@dataclass(frozen=True)
class Year:
    """One year of a company, yuan: what is due, what comes in, what is there, and what somebody else must find."""

    service: float
    income: float
    there: float
    missing: float

    @property
    def cover(self) -> float:
        """Income of the year for 1 yuan that is due, infinite if nothing is due. What was saved before is left out."""
        return self.income / self.service if self.service else math.inf

    @property
    def left(self) -> float:
        """What the company takes into the next year, yuan."""
        return max(0.0, self.there - self.service)


def company_path(opening: float, income: float, service: Sequence[float]) -> list[Year]:
    r"""Let a company pay what is due each year out of its income and of what it has saved.

    .. math:: M_{t+1} = \max(0,\; M_t + E - D_{t+1}), \qquad \mathrm{DSCR}_t = E / D_t

    Parameters
    ----------
    opening : float
        :math:`M_0`, what is left at the start when the building is paid for, yuan, 0 or more.
    income : float
        :math:`E`, the same each year, yuan, 0 or more. Not in the chapter: an assumption.
    service : sequence of float
        :math:`D_t`, yuan, one a year, as from :func:`debt_service`.

    Returns
    -------
    list of Year
        ``cover`` is the debt service cover ratio. What is ``missing`` is paid by somebody else; the company goes on.

    Raises
    ------
    ValueError
        If an amount is negative.

    Examples
    --------
    >>> [(year.cover, year.missing) for year in company_path(opening=2, income=3, service=[4, 4])]
    [(0.75, 0.0), (0.75, 0.0)]
    """
    not_negative(opening=opening, income=income, service=min(service, default=0))
    left, path = opening, []
    for due in service:
        there = left + income
        missing = due - there
        path.append(Year(due, income, there, missing if missing > _ROUNDING * due else 0.0))
        left = path[-1].left
    return path


def first_failure(path: Sequence[Year]) -> int | None:
    """First year in which the company cannot pay all that is due.

    Parameters
    ----------
    path : sequence of Year
        From :func:`company_path`.

    Returns
    -------
    int or None
        1 is the first year; None if it can pay in all years.

    Examples
    --------
    >>> first_failure(company_path(2, 3, [4, 4])), first_failure(company_path(2, 3, [4, 4, 4]))
    (None, 3)
    """
    return next((number for number, year in enumerate(path, 1) if year.missing), None)


def largest_fall(opening: float, income: float, service: Sequence[float]) -> float:
    r"""How far the yearly income may fall from the first year on, so that the company still pays in every year.

    .. math:: f^* = 1 - \max_t \frac{\max(0,\; \sum_{k \le t} D_k - M_0)}{t\,E}

    If what is due never becomes less from year to year, the last year decides.

    Parameters
    ----------
    opening, income, service
        As in :func:`company_path`; the income more than 0.

    Returns
    -------
    float
        A share of the income. 1: it pays with no income at all. Below 0: it cannot pay even if nothing falls.

    Raises
    ------
    ValueError
        If an amount is negative, or the income not more than zero.

    Examples
    --------
    >>> largest_fall(opening=2, income=4, service=[4, 4]), largest_fall(opening=8, income=4, service=[4, 4])
    (0.25, 1.0)
    """
    not_negative(opening=opening, service=min(service, default=0))
    if not income > 0:
        raise ValueError(f"income is {income:g}; it must be more than zero.")
    needed = (max(0.0, due - opening) / year for year, due in enumerate(accumulate(service), 1))
    return 1 - max(needed, default=0.0) / income
