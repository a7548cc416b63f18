"""Counterpart support: the three rules at their limits, against every other pairing, and in general."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from zjpoverty import fact, findings
from zjpoverty.models import matching

km = st.integers(0, 1000)


@st.composite
def markets(draw):
    """Costs of a few villages with a few units, and room enough."""
    n, m = draw(st.integers(0, 5)), draw(st.integers(1, 3))
    cost = draw(st.lists(st.lists(km, min_size=m, max_size=m), min_size=n, max_size=n))
    capacity = draw(st.lists(st.integers(0, 5), min_size=m, max_size=m).filter(lambda k: sum(k) >= n))
    return np.array(cost, dtype=float).reshape(n, m), np.array(capacity)


def total(cost, unit):
    """Sum of the costs."""
    return matching.each(cost, unit).sum()


def pairings(cost, capacity):
    """Every way to give each village a unit that has room."""
    for unit in itertools.product(range(len(capacity)), repeat=len(cost)):
        if (np.bincount(unit, minlength=len(capacity)) <= capacity).all():
            yield np.array(unit, dtype=int)


@given(markets())
def test_no_pairing_has_a_smaller_sum_than_the_best(market):
    cost, capacity = market
    assert total(cost, matching.best(cost, capacity)) == min(total(cost, unit) for unit in pairings(cost, capacity))


@given(markets(), st.integers(0, 10))
def test_each_rule_gives_each_village_a_unit_that_has_room(market, seed):
    cost, capacity = market
    for unit in (
        matching.best(cost, capacity),
        matching.first_come(cost, capacity),
        matching.by_lot(cost, capacity, seed),
    ):
        assert unit.shape == (len(cost),)
        assert (np.bincount(unit, minlength=capacity.size) <= capacity).all()
        assert total(cost, unit) >= total(cost, matching.best(cost, capacity))


@given(markets())
def test_the_lot_costs_no_less_than_the_best_on_average(market):
    cost, capacity = market
    assert matching.mean_by_lot(cost, capacity) >= total(cost, matching.best(cost, capacity)) - 1e-9


def test_the_mean_by_lot_is_the_mean_over_all_draws():
    """Three villages and the seats 0, 0, 1: every order of the seats is as likely as any other."""
    cost, capacity = np.array([[1.0, 5.0], [2.0, 7.0], [4.0, 0.0]]), [2, 1]
    draws = [total(cost, np.array(seats)) for seats in itertools.permutations([0, 0, 1])]
    assert matching.mean_by_lot(cost, capacity) == pytest.approx(np.mean(draws))


@given(markets())
def test_who_chooses_first_gets_the_cheapest_unit_that_has_any_room(market):
    cost, capacity = market
    unit = matching.first_come(cost, capacity)
    if len(cost):
        assert cost[0, unit[0]] == cost[0, capacity > 0].min()


@given(markets())
def test_with_room_for_all_everywhere_first_come_is_the_best(market):
    cost, capacity = market
    room = np.full(capacity.size, len(cost) + 1)
    nearest = cost.min(axis=1).sum()
    assert total(cost, matching.best(cost, room)) == total(cost, matching.first_come(cost, room)) == nearest


def test_the_best_is_that_of_linear_programming():
    """The relaxed problem has a whole-number solution, so another solver must find the same sum."""
    cost = matching.distances(*matching.invented_map())
    n, m = cost.shape
    capacity = [2, 8, 2, 8, 2, 8]
    solved = linprog(
        cost.ravel(),
        A_ub=np.tile(np.eye(m), n),
        b_ub=capacity,
        A_eq=np.repeat(np.eye(n), m, axis=1),
        b_eq=np.ones(n),
    )
    assert total(cost, matching.best(cost, capacity)) == pytest.approx(solved.fun)


RULES = (matching.best, matching.first_come, matching.by_lot)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("cost", [[], np.zeros((0, 2))])
def test_without_a_village_nobody_is_paired(rule, cost):
    assert rule(cost, [1, 0]).tolist() == []
    assert matching.mean_by_lot(cost, [0, 0]) == total(cost, rule(cost, [0, 0])) == 0


@pytest.mark.parametrize("rule", RULES)
def test_one_unit_helps_all(rule):
    assert rule([[3], [4], [9]], [3]).tolist() == [0, 0, 0]
    assert matching.mean_by_lot([[3], [4], [9]], [7]) == 16


@pytest.mark.parametrize("rule", (*RULES, matching.mean_by_lot))
@pytest.mark.parametrize(
    ("cost", "capacity", "sentence"),
    [
        ([[1, 2]] * 5, [1, 2], "There is room for 3 villages, but there are 5; 2 would have no unit."),
        ([[1]], [0], "There is room for 0 villages, but there are 1; 1 would have no unit."),
        ([[1, 2]], [1, -1], "capacity is [1, -1]; it must hold a whole number of 0 or more for each unit."),
        ([[1]], [1.5], "capacity is [1.5]; it must hold a whole number of 0 or more for each unit."),
        ([], [], "capacity is []; it must hold a whole number of 0 or more for each unit."),
        (
            [[1, 2]],
            [1, 1, 1],
            "cost must hold a row a village and a finite number a unit, here 3 in each row.",
        ),
        (
            [[1, float("nan")]],
            [1, 1],
            "cost must hold a row a village and a finite number a unit, here 2 in each row.",
        ),
    ],
)
def test_what_cannot_be_paired_is_refused(rule, cost, capacity, sentence):
    with pytest.raises(ValueError) as error:
        rule(cost, capacity)
    assert str(error.value) == sentence


@given(st.integers(0, 10**7), st.integers(1, 10**4))
def test_helpers_are_enough_and_one_fewer_is_not(households, caseload):
    helpers = matching.helpers_needed(households, caseload)
    assert helpers * caseload >= households
    assert helpers == 0 or (helpers - 1) * caseload < households


def test_helpers_at_their_limits():
    households = int(fact("household_support.households").value)
    assert matching.helpers_needed(households, 1) == households
    assert matching.helpers_needed(households, households) == 1
    assert matching.helpers_needed(0, 5) == 0


def test_the_map_is_always_the_same_and_lies_on_its_field():
    villages, units = matching.invented_map()
    assert [len(villages), len(units)] == [30, 6]
    assert (villages == matching.invented_map()[0]).all()
    for places in (villages, units):
        assert (places >= 0).all() and (places <= (matching.WIDTH, matching.HEIGHT)).all()
    assert [len(places) for places in matching.invented_map(0, 1)] == [0, 1]
    assert matching.distances(*matching.invented_map(0, 1)).shape == (0, 1)


def test_distances_are_straight_lines():
    assert matching.distances([[0, 0], [3, 4]], [[3, 4]]).tolist() == [[5], [0]]


def test_the_counts_of_the_chapter_can_be_paired_with_seven_a_unit_and_not_with_six():
    villages, units = (int(fact(f"village_support.{name}").value) for name in ("villages_29", "units"))
    cost = np.random.default_rng(20).random((villages, units))
    load = np.bincount(matching.best(cost, [7] * units), minlength=units)
    assert load.sum() == villages and load.max() == 7
    with pytest.raises(ValueError, match=r"^There is room for 1770 villages, but there are 2000; 230 would have no"):
        matching.best(cost, [6] * units)
    assert findings.finding("village_per_unit").value == pytest.approx(villages / units)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: matching.helpers_needed(-1, 5),
            "households is -1 and caseload 5; accepted: 0 or more, and 1 or more.",
        ),
        (lambda: matching.helpers_needed(9, 0), "households is 9 and caseload 0; accepted: 0 or more, and 1 or more."),
        (lambda: matching.invented_map(-1, 2), "villages is -1 and units 2; accepted: 0 or more, and 1 or more."),
        (lambda: matching.invented_map(3, 0), "villages is 3 and units 0; accepted: 0 or more, and 1 or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
