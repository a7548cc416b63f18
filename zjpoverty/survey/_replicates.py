r"""The measure again and again, with the PSUs drawn anew: bootstrap and jackknife, and the fast ways through.

A replicate :math:`r` multiplies the weights of all rows of PSU :math:`a` by :math:`m_{ar}`. Multipliers come in blocks,
shape (P, b): one row a PSU, one column a replicate. `of_any` is the plain way: the measure, replicate after replicate.
The others give the same numbers sooner, and tests hold them to it.

References
----------
Rao, J. N. K. and Wu, C. F. J. (1988). Resampling inference with complex survey data. Journal of the American
Statistical Association 83(401), 231-241.

Rao, J. N. K., Wu, C. F. J. and Yue, K. (1992). Some recent work on resampling methods for complex surveys. Survey
Methodology 18(2), 209-217.

Wolter, K. M. (2007). Introduction to Variance Estimation, 2nd edition. Springer, chapter 4.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

__all__ = ["Jackknife", "bootstrap", "of_any", "of_gini", "sums"]

# A block of multipliers is held in memory at once; a block of rows and replicates in a processor's cache.
_BLOCK = 2**20
_ROWS, _COLUMNS = 64, 500
# Rows times replicates from which on it pays to load numba, which takes half a second.
_WORTH_COMPILING = 10**8


def bootstrap(
    stratum: np.ndarray, drawn: np.ndarray, fraction: np.ndarray, replicates: int, seed: int
) -> Iterator[np.ndarray]:
    r"""Draw :math:`n_h - 1` PSUs of each stratum with replacement: :math:`m_a = 1 - s_h + s_h \frac{n_h}{n_h - 1} t_a`.

    :math:`t_a` is how often PSU a was drawn, :math:`s_h = \sqrt{1 - f_h}`: Rao and Wu (1988) with :math:`n_h - 1`
    draws; the form for weights is that of Rao, Wu and Yue (1992). Without `fpc`, :math:`f_h = 0` and :math:`s_h = 1`.

    Examples
    --------
    Of two PSUs one is drawn and counts twice.

    >>> next(bootstrap(np.array([0, 0]), np.array([2]), np.array([0.0]), 3, seed=1)).sum(axis=0)
    array([2., 2., 2.])
    """
    random = np.random.default_rng(seed)
    h = np.repeat(np.arange(drawn.size), drawn - 1)  # the stratum of each draw
    first = np.cumsum(drawn) - drawn
    s = np.sqrt(1 - fraction)[stratum, None]
    k = (drawn / np.maximum(drawn - 1, 1))[stratum, None]
    P = stratum.size
    for b in _widths(replicates, P):
        # one row of draws a replicate: the numbers do not depend on the width of the block
        a = first[h] + random.integers(drawn[h], size=(b, h.size))
        t = np.bincount((a * b + np.arange(b)[:, None]).ravel(), minlength=P * b).reshape(P, b)
        yield k * t if (s == 1).all() else 1 - s + s * k * t


class Jackknife:
    r"""Leave out one PSU after another: :math:`m_a = 0`, and :math:`n_h / (n_h - 1)` for the others of its stratum.

    One replicate a PSU, in their order. A PSU that is alone in its stratum is not left out.

    Examples
    --------
    >>> np.concatenate(list(Jackknife(np.array([0, 0]), np.array([2]))), axis=1)
    array([[0., 2.],
           [2., 0.]])
    """

    def __init__(self, stratum: np.ndarray, drawn: np.ndarray):
        self.stratum, self.drawn = stratum, drawn
        self.k = (drawn / np.maximum(drawn - 1, 1))[stratum]

    def __iter__(self) -> Iterator[np.ndarray]:
        out = np.arange(self.stratum.size)
        for b in _widths(out.size, out.size):
            now, out = out[:b], out[b:]
            m = np.where(self.stratum[:, None] == self.stratum[now], self.k[now], 1.0)
            m[now, np.arange(b)] = self.drawn[self.stratum[now]] == 1
            yield m

    def sums(self, totals: np.ndarray) -> np.ndarray:
        r"""Return replicates of totals, without the multipliers: :math:`T - T_h + \frac{n_h}{n_h - 1} (T_h - t_a)`."""
        T_h = np.array([np.bincount(self.stratum, t) for t in totals])
        rest = T_h[:, self.stratum] - np.where(self.drawn[self.stratum] > 1, totals, 0)
        # in this order, what is nothing without a PSU is exactly 0
        return (totals.sum(axis=1, keepdims=True) - T_h)[:, self.stratum] + self.k * rest


def sums(totals: np.ndarray, blocks: Iterable[np.ndarray]) -> np.ndarray:
    """Return totals of PSUs, shape (k, P), added up in each replicate: shape (k, R)."""
    if isinstance(blocks, Jackknife):
        return blocks.sums(totals)
    return np.concatenate([totals @ m for m in blocks], axis=1)


def of_any(value: Callable[[np.ndarray], float], w: np.ndarray, psu: np.ndarray, blocks: Iterable) -> np.ndarray:
    """Return the value of a function of weights in each replicate, one after another."""
    return np.array([_with_number(value, w * column[psu], r) for r, column in enumerate(_columns(blocks))])


def of_gini(y: np.ndarray, w: np.ndarray, psu: np.ndarray, blocks: Iterable[np.ndarray]) -> np.ndarray:
    r"""Return the Gini in each replicate: the rows are sorted once, and all replicates pass over them side by side.

    With :math:`v_i = w_i m_{a(i)}` and incomes counted from the poorest,

    .. math:: G = \frac{2 \sum_i y_i v_i C_i - \sum_i y_i v_i^2 - W \sum_i y_i v_i}{W Y}, \qquad
              C_i = \sum_{j \le i} v_j, \qquad \sum_i y_i v_i^2 = \sum_a m_a^2 \sum_{i \in a} y_i w_i^2

    Only the first sum needs the rows; the others need the totals of the PSUs.
    """
    order = np.argsort(y)
    order = order[w[order] > 0]
    y, w, psu = y[order], w[order], psu[order]
    above = y - y[0]
    out = []
    for m in blocks:
        W, Y, D, S = np.array([np.bincount(psu, t, m.shape[0]) for t in (w, w * y, w * above, w * w * above)])
        out.append((2 * _ranked(above, w, psu, m) - S @ m**2 - (W @ m) * (D @ m)) / ((W @ m) * (Y @ m)))
    return np.concatenate(out)


def _ranked(y: np.ndarray, w: np.ndarray, psu: np.ndarray, m: np.ndarray) -> np.ndarray:
    if y.size * m.shape[1] > _WORTH_COMPILING:
        try:
            from zjpoverty.survey._compiled import ranked

            return ranked(y, w, psu, m)
        except ImportError:
            pass  # numba is never needed
    return _ranked_blocks(y, w, psu, m)


def _ranked_blocks(y: np.ndarray, w: np.ndarray, psu: np.ndarray, m: np.ndarray) -> np.ndarray:
    r"""Return :math:`\sum_i y_i v_i C_i` for each column of multipliers."""
    return np.concatenate([_ranked_columns(y, w, psu, part) for part in _parts(m)])


def _ranked_columns(y: np.ndarray, w: np.ndarray, psu: np.ndarray, m: np.ndarray) -> np.ndarray:
    A = np.zeros(m.shape[1])
    # memory is taken once: asking for it costs more than the sums; C[0] carries over what the rows before add up to
    v, C = np.empty((_ROWS, m.shape[1])), np.zeros((_ROWS + 1, m.shape[1]))
    steps = list(zip(C[:-1], v, C[1:], strict=True))
    for i in range(0, y.size, _ROWS):
        rows = slice(i, i + _ROWS)
        n = psu[rows].size
        np.take(m, psu[rows], axis=0, out=v[:n], mode="clip")  # "raise" would copy once more
        v[:n] *= w[rows, None]
        if m.shape[1] < 50:
            np.cumsum(v[:n], axis=0, out=C[1 : n + 1])
            C[1 : n + 1] += C[0]
        else:  # numpy walks down one column at a time: row by row is three times as fast, if the rows are wide
            for before, row, after in steps[:n]:
                np.add(before, row, out=after)
        C[0] = C[n]
        C[1 : n + 1] *= v[:n]
        A += y[rows] @ C[1 : n + 1]
    return A


def _parts(m: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, m.shape[1], _COLUMNS):
        yield np.ascontiguousarray(m[:, start : start + _COLUMNS])


def _widths(replicates: int, psus: int) -> Iterator[int]:
    width = max(8, _BLOCK // psus)
    for start in range(0, replicates, width):
        yield min(width, replicates - start)


def _columns(blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    for m in blocks:
        yield from np.ascontiguousarray(m.T)


def _with_number(value: Callable[[np.ndarray], float], weights: np.ndarray, r: int) -> float:
    try:
        return value(weights)
    except ValueError as error:
        raise ValueError(f"replicate {r} (counting from 0) has no value: {error}") from error
