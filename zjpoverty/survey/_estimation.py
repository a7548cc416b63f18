r"""One measure of one sample: its value for any weights, and scores whose sum of squares is its variance.

By linearisation the score of a PSU is :math:`\sqrt{(1 - f_h) \frac{n_h}{n_h - 1}}\, (t_{ha} - \bar t_h)`; by replicates
that of a replicate is :math:`\sqrt{s_r}\, (T_r - T)`. The covariance of two measures of one sample is then the sum of
products of their scores, whatever the method.
"""

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from inspect import Parameter, signature

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty import inequality, poverty
from zjpoverty._arrays import as_array, check_income, check_weights, each, finite, numbers, refuse
from zjpoverty.survey import _replicates
from zjpoverty.survey._design import Design
from zjpoverty.survey._influence import influence

__all__ = [
    "DUST",
    "NOT_SMOOTH",
    "SCORES",
    "Question",
    "check_domain",
    "design_effect",
    "find",
    "rests_on_quantiles",
    "unbound",
]

# What is a smaller share of the estimate is what rounding leaves of zero.
DUST = 1e-14

# Means and totals of rows: their replicates need only the totals of the PSUs
_MEANS = ("mean", "headcount", "fgt", "poverty_gap", "poverty_severity", "watts", "time_to_exit")
_TOTALS = ("total", "total_shortfall")
_QUANTILES = ("quantile", "quantile_ratio", "wolfson")
NOT_SMOOTH = (
    "the jackknife is not for quantiles, nor for what rests on a median: without one PSU a quantile moves by a jump, "
    'and the standard error can be several times too large. Use method="linear" or "bootstrap".'
)


