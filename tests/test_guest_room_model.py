"""A farmhouse with guest rooms: closed forms, limits, what must hold, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact, findings
from zjpoverty.models import guest_room, relocation

HOUSE = {"rooms": 5, "nights": 100, "price": 80, "variable": 30, "fixed": 10_000}
shares = st.floats(0, 1)
houses = st.builds(
    lambda rooms, nights, variable, margin, fixed: {
        "rooms": rooms,
        "nights": nights,
        "price": variable + margin,
        "variable": variable,
        "fixed": fixed,
    },
    st.integers(1, 50),
    st.integers(1, 366),
    st.floats(0, 500),
    st.floats(1, 500),
    st.floats(0, 1e6),
)


def test_a_result_in_closed_form_and_at_its_limits():
    assert guest_room.result(occupancy=0.5, **HOUSE) == 5 * 50 * 50 - 10_000 == 2_500
    assert guest_room.result(occupancy=1, **HOUSE) == 15_000
    assert guest_room.result(occupancy=0, **HOUSE) == -10_000
    assert guest_room.result(occupancy=1, **HOUSE | {"nights": 0}) == -10_000
    assert guest_room.result(occupancy=1, **HOUSE | {"rooms": 0}) == -10_000
    assert guest_room.result(occupancy=1, **HOUSE | {"price": 30}) == -10_000
    # A night sold under its cost makes it worse.
    assert guest_room.result(occupancy=1, **HOUSE | {"price": 20}) == -15_000


def test_an_occupancy_needed_in_closed_form_and_at_its_limits():
    assert guest_room.needed_occupancy(**HOUSE) == 0.4
    assert guest_room.needed_occupancy(**HOUSE, elsewhere=12_500) == 0.9
    assert guest_room.needed_occupancy(**HOUSE, elsewhere=15_000) == 1
    assert guest_room.needed_occupancy(**HOUSE | {"nights": 40}) == 1
    assert guest_room.needed_occupancy(**HOUSE | {"nights": 20}) == 2  # not even a full house
    assert guest_room.needed_occupancy(**HOUSE | {"fixed": 0}) == 0


@pytest.mark.parametrize("nothing", [{"nights": 0}, {"rooms": 0}, {"price": 30}, {"price": 20}, {"price": 0}])
def test_where_a_night_brings_nothing_no_occupancy_would_do(nothing):
    assert guest_room.needed_occupancy(**HOUSE | nothing) == math.inf
    assert guest_room.needed_occupancy(**HOUSE | nothing | {"fixed": 0}, elsewhere=1) == math.inf
    assert guest_room.needed_occupancy(**HOUSE | nothing | {"fixed": 0}) == 0  # nothing has to be earned


@given(houses, shares, shares, shares)
def test_a_result_is_linear_in_occupancy(house, first, second, weight):
    mixed = guest_room.result(occupancy=weight * first + (1 - weight) * second, **house)
    ends = [guest_room.result(occupancy=occupancy, **house) for occupancy in (first, second)]
    assert mixed == pytest.approx(weight * ends[0] + (1 - weight) * ends[1], rel=1e-9, abs=1e-4)


@given(houses, st.floats(0, 1e5))
def test_at_the_occupancy_needed_the_result_is_what_is_earned_elsewhere(house, elsewhere):
    occupancy = guest_room.needed_occupancy(**house, elsewhere=elsewhere)
    if occupancy <= 1:
        assert guest_room.result(occupancy=occupancy, **house) == pytest.approx(elsewhere, rel=1e-9, abs=1e-4)
    else:
        assert guest_room.result(occupancy=1, **house) < elsewhere


@given(houses, st.floats(0, 1e5))
def test_to_pay_takes_no_fewer_guests_than_to_break_even(house, elsewhere):
    assert guest_room.needed_occupancy(**house) <= guest_room.needed_occupancy(**house, elsewhere=elsewhere)


def test_an_outlay_without_interest_is_its_yearly_part():
    fixed = relocation.yearly_payment(100_000, rate=0, years=10)
    assert fixed == 10_000
    assert guest_room.needed_occupancy(**HOUSE | {"fixed": fixed}) == 0.4
    assert guest_room.needed_occupancy(**HOUSE | {"fixed": relocation.yearly_payment(100_000, 0.06, 10)}) > 0.4


def test_a_share_needed_in_closed_form_and_at_its_limits():
    assert guest_room.needed_share(20_000, 5_000) == 0.25
    assert guest_room.needed_share(20_000, 0) == 0
    assert guest_room.needed_share(20_000, 20_000) == 1
    assert guest_room.needed_share(20_000, 30_000) == 1.5  # not even all of the takings


def test_the_share_of_the_chapter():
    """790 million / 29,600 = 26,689 yuan a worker; the mean pay of outwork, 6,300, is 23.6 % of it."""
    share = guest_room.needed_share(
        findings.finding("tourism_income_per_person").value, fact("outwork.income_per_head").value
    )
    assert share == pytest.approx(6_300 * 29_600 / 790e6) == pytest.approx(0.236, abs=0.0005)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: guest_room.result(occupancy=1.5, **HOUSE), "occupancy is 1.5; it must be from 0 to 1."),
        (lambda: guest_room.result(occupancy=-0.1, **HOUSE), "occupancy is -0.1; it must be from 0 to 1."),
        (
            lambda: guest_room.result(occupancy=1, **HOUSE | {"nights": 400}),
            "nights is 400; it must be from 0 to 366.",
        ),
        (lambda: guest_room.result(occupancy=1, **HOUSE | {"rooms": -5}), "rooms is -5; it must be zero or more."),
        (lambda: guest_room.needed_occupancy(**HOUSE | {"price": -1}), "price is -1; it must be zero or more."),
        (lambda: guest_room.needed_occupancy(**HOUSE | {"variable": -1}), "variable is -1; it must be zero or more."),
        (lambda: guest_room.needed_occupancy(**HOUSE | {"fixed": -1}), "fixed is -1; it must be zero or more."),
        (lambda: guest_room.needed_occupancy(**HOUSE | {"fixed": math.inf}), "fixed is inf; it must be zero or more."),
        (lambda: guest_room.needed_occupancy(**HOUSE | {"nights": -1}), "nights is -1; it must be from 0 to 366."),
        (lambda: guest_room.needed_occupancy(**HOUSE, elsewhere=-1), "elsewhere is -1; it must be zero or more."),
        (
            lambda: guest_room.needed_occupancy(**HOUSE, elsewhere=math.nan),
            "elsewhere is nan; it must be zero or more.",
        ),
        (lambda: guest_room.needed_share(0, 5), "takings is 0; it must be more than zero."),
        (lambda: guest_room.needed_share(20, -5), "target is -5; it must be zero or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as raised:
        call()
    assert str(raised.value) == sentence
