"""One case in a process of its own: python -m parties PARTY TASK FOLDER SECONDS GIGABYTES; prints JSON."""

import json
import resource
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

from parties import data

WARM_UP = 4000  # rows of a first call that is not timed: it loads and compiles what is loaded late
LEAST, MOST = 0.5, 9  # seconds and calls after which the clock stops


def _pages(which: int) -> int:
    return int(Path("/proc/self/statm").read_text().split()[which]) * resource.getpagesize()


def _limit(seconds: float, gigabytes: float) -> None:
    """End this process after so many seconds, and refuse it more memory than that beyond what it has."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    if Path("/proc/self/statm").exists():
        most = _pages(0) + int(gigabytes * 1e9)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _forget_peak() -> int:
    """Let the peak be what is held now, where Linux can; return it."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")
    return _peak()


def main(party: str, task: str, folder: str, seconds: float, gigabytes: float) -> dict:
    """Time and memory of one case."""
    module = import_module(f"parties.{party}")
    prepare = getattr(module, task)
    told = {"note": (prepare.__doc__ or "").strip(), "weighted": not getattr(module, "WITHOUT_WEIGHTS", False)}
    rows = data.load(Path(folder))
    prepare(rows.head(WARM_UP))()
    run = prepare(rows)
    _limit(seconds, gigabytes)
    held, times, peaks = _forget_peak(), [], []
    while not times or (sum(times) < LEAST and len(times) < MOST):
        start = time.perf_counter()
        answer = run()
        times.append(time.perf_counter() - start)
        peaks.append(_peak())
    return told | {"answer": [float(value) for value in answer], "seconds": min(times), "memory": peaks[0] - held}


if __name__ == "__main__":
    try:
        result = main(*sys.argv[1:4], *map(float, sys.argv[4:]))
    except ModuleNotFoundError as problem:
        result = {"problem": f"not installed: {problem.name}"}
    except MemoryError:
        result = {"problem": f"needs more than {sys.argv[5]} GB"}
    except Exception as problem:
        result = {"problem": f"fails: {type(problem).__name__}: {str(problem).splitlines()[0][:90]}"}
    print("\n" + json.dumps(result))
