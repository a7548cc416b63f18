"""What a lesson is: its header, its parameters, and how its stored form is kept the same from run to run.

A lesson is a notebook with one cell tagged ``parameters``. Any notebook with such a cell will do; the shipped ones
also say in their metadata how long they take and what a reader learns. Reading them needs nothing but json.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import datasets
from ._paths import notebooks_dir
from ._words import unknown
from .checks import Feedback, check
from .datasets import UnknownName
from .parameters import Parameter, parameters_of

__all__ = ["Feedback", "Lesson", "NotALesson", "Parameter", "check", "find", "header", "lessons", "normalise", "read"]


class NotALesson(ValueError):
    """A file or folder does not hold what a lesson needs."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: where it lies, what it asks, how long it takes, and what can be changed in it."""

    name: str
    path: Path
    title: str
    question: str
    minutes_reading: int
    minutes_exercises: int
    level: str
    objectives: tuple[str, ...]
    prerequisites: tuple[str, ...]
    sections: tuple[int, ...]
    parameters: tuple[Parameter, ...]

    @property
    def minutes(self) -> int:
        """Minutes for reading and exercises together."""
        return self.minutes_reading + self.minutes_exercises


# --- reading --------------------------------------------------------------------------------------------------------


def read(path: str | Path) -> Lesson:
    """Read a lesson from its file.

    Parameters
    ----------
    path : path
        A notebook with a cell tagged ``parameters``. It need not be one of ours: without our metadata the title is
        the first heading or the file's name, and the minutes are 0.

    Raises
    ------
    NotALesson
        If the file cannot be read, is not a notebook, or has no such cell.
    """
    path = Path(path)
    return from_notebook(path.stem, path, notebook(path))


def notebook(path: Path) -> dict:
    """Return the content of a notebook file of format 4, as plain dictionaries and lists."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotALesson(f"The lesson {path.name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise NotALesson(f"The lesson {path.name} is not a notebook: its text is not JSON in UTF-8.") from None
    cells = content.get("cells") if isinstance(content, dict) and content.get("nbformat") == 4 else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) and "cell_type" in cell for cell in cells):
        raise NotALesson(f"The lesson {path.name} is not a notebook of format 4. Save it again in JupyterLab.")
    return content


def from_notebook(name: str, path: Path, content: dict) -> Lesson:
    """Make a lesson of the content of a notebook: :func:`read` without the file."""
    cell = next((cell for cell in content["cells"] if "parameters" in tags(cell)), None)
    if cell is None:
        raise NotALesson(
            f"The notebook {name} has no cell tagged 'parameters'. Add that tag to the cell that sets them."
        )
    language = _dict(_dict(content.get("metadata")).get("kernelspec")).get("language") or "python"
    if language != "python":
        raise NotALesson(f"The notebook {name} is written for {language}. Only Python notebooks can be run.")
    try:
        parameters = parameters_of(source(cell))
    except SyntaxError as error:
        raise NotALesson(f"The parameters cell of {name} is not Python: line {error.lineno}, {error.msg}.") from None
    about = _dict(_dict(content.get("metadata")).get("zjpoverty"))
    return Lesson(
        name=name,
        path=path,
        title=_title(content["cells"]) or name,
        question=_text(about.get("question")),
        minutes_reading=_whole(about.get("minutes_reading")),
        minutes_exercises=_whole(about.get("minutes_exercises")),
        level=_text(about.get("level")),
        objectives=tuple(map(str, _list(about.get("objectives")))),
        prerequisites=tuple(map(str, _list(about.get("prerequisites")))),
        sections=tuple(map(_whole, _list(about.get("sections")))),
        parameters=parameters,
    )


def tags(cell: dict) -> list[str]:
    """Tags of a cell."""
    return _list(_dict(cell.get("metadata")).get("tags"))


def source(cell: dict) -> str:
    """Source of a cell as one text; a notebook file may hold it as a list of lines."""
    return "".join(_list(cell.get("source"))) if isinstance(cell.get("source"), list) else _text(cell.get("source"))


def _title(cells: list[dict]) -> str | None:
    for cell in cells:
        if cell["cell_type"] == "markdown" and (
            heading := re.search(r"^#[ \t]+(.+?)[ \t#]*$", source(cell), re.MULTILINE)
        ):
            return heading[1]
    return None


# Metadata of strangers can hold anything; what is not of the right kind counts as not given.


def _dict(value) -> dict:
    return value if isinstance(value, dict) else {}


def _list(value) -> list:
    return value if isinstance(value, list) else []


def _text(value) -> str:
    return value if isinstance(value, str) else ""


def _whole(value) -> int:
    return value if isinstance(value, int) else 0


# --- finding --------------------------------------------------------------------------------------------------------


def lessons(folder: str | Path | None = None) -> list[Lesson]:
    """All lessons of a folder, sorted by name.

    Parameters
    ----------
    folder : path, optional
        A folder of notebooks, every one with a ``parameters`` cell being a lesson. None is the shipped folder, where
        a lesson is named ``NN-name`` and ``00-`` is the index.

    Raises
    ------
    NotALesson
        If the folder does not exist, or a file in it is not a notebook.
    """
    return [read(path) for path in _files(folder).values() if folder is None or _has_parameters(_inside(path, folder))]


def find(text: str, folder: str | Path | None = None) -> Lesson:
    """The lesson that a text means: ``NN-name``, ``NN`` or ``name``.

    Raises
    ------
    UnknownName
        If it means none or several, or is a path rather than a name.
    NotALesson
        If the file is not a notebook with a ``parameters`` cell.
    """
    text = str(text)
    if any(mark in text for mark in ("/", "\\", "..")):
        raise UnknownName(f"The lesson {text!r} is a path, not a name. Accepted: NN-name, NN or name.")
    files = _files(folder)
    found = [text] if text in files else [name for name in files if _means(text, name)]
    if not found:
        raise UnknownName(unknown("lesson", text, files))
    if len(found) > 1:
        raise UnknownName(f"The lesson {text!r} could be {' or '.join(found)}. Give the whole name.")
    return read(_inside(files[found[0]], folder))


def _files(folder: str | Path | None) -> dict[str, Path]:
    place = notebooks_dir() if folder is None else Path(folder)
    if not place.is_dir():
        raise NotALesson(f"The folder {place} does not exist. Lessons are taken from a folder of notebooks.")
    # What failed, and what a newer form replaced, lies beside the lesson of that name and is none itself.
    others = r"(?!00-start-here|.*\.(?:failed|yours(?:-\d+)?)$)[^.].*"
    pattern = r"(?!00-)\d\d-.+" if folder is None else others
    return {path.stem: path for path in sorted(place.glob("*.ipynb")) if re.fullmatch(pattern, path.stem)}


def _means(text: str, name: str) -> bool:
    number, _, rest = name.partition("-")
    return text == rest or (text.isascii() and text.isdigit() and text.zfill(2) == number)


def _inside(path: Path, folder: str | Path | None) -> Path:
    place = notebooks_dir() if folder is None else Path(folder)
    if not path.resolve().is_relative_to(place.resolve()):
        raise UnknownName(
            f"The lesson {path.stem!r} is a link that leads out of {place}. Put the notebook itself there."
        )
    return path


def _has_parameters(path: Path) -> bool:
    return any("parameters" in tags(cell) for cell in notebook(path)["cells"])


# --- the header cell ------------------------------------------------------------------------------------------------


def header(lesson: Lesson) -> str:
    """Markdown of a lesson's header cell, made from its metadata: time, level, place in the chapter, objectives."""
    titles = {row["section"]: row["title_en"] for row in datasets.rows("programmes")}
    chapter = "; ".join(f"section {number}, *{titles[number]}*" for number in lesson.sections)
    time = f"{lesson.minutes_reading} minutes to read, {lesson.minutes_exercises} minutes for the exercises"
    before = ", ".join(_linked(name, lesson.path.parent) for name in lesson.prerequisites)
    return "\n".join(
        [
            f"- **Time:** {time}",
            f"- **Level:** {lesson.level}",
            f"- **Before this lesson:** {before or 'nothing'}",
            f"- **In the chapter:** {chapter}",
            "",
            "**By the end you can**",
            "",
            *(f"- {objective}" for objective in lesson.objectives),
        ]
    )


