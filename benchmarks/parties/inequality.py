"""PySAL's inequality."""

from inequality import atkinson as _atkinson
from inequality import gini as _gini
from inequality import theil as _theil

from parties.data import Data

WITHOUT_WEIGHTS = True


def gini(d: Data):
    return lambda: [_gini.Gini(d.income).g]


def theil(d: Data):
    """Has no mean log deviation: Theil alone"""
    return lambda: [_theil.Theil(d.income).T]


def atkinson(d: Data):
    return lambda: [_atkinson.atkinson(d.income, epsilon) for epsilon in (0.5, 1)]
