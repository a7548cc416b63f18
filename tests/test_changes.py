"""Every parameter of every lesson changes what it concludes. Apart from the other tests, since it takes long."""

import json

import pytest

from zjpoverty import batch, lessons

LESSONS = lessons.lessons()
CHART = "application/vnd.vegalite.v5+json"

CHANGES = {  # a value of each parameter that changes a conclusion
    "01-overview": [("reading", "persons"), ("fall_back", "0.2")],
    "02-poverty-line": [("elasticity", "0.5"), ("consumed", "0.75"), ("dearer", "0.3")],
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
    "24-conferences-and-visits": [("visitors", "all"), ("until", "3"), ("songyang", "yes")],
    "25-seminar": [("country", "Mali"), ("line", "3.00"), ("share_poor", "30")],
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_parameter_changes_what_is_concluded(name, tmp_path):
    (lesson,) = (lesson for lesson in LESSONS if lesson.name == name)
    table = tmp_path / "changes.jsonl"
    kinds = {parameter.name: parameter for parameter in lesson.parameters}
    rows = [{parameter: kinds[parameter].parse(value)} for parameter, value in CHANGES[name]]
    table.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = batch.run(batch.plan([name], sweep=table, out=tmp_path / "runs", html=False))
    assert report["status"] == "ok", report
    before = _concluded(lessons.notebook(lesson.path))
    for row, entry in zip(rows, report["lessons"], strict=True):
        assert _concluded(lessons.notebook(tmp_path / "runs" / entry["notebook"])) != before, row


def _concluded(notebook: dict) -> list[str]:
    """Sentences and charts of a lesson."""
    shown = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", []) if "data" in output]
    return ["".join(data.get("text/markdown", "")) + json.dumps(data.get(CHART)) for data in shown]


def test_the_changes_tried_are_all_parameters():
    assert {lesson.name: [parameter.name for parameter in lesson.parameters] for lesson in LESSONS} == {
        name: [parameter for parameter, _ in changes] for name, changes in CHANGES.items()
    }