def _linked(name: str, folder: Path) -> str:
    return f"[{name}]({name}.ipynb)" if (folder / f"{name}.ipynb").is_file() else name


# --- the stored form ------------------------------------------------------------------------------------------------

_MODEL = re.compile(r"[0-9a-f]{32}")
_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_OF_ONE_RUN = {"papermill", "execution", "ExecuteTime", "collapsed"}


def normalise(content: dict) -> dict:
    """Return a copy of an executed notebook without what differs from run to run.

    Times and papermill's notes go, the kernel's version goes, and the random ids of widgets are replaced by their
    number, in the order in which the widgets were made. Counts of execution and outputs stay.

    Examples
    --------
    >>> normalise({"metadata": {"papermill": {"duration": 2.5}}, "cells": []})
    {'cells': [], 'metadata': {}}
    """
    numbers = {model: f"{number:032x}" for number, model in enumerate(dict.fromkeys(_models(content)), start=1)}
    # One pass over the whole text, so that an id is replaced wherever it stands (outputs, state, "IPY_MODEL_" links).
    clean = json.loads(_MODEL.sub(lambda id: numbers.get(id[0], id[0]), json.dumps(content)))
    for part in (clean, *clean["cells"]):
        part["metadata"] = {key: value for key, value in part.get("metadata", {}).items() if key not in _OF_ONE_RUN}
    _dict(clean["metadata"].get("language_info")).pop("version", None)
    for cell in clean["cells"]:
        if "injected-parameters" in tags(cell):
            cell["id"] = "injected-parameters"
    return json.loads(json.dumps(clean, sort_keys=True))


def _models(content: dict) -> Iterator[str]:
    widgets = _dict(_dict(content.get("metadata")).get("widgets"))
    yield from _dict(_dict(widgets.get(_WIDGET_STATE)).get("state"))
    for cell in content["cells"]:
        for output in _list(cell.get("outputs")):
            if model := _dict(_dict(output.get("data")).get(_WIDGET_VIEW)).get("model_id"):
                yield model
