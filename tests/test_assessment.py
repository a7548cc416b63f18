"""The tables of a poverty assessment: by hand, by a published table, by what must add up, and as HTML."""

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import polars as pl
import pytest

from zjpoverty import inequality, poverty
from zjpoverty.assessment import _bottom, profile, style
from zjpoverty.frames import summarise
from zjpoverty.poverty import RelativeLine
from zjpoverty.survey import Design, estimate

FOUR = pd.DataFrame({"county": list("ABBA"), "sex": list("fmfm"), "income": [10, 20, 30, 40]})
LINES = {"low": 2_500, "relative": RelativeLine(0.6), "own": "own_line"}


def close(value):
    """Equal to twelve digits."""
    return pytest.approx(value, rel=1e-12, abs=1e-12)


def survey(n=240):
    """Households that were never asked, in 24 villages of two strata."""
    chance = np.random.default_rng(2010)
    df = pd.DataFrame({"county": np.array(["Jingning", "Taishun", "Pan'an"])[chance.integers(0, 3, n)]})
    df["sex"] = np.array(["woman", "man"])[chance.integers(0, 2, n)]
    df["income"] = chance.gamma(2, 1_500, n).round()
    df["weight"] = chance.integers(1, 5, n)
    df["size"] = chance.integers(1, 7, n)
    df["own_line"] = np.where(df["sex"] == "man", 2_500, 4_000)
    df["village"] = np.arange(n) // 10
    df["stratum"] = df["village"] // 12
    return df


def designed(df):
    return Design(weights=df["weight"] * df["size"], strata=df["stratum"], psu=df["village"])


def sentence(function, *arguments, **options):
    with pytest.raises(ValueError) as error:
        function(*arguments, **options)
    return str(error.value)


# By hand and by a published table


def test_a_small_table_by_hand():
    table = profile(FOUR, by="county", lines=25)
    assert list(table.index) == [("all", "all"), ("county", "A"), ("county", "B")]
    assert table.index.names == ["block", "group"] and table.columns.names == ["measure", "line"]
    # the bottom 40 are 1.6 people: the one of 10 and 0.6 of the one of 20
    expected = {
        ("population", ""): [4, 2, 2],
        ("population_share", ""): [1, 0.5, 0.5],
        ("mean", ""): [25, 25, 25],
        # half the mean difference over the mean: of the 16 ordered pairs 6 differ by 10, 4 by 20 and 2 by 30
        ("gini", ""): [(60 + 80 + 60) / 16 / 50, 30 * 2 / 4 / 50, 10 * 2 / 4 / 50],
        ("bottom_40_mean", ""): [(10 + 0.6 * 20) / 1.6, 10, 20],
        ("bottom_40_share", ""): [1, 1 / 1.6, 0.6 / 1.6],
        ("headcount", "25"): [0.5, 0.5, 0.5],
        ("poverty_gap", "25"): [(15 + 5) / 25 / 4, 15 / 25 / 2, 5 / 25 / 2],
        ("poverty_severity", "25"): [(0.6**2 + 0.2**2) / 4, 0.6**2 / 2, 0.2**2 / 2],
        ("number_of_poor", "25"): [2, 1, 1],
        ("share_of_poor", "25"): [1, 0.5, 0.5],
    }
    assert list(table) == list(expected)
    for column, values in expected.items():
        assert table[column].tolist() == close(values), column


