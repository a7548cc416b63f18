"""Plan the runs, run them, report: many lessons, each in a process of its own, with an exit code one can trust.

``plan`` decides and refuses, and writes nothing; ``run`` does what was planned. What papermill says of a run is not
believed; what its cells say is.
"""

import math
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from . import _process, _results, lessons, workspace
from ._paths import notebooks_dir
from ._words import unknown


class Refused(ValueError):
    """Nothing was started, because something asked for is not there or not allowed."""


@dataclass(frozen=True)
class Job:
    """One lesson to run, under the name of its results."""

    name: str
    lesson: lessons.Lesson
    parameters: dict


@dataclass(frozen=True)
class Plan:
    """What is to be run, and how."""

    jobs: tuple[Job, ...]
    parameters: dict
    out: Path
    workers: int
    timeout: float
    retries: int
    html: bool


class Watcher:
    """What is told of a run while it lasts. This one is silent."""

    def started(self, name: str) -> None:
        """A lesson has begun, or begun again."""

    def ended(self, entry: dict) -> None:
        """A lesson has ended; the entry is its line of the report."""


# --- deciding -------------------------------------------------------------------------------------------------------


def plan(
    names: Iterable[str] = (),
    *,
    notebooks: str | Path | None = None,
    out: str | Path = "build",
    parameters: Mapping[str, object] | Iterable[tuple[str, object]] = (),
    jobs: int | None = None,
    timeout: float = 600,
    retries: int = 1,
    html: bool = True,
) -> Plan:
    """Decide what to run. Nothing is written or started.

    Parameters
    ----------
    names : iterable of str
        Lessons as ``NN-name``, ``NN`` or ``name``; none means all.
    notebooks : path, optional
        A folder to take the lessons from, in place of the shipped ones.
    out : path
        The folder of the results.
    parameters : mapping or pairs
        Values by name. A text is read by the type that the lesson declares, anything else is taken as it is.
    jobs : int, optional
        How many lessons at a time; None means one a processor.
    timeout : float
        Seconds on the wall clock that a lesson may take.
    retries : int
        How often a lesson is tried again that hung, or whose kernel died or did not start.
    html : bool
        Whether to make a page of each lesson.

    Raises
    ------
    Refused
        If a lesson, parameter, value, number or folder is not what it must be; one sentence.
    """
    try:
        named = [lessons.find(name, notebooks) for name in names]
        chosen, given = named or lessons.lessons(notebooks), _pairs(parameters)
        offer = partial(_offer, () if named else chosen, given, notebooks)
        planned = {lesson.name: Job(lesson.name, lesson, _checked(lesson, given, offer)) for lesson in chosen}
    except (LookupError, ValueError) as error:
        raise Refused(str(error)) from None
    if not planned:
        raise Refused(
            f"There is no lesson in {notebooks or notebooks_dir()}: no notebook has a cell tagged 'parameters'."
        )
    if "index" in planned:
        raise Refused("A lesson cannot be called 'index', because the page of the run is. Rename the notebook.")
    together = {name: value for job in planned.values() for name, value in job.parameters.items()}
    workers = min(_whole("--jobs", cores() if jobs is None else jobs, least=1), len(planned))
    retries = _whole("--retries", retries, least=0)
    return Plan(tuple(planned.values()), together, _out(out, notebooks), workers, _seconds(timeout), retries, html)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pairs(parameters) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, value in parameters.items() if isinstance(parameters, Mapping) else parameters:
        if name in given:
            raise Refused(f"The parameter {name!r} is given twice. Give it once.")
        given[name] = value
    return given


def _checked(lesson: lessons.Lesson, given: dict[str, object], offer: Callable[[str], str]) -> dict:
    known = {parameter.name: parameter for parameter in lesson.parameters}
    if missing := [name for name in given if name not in known]:
        sentence = unknown(f"parameter of {lesson.name} called", missing[0], known)
        raise Refused(f"{sentence} {offer(missing[0])}".strip())
    read = {name: known[name].parse if isinstance(value, str) else known[name].check for name, value in given.items()}
    try:
        return {name: read[name](value) for name, value in given.items()}
    except ValueError as error:
        raise Refused(f"{lesson.name}: {error}") from None


def _offer(
    chosen: Sequence[lessons.Lesson], given: dict[str, object], notebooks: str | Path | None, missing: str
) -> str:
    """Sentence with the command that names the lessons which know what is given; empty if there are none."""
    place = ["--notebooks", str(notebooks)] if notebooks else []
    # If no lesson knows all that is given, those are named that know what this one does not.
    for values in (given, {missing: given[missing]}):
        if names := [lesson.name for lesson in chosen if values.keys() <= {p.name for p in lesson.parameters}]:
            pairs = [word for name, value in values.items() for word in ("-p", name, str(value))]
            command = shlex.join(["zjpoverty", "run", *names, *place, *pairs])
            return f"Name the lesson{'s' * (len(names) > 1)}: {command}."
    return ""


