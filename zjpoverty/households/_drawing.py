r"""The draw of a two-stage sample, many at once, on arrays of villages.

Villages are drawn within each county with probability in proportion to their size: systematically, from a random order.
With a villages of size :math:`s_i` and the same number m of households in each, every household of a county has the
same chance, and so the same weight:

.. math:: \pi_i = a \frac{s_i}{\sum_j s_j}, \qquad s_i = \max(M_i, m), \qquad
   \pi_i \frac{m_i}{M_i} = \frac{a m}{\sum_j s_j}

A village of fewer than m households counts as one of m and is taken whole, which leaves that chance as it is. A village
so large that :math:`\pi_i \ge 1` is in every sample; the others of its county share the draws that are left.

References
----------
Cochran, W. G. (1977). Sampling Techniques, 3rd edition, chapter 11. Kish, L. (1965). Survey Sampling, chapter 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ._apportion import Stream

_SURVEY = (0, 26)  # no county has the number 0: these streams are not those of the population
_CELLS = 2_000_000  # of one block of draws: what a processor keeps near


class Frame:
    """The households that a survey covers, in the order of counties, villages and households."""

    def __init__(self, population: pd.DataFrame, inside: np.ndarray):
        rows = np.flatnonzero(inside)
        village, household = (population[name].to_numpy()[rows] for name in ("village", "household"))
        if (np.diff(village) < 0).any() or (np.diff(household) <= 0).any():
            order = np.lexsort((household, village))
            rows, village = rows[order], village[order]
        start = np.flatnonzero(np.diff(village, prepend=village[0] - 1))
        size = np.diff(start, append=rows.size)
        names = population["county"].astype("category")
        code = names.cat.codes.to_numpy()[rows]
        torn = village[start][np.maximum.reduceat(code, start) != np.minimum.reduceat(code, start)]
        if torn.size:
            raise ValueError(
                f"{torn.size} of {start.size} villages lie in two counties (the first is {torn[0]}). A village lies in "
                "one."
            )
        county, first = pd.factorize(code[start])
        order = np.argsort(county, kind="stable")
        self.rows, self.start, self.size = rows, start[order], size[order]
        self.village, self.county = village[start][order], county[order]
        self.names = names.cat.categories.to_numpy()[first].tolist()
        self.households = np.bincount(self.county, self.size).astype(np.int64)


class Plan:
    """A design for one frame: the chance of each village and what is taken from it."""

    def __init__(self, frame: Frame, counties: int, villages: int, take: int):
        self.frame, self.counties, self.villages, self.m = frame, counties, villages, take
        K, self.take = len(frame.names), np.minimum(take, frame.size)
        s = np.maximum(frame.size, take).astype(np.int64)
        self.certain = np.zeros(s.size, dtype=bool)
        while True:
            self.left = villages - np.bincount(frame.county[self.certain], minlength=K)
            self.rest = np.where(self.certain, 0, s)
            self.total = np.bincount(frame.county, self.rest, minlength=K).astype(np.int64)
            new = ~self.certain & (s * self.left[frame.county] >= self.total[frame.county])
            if not new.any():
                break
            self.certain |= new
        self.left = np.where(self.total > 0, self.left, 0)
        self.total = np.maximum(self.total, 1)
        self.probability = np.where(self.certain, 1, self.rest * self.left[frame.county] / self.total[frame.county])
        self.drawn = np.bincount(frame.county, self.certain, minlength=K).astype(np.int64) + self.left
        self.slots = int(self.drawn.sum())
        self.slot_county = np.repeat(np.arange(K), self.drawn)
        self.first_slot = np.cumsum(self.drawn) - self.drawn


@dataclass(frozen=True)
class Draws:
    """Samples drawn: B of them, with T villages in each and up to m households in each village."""

    village: np.ndarray  # (B, T), numbers in the frame
    place: np.ndarray  # (B, T, m), places in the frame's rows
    answered: np.ndarray  # (B, T, m), False where there is no household, or no answer, or the county was not drawn
    drawn: np.ndarray  # (B, K), counties


def draw(plan: Plan, seed: int, draws: range, response: np.ndarray | None = None) -> Iterator[Draws]:
    """Yield samples in blocks; each has a stream of its own, so that sample 0 is the same however many are drawn.

    Parameters
    ----------
    plan : Plan
    seed : int
    draws : range
        Numbers of the samples.
    response : array of float, optional
        Chance of an answer of each household of the frame.
    """
    frame, T, m, K, A = plan.frame, plan.slots, plan.m, len(plan.frame.names), plan.frame.size.size
    parts = np.cumsum([K, A, K, T * m, 0 if response is None else T * m])
    block = max(1, _CELLS // (T * max(m, int(frame.size.max())) + A))
    for i in range(draws.start, draws.stop, block):
        numbers = range(i, min(i + block, draws.stop))
        raw = np.stack([Stream(seed, *_SURVEY, number).raw(int(parts[-1])) for number in numbers])
        counties, order, start, households, answers = np.split(raw, parts[:-1], axis=1)
        drawn = np.argsort(np.argsort(counties, axis=1, kind="stable"), axis=1) < plan.counties
        village = _villages(plan, order, start)
        M = frame.size[village]
        place = _distinct(M.ravel(), households.reshape(-1, m)).reshape(*M.shape, m)
        answered = (np.arange(m) < M[:, :, None]) & drawn[:, plan.slot_county, None]
        place = np.where(answered, place + frame.start[village][:, :, None], 0)
        if response is not None:
            chance = (answers >> np.uint64(11)) * 2.0**-53
            answered &= chance.reshape(place.shape) < response[place]
        yield Draws(village, place, answered, drawn)


def below(raw: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Return whole numbers from 0 to limit - 1, by the upper 32 bits; a limit is under 2^31."""
    return ((raw >> np.uint64(32)) * limit.astype(np.uint64) >> np.uint64(32)).astype(np.int64)


def _villages(plan: Plan, order: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return the villages of each sample: steps of equal length through those of a county in a random order."""
    county = plan.frame.county
    key = (county.astype(np.uint64) << np.uint64(48)) | (order >> np.uint64(16))
    order = np.argsort(key, axis=1, kind="stable")
    s = plan.rest[order]
    before = np.concatenate([[0], np.cumsum(np.bincount(county, plan.rest).astype(np.int64))[:-1]])
    along = np.cumsum(s, axis=1) - before[county]
    S = plan.total[county]
    steps = (along * plan.left[county] - below(start, plan.total)[:, county] + S - 1) // S
    new = np.diff(steps, axis=1, prepend=0)
    first = np.flatnonzero(np.diff(county, prepend=-1))
    new[:, first] = steps[:, first]
    chosen = np.zeros(order.shape, dtype=bool)
    np.put_along_axis(chosen, order, new > 0, axis=1)
    return np.nonzero(chosen | plan.certain)[1].reshape(len(order), plan.slots)


def _distinct(M: np.ndarray, raw: np.ndarray) -> np.ndarray:
    """Return, in each row, different random places below M (Fisher and Yates); beyond M of them, places of nobody."""
    n, m = raw.shape
    width = int(M.max())
    places = np.repeat(np.arange(width, dtype=np.int32)[:, None], n, axis=1)
    chosen, column = np.zeros((m, n), dtype=np.int64), np.arange(n)
    for j in range(min(m, width)):
        other = np.minimum(j + below(raw[:, j], np.maximum(M - j, 1)), width - 1)
        chosen[j] = places[other, column]
        places[other, column] = places[j]
    return chosen.T
