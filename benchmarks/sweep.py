"""Memory and time of sweeps of one small lesson: whether a thousand rows take more memory than a hundred.

The memory is the largest that the command itself has held, without that of the lessons' own processes.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = (100, 1000)
_RUN = """
import resource, sys
from zjpoverty import batch
source, out, table = sys.argv[1:]
report = batch.run(batch.plan(["x"], notebooks=source, out=out, sweep=table))
assert report["status"] == "ok"
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Print the table."""
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "outputs": [], "execution_count": None}
    cells = [cell | {"source": "n: int = 1  # 0 to 999999: a number"}, cell | {"metadata": {}, "source": "n ** 2"}]
    taken = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
        (folder / "in" / "01-x.ipynb").write_text(json.dumps(content))
        for rows in ROWS:
            table = folder / "rows.csv"
            table.write_text("n\n" + "".join(f"{row}\n" for row in range(rows)))
            start = time.perf_counter()
            words = [str(folder / "in"), str(folder / f"out-{rows}"), str(table)]
            done = subprocess.run([sys.executable, "-c", _RUN, *words], check=True, capture_output=True, text=True)
            taken[rows] = float(done.stdout), (time.perf_counter() - start) / rows
    memory, each = taken[ROWS[0]]
    print("  rows   memory, MB   of the first   time a row, of the first")
    for rows, (most, took) in taken.items():
        print(f"{rows:6}{most:13.0f}{most / memory:15.2f}{took / each:27.2f}")


if __name__ == "__main__":
    main()
