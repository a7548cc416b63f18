"""Stock and flow: how many are without work on a day, when some come and some find work each month."""

import math


def steady_stock(inflow: float, months: float) -> float:
    r"""How many wait on any day, when as many come as go (Little's law).

    .. math:: S = a\,W

    It holds whatever the waits of single families are, as long as the stock neither rises nor falls.

    Parameters
    ----------
    inflow : float
        :math:`a`, families that come in a month, 0 or more.
    months : float
        :math:`W`, months that a family waits, on average, 0 or more.

    Returns
    -------
    float
        Families; 0 only if nobody comes or nobody waits.

    Raises
    ------
    ValueError
        If a number is negative, infinite or not a number.

    References
    ----------
    Little, J. D. C. (1961). A proof for the queuing formula: L = λW. Operations Research 9(3), 383-387.

    Examples
    --------
    >>> steady_stock(inflow=30, months=2)
    60
    """
    _refuse_negative(inflow=inflow, months=months)
    return inflow * months


def path(stock: float, inflow: float, found: float, months: int = 24) -> tuple[float, ...]:
    r"""Counts of a stock month by month, when a share of those counted has found work by the next count.

    .. math:: S_{t+1} = S_t + a - f\,S_t

    A family is counted :math:`1 / f` times on average, so the counts tend to :math:`a / f`: the steady stock of
    `steady_stock(inflow, 1 / found)`.

    Parameters
    ----------
    stock : float
        :math:`S_0`, families without work at the first count, 0 or more.
    inflow : float
        :math:`a`, families that come between two counts, 0 or more.
    found : float
        :math:`f`, share of those counted who have found work by the next count, 0 to 1.
    months : int
        Months to follow, 0 or more.

    Returns
    -------
    tuple of float
        `months` + 1 counts, the first is `stock`. With :math:`f = 1` each later count is the inflow of one month; with
        :math:`f = 0` the stock grows by the inflow each month.

    Raises
    ------
    ValueError
        If a number has no meaning.

    Examples
    --------
    >>> path(stock=100, inflow=10, found=0.5, months=2)
    (100, 60.0, 40.0)
    """
    _refuse_negative(stock=stock, inflow=inflow, months=months)
    if not 0 <= found <= 1:
        raise ValueError(f"found is {found:g}; it must be a share from 0 to 1.")
    counts = [stock]
    for _ in range(months):
        counts.append((1 - found) * counts[-1] + inflow)
    return tuple(counts)


def outflow(first: float, inflow: float, last: float) -> float:
    r"""How many left, from two counts of the stock and all who came between them.

    .. math:: O = S_0 + I - S_1

    So a flow out is a fall of the stock only if nobody came.

    Parameters
    ----------
    first, last : float
        :math:`S_0` and :math:`S_1`, the stock at both counts, 0 or more.
    inflow : float
        :math:`I`, all who came between the counts, 0 or more.

    Returns
    -------
    float
        0 if nobody left; `first` + `inflow` if all did.

    Raises
    ------
    ValueError
        If a number is negative, or more are left than were there or came.

    Examples
    --------
    >>> outflow(first=100, inflow=20, last=40)
    80
    """
    _refuse_negative(first=first, inflow=inflow, last=last)
    if last > first + inflow:
        raise ValueError(f"last is {last:g}; of {first:g} and {inflow:g} who came, no more can be left.")
    return first + inflow - last


def _refuse_negative(**numbers: float) -> None:
    for name, value in numbers.items():
        if not 0 <= value < math.inf:
            raise ValueError(f"{name} is {value:g}; it must be zero or more.")
