"""Editions of the lessons: a student's with solutions emptied, a trainer's with solutions and notes; and their index.

All here is pure: a notebook goes in, another comes out, and the one that went in stays as it was.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from . import __version__
from .checks import rounded
from .datasets import rows
from .findings import evaluate
from .lessons import Lesson, source, tags
from .syllabus import ROUTES, Day, route

EDITIONS = ("student", "trainer")
INDEX = "00-start-here.ipynb"

_TEMPLATES = Path(__file__).resolve().parent / "templates" / "workspace"
_ROOM = "# Room to work it out"


def edition_of(content: dict, lesson: Lesson, edition: str) -> dict:
    """Edition of a stored lesson, as a new notebook.

    Parameters
    ----------
    content : dict
        The notebook as it is stored, solutions and outputs included.
    lesson : Lesson
        What its header says.
    edition : str
        ``student`` or ``trainer``.
    """
    content = copy.deepcopy(content)
    cells = content["cells"]
    content["cells"] = list(_for_trainer(cells, lesson)) if edition == "trainer" else list(map(_for_student, cells))
    return content


# --- the student's --------------------------------------------------------------------------------------------------


def _for_student(cell: dict) -> dict:
    """Cell without its solution. Counts stay, since they are what running the emptied cell gives."""
    if "solution" not in tags(cell):
        return cell
    # Pages leave out what is notebook-only: room to work is of no use there.
    emptied = {**_shown(cell), "source": [_ROOM] if cell["cell_type"] == "code" else []}
    emptied["metadata"]["tags"] = [*tags(cell), "notebook-only"]
    return {**emptied, "outputs": []} if cell["cell_type"] == "code" else emptied


def _shown(cell: dict) -> dict:
    """Cell with nothing of it hidden."""
    return {**cell, "metadata": {key: value for key, value in cell["metadata"].items() if key != "jupyter"}}


# --- the trainer's --------------------------------------------------------------------------------------------------


def _for_trainer(cells: Iterable[dict], lesson: Lesson) -> Iterator[dict]:
    notes = [row for row in rows("notes") if row["lesson"] == lesson.name]
    number = lesson.name[:2]
    for part in (part for cell in cells for part in _parts(cell)):
        yield _shown(part) if "solution" in tags(part) else part
        heading = re.match(r"(##?) +(.*?) *$", source(part), re.MULTILINE) if part["cell_type"] == "markdown" else None
        if heading and heading[1] == "#":
            yield _note(f"{number}-trainer", _at_the_top(lesson, notes))
        for row in notes:
            # The step before the first heading has none.
            if heading and row["heading"] == (heading[2] if heading[1] == "##" else None):
                yield _note(f"{number}-step-{row['step']}", _step(row))
        for id in _checked(part) if "solution" in tags(part) else ():
            yield _note(f"{part['id']}-wrong", _likely(id))


def _checked(cell: dict) -> list[str]:
    """Exercises that a cell checks."""
    return re.findall(r'check\("([^"]+)"', source(cell))


def _parts(cell: dict) -> Iterator[dict]:
    """Parts of a cell of text, each with one heading at most, so that a note can stand after each step."""
    texts = re.split(r"^(?=## )", source(cell), flags=re.MULTILINE) if cell["cell_type"] == "markdown" else []
    texts = [text for text in texts if text.strip()]
    if len(texts) < 2:
        yield cell
        return
    for number, text in enumerate(texts, start=1):
        part = {**cell, "source": text.rstrip("\n").splitlines(keepends=True)}
        yield part if number == 1 else {**part, "id": f"{cell['id']}-{number}"}


def _note(id: str, text: str) -> dict:
    """Cell of a note. It is a quotation, which JupyterLab sets apart from the lesson's own text."""
    quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return {**_text_cell(id, quoted), "metadata": {"tags": ["trainer"]}}


def _at_the_top(lesson: Lesson, notes: Sequence[dict]) -> str:
    minutes = sum(row["minutes"] for row in notes) or lesson.minutes
    return _words("lesson.md").format(minutes=_minutes(minutes), name=lesson.name)


def _step(row: dict) -> str:
    return f"**For the trainer, {_minutes(row['minutes'])}:** {row['note']}"


def _likely(id: str) -> str:
    """Right answer of an exercise, and the wrong ones that will come, each with what ``check`` says to it."""
    known = [row for row in rows("checks") if row["id"] == id]
    answer = next(row for row in known if row["role"] == "answer")
    wrong = [f"- {_value(row)}: {row['hint']}" for row in known if row["role"] == "mistake"]
    right = f"**For the trainer:** the right answer is **{_value(answer)}{_unit(answer['unit'])}**."
    return "\n".join([f"{right} Likely wrong answers, and what they come from:", "", *wrong])


