"""One attempt at a lesson: a fresh process, waited for, stopped when its time is up, and nothing left of it."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from ._worker import kill_group

_GRACE = 10.0  # seconds that a stopped worker has for ending its kernel and keeping what ran


class Stop:
    """Whether the whole run is to end. Called as a signal handler, it asks every live process to stop."""

    def __init__(self):
        self.signal: int | None = None
        self._live: set[subprocess.Popen] = set()

    def __call__(self, signal: int, frame=None) -> None:
        self.signal = self.signal or signal
        for process in list(self._live):
            process.terminate()

    @contextmanager
    def reaching(self, process: subprocess.Popen):
        """While a process is live, let a signal reach it."""
        self._live.add(process)
        if self.signal:  # it came between the start of the process and the line above
            process.terminate()
        try:
            yield
        finally:
            self._live.discard(process)


def attempt(job: dict, timeout: float, stop: Stop) -> dict:
    """Run a lesson once.

    Parameters
    ----------
    job : dict
        ``name``, ``source`` (the notebook's text), ``path``, ``parameters`` and ``html`` (whether to make the page).
    timeout : float
        Seconds on the wall clock.

    Returns
    -------
    dict
        ``status`` (``ok``, ``failed``, ``timeout`` or ``interrupted``), ``reason``, ``error``, and where there are any
        ``notebook`` and ``html`` as text.
    """
    with TemporaryDirectory(prefix="zj-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "job.json").write_text(json.dumps({**job, "parent": os.getpid()}), encoding="utf-8")
        process = _start(folder)
        with stop.reaching(process):
            in_time = _wait(process, timeout, stop)
            if process.poll() is None:
                _end(process)
        process.stdin.close()
        _kill_orphan(folder)
        return _outcome(job["name"], folder, timeout, in_time, stop)


def _start(folder: Path) -> subprocess.Popen:
    (folder / "empty").mkdir()
    # The user's own IPython profile could change what a lesson prints.
    ours = {"IPYTHONDIR": str(folder / "ipython"), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    with open(folder / "log.txt", "wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "zjpoverty._worker", str(folder)],
            cwd=folder / "empty",
            env={**os.environ, **ours},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the parent, which then stops its lessons in order
        )


def _wait(process: subprocess.Popen, timeout: float, stop: Stop) -> bool:
    """Wait for the process, its time, or the end of the whole run; say whether the time sufficed."""
    deadline = monotonic() + timeout
    while not stop.signal and (left := deadline - monotonic()) > 0:
        try:
            process.wait(min(left, 1))
            return True
        except subprocess.TimeoutExpired:
            continue
    return bool(stop.signal)


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _kill_orphan(folder: Path) -> None:
    """End the kernel of a process that was killed before it could do so."""
    if (folder / "kernel.pid").exists() and not (folder / "result.json").exists():
        kill_group(int((folder / "kernel.pid").read_text()))


def _outcome(name: str, folder: Path, timeout: float, in_time: bool, stop: Stop) -> dict:
    result = _result(folder)
    if result and result["status"] != "stopped":
        return result  # also when a signal or the time limit came just after it was written
    kept = {"notebook": result.get("notebook")} if result else {}
    if stop.signal:
        return {"status": "interrupted", "reason": None, "error": None}
    if not in_time:
        place = f" {result['error']}" if result and result["error"] else ""
        return {
            **kept,
            "status": "timeout",
            "reason": None,
            "error": f"{name} did not end within {timeout:g} seconds.{place}",
        }
    reason = "kernel_died" if (folder / "ready").exists() else "no_start"
    lines = (folder / "log.txt").read_text(errors="replace").strip().splitlines() or ["it left no message"]
    return {
        **kept,
        "status": "failed",
        "reason": reason,
        "error": f"The process of {name} ended without a result: {lines[-1]}.",
    }


def _result(folder: Path) -> dict | None:
    try:
        return json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
