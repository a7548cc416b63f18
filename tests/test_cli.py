"""The command line, as a shell sees it: what it prints, where, and with which exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from zjpoverty import __version__, _arguments, cli, datasets, lessons


def zj(*words, **options):
    """Run the command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "zjpoverty.cli", *words], capture_output=True, text=True, **options)


@pytest.fixture
def folder(tmp_path):
    def notebook(name, parameters, *sources):
        cells = [
            {"cell_type": "code", "metadata": {"tags": tags}, "source": source, "outputs": [], "execution_count": None}
            for tags, source in ((["parameters"], parameters), *(([], source) for source in sources))
        ]
        content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
        (tmp_path / "in" / f"{name}.ipynb").write_text(json.dumps(content))

    (tmp_path / "in").mkdir()
    notebook("01-good", "shift: float = 0.0  # -5 to 5: a shift\nword: str = 'a'  # any word", "print(shift, word)")
    notebook("02-bad", "shift: float = 0.0  # -5 to 5: a shift", "shift / 0")
    return tmp_path / "in"


def refused(done):
    """Only sentence of a command that started nothing."""
    assert (done.returncode, done.stdout) == (2, "")
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("zjpoverty: ")
    return sentence.removeprefix("zjpoverty: ")


# --- help, version, errors ---


def commands():
    return [name for name, _, _ in cli._COMMANDS]


@pytest.mark.parametrize("name", ["list", "show", "run", "data", "audit", "doctor", "register", "start", "lab"])
def test_every_command_and_option_has_help(name, capsys):
    assert name in commands()
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: zjpoverty {name}")
    subparsers = next(action for action in cli.build_parser()._actions if action.dest != "help" and action.choices)
    assert all(action.help for action in subparsers.choices[name]._actions)


def test_the_version_is_printed():
    done = zj("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"zjpoverty {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["rnu"],
            "There is no command 'rnu'. Did you mean 'run'? "
            "Known: list, show, run, data, audit, doctor, register, start, lab.",
        ),
        ([], "The following arguments are required: COMMAND. See 'zjpoverty --help'."),
        (["list", "--jsn"], "Unrecognized arguments: --jsn. See 'zjpoverty --help'."),
        (["show", "../x"], "The lesson '../x' is a path, not a name. Accepted: NN-name, NN or name."),
        (["run", "-p", "shift"], "The option -p needs a name and a value, such as -p reading total."),
        (
            ["run", "-p", "subsidy=20000"],
            "-p takes a name and a value with a space between: -p subsidy 20000.",
        ),
        (
            ["run", "-p", "subsidy=20000", "relocation"],
            "-p takes a name and a value with a space between: -p subsidy 20000.",
        ),
        (["run", "-p", "subsidy=", "20000"], "-p takes a name and a value with a space between: -p subsidy 20000."),
        (["run", "-p", "subsidy="], "-p takes a name and a value with a space between: -p subsidy VALUE."),
        (["run", "-p", "word=a b=c"], "-p takes a name and a value with a space between: -p word 'a b=c'."),
        (
            ["run", "19", "--sweep", "none.csv"],
            "none.csv cannot be read: No such file or directory. Give a CSV table or JSON lines.",
        ),
        (
            ["run", "--sweep", "x.csv"],
            "A sweep runs one lesson, a row at a time. Name the lesson: zjpoverty run LESSON --sweep FILE.",
        ),
        (["start"], "The following arguments are required: DIR. See 'zjpoverty start --help'."),
        (
            ["start", "nowhere", "--edition", "teacher"],
            "There is no edition 'teacher'. Did you mean 'trainer'? Known: student, trainer.",
        ),
        (["lab", "/nowhere"], "The folder /nowhere does not exist. Give a folder that holds lessons."),
        (["data", "fcts"], None),
    ],
)
def test_an_error_is_one_sentence(words, sentence, capsys):
    try:
        code = cli.main(words)
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    if words[0:1] == ["data"]:
        names = datasets.names()
        known = ", ".join(names[:20]) + f", … ({len(names)} in all)"  # a sentence holds twenty names
        sentence = f"There is no table 'fcts'. Did you mean 'facts'? Known: {known}."
    assert err == f"zjpoverty: {sentence}\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["3"], "There is no lesson '3'. Known: 01-good, 02-bad."),
        (
            ["-p", "word", "a b"],
            "There is no parameter of 02-bad called 'word'. Known: shift. "
            "Name the lesson: zjpoverty run 01-good --notebooks {folder} -p word 'a b'.",
        ),
        (["1", "2", "-p", "word", "b"], "There is no parameter of 02-bad called 'word'. Known: shift."),
        (
            ["-p", "shift", "1,5"],
            "01-good: The parameter 'shift' cannot be '1,5'. Accepted: a number from -5 to 5. "
            "Write digits with a point and no separators, such as 20000 or 0.1.",
        ),
        (["-p", "shift", "-6"], "01-good: The parameter 'shift' cannot be -6.0. Accepted: a number from -5 to 5."),
        (
            ["-p", "shift", "--quiet"],
            "01-good: The parameter 'shift' cannot be '--quiet'. Accepted: a number from -5 to 5.",
        ),
        (["--jobs", "two"], "--jobs cannot be two. Accepted: a whole number, 1 or more."),
        (["--timeout", "-1"], "--timeout cannot be -1. Accepted: a number of seconds greater than 0."),
        (["--retries", "0.5"], "--retries cannot be 0.5. Accepted: a whole number, 0 or more."),
    ],
)
def test_what_a_run_refuses_is_said_before_anything_is_written(folder, tmp_path, capsys, words, sentence):
    assert cli.main(["run", "--notebooks", str(folder), "--out", str(tmp_path / "out"), *words]) == 2
    assert capsys.readouterr() == ("", f"zjpoverty: {sentence.format(folder=folder)}\n")
    assert not (tmp_path / "out").exists()


