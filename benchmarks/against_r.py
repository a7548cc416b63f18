"""Our measures and standard errors beside R's `survey` and `laeken` (and `convey` and `ineq`, if R has them).

    apt-get install --no-install-recommends r-base-core r-cran-survey r-cran-laeken
    python benchmarks/against_r.py [ROWS] [REPLICATES]

The same made-up data, 8,000 rows in 40 strata of 20 PSU, go to both sides, to R as text with all digits. Each row says
how many digits agree, and what another definition explains. Jackknifes have no chance in them; the bootstraps draw
their own replicates on each side, and agree within some percent. Where convey or ineq are missing, what they would
measure is still checked: R's survey gives the standard error of any function of means (svycontrast) and of any function
with replicates (withReplicates). Exits with 1 if a row is apart without a reason, with 2 if R is not there.
"""

import csv
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from parties import data

from zjpoverty import inequality, poverty, survey

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
REPLICATES = int(sys.argv[2]) if len(sys.argv) > 2 else 400
SAME = 9  # digits from which on two numbers are the same
Z = data.LINE
CHANCE = "other draws"
FINITE = "R: Woodruff's interval turned into a standard error; ours: the influence function, with a density"

Numbers = Callable[[], Sequence[float]]


class Case(NamedTuple):
    """One comparison."""

    what: str
    name: str  # on R's side
    ours: Numbers
    reason: str = ""  # why the two may be apart; empty: they may not
    within: float = math.inf  # share by which they may be


def both(measure: str, d: pd.DataFrame, design: survey.Design, **options) -> Numbers:
    """Estimate and standard error."""

    def run() -> list[float]:
        result = survey.estimate(measure, d.income, design, **options)
        return [result.estimate, result.standard_error]

    return run


def points(d: pd.DataFrame) -> Iterator[Case]:
    """Measures without a standard error."""
    y, w = d.income.to_numpy(), d.weights.to_numpy()
    exact = "laeken takes the next income where a share is reached exactly; ours the mean of both"
    yield Case("quantiles, type 2", "quantiles", lambda: inequality.quantile(y, data.P, w))
    yield Case('quantiles, "math"', "quantiles math", lambda: inequality.quantile(y, data.P, w))
    yield Case("quantiles, laeken", "laeken quantiles", lambda: inequality.quantile(y, data.P, w))
    four = [1.0, 2.0, 3.0, 4.0]
    yield Case(
        "quantiles of 1 to 4", "laeken quantiles of four", lambda: inequality.quantile(four, [0.25, 0.5, 0.6]), exact
    )
    yield Case("Gini, laeken", "laeken gini", lambda: [inequality.gini(y, w)])
    yield Case("0.6 of the median", "laeken arpt", lambda: [poverty.RelativeLine(0.6)(y, w)])
    yield Case("at risk of poverty", "laeken arpr", lambda: [poverty.headcount(y, poverty.RelativeLine(0.6), w)])
    whole = "laeken counts rows whole that straddle a fifth; ours splits them, on the Lorenz curve"
    yield Case(
        "top over bottom fifth", "laeken qsr", lambda: [inequality.share_ratio(y, w, top=0.2, bottom=0.2)], whole, 0.01
    )
    k = np.array([800, 4000, 7200]) * ROWS // 8000
    yield Case("Lorenz curve", "lorenz", lambda: inequality.lorenz(y, w)[1][k])
    yield Case("Gini, ineq", "ineq gini", lambda: [inequality.gini(y)])
    yield Case("Theil, ineq", "ineq theil", lambda: [inequality.theil(y)])
    yield Case("Atkinson 0.5, ineq", "ineq atkinson", lambda: [inequality.atkinson(y, 0.5)])
    yield Case("Lorenz curve, ineq", "ineq lorenz", lambda: inequality.lorenz(y, w)[1][k])


