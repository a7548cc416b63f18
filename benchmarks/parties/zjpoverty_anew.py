"""Ours, with the making of the design in the time."""

from parties.data import LINE, Data
from parties.zjpoverty import _both, design
from zjpoverty import inequality, poverty, survey


def se_headcount(d: Data):
    return lambda: _both(survey.estimate(poverty.headcount, d.income, design(d), line=LINE))


def se_gini(d: Data):
    return lambda: _both(survey.estimate(inequality.gini, d.income, design(d)))
