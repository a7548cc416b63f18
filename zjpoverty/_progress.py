"""What one sees of a run: a bar on a terminal, plain lines with times in a log, or nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from . import _results
from .batch import Plan, Watcher


@contextmanager
def shown(plan: Plan, quiet: bool) -> Iterator[Watcher]:
    """Show the progress of a plan where there is somebody to see it."""
    if quiet:
        yield Watcher()
    elif sys.stdout.isatty():
        with _bar(len(plan.jobs)) as bar:
            yield Bar(bar)
    else:
        yield Lines()


def sentence(entry: dict) -> str:
    """One line on how a lesson ended."""
    again = f", {entry['attempts']} attempts" if entry["attempts"] > 1 else ""
    took = f" ({entry['seconds']:.1f} s{again})" if entry["attempts"] else ""
    said = f"{entry['name']} {entry['status'].replace('_', ' ')}{took}"
    return f"{said}: {entry['error']}" if entry["error"] else said


class Lines(Watcher):
    """A line a start and a line an end, each with the time in UTC."""

    def started(self, name: str) -> None:
        """Print that a lesson has begun."""
        _print(f"{name} started")

    def ended(self, entry: dict) -> None:
        """Print how it ended."""
        _print(sentence(entry))


def _print(line: str) -> None:
    # Nobody may read the log any more (a closed pipe, a full disk): no reason to lose the run.
    with suppress(OSError):
        sys.stdout.write(f"{_results.now()} {line}\n")  # in one piece, since lessons end in several threads
        sys.stdout.flush()


def _bar(total: int):
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("Lessons"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"))
    progress = Progress(*columns, TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    progress.add_task("", total=total)
    return progress


class Bar(Watcher):
    """A bar with the lessons that are running. What failed is told at the end, under it."""

    def __init__(self, progress):
        self._progress = progress
        self._running: list[str] = []

    def started(self, name: str) -> None:
        """Show a lesson as running."""
        if name not in self._running:
            self._running.append(name)
        self._show(advance=0)

    def ended(self, entry: dict) -> None:
        """Count a lesson as done."""
        if entry["name"] in self._running:
            self._running.remove(entry["name"])
        self._show(advance=1)

    def _show(self, advance: int) -> None:
        self._progress.update(self._progress.task_ids[0], description=", ".join(self._running), advance=advance)
