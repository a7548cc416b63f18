"""Counterpart support: who helps which village, if a unit has room for several villages and each has one unit."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

WIDTH, HEIGHT = 100.0, 60.0
_STEPS = (0.7548776662466927, 0.5698402909980532)  # 1/p and 1/p**2 of the plastic number spread points evenly


def best(cost: ArrayLike, capacity: ArrayLike) -> np.ndarray:
    r"""Give each village one unit, so that the sum of the costs is smallest.

    .. math:: \min_x \sum_{i, j} c_{ij} x_{ij}, \; \sum_j x_{ij} = 1, \; \sum_i x_{ij} \le k_j, \; x_{ij} \in \{0, 1\}

    A unit with room for :math:`k_j` villages is written as :math:`k_j` seats; then each village takes one seat.

    Parameters
    ----------
    cost : array_like, shape (n, m)
        :math:`c_{ij}`, what it costs if unit j helps village i, in any one measure (for example km), finite.
    capacity : array_like of int, shape (m,)
        :math:`k_j`, most villages that unit j can take, 0 or more.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The unit of each village, counted from 0. Empty if there is no village.

    Raises
    ------
    ValueError
        If costs or capacities have no meaning, or there is less room than there are villages.

    References
    ----------
    Crouse, D. F. (2016). On implementing 2D rectangular assignment algorithms. IEEE Transactions on Aerospace and
    Electronic Systems 52(4), 1679-1696: the algorithm of :func:`scipy.optimize.linear_sum_assignment`.

    Examples
    --------
    >>> best([[1, 2], [1, 9]], capacity=[1, 1])
    array([1, 0])
    """
    c, k = _checked(cost, capacity)
    seats = np.repeat(np.arange(k.size), np.minimum(k, len(c)))
    return seats[linear_sum_assignment(c[:, seats])[1]]


def first_come(cost: ArrayLike, capacity: ArrayLike) -> np.ndarray:
    r"""Let the villages choose one after another: each takes its cheapest unit that still has room.

    .. math:: u_i = \arg\min_j \{\, c_{ij} : |\{h < i : u_h = j\}| < k_j \,\}

    The first row chooses first. Of units that cost the same, the first is taken. Parameters, what is returned and what
    is refused are as in :func:`best`.

    Examples
    --------
    >>> first_come([[1, 2], [1, 9]], capacity=[1, 1])
    array([0, 1])
    """
    c, k = _checked(cost, capacity)
    room, taken = k.copy(), np.empty(len(c), dtype=int)
    for i, row in enumerate(c):
        taken[i] = np.argmin(np.where(room > 0, row, np.inf))
        room[taken[i]] -= 1
    return taken


def by_lot(cost: ArrayLike, capacity: ArrayLike, seed: int = 0) -> np.ndarray:
    """Draw a seat for each village, whatever it costs: one draw, and the same one for the same `seed`.

    The other parameters, what is returned and what is refused are as in :func:`best`.

    Examples
    --------
    >>> by_lot([[5], [7]], capacity=[2])
    array([0, 0])
    """
    c, k = _checked(cost, capacity)
    return np.random.default_rng(seed).permutation(np.repeat(np.arange(k.size), k))[: len(c)]


def mean_by_lot(cost: ArrayLike, capacity: ArrayLike) -> float:
    r"""Work out the sum of the costs by lot, on average over all draws: each seat is as likely as any other.

    .. math:: \sum_i \sum_j \frac{k_j}{\sum_l k_l}\, c_{ij}

    Parameters and what is refused are as in :func:`best`. It is 0 if there is no village.

    Examples
    --------
    >>> mean_by_lot([[1, 2], [1, 9]], capacity=[1, 1])
    6.5
    """
    c, k = _checked(cost, capacity)
    return float((c @ k).sum() / k.sum()) if len(c) else 0.0


def each(cost: ArrayLike, unit: ArrayLike) -> np.ndarray:
    """Pick what each village costs with the unit that it has.

    Examples
    --------
    >>> each([[1, 2], [1, 9]], unit=[1, 0])
    array([2, 1])
    """
    c, u = np.asarray(cost), np.asarray(unit, dtype=int)
    return c[np.arange(u.size), u] if u.size else np.zeros(0)


def helpers_needed(households: int, caseload: int) -> int:
    r"""Count the helpers that households need at least, if each has one helper and a helper has several households.

    .. math:: N = \lceil H / c \rceil

    Parameters
    ----------
    households : int
        :math:`H`, 0 or more.
    caseload : int
        :math:`c`, most households of one helper, 1 or more.

    Returns
    -------
    int
        Persons: 0 if there is no household, as many as households if the caseload is 1.

    Raises
    ------
    ValueError
        If households are negative, or the caseload is not a single household.

    Examples
    --------
    >>> helpers_needed(11, caseload=5)
    3
    """
    if households < 0 or caseload < 1:
        raise ValueError(f"households is {households} and caseload {caseload}; accepted: 0 or more, and 1 or more.")
    return math.ceil(households / caseload)


def invented_map(villages: int = 30, units: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Invent a map to try a rule on: it is of no place, and its villages and units are nobody's.

    There is no chance in it, so that everybody has the same map. Units sit in its eastern half.

    Parameters
    ----------
    villages, units : int
        How many, 0 or more and 1 or more.

    Returns
    -------
    tuple of numpy.ndarray, shapes (villages, 2) and (units, 2)
        Places in km from the south-western corner, on a field of 100 km by 60 km.

    Raises
    ------
    ValueError
        If villages are negative, or there is not a single unit.

    Examples
    --------
    >>> [len(places) for places in invented_map(3, 2)]
    [3, 2]
    """
    if villages < 0 or units < 1:
        raise ValueError(f"villages is {villages} and units {units}; accepted: 0 or more, and 1 or more.")
    spread = np.outer(np.arange(1, villages + units + 1), _STEPS) % 1 * (WIDTH, HEIGHT)
    at = spread[villages:] * (0.5, 0.9) + (0.45 * WIDTH, 0.05 * HEIGHT)
    return np.round(spread[:villages], 1), np.round(at, 1)


def distances(villages: ArrayLike, units: ArrayLike) -> np.ndarray:
    r"""Measure the straight line from each village to each unit.

    .. math:: d_{ij} = \sqrt{(x_i - x_j)^2 + (y_i - y_j)^2}

    Examples
    --------
    >>> distances([[0, 0]], [[3, 4], [0, 2]])
    array([[5., 2.]])
    """
    v, u = (np.asarray(places, dtype=float).reshape(-1, 2) for places in (villages, units))
    return np.hypot(*(v[:, None] - u[None]).transpose(2, 0, 1))


def _checked(cost: ArrayLike, capacity: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    c, k = np.asarray(cost, dtype=float), np.asarray(capacity)
    if k.ndim != 1 or k.size == 0 or (k < 0).any() or (k != np.floor(k)).any():
        raise ValueError(f"capacity is {k.tolist()}; it must hold a whole number of 0 or more for each unit.")
    c = c.reshape(0, k.size) if c.size == 0 else c
    if c.ndim != 2 or c.shape[1] != k.size or not np.isfinite(c).all():
        raise ValueError(f"cost must hold a row a village and a finite number a unit, here {k.size} in each row.")
    n, room = len(c), int(k.sum())
    if room < n:
        raise ValueError(f"There is room for {room} villages, but there are {n}; {n - room} would have no unit.")
    return c, k.astype(int)
