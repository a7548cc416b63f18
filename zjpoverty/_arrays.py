"""The door of the measures: incomes, weights and lines are checked here, once, and leave as float arrays.

A measure may then be read as its formula. Nothing is dropped or repaired here: what has no meaning is refused, with a
sentence that says what is wrong, in how many rows, and what to do. The sentences name the argument, not the measure.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

_NUMBERS = "biuf"  # numpy's kinds: boolean, integer, unsigned, float
MISSING = ("NAType", "NaTType")  # by name, because pandas is not loaded for this


def check_income(income: ArrayLike) -> np.ndarray:
    """Return incomes as a float array of shape (n,): n > 0, all finite, negative ones allowed.

    Examples
    --------
    >>> check_income([1200, 2500])
    array([1200., 2500.])
    """
    y = one_column(income, "income")
    if y.size == 0:
        raise ValueError("income is empty, so there is nobody to measure. Give at least one row.")
    return finite(y, "income")


def check_weights(weights: ArrayLike | None, n: int) -> np.ndarray:
    """Return n weights, none negative, not all zero; None means that each row counts once.

    Examples
    --------
    >>> check_weights(None, 2), check_weights([3, 0], 2)
    (array([1., 1.]), array([3., 0.]))
    """
    if weights is None:
        return np.broadcast_to(1.0, n)  # n ones in the memory of a single one
    w = one_column(weights, "weights")
    same_length(w, "weights", n, "Give one weight for each row.")
    if w.min() >= 0 and 0 < w.max() < np.inf:  # false for nan too
        return w
    finite(w, "weights")
    refuse(w < 0, "weights", "negative", "A weight says how many households a row stands for: zero or more.")
    raise ValueError("weights are all zero, so there is nobody to measure. Check the column of weights.")


def check_line(line: ArrayLike, n: int) -> np.ndarray:
    """Return n poverty lines above zero, from one number or from one line for each row.

    Examples
    --------
    >>> check_line(2500, 2), check_line([2500, 4000], 2)
    (array([2500., 2500.]), array([2500., 4000.]))
    """
    z = numbers(line, "line")
    if z.ndim > 0:
        same_length(column(z, "line"), "line", n, "Give one line for all rows, or one for each row.")
    finite(z, "line")
    refuse(z <= 0, "line", "zero or negative", "A poverty line must be above zero.")
    return np.broadcast_to(z, n)


def check_alpha(alpha: float) -> float:
    """Return the exponent of a poverty measure as a float of 0 or more.

    Examples
    --------
    >>> check_alpha(2)
    2.0
    """
    value = numbers(alpha, "alpha")
    if value.ndim > 0 or not 0 <= value < np.inf:
        raise ValueError(
            f"alpha must be one number of 0 or more, but it is {alpha}. "
            "Use 0 for the headcount, 1 for the gap, 2 for the severity."
        )
    return float(value)


def check_at_line(at_line: str) -> None:
    """Refuse what does not say whether a row exactly at the line is poor.

    Examples
    --------
    >>> check_at_line("poor")
    """
    if at_line not in ("not poor", "poor"):
        raise ValueError(f'at_line must be "not poor" or "poor", but it is {at_line!r}.')


def is_poor(y: np.ndarray, z: np.ndarray, at_line: str = "not poor") -> np.ndarray:
    """Return which rows are poor: below the line, and exactly at it only if the reader says so.

    Examples
    --------
    >>> y, z = np.array([2499.0, 2500.0]), np.array([2500.0, 2500.0])
    >>> is_poor(y, z), is_poor(y, z, at_line="poor")
    (array([ True, False]), array([ True,  True]))
    """
    check_at_line(at_line)
    return y < z if at_line == "not poor" else y <= z


def cumulative(x: np.ndarray) -> np.ndarray:
    r"""Return the sums of x up to each row, with a relative error below 1e-12 up to ten million rows.

    Adding row after row, as numpy does, the error grows with n, and ties are lost: it is 2e-11 at a million rows. Here
    it grows with the root of n, because blocks of that many rows are added up first, and then the blocks.

    Examples
    --------
    >>> cumulative(np.array([1.0, 2.0, 4.0]))
    array([1., 3., 7.])
    """
    k = int(x.size**0.5)
    if k < 100:
        return np.cumsum(x)
    m = x.size // k * k
    C = np.empty(x.size)
    blocks = C[:m].reshape(-1, k)
    np.cumsum(x[:m].reshape(-1, k), axis=1, out=blocks)
    blocks[1:] += np.cumsum(blocks[:-1, -1])[:, None]
    np.cumsum(x[m:], out=C[m:])
    C[m:] += C[m - 1]
    return C


def mean(y: np.ndarray, w: np.ndarray) -> float:
    """Return the mean of incomes; if they are equal, it is exactly that income.

    Examples
    --------
    >>> float(mean(np.array([0.1, 0.1, 0.1]), np.ones(3)))
    0.1
    """
    least = y.min()
    return least + w @ (y - least) / w.sum()


def summable(w: np.ndarray) -> np.ndarray:
    """Return weights whose sums and products stay numbers: extreme ones are divided by a power of two.

    Examples
    --------
    >>> summable(np.array([1.0, 3.0])), summable(np.array([1e308, 1e308])).max() < 2
    (array([1., 3.]), np.True_)
    """
    largest = w.max() if w.strides[0] else w[0]  # ones in the memory of a single one need no search
    return w if 1e-100 < largest < 1e100 else w / power_of_two(largest)


def power_of_two(largest: float) -> float:
    """Return the power of two at or below a number: dividing by it changes no digit.

    Examples
    --------
    >>> float(power_of_two(7.5))
    4.0
    """
    return 2.0 ** (np.frexp(largest)[1] - 1)


def quantile(y: np.ndarray, w: np.ndarray, p: ArrayLike) -> np.ndarray:
    """Return the incomes below which the shares p of the weight lie: the inverse of the distribution function.

    Where a share is reached exactly, it is the mean of that income and the next one: type 2 of Hyndman and Fan (1996),
    which makes the median of an even number of rows what schools teach, and three rows the same as a weight of 3.

    Examples
    --------
    >>> quantile(np.array([4.0, 1.0, 3.0, 2.0]), np.ones(4), [0.25, 0.5, 0.6])
    array([1.5, 2.5, 3. ])
    """
    order = np.argsort(y)
    y, w = y[order], summable(w)[order]
    if not w.all():  # a row that stands for nobody has nobody's income
        y, w = y[w > 0], w[w > 0]
    C = cumulative(w)
    target = np.asarray(p, dtype=float) * C[-1]
    # sums of weights such as 0.1 miss a share by a rounding error, and the answer must not depend on the scale
    low = np.searchsorted(C, target * (1 - 1e-12), side="left")
    high = np.searchsorted(C, target * (1 + 1e-12), side="right")
    below, above = y[np.minimum(low, y.size - 1)], y[np.minimum(high, y.size - 1)]
    return below + (above - below) / 2  # their sum may overflow


def refuse(bad: np.ndarray, name: str, what: str, remedy: str) -> None:
    """Raise ValueError if any row is bad: what is wrong, in how many rows, where the first one is, what to do."""
    if not bad.any():
        return
    first = int(np.argmax(bad))
    where = f" in {bad.sum()} of {bad.size} rows (the first at position {first}, counting from 0)" if bad.ndim else ""
    raise ValueError(f"{name} is {what}{where}. {remedy}")


def one_column(values: ArrayLike, name: str) -> np.ndarray:
    array = as_array(values)
    if array.ndim == 0 and array.dtype.kind == "O":
        raise ValueError(f"{name} is of type {type(values).__name__}. Give a list, an array or a series of numbers.")
    return column(numbers(array, name), name)


def column(array: np.ndarray, name: str) -> np.ndarray:
    if array.ndim != 1:
        shape = f"its shape is {array.shape}" if array.ndim else "it is a single value"
        raise ValueError(f"{name} must be one column of numbers, but {shape}. Give a list, an array or a series.")
    return array


def same_length(array: np.ndarray, name: str, n: int, remedy: str) -> np.ndarray:
    if array.size != n:
        raise ValueError(f"{name} has length {array.size} and income has length {n}. {remedy}")
    return array


def finite(array: np.ndarray, name: str) -> np.ndarray:
    if not np.isfinite(array).all():
        refuse(np.isnan(array), name, "missing", "Fill or drop missing values first: they are not dropped here.")
        refuse(np.isinf(array), name, "infinite", "Correct or drop infinite values first.")
    return array


def numbers(values: ArrayLike, name: str) -> np.ndarray:
    array = as_array(values)
    if array.dtype.kind in _NUMBERS:
        return array.astype(float, copy=False)
    # only objects are looked at one by one: numpy would turn a column of dates into objects that are plain integers
    one_by_one = array.dtype.kind == "O"
    missing = each(array, lambda v: one_by_one and (v is None or type(v).__name__ in MISSING))
    number = each(array, lambda v: one_by_one and _is_real(v))
    if one_by_one and array.ndim == 0 and not (missing | number or isinstance(values, str | bytes)):
        raise ValueError(f"{name} is of type {type(values).__name__}. Give a number, a list, an array or a series.")
    refuse(~(missing | number), name, "not a number", "Convert text and dates to numbers first.")
    array = np.where(missing, np.nan, array)
    try:
        return array.astype(float)
    except OverflowError:  # an integer of more than 308 digits
        return np.array([_to_float(v) for v in array.ravel()]).reshape(array.shape)


def as_array(values: ArrayLike) -> np.ndarray:
    if isinstance(values, np.ma.MaskedArray):  # np.asarray would forget the mask and count the masked values
        if values.dtype.kind in _NUMBERS:
            return values.astype(float).filled(np.nan)
        values = np.where(np.ma.getmaskarray(values), None, values.data)
    values = values.as_py() if hasattr(values, "as_py") else values  # one value of pyarrow
    try:
        array = np.asarray(values)
    except ValueError:  # lists of different lengths: let each list be an element, which is then not a number
        return np.asarray(values, dtype=object)
    # numpy turns [1, "2"] into text; as objects, only the text is counted
    return np.asarray(values, dtype=object) if array.dtype.kind in "US" else array


def each(array: np.ndarray, is_true: Callable[[object], bool]) -> np.ndarray:
    return np.array([is_true(v) for v in array.ravel()], dtype=bool).reshape(array.shape)


def plain(values: np.ndarray) -> float | np.ndarray:
    return values if np.ndim(values) else float(values)


def _is_real(value: object) -> bool:
    # text and columns have a length, and a complex number of numpy would lose its second part
    return hasattr(value, "__float__") and not (hasattr(value, "__len__") or isinstance(value, np.complexfloating))


def _to_float(value: object) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf
