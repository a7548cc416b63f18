"""Lessons forked from one process that has imported the libraries: apart from each other, and the libraries whole."""

import json
import os
import subprocess
import sys

import pytest
from small import outputs, save, states, timeless

from zjpoverty import _process
from zjpoverty.batch import plan, run

pytestmark = pytest.mark.skipif(not _process.CAN_FORK, reason="Lessons are forked on Linux alone.")

# What starts threads of its own when it is used: BLAS, pyarrow's pool, vl-convert, polars, duckdb.
LIBRARIES = """
import altair as alt, numpy as np, pandas as pd, pyarrow as pa, pyarrow.compute as pc
product = float((np.ones((400, 400)) @ np.ones((400, 400))).sum())
frame = pd.DataFrame({"text": ["a", "b"] * 5000, "value": range(10_000)}).convert_dtypes(dtype_backend="pyarrow")
means = frame.groupby("text")["value"].mean().tolist()
total = pc.sum(pa.chunked_array([pa.array(range(1000))] * 100)).as_py()
read = pd.read_csv(pd.io.common.StringIO(frame.to_csv(index=False)), engine="pyarrow")["value"].sum()
import duckdb, polars as pl, vl_convert
lazy = pl.DataFrame({"x": range(1000)}).lazy().select(pl.col("x").sum()).collect().item()
asked = duckdb.sql("select sum(range) from range(1000)").fetchall()[0][0]
picture = len(vl_convert.vegalite_to_svg(alt.Chart(pd.DataFrame({"x": [1, 2]})).mark_bar().encode(x="x").to_json()))
print(product, means, total, int(read), lazy, asked, picture > 500)
"""


def test_the_libraries_work_after_a_fork_many_times_over(tmp_path):
    pytest.importorskip("polars")
    pytest.importorskip("duckdb")
    save(tmp_path / "in", "01-x", LIBRARIES, parameters="n = 1  # a number")
    (tmp_path / "s.csv").write_text("n\n" + "".join(f"{n}\n" for n in range(12)))
    report = run(plan(["x"], notebooks=tmp_path / "in", out=tmp_path / "out", sweep=tmp_path / "s.csv", html=False))
    assert set(states(report).values()) == {"ok"}
    said = {outputs(path)[0] for path in (tmp_path / "out").glob("*.ipynb")}
    assert said == {"64000000.0 [4999.0, 5000.0] 49950000 49995000 499500 499500 True\n"}


def test_each_lesson_has_a_process_a_namespace_and_a_folder_of_its_own(tmp_path):
    told = "import json, os, random, sys, numpy, zjpoverty\nprint(json.dumps([os.getpid(), os.getcwd(), os.listdir(), "
    told += "random.random(), numpy.random.rand(), sorted({*dir()} & {'left'}), 'zjpoverty.batch' in sys.modules]))"
    save(tmp_path / "in", "01-x", told, "left = 1", parameters="n = 1  # a number")
    save(tmp_path / "in", "02-y", told, "left = 1", parameters="n = 1  # a number")
    run(plan(notebooks=tmp_path / "in", out=tmp_path / "out", jobs=1, html=False))
    one, two = (json.loads(outputs(tmp_path / "out" / f"{name}.ipynb")[0]) for name in ("01-x", "02-y"))
    assert all(mine != yours for mine, yours in zip(one[:2] + one[3:5], two[:2] + two[3:5], strict=True))
    assert one[2] == two[2] == []
    assert one[5:] == two[5:] == [[], False]


def test_forked_and_started_lessons_leave_the_same(tmp_path, monkeypatch):
    options = "[(name, pd.get_option(name)) for name in pd.describe_option('display', _print_desc=False).split('\\n')"
    options += " if name.startswith('display') for name in [name.split()[0]] if name != 'display.encoding']"
    wide = "import pandas as pd\npd.DataFrame([['a long text in a cell'] * 12])"
    told = "from zjpoverty import fact\nprint(fact('relocation.people_moved').value, n)"
    save(tmp_path / "in", "01-x", told, wide, options)
    run(plan(notebooks=tmp_path / "in", out=tmp_path / "forked"))
    monkeypatch.setattr(_process, "CAN_FORK", False)
    run(plan(notebooks=tmp_path / "in", out=tmp_path / "started"))
    for name in ("01-x.ipynb", "01-x.html"):
        assert timeless(tmp_path / "forked" / name) == timeless(tmp_path / "started" / name)


def test_without_the_process_to_fork_from_lessons_are_started(tmp_path, monkeypatch):
    monkeypatch.setattr(_process.Forks, "COMMAND", ("-c", "import sys; sys.exit(3)"))
    save(tmp_path / "in", "01-x", "print(n)")
    assert states(run(plan(notebooks=tmp_path / "in", out=tmp_path / "out"))) == {"01-x": "ok"}


def test_a_process_to_fork_from_that_says_nothing_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(_process.Forks, "COMMAND", ("-c", "import time; time.sleep(600)"))
    monkeypatch.setattr(_process.Forks, "PATIENCE", 0.5)
    save(tmp_path / "in", "01-x", "print(n)")
    assert states(run(plan(notebooks=tmp_path / "in", out=tmp_path / "out"))) == {"01-x": "ok"}


def test_the_process_to_fork_from_listens_nowhere_and_goes(tmp_path):
    start = _process.Forks()
    folders = [tmp_path / name for name in "ab"]
    processes = []
    for folder in folders:
        (folder / "empty").mkdir(parents=True)
        (folder / "job.json").write_text(json.dumps({"name": "x", "source": "{"}))
        processes.append(start(folder))
    parent = start._process.pid
    listening = subprocess.run(["cat", f"/proc/{parent}/net/unix"], capture_output=True, text=True).stdout
    held = {os.readlink(f"/proc/{parent}/fd/{fd}") for fd in os.listdir(f"/proc/{parent}/fd")}
    numbers = {name[8:-1] for name in held if name.startswith("socket:[")}
    lines = [line.split() for line in listening.splitlines() if line.split()[6] in numbers]
    assert numbers and all(len(line) == 7 for line in lines), "a socket with a path could be reached by others"
    before = len(os.listdir("/proc/self/fd"))
    for process in processes:
        with process:
            process.wait(60)
    assert len(os.listdir("/proc/self/fd")) == before - 4
    start.close()
    assert not os.path.exists(f"/proc/{parent}")


def test_a_lesson_outlives_the_process_it_came_from(tmp_path):
    """What was forked has a lifeline of its own: the run still takes in its result."""
    save(tmp_path / "in", "01-x", "import time\ntime.sleep(2)\nprint('done')")
    program = "from zjpoverty import _process, batch\nimport threading, time, os, signal\n"
    program += "made = []\nbegin = _process.Forks._begin\n"
    program += "_process.Forks._begin = lambda self: (begin(self), made.append(self._process))[0]\n"
    program += "threading.Timer(3.5, lambda: made[0].kill()).start()\n"
    program += f"r = batch.run(batch.plan(notebooks={str(tmp_path / 'in')!r}, out={str(tmp_path / 'out')!r}))\n"
    program += "print(r['lessons'][0]['status'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "ok\n", done.stderr
