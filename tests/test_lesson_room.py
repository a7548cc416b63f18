"""The rooms that say what a lesson is: lessons, parameters, checks."""

import json
import subprocess
import sys

import pytest

from zjpoverty import checks, lessons
from zjpoverty.checks import check
from zjpoverty.datasets import UnknownName
from zjpoverty.lessons import NotALesson
from zjpoverty.parameters import Parameter, parameters_of


def cell(source, *tags, kind="code"):
    made = {"cell_type": kind, "metadata": {"tags": list(tags)}, "source": source, "id": f"id-{len(source)}"}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def save(path, *cells, **metadata):
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


# --- the parameters cell ---

CELL = """
# what can be changed
reading: str = "each"  # each | total: how the sums per county are read
growth: float = 0.11  # 0 to 0.5: yearly growth of income
years: int = 3  # 1 to 10: years
loud: bool = False  # whether to shout
limit: int | None = None  # 0 to 9: a limit, or none
towns: list[str] = ["a", "b"]  # a | b | c: towns to take
free = "text # not a comment"
untyped = 2.5  # a ratio 1:2 or 3 | 4 is no list of choices
lines: list[int] = [
    1,
    2,
]  # 0 to 5: several lines
%matplotlib inline
print("not a parameter")
"""


def test_every_line_of_the_cell_is_read():
    found = {p.name: (p.type, p.default, p.choices, p.low, p.high, p.help) for p in parameters_of(CELL)}
    assert found == {
        "reading": ("str", "each", ("each", "total"), None, None, "how the sums per county are read"),
        "growth": ("float", 0.11, None, 0, 0.5, "yearly growth of income"),
        "years": ("int", 3, None, 1, 10, "years"),
        "loud": ("bool", False, None, None, None, "whether to shout"),
        "limit": ("int | None", None, None, 0, 9, "a limit, or none"),
        "towns": ("list[str]", ["a", "b"], ("a", "b", "c"), None, None, "towns to take"),
        "free": ("str", "text # not a comment", None, None, None, ""),
        "untyped": ("float", 2.5, None, None, None, "a ratio 1:2 or 3 | 4 is no list of choices"),
        "lines": ("list[int]", [1, 2], None, 0, 5, "several lines"),
    }


@pytest.mark.parametrize(
    ("line", "type_", "choices"),
    [
        ('x: Literal["a", "b"] = "a"', "str", ("a", "b")),
        ("x: Optional[int] = None", "Optional[int]", None),
        ("x = None", "any", None),
        ("x = 3 * 5", "any", None),
        ('x: "int" = 3', "int", None),
        ("x: int = 2  # 1 | 2: one or two", "int", (1, 2)),
    ],
)
def test_lines_that_are_not_in_our_style(line, type_, choices):
    [parameter] = parameters_of(line)
    assert (parameter.type, parameter.choices) == (type_, choices)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("reading", "total", "total"),
        ("growth", "0.5", 0.5),
        ("growth", "0", 0.0),
        ("years", " 7 ", 7),
        ("loud", "True", True),
        ("loud", "false", False),
        ("limit", "None", None),
        ("limit", "9", 9),
        ("towns", "a, c", ["a", "c"]),
        ("towns", '["c"]', ["c"]),
        ("towns", "", []),
        ("free", ' -x "quoted" \\ {brace}\n浙江 ', ' -x "quoted" \\ {brace}\n浙江 '),
        ("free", "007", "007"),
        ("untyped", "-1e-3", -0.001),
        ("lines", "[5, 0]", [5, 0]),
    ],
)
def test_a_text_becomes_a_value_of_the_declared_type(name, text, value):
    parameter = next(p for p in parameters_of(CELL) if p.name == name)
    assert parameter.parse(text) == value
    assert type(parameter.parse(text)) is type(value)
    assert parameter.check(value) == value


