"""Sweeps: a run a row, all of it checked before the first run, hostile values through the whole way and back."""

import json
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small import outputs, save, states

from zjpoverty import _sweep, batch, cli, lessons
from zjpoverty.batch import Refused, plan, run

PARAMETERS = """n: int = 1  # 0 to 9: a number
word: str = 'a'  # any word
share: float | None = None  # 0 to 1: a share
many: list[str] = []  # some words"""
PRINT = "import json\nprint(json.dumps([n, word, share, many]))"


@pytest.fixture
def folder(tmp_path):
    save(tmp_path / "in", "01-x", PRINT, parameters=PARAMETERS)
    return tmp_path / "in"


def swept(folder, text, name="sweep.csv", **options):
    file = folder.parent / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return plan(["x"], notebooks=folder, out=folder.parent / "out", sweep=file, **options)


def test_each_row_is_a_run_in_the_order_of_the_rows(folder):
    planned = swept(folder, 'n,word\n3,"a,b"\n4,\n5,None\n', parameters={"share": 0.5})
    assert [job.parameters for job in planned.jobs] == [
        {"share": 0.5, "n": 3, "word": "a,b"},
        {"share": 0.5, "n": 4},
        {"share": 0.5, "n": 5, "word": "None"},
    ]
    report = run(planned)
    assert states(report) == {f"01-x--000{row}": "ok" for row in (1, 2, 3)}
    assert [line["parameters"]["n"] for line in report["lessons"]] == [3, 4, 5]
    assert report["parameters"] == {"share": 0.5}
    said = [json.loads(outputs(folder.parent / "out" / f"01-x--000{row}.ipynb")[0]) for row in (1, 2, 3)]
    assert said == [[3, "a,b", 0.5, []], [4, "a", 0.5, []], [5, "None", 0.5, []]]
    index = (folder.parent / "out" / "index.html").read_text()
    assert re.findall(r'<th scope="row">(.*?)</th>', index) == ["01-x--0001", "01-x--0002", "01-x--0003"]
    assert 'href="01-x--0002.html"' in index
    assert "3 of 3 runs ran to the end." in index
    assert set(states(run(planned)).values()) == {"cached"}


def test_json_lines_keep_types(folder):
    planned = swept(folder, '{"many": ["a", "b"], "share": null}\n\n{"word": "None", "share": 1}\n', "s.jsonl")
    assert [job.parameters for job in planned.jobs] == [
        {"many": ["a", "b"], "share": None},
        {"word": "None", "share": 1.0},
    ]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "s.csv",
            "n,wrod\n1,a\n",
            "row 2: There is no parameter called 'wrod'. Did you mean 'word'? Known: n, word, share, many.",
        ),
        ("s.csv", "n\n1\n10\n", "row 3: The parameter 'n' cannot be 10. Accepted: a whole number from 0 to 9."),
        ("s.csv", "n,n\n1,2\n", "row 1: A column stands twice. Name each parameter once."),
        ("s.csv", "n,word\n1\n", "row 2: There are 1 cells, where the header has 2."),
        ("s.csv", 'n\n"1\n', "row 2: This is no CSV: unexpected end of data."),
        ("s.csv", "n\n", None),
        ("s.csv", "", None),
        ("s.csv", b"n\n\xff\n", " is not UTF-8 text. Save it as CSV in UTF-8, or as JSON lines."),
        (
            "s.jsonl",
            '{"n": 1}\n{"n": "2"}\n',
            "row 2: The parameter 'n' cannot be '2'. Accepted: a whole number from 0 to 9.",
        ),
        (
            "s.jsonl",
            '{"n": 1, "n": 2}\n',
            "row 1: This is no JSON object: a name stands twice. Each line is one, a run a line.",
        ),
        ("s.jsonl", "[1]\n", 'row 1: This is no JSON object. Each line is one, such as {"n": 1}.'),
    ],
)
def test_what_cannot_be_run_is_refused_before_the_first_run(folder, name, text, sentence):
    with pytest.raises(Refused) as refusal:
        swept(folder, text, name, parameters={"share": 0.1})
    none = " has no row with values. Each row is a run; the header of a CSV table names parameters."
    joint = "" if (sentence or none).startswith(" ") else ", "
    assert str(refusal.value) == f"{folder.parent / name}{joint}{sentence or none}"
    assert not (folder.parent / "out").exists()


