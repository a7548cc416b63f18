"""Nothing is lost: two runs at once, a run killed at any instant, a full disk."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from small import outputs, save, states

from zjpoverty import _lock, batch
from zjpoverty.batch import Refused, plan, run

COMMAND = [sys.executable, "-m", "zjpoverty.cli", "run"]


def test_the_second_run_into_a_folder_is_told_who_holds_it(tmp_path):
    save(tmp_path / "in", "01-x", "n")
    planned = plan(notebooks=tmp_path / "in", out=tmp_path / "out")
    with _lock.held(tmp_path / "out"):
        words = [*COMMAND, "--notebooks", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
        done = subprocess.run(words, capture_output=True, text=True)
        holder = json.loads((tmp_path / "out" / ".zjpoverty" / "holder.json").read_text())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"zjpoverty: {tmp_path / 'out'} is in use by process {os.getpid()} of {holder['user']} on {holder['machine']} "
        f"since {holder['since']}. Wait for it, or give another folder with --out.\n"
    )
    assert holder["since"].endswith("Z")
    assert states(run(planned)) == {"01-x": "ok"}


def test_a_lock_ends_with_its_holder(tmp_path):
    program = "import os, sys\nfrom pathlib import Path\nfrom zjpoverty import _lock\n"
    program += "with _lock.held(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "out")])
    assert (tmp_path / "out" / ".zjpoverty" / "holder.json").exists()
    out, told = tmp_path / "out", r"is in use by process \d+ of "
    with _lock.held(out), pytest.raises(Refused, match=told), _lock.held(out):
        pass
    assert sorted(path.name for path in (tmp_path / "out" / ".zjpoverty").iterdir()) == ["lock"]


def test_what_a_killed_run_had_begun_to_write_goes_and_nothing_else(tmp_path):
    (tmp_path / "out").mkdir()
    for name in (".01-x.ipynb.4711.part", ".mine.part", ".01-x.ipynb.part", "01-x.ipynb"):
        (tmp_path / "out" / name).touch()
    with _lock.held(tmp_path / "out"):
        pass
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == [".01-x.ipynb.part", ".mine.part", ".zjpoverty", "01-x.ipynb"]


def whole(out) -> None:
    """Every file that is there under its own name is complete."""
    for path in out.glob("*.ipynb"):
        assert outputs(path) == ["1\n"], path.name
    for path in out.glob("*.html"):
        assert path.read_text().rstrip().endswith("</html>"), path.name
    for path in (*out.glob("run.json"), *(out / ".zjpoverty").glob("0*.json")):
        json.loads(path.read_text())


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are killed")
def test_killed_at_any_instant_the_next_run_goes_on(tmp_path):
    """The whole process group is killed sixteen times."""
    for name in ("01-a", "02-b", "03-c", "04-d"):
        save(tmp_path / "in", name, "print(n)", "import time\ntime.sleep(0.05)")
    out, seed = tmp_path / "out", random.Random(2010)
    words = [*COMMAND, "--notebooks", str(tmp_path / "in"), "--out", str(out), "--jobs", "2", "--quiet"]
    ends = []
    for number in range(16):
        process = subprocess.Popen([*words, "--fresh"][: len(words) + number % 2], start_new_session=True)
        time.sleep(seed.uniform(0.1, 4))
        ended = process.poll()
        if ended is None:
            os.killpg(process.pid, signal.SIGKILL)
        ends.append(process.wait())
        assert ended in (None, 0)
        if out.exists():
            whole(out)
    assert ends.count(-signal.SIGKILL) >= 8, "the instants missed the runs"
    assert subprocess.run(words).returncode == 0
    report = json.loads((out / "run.json").read_text())
    assert set(states(report).values()) <= {"ok", "cached"}
    assert not [*out.rglob("*.part")]
    whole(out)


def test_a_full_disk_costs_no_earlier_result(tmp_path):
    if shutil.which("unshare") is None:
        pytest.skip("A small disk is made with unshare.")
    save(tmp_path / "in", "01-x", "print(n)")
    small = tmp_path / "small"
    small.mkdir()
    save(tmp_path / "more", "01-x", "import random\nprint(''.join(random.choices('abcdef', k=3_000_000)))")
    script = f"""
mount -t tmpfs -o size=2m tmpfs {small} || exit 99
{sys.executable} -m zjpoverty.cli run --notebooks {tmp_path / "in"} --out {small} --no-html --quiet || exit 98
cp {small}/01-x.ipynb {tmp_path}/before
{sys.executable} -m zjpoverty.cli run --notebooks {tmp_path / "more"} --out {small} --no-html --quiet
code=$?
cmp {small}/01-x.ipynb {tmp_path}/before || exit 97
ls -A {small} > {tmp_path}/left
exit $code
"""
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True)
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip(f"No small disk can be made here: {done.stderr.strip()}")
    assert done.returncode == 1, done.stderr
    assert done.stderr == "zjpoverty: failed: The results of 01-x could not be written: No space left on device.\n"
    assert (tmp_path / "left").read_text().split() == [".zjpoverty", "01-x.ipynb", "index.html", "run.json"]


def test_a_source_that_is_no_notebook_is_refused(tmp_path):
    save(tmp_path / "in", "01-x", "n")
    (tmp_path / "in" / "02-y.ipynb").write_text("{")
    with pytest.raises(Refused, match=r"02-y"):
        batch.plan(["2"], notebooks=tmp_path / "in", out=tmp_path / "out")
