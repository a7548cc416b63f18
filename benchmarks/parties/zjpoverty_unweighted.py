"""Ours without weights, for packages that take none."""

from dataclasses import replace

from parties import zjpoverty
from parties.data import Data
from zjpoverty import inequality


def gini(d: Data):
    return zjpoverty.gini(replace(d, weights=None))


def theil(d: Data):
    return lambda: [inequality.theil(d.income)]


def atkinson(d: Data):
    return zjpoverty.atkinson(replace(d, weights=None))
