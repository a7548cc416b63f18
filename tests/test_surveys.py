"""Other people's survey files: the same sample from each kind, units by hand, each refusal in one sentence."""

import datetime
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty import poverty, read_survey

UNITS = {"period": "month", "currency": "XOF", "unit": "household", "weight_unit": "household"}
MAPPING = {
    "consumption": "dépense",
    "weights": "poids",
    "strata": "strate",
    "psu": "grappe",
    "persons": "taille",
    "id": "ménage",
    "domain": ["région"],
    "year": 2018,
    **UNITS,
}
TABLE = pd.DataFrame(
    {
        "ménage": [101, 102, 103, 104],
        "dépense": [120.0, 300.0, 60.5, 0.0],
        "poids": [10.0, 20.0, 2.5, 1.0],
        "strate": [1, 1, 2, 2],
        "grappe": [1, 2, 1, 2],
        "taille": [4, 2, 1, 5],
        "région": [2, 1, 1, 2],
        "adultes": [2, 2, 1, 1],
        "enfants": [2, 0, 0, 4],
    }
)
LABELS = {"région": {1: "Île", 2: "Océan, été"}, "strate": {1: "urbain", 2: "rural"}}
KINDS = ("csv", "parquet", "dta", "sav", "zsav")


def write(table: pd.DataFrame, path: Path, labels: dict | None = None, **options) -> Path:
    """Write a table as the kind of file that its name ends in."""
    if path.suffix == ".csv":
        table.to_csv(path, index=False, **options)
    elif path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        writer = pyreadstat.write_dta if path.suffix == ".dta" else pyreadstat.write_sav
        more = {"compress": True} if path.suffix == ".zsav" else {}
        writer(table, path, variable_value_labels=labels or {}, **more, **options)
    return path


def changed(**columns) -> pd.DataFrame:
    return TABLE.assign(**columns)


def without(*keys: str, **other) -> dict:
    return {key: value for key, value in MAPPING.items() if key not in keys} | other


def refusal(path: Path, mapping, **options) -> str:
    """The sentence with which a file is refused, its folder written as DIR."""
    with pytest.raises(ValueError) as error:
        read_survey(path, mapping, **options)
    return str(error.value).replace(str(path.parent), "DIR")


# --- what is read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_gives_the_same_sample(tmp_path, kind):
    """120 a month is 1,440 a year, for 4 persons 360 each; a weight of 10 households of 4 is one of 40 persons."""
    survey = read_survey(write(TABLE, tmp_path / f"enquête.{kind}"), MAPPING)
    expected = pd.DataFrame(
        {
            "income": [360.0, 1800.0, 726.0, 0.0],
            "weights": [40.0, 40.0, 2.5, 5.0],
            "stratum": [1, 1, 2, 2],
            "psu": [1, 2, 1, 2],
            "persons": [4, 2, 1, 5],
            "ménage": [101, 102, 103, 104],
            "région": [2, 1, 1, 2],
        }
    )
    pd.testing.assert_frame_equal(survey.frame, expected)
    assert (survey.rows, survey.reasons, len(survey.refused)) == (4, {}, 0)
    assert survey.units == {"income": "XOF 2018 a person and year", "weights": "persons", "persons": "persons"}
    assert survey.frame.attrs["units"] == survey.units and survey.currency == "XOF 2018"
    # 40 and 5 persons of 87.5 are below 700
    assert poverty.headcount(survey.frame["income"], 700, survey.frame["weights"]) == 45 / 87.5


@pytest.mark.parametrize("kind", ("dta", "sav"))
def test_value_labels_titles_and_accents_are_kept(tmp_path, kind):
    path = write(TABLE, tmp_path / f"a.{kind}", LABELS, column_labels={"dépense": "Dépense du ménage"})
    survey = read_survey(path, MAPPING)
    assert survey.frame["région"].tolist() == ["Océan, été", "Île", "Île", "Océan, été"]
    assert survey.frame["région"].cat.categories.tolist() == ["Île", "Océan, été"], "in the order of the codes"
    assert survey.frame["stratum"].tolist() == ["urbain", "urbain", "rural", "rural"]
    assert "column 'dépense' (Dépense du ménage)" in survey.about


