"""The blocks of docs/scheduling.md are taken from the page, and run as far as that can be done here."""

import ast
import builtins
import configparser
import inspect
import json
import os
import re
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from zjpoverty import _process, batch

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "scheduling.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

# What the page writes, and what stands in its place here.
PROGRAM, RESULTS = "/srv/zjpoverty/.venv/bin/zjpoverty", "/srv/zjpoverty/pages"
OURS = Path(sys.executable).with_name("zjpoverty")

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="cron, systemd and Airflow are not for Windows."),
    pytest.mark.skipif(not OURS.exists(), reason=f"The command is not installed: there is no {OURS}."),
]


def blocks(language: str) -> list[str]:
    """Blocks of the page in one language."""
    return [text for name, text in BLOCKS if name == language]


def lesson(folder: Path, name: str, source: str) -> None:
    """Write a lesson that is quick."""
    cells = [("parameters", "n: int = 1  # 0 to 9: a number"), ("", source)]
    content = {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [
            {"cell_type": "code", "metadata": {"tags": tag.split()}, "source": text, "outputs": []}
            | {"execution_count": None}
            for tag, text in cells
        ],
    }
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")


def here(command: str, lessons: Path, *words: str) -> str:
    """The command of the page with this machine's program, quick lessons and results beside them."""
    assert command == f"{PROGRAM} run --out {RESULTS} --quiet"
    ours = shlex.join([str(OURS), "run", *words, "--notebooks", str(lessons)])
    return command.replace(f"{PROGRAM} run", ours).replace(RESULTS, shlex.quote(str(results(lessons))))


def results(lessons: Path) -> Path:
    """Folder of the results of some lessons."""
    return lessons.with_name("results")


