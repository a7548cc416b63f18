"""Tables, cards, frames, and one figure: what they hold, and what a damaged file is told."""

import datetime
import shutil
from pathlib import Path

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zjpoverty import datasets

EVERY = datasets.names()
LISTED = ", ".join(EVERY[:20]) + f", … ({len(EVERY)} in all)"  # a sentence holds twenty names


@pytest.mark.parametrize("name", EVERY)
def test_a_card_has_every_column_of_the_file_with_its_meaning(name):
    card = datasets.describe(name)
    assert card.rows == len(datasets.rows(name)) > 0
    assert [column.name for column in card.columns] == list(datasets.rows(name)[0])
    assert all(column.meaning for column in card.columns) and card.licence and card.sources
    assert str(card).startswith(f"{name}: {card.title}\n")


@pytest.mark.parametrize("name", EVERY)
def test_all_backends_hold_the_same_values_types_and_gaps(name):
    frames = [nw.from_native(datasets.load(name, backend)) for backend in ("pandas", "polars", "pyarrow")]
    schemas = [{column: _family(dtype) for column, dtype in frame.schema.items()} for frame in frames]
    assert schemas[0] == schemas[1] == schemas[2]
    assert [_plain(frame) for frame in frames] == [datasets.rows(name)] * 3


def _family(dtype) -> str:
    # pandas has no type for a day alone: a date is a time at midnight there.
    return "Date" if isinstance(dtype, (nw.Date, nw.Datetime)) else str(dtype)


def _plain(frame) -> list[dict]:
    return [{name: _value(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]


def _value(value):
    if type(value).__name__ in ("NAType", "NaTType") or value is None or value != value:
        return None
    return value.date() if isinstance(value, datetime.datetime) else value


def test_rows_handed_out_do_not_change_the_table():
    datasets.rows("counties")[0]["name_en"] = "changed"
    assert datasets.rows("counties")[0]["name_en"] != "changed"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: datasets.load("fact"),
            "There is no table 'fact'. Did you mean 'facts'? Known: " + LISTED + ".",
        ),
        (
            lambda: datasets.describe("countys"),
            "There is no table 'countys'. Did you mean 'counties'? Known: " + LISTED + ".",
        ),
        (
            lambda: datasets.load("facts", "panda"),
            "There is no backend 'panda'. Did you mean 'pandas'? Known: pandas, polars, pyarrow.",
        ),
    ],
)
def test_an_unknown_name_is_offered_the_nearest(call, sentence):
    with pytest.raises(datasets.UnknownName) as error:
        call()
    assert str(error.value) == sentence


def test_an_unknown_figure_is_offered_the_nearest_of_its_section():
    with pytest.raises(
        datasets.UnknownName,
        match=r"There is no figure 'relocation\.people'\. Did you mean 'relocation\.people_moved'\?",
    ):
        datasets.fact("relocation.people")
    with pytest.raises(datasets.UnknownName, match=r"There is no figure 'moved'\. Known: .*relocation\.…"):
        datasets.fact("moved")


def test_a_figure_knows_its_address():
    moved = datasets.fact("relocation.people_moved")
    assert (moved.value, moved.unit, moved.bound, moved.status) == (78_000, "persons", "exact", "as_printed")
    assert moved.address == "section 8 (Off-site relocation), sentence 6"
    assert datasets.fact("two_systems.title").address == "section 24 (Convergence of the two systems), heading"


HEADER = "section,sentence,sha256,tokens"
GOOD = "1,0,0123456789abcdef,0"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "section,sentence,tokens\n1,0,0",
            "copy.csv, row 1: the column 'sha256' is missing. Expected: section, sentence, sha256, tokens.",
        ),
        (
            f"{HEADER},more\n{GOOD},1",
            "copy.csv, row 1: the column 'more' is not known. Expected: section, sentence, sha256, tokens.",
        ),
        (
            f"{HEADER},tokens\n{GOOD},1",
            "copy.csv, row 1: a column stands twice. Expected: section, sentence, sha256, tokens.",
        ),
        (
            f"{HEADER}\n{GOOD}\n1,1,0123456789abcdef,many",
            "copy.csv, row 3, column tokens: 'many' is not a whole number.",
        ),
        (f"{HEADER}\n1,0,,0", "copy.csv, row 2, column sha256: the cell is empty, but a value is required."),
        (
            f"{HEADER}\n{GOOD}\n{GOOD}",
            "copy.csv, row 3, column section+sentence: '1, 0' stands already in row 2; it must be unique.",
        ),
        (f"{HEADER}\n{GOOD}\n1,1", "copy.csv, row 3: 2 cells where the header has 4."),
        ("", "copy.csv, row 1: the column 'section' is missing. Expected: section, sentence, sha256, tokens."),
        (f'{HEADER}\n1,0,"0123,0', "copy.csv is not a CSV table: unexpected end of data."),
    ],
)
def test_a_damaged_file_gets_one_sentence(tmp_path, content, sentence):
    file = tmp_path / "copy.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(datasets.DamagedTable) as error:
        datasets.rows("chapter", file)
    assert str(error.value) == sentence


