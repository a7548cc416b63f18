r"""Standard errors that respect the design of a sample: by linearisation, bootstrap, jackknife or given replicates.

**Linear.** With the influence :math:`u_i = \partial T / \partial w_i` of each row and :math:`t_{ha}` the total of
:math:`w_i u_i` over PSU a of stratum h,

.. math:: V(T) = \sum_h (1 - f_h) \frac{n_h}{n_h - 1} \sum_a (t_{ha} - \bar t_h)^2

which is one formula for all designs with one stage, and for several stages if few of the PSUs were drawn.

**Replicates.** The bootstrap is that of Rao and Wu (1988), with :math:`V = \frac{1}{R-1} \sum_r (T_r - \bar T)^2`. The
jackknife leaves out one PSU after another, about the estimate (``mse=TRUE`` in R). It warns where it is not to be
trusted: for quantiles, and for what rests on a median.

.. math:: V(T) = \sum_h (1 - f_h) \frac{n_h - 1}{n_h} \sum_a (T_{(ha)} - T)^2

**Domains.** Rows outside a domain stay in the design with a weight of zero: which of them would be in the sample is a
matter of chance too. Dropping the rows would pretend that it is not.

**Degrees of freedom.** PSUs less strata, counting those with rows of positive weight in the domain, as R's ``degf``.
For replicates given without strata and PSUs: the rank of the replicate weights less 1, as R too.

References
----------
Demnati, A. and Rao, J. N. K. (2004). Linearization variance estimators for survey data. Survey Methodology 30(1).

Rao, J. N. K. and Wu, C. F. J. (1988). Resampling inference with complex survey data. Journal of the American
Statistical Association 83(401), 231-241.

Shao, J. and Wu, C. F. J. (1989). A general theory for jackknife variance estimation. Annals of Statistics 17(3): why
not for quantiles.
"""

import warnings
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income
from zjpoverty.decompose._groups import number_groups
from zjpoverty.poverty import RelativeLine
from zjpoverty.survey._design import Design
from zjpoverty.survey._estimation import (
    DUST,
    NOT_SMOOTH,
    SCORES,
    Question,
    check_domain,
    design_effect,
    find,
    rests_on_quantiles,
    unbound,
)
from zjpoverty.survey._intervals import check_level, interval_of_share, plain_interval, two_sided

__all__ = ["Design", "Difference", "Estimate", "difference", "estimate"]


@dataclass(frozen=True)
class Estimate:
    """An estimate and how far it may be from the truth: what `estimate` returns.

    `low` and `high` are nan if there are no degrees of freedom; `design_effect` is nan if the measure has no influence
    function, or is the same whatever the sample.
    """

    estimate: float
    standard_error: float
    low: float
    high: float
    degrees_of_freedom: int
    design_effect: float
    method: str
    level: float
    # for difference(): scores whose sum of squares is the variance, what they are scores of, and which PSUs have rows
    _scores: np.ndarray = field(repr=False, compare=False)
    _key: tuple = field(repr=False, compare=False)
    _design: Design = field(repr=False, compare=False)
    _psus: np.ndarray = field(repr=False, compare=False)


@dataclass(frozen=True)
class Difference:
    """The first estimate less the second: what `difference` returns; t and p are nan if the standard error is 0."""

    estimate: float
    standard_error: float
    low: float
    high: float
    degrees_of_freedom: int
    t: float
    p_value: float
    level: float


