"""Time and memory of the measures beside other packages, database expressions, and a straight C loop as the bound.

    pip install microdf-python inequality svy samplics polars duckdb numba
    python benchmarks/measures.py [ROWS ...] [--only TASK ...] [--seconds 20] [--gigabytes 6]

What is not installed is said so, and the rest is run. Without ROWS: 8,000 and 1,110,000, which takes some minutes;
10000000 is the size for patience. Each case has a process of its own, in which the data and the package's own container
of them stand ready and a first call on 4,000 rows has been made. Time is the best of several calls, threads are as each
package sets them: polars, duckdb and svy use all processors, numpy and so the others in dot products (@) only. Memory
is the peak of the first call (ru_maxrss) above what was held before it. A case that takes more seconds or gigabytes
than allowed is ended.

Leave the machine alone meanwhile: where another program has a processor, each dot product of more than 10,000 rows may
wait milliseconds for its second thread. OPENBLAS_NUM_THREADS=1 shows whether that was it.

An answer is the same if it agrees with ours to nine digits; a standard error from random draws, within a tenth.
"""

import argparse
import json
import math
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from parties import c_loop, data

HERE = Path(__file__).resolve().parent
OURS = "zjpoverty"
TASKS = {
    "headcount": "headcount",
    "fgt": "headcount, gap and severity",
    "gini": "Gini",
    "theil_mld": "Theil and mean log deviation",
    "theil": "Theil alone, without weights",
    "atkinson": "Atkinson, 0.5 and 1",
    "quantiles": "five quantiles",
    "se_headcount": "headcount, standard error (40 strata of 20 PSU)",
    "se_gini": "Gini, standard error (40 strata of 20 PSU)",
    "boot_headcount": "headcount, 1,000 bootstrap replicates",
    "boot_gini": "Gini, 1,000 bootstrap replicates",
    "whole": "headcount and Gini of a frame",
    "by_county": "headcount and Gini by city and county (29)",
}
VARIANTS = ["numpy", "anew", "unweighted", "polars", "duckdb"]  # of ours: zjpoverty_numpy and so on
PACKAGES = ["microdf", "inequality", "svy", "samplics"]
PARTIES = [OURS, *(f"{OURS}_{name}" for name in VARIANTS), "c_loop", "argsort", *PACKAGES, "polars", "duckdb"]
NOISE = 0.05  # two runs of one case differ by as much
RANDOM = ("boot_headcount", "boot_gini")

Results = dict[tuple[int, str, str], dict]


def case(party: str, task: str, folder: Path, options: argparse.Namespace) -> dict:
    """What the process of one case says, or how it ended."""
    if f"\ndef {task}(" not in (HERE / "parties" / f"{party}.py").read_text():
        return {"problem": "has no such measure"}
    command = [sys.executable, "-W", "ignore", "-m", "parties", party, task, str(folder)]
    limits = [str(options.seconds), str(options.gigabytes)]
    done = subprocess.run([*command, *limits], cwd=HERE, capture_output=True, text=True)  # where the parties are found
    if done.returncode == -signal.SIGALRM:
        return {"problem": f"takes more than {options.seconds:g} s"}
    if done.returncode:
        # a library that cannot have memory ends the process instead of raising
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        memory = "alloc" in done.stderr
        return {"problem": f"needs more than {options.gigabytes:g} GB" if memory else f"fails: {last[:100]}"}
    return json.loads(done.stdout.splitlines()[-1])


def digits(answer: list[float], ours: list[float]) -> float:
    """Number of leading digits that agree, in the worst of the numbers."""
    if len(answer) != len(ours):
        return 0
    error = max(abs(a - b) / max(abs(b), 1e-300) for a, b in zip(answer, ours, strict=True))
    return 15 if error < 1e-15 else max(0, -math.log10(error)) if math.isfinite(error) else 0


def compared(results: Results, rows: int, task: str, party: str) -> tuple[bool, str]:
    """Whether a party gives our answer, and how to say it."""
    result = results[rows, task, party]
    if party.startswith(OURS) and party.endswith("unweighted"):
        return False, "ours without weights"
    ours = results[rows, task, OURS if result["weighted"] else f"{OURS}_unweighted"].get("answer")
    if not ours or not result["answer"]:
        return False, ""
    agree = digits(result["answer"], ours)
    beside = " (takes no weights: ours without them)" if not result["weighted"] else ""
    if task in RANDOM:
        apart = abs(result["answer"][0] / ours[0] - 1)
        return apart < 0.1, f"{apart:.1%} apart, by chance" if apart < 0.1 else f"differs by {apart:.0%}"
    return agree >= 9, (f"same, {int(agree)} digits" if agree >= 9 else f"differs, {int(agree)} digits agree") + beside


