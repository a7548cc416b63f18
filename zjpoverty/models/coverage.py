"""Whom a rate leaves out: the group behind a rate and a count, how a rate rises, what reaching the rest costs."""

import math


def implied_total(helped: float, rate: float) -> float:
    r"""Size of the group of which a rate is the share, if a count and the rate belong to the same group.

    .. math:: T = \frac{H}{r}

    Parameters
    ----------
    helped : float
        :math:`H`, persons helped, more than 0.
    rate : float
        :math:`r`, the share of the group that they are, more than 0, at most 1.

    Returns
    -------
    float
        Persons in the group: at least `helped`, which it is at a rate of 1.

    Raises
    ------
    ValueError
        If nobody is helped, or the rate is no share of somebody: then every size fits, or none.

    Examples
    --------
    >>> implied_total(helped=60, rate=0.75)
    80.0
    """
    if not 0 < helped < math.inf:
        raise ValueError(f"helped is {helped:g}; it must be more than zero, or no size follows.")
    if not 0 < rate <= 1:
        raise ValueError(f"rate is {rate:g}; it must be a share over 0 and up to 1, or no size follows.")
    return helped / rate


def total_bounds(helped: tuple[float, float], rate: tuple[float, float]) -> tuple[float, float]:
    r"""Bound the group when the count and the rate are known only between two ends each, as after rounding.

    .. math:: \frac{H_-}{r_+} \;\le\; T \;\le\; \frac{H_+}{r_-}

    Parameters
    ----------
    helped, rate : tuple of float
        Least and most of each, as in :func:`implied_total`; every pair between them is possible.

    Returns
    -------
    tuple of float
        Least and most persons in the group.

    Raises
    ------
    ValueError
        If the ends are the wrong way round, or an end has no meaning.

    Examples
    --------
    >>> total_bounds(helped=(60, 63), rate=(0.7, 0.8))
    (75.0, 90.0)
    """
    for name, (least, most) in (("helped", helped), ("rate", rate)):
        if not least <= most:
            raise ValueError(f"{name} goes from {least:g} to {most:g}; the least must come first.")
    return implied_total(helped[0], rate[1]), implied_total(helped[1], rate[0])


def left_out(helped: float, total: float) -> float:
    r"""Count the persons of a group who are not helped by this programme; others may help them.

    .. math:: M = T - H

    Parameters
    ----------
    helped, total : float
        :math:`H`, persons helped, 0 to `total`, and :math:`T`, persons in the group, more than 0.

    Returns
    -------
    float
        From 0 (everybody is helped) to `total` (nobody is).

    Raises
    ------
    ValueError
        If the group is empty, or more are helped than it has.

    Examples
    --------
    >>> left_out(helped=60, total=80)
    20
    """
    if not 0 < total < math.inf:
        raise ValueError(f"total is {total:g}; it must be more than zero.")
    if not 0 <= helped <= total:
        raise ValueError(f"{helped:g} are helped of a group of {total:g}; it must be zero or more, and at most all.")
    return total - helped


def coverage(helped: float, total: float, added: float = 0, struck: float = 0) -> float:
    r"""Share of a list that is helped, after new helpers are found and names without a helper are struck off.

    .. math:: C = \frac{H + p}{T - s}

    Both raise it, but only :math:`p` helps anybody: who is without a helper, on the list or off, is :math:`T - H - p`.

    Parameters
    ----------
    helped, total : float
        :math:`H` and :math:`T`, persons, as in :func:`left_out`.
    added : float
        :math:`p`, persons of the list who find a helper, 0 or more.
    struck : float
        :math:`s`, persons without a helper who leave the list, 0 or more.

    Returns
    -------
    float
        0 (nobody is helped) to 1 (everybody who is still on the list is).

    Raises
    ------
    ValueError
        If the numbers have no meaning, more leave or find a helper than were without one, or the list is emptied.

    Examples
    --------
    >>> coverage(60, 80), coverage(60, 80, added=4), coverage(60, 80, struck=5)
    (0.75, 0.8, 0.8)
    """
    without = left_out(helped, total)
    if not (added >= 0 and struck >= 0 and added + struck <= without):
        both = f"{added:g} find a helper and {struck:g} leave the list"
        raise ValueError(f"{both}; each must be zero or more, together at most the {without:g} without a helper.")
    if struck == total:
        raise ValueError("Nobody is left on the list, so there is no rate to give.")
    return (helped + added) / (total - struck)


def to_reach(helped: float, total: float, rate: float) -> tuple[float, float]:
    r"""Two ways to the same rate: new pairs alone, or names struck off alone.

    .. math:: p = r\,T - H, \qquad s = T - \frac{H}{r} = \frac{p}{r}

    Parameters
    ----------
    helped, total : float
        Persons, as in :func:`left_out`.
    rate : float
        :math:`r`, the rate to be reached, from the present one to 1, and more than 0.

    Returns
    -------
    tuple of float
        Persons to be paired, and persons to be struck off: never fewer, and as many at a rate of 1.

    Raises
    ------
    ValueError
        If the rate is lower than the present one, or no share.

    Examples
    --------
    >>> to_reach(helped=60, total=80, rate=0.8)
    (4.0, 5.0)
    """
    now = coverage(helped, total)
    if not (now <= rate <= 1 and rate > 0):
        raise ValueError(f"rate is {rate:g}; it must be more than 0, from the present {now:g} up to 1.")
    pairs = rate * total - helped
    return pairs, pairs / rate


def cost_to_add(added: float, missing: float, cost: float, last: float = 1.0) -> float:
    r"""What it costs to reach some of those without a helper, when each costs more than the one before.

    .. math:: K = c\,p \left(1 + \frac{\lambda - 1}{2} \cdot \frac{p}{M}\right)

    The cost of the next one (the marginal cost) rises on a straight line from :math:`c` to :math:`\lambda c`; the
    formula is the area under that line. With :math:`\lambda = 1` each costs the same.

    Parameters
    ----------
    added, missing : float
        :math:`p`, persons to be reached, 0 to `missing`, and :math:`M`, persons without a helper.
    cost : float
        :math:`c`, yuan for the first of them, 0 or more.
    last : float
        :math:`\lambda`, how many times as much the last of them costs, 1 or more. An assumption.

    Returns
    -------
    float
        Yuan: 0 if nobody is added, :math:`c M (1 + \lambda) / 2` for everybody.

    Raises
    ------
    ValueError
        If a number has no meaning.

    Examples
    --------
    >>> cost_to_add(20, missing=20, cost=100), cost_to_add(20, missing=20, cost=100, last=3)
    (2000.0, 4000.0)
    """
    if not 0 <= added <= missing < math.inf:
        raise ValueError(f"{added:g} of {missing:g} are to be reached; it must be zero or more, and at most all.")
    if not 0 <= cost < math.inf:
        raise ValueError(f"cost is {cost:g}; it must be zero or more.")
    if not 1 <= last < math.inf:
        raise ValueError(f"last is {last:g}; it must be 1 or more: here the last one never costs less than the first.")
    return cost * added * (1 + (last - 1) / 2 * added / missing) if added else 0.0