def test_a_parameter_is_given_in_one_place(folder):
    with pytest.raises(
        Refused, match=r"^The parameter 'share' is given with -p and in .*s\.csv\. Give it in one place\.$"
    ):
        swept(folder, "n,share\n1,0.5\n", "s.csv", parameters={"share": 0.1})


def test_a_sweep_is_of_one_lesson(folder):
    save(folder, "02-y", "n")
    with pytest.raises(Refused, match=r"^A sweep runs one lesson, a row at a time\. Name the lesson: zjpoverty run"):
        plan(notebooks=folder, sweep="any.csv")


def test_the_command_says_how_many_runs_were_good(folder, capsys):
    (folder.parent / "s.csv").write_text("n\n1\n2\n")
    words = ["run", "x", "--notebooks", str(folder), "--out", str(folder.parent / "out"), "--no-html"]
    assert cli.main([*words, "--sweep", str(folder.parent / "s.csv")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("2 of 2 runs ok. Open ")


# --- hostile values ---

TEXT = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    [
        '"""',
        "'''",
        "\\",
        "{n}",
        "{{x}}",
        "$(reboot)",
        "`id`",
        "\n\nimport os",
        "a\rb",
        "\x00",
        "</script><script>",
        "../x",
    ]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "n": st.integers(0, 9),
            "word": TEXT,
            "share": st.none() | st.floats(0, 1),
            "many": st.lists(TEXT, max_size=3),
        }
    ),
    min_size=12,
    max_size=12,
)


@settings(max_examples=1, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_hostile_values_come_out_as_they_went_in(tmp_path_factory, rows):
    place = tmp_path_factory.mktemp("hostile")
    save(place / "in", "01-x", PRINT, parameters=PARAMETERS)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    report = run(swept(place / "in", lines, "s.jsonl"))
    assert set(states(report).values()) == {"ok"}
    assert [line["parameters"] for line in report["lessons"]] == rows
    for number, row in enumerate(rows, start=1):
        name = f"01-x--{number:04}"
        assert json.loads(outputs(place / "out" / f"{name}.ipynb")[0]) == list(row.values())
    left = {path.name.partition(".")[0] for path in (place / "out").iterdir()} - {""}
    assert left == {"index", "run", *(f"01-x--{number:04}" for number in range(1, 13))}


@given(value=TEXT)
def test_no_text_becomes_markup(value):
    from zjpoverty import handout

    marked = f"<b id=z>{value}</b>"
    entry = {"name": "01-x--0001", "status": "ok", "reason": None, "error": marked, "parameters": {"word": marked}}
    entry |= {"html": "a.html", "notebook": None}
    report = {"lessons": [entry], "parameters": {"word": marked}, "versions": {}, "started": None, "ended": None}
    page = handout.index(report, "/nowhere")
    assert "<b id=z>" not in page


@given(value=TEXT)
def test_a_text_is_text_in_a_table_and_in_json_lines(value):
    known = {parameter.name: parameter for parameter in [lessons.Parameter("word", "str", "a")]}
    line = json.dumps({"word": value})
    assert _sweep._checked(1, next(_sweep._objects(line))[1], known, lessons.Parameter.check) == {"word": value}


def test_a_name_of_a_result_stays_in_its_folder(folder):
    for name in ("../x", "/etc/passwd", "a/b", "..", "x\\y"):
        with pytest.raises(Refused):
            batch.plan([name], notebooks=folder)
