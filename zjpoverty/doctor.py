"""What is installed, what works here, what is missing and how to get it."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

from packaging.requirements import Requirement

from . import __version__, _pdf
from ._process import CAN_FORK
from .batch import cores

Finding = tuple[str, str, str]
_EXTRAS = ("polars", "duckdb", "dask", "spark", "voila")


def examine() -> list[Finding]:
    """Findings as (subject, state, words); the state is ``ok``, ``missing`` (is required) or ``absent`` (is not)."""
    return [
        ("Python", "ok", f"{platform.python_version()}, {sys.executable}"),
        ("zjpoverty", "ok", __version__),
        *_packages(),
        _kernel(),
        _forking(),
        ("Processors", "ok", f"{cores()}; as many lessons run at a time, unless --jobs says otherwise"),
        _browser(),
        _chinese(),
    ]


def _packages() -> Iterator[Finding]:
    for wanted in map(Requirement, requires("zjpoverty") or []):
        extra = next((name for name in _EXTRAS if wanted.marker and wanted.marker.evaluate({"extra": name})), None)
        asked = extra or wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        if wanted.name == "zjpoverty" or not asked:
            continue
        hint = f"pip install 'zjpoverty[{extra}]'" if extra else f"pip install {wanted.name}"
        try:
            yield (wanted.name, "ok", version(wanted.name))
        except PackageNotFoundError:
            yield (wanted.name, "absent" if extra else "missing", f"not installed; {hint}")


def _kernel() -> Finding:
    if find_spec("ipykernel") is None:
        return ("Kernel", "missing", "no lesson can run; pip install ipykernel")
    way = "sockets in a private folder" if os.name == "posix" else "loopback"
    return ("Kernel", "ok", f"ipykernel {version('ipykernel')} of this Python, over {way}")


def _forking() -> Finding:
    if CAN_FORK:
        return ("Forking", "ok", "lessons are forked from one process that has imported the libraries")
    return ("Forking", "absent", "only on Linux; each lesson starts a kernel of its own, which takes longer")


def _browser() -> Finding:
    found = _pdf.program()
    return (
        ("Chromium", "ok", found)
        if found
        else ("Chromium", "absent", "only `make pdf` and the browser tests need it; apt install chromium")
    )


def _chinese() -> Finding:
    advice = "Chinese names may show as boxes in pictures; apt install fonts-noto-cjk"
    if not shutil.which("fc-list"):
        return ("Chinese fonts", "absent", f"fc-list is not here to ask; {advice}")
    asked = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=60, check=False)
    families = sorted({line.split(",")[0] for line in asked.stdout.splitlines() if line.strip()})
    return ("Chinese fonts", "ok", ", ".join(families[:3])) if families else ("Chinese fonts", "absent", advice)