def estimate(
    measure: Callable | str,
    income: ArrayLike,
    design: Design,
    *,
    line: ArrayLike | RelativeLine | None = None,
    domain: ArrayLike | None = None,
    by: ArrayLike | None = None,
    method: Literal["linear", "bootstrap", "jackknife", "replicates"] = "linear",
    replicates: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    interval: Literal["logit", "plain"] | None = None,
    relative_to: Literal["all", "domain"] = "all",
    **options,
) -> Estimate | dict[Hashable, Estimate]:
    r"""Estimate a measure from a sample, with its standard error, interval and design effect.

    .. math:: \mathrm{deff} = V(T) \Big/ \frac{W \sum_i w_i (u_i - \bar u)^2}{n - 1}

    is, for the mean, the variance over that of n rows drawn one by one with replacement (``deff="replace"`` in R).

    Parameters
    ----------
    measure : function or str
        A measure of this package or its name, "mean" and "total" too, or a ``functools.partial`` of one. With
        replicates, any function of income and weights.
    income : array_like, shape (n,)
        Income of each row of the design.
    design : Design
        How the sample was drawn.
    line : float, array_like of shape (n,), or RelativeLine, optional
        Poverty line, for measures that have one.
    domain : array_like of bool, shape (n,), optional
        The rows that the estimate is about. None: all.
    by : array_like of labels, shape (n,), optional
        Groups: the answer is then a dictionary with one estimate for each label, as for its domain. Several columns are
        crossed as tuples: ``list(zip(county, sex))``.
    method : {"linear", "bootstrap", "jackknife", "replicates"}
        Where the standard error comes from; "replicates" are those given to the design.
    replicates, seed : int
        How many, and where the random numbers start (0 or more), for the bootstrap: the same seed gives the same
        result.
    level : float
        Level of confidence of the interval, which uses Student's t.
    interval : {"logit", "plain"}, optional
        None: "logit" for the headcount, which cannot leave the range from 0 to 1; "plain" for others.
    relative_to : {"all", "domain"}
        Whose median or mean a RelativeLine is a share of: all rows, a national line, or those of the domain.
    **options
        Further arguments of the measure, such as alpha.

    Returns
    -------
    Estimate
        Or, with `by`, a dictionary of them in the order of the labels; ordered categories keep their own.

    Raises
    ------
    ValueError
        If an argument does not fit the design or the measure, or a replicate has no value.

    References
    ----------
    Demnati and Rao (2004); Rao and Wu (1988).

    Examples
    --------
    Four incomes of a simple random sample: the variance of income is 3, and that of the mean 3 / 4.

    >>> answer = estimate("mean", [1, 1, 4, 4], Design(weights=[1, 1, 1, 1]))
    >>> answer.estimate, round(answer.standard_error**2, 12), answer.degrees_of_freedom
    (2.5, 0.75, 3)
    """
    if not isinstance(design, Design):
        raise TypeError(f"design is a {type(design).__name__}. Make one of it first, such as Design(weights=...).")
    y = check_income(income)
    if y.size != design.rows:
        raise ValueError(f"income has length {y.size} and the design has {design.rows} rows. Give one income for each.")
    _check_words(method, interval, relative_to)
    level, inside = check_level(level), check_domain(domain, design.weights)
    measure, line, options = unbound(measure, line, options)
    measure = find(measure)
    if method == "jackknife" and rests_on_quantiles(measure, line):
        warnings.warn(NOT_SMOOTH, stacklevel=2)

    def answer(inside: np.ndarray | None) -> Estimate:
        question = Question(measure, y, line, inside, relative_to, options)
        return _estimate(question, design, method, {"replicates": replicates, "seed": seed}, level, interval)

    if by is None:
        return answer(inside)
    labels, code = number_groups(by, y.size)
    groups = {label: code == i if inside is None else (code == i) & inside for i, label in enumerate(labels)}
    return {label: answer(check_domain(rows, design.weights)) for label, rows in groups.items()}


def difference(first: Estimate, second: Estimate, *, same_psus: bool | None = None, level: float = 0.95) -> Difference:
    r"""Estimate the first less the second, with the covariance that they have through the sample.

    .. math:: V(T_1 - T_2) = V(T_1) + V(T_2) - 2\, \mathrm{cov}(T_1, T_2), \qquad \mathrm{cov} = \sum_k s_{1k} s_{2k}

    with the scores :math:`s` of the PSUs, or of the replicates, whose sum of squares is the variance.

    Parameters
    ----------
    first, second : Estimate
        Of one design: two groups of it, or two measures. Of two designs, such as two years: independent samples. Two
        designs that have the same weights, strata and PSUs row by row are one, made twice.
    same_psus : bool, optional
        Two designs that share PSUs, as in a panel: they are matched by their labels (stratum, psu), and those that only
        one design has add no covariance. Bootstrap and given replicates are matched by number, which needs as many.
        False: independent samples, even if they look like one.
    level : float
        Level of confidence of the interval.

    Returns
    -------
    Difference
        Degrees of freedom: of one design, those of the PSUs that either estimate has rows in; of two independent ones,
        the sum, as for one design with the strata of both; with `same_psus`, the smaller.

    Raises
    ------
    ValueError
        If two estimates of one sample come from different methods, PSUs cannot be matched, or nothing tells whether two
        designs are of one sample.

    References
    ----------
    Wolter (2007), Introduction to Variance Estimation, chapter 6.

    Examples
    --------
    >>> sample = Design(weights=[1, 1, 1, 1])
    >>> gap = difference(estimate("mean", [1, 2, 3, 4], sample), estimate("mean", [2, 3, 4, 5], sample))
    >>> gap.estimate, gap.standard_error
    (-1.0, 0.0)
    """
    for one in (first, second):
        if not isinstance(one, Estimate):
            raise TypeError(
                f"difference is of two estimates, but one is a {type(one).__name__}. Give what estimate returns."
            )
    T = first.estimate - second.estimate
    scores, df = _scores_of_difference(first, second, same_psus)
    scale = sum(abs(one.estimate) + one.standard_error for one in (first, second))
    s = _length(scores, scale)
    return Difference(T, s, *plain_interval(T, s, df, check_level(level)), df, *two_sided(T, s, df), level)


