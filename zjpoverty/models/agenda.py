"""The order of an agenda: how far an order of print is from the order of date, and how long each step took."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations, pairwise


def inversions(order: Sequence) -> int:
    r"""Count the pairs of a list that stand in the wrong order: Kendall's distance to the order of date.

    .. math:: D = \#\{(i, j) : i < j,\ d_i > d_j\}

    Parameters
    ----------
    order : sequence of dates or numbers
        :math:`d_1, \dots, d_n`, the days of the events as they are printed. Equal days may stand in either order:
        such a pair is not counted as wrong.

    Returns
    -------
    int
        From 0, in order of date, to :math:`n (n - 1) / 2`, all reversed. A list drawn by lot, without equal days, has
        half of that on average.

    Raises
    ------
    ValueError
        If a day is missing.

    References
    ----------
    Kendall (1938), A New Measure of Rank Correlation, Biometrika 30, 81-93. The chapter, sections 27 and 28.

    Examples
    --------
    >>> inversions([1, 2, 3]), inversions([2, 3, 1]), inversions([3, 2, 1])
    (0, 2, 3)
    """
    for place, day in enumerate(order, 1):
        if day is None or day != day:
            raise ValueError(f"Event {place} has no day. An event without a day has no place in an order of date.")
    return sum(earlier > later for earlier, later in combinations(order, 2))


def pairs(events: int) -> int:
    r"""Count the pairs that a number of events makes.

    .. math:: P = \frac{n (n - 1)}{2}

    Parameters
    ----------
    events : int
        :math:`n`, 0 or more.

    Raises
    ------
    ValueError
        If there are fewer than no events.

    Examples
    --------
    >>> pairs(7)
    21
    """
    if events < 0:
        raise ValueError(f"events is {events}; it must be zero or more.")
    return events * (events - 1) // 2


def share_inverted(order: Sequence) -> float:
    r"""Share of all pairs of a list that stand in the wrong order.

    .. math:: s = \frac{D}{P}

    Parameters
    ----------
    order : sequence of dates or numbers
        As in :func:`inversions`, two or more.

    Returns
    -------
    float
        From 0, in order of date, to 1, all reversed.

    Raises
    ------
    ValueError
        If there are fewer than two events, or a day is missing.

    Examples
    --------
    >>> share_inverted([3, 1, 2, 4]) == 2 / 6
    True
    """
    if len(order) < 2:
        raise ValueError("One event makes no pair. Give two events or more.")
    return inversions(order) / pairs(len(order))


def lead_times(days: Sequence[date]) -> tuple[int, ...]:
    r"""Days from each step of a route to the next. They tell how long it took, not what caused what.

    .. math:: l_i = d_{i+1} - d_i

    Parameters
    ----------
    days : sequence of date
        :math:`d_i`, one day a step, in order of date; two or more.

    Returns
    -------
    tuple of int
        One fewer than the steps, each 0 or more. Together they are the days from the first step to the last.

    Raises
    ------
    ValueError
        If there are fewer than two steps, or one comes before the step that it follows.

    Examples
    --------
    >>> lead_times([date(2010, 3, 1), date(2010, 3, 31), date(2010, 4, 1)])
    (30, 1)
    """
    if len(days) < 2:
        raise ValueError("One step leads nowhere. Give two steps or more.")
    for place, (first, second) in enumerate(pairwise(days), 2):
        if second < first:
            raise ValueError(f"Step {place} comes before step {place - 1}. Put the steps in order of date first.")
    return tuple((second - first).days for first, second in pairwise(days))
