"""Advisers for towns: what numbers of teams and places tell, and how a practice spreads in a village they visit."""

import math
from typing import NamedTuple

import numpy as np

from .._limits import a_share


class Bounds(NamedTuple):
    """Least and most of what counts alone allow: things in the fullest place, and places with more than one."""

    fullest: tuple[int, int]
    crowded: tuple[int, int]


def bounds(things: int, places: int) -> Bounds:
    r"""Bound how things lie in places, if each is in one place and no place is empty (the pigeonhole principle).

    .. math:: \left\lceil \frac{k}{m} \right\rceil \le \max_j n_j \le k - (m - 1), \qquad
              [k > m] \le |\{j : n_j > 1\}| \le \min(m,\; k - m)

    Parameters
    ----------
    things : int
        :math:`k`, teams, for example; at least as many as places.
    places : int
        :math:`m`, counties, for example; 1 or more.

    Returns
    -------
    Bounds
        Each number from least to most fits the counts. With as many things as places each place has one.

    Raises
    ------
    ValueError
        If there is no place, or there are fewer things than places, so that a place would be empty.

    References
    ----------
    Knuth, D. E. (1997). The Art of Computer Programming 1, section 1.2.4: the ceiling of a mean.

    Examples
    --------
    >>> bounds(5, 3)
    Bounds(fullest=(2, 3), crowded=(1, 2))
    """
    k, m = things, places
    if m < 1:
        raise ValueError(f"places is {m}; it must be 1 or more.")
    if k < m:
        raise ValueError(f"There are {k} things for {m} places; no place may be empty, so at least {m} are needed.")
    return Bounds(fullest=(math.ceil(k / m), k - (m - 1)), crowded=(int(k > m), min(m, k - m)))


def days_per_village(days: float, towns: float, villages: float) -> float:
    r"""Share out the days of an adviser: each village of each town gets as many.

    .. math:: d = \frac{D}{T\,V}

    Parameters
    ----------
    days : float
        :math:`D`, days a year that the adviser is in villages, 0 to 366. Not in the chapter: an assumption.
    towns : float
        :math:`T`, towns of the adviser, 1 or more; between whole numbers as a mean of several advisers.
    villages : float
        :math:`V`, villages of a town, 1 or more: an assumption.

    Returns
    -------
    float
        Days a year for each village.

    Raises
    ------
    ValueError
        If the days are not in a year, or there is no town or village.

    Examples
    --------
    >>> days_per_village(days=100, towns=2, villages=25)
    2.0
    """
    if not 0 <= days <= 366:
        raise ValueError(f"days is {days:g}; it must be 0 to 366, the days of a year.")
    for name, number in (("towns", towns), ("villages", villages)):
        if not 1 <= number < math.inf:
            raise ValueError(f"{name} is {number:g}; it must be 1 or more, or there is nobody to visit.")
    return days / (towns * villages)


def adopted(won: float, contacts: float, years: int, start: float = 0.0) -> np.ndarray:
    r"""Follow the share of a village that has adopted a practice: won by an adviser, or by those who have it.

    .. math:: A_{t+1} = A_t + \min(1,\; p + q A_t)\,(1 - A_t)

    Without contacts it is :math:`A_t = 1 - (1 - A_0)(1 - p)^t`.

    Parameters
    ----------
    won : float
        :math:`p`, share of those without the practice whom the adviser wins in a year, 0 to 1.
    contacts : float
        :math:`q`, share of them who would follow in a year if all others had the practice, 0 to 1.
    years : int
        :math:`n`, how many years, 0 or more.
    start : float
        :math:`A_0`, share that has it at first, 0 to 1.

    Returns
    -------
    numpy.ndarray, shape (years + 1,)
        Shares at the end of the years 0 to n: from 0 to 1, never falling; 0 for ever if `won` and `start` are 0.

    Raises
    ------
    ValueError
        If a number is not a share, or the years are negative.

    References
    ----------
    Bass, F. M. (1969). A new product growth for model consumer durables. Management Science 15(5), 215-227: there in
    continuous time, with p the coefficient of innovation and q that of imitation. The ceiling of 1 is ours.

    Examples
    --------
    >>> adopted(won=0.5, contacts=0.5, years=2).tolist()
    [0.0, 0.5, 0.875]
    """
    a_share(won=won, contacts=contacts, start=start)
    if years < 0:
        raise ValueError(f"years is {years}; it must be 0 or more.")
    A = np.full(years + 1, float(start))
    for t in range(years):
        A[t + 1] = min(1.0, A[t] + min(1.0, won + contacts * A[t]) * (1 - A[t]))  # 1 in spite of rounding
    return A


def years_until(share: float, won: float, contacts: float, start: float = 0.0, within: int = 1000) -> float:
    r"""Count the years until a share of a village has adopted a practice.

    .. math:: \min\,\{\, t : A_t \ge s \,\}

    Parameters
    ----------
    share : float
        :math:`s`, 0 to 1. (All of a village is reached in the limit only, unless a year wins all who are left.)
    won, contacts, start : float
        As in :func:`adopted`.
    within : int
        Years to look at, 0 or more.

    Returns
    -------
    float
        Whole years; infinity if it is not reached within so many.

    Raises
    ------
    ValueError
        As in :func:`adopted`.

    Examples
    --------
    >>> years_until(0.5, won=0.1, contacts=0), years_until(0.5, won=0, contacts=0.9)
    (7.0, inf)
    """
    a_share(share=share)
    reached = adopted(won, contacts, within, start) >= share
    return float(reached.argmax()) if reached.any() else math.inf
