"""What a run leaves: every file whole or not at all, earlier good results untouched, a report that does not lie."""

import json
import os
import platform
import re
import signal
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from . import __version__

_PACKAGES = ("papermill", "nbclient", "ipykernel", "ipywidgets", "nbconvert", "altair", "vl-convert-python")
_PACKAGES += ("numpy", "pandas", "pyarrow", "narwhals")

HIDDEN = ".zjpoverty"  # the folder beside the results for what only a run reads


def kept(name: str, out: Path, outcome: dict) -> dict:
    """Write what an attempt left, and return the outcome with the names of the files in place of their content."""
    names = {"notebook": f"{name}.ipynb", "html": f"{name}.html"}
    if outcome["status"] != "ok":
        # An earlier good result stays as it is; what failed stands beside it.
        names = {"notebook": _failed(name)}
    files = {kind: file for kind, file in names.items() if outcome.get(kind)}
    try:
        for kind, file in files.items():
            write(out / file, outcome[kind])
        if outcome["status"] == "ok":
            forget_failure(name, out)
    except OSError as error:
        lost = f"The results of {name} could not be written: {error.strerror}."
        return {"status": "failed", "reason": None, "error": lost, "notebook": None, "html": None}
    return {**outcome, "notebook": None, "html": None, **files}


def forget_failure(name: str, out: Path) -> None:
    """Remove what a failed attempt left, now that there is a result which holds."""
    (out / _failed(name)).unlink(missing_ok=True)


def _failed(name: str) -> str:
    return f"{name}.failed.ipynb"


def write(path: Path, text: str) -> None:
    """Write a file so that it appears whole or not at all: beside, to the disk, then renamed."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):
            error.filename = str(path)  # the name that the user knows
        raise


def tidy(out: Path) -> None:
    """Remove what a run that was killed had begun to write. Only who holds the folder may call this."""
    for folder in (out, out / HIDDEN):
        for part in folder.iterdir():
            if re.fullmatch(r"\..+\.(ipynb|html|json)\.\d+\.part", part.name):
                part.unlink(missing_ok=True)


def reported(
    out: Path, parameters: dict, started: str, entries: list[dict], cards: dict, signal_number: int | None
) -> dict:
    """Write ``run.json`` and ``index.html``, for which cards may have been made, and return the report."""
    states = {entry["status"] for entry in entries}
    unfinished = states & {"interrupted", "not_run"}
    report = {
        "schema_version": 1,
        "versions": versions(),
        "parameters": parameters,
        "started": started,
        "ended": now(),
        "status": "interrupted" if unfinished else "ok" if states <= {"ok", "cached"} else "failed",
        "signal": signal.Signals(signal_number).name if unfinished and signal_number else None,
        "lessons": entries,
    }
    from . import handout

    write(out / "run.json", json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    write(out / "index.html", handout.index(report, out, cards))
    return report


def versions() -> dict[str, str | None]:
    """Versions of Python, of this package and of those that shape a lesson's outputs; None for one not installed."""
    return {
        "python": platform.python_version(),
        "zjpoverty": __version__,
        **{name: _version(name) for name in _PACKAGES},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def now() -> str:
    """Time in UTC, as it stands in a report."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