DIGITS = "Write digits with a point and no separators, such as 20000 or 0.1."


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("reading", "totl", "The parameter 'reading' cannot be 'totl'. Accepted: one of each, total."),
        ("growth", "0.51", "The parameter 'growth' cannot be 0.51. Accepted: a number from 0 to 0.5."),
        ("growth", "nan", "The parameter 'growth' cannot be nan. Accepted: a number from 0 to 0.5."),
        ("growth", "11%", f"The parameter 'growth' cannot be '11%'. Accepted: a number from 0 to 0.5. {DIGITS}"),
        ("growth", "0,1", f"The parameter 'growth' cannot be '0,1'. Accepted: a number from 0 to 0.5. {DIGITS}"),
        ("untyped", "20 000", f"The parameter 'untyped' cannot be '20 000'. Accepted: a number. {DIGITS}"),
        ("untyped", "2万", f"The parameter 'untyped' cannot be '2万'. Accepted: a number. {DIGITS}"),
        ("years", "1,0", f"The parameter 'years' cannot be '1,0'. Accepted: a whole number from 1 to 10. {DIGITS}"),
        (
            "limit",
            "5%",
            f"The parameter 'limit' cannot be '5%'. Accepted: a whole number from 0 to 9 or None. {DIGITS}",
        ),
        ("loud", "10%", "The parameter 'loud' cannot be '10%'. Accepted: true or false."),
        ("reading", "10%", "The parameter 'reading' cannot be '10%'. Accepted: one of each, total."),
        ("years", "2.0", "The parameter 'years' cannot be '2.0'. Accepted: a whole number from 1 to 10."),
        ("years", "True", "The parameter 'years' cannot be 'True'. Accepted: a whole number from 1 to 10."),
        ("loud", "yes", "The parameter 'loud' cannot be 'yes'. Accepted: true or false."),
        ("limit", "ten", "The parameter 'limit' cannot be 'ten'. Accepted: a whole number from 0 to 9 or None."),
        ("towns", "a,d", "The parameter 'towns' cannot be ['a', 'd']. Accepted: a list of some of a, b, c."),
        ("untyped", "1e999", "The parameter 'untyped' cannot be inf. Accepted: a number."),
        (
            "lines",
            "1,x",
            "The parameter 'lines' cannot be '1,x'. Accepted: a list of whole numbers from 0 to 5.",
        ),
    ],
)
def test_what_is_not_accepted_gets_a_sentence(name, text, sentence):
    parameter = next(p for p in parameters_of(CELL) if p.name == name)
    with pytest.raises(ValueError) as refused:
        parameter.parse(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("value", [True, "3", 3.0, None, [3]])
def test_values_from_python_are_held_to_the_type_too(value):
    with pytest.raises(ValueError, match=r"^The parameter 'n' cannot be .*Accepted: a whole number.$"):
        Parameter("n", "int", 1).check(value)


# --- lessons ---


def test_a_lesson_of_ours_is_read_whole(tmp_path):
    about = {
        "question": "Why?",
        "minutes_reading": 20,
        "minutes_exercises": 25,
        "level": "beginner",
        "objectives": ["say why"],
        "prerequisites": ["01-overview"],
        "sections": [8, 15],
    }
    heading = cell("Text\n# Moving a person\nMore", kind="markdown")
    path = save(tmp_path / "09-moving.ipynb", heading, cell(CELL, "parameters"), zjpoverty=about)
    lesson = lessons.read(path)
    assert (lesson.name, lesson.title, lesson.question, lesson.minutes) == ("09-moving", "Moving a person", "Why?", 45)
    assert (lesson.objectives, lesson.prerequisites, lesson.sections) == (("say why",), ("01-overview",), (8, 15))
    assert len(lesson.parameters) == 9


def test_a_notebook_of_a_stranger_will_do(tmp_path):
    path = save(tmp_path / "mine.ipynb", cell(["a = 1\n", "b = 'x'"], "parameters"), zjpoverty="odd")
    lesson = lessons.read(path)
    assert (lesson.title, lesson.minutes, lesson.question) == ("mine", 0, "")
    assert [(p.name, p.type) for p in lesson.parameters] == [("a", "int"), ("b", "str")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "The lesson x.ipynb is not a notebook: its text is not JSON in UTF-8."),
        (b"\xff", "The lesson x.ipynb is not a notebook: its text is not JSON in UTF-8."),
        (b"[" * 100_000, "The lesson x.ipynb is not a notebook: its text is not JSON in UTF-8."),
        (b"[]", "The lesson x.ipynb is not a notebook of format 4. Save it again in JupyterLab."),
        (
            b'{"nbformat": 4, "cells": [3]}',
            "The lesson x.ipynb is not a notebook of format 4. Save it again in JupyterLab.",
        ),
        (
            b'{"nbformat": 4, "cells": []}',
            "The notebook x has no cell tagged 'parameters'. Add that tag to the cell that sets them.",
        ),
    ],
)
def test_what_is_not_a_lesson_gets_a_sentence(tmp_path, content, sentence):
    (tmp_path / "x.ipynb").write_bytes(content)
    with pytest.raises(NotALesson) as refused:
        lessons.read(tmp_path / "x.ipynb")
    assert str(refused.value) == sentence


