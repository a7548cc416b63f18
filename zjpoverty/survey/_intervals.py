r"""From an estimate and its standard error to an interval: on the measure's own scale, or on the logit's for a share.

Only `scipy.special` is loaded: `scipy.stats` takes as long as all the rest of the package.
"""

import numpy as np
from scipy.special import betaincinv, expit, logit, stdtr, stdtrit

__all__ = ["check_level", "interval_of_share", "plain_interval", "two_sided"]

_NONE = (float("nan"), float("nan"))


def check_level(level: float) -> float:
    """Return the level of confidence, a number between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, but it is {level}.")
    return float(level)


def plain_interval(T: float, s: float, df: float, level: float) -> tuple[float, float]:
    r"""Return :math:`T \pm t\, s`, t the quantile of Student's distribution.

    Examples
    --------
    With one degree of freedom, the quantile 0.75 is 1.

    >>> [round(end, 12) for end in plain_interval(5, 2, 1, level=0.5)]
    [3.0, 7.0]
    """
    if df < 1:
        return _NONE
    t = stdtrit(df, (1 + level) / 2)
    return float(T - t * s), float(T + t * s)


def interval_of_share(p: float, s: float, df: float, level: float) -> tuple[float, float]:
    r"""Return the ends of :math:`\mathrm{logit}(p) \pm t\, \frac{s}{p (1 - p)}` as shares, which lie between 0 and 1.

    If nobody or everybody is in the share, s is 0 and says nothing. The end that can be told is then that of Clopper
    and Pearson (1934) for df + 1 independent draws: as many as there are PSUs if there is one stratum.

    Examples
    --------
    Nobody in ten PSUs: a share above 0.3085 would give that with a probability below 0.025.

    >>> [round(end, 4) for end in interval_of_share(0, 0, 9, level=0.95)]
    [0.0, 0.3085]
    """
    if df < 1:
        return _NONE
    alpha = 1 - level
    if p <= 0:
        return 0.0, float(betaincinv(1, df + 1, 1 - alpha / 2))
    if p >= 1:
        return float(betaincinv(df + 1, 1, alpha / 2)), 1.0
    t = stdtrit(df, 1 - alpha / 2)
    return float(expit(logit(p) - t * s / (p * (1 - p)))), float(expit(logit(p) + t * s / (p * (1 - p))))


def two_sided(T: float, s: float, df: float) -> tuple[float, float]:
    """Return t = T / s and the probability of a t as far from 0, if the true value is 0; nan where s is 0."""
    if s == 0 or df < 1:
        return _NONE
    t = T / s
    return float(t), float(2 * stdtr(df, -np.abs(t)))
