r"""A measure as the sum of its parts: groups of people, sources of income, and causes of a change.

In this room :math:`f_k` is the share of group :math:`k` in the population; in the formulas of sources,
:math:`x_{ki}` is what source :math:`k` gives row :math:`i`. The parts add up to the whole to about twelve digits.
The decompositions of a change between two years are written in `_changes` and `_incidence`, and stand here too.

Groups: labels are text, numbers, tuples (for several columns) or anything else that can be a key. They are sorted,
ordered categories in their own order; labels that cannot be compared stay as they first appear. A missing label is
refused, and so is a group whose weights are all zero: a measure of nobody has no value.

References
----------
Foster, J., Greer, J. and Thorbecke, E. (1984). A class of decomposable poverty measures. Econometrica 52(3), 761-766.

Foster, J., Seth, S., Lokshin, M. and Sajaia, Z. (2013). A Unified Approach to Measuring Poverty and Inequality. World
Bank.

Lerman, R. I. and Yitzhaki, S. (1985). Income inequality effects by income source: a new approach and applications to
the United States. Review of Economics and Statistics 67(1), 151-156.

Shorrocks, A. F. (1980). The class of additively decomposable inequality measures. Econometrica 48(3), 613-625.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_weights, cumulative, summable
from zjpoverty.decompose._changes import (
    ChangeByGroup,
    GrowthAndRedistribution,
    Parts,
    change_by_group,
    growth_and_redistribution,
)
from zjpoverty.decompose._groups import fgt_by_group, naming, number_groups, refuse_empty, refuse_groups
from zjpoverty.decompose._incidence import GrowthIncidence, growth_incidence
from zjpoverty.inequality import generalized_entropy, gini
from zjpoverty.poverty import RelativeLine

__all__ = [
    "ChangeByGroup",
    "EntropyByGroup",
    "GiniBySource",
    "GrowthAndRedistribution",
    "GrowthIncidence",
    "Parts",
    "PovertyByGroup",
    "by_group",
    "change_by_group",
    "entropy_by_group",
    "gini_by_source",
    "growth_and_redistribution",
    "growth_incidence",
]


@dataclass(frozen=True, eq=False)
class PovertyByGroup:
    """What :func:`by_group` returns: one value a group, and the `total`."""

    groups: tuple[Hashable, ...]
    population_shares: np.ndarray
    poverty: np.ndarray
    contributions: np.ndarray
    contribution_shares: np.ndarray
    relative_risks: np.ndarray
    total: float


def by_group(
    income: ArrayLike,
    line: ArrayLike | RelativeLine,
    by: Any,
    alpha: float = 0,
    weights: ArrayLike | None = None,
    *,
    at_line: Literal["not poor", "poor"] = "not poor",
) -> PovertyByGroup:
    r"""Poverty is the mean of the groups' poverty, weighted by their shares of the population.

    .. math:: P_\alpha = \sum_k f_k P_{\alpha k}, \qquad \text{contribution } f_k P_{\alpha k},
              \quad \text{its share } \frac{f_k P_{\alpha k}}{P_\alpha},
              \quad \text{relative risk } \frac{P_{\alpha k}}{P_\alpha}

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Income in any unit, and how many each row stands for. None: each row counts once.
    line : float, array_like of shape (n,), or RelativeLine
        Poverty line above zero. A relative line is computed once, from the incomes of all groups together.
    by : column of n labels
        The group of each row.
    alpha : float
        0 for the headcount, 1 for the gap, 2 for the severity; any number of 0 or more.
    at_line : {"not poor", "poor"}
        What a row is whose income is exactly the line.

    Returns
    -------
    PovertyByGroup
        Contributions add up to the total, their shares to 1. A relative risk of 2: twice as poor as all together. Where
        nobody is poor, shares of poverty and relative risks are nan.

    Raises
    ------
    ValueError
        If an argument is out of its range, a label is missing, or all weights of a group are zero.

    References
    ----------
    Foster, Greer and Thorbecke (1984), equation (4), p. 764; Foster et al. (2013), pp. 38 and 132: contributions.

    Examples
    --------
    >>> by_group([50, 200, 80, 90], 100, ["urban", "urban", "rural", "rural"]).contribution_shares.round(3)
    array([0.667, 0.333])
    """
    groups, W, S = fgt_by_group(income, line, by, alpha, weights, at_line)
    refuse_empty(W, groups)
    f, P = W / W.sum(), S / W
    total = S.sum() / W.sum()
    with np.errstate(invalid="ignore"):
        return PovertyByGroup(groups, f, P, S / W.sum(), S / S.sum(), P / total, float(total))


@dataclass(frozen=True, eq=False)
class EntropyByGroup:
    """What :func:`entropy_by_group` returns: one value a group, then the parts of the `total`."""

    groups: tuple[Hashable, ...]
    population_shares: np.ndarray
    income_shares: np.ndarray
    means: np.ndarray
    entropies: np.ndarray
    within_contributions: np.ndarray
    within: float
    between: float
    total: float


def entropy_by_group(income: ArrayLike, by: Any, alpha: float = 1, weights: ArrayLike | None = None) -> EntropyByGroup:
    r"""Generalized entropy is the groups' own inequality, weighted, and the inequality of the groups' mean incomes.

    .. math:: GE_\alpha = \sum_k f_k^{1 - \alpha} s_k^{\alpha}\, GE_{\alpha k} + GE_\alpha(\mu_1, \mu_2, \dots; f),
              \qquad s_k = f_k \frac{\mu_k}{\mu}

    The weights :math:`f_k^{1 - \alpha} s_k^{\alpha}` add up to 1 only for alpha = 0, the mean log deviation, and for
    alpha = 1, Theil's index. The between part is what is left when everybody has the mean income of the own group.

    Parameters
    ----------
    income, weights : array_like, shape (n,)
        Income in any unit, zero or more, above zero if alpha is 0 or less. None: each row counts once.
    by : column of n labels
        The group of each row.
    alpha : float
        1 for Theil's index, 0 for the mean log deviation, 2 for half the squared coefficient of variation; any number.

    Returns
    -------
    EntropyByGroup
        `within_contributions` add up to `within`; `within` and `between`, each 0 or more, add up to `total`. `between`
        is 0 if all groups have the same mean, `within` is 0 if in each group all have the same.

    Raises
    ------
    ValueError
        As generalized_entropy; if a label is missing, all weights of a group are zero, or all income of a group is.

    References
    ----------
    Shorrocks (1980). Foster et al. (2013), p. 86: the between part.

    Examples
    --------
    Both groups have a mean of 2: all inequality is within the second.

    >>> entropy_by_group([2, 2, 1, 3], ["a", "a", "b", "b"], alpha=2).within_contributions
    array([0.    , 0.0625])
    """
    total = generalized_entropy(income, alpha, weights)
    y = check_income(income)
    w = summable(check_weights(weights, y.size))
    groups, k = number_groups(by, y.size)
    W, Y = np.bincount(k, w, len(groups)), np.bincount(k, w * y, len(groups))
    refuse_empty(W, groups)
    refuse_groups(Y == 0, groups, "whose income is all zero", "They have no shares of it: join them to others.")
    f, s, m = W / W.sum(), Y / Y.sum(), Y / W
    GE = np.array([generalized_entropy(y_k, alpha, w_k) for y_k, w_k in _split(k, len(groups), y, w)])
    within = f ** (1 - alpha) * s**alpha * GE
    return EntropyByGroup(groups, f, s, m, GE, within, float(within.sum()), generalized_entropy(m, alpha, W), total)


def _split(k: np.ndarray, groups: int, *columns: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield the columns of each group: one sort of small integers, whatever the number of groups."""
    order = np.argsort(k.astype(np.min_scalar_type(groups)), kind="stable")
    ends = np.cumsum(np.bincount(k, minlength=groups))[:-1]
    return zip(*(np.split(column[order], ends) for column in columns), strict=True)


