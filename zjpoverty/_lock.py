"""One run at a time into a folder. The system itself lets go of the lock when its holder ends, however it ends."""

import getpass
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import _results
from ._plan import Refused


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder of the results, which is made if need be.

    Raises
    ------
    Refused
        If another run holds it, with who and since when, or if it cannot be written to.
    """
    from filelock import FileLock, Timeout

    place = out / _results.HIDDEN
    holder = place / "holder.json"
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place / "lock")
        lock.acquire(blocking=False)
        _results.tidy(out)
        _results.write(holder, json.dumps(_this_process()))
    except Timeout:
        raise Refused(f"{out} is in use by {_told(holder)}. Wait for it, or give another folder with --out.") from None
    except OSError as error:
        raise Refused(
            f"The folder {out} cannot be written to: {error.strerror}. Give another one with --out."
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _this_process() -> dict:
    user = ""
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    return {"process": os.getpid(), "user": user, "machine": platform.node(), "since": _results.now()}


def _told(holder: Path) -> str:
    try:
        return "process {process} of {user} on {machine} since {since}".format(**json.loads(holder.read_text("utf-8")))
    except (OSError, ValueError, LookupError, TypeError):
        return "another run that has just begun"
