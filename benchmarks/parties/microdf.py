"""PolicyEngine's microdf: weighted series and frames of pandas."""

import logging

import microdf
import numpy as np
from microdf.replication import replicate_standard_error

from parties.data import LINE, Data, P

logging.disable()


def _frame(d: Data):
    columns = {"income": d.income, "line": np.full(d.income.size, LINE)}
    return microdf.MicroDataFrame(columns, weights=d.weights)


def _series(d: Data):
    return microdf.MicroSeries(d.income, weights=d.weights)


def headcount(d: Data):
    df = _frame(d)
    return lambda: [df.poverty_rate("income", "line")]


def fgt(d: Data):
    """Gap and severity are totals in money: divided by line and weights here"""
    df, Wz = _frame(d), LINE * d.weights.sum()

    def run() -> list[float]:
        gap, severity = df.poverty_gap("income", "line"), df.squared_poverty_gap("income", "line")
        return [df.poverty_rate("income", "line"), gap / Wz, severity / Wz / LINE]

    return run


def gini(d: Data):
    y = _series(d)
    return lambda: [y.gini()]


def quantiles(d: Data):
    y = _series(d)
    return lambda: y.quantile(P).to_list()


def _bootstrap(d: Data, statistic):
    from parties.c_loop import multipliers

    y, M = _series(d), multipliers()

    def run() -> list[float]:
        replicates = d.weights[:, None] * M[d.psu]
        return [replicate_standard_error(y, statistic, replicates, method="bootstrap", centering="replicate-mean")]

    return run


def boot_headcount(d: Data):
    """Takes replicate weights ready made: made here from those of the PSU"""
    return _bootstrap(d, lambda y: (y < LINE).mean())


def boot_gini(d: Data):
    """Takes replicate weights ready made: made here from those of the PSU"""
    return _bootstrap(d, lambda y: y.gini())


def by_county(d: Data):
    df = microdf.MicroDataFrame({"income": d.income, **d.labels}, weights=d.weights)

    def run() -> list[float]:
        df["poor"] = df.income < LINE
        groups = df.groupby(["city", "county"])
        return [*groups["poor"].mean(), *groups["income"].gini()]

    return run
