"""The same runs on the workers of a Dask cluster. They need this package and no shared disk: sources travel to them.

When a worker is lost, Dask gives its lesson to another. A lesson that nobody waits for any more, because the run was
stopped or has died, is stopped as it would be here.
"""

import signal
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import cache

from . import __version__, _process
from ._plan import Refused

_PATIENCE = "10s"


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """Executor of a cluster, and how many lessons to give it at a time.

    Raises
    ------
    Refused
        If Dask is not installed, nobody answers at the address, there is no worker, or one has another version.
    """
    try:
        from distributed import Client
    except ImportError:
        raise Refused("--scheduler needs Dask, which is not installed: pip install 'zjpoverty[dask]'.") from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        told = f"No Dask scheduler answers at {address}: {_first_line(error)}."
        raise Refused(f"{told} Give the address that it prints when it starts, such as tcp://HOST:8786.") from None
    with client:
        threads = _checked(client, address)
        # Twice as many as run at once, so that no worker waits for the next.
        yield client.get_executor(pure=False), 2 * threads


def _checked(client, address: str) -> int:
    """Threads of all workers, if every one has this package in this version."""
    threads = client.nthreads()
    if not threads:
        raise Refused(f"The scheduler at {address} has no worker. Start one: dask worker {address}.")
    for worker, version in client.run(installed_version, on_error="return").items():
        if version != __version__:
            found = "lacks zjpoverty" if isinstance(version, Exception) else f"has zjpoverty {version}"
            raise Refused(f"The worker {worker} {found}. Install zjpoverty {__version__} there.")
    return sum(threads.values())


def installed_version() -> str:
    """Version of this package where this is called."""
    return __version__


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


# --- on a worker ----------------------------------------------------------------------------------------------------


def attempts(job: dict, timeout: float, retries: int) -> dict:
    """Run a lesson on the worker that calls this; see :func:`zjpoverty._process.attempts`."""
    return _process.attempts(job, timeout, retries, Unwanted(), _start())


@cache
def _start():
    # One for as long as the worker lives: what it has imported does not change either.
    return _process.Forks() if _process.CAN_FORK else None


class Unwanted(_process.Stop):
    """Stops a lesson that the client has cancelled, also by going away."""

    def __init__(self):
        from distributed import get_worker

        super().__init__()
        self._worker = get_worker()
        self._task = self._worker.get_current_task()

    @property
    def signal(self) -> int | None:
        """Not None as soon as nobody waits for the result."""
        task = self._worker.state.tasks.get(self._task)
        return signal.SIGTERM if task is None or task.state == "cancelled" else None

    @signal.setter
    def signal(self, number: int | None) -> None:
        pass
