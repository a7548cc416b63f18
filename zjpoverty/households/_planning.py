r"""Before a survey: how sure its estimates would be, from the components of variance of a population or a pilot.

With :math:`z_i = p_i (x_i - R) / \sum p` for household i (R is the measure and p is 1 or the household's persons), a
survey of a villages in each county and m households in each village has

.. math:: V(R) = \sum_h \frac{N_h^2}{a} \Bigl( \sigma_{bh}^2 + \frac{\sigma_{wh}^2}{m} \Bigr)
   = \sum_h \frac{N_h^2 S_h^2}{a m} \bigl( 1 + (m - 1) \rho \bigr), \qquad
   \rho = \frac{\sum_h N_h^2 \sigma_{bh}^2}{\sum_h N_h^2 (\sigma_{bh}^2 + \sigma_{wh}^2)}

where :math:`\sigma_w^2` is the variance of z within villages, :math:`\sigma_b^2` what villages differ by beyond the
chance of who lives in them, and :math:`S^2` their sum: Kish's design effect of villages. This holds for villages drawn
with replacement; of a population whose villages are known, the draw without replacement is counted (Hájek's formula):

.. math:: V(R) = \sum_h \Bigl[ \sum_{i \in h} \pi_i (1 - \pi_i) \frac{A_h}{A_h - 1} \Bigl( \frac{D_i}{\pi_i} - B_h
   \Bigr)^2 + \sum_{i \in h} \frac{M_i^2}{\pi_i} \Bigl( \frac{1}{m_i} - \frac{1}{M_i} \Bigr) S_i^2 \Bigr]

with the total D of a village's z about the county's mean, and B the mean of :math:`D_i / \pi_i` with the weights
:math:`\pi_i (1 - \pi_i)`. If k of K counties are drawn, V is K/k times that, and what the counties differ by is added:
:math:`\frac{K^2}{k} (1 - \frac{k}{K}) S_E^2` with the variance S of the counties' sums of z.

References
----------
Kish, L. (1965). Survey Sampling, chapters 5 and 8. Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapters 10
and 11. Hájek, J. (1964). Asymptotic theory of rejective sampling with varying probabilities from a finite population.
Annals of Mathematical Statistics 35(4). Matei, A. and Tillé, Y. (2005). Evaluation of variance approximations and
estimators in maximum entropy sampling with unequal probability and fixed sample size. Journal of Official Statistics
21(4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ._coverage import column, counted, need, per_county, scores, shared, survey_plan, whole
from ._drawing import Plan

__all__ = ["Precision", "precision"]


@dataclass(frozen=True)
class Precision:
    """What a design would give: what :func:`precision` returns.

    `design_effect` is the variance over that of as many households drawn one by one from all;
    `between_counties`, `between_villages` and `within_villages` are the parts of the variance, and add up to it.
    `weights_effect` is what counties of different sizes add with equal samples, 1 + the squared coefficient of
    variation of the weights; `villages_effect` is 1 + (m - 1) rho.
    """

    measure: str
    estimate: float
    standard_error: float
    households: int
    design_effect: float
    intra_village_correlation: float
    villages_effect: float
    weights_effect: float
    between_counties: float
    between_villages: float
    within_villages: float


def precision(
    population: pd.DataFrame,
    counties: int | Sequence[str] | None = None,
    villages: int = 10,
    households: int | None = None,
    measure: str = "headcount",
    line: float | None = None,
    *,
    of: Literal["households", "persons"] = "households",
    income: str = "net_income",
    allowance: bool = True,
) -> Precision:
    r"""Expect the standard error of a design, from the population, or from a sample of it as a pilot.

    A pilot tells as if its villages were drawn with replacement: a little too much where they are many of the county's.

    Parameters
    ----------
    population : pandas.DataFrame
        As ``households.population`` returns it; or a sample of all counties by :func:`sample`, with 2 villages or more
        in each and 2 households or more in each village, whose allowance then is that of the sample.
    counties, villages, households, allowance
        The design, as in :func:`sample`.
    measure, line, of, income
        As in :func:`truth`.

    Returns
    -------
    Precision

    Raises
    ------
    ValueError
        If an argument does not fit, or the pilot does not show what villages differ by.

    References
    ----------
    Kish (1965), chapters 5 and 8; Hájek (1964).

    Examples
    --------
    Half as many households in the same villages cost little, since it is villages that differ.

    >>> from zjpoverty.households import population
    >>> households = population(scale=0.1)
    >>> all_, half = precision(households), precision(households, households=100)
    >>> half.households / all_.households < 0.51, half.standard_error / all_.standard_error < 1.25
    (True, True)
    """
    if "weight" in population:
        return _from_pilot(population, counties, villages, households, measure, line, of, income)
    plan = survey_plan(population, counties, households, villages, allowance)
    frame, rows = plan.frame, plan.frame.rows
    x = scores(column(population, income)[rows], measure, line)
    p = column(population, "persons")[rows] if counted(of) else np.ones(x.size)
    R = float(p @ x / p.sum())
    z = p * (x - R) / p.sum()
    sums, spread = _of_groups(z, frame.start, frame.size)
    E = np.bincount(frame.county, sums)
    parts = _parts(plan, sums - frame.size * (E / frame.households)[frame.county], spread)
    N, share = frame.households, frame.size / frame.households[frame.county]
    within = np.bincount(frame.county, share * spread)
    total = np.bincount(frame.county, (frame.size - 1) * spread + sums**2 / frame.size) / N - (E / N) ** 2
    n = np.bincount(frame.county, plan.probability * plan.take)
    return _answer(measure, R, plan.counties, N, n, plan.m, E, np.var(z), total - within, within, parts)


def _of_groups(z: np.ndarray, start: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sum and variance (by n - 1; 0 of one) of z in each group, whose rows stand together."""
    group = np.repeat(np.arange(size.size), size)
    place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(start, size)
    sums = np.bincount(group, z[place])
    squares = np.bincount(group, (z[place] - (sums / size)[group]) ** 2)
    return sums, squares / np.maximum(size - 1, 1)


