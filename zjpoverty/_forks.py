"""Processes of lessons forked from one that has imported the libraries: ``python -P -m zjpoverty._forks``.

Standard input is one end of a socket pair: what comes is the folder of a lesson with the end of a pipe that is its
lifeline, what goes back is the new process. No address is listened on, so nobody else can ask for a process. When the
other end closes, this process ends; the lessons have lifelines of their own.

Nothing that forks badly is started before: pyarrow, polars, duckdb and vl-convert make their threads when first used,
numpy's and jemalloc's survive a fork.
"""

import builtins
import gc
import os
import socket
import subprocess
import sys
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import nbformat

from . import _kernel, _worker, lessons

# A page of this makes the programs compile their patterns once for all lessons: text, a formula, code, a table.
_SMALL = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"id": "0", "cell_type": "markdown", "metadata": {}, "source": "# x\n\n*a* [b](c) $x_1$\n\n|a|\n|-|\n|1|"},
        {
            "id": "1",
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": "n: int = 1  # 0 to 9: a number",
            "execution_count": 1,
            "outputs": [
                {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<p>x</p>", "text/plain": "x"}},
                {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": "*x*", "text/plain": "x"}},
            ],
        },
    ],
}


def prepare() -> None:
    """Import what lessons and the runner use, and have a page made. No thread of Python is started, no table kept."""
    # In a process of its own, since what makes the script starts threads; it takes about as long as the imports.
    script = subprocess.Popen([sys.executable, "-P", "-m", "zjpoverty._vega"], stdout=subprocess.PIPE)
    # pandas sets itself up for a terminal or for a kernel when it is imported; this is how it asks.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    import pandas  # noqa: F401

    del builtins.get_ipython
    # jsonschema would load a grammar of addresses, which takes longer than altair itself and which no lesson asks for.
    sys.modules["rfc3987_syntax"] = None
    import altair  # noqa: F401

    del sys.modules["rfc3987_syntax"]
    import ipykernel.debugger
    import ipykernel.ipkernel
    import ipykernel.kernelapp  # noqa: F401
    import ipywidgets  # noqa: F401
    import papermill  # noqa: F401

    from . import _vega, handout

    handout.page(nbformat.from_dict(_SMALL), lessons.from_notebook("00-x", Path("00-x.ipynb"), _SMALL))
    made, _ = script.communicate()
    if script.returncode == 0:  # else each lesson makes its own, and says what is wrong
        _vega.remember(made.decode())


def serve(asked: socket.socket) -> None:
    """Fork a process for each request, until the other end closes."""
    while True:
        folder, lifelines, *_ = socket.recv_fds(asked, 4096, 1)
        _reap()
        if not folder:
            return
        try:
            pid = os.fork()
        except OSError as error:
            asked.send(error.strerror.encode())
            os.close(lifelines[0])
            continue
        if pid == 0:
            asked.close()
            _begin(Path(os.fsdecode(folder)), lifelines[0])
        process = os.pidfd_open(pid)
        with suppress(BrokenPipeError):  # who asked has gone; the lifeline tells the lesson
            socket.send_fds(asked, [b"forked"], [process])
        os.close(process)
        os.close(lifelines[0])


def _reap() -> None:
    # Not by a handler, since a process that has ended keeps its number until then: it cannot be another's.
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _begin(folder: Path, lifeline: int) -> None:
    """Become the process of a lesson."""
    try:
        os.setsid()
        log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for standard, ours in enumerate((lifeline, log, log)):
            os.dup2(ours, standard)
        os.close(lifeline)
        os.close(log)
        os.chdir(folder / "empty")
        os.environ |= _worker.surroundings(folder)
        _worker.main(folder, _kernel.Forked())
    except BaseException:
        traceback.print_exc()  # into the log, where the run looks for it
    finally:
        os._exit(1)  # a lesson's process has left by itself, unless there was an error


if __name__ == "__main__":
    # Python cannot know that the threads there are, of numpy and of jemalloc, survive a fork.
    warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
    with socket.socket(fileno=os.dup(0)) as request:
        prepare()
        gc.freeze()  # what is there is shared by all; a collection would copy it
        serve(request)
