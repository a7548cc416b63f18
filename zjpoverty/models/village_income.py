"""Village income: one sum put to work in different ways, what each is worth a year, and what flips their order."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from scipy.optimize import brentq

from .._limits import a_share, not_negative


@dataclass(frozen=True)
class Route:
    """One way to earn, for 1 yuan laid out. None of its numbers is in the chapter: all are assumptions.

    Parameters
    ----------
    income : float
        :math:`y`, what comes in in an ordinary year, before upkeep, 0 or more.
    starts : int
        :math:`a`, first year with income, 1 or more.
    missed : float
        :math:`q`, share of the years in which nothing comes in (no tenant, a bad harvest), 0 to 1.
    stops : float
        :math:`h`, chance in each year that the route ends for good, and with it the end value, 0 to 1.
    upkeep : float
        :math:`c`, paid each year from `starts` on, with or without income, 0 or more.
    left : float
        :math:`w`, end value: what could be sold after the last year, 0 or more.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    Examples
    --------
    >>> Route(income=0.1, missed=0.2).starts
    1
    """

    income: float
    starts: int = 1
    missed: float = 0.0
    stops: float = 0.0
    upkeep: float = 0.0
    left: float = 0.0

    def __post_init__(self):
        not_negative(income=self.income, upkeep=self.upkeep, left=self.left)
        a_share(missed=self.missed, stops=self.stops)
        _refuse_years(starts=self.starts)


def flows(route: Route, outlay: float, years: int) -> list[float]:
    r"""Lay out a sum, and list what is to be expected of it year by year.

    .. math:: f_0 = -C, \qquad
        f_t = C\,(1-h)^t \bigl[(y\,(1-q) - c)\,\mathbf{1}_{t \ge a} + w\,\mathbf{1}_{t = n}\bigr]

    Parameters
    ----------
    route : Route
        Its assumptions, for 1 yuan.
    outlay : float
        :math:`C`, yuan, 0 or more.
    years : int
        :math:`n`, 1 or more. Not in the chapter: an assumption.

    Returns
    -------
    list of float
        Yuan, in the mean of all that can happen: the outlay, then one sum a year.

    Raises
    ------
    ValueError
        If the outlay is negative or there is not a year.

    Examples
    --------
    >>> flows(Route(income=0.5, starts=2, missed=0.5, left=1), outlay=100, years=3)
    [-100, 0.0, 25.0, 125.0]
    """
    not_negative(outlay=outlay)
    _refuse_years(years=years)
    net = route.income * (1 - route.missed) - route.upkeep
    return [-outlay] + [
        outlay * (1 - route.stops) ** t * (net * (t >= route.starts) + route.left * (t == years))
        for t in range(1, years + 1)
    ]


def net_present_value(route: Route, outlay: float, rate: float, years: int) -> float:
    r"""Bring all that goes out and comes in to the day of the outlay.

    .. math:: \mathrm{NPV} = -C + \sum_{t=1}^{n} \frac{f_t}{(1+r)^t}

    Parameters
    ----------
    route, outlay, years
        As in :func:`flows`.
    rate : float
        :math:`r`, by how much a yuan a year later counts less, as a share, 0 or more.

    Returns
    -------
    float
        Yuan. Below zero: less comes in than was laid out, both counted at that day.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    Examples
    --------
    >>> round(net_present_value(Route(income=1.05), outlay=100, rate=0.05, years=1), 9)
    0.0
    """
    not_negative(rate=rate)
    return sum(f / (1 + rate) ** t for t, f in enumerate(flows(route, outlay, years)))


def steady_income(route: Route, outlay: float, rate: float, years: int) -> float:
    r"""Even out what comes in: the same sum each year, worth as much (the equivalent annual income).

    .. math:: A = \frac{\mathrm{NPV} + C}{\sum_{t=1}^{n} (1+r)^{-t}}

    The outlay is not taken off, because the village is given it. The order of routes with one outlay stays the same.

    Parameters
    ----------
    route, outlay, rate, years
        As in :func:`net_present_value`.

    Returns
    -------
    float
        Yuan a year. Below zero if upkeep is more than all that comes in.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    Examples
    --------
    >>> steady_income(Route(income=0.1, missed=0.5), outlay=100, rate=0, years=7)
    5.0
    """
    worth = net_present_value(route, outlay, rate, years) + outlay
    return worth / sum((1 + rate) ** -t for t in range(1, years + 1))


def lean_years(route: Route, outlay: float, need: float, years: int) -> float:
    r"""Count the years with less money than is needed, in the mean.

    .. math:: n - \sum_{t=a}^{n} (1-q)(1-h)^t \quad \text{if } C\,(y - c) \ge N, \text{ else } n

    Parameters
    ----------
    route, outlay, years
        As in :func:`flows`. The end value is not counted: it is there only when all is over.
    need : float
        :math:`N`, yuan a year that are needed, more than 0. Not in the chapter: an assumption.

    Returns
    -------
    float
        0 (there is enough each year) to `years`.

    Raises
    ------
    ValueError
        If an input lies outside its range.

    Examples
    --------
    >>> lean_years(Route(income=0.1, starts=3, missed=0.25), outlay=100, need=10, years=10)
    4.0
    """
    not_negative(outlay=outlay)
    _refuse_years(years=years)
    if not need > 0:
        raise ValueError(f"need is {need:g}; it must be more than zero.")
    if outlay * (route.income - route.upkeep) < need:
        return float(years)
    return years - sum((1 - route.missed) * (1 - route.stops) ** t for t in range(route.starts, years + 1))


_HIGH = {"income": math.inf, "missed": 1.0, "stops": 1.0, "upkeep": math.inf, "left": math.inf}


def break_even(assumption: str, route: Route, other: Route, rate: float, years: int) -> float | None:
    r"""Find the value of one assumption of a route at which it is worth just as much as another route.

    Worth is a straight line in :math:`y, q, c` and :math:`w`, so that two of its points give the value:

    .. math:: x^* = \frac{A_{\text{other}} - A(0)}{A(1) - A(0)}

    In :math:`h` it is none, and the value is closed in by halves.

    Parameters
    ----------
    assumption : {"income", "missed", "stops", "upkeep", "left"}
        What is changed in `route`; all else stays.
    route, other : Route
        Both with the same outlay.
    rate, years
        As in :func:`net_present_value`.

    Returns
    -------
    float or None
        None if no value in its range makes them equal, or if all do.

    Raises
    ------
    ValueError
        If there is no such assumption, or an input lies outside its range.

    Examples
    --------
    >>> break_even("missed", Route(income=0.2), Route(income=0.1), rate=0.05, years=10)
    0.5
    """
    if assumption not in _HIGH:
        raise ValueError(f"assumption is {assumption!r}; accepted: {', '.join(_HIGH)}.")
    worth = {x: _worth(replace(route, **{assumption: x}), rate, years) for x in (0.0, 1.0)}
    aim, low, slope = _worth(other, rate, years), worth[0.0], worth[1.0] - worth[0.0]
    if math.isclose(slope, 0, abs_tol=1e-12):
        return None
    if assumption == "stops":
        return _zero(lambda h: _worth(replace(route, stops=h), rate, years) - aim)
    # 10 digits: a straight line read off at two points is no more exact than that.
    x = round((aim - low) / slope, 10)
    return x if 0 <= x <= _HIGH[assumption] else None


def _worth(route: Route, rate: float, years: int) -> float:
    return steady_income(route, 1.0, rate, years)


def _zero(gap: Callable[[float], float]) -> float | None:
    """Zero of a falling function between 0 and 1."""
    return brentq(gap, 0, 1, xtol=1e-12) if gap(0) >= 0 >= gap(1) else None


def _refuse_years(**values: int) -> None:
    for name, value in values.items():
        if not value >= 1 or value != int(value):
            raise ValueError(f"{name} is {value:g}; it must be a whole number, 1 or more.")
