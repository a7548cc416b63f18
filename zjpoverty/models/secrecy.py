"""A table with totals: small counts left out of it, and what a reader with a pencil finds again by subtraction."""

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty.registers._disclosure import withhold


def withheld(counts: ArrayLike, limit: int = 5, *, beside: bool = True) -> np.ndarray:
    """Choose the cells of a table that are not shown.

    Parameters
    ----------
    counts : array_like of int, shape (rows, columns)
        Counts without totals; the columns of a row add up to its total, which is shown.
    limit : int
        The least count that is shown, 1 or more. A zero is a small count too.
    beside : bool
        Whether other counts are left out beside the small ones (complementary suppression), so that none of these can
        be found from what is shown. False: the small ones alone.

    Returns
    -------
    numpy.ndarray of bool, shape (rows + 1, columns + 1)
        True where a cell is not shown. The last row and column are the totals.

    Raises
    ------
    ValueError
        If the table has no two columns, a count is negative, the limit is less than 1, or a row is too small for its
        counts to be hidden beside each other.

    References
    ----------
    Willenborg, L. and de Waal, T. (2001). Elements of Statistical Disclosure Control, chapter 6.

    Examples
    --------
    >>> withheld([[3, 20], [30, 40], [9, 30]], beside=False).astype(int).tolist()
    [[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    >>> withheld([[3, 20], [30, 40], [9, 30]]).astype(int).tolist()
    [[1, 1, 0], [0, 0, 0], [1, 1, 0], [0, 0, 0]]
    """
    x = np.asarray(counts)
    if x.ndim != 2 or x.shape[0] == 0 or x.shape[1] < 2:
        raise ValueError(f"The counts have the shape {x.shape}; they must have rows, and two columns or more.")
    if (x < 0).any() or limit < 1:
        raise ValueError("A count is negative, or the limit is less than 1.")
    hidden = withhold(x, limit) if beside else np.vstack([x, x.sum(axis=0)]) < limit
    return np.column_stack([hidden, np.zeros(len(hidden), dtype=bool)])


def found_by_subtraction(hidden: ArrayLike) -> np.ndarray:
    r"""Find the cells that a reader gets back: a line with one empty cell is filled from its total, again and again.

    .. math::

        x_{rc} = x_{r\cdot} - \sum_{d \ne c} x_{rd} \qquad \text{or} \qquad x_{rc} = x_{\cdot c} - \sum_{q \ne r} x_{qc}

    It is what can be done with a pencil. A cell that is not found may still be known to lie between two numbers.

    Parameters
    ----------
    hidden : array_like of bool, shape (rows + 1, columns + 1)
        True where a cell is not shown; the last row and column are the totals. See :func:`withheld`.

    Returns
    -------
    numpy.ndarray of bool
        Of the same shape: True where a hidden cell is found.

    Raises
    ------
    ValueError
        If the table has no two rows and two columns.

    Examples
    --------
    >>> found_by_subtraction([[1, 0, 0], [0, 0, 0]]).astype(int).tolist()
    [[1, 0, 0], [0, 0, 0]]
    """
    asked = np.asarray(hidden, dtype=bool)
    if asked.ndim != 2 or min(asked.shape) < 2:
        raise ValueError(f"The table has the shape {asked.shape}; it must have a row and a column beside its totals.")
    left = asked.copy()
    while True:
        alone = (left.sum(axis=1, keepdims=True) == 1) | (left.sum(axis=0, keepdims=True) == 1)
        if not (alone & left).any():
            return asked & ~left
        left &= ~alone
