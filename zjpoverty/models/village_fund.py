"""A village fund that lends a grant and its members' shares: month by month, its worth, and the cap on a holding."""

import math
from dataclasses import dataclass

from .._limits import a_share, not_negative

_RUNS = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Terms:
    r"""How a fund lends. None of this is in the chapter: all are assumptions.

    Parameters
    ----------
    rate, prices : float
        :math:`i`, interest a year, and :math:`\pi`, rise of prices a year, as shares, 0 or more.
    unpaid : float
        :math:`d`, share of each loan that is never paid back, 0 to 1; no interest comes in on it.
    months : {1, 2, 3, 4, 6, 12}
        :math:`n`, how long a loan runs, so that all loans are due when a year ends.
    idle : float
        :math:`z`, share of the money that is not lent, 0 to 1.
    costs : float
        :math:`c`, running costs of a year, yuan at the start, 0 or more. They rise with prices.
    dividend : float
        :math:`q`, share of the surplus that members are paid at the end of a year, 0 to 1.

    Raises
    ------
    ValueError
        If a term lies outside its range.
    """

    rate: float
    unpaid: float
    months: int = 12
    idle: float = 0.0
    costs: float = 0.0
    dividend: float = 0.0
    prices: float = 0.0

    def __post_init__(self) -> None:
        not_negative(rate=self.rate, costs=self.costs, prices=self.prices)
        a_share(unpaid=self.unpaid, idle=self.idle, dividend=self.dividend)
        if self.months not in _RUNS:
            raise ValueError(f"months is {self.months:g}; accepted: {', '.join(map(str, _RUNS))}.")


@dataclass(frozen=True)
class Month:
    """Yuan of a month. In: opening, paid in, repaid, interest. Out: lent, costs, dividend, closing. Beside it: lost."""

    opening: float
    paid_in: float
    lent: float
    repaid: float
    interest: float
    costs: float
    dividend: float
    closing: float
    lost: float