def test_other_languages_and_broken_cells_get_a_sentence(tmp_path):
    r = save(tmp_path / "r.ipynb", cell("a <- 1", "parameters"), kernelspec={"language": "R", "name": "ir"})
    with pytest.raises(NotALesson, match=r"^The notebook r is written for R. Only Python notebooks can be run.$"):
        lessons.read(r)
    broken = save(tmp_path / "b.ipynb", cell("a = 1\nb = = 2", "parameters"))
    with pytest.raises(NotALesson, match=r"^The parameters cell of b is not Python: line 2, invalid syntax.$"):
        lessons.read(broken)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "workspace"
    place.mkdir()
    for name in ("01-overview", "09-relocation", "notes", "09-relocation.failed"):
        save(place / f"{name}.ipynb", cell("n: int = 1", "parameters"))
    save(place / "00-start-here.ipynb", cell("# Index", kind="markdown"))
    return place


def test_a_folder_lists_the_notebooks_that_have_parameters(folder):
    assert [lesson.name for lesson in lessons.lessons(folder)] == ["01-overview", "09-relocation", "notes"]


@pytest.mark.parametrize("text", ["09-relocation", "09", "9", "relocation"])
def test_a_lesson_is_found_by_number_name_or_both(folder, text):
    assert lessons.find(text, folder).name == "09-relocation"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "relocatoin",
            "There is no lesson 'relocatoin'. Did you mean '09-relocation'? Known: 01-overview, 09-relocation, notes.",
        ),
        ("../09", "The lesson '../09' is a path, not a name. Accepted: NN-name, NN or name."),
        ("a\\b", r"The lesson 'a\\b' is a path, not a name. Accepted: NN-name, NN or name."),
        ("/etc/passwd", "The lesson '/etc/passwd' is a path, not a name. Accepted: NN-name, NN or name."),
        ("..", "The lesson '..' is a path, not a name. Accepted: NN-name, NN or name."),
    ],
)
def test_names_that_mean_nothing_or_too_much(folder, text, sentence):
    with pytest.raises(UnknownName) as refused:
        lessons.find(text, folder)
    assert str(refused.value) == sentence


def test_a_number_that_two_lessons_have(folder):
    save(folder / "09-again.ipynb", cell("n = 1", "parameters"))
    with pytest.raises(UnknownName, match=r"^The lesson '9' could be 09-again or 09-relocation. Give the whole name.$"):
        lessons.find("9", folder)


def test_links_out_of_the_folder_are_refused(folder, tmp_path):
    outside = save(tmp_path / "outside.ipynb", cell("n = 1", "parameters"))
    (folder / "10-link.ipynb").symlink_to(outside)
    sentence = "^The lesson '10-link' is a link that leads out of .*workspace. Put the notebook itself there.$"
    with pytest.raises(UnknownName, match=sentence):
        lessons.find("10", folder)
    with pytest.raises(UnknownName, match=sentence):
        lessons.lessons(folder)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NotALesson, match=r"none does not exist. Lessons are taken from a folder of notebooks.$"):
        lessons.lessons(tmp_path / "none")


def test_shipped_lessons_are_found_in_order():
    names = [lesson.name for lesson in lessons.lessons()]
    assert names == sorted(names)
    assert not any(name.startswith("00-") for name in names)


def test_the_header_says_time_place_and_objectives(folder, monkeypatch):
    monkeypatch.setattr(lessons.datasets, "rows", lambda table: [{"section": 8, "title_en": "Off-site relocation"}])
    about = {
        "minutes_reading": 20,
        "minutes_exercises": 25,
        "level": "beginner",
        "objectives": ["compute a cost", "doubt it"],
        "prerequisites": ["01-overview", "percentages"],
        "sections": [8],
    }
    path = save(folder / "12-x.ipynb", cell("n = 1", "parameters"), zjpoverty=about)
    assert lessons.header(lessons.read(path)) == (
        "- **Time:** 20 minutes to read, 25 minutes for the exercises\n"
        "- **Level:** beginner\n"
        "- **Before this lesson:** [01-overview](01-overview.ipynb), percentages\n"
        "- **In the chapter:** section 8, *Off-site relocation*\n"
        "\n"
        "**By the end you can**\n"
        "\n"
        "- compute a cost\n"
        "- doubt it"
    )