def _value(row: dict) -> str:
    value = evaluate(row["expression"])
    return value if isinstance(value, str) else rounded(value, row["tolerance"] or 0)


def _unit(unit: str | None) -> str:
    """Unit as it stands after a number."""
    if unit in (None, "none", "ratio"):
        return ""
    return " %" if unit == "percent" else f" {unit.replace('/', ' per ')}"


# --- the index ------------------------------------------------------------------------------------------------------


def index(lessons: Sequence[Lesson], edition: str = "student") -> dict:
    """Index of a workspace: the lessons in their order, with question, minutes and what each teaches.

    Parameters
    ----------
    lessons : sequence of Lesson
        In the order in which they are to be listed.
    edition : str
        ``student`` or ``trainer``.

    Returns
    -------
    dict
        A notebook of text alone, with a link to each lesson beside it.
    """
    known = {lesson.name for lesson in lessons}
    texts = [_words("welcome.md").format(size=_size(lessons)), _words("how.md"), _table(lessons), *_routes(lessons)]
    texts += ["## What each lesson teaches", *(_teaches(lesson, known) for lesson in lessons)]
    cells = [_text_cell(f"00-{number:02}", text) for number, text in enumerate(texts, start=1)]
    if edition == "trainer":
        cells.insert(2, _note("00-trainer", _words("trainers.md")))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _size(lessons: Sequence[Lesson]) -> str:
    minutes = sum(lesson.minutes for lesson in lessons)
    if len(lessons) == 1:
        return f"There is one lesson; it takes {_hours(minutes)}."
    return f"There are {len(lessons)} lessons; together they take {_hours(minutes)}."


def _table(lessons: Iterable[Lesson]) -> str:
    lines = (f"| {_link(each.name, _short(each))} | {_asked(each)} | {each.minutes} |" for each in lessons)
    return "\n".join(["## The lessons, in order", "", "| lesson | question | minutes |", "|---|---|---|", *lines])


def _routes(lessons: Sequence[Lesson]) -> Iterator[str]:
    """Routes of a trainer, with what the minutes of their lessons add up to. None for a lesson or two."""
    lines = [line for name in ROUTES for line in _route(name, route(name, lessons)) if len(lessons) > 2]
    if lines:
        yield "\n".join([_words("routes.md").rstrip(), "", "| route | lessons | minutes |", "|---|---|---|", *lines])


def _route(name: str, days: Sequence[Day]) -> Iterator[str]:
    called = name.replace("ninety", "90").replace("_", " ")
    for number, day in enumerate(days, start=1):
        which = f"{called}, day {number}" if len(days) > 1 else called
        links = " + ".join(f"{_link(each.name, each.name[:2])} ({each.minutes})" for each in day.lessons)
        yield f"| {which} | {links} | {day.minutes} |"


def _asked(lesson: Lesson) -> str:
    return lesson.question.replace("|", "\\|")  # a bar would end the cell of the table


def _teaches(lesson: Lesson, known: set[str]) -> str:
    before = ", ".join(_link(name, name) if name in known else name for name in lesson.prerequisites)
    facts = f"{lesson.minutes_reading} minutes to read, {lesson.minutes_exercises} minutes for the exercises."
    return "\n".join(
        [
            f"### {_link(lesson.name, _short(lesson))}",
            "",
            f"{lesson.question} {facts} Level: {lesson.level}. Before it: {before or 'nothing'}. By the end you can",
            "",
            *(f"- {objective}" for objective in lesson.objectives),
        ]
    )


def _short(lesson: Lesson) -> str:
    """Title without the question that stands beside it."""
    return lesson.title.partition(":")[0]


def _link(name: str, words: str) -> str:
    return f"[{words}]({name}.ipynb)"


def _text_cell(id: str, text: str) -> dict:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": text.rstrip().splitlines(keepends=True)}


def _minutes(count: int) -> str:
    return f"{count} minute{'s' * (count != 1)}"


def _hours(minutes: int) -> str:
    """Say a time in hours and minutes.

    Examples
    --------
    >>> _hours(35), _hours(60), _hours(185)
    ('35 minutes', '1 hour', '3 hours 5 minutes')
    """
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} hour{'s' * (hours != 1)}"] * (hours > 0) + [_minutes(rest)] * (rest > 0 or hours == 0)
    return " ".join(words)


# --- the README -----------------------------------------------------------------------------------------------------

_WHAT = {
    "student": "The solutions are emptied: the cells are there, for you to work in.",
    "trainer": "It has the solutions, notes with minutes for each step, and the wrong answers that will come.",
}


def readme(edition: str) -> str:
    """README of a workspace: what it is, how to open it, how to run all, how to bring it up to date."""
    return _words("README.md").format(edition=edition, version=__version__, what=_WHAT[edition])


def _words(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
