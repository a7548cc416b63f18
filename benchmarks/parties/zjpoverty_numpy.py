"""Ours where numba is not installed."""

import sys

sys.modules["numba"] = None  # an import of it then fails, as it does where it is not installed

from parties import zjpoverty  # noqa: E402
from parties.data import Data  # noqa: E402


def boot_headcount(d: Data):
    return zjpoverty.boot_headcount(d)


def boot_gini(d: Data):
    return zjpoverty.boot_gini(d)
