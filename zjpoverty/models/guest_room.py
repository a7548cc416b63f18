"""A farmhouse with guest rooms: what a year leaves, and how full the rooms have to be."""

import math


def result(rooms: float, nights: float, occupancy: float, price: float, variable: float, fixed: float) -> float:
    r"""What a year leaves for those who do the work and own the house.

    .. math:: R = m\,n\,o\,(p - v) - F

    Parameters
    ----------
    rooms : float
        :math:`m`, 0 or more.
    nights : float
        :math:`n`, nights of the season, 0 to 366. Outside the season no guest comes.
    occupancy : float
        :math:`o`, share of the room nights of the season that are sold, 0 to 1.
    price : float
        :math:`p`, yuan that a guest pays for a room and night, 0 or more.
    variable : float
        :math:`v`, yuan that a night with a guest costs, and one without does not, 0 or more.
    fixed : float
        :math:`F`, yuan a year, whether guests come or not, 0 or more: see
        :func:`zjpoverty.models.relocation.yearly_payment` for an outlay in equal yearly sums.

    Returns
    -------
    float
        Yuan a year; minus the fixed cost if no night is sold. Work of the family is not yet paid.

    Raises
    ------
    ValueError
        If a number has no meaning.

    References
    ----------
    Break-even analysis, as in any text on cost accounting. No sum of it is in the chapter: all are assumptions.

    Examples
    --------
    >>> result(rooms=5, nights=100, occupancy=0.5, price=80, variable=30, fixed=10_000)
    2500.0
    """
    _refuse(rooms=rooms, price=price, variable=variable, fixed=fixed)
    _refuse(366, nights=nights)
    _refuse(1, occupancy=occupancy)
    return rooms * nights * occupancy * (price - variable) - fixed


def needed_occupancy(
    rooms: float, nights: float, price: float, variable: float, fixed: float, elsewhere: float = 0.0
) -> float:
    r"""The least occupancy at which the family has no less than without guests.

    .. math:: o^* = \frac{F + W}{m\,n\,(p - v)}

    Parameters
    ----------
    rooms, nights, price, variable, fixed : float
        :math:`m, n, p, v, F`, as in :func:`result`.
    elsewhere : float
        :math:`W`, yuan a year that the family gives up elsewhere to look after guests, 0 or more. With 0 this is the
        break-even occupancy, from which on the year has no loss.

    Returns
    -------
    float
        Share of the room nights. More than 1: not even a full house would do. Infinity: a night sold brings nothing,
        or no night can be sold, so no occupancy would do. 0: nothing has to be earned.

    Raises
    ------
    ValueError
        If a number has no meaning.

    Examples
    --------
    >>> needed_occupancy(rooms=5, nights=100, price=80, variable=30, fixed=10_000)
    0.4
    >>> needed_occupancy(rooms=5, nights=100, price=30, variable=30, fixed=10_000)
    inf
    """
    _refuse(rooms=rooms, price=price, variable=variable, fixed=fixed, elsewhere=elsewhere)
    _refuse(366, nights=nights)
    needed, full = fixed + elsewhere, rooms * nights * (price - variable)
    if needed == 0:
        return 0.0
    return needed / full if full > 0 else math.inf


def needed_share(takings: float, target: float) -> float:
    r"""The share of the takings that has to be left, for a worker to have a target as income.

    .. math:: s^* = \frac{y}{t}

    Parameters
    ----------
    takings : float
        :math:`t`, takings before any cost, yuan a worker and year, more than 0.
    target : float
        :math:`y`, yuan a worker and year, 0 or more.

    Returns
    -------
    float
        More than 1: not even all of the takings would do.

    Raises
    ------
    ValueError
        If the target is negative, or nothing is taken.

    Examples
    --------
    >>> needed_share(takings=20_000, target=5_000)
    0.25
    """
    _refuse(target=target)
    if not 0 < takings < math.inf:
        raise ValueError(f"takings is {takings:g}; it must be more than zero.")
    return target / takings


def _refuse(most: float = math.inf, /, **values: float) -> None:
    for name, value in values.items():
        if not (0 <= value <= most and value < math.inf):
            accepted = "zero or more" if most == math.inf else f"from 0 to {most:g}"
            raise ValueError(f"{name} is {value:g}; it must be {accepted}.")