def test_georgia_by_employment():
    # Foster et al. (2013), table 3.19, p. 189: 2003, in percent, columns A, D and G; the line is 75.4 GEL a month
    head = [29.4, 20.5, 23.8, 19.2, 20.7, 21.3, 19.5, 21.1, 18.9, 19.1, 16.7, 23.1, 37.3, 32.9]
    poor = [23.2, 0.4, 2.5, 0.4, 0.7, 1.5, 1.1, 0.7, 1.4, 2.1, 0.6, 2.9, 8.9, 53.6]
    people = [23.6, 0.5, 3.2, 0.7, 1.0, 2.1, 1.6, 0.9, 2.2, 3.3, 1.1, 3.7, 7.2, 48.8]
    H, W = np.array(head) / 100, np.array(people)
    # two rows a group, one on each side of the line, that stand for its poor and for the others
    df = pd.DataFrame({"group": np.tile(np.arange(14), 2), "income": np.repeat([50, 100], 14)})
    table = profile(df.assign(weight=np.concatenate([W * H, W * (1 - H)])), "group", lines=75.4, weights="weight")
    assert 100 * table.loc[("all", "all"), ("headcount", "75.4")] == pytest.approx(29.9, abs=0.05)
    # what is printed with one digit may be 0.05 off: the share of the poor itself, W and 100 H
    off = 0.05 + 0.05 * (W + 100 * H) / 29.9
    assert (abs(100 * table.loc["group"]["share_of_poor", "75.4"] - poor) < off).all()


# What must add up


@pytest.mark.parametrize("kind", [lambda df: df, pl.from_pandas, lambda df: pl.from_pandas(df).lazy()])
def test_every_block_adds_up_to_the_row_for_all(kind):
    table = profile(kind(survey()), ["county", "sex"], lines=LINES, weights="weight", size="size")
    everyone = table.loc[("all", "all")]
    for block in ("county", "sex"):
        part = table.loc[block]
        sums = part.sum()
        for line in LINES:
            assert sums["number_of_poor", line] == close(everyone["number_of_poor", line])
            assert sums["share_of_poor", line] == close(1)
            assert part["headcount", line] @ part["population_share", ""] == close(everyone["headcount", line])
            assert part["poverty_gap", line] @ part["population_share", ""] == close(everyone["poverty_gap", line])
        assert sums["population", ""] == close(everyone["population", ""])
        assert sums["population_share", ""] == close(1)
        assert sums["bottom_40_share", ""] == close(1)
        assert part["mean", ""] @ part["population_share", ""] == close(everyone["mean", ""])
        assert part["bottom_40_mean", ""] @ part["bottom_40_share", ""] == close(everyone["bottom_40_mean", ""])


def test_the_bottom_40_is_the_lorenz_curve_at_40_percent():
    df = survey().assign(income=lambda df: df["income"].round(-3))  # many people of one income at the cut
    table = profile(df, lines=2_500, weights="weight")
    p, L = inequality.lorenz(df["income"], df["weight"])
    assert table["bottom_40_mean", ""].item() == close(np.interp(0.4, p, L) / 0.4 * table["mean", ""].item())


def test_people_of_one_income_at_the_cut_are_counted_in_by_the_same_share():
    df = pd.DataFrame({"county": list("AAABB"), "income": [10, 10, 10, 10, 90], "weight": [1, 1, 1, 1, 0]})
    table = profile(df, "county", lines=5, weights="weight")
    assert table["bottom_40_share", ""].tolist() == close([1, 0.75, 0.25])


def test_a_cut_between_two_incomes_does_not_touch_the_next_one():
    # 0.4 x 5 x 0.3 is a last digit above 0.3 + 0.3
    df = pd.DataFrame({"income": [1.0, 2, 3, 4, 5], "w": 0.3, "g": ["low", "low", "next", "top", "top"]})
    table = profile(df, "g", lines=2, weights="w")
    assert table["bottom_40_share", ""].tolist() == [1, 1, 0, 0]
    assert table["bottom_40_mean", ""].isna().tolist() == [False, False, True, True]
    assert (_bottom(df["income"].to_numpy(), df["w"].to_numpy(), 0.4) <= df["w"]).all()  # nobody counts more than once


def test_a_household_stands_for_weight_times_size_people():
    df = survey()
    rows = df.loc[np.repeat(df.index, df["weight"] * df["size"])]
    weighted, written_out = (
        profile(df, "county", lines=2_500, weights="weight", size="size"),
        profile(rows, "county", lines=2_500),
    )
    pd.testing.assert_frame_equal(weighted, written_out, rtol=1e-12)


