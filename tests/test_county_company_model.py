"""A company that repays a loan: closed forms, limits, and what must always hold."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zjpoverty.models import county_company, relocation

money = st.floats(0, 1e9)
rates = st.just(0.0) | st.floats(1e-6, 0.3)


@st.composite
def terms(draw):
    """Years of a loan, and a grace period that leaves one to repay it."""
    years = draw(st.integers(1, 30))
    return years, draw(st.integers(0, years - 1))


@given(st.floats(1, 1e9), rates, terms())
def test_the_service_repays_the_loan_and_its_interest(loan, rate, term):
    years, grace = term
    owed = loan
    for due in county_company.debt_service(loan, rate, years, grace):
        owed = owed * (1 + rate) - due
    assert owed == pytest.approx(0, abs=1e-9 * loan * (1 + rate) ** years)


@given(st.floats(1, 1e9), rates, terms())
def test_a_later_year_is_never_lighter_and_a_grace_never_cheaper(loan, rate, term):
    years, grace = term
    service = county_company.debt_service(loan, rate, years, grace)
    assert len(service) == years and service == sorted(service)
    assert sum(service) >= sum(county_company.debt_service(loan, rate, years)) * (1 - 1e-9)


def test_a_service_in_closed_form_and_at_its_limits():
    """No interest: loan / n a year. One year: the loan with its interest. No loan: nothing."""
    assert county_company.debt_service(120, 0, 10) == [12] * 10
    assert county_company.debt_service(120, 0, 10, grace=2) == [0] * 2 + [15] * 8
    assert county_company.debt_service(120, 0.06, 1) == pytest.approx([127.2])
    assert county_company.debt_service(120, 0.06, 3, grace=2) == pytest.approx([7.2, 7.2, 127.2])
    assert county_company.debt_service(0, 0.06, 3, grace=1) == [0, 0, 0]
    # By hand: 100 at 10 percent in two sums is 100 / (1/1.1 + 1/1.21) = 121 / 2.1.
    assert county_company.debt_service(100, 0.1, 2) == pytest.approx([121 / 2.1] * 2)


@pytest.mark.parametrize("rate", [8e-69, 5e-324, 1e-17])
def test_a_tiny_rate_comes_close_to_none(rate):
    assert county_company.debt_service(120, rate, 10) == pytest.approx([12] * 10)
    assert relocation.yearly_payment(0.3, rate, 10) == pytest.approx(0.03)


@given(money, money, st.floats(0, 1e9), rates, terms())
def test_money_is_neither_made_nor_lost(opening, income, loan, rate, term):
    service = county_company.debt_service(loan, rate, *term)
    path = county_company.company_path(opening, income, service)
    for year in path:
        assert min(year.income, year.there, year.missing, year.left) >= 0
    came, due = opening + income * len(path), sum(service)
    missing = sum(year.missing for year in path)
    assert came + missing == pytest.approx(due + path[-1].left, rel=1e-6, abs=1e-3)
    # What is due only grows, so all that is ever missing is the gap between the two sums in the last year.
    assert missing == pytest.approx(max(0, due - came), rel=1e-6, abs=1e-3)


@given(money, st.floats(1e6, 1e9), st.floats(1e6, 1e9), rates, terms())
def test_the_company_pays_up_to_its_largest_fall_and_not_beyond(opening, income, loan, rate, term):
    service = county_company.debt_service(loan, rate, *term)
    fall = county_company.largest_fall(opening, income, service)
    assert fall <= 1
    # The last year decides.
    assert fall == pytest.approx(1 - max(0, sum(service) - opening) / (len(service) * income), abs=1e-6)
    assume(abs(fall) > 1e-6)
    if fall > 0:
        within = county_company.company_path(opening, income * (1 - fall * (1 - 1e-6)), service)
        assert county_company.first_failure(within) is None
    if fall < 1 - 1e-3:
        beyond = county_company.company_path(opening, income * (1 - max(fall, 0)) * (1 - 1e-3), service)
        assert county_company.first_failure(beyond) is not None


def test_an_early_heavy_year_decides_too():
    """10 due in year 1 and nothing after: 8 of income are missing 2, though 24 come in within three years."""
    assert county_company.largest_fall(0, 8, [10, 0, 0]) == pytest.approx(1 - 10 / 8)
    assert county_company.first_failure(county_company.company_path(0, 8, [10, 0, 0])) == 1


def test_a_company_in_closed_form():
    """Three a year come in, four are due: 2 saved last two years; then 1 is missing each year."""
    path = county_company.company_path(2, 3, [4] * 4)
    assert [year.there for year in path] == [5, 4, 3, 3]
    assert [year.left for year in path] == [1, 0, 0, 0]
    assert [year.missing for year in path] == [0, 0, 1, 1]
    assert {year.cover for year in path} == {0.75}
    assert county_company.first_failure(path) == 3


def test_a_company_at_its_limits():
    service = county_company.debt_service(120, 0.06, 10, grace=2)
    # Interest for the grace period is there, and no income: it fails in the first year after.
    assert county_company.first_failure(county_company.company_path(sum(service[:2]), 0, service)) == 3
    assert county_company.first_failure(county_company.company_path(0, 0, service)) == 1
    # All is there from the start; or nothing is owed.
    assert county_company.first_failure(county_company.company_path(sum(service), 0, service)) is None
    free = county_company.company_path(0, 0, county_company.debt_service(0, 0.06, 3))
    assert county_company.first_failure(free) is None and {year.cover for year in free} == {math.inf}
    assert county_company.company_path(5, 1, []) == []
    # An income of just what is due covers it just so, and may not fall at all.
    just = county_company.company_path(0, 12, [12] * 10)
    assert {year.cover for year in just} == {1} and county_company.first_failure(just) is None
    assert county_company.largest_fall(0, 12, [12] * 10) == 0
    assert county_company.largest_fall(120, 12, [12] * 10) == county_company.largest_fall(0, 12, []) == 1


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: county_company.debt_service(1, 0.06, 10, 10),
            "grace is 10 and years 10; grace must be 0 or more and less than years, "
            "or no year is left to repay the loan.",
        ),
        (
            lambda: county_company.debt_service(1, 0.06, 10, -1),
            "grace is -1 and years 10; grace must be 0 or more and less than years, "
            "or no year is left to repay the loan.",
        ),
        (lambda: county_company.debt_service(-1, 0.06, 10), "loan is -1; it must be zero or more."),
        (lambda: county_company.debt_service(1, float("nan"), 10), "rate is nan; it must be zero or more."),
        (lambda: county_company.company_path(-1, 1, [1]), "opening is -1; it must be zero or more."),
        (lambda: county_company.company_path(1, -1, [1]), "income is -1; it must be zero or more."),
        (lambda: county_company.company_path(1, 1, [1, -2]), "service is -2; it must be zero or more."),
        (lambda: county_company.largest_fall(1, 0, [1]), "income is 0; it must be more than zero."),
        (lambda: county_company.largest_fall(-1, 1, [1]), "opening is -1; it must be zero or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
