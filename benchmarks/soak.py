"""Run a notebook with an ``@interact`` cell many times, through plain papermill and through us: what hangs, what lies.

Papermill has no time limit, so here it is killed when it has done nothing for a while; that is a hang. A run that is
told to stop (SIGTERM) half-way has failed: an exit code of 0 is then a lie, and so is any other than 0 for a run that
came to its end. Each ``@interact`` cell is a throw of the dice, so few executions may show no hang at all.

    python benchmarks/soak.py [EXECUTIONS [STOPPED]]
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXECUTIONS, STOPPED = ([*map(int, sys.argv[1:]), 20, 5][:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 5)
PATIENCE = 30.0  # seconds after which an execution hangs; it takes about two
CELLS = (
    ("n: int = 1  # 0 to 999999: a number", ["parameters"]),
    ("from ipywidgets import interact\n@interact(x=(0, 10))\ndef show(x=n % 10):\n    print(x)", []),
    ("n + 1", []),
)
SLOW = (*CELLS, ("import time\ntime.sleep(60)", []))


def save(path: Path, cells) -> Path:
    """Write a notebook of code cells."""
    made = [
        {"cell_type": "code", "metadata": {"tags": tags}, "source": source, "outputs": [], "execution_count": None}
        for source, tags in cells
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": made}))
    return path


def papermill(source: Path, out: Path) -> list[str]:
    """Command of plain papermill."""
    return [sys.executable, "-m", "papermill", "--no-progress-bar", str(source), str(out / "papermill.ipynb")]


def ours(source: Path, out: Path, *options: str) -> list[str]:
    """Command of ours."""
    command = [sys.executable, "-m", "zjpoverty.cli", "run", source.stem, "--notebooks", str(source.parent)]
    return [*command, "--out", str(out), "--no-html", "--quiet", *options]


def ended(command: list[str], patience: float) -> tuple[bool, int]:
    """Whether a command hangs, and its exit code: where it hangs, that of being told to stop."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return False, process.wait(patience)
    except subprocess.TimeoutExpired:
        process.terminate()
    try:
        return True, process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        return True, process.wait()


def stopped(command: list[str]) -> int:
    """Exit code of a command that is told to stop half-way."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(8)
    process.send_signal(signal.SIGTERM)
    return process.wait()


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        source, slow = save(folder / "in" / "01-interact.ipynb", CELLS), save(folder / "in" / "02-slow.ipynb", SLOW)
        done = [ended(papermill(source, folder), PATIENCE) for _ in range(EXECUTIONS)]
        hangs = sum(hung for hung, _ in done)
        # Right is 0 after an end, and anything else after a hang.
        wrong = sum(hung == (code == 0) for hung, code in done)
        wrong += sum(stopped(papermill(slow, folder)) == 0 for _ in range(STOPPED))
        print(f"{'':14}executions    hangs  retries  wrong exit codes")
        print(f"{'papermill':12}{EXECUTIONS:12}{hangs:9}{'-':>9}{wrong:12} of {EXECUTIONS + STOPPED}")

        table = folder / "rows.csv"
        table.write_text("n\n" + "".join(f"{row}\n" for row in range(EXECUTIONS)))
        limit = EXECUTIONS * PATIENCE
        hung, code = ended(ours(source, folder / "out", "--sweep", str(table), "--timeout", str(PATIENCE)), limit)
        report = json.loads((folder / "out" / "run.json").read_text())
        hangs = sum(line["status"] == "timeout" for line in report["lessons"]) + hung
        retries = sum(line["attempts"] - 1 for line in report["lessons"])
        wrong = (code != (0 if report["status"] == "ok" else 1)) + sum(
            stopped(ours(slow, folder / "out")) != 128 + signal.SIGTERM for _ in range(STOPPED)
        )
        print(f"{'zjpoverty':12}{EXECUTIONS:12}{hangs:9}{retries:9}{wrong:12} of {1 + STOPPED}")


if __name__ == "__main__":
    main()
