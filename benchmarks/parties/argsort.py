"""One argsort and the gathering of two columns in numpy: what whoever needs ranks must pay."""

import numpy as np

from parties.data import Data


def _sorted(d: Data):
    def run() -> list[float]:
        order = np.argsort(d.income)
        _, _ = d.income[order], d.weights[order]
        return []

    return run


def gini(d: Data):
    return _sorted(d)


def quantiles(d: Data):
    return _sorted(d)


def se_gini(d: Data):
    return _sorted(d)
