"""What travels to another country: closed forms, limits, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import datasets, money
from zjpoverty.datasets import UnknownName
from zjpoverty.models import abroad

positive = st.floats(0.01, 1e6)
percents = st.floats(0, 100)
COUNTRIES = datasets.rows("countries")


@pytest.mark.parametrize("written", ["Senegal", "sénégal", " SN", "sen"])
def test_a_country_is_found_as_people_write_it(written):
    assert abroad.country_named(written, COUNTRIES)["iso3"] == "SEN"


def test_either_apostrophe_will_do():
    assert abroad.country_named("Cote d'Ivoire".replace("o", "ô", 1), COUNTRIES)["iso3"] == "CIV"


def test_every_country_is_found_by_each_of_its_names():
    for row in COUNTRIES:
        assert {abroad.country_named(row[name], COUNTRIES)["iso3"] for name in ("name_en", "name_fr", "iso2")} == {
            row["iso3"]
        }


def test_an_unknown_country_is_refused_with_the_nearest():
    with pytest.raises(UnknownName) as error:
        abroad.country_named("Sengal", COUNTRIES)
    assert str(error.value) == (
        "There is no country 'Sengal'. Did you mean 'Senegal'? Known: Benin, Burundi, Togo, Congo - Brazzaville, "
        "Djibouti, Guinea, Guinea-Bissau, Cameroon, Côte d’Ivoire, Madagascar, Mali, Niger, Senegal, Chad, "
        "Central African Republic."
    )


@given(st.dictionaries(st.sampled_from("ABCDE"), st.tuples(st.integers(2000, 2020), percents)), st.integers(0, 20))
def test_nobody_is_dropped_and_more_years_never_lose_a_figure(figures, within):
    near = abroad.side_by_side("ABCDE", figures, 2010, within)
    wide = abroad.side_by_side("ABCDE", figures, 2010, within + 1)
    assert [row.country for row in near] == list("ABCDE")
    assert all(far.value == row.value for row, far in zip(near, wide, strict=True) if row.value is not None)
    assert {row.country for row in abroad.side_by_side("ABCDE", figures, 2010, 99) if row.value is not None} == set(
        figures
    )


def test_only_the_year_itself_at_zero():
    rows = abroad.side_by_side("AB", {"A": (2010, 1.0), "B": (2011, 2.0)}, 2010, 0)
    assert [row.value for row in rows] == [1.0, None]


@given(st.lists(percents, min_size=1))
def test_above_counts_from_nobody_to_everybody(values):
    figures = [abroad.Figure(str(place), 2010, value) for place, value in enumerate(values)]
    figures.append(abroad.Figure("none", None, None))
    assert abroad.above(figures, -1) == (len(values), len(values))
    assert abroad.above(figures, max(values)) == (0, len(values))


@pytest.mark.parametrize("country", ["Benin", "Guinea", "Madagascar", "Senegal"])
def test_the_local_line_agrees_with_the_room_of_money(country):
    there = money.convert(1.9, from_="dollars 2011 a day", to="local 2011 a year", place=country)
    factor = there.path[1].factor
    assert abroad.local_line(1.9, factor) == pytest.approx(there.value)


@given(positive, positive, positive)
def test_the_local_line_is_proportional(dollars, factor, prices):
    once = abroad.local_line(dollars, factor, prices)
    assert abroad.local_line(2 * dollars, factor, prices) == pytest.approx(2 * once)
    assert once == pytest.approx(365 * dollars * factor * prices)


@given(positive, positive, positive)
def test_the_two_ways_of_carrying_a_line(line, mean, there):
    absolute, relative = (abroad.transferred(line, mean, there, way) for way in abroad.WAYS)
    assert absolute == line
    assert relative / there == pytest.approx(line / mean)
    assert abroad.transferred(line, mean, mean, "relative") == pytest.approx(line)


@given(st.floats(0, 1), st.floats(0, 1e10))
def test_the_poor_are_a_part_of_the_people(headcount, people):
    assert 0 <= abroad.poor(headcount, people) <= people
    assert abroad.poor(0, people) == 0 and abroad.poor(1, people) == people


@given(st.floats(0, 1), st.floats(0, 100), st.floats(1, 100))
def test_the_rural_share_is_got_back(share, urban, more):
    rural = urban + more
    national = min(max(share * rural + (1 - share) * urban, urban), rural)
    assert abroad.rural_share(national, rural, urban) == pytest.approx(share, abs=1e-6)


def test_the_ends_of_the_rural_share():
    assert (abroad.rural_share(20, 40, 20), abroad.rural_share(40, 40, 20)) == (0, 1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: abroad.side_by_side("A", {}, 2010, -1), "within is -1; it must be zero or more years."),
        (
            lambda: abroad.above([abroad.Figure("A", 2013, None)], 50),
            "No country has a figure in these years; allow surveys of more years.",
        ),
        (lambda: abroad.local_line(0, 200), "dollars is 0; it must be a finite number above zero."),
        (lambda: abroad.local_line(1.9, -2), "factor is -2; it must be a finite number above zero."),
        (lambda: abroad.local_line(1.9, 200, float("nan")), "prices is nan; it must be a finite number above zero."),
        (
            lambda: abroad.transferred(1, 2, float("inf"), "absolute"),
            "mean_there is inf; it must be a finite number above zero.",
        ),
        (lambda: abroad.transferred(1, 2, 3, "share"), "way is 'share'; accepted: absolute, relative."),
        (lambda: abroad.poor(38.5, 1e6), "headcount is 38.5; it must be a share between 0 and 1."),
        (lambda: abroad.poor(0.5, -1), "people is -1; it must be zero or more."),
        (
            lambda: abroad.rural_share(30, 20, 20),
            "national is 30, rural 20 and urban 20; the parts must differ, and the whole must lie between them.",
        ),
        (
            lambda: abroad.rural_share(50, 40, 20),
            "national is 50, rural 40 and urban 20; the parts must differ, and the whole must lie between them.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
