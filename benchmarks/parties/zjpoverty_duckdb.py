"""Ours on a relation of duckdb."""

from parties import duckdb, zjpoverty
from parties.data import Data


def whole(d: Data):
    relation = duckdb.table(d).table("t")
    return lambda: zjpoverty._table(relation, None)


def by_county(d: Data):
    relation = duckdb.table(d).table("t")
    return lambda: zjpoverty._table(relation, ["city", "county"])
