"""Training as a funnel: whom it reaches, how many of the trained moved at most, and what one more mover costs."""

import math

from .._limits import a_share
from .targeting import overlap_bounds


def targeting_ratio(served: float, population: float) -> float:
    r"""How much larger a group is among those served than among all.

    .. math:: \rho = \frac{s}{p}

    The ratio of two such ratios, for two services and one population, is the ratio of the shares :math:`s`: the
    population drops out.

    Parameters
    ----------
    served : float
        :math:`s`, share of the group among those served, 0 to 1.
    population : float
        :math:`p`, share of the group among all who could be served, more than 0, at most 1.

    Returns
    -------
    float
        0 if nobody of the group is served, 1 if they are served as often as all, :math:`1 / p` if nobody else is.

    Raises
    ------
    ValueError
        If a number is not a share, or the group has nobody.

    References
    ----------
    Grosh, M., Coady, D. and Hoddinott, J. (2003). Targeting Methods for Transfers. Social Safety Nets Primer Notes 10,
    World Bank. There the poorest 40 percent who get 60 percent of the benefits have the ratio 60 / 40 = 1.5.

    Examples
    --------
    >>> targeting_ratio(served=0.5, population=0.25)
    2.0
    """
    a_share(served=served, population=population)
    if population == 0:
        raise ValueError("population is 0; a group without people has no targeting ratio.")
    return served / population


def rate_bounds(trained: float, moved: float, workers: float = math.inf) -> tuple[float, float]:
    r"""Bound the share of the trained who moved, when it is not said that those who moved had been trained.

    .. math:: \frac{\max(0,\; T + M - N)}{T} \;\le\; \frac{|T \cap M|}{T} \;\le\; \frac{\min(T, M)}{T}

    Parameters
    ----------
    trained : float
        :math:`T`, persons trained, more than 0.
    moved : float
        :math:`M`, persons moved into other work, 0 or more.
    workers : float
        :math:`N`, all who could be trained or moved; both groups are a part of it. Infinity: as many as one likes.

    Returns
    -------
    tuple of float
        Least and most, 0 to 1. Every share between them fits the counts.

    Raises
    ------
    ValueError
        If nobody was trained, or a group is negative or larger than the whole.

    References
    ----------
    Fréchet (1951), as in :func:`zjpoverty.models.targeting.overlap_bounds`.

    Examples
    --------
    >>> rate_bounds(80, 40), rate_bounds(80, 40, workers=100)
    ((0.0, 0.5), (0.25, 0.5))
    """
    if not trained > 0:
        raise ValueError(f"trained is {trained:g}; it must be more than zero.")
    least, most = overlap_bounds(trained, moved, workers)
    return least / trained, most / trained


def cost_per_additional(cost: float, trained: float, moved: float, anyway: float = 0.0) -> float:
    r"""What it costs to move one person who would not have moved without training.

    .. math:: k = \frac{c\,T}{(1 - d)\,B}

    With :math:`d = 0` it is the cost of one who was trained and moved, whether training moved them or not.

    Parameters
    ----------
    cost : float
        :math:`c`, yuan for each person trained, 0 or more. Not in the chapter: an assumption.
    trained : float
        :math:`T`, persons trained, 0 or more.
    moved : float
        :math:`B`, persons who were trained and moved, 0 to `trained`.
    anyway : float
        :math:`d`, the share of these who would have moved without training (the deadweight), 0 to 1: an assumption.

    Returns
    -------
    float
        Yuan for each additional mover; never less than for each who was trained and moved.

    Raises
    ------
    ValueError
        If a number has no meaning, or nobody is additional: then there is no one to share the cost.

    Examples
    --------
    >>> cost_per_additional(cost=100, trained=90, moved=30, anyway=0.5)
    600.0
    """
    if not (0 <= cost < math.inf):
        raise ValueError(f"cost is {cost:g}; it must be zero or more.")
    if not 0 <= moved <= trained < math.inf:
        raise ValueError(f"{moved:g} of {trained:g} trained moved; it must be zero or more, and at most all.")
    a_share(anyway=anyway)
    additional = (1 - anyway) * moved
    if additional == 0:
        raise ValueError("Nobody is additional, so there is no cost for each of them.")
    return cost * trained / additional