# --- the stored form ---


def executed(first, second, version, seconds):
    """One notebook as two runs would leave it: the ids, times and version differ."""
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": second}, "text/plain": "Slider"}
    shown = {"output_type": "display_data", "data": view, "metadata": {}}
    papermill = {"papermill": {"duration": seconds}, "execution": {"iopub.status.busy": str(seconds)}, "tags": ["x"]}
    state = {first: {"model_name": "LayoutModel"}, second: {"state": {"layout": f"IPY_MODEL_{first}"}}}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "papermill": {"start_time": str(seconds)},
            "language_info": {"name": "python", "version": version},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": state, "version_major": 2}},
        },
        "cells": [
            {
                "cell_type": "code",
                "id": "a",
                "execution_count": 3,
                "metadata": papermill,
                "outputs": [shown],
                "source": "x",
            }
        ],
    }


def test_two_runs_are_stored_alike():
    one = lessons.normalise(executed("f" * 32, "0a" * 16, "3.11.2", 1.5))
    two = lessons.normalise(executed("0b" * 16, "e" * 32, "3.12.0", 2.5))
    assert json.dumps(one) == json.dumps(two) == json.dumps(lessons.normalise(one))
    widgets = one["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert widgets[f"{2:032x}"]["state"]["layout"] == f"IPY_MODEL_{1:032x}"
    [cell] = one["cells"]
    assert (cell["execution_count"], cell["metadata"]) == (3, {"tags": ["x"]})
    assert cell["outputs"][0]["data"]["application/vnd.jupyter.widget-view+json"]["model_id"] == f"{2:032x}"


# --- feedback ---

ROWS = [
    ("cost", "answer", "3510000000 / 78000", "yuan/person", 1.0, None),
    ("cost", "mistake", "3510000000 / 50000", "yuan/person", None, "Who was moved, and who was planned to be?"),
    ("cost", "mistake", "349000000 / 78000", "yuan/person", 0.1, "That is the subsidy, not the cost."),
    ("share", "answer", "28.7", "percent", 1.0, None),
    ("share", "mistake", "35.4", "percent", 1.0, "You divided persons by households."),
    ("share", "mistake", "35.6", "percent", 1.0, "You took the year before."),
    ("share", "mistake", "1600", "percent", 1.0, "That is the growth in yuan."),
    ("who", "answer", '"persons"', "none", None, None),
    ("who", "mistake", '"households"', "none", None, "Look at the noun after the figure."),
    ("what", "answer", '"persons"', "none", None, "The chapter counts {value} there."),
    ("homes", "answer", "562000", "households", 1.0, "{value} households in {place}: {value}."),
    ("counties", "answer", "29", "counties", None, "{value} counties."),
    ("ratio", "answer", "2 / 3", "ratio", 1.0, "{value} of one."),
    ("fine", "answer", "2 / 3", "none", 0.1, "{value}"),
    ("finest", "answer", "100 * 2 / 3", "percent", None, "{value}"),
    ("coarse", "answer", "100 * 2 / 3", "percent", 5.0, "{value}"),
    ("short", "answer", "2.504", "years", 1.0, "{value}"),
    ("large", "answer", "349000000 / 78", "yuan", 1.0, "{value}"),
    ("below", "answer", "-4474.36", "yuan/person/year", 0.01, "{value}"),
    ("whole", "answer", "100 * (7 / 5 - 1)", "percent", 1.0, "{value}"),
]


@pytest.fixture(autouse=True)
def table(monkeypatch, request):
    if "feedback" in request.node.name:
        columns = ("id", "role", "expression", "unit", "tolerance", "hint")
        monkeypatch.setattr(checks, "rows", lambda name: [dict(zip(columns, row, strict=True)) for row in ROWS])


@pytest.mark.parametrize(
    "answer",
    [
        45000,
        45100.0,
        "45000",
        "45,000",
        "45 000",
        "45'000",
        "45_000",
        "4.5e4",
        "4.5 wan",
        "4.5万",
        "45 thousand",
        "45,000 yuan",
    ],
)
def test_feedback_on_a_right_answer(answer):
    feedback = check("cost", answer)
    assert feedback
    assert repr(feedback) == "Right."


PERCENT = "The answer is wanted in percent (a half is 50)."
WANTED = "The answer is wanted in yuan per person."


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "Not answered yet: put your answer, in yuan per person, in place of None."),
        (..., "Not answered yet: put your answer, in yuan per person, in place of None."),
        (70200, "Who was moved, and who was planned to be?"),
        (4474, "That is the subsidy, not the cost."),
        (4.5, f"Not yet. Your number is 10,000 times too small (wan, 万). {WANTED}"),
        (450_000_000, f"Not yet. Your number is 10,000 times too large (wan, 万). {WANTED}"),
        (45, f"Not yet. Your number is 1,000 times too small (thousand). {WANTED}"),
        (0.045, f"Not yet. Your number is 1,000,000 times too small (million). {WANTED}"),
        (4.5e12, f"Not yet. Your number is 100,000,000 times too large (yi, 亿). {WANTED}"),
        (450, f"Not yet. Your number is 100 times too small. {WANTED}"),
        (-45000, "Not yet. The size fits, the sign does not: look at what is taken from what."),
        (1 / 45000, f"Not yet. The division is upside down: what is divided, and by what? {WANTED}"),
        (50000, f"Not yet. {WANTED} If yours is, look again at which figures you took."),
        (0, f"Not yet. {WANTED} If yours is, look again at which figures you took."),
        (47000, "Close, but not within 1 %. You may have rounded too early: give one more digit."),
        ("43000", "Close, but not within 1 %. You may have rounded too early: give one more digit."),
        (True, "The answer here is one number, not True or False."),
        ([45000], "The answer here is one number, not a list."),
        (45000j, "The answer here is one number, not a complex number."),
        (
            float("nan"),
            "The answer here is one number; nan is none. Was something divided by zero, or a value missing?",
        ),
        (10**400, "The answer here is one number; inf is none. Was something divided by zero, or a value missing?"),
        (
            "45.000",
            "'45.000' cannot be read as a number in one way only. "
            "Write it in digits and without quotes, such as 1234.5.",
        ),
        (
            "forty-five thousand",
            "'forty-five thousand' cannot be read as a number in one way only. "
            "Write it in digits and without quotes, such as 1234.5.",
        ),
        ("45000 km", "'45000 km' holds more than a number: 'km' is not the unit wanted here. Write the number alone."),
    ],
)
def test_feedback_names_the_kind_of_mistake(answer, message):
    feedback = check("cost", answer)
    assert not feedback
    assert repr(feedback) == message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (28.7, "Right."),
        ("28.7 %", "Right."),
        (
            0.287,
            "Not yet. A share (0 to 1) and a percentage (0 to 100) are mixed up: yours is 100 times too small. "
            f"{PERCENT}",
        ),
        (
            2870,
            "Not yet. A share (0 to 1) and a percentage (0 to 100) are mixed up: yours is 100 times too large. "
            f"{PERCENT}",
        ),
        (35.4, "You divided persons by households."),
        (0.354, "You divided persons by households."),
        ("0.354", "You divided persons by households."),
        (35.6, "You took the year before."),
        (1600, "That is the growth in yuan."),
        (16, f"Not yet. {PERCENT} If yours is, look again at which figures you took."),
        (
            1 / 0.287,
            f"Not yet. The division is upside down: what is divided, and by what? {PERCENT}",
        ),
    ],
)
def test_feedback_on_a_percentage(answer, message):
    assert repr(check("share", answer)) == message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "Not answered yet: put your choice, in quotes, in place of None."),
        (" Persons", "Right."),
        ("households", "Look at the noun after the figure."),
        ("villages", "Not yet. Take one of the words that the question offers."),
        (3, "The answer here is a word in quotes, not a number."),
        (["persons"], "The answer here is a word in quotes, not a list."),
    ],
)
def test_feedback_on_a_choice(answer, message):
    assert repr(check("who", answer)) == message


