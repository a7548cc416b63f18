"""Cooperatives: shares booked from public money, income of a member, what joining adds; limits and what must hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty.models import cooperative

money = st.floats(0, 1e6)
counts = st.integers(1, 500)
rates = st.floats(0, 1)


@given(money, counts, money, st.one_of(money, st.just(math.inf)))
def test_what_is_booked_and_what_is_left_add_up_to_the_fund(fund, households, own, ceiling):
    booking = cooperative.book(fund, households, own, ceiling)
    assert households * booking.each + booking.left == pytest.approx(fund)
    assert booking.each >= 0 and booking.left >= 0


@given(money, counts, money, money)
def test_no_household_comes_to_hold_more_than_the_ceiling(fund, households, own, ceiling):
    booking = cooperative.book(fund, households, own, ceiling)
    assert booking.each == 0 or own + booking.each <= ceiling * (1 + 1e-9) + 1e-9


@given(money, counts, counts)
def test_the_more_share_a_fund_the_less_each_has(fund, few, more):
    few, more = sorted((few, more))
    assert cooperative.book(fund, few).each >= cooperative.book(fund, more).each


@given(money, st.integers(10, 500))
def test_a_ceiling_of_a_tenth_of_the_fund_does_not_bind_from_ten_households_on(fund, households):
    assert cooperative.book(fund, households, ceiling=fund / 10).left == pytest.approx(0, abs=1e-6)


def test_bookings_in_closed_form_and_at_their_limits():
    """200,000 yuan: 40,000 for each of five; 20,000 under a ceiling of a tenth, and half of it for nobody."""
    assert cooperative.book(200_000, 5) == cooperative.Booking(40_000, 0)
    assert cooperative.book(200_000, 5, ceiling=20_000) == cooperative.Booking(20_000, 100_000)
    assert cooperative.book(200_000, 5, own=5_000, ceiling=20_000) == cooperative.Booking(15_000, 125_000)
    # Who is at the ceiling, or over it, gets nothing more; a fund of nothing books nothing; one household has it all.
    assert cooperative.book(200_000, 5, own=20_000, ceiling=20_000) == cooperative.Booking(0, 200_000)
    assert cooperative.book(200_000, 5, own=30_000, ceiling=20_000) == cooperative.Booking(0, 200_000)
    assert cooperative.book(0, 5, ceiling=20_000) == cooperative.Booking(0, 0)
    assert cooperative.book(200_000, 5, ceiling=0) == cooperative.Booking(0, 200_000)
    assert cooperative.book(200_000, 1) == cooperative.Booking(200_000, 0)
    assert cooperative.book(200_000, 1, ceiling=20_000) == cooperative.Booking(20_000, 180_000)


@given(money, money, money, rates)
def test_an_income_is_its_parts(pay, own, booked, rate):
    income = cooperative.member_income(pay, own, booked, rate)
    assert income.total == pytest.approx(pay + rate * (own + booked))


@given(money, money, money, rates, money, rates)
def test_what_joining_adds_is_the_income_with_less_the_income_without(pay, own, booked, rate, elsewhere, interest):
    member = cooperative.member_income(pay, own, booked, rate)
    gain = cooperative.added(member, elsewhere, own, interest)
    assert gain.total == pytest.approx(member.total - (elsewhere + interest * own), abs=1e-6)
    assert gain.total <= member.total


@given(money, money, money, rates)
def test_a_cooperative_that_is_no_better_adds_the_booked_shares_alone(pay, own, booked, rate):
    gain = cooperative.added(cooperative.member_income(pay, own, booked, rate), pay, own, rate)
    assert gain.total == pytest.approx(rate * booked)


def test_incomes_in_closed_form_and_at_their_limits():
    member = cooperative.member_income(5_000, 1_000, 2_000, 0.1)
    assert member == cooperative.Income(5_000, 100, 200) and member.total == 5_300
    assert cooperative.added(member, elsewhere=6_000, own=1_000, interest=0.2) == cooperative.Income(-1_000, -100, 200)
    # With no other work and no other use for its money, all that a member has is added.
    assert cooperative.added(member, elsewhere=0, own=1_000, interest=0) == member
    # No dividend: only the pay counts. Nothing at all: nothing is added.
    assert cooperative.member_income(5_000, 1_000, 2_000, 0).total == 5_000
    assert cooperative.added(cooperative.member_income(0, 0, 0, 0), 0, 0, 0).total == 0


@given(money, st.floats(1, 1e4), st.floats(0, 0.99))
def test_enterprises_in_the_divisor_make_cooperatives_look_smaller(members, bodies, enterprises):
    least = cooperative.members_per_cooperative(members, bodies)
    assert least == members / bodies
    assert cooperative.members_per_cooperative(members, bodies, enterprises) >= least * (1 - 1e-12)


def test_members_at_their_limits():
    assert cooperative.members_per_cooperative(0, 20, 0.5) == 0
    assert cooperative.members_per_cooperative(1, 1) == 1
    assert cooperative.members_per_cooperative(600, 20, 0.75) == 120


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: cooperative.book(1, 0),
            "households is 0; it must be 1 or more, or nobody can hold the shares.",
        ),
        (
            lambda: cooperative.book(1, float("nan")),
            "households is nan; it must be 1 or more, or nobody can hold the shares.",
        ),
        (lambda: cooperative.book(-1, 1), "fund is -1; it must be zero or more."),
        (lambda: cooperative.book(1, 1, own=-1), "own is -1; it must be zero or more."),
        (lambda: cooperative.book(1, 1, ceiling=-1), "ceiling is -1; it must be zero or more."),
        (lambda: cooperative.member_income(-1, 0, 0, 0), "pay is -1; it must be zero or more."),
        (lambda: cooperative.member_income(0, 0, -1, 0), "booked is -1; it must be zero or more."),
        (lambda: cooperative.member_income(0, 0, 0, -0.1), "rate is -0.1; it must be zero or more."),
        (
            lambda: cooperative.added(cooperative.Income(0, 0, 0), -1, 0, 0),
            "elsewhere is -1; it must be zero or more.",
        ),
        (
            lambda: cooperative.added(cooperative.Income(0, 0, 0), 0, 0, float("nan")),
            "interest is nan; it must be zero or more.",
        ),
        (lambda: cooperative.members_per_cooperative(-1, 1), "members is -1; it must be zero or more."),
        (lambda: cooperative.members_per_cooperative(1, 0), "bodies is 0; it must be more than zero."),
        (
            lambda: cooperative.members_per_cooperative(1, 1, 1),
            "enterprises is 1; it must be a share of at least 0 and less than 1.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