def test_the_exit_code_reaches_the_shell(folder, tmp_path):
    sentence = refused(zj("run", "good", "--notebooks", str(folder), "--out", str(tmp_path / "out"), "-p", "wrod", "x"))
    assert sentence == "There is no parameter of 01-good called 'wrod'. Did you mean 'word'? Known: shift, word."


# --- running ---


def test_a_dry_run_writes_nothing(folder, tmp_path, capsys):
    words = ["run", "--notebooks", str(folder), "--out", str(tmp_path / "out"), "--dry-run", "-p", "shift", "-5"]
    assert cli.main(words) == 0
    assert capsys.readouterr().out == (
        f"01-good would be run, with shift = -5.0: there is no result of it in {tmp_path / 'out'} yet\n"
        f"02-bad would be run, with shift = -5.0: there is no result of it in {tmp_path / 'out'} yet\n"
    )
    assert not (tmp_path / "out").exists()


def test_a_run_with_a_failing_lesson_ends_with_1_and_says_why(folder, tmp_path):
    done = zj("run", "--notebooks", str(folder), "--out", str(tmp_path / "out"), "-p", "shift", "-1", "--fresh")
    assert done.returncode == 1
    reason = "02-bad, cell 3, line 1: shift / 0: ZeroDivisionError: float division by zero"
    assert done.stderr == f"zjpoverty: failed: {reason}\n"
    lines = done.stdout.splitlines()
    assert sum(line.endswith(" started") for line in lines) == 2
    assert any(line.endswith(f": {reason}") for line in lines)
    assert lines[-1] == f"1 of 2 lessons ok. Open {tmp_path / 'out' / 'index.html'}"
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [".zjpoverty", "01-good.html", "01-good.ipynb", "02-bad.failed.ipynb", "index.html", "run.json"]


def test_a_good_run_ends_with_0_and_can_be_quiet(folder, tmp_path):
    words = ["--out", str(tmp_path / "out"), "-p", "word", "--no-html", "--quiet", "--no-html"]
    done = zj("run", "good", "--notebooks", str(folder), *words)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    report = json.loads((tmp_path / "out" / "run.json").read_text())
    assert report["parameters"] == {"word": "--no-html"}


def test_a_value_may_look_like_anything():
    words = ["run", "-p", "a", "-5", "x", "-p", "-p", "-p", "--jobs", "2"]
    assert _arguments.without_values(words) == (["run", "x", "--jobs", "2"], [("a", "-5"), ("-p", "-p")])


# --- looking ---


