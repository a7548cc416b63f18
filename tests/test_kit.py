"""The kit installs and runs on a machine without a network."""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def cut_off() -> list[str]:
    """Beginning of a command that runs without any network, where this machine can do that."""
    unshare = shutil.which("unshare")
    works = unshare and subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode == 0
    return [unshare, "-rn"] if works else []


@pytest.fixture(scope="module")
def kit(tmp_path_factory) -> Path:
    """What `make kit` writes, with the pages of three lessons, made with the environment of these tests."""
    place = tmp_path_factory.mktemp("kit") / "kit"
    stamp = ROOT / ".venv" / ".installed"
    if not shutil.which("make") or Path(sys.prefix) != ROOT / ".venv" or not stamp.exists():
        pytest.skip("The kit is made by `make kit`, in the environment that `make test` sets up.")
    words = ["make", "kit", f"KIT={place}", "LESSONS=01 09 24"]
    result = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return place


@pytest.fixture(scope="module")
def programs(kit) -> Path:
    """Folder of the programs, installed from the kit alone, with the network cut where that can be done."""
    venv.create(kit / "programs", with_pip=True)
    pip = [str(kit / "programs" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-index", "--no-compile"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    command = [*cut_off(), *pip, "--find-links", "wheels", "zjpoverty"]
    result = subprocess.run(command, cwd=kit, env=clean, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return kit / "programs" / "bin"


def test_the_kit_has_what_its_readme_names(kit):
    lines = (kit / "README.md").read_text("utf-8").splitlines()
    named = {line.split("`")[1] for line in lines if line.startswith("| `")}
    assert named == {f"{path.name}/" for path in kit.iterdir() if path.is_dir()}
    for folder in ("handouts", "handouts-trainer"):
        report = json.loads((kit / folder / "run.json").read_text("utf-8"))
        assert report["status"] == "ok"
        assert [lesson["name"][:2] for lesson in report["lessons"]] == ["01", "09", "24"]


@pytest.mark.parametrize("edition", ["student", "trainer"])
def test_a_lesson_runs_from_the_kit_without_a_network(kit, programs, edition, tmp_path):
    command = [*cut_off(), str(programs / "zjpoverty"), "run", "01", "--notebooks", str(kit / edition)]
    result = subprocess.run([*command, "--out", str(tmp_path)], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "<svg" in (tmp_path / "01-overview.html").read_text("utf-8") or "vegaEmbed" in (
        tmp_path / "01-overview.html"
    ).read_text("utf-8")
