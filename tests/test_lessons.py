"""Every lesson has its parts, tells the truth about its figures, and runs to the bytes that are stored."""

import ast
import json
import re
import subprocess
import sys

import pytest

from zjpoverty import batch, datasets, findings, lessons
from zjpoverty._paths import notebooks_dir

LESSONS = lessons.lessons()
PARTS = ("header", "parameters", "picture", "control", "exercise", "solution", "seminar", "keypoints")
CHART = "application/vnd.vegalite.v5+json"

every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def cells(lesson, tag: str | None = None, kind: str | None = None) -> list[dict]:
    """Cells of a stored lesson, by tag or kind."""
    return [
        cell
        for cell in lessons.notebook(lesson.path)["cells"]
        if (tag is None or tag in lessons.tags(cell)) and (kind is None or cell["cell_type"] == kind)
    ]


def code(lesson) -> str:
    """All code of a lesson."""
    return "\n".join(lessons.source(cell) for cell in cells(lesson, kind="code"))


def prose(lesson) -> str:
    """All Markdown of a lesson, without code and formulas."""
    text = "\n\n".join(lessons.source(cell) for cell in cells(lesson, kind="markdown"))
    return re.sub(r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", "", text, flags=re.DOTALL)


def outputs(lesson, kind: str) -> list:
    """Outputs of one mime type, in order."""
    found = (output for cell in cells(lesson, kind="code") for output in cell["outputs"])
    return [output["data"][kind] for output in found if kind in output.get("data", {})]


def joined(text) -> str:
    """A notebook's text, which may be stored as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


@every_lesson
def test_a_lesson_has_its_parts_in_their_order(lesson):
    tagged = [tag for cell in cells(lesson) for tag in lessons.tags(cell)]
    assert [tag for tag in PARTS if tag not in tagged] == []
    assert tagged.count("header") == tagged.count("parameters") == 1
    assert 2 <= len(cells(lesson, "exercise", "code")) <= 4
    assert [
        tagged.index(tag) for tag in ("header", "parameters", "picture", "control", "seminar", "keypoints")
    ] == sorted(tagged.index(tag) for tag in ("header", "parameters", "picture", "control", "seminar", "keypoints"))


@every_lesson
def test_a_lesson_has_one_title_with_its_number_and_says_what_it_is(lesson):
    headings = re.findall(r"^# .*", prose(lesson), re.MULTILINE)
    assert headings == [f"# {lesson.title}"] and lesson.title.startswith(lesson.name[:2] + " ")
    assert lesson.question.endswith("?") and lesson.objectives and lesson.level
    assert 0 < lesson.minutes_reading <= 30 and 0 < lesson.minutes_exercises <= 30
    assert set(lesson.sections) <= set(range(1, 30))


@every_lesson
def test_the_header_is_made_from_the_metadata(lesson):
    (header,) = cells(lesson, "header")
    assert lessons.source(header) == lessons.header(lesson)


@every_lesson
def test_every_parameter_is_typed_and_explained(lesson):
    (cell,) = cells(lesson, "parameters")
    lines = [line for line in lessons.source(cell).splitlines() if line.strip()]
    assert len(lines) == len(lesson.parameters) > 0
    for line, parameter in zip(lines, lesson.parameters, strict=True):
        assert isinstance(ast.parse(line).body[0], ast.AnnAssign), line
        assert parameter.help, line


@every_lesson
def test_a_lesson_is_stored_with_its_outputs_and_small(lesson):
    counts = [cell["execution_count"] for cell in cells(lesson, kind="code")]
    assert counts == list(range(1, len(counts) + 1))
    assert not any(
        output["output_type"] in ("error", "stream")
        for cell in cells(lesson, kind="code")
        for output in cell["outputs"]
    )
    assert lesson.path.stat().st_size < 300_000
    assert "papermill" not in json.dumps(lessons.notebook(lesson.path)["metadata"])


@every_lesson
def test_a_lesson_avoids_what_breaks(lesson):
    assert not re.search(r"\binteract|\bOutput\(", code(lesson)), "interact and Output hang executors at random"
    assert not re.search(r";\s*$", code(lesson), re.MULTILINE), "nbval does not see a line that ends in ;"
    assert not re.search(r"^\s*[%!]", code(lesson), re.MULTILINE), "nbval passes a cell whose magic fails"
    assert not re.search(r"https?://", code(lesson)), "no cell needs the internet"


@every_lesson
def test_every_chart_says_what_it_shows(lesson):
    charts = outputs(lesson, CHART)
    assert len(charts) == len(outputs(lesson, "image/png")) >= 2
    for chart in charts:
        assert chart["title"]["text"] and len(chart["description"]) > 60
    names = [param["name"] for chart in charts for param in chart.get("params", [])]
    assert len(names) == len(set(names)), "parameters of two charts on one page need different names"


@every_lesson
def test_something_moves_in_a_chart(lesson):
    controls = [param for chart in outputs(lesson, CHART) for param in chart.get("params", []) if "bind" in param]
    assert controls


@every_lesson
def test_each_exercise_waits_and_each_solution_is_right(lesson):
    known = {row["id"] for row in datasets.rows("checks") if row["lesson"] == lesson.name}
    asked = re.findall(
        r'check\("([^"]+)"', "\n".join(lessons.source(cell) for cell in cells(lesson, "exercise", "code"))
    )
    solved = re.findall(r'check\("([^"]+)"', "\n".join(lessons.source(cell) for cell in cells(lesson, "solution")))
    assert asked == solved and set(asked) == known
    for cell in cells(lesson, "exercise", "code"):
        assert joined(cell["outputs"][-1]["data"]["text/plain"]).startswith("Not answered yet")
    for cell in cells(lesson, "solution"):
        assert cell["metadata"]["jupyter"] == {"outputs_hidden": True, "source_hidden": True}, "shown only when opened"
        assert joined(cell["outputs"][-1]["data"]["text/plain"]).startswith("Right. ")


@every_lesson
def test_no_figure_of_the_chapter_is_typed_into_code(lesson):
    """A long number in code is a figure, unless it is an end of an axis or of a control, which are round."""
    (parameters,) = cells(lesson, "parameters")
    numbers = re.findall(r"(?<![\w.])\d[\d_]{3,}(?:\.\d+)?", code(lesson).replace(lessons.source(parameters), ""))
    assert [
        number
        for number in numbers
        if int(number.replace("_", "").split(".")[0]) % 1000 and not 1990 < int(number) < 2030
    ] == []


@every_lesson
def test_a_figure_in_the_prose_is_one_of_the_chapter(lesson):
    printed = {row["as_printed"].split()[0] for row in datasets.rows("facts")}
    years = {str(year) for year in range(1990, 2031)}
    for number in re.findall(r"(?<![\w.-])\d[\d,.]*\d|(?<![\w.-])\d(?![\w.])", prose(lesson)):
        assert len(number) < 3 or number in printed or number in years, number


@every_lesson
def test_every_link_of_a_lesson_resolves(lesson):
    for target in re.findall(r"\]\(([^)#]+)", prose(lesson)):
        assert (lesson.path.parent / target).exists(), target
    headings = {heading.replace(" ", "-") for heading in re.findall(r"^#+ (.*)", prose(lesson), re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]*)\)", prose(lesson))) <= headings


@every_lesson
def test_each_term_of_the_glossary_is_linked_where_it_is_first_used(lesson):
    (shown,) = cells(lesson, "glossary", "code")
    text = re.sub(r"^#.*", "", "\n\n".join(_told(lesson)), flags=re.MULTILINE)
    links = re.findall(r"\[([^]]+)\]\(#Terms\)", text)
    assert len(links) == len(re.findall(r'"\w+"', lessons.source(shown))) > 0
    for words in links:
        first = re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text, re.IGNORECASE)
        assert text[first.start() - 1] == "[" and text[first.end() :].startswith("](#Terms)"), words


def _told(lesson) -> list[str]:
    """Prose of a lesson up to its terms, cell by cell, without its header and what only a notebook shows."""
    return [
        lessons.source(cell)
        for cell in cells(lesson, kind="markdown")
        if not {"header", "notebook-only", "glossary"} & set(lessons.tags(cell))
    ]


def test_each_lesson_names_the_next():
    following = [lesson.name[:2] for lesson in LESSONS[1:]]
    assert [re.search(r"\*\*Next lesson:\*\* (\d\d)", prose(lesson))[1] for lesson in LESSONS[:-1]] == following


@every_lesson
def test_each_lesson_teaches_a_finding(lesson):
    named = set(re.findall(r'findings\.finding\(\s*f?"(\w+)', code(lesson)))
    assert any(row["id"].startswith(name) for name in named for row in datasets.rows("findings"))


def test_each_section_has_its_lesson():
    assert {section for lesson in LESSONS for section in lesson.sections} == set(range(1, 30))


def test_every_figure_is_used_in_a_lesson_or_listed_in_the_annex():
    everything = "\n".join(map(code, LESSONS))
    used = set(re.findall(r"\b[a-z]+(?:_[a-z]+)*\.[a-z]\w*", everything))
    used |= {
        fact for row in datasets.rows("findings") if f'"{row["id"]}"' in everything for fact in row["facts"].split()
    }
    for section in re.findall(r'f"(\w+)\.\{\w+\}"', everything):
        used |= {f"{section}.{word}" for word in re.findall(r'"(\w+)"', everything)}
    kinds = ("statistic", "policy_parameter", "target")
    figures = [row for row in datasets.rows("facts") if row["kind"] in kinds]
    assert [row["id"] for row in figures if not {row["id"], row["same_as"]} & used] == []


@every_lesson
def test_every_check_tells_its_mistakes_apart(lesson):
    for row in datasets.rows("checks"):
        if row["lesson"] == lesson.name and row["role"] == "mistake":
            feedback = lessons.check(row["id"], findings.evaluate(row["expression"]))
            assert (feedback.right, feedback.message) == (False, row["hint"]), row


@every_lesson
def test_the_notes_of_the_trainer_go_with_the_lesson(lesson):
    notes = [row for row in datasets.rows("notes") if row["lesson"] == lesson.name]
    headings = re.findall(r"^## (.*)", prose(lesson), re.MULTILINE)
    assert [row["step"] for row in notes] == list(range(1, len(notes) + 1))
    assert [row["heading"] for row in notes] == [None, *headings]
    assert sum(row["minutes"] for row in notes) == lesson.minutes


def test_every_text_is_used():
    everything = "\n".join(map(code, LESSONS))
    for row in datasets.rows("texts"):
        base = row["id"].rsplit(".", 1)[0] if row["id"].endswith((".title", ".subtitle", ".words")) else row["id"]
        family = re.escape(base.rsplit(".", 1)[0]) + r"\.(?:\w*\{)"
        assert f'"{base}"' in everything or re.search(family, everything), row["id"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """All lessons run anew with their defaults."""
    out = tmp_path_factory.mktemp("built")
    report = batch.run(batch.plan(out=out, html=False))
    assert report["status"] == "ok", report
    return out


@every_lesson
def test_a_run_gives_the_bytes_that_are_stored(lesson, built):
    anew, stored = json.loads((built / f"{lesson.name}.ipynb").read_text("utf-8")), lessons.notebook(lesson.path)
    assert len(anew["cells"]) == len(stored["cells"])
    for new, old in zip(anew["cells"], stored["cells"], strict=True):
        assert new == old, f"cell {old['id']}"


def test_plain_papermill_runs_a_lesson(tmp_path):
    source, out = notebooks_dir() / "09-relocation.ipynb", tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", str(source), str(out), "--no-progress-bar", "-p", "subsidy", "9000"]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    statuses = [
        cell["metadata"].get("papermill", {}).get("status") for cell in json.loads(out.read_text("utf-8"))["cells"]
    ]
    assert set(statuses) == {"completed"}
