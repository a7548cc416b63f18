"""A straight C loop through ctypes, compiled on the spot: the physical bound."""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np

from parties.data import LINE, PSU, REPLICATES, STRATA, Data

_LIBRARY = Path(os.environ.get("LOOPS", "loops.so"))


def build(folder: Path) -> str:
    """Compile the loops into a folder; return what went wrong, or nothing."""
    os.environ["LOOPS"] = str(folder / "loops.so")
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return "no C compiler found"
    source = Path(__file__).with_name("loops.c")
    command = [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", os.environ["LOOPS"], str(source), "-lm"]
    return subprocess.run(command, capture_output=True, text=True).stderr


def _loop(name: str, outputs: int, *arguments):
    """Call a loop by its name; an array is given as its address."""
    function = getattr(ctypes.CDLL(str(_LIBRARY)), name)
    function.restype = None
    as_c = {np.ndarray: lambda a: ctypes.c_void_p(a.ctypes.data), int: ctypes.c_long, float: ctypes.c_double}

    def run() -> np.ndarray:
        out = np.empty(outputs)
        function(*(as_c[type(argument)](argument) for argument in (*arguments, out)))
        return out

    return run


def headcount(d: Data):
    return _loop("headcount", 1, d.income, d.weights, d.income.size, LINE)


def fgt(d: Data):
    return _loop("fgt", 3, d.income, d.weights, d.income.size, LINE)


def theil_mld(d: Data):
    return _loop("theil_mld", 2, d.income, d.weights, d.income.size)


def atkinson(d: Data):
    return _loop("atkinson", 2, d.income, d.weights, d.income.size)


def se_headcount(d: Data):
    return _loop("se_headcount", 2, d.income, d.weights, d.psu, d.income.size, LINE, STRATA * PSU, PSU)


def boot_headcount(d: Data):
    """The multipliers stand ready"""
    M = multipliers()
    replicates = _loop("boot_headcount", REPLICATES, d.income, d.weights, d.psu, d.income.size, LINE, M, *M.shape)
    return lambda: [replicates().std()]


def boot_gini(d: Data):
    """The multipliers stand ready, the rows sorted"""
    order, M = np.argsort(d.income), multipliers()
    y, w, psu = d.income[order], d.weights[order], d.psu[order]
    replicates = _loop("boot_gini", REPLICATES, y, w, psu, y.size, M, REPLICATES)
    return lambda: [replicates().std()]


def multipliers() -> np.ndarray:
    """Rao-Wu multipliers of each PSU in each replicate: m - 1 of the m PSU of a stratum are drawn with replacement."""
    draws = np.random.default_rng(1).multinomial(PSU - 1, np.full(PSU, 1 / PSU), (REPLICATES, STRATA))
    return np.ascontiguousarray((draws * PSU / (PSU - 1)).reshape(REPLICATES, -1).T)
