r"""The same survey drawn again and again: what nobody sees of a real one.

Each draw has its estimate, standard error and interval by the formulas of ``survey.estimate``, worked out on totals of
villages, so that a thousand samples of 8,000 households take seconds. With :math:`z_i = p_i (x_i - R) / \sum w p` for
household i of the sample, where R is the estimate and p is 1 or the household's persons,

.. math:: V(R) = \sum_h (1 - f_h) \frac{n_h}{n_h - 1} \sum_a (t_{ha} - \bar t_h)^2, \qquad t_{ha} = \sum_i w_i z_i
"""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..survey._intervals import check_level, interval_of_share, plain_interval
from ._coverage import chances, column, counted, scores, survey_plan, whole
from ._drawing import Draws, Plan, draw
from ._monitoring import weigh

__all__ = ["repeat"]


def repeat(
    population: pd.DataFrame,
    measure: str = "headcount",
    line: float | None = None,
    *,
    draws: int = 1000,
    counties: int | Sequence[str] | None = None,
    households: int | None = None,
    villages: int = 10,
    seed: int = 2010,
    response: float | Callable[[pd.DataFrame], ArrayLike] = 1.0,
    allowance: bool = True,
    correct: Literal["village", "county"] = "village",
    of: Literal["households", "persons"] = "households",
    income: str = "net_income",
    level: float = 0.95,
) -> pd.DataFrame:
    """Draw a survey many times and estimate from each sample.

    Parameters
    ----------
    population, counties, households, villages, seed, response, allowance, correct
        As in :func:`sample`, which draws number 0 of these.
    measure, line, of, income
        As in :func:`truth`, which is what most of the intervals should hold.
    draws : int
        How many samples.
    level : float
        Level of confidence of the intervals.

    Returns
    -------
    pandas.DataFrame
        draw, households (that answered), estimate, standard_error, low, high, synthetic. The error is missing where a
        stratum has one PSU.

    Raises
    ------
    ValueError
        As :func:`sample`; if draws or level does not fit.

    Examples
    --------
    Of 100 intervals of 95 %, about 95 hold the truth.

    >>> from zjpoverty.households import population, truth
    >>> households = population(scale=0.1)
    >>> again, z = repeat(households, draws=100), truth(households)
    >>> bool(again.low.lt(z).sum() > 95), bool(((again.low < z) & (z < again.high)).sum() > 88)
    (True, True)
    """
    plan = survey_plan(population, counties, households, villages, allowance)
    rows, chance = plan.frame.rows, chances(response, population, plan.frame)
    x = scores(column(population, income)[rows], measure, line)
    p = column(population, "persons")[rows] if counted(of) else None
    numbers, level = range(whole("draws", draws)), check_level(level)
    blocks = [_estimate(plan, one, x, p, correct) for one in draw(plan, whole("seed", seed, least=0), numbers, chance)]
    n, R, s, df = (np.concatenate(part) for part in zip(*blocks, strict=True))
    ends = interval_of_share if measure == "headcount" else plain_interval
    low, high = np.array([ends(*one, level) for one in zip(R, s, df, strict=True)]).T
    frame = pd.DataFrame(
        {"draw": numbers, "households": n, "estimate": R, "standard_error": s, "low": low, "high": high}
    )
    return frame.assign(synthetic=True)


def _estimate(plan: Plan, drawn: Draws, x: np.ndarray, p: np.ndarray | None, correct: str) -> tuple[np.ndarray, ...]:
    """Return households, estimate, standard error and degrees of freedom of each sample."""
    w = weigh(plan, drawn, correct)
    r = drawn.answered.sum(axis=2)
    x = x[drawn.place]
    p = drawn.answered * (1.0 if p is None else p[drawn.place])
    P = (w * p.sum(axis=2)).sum(axis=1)
    R = (w * np.einsum("btm,btm->bt", p, x)).sum(axis=1) / P
    z = p * (x - R[:, None, None])
    V, df = (_of_counties if plan.counties < len(plan.frame.names) else _of_villages)(plan, drawn, w, r, z)
    return r.sum(axis=1), R, np.sqrt(V) / P, df


def _of_counties(plan: Plan, drawn: Draws, w: np.ndarray, r: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the variance of a sum and its degrees of freedom where counties are the PSUs of one stratum."""
    k = plan.counties
    t = np.add.reduceat(w * z.sum(axis=2), plan.first_slot, axis=1)
    f = r.sum(axis=1) / plan.frame.households.sum()
    V = (1 - f) * _spread((t**2).sum(axis=1), t.sum(axis=1), np.full(len(t), k))
    return V, np.full(len(t), k - 1)


def _of_villages(plan: Plan, drawn: Draws, w: np.ndarray, r: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the same where villages are the PSUs, or strata of their own if they are in every sample."""
    frame, certain = plan.frame, plan.certain[drawn.village]
    t = z.sum(axis=2)
    within = (1 - r / frame.size[drawn.village]) * w**2 * _spread(np.einsum("btm,btm->bt", z, z), t, r)

    def by_county(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(np.where(certain, 0, values), plan.first_slot, axis=1)

    N = np.bincount(frame.county, np.where(plan.certain, 0, frame.size))
    f, n = by_county(r) / np.maximum(N, 1), by_county(r > 0)
    between = (1 - f) * _spread(by_county((w * t) ** 2), by_county(w * t), n)
    df = n.sum(axis=1) - (n > 0).sum(axis=1) + np.where(certain, np.maximum(r - 1, 0), 0).sum(axis=1)
    return between.sum(axis=1) + np.where(certain & (r > 0), within, 0).sum(axis=1), df


def _spread(squares: np.ndarray, sums: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return n / (n - 1) times the squares about the mean; 0 of nobody, and of one no number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n == 0, 0, np.where(n == 1, np.nan, n / (n - 1) * np.maximum(0, squares - sums**2 / n)))
