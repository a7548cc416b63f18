"""Lesson 25 reads the survey of a participant: a Stata file with accents, wrong files, and one that comes too late."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from zjpoverty import Design, batch, datasets, estimate
from zjpoverty._paths import notebooks_dir
from zjpoverty.poverty import RelativeLine

HERE = Path(__file__).with_name("survey")
CHART = "application/vnd.vegalite.v5+json"
NOTHING = "**Your survey stands beside nothing here; the table says why.** The lesson goes on without it."
NAMES = "ménage,strate,grappe,taille,poids,dépense"
WRONG = {  # name of a file, what it holds, the sentence that it gets
    "gone.csv": (None, "There is no file 'gone.csv' in DIR."),
    "enquete.xls": (b"PK", "enquete.xls is none of the kinds of file that can be read: .csv, .parquet, .dta, .sav, "),
    "enquete.dta": (b"", "enquete.dta is empty (0 bytes). Copy it again."),
    "enquete.sav": (b"strate;poids", "enquete.sav does not begin as a SPSS file does."),
    "columns.csv": ("ménage,poids\n1,2\n".encode(), "There is no column 'dépense' in columns.csv."),
    "zero.csv": (
        f"{NAMES}\n1,a,1,1,1,0\n2,a,2,1,1,0\n".encode(),
        "The median income is 0, so that a share of it is no line.",
    ),
    "village.csv": (f"{NAMES}\n1,a,1,1,1,5\n2,a,1,1,1,5\n".encode(), "there is one PSU in all, and the difference"),
}


def stata(folder: Path, name: str = "enquête.dta") -> Path:
    """Write the small survey as a Stata file with labels and an answer that is missing, its mapping beside it."""
    table = pd.read_csv(HERE / "enquete.csv").astype({"dépense": float})
    table["strate"] = table["strate"].map({"nord": 1, "sud": 2})
    table.loc[3, "dépense"] = float("nan")
    path = folder / name
    labels = {"strate": {1: "région boisée", 2: "Île"}}
    pyreadstat.write_dta(table, str(path), column_labels={"dépense": "Dépense"}, variable_value_labels=labels)
    shutil.copy(HERE / "enquete.toml", path.with_suffix(".toml"))
    return path


def debts(folder: Path) -> Path:
    """Write the small survey with one income below zero."""
    table = pd.read_csv(HERE / "enquete.csv")
    table.loc[0, "dépense"] = -5
    table.to_csv(folder / "debts.csv", index=False)
    told = (HERE / "enquete.toml").read_text("utf-8").replace("consumption =", "income =")
    (folder / "debts.toml").write_text(told, encoding="utf-8")
    return folder / "debts.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("surveys")


@pytest.fixture(scope="module")
def pages(folder):
    """What the lesson shows for each survey: text and charts by name. All run to their last cell, together."""
    half = RelativeLine(0.5)(*_read(stata(folder))[["income", "weights"]].to_numpy().T)
    rows = {
        "stata": {"survey": stata(folder)},
        "line": {"survey": stata(folder), "mapping": HERE / "enquete.toml", "own_line": half},
        "debts": {"survey": debts(folder)},
        "alone": {"survey": stata(folder, "alone.dta")},
    }
    (folder / "alone.toml").unlink()
    for name, (content, _) in WRONG.items():
        if content is not None:
            (folder / name).write_bytes(content)
        rows[name] = {"survey": folder / name, "mapping": HERE / "enquete.toml"}
    table, out = folder / "rows.jsonl", folder / "out"
    lines = (
        json.dumps({key: x if isinstance(x, float) else str(x) for key, x in row.items()}) for row in rows.values()
    )
    table.write_text("\n".join(lines), encoding="utf-8")
    report = batch.run(batch.plan(["seminar"], sweep=table, out=out, html=False))
    assert report["status"] == "ok", report
    return {name: _shown(out / f"25-seminar--{k:04}.ipynb") for k, name in enumerate(rows, start=1)}


def _read(path: Path) -> pd.DataFrame:
    return datasets.read_survey(path, path.with_suffix(".toml"), refused="report").frame


def _shown(path: Path) -> tuple[str, list[dict]]:
    """Tables and sentences of a run as one text, and its charts."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    outputs = [output["data"] for cell in cells for output in cell.get("outputs", [])]
    texts = ["".join(data.get("text/markdown", data.get("text/plain", ""))) for data in outputs]
    return "\n".join(texts), [data[CHART] for data in outputs if CHART in data]


