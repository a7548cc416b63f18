"""The second door, of the measures that compare incomes with each other: ranked, or relative to their mean.

What passes `_arrays` is refused here if there can be no shares or logarithms of it. Incomes leave scaled, so that no
sum or product of them overflows, and without the rows of weight zero, which stand for nobody. Below are functions that
stay exact where the plain ones lose their digits: near equality, and near the limits of a parameter.
"""

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_income, check_weights, mean, numbers, power_of_two, refuse, summable


def counted(income: ArrayLike, weights: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    """Return incomes of any sign and their weights, for the rows of weight above zero; all rows are checked.

    Examples
    --------
    >>> counted([-3, 1, 2], [1, 0, 2])
    (array([-3.,  2.]), array([1., 2.]))
    """
    y = check_income(income)
    return _counted(y, check_weights(weights, y.size))


def in_order(y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return new arrays, from the smallest income to the largest."""
    order = np.argsort(y)
    return y[order], w[order]


def from_poor_to_rich(income: ArrayLike, weights: ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    """Return sorted incomes and their weights, both scaled so that the largest is between 1 and 2.

    Examples
    --------
    >>> from_poor_to_rich([4, 1], [5, 6])
    (array([0.25, 1.  ]), array([1.5 , 1.25]))
    """
    y, w = in_order(*_shareable(income, weights))
    y /= power_of_two(y[-1])
    w /= power_of_two(w.max())
    return y, w


def relative_to_mean(
    income: ArrayLike, weights: ArrayLike | None, above_zero: str = ""
) -> tuple[np.ndarray, np.ndarray]:
    """Return incomes by their mean, and weights by their sum; zeros are refused for the measure that is named, if any.

    Examples
    --------
    >>> relative_to_mean([25, 75], None)
    (array([0.5, 1.5]), array([0.5, 0.5]))
    """
    y, w = _shareable(income, weights, above_zero)
    x, w = y / power_of_two(y.max()), summable(w)
    x /= mean(x, w)
    return x, w / w.sum()


def number(value: float, name: str, remedy: str, low: float = -np.inf) -> float:
    """Return a parameter of a measure as a finite float, `low` or more."""
    x = numbers(value, name)
    if x.ndim or not (np.isfinite(x) and x >= low):
        kind = "one number" if low == -np.inf else f"one number of {low:g} or more"
        raise ValueError(f"{name} must be {kind}, but it is {value}. {remedy}")
    return float(x)


def people(values: ArrayLike, name: str, one: bool = False) -> np.ndarray:
    """Return shares of the people, each from 0 to 1; if `one`, a single share."""
    p = numbers(values, name)
    if p.size == 0:
        raise ValueError(f"{name} is empty. Give at least one share of the people.")
    if one and p.ndim:
        raise ValueError(f"{name} must be one share of the people, but its shape is {p.shape}. Give one number.")
    refuse(~((p >= 0) & (p <= 1)), name, "outside 0 to 1", "It is a share of the people, not a percentage.")
    return p


def one_if_zero(x: np.ndarray) -> np.ndarray:
    """Return x with 1 for 0, whose logarithm is 0: so x ln x is 0 for both."""
    return np.where(x > 0, x, 1.0)


def log(x: np.ndarray) -> np.ndarray:
    """Return the natural logarithm, and minus infinity for 0 without a warning."""
    with np.errstate(divide="ignore"):
        return np.log(x)


def box_cox(x: np.ndarray, a: float) -> np.ndarray:
    """Return (x^a - 1) / a, which goes to ln x as a goes to 0, with all digits near 0 too.

    Examples
    --------
    >>> box_cox(np.array([1.0, 3.0]), 1), box_cox(np.array([1.0]), 0)
    (array([0., 2.]), array([0.]))
    """
    if abs(a) < 1e-20:  # it differs from the logarithm by less than the last digit
        return log(x)
    with np.errstate(over="ignore"):
        return np.expm1(a * log(x)) / a


def log_mean_exp(t: np.ndarray, v: np.ndarray) -> float:
    """Return ln of the mean of e^t with weights v, with all digits where t is near 0, and without overflow.

    Examples
    --------
    >>> float(log_mean_exp(np.array([1e5, 1e5]), np.array([0.5, 0.5])))
    100000.0
    """
    largest = t.max()
    if largest < 1:
        return np.log1p(v @ np.expm1(t))
    with np.errstate(invalid="ignore"):
        return largest + np.log(v @ np.exp(t - largest))


def finite(
    value: float,
    why: str = "the incomes are too far apart for this measure. Check the smallest and the largest, or choose a "
    "parameter nearer to 0 and 1.",
) -> float:
    """Return a measure of zero or more as a float; refuse what is too large for one."""
    if not np.isfinite(value):
        raise ValueError(f"The value passes the largest number a computer holds: {why}")
    return max(0.0, float(value))  # a mean of terms of zero or more, but for a rounding error


def _shareable(income: ArrayLike, weights: ArrayLike | None, above_zero: str = "") -> tuple[np.ndarray, np.ndarray]:
    y = check_income(income)
    w = check_weights(weights, y.size)
    remedy = "Shares of income need zero or more: correct these rows, or set them to 0."
    refuse((y < 0) & (w > 0), "income", "negative", remedy)
    if above_zero:
        remedy = f"Its logarithm is needed for {above_zero}: correct these rows, or choose a measure that takes zeros."
        refuse((y == 0) & (w > 0), "income", "zero", remedy)
    y, w = _counted(y, w)
    if not y.any():
        raise ValueError("income adds up to zero, so there are no shares of it. Check the incomes and the weights.")
    return y, w


def _counted(y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    counts = w > 0
    return (y, w) if counts.all() else (y[counts], w[counts])
