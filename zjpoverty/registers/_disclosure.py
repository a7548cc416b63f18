"""Statistical disclosure control: which counts of a table must be withheld so that no small one can be found.

A table has a row a place and a column a category; its categories add up to the row's total, its rows to the column's
total, and all row totals are published. :func:`withhold` chooses the cells to leave out. The proof that none of them
can be found is built in with the choice, after the hypercube method (Giessing and Repsilber 2002): each small count x
has counts beside it that could move by k = limit - x against it, with every published number unchanged and none
negative. Small counts of other tables, or what is known from elsewhere, are not looked at.
"""

import numpy as np


def merged(sizes: list[int], least: int) -> list[list[int]]:
    """Group places so that every group has at least ``least`` units: the smallest ones are joined.

    Returns
    -------
    list of lists of int
        Positions of the places, in the order of their first one. Empty if all together are too few.

    Examples
    --------
    >>> merged([40, 3, 50, 13], least=15)
    [[0], [1, 3], [2]]
    """
    groups = [[place] for place in range(len(sizes))]

    def size(group: list[int]) -> int:
        return sum(sizes[place] for place in group)

    while len(groups) > 1 and size(min(groups, key=size)) < least:
        groups.sort(key=size)
        groups[:2] = [sorted(groups[0] + groups[1])]
    groups.sort()
    return groups if groups and size(groups[0]) >= least else []


def withhold(table: np.ndarray, limit: int = 5) -> np.ndarray:
    r"""Cells to withhold of a table whose row totals are published.

    A cell (r, c) with a count x < limit is withheld, also a zero, which would tell of everybody in the place that they
    are not of the category. So is a cell (r, d) of the same row with a count of at least k = limit - x, and the
    columns c and d of further rows that hold at least k in c between them, or of the totals where the total of c is
    itself under the limit. Then x + k is as possible as x.

    Parameters
    ----------
    table : array of int, shape (rows, columns)
        Counts; two columns or more; each row's total at least ``limit`` times the columns.
    limit : int
        The least count that is shown.

    Returns
    -------
    array of bool, shape (rows + 1, columns)
        True where a count is withheld. The last row stands for the totals of the columns.

    Raises
    ------
    ValueError
        If a row is too small: join it with another first (see :func:`merged`).

    References
    ----------
    Giessing and Repsilber (2002), the hypercube method; Willenborg and de Waal (2001), Elements of Statistical
    Disclosure Control, chapter 6.

    Examples
    --------
    >>> withhold(np.array([[3, 20], [30, 40], [9, 30]])).astype(int).tolist()
    [[1, 1], [0, 0], [1, 1], [0, 0]]
    """
    x = np.vstack([table, table.sum(axis=0)])
    if x.shape[0] < 2 or (x.sum(axis=1) < limit * x.shape[1]).any():
        raise ValueError(f"Every row needs a total of at least {limit} times the number of columns.")
    hidden = x < limit
    for row, column in np.argwhere(x[:-1] < limit):
        _protect(x, hidden, row, column, limit - x[row, column])
    return hidden


def _protect(x: np.ndarray, hidden: np.ndarray, row: int, column: int, k: int) -> None:
    others = [other for other in range(x.shape[1]) if other != column and x[row, other] >= k]
    plans = [(other, _partners(x, hidden, row, column, other, k)) for other in others]

    def cost(plan: tuple[int, list[int]]) -> tuple[int, int]:
        cells = {(place, c) for place in (row, *plan[1]) for c in (column, plan[0]) if not hidden[place, c]}
        return len(cells), sum(int(x[cell]) for cell in cells)

    other, partners = min(plans, key=cost)
    hidden[np.ix_([row, *partners], [column, other])] = True


def _partners(x: np.ndarray, hidden: np.ndarray, row: int, column: int, other: int, k: int) -> list[int]:
    """Rows that can take k from the column together, those already withheld first, then the smallest that will do."""
    total = x.shape[0] - 1
    if hidden[total, column] and hidden[total, other]:
        return []
    rows = [place for place in range(total) if place != row and x[place, column] > 0]
    both = hidden[:, column] & hidden[:, other]
    chosen, reach = [], sum(int(x[place, column]) for place in rows if both[place])
    if reach >= k:
        return []
    free = [place for place in rows if not both[place]]
    enough = [place for place in free if reach + x[place, column] >= k]
    if enough:
        weight = [int(x[place, [column, other]][~hidden[place, [column, other]]].sum()) for place in enough]
        return [enough[int(np.argmin(weight))]]
    for place in sorted(free, key=lambda place: -x[place, column]):
        chosen.append(place)
        reach += int(x[place, column])
        if reach >= k:
            return chosen
    # The column as a whole holds less than the limit: its total is withheld already, and moves with the row.
    return [total]
