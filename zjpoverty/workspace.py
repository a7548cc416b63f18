"""Workspaces: the lessons copied out for a student or a trainer, and brought up to date without loss.

``plan`` decides and refuses, and writes nothing; ``write`` does what was planned. A hidden manifest holds a hash of
every file as it was written, so that a file which its owner changed is told from one that may be replaced. What
JupyterLab changes when it does no more than open and save a notebook is no change of its owner's.
"""

import json
import os
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from . import __version__, lessons
from ._paths import notebooks_dir
from ._results import write as write_whole
from ._words import unknown
from .editions import EDITIONS, INDEX, edition_of, index, readme

__all__ = ["INDEX", "MANIFEST", "Plan", "Refused", "index", "plan", "report", "text_of", "write"]

MANIFEST = ".zjpoverty.json"
_OF_THE_KERNEL = ("kernelspec", "language_info")


class Refused(ValueError):
    """Nothing was written, because something asked for is not possible; one sentence."""


@dataclass(frozen=True)
class File:
    """A file of a workspace, what becomes of it, and the name under which its owner's form is kept."""

    name: str
    text: str
    state: str
    yours: str | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be written where; ``known`` are the hashes of the manifest that was there."""

    folder: Path
    edition: str
    files: tuple[File, ...]
    known: dict[str, str]


# --- deciding -------------------------------------------------------------------------------------------------------


def plan(folder: str | Path, edition: str | None = None, force: bool = False) -> Plan:
    """Decide what to write into a workspace. Nothing is written.

    Parameters
    ----------
    folder : path
        Any folder; what lies in it under other names is left alone. It need not exist.
    edition : str, optional
        ``student`` (solutions emptied) or ``trainer`` (solutions shown, with notes). None is the edition that the
        workspace has, and for a new one ``student``.
    force : bool
        Whether to replace files that their owner changed. Theirs are kept beside as ``NAME.yours.ipynb``.

    Returns
    -------
    Plan
        Each file with its ``state``: ``added``, ``updated``, ``same``, ``kept`` (changed by its owner), or
        ``replaced``.

    Raises
    ------
    Refused
        If there is no such edition, the folder cannot be one, or its manifest cannot be read.
    """
    place = _allowed(Path(folder))
    manifest = _manifest(place)
    edition = edition or manifest["edition"]
    if edition not in EDITIONS:
        raise Refused(unknown("edition", edition, EDITIONS))
    known = manifest["files"]
    files = (_decided(place, name, text, known.get(name), force) for name, text in _contents(edition))
    return Plan(place, edition, tuple(files), known)


def _allowed(folder: Path) -> Path:
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(path))
    if not place.is_dir():
        raise Refused(f"{place} is a file, not a folder. Give a folder for the workspace.")
    if folder.resolve().is_relative_to(notebooks_dir().resolve()):
        raise Refused(f"{folder} holds the lessons from which copies are made. Give another folder for the workspace.")
    if not os.access(place, os.W_OK | os.X_OK):
        raise Refused(f"The folder {place} cannot be written to. Give another folder for the workspace.")
    return folder


def _manifest(folder: Path) -> dict:
    """What the manifest of a workspace says; that of a new one."""
    path = folder / MANIFEST
    if not os.path.lexists(path):
        return {"edition": "student", "files": {}}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["edition"] in EDITIONS and isinstance(manifest["files"], dict):
            return manifest
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Refused(
        f"{path} cannot be read, so it is not known which files are yours. Delete it: then every file that differs "
        "counts as yours and is kept."
    )


def _contents(edition: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file of an edition."""
    shipped = lessons.lessons()
    yield INDEX, text_of(index(shipped, edition))
    yield "README.md", readme(edition)
    for lesson in shipped:
        yield lesson.path.name, text_of(edition_of(lessons.notebook(lesson.path), lesson, edition))


def _decided(folder: Path, name: str, text: str, known: str | None, force: bool) -> File:
    found = _hash_of(folder / name)
    if found is None:
        return File(name, text, "added")
    if found == _hash(text):
        return File(name, text, "same")
    if found == known:
        return File(name, text, "updated")
    return File(name, text, "replaced", _free(folder, name)) if force else File(name, text, "kept")


