"""One lesson in a process of its own: ``python -m zjpoverty._worker FOLDER``, started by :mod:`zjpoverty._process`.

``FOLDER/job.json`` says what to run; ``FOLDER/result.json`` appears, whole, when there is an outcome. Standard input is
a lifeline: it ends when the parent stops the lesson or is itself killed, and the kernel then goes with this process.
"""

import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from . import _kernel, _trace, lessons

_NOTES = "read-by-worker.txt"


class Worker:
    """The run of one lesson: its kernel, the notebook as far as it got, the cell it is in."""

    def __init__(self, folder: Path, forked=None):
        self.folder = folder
        self.forked = forked
        self.orphan = False
        self.job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        self.kernel = None
        self.notebook = None
        self.cell = None
        self.count = 0
        self.failure: dict | None = None

    def run(self) -> None:
        """Run the lesson, and leave the outcome in ``result.json``."""
        try:
            self._start_kernel()
            self._run_cells()
        except Exception as error:
            # Once papermill sees an error that no cell raised, its notes call every cell completed: only the kind of
            # error tells what happened.
            outcome = self._died(error)
        else:
            outcome = self._ended()
        finally:
            self.kill_kernel()
        self._write(outcome)

    def stop(self, *_) -> None:
        """Give up: end the kernel, keep what ran, leave. This is the handler of SIGTERM."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
        self.kill_kernel()
        if self.orphan:  # nobody will read the outcome or clear the folder away
            shutil.rmtree(self.folder, ignore_errors=True)
            os._exit(1)
        place = f" It was in {self._place()}." if self.cell is not None else ""
        self._write({"status": "stopped", "reason": None, "error": place.strip()})
        os._exit(128 + signal.SIGTERM)

    # --- the kernel ---

    def _start_kernel(self) -> None:
        from jupyter_client.utils import run_sync

        self.kernel = _kernel.manager(self.folder, self.forked)
        run_sync(self.kernel.start_kernel)(extra_arguments=["--HistoryManager.hist_file=:memory:"])
        (self.folder / "kernel.pid").write_text(str(self.kernel.provisioner.pid))

    def kill_kernel(self) -> None:
        """End the kernel and what it started. Its folder is thrown away, so it has nothing to put in order."""
        process = getattr(getattr(self.kernel, "provisioner", None), "process", None)
        if process is not None:
            kill_group(process.pid)
            process.kill()
            process.wait()

    # --- the cells ---

    def _run_cells(self) -> None:
        import nbformat
        import papermill

        with suppress(papermill.PapermillExecutionError):  # the cells say so themselves
            papermill.execute_notebook(
                nbformat.from_dict(_prepared(json.loads(self.job["source"]))),
                None,
                self.job["parameters"],
                kernel_name="python3",
                language="python",
                progress_bar=False,
                # Saving twice a cell costs more than many a lesson; the outcome is written once.
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                km=self.kernel,
                on_notebook_start=self._on_start,
                on_cell_start=self._on_cell,
                on_cell_error=self._on_error,
            )

    def _on_start(self, notebook) -> None:
        self.notebook = notebook
        (self.folder / "ready").touch()

    def _on_cell(self, cell, cell_index) -> None:
        if cell.cell_type == "code" and cell.source.strip():  # only these does Jupyter count
            self.cell, self.count = cell, self.count + 1

    def _on_error(self, cell, cell_index, execute_reply) -> None:
        self.cell, self.failure = cell, execute_reply["content"]

    # --- the outcome ---

    def _ended(self) -> dict:
        if all(cell.metadata.get("papermill", {}).get("status") == "completed" for cell in self._cells()):
            return self._good()
        error = f"{self._place()}: {_last_line(self.failure or {})}"
        return {"status": "failed", "reason": "cell_error", "error": error}

    def _cells(self) -> list:
        # papermill's own marks for a failed cell were never run.
        return [cell for cell in self.notebook.cells if "papermill-error-cell-tag" not in lessons.tags(cell)]

    def _good(self) -> dict:
        good = {"status": "ok", "reason": None, "error": None, "html": None}
        if not self.job["html"]:
            return good
        try:
            from . import handout

            lesson = lessons.from_notebook(self.job["name"], Path(self.job["path"]), self.notebook)
            return {**good, "html": handout.page(self.notebook, lesson, self.job.get("links", ()))}
        except Exception as error:
            told = f"{self.job['name']} ran, but its page could not be made: {_told(error)}"
            return {"status": "failed", "reason": None, "error": told}

    def _died(self, error: Exception) -> dict:
        if self.cell is not None:
            return {"status": "failed", "reason": "kernel_died", "error": f"{self._place()}: the kernel died."}
        told = f"The kernel of {self.job['name']} did not start: {_told(error)}"
        return {"status": "failed", "reason": "no_start", "error": told}

    def _place(self) -> str:
        """Lesson, number of the cell as Jupyter shows it, and the line, or where that is not known the cell's first."""
        place = f"{self.job['name']}, cell {self.count}"
        lines = self.cell.source.splitlines()
        number = _line_number(lines, self.count, self.failure or {})
        if number:
            return f"{place}, line {number}: {lines[number - 1].strip()}"
        return f"{place} ({next(filter(_is_code, lines), '').strip()} …)"

    def _write(self, outcome: dict) -> None:
        if self.notebook is not None:
            import nbformat

            outcome["notebook"] = nbformat.writes(nbformat.from_dict(lessons.normalise(self.notebook)))
        outcome["read"] = _trace.read_by(self.folder / _NOTES, self.folder / _kernel.NOTES)
        part = self.folder / "result.part"
        part.write_text(json.dumps(outcome), encoding="utf-8")
        part.replace(self.folder / "result.json")


