"""What a process reads, noted as it is opened: modules and tables of this package, and files of the user.

A result is kept until one of them changes. Python's audit events tell of every file that is opened, also of a module's.
"""

import os
import sys
import sysconfig
from importlib.util import source_from_cache
from pathlib import Path

from ._paths import data_dir

_PLACES = {"data": data_dir(), "zjpoverty": Path(__file__).parent}
_OURS = tuple(f"{os.path.realpath(place)}{os.sep}" for place in _PLACES.values())
_NAMES = (__package__, "__main__")
# Python and its packages answer for themselves by their versions; what the machine tells is no input of a lesson.
_PYTHON = {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix}
_NOT = (*(f"{os.path.realpath(place)}{os.sep}" for place in _PYTHON), "/proc/", "/sys/", "/dev/", "/etc/", "/usr/")


def write_to(file: Path) -> None:
    """From here on, write a line into ``file`` for each file that this process reads; this cannot be undone."""
    seen: set[str] = set()
    private = f"{os.path.realpath(file.parent)}{os.sep}"
    lines = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def heard(event: str, arguments: tuple) -> None:
        if event != "open" or not _reads(*arguments):
            return
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path not in seen and not path.startswith(private) and (path.startswith(_OURS) or not path.startswith(_NOT)):
            seen.add(path)
            os.write(lines, os.fsencode(f"{path}\n"))

    sys.addaudithook(heard)


def _reads(path, mode: str | None, flags: int) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False  # a number: opened before
    return not set(mode) & set("wax+") if mode else not flags & (os.O_WRONLY | os.O_RDWR)


def read_by(*files: Path) -> list[str]:
    """Files that were read, by the notes of processes and what of this package is loaded in this one.

    Those of this package are named from ``zjpoverty/`` or ``data/`` on, so that they mean the same on another machine.
    """
    noted = (line for file in files if file.exists() for line in os.fsdecode(file.read_bytes()).splitlines())
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(_NAMES)]
    loaded = (os.path.realpath(module.__file__) for module in modules if getattr(module, "__file__", None))
    ours = (path for path in loaded if path.startswith(_OURS))
    return sorted({_named(_source(path)) for path in (*noted, *ours) if not os.path.isdir(path)})


def _source(path: str) -> str:
    """File of a module whose compiled form was read."""
    return source_from_cache(path) if os.path.basename(os.path.dirname(path)) == "__pycache__" else path


def _named(path: str) -> str:
    for name, place in _PLACES.items():
        if Path(path).is_relative_to(place):
            return f"{name}/{Path(path).relative_to(place).as_posix()}"
    return path


def found(name: str) -> Path:
    """Path of a file that :func:`read_by` has named."""
    first, _, rest = name.partition("/")
    return _PLACES[first] / rest if first in _PLACES else Path(name)