def linear(d: pd.DataFrame) -> Iterator[Case]:
    """Estimates with linearised standard errors."""
    weighted = {"weights": d.weights, "strata": d.strata, "psu": d.psu}
    design, fpc = survey.Design(**weighted), survey.Design(**weighted, fpc=d.fpc)
    inside = d.county < 10
    yield Case("mean", "mean", both("mean", d, design))
    for measure in ("headcount", "poverty_gap", "poverty_severity", "watts", "total_shortfall", "income_gap_ratio"):
        yield Case(measure, measure, both(measure, d, design, line=Z))
    entropy = [("theil", {}), ("mean_log_deviation", {}), ("generalized_entropy", {"alpha": 2})]
    for measure, options in [*entropy, *(("atkinson", {"epsilon": e}) for e in (0.5, 1, 2))]:
        name = " ".join([measure, *map(str, options.values())])
        yield Case(name, name, both(measure, d, design, **options))

    def share() -> survey.Estimate:
        return survey.estimate("headcount", d.income, design, line=Z)

    yield Case("headcount, logit interval", "headcount interval", lambda: [share().low, share().high])
    yield Case("degrees of freedom", "degrees", lambda: [share().degrees_of_freedom])
    without = "R subtracts the sampled share, 1 - n/N, and ours does not"
    yield Case("design effect, of SRS with replacement", "design effect replace", lambda: [share().design_effect])
    yield Case("design effect, of SRS without", "design effect", lambda: [share().design_effect], without, 0.01)
    yield Case("median", "median", both("quantile", d, design, p=0.5), FINITE, 0.25)
    yield Case("headcount, fpc", "headcount with fpc", both("headcount", d, fpc, line=Z))
    yield Case("theil, fpc", "theil with fpc", both("theil", d, fpc))
    yield Case("headcount, domain", "headcount in a domain", both("headcount", d, design, line=Z, domain=inside))
    yield Case("theil, domain", "theil in a domain", both("theil", d, design, domain=inside))
    total = both("total_shortfall", d, design, line=Z, domain=inside)
    yield Case("total_shortfall, domain", "total_shortfall in a domain", total)

    def difference() -> list[float]:
        here, there = (
            survey.estimate("headcount", d.income, design, line=Z, domain=rows) for rows in (inside, ~inside)
        )
        result = survey.difference(here, there)
        return [result.estimate, result.standard_error]

    yield Case("difference of two domains", "difference of domains", difference)
    few = d[(d.strata != 0) | (d.psu == 0)]
    lonely = survey.Design(few.weights, few.strata, few.psu, single_psu="centre")
    yield Case("headcount, single PSU", "headcount, single PSU", both("headcount", few, lonely, line=Z))
    yield Case("theil, single PSU", "theil, single PSU", both("theil", few, lonely))
    zero = (
        "R takes a single PSU's total from zero, which is the mean for scores of a mean; ours from the mean of all PSU"
    )
    total = both("total_shortfall", few, lonely, line=Z)
    yield Case("total_shortfall, single PSU", "total_shortfall, single PSU", total, zero, 0.01)
    ranks = "convey takes 2 C - 1 for a rank, ours 2 C - w"
    yield Case("gini, convey", "convey gini", both("gini", d, design), ranks, 0.01)
    kernel = "another density at the median and at the line"
    yield Case(
        "at risk, convey", "convey arpr", both("headcount", d, design, line=poverty.RelativeLine(0.6)), kernel, 0.1
    )
    yield Case("poverty_gap, convey", "convey fgt", both("poverty_gap", d, design, line=Z))
    yield Case("theil, convey", "convey gei", both("theil", d, design))
    yield Case("atkinson 0.5, convey", "convey atkinson", both("atkinson", d, design, epsilon=0.5))
    # no chance, but not the same: both estimate one variance
    other = "R: jackknife; ours: linear", 0.01
    yield Case("gini, linear beside jackknife", "gini, jackknife about the estimate", both("gini", d, design), *other)
    ratio = both("share_ratio", d, design)
    yield Case("share_ratio, linear beside jackknife", "share_ratio, jackknife", ratio, *other)
    relative = both("headcount", d, design, line=poverty.RelativeLine(0.6))
    bootstrap, by_chance = "R: bootstrap; ours: linear", 4 / math.sqrt(2 * REPLICATES)
    yield Case(
        "at risk, linear beside bootstrap", "headcount, 0.6 of the median, bootstrap", relative, bootstrap, by_chance
    )
    laeken = "laeken draws all PSU of a stratum, not one less, and cuts incomes to whole numbers"
    yield Case(
        "at risk, linear beside laeken",
        "laeken arpr bootstrap",
        lambda: relative()[1:],
        f"{bootstrap}; {laeken}",
        by_chance + 0.05,
    )
    gini = both("gini", d, design)
    yield Case(
        "gini, linear beside laeken",
        "laeken gini bootstrap",
        lambda: gini()[1:],
        f"{bootstrap}; {laeken}",
        by_chance + 0.05,
    )