@pytest.mark.parametrize(
    ("id", "answer", "message"),
    [
        ("homes", 562000, "Right. 562,000 households in {place}: 562,000."),
        ("what", "persons", "Right. The chapter counts persons there."),
        ("counties", 29, "Right. 29 counties."),
        ("ratio", 0.67, "Right. 0.667 of one."),
        ("fine", 0.6667, "Right. 0.6667"),
        ("finest", 200 / 3, "Right. 66.67"),
        ("coarse", 65, "Right. 67"),
        ("short", 2.5, "Right. 2.5"),
        ("large", 4474000, "Right. 4,470,000"),
        ("below", -4474.36, "Right. -4,474"),
        ("whole", 40, "Right. 40"),
    ],
)
def test_feedback_explains_a_right_answer(id, answer, message):
    assert repr(check(id, answer)) == message


@pytest.mark.parametrize("answer", [28, 30])
def test_feedback_on_a_count_that_is_nearly_right(answer):
    assert repr(check("counties", answer)) == (
        "Close, but this number must be exact: look again at which figures you took."
    )


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((562, 0), "Python reads a comma as two numbers. Write 562000, or 562.0 with a point."),
        ((562, 345), "Python reads a comma as two numbers. Write 562345, or 562.345 with a point."),
        ((-562, 345), "Python reads a comma as two numbers. Write -562345, or -562.345 with a point."),
        ((39, 4), "Python reads a comma as two numbers. Write 39.4 with a point."),
        ((0, 354), "Python reads a comma as two numbers. Write 0.354 with a point."),
        ((1, 234.5), "Python reads a comma as two numbers. Write 1234.5."),
        ((1.234, 5), "Python reads a comma as two numbers. Write one number, such as 1234.5."),
        ((3, 510, 0, 0), "Python reads the commas as 4 numbers. Write 3510000000."),
        ((39, 4, 5), "Python reads the commas as 3 numbers. Write one number, such as 1234.5."),
        ((45000,), "A comma at the end makes a list of one number. Write 45000 without it."),
        (("45", "000"), "The answer here is one number, not a list."),
        ((True, 0), "The answer here is one number, not a list."),
        ((), "The answer here is one number, not a list."),
    ],
)
def test_feedback_on_a_comma_in_a_number(answer, message):
    assert repr(check("cost", answer)) == message


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        *(("cost", f"45000 {unit}") for unit in ("yuan", "yuan/person", "yuan per person", "Yuan a person", "元/人")),
        *(("cost", f"45000 {unit}") for unit in ("RMB", "CNY per head", "yuan per capita", "per person", "/ person")),
        *(
            ("cost", text)
            for text in ("¥45000", "¥ 45,000", "¥4.5万", "RMB 45000", "cny45000 per person", "4.5万元/人")
        ),
        *(("homes", f"562,000 {unit}") for unit in ("household", "households", "families", "户")),
        *(("counties", f"29 {unit}") for unit in ("county", "counties")),
        *(("share", text) for text in ("28.7%", "28.7 %", "28.7％", "28.7 percent", "28.7 per cent", "28.7 Per Cent")),
        ("ratio", "66.7 %"),
        ("below", "-¥4474.36 a year"),
    ],
)
def test_feedback_takes_units_as_people_write_them(id, answer):
    assert check(id, answer)


