"""Expressions of duckdb, as a user would write them; on all processors."""

import duckdb
import pyarrow as pa

from parties.data import LINE, Data, P

POOR = f"sum(w) filter (y < {LINE}) / sum(w)"
RANKED = "select *, sum(w) over (order by y rows unbounded preceding) c, sum(w) over () s from v"


def table(d: Data, **more) -> duckdb.DuckDBPyConnection:
    """A connection with a table t of its own, and a view v of it with short names."""
    arrow = pa.table({"income": d.income, "weights": d.weights, **d.labels, **more})
    connection = duckdb.connect()
    connection.register("arrow", arrow)
    connection.execute("create table t as select * from arrow")
    connection.unregister("arrow")
    connection.execute("create view v as select income y, weights w, * from t")
    return connection


def _row(d: Data, query: str, **more):
    connection = table(d, **more)
    return lambda: list(connection.execute(query).fetchone())


def headcount(d: Data):
    return _row(d, f"select {POOR} from v")


def fgt(d: Data):
    g = f"greatest({LINE} - y, 0) / {LINE}"
    return _row(d, f"select {POOR}, sum(w * {g}) / sum(w), sum(w * ({g}) ** 2) / sum(w) from v")


def gini(d: Data):
    return _row(d, f"select sum((2 * c - w - s) * w * y) / (any_value(s) * sum(w * y)) from ({RANKED})")


MEAN = "with m as (select sum(w * y) / sum(w) m, sum(w) s from v)"


def theil_mld(d: Data):
    return _row(d, f"{MEAN} select sum(w * y / m * ln(y / m)) / sum(w), sum(w * ln(m / y)) / sum(w) from v, m")


def atkinson(d: Data):
    equal = "(sum(w * sqrt(y)) / sum(w)) ** 2", "exp(sum(w * ln(y)) / sum(w))"
    return _row(d, f"select {', '.join(f'1 - {e} / (sum(w * y) / sum(w))' for e in equal)} from v")


def quantiles(d: Data):
    """The smallest income that reaches the share"""
    return _row(d, f"select {', '.join(f'min(y) filter (c >= {p} * s)' for p in P)} from ({RANKED})")


def se_headcount(d: Data):
    query = f"""
        with totals as (select strata, psu, coalesce(sum(w) filter (y < {LINE}), 0) a, sum(w) b from v group by all),
             ratio as (select sum(a) / sum(b) p, sum(b) s from totals),
             scores as (select strata, p, (a - p * b) / s e from totals, ratio),
             variances as (select any_value(p) p, count(*) * var_samp(e) v from scores group by strata)
        select any_value(p), sqrt(sum(v)) from variances"""
    return _row(d, query, strata=d.strata, psu=d.psu)


def by_county(d: Data):
    connection = table(d)
    ranked = """select *, sum(w) over (partition by city, county order by y rows unbounded preceding) c,
                          sum(w) over (partition by city, county) s from v"""
    query = f"""select {POOR}, sum((2 * c - w - s) * w * y) / (any_value(s) * sum(w * y))
                from ({ranked}) group by city, county order by city, county"""

    def run() -> list[float]:
        poor, gini = zip(*connection.execute(query).fetchall(), strict=True)
        return [*poor, *gini]

    return run
