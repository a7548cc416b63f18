"""svy: surveys on polars, with a compiled core. It has no poverty measure: the mean of a column of who is poor."""

import polars as pl
import svy

from parties.data import LINE, REPLICATES, Data, P


def _sample(d: Data, with_poor: bool = True):
    gap = pl.max_horizontal(LINE - pl.col("income"), 0.0) / LINE
    poor = (pl.col("income") < LINE).cast(float)
    df = pl.DataFrame({"income": d.income, "weights": d.weights, "strata": d.strata, "psu": d.psu})
    if with_poor:
        df = df.with_columns(p0=poor, p1=gap, p2=gap**2)
    return svy.Sample(df, svy.Design(stratum="strata", psu="psu", wgt="weights"))


def _numbers(estimate, *columns: str) -> list[float]:
    return [estimate.to_polars()[column][0] for column in columns]


def headcount(d: Data):
    """With its standard error; the column of who is poor stands ready"""
    sample = _sample(d)
    return lambda: _numbers(sample.estimation.mean("p0"), "est")


def fgt(d: Data):
    """With standard errors; the columns of gaps stand ready"""
    sample = _sample(d)
    return lambda: [_numbers(estimate, "est")[0] for estimate in sample.estimation.mean(["p0", "p1", "p2"])]


def quantiles(d: Data):
    """With standard errors"""
    sample = _sample(d, with_poor=False)
    return lambda: [_numbers(estimate, "est")[0] for estimate in sample.estimation.quantile("income", p=P)]


def se_headcount(d: Data):
    """The column of who is poor stands ready"""
    sample = _sample(d)
    return lambda: _numbers(sample.estimation.mean("p0"), "est", "se")


def boot_headcount(d: Data):
    """The column of who is poor stands ready"""
    sample = _sample(d)

    def run() -> list[float]:
        replicated = sample.weighting.create_bs_wgts(REPLICATES, rstate=1)
        return _numbers(replicated.estimation.mean("p0", method="replication"), "se")

    return run
