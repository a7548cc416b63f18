"""Rows in groups: labels of any kind become numbers, once, and sums are taken by number.

To number labels is to hash them. numpy would sort them instead, which is slow for text and fails for mixed kinds, so
pandas does it, loaded only when somebody asks for groups.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import check_alpha, check_income, check_line, check_weights, is_poor, refuse, summable
from zjpoverty.poverty import RelativeLine


def number_groups(by: Any, n: int) -> tuple[tuple, np.ndarray]:
    """Return the labels that occur, and for each of n rows the number of its label.

    The labels are sorted, ordered categories in their own order. Labels that cannot be compared, such as 1 and "a",
    stay in the order in which they first appear. Labels that are equal, such as 1, 1.0 and True, are one group.

    Examples
    --------
    >>> number_groups(["urban", "rural", "urban"], 3)
    (('rural', 'urban'), array([1, 0, 1]))
    """
    import pandas as pd

    column = _column(by)
    if len(column) != n:
        raise ValueError(f"by has length {len(column)} and income has length {n}. Give one label for each row.")
    try:
        numbers, found = pd.factorize(column)
    except TypeError:
        raise ValueError(
            "by has labels that cannot name a group, such as lists. Use text, numbers or tuples."
        ) from None
    labels = pd.Index(found).tolist()
    missing = [isinstance(label, tuple) and any(pd.isna(part) for part in label) for label in labels]
    refuse(np.array([*missing, True])[numbers], "by", "missing", "Give each row a group: rows are not dropped here.")
    order = _order(labels, found)
    rank = np.empty(len(order), dtype=numbers.dtype)
    rank[order] = np.arange(len(order))
    return tuple(labels[i] for i in order), rank[numbers]


def fgt_by_group(
    income: ArrayLike, line: ArrayLike | RelativeLine, by: Any, alpha: float, weights: ArrayLike | None, at_line: str
) -> tuple[tuple, np.ndarray, np.ndarray]:
    """Return labels, weights of the groups, and their weighted sums of g ** alpha: poverty is sum over weight.

    Examples
    --------
    >>> fgt_by_group([50, 200, 80], 100, ["a", "a", "b"], 0, None, "not poor")
    (('a', 'b'), array([2., 1.]), array([1., 1.]))
    """
    y = check_income(income)
    w = summable(check_weights(weights, y.size))
    z = check_line(line(y, w) if isinstance(line, RelativeLine) else line, y.size)
    alpha = check_alpha(alpha)
    labels, k = number_groups(by, y.size)
    poor = is_poor(y, z, at_line)
    g = poor if alpha == 0 else (np.maximum(z - y, 0) / z) ** alpha
    return labels, np.bincount(k, w, len(labels)), np.bincount(k, w * g, len(labels))


def refuse_groups(bad: np.ndarray, labels: tuple, what: str, remedy: str) -> None:
    """Raise ValueError if any group is bad: how many, which is the first, what to do."""
    if bad.any():
        first = labels[int(np.argmax(bad))]
        raise ValueError(f"by has {bad.sum()} of {bad.size} groups {what} (the first is {first!r}). {remedy}")


def refuse_empty(W: np.ndarray, labels: tuple) -> None:
    """Raise ValueError if all weights of a group are zero: a measure of nobody has no value."""
    refuse_groups(W == 0, labels, "whose weights are all zero", "Nobody can be measured in them: leave them out.")


@contextmanager
def naming(what: str) -> Iterator[None]:
    """Say of which of several columns a sentence speaks."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from None


def _column(by: Any) -> Any:
    if isinstance(by, list | tuple):  # numpy would make a table of a list of tuples
        return np.fromiter(by, dtype=object, count=len(by))
    if isinstance(by, np.ma.MaskedArray):
        by = np.where(np.ma.getmaskarray(by), None, by.data)
    column = by.to_pandas() if hasattr(by, "to_pandas") else by  # polars and pyarrow
    if np.ndim(column) != 1:
        shape = f"its shape is {np.shape(column)}" if np.ndim(column) else "it is a single value"
        raise ValueError(
            f"by must be one column of labels, but {shape}. Give a list, an array or a series; "
            "for several columns, tuples: list(zip(county, sex))."
        )
    return column


def _order(labels: list, found: Any) -> list[int]:
    if getattr(found, "ordered", False):
        return list(np.argsort(found.codes))
    try:
        return sorted(range(len(labels)), key=labels.__getitem__)
    except TypeError:
        return list(range(len(labels)))
