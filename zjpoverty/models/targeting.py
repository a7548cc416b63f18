"""When two systems meet: bounds of their overlap, whom each misses, and an allowance that fills up to a standard."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_weights, refuse

_GOLDEN = (5**0.5 - 1) / 2
_SIZES = (2, 3, 1, 4, 2)


def overlap_bounds(a: float, b: float, n: float) -> tuple[float, float]:
    r"""Bound how many belong to two groups at once, when only the size of each is known (Fréchet).

    .. math:: \max(0,\; a + b - n) \;\le\; |A \cap B| \;\le\; \min(a, b)

    Parameters
    ----------
    a, b : float
        Persons in each of the two groups, 0 to `n`.
    n : float
        Persons of whom both groups are a part.

    Returns
    -------
    tuple of float
        Least and most persons in both. Every number between them fits the sizes.

    Raises
    ------
    ValueError
        If a group is negative, or larger than the whole.

    References
    ----------
    Fréchet, M. (1951). Sur les tableaux de corrélation dont les marges sont données. Annales de l'Université de Lyon,
    section A, 14, 53-77.

    Examples
    --------
    >>> overlap_bounds(70, 50, 100), overlap_bounds(7, 5, 100)
    ((20, 50), (0, 5))
    """
    if not (0 <= a <= n and 0 <= b <= n):
        raise ValueError(f"The groups are {a:g} and {b:g} of {n:g}; each must lie between 0 and the whole.")
    return max(0, a + b - n), min(a, b)


def top_up(income: ArrayLike, standard: float) -> np.ndarray:
    r"""Work out what an allowance pays that fills up an income to a standard, for those who get it.

    .. math:: t = \max(0,\; s - y)

    So :math:`0 \le t \le s`: the mean amount paid is never more than the standard.

    Parameters
    ----------
    income : array_like, shape (n,)
        :math:`y`, income of each row before the allowance, 0 or more.
    standard : float
        :math:`s`, in the unit of income and for the same time (a year with a year), 0 or more.

    Returns
    -------
    numpy.ndarray
        From 0 (the income reaches the standard) to the standard (there is no income).

    Raises
    ------
    ValueError
        If an income or the standard is negative, or a number is missing.

    References
    ----------
    The rule of the allowance, in the table ``glossary`` under ``dibao_top_up``; it is not in the chapter.

    Examples
    --------
    >>> top_up([0, 1000, 3000], standard=2500)
    array([2500., 1500.,    0.])
    """
    y = check_income(income)
    refuse(y < 0, "income", "negative", "The allowance fills up an income of zero or more.")
    if not 0 <= standard < np.inf:
        raise ValueError(f"standard is {standard:g}; it must be zero or more.")
    return np.maximum(0, standard - y)


@dataclass(frozen=True)
class Errors:
    """Who is poor, who is served, and who is only one of the two: sums of weights."""

    poor: float
    served: float
    poor_not_served: float
    served_not_poor: float

    @property
    def exclusion(self) -> float:
        """Share of the poor who are not served: 0 (none is missed) to 1 (all are)."""
        if self.poor == 0:
            raise ValueError("Nobody is poor, so there is no share of the poor to give.")
        return self.poor_not_served / self.poor

    @property
    def inclusion(self) -> float:
        """Share of the served who are not poor: 0 (all are poor) to 1 (none is)."""
        if self.served == 0:
            raise ValueError("Nobody is served, so there is no share of the served to give.")
        return self.served_not_poor / self.served


def targeting_errors(poor: ArrayLike, served: ArrayLike, weights: ArrayLike | None = None) -> Errors:
    r"""Count whom a system misses, and whom it serves without need, by the line of another.

    .. math::

        \text{exclusion} = \frac{\text{poor, not served}}{\text{all poor}}, \qquad
        \text{inclusion} = \frac{\text{served, not poor}}{\text{all served}}

    Parameters
    ----------
    poor, served : array_like of bool, shape (n,)
        Whether a row is poor, and whether it is served.
    weights : array_like, shape (n,), optional
        What each row counts, for example its persons. None: each row counts once.

    Returns
    -------
    Errors
        Four sums of weights, and from them ``exclusion`` and ``inclusion``.

    Raises
    ------
    ValueError
        If the columns are not of the same length, or the weights have no meaning.

    References
    ----------
    Cornia, G. A. and Stewart, F. (1993). Two errors of targeting. Journal of International Development 5(5), 459-496.

    Examples
    --------
    >>> targeting_errors(poor=[True, True, False], served=[True, False, True]).exclusion
    0.5
    """
    p, s = np.asarray(poor, dtype=bool), np.asarray(served, dtype=bool)
    if p.shape != s.shape or p.ndim != 1 or p.size == 0:
        raise ValueError(f"poor has the shape {p.shape}, served {s.shape}; each must be one column, of equal length.")
    w = check_weights(weights, p.size)
    return Errors(*(float(w[group].sum()) for group in (p, s, p & ~s, s & ~p)))


def invented_households(n: int = 60) -> list[dict]:
    r"""Invent households to try a rule on: they are nobody's, and their number, incomes and sizes tell of no place.

    .. math:: y_i = 2750 \exp\!\left(0.32\, \Phi^{-1}\!\left(\frac{i - 1/2}{n}\right)\right)

    Incomes are the quantiles of a log-normal, rounded to ten yuan. Its middle and its spread were chosen so that the
    lines of the chapter cut through the set, and none falls on a household. Sizes repeat 2, 3, 1, 4, 2. There is no
    chance in it, so that everybody has the same households.

    Parameters
    ----------
    n : int
        How many, 1 or more.

    Returns
    -------
    list of dict
        From poorest to richest: ``rank``; ``income``, yuan a person and year, before the allowance; ``size``, persons;
        ``place``, 0 up to 1, spread evenly over incomes: a register that misses a share misses all places under it;
        ``weight``, 1, because each stands for itself alone; ``invented``, True.

    Raises
    ------
    ValueError
        If there is not a single household.

    Examples
    --------
    >>> [household["income"] for household in invented_households(3)]
    [2020.0, 2750.0, 3750.0]
    """
    if n < 1:
        raise ValueError(f"n is {n:g}; it must be 1 or more.")
    quantile = NormalDist(0, 0.32).inv_cdf
    return [
        {
            "rank": i,
            "income": float(round(2750 * np.exp(quantile((i - 0.5) / n)), -1)),
            "size": _SIZES[(i - 1) % len(_SIZES)],
            "place": round(i * _GOLDEN % 1, 3),
            "weight": 1.0,
            "invented": True,
        }
        for i in range(1, n + 1)
    ]
