"""What a poverty line is worth: moved with prices or with incomes, held against a line in dollars, and as a rate."""

import math


def moved_line(line: float, prices: float, mean: float, elasticity: float) -> float:
    r"""Move a line to another year: with prices alone, with mean income, or between the two (Foster's hybrid line).

    .. math:: z_1 = z_0\,\pi \left(\frac{g}{\pi}\right)^{\rho}

    Parameters
    ----------
    line : float
        :math:`z_0`, the line of the first year, in money of that year, more than 0.
    prices : float
        :math:`\pi`, prices of the second year divided by those of the first, more than 0.
    mean : float
        :math:`g`, mean income of the second year divided by that of the first, each in money of its year, more than 0.
    elasticity : float
        :math:`\rho`: 0 keeps what the line buys (an absolute line), 1 keeps its share of the mean (a relative line).

    Returns
    -------
    float
        The line in money of the second year.

    Raises
    ------
    ValueError
        If the line or a ratio is not more than zero, or the elasticity is no finite number.

    References
    ----------
    Foster, J. E. (1998). Absolute versus Relative Poverty. American Economic Review, 88(2), 335-341.

    Examples
    --------
    >>> [moved_line(1000, prices=1.25, mean=2.0, elasticity=rho) for rho in (0, 1)]
    [1250.0, 2000.0]
    """
    _more_than_zero(line=line, prices=prices, mean=mean)
    if not math.isfinite(elasticity):
        raise ValueError(f"elasticity is {elasticity:g}; it must be a finite number, 0 for prices and 1 for the mean.")
    return line * prices * (mean / prices) ** elasticity


def times_line(dollars: float, line: float, consumed: float = 1.0, dearer: float = 0.0) -> float:
    r"""How many times a line of consumption a line of income is, for a household just on it.

    .. math:: k = \frac{c\,d}{(1 + p)\,L}

    Parameters
    ----------
    dollars : float
        :math:`d`, the line of income in PPP dollars a day at mean prices of rural China, 0 or more.
    line : float
        :math:`L`, the line of consumption in dollars of the same base, more than 0.
    consumed : float
        :math:`c`, consumption of the household for each yuan of its income, 0 or more. Not in the chapter.
    dearer : float
        :math:`p`, by how much prices at the place are above the mean of rural China, more than -1. Not in the chapter.

    Returns
    -------
    float
        Over 1 if the household consumes more than the line in dollars.

    Raises
    ------
    ValueError
        If one of them is not in its range.

    Examples
    --------
    >>> times_line(5.0, line=2.0, consumed=0.5, dearer=0.25)
    1.0
    """
    _more_than_zero(line=line)
    if not (dollars >= 0 and consumed >= 0 and dearer > -1):
        raise ValueError(
            f"dollars is {dollars:g}, consumed {consumed:g} and dearer {dearer:g}; "
            "the first two must be zero or more, the third more than -1."
        )
    return consumed * dollars / ((1 + dearer) * line)


def implied_prices(amount: float, dollars: float, factor: float) -> float:
    r"""Price change that somebody must have used who called a yearly amount so many dollars a day.

    .. math:: \pi = \frac{z}{365\,F_B\,d}

    Parameters
    ----------
    amount : float
        :math:`z`, money a year, of the later year, more than 0.
    dollars : float
        :math:`d`, the same as PPP dollars a day of the base year, more than 0.
    factor : float
        :math:`F_B`, PPP factor of the base year, more than 0.

    Returns
    -------
    float
        Prices of the later year divided by those of the base year.

    Raises
    ------
    ValueError
        If one of them is not more than zero.

    Examples
    --------
    >>> implied_prices(1460, dollars=1.0, factor=2.0)
    2.0
    """
    _more_than_zero(amount=amount, dollars=dollars, factor=factor)
    return amount / (365 * factor * dollars)


def rate(below: float, people: float) -> float:
    r"""Share of the people of a group who are below a line.

    .. math:: H = \frac{q}{N}

    Parameters
    ----------
    below : float
        :math:`q`, people below the line, 0 up to `people`.
    people : float
        :math:`N`, everybody in the group of which those below are a part, more than 0.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    ValueError
        If the group is empty, or more people are below than it has.

    Examples
    --------
    >>> rate(25, 1000)
    0.025
    """
    _more_than_zero(people=people)
    if not 0 <= below <= people:
        raise ValueError(f"{below:g} are below the line of a group of {people:g}; they must be a part of the group.")
    return below / people


def _more_than_zero(**values: float) -> None:
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} is {value:g}; it must be more than zero.")
