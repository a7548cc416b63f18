"""The house keeps its rules: imports point down, commands are documented, versions agree, doors are light."""

import ast
import itertools
import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import zjpoverty
from zjpoverty import cli, datasets, lessons, syllabus

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")
MODULES = sorted((ROOT / "zjpoverty").rglob("*.py"))


def test_imports_point_down():
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_every_room_has_its_layer():
    layers = " ".join(PROJECT["tool"]["importlinter"]["contracts"][0]["layers"])
    rooms = {path.stem for path in (ROOT / "zjpoverty").glob("*.py")} - {"__init__"}
    rooms |= {path.parent.name for path in (ROOT / "zjpoverty").glob("*/__init__.py")}
    assert rooms - set(re.findall(r"zjpoverty\.(\w+)", layers)) == set()


def commands() -> dict[str, object]:
    """Subcommands of the command line by name."""
    parser = cli.build_parser()
    return next(
        action.choices for action in parser._actions if hasattr(action, "choices") and isinstance(action.choices, dict)
    )


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help_and_stands_in_the_readme(name):
    command = commands()[name]
    assert command.description or command.format_help()
    assert f"`zjpoverty {name}" in README
    for action in command._actions:
        assert action.help, (name, action.dest)


def test_every_table_stands_in_the_readme():
    for name in datasets.names():
        assert f"| `{name}` |" in README, name


# Pages of reference: a dozen measures each, two thirds of the lines docstrings.
LONGER = {"poverty.py": 630, "inequality.py": 610}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_small_and_says_what_it_is_for(module):
    text = module.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "every module says what it is for"
    assert len(text.splitlines()) <= LONGER.get(module.name, 350)


@pytest.mark.parametrize("name", zjpoverty.__all__)
def test_every_public_name_exists_and_has_a_docstring(name):
    assert getattr(zjpoverty, name).__doc__


def test_a_name_that_does_not_exist_is_an_error():
    with pytest.raises(AttributeError, match=r"^module 'zjpoverty' has no attribute 'nothing'$"):
        getattr(zjpoverty, "nothing")  # noqa: B009


LIGHT = """
import sys, io, contextlib
before = set(sys.modules)
{what}
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
third = loaded - set(sys.stdlib_module_names) - {{"zjpoverty"}}
print(sorted(name for name in third if not name.startswith("_")))
"""


@pytest.mark.parametrize(
    "what",
    [
        "import zjpoverty",
        "from zjpoverty import cli\nwith contextlib.redirect_stdout(io.StringIO()): cli.main(['list'])",
        "from zjpoverty import cli\nwith contextlib.redirect_stdout(io.StringIO()): cli.main(['show', '01'])",
    ],
    ids=["import", "list", "show"],
)
def test_the_door_is_light(what):
    """Nothing heavier than numpy and narwhals is loaded."""
    result = subprocess.run([sys.executable, "-c", LIGHT.format(what=what)], capture_output=True, text=True, check=True)
    assert set(ast.literal_eval(result.stdout)) <= {"numpy", "narwhals"}


def normal(name: str) -> str:
    """A package's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_hold_what_the_project_asks_for():
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+-]+", line) for line in lines), "names and versions only"
    held = dict(line.split("==") for line in lines)
    held = {normal(name): version for name, version in held.items()}
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = PROJECT["project"]["dependencies"] + [one for name in extras if name != "spark" for one in extras[name]]
    for requirement in map(Requirement, wanted):
        if requirement.name != "zjpoverty":
            assert held[normal(requirement.name)] in requirement.specifier, str(requirement)


def test_the_conda_environment_installs_the_project_under_the_same_constraints():
    text = (ROOT / "environment.yml").read_text("utf-8")
    assert f"python {PROJECT['project']['requires-python'].replace('>=', '=')}\n" in text
    assert "--constraint constraints.txt" in text and "--editable ." in text


def test_the_version_is_the_same_everywhere():
    version = zjpoverty.__version__
    assert re.search(rf"^version: {re.escape(version)}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_link_of_the_documents_resolves():
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            assert target.startswith("https://") or (document.parent / target).exists(), (document.name, target)


def test_the_seminar_day_takes_the_minutes_of_the_lessons_and_leaves_breaks():
    day = re.findall(
        r"^\| (\d\d):(\d\d) \| .*? \| ([\w-]*) ?\| (\d+) \|$", (ROOT / "docs/seminar.md").read_text("utf-8"), re.M
    )
    steps = [(60 * int(hour) + int(minute), name, int(minutes)) for hour, minute, name, minutes in day]
    given = {lesson.name: lesson.minutes for lesson in lessons.lessons()}
    assert len(steps) > 4
    assert {name: minutes for _, name, minutes in steps if name} == {name: given[name] for _, name, _ in steps if name}
    (route,) = syllabus.route("one_day", lessons.lessons())
    assert [name for _, name, _ in steps if name] == [lesson.name for lesson in route.lessons]
    for (start, _, minutes), (following, *_) in itertools.pairwise(steps):
        assert start + minutes + 10 <= following, f"no break of ten minutes after {start // 60}:{start % 60:02}"


def test_no_sentence_of_the_project_names_a_place_of_one_machine():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("This is no checkout, so there is no list of tracked files.")
    here = re.compile(r"(?:/(?:home|root|Users)/|[A-Z]:\\(?:Users)\\)\w")
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.suffix not in (".png", ".parquet") and path.is_file():
            assert not here.search(path.read_text("utf-8")), name


def test_the_stored_lessons_name_no_place_of_one_machine():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert str(ROOT) not in json.dumps(json.loads(path.read_text("utf-8")))


MAP = (ROOT / "docs/measures.md").read_text("utf-8")
MEASURES = [
    f"{room}.{name}"
    for room in "poverty curves inequality decompose grouped survey frames assessment".split()
    for name in import_module(f"zjpoverty.{room}").__all__
    if name[0].islower()
]


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_stands_in_the_map(name):
    assert f"`{name}(" in MAP


def test_the_example_of_the_map_gives_what_it_says():
    code = MAP.partition("```python\n")[2].partition("```")[0]
    space: dict = {}
    for line in code.splitlines():
        source, _, said = line.partition("#")
        if said:
            assert repr(eval(source, space)).startswith(re.match(r"\s*([\d.]*\d)", said)[1]), line
        else:
            exec(source, space)


def test_every_reference_of_the_map_is_named():
    named = set(re.findall(r"^- \[(\w+)\]", MAP, re.MULTILINE))
    assert set(re.findall(r"\[([A-Z]\w*)(?=[],;])", MAP)) == named
