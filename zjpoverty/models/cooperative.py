"""Cooperatives: public money booked as shares, what a member household gets, and what joining adds to its income."""

import math
from dataclasses import dataclass

from .._limits import not_negative


@dataclass(frozen=True)
class Booking:
    """Public money booked as shares, yuan: those of each household, and what may be booked for nobody."""

    each: float
    left: float


def book(fund: float, households: float, own: float = 0.0, ceiling: float = math.inf) -> Booking:
    r"""Book public money as shares of households, in equal parts, up to a ceiling.

    .. math:: e = \min\left(\frac{F}{p},\; \max(0,\; K - b)\right), \qquad R = F - p\,e

    Parameters
    ----------
    fund : float
        :math:`F`, public money to be booked, yuan, 0 or more.
    households : float
        :math:`p`, households for whom it is booked, 1 or more; a mean need not be whole.
    own : float
        :math:`b`, shares that each of them holds already, yuan, 0 or more. They count towards the ceiling.
    ceiling : float
        :math:`K`, the most that one household may hold, yuan, 0 or more: 10 percent of all shares of a village fund.
        Infinite where no ceiling is stated.

    Returns
    -------
    Booking
        ``each`` is :math:`e`, ``left`` is :math:`R`: 0, unless the ceiling binds.

    Raises
    ------
    ValueError
        If an amount is negative, or there is not a single household.

    References
    ----------
    The chapter, section 18, sentences 8 and 9.

    Examples
    --------
    >>> book(fund=1_000, households=4)
    Booking(each=250.0, left=0.0)
    >>> book(fund=1_000, households=4, ceiling=100)
    Booking(each=100.0, left=600.0)
    """
    not_negative(fund=fund, own=own, ceiling=ceiling)
    if not households >= 1:
        raise ValueError(f"households is {households:g}; it must be 1 or more, or nobody can hold the shares.")
    room = max(0.0, float(ceiling - own))
    if fund / households <= room:
        return Booking(fund / households, 0.0)
    return Booking(room, fund - households * room)


@dataclass(frozen=True)
class Income:
    """Yuan a household and year in three parts: pay, dividend on its own shares, dividend on booked shares."""

    pay: float
    own: float
    booked: float

    @property
    def total(self) -> float:
        """The three together."""
        return self.pay + self.own + self.booked


def member_income(pay: float, own: float, booked: float, rate: float) -> Income:
    r"""Add up what a member household gets from its cooperative in a year.

    .. math:: Y = w + r\,b + r\,e

    Parameters
    ----------
    pay : float
        :math:`w`, pay for work, yuan a year, 0 or more.
    own, booked : float
        :math:`b` and :math:`e`, shares that it paid for and shares booked from public money, yuan, 0 or more.
    rate : float
        :math:`r`, dividend a year for each yuan of shares (0.06 is 6 percent), 0 or more.

    Returns
    -------
    Income
        Its ``total`` is :math:`Y`.

    Raises
    ------
    ValueError
        If a value is negative.

    References
    ----------
    The chapter, section 18, sentence 2, names pay and dividend. It prints no amount of either.

    Examples
    --------
    >>> member_income(pay=5_000, own=1_000, booked=2_000, rate=0.1).total
    5300.0
    """
    not_negative(pay=pay, own=own, booked=booked, rate=rate)
    return Income(pay, rate * own, rate * booked)


def added(member: Income, elsewhere: float, own: float, interest: float) -> Income:
    r"""Compare a member with the same household that did not join: the same work and the same money, elsewhere.

    .. math:: A = Y - (a + i\,b) = (w - a) + (r - i)\,b + r\,e

    Parameters
    ----------
    member : Income
        What it gets as a member, from :func:`member_income`.
    elsewhere : float
        :math:`a`, what the same work would earn, yuan a year, 0 or more. Not in the chapter: an assumption.
    own : float
        :math:`b`, the money that it paid for shares, yuan, 0 or more.
    interest : float
        :math:`i`, what a yuan of that money would bring elsewhere in a year, 0 or more. An assumption too.

    Returns
    -------
    Income
        The difference, part by part; its ``total`` is :math:`A`, negative where the household loses by joining.

    Raises
    ------
    ValueError
        If a value is negative.

    Examples
    --------
    >>> added(member_income(5_000, 1_000, 2_000, rate=0.1), elsewhere=5_000, own=1_000, interest=0.1).total
    200.0
    """
    not_negative(elsewhere=elsewhere, own=own, interest=interest)
    return Income(member.pay - elsewhere, member.own - interest * own, member.booked)


def members_per_cooperative(members: float, bodies: float, enterprises: float = 0.0) -> float:
    r"""Divide members by the cooperatives alone, where cooperatives and enterprises are counted together.

    .. math:: m = \frac{M}{(1 - s)\,N}

    Parameters
    ----------
    members : float
        :math:`M`, members of the cooperatives, 0 or more.
    bodies : float
        :math:`N`, cooperatives and enterprises together, more than 0.
    enterprises : float
        :math:`s`, the share of enterprises among them, 0 or more, less than 1. The chapter does not give it.

    Returns
    -------
    float
        Members of a mean cooperative. With :math:`s = 0` it is the least that it can be.

    Raises
    ------
    ValueError
        If members are negative, there are no bodies, or none of them is a cooperative.

    References
    ----------
    The chapter, section 4, sentence 3, prints :math:`M` and :math:`N`.

    Examples
    --------
    >>> members_per_cooperative(600, bodies=20), members_per_cooperative(600, bodies=20, enterprises=0.5)
    (30.0, 60.0)
    """
    not_negative(members=members)
    if not bodies > 0:
        raise ValueError(f"bodies is {bodies:g}; it must be more than zero.")
    if not 0 <= enterprises < 1:
        raise ValueError(f"enterprises is {enterprises:g}; it must be a share of at least 0 and less than 1.")
    return members / ((1 - enterprises) * bodies)