def test_a_file_in_another_encoding_gets_one_sentence(tmp_path):
    file = tmp_path / "copy.csv"
    file.write_bytes(f"{HEADER}\n{GOOD}\n1,1,é,0".encode("latin-1"))
    with pytest.raises(
        datasets.DamagedTable, match=r"^copy\.csv, row 3: byte 0xe9 is not UTF-8 text\. Save the file as UTF-8\.$"
    ):
        datasets.rows("chapter", file)


def test_a_missing_file_gets_one_sentence(tmp_path):
    with pytest.raises(datasets.DamagedTable, match=r"^gone\.csv is missing from .*\. Install zjpoverty again\.$"):
        datasets.rows("chapter", tmp_path / "gone.csv")


def test_a_value_outside_its_list_is_refused(tmp_path):
    good = (datasets.data_dir() / "facts.csv").read_text(encoding="utf-8")
    file = tmp_path / "facts.csv"
    file.write_text(good.replace(",third,3,,ordinal,exact,", ",third,3,,ordinal,nearly,", 1), encoding="utf-8")
    with pytest.raises(
        datasets.DamagedTable,
        match=r"^facts\.csv, row 2, column bound: 'nearly' is not allowed\. Accepted: exact \| about \| ",
    ):
        datasets.rows("facts", file)


def _spoilt(change):
    table = pq.read_table(datasets.data_dir() / "synthetic_households.parquet").slice(0, 20)
    return change(table)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t.drop_columns(["wages"]), "copy.parquet: the column 'wages' is missing. Expected: household, "),
        (lambda t: t.append_column("more", t["wages"]), "copy.parquet: the column 'more' is not known. Expected: "),
        (
            lambda t: _with(t, "wages", t["wages"].cast("string")),
            "copy.parquet, column wages: it holds string, not integer.",
        ),
        (
            lambda t: _with(t, "wages", pa.array([None, None, *t["wages"].to_pylist()[2:]], "int32")),
            "copy.parquet, column wages: 2 cells are empty, but a value is required.",
        ),
        (
            lambda t: _with(t, "household", pa.array([1] * 20, "int64")),
            "copy.parquet, column household: a value stands twice; it must be unique.",
        ),
        (
            lambda t: _with(t, "dwelling", pa.array(["tent"] * 20)),
            "copy.parquet, column dwelling: 'tent' is not allowed. Accepted: sound | renovated | dilapidated.",
        ),
    ],
)
def test_a_damaged_parquet_file_gets_one_sentence(tmp_path, change, sentence):
    file = tmp_path / "copy.parquet"
    pq.write_table(_spoilt(change), file)
    with pytest.raises(datasets.DamagedTable) as error:
        datasets.rows("synthetic_households", file)
    said = str(error.value)
    assert said == sentence if sentence.endswith(".") else said.startswith(sentence)


def _with(table, name, column):
    return table.set_column(table.column_names.index(name), name, column)


def test_a_parquet_file_that_is_none_or_missing_gets_one_sentence(tmp_path):
    (tmp_path / "copy.parquet").write_text("household\n1\n")
    with pytest.raises(
        datasets.DamagedTable, match=r"^copy\.parquet is not a Parquet file, or not whole\. Install zjpoverty again\.$"
    ):
        datasets.rows("synthetic_households", tmp_path / "copy.parquet")
    with pytest.raises(datasets.DamagedTable, match=r"^gone\.parquet is missing from .*\. Install zjpoverty again\.$"):
        datasets.rows("synthetic_households", tmp_path / "gone.parquet")


def test_a_parquet_table_is_opened_by_python(monkeypatch, tmp_path):
    """Who notes what a lesson reads hears only of that; Arrow opens files by itself."""
    opened, known = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path.name) or known(path))
    shutil.copy(datasets.data_dir() / "synthetic_households.parquet", tmp_path / "copy.parquet")
    assert len(datasets.rows("synthetic_households", tmp_path / "copy.parquet")) == 11_100
    assert opened == ["copy.parquet"]