def _free(folder: Path, name: str) -> str:
    """Name beside a file that is not taken: ``NAME.yours.ipynb``, then ``NAME.yours-2.ipynb`` and on."""
    path, number = Path(name), 1
    while os.path.lexists(folder / (free := f"{path.stem}.yours{f'-{number}' if number > 1 else ''}{path.suffix}")):
        number += 1
    return free


def _hash(text: str) -> str:
    """Hash of what its owner can change in a file: all of it, but in a notebook not what any saving changes.

    JupyterLab notes which kernel and Python it found, and writes 129000.0 as 129000. It saves by itself when it has
    opened a notebook, and then a lesson that was only looked at would never be brought up to date again.
    """
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        notebook = json.loads(text, parse_float=_number)
        notebook["metadata"] = {key: value for key, value in notebook["metadata"].items() if key not in _OF_THE_KERNEL}
        text = json.dumps(notebook, sort_keys=True)
    return sha256(text.encode("utf-8")).hexdigest()


def _number(digits: str) -> int | float:
    value = float(digits)
    return int(value) if value.is_integer() else value


def _hash_of(path: Path) -> str | None:
    """Hash of a file; None if there is none, empty for what is there but no file that can be read."""
    if not os.path.lexists(path):
        return None
    try:
        # A link leads to what is not ours to replace, so it counts as changed, whatever it leads to.
        return "" if path.is_symlink() else _hash(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""


def text_of(notebook: dict) -> str:
    """Text of a notebook file, the same for the same notebook."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# --- doing ----------------------------------------------------------------------------------------------------------


def write(plan: Plan) -> None:
    """Write a workspace as planned, every file whole or not at all, and its manifest.

    Raises
    ------
    Refused
        If the folder cannot be made.
    """
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"The folder {plan.folder} cannot be made: {error.strerror}. Give another one.") from None
    known = dict(plan.known)
    try:
        for file in plan.files:
            if file.yours:
                (plan.folder / file.name).rename(plan.folder / file.yours)
            if file.state in ("added", "updated", "replaced"):
                write_whole(plan.folder / file.name, file.text)
            if file.state != "kept":
                known[file.name] = _hash(file.text)
    except BaseException:
        # What was written counts as ours also where the disk became full before the end.
        with suppress(OSError):
            _write_manifest(plan, known)
        raise
    _write_manifest(plan, known)


def _write_manifest(plan: Plan, known: dict[str, str]) -> None:
    about = {"version": __version__, "edition": plan.edition, "files": known}
    write_whole(plan.folder / MANIFEST, json.dumps(about, indent=1, sort_keys=True) + "\n")


# --- telling --------------------------------------------------------------------------------------------------------


def report(plan: Plan) -> str:
    """Lines on what was written, what was kept, and how to go on."""
    count = sum(file.name not in (INDEX, "README.md") for file in plan.files)
    edition = f"{plan.edition}'s edition of zjpoverty {__version__}"
    first = f"{plan.folder} holds {count} lesson{'s' * (count != 1)}, {edition}."
    return "\n".join([first, *_told(plan), f"Open it: zjpoverty lab {shlex.quote(str(plan.folder))}"])


def _told(plan: Plan) -> Iterator[str]:
    """Lines on what became of the files, each state that there is on a line."""
    groups = {state: [file for file in plan.files if file.state == state] for state in ("added", "updated", "kept")}
    if not groups["added"] + groups["updated"] + (replaced := [file for file in plan.files if file.yours]):
        yield "Nothing is new."
    for state, words in (("added", "added"), ("updated", "updated"), ("kept", "kept, since you changed it")):
        if groups[state]:
            yield f"{words}: {', '.join(file.name for file in groups[state])}"
    if any(plan.known.get(file.name) != _hash(file.text) for file in groups["kept"]):
        command = f"zjpoverty start {shlex.quote(str(plan.folder))} --force"
        yield f"There is a newer form of what was kept. To have it, and yours beside it: {command}"
    if replaced:
        yield f"replaced, and yours kept: {', '.join(f'{file.name} (yours: {file.yours})' for file in replaced)}"
    if left := _left(plan):
        yield f"left, though no longer a lesson: {', '.join(left)}"


def _left(plan: Plan) -> list[str]:
    """Files of an earlier version that are still there."""
    gone = sorted(set(plan.known) - {file.name for file in plan.files})
    return [name for name in gone if Path(name).name == name and (plan.folder / name).is_file()]
