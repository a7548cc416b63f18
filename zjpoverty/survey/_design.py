r"""The sample: which rows were drawn together, from which stratum, and how they were drawn.

In this room a PSU is a primary sampling unit: what was drawn first, such as a village. :math:`n_h` is the number of
PSUs drawn in stratum :math:`h` and :math:`f_h` the share of the stratum's PSUs that they are.
"""

from collections.abc import Hashable, Iterable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from zjpoverty._arrays import MISSING, as_array, check_weights, each, finite, numbers, refuse

__all__ = ["Design"]

_LABELS = "Give every row a label, or drop these rows first."
_FPC = "Give the number of PSUs in the stratum's population, or the share drawn."


class Design:
    r"""How a sample was drawn: strata, PSUs within them, weights, and the share of each stratum that was drawn.

    It is checked and copied once, here. All columns are matched by position; at least one is needed.

    Parameters
    ----------
    weights : array_like, shape (n,), optional
        How many households or persons each row stands for. None: each row counts once. Rows of weight zero stay in the
        design, as those outside a domain do.
    strata : array_like of labels, shape (n,), optional
        Stratum of each row. None: one stratum.
    psu : array_like of labels, shape (n,), optional
        PSU of each row. None: each row is a PSU. Labels are read within strata: the same label in two strata is two
        PSUs (``nest=TRUE`` in R's survey).
    fpc : array_like, shape (n,), optional
        Finite population correction: in each row, the number of PSUs that its stratum has in the population, or, if 1
        or less, the share of them that was drawn. None: drawn with replacement, or so few that it does not matter.
    single_psu : {"refuse", "centre", "collapse"}
        What to do with a stratum of one PSU, unless its `fpc` says that it is the only one. "centre": its deviation is
        taken from the mean of all PSUs (``survey.lonely.psu="adjust"`` in R), by linearisation only. "collapse": it is
        joined with the next stratum in the order of the labels, the last one with the one before it.
    replicate_weights : array_like, shape (n, R), optional
        Weights of R replicates, with the sampling weight in them; they are used as they are.
    kind : {"bootstrap", "brr", "jackknife"}, optional
        What the given replicates are; needed with them. :math:`V = s \sum_r s_r (T_r - T)^2`, with the defaults of R's
        ``svrepdesign``: for "bootstrap" :math:`s = 1/(R-1)`, about the mean of the replicates and not about T; for
        "brr" :math:`s = 1/R`; for "jackknife" :math:`s = (R-1)/R`, or 1 if `rscales` is given. Deviations from T are
        R's ``mse=TRUE``.
    scale, rscales : float, and array_like of shape (R,), optional
        :math:`s` and :math:`s_r`. None: the defaults of `kind`, and 1.

    Raises
    ------
    ValueError
        If there is no column, or one is of another length, has missing labels, or has a stratum of one PSU.

    References
    ----------
    Lumley, T. (2004). Analysis of complex survey samples. Journal of Statistical Software 9(8).

    Examples
    --------
    >>> Design(strata=["north", "north", "south", "south"], psu=[1, 2, 1, 2])
    Design(rows=4, strata=2, psus=4)
    """

    def __init__(
        self,
        weights: ArrayLike | None = None,
        strata: ArrayLike | None = None,
        psu: ArrayLike | None = None,
        fpc: ArrayLike | None = None,
        single_psu: Literal["refuse", "centre", "collapse"] = "refuse",
        *,
        replicate_weights: ArrayLike | None = None,
        kind: Literal["bootstrap", "brr", "jackknife"] | None = None,
        scale: float | None = None,
        rscales: ArrayLike | None = None,
    ):
        if single_psu not in ("refuse", "centre", "collapse"):
            raise ValueError(f'single_psu must be "refuse", "centre" or "collapse", but it is {single_psu!r}.')
        n = _rows(weights=weights, strata=strata, psu=psu, fpc=fpc, replicate_weights=replicate_weights)
        self.rows = n
        self.weights = check_weights(weights, n)
        if weights is not None:  # else ones that nobody can write to
            self.weights = _copied(self.weights)
        self.has_psus = strata is not None or psu is not None or replicate_weights is None
        self._named = psu is not None
        stratum_labels, stratum = _number_labels(strata, "strata") if strata is not None else ([None], np.zeros(n, int))
        psu_labels, code = _number_labels(psu, "psu") if psu is not None else (range(n), np.arange(n))
        # numbered by stratum first, so that the PSUs of a stratum stand side by side
        pair, self.psu = _ranked(stratum * len(psu_labels) + code)
        self._labels = stratum_labels, psu_labels, pair
        self.stratum = pair // len(psu_labels)
        self.drawn = np.bincount(self.stratum)
        self.fraction = _fractions(fpc, stratum, self.drawn)
        single = (self.drawn == 1) & (self.fraction < 1)
        self.centred = np.zeros(self.drawn.size, bool)
        if self.has_psus and single.any():
            self._treat(single, single_psu, stratum_labels)
        # asked for by each estimate
        self._starts = np.flatnonzero(np.diff(self.psu, prepend=-1))
        self._present = np.bincount(self.psu, self.weights > 0) > 0
        self._size = self.weights.sum(), np.count_nonzero(self.weights)
        self._ranks = {}
        self.replicates = _replicates(replicate_weights, weights is not None, self.weights, kind, scale, rscales)

    def __repr__(self) -> str:
        given = f", replicate_weights={self.replicates[0].shape[1]}" if self.replicates else ""
        return f"Design(rows={self.rows}, strata={self.drawn.size}, psus={self.stratum.size}{given})"

    def labels(self) -> list[tuple[Hashable, Hashable]]:
        """Return the labels (stratum, psu) as they were given, one pair for each PSU of this design."""
        if not self._named:
            raise ValueError("same_psus matches PSUs by their labels: give psu to both designs.")
        strata, psus, pair = self._labels
        return [(strata[h], psus[a]) for h, a in zip(*np.divmod(pair, len(psus)), strict=True)]

    def match(self, other: "Design") -> tuple[list[int], list[int]]:
        """Return the numbers of the PSUs that are in both designs, here and there."""
        there = {label: j for j, label in enumerate(other.labels())}
        pairs = [(i, there[label]) for i, label in enumerate(self.labels()) if label in there]
        if not pairs:
            raise ValueError("no PSU has the same labels (stratum, psu) in both designs. Leave out same_psus.")
        return [i for i, _ in pairs], [j for _, j in pairs]

    def same_psus(self, other: "Design") -> bool:
        """Tell whether the PSUs of both designs are the same, in the same order."""
        return self.labels() == other.labels()

    def same_rows(self, other: "Design") -> bool:
        """Tell whether both designs have the same weights, strata and PSUs, row by row."""
        mine, others = ((d.weights, d.psu, d.stratum, d._labels[2]) for d in (self, other))
        return self._labels[:2] == other._labels[:2] and all(map(np.array_equal, mine, others))

    @property
    def is_told_apart(self) -> bool:
        """Whether there is something in it that another sample would not have too: labels of PSUs, or weights."""
        return self._named or self.weights.min() < self.weights.max()

    def degrees_of_freedom(self, psus: np.ndarray) -> int:
        """Return the number of PSUs marked less the number of strata that they are in, as R's ``degf``."""
        return int(psus.sum()) - np.unique(self.stratum[psus]).size

    def totals(self, x: np.ndarray) -> np.ndarray:
        """Return the sum of x over each PSU: where its rows stand together, without looking up each of them."""
        if self._starts.size > self.rows / 4:
            return np.bincount(self.psu, x)
        return np.bincount(self.psu[self._starts], np.add.reduceat(x, self._starts))

    def present(self, inside: np.ndarray | None) -> np.ndarray:
        """Return which PSUs have rows of positive weight in the domain."""
        return self._present if inside is None else np.bincount(self.psu, (self.weights > 0) & inside) > 0

    def size(self, inside: np.ndarray | None) -> tuple[float, int]:
        """Return the weight and the number of the rows of positive weight in the domain."""
        return self._size if inside is None else (self.weights @ inside, np.count_nonzero(self.weights[inside]))

    def rank(self, inside: np.ndarray | None) -> int:
        """Return the rank of the given replicate weights of the rows in the domain, to five digits as in R."""
        key = None if inside is None else np.packbits(inside).tobytes()
        if key not in self._ranks:
            v = self.replicates[0] if inside is None else self.replicates[0][inside]
            values = np.linalg.eigvalsh(v.T @ v)
            self._ranks[key] = int((values > 1e-10 * values[-1]).sum())
        return self._ranks[key]

    def _treat(self, single: np.ndarray, how: str, labels: list) -> None:
        names = ", ".join(repr(labels[h]) for h in np.flatnonzero(single)[:5])
        if self.drawn[self.fraction < 1].sum() == 1:
            raise ValueError("there is one PSU in all, and the difference between PSUs cannot be seen in one.")
        if how == "refuse":
            more = ", ..." if single.sum() > 5 else ""
            raise ValueError(
                f"{single.sum()} of {single.size} strata have a single PSU ({names}{more}), and the difference between "
                'PSUs cannot be seen in one. Join strata, or give single_psu="collapse" or "centre".'
            )
        if how == "centre":
            self.centred = single
            return
        joined = _joined(self.drawn, self.fraction < 1)
        population = np.bincount(joined, self.drawn / np.where(self.fraction > 0, self.fraction, np.nan))
        self.stratum = joined[self.stratum]
        # the numbers of PSUs must stay those of strata side by side
        order = np.argsort(self.stratum, kind="stable")
        self.psu, self.stratum = np.argsort(order)[self.psu], self.stratum[order]
        self._labels = (*self._labels[:2], self._labels[2][order])
        self.drawn = np.bincount(joined, self.drawn).astype(int)
        self.fraction = np.nan_to_num(self.drawn / population)
        self.centred = np.zeros(self.drawn.size, bool)


