"""Time a lesson through `zjpoverty run` beside plain papermill, in a loop and two at a time: ratios of one run.

The two do not do the same: ours also checks the parameters, makes the page and the index, and keeps what went before.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zjpoverty import lessons

LESSONS = lessons.lessons()


def seconds(command: list[str], folder: str) -> float:
    """Wall time of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def papermill(folder: str) -> float:
    """Plain papermill, a process a lesson, one after the other, as a shell loop does it."""
    program = [sys.executable, "-m", "papermill", "--no-progress-bar"]
    return sum(seconds([*program, str(lesson.path), f"{lesson.name}.ipynb"], folder) for lesson in LESSONS)


def ours(folder: str, *options: str) -> float:
    """All lessons through our own command."""
    return seconds([sys.executable, "-m", "zjpoverty.cli", "run", "--quiet", "--out", "out", *options], folder)


def main() -> None:
    """Print the table."""
    cases = {
        "papermill in a loop": papermill,
        "zjpoverty run --jobs 1 --no-html": lambda folder: ours(folder, "--jobs", "1", "--no-html"),
        "zjpoverty run --jobs 1": lambda folder: ours(folder, "--jobs", "1"),
        "zjpoverty run --jobs 2": lambda folder: ours(folder, "--jobs", "2"),
    }
    taken = {}
    for name, case in cases.items():
        folder = tempfile.mkdtemp()
        taken[name] = case(folder)
        shutil.rmtree(Path(folder))
    print(f"{len(LESSONS)} lessons{'':24} seconds a lesson  of papermill")
    for name, took in taken.items():
        print(f"{name:34} {took / len(LESSONS):14.2f}  {took / taken['papermill in a loop']:12.2f}")


if __name__ == "__main__":
    main()