def kill_group(pid: int) -> None:
    """Kill a process that leads a group, and the group with it."""
    # Windows has no groups; elsewhere it may be gone already.
    with suppress(AttributeError, ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _prepared(content: dict) -> dict:
    """Return a source without traces of earlier runs, every cell with an id that is the same each time."""
    content["cells"] = [cell for cell in content["cells"] if "injected-parameters" not in lessons.tags(cell)]
    content.get("metadata", {}).pop("widgets", None)
    content["nbformat_minor"] = max(5, content.get("nbformat_minor", 5))
    for number, cell in enumerate(content["cells"]):
        cell.setdefault("id", f"cell-{number}")
    return content


def _line_number(lines: list[str], count: int, failure: dict) -> int | None:
    """Number of the line that failed, by the traceback, by the magic that was not found, or as the only one."""
    found = re.search(rf"Cell In\[{count}\], line (\d+)", _plain("\n".join(failure.get("traceback") or [])))
    if found and int(found[1]) <= len(lines):
        return int(found[1])
    code = [number for number, line in enumerate(lines, start=1) if _is_code(line)]
    blamed = [n for n in code if f"`{lines[n - 1].split()[0]}`" in str(failure.get("evalue"))]
    return blamed[0] if blamed else code[0] if len(code) == 1 else None


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _told(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[-1]


def _last_line(failure: dict) -> str:
    # IPython names the cell by a file with a random number; the place is told already.
    told = re.sub(r" \(\d+\.py, line \d+\)$", "", _plain(str(failure.get("evalue", ""))).strip())
    kind = failure.get("ename", "the lesson stopped here")
    return f"{kind}: {told.splitlines()[-1]}" if told else kind


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def surroundings(folder: Path) -> dict[str, str]:
    """Variables of a lesson's process: the user's own IPython profile could change what it prints."""
    return {"IPYTHONDIR": str(folder / "ipython"), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _hold_the_lifeline(worker: Worker) -> None:
    sys.stdin.buffer.read()
    worker.orphan = True
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)  # the main thread does not answer; the kernel notices within a second that its parent has gone


def main(folder: Path, forked=None) -> None:
    """Run the lesson of a folder, in a kernel that is there already or a new one, and leave."""
    _trace.write_to(folder / _NOTES)
    worker = Worker(folder, forked)
    signal.signal(signal.SIGTERM, worker.stop)
    threading.Thread(target=_hold_the_lifeline, args=[worker], daemon=True).start()
    worker.run()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