def test_the_same_as_summarise():
    df = survey()
    table = profile(df, "county", lines=LINES, weights="weight")
    options = {"by": "county", "weights": "weight", "gini": inequality.gini, "gap": poverty.poverty_gap}
    for name, line in LINES.items():
        expected = summarise(df, line=line, **options)
        assert list(table.loc["county"].index) == expected["county"].tolist()
        assert table.loc["county"]["poverty_gap", name].tolist() == close(expected["gap"].tolist())
        assert table.loc["county"]["gini", ""].tolist() == close(expected["gini"].tolist())


def test_the_same_on_polars():
    df = survey()
    frames = (df, pl.from_pandas(df), pl.from_pandas(df).lazy())
    tables = [profile(frame, ["sex", "county"], lines=LINES, weights="weight", size="size") for frame in frames]
    pd.testing.assert_frame_equal(tables[1], tables[0], rtol=1e-12)
    pd.testing.assert_frame_equal(tables[2], tables[0], rtol=1e-12)


# What has no value


def test_nobody_poor_and_nobody_in_the_bottom_40():
    table = profile(FOUR, "income", lines=5)
    assert table["number_of_poor", "5"].tolist() == [0] * 5
    assert table["share_of_poor", "5"].isna().all()
    assert table["bottom_40_mean", ""].isna().tolist() == [False, False, False, True, True]
    assert style(table).data["share of the poor, %, line 5"].tolist() == ["–"] * 5


# With a design


@pytest.mark.parametrize("kind", [lambda df: df, pl.from_pandas, lambda df: df.set_index(df.index[::-1])])
def test_standard_errors_are_those_of_the_survey(kind):
    df = survey()
    design = designed(df)
    table = profile(kind(df), ["county", "sex"], lines=LINES, design=design)
    plain = profile(df, ["county", "sex"], lines=LINES, weights="weight", size="size")
    pd.testing.assert_frame_equal(table[plain.columns], plain, rtol=1e-12)
    row = table.loc["county", "Jingning"]
    here = df["county"] == "Jingning"

    def asked(measure, line):
        given = {"line": df["own_line"] if line == "own" else LINES[line]} if line else {}
        return estimate(measure, df["income"], design, domain=here, **given)

    measures = {"headcount": LINES, "poverty_gap": LINES, "poverty_severity": LINES, "gini": [""], "mean": [""]}
    for measure, lines in measures.items():
        for line in lines:
            expected = asked(measure, line)
            assert row[measure, line] == close(expected.estimate)
            assert row[f"{measure}_standard_error", line] == close(expected.standard_error)


def test_errors_of_numbers_and_shares_are_those_of_totals_and_of_ratios():
    df = survey()
    design = designed(df)
    table = profile(df, "sex", lines={"low": 2_500}, design=design)
    woman, poor = df["sex"] == "woman", df["income"] < 2_500
    row = table.loc["sex", "woman"]
    assert row["number_of_poor_standard_error", "low"] == close(estimate("total", woman & poor, design).standard_error)
    assert row["population_standard_error", ""] == close(estimate("total", woman, design).standard_error)
    # two shares that add up to 1 have one standard error, and the share of all is 1 whatever the sample
    for name, line in (("share_of_poor", "low"), ("population_share", "")):
        errors = table[f"{name}_standard_error", line]
        assert errors.iloc[0] == close(0) and errors.iloc[1] == close(errors.iloc[2]) and errors.iloc[1] > 0.01
    # the share of the poor that women are, as the headcount of a column that is below 1 for women only
    expected = estimate(poverty.headcount, np.where(woman, 0, 2), design, line=1, domain=poor)
    assert row["share_of_poor", "low"] == close(expected.estimate)
    assert row["share_of_poor_standard_error", "low"] == close(expected.standard_error)


def test_nobody_poor_at_all_is_a_number_without_an_error():
    table = profile(FOUR, "sex", lines={"low": 5, "half": RelativeLine(0.2)}, design=DESIGN)
    assert table["number_of_poor_standard_error", "low"].tolist() == [0, 0, 0]
    for name, line in (("number_of_poor", "half"), ("share_of_poor", "low"), ("share_of_poor", "half")):
        assert table[f"{name}_standard_error", line].isna().all()


