r"""The parts of a change in poverty between two years. These functions are part of :mod:`zjpoverty.decompose`.

In this room 0 is the year before and 1 the year after. Both years are measured with one poverty line: incomes are in
the prices of one year. A sentence about a column begins with its year.

References
----------
Datt, G. and Ravallion, M. (1992). Growth and redistribution components of changes in poverty measures: a decomposition
with applications to Brazil and India in the 1980s. Journal of Development Economics 38(2), 275-295.

Ravallion, M. and Huppi, M. (1991). Measuring changes in poverty: a methodological case study of Indonesia during an
adjustment period. World Bank Economic Review 5(1), 57-82.

Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified framework based on the Shapley
value. Journal of Economic Inequality 11(1), 99-126.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty import poverty
from zjpoverty._arrays import check_income, check_line, check_weights, summable
from zjpoverty.decompose._groups import fgt_by_group, naming, refuse_groups
from zjpoverty.poverty import RelativeLine, headcount


@dataclass(frozen=True)
class Parts:
    """Growth and redistribution seen from one base year, and the residual."""

    growth: float
    redistribution: float
    residual: float


@dataclass(frozen=True)
class GrowthAndRedistribution:
    """What :func:`growth_and_redistribution` returns: `growth` and `redistribution` are the Shapley averages."""

    before: float
    after: float
    change: float
    growth: float
    redistribution: float
    base_before: Parts
    base_after: Parts


def growth_and_redistribution(
    before: ArrayLike,
    after: ArrayLike,
    line: float,
    measure: Callable[..., float] | str = headcount,
    before_weights: ArrayLike | None = None,
    after_weights: ArrayLike | None = None,
) -> GrowthAndRedistribution:
    r"""Change in poverty because the mean changed, and because its distribution did.

    .. math:: P_1 - P_0 = \underbrace{P(\mu_1, L_b) - P(\mu_0, L_b)}_{\text{growth}}
              + \underbrace{P(\mu_b, L_1) - P(\mu_b, L_0)}_{\text{redistribution}} + \text{residual}

    :math:`P(\mu, L)` is poverty if the incomes of the year with Lorenz curve L are scaled to the mean :math:`\mu`;
    :math:`b` is the base year. The residuals of the two bases are equal but for the sign; so the averages over both
    bases, which are the Shapley values, leave none.

    Parameters
    ----------
    before, after : array_like
        Incomes of the two years, in the prices of one; of any two lengths. The means must be above zero.
    line : float
        Poverty line, the same in both years. A RelativeLine is refused: it moves with the mean.
    measure : function of (income, line, weights), or its name
        Any poverty measure; for other exponents, ``lambda y, z, w: fgt(y, z, 1.5, w)``.
    before_weights, after_weights : array_like, optional
        How many each row stands for. None: each row counts once.

    Returns
    -------
    GrowthAndRedistribution
        Negative parts lower poverty. `growth` + `redistribution` = `change`; so do the three parts of each base.

    Raises
    ------
    ValueError
        If an argument is out of its range, or the line is not one number.

    References
    ----------
    Datt and Ravallion (1992): the base years. Shorrocks (2013): the average.

    Examples
    --------
    All incomes double: nothing is redistributed.

    >>> r = growth_and_redistribution([60, 80, 150, 310], [120, 160, 300, 620], line=100)
    >>> r.growth, r.redistribution, r.base_before.residual
    (-0.5, 0.0, 0.0)
    """
    z, measure = one_line(line), _measure(measure)
    y0, w0, m0 = check_year("before", before, before_weights)
    y1, w1, m1 = check_year("after", after, after_weights)
    P00, P11 = float(measure(y0, z, w0)), float(measure(y1, z, w1))
    P10 = float(measure(_scaled(y0, m1 / m0, z), z, w0))  # the mean after, the distribution before
    P01 = float(measure(_scaled(y1, m0 / m1, z), z, w1))
    alone, together = P10 + P01, P00 + P11
    first = Parts(P10 - P00, P01 - P00, together - alone)
    second = Parts(P11 - P01, P11 - P10, alone - together)
    growth, redistribution = (first.growth + second.growth) / 2, (first.redistribution + second.redistribution) / 2
    return GrowthAndRedistribution(P00, P11, P11 - P00, growth, redistribution, first, second)


@dataclass(frozen=True, eq=False)
class ChangeByGroup:
    """What :func:`change_by_group` returns: the parts of the `change`, and the same one value a group."""

    groups: tuple[Hashable, ...]
    population_shares_before: np.ndarray
    population_shares_after: np.ndarray
    poverty_before: np.ndarray
    poverty_after: np.ndarray
    within_by_group: np.ndarray
    population_shift_by_group: np.ndarray
    interaction_by_group: np.ndarray
    within: float
    population_shift: float
    interaction: float
    change: float


def change_by_group(
    before: ArrayLike,
    after: ArrayLike,
    line: float | RelativeLine,
    before_by: Any,
    after_by: Any,
    alpha: float = 0,
    before_weights: ArrayLike | None = None,
    after_weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> ChangeByGroup:
    r"""Change in poverty because groups became less poor, and because people moved between groups.

    .. math:: P_1 - P_0 = \underbrace{\sum_k f_{k0} (P_{k1} - P_{k0})}_{\text{within}}
              + \underbrace{\sum_k (f_{k1} - f_{k0}) P_{k0}}_{\text{population shift}}
              + \underbrace{\sum_k (f_{k1} - f_{k0}) (P_{k1} - P_{k0})}_{\text{interaction}}

    A group in one year only has a share of zero in the other, and no poverty there (nan). Its whole part is population
    shift: its people came or left with the poverty they have, and nothing else is known. So a county that is split or
    renamed does not stop the comparison, and the nan shows a label that is only misspelt.

    Parameters
    ----------
    before, after, before_weights, after_weights : array_like
        Incomes of the two years in the prices of one, and how many each row stands for. None: each row counts once.
    line : float or RelativeLine
        One poverty line for both years, or a relative one, computed from all incomes of each year.
    before_by, after_by : columns of labels
        The group of each row; a group has the same label in both years.
    alpha : float
        0 for the headcount, 1 for the gap, 2 for the severity; any number of 0 or more.
    at_line : {"not poor", "poor"}
        What a row is whose income is exactly the line.

    Returns
    -------
    ChangeByGroup
        `within` + `population_shift` + `interaction` = `change`; negative parts lower poverty. Groups stand as in
        :func:`zjpoverty.decompose.by_group`, those that are only in the year after at the end.

    Raises
    ------
    ValueError
        If an argument is out of its range, a label is missing, the years have no group in common, or all weights of a
        group are zero in both.

    References
    ----------
    Ravallion and Huppi (1991).

    Examples
    --------
    Nobody's income changes, but half of the rural poor move to the city, where nobody is poor.

    >>> r = change_by_group([50, 50, 200], [50, 200, 200], 100, ["r", "r", "u"], ["r", "u", "u"])
    >>> round(r.population_shift, 3), r.within, r.interaction
    (-0.333, 0.0, 0.0)
    """
    z = line if isinstance(line, RelativeLine) else one_line(line)
    with naming("before"):
        labels0, W0, S0 = fgt_by_group(before, z, before_by, alpha, before_weights, at_line)
    with naming("after"):
        labels1, W1, S1 = fgt_by_group(after, z, after_by, alpha, after_weights, at_line)
    groups = _both(labels0, labels1)
    f0, P0 = _shares_and_poverty(groups, labels0, W0, S0)
    f1, P1 = _shares_and_poverty(groups, labels1, W1, S1)
    refuse_groups((f0 == 0) & (f1 == 0), groups, "whose weights are all zero in both years", "Leave them out.")
    known0, known1 = np.where(f0 > 0, P0, P1), np.where(f1 > 0, P1, P0)
    within, shift, both = f0 * (known1 - known0), (f1 - f0) * known0, (f1 - f0) * (known1 - known0)
    parts = float(within.sum()), float(shift.sum()), float(both.sum())
    return ChangeByGroup(
        groups, f0, f1, P0, P1, within, shift, both, *parts, float(S1.sum() / W1.sum() - S0.sum() / W0.sum())
    )


def check_year(name: str, income: ArrayLike, weights: ArrayLike | None) -> tuple[np.ndarray, np.ndarray, float]:
    """Return incomes, weights and mean of a year; the mean is above zero."""
    with naming(name):
        y = check_income(income)
        w = summable(check_weights(weights, y.size))
        m = float(w @ y / w.sum())
        if m <= 0:
            raise ValueError(f"the mean income is {m:g}, and growth is a share of a mean above zero.")
    return y, w, m


def one_line(line: ArrayLike) -> float:
    """Return the poverty line that two years have in common."""
    if isinstance(line, RelativeLine):
        raise ValueError("line is a RelativeLine, which moves with income. Give one number for both years.")
    if np.ndim(line):
        raise ValueError(
            f"line must be one number for both years, but its shape is {np.shape(line)}. "
            "Divide each income by its own line, and give line=1."
        )
    return float(check_line(line, 1)[0])


def _measure(measure: Callable[..., float] | str) -> Callable[..., float]:
    """Return a function of (income, line, weights)."""
    names = [name for name in poverty.__all__ if name not in ("RelativeLine", "fgt", "time_to_exit")]
    found = getattr(poverty, measure) if isinstance(measure, str) and measure in poverty.__all__ else measure
    if found in (poverty.fgt, poverty.time_to_exit):
        what, how = (
            ("alpha", "fgt(y, z, 1.5, w)") if found is poverty.fgt else ("growth", "time_to_exit(y, z, 0.02, w)")
        )
        raise ValueError(f"{found.__name__} needs {what}. Bind it: measure=lambda y, z, w: {how}.")
    if not callable(found) or found is RelativeLine:
        raise ValueError(f"measure must be a function or one of {', '.join(names)}, but it is {measure!r}.")
    if isinstance(found, partial):  # its third argument may be bound already
        return lambda y, z, w: found(y, z, weights=w)
    return found


def _scaled(y: np.ndarray, factor: float, z: float) -> np.ndarray:
    y = y * factor
    return np.where(np.abs(y - z) <= 1e-12 * z, z, y)  # rounding of the factor must not make poor who is at the line


def _both(labels0: tuple, labels1: tuple) -> tuple:
    if not set(labels0) & set(labels1):
        raise ValueError(
            f"before_by and after_by have no group in common (the first ones are {labels0[0]!r} and {labels1[0]!r}). "
            "Give a group the same label in both years."
        )
    return tuple(dict.fromkeys(labels0 + labels1))


def _shares_and_poverty(groups: tuple, labels: tuple, W: np.ndarray, S: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    f, P = np.zeros(len(groups)), np.full(len(groups), np.nan)
    position = {group: k for k, group in enumerate(groups)}
    at = [position[label] for label in labels]
    f[at] = W / W.sum()
    with np.errstate(invalid="ignore"):
        P[at] = S / W
    return f, P