def _estimate(question: Question, design: Design, method: str, draws: dict, level: float, interval) -> Estimate:
    T = question(design.weights)
    scores = SCORES[method](question, T, design, **draws)
    s = _length(scores, abs(T))
    scores = scores if s else np.zeros_like(scores)
    psus = design.present(question.inside)
    df = design.degrees_of_freedom(psus) if design.has_psus else design.rank(question.inside) - 1
    ends = interval_of_share if _on_logit(question, T, interval) else plain_interval
    low, high = ends(T, s, df, level)
    deff = design_effect(question, T, design, s**2)
    key = (method, *draws.values()) if method == "bootstrap" else (method,)
    return Estimate(T, s, low, high, df, deff, method, level, scores, key, design, psus)


def _on_logit(question: Question, T: float, interval: str | None) -> bool:
    if interval is None:
        return question.is_one_of(("headcount",)) or (
            question.is_one_of(("fgt",)) and question.options.get("alpha") == 0
        )
    if interval == "logit" and not 0 <= T <= 1:
        raise ValueError(
            f'interval="logit" is for shares from 0 to 1, but the estimate is {T:g}. Use interval="plain".'
        )
    return interval == "logit"


def _length(scores: np.ndarray, scale: float) -> float:
    s = float(np.sqrt(scores @ scores))
    return s if s > DUST * np.sqrt(scores.size) * scale else 0.0  # each score has its own rounding error


def _check_words(method: str, interval: str | None, relative_to: str) -> None:
    for name, value, known in (
        ("method", method, tuple(SCORES)),
        ("interval", interval, ("logit", "plain", None)),
        ("relative_to", relative_to, ("all", "domain")),
    ):
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, but it is {value!r}.")


def _scores_of_difference(first: Estimate, second: Estimate, same_psus: bool | None) -> tuple[np.ndarray, int]:
    """Return the differences of scores that belong together, with the scores that stand alone; degrees of freedom."""
    one, two, a, b = first._design, second._design, first._scores, second._scores
    one_sample = one is two or (same_psus is not False and one.same_rows(two))
    if one_sample and one is not two and same_psus is None:
        _check_one_sample(first, second)
    if not one_sample and not same_psus:
        return np.concatenate([a, b]), first.degrees_of_freedom + second.degrees_of_freedom
    if first._key != second._key:
        raise ValueError(
            f"one estimate is by {_words(first)} and the other by {_words(second)}, and their covariance cannot be "
            "seen. Use one method for both, with as many replicates and the same seed."
        )
    fewer = min(first.degrees_of_freedom, second.degrees_of_freedom)
    if one_sample:
        df = one.degrees_of_freedom(first._psus | second._psus) if one.has_psus else fewer
        return a - b, df
    if first.method in ("linear", "jackknife"):
        i, j = one.match(two)
        return np.concatenate([a[i] - b[j], np.delete(a, i), np.delete(b, j)]), fewer
    if a.size != b.size or (first.method == "bootstrap" and not one.same_psus(two)):
        raise ValueError(
            "same_psus needs the same PSUs in both designs for replicates, so that each replicate draws the same ones. "
            'Use method="linear" or "jackknife", which match those that are in both.'
        )
    return a - b, fewer


def _check_one_sample(first: Estimate, second: Estimate) -> None:
    one, two = first._design, second._design
    if not one.is_told_apart:
        raise ValueError(
            "the two designs look the same, and without labels of PSUs and with equal weights nothing tells whether "
            "they are one sample. Use one design object, or give same_psus=False for two independent samples."
        )
    if first.method == second.method == "replicates" and not np.array_equal(one.replicates[0], two.replicates[0]):
        raise ValueError(
            "the two designs are of one sample, but with other replicate weights, so that their replicates do not "
            "belong together. Use one design object."
        )


def _words(one: Estimate) -> str:
    method, *draws = one._key
    return f"{method} with {draws[0]} replicates and seed {draws[1]}" if draws else method
