"""Expressions of polars, as a user would write them; on all processors."""

import polars as pl

from parties.data import LINE, Data, P

y, w = pl.col("income"), pl.col("weights")
W = w.sum()
POOR = (w * (y < LINE)).sum() / W


def _frame(d: Data, **more) -> pl.LazyFrame:
    return pl.DataFrame({"income": d.income, "weights": d.weights, **more}).lazy()


def _row(frame: pl.LazyFrame, *expressions: pl.Expr):
    named = [expression.alias(str(number)) for number, expression in enumerate(expressions)]
    return lambda: list(frame.select(*named).collect().row(0))


def headcount(d: Data):
    return _row(_frame(d), POOR)


def fgt(d: Data):
    g = pl.when(y < LINE).then((LINE - y) / LINE).otherwise(0.0)
    return _row(_frame(d), POOR, (w * g).sum() / W, (w * g**2).sum() / W)


def _gini(C: pl.Expr) -> pl.Expr:
    return ((2 * C - w - W) * w * y).sum() / (W * (w * y).sum())


def gini(d: Data):
    return _row(_frame(d).sort("income"), _gini(w.cum_sum()))


def theil_mld(d: Data):
    m = (w * y).sum() / W
    return _row(_frame(d), (w * y / m * (y / m).log()).sum() / W, (w * (m / y).log()).sum() / W)


def atkinson(d: Data):
    m = (w * y).sum() / W
    return _row(_frame(d), 1 - ((w * y.sqrt()).sum() / W) ** 2 / m, 1 - ((w * y.log()).sum() / W).exp() / m)


def quantiles(d: Data):
    """The smallest income that reaches the share"""
    return _row(_frame(d).sort("income"), *(y.filter(w.cum_sum() >= p * W).first() for p in P))


def se_headcount(d: Data):
    frame = _frame(d, strata=d.strata, psu=d.psu)
    totals = frame.group_by("strata", "psu").agg(A=(w * (y < LINE)).sum(), B=W)
    p, B = pl.col("A").sum() / pl.col("B").sum(), pl.col("B")
    scores = totals.with_columns(p=p, e=(pl.col("A") - p * B) / B.sum())
    strata = scores.group_by("strata").agg(pl.col("p").first(), V=pl.len() * pl.col("e").var())
    return _row(strata, pl.col("p").first(), pl.col("V").sum().sqrt())


def by_county(d: Data):
    frame = _frame(d, **d.labels)

    def run() -> list[float]:
        groups = frame.sort("income").group_by("city", "county", maintain_order=False)
        table = groups.agg(headcount=POOR, gini=_gini(w.cum_sum())).sort("city", "county").collect()
        return [*table["headcount"], *table["gini"]]

    return run