@dataclass(frozen=True, eq=False)
class GiniBySource:
    """What :func:`gini_by_source` returns: one value a source, and the Gini of their sum as `total`."""

    sources: tuple[Hashable, ...]
    income_shares: np.ndarray
    ginis: np.ndarray
    correlations: np.ndarray
    contributions: np.ndarray
    contribution_shares: np.ndarray
    marginal_effects: np.ndarray
    total: float


def gini_by_source(sources: Mapping[Hashable, ArrayLike], weights: ArrayLike | None = None) -> GiniBySource:
    r"""The Gini of income is the sum over its sources of share, Gini of the source, and correlation with rank.

    .. math:: G = \sum_k S_k\, G_k\, R_k, \qquad S_k = \frac{\mu_k}{\mu},
              \quad G_k = \frac{2 \operatorname{cov}(x_k, F(x_k))}{\mu_k},
              \quad R_k = \frac{\operatorname{cov}(x_k, F(y))}{\operatorname{cov}(x_k, F(x_k))},
              \qquad y_i = \sum_k x_{ki}

    :math:`F` is the rank as a share of the population; equal amounts share their mean rank, so that the order of the
    rows does not matter. If source k grows by 1 %, the Gini changes by :math:`S_k G_k R_k / G - S_k` per cent.

    Negative amounts are allowed, because taxes and losses are part of income: the sum still holds. Then :math:`S_k`
    is negative for a tax, and so is :math:`G_k`: minus the Gini of the tax paid. The sum of the sources must be zero
    or more in each row.

    Parameters
    ----------
    sources : mapping of names to columns of shape (n,)
        What each source gives each row, all in one unit; a dataframe is one.
    weights : array_like, shape (n,), optional
        How many each row stands for. None: each row counts once.

    Returns
    -------
    GiniBySource
        Contributions add up to the total, their shares to 1, marginal effects to 0. Correlations are from -1 to 1. A
        Gini is nan if the source has a mean of zero, a correlation if it is the same for all. If all rows have the same
        sum, the Gini is 0, and shares of it and marginal effects are nan.

    Raises
    ------
    ValueError
        If there is no source, or a column is empty, missing, infinite, of another length; or the sum is negative.

    References
    ----------
    Lerman and Yitzhaki (1985).

    Examples
    --------
    The Gini of 1 and 3 is 0.25. Wages give all of the difference, the equal grant none.

    >>> gini_by_source({"wages": [0, 2], "grant": [1, 1]}).contributions
    array([0.25, 0.  ])
    """
    names, X = _sources(sources)
    w = summable(check_weights(weights, X.shape[1]))
    y = _without_rounding(X.sum(axis=0), np.abs(X).sum(axis=0))
    with naming("the sum of the sources"):
        G = gini(y, w)
    W, Y = w.sum(), w @ y
    S = X @ w / Y
    own = np.array([_twice_covariance(x, _centred_ranks(x, w), w) for x in X])
    rank = _centred_ranks(y, w)
    with_rank = np.array([_twice_covariance(x, rank, w) for x in X])
    C = with_rank * W / Y
    has_mean = np.abs(X @ w) > 1e-12 * (np.abs(X) @ w)
    with np.errstate(invalid="ignore", divide="ignore"):
        ginis = np.where(has_mean, own * W / (X @ w), np.nan)
        return GiniBySource(names, S, ginis, with_rank / own, C, C / G, C / G - S, G)


