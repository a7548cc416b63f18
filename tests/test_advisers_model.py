"""Advisers: the pigeonhole counted out, closed forms and limits of a practice that spreads, what is refused."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact
from zjpoverty.models import advisers

shares = st.floats(0, 1)
years = st.integers(0, 40)


def test_bounds_are_what_counting_out_gives():
    """All ways to put k things into m places, none empty: least and most of each, and nothing left out between."""
    for m in (1, 2, 3, 4):
        for k in range(m, 8):
            ways = [way for way in product(range(1, k + 1), repeat=m) if sum(way) == k]
            found = advisers.bounds(k, m)
            for seen, (least, most) in (
                ({max(way) for way in ways}, found.fullest),
                ({sum(n > 1 for n in way) for way in ways}, found.crowded),
            ):
                assert seen == set(range(least, most + 1)), (k, m)


@given(st.integers(1, 500))
def test_as_many_things_as_places_is_one_to_one(places):
    assert advisers.bounds(places, places) == ((1, 1), (0, 0))


def test_one_place_has_everything():
    assert advisers.bounds(1, 1) == ((1, 1), (0, 0))
    assert advisers.bounds(9, 1) == ((9, 9), (1, 1))


def test_the_teams_of_the_chapter():
    """120 teams in 72 counties: the fullest has 2 to 49, and 72 - 48 = 24 counties at least have exactly one."""
    teams, counties, industries = (
        int(fact(f"science.{name}").value) for name in ("teams", "team_counties", "team_industries")
    )
    assert advisers.bounds(teams, counties) == ((2, 120 - 71), (1, 120 - 72))
    assert advisers.bounds(teams, industries) == ((3, 120 - 56), (1, 57))


def test_days_in_closed_form_and_at_their_limits():
    assert advisers.days_per_village(100, towns=1, villages=20) == 5
    assert advisers.days_per_village(100, towns=5, villages=20) == 1
    assert advisers.days_per_village(0, towns=5, villages=20) == 0
    assert advisers.days_per_village(366, towns=1, villages=1) == 366


@given(st.floats(0, 366), st.floats(1, 100), st.floats(1, 100))
def test_the_days_of_all_villages_are_those_of_the_adviser(days, towns, villages):
    assert advisers.days_per_village(days, towns, villages) * towns * villages == pytest.approx(days)


@given(shares, years)
def test_without_adviser_and_without_a_first_adopter_nothing_ever_happens(contacts, n):
    assert (advisers.adopted(0, contacts, n) == 0).all()
    assert advisers.years_until(0.5, 0, contacts) == math.inf


@given(shares, shares, years)
def test_without_contacts_it_is_the_closed_form(won, start, n):
    t = np.arange(n + 1)
    assert advisers.adopted(won, 0, n, start) == pytest.approx(1 - (1 - start) * (1 - won) ** t)


@given(shares, shares, shares, years)
def test_a_share_stays_a_share_and_never_falls(won, contacts, start, n):
    path = advisers.adopted(won, contacts, n, start)
    assert path.shape == (n + 1,) and path[0] == start
    assert ((path >= 0) & (path <= 1)).all() and (np.diff(path) >= 0).all()


@given(shares, shares, shares, shares, years)
def test_more_advice_or_more_contacts_never_slow_it(first, second, third, fourth, n):
    (p, more_p), (q, more_q) = sorted((first, second)), sorted((third, fourth))
    assert (advisers.adopted(p, q, n) <= advisers.adopted(more_p, more_q, n) + 1e-12).all()


@given(shares, shares)
def test_two_years_by_hand(p, q):
    assert advisers.adopted(p, q, 2)[1:] == pytest.approx([p, p + min(1, p + q * p) * (1 - p)])


def test_limits_of_adoption():
    assert advisers.adopted(1, 0, 2).tolist() == [0, 1, 1]
    assert advisers.adopted(0, 1, 1, start=0.5).tolist() == [0.5, 0.75]  # contacts alone, once somebody has it
    assert advisers.adopted(1, 1, 1, start=0.5).tolist() == [0.5, 1]  # p + q A is more than 1: all who are left
    assert advisers.adopted(0, 0, 5, start=0.3).tolist() == [0.3] * 6
    assert advisers.adopted(0.2, 0.2, 0).tolist() == [0]


def test_years_in_closed_form_and_at_their_limits():
    assert advisers.years_until(0.5, 0.01, 0) == math.ceil(math.log(0.5) / math.log(0.99)) == 69
    assert advisers.years_until(0, 0, 0) == 0
    assert advisers.years_until(1, 1, 0) == 1
    assert advisers.years_until(0.5, 0, 0, start=0.5) == 0
    assert advisers.years_until(0.5, 0.01, 0, within=68) == math.inf


@given(st.floats(0.02, 1), shares)
def test_half_is_reached_in_the_year_that_is_counted_and_not_before(won, contacts):
    n = int(advisers.years_until(0.5, won, contacts))
    path = advisers.adopted(won, contacts, n)
    assert path[-1] >= 0.5 > path[-2]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: advisers.bounds(3, 0), "places is 0; it must be 1 or more."),
        (
            lambda: advisers.bounds(3, 5),
            "There are 3 things for 5 places; no place may be empty, so at least 5 are needed.",
        ),
        (lambda: advisers.days_per_village(400, 1, 1), "days is 400; it must be 0 to 366, the days of a year."),
        (lambda: advisers.days_per_village(-1, 1, 1), "days is -1; it must be 0 to 366, the days of a year."),
        (
            lambda: advisers.days_per_village(9, 0, 1),
            "towns is 0; it must be 1 or more, or there is nobody to visit.",
        ),
        (
            lambda: advisers.days_per_village(9, 1, math.inf),
            "villages is inf; it must be 1 or more, or there is nobody to visit.",
        ),
        (lambda: advisers.adopted(1.5, 0, 1), "won is 1.5; it must be a share between 0 and 1."),
        (lambda: advisers.adopted(0, -1, 1), "contacts is -1; it must be a share between 0 and 1."),
        (lambda: advisers.adopted(0, 0, 1, start=math.nan), "start is nan; it must be a share between 0 and 1."),
        (lambda: advisers.adopted(0, 0, -1), "years is -1; it must be 0 or more."),
        (lambda: advisers.years_until(2, 0, 0), "share is 2; it must be a share between 0 and 1."),
        (lambda: advisers.years_until(0.5, 0, 0, within=-1), "years is -1; it must be 0 or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as raised:
        call()
    assert str(raised.value) == sentence
