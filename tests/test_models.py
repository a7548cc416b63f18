"""The mechanisms: their limits, and what must hold whatever the input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty.models import progress, relocation

money = st.floats(0, 1e9)


@given(money, money, money)
def test_the_parts_of_a_bill_add_up_and_none_is_negative(cost, subsidy, local):
    bill = relocation.bill(cost, subsidy, local)
    assert min(bill.province, bill.local, bill.left) >= 0
    assert bill.cost == pytest.approx(cost)
    assert bill.province <= subsidy and bill.local <= local


def test_a_bill_at_its_limits():
    assert relocation.bill(0, 5_600, 10) == relocation.Bill(0, 0, 0)
    assert relocation.bill(45_000, 0, 0) == relocation.Bill(0, 0, 45_000)
    assert relocation.bill(45_000, 45_000, 10) == relocation.Bill(45_000, 0, 0)


@given(st.floats(1, 1e6), st.floats(0.001, 0.5), st.integers(1, 40))
def test_a_loan_is_repaid_by_its_payments(loan, rate, years):
    payment, owed = relocation.yearly_payment(loan, rate, years), loan
    for _ in range(years):
        owed = owed * (1 + rate) - payment
    assert owed == pytest.approx(0, abs=1e-6 * loan * (1 + rate) ** years)


def test_a_loan_without_interest_is_split_evenly_and_a_low_rate_comes_close():
    assert relocation.yearly_payment(39_400, 0, 10) == 3_940
    assert relocation.yearly_payment(39_400, 1e-9, 10) == pytest.approx(3_940, rel=1e-6)
    # 1 - (1 + r)^-n is rounded to zero here.
    assert relocation.yearly_payment(39_400, 8e-69, 10) == pytest.approx(3_940)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: relocation.bill(-1, 0), "cost is -1; it must be zero or more."),
        (lambda: relocation.bill(1, float("nan")), "subsidy is nan; it must be zero or more."),
        (lambda: relocation.years_of_income(1, 0), "income is 0; it must be more than zero."),
        (lambda: relocation.people_reached(1, 0), "subsidy is 0; it must be more than zero."),
        (lambda: relocation.yearly_payment(1, 0.1, 0), "years is 0; it must be 1 or more."),
        (lambda: progress.as_households(1, "people", 2), "reading is 'people'; accepted: households, persons."),
        (
            lambda: progress.as_households(1, "persons", 0),
            "size is 0; it must be more than zero persons per household.",
        ),
        (lambda: progress.pace(10, 11, 3), "last is 11; it must lie between 0 and the total of 10."),
        (lambda: progress.pace(10, 1, 1), "years is 1; it must be 2 or more, or nothing comes before the last year."),
        (lambda: progress.below_line(-1, 0, 0, 0, 1), "Households below and over the line must be zero or more."),
        (lambda: progress.below_line(1, 0, 0, 1.5, 1), "fall_back is 1.5; it must be a share between 0 and 1."),
        (
            lambda: progress.below_line(1, 0, 2, 0, 1),
            "rising is 2 and years 1; rising is a share from 0 to 1, years 0 or more.",
        ),
        (lambda: progress.share_rising(9, 8, 0, 0), "9 households must have risen, but 8 were below the line."),
        (lambda: progress.share_rising(0, 0, 1, 0), "0 households must have risen, but 0 were below the line."),
        (
            lambda: progress.least_mean_over(1, 1, 1),
            "share_below is 1; it must be a share of at least 0 and less than 1.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence


@given(money, st.floats(0.1, 20))
def test_households_times_their_size_are_the_persons(figure, size):
    assert progress.as_households(figure, "persons", size) * size == pytest.approx(figure)
    assert progress.as_households(figure, "households", size) == figure


@given(st.floats(0, 1e6), st.floats(0, 1), st.integers(2, 20))
def test_a_pace_accounts_for_the_whole_period(total, share, years):
    pace = progress.pace(total, share * total, years)
    assert pace.before * (years - 1) + pace.last == pytest.approx(total)


def test_a_pace_after_nothing_is_infinite():
    assert progress.pace(10, 10, 3).ratio == float("inf")


@given(money, money, st.floats(0, 1), st.floats(0, 1), st.integers(0, 10))
def test_nobody_is_lost_on_the_way(below, over, rising, fall_back, years):
    path = progress.below_line(below, over, rising, fall_back, years)
    assert len(path) == years + 1
    assert all(0 <= value <= (below + over) * (1 + 1e-9) for value in path)


def test_a_stock_at_its_limits():
    assert progress.below_line(290, 820, rising=1, fall_back=0, years=2) == [290, 0, 0]
    assert progress.below_line(290, 820, rising=0, fall_back=1, years=1) == [290, 290 + 820]
    assert progress.below_line(290, 820, rising=0, fall_back=0, years=0) == [290]


@given(st.floats(1, 1e6), money, st.floats(0, 1), st.floats(0, 1))
def test_the_share_that_rises_gives_back_the_growth_that_was_counted(below, over, part, fall_back):
    """One year of the model, begun with the share, ends where the count says: net of those who fall back."""
    rise = part * below - fall_back * over
    rising = progress.share_rising(rise, below, over, fall_back) if part * below >= 0 else 0
    assert progress.below_line(below, over, rising, fall_back, 1)[1] == pytest.approx(
        below - rise, abs=1e-6 * (below + over)
    )


@given(st.floats(0, 2_500), st.floats(2_500, 50_000), st.floats(0.01, 0.99))
def test_those_over_the_line_have_at_least_the_bound(mean_below, mean_over, share):
    mean = share * mean_below + (1 - share) * mean_over
    assert progress.least_mean_over(mean, 2_500, share) <= mean_over * (1 + 1e-9)
