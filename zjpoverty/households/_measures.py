"""Who of a block's households is reached by each measure of the programme; the quotas stand in the plan."""

import numpy as np

from ._apportion import Stream, fill

_OUTWORK, _TRAINED, _TRANSFERRED, _MOVED, _RENOVATED, _LOAN, _FUND, _PILOT = range(20, 28)


def measures(block, members: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of dwelling, relocation, outwork, training, work, loan and mutual fund, in the order of the table."""
    children, working, _ = members.T
    grown, able = block.persons - children, working > 0
    order = {
        "outwork": _lasting_order(block, _OUTWORK),
        "trained": block.stream(_TRAINED, block.year).order(block.n),
        "transferred": block.stream(_TRANSFERRED, block.year).order(block.n),
        "loan": block.stream(_LOAN, block.year).order(block.n),
    }
    return {
        "dwelling": _dwelling(block),
        "relocated": _relocated(block),
        # Those of working age first; the old last, where a block has no others.
        "outwork": fill(block.quota("outwork"), order["outwork"], np.minimum(working, 2), grown),
        "trained": fill(block.quota("trained"), order["trained"], np.minimum(working, 1), working, grown),
        "transferred": fill(block.quota("transferred"), order["transferred"], np.minimum(working, 1), working, grown),
        "loan": fill(block.quota("loan"), order["loan"], able, np.ones(block.n, dtype=np.int64)),
        "mutual_fund": _fund(block),
    }


def _lasting_order(block, purpose: int) -> np.ndarray:
    return np.argsort(block.lasting(purpose, lambda stream, n: stream.raw(n)), kind="stable")


def _place_in(block, purpose: int) -> np.ndarray:
    """Place of each dwelling or household in an order that stays over the years."""
    place = np.empty(block.n, dtype=np.int64)
    place[Stream.order(block.stream(purpose), block.n)] = np.arange(block.n)
    return place


def _relocated(block) -> np.ndarray:
    """Year of relocation: each year takes the next of the order; a move before the household entered is not its own."""
    place, done, year_of = _place_in(block, _MOVED), 0, np.zeros(block.n, dtype=np.int64)
    for year in range(2008, block.year + 1):
        until = done + block.quota("relocated", year)
        year_of[(place >= done) & (place < until) & (block.entered <= year)] = year
        done = until
    return year_of


def _dwelling(block) -> np.ndarray:
    """0 sound, 1 renovated in the year, 2 dilapidated: each year renovates the next of the order."""
    place, start = _place_in(block, _RENOVATED), block.quota("dilapidated_start", 0)
    done = sum(block.quota("renovated", year) for year in range(2007, block.year))
    now = done + block.quota("renovated")
    return np.select([place < done, place < now, place < start], [0, 1, 2], 0)


def _fund(block) -> np.ndarray:
    """Members: households of the pilot villages first, which are concentrated ones; others where those are full."""
    villages = int(block.village[-1]) + 1
    chosen = np.zeros(villages, dtype=np.int64)
    concentrated = block.quota("concentrated", 0)
    chosen[block.stream(_PILOT).order(concentrated)[: block.quota("pilots", 0)]] = 1
    pilot = chosen[block.village]
    return fill(
        block.quota("mutual_fund"), _lasting_order(block, _FUND), pilot, block.concentrated | pilot, np.ones_like(pilot)
    )
