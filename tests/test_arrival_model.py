"""Regional cooperation: what is signed and what arrives; limits and what must hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty.models import arrival

money = st.floats(0, 1e6)
shares = st.floats(0, 1)
paces = st.floats(0.01, 1)
growths = st.floats(0, 3)


def test_a_path_in_closed_form():
    """100, 120, 144 signed, a fifth lost, half of the rest a year: 57.6 + 24 + 10 in the third year."""
    assert arrival.invested([100, 120, 144], dropout=0.2, pace=0.5) == pytest.approx([40, 68, 91.6])


def test_a_path_at_its_limits():
    assert arrival.invested([], 0, 1) == []
    assert arrival.invested([0, 0], 0.2, 0.5) == [0, 0]
    assert arrival.invested([100, 50], dropout=0, pace=1) == [100, 50]
    assert arrival.invested([100, 50], dropout=0.2, pace=1) == [80, 40]
    assert arrival.invested([100, 50], dropout=1, pace=0.5) == [0, 0]


@given(st.floats(0, 1e6), shares, paces, st.integers(1, 30))
def test_one_year_of_signing_arrives_as_the_path_says(signed, dropout, pace, years):
    path = arrival.invested([signed, *[0] * years], dropout, pace)
    assert sum(path) == pytest.approx(arrival.arrived(signed, 1 - dropout, pace, years), rel=1e-9, abs=1e-6)


@given(st.lists(money, max_size=15), shares, paces)
def test_never_more_arrives_than_was_signed_less_what_falls_away(signed, dropout, pace):
    path = arrival.invested(signed, dropout, pace)
    assert all(year >= 0 for year in path)
    assert sum(path) <= (1 - dropout) * sum(signed) * (1 + 1e-9) + 1e-9


def test_arrived_at_its_limits():
    assert arrival.arrived(0, 1, 0.5, 9) == arrival.arrived(100, 0, 0.5, 9) == 0
    assert arrival.arrived(100, 0.8, 1, 0) == 80
    assert arrival.arrived(100, 1, 0.5, 0) == 50
    assert arrival.arrived(100, 0.8, 0.5, 60) == pytest.approx(80)


@given(shares, st.floats(0.15, 1), st.floats(0, 1))
def test_the_ratio_is_where_an_even_growth_leads(dropout, pace, growth):
    signed = [(1 + growth) ** year for year in range(120)]
    last = arrival.invested(signed, dropout, pace)[-1]
    assert last / signed[-1] == pytest.approx(arrival.ratio(dropout, pace, growth), abs=1e-6)


@given(shares, paces)
def test_without_growth_the_ratio_is_what_arrives_however_slow(dropout, pace):
    assert arrival.ratio(dropout, pace, 0) == pytest.approx(1 - dropout)


@given(shares, growths)
def test_if_all_comes_at_once_the_ratio_is_what_arrives(dropout, growth):
    assert arrival.ratio(dropout, 1, growth) == pytest.approx(1 - dropout)


@given(st.floats(0.01, 0.99), st.floats(0.01, 3))
def test_with_growth_the_ratio_is_below_one_even_if_nothing_falls_away(pace, growth):
    assert pace < arrival.ratio(0, pace, growth) < 1


def test_a_ratio_in_closed_form_and_at_its_limits():
    """Half of the rest a year, growth of a fifth: 0.5 x 1.2 / 0.7."""
    assert arrival.ratio(0, 0.5, 0.2) == pytest.approx(0.6 / 0.7)
    assert arrival.ratio(1, 0.5, 0.2) == 0
    assert arrival.ratio(0, 0.5, 1e12) == pytest.approx(0.5)


@given(st.floats(0, 0.99), paces, growths)
def test_what_arrives_is_found_again_from_the_ratio(dropout, pace, growth):
    assert arrival.arrives(arrival.ratio(dropout, pace, growth), pace, growth) == pytest.approx(1 - dropout)


@given(shares, st.floats(0.01, 1))
def test_what_arrives_is_found_again_from_the_first_year(dropout, pace):
    (first,) = arrival.invested([1], dropout, pace)
    assert arrival.arrives(first, pace) == pytest.approx(1 - dropout)


@given(shares, paces, growths)
def test_a_share_of_the_same_year_promises_most(ratio, pace, growth):
    """Money of earlier years in the same sum leaves less to come; no growth leaves least."""
    few, some, most = (arrival.arrives(ratio, pace, g) for g in (0, growth, None))
    assert few <= some + 1e-9 and some <= most + 1e-9
    assert few == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: arrival.invested([1, -1], 0, 1), "The sum signed in year 2 is -1; it must be zero or more."),
        (lambda: arrival.invested([1], 20, 1), "dropout is 20; it must be a share between 0 and 1."),
        (
            lambda: arrival.invested([1], 0, 0),
            "pace is 0; it must be more than 0 and at most 1, or nothing ever comes.",
        ),
        (lambda: arrival.arrived(-1, 1, 1, 0), "signed is -1 and years 0; both must be zero or more."),
        (lambda: arrival.arrived(1, 1, 1, -1), "signed is 1 and years -1; both must be zero or more."),
        (lambda: arrival.arrived(1, 1.5, 1, 0), "arrives is 1.5; it must be a share between 0 and 1."),
        (lambda: arrival.ratio(float("nan"), 1, 0), "dropout is nan; it must be a share between 0 and 1."),
        (lambda: arrival.ratio(0, 1, -0.1), "growth is -0.1; it must be zero or more."),
        (
            lambda: arrival.ratio(0, 2, 0),
            "pace is 2; it must be more than 0 and at most 1, or nothing ever comes.",
        ),
        (lambda: arrival.arrives(-1, 1), "ratio is -1; it must be zero or more."),
        (lambda: arrival.arrives(1, 0.5, -1), "growth is -1; it must be zero or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