def _rows(**columns: ArrayLike | None) -> int:
    given = {name: column for name, column in columns.items() if column is not None}
    if not given:
        raise ValueError("a design needs a column: give weights (ones, for a simple random sample), strata or psu.")
    for name, column in given.items():
        if not hasattr(column, "__len__") or isinstance(column, str):
            raise ValueError(f"{name} must be one column, but it is a single value. Give a list, an array or a series.")
    (first, n), *others = ((name, len(column)) for name, column in given.items())
    if n == 0:
        raise ValueError(f"{first} is empty, so there is no sample. Give at least one row.")
    for name, length in others:
        if length != n:
            raise ValueError(f"{name} has length {length} and {first} has length {n}. Give one value for each row.")
    return n


def _number_labels(labels: ArrayLike, name: str) -> tuple[list, np.ndarray]:
    """Return the different labels in their order and, for each row, the number of its label."""
    if isinstance(labels, np.ma.MaskedArray):
        labels = np.where(np.ma.getmaskarray(labels), None, labels.data)
    elif isinstance(labels, list | tuple) and any(isinstance(label, tuple) for label in labels):
        labels = np.fromiter(labels, dtype=object, count=len(labels))  # numpy would make a table of tuples
    array = as_array(labels)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one column of labels, but its shape is {array.shape}.")
    if array.dtype.kind in "iu":
        different, code = _ranked(array)
        return different.tolist(), code
    column = array.tolist()
    try:
        different = dict.fromkeys(column)
    except TypeError:
        raise ValueError(
            f"{name} has labels that cannot name one, such as lists. Use text, numbers or tuples."
        ) from None
    refuse(each(np.fromiter(column, object, len(column)), _is_missing), name, "missing", _LABELS)
    different = _in_order(different)
    number = {label: i for i, label in enumerate(different)}
    return different, np.fromiter((number[label] for label in column), dtype=int, count=len(column))