def _whole(option: str, value, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise Refused(f"{option} cannot be {value}. Accepted: a whole number, {least} or more.")
    return value


def _seconds(timeout) -> float:
    if not isinstance(timeout, int | float) or not math.isfinite(timeout) or timeout <= 0:
        raise Refused(f"--timeout cannot be {timeout}. Accepted: a number of seconds greater than 0.")
    return float(timeout)


def _out(out: str | Path, notebooks: str | Path | None) -> Path:
    folder = Path(out)
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not place.is_dir():
        raise Refused(f"{place} is a file, not a folder. Give a folder for the results with --out.")
    if not os.access(place, os.W_OK | os.X_OK):
        raise Refused(f"The folder {place} cannot be written to. Give another folder for the results with --out.")
    if folder.resolve() == Path(notebooks or notebooks_dir()).resolve():
        raise Refused(
            f"{folder} holds the lessons themselves, which results would replace. Give another folder with --out."
        )
    return folder


# --- doing ----------------------------------------------------------------------------------------------------------


def run(plan: Plan, watcher: Watcher | None = None) -> dict:
    """Run a plan.

    Parameters
    ----------
    plan : Plan
        From :func:`plan`.
    watcher : Watcher, optional
        Told of each lesson's start and end.

    Returns
    -------
    dict
        The report, as it stands in ``run.json``: with ``status`` ``ok``, ``failed`` or ``interrupted``.

    Raises
    ------
    Refused
        If the folder of results cannot be made or written to.
    """
    _ready(plan.out)
    started, stop, watcher = _results.now(), _process.Stop(), watcher or Watcher()
    with _signals_to(stop), ThreadPoolExecutor(plan.workers) as pool:
        futures = [pool.submit(_lesson, job, plan, stop, watcher) for job in plan.jobs]
        _await(futures)
        entries = [future.result() for future in futures]
        return _results.reported(plan.out, plan.parameters, started, entries, stop.signal)


def exit_code(report: dict) -> int:
    """Exit code of a run: 0 all ok, 130 or 143 after a signal, 1 anything else."""
    if report["status"] == "interrupted":
        return 128 + signal.Signals[report["signal"]]
    return 0 if report["status"] == "ok" else 1


def _ready(out: Path) -> None:
    probe = out / f".probe.{os.getpid()}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(
            f"The folder {out} cannot be written to: {error.strerror}. Give another one with --out."
        ) from None


@contextmanager
def _signals_to(stop: _process.Stop) -> Iterator[None]:
    # Only the main thread may set handlers; in another, such as a server's, its owner handles signals.
    wanted = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _await(futures: list[Future]) -> None:
    # In short waits, because on Windows a signal is not handled during a long one.
    while wait(futures, timeout=0.5).not_done:
        pass


def _lesson(job: Job, plan: Plan, stop: _process.Stop, watcher: Watcher) -> dict:
    """Run a lesson, again if that can help, keep its files, and return its line of the report."""
    outcome: dict = {"status": "not_run", "reason": None, "error": None}
    attempts, began = 0, monotonic()
    while not stop.signal and attempts <= plan.retries and _may_help(outcome):
        watcher.started(job.name)
        attempts += 1
        outcome = _attempt(job, plan, stop)
    kept = _results.kept(job.name, plan.out, outcome)
    entry = {
        "name": job.name,
        **{key: kept[key] for key in ("status", "reason")},
        "seconds": round(monotonic() - began, 2),
        "attempts": attempts,
        **{key: kept[key] for key in ("error", "notebook", "html")},
    }
    watcher.ended(entry)
    return entry


def _may_help(outcome: dict) -> bool:
    """Whether another attempt can end otherwise: a failing cell fails again, a hang or a dead kernel need not."""
    return outcome["status"] in ("not_run", "timeout") or outcome["reason"] in ("kernel_died", "no_start")


def _attempt(job: Job, plan: Plan, stop: _process.Stop) -> dict:
    try:
        content = {
            "name": job.name,
            "source": job.lesson.path.read_text(encoding="utf-8"),
            "path": str(job.lesson.path.resolve()),
            "parameters": job.parameters,
            "html": plan.html,
            "links": [other.name for other in plan.jobs],
        }
        return _process.attempt(content, plan.timeout, stop)
    except Exception as error:  # whatever it is, it must not cost the other lessons their report
        told = f"{job.name} could not be started: {getattr(error, 'strerror', None) or error}."
        return {"status": "failed", "reason": "no_start", "error": told}


# --- the stored lessons ---------------------------------------------------------------------------------------------


def store(names: Iterable[str] = (), folder: str | Path | None = None, watcher: Watcher | None = None) -> None:
    """Run lessons with their defaults and write them back with their outputs and a header cell made anew.

    Parameters
    ----------
    names : iterable of str
        Lessons as in :func:`plan`; none means all.
    folder : path, optional
        Where they lie; None is the shipped folder, whose index is then made anew too.

    Raises
    ------
    Refused
        If one of them fails. Then none is changed.
    """
    with TemporaryDirectory(prefix="zj-") as out:
        planned = plan(names, notebooks=folder, out=out, html=False)
        report = run(planned, watcher)
        if report["status"] != "ok":
            told = (entry["error"] or f"{entry['name']} is {entry['status']}." for entry in report["lessons"])
            errors = " ".join(
                text for text, entry in zip(told, report["lessons"], strict=True) if entry["status"] != "ok"
            )
            raise Refused(f"Nothing was stored. {errors}")
        for job in planned.jobs:
            content = lessons.notebook(Path(out) / f"{job.name}.ipynb")
            _write_header(content, job.lesson)
            _results.write(job.lesson.path, workspace.text_of(content))
    if folder is None:
        index = workspace.index(lessons.lessons())
        _results.write(notebooks_dir() / workspace.INDEX, workspace.text_of(index))


def _write_header(content: dict, lesson: lessons.Lesson) -> None:
    for cell in content["cells"]:
        if "header" in lessons.tags(cell):
            cell["source"] = lessons.header(lesson).splitlines(keepends=True)


if __name__ == "__main__":
    try:
        store(sys.argv[1:])
    except (Refused, lessons.NotALesson) as error:
        sys.exit(f"zjpoverty: {error}")
    print("Stored.")