def run(command, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run a command in a folder, in the environment that is given and no other."""
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def good(tmp_path) -> Path:
    """A folder with a good lesson."""
    lesson(tmp_path / "lessons", "01-good", "print(n)")
    return tmp_path / "lessons"


@pytest.fixture
def bad(tmp_path) -> Path:
    """A folder with a lesson that fails."""
    lesson(tmp_path / "lessons", "02-bad", "raise ValueError('浙江')")
    return tmp_path / "lessons"


FAILED = "zjpoverty: failed: 02-bad, cell 2, line 1: raise ValueError('浙江'): ValueError: 浙江\n"
REFUSED = "zjpoverty: There is no lesson '77'. Known: 02-bad.\n"


def test_the_page_tells_every_code():
    rows = re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE)
    assert [int(code) for row in rows for code in row.split(",")] == [0, 1, 2, 128 + 2, 128 + 15]
    assert [name for name, _ in BLOCKS] == ["cron", "ini", "ini", "yaml", "python"]


# --- cron ---


def crontab() -> tuple[list[str], str]:
    """The five fields of the line of the crontab, and its command."""
    setting, comment, line = blocks("cron")[0].splitlines()
    assert re.fullmatch(r"MAILTO=\S+@\S+", setting) and comment.startswith("#")
    *fields, command = line.split(maxsplit=5)
    return fields, command


def test_the_line_of_the_crontab_is_one():
    fields, command = crontab()
    limits = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]
    for field, (low, high) in zip(fields, limits, strict=True):
        assert field == "*" or low <= int(field) <= high
    assert "%" not in command, "cron makes a new line of it"


def as_cron(command: str, home: Path) -> subprocess.CompletedProcess:
    """Run a command in the environment that cron gives."""
    return run(["/bin/sh", "-c", command], home, PATH="/usr/bin:/bin", HOME=str(home), SHELL="/bin/sh", LOGNAME="x")


def test_cron_has_nothing_to_mail_when_all_is_well(good, tmp_path):
    done = as_cron(here(crontab()[1], good), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    written = {path.name for path in results(good).iterdir()}
    assert {"01-good.html", "01-good.ipynb", "index.html", "run.json"} <= written


def test_cron_mails_what_failed(bad, tmp_path):
    results(bad).mkdir()
    (results(bad) / "02-bad.ipynb").write_text("an earlier good result")
    done = as_cron(here(crontab()[1], bad), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", FAILED)
    report = json.loads((results(bad) / "run.json").read_text("utf-8"))
    assert [(line["name"], line["status"]) for line in report["lessons"]] == [("02-bad", "failed")]
    assert (results(bad) / "02-bad.failed.ipynb").exists()
    assert (results(bad) / "02-bad.ipynb").read_text() == "an earlier good result"


def test_cron_mails_what_was_refused(bad, tmp_path):
    done = as_cron(here(crontab()[1], bad, "77"), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", REFUSED)
    assert not results(bad).exists()


# --- systemd ---


def unit(text: str) -> configparser.ConfigParser:
    """A unit, read as the sections and keys that it is."""
    read = configparser.ConfigParser(interpolation=None, delimiters="=")
    read.optionxform = str
    read.read_string(text)
    return read


def service() -> configparser.SectionProxy:
    """What the service says of its process."""
    return unit(blocks("ini")[0])["Service"]


def seconds(span: str) -> int:
    """A time span of systemd in seconds."""
    number, letter = re.fullmatch(r"(\d+)(s|min|h)", span).groups()
    return int(number) * {"s": 1, "min": 60, "h": 3600}[letter]


def as_systemd(command: str) -> subprocess.CompletedProcess:
    """Run a command as a unit's process: without a shell, at the root, with little around it."""
    return run(shlex.split(command), Path("/"), PATH="/usr/bin:/bin", LANG="C.UTF-8")


@pytest.mark.parametrize(("words", "code", "told"), [((), 1, FAILED), (("77",), 2, REFUSED)], ids=["failed", "refused"])
def test_the_service_fails_with_the_code(bad, words, code, told):
    done = as_systemd(here(service()["ExecStart"], bad, *words))
    assert (done.returncode, done.stdout, done.stderr) == (code, "", told)
    assert str(code) not in service()["SuccessExitStatus"].split()
    assert "Restart" not in service()


def test_the_service_stops_in_order_and_in_time(tmp_path):
    begun = tmp_path / "begun"
    lesson(tmp_path / "lessons", "01-long", f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
    command = shlex.split(here(service()["ExecStart"], tmp_path / "lessons"))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 30
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=seconds(service()["TimeoutStopSec"]))
    assert (process.returncode, printed) == (143, b"")
    assert "143" in service()["SuccessExitStatus"].split()
    assert json.loads((results(tmp_path / "lessons") / "run.json").read_text("utf-8"))["status"] == "interrupted"
    # The lesson above stops at once; the worst takes as long as a worker is given.
    assert seconds(service()["TimeoutStopSec"]) > _process._GRACE + 5


needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="There is no systemd-analyze, so the units were read, but not verified."
)


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    names = re.findall(r"`/etc/systemd/system/(zjpoverty\.\w+)`", PAGE)
    assert names == ["zjpoverty.service", "zjpoverty.timer"]
    for name, text in zip(names, blocks("ini"), strict=True):
        (tmp_path / name).write_text(text.replace(PROGRAM, str(OURS)))
    done = run(["systemd-analyze", "--man=no", "verify", *names], tmp_path, PATH=os.environ["PATH"])
    told = [line for line in (done.stdout + done.stderr).splitlines() if "zjpoverty" in line]
    assert (done.returncode, told) == (0, [])


