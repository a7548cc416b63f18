"""What is to be run, and how: decided and checked before anything is written or started."""

import math
import os
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import _sweep, lessons
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
    fresh: bool = False
    sweep: bool = False
    scheduler: str | None = None


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
    fresh: bool = False,
    sweep: str | Path | None = None,
    scheduler: str | None = None,
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
    fresh : bool
        Whether to run also those whose earlier result still holds.
    sweep : path, optional
        A table of parameters, a run of one lesson a row: CSV, or JSON lines. Results are ``NAME--0001`` and on.
    scheduler : str, optional
        Address of a Dask scheduler, on whose workers the lessons run, such as ``tcp://10.0.0.1:8786``.

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
    runs = tuple(planned.values()) if sweep is None else _rows(sweep, *planned.values())
    return Plan(
        jobs=runs,
        parameters=together,
        out=_out(out, notebooks),
        workers=min(_whole("--jobs", cores() if jobs is None else jobs, least=1), len(runs)),
        timeout=_seconds(timeout),
        retries=_whole("--retries", retries, least=0),
        html=html,
        fresh=fresh,
        sweep=sweep is not None,
        scheduler=scheduler,
    )


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


def _rows(sweep: str | Path, job: Job, *others: Job) -> tuple[Job, ...]:
    """One run a row of a sweep, with the values of the row beside those that all rows share."""
    if others:
        raise Refused("A sweep runs one lesson, a row at a time. Name the lesson: zjpoverty run LESSON --sweep FILE.")
    try:
        rows = _sweep.read(sweep, {parameter.name: parameter for parameter in job.lesson.parameters})
    except _sweep.BadSweep as error:
        raise Refused(str(error)) from None
    if twice := [name for name in job.parameters if any(name in row for row in rows)]:
        raise Refused(f"The parameter {twice[0]!r} is given with -p and in {sweep}. Give it in one place.")
    return tuple(
        Job(f"{job.name}--{number:04}", job.lesson, {**job.parameters, **row})
        for number, row in enumerate(rows, start=1)
    )


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