def test_categories_of_parquet_are_kept_in_their_order(tmp_path):
    table = changed(région=pd.Categorical(["nord", "sud", "sud", "nord"], ["sud", "nord"]))
    survey = read_survey(write(table, tmp_path / "a.parquet"), MAPPING)
    assert survey.frame["région"].cat.categories.tolist() == ["sud", "nord"]


def test_two_codes_with_one_label_stay_two_and_a_code_without_one_is_kept(tmp_path):
    table = changed(région=[8, 9, 3, 1])
    path = write(table, tmp_path / "a.sav", {"région": {1: "3", 8: "Autre", 9: "Autre"}})
    assert read_survey(path, MAPPING).frame["région"].tolist() == ["Autre (8)", "Autre (9)", "3 (no label)", "3"]


def test_it_prints_what_was_read(tmp_path):
    table = changed(dépense=[120.0, np.nan, 60.5, 9999], poids=[10.0, 20.0, 2.5, 0.0], région=[2.0, 1, np.nan, 2])
    survey = read_survey(write(table, tmp_path / "a.dta", LABELS), without(missing=[9999]), refused="report")
    assert str(survey) == repr(survey) == survey.about
    assert survey.about.splitlines() == [
        "a.dta (Stata): 4 rows, 2 read, 2 refused: consumption missing (1), consumption has the missing code 9999 (1).",
        "income: column 'dépense', consumption of a household and month, times 12, scale: per head; now XOF 2018 a "
        "person and year, from 360 to 726.",
        "weights: column 'poids', of households, made weights of persons by the number of persons; they add up to "
        "42.5 persons.",
        "stratum: column 'strate', 2 strata.",
        "psu: column 'grappe', 2 PSUs.",
        "persons: column 'taille', 2.5 a row.",
        "ménage: 2 values.",
        "région: 1 category, missing in 1 row.",
    ]


def test_a_mapping_without_a_design_says_so(tmp_path):
    mapping = {"income": "dépense", **UNITS, "unit": "person", "weight_unit": "person", "period": "year"}
    survey = read_survey(write(changed(dépense=[-5, 1, 2, 3]), tmp_path / "a.csv"), mapping)
    assert survey.frame["weights"].tolist() == [1, 1, 1, 1] and survey.frame["persons"].isna().all()
    assert (survey.frame["stratum"].nunique(), survey.frame["psu"].nunique()) == (1, 4)
    assert survey.units["weights"] == "persons of the sample"
    assert survey.about.splitlines()[1:] == [
        "income: column 'dépense', income of a person and year; now XOF a person and year, from -5 to 3, 1 row of it "
        "negative, which are kept.",
        "weights: none in the mapping: each row is one person; they add up to 4 persons.",
        "stratum: none in the mapping, so there is one.",
        "psu: none in the mapping: each row is one.",
        "persons: none in the mapping, so they are missing.",
    ]


def test_labelled_amounts_are_told_because_they_may_be_codes(tmp_path):
    path = write(changed(dépense=[98, 300, 60, 0]), tmp_path / "a.sav", {"dépense": {98: "Ne sait pas", 99: "Refus"}})
    assert "labelled values taken as amounts: 98 'Ne sait pas'." in read_survey(path, MAPPING).about


@pytest.mark.parametrize(
    ("mapping", "income", "weights"),
    [
        # household 1: 120 a month, 2 adults and 2 children, weight 10
        ({}, 120 * 12 / 4, 40),
        ({"period": "year"}, 120 / 4, 40),
        ({"period": "half-year"}, 120 * 2 / 4, 40),
        ({"period": "quarter"}, 120 * 4 / 4, 40),
        ({"period": "week"}, 120 * 365 / 7 / 4, 40),
        ({"period": "day"}, 120 * 365 / 4, 40),
        ({"multiple": 1000}, 120_000 * 12 / 4, 40),
        ({"unit": "person"}, 120 * 12, 40),
        ({"scale": "square root"}, 120 * 12 / 2, 40),
        ({"scale": "OECD modified"}, 120 * 12 / (1 + 0.5 + 2 * 0.3), 40),
        ({"scale": "square root", "unit": "person"}, 120 * 12 * 4 / 2, 40),
        ({"weight_unit": "person"}, 120 * 12 / 4, 10),
        ({"weight_unit": "person", "count": "households"}, 120 * 12 / 4, 2.5),
        ({"count": "households"}, 120 * 12 / 4, 10),
    ],
    ids=str,
)
def test_units_and_scales(tmp_path, mapping, income, weights):
    path = write(TABLE, tmp_path / "a.csv")
    first = read_survey(path, without(adults="adultes", children="enfants", **mapping)).frame.iloc[0]
    assert (first["income"], first["weights"]) == pytest.approx((income, weights))