def test_what_of_a_relative_line_has_no_standard_error():
    df = survey()
    table = profile(df, lines={"relative": RelativeLine(0.6)}, design=designed(df))
    missing = table.columns[table.isna().all()].tolist()
    assert missing == [("number_of_poor_standard_error", "relative"), ("share_of_poor_standard_error", "relative")]
    assert "(" not in style(table).data.loc["all", "number of poor, line relative"]


# For the reader


class Reader(HTMLParser):
    """Collects the rows of a table and the addresses in it."""

    def __init__(self):
        super().__init__()
        self.rows, self.captions, self.tags = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append([tag, ""])

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1][1] += data.strip()
        if self.tags and self.tags[-1] == "caption" and data.strip():
            self.captions.append(data)


def read(table):
    reader = Reader()
    reader.feed(style(table).to_html())
    return reader


def test_the_dressed_table():
    df = FOUR.assign(income=lambda d: d["income"] * 100)
    df.attrs["units"] = {"income": "yuan a year"}
    table = profile(df, "county", lines={"2500": 2_500, "half": RelativeLine(0.5)}, design=Design(weights=[1, 1, 1, 1]))
    reader = read(table[["population", "mean", "headcount", "headcount_standard_error"]])
    # four people drawn one by one: the variance of a share is p (1 - p) / (n - 1)
    assert reader.rows[0] == [
        ["th", h] for h in ("group", "population", "mean income", "headcount, %, line 2500", "headcount, %, line half")
    ]
    assert [cell for _, cell in reader.rows[1]][:4] == ["all", "4", "2,500", f"50.0 ({100 * (0.25 / 3) ** 0.5:.1f})"]
    assert [cell for _, cell in reader.rows[2]][:3] == ["county: A", "2", "2,500"]
    assert reader.captions == [
        "Poverty profile. Incomes and lines in yuan a year. Lines: half is 1,250. Standard errors in brackets."
    ]


def test_lines_have_sensible_names():
    df = FOUR.assign(own=[5, 15, 25, 35])
    table = profile(df, lines=[25, RelativeLine(0.6), "own", lambda income, weights: 30, RelativeLine(0.5, of="mean")])
    expected = {"25": 25, "0.6 of the median": 15, "own": "one a row", "line": 30, "0.5 of the mean": 12.5}
    assert table.attrs["lines"] == expected
    assert table["number_of_poor"].columns.tolist() == list(expected)
    # a name that begins with a digit is said too, if it is not the line itself
    assert read(table).captions == [
        "Poverty profile. Lines: 0.6 of the median is 15; own is one a row; line is 30; 0.5 of the mean is 12.50."
    ]
    assert list(profile(df, lines=RelativeLine(0.6)).attrs["lines"]) == ["0.6 of the median"]
    caption = read(profile(df, lines={"2 dollars": 25.0, "25": 25.0, "30": 25.0})).captions
    assert caption == ["Poverty profile. Lines: 2 dollars is 25; 30 is 25."]


def test_one_block_of_a_profile_can_be_dressed():
    table = profile(FOUR, "county", lines=25)
    whole, block = style(table).data, style(table.loc["county"]).data
    assert block.index.tolist() == ["A", "B"]
    assert block.to_numpy().tolist() == whole.to_numpy().tolist()[1:]


def test_one_heading_for_each_row_and_column_and_none_empty():
    reader = read(profile(FOUR, ["county", "sex"], lines=[25, 35]))
    assert [tag for tag, _ in reader.rows[0]] == ["th"] * 17  # 1, 6 without a line, 5 for each of two lines
    assert all([tag for tag, _ in row] == ["th"] + ["td"] * 16 for row in reader.rows[1:])
    assert all(text for row in reader.rows for _, text in row)


def test_the_dressed_table_asks_for_nothing_and_is_the_same_each_time():
    table = profile(FOUR, "county", lines=25)
    html = style(table).to_html()
    assert "http" not in html and "<script" not in html and "url(" not in html and "@import" not in html
    assert style(table).to_html() == html
    assert style(profile(FOUR, "sex", lines=25)).to_html() != html


