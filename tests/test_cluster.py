"""Runs on a Dask cluster: a real scheduler and two workers on loopback, one of which is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from small import free_port, save, states, timeless

from zjpoverty import _cluster, batch
from zjpoverty.batch import Refused, plan, run

distributed = pytest.importorskip("distributed", reason="Dask is an extra: pip install -e '.[dask]'.")

DASK = str(Path(sys.executable).with_name("dask"))


class Cluster:
    """A scheduler, and workers that can be added and killed."""

    def __init__(self, folder):
        self.folder, self.address = folder, f"tcp://127.0.0.1:{free_port()}"
        self.log = (folder / "log.txt").open("w")
        self.processes = [self._started("scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])]
        self._until(0)

    def add(self):
        worker = self._started("worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
        self.processes.append(worker)
        self._until(sum(process.poll() is None for process in self.processes[1:]))
        return worker

    def _started(self, *words):
        command = [DASK, *words, "--no-dashboard"]
        # What its lessons leave for a while lies here, so that they are told from those of other tests.
        own = os.environ | {"TMPDIR": str(self.folder)}
        return subprocess.Popen(command, cwd=self.folder, env=own, stdout=self.log, stderr=self.log)

    def _until(self, workers):
        with distributed.Client(self.address, timeout="60s", set_as_default=False) as client:
            deadline = time.monotonic() + 60
            while len(client.nthreads()) != workers and time.monotonic() < deadline:
                time.sleep(0.1)

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.fixture
def three(tmp_path):
    for name in ("01-a", "02-b", "03-c"):
        wait = f"import pathlib, time\npathlib.Path({str(tmp_path)!r}, 'begun').touch()\ntime.sleep(n)"
        save(tmp_path / "in", name, "from zjpoverty import fact\nprint(fact('relocation.people_moved').value)", wait)
    return tmp_path / "in"


def planned(three, cluster, **options):
    return plan(notebooks=three, out=three.parent / "out", scheduler=cluster.address, **options)


def test_without_a_worker_nothing_is_started(three, cluster):
    with pytest.raises(Refused, match=rf"^The scheduler at {cluster.address} has no worker\. Start one: dask worker "):
        run(planned(three, cluster))


def test_the_results_are_those_of_a_run_here(three, cluster):
    cluster.add(), cluster.add()
    report = run(planned(three, cluster, parameters={"n": 0}))
    run(plan(notebooks=three, out=three.parent / "here", parameters={"n": 0}))
    assert states(report) == dict.fromkeys(["01-a", "02-b", "03-c"], "ok")
    for name in ("01-a.ipynb", "01-a.html", "03-c.ipynb"):
        assert timeless(three.parent / "out" / name) == timeless(three.parent / "here" / name)
    assert set(states(run(planned(three, cluster, parameters={"n": 0}))).values()) == {"cached"}


def test_a_failing_lesson_is_told_as_here(three, cluster):
    save(three, "02-b", "n / 0")
    report = run(planned(three, cluster, parameters={"n": 0}))
    assert states(report) == {"01-a": "ok", "02-b": "failed", "03-c": "ok"}
    assert report["lessons"][1]["error"] == "02-b, cell 3, line 1: n / 0: ZeroDivisionError: division by zero"
    assert batch.exit_code(report) == 1


def begin(three, cluster, seconds):
    words = ["run", "--notebooks", str(three), "--out", str(three.parent / "out"), "-p", "n", str(seconds)]
    command = [sys.executable, "-m", "zjpoverty.cli", *words, "--scheduler", cluster.address]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (three.parent / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return process


def kernels(cluster):
    """Processes of lessons on this cluster, by the folder that they stand in."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if path.readlink().is_relative_to(cluster.folder) and path.readlink().name == "empty":
                found.add(path.parent.name)
    return found


def test_a_stopped_run_stops_its_lessons_on_the_cluster(three, cluster):
    process = begin(three, cluster, 9)
    assert kernels(cluster)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    report = json.loads((three.parent / "out" / "run.json").read_text())
    assert set(states(report).values()) == {"interrupted"}
    deadline = time.monotonic() + 6
    while kernels(cluster) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert kernels(cluster) == set()


def test_a_lesson_of_a_worker_that_is_killed_runs_again_elsewhere(three, cluster):
    process = begin(three, cluster, 2)
    victim = cluster.processes[1]
    victim.kill()
    victim.wait()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    report = json.loads((three.parent / "out" / "run.json").read_text())
    assert states(report) == dict.fromkeys(["01-a", "02-b", "03-c"], "ok")
    cluster.add()


def test_a_worker_with_another_version_is_refused(three, cluster, monkeypatch):
    monkeypatch.setattr(_cluster, "__version__", "9.9")
    monkeypatch.setattr(_cluster, "installed_version", lambda: "0.0")
    with pytest.raises(
        Refused, match=r"^The worker tcp://127\.0\.0\.1:\d+ has zjpoverty 0\.0\. Install zjpoverty 9\.9 there\.$"
    ):
        run(planned(three, cluster))


def test_where_nobody_answers(three, monkeypatch):
    monkeypatch.setattr(_cluster, "_PATIENCE", "1s")
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(
        Refused, match=rf"^No Dask scheduler answers at {address}: .*\. Give the address that it prints"
    ):
        run(plan(notebooks=three, out=three.parent / "out", scheduler=address))
    with pytest.raises(Refused, match=r"^No Dask scheduler answers at nonsense://x: "):
        run(plan(notebooks=three, out=three.parent / "out", scheduler="nonsense://x"))


def test_without_dask_a_sentence_says_how_to_get_it(three, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        Refused, match=r"^--scheduler needs Dask, which is not installed: pip install 'zjpoverty\[dask\]'\.$"
    ):
        run(plan(notebooks=three, out=three.parent / "out", scheduler="tcp://127.0.0.1:1"))