def test_persons_are_adults_and_children_if_they_are_not_given(tmp_path):
    survey = read_survey(write(TABLE, tmp_path / "a.csv"), without("persons", adults="adultes", children="enfants"))
    assert survey.frame["persons"].tolist() == [4, 2, 1, 5]
    assert "persons: adults and children together, 3 a row." in survey.about


def test_a_mapping_file_is_a_mapping(tmp_path):
    path, file = write(TABLE, tmp_path / "a.csv"), tmp_path / "enquête.toml"
    lines = [
        f"{key} = {str(value) if isinstance(value, int | list) else repr(value)}" for key, value in MAPPING.items()
    ]
    file.write_text("\n".join(lines), encoding="utf-8-sig")  # as Notepad writes it
    pd.testing.assert_frame_equal(read_survey(path, file).frame, read_survey(path, MAPPING).frame)
    pd.testing.assert_frame_equal(read_survey(str(path), str(file)).frame, read_survey(path, MAPPING).frame)


amounts = st.lists(
    st.tuples(st.integers(0, 10**9), st.integers(1, 1000), st.integers(1, 30), st.integers(1, 9)),
    min_size=1,
    max_size=8,
)


@settings(derandomize=True, deadline=None, max_examples=15)
@given(rows=amounts, period=st.sampled_from(("year", "month", "week")))
def test_totals_are_kept(tmp_path_factory, rows, period):
    """Weighted income of persons is the weighted amount of households, a year of it."""
    x, w, n, psu = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    table = pd.DataFrame({"x": x / 100, "w": w, "n": n, "psu": psu})
    mapping = {"income": "x", "weights": "w", "persons": "n", "psu": "psu", **UNITS, "period": period}
    total = {"year": 1, "month": 12, "week": 365 / 7}[period] * (x / 100 @ w)
    folder = tmp_path_factory.mktemp("t")
    for kind in ("csv", "dta", "sav", "parquet"):
        frame = read_survey(write(table, folder / f"t.{kind}"), mapping).frame
        assert frame["income"] @ frame["weights"] == pytest.approx(total)


# --- text -----------------------------------------------------------------------------------------------------------


def test_a_french_spreadsheet(tmp_path):
    """Windows-1252, semicolons and decimal commas, as Excel writes CSV in French."""
    path = write(TABLE, tmp_path / "a.csv", sep=";", decimal=",", encoding="cp1252")
    assert refusal(path, MAPPING) == (
        "a.csv, row 1: byte 0xe9 is not utf-8 text. Save the file as UTF-8, or give its encoding, such as "
        'encoding = "cp1252" (Excel in Europe) or "latin-1".'
    )
    assert refusal(path, without(encoding="cp1252")) == (
        "a.csv has one column named 'ménage;dépense;poids;strate;grappe;taille;région;adultes;enfants'. "
        'Give the mark between columns: separator = ";".'
    )
    assert refusal(path, without(encoding="cp1252", separator=";")) == (
        "Column 'dépense' of a.csv must hold numbers for consumption, but 4 rows of 4 hold text (the first: '120,0', "
        'in row 2). Name the text in missing if it stands for no answer or, for a decimal comma, give decimal = ",".'
    )
    survey = read_survey(path, without(encoding="cp1252", separator=";", decimal=","))
    assert survey.frame["income"].tolist() == [360, 1800, 726, 0]


def test_a_point_is_no_decimal_mark_beside_a_comma(tmp_path):
    path = write(changed(dépense=["1.200", "3,5", "4", "5"]), tmp_path / "a.csv")
    assert refusal(path, without(decimal=",")).startswith(
        "Column 'dépense' of a.csv must hold numbers for consumption, but 1 row of 4 hold text (the first: '1.200', in"
    )


