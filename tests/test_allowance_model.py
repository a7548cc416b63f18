"""Filling up to a line: bills, gaps, losses on the way and the same sum for all, at their limits and in general."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact, findings, poverty
from zjpoverty.models import allowance

money, share = st.floats(0, 1e9), st.floats(0, 1)
part = st.floats(0.01, 0.99)


def test_the_bill_of_the_chapter_if_245_yuan_were_paid():
    recipients, month = (fact(f"social_security.allowance_{name}").value for name in ("recipients", "monthly"))
    bill = allowance.allowance_bill(recipients, 12 * month)
    assert bill == findings.finding("allowance_bill").value == 1_793_400_000  # 610,000 x 245 x 12


def test_a_bill_at_its_limits():
    assert allowance.allowance_bill(0, 2_940) == 0
    assert allowance.allowance_bill(610_000, 2_940, own=2_940) == 0
    assert allowance.allowance_bill(10, 2_940, own=1_470) == 14_700


@given(st.lists(st.floats(0, 2_499), min_size=1, max_size=30), st.integers(0, 30))
def test_the_total_gap_is_the_poverty_gap_of_everybody(poor, others):
    """G = N z P1, whoever else there is, and the sum of what each lacks."""
    income = [*poor, *[9_000.0] * others]
    gap = 1 - np.mean(poor) / 2_500
    total = allowance.total_gap(len(poor), 2_500, gap)
    assert total == pytest.approx(sum(2_500 - y for y in poor), abs=1e-6)
    assert total == pytest.approx(len(income) * 2_500 * poverty.poverty_gap(income, 2_500), abs=1e-6)


def test_a_gap_at_its_limits():
    assert allowance.total_gap(0, 2_500, 0.3) == 0  # nobody is poor
    assert allowance.total_gap(670_000, 2_500, 0) == 0
    assert allowance.total_gap(670_000, 2_500, 1) == 1_675_000_000  # nobody has anything: 670,000 x 2,500


def test_a_budget_at_its_limits():
    assert allowance.budget_needed(400) == 400
    assert allowance.budget_needed(400, leakage=1) == allowance.budget_needed(400, admin=1) == math.inf
    assert allowance.budget_needed(400, coverage=0) == allowance.budget_needed(0, leakage=1) == 0
    assert allowance.budget_needed(400, leakage=0.5) == allowance.budget_needed(400, admin=0.5) == 800


@given(money, part, part, share)
def test_the_budget_that_is_needed_fills_what_is_reached_and_no_more(gap, leakage, admin, coverage):
    needed = allowance.budget_needed(gap, leakage, admin, coverage)
    at = {"gap": gap, "leakage": leakage, "admin": admin, "coverage": coverage}
    assert allowance.gap_filled(needed, **at) == pytest.approx(coverage * gap)
    assert allowance.gap_filled(2 * needed, **at) == pytest.approx(coverage * gap)
    assert allowance.gap_filled(needed / 2, **at) == pytest.approx(coverage * gap / 2)


@given(money, part, part)
def test_what_leaks_costs_more_than_its_share(gap, less, more):
    """1 / (1 - l) is over 1 + l, and grows with l."""
    less, more = sorted((less, more))
    assert allowance.budget_needed(gap, less) <= allowance.budget_needed(gap, more)
    assert allowance.budget_needed(gap, more) >= (1 + more) * gap


def test_a_filling_at_its_limits():
    assert allowance.gap_filled(0, 400) == 0  # a budget of nothing
    assert allowance.gap_filled(1_000, 400, leakage=1) == allowance.gap_filled(1_000, 400, admin=1) == 0
    assert allowance.gap_filled(1_000, 0) == 0
    assert allowance.gap_filled(1e12, 400, coverage=0.75) == 300


def test_the_same_sum_does_what_a_count_of_people_shows():
    """Ten thousand poor people with gaps spread evenly, and as many others."""
    gaps = (np.arange(10_000) + 0.5) / 10_000 * 1_250
    for amount in (0, 175, 625, 1_000, 1_250, 2_000):
        paid = allowance.same_sum(amount, 20_000, 10_000, deepest=1_250)
        assert paid.cost == 20_000 * amount
        assert paid.filled == pytest.approx(np.minimum(gaps, amount).sum(), rel=1e-6)
        assert paid.left == pytest.approx((gaps > amount).sum(), abs=1)


@given(st.floats(0, 1e5), st.floats(1, 1e5), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_same_sum_fills_no_more_than_it_costs_and_no_more_than_the_gap(amount, deepest, poor, others):
    paid = allowance.same_sum(amount, poor + others, poor, deepest)
    assert 0 <= paid.left <= poor
    assert 0 <= paid.filled <= min(paid.cost, poor * deepest / 2) * (1 + 1e-9)


def test_the_same_sum_at_its_limits():
    assert allowance.same_sum(0, 10, 4, 1_000) == allowance.SameSum(0, 0, 4)
    assert allowance.same_sum(1_000, 10, 4, 1_000) == allowance.SameSum(10_000, 2_000, 0)
    assert allowance.same_sum(1_000, 10, 0, 1_000) == allowance.SameSum(10_000, 0, 0)


gaps = st.lists(st.tuples(st.floats(1, 2_500), st.integers(1, 6)), min_size=1, max_size=30)


@given(gaps)
def test_gaps_seen_as_they_are_are_filled_and_leave_nobody(drawn):
    x, n = np.array(drawn).T
    assert (allowance.seen_gaps(x, 0) == x).all()
    shared = allowance.share_out((n * x).sum(), x, x, n)
    assert shared.filled == pytest.approx((n * x).sum()) and shared.left == 0


@given(gaps, st.floats(0, 5_000), st.floats(0, 1e5))
def test_a_shared_budget_fills_no_more_than_it_has_and_no_more_than_the_gap(drawn, error, budget):
    x, n = np.array(drawn).T
    for seen in (allowance.seen_gaps(x, error) + 1, np.ones(x.size)):
        shared = allowance.share_out(budget, x, seen, n)
        assert 0 <= shared.filled <= min(budget, (n * x).sum()) * (1 + 1e-9)
        assert 0 <= shared.left <= n.sum()


@given(gaps, st.floats(0, 1e5))
def test_equal_shares_do_not_depend_on_what_is_seen_so_long_as_it_is_the_same(drawn, budget):
    x, n = np.array(drawn).T
    shared = allowance.share_out(budget, x, np.full(x.size, 7.0), n)
    assert shared.filled == pytest.approx((n * np.minimum(x, budget / n.sum())).sum())


def test_what_is_seen_lies_within_the_error_and_evenly_in_it():
    seen = allowance.seen_gaps(np.full(10_000, 1_000), error=300)
    assert 700 <= seen.min() < 701 and 1_299 < seen.max() <= 1_300
    assert seen.mean() == pytest.approx(1_000, abs=0.1)
    assert (allowance.seen_gaps(np.full(1_000, 100), error=300) == 0).mean() == pytest.approx(1 / 3, abs=0.002)


def test_a_shared_budget_at_its_limits():
    assert allowance.share_out(0, [5, 7], [1, 1]) == allowance.Shared(0, 2)
    assert allowance.share_out(100, [5, 7], [1, 1]) == allowance.Shared(12, 0)
    assert allowance.share_out(100, [5, 7], [0, 1], [2, 3]) == allowance.Shared(21, 2)  # the first is not seen
    assert allowance.share_out(100, [0, 0], [1, 1]) == allowance.Shared(0, 0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: allowance.seen_gaps([5, -1], 1),
            "gaps is negative in 1 of 2 rows (the first at position 1, counting from 0). "
            "Who is over the line lacks nothing: zero.",
        ),
        (lambda: allowance.seen_gaps([5], -1), "error is -1; it must be zero or more."),
        (lambda: allowance.share_out(-1, [5], [5]), "budget is -1; it must be zero or more."),
        (
            lambda: allowance.share_out(1, [-5], [5]),
            "gaps is negative in 1 of 1 rows (the first at position 0, counting from 0). "
            "Who is over the line lacks nothing: zero.",
        ),
        (
            lambda: allowance.share_out(1, [5], [-5]),
            "seen is negative in 1 of 1 rows (the first at position 0, counting from 0). "
            "Who is seen over the line is seen to lack nothing: zero.",
        ),
        (
            lambda: allowance.share_out(1, [5, 6], [5]),
            "There are 2 gaps and 1 seen; give one of each for each row.",
        ),
        (
            lambda: allowance.share_out(1, [5, 6], [0, 0]),
            "Nobody is seen to lack anything, so there is nobody to share the budget among.",
        ),
        (lambda: allowance.allowance_bill(-1, 5), "people is -1; it must be zero or more."),
        (lambda: allowance.allowance_bill(1, math.nan), "standard is nan; it must be zero or more."),
        (
            lambda: allowance.allowance_bill(1, 5, own=6),
            "own is 6; who is on the allowance has no more than the standard, 5.",
        ),
        (lambda: allowance.total_gap(-1, 5, 0.5), "poor is -1; it must be zero or more."),
        (lambda: allowance.total_gap(1, 5, 25), "gap is 25; it must be a share between 0 and 1."),
        (lambda: allowance.budget_needed(-1), "gap is -1; it must be zero or more."),
        (lambda: allowance.budget_needed(1, leakage=30), "leakage is 30; it must be a share between 0 and 1."),
        (lambda: allowance.budget_needed(1, admin=-0.1), "admin is -0.1; it must be a share between 0 and 1."),
        (lambda: allowance.gap_filled(-5, 1), "budget is -5; it must be zero or more."),
        (lambda: allowance.gap_filled(1, 1, coverage=2), "coverage is 2; it must be a share between 0 and 1."),
        (lambda: allowance.same_sum(-1, 2, 1, 5), "amount is -1; it must be zero or more."),
        (
            lambda: allowance.same_sum(1, 2, 3, 5),
            "poor is 3; it must not be more than all people on the list, 2.",
        ),
        (lambda: allowance.same_sum(1, 2, 1, 0), "deepest is 0; it must be more than zero."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
