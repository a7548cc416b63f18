"""One attempt at a lesson: a fresh process, waited for, stopped when its time is up, and nothing left of it.

Where the platform can fork, the process comes from :mod:`zjpoverty._forks`, which has imported the libraries once.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from ._worker import kill_group, surroundings

# Linux alone: elsewhere a fork is not safe (macOS) or there is none (Windows).
CAN_FORK = sys.platform == "linux" and hasattr(os, "pidfd_open")

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


class Process:
    """A forked process, with what is needed here of a ``subprocess.Popen``."""

    def __init__(self, handle: int, lifeline: int):
        self.handle, self.stdin = handle, os.fdopen(lifeline, "wb")

    def wait(self, timeout: float) -> None:
        """Wait for its end."""
        end = select.poll()
        end.register(self.handle, select.POLLIN)
        if not end.poll(1000 * timeout):
            raise subprocess.TimeoutExpired("lesson", timeout)

    def poll(self) -> int | None:
        """None while it lives."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0) or 0

    def send(self, number: int) -> None:
        """Send a signal, if it lives."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send(signal.SIGKILL)

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_) -> None:
        self.stdin.close()
        os.close(self.handle)


class Forks:
    """A process that has imported the libraries, from which those of lessons are forked."""

    COMMAND = ("-P", "-m", "zjpoverty._forks")
    PATIENCE = 60.0  # seconds in which it must have imported them

    def __init__(self):
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen | None = None
        self._usable = True
        self._one_at_a_time = threading.Lock()

    def __call__(self, folder: Path) -> "Process | subprocess.Popen":
        """Fork the process of a lesson, or start one where nothing can be forked any more."""
        with self._one_at_a_time:
            forked = self._forked(folder) if self._usable else None
        return forked or _start(folder)

    def _forked(self, folder: Path) -> Process | None:
        reading, writing = os.pipe()
        handles: list[int] = []
        with suppress(OSError):
            if self._socket is None:  # not before there is a lesson to run
                self._begin()
            socket.send_fds(self._socket, [os.fsencode(folder)], [reading])
            _, handles, *_ = socket.recv_fds(self._socket, 1024, 1)
        os.close(reading)
        if handles:
            return Process(handles[0], writing)
        os.close(writing)
        self._usable = False
        self.close()
        return None

    def _begin(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(self.PATIENCE)
        quiet = {**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        with theirs:
            command = [sys.executable, *self.COMMAND]
            self._process = subprocess.Popen(command, stdin=theirs, env=quiet, start_new_session=True)

    def close(self) -> None:
        """End it; what was forked from it lives on."""
        if self._process:
            self._socket.close()
            self._process.kill()
            self._process.wait()


@contextmanager
def forks():
    """Where the platform can, what forks the processes of lessons; else what starts them."""
    if not CAN_FORK:
        yield _start
        return
    host = Forks()
    try:
        yield host
    finally:
        host.close()


def attempt(job: dict, timeout: float, stop: Stop, start: Callable | None = None) -> dict:
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
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        (folder / "empty").mkdir()
        with (start or _start)(folder) as process, stop.reaching(process):
            in_time = _wait(process, timeout, stop)
            if process.poll() is None:
                _end(process)
        _kill_orphan(folder)
        return _outcome(job["name"], folder, timeout, in_time, stop)


def _start(folder: Path) -> subprocess.Popen:
    with open(folder / "log.txt", "wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "zjpoverty._worker", str(folder)],
            cwd=folder / "empty",
            env={**os.environ, **surroundings(folder)},
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


def attempts(
    job: dict,
    timeout: float,
    retries: int,
    stop: Stop,
    start: Callable | None = None,
    begun: Callable[[str], None] = lambda name: None,
) -> dict:
    """Run a lesson, again where that can help.

    ``begun`` is told its name at each attempt. See :func:`attempt` for the others.

    Returns
    -------
    dict
        As :func:`attempt`, with ``attempts`` and ``seconds``.
    """
    outcome: dict = {"status": "not_run", "reason": None, "error": None}
    made, began = 0, monotonic()
    while not stop.signal and made <= retries and _may_help(outcome):
        begun(job["name"])
        made += 1
        outcome = attempt(job, timeout, stop, start)
    return {**outcome, "attempts": made, "seconds": round(monotonic() - began, 2)}


def _may_help(outcome: dict) -> bool:
    """Whether another attempt can end otherwise: a failing cell fails again, a hang or a dead kernel need not."""
    return outcome["status"] in ("not_run", "timeout") or outcome["reason"] in ("kernel_died", "no_start")
