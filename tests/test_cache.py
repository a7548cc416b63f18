"""Results that still hold are kept; any change reruns just the lessons that depend on what has changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small import save, states

from zjpoverty import _cache, batch
from zjpoverty.batch import plan, run

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def two(tmp_path):
    """Folder of two lessons, of which the first reads a file of its user's."""
    (tmp_path / "mine.txt").write_text("12")
    save(tmp_path / "in", "01-reads", f"print(open({str(tmp_path / 'mine.txt')!r}).read(), n)")
    save(tmp_path / "in", "02-does-not", "print(n)")
    return tmp_path / "in"


def again(two, **options):
    return run(plan(notebooks=two, out=two.parent / "out", **options))


def why(two, **options):
    """Reasons of a dry run, of the lessons that would be run."""
    reasons = batch.why(plan(notebooks=two, out=two.parent / "out", **options))
    return {name: reason for name, reason in reasons.items() if reason}


def test_what_has_not_changed_is_not_run_again(two):
    first = again(two)
    before = {path.name: path.stat().st_mtime_ns for path in (two.parent / "out").glob("0*")}
    second = again(two)
    assert states(first) == {"01-reads": "ok", "02-does-not": "ok"}
    assert states(second) == {"01-reads": "cached", "02-does-not": "cached"}
    assert second["status"] == "ok"
    kept = second["lessons"][0]
    assert (kept["attempts"], kept["notebook"], kept["html"]) == (0, "01-reads.ipynb", "01-reads.html")
    assert {path.name: path.stat().st_mtime_ns for path in (two.parent / "out").glob("0*")} == before


def test_fresh_runs_all(two):
    again(two)
    assert why(two, fresh=True) == dict.fromkeys(["01-reads", "02-does-not"], "--fresh was asked for")
    assert states(again(two, fresh=True)) == {"01-reads": "ok", "02-does-not": "ok"}


def test_each_change_is_named_and_reruns_the_lesson_it_concerns(two):
    out = two.parent / "out"
    none_yet = f"there is no result of it in {out} yet"
    assert why(two) == {"01-reads": none_yet, "02-does-not": none_yet}
    again(two)
    assert why(two) == {}
    (two.parent / "mine.txt").write_text("13")
    assert why(two) == {"01-reads": f"{two.parent / 'mine.txt'} has changed"}
    assert states(again(two)) == {"01-reads": "ok", "02-does-not": "cached"}
    save(two, "02-does-not", "print(n + 1)")
    assert why(two) == {"02-does-not": "its notebook has changed"}
    again(two)
    (out / "01-reads.html").write_text("mine now")
    (out / "02-does-not.ipynb").unlink()
    assert why(two) == {"01-reads": "01-reads.html was changed", "02-does-not": "02-does-not.ipynb is gone"}
    again(two)
    (out / ".zjpoverty" / "01-reads.json").write_text("{")
    assert why(two) == {"01-reads": "what is remembered of its result cannot be read"}


def test_a_value_of_another_type_is_another_value(tmp_path):
    save(tmp_path / "in", "01-x", "print(n)", parameters="n = 1  # a number")
    options = {"notebooks": tmp_path / "in", "out": tmp_path / "out"}
    run(plan(**options, parameters={"n": 2}))
    assert batch.why(plan(**options, parameters={"n": 2})) == {"01-x": None}
    assert batch.why(plan(**options)) == {"01-x": "its parameters have changed"}


def test_pages_are_made_when_they_are_wanted(two):
    again(two, html=False)
    assert set(why(two).values()) == {"its page has to be made"}
    again(two)
    assert why(two, html=False) == {}
    (two / "02-does-not.ipynb").unlink()
    assert why(two) == {"01-reads": "the lessons that its page links have changed"}


def test_another_version_of_a_package_reruns_all(two, monkeypatch):
    again(two)
    found = _cache._packages()
    monkeypatch.setattr(_cache, "_packages", lambda: {**found, "altair": "99.1", "newcomer": "1"})
    assert set(why(two).values()) == {f"altair was {found['altair']} and is 99.1"}


def test_a_failure_is_not_remembered(tmp_path):
    save(tmp_path / "in", "01-x", "n")
    run(plan(notebooks=tmp_path / "in", out=tmp_path / "out"))
    save(tmp_path / "in", "01-x", "n / 0")
    assert states(again(tmp_path / "in")) == {"01-x": "failed"}
    assert why(tmp_path / "in") == {"01-x": "its notebook has changed"}
    save(tmp_path / "in", "01-x", "n")
    assert states(again(tmp_path / "in")) == {"01-x": "cached"}
    assert not (tmp_path / "out" / "01-x.failed.ipynb").exists()


def test_what_changed_during_the_run_is_not_taken_for_what_was_read(two):
    mine = two.parent / "mine.txt"
    save(two, "01-reads", f"print(open({str(mine)!r}).read(), n)", f"open({str(mine)!r}, 'w').write('later')")
    assert states(again(two)) == {"01-reads": "ok", "02-does-not": "ok"}
    assert list(why(two)) == ["01-reads"]


def test_a_notebook_that_goes_costs_no_other_lesson(two):
    planned = plan(notebooks=two, out=two.parent / "out")
    (two / "01-reads.ipynb").unlink()
    report = run(planned)
    assert states(report) == {"01-reads": "failed", "02-does-not": "ok"}
    assert report["lessons"][0]["error"] == f"{two / '01-reads.ipynb'} cannot be read: No such file or directory."


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the project with three small lessons, run once by its own command."""
    place = tmp_path_factory.mktemp("checkout")
    for name in ("zjpoverty", "data"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "notebooks").mkdir()
    save(place / "in", "01-figures", "from zjpoverty import fact\nfact('relocation.people_moved').value")
    save(place / "in", "02-model", "from zjpoverty.models import relocation\nrelocation.__name__")
    save(place / "in", "03-counties", "import zjpoverty\nzjpoverty.load('counties').shape")
    assert command(place, "--quiet").returncode == 0
    return place


def command(place, *words):
    called = [sys.executable, "-P", "-m", "zjpoverty.cli", "run", "--notebooks", str(place / "in")]
    environment = {**os.environ, "PYTHONPATH": str(place)}
    return subprocess.run(
        [*called, "--out", str(place / "out"), *words], capture_output=True, text=True, env=environment, cwd=place
    )


@pytest.mark.parametrize(
    ("file", "concerned"),
    [
        ("data/facts.csv", ["01-figures"]),
        ("data/counties.csv", ["03-counties"]),
        ("zjpoverty/models/relocation.py", ["02-model"]),
        ("zjpoverty/models/fiscal.py", []),
        ("zjpoverty/templates/handout/lesson.css", ["01-figures", "02-model", "03-counties"]),
    ],
)
def test_a_change_of_the_library_or_the_data_concerns_who_has_read_it(checkout, file, concerned):
    before = (checkout / file).read_bytes()
    try:
        (checkout / file).write_bytes(before + b"\n")
        lines = command(checkout, "--dry-run").stdout.splitlines()
    finally:
        (checkout / file).write_bytes(before)
    assert [line for line in lines if "would be run" in line] == [
        f"{name} would be run, with its defaults: {file} has changed" for name in concerned
    ]
    assert sum("would be kept" in line for line in lines) == 3 - len(concerned)