def run(grant: float, shares: float, terms: Terms, years: int = 10) -> list[Month]:
    r"""Lend what a fund holds, again and again, and pay a dividend out of each year's surplus.

    .. math:: L = (1 - z) M, \qquad R = (1 - d) L, \qquad I = i\,\tfrac{n}{12} R, \qquad
              S_t = \textstyle\sum I - \sum d L - c\,(1 + \pi)^t, \qquad D_t = q \max(0, S_t)

    Parameters
    ----------
    grant, shares : float
        Yuan at the start, 0 or more, not both 0. Their sum is the first :math:`M`, the money in hand.
    terms : Terms
    years : int
        How many at most, 0 or more.

    Returns
    -------
    list of Month
        It ends early with the year in which nothing is left: costs take what there is, and no more.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    References
    ----------
    The chapter, section 14, sentence 2 (grant and shares) and section 18, sentence 8 (dividends at the end of a year).

    Examples
    --------
    >>> run(200, 100, Terms(rate=0.06, unpaid=0.5), years=1)[-1].closing
    159.0
    """
    not_negative(grant=grant, shares=shares, years=years)
    if not grant + shares > 0:
        raise ValueError("grant and shares are both 0; a fund needs money to lend.")
    path: list[Month] = []
    while len(path) < 12 * years and (not path or path[-1].closing > 0):
        opening, paid_in = (path[-1].closing, 0.0) if path else (0.0, grant + shares)
        path += _year(opening, paid_in, terms, (1 + terms.prices) ** (1 + len(path) // 12) * terms.costs)
    return path


def _year(opening: float, paid_in: float, terms: Terms, due: float) -> list[Month]:
    """Twelve months; the costs are due, and the dividend is paid, in the last."""
    year, surplus, lent, n = [], -due, 0.0, terms.months
    for month in range(1, 13):
        held = opening + paid_in
        begins, ends = month % n == 1 % n, month % n == 0
        new = (1 - terms.idle) * held if begins else 0.0
        lent = new if begins else lent
        back = (1 - terms.unpaid) * lent if ends else 0.0
        interest, lost = back * terms.rate * n / 12, lent - back if ends else 0.0
        surplus += interest - lost
        held += back + interest - new
        costs = min(due, held) if month == 12 else 0.0
        paid = terms.dividend * max(0.0, surplus) if month == 12 else 0.0
        year.append(Month(opening, paid_in, new, back, interest, costs, paid, held - costs - paid, lost))
        opening, paid_in = year[-1].closing, 0.0
    return year


def worth(path: list[Month], prices: float = 0.0) -> list[float]:
    r"""Share of its start that a fund is worth at the end of each year, from the start, in prices of the start.

    .. math:: w_t = \frac{M_t}{M_0\,(1 + \pi)^t}

    Examples
    --------
    >>> worth(run(200, 100, Terms(rate=0.06, unpaid=0.5), years=1), prices=0.06)
    [1.0, 0.5]
    """
    not_negative(prices=prices)
    held = [path[0].paid_in, *(month.closing for month in path[11::12])] if path else []
    return [money / held[0] / (1 + prices) ** t for t, money in enumerate(held)]


def first_below(worths: list[float], share: float) -> int | None:
    """First year at whose end a fund is worth less than a share of its start; None if that does not come.

    Examples
    --------
    >>> first_below([1, 0.95, 0.85], 0.9), first_below([1, 1.1], 1)
    (2, None)
    """
    # What a float cannot tell from the share is not below it.
    return next((t for t, value in enumerate(worths) if value < share - 1e-9), None)


def bearable(capital: float, terms: Terms) -> float:
    r"""Share of each loan that may fail, so that after a year the fund is worth as much, in prices of the start.

    .. math:: d = 1 - \frac{f - z}{(1 - z)(1 + i\,n/12)}, \qquad
              f^{12/n} = 1 + \frac{\pi}{1 - q} + \frac{c\,(1 + \pi)}{M}

    Parameters
    ----------
    capital : float
        :math:`M`, grant and shares, yuan, more than 0.
    terms : Terms
        Its ``unpaid`` is not looked at; its ``idle`` and ``dividend`` must be less than 1.

    Returns
    -------
    float
        Below 0 if the fund loses worth even though every loan is paid back.

    Raises
    ------
    ValueError
        If there is no capital, or all of the money is idle, or all of the surplus is paid out.

    Examples
    --------
    >>> round(bearable(300, Terms(rate=0.10, unpaid=0, prices=0.045)), 3)
    0.05
    """
    if not capital > 0 or terms.idle == 1 or terms.dividend == 1:
        raise ValueError("There must be a capital, of which something is lent, and a surplus that is not all paid out.")
    span, cost = terms.months / 12, terms.costs * (1 + terms.prices) / capital
    f = (1 + terms.prices / (1 - terms.dividend) + cost) ** span
    return 1 - (f - terms.idle) / ((1 - terms.idle) * (1 + terms.rate * span))


def fewest_holders(cap: float) -> int:
    r"""Fewest households that can hold all of a capital, if none may hold more than :math:`k` percent of it.

    .. math:: N = \left\lceil \frac{100}{k} \right\rceil, \qquad 0 < k \le 100

    Examples
    --------
    >>> fewest_holders(10), fewest_holders(30)
    (10, 4)
    """
    if not 0 < cap <= 100:
        raise ValueError(f"cap is {cap:g}; it must be a percentage of more than 0 and at most 100.")
    return math.ceil(round(100 / cap, 9))


def most_held(others: float, cap: float) -> float:
    r"""Largest holding beside the money of others, if it may be no more than :math:`k` percent of both together.

    .. math:: h = \frac{k\,O}{100 - k}, \qquad O \ge 0, \qquad 0 < k < 100

    Examples
    --------
    >>> most_held(90_000, 10)
    10000.0
    """
    not_negative(others=others)
    if not 0 < cap < 100:
        raise ValueError(f"cap is {cap:g}; it must be a percentage of more than 0 and less than 100.")
    return cap * others / (100 - cap)


def admit(holding: float, others: float, cap: float) -> float:
    """Percent of the capital that a holding is; one over the cap is refused, and told how much may be held.

    Examples
    --------
    >>> admit(10_000, others=90_000, cap=10)
    10.0
    """
    not_negative(holding=holding)
    most, held = most_held(others, cap), 100 * holding / (holding + others) if holding else 0.0
    if holding > most * (1 + 1e-9):
        raise ValueError(
            f"A holding of {holding:,.0f} yuan is {held:.1f} percent of the capital; the cap is {cap:g} percent. "
            f"Beside {others:,.0f} yuan of others, at most {most:,.0f} yuan may be held."
        )
    return held
