"""A village fund that lends again and again: closed forms, limits, and money that neither appears nor vanishes."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zjpoverty.models.village_fund import Terms, admit, bearable, fewest_holders, first_below, most_held, run, worth

sums = st.floats(1, 1e6)
shares = st.floats(0, 1)
rates = st.floats(0, 0.5)
spans = st.sampled_from([1, 2, 3, 4, 6, 12])
costs = st.just(0) | st.floats(1, 1e5)
terms = st.builds(Terms, rates, shares, spans, shares, costs, shares, st.floats(0, 0.2))


@given(sums, st.just(0) | sums, terms, st.integers(1, 6))
def test_money_in_is_money_out_in_each_month(grant, paid, of, years):
    before = 0
    for month in run(grant, paid, of, years):
        assert month.opening == before
        money_in = month.opening + month.paid_in + month.repaid + month.interest
        money_out = month.lent + month.costs + month.dividend + month.closing
        assert money_in == pytest.approx(money_out, rel=1e-9, abs=1e-9 * (grant + paid))
        assert min(vars(month).values()) >= -1e-9 * (grant + paid)
        before = month.closing


@given(sums, terms, st.integers(1, 6))
def test_what_was_lent_comes_back_or_is_lost(grant, of, years):
    path = run(grant, 0, of, years)
    for start in range(0, len(path), of.months):
        loan = path[start : start + of.months]
        lent, back, lost = (sum(getattr(month, name) for month in loan) for name in ("lent", "repaid", "lost"))
        assert lent == pytest.approx(back + lost, abs=1e-6)
        assert lost == pytest.approx(of.unpaid * lent, abs=1e-6)


@given(sums, terms, st.integers(1, 6))
def test_a_dividend_is_its_share_of_a_surplus_and_never_of_a_loss(grant, of, years):
    path = run(grant, 0, of, years)
    for start in range(0, len(path), 12):
        year = path[start : start + 12]
        due = of.costs * (1 + of.prices) ** (1 + start // 12)
        surplus = sum(month.interest - month.lost for month in year) - due
        assert sum(month.dividend for month in year) == pytest.approx(of.dividend * max(0, surplus), abs=1e-4)


@given(sums, rates, shares, spans, shares, st.integers(1, 8))
def test_without_costs_and_dividends_money_grows_by_a_factor(capital, rate, unpaid, months, idle, years):
    """M_t = M_0 f^(12 t / n), f = z + (1 - z)(1 - d)(1 + i n / 12)."""
    f = idle + (1 - idle) * (1 - unpaid) * (1 + rate * months / 12)
    for t, value in enumerate(worth(run(capital, 0, Terms(rate, unpaid, months, idle), years))):
        assert value == pytest.approx(f ** (12 * t / months), rel=1e-6, abs=1e-12)


@given(sums, rates, spans, st.floats(0, 0.9), costs, st.floats(0, 0.9), st.floats(0, 0.2))
def test_at_the_bearable_share_the_first_year_keeps_the_worth(capital, rate, months, idle, cost, dividend, prices):
    unpaid = bearable(capital, Terms(rate, 0, months, idle, cost, dividend, prices))
    assume(0 <= unpaid <= 1)
    path = run(capital, 0, Terms(rate, unpaid, months, idle, cost, dividend, prices), years=1)
    assert worth(path, prices) == pytest.approx([1, 1], rel=1e-6)


@given(sums, rates, spans, shares, costs)
def test_more_losses_never_leave_more(capital, rate, months, idle, cost):
    paths = (run(capital, 0, Terms(rate, unpaid, months, idle, cost), years=1) for unpaid in (0, 0.1, 0.5, 1))
    left = [path[-1].closing for path in paths]
    assert left == sorted(left, reverse=True)


def test_a_year_in_closed_form():
    """300 in hand, 30 idle, 270 lent; 264.6 back, 5.4 lost, 15.876 of interest, 3.09 of costs, half of 7.386 paid."""
    path = run(200, 100, Terms(0.06, 0.02, 12, 0.1, costs=3, dividend=0.5, prices=0.03), years=1)
    first, last = path[0], path[-1]
    assert (first.opening, first.paid_in, first.lent, first.closing) == (0, 300, 270, 30)
    assert (last.repaid, last.lost, last.interest, last.costs) == pytest.approx((264.6, 5.4, 15.876, 3.09))
    assert (last.dividend, last.closing) == pytest.approx((3.693, 303.693))
    assert worth(path, 0.03) == pytest.approx([1, 303.693 / 309])


def test_short_loans_are_lent_more_often_and_lose_more_often():
    """Half of each loan lost: once a year leaves a half, twice a year a quarter."""
    assert run(100, 0, Terms(0, 0.5, 12), years=1)[-1].closing == 50
    half_years = run(100, 0, Terms(0, 0.5, 6), years=1)
    assert half_years[-1].closing == 25
    assert [month.lent for month in half_years if month.lent] == [100, 50]
    assert [month.lent for month in run(100, 0, Terms(0, 0, 1), years=1)] == [100] * 12


def test_a_fund_at_its_limits():
    # Nothing is lost and nothing earned: a dividend of nothing.
    assert worth(run(100, 0, Terms(0, 0, dividend=1), years=3)) == [1, 1, 1, 1]
    # Everything is lost in the first year, and the fund ends; or only what is idle stays.
    lost = run(100, 0, Terms(0.06, 1))
    assert len(lost) == 12 and lost[-1].closing == 0 and lost[-1].lost == 100
    assert worth(run(100, 0, Terms(0.06, 1, idle=0.25), years=2)) == [1, 0.25, 0.0625]
    # All is idle: nothing happens. All of the surplus is paid out: the yuan stay, their worth does not.
    assert worth(run(100, 0, Terms(0.06, 1, idle=1), years=2)) == [1, 1, 1]
    paid_out = run(100, 0, Terms(0.25, 0, dividend=1), years=2)
    assert worth(paid_out) == [1, 1, 1] and worth(paid_out, 0.25) == [1, 0.8, 0.64]
    assert worth(run(100, 0, Terms(0.25, 0), years=2), 0.25) == [1, 1, 1]
    # No grant, only shares: the same fund. No years: nothing.
    assert run(0, 100, Terms(0.06, 0.1)) == run(100, 0, Terms(0.06, 0.1))
    assert run(100, 0, Terms(0.06, 0.1), years=0) == worth([]) == []


def test_a_fund_runs_dry_when_its_costs_eat_it():
    """Costs of 40 a year out of 100: 60, 20, and then the last 20."""
    path = run(100, 0, Terms(0, 0, costs=40))
    assert len(path) == 36 and worth(path) == pytest.approx([1, 0.6, 0.2, 0])
    assert (path[-1].costs, path[-1].closing) == (20, 0)
    assert first_below(worth(path), 0.2) == 3
    # They rise with prices: 44 after a year.
    assert run(100, 0, Terms(0, 0, costs=40, prices=0.1), years=1)[-1].closing == pytest.approx(56)


def test_the_first_year_below():
    assert first_below([1, 0.9, 0.8], 0.9) == 2 and first_below([1, 0.99], 1) == 1
    assert first_below([1, 1, 1], 1) is None and first_below([], 1) is None


def test_the_bearable_share_in_closed_form():
    """(1 - d) 1.06 = 1.03. With half of the surplus paid out, 6 percent are needed: nothing may be lost."""
    assert bearable(1, Terms(0.06, 0, prices=0.03)) == pytest.approx(1 - 1.03 / 1.06)
    assert bearable(1, Terms(0.06, 0, dividend=0.5, prices=0.03)) == pytest.approx(0)
    assert bearable(1, Terms(0.06, 0, dividend=0.75, prices=0.03)) < 0
    assert bearable(1, Terms(0, 0)) == 0


@given(st.integers(1, 100))
def test_so_many_households_can_hold_all_and_one_fewer_cannot(cap):
    fewest = fewest_holders(cap)
    assert fewest * cap >= 100 > (fewest - 1) * cap


def test_a_cap_at_its_limits():
    assert [fewest_holders(cap) for cap in (10, 100, 1, 51, 30)] == [10, 1, 100, 2, 4]
    # A cap of a third, as a float, is three households and not four.
    assert fewest_holders(100 / 3) == 3
    assert most_held(0, 10) == admit(0, 0, 10) == 0
    assert admit(28_000, 260_000, 10) == pytest.approx(100 * 28 / 288)


@given(sums, st.floats(0.1, 99))
def test_the_largest_holding_is_the_cap_of_the_whole(others, cap):
    most = most_held(others, cap)
    assert admit(most, others, cap) == pytest.approx(cap)
    with pytest.raises(ValueError, match="the cap is"):
        admit(1.01 * most, others, cap)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: run(0, 0, Terms(0.06, 0)), "grant and shares are both 0; a fund needs money to lend."),
        (lambda: run(-1, 0, Terms(0.06, 0)), "grant is -1; it must be zero or more."),
        (lambda: Terms(0.06, 5), "unpaid is 5; it must be a share between 0 and 1."),
        (lambda: Terms(math.nan, 0), "rate is nan; it must be zero or more."),
        (lambda: Terms(0.06, 0, 5), "months is 5; accepted: 1, 2, 3, 4, 6, 12."),
        (lambda: Terms(0.06, 0, dividend=50), "dividend is 50; it must be a share between 0 and 1."),
        (lambda: worth([], -0.1), "prices is -0.1; it must be zero or more."),
        (
            lambda: bearable(1, Terms(0.06, 0, dividend=1)),
            "There must be a capital, of which something is lent, and a surplus that is not all paid out.",
        ),
        (lambda: fewest_holders(0), "cap is 0; it must be a percentage of more than 0 and at most 100."),
        (lambda: most_held(1, 100), "cap is 100; it must be a percentage of more than 0 and less than 100."),
        (lambda: most_held(-1, 10), "others is -1; it must be zero or more."),
        (
            lambda: admit(40_000, 260_000, 10),
            "A holding of 40,000 yuan is 13.3 percent of the capital; the cap is 10 percent. "
            "Beside 260,000 yuan of others, at most 28,889 yuan may be held.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
