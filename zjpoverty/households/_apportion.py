"""Whole numbers shared out without a remainder, and random whole numbers that are the same everywhere.

Everything is integer arithmetic on numpy's raw generator, whose stream is promised to stay. Raking libraries
(``ipfn``, ``samplics``) were left out: they return weights with fractions after iterations in floating point, and the
tables need whole households.
"""

import numpy as np

DEVIATION = 37837
"""Standard deviation of :func:`bell`: the square root of 4 (2^32 - 1) / 12, to the unit."""


def apportion(total: int, weights, caps=None) -> np.ndarray:
    """Share out a whole total in proportion to weights, by largest remainders.

    Parameters
    ----------
    total : int
        What is to be shared out.
    weights : array of int
        Not negative.
    caps : array of int, optional
        The most that each may have; what is over goes to the others.

    Returns
    -------
    numpy.ndarray of int64
        Its sum is ``total``.

    Examples
    --------
    >>> apportion(10, [1, 1, 1]).tolist(), apportion(10, [8, 1, 1], caps=[4, 9, 9]).tolist()
    ([4, 3, 3], [4, 3, 3])
    """
    weights = np.asarray(weights, dtype=np.int64)
    caps = np.full(weights.shape, total) if caps is None else np.asarray(caps, dtype=np.int64)
    given = np.zeros_like(weights)
    while left := int(total - given.sum()):
        open_to = np.where(given < caps, weights, 0)
        if not (whole := int(open_to.sum())):
            raise ValueError(f"{total} cannot be shared out: the limits leave no place for {left}.")
        share, rest = np.divmod(left * open_to, whole)
        room = caps - given
        given += np.minimum(share, room)
        if (share <= room).all():
            first = np.argsort(-rest, kind="stable")
            first = first[(given < caps)[first] & (open_to > 0)[first]]
            given[first[: int(total - given.sum())]] += 1
    return given


def refit(counts: np.ndarray, persons: int) -> np.ndarray:
    """Move households between neighbouring sizes until they hold so many persons.

    Parameters
    ----------
    counts : array of int
        Households of 1, 2, 3 ... persons.
    persons : int
        The persons they are to hold.

    Examples
    --------
    >>> refit(np.array([4, 4, 2]), 20).tolist()
    [3, 4, 3]
    """
    counts, sizes = counts.copy(), np.arange(1, len(counts) + 1)
    while missing := int(persons - (counts * sizes).sum()):
        source = counts[:-1] if missing > 0 else counts[1:]
        moves = apportion(min(abs(missing), int(source.sum())), source, source)
        counts[:-1] -= moves if missing > 0 else -moves
        counts[1:] += moves if missing > 0 else -moves
    return counts


def fill(total: int, order: np.ndarray, *caps: np.ndarray) -> np.ndarray:
    """Give out a total in an order, each up to its cap; a second cap holds once everybody had the first.

    Examples
    --------
    >>> fill(4, np.array([2, 0, 1]), np.array([1, 1, 1]), np.array([1, 1, 3])).tolist()
    [1, 1, 2]
    """
    given = np.zeros(len(order), dtype=np.int64)
    for cap in caps:
        room = (cap - given)[order]
        before = np.cumsum(room) - room
        given[order] += np.clip(total - int(given.sum()) - before, 0, room)
    return given


def quarters(raw: np.ndarray) -> np.ndarray:
    """The four numbers of 16 bits in each number of 64, the lowest first whatever the order of bytes of the machine.

    Examples
    --------
    >>> quarters(np.array([0x0004_0003_0002_0001], dtype=np.uint64)).tolist()
    [[1, 2, 3, 4]]
    """
    return raw.astype("<u8").view("<u2").reshape(len(raw), 4).astype(np.int64)


class Stream:
    """Raw whole numbers of one place, purpose and year: any can be drawn without the others."""

    def __init__(self, seed: int, *address: int):
        self._bits = np.random.PCG64(np.random.SeedSequence((seed, *address)))

    def raw(self, n: int) -> np.ndarray:
        """Numbers of 64 random bits."""
        return self._bits.random_raw(n)

    def below(self, limit: int, n: int) -> np.ndarray:
        """Whole numbers from 0 to ``limit`` - 1, by the upper 32 bits."""
        return ((self.raw(n) >> np.uint64(32)) * np.uint64(limit) >> np.uint64(32)).astype(np.int64)

    def order(self, n: int) -> np.ndarray:
        """A random order of n."""
        return np.argsort(self.raw(n), kind="stable")

    def bell(self, n: int) -> np.ndarray:
        """Sums of four numbers of 16 bits about zero: close to normal, deviation :data:`DEVIATION`."""
        return quarters(self.raw(n)).sum(axis=1) - 2 * 0xFFFF