def mean(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the mean income."""
    y = check_income(income)
    w = check_weights(weights, y.size)
    return float(w @ y / w.sum())


def total(income: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the sum of all incomes."""
    y = check_income(income)
    return float(check_weights(weights, y.size) @ y)


def unbound(measure: Callable | str, line, options: dict) -> tuple[Callable | str, object, dict]:
    """Return the measure inside a partial, and what is bound to it as if it were given beside it."""
    while isinstance(measure, partial) and not measure.args:
        measure, options = measure.func, {**measure.keywords, **options}
    return measure, options.get("line", line), {name: value for name, value in options.items() if name != "line"}


def find(measure: Callable | str) -> Callable:
    """Return the measure of that name, or the function itself."""
    if callable(measure):
        return measure
    known = {"mean": mean, "total": total}
    for room in (poverty, inequality):
        known |= {name: getattr(room, name) for name in room.__all__ if name[0].islower()}
    if measure == "median":
        raise ValueError('there is no measure "median". Give "quantile" and p=0.5.')
    if not isinstance(measure, str) or measure not in known:
        near = get_close_matches(str(measure), known, n=1)
        raise ValueError(
            f"there is no measure {measure!r}. {f'Did you mean {near[0]}?' if near else 'Give a function.'}"
        )
    return known[measure]


def is_ours(measure: Callable) -> bool:
    """Tell whether it is a measure of this package: a reader's own may have the same name."""
    return str(getattr(measure, "__module__", "")).startswith("zjpoverty.")


def rests_on_quantiles(measure: Callable, line) -> bool:
    """Tell whether it is a quantile or rests on one."""
    median = isinstance(line, poverty.RelativeLine) and line.of == "median"
    return median or (is_ours(measure) and measure.__name__ in _QUANTILES)


def check_domain(domain: ArrayLike | None, weights: np.ndarray) -> np.ndarray | None:
    """Return which rows are in the domain; None means all."""
    if domain is None:
        return None
    remedy = "Give a condition, such as region == 3."
    refuse(each(as_array(domain), lambda v: isinstance(v, str)), "domain", "text", remedy)
    inside = finite(numbers(domain, "domain"), "domain")
    if inside.shape != weights.shape:
        raise ValueError(
            f"domain has shape {inside.shape} and the design has {weights.size} rows. Give one for each row."
        )
    refuse((inside != 0) & (inside != 1), "domain", "neither true nor false", remedy)
    if not weights[inside == 1].any():
        raise ValueError("no row of the domain has a weight above zero, so there is nobody to measure.")
    return inside == 1


class Question:
    """A measure of the rows inside a domain, as a function of the weights of all rows."""

    def __init__(
        self, measure: Callable, y: np.ndarray, line, inside: np.ndarray | None, relative_to: str, options: dict
    ):
        self.measure, self.y, self.line, self.inside, self.options = measure, y, line, inside, options
        self.name = getattr(measure, "__name__", repr(measure))
        # the line of all rows, while the measure is that of some
        self.national = isinstance(line, poverty.RelativeLine) and relative_to == "all" and inside is not None
        self._last: tuple = (None, None)
        _check_arguments(measure, self.name, line, options)

    def within(self, w: np.ndarray) -> np.ndarray:
        """Return the weights with zero outside the domain."""
        return w if self.inside is None else w * self.inside

    def __call__(self, w: np.ndarray) -> float:
        """Return the measure with these weights; nan if nobody of the domain has one."""
        v = self.within(w)
        if not v.any():
            return float("nan")
        T = self.measure(self.y, weights=v, **self._arguments(self.line(self.y, w) if self.national else self.line))
        if np.ndim(T):
            raise ValueError(f"{self.name} has {np.size(T)} values here, and an estimate is of one number.")
        return float(T)

    def influences(self, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        r"""Return :math:`u_i` and :math:`w_i u_i` for each row: the variance of their sum is that of the measure."""
        if self._last[0] is not w:  # the design effect asks for them once more
            self._last = w, self._influences(w)
        return self._last[1]

    def _influences(self, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        function, arguments = influence(self.measure), self._arguments(self.line)
        if self.national:  # rows outside the domain move the line
            v, arguments = w, {"domain": self.inside, **arguments}
        else:
            v = self.within(w)
        u = function(self.y, weights=v, **arguments)
        wu = v * u
        if not np.isfinite(wu.sum()):  # u may be infinite where nobody is
            u = np.where(v > 0, u, 0)
            wu = v * u
        return u, wu

    def is_a(self, names: tuple[str, ...]) -> bool:
        """Tell whether it is one of these measures of this package, with a line that replicates do not move."""
        return self.is_one_of(names) and not isinstance(self.line, poverty.RelativeLine)

    def is_one_of(self, names: tuple[str, ...]) -> bool:
        """Tell whether it is one of these measures of this package."""
        return is_ours(self.measure) and self.name in names

    def _arguments(self, line) -> dict:
        return self.options if line is None else {"line": line, **self.options}


def _check_arguments(measure: Callable, name: str, line, options: dict) -> None:
    if "weights" in options:
        raise ValueError("the weights are those of the design. Leave out weights=.")
    if callable(line) and not isinstance(line, poverty.RelativeLine):
        raise ValueError("line is a function whose own error is not known. Use a RelativeLine, or a number.")
    try:
        told = signature(measure)
    except (TypeError, ValueError):  # a function that does not tell its arguments
        return
    any_name = any(p.kind is Parameter.VAR_KEYWORD for p in told.parameters.values())
    if "weights" not in told.parameters and not any_name:
        raise ValueError(f"{name} takes no weights. Give a function of (income, weights=...).")
    parameter = told.parameters.get("line")
    if line is None and parameter is not None and parameter.default is parameter.empty:
        raise ValueError(f"{name} needs a poverty line. Give line=, one number or one for each row.")
    if line is not None and parameter is None:
        raise ValueError(f"{name} has no poverty line. Leave out line=.")
    try:
        told.bind(None, weights=None, **({} if line is None else {"line": line}), **options)
    except TypeError as error:
        raise ValueError(f"{name}: {error}. Its arguments are {', '.join(told.parameters)}.") from None


# Scores, by method


def linear(question: Question, T: float, design: Design, **_) -> np.ndarray:
    """Return the scores of the PSUs from the influence of their rows."""
    if not design.has_psus:
        raise ValueError('the design has replicate weights but no strata or PSUs. Use method="replicates".')
    t = design.totals(question.influences(design.weights)[1])
    h, n = design.stratum, design.drawn
    deviation = np.where(design.centred[h], t - t.mean(), t - (np.bincount(h, t) / n)[h])
    return np.sqrt((1 - design.fraction) * n / np.maximum(n - 1, 1))[h] * deviation


def bootstrap(question: Question, T: float, design: Design, *, replicates: int, seed: int) -> np.ndarray:
    """Return the scores of bootstrap replicates, about their mean."""
    _refuse_centred(design, "bootstrap")
    _check_whole(replicates, 2, "replicates", "1000 is usual.")
    _check_whole(seed, 0, "seed", "The same seed gives the same replicates, which a difference needs.")
    blocks = _replicates.bootstrap(design.stratum, design.drawn, design.fraction, replicates, seed)
    values = _values(question, T, design.weights, design.psu, design.totals, blocks)
    return (values - values.mean()) / np.sqrt(replicates - 1)


def jackknife(question: Question, T: float, design: Design, **_) -> np.ndarray:
    """Return the scores of the PSUs from what the measure is without them."""
    _refuse_centred(design, "jackknife")
    h, n = design.stratum, design.drawn
    values = _values(question, T, design.weights, design.psu, design.totals, _replicates.Jackknife(h, n))
    return np.sqrt((1 - design.fraction) * (n - 1) / n)[h] * (values - T)


def given(question: Question, T: float, design: Design, **_) -> np.ndarray:
    """Return the scores of the replicates that came with the sample."""
    if design.replicates is None:
        raise ValueError('method="replicates" needs a design with replicate_weights.')
    weights, factors, about_mean = design.replicates
    each = np.ones(design.rows)  # a row is its own PSU here, and its multiplier is its weight
    values = _values(question, question(each), each, np.arange(design.rows), np.asarray, [weights])
    return np.sqrt(factors) * (values - (values.mean() if about_mean else T))


SCORES = {"linear": linear, "bootstrap": bootstrap, "jackknife": jackknife, "replicates": given}


def _values(question: Question, T: float, w: np.ndarray, psu: np.ndarray, totals: Callable, blocks) -> np.ndarray:
    """Return the measure, which is T with the weights w, in each replicate, by the fastest way there is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if question.is_a(_MEANS + _TOTALS):
            values = _of_sums(question, T, w, totals, blocks)
        elif question.is_a(("gini",)):
            values = _replicates.of_gini(question.y, question.within(w), psu, blocks)
        else:
            values = _replicates.of_any(question, w, psu, blocks)
    empty = np.isnan(values).sum()
    if empty:
        raise ValueError(
            f"in {empty} of {values.size} replicates nobody of the domain is left with an income, so they have no "
            'value. Use method="linear", or a larger domain.'
        )
    return values


def _of_sums(question: Question, T: float, w: np.ndarray, totals: Callable, blocks) -> np.ndarray:
    r"""Return :math:`T_r = T + W \frac{\sum m_a t_a}{\sum m_a W_a}`, or :math:`\sum m_a t_a` for a total."""
    v = question.within(w)
    t, W = _replicates.sums(np.array([totals(question.influences(w)[1]), totals(v)]), blocks)
    return t if question.is_a(_TOTALS) else T + v.sum() * t / W


def _refuse_centred(design: Design, method: str) -> None:
    if not design.has_psus:
        raise ValueError('the design has replicate weights but no strata or PSUs. Use method="replicates".')
    if design.centred.any():
        raise ValueError(f'the {method} cannot centre a single PSU. Use single_psu="collapse", or method="linear".')


def _check_whole(value: int, low: int, name: str, why: str) -> None:
    if not isinstance(value, int | np.integer) or value < low:
        raise ValueError(f"{name} must be a whole number of {low} or more, but it is {value!r}. {why}")


def design_effect(question: Question, T: float, design: Design, variance: float) -> float:
    r"""Return the variance over :math:`\frac{W}{n - 1} \sum_i w_i (u_i - \bar u)^2`, nan where there is no u."""
    try:
        u, wu = question.influences(design.weights)
    except ValueError:  # replicates need no influence function
        return float("nan")
    W, n = design.size(None if question.national else question.inside)
    # einsum: a dot product of a million rows would wait for other threads where the processors are busy
    squares = np.einsum("i,i", wu, u)
    about_mean = squares - wu.sum() ** 2 / W
    simple = W / (n - 1) * about_mean if n > 1 and about_mean > DUST * squares else 0.0
    return float(variance / simple) if simple > (DUST * T) ** 2 else float("nan")