def _sources(sources: Mapping[Hashable, ArrayLike]) -> tuple[tuple, np.ndarray]:
    if type(sources).__name__ in ("DataFrame", "Table"):  # polars and pyarrow have no items
        names = getattr(sources, "column_names", None) or list(sources.columns)
        sources = {name: sources[name] for name in names}
    if not hasattr(sources, "items"):
        kind = type(sources).__name__
        raise ValueError(f"sources must map names to columns, such as {{'wages': wages}}, but it is of type {kind}.")
    columns = {}
    for name, column in sources.items():
        with naming(f"source {name!r}"):
            columns[name] = check_income(column)
    if not columns:
        raise ValueError("sources is empty. Give at least one column, such as {'wages': wages}.")
    n = next(iter(columns.values())).size
    other = [name for name, column in columns.items() if column.size != n]
    if other:
        first, length = next(iter(columns)), columns[other[0]].size
        raise ValueError(
            f"source {other[0]!r} has length {length} and {first!r} has length {n}. Give each row an amount."
        )
    return tuple(columns), np.stack(list(columns.values()))


def _without_rounding(y: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return sums, 0 where all of a size is taxed away, and one value where they differ by rounding alone."""
    y = np.where(np.abs(y) <= 1e-12 * size, 0, y)
    order = np.argsort(y)
    y, size = y[order], size[order]
    new = np.append(True, np.diff(y) > 1e-12 * np.maximum(size[1:], size[:-1]))
    out = np.empty_like(y)
    out[order] = y[new][np.cumsum(new) - 1]
    return out


def _centred_ranks(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return 2 F(x) - 1: F is the share of weight below, and half of that of the same amount."""
    _, k = np.unique(x, return_inverse=True)
    W = np.bincount(k, w)
    C = cumulative(W)
    return ((2 * C - W) / C[-1] - 1)[k]


def _twice_covariance(x: np.ndarray, r: np.ndarray, w: np.ndarray) -> float:
    # above its least amount, x has the same covariance, and a source that is the same for all has exactly 0
    return float((w * (x - x.min())) @ r / w.sum())
