"""The wheel, installed in an empty environment and used from an empty folder, as a user meets it."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def call(*command: object, cwd: Path, expected: int = 0) -> str:
    """Output of a command; its exit code is checked."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    result = subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert result.returncode == expected, result.stdout + result.stderr
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Folder of the programs of an environment that holds nothing but the wheel and what it asks for."""
    place = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place, cwd=ROOT)
    (wheel,) = place.glob("*.whl")
    venv.create(place / "env", with_pip=True)
    programs = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile")
    call(*pip, "--constraint", ROOT / "constraints.txt", wheel, cwd=place)
    return programs


def test_the_tables_and_lessons_come_with_it(installed, tmp_path):
    program = "import zjpoverty; print(zjpoverty.datasets.data_dir()); print(zjpoverty.describe('facts').rows)"
    folder, count = call(installed / "python", "-c", program, cwd=tmp_path).split()
    assert Path(folder).is_relative_to(installed.parent) and int(count) > 200
    for kind in ("data", "notebooks"):
        packed, own = ({path.name: path.read_bytes() for path in place.iterdir()} for place in _places(folder, kind))
        assert packed == own
    assert "09-relocation" in call(installed / "zjpoverty", "list", cwd=tmp_path)
    assert "facts" in call(installed / "zjpoverty", "data", cwd=tmp_path)


def _places(folder: str, kind: str) -> tuple[Path, Path]:
    """Where tables or lessons lie in the environment, and in the project."""
    return Path(folder).parent / kind, ROOT / kind


def test_a_lesson_runs_from_it(installed, tmp_path):
    call(installed / "zjpoverty", "run", "relocation", "-p", "subsidy", "9000", "--out", "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [lesson["status"] for lesson in report["lessons"]] == ["ok"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".zjpoverty",
        "09-relocation.html",
        "09-relocation.ipynb",
        "index.html",
        "run.json",
    ]
    call(installed / "zjpoverty", "run", "relocation", "-p", "subsidy", "9000", "--out", "out", cwd=tmp_path)
    report = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [lesson["status"] for lesson in report["lessons"]] == ["cached"]


def test_what_is_refused_writes_nothing(installed, tmp_path):
    said = call(installed / "zjpoverty", "run", "relocation", "-p", "subsidie", "1", cwd=tmp_path, expected=2)
    assert "Did you mean 'subsidy'?" in said and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("edition", ["student", "trainer"])
def test_a_workspace_runs_from_it(installed, edition, tmp_path):
    call(installed / "zjpoverty", "start", "mine", "--edition", edition, cwd=tmp_path)
    # All lessons of a workspace are run elsewhere; these read the most kinds of files, and the wheel has all of them.
    names = ["02-poverty-line", "09-relocation", "24-conferences-and-visits"]
    call(installed / "zjpoverty", "run", *names, "--notebooks", "mine", "--no-html", cwd=tmp_path)
    report = json.loads((tmp_path / "build" / "run.json").read_text("utf-8"))
    assert {lesson["name"]: lesson["status"] for lesson in report["lessons"]} == dict.fromkeys(names, "ok")
    copied = {path.name for path in (tmp_path / "mine").glob("*.ipynb")}
    assert copied == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
