"""Whether an earlier result still holds: its lesson, parameters, packages, and all that it read are as they were.

``DIR/.zjpoverty/NAME.json`` says of what each result was made. What a lesson reads is known from its own run, file by
file (:mod:`zjpoverty._trace`), so a change reruns just the lessons that read what has changed. Of a lesson that asks
the clock or a network nobody knows whether it has.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from . import _trace
from ._results import HIDDEN, write


class Memory:
    """What is remembered of the results in a folder. Made anew for each run, since it reads each file once."""

    def __init__(self, out: Path):
        self.out = out
        self._hash = cache(_hash)
        self._packages = cache(_packages)

    def reason(self, name: str, made_of: dict) -> str | None:
        """Why a lesson has to be run, in words; None if its earlier result still holds.

        Parameters
        ----------
        name : str
            Name of its results.
        made_of : dict
            ``source`` (the text of its notebook), ``parameters`` and ``page`` (what its page needs; None for no page).
        """
        try:
            known = json.loads(self._file(name).read_text(encoding="utf-8"))
            return next(self._changes(known, made_of), None)
        except FileNotFoundError:
            return f"there is no result of it in {self.out} yet"
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return "what is remembered of its result cannot be read"

    def _changes(self, known: dict, made_of: dict) -> Iterator[str]:
        for file, before in known["results"].items():
            if self._hash(self.out / file) != before:
                yield f"{file} is gone" if not (self.out / file).exists() else f"{file} was changed"
        if known["source"] != _digest(made_of["source"]):
            yield "its notebook has changed"
        if _plain(known["parameters"]) != _plain(made_of["parameters"]):
            yield "its parameters have changed"
        if made_of["page"] is not None and _plain(known["page"]) != _plain(made_of["page"]):
            yield "its page has to be made" if known["page"] is None else "the lessons that its page links have changed"
        yield from _differing(known["packages"], self._packages())
        for file, before in known["read"].items():
            if self._hash(_trace.found(file)) != before:
                yield f"{file} has changed"

    def keep(self, name: str, made_of: dict, read: Iterable[str], files: Iterable[str], since: float) -> None:
        """Remember of what a result was made, when its files are written.

        What was written after ``since``, when it began, may not be what it has read: then nothing is remembered.
        """
        self._file(name).unlink(missing_ok=True)
        sources = {file: _trace.found(file) for file in read}
        if any(path.exists() and path.stat().st_mtime > since for path in sources.values()):
            return
        known = {
            **made_of,
            "source": _digest(made_of["source"]),
            "packages": self._packages(),
            "read": {file: self._hash(path) for file, path in sources.items()},
            "results": {file: _hash(self.out / file) for file in files},
        }
        self._file(name).parent.mkdir(exist_ok=True)
        write(self._file(name), json.dumps(known, ensure_ascii=False, indent=1) + "\n")

    def files(self, name: str) -> dict[str, str]:
        """Files of a result that still holds, by kind."""
        known = json.loads(self._file(name).read_text(encoding="utf-8"))
        return {"notebook" if file.endswith(".ipynb") else "html": file for file in known["results"]}

    def _file(self, name: str) -> Path:
        return self.out / HIDDEN / f"{name}.json"


def _differing(before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for package in sorted(before.keys() | now.keys()):
        if before.get(package) != now.get(package):
            yield f"{package} was {before.get(package, 'absent')} and is {now.get(package, 'absent')}"


def _packages() -> dict[str, str]:
    """Versions of all packages that are installed: which of them shape a result cannot be known."""
    return {package.name: package.version for package in distributions()}


def _hash(path: Path) -> str | None:
    """Hash of a file; None if it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value) -> str:
    # As text, because 1, 1.0 and True are equal to Python, but not to a lesson.
    return json.dumps(value, sort_keys=True, ensure_ascii=True)