def test_labels_are_text_and_no_html():
    df = pd.DataFrame({"county": ["<b>A</b>", "B & C"], "income": [10, 40]})
    html = style(profile(df, "county", lines={"<i>low</i>": 25})).to_html()
    assert "<b>" not in html and "<i>" not in html and "county: &lt;b&gt;A" in html


def test_the_units():
    df = FOUR.copy()
    df.attrs["units"] = {"income": "yuan a day"}
    table = profile(df, lines=25)
    shares = ("population_share", "bottom_40_share", "headcount", "poverty_gap", "poverty_severity", "share_of_poor")
    assert table.attrs["units"] == dict.fromkeys(shares, "share") | {
        "mean": "yuan a day",
        "bottom_40_mean": "yuan a day",
    }
    assert table.attrs["lines"] == {"25": 25.0}
    # a standard error has the unit of what it belongs to
    units = profile(df, lines=25, design=DESIGN).attrs["units"]
    errors = {name: unit for name, unit in units.items() if name.endswith("_standard_error")}
    with_error = ["population_share", "headcount", "poverty_gap", "poverty_severity", "share_of_poor"]
    assert errors == {f"{name}_standard_error": "share" for name in with_error} | {"mean_standard_error": "yuan a day"}


# Bad input

DESIGN = Design(weights=[1, 1, 1, 1])
OWN_WEIGHTS = (
    "a design has weights of its own, so weights and size have no use beside it. Make it with weights that count "
    "people: weight times household size."
)
A_LINE = "a number, the name of a column, or a function of (income, weights)"
SENTENCES = {
    f"lines holds a NoneType; accepted: {A_LINE}.": {"lines": None},
    f"lines holds a list; accepted: {A_LINE}.": {"lines": [[25, 35]]},
    f"line is a NoneType; accepted: {A_LINE}.": {"lines": {"low": None}},
    "lines has two lines named '25'. Name them: give a mapping of names to lines.": {"lines": [20, 25, 25 + 1e-13]},
    "lines is empty. Give at least one poverty line.": {"lines": []},
    "by must name each column once, and none called all, which is the first row: ['sex', 'sex'].": {
        "by": ["sex", "sex"]
    },
    "There is no column 'cuonty'. Did you mean 'county'? Known: county, sex, income.": {"by": "cuonty"},
    "all people: line is zero or negative. A poverty line must be above zero.": {"lines": 0},
    OWN_WEIGHTS: {"design": DESIGN, "size": "income"},
    "df has 4 rows and the design has 3. Make the design from this frame.": {"design": Design(weights=[1, 1, 1])},
    "line 'half' is a function whose own error is not known; with a design use a RelativeLine.": {
        "design": DESIGN,
        "lines": {"half": lambda income, weights: 20},
    },
}


@pytest.mark.parametrize(("expected", "options"), SENTENCES.items())
def test_sentences(expected, options):
    assert sentence(profile, FOUR, **{"lines": 25} | options) == expected


def test_a_design_goes_by_the_order_of_the_rows():
    assert sentence(profile, pl.from_pandas(FOUR).lazy(), lines=25, design=DESIGN) == (
        "a design goes by the order of the rows, and a lazy frame has none. Collect the frame first."
    )


def test_a_group_that_has_no_people_or_no_income_is_named():
    df = FOUR.assign(weight=[0, 1, 1, 0])
    assert sentence(profile, df, "county", lines=25, weights="weight") == (
        "county 'A': weights are all zero, so there is nobody to measure. Check the column of weights."
    )
    assert sentence(profile, FOUR.assign(income=[0, 1, 1, 0]), "county", lines=25) == (
        "county 'A': income adds up to zero, so there are no shares of it. Check the incomes and the weights."
    )


def test_style_takes_a_profile_only():
    for other in (FOUR, profile(FOUR, lines=25).iloc[0]):
        assert sentence(style, other) == (
            "style dresses what profile returns, and this table has other columns. Give it a profile."
        )
