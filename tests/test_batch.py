"""Runs of small lessons that end well, badly, or not at all."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small import cell, outputs, save

from zjpoverty import batch, lessons
from zjpoverty.batch import Refused, plan, run


@pytest.fixture
def mark(monkeypatch):
    """Mark all processes that are started from here on, so that those left over can be found."""
    monkeypatch.setenv("ZJPOVERTY_TEST_MARK", mark := f"{os.getpid()}-{time.time()}")
    return mark


def left_over(mark, patience=5.0):
    """Processes with the mark that are still there when patience is at its end."""
    deadline = time.monotonic() + patience
    while (found := _marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _marked(mark):
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if path.parent.name != str(os.getpid()) and f"ZJPOVERTY_TEST_MARK={mark}".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked up in /proc")


# --- one run of lessons of all kinds ---


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    folder, out = tmp_path_factory.mktemp("kinds"), tmp_path_factory.mktemp("results")
    save(folder, "01-good", "import os, sys\nprint(sys.executable, os.listdir())", "print(n)")
    save(folder, "02-error", "def f(x):\n    return 1 / x", "y = 3\n\nf(n - 1)", "print('never')")
    save(folder, "03-magic", "print('before')\n%nosuchmagic", "print('never')")
    save(folder, "04-dies", "import os\nos._exit(1)")
    save(folder, "05-exits", "import sys\nsys.exit()", "print('never')")
    (out / "02-error.ipynb").write_text("an earlier good result")
    (out / "01-good.failed.ipynb").write_text("an earlier failed one")
    # A kernel named python3 that is not this Python, as users have in their home folders.
    spec = folder / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "x", "language": "python"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
        report = run(plan(notebooks=folder, out=out, jobs=2, timeout=60))
    return out, report


def entry(report, name):
    return next(dict(line) for line in report["lessons"] if line["name"] == name)


def test_the_report_is_what_stands_in_the_file(kinds):
    out, report = kinds
    assert json.loads((out / "run.json").read_text(encoding="utf-8")) == report
    assert (report["schema_version"], report["status"], report["signal"], batch.exit_code(report)) == (
        1,
        "failed",
        None,
        1,
    )
    assert report["versions"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert [line["name"] for line in report["lessons"]] == ["01-good", "02-error", "03-magic", "04-dies", "05-exits"]
    assert report["started"].endswith("Z")
    assert report["started"] < report["ended"]


def test_a_good_lesson_is_kept_with_its_page(kinds):
    out, report = kinds
    line = entry(report, "01-good")
    assert 0 < line.pop("seconds") < 60
    assert line == {
        "name": "01-good",
        "status": "ok",
        "reason": None,
        "attempts": 1,
        "error": None,
        "notebook": "01-good.ipynb",
        "html": "01-good.html",
    }
    assert outputs(out / "01-good.ipynb") == [f"{sys.executable} []\n", "1\n"]
    assert "01-good" in (out / "01-good.html").read_text(encoding="utf-8")
    assert "01-good" in (out / "index.html").read_text(encoding="utf-8")
    assert not (out / "01-good.failed.ipynb").exists()


def test_the_result_holds_nothing_of_its_run(kinds):
    out, _ = kinds
    content = json.loads((out / "01-good.ipynb").read_text(encoding="utf-8"))
    assert set(content["metadata"]) == {"language_info"}
    assert "version" not in content["metadata"]["language_info"]
    assert [cell["id"] for cell in content["cells"]] == ["cell-0", "cell-1", "cell-2", "cell-3"]
    assert all(set(cell["metadata"]) <= {"tags"} for cell in content["cells"])


@pytest.mark.parametrize(
    ("name", "reason", "attempts", "error"),
    [
        ("02-error", "cell_error", 1, "02-error, cell 3, line 3: f(n - 1): ZeroDivisionError: division by zero"),
        (
            "03-magic",
            "cell_error",
            1,
            "03-magic, cell 2, line 2: %nosuchmagic: UsageError: Line magic function `%nosuchmagic` not found.",
        ),
        ("04-dies", "kernel_died", 2, "04-dies, cell 2 (import os …): the kernel died."),
        ("05-exits", "cell_error", 1, "05-exits, cell 2 (import sys …): SystemExit"),
    ],
)
def test_a_bad_lesson_says_where_it_stopped(kinds, name, reason, attempts, error):
    out, report = kinds
    line = entry(report, name)
    assert {key: line[key] for key in ("status", "reason", "attempts", "error")} == {
        "status": "failed",
        "reason": reason,
        "attempts": attempts,
        "error": error,
    }
    assert (line["notebook"], line["html"]) == (f"{name}.failed.ipynb", None)
    assert "never\n" not in outputs(out / line["notebook"])


def test_an_earlier_good_result_is_not_replaced_by_a_failure(kinds):
    out, _ = kinds
    assert (out / "02-error.ipynb").read_text() == "an earlier good result"
    assert outputs(out / "03-magic.failed.ipynb")[0] == "before\n"


def test_nothing_half_written_lies_about(kinds):
    out, _ = kinds
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == [".zjpoverty"]
    assert sorted(path.name for path in (out / ".zjpoverty").iterdir()) == ["01-good.json", "lock"]


# --- parameters ---


def test_values_reach_the_lesson_unchanged(tmp_path):
    lines = ('text: str = "a"', "number: float = 1.0", "whole: int = 1", "flag: bool = False", "many: list[str] = []")
    program = "import json\nprint(json.dumps([text, number, whole, flag, many, n]))"
    save(tmp_path / "in", "01-x", program, parameters="\n".join([*lines, "n: int | None = 3"]))
    values = ['it\'s "so" \\ {n}\n$(x)\t浙江 <b>', -1.5e-7, -(10**30), True, ["a'b", "-c"], None]
    given = dict(zip(("text", "number", "whole", "flag", "many", "n"), values, strict=True))
    report = run(plan(["x"], notebooks=tmp_path / "in", out=tmp_path / "out", parameters=given, html=False))
    assert report["status"] == "ok"
    assert report["parameters"] == given
    assert json.loads(outputs(tmp_path / "out" / "01-x.ipynb")[0]) == values
    content = json.loads((tmp_path / "out" / "01-x.ipynb").read_text(encoding="utf-8"))
    assert [cell["id"] for cell in content["cells"]] == ["cell-0", "cell-1", "injected-parameters", "cell-2"]
    assert not (tmp_path / "out" / "01-x.html").exists()


# --- hangs, starts that fail, signals ---

HANG = """
import subprocess, time
subprocess.Popen(['sleep', '600'])
print('waiting', flush=True)
open(n, 'w').close()
while True: time.sleep(1)
"""


@needs_proc
def test_a_hanging_lesson_is_stopped(tmp_path, mark):
    save(tmp_path / "in", "01-hangs", HANG, parameters=f"n = {str(tmp_path / 'begun')!r}")
    line = entry(run(plan(notebooks=tmp_path / "in", out=tmp_path / "out", timeout=6, retries=0)), "01-hangs")
    assert (line["status"], line["reason"], line["attempts"], line["html"]) == ("timeout", None, 1, None)
    assert line["error"] == (
        "01-hangs did not end within 6 seconds. It was in 01-hangs, cell 2 (import subprocess, time …)."
    )
    assert 6 <= line["seconds"] < 20
    assert outputs(tmp_path / "out" / "01-hangs.failed.ipynb") == ["waiting\n"]
    assert left_over(mark) == []


def test_a_kernel_that_does_not_start(tmp_path, monkeypatch):
    save(tmp_path / "in", "01-x", "1")
    (tmp_path / "ipykernel.py").write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    line = entry(run(plan(notebooks=tmp_path / "in", out=tmp_path / "out", retries=0)), "01-x")
    assert (line["status"], line["reason"], line["attempts"], line["notebook"]) == ("failed", "no_start", 1, None)
    assert line["error"] == "The kernel of 01-x did not start: Kernel died before replying to kernel_info"


@pytest.mark.parametrize(
    ("ends", "attempts", "status"),
    [
        ([("timeout", None), ("ok", None)], 2, "ok"),
        ([("failed", "kernel_died"), ("failed", "no_start"), ("timeout", None)], 3, "timeout"),
        ([("failed", "no_start"), ("failed", "cell_error")], 2, "failed"),
        ([("failed", "cell_error")], 1, "failed"),
        ([("failed", None)], 1, "failed"),
        ([("ok", None)], 1, "ok"),
    ],
)
def test_only_what_may_end_otherwise_is_tried_again(tmp_path, monkeypatch, ends, attempts, status):
    save(tmp_path / "in", "01-x", "1")
    left = iter(ends)

    def attempt(job, timeout, stop, start):
        return dict(zip(("status", "reason"), next(left), strict=True)) | {"error": None, "read": []}

    monkeypatch.setattr(batch._process, "attempt", attempt)
    line = entry(run(plan(notebooks=tmp_path / "in", out=tmp_path / "out", retries=2)), "01-x")
    assert (line["attempts"], line["status"]) == (attempts, status)


@needs_proc
def test_a_process_that_is_killed_leaves_no_kernel(tmp_path, monkeypatch, mark):
    save(tmp_path / "in", "01-x", "1")
    (tmp_path / "papermill.py").write_text("import os\nos.kill(os.getpid(), 9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    line = entry(run(plan(notebooks=tmp_path / "in", out=tmp_path / "out", retries=0)), "01-x")
    assert (line["status"], line["reason"], line["attempts"]) == ("failed", "no_start", 1)
    assert line["error"] == "The process of 01-x ended without a result: it left no message."
    assert left_over(mark, patience=0.5) == []


def begin(tmp_path, mark):
    """Start the command on two lessons that hang, one at a time, and wait until the first is within its cell."""
    for name in ("01-first", "02-second"):
        save(tmp_path / "in", name, HANG, parameters=f"n = {str(tmp_path / 'begun')!r}")
    words = ["run", "--notebooks", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--jobs", "1", "--quiet"]
    process = subprocess.Popen([sys.executable, "-m", "zjpoverty.cli", *words])
    deadline = time.monotonic() + 30
    while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return process


@needs_proc
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_in_order(tmp_path, mark, number, code):
    process = begin(tmp_path, mark)
    process.send_signal(number)
    assert process.wait(15) == code
    report = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (report["status"], report["signal"]) == ("interrupted", number.name)
    assert [line["status"] for line in report["lessons"]] == ["interrupted", "not_run"]
    assert left_over(mark) == []


@needs_proc
def test_a_killed_run_takes_its_kernels_with_it(tmp_path, mark):
    process = begin(tmp_path, mark)
    process.kill()
    process.wait()
    assert left_over(mark) == []


# --- what is refused ---


@pytest.fixture
def two(tmp_path):
    save(tmp_path / "two", "01-one", "1", parameters="n: int = 1  # 0 to 9: a number\nonly_here = 'x'")
    save(tmp_path / "two", "02-two", "1")
    return tmp_path / "two"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"names": ["3"]}, "There is no lesson '3'. Known: 01-one, 02-two."),
        ({"names": ["1-one"]}, "There is no lesson '1-one'. Did you mean '01-one'? Known: 01-one, 02-two."),
        ({"names": ["../two"]}, "The lesson '../two' is a path, not a name. Accepted: NN-name, NN or name."),
        ({"parameters": {"m": "1"}}, "There is no parameter of 01-one called 'm'. Known: n, only_here."),
        (
            {"parameters": {"only_here": "y"}},
            "There is no parameter of 02-two called 'only_here'. Known: n. "
            "Name the lesson: zjpoverty run 01-one --notebooks {two} -p only_here y.",
        ),
        (
            {"parameters": {"n": 2, "only_here": "y z"}},
            "There is no parameter of 02-two called 'only_here'. Known: n. "
            "Name the lesson: zjpoverty run 01-one --notebooks {two} -p n 2 -p only_here 'y z'.",
        ),
        (
            {"names": ["1", "2"], "parameters": {"only_here": "y"}},
            "There is no parameter of 02-two called 'only_here'. Known: n.",
        ),
        (
            {"names": ["1"], "parameters": {"only_her": "y"}},
            "There is no parameter of 01-one called 'only_her'. Did you mean 'only_here'? Known: n, only_here.",
        ),
        ({"parameters": {"n": "10"}}, "01-one: The parameter 'n' cannot be 10. Accepted: a whole number from 0 to 9."),
        ({"parameters": {"n": "x"}}, "01-one: The parameter 'n' cannot be 'x'. Accepted: a whole number from 0 to 9."),
        (
            {"parameters": {"n": "20,000"}},
            "01-one: The parameter 'n' cannot be '20,000'. Accepted: a whole number from 0 to 9. "
            "Write digits with a point and no separators, such as 20000 or 0.1.",
        ),
        ({"parameters": {"n": 1.5}}, "01-one: The parameter 'n' cannot be 1.5. Accepted: a whole number from 0 to 9."),
        ({"parameters": [("n", "1"), ("n", "2")]}, "The parameter 'n' is given twice. Give it once."),
        ({"jobs": 0}, "--jobs cannot be 0. Accepted: a whole number, 1 or more."),
        ({"retries": -1}, "--retries cannot be -1. Accepted: a whole number, 0 or more."),
        ({"timeout": 0}, "--timeout cannot be 0. Accepted: a number of seconds greater than 0."),
        ({"timeout": "x"}, "--timeout cannot be x. Accepted: a number of seconds greater than 0."),
        ({"timeout": float("inf")}, "--timeout cannot be inf. Accepted: a number of seconds greater than 0."),
    ],
)
def test_what_is_refused_gets_one_sentence_and_writes_nothing(two, tmp_path, wanted, sentence):
    with pytest.raises(Refused) as refused:
        plan(**{"notebooks": two, "out": tmp_path / "out", **wanted})
    assert str(refused.value) == sentence.format(two=two)
    assert not (tmp_path / "out").exists()


def test_the_lessons_that_know_a_parameter_are_named(two, monkeypatch):
    save(two, "03-three", "1", parameters="only_here = 'x'")
    save(two, "04-four", "1", parameters="level = 'x'")
    monkeypatch.setattr(lessons, "notebooks_dir", lambda: two)
    with pytest.raises(Refused) as refused:
        plan(parameters={"only_here": "y"})
    assert str(refused.value) == (
        "There is no parameter of 02-two called 'only_here'. Known: n. "
        "Name the lessons: zjpoverty run 01-one 03-three -p only_here y."
    )
    with pytest.raises(Refused) as refused:
        plan(parameters={"level": "y", "n": "1"})
    assert str(refused.value) == (
        "There is no parameter of 01-one called 'level'. Known: n, only_here. "
        "Name the lesson: zjpoverty run 04-four -p level y."
    )


def test_folders_that_cannot_take_results(two, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match=r"file is a file, not a folder. Give a folder for the results with --out.$"):
        plan(notebooks=two, out=tmp_path / "file")
    with pytest.raises(Refused, match=r"two holds the lessons themselves, which results would replace. Give another"):
        plan(notebooks=two, out=two / ".." / "two")
    with pytest.raises(Refused, match=r"none does not exist. Lessons are taken from a folder of notebooks.$"):
        plan(notebooks=tmp_path / "none", out=tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match=r"^There is no lesson in .*empty: no notebook has a cell tagged 'parameters'.$"):
        plan(notebooks=tmp_path / "empty", out=tmp_path / "out")
    monkeypatch.setattr("zjpoverty._plan.os.access", lambda place, mode: False)
    with pytest.raises(Refused, match=r"cannot be written to. Give another folder for the results with --out.$"):
        plan(notebooks=two, out=tmp_path / "out")


def test_a_lesson_that_would_replace_the_index(tmp_path):
    save(tmp_path / "in", "index", "1")
    with pytest.raises(Refused, match=r"^A lesson cannot be called 'index', because the page of the run is. Rename"):
        plan(notebooks=tmp_path / "in", out=tmp_path / "out")


def test_a_plan_takes_each_lesson_once_in_the_order_asked(two, tmp_path):
    planned = plan(["two", "1", "02"], notebooks=two, out=tmp_path / "out", jobs=9)
    assert [job.name for job in planned.jobs] == ["02-two", "01-one"]
    assert planned.workers == 2


def test_an_error_of_ours_costs_one_lesson_only(two, tmp_path, monkeypatch):
    def attempt(job, timeout, stop, start):
        if job["name"] == "01-one":
            raise MemoryError("no room")
        return {"status": "ok", "reason": None, "error": None, "read": []}

    monkeypatch.setattr(batch._process, "attempt", attempt)
    report = run(plan(notebooks=two, out=tmp_path / "out"))
    assert [line["status"] for line in report["lessons"]] == ["failed", "ok"]
    assert entry(report, "01-one")["error"] == "01-one could not be started: no room."


def test_a_result_that_cannot_be_written_is_a_failure(tmp_path):
    (tmp_path / "01-x.ipynb").mkdir()
    from zjpoverty._results import kept

    outcome = {"status": "ok", "reason": None, "error": None, "notebook": "{}", "html": None}
    assert kept("01-x", tmp_path, outcome) == {
        "status": "failed",
        "reason": None,
        "error": "The results of 01-x could not be written: Is a directory.",
        "notebook": None,
        "html": None,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["01-x.ipynb"]


# --- storing ---


def test_lessons_are_stored_with_outputs_alike_each_time(tmp_path):
    save(tmp_path / "in", "01-x", "print(n)")
    path = tmp_path / "in" / "01-x.ipynb"
    content = json.loads(path.read_text())
    content["cells"].insert(1, cell("old", "header", kind="markdown"))
    path.write_text(json.dumps(content))
    batch.store(folder=tmp_path / "in")
    first = path.read_bytes()
    assert outputs(path) == ["1\n"]
    assert "".join(json.loads(first)["cells"][1]["source"]).startswith("- **Time:** 0 minutes to read")
    batch.store(["x"], folder=tmp_path / "in")
    assert path.read_bytes() == first


def test_nothing_is_stored_when_a_lesson_fails(tmp_path, monkeypatch):
    for name in ("01-x", "02-y"):
        save(tmp_path / "in", name, "1")

    def attempt(job, timeout, stop, start):
        good = {"status": "ok", "reason": None, "error": None, "notebook": job["source"], "read": []}
        bad = {"status": "failed", "reason": "cell_error", "error": "02-y, cell 2, line 1: x: NameError: x"}
        return good if job["name"] == "01-x" else bad

    monkeypatch.setattr(batch._process, "attempt", attempt)
    before = {path: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    with pytest.raises(Refused, match=r"^Nothing was stored. 02-y, cell 2, line 1: x: NameError: x$"):
        batch.store(folder=tmp_path / "in")
    assert {path: path.read_bytes() for path in (tmp_path / "in").iterdir()} == before


def test_a_stored_lesson_is_still_a_lesson(tmp_path):
    save(tmp_path / "in", "01-x", "1")
    assert lessons.find("x", tmp_path / "in").parameters[0].name == "n"
