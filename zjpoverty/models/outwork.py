"""Outwork: what a broker's order pays, why the pay of a year grew, and which households it brings over the line."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .._arrays import check_income, refuse


def workers_paid(fee: float, pay: float, cut: float = 0.0) -> float:
    r"""How many workers an order pays for a year, at the mean pay.

    .. math:: m = \frac{(1 - c)\,F}{w}

    Parameters
    ----------
    fee : float
        :math:`F`, processing fee of the order, yuan, 0 or more.
    pay : float
        :math:`w`, mean pay of a worker in a year, yuan, more than 0.
    cut : float
        :math:`c`, the share that the broker and others keep, 0 to 1. Not in the chapter: an assumption.

    Returns
    -------
    float
        Workers; 0 if nothing reaches them.

    Raises
    ------
    ValueError
        If the fee is negative, the pay not more than zero, or the cut not a share.

    References
    ----------
    The chapter, section 5, sentences 4 and 7.

    Examples
    --------
    >>> workers_paid(fee=60_000, pay=6_000, cut=0.2)
    8.0
    """
    _refuse_outside(0, math.inf, fee=fee)
    _refuse_outside(0, 1, cut=cut)
    if not pay > 0:
        raise ValueError(f"pay is {pay:g}; it must be more than zero.")
    return (1 - cut) * fee / pay


@dataclass(frozen=True)
class Split:
    """A change of all pay in three parts, yuan: more workers, more pay for each, and what needs both."""

    workers: float
    pay: float
    both: float

    @property
    def total(self) -> float:
        """The three together: the whole change."""
        return self.workers + self.pay + self.both

    @property
    def shared(self) -> tuple[float, float]:
        """Workers and pay, each with half of what needs both: the Shapley split."""
        return self.workers + self.both / 2, self.pay + self.both / 2


def split(before: tuple[float, float], after: tuple[float, float]) -> Split:
    r"""Split the change of all pay into more workers, more pay for each, and what needs both.

    .. math:: P_1 - P_0 = (N_1 - N_0)\,w_0 + N_0\,(w_1 - w_0) + (N_1 - N_0)\,(w_1 - w_0)

    Parameters
    ----------
    before, after : tuple of two floats
        Workers :math:`N` and mean pay :math:`w` in yuan a year, 0 or more, of the first and the last year.

    Returns
    -------
    Split
        Its ``shared`` parts are :math:`(N_1 - N_0)\,\bar w` and :math:`\bar N\,(w_1 - w_0)`, with the means of the
        two years. A part is negative where workers or pay fell.

    Raises
    ------
    ValueError
        If a value is negative.

    References
    ----------
    A. F. Shorrocks, Journal of Economic Inequality 11 (2013), 99-126: with two factors, the mean of the two orders
    in which they can change.

    Examples
    --------
    >>> change = split(before=(10, 100), after=(12, 110))
    >>> change, change.shared
    (Split(workers=200, pay=100, both=20), (210.0, 110.0))
    """
    (few, low), (many, high) = before, after
    _refuse_outside(0, math.inf, workers_before=few, pay_before=low, workers_after=many, pay_after=high)
    return Split((many - few) * low, few * (high - low), (many - few) * (high - low))


def gain(pay: float, size: float, earners: float = 1, lost: float = 0.0) -> float:
    r"""What a household has more per member with outwork than without it.

    .. math:: g = \frac{k\,(1 - d)\,w}{n}

    Parameters
    ----------
    pay : float
        :math:`w`, pay of one worker in a year, yuan, 0 or more.
    size : float
        :math:`n`, persons in the household, 1 or more; a mean need not be whole.
    earners : float
        :math:`k`, those of them who do outwork, 0 or more, at most :math:`n`.
    lost : float
        :math:`d`, the share of the pay that the same hours would bring elsewhere, 0 to 1.

    Returns
    -------
    float
        Yuan per person and year; 0 if nobody works, or if all of it would be earned elsewhere.

    Raises
    ------
    ValueError
        If the pay is negative, there is no person, more work than live there, or the share is none.

    Examples
    --------
    >>> gain(pay=6_000, size=3), gain(pay=6_000, size=3, earners=2, lost=0.25)
    (2000.0, 3000.0)
    """
    _refuse_outside(0, math.inf, pay=pay)
    _refuse_outside(1, math.inf, size=size)
    _refuse_outside(0, 1, lost=lost)
    if not 0 <= earners <= size:
        raise ValueError(f"earners is {earners:g}; it must be zero or more, and at most the {size:g} of the household.")
    return earners * (1 - lost) * pay / size


def share_over(gain: float, line: float, unequal: float = 0.0) -> float:
    r"""Share of households under the line that a gain brings to the line or over it.

    .. math:: q = \tfrac12 \min\left(1, \frac{(1 - s)\,g}{z}\right) + \tfrac12 \min\left(1, \frac{(1 + s)\,g}{z}\right)

    Without the gain, incomes lie evenly between nothing and the line. Half of the households gain less than the mean,
    half gain more.

    Parameters
    ----------
    gain : float
        :math:`g`, mean gain per person, yuan a year, 0 or more.
    line : float
        :math:`z`, yuan per person and year, more than 0.
    unequal : float
        :math:`s`, how much less than the mean the one half gains, and the other half more, 0 to 1.

    Returns
    -------
    float
        A share, 0 to 1. It never grows with :math:`s`: what some gain beyond the line lifts nobody else.

    Raises
    ------
    ValueError
        If the gain is negative, the line not more than zero, or ``unequal`` not a share.

    Examples
    --------
    >>> share_over(gain=1_000, line=2_000), share_over(gain=2_000, line=2_000, unequal=0.5)
    (0.5, 0.75)
    """
    _refuse_outside(0, math.inf, gain=gain)
    _refuse_outside(0, 1, unequal=unequal)
    if not line > 0:
        raise ValueError(f"line is {line:g}; it must be more than zero.")
    return (min(1, (1 - unequal) * gain / line) + min(1, (1 + unequal) * gain / line)) / 2


def households_over(workers: float, poor: float, share: float, earners: float = 1) -> float:
    r"""Households that the pay brings over the line.

    .. math:: L = \frac{f\,N}{k}\,q

    Parameters
    ----------
    workers : float
        :math:`N`, 0 or more.
    poor : float
        :math:`f`, share of them in households that would be under the line without this pay, 0 to 1. An assumption.
    share : float
        :math:`q`, from :func:`share_over`.
    earners : float
        :math:`k`, workers in each of these households, 1 or more.

    Returns
    -------
    float
        Households.

    Raises
    ------
    ValueError
        If workers are negative, a share is none, or a household has less than one worker.

    Examples
    --------
    >>> households_over(workers=1_000, poor=0.5, share=0.75)
    375.0
    """
    _refuse_outside(0, math.inf, workers=workers)
    _refuse_outside(0, 1, poor=poor, share=share)
    _refuse_outside(1, math.inf, earners=earners)
    return poor * workers / earners * share


def without_pay(income: ArrayLike, persons: ArrayLike, workers: ArrayLike, pay: float, wages: ArrayLike) -> np.ndarray:
    r"""Income a person of each household if its outwork were taken away and nothing came instead.

    .. math:: y_i' = y_i - \frac{\min(k_i\,w,\; W_i)}{n_i}

    Parameters
    ----------
    income : array_like, shape (n,)
        :math:`y`, yuan per person and year, with outwork.
    persons, workers : array_like, shape (n,)
        :math:`n`, persons of each household, 1 or more, and :math:`k`, those of them in outwork.
    pay : float
        :math:`w`, pay of a worker in a year, yuan, 0 or more.
    wages : array_like, shape (n,)
        :math:`W`, all wages of each household, yuan a year: no more than that can be outwork.

    Returns
    -------
    numpy.ndarray
        Yuan per person and year.

    Raises
    ------
    ValueError
        If a value is missing, a household has nobody, or the pay is negative.

    References
    ----------
    That nothing comes instead is an assumption: it gives the largest fall.

    Examples
    --------
    >>> without_pay([3_000, 3_000], persons=[3, 3], workers=[1, 2], pay=6_000, wages=[9_000, 9_000])
    array([1000.,    0.])
    """
    _refuse_outside(0, math.inf, pay=pay)
    y, n, k, W = (check_income(values) for values in (income, persons, workers, wages))
    refuse(n < 1, "persons", "less than one", "A household has at least one person.")
    return y - np.minimum(k * pay, W) / n


def _refuse_outside(low: float, high: float, **values: float) -> None:
    for name, value in values.items():
        if not low <= value <= high:
            wanted = f"{low:g} or more" if high == math.inf else f"a share between {low:g} and {high:g}"
            raise ValueError(f"{name} is {value:g}; it must be {wanted}.")
