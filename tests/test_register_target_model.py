"""Register against survey: what is recorded, from where on it is noticed, and by what chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import datasets, fact, findings, households, survey
from zjpoverty.models import register_target

share = st.floats(0, 1)
shares = st.tuples(share, share).map(lambda pair: (max(pair), min(pair)))


def test_near_at_its_limits():
    incomes = [2_300, 2_301, 2_500, 2_501]
    assert register_target.near(incomes, 2_500, 0) == 0
    assert register_target.near(incomes, 2_500, 200) == 2 / 4  # the line itself is not over it; its far end is left out
    assert register_target.near(incomes, 2_501, 1_000) == 1
    assert register_target.near([100, 2_400], 2_500, 200, weights=[3, 1]) == 1 / 4


@given(st.lists(st.floats(0, 5_000), min_size=1, max_size=40), st.floats(0, 3_000), st.floats(0, 3_000))
def test_a_wider_band_holds_more_and_never_more_than_those_not_over_the_line(income, x, more):
    narrow, wide = (register_target.near(income, 2_500, within) for within in (x, x + more))
    assert 0 <= narrow <= wide <= np.mean(np.array(income) <= 2_500) + 1e-12


@given(shares, share)
def test_what_is_recorded_lies_between_all_and_none(pair, m):
    H, B = pair
    assert H - B <= register_target.recorded(H, B, m) <= H
    assert register_target.recorded(H, B, 0) == H
    assert register_target.recorded(H, B, 1) == H - B


@given(shares, share, share)
def test_it_is_noticed_just_above_the_share_and_not_below_it(pair, low, m):
    H, B = pair
    start = register_target.noticed_from(H, B, low)
    below = register_target.recorded(H, B, m) < low
    if start is None:
        assert not below
    elif abs(m - start) * B > 1e-9:
        assert below == (m > start)


def test_noticed_at_its_limits():
    assert register_target.noticed_from(0.25, 0.05, 0.26) == 0
    assert register_target.noticed_from(0.25, 0, 0.26) == 0
    assert register_target.noticed_from(0.25, 0, 0.24) is None
    assert register_target.noticed_from(0.25, 0.05, 0.2) is None  # all of them: it stands at the end, and not below


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0.1, 10))
def test_a_larger_difference_is_noticed_more_often_in_either_direction(d, more, s):
    least, most = (register_target.chance_noticed(one, s) for one in (d, d + more))
    assert 0.05 - 1e-9 <= least <= most + 1e-9 <= 1 + 1e-8
    assert register_target.chance_noticed(-d, s) == least


def test_chances_of_the_normal_distribution():
    z = 1.959964
    assert register_target.chance_noticed(0, 1) == pytest.approx(0.05)
    assert register_target.chance_noticed(0, 1, level=0.9) == pytest.approx(0.1)
    # Half of the samples lie on the far side of their own margin, and a few on the other side.
    assert register_target.chance_noticed(z, 1) == pytest.approx(0.5, abs=1e-4)
    assert register_target.chance_noticed(z + 0.841621, 1) == pytest.approx(0.8, abs=1e-4)
    assert register_target.chance_noticed(1e6, 1) == 1


@pytest.mark.slow
def test_the_chance_is_that_of_surveys_drawn_again_and_again():
    people = households.population(scale=0.1)
    drawn = households.repeat(people, draws=600, households=50)
    truth, s = households.truth(people), drawn.standard_error.mean()
    for d in (0, s, 2 * s, 3 * s):
        outside = (drawn.low > truth - d) | (drawn.high < truth - d)
        assert outside.mean() == pytest.approx(register_target.chance_noticed(d, s), abs=0.06)


def test_the_band_of_the_lesson_holds_households():
    people = households.population(scale=0.01)
    line = fact("overview.line").value
    assert 0 < register_target.near(people.net_income, line, 100) < register_target.near(people.net_income, line, 500)


def test_the_answer_read_off_the_lesson_is_that_of_the_survey():
    """The table of checks cannot draw a sample, so its number is held here."""
    people = households.population(scale=0.2)
    drawn = households.sample(people, villages=20)
    drawn["fraction"] *= 0.2
    line = fact("overview.line").value
    one = survey.estimate("headcount", drawn.net_income, households.design(drawn), line=line)
    held = fact("information_system.coverage").value / 100 * fact("household_support.households").value
    (answer,) = (
        row["expression"]
        for row in datasets.rows("checks")
        if row["id"] == "information_system.unseen" and row["role"] == "answer"
    )
    assert len(drawn) == 8_000
    assert findings.evaluate(answer) == pytest.approx((households.truth(people) - one.low) * held, rel=0.005)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: register_target.near([1], 2_500, -1), "within is -1; it must be zero or more."),
        (lambda: register_target.near([1], 2_500, float("nan")), "within is nan; it must be zero or more."),
        (
            lambda: register_target.recorded(0.2, 0.3, 0.1),
            "not_over is 0.2 and near 0.3; near must be zero or more, and at most not_over and 1.",
        ),
        (
            lambda: register_target.recorded(1.2, 0.3, 0.1),
            "not_over is 1.2 and near 0.3; near must be zero or more, and at most not_over and 1.",
        ),
        (lambda: register_target.recorded(0.3, 0.2, 1.5), "share is 1.5; it must be between 0 and 1."),
        (lambda: register_target.chance_noticed(1, 0), "standard_error is 0; it must be more than zero."),
        (lambda: register_target.chance_noticed(1, 1, level=1), "level is 1; it must be between 0 and 1."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
