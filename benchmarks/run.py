"""Time all lessons: papermill in a shell loop, `zjpoverty run` with one and two processors' worth, and the floor.

The floor is what nobody can save who runs each lesson in a process of its own: the time of the lessons' own cells where
everything has been imported, and of making their pages, divided by the processors. All figures are of one run.

Papermill and ours do not do the same: ours also checks the parameters, makes the pages and the index, keeps what went
before, and has a time limit.

    python benchmarks/run.py [COPIES]

With COPIES each lesson is taken so often, under other names: what a larger set of lessons would take.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from zjpoverty import batch, lessons

COPIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def copied(folder: Path) -> list[lessons.Lesson]:
    """Lessons in a folder, each so often as it was asked for."""
    for lesson in lessons.lessons():
        for number in range(COPIES):
            shutil.copy(lesson.path, folder / f"{lesson.path.stem}{f'-{number}' if number else ''}.ipynb")
    return lessons.lessons(folder)


SOURCES = Path(tempfile.mkdtemp())
LESSONS = copied(SOURCES)


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
    command = [sys.executable, "-m", "zjpoverty.cli", "run", "--notebooks", str(SOURCES), "--quiet", "--out", "out"]
    return seconds([*command, *options], folder)


def work(lesson: lessons.Lesson) -> float:
    """Time of a lesson's own cells and of its page, in a process that has imported everything."""
    from IPython.core.interactiveshell import InteractiveShell

    from zjpoverty import handout

    shell, begun = InteractiveShell(), time.perf_counter()
    notebook = nbformat.read(lesson.path, 4)
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source)
    handout.page(notebook, lesson)
    return time.perf_counter() - begun


def floor() -> float:
    """Time of the lessons' work, each in a process forked from one that has imported everything, by the processors."""
    from zjpoverty import _forks

    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger complains into the table
    _forks.prepare()
    total = 0.0
    for lesson in LESSONS:
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.write(writing, str(work(lesson)).encode())
            os._exit(0)
        os.wait()
        total += float(os.read(reading, 100))
    return total / batch.cores()


def main() -> None:
    """Print the table."""
    cases = {
        "papermill in a loop": papermill,
        "zjpoverty run --jobs 1": lambda folder: ours(folder, "--jobs", "1"),
        "zjpoverty run --jobs 2": lambda folder: ours(folder, "--jobs", "2"),
        "zjpoverty run again, all cached": lambda folder: [ours(folder), ours(folder)][1],
        "the floor": lambda folder: floor(),
    }
    taken = {}
    for name, case in cases.items():
        folder = tempfile.mkdtemp()
        taken[name] = case(folder)
        shutil.rmtree(Path(folder))
    shutil.rmtree(SOURCES)
    print(f"{len(LESSONS)} lessons, {batch.cores()} processors{'':9} of papermill   of the floor")
    for name, took in taken.items():
        print(f"{name:34} {took / taken['papermill in a loop']:12.2f}   {took / taken['the floor']:12.2f}")


if __name__ == "__main__":
    main()