@pytest.mark.parametrize(
    ("id", "answer", "message"),
    [
        *(
            ("homes", f"562000 {unit}", f"you wrote {unit!r}, but the answer is wanted as a number of households.")
            for unit in ("persons", "people", "person", "yuan", "%", "per cent")
        ),
        ("homes", "¥562000", "you wrote '¥', but the answer is wanted as a number of households."),
        ("cost", "45000 persons", "you wrote 'persons', but the answer is wanted in yuan per person."),
        ("cost", "45000 yuan a year", "you wrote 'yuan a year', but the answer is wanted in yuan per person."),
        ("share", "28.7 households", "you wrote 'households', but the answer is wanted in percent (a half is 50)."),
        ("counties", "29 years", "you wrote 'years', but the answer is wanted as a number of counties."),
        ("fine", "0.6667 persons", "you wrote 'persons', but the answer is wanted as a plain number."),
    ],
)
def test_feedback_on_a_unit_that_is_not_the_one_wanted(id, answer, message):
    feedback = check(id, answer)
    assert not feedback
    assert repr(feedback) == f"Look at the unit: {message}"


def test_feedback_on_numbers_of_numpy():
    numpy = pytest.importorskip("numpy")
    assert check("cost", numpy.float64(45000))
    assert check("cost", numpy.array([45000]))
    assert (
        repr(check("cost", numpy.array([1, 2]))) == "The answer here is one number, not an object of the kind ndarray."
    )


def test_feedback_needs_an_exercise_that_exists():
    with pytest.raises(
        UnknownName, match=r"^There is no check 'csot'. Did you mean 'cost'\? Known: cost, share, who, what, homes, "
    ):
        check("csot", 1)


def test_the_room_is_light():
    heavy = "{'numpy', 'pandas', 'nbformat', 'altair'}"
    program = f"import sys, zjpoverty.lessons as l; l.lessons(); print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