def _is_missing(label: Hashable) -> bool:
    if isinstance(label, tuple):
        return any(map(_is_missing, label))
    # a missing number is not equal to itself; pandas' own mark for it cannot be compared at all
    return label is None or type(label).__name__ in MISSING or label != label


def _in_order(labels: Iterable) -> list:
    labels = list(labels)
    try:
        return sorted(labels)
    except TypeError:  # labels of different kinds have no order but that in which they came
        return labels


def _ranked(code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different integers in order and each row's rank, without a sort where they are close together."""
    low, high = int(code.min()), int(code.max())
    if high - low > 4 * code.size:
        return np.unique(code, return_inverse=True)
    there = np.zeros(high - low + 1, dtype=bool)
    there[code - low] = True
    return np.flatnonzero(there) + low, (np.cumsum(there) - 1)[code - low]


def _fractions(fpc: ArrayLike | None, stratum: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    if fpc is None:
        return np.zeros(drawn.size)
    value = finite(numbers(fpc, "fpc"), "fpc")
    refuse(value <= 0, "fpc", "zero or negative", _FPC)
    N = np.zeros(drawn.size)
    N[stratum] = value
    refuse(value != N[stratum], "fpc", "not the same within its stratum", "Give all rows of a stratum one value.")
    few = (N > 1) & (drawn > N)
    if few.any():
        h = int(np.argmax(few))
        raise ValueError(
            f"fpc is below the number of PSUs drawn in {few.sum()} of {few.size} strata (in the first of them {N[h]:g} "
            f"for {drawn[h]} PSUs). {_FPC}"
        )
    return np.where(N > 1, drawn / np.maximum(N, 1), N)


def _joined(drawn: np.ndarray, sampled: np.ndarray) -> np.ndarray:
    """Return a new number for each stratum, joining single PSUs forward; strata taken whole stay alone."""
    groups, waiting = [], []
    for h in np.flatnonzero(sampled):
        waiting.append(h)
        if drawn[waiting].sum() > 1:
            groups.append(waiting)
            waiting = []
    groups[-1] += waiting
    groups += [[h] for h in np.flatnonzero(~sampled)]
    joined = np.empty(drawn.size, dtype=int)
    for number, group in enumerate(groups):
        joined[group] = number
    return joined


def _copied(array: np.ndarray) -> np.ndarray:
    """Return a copy, so that what the caller does to the column later is not done to the design."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def _replicates(
    given, weighted: bool, weights: np.ndarray, kind, scale, rscales
) -> tuple[np.ndarray, np.ndarray, bool] | None:
    """Return the replicate weights, the factor of each squared deviation, and whether that is about their mean."""
    if given is None:
        return None
    if kind not in ("bootstrap", "brr", "jackknife"):
        raise ValueError(f'kind must be "bootstrap", "brr" or "jackknife" with replicate_weights, but it is {kind!r}.')
    v = _copied(finite(numbers(given, "replicate_weights"), "replicate_weights"))
    if v.ndim != 2 or v.shape[1] < 2:
        raise ValueError(
            f"replicate_weights must have a column for each of 2 replicates or more; its shape is {v.shape}."
        )
    refuse(v < 0, "replicate_weights", "negative", "A weight is zero or more.")
    _check_weights_within(v, weights, weighted)
    R = v.shape[1]
    default = {"bootstrap": 1 / (R - 1), "brr": 1 / R, "jackknife": (R - 1) / R if rscales is None else 1.0}[kind]
    factors = np.ones(R) if rscales is None else finite(numbers(rscales, "rscales"), "rscales")
    if factors.shape != (R,):
        raise ValueError(
            f"rscales has shape {factors.shape} and there are {R} replicates. Give one for each replicate."
        )
    factors = factors * (default if scale is None else float(scale))
    refuse(
        factors < 0, "scale times rscales", "negative", "A variance is a sum of squares times factors of zero or more."
    )
    return v, factors, kind == "bootstrap"


def _check_weights_within(v: np.ndarray, weights: np.ndarray, weighted: bool) -> None:
    """Refuse replicate weights without the sampling weight in them, or with one that the design does not know."""
    w, a = weights[weights > 0], v.mean(axis=1)[weights > 0]
    ratio = a.sum() / w.sum()
    fits = 1 / 5 < ratio < 5
    # multipliers have the mean 1, but for chance, which is the smaller the more of them there are
    chance = np.sqrt(max(0, np.einsum("ij,ij", v, v) / v.shape[1] - a @ a) / v.size)
    if not weighted and not (fits and a.std() < 3 * chance + 1e-6):
        raise ValueError(
            "replicate_weights have a sampling weight in them, and the estimate itself is to be weighted by it too: "
            "give weights= too."
        )
    # means of weights times multipliers vary as the weights do; divided by the weights, they hardly vary
    if not fits or a.std() / a.mean() < (a / w).std() / (a / w).mean() / 2:
        what = "do not vary as the weights do" if fits else f"add up to {ratio:.3g} times the weights"
        remedy = "they do not seem to have the sampling weight in them. Multiply each column by it."
        raise ValueError(f"replicate_weights {what}: {remedy}")