def replicated(d: pd.DataFrame, given: np.ndarray) -> Iterator[Case]:
    """Estimates with standard errors from replicates; `given` are R's own replicate weights."""
    weighted = {"weights": d.weights, "strata": d.strata, "psu": d.psu}
    design, fpc = survey.Design(**weighted), survey.Design(**weighted, fpc=d.fpc)
    jackknife, bootstrap = {"method": "jackknife"}, {"method": "bootstrap", "replicates": REPLICATES, "seed": 1}
    by_chance = 4 / math.sqrt(REPLICATES)  # four standard deviations of the difference of two standard errors
    about = "jackknife about the estimate"
    mean = "R: about the mean of a stratum's replicates; ours about the estimate"
    relative = poverty.RelativeLine(0.6)
    yield Case("headcount, jackknife", f"headcount, {about}", both("headcount", d, design, line=Z, **jackknife))
    yield Case("gini, jackknife", f"gini, {about}", both("gini", d, design, **jackknife))
    name = "jackknife about the mean"
    yield Case(
        f"headcount, {name}", f"headcount, {name}", both("headcount", d, design, line=Z, **jackknife), mean, 1e-6
    )
    yield Case(f"gini, {name}", f"gini, {name}", both("gini", d, design, **jackknife), mean, 1e-5)
    name = "headcount, 0.6 of the median"
    yield Case("at risk, jackknife", f"{name}, jackknife", both("headcount", d, design, line=relative, **jackknife))
    yield Case("share_ratio, jackknife", "share_ratio, jackknife", both("share_ratio", d, design, **jackknife))
    yield Case(
        "headcount, jackknife, fpc", "headcount, jackknife with fpc", both("headcount", d, fpc, line=Z, **jackknife)
    )
    yield Case(
        "headcount, bootstrap",
        "headcount, bootstrap",
        both("headcount", d, design, line=Z, **bootstrap),
        CHANCE,
        by_chance,
    )
    yield Case("gini, bootstrap", "gini, bootstrap", both("gini", d, design, **bootstrap), CHANCE, by_chance)
    yield Case(
        "at risk, bootstrap",
        f"{name}, bootstrap",
        both("headcount", d, design, line=relative, **bootstrap),
        CHANCE,
        by_chance,
    )
    ready = survey.Design(d.weights, replicate_weights=given, kind="bootstrap")
    same = {"method": "replicates"}
    yield Case("headcount, R's replicates", "headcount, given replicates", both("headcount", d, ready, line=Z, **same))
    yield Case("gini, R's replicates", "gini, given replicates", both("gini", d, ready, **same))


def digits(a: float, b: float) -> float:
    """Number of leading digits in which two numbers agree."""
    error = abs(a - b) / max(abs(b), 1e-300)
    return 15 if error < 1e-15 else max(0.0, -math.log10(error))


def line(case: Case, theirs: dict[str, list[dict]], versions: dict[str, str]) -> bool:
    """Print one case; return whether it is apart without a reason."""
    rows = theirs.get(case.name)
    if rows is None:
        print(f"{case.what:38}R has no {next((package for package in versions if package in case.name), 'survey')}")
        return False
    if rows[0]["why"]:
        print(f"{case.what:38}R fails: {rows[0]['why']}")
        return True
    case.ours()  # loads and compiles what is loaded late
    start = time.perf_counter()
    ours = [float(value) for value in case.ours()]
    took, apart = time.perf_counter() - start, False
    for a, row in zip(ours, rows, strict=True):
        b = float(row["value"])
        agree = digits(a, b)
        covered = abs(a - b) <= case.within * abs(b) and case.reason
        note = "" if agree >= SAME else covered or "APART"
        place = f"{case.what if row is rows[0] else '':38}"
        times = f"{float(row['seconds']) / took:8.1f}" if row is rows[0] else f"{'':8}"
        print(f"{place}{a:18.10g}{b:18.10g}{a - b:10.1e}{int(agree):5}{times}  {note}".rstrip())
        apart |= note == "APART"
    return apart


def main() -> int:
    """Write the data, run R, print the table."""
    if shutil.which("Rscript") is None:
        print("R is not installed (no Rscript found), so there is nothing to compare with.")
        return 2
    columns = data.make(ROWS)
    names = ("income", "weights", "strata", "psu", "county")
    d = pd.DataFrame({name: getattr(columns, name) for name in names} | {"fpc": 30 + columns.strata})
    with tempfile.TemporaryDirectory() as folder:
        sent, got = Path(folder) / "data.csv", Path(folder) / "results.csv"
        d.to_csv(sent, index=False)  # shortest text that reads back as the same number
        script = Path(__file__).with_suffix(".R")
        done = subprocess.run(["Rscript", script, sent, got, str(REPLICATES)], capture_output=True, text=True)
        if done.returncode:
            print(f"R ended with an error: {done.stderr.strip()[-500:]}")
            return 2
        results: dict[str, list[dict]] = {}
        for row in csv.DictReader(got.open()):
            results.setdefault(row["name"], []).append(row)
        replicates = Path(f"{got}.replicates")
        given = pd.read_csv(replicates).to_numpy() if replicates.exists() else None
    versions = {package: results[package][0]["why"] for package in ("survey", "laeken", "convey", "ineq")}
    print("; ".join(f"R's {package}: {version}" for package, version in versions.items()) + f"; {ROWS:,} rows")
    print(f"{'':38}{'ours':>18}{'R':>18}{'differ':>10}{'digits':>6}{'R time / ours':>14}")
    cases = [*points(d), *linear(d), *replicated(d, given)]
    apart = sum([line(case, results, versions) for case in cases])
    print(f"\n{apart} of {len(cases)} comparisons are apart without a reason")
    return int(apart > 0)


if __name__ == "__main__":
    sys.exit(main())
