"""Off-site relocation: the money for each person moved, and what the subsidy does not cover."""

import math
from dataclasses import dataclass

from .._limits import not_negative


@dataclass(frozen=True)
class Bill:
    """The cost of moving one person in three parts that add up to it, in yuan per person."""

    province: float
    local: float
    left: float

    @property
    def cost(self) -> float:
        """The whole cost, yuan per person."""
        return self.province + self.local + self.left


def bill(cost: float, subsidy: float, local: float = 0.0) -> Bill:
    r"""Split the cost of moving one person: the subsidy, money of others, and what nobody named has paid.

    .. math:: h = \max(0,\; c - s - g)

    Parameters
    ----------
    cost : float
        :math:`c`, yuan per person, 0 or more.
    subsidy : float
        :math:`s`, subsidy of the province, yuan per person, 0 or more.
    local : float
        :math:`g`, money of cities, counties and others, yuan per person. Not in the chapter: an assumption.

    Returns
    -------
    Bill
        ``left`` is :math:`h`, which somebody has to find. The chapter does not say who. No part is negative.

    Raises
    ------
    ValueError
        If an amount is negative.

    References
    ----------
    The chapter, section 8, sentences 3 and 6.

    Examples
    --------
    >>> bill(cost=45_000, subsidy=5_600, local=10_000).left
    29400
    """
    not_negative(cost=cost, subsidy=subsidy, local=local)
    province = min(subsidy, cost)
    others = min(local, cost - province)
    return Bill(province, others, cost - province - others)


def years_of_income(amount: float, income: float) -> float:
    r"""Years of a household's whole income that an amount stands for.

    .. math:: T = h / y

    Parameters
    ----------
    amount : float
        :math:`h`, yuan per person, 0 or more.
    income : float
        :math:`y`, net income, yuan per person and year, more than 0.

    Returns
    -------
    float
        Years, if the household spent nothing on anything else. Its size does not matter: both are per person.

    Raises
    ------
    ValueError
        If the amount is negative, or the income not more than zero.

    Examples
    --------
    >>> years_of_income(40_000, 4_000)
    10.0
    """
    not_negative(amount=amount)
    if not income > 0:
        raise ValueError(f"income is {income:g}; it must be more than zero.")
    return amount / income


def people_reached(budget: float, subsidy: float) -> float:
    r"""How many people a budget pays the subsidy for.

    .. math:: n = B / s

    Parameters
    ----------
    budget : float
        :math:`B`, yuan, 0 or more.
    subsidy : float
        :math:`s`, yuan per person, more than 0.

    Raises
    ------
    ValueError
        If the budget is negative, or the subsidy not more than zero.

    Examples
    --------
    >>> people_reached(336_000_000, 5_600)
    60000.0
    """
    not_negative(budget=budget)
    if not subsidy > 0:
        raise ValueError(f"subsidy is {subsidy:g}; it must be more than zero.")
    return budget / subsidy


def yearly_payment(loan: float, rate: float, years: int) -> float:
    r"""Equal yearly payment that repays a loan with its interest.

    .. math:: a = L\,\frac{r}{1 - (1 + r)^{-n}}, \qquad a = L / n \ \text{ if } r = 0

    Parameters
    ----------
    loan : float
        :math:`L`, yuan, 0 or more.
    rate : float
        :math:`r`, interest a year as a share (0.06 is 6 percent), 0 or more.
    years : int
        :math:`n`, 1 or more.

    Returns
    -------
    float
        Yuan a year.

    Raises
    ------
    ValueError
        If the loan or the rate is negative, or there is not a single year.

    References
    ----------
    The annuity formula; derived in any text on finance by summing the discounted payments.

    Examples
    --------
    >>> yearly_payment(10_000, 0.0, 10)
    1000.0
    """
    not_negative(loan=loan, rate=rate)
    if years < 1:
        raise ValueError(f"years is {years:g}; it must be 1 or more.")
    # Written with expm1 and log1p, since 1 - (1 + r)^-n is rounded to zero at a tiny rate.
    return loan / years if rate == 0 else loan * (rate / -math.expm1(-years * math.log1p(rate)))
