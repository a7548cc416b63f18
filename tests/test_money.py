"""Money between years and PPP bases: published and computed values, its way there and back, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import datasets, money
from zjpoverty.money import convert

YEARS = st.sampled_from(money.years())
UNITS = st.one_of(
    st.builds("yuan {} a {}".format, YEARS, st.sampled_from(("day", "month", "year"))),
    st.builds("dollars {} a {}".format, st.sampled_from((2005, 2011, 2017)), st.sampled_from(("day", "month", "year"))),
)
amounts = st.floats(-1e6, 1e6)


def factor(year: int, coverage: str = "rural", country: str = "China") -> float:
    """The preferred PPP factor, read from the table by hand."""
    wanted = {"ppp_year": year, "coverage": coverage, "country": country, "preferred": True}
    (row,) = (row for row in datasets.rows("ppp") if wanted.items() <= row.items())
    return row["value"]


def series(name: str, year: int) -> float:
    """One value of the table series, read by hand."""
    (row,) = (row for row in datasets.rows("series") if (row["series"], row["year"]) == (name, year))
    return row["value"]


@pytest.mark.parametrize(
    ("line", "base", "yuan"),
    [
        # World Bank PIP, ppp.csv of August 2022 and cpi.csv of September 2023, worked by hand:
        (1.25, 2005, 1_778),  # 1.25 x 365 x 2.983   x 0.769134 / 0.588812
        (1.90, 2011, 1_912),  # 1.90 x 365 x 3.03922 x 0.769134 / 0.848054
        (2.15, 2017, 2_110),  # 2.15 x 365 x 3.49501 x 0.769134
        (3.20, 2011, 3_219),  # 3.20 x 365 x 3.03922 x 0.769134 / 0.848054
        (3.65, 2017, 3_581),  # 3.65 x 365 x 3.49501 x 0.769134
    ],
)
def test_international_lines_in_yuan_of_2010(line, base, yuan):
    assert round(convert(line, from_=f"dollars {base} a day", to="yuan 2010").value) == yuan


def test_the_deflator_of_2023_gives_fewer_dollars_of_2005_than_were_published_in_2011():
    """China Daily, 2011-12-06 (content_14216547): 2,300 yuan of 2010 are 1.80 dollars of 2005. By the tables: 1.62.

    The factor is the same, so the price change is not: the later deflator of the World Bank rises by 31 percent from
    2005 to 2010, the one of then by 17.
    """
    assert convert(2_300, from_="yuan 2010", to="dollars 2005").value == pytest.approx(1.62, abs=0.005)


def test_a_nominal_line_is_not_one_of_2010():
    """The trap of lesson 02: 1,500 yuan of 2002 lie over 1.90 dollars, 1,500 yuan of 2010 under it."""
    assert convert(1_500, from_="yuan 2002", to="dollars 2011").value == pytest.approx(
        1_500 / 0.541092 * 0.848054 / 3.03922 / 365
    )
    assert convert(1_500, from_="yuan 2002", to="dollars 2011").value > 1.90
    assert convert(1_500, from_="yuan 2010", to="dollars 2011").value < 1.90


def test_both_rebased_columns_of_the_world_bank_are_one_series():
    """So it does not matter that amounts are carried by the one that reaches 2017."""
    for year in (2002, 2005, 2008, 2010, 2011, 2012):
        assert series("cn_pip_cpi_rural_2017", year) / series("cn_pip_cpi_rural_2017", 2011) == pytest.approx(
            series("cn_pip_cpi_rural_2011", year), abs=5e-6
        )


def test_prices_of_zhejiang_are_implied_by_nominal_and_real_growth():
    """Nominal growth from 2010 to 2011 is 13,071 / 11,303, real growth 9.5 percent; of 2010: 11,303 / 10,007, 8.6."""
    to_2011 = convert(1, from_="yuan 2010", to="yuan 2011", prices="Zhejiang").value
    from_2009 = convert(1, from_="yuan 2009", to="yuan 2010", prices="Zhejiang").value
    assert to_2011 == pytest.approx(13_071 / 11_303 / 1.095)
    assert from_2009 == pytest.approx(11_303 / 10_007 / 1.086)


def test_other_places_reach_the_years_of_the_factors():
    assert convert(1.90, from_="dollars 2011", to="XOF 2011", place="Benin").value == pytest.approx(
        1.90 * 365 * factor(2011, "national", "Benin")
    )
    assert convert(1.90, from_="dollars 2011", to="local 2011 a day", place="Benin").unit.currency == "XOF"
    assert convert(1, from_="dollars 2017 a year", to="yuan 2017", place="urban China").value == pytest.approx(
        factor(2017, "urban")
    )


@given(amounts, UNITS, UNITS)
def test_the_way_back_is_the_inverse(amount, start, end):
    there = convert(amount, from_=start, to=end).value
    assert convert(there, from_=end, to=start).value == pytest.approx(amount, rel=1e-9, abs=1e-12)


@given(amounts, UNITS, UNITS, UNITS)
def test_a_stop_on_the_way_changes_nothing(amount, start, stop, end):
    stopped = convert(convert(amount, from_=start, to=stop).value, from_=stop, to=end).value
    assert stopped == pytest.approx(convert(amount, from_=start, to=end).value, rel=1e-9, abs=1e-12)


@given(amounts, UNITS, UNITS)
def test_the_path_makes_the_value_and_is_no_longer_than_needed(amount, start, end):
    result, value = convert(amount, from_=start, to=end), amount
    for step in result.path:
        value = value * step.factor if step.sign == "×" else value / step.factor
    assert value == result.value == float(result)
    assert len(result.path) <= 5
    assert (result.path == ()) == (result.given == result.unit)


def test_a_result_reads_as_a_sentence_and_names_its_sources():
    result = convert(2_500, from_="yuan 2008", to="dollars 2011 a day")
    assert repr(result) == (
        "2,500 yuan of 2008 a year = 2.616 PPP dollars of 2011 a day, for rural China: "
        "× 1.1606 (prices from 2008 to 2011, rural China) "
        "÷ 3.0392 (yuan a PPP dollar of 2011, rural China) ÷ 365 (days of a year)."
    )
    assert result.sources == (
        "World Bank PIP, auxiliary file cpi.csv, September 2023 (table series: cn_pip_cpi_rural_2017)",
        "World Bank PIP, auxiliary file ppp.csv of August 2022, column ppp_2011_v2_v2 (table ppp)",
    )
    assert str(convert(5, from_="yuan 2010", to="yuan 2010").unit) == "yuan of 2010 a year"
    assert repr(convert(5, from_="yuan 2010", to="yuan 2010")).endswith("for rural China: nothing to do.")


def test_what_it_prints_can_be_read_back():
    unit = convert(1, from_="dollars 2011", to="yuan 2010 a month").given
    assert convert(1, from_=str(unit), to=str(unit)).given == unit


def test_numbers_of_numpy_are_numbers():
    assert convert(np.int64(12), from_="yuan 2010", to="yuan 2010 a month").value == 1


NOT_IN_TABLES = [
    (
        {"from_": "dollars 2021", "to": "yuan 2010"},
        "The table ppp has no factor of 2021 for rural China, so dollars of 2021 cannot be reached. "
        "It has those of 2005, 2011 and 2017.",
    ),
    (
        {"from_": "yuan 2003", "to": "yuan 2010"},
        "Prices of 2003 cannot be joined to others: the price series 'World Bank' has only 2002, 2005, 2008, 2010, "
        "2011, 2012 and 2017. An amount that was in force in 2002 or 2005 as well can be carried from there; "
        "say so if you do.",
    ),
    (
        {"from_": "yuan 2000", "to": "dollars 2011"},
        "Prices of 2000 cannot be joined to others: the price series 'World Bank' has only 2002, 2005, 2008, 2010, "
        "2011, 2012 and 2017. An amount that was in force in 2002 as well can be carried from there; "
        "say so if you do.",
    ),
    (
        {"from_": "yuan 2009", "to": "yuan 2010"},
        "Prices of 2009 cannot be joined to others: the price series 'World Bank' has only 2002, 2005, 2008, 2010, "
        "2011, 2012 and 2017. The series 'Zhejiang' has both years.",
    ),
    (
        {"from_": "yuan 2009", "to": "dollars 2005", "prices": "Zhejiang"},
        "Prices of 2005 cannot be joined to others: the price series 'Zhejiang' has only 2009, 2010 and 2011. "
        "Of the bases of dollars it reaches 2011.",
    ),
    (
        {"from_": "yuan 2008", "to": "yuan 2010", "place": "China"},
        "The tables hold no price index of China, so prices of 2008 and 2010 cannot be joined. "
        "Possible: money of 2011 or 2017 with dollars of the same year.",
    ),
    (
        {"from_": "XOF 2010", "to": "dollars 2011", "place": "Benin"},
        "The tables hold no price index of Benin, so prices of 2010 and 2011 cannot be joined. "
        "Possible: money of 2005, 2011 or 2017 with dollars of the same year.",
    ),
]


@pytest.mark.parametrize(("asked", "sentence"), NOT_IN_TABLES)
def test_what_the_tables_cannot_support_is_refused_with_the_reason(asked, sentence):
    with pytest.raises(money.NotInTables) as error:
        convert(1, **asked)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("amount", "asked", "sentence"),
    [
        (1, {"from_": "2,500 yuan", "to": "yuan 2010"}, "'2,500 yuan'"),
        (1, {"from_": "yuan", "to": "yuan 2010"}, "'yuan'"),
        (1, {"from_": 2010, "to": "yuan 2010"}, "2010"),
    ],
)
def test_a_unit_that_cannot_be_read_is_refused(amount, asked, sentence):
    with pytest.raises(ValueError) as error:
        convert(amount, **asked)
    assert str(error.value) == (
        f"{sentence} is not a unit. Examples: 'yuan 2008', 'yuan 2010 a month', 'dollars 2011 a day'."
    )


@pytest.mark.parametrize(
    ("call", "kind", "start"),
    [
        (
            lambda: convert(1, from_="yen 2008", to="yuan 2010"),
            ValueError,
            "'yen' is not money of rural China: use 'yuan' or 'dollars'.",
        ),
        (
            lambda: convert(1, from_="yuan 2011", to="dollars 2011", place="Benin"),
            ValueError,
            "'yuan' is not money of Benin: use 'XOF' or 'dollars'.",
        ),
        (
            lambda: convert(float("nan"), from_="yuan 2008", to="yuan 2010"),
            ValueError,
            "amount is nan; it must be one finite number.",
        ),
        (
            lambda: convert("2500", from_="yuan 2008", to="yuan 2010"),
            ValueError,
            "amount is '2500'; it must be one finite number.",
        ),
        (
            lambda: convert(1, from_="yuan 2008", to="yuan 2010", prices="NBS"),
            datasets.UnknownName,
            "There is no price series 'NBS'. Known: World Bank, Zhejiang.",
        ),
        (
            lambda: money.years("NBS"),
            datasets.UnknownName,
            "There is no price series 'NBS'. Known: World Bank, Zhejiang.",
        ),
        (
            lambda: convert(1, from_="yuan 2008", to="yuan 2010", place="rural"),
            datasets.UnknownName,
            "There is no place 'rural'. Did you mean 'rural China'? Known: China, rural China, urban China, Benin,",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, kind, start):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value).startswith(start)


def test_every_line_of_the_table_is_carried_or_refused_with_a_sentence():
    """In yuan of a year that is known, and in dollars of a base that is known."""
    carried = {}
    for row in datasets.rows("poverty_lines"):
        if row["value"] is None:
            continue
        currency = "dollars" if row["unit"].startswith("PPP") else "yuan"
        try:
            carried[row["id"]] = convert(row["value"], from_=f"{currency} {row['price_year']}", to="yuan 2010").value
        except money.NotInTables as error:
            assert str(row["price_year"]) in str(error), row["id"]
    assert (
        carried["china_2011"] == 2_300
        and "international_3_00" not in carried
        and "china_low_income_2003" not in carried
    )
