"""Infrastructure: which roads and water works to pay for first, if the money is not enough for all of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Projects(NamedTuple):
    """Works that villages ask for, an entry a project in every field."""

    village: np.ndarray
    county: np.ndarray
    work: np.ndarray
    people: np.ndarray
    cost: np.ndarray


def counted(chosen: ArrayLike, people: ArrayLike, village: ArrayLike, second: float = 0.0) -> float:
    r"""Count whom the chosen projects reach; those who get a second work count again for a part `second`.

    .. math:: G(x) = s \sum_j p_j \, x_j + (1 - s) \sum_v p_v \, z_v, \; z_v = \min\Big(1, \sum_{j \in v} x_j\Big)

    Parameters
    ----------
    chosen : array_like of bool, shape (n,)
        :math:`x_j`, whether project j is chosen.
    people : array_like, shape (n,)
        :math:`p_j`, people of the village of project j, or people times a weight; more than 0.
    village : array_like, shape (n,)
        Name or number of the village of project j. Its people are the same in each of its projects.
    second : float
        :math:`s`, 0 (each person counts once: persons) to 1 (each work counts: services); else a ValueError.

    Returns
    -------
    float
        Persons if `second` is 0, services if it is 1. Zero if nothing is chosen.

    Examples
    --------
    >>> counted([True, True], people=[600, 600], village=[1, 1]), counted([True, True], [600, 600], [1, 1], second=1)
    (600.0, 1200.0)
    """
    if not 0 <= second <= 1:
        raise ValueError(f"second is {second:g}; it must be from 0 (persons) to 1 (services).")
    x, p, v = np.asarray(chosen, dtype=bool), np.asarray(people, dtype=float), np.asarray(village)
    once = p[x][np.unique(v[x], return_index=True)[1]].sum()
    return float(second * p[x].sum() + (1 - second) * once)


def best(cost: ArrayLike, people: ArrayLike, village: ArrayLike, budget: float, second: float = 0.0) -> np.ndarray:
    r"""Choose the projects that count most within the budget; of choices that count the same, the cheapest.

    .. math:: \max_{x,\, z} \; G(x) \quad \text{with} \quad \sum_j c_j x_j \le B, \; x_j \in \{0, 1\}

    Parameters
    ----------
    cost : array_like, shape (n,)
        :math:`c_j`, cost of project j in yuan, more than 0.
    people, village, second
        As in :func:`counted`.
    budget : float
        :math:`B`, yuan, 0 or more.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        :math:`x_j`. Nothing is chosen if no project fits into the budget.

    Raises
    ------
    ValueError
        If a cost, the people or the budget has no meaning, or the lists differ in length.

    References
    ----------
    Kellerer, H., Pferschy, U. and Pisinger, D. (2004). Knapsack Problems. Springer, chapter 2. Solved by
    :func:`scipy.optimize.milp`: Huangfu, Q. and Hall, J. A. J. (2018), Mathematical Programming Computation 10.

    Examples
    --------
    >>> best(cost=[6, 5, 5], people=[57, 45, 46], village=[1, 2, 3], budget=10)
    array([False,  True,  True])
    """
    from scipy.optimize import LinearConstraint, milp  # here, since it is slow to load

    c, p, v = _checked(cost, people, village, budget)
    counted([], [], [], second)
    fits = c <= budget
    if not fits.any():
        return np.zeros(c.size, dtype=bool)
    first, of = np.unique(v, return_index=True, return_inverse=True)[1:]
    # The unknowns are each project's x, then each village's z, which is at most the sum of its x.
    gain = np.concatenate([second * p, (1 - second) * p[first]])
    reach = np.hstack([-1.0 * (np.arange(first.size)[:, None] == of), np.eye(first.size)])
    price = np.concatenate([c, np.zeros(first.size)])
    rules = [LinearConstraint(price, ub=budget), LinearConstraint(reach, ub=0)]
    common = {
        "integrality": np.ones(gain.size),
        "bounds": (0, np.concatenate([fits, np.ones(first.size)])),
        "options": {"mip_rel_gap": 0},  # without this, a plan that counts 1 in 10,000 less would do
    }
    most = -milp(-gain, constraints=rules, **common).fun
    rules.append(LinearConstraint(gain, lb=most * (1 - 1e-12)))
    return milp(price, constraints=rules, **common).x[: c.size] > 0.5


def cheapest_first(
    cost: ArrayLike, people: ArrayLike, village: ArrayLike, budget: float, second: float = 0.0
) -> np.ndarray:
    r"""Take again and again the project that still fits and costs least for each person it newly counts.

    .. math:: \arg\min_j \; \frac{c_j}{g_j}, \qquad g_j = p_j \text{ for the first work of a village}, \; s\,p_j
        \text{ for another}

    Parameters, what is returned and what is refused are as in :func:`best`. Of equals, the first is taken.

    Examples
    --------
    >>> cheapest_first(cost=[6, 5, 5], people=[57, 45, 46], village=[1, 2, 3], budget=10)
    array([ True, False, False])
    """
    c, p, v = _checked(cost, people, village, budget)
    counted([], [], [], second)
    chosen = np.zeros(c.size, dtype=bool)
    while True:
        g = p * np.where(np.isin(v, v[chosen]), second, 1.0)
        able = ~chosen & (g > 0) & (c + c[chosen].sum() <= budget)
        if not able.any():
            return chosen
        chosen[np.argmin(np.where(able, c / np.where(able, g, 1), np.inf))] = True


def equal_shares(
    cost: ArrayLike, people: ArrayLike, village: ArrayLike, county: ArrayLike, budget: float, second: float = 0.0
) -> np.ndarray:
    r"""Give each of K counties the same sum, B / K, which it spends cheapest first; what it does not use stays there.

    `county` is the county of each project. The other parameters, what is returned and what is refused are as in
    :func:`best`.

    Examples
    --------
    >>> equal_shares([6, 5, 5], [57, 45, 46], [1, 2, 3], county=["A", "A", "B"], budget=10)
    array([False,  True,  True])
    """
    c, p, v = _checked(cost, people, village, budget)
    k = np.asarray(county)
    if k.shape != c.shape:
        raise ValueError(f"county has {k.size} entries, but there are {c.size} projects; give one for each.")
    names, chosen = np.unique(k), np.zeros(c.size, dtype=bool)
    for name in names:
        own = k == name
        chosen[own] = cheapest_first(c[own], p[own], v[own], budget / names.size, second)
    return chosen


def invented_villages(water_per_head: float, road_per_km: float) -> Projects:
    r"""Invent 20 villages in 4 counties, each with a road and a water work to be paid for: they are of no place.

    There is no chance in it. County 1 has large villages near the main road, county 4 small ones far from it:
    village i of county k has :math:`800 - 150 (k-1) + 40 (7i \bmod 5 - 2)` people and lacks
    :math:`k + (3i \bmod 5) / 2` km of road. Water for a person costs from 0.6 to 1.4 in some unit, made yuan so that
    the mean over all people is `water_per_head`.

    Parameters
    ----------
    water_per_head, road_per_km : float
        Yuan, more than 0; anything else is refused with a ValueError.

    Returns
    -------
    Projects
        The 20 water works, then the 20 roads.

    Examples
    --------
    >>> invented_villages(700, 200_000).people[:3].tolist()
    [800, 880, 760]
    """
    if not (water_per_head > 0 and road_per_km > 0):
        raise ValueError(
            f"water_per_head is {water_per_head:g} and road_per_km {road_per_km:g}; both must be more than zero."
        )
    i = np.arange(1, 21)
    k = (i + 4) // 5
    people = 800 - 150 * (k - 1) + 40 * (7 * i % 5 - 2)
    km = k + (3 * i % 5) / 2
    water = people * (0.6 + 0.2 * (4 * i % 5))
    cost = np.concatenate([water * water_per_head * people.sum() / water.sum(), km * road_per_km]).round()
    return Projects(np.tile(i, 2), np.tile(k, 2), np.repeat(["water", "road"], 20), np.tile(people, 2), cost)


def _checked(cost: ArrayLike, people: ArrayLike, village: ArrayLike, budget: float) -> tuple[np.ndarray, ...]:
    c, p, v = np.asarray(cost, dtype=float), np.asarray(people, dtype=float), np.asarray(village)
    if not (c.ndim == p.ndim == v.ndim == 1 and c.size == p.size == v.size):
        raise ValueError(
            f"cost, people and village have {c.size}, {p.size} and {v.size} entries; give one of each a project."
        )
    for name, values in (("cost", c), ("people", p)):
        if not (np.isfinite(values) & (values > 0)).all():
            raise ValueError(f"{name} is {values.tolist()}; each must be a finite number of more than zero.")
    if not 0 <= budget < np.inf:
        raise ValueError(f"budget is {budget:g}; it must be a finite number of zero or more.")
    return c, p, v
