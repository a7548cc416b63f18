"""Ways for a village to earn: closed forms, limits, what must always hold, and whole messages."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zjpoverty.models import village_income
from zjpoverty.models.village_income import Route

shares = st.floats(0, 1)
rates = st.just(0) | st.floats(1e-4, 0.5)
spans = st.integers(1, 30)
outlays = st.floats(1, 1e6)
routes = st.builds(
    Route,
    income=st.floats(0.01, 1),
    starts=st.integers(1, 10),
    missed=shares,
    stops=shares,
    upkeep=st.floats(0, 0.2),
    left=st.floats(0, 2),
)


def earns(route):
    """Whether nothing is paid after the outlay, in the mean."""
    return route.income * (1 - route.missed) >= route.upkeep


@given(routes, outlays, rates, rates, spans)
def test_worth_falls_with_the_rate_if_income_follows_an_outlay(route, outlay, one, two, years):
    assume(earns(route))
    low, high = sorted((one, two))
    later, sooner = (village_income.net_present_value(route, outlay, rate, years) for rate in (high, low))
    assert later <= sooner + 1e-9 * outlay


@given(st.floats(0.01, 1), shares, st.floats(0, 0.9), st.floats(1e-3, 0.5), spans)
def test_worth_in_closed_form(income, missed, stops, rate, years):
    """A geometric sum of which the ratio is (1 - h) / (1 + r): a chance to end is like a higher rate."""
    s = (1 - stops) / (1 + rate)
    route = Route(income=income, missed=missed, stops=stops)
    assert village_income.net_present_value(route, 1, rate, years) == pytest.approx(
        income * (1 - missed) * s * (1 - s**years) / (1 - s) - 1
    )
    lasting = village_income.net_present_value(replace(route, stops=0), 1, 1 / s - 1, years)
    assert village_income.net_present_value(route, 1, rate, years) == pytest.approx(lasting)


@given(routes, outlays, rates, spans, st.floats(0, 10))
def test_a_steady_income_is_linear_in_the_sum_and_in_what_comes_in(route, outlay, rate, years, k):
    one = village_income.steady_income(route, outlay, rate, years)
    assert village_income.steady_income(route, k * outlay, rate, years) == pytest.approx(k * one, rel=1e-7, abs=1e-6)
    scaled = replace(route, income=k * route.income, upkeep=k * route.upkeep, left=k * route.left)
    assert village_income.steady_income(scaled, outlay, rate, years) == pytest.approx(k * one, rel=1e-7, abs=1e-6)


@given(routes, outlays, rates, spans)
def test_a_steady_income_is_worth_what_it_stands_for(route, outlay, rate, years):
    steady = village_income.steady_income(route, outlay, rate, years)
    assume(steady >= 0)
    same = Route(income=steady / outlay)
    assert village_income.net_present_value(same, outlay, rate, years) == pytest.approx(
        village_income.net_present_value(route, outlay, rate, years), rel=1e-7, abs=1e-5
    )


@given(routes, routes, rates, spans, st.sampled_from(["income", "missed", "stops", "upkeep", "left"]))
def test_at_the_break_even_value_two_routes_are_level(route, other, rate, years, assumption):
    assume(assumption != "stops" or earns(route))
    value = village_income.break_even(assumption, route, other, rate, years)
    # A line that hardly rises is met only far away, where the digits run out.
    assume(value is not None and value < 1e4)
    level = replace(route, **{assumption: value})
    assert village_income.steady_income(level, 1, rate, years) == pytest.approx(
        village_income.steady_income(other, 1, rate, years), rel=1e-5, abs=1e-5
    )


def test_a_break_even_value_by_hand():
    """9 percent with 1 of upkeep, against 7 percent in nine years of ten: 9 (1 - q) - 1 = 6.3, so q = 1.7 / 9."""
    property_, stakes = Route(income=0.09, upkeep=0.01), Route(income=0.07, missed=0.1)
    assert village_income.break_even("missed", property_, stakes, 0.05, 15) == pytest.approx(1.7 / 9)
    assert village_income.break_even("income", property_, stakes, 0, 1) == pytest.approx(0.073)
    assert village_income.break_even("upkeep", property_, stakes, 0.1, 30) == pytest.approx(0.027)
    assert village_income.break_even("left", Route(income=0), Route(income=0.1), 0, 10) == pytest.approx(1)
    assert village_income.break_even("stops", Route(income=1), Route(income=0.25), 0.1, 1) == pytest.approx(0.75)


def test_no_value_makes_them_level():
    poor, rich = Route(income=0.1), Route(income=0.2)
    assert village_income.break_even("missed", poor, rich, 0.05, 10) is None
    assert village_income.break_even("stops", poor, rich, 0.05, 10) is None
    assert village_income.break_even("stops", rich, replace(poor, income=0, upkeep=0.1), 0.05, 10) is None
    assert village_income.break_even("upkeep", poor, rich, 0.05, 10) is None
    assert village_income.break_even("income", Route(income=1, missed=1), rich, 0.05, 10) is None
    assert village_income.break_even("income", Route(income=1, starts=9), rich, 0.05, 8) is None


@given(routes, outlays, spans)
def test_without_a_rate_all_is_added_up(route, outlay, years):
    flows = village_income.flows(route, outlay, years)
    assert village_income.net_present_value(route, outlay, 0, years) == pytest.approx(sum(flows), abs=1e-6)
    assert village_income.steady_income(route, outlay, 0, years) == pytest.approx(sum(flows[1:]) / years, abs=1e-6)


@given(outlays, rates, spans)
def test_without_income_the_outlay_is_lost(outlay, rate, years):
    for route in (Route(income=0), Route(income=1, missed=1), Route(income=1, stops=1, left=1)):
        assert village_income.net_present_value(route, outlay, rate, years) == pytest.approx(-outlay)
        assert village_income.steady_income(route, outlay, rate, years) == pytest.approx(0, abs=1e-6)


def test_one_year():
    """100 bring 10 and 90 at the end of the year: 100 in all."""
    route = Route(income=0.1, left=0.9)
    assert village_income.flows(route, 100, 1) == [-100, 100]
    assert village_income.net_present_value(route, 100, 0.25, 1) == pytest.approx(100 / 1.25 - 100)
    assert village_income.steady_income(route, 100, 0.25, 1) == pytest.approx(100)
    assert village_income.steady_income(Route(income=9, starts=2), 100, 0.25, 1) == 0


@given(routes, outlays, st.floats(0.01, 1e6), spans)
def test_lean_years_lie_between_none_and_all(route, outlay, need, years):
    assert -1e-9 <= village_income.lean_years(route, outlay, need, years) <= years


def test_lean_years_at_their_limits():
    assert village_income.lean_years(Route(income=0.1), 100, 10, 12) == 0
    assert village_income.lean_years(Route(income=0.1, upkeep=0.01), 100, 10, 12) == 12
    assert village_income.lean_years(Route(income=0.1, missed=1), 100, 10, 12) == 12
    assert village_income.lean_years(Route(income=0.1, stops=1), 100, 10, 12) == 12
    assert village_income.lean_years(Route(income=0.1, starts=4, left=9), 100, 10, 12) == 3
    assert village_income.lean_years(Route(income=0, left=9), 100, 10, 1) == 1


GOOD = Route(income=0.1)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Route(income=-1), "income is -1; it must be zero or more."),
        (lambda: Route(income=1, upkeep=-0.1), "upkeep is -0.1; it must be zero or more."),
        (lambda: Route(income=1, left=float("nan")), "left is nan; it must be zero or more."),
        (lambda: Route(income=1, missed=25), "missed is 25; it must be a share between 0 and 1."),
        (lambda: Route(income=1, stops=-0.1), "stops is -0.1; it must be a share between 0 and 1."),
        (lambda: Route(income=1, starts=0), "starts is 0; it must be a whole number, 1 or more."),
        (lambda: Route(income=1, starts=1.5), "starts is 1.5; it must be a whole number, 1 or more."),
        (lambda: village_income.flows(GOOD, -1, 3), "outlay is -1; it must be zero or more."),
        (lambda: village_income.flows(GOOD, 1, 0), "years is 0; it must be a whole number, 1 or more."),
        (lambda: village_income.net_present_value(GOOD, 1, -0.1, 3), "rate is -0.1; it must be zero or more."),
        (lambda: village_income.steady_income(GOOD, 1, -1, 3), "rate is -1; it must be zero or more."),
        (lambda: village_income.steady_income(GOOD, 1, 0, 0), "years is 0; it must be a whole number, 1 or more."),
        (lambda: village_income.lean_years(GOOD, 1, 0, 3), "need is 0; it must be more than zero."),
        (lambda: village_income.lean_years(GOOD, -1, 1, 3), "outlay is -1; it must be zero or more."),
        (
            lambda: village_income.break_even("rate", GOOD, GOOD, 0, 1),
            "assumption is 'rate'; accepted: income, missed, stops, upkeep, left.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
