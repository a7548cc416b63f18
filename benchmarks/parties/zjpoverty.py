"""Ours."""

from parties.data import LINE, REPLICATES, Data, P
from zjpoverty import frames, inequality, poverty, survey


def headcount(d: Data):
    return lambda: [poverty.headcount(d.income, LINE, d.weights)]


def fgt(d: Data):
    measures = poverty.headcount, poverty.poverty_gap, poverty.poverty_severity
    return lambda: [measure(d.income, LINE, d.weights) for measure in measures]


def gini(d: Data):
    return lambda: [inequality.gini(d.income, d.weights)]


def theil_mld(d: Data):
    return lambda: [inequality.theil(d.income, d.weights), inequality.mean_log_deviation(d.income, d.weights)]


def atkinson(d: Data):
    return lambda: [inequality.atkinson(d.income, epsilon, d.weights) for epsilon in (0.5, 1)]


def quantiles(d: Data):
    return lambda: inequality.quantile(d.income, P, d.weights)


def design(d: Data) -> survey.Design:
    return survey.Design(weights=d.weights, strata=d.strata, psu=d.psu)


def _both(result: survey.Estimate) -> list[float]:
    return [result.estimate, result.standard_error]


def se_headcount(d: Data):
    ready = design(d)
    return lambda: _both(survey.estimate(poverty.headcount, d.income, ready, line=LINE))


def se_gini(d: Data):
    ready = design(d)
    return lambda: _both(survey.estimate(inequality.gini, d.income, ready))


_DRAWS = {"method": "bootstrap", "replicates": REPLICATES, "seed": 1}


def boot_headcount(d: Data):
    ready = design(d)
    return lambda: [survey.estimate(poverty.headcount, d.income, ready, line=LINE, **_DRAWS).standard_error]


def boot_gini(d: Data):
    ready = design(d)
    return lambda: [survey.estimate(inequality.gini, d.income, ready, **_DRAWS).standard_error]


MEASURES = {"headcount": poverty.headcount, "gini": inequality.gini}


def frame(d: Data):
    import pandas as pd

    return pd.DataFrame({"income": d.income, "weights": d.weights, **d.labels})


def _table(df, by: list[str] | None) -> list[float]:
    table = frames.summarise(df, by=by, income="income", weights="weights", line=LINE, **MEASURES)
    if by:
        table = table.reset_index().sort_values(by)
    return [*table["headcount"], *table["gini"]]


def whole(d: Data):
    df = frame(d)
    return lambda: _table(df, None)


def by_county(d: Data):
    df = frame(d)
    return lambda: _table(df, ["city", "county"])