def seconds(value: float) -> str:
    """A time with a fitting unit."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.3g} ms" if value >= 1e-3 else f"{value * 1e6:.3g} µs"


def table(results: Results, rows: int, task: str) -> None:
    """Print one task at one size."""
    print(f"\n{TASKS[task]}, {rows:,} rows\n{'':22}{'time':>10}{'of ours':>9}{'memory':>10}   answer")
    base = results[rows, task, OURS].get("seconds")
    without = [party for party in PACKAGES if results[rows, task, party].get("problem") == "has no such measure"]
    for party in PARTIES:
        result = results[rows, task, party]
        if result.get("problem") == "has no such measure":
            continue
        if "problem" in result:
            print(f"{party:22}{result['problem']}")
            continue
        same = "ours" if party == OURS else compared(results, rows, task, party)[1]
        ratio = f"{result['seconds'] / base:9.2f}" if base else f"{'':9}"
        text = "; ".join(filter(None, [same, result["note"][:1].lower() + result["note"][1:]]))
        print(f"{party:22}{seconds(result['seconds']):>10}{ratio}{result['memory'] / 1e6:7.0f} MB   {text}")
    if without:
        print(f"{'':22}no such measure: {', '.join(without)}")


def ratio(results: Results, rows: int, above: tuple[str, str], below: tuple[str, str]) -> float | None:
    """Time of one case over that of another, each a task and a party."""
    times = [results.get((rows, *pair), {}).get("seconds") for pair in (above, below)]
    return None if None in times else times[0] / times[1]


def fastest(results: Results, rows: int, task: str, parties: list[str]) -> tuple[float, str] | None:
    """The largest ratio of our time to that of a party that gives the same answer."""
    ratios = []
    for party in parties:
        result = results.get((rows, task, party), {"problem": ""})
        if "problem" not in result and compared(results, rows, task, party)[0]:
            ours = OURS if result["weighted"] else f"{OURS}_unweighted"
            ratios.append((ratio(results, rows, (task, ours), (task, party)), party))
    return max((pair for pair in ratios if pair[0] is not None), default=None)


def aims(results: Results, rows: int) -> list[tuple[str, float | None, float, str]]:
    """Each aim at one size: what, the value, the limit, the unit; a value of None could not be taken."""
    listed: list[tuple[str, float | None, float, str]] = []

    def of(above: tuple[str, str], below: tuple[str, str], limit: float, what: str) -> None:
        if (rows, *above) in results and (rows, *below) in results:
            listed.append((what, ratio(results, rows, above, below), limit, "times"))

    def taken(task: str, party: str, key: str, limit: float, unit: str) -> None:
        if (rows, task, party) in results:
            value = results[rows, task, party].get(key)
            what = f"{TASKS[task]}, {'numpy' if party.endswith('numpy') else 'as installed'}"
            listed.append((what, None if value is None else value / (1e9 if key == "memory" else 1), limit, unit))

    of(("fgt", OURS), ("fgt", "c_loop"), 10, "FGT 0, 1 and 2: of the compiled loop")
    of(("gini", OURS), ("gini", "argsort"), 1.7, "Gini: of one argsort and gather")
    of(("se_headcount", OURS), ("headcount", OURS), 4, "headcount with standard error: of the point")
    of(("se_gini", OURS), ("gini", OURS), 4, "Gini with standard error: of the point")
    for suffix in ("", "_polars", "_duckdb"):
        what = f"by 29 counties: of the ungrouped pass, {suffix[1:] or 'pandas'}"
        of(("by_county", OURS + suffix), ("whole", OURS + suffix), 1.5, what)
    if rows == 8_000:
        taken("boot_gini", f"{OURS}_numpy", "seconds", 0.1, "s")
    if rows == 1_110_000:
        taken("boot_headcount", OURS, "seconds", 0.1, "s")
        taken("boot_gini", f"{OURS}_numpy", "seconds", 12, "s")
        taken("boot_gini", OURS, "seconds", 1, "s")
        taken("boot_gini", OURS, "memory", 0.5, "GB")
    for task, title in TASKS.items():
        peer = fastest(results, rows, task, PACKAGES)
        if peer:
            listed.append((f"{title}: of the fastest package, {peer[1]}", peer[0], 1 + NOISE, "times"))
    return listed


def verdicts(results: Results, sizes: list[int]) -> None:
    """Print each aim, met or not met; and how ours stands to expressions, which is no aim."""
    for rows in sizes:
        print(f"\nAims, {rows:,} rows{'':62}is      aim")
        for what, value, limit, unit in aims(results, rows):
            if value is None:
                print(f"{what:78}  could not be taken")
            else:
                print(f"{what:78}{value:6.2f}{limit:8.2f} {unit:5}  {'met' if value <= limit else 'NOT MET'}")
        print("Not an aim: time of ours over that of the faster of polars and duckdb expressions")
        for task, title in TASKS.items():
            peer = fastest(results, rows, task, ["polars", "duckdb"])
            if peer:
                print(f"{title + ': of ' + peer[1]:78}{peer[0]:6.2f}")


def main() -> None:
    """Run all cases, printing each table when it is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int, default=[8_000, 1_110_000])
    parser.add_argument("--only", nargs="+", choices=TASKS, default=list(TASKS), metavar="TASK")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--gigabytes", type=float, default=6)
    options = parser.parse_args()
    results: Results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        problem = c_loop.build(folder)
        if problem:
            print(f"c_loop is left out: {problem}")
        for rows in options.rows:
            data.make(rows).save(folder)
            for task in options.only:
                for party in PARTIES:
                    results[rows, task, party] = case(party, task, folder, options)
                table(results, rows, task)
    verdicts(results, options.rows)


if __name__ == "__main__":
    main()