@needs_systemd
def test_systemd_understands_the_time(tmp_path):
    timer = unit(blocks("ini")[1])["Timer"]
    assert timer["Persistent"] == "true"
    done = run(["systemd-analyze", "calendar", timer["OnCalendar"]], tmp_path, PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr


# --- GitHub ---


def workflow() -> dict:
    """The workflow, without the trap that YAML reads the key `on` as true."""
    read = yaml.safe_load(blocks("yaml")[0])
    return {"on" if key is True else key: value for key, value in read.items()}


def steps() -> list[dict]:
    """Steps of the only job."""
    (job,) = workflow()["jobs"].values()
    assert "continue-on-error" not in job
    return job["steps"]


def test_the_workflow_installs_runs_and_keeps_what_there_is():
    *_, install, command, keep = steps()
    assert install == {"run": "python -m pip install -c constraints.txt ."}
    assert command == {"run": "zjpoverty run --out pages --quiet"}, "nothing that could hide the code"
    assert (keep["if"], keep["with"]["path"]) == ("always()", "pages")


def test_the_workflow_uses_the_actions_that_this_project_uses():
    ours = {name for path in (ROOT / ".github" / "workflows").glob("*.yml") for name in uses(path.read_text("utf-8"))}
    named = uses(blocks("yaml")[0])
    assert len(named) == 3 and set(named) <= ours


def uses(text: str) -> list[str]:
    """Actions that a workflow uses, with their versions."""
    return re.findall(r"uses: (\S+)", text)


@pytest.mark.skipif(not shutil.which("bash"), reason="There is no bash, which runs the steps on GitHub.")
def test_the_step_fails_with_the_code(bad, tmp_path):
    command = steps()[-2]["run"].replace("zjpoverty run", f"zjpoverty run 77 --notebooks {shlex.quote(str(bad))}")
    (tmp_path / "step.sh").write_text(command + "\n")
    # As GitHub runs a step without `shell`.
    done = run(["bash", "-e", "step.sh"], tmp_path, PATH=f"{OURS.parent}:/usr/bin:/bin", LANG="C.UTF-8")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", REFUSED)


# --- Airflow ---


def calls(tree: ast.AST) -> dict[str, dict[str, ast.expr]]:
    """Keywords of each call by the name that is called."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return {node.func.id: {keyword.arg: keyword.value for keyword in node.keywords} for node in found}


def test_the_dag_is_python_that_knows_its_names():
    tree = ast.parse(blocks("python")[0])
    compile(tree, "dag", "exec")
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    known = {alias.name for node in imports for alias in node.names} | set(dir(builtins))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert used <= known
    assert {node.module for node in imports} == {"datetime", "airflow.sdk", "airflow.providers.standard.operators.bash"}


def test_the_dag_lets_no_code_pass_and_does_not_try_again():
    operator = calls(ast.parse(blocks("python")[0]))["BashOperator"]
    assert ast.literal_eval(operator["skip_on_exit_code"]) is None
    assert ast.literal_eval(operator["retries"]) == 0


@pytest.mark.skipif(not shutil.which("bash"), reason="There is no bash, which Airflow runs the command with.")
def test_the_task_fails_with_the_code(bad, tmp_path):
    command = ast.literal_eval(calls(ast.parse(blocks("python")[0]))["BashOperator"]["bash_command"])
    done = run(["bash", "-c", here(command, bad, "77")], tmp_path, PATH="/usr/bin:/bin", LANG="C.UTF-8")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", REFUSED)


def test_airflow_imports_the_dag(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    pytest.importorskip("airflow.sdk", reason="Airflow is not installed, so the DAG was parsed, but not imported.")
    path = tmp_path / re.search(r"`(\w+\.py)` in the folder of DAGs", PAGE)[1]
    path.write_text(blocks("python")[0])
    dag = runpy.run_path(str(path))["dag"]
    assert (dag.dag_id, dag.task_ids) == (path.stem, ["run"])
    assert (dag.get_task("run").retries, dag.get_task("run").skip_on_exit_code) == (0, [])


# --- what all of them share ---


def test_all_start_at_the_same_time():
    fields, _ = crontab()
    minute, hour, *_ = fields
    assert unit(blocks("ini")[1])["Timer"]["OnCalendar"] == f"*-*-* {int(hour):02}:{int(minute):02}:00"
    assert workflow()["on"]["schedule"] == [{"cron": " ".join(fields)}]
    dag = calls(ast.parse(blocks("python")[0]))["DAG"]
    assert ast.literal_eval(dag["schedule"]) == " ".join(fields)


def test_the_limits_leave_time_for_every_lesson():
    ours = {name: given.default for name, given in inspect.signature(batch.plan).parameters.items()}
    assert f"`--timeout` seconds, {ours['timeout']} unless" in PAGE and f"`--retries`, {ours['retries']} unless" in PAGE
    longest = 30 * ours["timeout"] * (1 + ours["retries"]) / 2
    assert longest == 5 * 3600, "30 lessons, two at a time, take five hours, says the page"
    hours = calls(ast.parse(blocks("python")[0]))["timedelta"]["hours"]
    assert seconds(service()["TimeoutStartSec"]) == 3600 * ast.literal_eval(hours) > longest