def test_labels_in_text_stay_labels(tmp_path):
    table = changed(région=["01", "02", "", "Œuvre"], strate=["1.0", "1.0", "2.0", "2.0"])
    frame = read_survey(write(table, tmp_path / "a.csv", encoding="utf-8-sig"), MAPPING).frame
    assert frame["région"].dropna().tolist() == ["01", "02", "Œuvre"] and frame["région"].isna().tolist()[2]
    assert frame["stratum"].tolist() == [1, 1, 2, 2]


# --- rows that cannot be used ---------------------------------------------------------------------------------------


def reasons(path: Path, mapping: dict) -> dict[str, int]:
    return read_survey(path, mapping, refused="report").reasons


@pytest.mark.parametrize(
    ("columns", "mapping", "reason"),
    [
        ({"dépense": [np.nan, 1, 2, 3]}, {}, "consumption missing"),
        ({"dépense": [np.inf, 1, 2, 3]}, {}, "consumption infinite"),
        ({"dépense": [-1, 1, 2, 3]}, {}, "consumption negative"),
        ({"dépense": [-99, 1, 2, 3]}, {"missing": [-99]}, "consumption has the missing code -99"),
        ({"dépense": ["NSP", 1, 2, 3]}, {"missing": ["NSP"]}, "consumption has the missing code NSP"),
        ({"taille": [99, 1, 2, 3]}, {"missing": {"taille": 99}}, "household size has the missing code 99"),
        ({"dépense": ["NA", 1, 2, 3]}, {}, "consumption missing"),
        ({"poids": [0, 1, 2, 3]}, {}, "weight zero or negative"),
        ({"poids": [-1, 1, 2, 3]}, {}, "weight zero or negative"),
        ({"poids": [np.nan, 1, 2, 3]}, {}, "weight missing"),
        ({"taille": [0, 1, 2, 3]}, {}, "household size zero or negative"),
        ({"taille": [1.5, 1, 2, 3]}, {}, "household size not a whole number"),
        ({"strate": ["", "a", "a", "b"]}, {}, "stratum missing"),
        ({"strate": [9, 1, 2, 2]}, {"missing": [9]}, "stratum missing"),
        ({"grappe": [np.nan, 1, 2, 3]}, {}, "PSU missing"),
        ({"ménage": [np.nan, 1, 2, 3]}, {}, "id missing"),
        ({"adultes": [0, 2, 1, 1]}, {"adults": "adultes"}, "adults and children are not the household size"),
        ({"adultes": [-1, 2, 1, 1]}, {"adults": "adultes"}, "number of adults negative"),
        ({"taille": [2, 2, 1, 5], "adultes": [0, 2, 1, 1]}, {"scale": "OECD modified"}, "children without an adult"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_cannot_be_used_is_counted_by_its_reason(tmp_path, columns, mapping, reason):
    if "adultes" in columns:
        mapping = {"adults": "adultes", "children": "enfants", **mapping}
    path = write(changed(**columns), tmp_path / "a.csv")
    survey = read_survey(path, without(**mapping), refused="report")
    assert survey.reasons == {reason: 1}
    assert survey.refused["row"].tolist() == [2] and survey.refused["reason"].tolist() == [reason]
    assert survey.frame["ménage"].tolist() == TABLE["ménage"].tolist()[1:] or "ménage" in columns
    assert refusal(path, without(**mapping)) == (
        f"a.csv: 1 row of 4 cannot be used: {reason} (1). The first is row 2. Correct the file, or give "
        'refused="report" to set them aside and have them counted.'
    )


def test_a_household_of_nobody(tmp_path):
    path = write(changed(adultes=[0, 2, 1, 1], enfants=[0, 0, 0, 4]), tmp_path / "a.csv")
    assert reasons(path, without("persons", adults="adultes", children="enfants")) == {"no adults and no children": 1}


def test_nothing_is_lost_between_read_and_refused(tmp_path):
    table = changed(dépense=[120, np.nan, 60, -1], poids=[0, 20, 2, 0])
    survey = read_survey(write(table, tmp_path / "a.sav"), MAPPING, refused="report")
    assert survey.reasons == {"weight zero or negative": 1, "consumption missing": 1, "consumption negative": 1}
    assert sorted([*survey.frame["ménage"], *survey.refused["ménage"]]) == TABLE["ménage"].tolist()
    assert survey.refused["poids"].tolist() == [0, 20, 0], "as they stand in the file"


def test_missing_codes_of_stata(tmp_path):
    table = changed(dépense=["a", "z", 60.5, np.nan], région=["b", 1, 1, 1])
    codes = {"dépense": ["a", "z"], "région": ["b"]}
    survey = read_survey(write(table, tmp_path / "a.dta", LABELS, missing_user_values=codes), MAPPING, refused="report")
    assert survey.reasons == {
        "consumption has the missing code .a": 1,
        "consumption has the missing code .z": 1,
        "consumption missing": 1,
    }
    assert survey.refused["dépense"].tolist()[:2] == ["a", "z"], "as they stand in the file"
    table = changed(région=["b", 1, 1, 1])
    survey = read_survey(write(table, tmp_path / "b.dta", LABELS, missing_user_values=codes), MAPPING)
    assert survey.frame["région"].isna().tolist() == [True, False, False, False]


def test_missing_codes_of_spss(tmp_path):
    table = changed(dépense=[9999, -5, 60.5, 70], strate=["a", "a", "NSP", "b"])
    ranges = {"dépense": [9999, {"lo": -9, "hi": -1}], "strate": ["NSP"]}
    survey = read_survey(write(table, tmp_path / "a.sav", missing_ranges=ranges), MAPPING, refused="report")
    assert survey.reasons == {
        "consumption has the missing code 9999": 1,
        "consumption has the missing code -5": 1,
        "stratum missing": 1,
    }


def test_a_missing_code_is_no_id(tmp_path):
    survey = read_survey(write(TABLE, tmp_path / "a.csv"), without(missing=[101]))
    assert survey.frame["ménage"].tolist() == [101, 102, 103, 104]


def test_a_file_of_which_no_row_is_left_is_refused_even_if_rows_are_set_aside(tmp_path):
    path = write(changed(poids=[0, 0, 0, 0]), tmp_path / "a.csv")
    assert refusal(path, MAPPING, refused="report") == (
        "a.csv: no row can be used: weight zero or negative (4). Check the mapping."
    )


# --- wrong files ----------------------------------------------------------------------------------------------------

ACCEPTED = ".csv, .parquet, .dta, .sav, .zsav"


def test_a_path_that_is_no_file(tmp_path):
    write(TABLE, tmp_path / "Enquête.csv")
    (tmp_path / "a.dta").mkdir()
    assert (
        refusal(tmp_path / "enquete.csv", MAPPING)
        == "There is no file 'enquete.csv' in DIR. Did you mean 'Enquête.csv'?"
    )
    assert refusal(tmp_path / "x.sav", MAPPING) == "There is no file 'x.sav' in DIR."
    assert refusal(tmp_path / "none" / "x.sav", MAPPING) == "There is no file 'x.sav' in DIR."
    assert refusal(tmp_path / "a.dta", MAPPING) == (f"a.dta is a folder. Give the path of one file in it: {ACCEPTED}.")


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file(tmp_path, kind):
    (tmp_path / f"a.{kind}").touch()
    assert refusal(tmp_path / f"a.{kind}", MAPPING) == f"a.{kind} is empty (0 bytes). Copy it again."


@pytest.mark.parametrize("kind", ("csv", "parquet", "sav", "dta"))
def test_a_file_without_rows(tmp_path, kind):
    path = write(TABLE[:0], tmp_path / f"a.{kind}")
    assert refusal(path, MAPPING) == f"a.{kind} has names of columns but no rows."


@pytest.mark.parametrize(
    ("kind", "cut", "said"),
    [
        (
            "parquet",
            9,
            "Parquet magic bytes not found in footer. Either the file is corrupted or this is not a parquet file",
        ),
        ("sav", 40, "File did not contain the expected number of rows"),
        ("zsav", 40, "Unable to read from file"),
        ("dta", 9, "its end is missing"),
        ("dta", 2000, "its end is missing"),
    ],
)
def test_a_file_that_was_cut_off(tmp_path, kind, cut, said):
    path = write(TABLE, tmp_path / f"a.{kind}", LABELS)
    path.write_bytes(path.read_bytes()[:-cut])
    name = {"parquet": "Parquet", "dta": "Stata"}.get(kind, "SPSS")
    assert refusal(path, MAPPING) == (
        f"a.{kind} cannot be read as a {name} file ({said}). Is it cut off, or still being copied?"
    )


def test_labels_that_were_cut_off_in_an_old_stata_file_are_told(tmp_path):
    """The format of Stata 12 and before has no mark at its end, and the reader leaves the labels out."""
    table = TABLE[["grappe", "taille"]]
    path = write(table, tmp_path / "a.dta", {"grappe": {1: "a", 2: "b"}}, version=12)
    mapping = {"income": "taille", "domain": "grappe", **UNITS, "unit": "person", "weight_unit": "person"}
    assert read_survey(path, mapping).about.endswith("\ngrappe: 2 categories.")
    path.write_bytes(path.read_bytes()[:-3])
    assert read_survey(path, mapping).about.endswith("\ngrappe: 2 values; its value labels are not in the file.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n3", "row 3: 1 cells where the header has 2"),
        ("a,b\n1,2,3\n", "row 2: 3 cells where the header has 2"),
        ("a,b\n1,2\n\n3,4\n", "row 3: 0 cells where the header has 2"),
    ],
)
def test_a_row_of_another_length(tmp_path, text, sentence):
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert refusal(path, {"income": "a", **UNITS, "unit": "person", "weight_unit": "person"}) == (
        f"a.csv, {sentence}. Is the file cut off, or a text with the mark between columns not in quotes?"
    )


def test_a_last_row_without_an_end_may_be_cut_off_and_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4")
    survey = read_survey(path, {"income": "a", **UNITS, "unit": "person", "weight_unit": "person"})
    assert survey.about.splitlines()[0] == (
        "a.csv (CSV): 2 rows, 2 read, 0 refused; the last row has no end of line, so the file may be cut off."
    )


def test_a_text_that_was_cut_off_in_quotes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"2')
    assert refusal(path, {"income": "a", **UNITS, "unit": "person", "weight_unit": "person"}) == (
        "a.csv, row 2: unexpected end of data. Is the file cut off, or a quote open?"
    )


@pytest.mark.parametrize(
    ("written", "named", "sentence"),
    [
        ("sav", "dta", "a.dta is a SPSS file and no Stata file. Rename it to end in .sav."),
        ("dta", "sav", "a.sav is a Stata file and no SPSS file. Rename it to end in .dta."),
        ("parquet", "csv", "a.csv is a Parquet file and no CSV file. Rename it to end in .parquet."),
        (
            "csv",
            "dta",
            "a.dta does not begin as a Stata file does. If it is a table of text, save it as CSV.",
        ),
        (
            "csv",
            "xlsx",
            f"a.xlsx is none of the kinds of file that can be read: {ACCEPTED}. Save a spreadsheet as CSV.",
        ),
    ],
)
def test_a_wrong_ending(tmp_path, written, named, sentence):
    write(TABLE, tmp_path / f"b.{written}").rename(tmp_path / f"a.{named}")
    assert refusal(tmp_path / f"a.{named}", MAPPING) == sentence


def test_a_spreadsheet_that_was_only_renamed(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"PK\3\4" + bytes(30))
    assert refusal(tmp_path / "a.csv", MAPPING) == (
        "a.csv is a spreadsheet or another zip archive and no CSV file. Save the table as CSV."
    )


@pytest.mark.parametrize(
    ("kind", "columns", "holds"),
    [
        ("dta", {"dépense": pd.to_datetime(["2018-01-01"] * 4)}, "dates or times"),
        ("sav", {"dépense": [datetime.date(2018, 1, 1)] * 4}, "dates or times"),
        ("parquet", {"dépense": [datetime.date(2018, 1, 1)] * 4}, "dates or times"),
        ("parquet", {"dépense": [True, False, True, True]}, "true and false"),
    ],
)
def test_a_column_that_holds_no_amounts(tmp_path, kind, columns, holds):
    path = write(changed(**columns), tmp_path / f"a.{kind}")
    assert refusal(path, MAPPING) == f"Column 'dépense' of a.{kind} holds {holds}, and consumption needs numbers."


@pytest.mark.parametrize("kind", ("csv", "sav"))
def test_a_column_of_text(tmp_path, kind):
    path = write(changed(poids=["1", "beaucoup", "2", "peu"]), tmp_path / f"a.{kind}")
    comma = ' or, for a decimal comma, give decimal = ","' if kind == "csv" else ""
    assert refusal(path, MAPPING, refused="report") == (
        f"Column 'poids' of a.{kind} must hold numbers for weights, but 2 rows of 4 hold text (the first: 'beaucoup', "
        f"in row {3 if kind == 'csv' else 2}). Name the text in missing if it stands for no answer{comma}."
    )


@pytest.mark.parametrize("kind", ("csv", "sav"))
def test_households_that_stand_there_twice(tmp_path, kind):
    path = write(changed(ménage=[101, 102, 101, 101]), tmp_path / f"a.{kind}")
    first = 2 if kind == "csv" else 1
    assert refusal(path, MAPPING, refused="report") == (
        f"Column 'ménage' of a.{kind} must hold another id in each row, but 2 rows of 4 repeat one (the first: 101, in "
        f"rows {first} and {first + 2}). Keep one row a household; or, if rows are persons, leave id out and give "
        'weight_unit = "person".'
    )


def test_two_columns_of_one_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,a\n1,2\n")
    assert refusal(path, {"income": "a", **UNITS, "unit": "person", "weight_unit": "person"}) == (
        "a.csv has 2 columns named 'a'. Rename one of them."
    )


def test_without_pyreadstat(tmp_path, monkeypatch):
    path = write(TABLE, tmp_path / "a.sav")
    monkeypatch.setitem(__import__("sys").modules, "pyreadstat", None)
    assert refusal(path, MAPPING) == "a.sav is a SPSS file, which needs pyreadstat: pip install pyreadstat."


# --- wrong mappings -------------------------------------------------------------------------------------------------

KEYS = (
    "income, consumption, weights, persons, adults, children, strata, psu, id, period, unit, weight_unit, scale, "
    "count, decimal, domain, currency, year, multiple, missing, … (22 in all)"
)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (
            without("consumption", consumption="DEPENSE"),
            "There is no column 'DEPENSE' in a.csv. Did you mean 'dépense'? Known: " + ", ".join(TABLE) + ".",
        ),
        (
            without("weights", weights="coefficient"),
            "There is no column 'coefficient' in a.csv. Known: " + ", ".join(TABLE) + ".",
        ),
        (
            without(psu="strate"),
            "The mapping names the column 'strate' twice, as strata and as psu. Name it once: stratum and psu keep "
            "their labels.",
        ),
        (
            without(domain=["région", "région"]),
            "The mapping names the column 'région' twice, as domain and as domain. Name it once: stratum and psu keep "
            "their labels.",
        ),
        (
            without(domain=["persons"]),
            "domain cannot carry a column named 'persons', which the result has of its own. Rename it.",
        ),
        (without(id="income"), "id cannot carry a column named 'income', which the result has of its own. Rename it."),
        (without(Weigths="w"), f"There is no key 'Weigths' in a mapping. Did you mean 'weights'? Known: {KEYS}."),
        (without("currency"), "The mapping does not say currency. Nothing is assumed: add currency = …"),
        (
            without("period", "unit", "weight_unit"),
            "The mapping does not say period and unit and weight_unit. Nothing is assumed: add period = …",
        ),
        (
            without("consumption"),
            "The mapping names neither income nor consumption. Name the column of one of them.",
        ),
        (
            without(income="poids"),
            "The mapping names both income and consumption. Name the column of one of them.",
        ),
        (
            without(period="monthly"),
            "There is no period 'monthly'. Did you mean 'month'? Known: year, half-year, quarter, month, week, day.",
        ),
        (without(unit="adult"), "There is no unit 'adult'. Known: household, person."),
        (
            without(weight_unit="households"),
            "There is no weight_unit 'households'. Did you mean 'household'? Known: household, person.",
        ),
        (
            without(scale="oecd"),
            "There is no scale 'oecd'. Did you mean 'OECD modified'? Known: per head, square root, OECD modified.",
        ),
        (
            without(currency="francs"),
            "currency must be a code of three capital letters, such as \"XOF\", but the mapping has 'francs'.",
        ),
        (without(year="2018"), "year must be a year, such as 2018, but the mapping has '2018'."),
        (without(multiple=100), "multiple must be 1, 1000 or 1000000, but the mapping has 100."),
        (without(psu=3), "psu must be a text, but the mapping has 3."),
        (without(domain=[3]), "domain must be a list of names of columns, but the mapping has [3]."),
        (
            without(missing=[True]),
            "missing must be a list of codes, or a list for each column, but the mapping has [True].",
        ),
        (
            without(missing={"depense": [-99]}),
            "There is no column 'depense' in the mapping that missing could be for. Did you mean 'dépense'? Known: "
            "dépense, poids, taille, strate, grappe, ménage, région.",
        ),
        (without(separator="--"), "separator must be one character, but the mapping has '--'."),
        (
            without(encoding="latin"),
            '\'latin-x\' is no encoding that Python knows. Examples: "utf-8", "latin-1", "cp1252" (Excel in Europe).',
        ),
        (
            without("persons"),
            "amounts are of households, so the number of persons is needed: name its column, persons.",
        ),
        (
            without("persons", unit="person"),
            "weights are of households, so the number of persons is needed: name its column, persons.",
        ),
        (
            without("persons", unit="person", weight_unit="person", count="households"),
            "weights are of persons, so the number of persons is needed: name its column, persons.",
        ),
        (
            without("persons", unit="person", weight_unit="person", scale="square root"),
            "the scale is 'square root', so the number of persons is needed: name its column, persons.",
        ),
        (without(adults="adultes"), "adults and children go together: name the columns of both, or of neither."),
        (
            without(scale="OECD modified"),
            'scale = "OECD modified" needs the numbers of adults and of children: name the columns adults and '
            "children.",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_wrong_mapping(tmp_path, mapping, sentence):
    if mapping.get("encoding"):
        mapping["encoding"] = "latin-x"
    assert refusal(write(TABLE, tmp_path / "a.csv"), mapping) == sentence


@pytest.mark.parametrize(
    ("kind", "options", "sentence"),
    [
        ("sav", {"separator": ";"}, "separator is for CSV files, and a.sav is a SPSS file. Leave it out."),
        ("dta", {"decimal": ","}, "decimal is for CSV files, and a.dta is a Stata file. Leave it out."),
        ("parquet", {"encoding": "latin-1"}, "encoding is for text, and a.parquet is a Parquet file. Leave it out."),
    ],
)
def test_what_a_kind_of_file_has_no_use_for(tmp_path, kind, options, sentence):
    assert refusal(write(TABLE, tmp_path / f"a.{kind}"), without(**options)) == sentence


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"income = d\xe9pense", "The mapping m.toml is not UTF-8 text. Save it as UTF-8."),
        (
            b"income = depense",
            'The mapping m.toml is not TOML: Invalid value (at line 1, column 10). A line is: key = "text".',
        ),
    ],
)
def test_a_mapping_file_that_cannot_be_read(tmp_path, raw, sentence):
    path = write(TABLE, tmp_path / "a.csv")
    (tmp_path / "m.toml").write_bytes(raw)
    assert refusal(path, tmp_path / "m.toml") == sentence
    assert refusal(path, tmp_path / "n.toml") == (
        "There is no mapping file 'n.toml' in DIR. Give a TOML file, or a dictionary."
    )


def test_what_to_do_about_rows_is_one_of_two_words(tmp_path):
    assert refusal(tmp_path / "a.csv", MAPPING, refused="drop") == (
        'refused must be "raise" or "report", but it is \'drop\'.'
    )


# --- the docs -------------------------------------------------------------------------------------------------------


def test_the_mapping_of_the_docs_reads_a_file(tmp_path):
    """The example that people copy."""
    page = Path(__file__).parents[1] / "docs" / "surveys.md"
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    (tmp_path / "survey.toml").write_text(example, encoding="utf-8")
    table = TABLE.rename(columns={"ménage": "hhid"}).assign(milieu=1)
    survey = read_survey(write(table, tmp_path / "a.dta"), tmp_path / "survey.toml")
    assert survey.units["income"] == "XOF 2018 a person and year"
