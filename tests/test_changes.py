"""Every parameter of every lesson changes what it concludes. Apart from the other tests, since it takes long."""

import json
import re
from pathlib import Path

import pytest

from zjpoverty import batch, lessons

LESSONS = lessons.lessons()
CHART = "application/vnd.vegalite.v5+json"
SURVEYS = Path(__file__).with_name("survey")  # a lesson runs in a folder of its own: whole paths

CHANGES = {  # a value of each parameter that changes a conclusion
    "01-overview": [("reading", "persons"), ("fall_back", "0.2")],
    "02-poverty-line": [("elasticity", "0.5"), ("consumed", "0.75"), ("dearer", "0.3")],
    "03-measuring-poverty": [("counted", "households"), ("villages", "20"), ("fall", "4")],
    "04-fiscal-investment": [("ten_million", "part"), ("share_there", "0.5"), ("people", "below the line")],
    "05-farming-and-cooperatives": [("holders", "all"), ("limit", "approval"), ("elsewhere", "6000")],
    "06-outwork": [("prices", "0.04"), ("which", "more"), ("poor", "0.1")],
    "07-farmhouse-tourism": [("left", "0.2"), ("outlay", "50000"), ("given_up", "0")],
    "08-training-and-employment": [("poor", "0.4"), ("cost", "2000"), ("anyway", "0.8")],
    "09-relocation": [("subsidy", "20000"), ("local", "39000"), ("whose", "rural")],
    "10-infrastructure": [("budget", "3"), ("road_cost", "100000"), ("counted", "services")],
    "11-social-security": [
        ("reading", "paid"),
        ("gap", "0.5"),
        ("leakage", "0.6"),
        ("admin", "0.3"),
        ("coverage", "1.0"),
    ],
    "12-regional-cooperation": [("reading", "beside"), ("pace", "0.5"), ("growth", "0.5")],
    "13-counterpart-support": [("room", "no limit"), ("reading", "other"), ("caseload", "30")],
    "14-microfinance": [("base", "each"), ("sixty", "discount"), ("unpaid", "0.1")],
    "15-mutual-funds": [("grants", "most"), ("shares", "2"), ("unpaid", "0.05")],
    "16-relocation-finance": [("bank", "to"), ("per_m2", "0"), ("land", "25")],
    "17-science-and-technology": [("days", "20"), ("villages", "50"), ("contacts", "0")],
    "18-collective-economy": [("end", "left out"), ("rate", "0.12"), ("years", "20")],
    "19-special-support": [("reading", "total"), ("base", "outcome"), ("growth", "0.05")],
    "20-youth-care": [("reading", "list"), ("young", "0.1"), ("last", "1")],
    "21-two-systems": [("reading", "paid"), ("counted", "after"), ("missed", "0.5")],
    "22-urban": [("reading", "people"), ("inflow", "1000"), ("months", "12")],
    "23-information-system": [("share", "50"), ("within", "500"), ("sample", "40")],
    "24-conferences-and-visits": [("visitors", "all"), ("until", "3"), ("songyang", "yes")],
    "25-seminar": [
        ("country", "Mali"),
        ("line", "3.00"),
        ("share_poor", "30"),
        ("survey", str(SURVEYS / "enquete.csv")),
        ("mapping", str(SURVEYS / "example-of-households.toml")),
        ("own_line", "2500"),
    ],
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """All lessons run together, one copy a change, whose default is the value to be tried."""
    copies, out = tmp_path_factory.mktemp("copies"), tmp_path_factory.mktemp("runs")
    for lesson in LESSONS:
        for parameter in lesson.parameters:
            value = parameter.parse(dict(CHANGES[lesson.name])[parameter.name])
            copy = json.dumps(_with(lessons.notebook(lesson.path), parameter.name, value))
            (copies / f"{lesson.name}-{parameter.name.replace('_', '-')}.ipynb").write_text(copy, encoding="utf-8")
    report = batch.run(batch.plan(notebooks=copies, out=out, html=False))
    assert report["status"] == "ok", report
    return out


def _with(notebook: dict, name: str, value: object) -> dict:
    """Lesson with another default of one parameter."""
    (cell,) = (cell for cell in notebook["cells"] if "parameters" in lessons.tags(cell))
    old = lessons.source(cell)
    cell["source"] = re.sub(rf"^({name}: [^=]+ = ).*?(?=  #)", lambda found: found[1] + repr(value), old, flags=re.M)
    assert cell["source"] != old, f"{name} has this value by default"
    return notebook


@pytest.mark.parametrize(("name", "parameter"), [(name, each) for name, all_ in CHANGES.items() for each, _ in all_])
def test_a_parameter_changes_what_is_concluded(name, parameter, changed):
    now = lessons.notebook(changed / f"{name}-{parameter.replace('_', '-')}.ipynb")
    assert _concluded(now) != _concluded(lessons.notebook(lessons.find(name).path))


def _concluded(notebook: dict) -> list[str]:
    """Sentences and charts of a lesson."""
    shown = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", []) if "data" in output]
    return ["".join(data.get("text/markdown", "")) + json.dumps(data.get(CHART)) for data in shown]


def test_the_changes_tried_are_all_parameters():
    assert {lesson.name: [parameter.name for parameter in lesson.parameters] for lesson in LESSONS} == {
        name: [parameter for parameter, _ in changes] for name, changes in CHANGES.items()
    }