def _parts(plan: Plan, D: np.ndarray, S2: np.ndarray) -> tuple[float, float]:
    """Return the variance from the draw of villages and that from the draw of households, all counties surveyed."""
    county, pi, M, m = plan.frame.county, plan.probability, plan.frame.size, plan.take
    b = pi * (1 - pi)
    A = np.bincount(county, b > 0)
    B = np.bincount(county, b * D / pi) / np.maximum(np.bincount(county, b), 1e-300)
    villages = (A / np.maximum(A - 1, 1))[county] * b * (D / pi - B[county]) ** 2
    return float(villages.sum()), float((M**2 / pi * (1 / m - 1 / M) * S2).sum())


def _from_pilot(
    pilot: pd.DataFrame, counties, villages: int, households: int | None, measure: str, line, of: str, income: str
) -> Precision:
    """Expect it from a sample: as for villages drawn with replacement, since the other villages are not known."""
    need(pilot, ("household", "county", "village", "weight", "stratum"), "a sample, as sample() returns it")
    pilot = pilot.sort_values(["county", "village", "household"], kind="stable")
    code, names = pd.factorize(pilot["county"])
    K = len(names)
    if pilot["stratum"].nunique() < K:
        raise ValueError(f"the pilot has {K} counties drawn from more. Give a pilot of all counties of the survey.")
    if not (counties is None or isinstance(counties, int | np.integer)):
        raise ValueError(
            "counties cannot be chosen by name in a pilot. Give their number, or a pilot of these counties."
        )
    k = K if counties is None else whole("counties", counties)
    if k > K:
        raise ValueError(f"counties is {k}, and the pilot has {K}. Ask for {K} or fewer.")
    a = whole("villages", villages)
    m = shared(per_county(households), a)
    w, x = column(pilot, "weight"), scores(column(pilot, income), measure, line)
    p = column(pilot, "persons") if counted(of) else np.ones(x.size)
    R = float(w * p @ x / (w @ p))
    z = p * (x - R) / (w @ p)
    village = pilot["village"].to_numpy()
    start = np.flatnonzero(np.diff(village, prepend=village[0] - 1))
    size, county = np.diff(start, append=village.size), code[start]
    drawn, N = np.bincount(county), np.bincount(code, w)
    if (drawn < 2).any() or (size < 2).any():
        raise ValueError(
            f"{(drawn < 2).sum()} of {K} counties have one village in the pilot and {(size < 2).sum()} of {size.size} "
            "villages one household, and what differs cannot be seen in one. Give a pilot with two or more of each."
        )
    sums, spread = _of_groups(z, start, size)
    mean = sums / size
    within = np.bincount(county, spread) / drawn
    about = mean - (np.bincount(county, mean) / drawn)[county]
    between = np.bincount(county, about**2) / (drawn - 1) - np.bincount(county, spread / size) / drawn
    parts = float((N**2 / a * between).sum()), float((N**2 / (a * m) * within).sum())
    E = np.bincount(code, w * z)
    V0 = float((N**2 / drawn**2 * np.bincount(county, about**2) / (1 - 1 / drawn)).sum())
    S2 = float(w @ (z - w @ z / w.sum()) ** 2 / w.sum())
    return _answer(measure, R, k, N, np.full(K, a * m), m, E, S2, between, within, parts, V0 / K)


def _answer(measure, R, k, N, n, m, E, S2, between, within, parts, noise: float = 0.0) -> Precision:
    """Put the parts together: N households of each county, n of them drawn, sums E; noise of a pilot in these."""
    K = N.size
    counties = K**2 / k * (1 - k / K) * max(0.0, float(np.var(E, ddof=1)) - noise) if k < K else 0.0
    villages, households = (K / k * part for part in parts)
    V, drawn = counties + villages + households, float(n.sum()) * k / K
    rho = float((N**2 * between).sum() / (N**2 * (between + within)).sum())
    weight = N / n
    return Precision(
        measure=measure,
        estimate=R,
        standard_error=max(V, 0.0) ** 0.5,
        households=round(drawn),
        design_effect=float(V / (N.sum() ** 2 * S2 / drawn)),
        intra_village_correlation=rho,
        villages_effect=1 + (m - 1) * rho,
        weights_effect=float((n * weight**2).sum() * n.sum() / (n * weight).sum() ** 2),
        between_counties=counties,
        between_villages=villages,
        within_villages=households,
    )