def test_list_prints_a_lesson_a_line():
    done = zj("list")
    assert (done.returncode, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["LESSON", "TITLE", "MINUTES", "SECTIONS", "PARAMETERS"]
    assert [line.split()[0] for line in lines] == [lesson.name for lesson in lessons.lessons()]


def test_list_as_json_says_all(capsys):
    assert cli.main(["list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [lesson["name"] for lesson in told] == [lesson.name for lesson in lessons.lessons()]
    for lesson in told:
        assert lesson["minutes"] == lesson["minutes_reading"] + lesson["minutes_exercises"]
        assert {"title", "question", "level", "objectives", "prerequisites", "sections", "parameters"} <= set(lesson)


def test_show_prints_a_parameter_a_line(capsys):
    for lesson in lessons.lessons():
        assert cli.main(["show", lesson.name]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == f"{lesson.name}: {lesson.title}"
        assert [line.split()[0] for line in lines[-len(lesson.parameters) :]] == [p.name for p in lesson.parameters]


def test_data_prints_the_list_and_the_codebook(capsys):
    assert cli.main(["data"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]] == datasets.names()
    assert cli.main(["data", "facts"]) == 0
    assert capsys.readouterr().out == f"{datasets.describe('facts')}\n"
    assert cli.main(["data", "facts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "facts"


def test_audit_passes_on_code_and_text(monkeypatch, capsys, tmp_path):
    from zjpoverty import audit

    monkeypatch.setattr(audit, "audit_file", lambda path: (1, f"{path.name} differs."))
    assert cli.main(["audit", str(tmp_path / "copy.txt")]) == 1
    assert capsys.readouterr().out == "copy.txt differs.\n"


def test_doctor_says_what_is_here(capsys):
    assert cli.main(["doctor"]) == 0
    out = capsys.readouterr().out
    for subject in (
        "Python",
        "zjpoverty",
        "papermill",
        "Kernel",
        "Forking",
        "Processors",
        "dask",
        "Chromium",
        "Chinese fonts",
    ):
        assert any(line.startswith(subject) for line in out.splitlines())


def test_doctor_fails_when_something_required_is_missing(monkeypatch, capsys):
    from zjpoverty import doctor

    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert cli.main(["doctor"]) == 1
    assert "no lesson can run; pip install ipykernel" in capsys.readouterr().out


def test_doctor_says_where_nothing_can_be_forked(monkeypatch):
    from zjpoverty import doctor

    monkeypatch.setattr(doctor, "CAN_FORK", False)
    told = "only on Linux; each lesson starts a kernel of its own, which takes longer"
    assert ("Forking", "absent", told) in doctor.examine()


def test_lab_listens_on_loopback_only(monkeypatch, tmp_path):
    called = []
    monkeypatch.setattr(cli.os, "execv", lambda program, words: called.append(words))
    cli.main(["lab", str(tmp_path)])
    [words] = called
    assert words == [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={tmp_path}",
    ]


def test_lab_opens_a_workspace_at_its_index(monkeypatch, tmp_path):
    called = []
    monkeypatch.setattr(cli.os, "execv", lambda program, words: called.append(words))
    assert cli.main(["start", str(tmp_path / "mine")]) == 0
    cli.main(["lab", str(tmp_path / "mine")])
    [words] = called
    assert words[-2:] == [
        f"--ServerApp.root_dir={tmp_path / 'mine'}",
        "--LabApp.default_url=/lab/tree/00-start-here.ipynb",
    ]


# --- a workspace ---


def test_start_says_what_it_did_and_what_it_kept(tmp_path):
    files = ["00-start-here.ipynb", "README.md", *(lesson.path.name for lesson in lessons.lessons())]
    first = f"mine holds {len(files) - 2} lessons, student's edition of zjpoverty {__version__}."
    done = zj("start", "mine", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{first}\nadded: {', '.join(files)}\nOpen it: zjpoverty lab mine\n"
    (tmp_path / "mine" / "README.md").write_text("mine")
    done = zj("start", "mine", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{first}\nNothing is new.\nkept, since you changed it: README.md\nOpen it: zjpoverty lab mine\n"
    )


def test_start_refuses_a_file_with_a_sentence(tmp_path):
    (tmp_path / "mine").touch()
    sentence = refused(zj("start", str(tmp_path / "mine")))
    assert sentence == f"{tmp_path / 'mine'} is a file, not a folder. Give a folder for the workspace."


def test_a_workspace_that_cannot_be_written_whole_ends_with_1(tmp_path, monkeypatch, capsys):
    from zjpoverty import workspace

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(workspace, "write_whole", full)
    assert cli.main(["start", str(tmp_path / "mine")]) == 1
    err = capsys.readouterr().err
    assert err == f"zjpoverty: {tmp_path / 'mine' / '00-start-here.ipynb'}: No space left on device.\n"


# --- manners ---


@pytest.mark.parametrize("words", [["list"], ["show", "01"], ["--version"], ["--help"]])
def test_looking_is_light(words):
    heavy = "{'numpy', 'pandas', 'nbformat', 'altair', 'papermill', 'rich', 'jinja2', 'narwhals'}"
    program = (
        "import sys\nfrom zjpoverty.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print(*{heavy} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


def test_a_broken_pipe_leaves_no_trace():
    program = f"{sys.executable} -m zjpoverty.cli data facts --json | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {program}"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_whose_reader_has_gone_still_ends_with_its_code(folder, tmp_path):
    program = f"{sys.executable} -m zjpoverty.cli run 2 --notebooks {folder} --out {tmp_path / 'out'} | true"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {program}"], capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_full_disk_gets_a_sentence(monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device", "build/run.json")

    monkeypatch.setattr(cli.lessons, "lessons", full)
    assert cli.main(["list"]) == 1
    assert capsys.readouterr().err == "zjpoverty: build/run.json: No space left on device.\n"
