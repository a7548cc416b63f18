"""Ours on a frame of polars."""

from parties import zjpoverty
from parties.data import Data


def _frame(d: Data):
    import polars as pl

    return pl.DataFrame({"income": d.income, "weights": d.weights, **d.labels})


def whole(d: Data):
    df = _frame(d)
    return lambda: zjpoverty._table(df, None)


def by_county(d: Data):
    df = _frame(d)
    return lambda: zjpoverty._table(df, ["city", "county"])