def test_a_stata_file_with_accents_stands_beside_the_register(folder, pages):
    text, charts = pages["stata"]
    assert "enquête.dta (Stata) | 12 rows, 11 read, 1 refused: consumption missing (1)." in text
    assert "column 'dépense' (Dépense), consumption of a household and month" in text

    read, line = _read(folder / "enquête.dta"), RelativeLine(0.6)
    H = estimate("headcount", read["income"], Design(read["weights"], read["stratum"], read["psu"]), line=line)
    assert f"headcount | {100 * H.estimate:.1f} % (interval: {100 * H.low:.1f} to {100 * H.high:.1f})" in text
    assert f"line a year | {line(read['income'], read['weights']):,.0f} XOF 2010" in text
    assert f"{100 * H.estimate:.1f} % in the survey" in charts[2]["title"]["text"]
    assert "synthetic" in charts[2]["title"]["subtitle"] and "Where it does not" in text


def test_a_line_of_ones_own_is_carried_as_a_share_of_the_median(folder, pages):
    read, register = _read(folder / "enquête.dta"), datasets.load("synthetic_households")
    here = RelativeLine(0.5)(read["income"], read["weights"])
    there = RelativeLine(0.5)(register["net_income"].astype(float), register["persons"].astype(float))
    text, charts = pages["line"]
    assert f"line a year | {here:,.0f} XOF 2010 | {there:,.0f} CNY 2010" in text
    assert charts[2]["title"]["text"].startswith("At 50 % of the median")


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_gives_its_sentence_and_the_lesson_goes_on(name, folder, pages):
    text, charts = pages[name]
    assert WRONG[name][1] in text.replace(str(folder), "DIR") and NOTHING in text
    assert charts[2]["title"]["text"].endswith("No survey was read"), "the register stands alone"


def test_a_survey_without_its_mapping_says_which_file_was_looked_for(folder, pages):
    asked = f"There is no mapping file 'alone.toml' in {folder}. Give a TOML file, or a dictionary."
    assert asked in pages["alone"][0] and NOTHING in pages["alone"][0]


def test_an_income_below_zero_keeps_the_headcount_and_says_why_there_is_no_gini(pages):
    text, _ = pages["debts"]
    assert "Gini | income is negative in 1 of 12 rows" in text and "of 2 intervals hold" in text


def test_a_file_that_comes_later_is_read_then(tmp_path):
    """A result without it does not hold any more, for the lesson has looked for it."""
    late = {"survey": tmp_path / "late.csv", "mapping": tmp_path / "late.toml"}
    given = {name: str(path) for name, path in late.items()}

    def status() -> str:
        report = batch.run(batch.plan(["seminar"], parameters=given, out=tmp_path / "out", html=False))
        return report["lessons"][0]["status"]

    assert (status(), status()) == ("ok", "cached")
    shutil.copy(HERE / "enquete.toml", late["mapping"])
    assert status() == "ok"
    assert "There is no file 'late.csv'" in _shown(tmp_path / "out" / "25-seminar.ipynb")[0]
    shutil.copy(HERE / "enquete.csv", late["survey"])
    assert status() == "ok"
    assert "late.csv (CSV) | 12 rows, 12 read, 0 refused" in _shown(tmp_path / "out" / "25-seminar.ipynb")[0]


def test_the_stored_lesson_names_no_place_and_calls_its_example_synthetic():
    text, charts = _shown(notebooks_dir() / "25-seminar.ipynb")
    assert "example.csv (CSV)" in text and "The example, synthetic" in text
    assert "Synthetic households." in charts[2]["title"]["subtitle"] and "/tmp" not in text
