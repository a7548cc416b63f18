"""A fund that stands in for loans, and what the loans cost: closed forms, limits, and what must always hold."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zjpoverty.models import microfinance, relocation

leverages = st.floats(0.1, 200)
shares = st.floats(0, 1)
spans = st.integers(0, 30)
bases = st.sampled_from(["full", "left"])


def left(path):
    return [year.left for year in path]


@given(leverages, st.floats(0.001, 1), shares, spans)
def test_losses_on_a_full_base_take_the_same_sum_each_year(leverage, unpaid, recovered, years):
    """F_t = F_0 max(0, 1 - t k d (1 - rho))."""
    path = microfinance.fund_path(100, leverage, unpaid, recovered, years, "full")
    loss = leverage * unpaid * (1 - recovered)
    for t, year in enumerate(path, 1):
        assert year.left == pytest.approx(100 * max(0, 1 - t * loss), abs=1e-6)


@given(leverages, st.floats(0.001, 1), shares, spans)
def test_losses_on_what_is_left_take_the_same_share_each_year(leverage, unpaid, recovered, years):
    """F_t = F_0 (1 - k d (1 - rho))^t, or nothing after a year if that share is one or more."""
    path = microfinance.fund_path(100, leverage, unpaid, recovered, years, "left")
    loss = leverage * unpaid * (1 - recovered)
    for t, year in enumerate(path, 1):
        assert year.left == pytest.approx(100 * max(0, 1 - loss) ** t, abs=1e-6)


@given(leverages, st.floats(0.01, 1), shares)
def test_the_fund_runs_dry_in_the_year_that_is_told(leverage, unpaid, recovered):
    loss = leverage * unpaid * (1 - recovered)
    # At a whole number of years, the rounding of floats decides.
    assume(not loss or abs(1 / loss - round(1 / loss)) > 1e-6)
    dry = microfinance.years_to_dry(leverage, unpaid, recovered)
    path = microfinance.fund_path(100, leverage, unpaid, recovered, years=50, base="full")
    if dry <= 50:
        assert len(path) == dry and path[-1].left == 0
    else:
        assert len(path) == 50 and path[-1].left > 0


@given(leverages, shares, shares, spans, bases)
def test_what_is_lost_is_paid_by_the_fund_or_stays_uncovered(leverage, unpaid, recovered, years, base):
    path = microfinance.fund_path(100, leverage, unpaid, recovered, years, base)
    before = 100
    for year in path:
        assert min(year.loans, year.lost, year.left, year.uncovered) >= 0
        assert before - year.left + year.uncovered == pytest.approx(year.lost, abs=1e-6)
        assert year.left <= before
        before = year.left


@given(leverages, shares, shares, spans)
def test_to_lend_on_what_is_left_never_leaves_less_and_never_lends_more(leverage, unpaid, recovered, years):
    full, of_left = (microfinance.fund_path(100, leverage, unpaid, recovered, years, base) for base in ("full", "left"))
    for one, other in zip(full, of_left, strict=False):
        assert other.left >= one.left - 1e-9 and other.loans <= one.loans + 1e-9


@given(leverages, st.floats(0.01, 1), st.floats(0, 0.9))
def test_recovery_is_as_good_as_fewer_losses(leverage, unpaid, recovered):
    assert left(microfinance.fund_path(100, leverage, unpaid, recovered)) == pytest.approx(
        left(microfinance.fund_path(100, leverage, unpaid * (1 - recovered))), abs=1e-6
    )


def test_a_fund_in_closed_form():
    """Lent three times, one loan in ten lost: three tenths of the fund a year, so 0.7, 0.4, 0.1 and then too little."""
    path = microfinance.fund_path(100, 3, 0.1)
    assert left(path) == pytest.approx([70, 40, 10, 0])
    assert [year.uncovered for year in path] == pytest.approx([0, 0, 0, 20])
    assert {year.loans for year in path} == {300}
    assert left(microfinance.fund_path(100, 3, 0.1, years=2, base="left")) == pytest.approx([70, 49])
    # Of what is left, something is always left: here a tenth a year.
    assert left(microfinance.fund_path(100, 3, 0.3, years=12, base="left"))[-1] == pytest.approx(100 * 0.1**12)
    assert microfinance.years_to_dry(3, 0.1) == 4 and microfinance.years_to_dry(4, 0.05) == 5


def test_a_fund_at_its_limits():
    for base in ("full", "left"):
        # Nothing is lost, or all that was lost comes in.
        assert left(microfinance.fund_path(100, 3, 0, years=4, base=base)) == [100] * 4
        assert left(microfinance.fund_path(100, 3, 1, recovered=1, years=4, base=base)) == [100] * 4
        assert left(microfinance.fund_path(100, 0, 1, years=4, base=base)) == [100] * 4
        # Everything is lost. At a leverage of 1 the fund can just pay it, at 3 it pays a third.
        assert microfinance.fund_path(100, 1, 1, base=base) == [microfinance.Year(100, 100, 0, 0)]
        assert microfinance.fund_path(100, 3, 1, base=base) == [microfinance.Year(300, 300, 0, 200)]
        assert microfinance.fund_path(100, 3, 0.1, years=0, base=base) == []
    assert microfinance.years_to_dry(3, 0) == microfinance.years_to_dry(3, 1, 1) == math.inf
    assert microfinance.years_to_dry(0, 1) == math.inf
    assert microfinance.years_to_dry(1, 1) == microfinance.years_to_dry(200, 1) == 1


@given(st.floats(1, 1e9), st.floats(0.01, 1), st.floats(1, 1e9))
def test_the_implied_rate_gives_back_what_was_paid(discount, share, loans):
    rate = microfinance.implied_rate(discount, share, loans)
    assert share * rate * loans == pytest.approx(discount)


def test_a_rate_at_its_limits():
    assert microfinance.implied_rate(0, 0.6, 100) == 0
    assert microfinance.implied_rate(5, 1, 100) == 0.05


@given(st.floats(1, 1e6), st.just(0) | st.floats(1e-6, 0.5), st.integers(1, 30), shares)
def test_repayments_return_the_loan_and_its_interest(loan, rate, years, share):
    path = microfinance.repayments(loan, rate, years, share)
    assert len(path) == years
    interest, others, household = (
        sum(getattr(year, name) for year in path) for name in ("interest", "others", "household")
    )
    assert others + household == pytest.approx(loan + interest)
    assert others == pytest.approx(share * interest, rel=1e-9, abs=1e-6)
    for year in path:
        assert year.others + year.household == pytest.approx(relocation.yearly_payment(loan, rate, years))


def test_repayments_in_closed_form_and_at_their_limits():
    """1,000 at 5 percent for a year: 50 of interest, 30 of it paid by others at 60 percent."""
    (only,) = microfinance.repayments(1_000, 0.05, 1, 0.6)
    assert (only.interest, only.others, only.household) == pytest.approx((50, 30, 1_020))
    free = microfinance.repayments(1_000, 0, 4, 0.6)
    assert free == [microfinance.Payment(0, 0, 250)] * 4
    assert sum(year.household for year in microfinance.repayments(1_000, 0.05, 4, 1)) == pytest.approx(1_000)
    assert {year.others for year in microfinance.repayments(1_000, 0.05, 4, 0)} == {0}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: microfinance.implied_rate(-1, 0.6, 1), "discount is -1; it must be zero or more."),
        (lambda: microfinance.implied_rate(1, 0, 1), "share is 0; it must be more than 0 and at most 1."),
        (lambda: microfinance.implied_rate(1, 60, 1), "share is 60; it must be more than 0 and at most 1."),
        (lambda: microfinance.implied_rate(1, 0.6, 0), "loans is 0; it must be more than zero."),
        (lambda: microfinance.repayments(1, 0.05, 1, 60), "share is 60; it must be a share between 0 and 1."),
        (lambda: microfinance.repayments(-1, 0.05, 1, 0.6), "loan is -1; it must be zero or more."),
        (lambda: microfinance.repayments(1, -0.05, 1, 0.6), "rate is -0.05; it must be zero or more."),
        (lambda: microfinance.repayments(1, 0.05, 0, 0.6), "years is 0; it must be 1 or more."),
        (lambda: microfinance.years_to_dry(-3, 0.1), "leverage is -3; it must be zero or more."),
        (lambda: microfinance.years_to_dry(3, 5), "unpaid is 5; it must be a share between 0 and 1."),
        (lambda: microfinance.years_to_dry(3, 0.1, 1.5), "recovered is 1.5; it must be a share between 0 and 1."),
        (lambda: microfinance.fund_path(1, 3, float("nan")), "unpaid is nan; it must be a share between 0 and 1."),
        (lambda: microfinance.fund_path(1, 3, 0.1, base="start"), "base is 'start'; accepted: full, left."),
        (
            lambda: microfinance.fund_path(0, 3, 0.1),
            "fund is 0 and years 10; the fund must be over zero, years zero or more.",
        ),
        (
            lambda: microfinance.fund_path(1, 3, 0.1, years=-1),
            "fund is 1 and years -1; the fund must be over zero, years zero or more.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence


@given(st.floats(0, 5_000), st.integers(1, 6), st.floats(1, 1e5), st.floats(0, 5_000))
def test_what_a_loan_must_earn_lifts_a_household_just_to_the_line(income, persons, loan, line):
    (needed,) = microfinance.needed_earnings([income], [persons], loan, line)
    assert income + needed * loan / persons == pytest.approx(max(income, line))


def test_a_loan_must_earn_more_the_larger_the_household_and_the_gap():
    needed = microfinance.needed_earnings([1_000, 2_000, 2_000, 2_500], [1, 1, 3, 6], loan=10_000, line=2_500)
    assert needed == pytest.approx(np.array([0.15, 0.05, 0.15, 0]))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: microfinance.needed_earnings([1], [1], 0, 5), "loan is 0; it must be more than zero."),
        (lambda: microfinance.needed_earnings([1], [1], 1, -5), "line is -5; it must be zero or more."),
        (
            lambda: microfinance.needed_earnings([1, 1], [2, 0], 1, 5),
            "persons is less than one in 1 of 2 rows (the first at position 1, counting from 0). "
            "A household has at least one person.",
        ),
        (
            lambda: microfinance.needed_earnings([1, 1], [2], 1, 5),
            "There are 2 incomes and 1 sizes of households; give one of each for each row.",
        ),
    ],
)
def test_a_loan_to_nobody_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
