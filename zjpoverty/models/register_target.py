"""Register against survey: an office measured by a target records households over the line, and a survey may notice.

The mechanism is an assumption of ours. Nothing in the chapter says that it was at work in Zhejiang.
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_weights


def near(income: ArrayLike, line: float, within: float, weights: ArrayLike | None = None) -> float:
    r"""Share of households that a small error of record would take over the line.

    .. math:: B = \frac{\sum_i w_i \, [\, L - x < y_i \le L \,]}{\sum_i w_i}

    Parameters
    ----------
    income : array_like, shape (n,)
        :math:`y`, yuan a person and year.
    line : float
        :math:`L`, yuan a person and year; it must be exceeded, so that an income at the line is not over it.
    within : float
        :math:`x`, yuan under the line, 0 or more.
    weights : array_like, shape (n,), optional
        What each row counts. None: each row counts once.

    Returns
    -------
    float
        From 0 (nobody stands there, or `within` is 0) to 1 (everybody does).

    Raises
    ------
    ValueError
        If `within` is negative, or an income or weight has no meaning.

    Examples
    --------
    >>> near([2100, 2400, 2500, 2600], line=2500, within=200)
    0.5
    """
    y, L, x = check_income(income), line, within
    w = check_weights(weights, y.size)
    if not x >= 0:
        raise ValueError(f"within is {x:g}; it must be zero or more.")
    return float(w[(L - x < y) & (y <= L)].sum() / w.sum())


def recorded(not_over: float, near: float, share: float) -> float:
    r"""Share of households not over the line by the register, where a part of those near it is recorded over it.

    .. math:: R = H - m B

    Parameters
    ----------
    not_over : float
        :math:`H`, share of households that are not over the line, 0 to 1.
    near : float
        :math:`B`, share of households close under the line, 0 to `not_over`: see :func:`near`.
    share : float
        :math:`m`, share of those near the line that are recorded over it, 0 to 1.

    Returns
    -------
    float
        From :math:`H - B` (all of them are) to :math:`H` (none is).

    Raises
    ------
    ValueError
        If a share lies outside its range.

    References
    ----------
    An assumption of ours. That an indicator is bent where much hangs on it: Campbell, D. T. (1979). Assessing the
    impact of planned social change. Evaluation and Program Planning 2(1), 67-90.

    Examples
    --------
    >>> recorded(0.25, near=0.05, share=0.2)
    0.24
    """
    H, B, m = not_over, near, share
    if not 0 <= B <= H <= 1:
        raise ValueError(f"not_over is {H:g} and near {B:g}; near must be zero or more, and at most not_over and 1.")
    if not 0 <= m <= 1:
        raise ValueError(f"share is {m:g}; it must be between 0 and 1.")
    return H - m * B


def noticed_from(not_over: float, near: float, low: float) -> float | None:
    r"""Share from which on the register falls below the interval of a survey.

    .. math:: m^{*} = \frac{H - l}{B}, \qquad R(m) < l \iff m > m^{*}

    Parameters
    ----------
    not_over, near : float
        :math:`H` and :math:`B`, as in :func:`recorded`.
    low : float
        :math:`l`, low end of the survey's interval.

    Returns
    -------
    float or None
        0 if the interval lies above the truth already, by the chance of the sample. None if the register stays inside
        even where all those near the line are recorded over it.

    Raises
    ------
    ValueError
        If a share lies outside its range.

    Examples
    --------
    >>> noticed_from(0.25, near=0.05, low=0.24), noticed_from(0.25, near=0.05, low=0.19)
    (0.2, None)
    """
    H, B, l = not_over, near, low  # noqa: E741, the letter of the formula
    if recorded(H, B, 1) >= l:
        return None
    return round(max(0.0, (H - l) / B), 12) if B else 0.0


def chance_noticed(difference: float, standard_error: float, level: float = 0.95) -> float:
    r"""Chance that the interval of a survey leaves out a register that is wrong by a given difference.

    .. math:: P = \Phi\!\left(\frac{|d|}{s} - z\right) + \Phi\!\left(-\frac{|d|}{s} - z\right)

    Parameters
    ----------
    difference : float
        :math:`d`, register less truth, in the unit of the error.
    standard_error : float
        :math:`s`, more than 0.
    level : float
        Level of confidence of the interval, between 0 and 1; z is its quantile of the normal distribution.

    Returns
    -------
    float
        From ``1 - level`` (the register is right, and chance alone leaves it out) up to 1.

    Raises
    ------
    ValueError
        If the error or the level has no meaning.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 1, on confidence limits and their error.

    Examples
    --------
    >>> [round(chance_noticed(d, 1), 2) for d in (0, 1.96, 4)]
    [0.05, 0.5, 0.98]
    """
    if not 0 < standard_error < np.inf:
        raise ValueError(f"standard_error is {standard_error:g}; it must be more than zero.")
    if not 0 < level < 1:
        raise ValueError(f"level is {level:g}; it must be between 0 and 1.")
    normal = NormalDist()
    z, d = normal.inv_cdf((1 + level) / 2), abs(difference) / standard_error
    return normal.cdf(d - z) + normal.cdf(-d - z)
