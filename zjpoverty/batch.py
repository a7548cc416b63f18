"""Plan the runs, run them, report: many lessons, each in a process of its own, with an exit code one can trust.

``plan`` decides and refuses, and writes nothing; ``run`` does what was planned. What papermill says of a run is not
believed; what its cells say is.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from . import _lock, _process, _results, handout, lessons, workspace
from ._cache import Memory
from ._paths import notebooks_dir
from ._plan import Job, Plan, Refused, cores, plan

__all__ = ["Job", "Plan", "Refused", "Watcher", "cores", "exit_code", "plan", "run", "store", "why"]


class Watcher:
    """What is told of a run while it lasts. This one is silent."""

    def started(self, name: str) -> None:
        """A lesson has begun, or begun again."""

    def ended(self, entry: dict) -> None:
        """A lesson has ended; the entry is its line of the report."""


def run(plan: Plan, watcher: Watcher | None = None) -> dict:
    """Run a plan.

    Parameters
    ----------
    plan : Plan
        From :func:`plan`.
    watcher : Watcher, optional
        Told of each lesson's start and end.

    Returns
    -------
    dict
        The report, as it stands in ``run.json``: with ``status`` ``ok``, ``failed`` or ``interrupted``.

    Raises
    ------
    Refused
        If the folder of results cannot be made or written to.
    """
    started, stop, watcher = _results.now(), _process.Stop(), watcher or Watcher()
    with _lock.held(plan.out), _signals_to(stop), _pool(plan, stop, watcher) as pool:
        runs = _Runs(plan, pool, stop, watcher)
        entries = runs.entries()
        return _results.reported(plan.out, plan.parameters, started, entries, runs.cards, stop.signal)


def why(plan: Plan) -> dict[str, str | None]:
    """Why each lesson of a plan has to be run, in words, by the name of its results; None for one that is kept."""
    memory = Memory(plan.out)
    return {job.name: _why(job, plan, memory) for job in plan.jobs}


def exit_code(report: dict) -> int:
    """Exit code of a run: 0 all ok, 130 or 143 after a signal, 1 anything else."""
    if report["status"] == "interrupted":
        return 128 + signal.Signals[report["signal"]]
    return 0 if report["status"] == "ok" else 1


@contextmanager
def _signals_to(stop: _process.Stop) -> Iterator[None]:
    # Only the main thread may set handlers; in another, such as a server's, its owner handles signals.
    wanted = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Pool:
    """Where attempts are made, and how many at a time: a standard executor, with the function to submit to it."""

    def __init__(self, executor: Executor, slots: int, attempts: Callable, afar: bool):
        self.executor, self.slots, self.attempts, self.afar = executor, slots, attempts, afar


@contextmanager
def _pool(plan: Plan, stop: _process.Stop, watcher: Watcher) -> Iterator[_Pool]:
    if plan.scheduler:
        from . import _cluster

        with _cluster.connected(plan.scheduler) as (executor, slots):
            yield _Pool(executor, slots, _cluster.attempts, afar=True)
        return
    with _process.forks() as start, ThreadPoolExecutor(plan.workers) as executor:
        attempts = partial(_process.attempts, stop=stop, start=start, begun=watcher.started)
        # One more than can run, so that nobody waits while a result is written.
        yield _Pool(executor, plan.workers + 1, attempts, afar=False)


class _Runs:
    """The runs of a plan: a few at a time are with the pool, so that a sweep of any length takes the same memory."""

    def __init__(self, plan: Plan, pool: _Pool, stop: _process.Stop, watcher: Watcher):
        self.plan, self.pool, self.stop, self.watcher = plan, pool, stop, watcher
        self.memory = Memory(plan.out)
        self.under_way: dict[Future, tuple[Job, dict, float]] = {}
        self.done: dict[str, dict] = {}
        self.cards: dict[str, dict] = {}

    def entries(self) -> list[dict]:
        """Run all, and return their lines of the report, in the order of the plan."""
        for job in self.plan.jobs:
            while len(self.under_way) >= self.pool.slots and not self.stop.signal:
                self._collect()
            if self.stop.signal:
                break
            try:
                self._keep_or_begin(job)
            except OSError as error:  # its notebook or its result was there a moment ago
                told = f"{error.filename} cannot be read: {error.strerror}."
                self._ended(job, {"status": "failed", "reason": "no_start", "error": told}, {})
        while self.under_way:
            self._collect()
        not_run = {"status": "not_run", "reason": None, "error": None}
        return [self.done.get(job.name) or _entry(job, self.plan, not_run, {}) for job in self.plan.jobs]

    def _keep_or_begin(self, job: Job) -> None:
        if _why(job, self.plan, self.memory) is None:
            _results.forget_failure(job.name, self.plan.out)
            self._ended(job, {"status": "cached", "reason": None, "error": None}, self.memory.files(job.name))
            return
        content = _content(job, self.plan)
        if self.pool.afar:  # nobody tells when it begins
            self.watcher.started(job.name)
        future = self.pool.executor.submit(self.pool.attempts, content, self.plan.timeout, self.plan.retries)
        self.under_way[future] = job, _made_of(content), time.time()

    def _collect(self) -> None:
        """Take in what has ended, after half a second at most: on Windows a signal is not handled during a wait."""
        if self.stop.signal:
            for future in self.under_way:
                future.cancel()
        for future in wait(self.under_way, timeout=0.5, return_when=FIRST_COMPLETED).done:
            job, made_of, since = self.under_way.pop(future)
            outcome = _outcome(job, future, self.pool.afar)
            kept = _results.kept(job.name, self.plan.out, outcome)
            if kept["status"] == "ok":
                files = [kept[kind] for kind in ("notebook", "html") if kept[kind]]
                with suppress(OSError):  # then it is run again next time
                    self.memory.keep(job.name, made_of, outcome["read"], files, since)
            self._ended(job, kept, kept)

    def _ended(self, job: Job, outcome: dict, files: dict) -> None:
        self.done[job.name] = entry = _entry(job, self.plan, outcome, files)
        self.watcher.ended(entry)
        if not self.plan.sweep:
            with suppress(Exception):  # the index tries again, when the report is written
                self.cards[job.name] = handout.card(entry, self.plan.out)  # while others run


def _why(job: Job, plan: Plan, memory: Memory) -> str | None:
    return "--fresh was asked for" if plan.fresh else memory.reason(job.name, _made_of(_content(job, plan)))


def _made_of(content: dict) -> dict:
    """What is known of a result before it is run."""
    page = content["links"] if content["html"] else None
    return {"source": content["source"], "parameters": content["parameters"], "page": page}


def _content(job: Job, plan: Plan) -> dict:
    """All that an attempt needs, here or on another machine."""
    return {
        "name": job.name,
        "source": job.lesson.path.read_text(encoding="utf-8"),
        "path": str(job.lesson.path.resolve()),
        "parameters": job.parameters,
        "html": plan.html,
        "links": [job.name] if plan.sweep else [other.name for other in plan.jobs],
    }


def _outcome(job: Job, future: Future, afar: bool) -> dict:
    try:
        return future.result()
    except CancelledError:  # here it had not begun; of a cluster that is not known
        return {"status": "interrupted" if afar else "not_run", "reason": None, "error": None}
    except Exception as error:  # whatever it is, it must not cost the other lessons their report
        what = "was lost by the cluster" if afar else "could not be started"
        told = f"{job.name} {what}: {getattr(error, 'strerror', None) or error}."
        return {"status": "failed", "reason": "no_start", "error": told, "attempts": 1}


def _entry(job: Job, plan: Plan, outcome: dict, files: dict) -> dict:
    """Line of the report."""
    return {
        "name": job.name,
        **({"parameters": job.parameters} if plan.sweep else {}),
        "status": outcome["status"],
        "reason": outcome["reason"],
        "seconds": outcome.get("seconds", 0.0),
        "attempts": outcome.get("attempts", 0),
        "error": outcome["error"],
        "notebook": files.get("notebook"),
        "html": files.get("html"),
    }


# --- the stored lessons ---------------------------------------------------------------------------------------------


def store(names: Iterable[str] = (), folder: str | Path | None = None, watcher: Watcher | None = None) -> None:
    """Run lessons with their defaults and write them back with their outputs and a header cell made anew.

    Parameters
    ----------
    names : iterable of str
        Lessons as in :func:`plan`; none means all.
    folder : path, optional
        Where they lie; None is the shipped folder, whose index is then made anew too.

    Raises
    ------
    Refused
        If one of them fails. Then none is changed.
    """
    with TemporaryDirectory(prefix="zj-") as out:
        planned = plan(names, notebooks=folder, out=out, html=False)
        report = run(planned, watcher)
        if report["status"] != "ok":
            told = (entry["error"] or f"{entry['name']} is {entry['status']}." for entry in report["lessons"])
            errors = " ".join(
                text for text, entry in zip(told, report["lessons"], strict=True) if entry["status"] != "ok"
            )
            raise Refused(f"Nothing was stored. {errors}")
        for job in planned.jobs:
            content = lessons.notebook(Path(out) / f"{job.name}.ipynb")
            _write_header(content, job.lesson)
            _results.write(job.lesson.path, workspace.text_of(content))
    if folder is None:
        index = workspace.index(lessons.lessons())
        _results.write(notebooks_dir() / workspace.INDEX, workspace.text_of(index))


def _write_header(content: dict, lesson: lessons.Lesson) -> None:
    for cell in content["cells"]:
        if "header" in lessons.tags(cell):
            cell["source"] = lessons.header(lesson).splitlines(keepends=True)


if __name__ == "__main__":
    try:
        store(sys.argv[1:])
    except (Refused, lessons.NotALesson) as error:
        sys.exit(f"zjpoverty: {error}")
    print("Stored.")
