"""Infrastructure: the choice of projects at its limits, against every other choice, and against two rules of thumb."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty import fact, findings
from zjpoverty.models import projects

SMALL = ([6, 5, 5], [57, 45, 46], ["A", "B", "C"])
part = st.sampled_from([0.0, 0.5, 1.0])


@st.composite
def asked(draw):
    """A few villages with one or two works each: cost, people, village, and a county of each."""
    works = draw(st.lists(st.integers(1, 2), max_size=5))
    people = draw(st.lists(st.integers(1, 900), min_size=len(works), max_size=len(works)))
    village = np.repeat(np.arange(len(works)), works).astype(int)
    cost = draw(st.lists(st.integers(1, 100), min_size=village.size, max_size=village.size))
    return np.array(cost), np.array(people, dtype=int)[village], village, village % 2


@st.composite
def tight(draw):
    """Works as in real life, in yuan, and a budget that some of them use up, or miss by one yuan."""
    n = draw(st.integers(1, 10))
    cost = np.array(draw(st.lists(st.integers(100_000, 3_000_000), min_size=n, max_size=n)))
    people = np.array(draw(st.lists(st.integers(1, 9_000), min_size=n, max_size=n)))
    some = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    village = np.arange(n) // 2
    return (cost, people[village], village), max(0, int(cost[some].sum()) - draw(st.integers(0, 1)))


def count(chosen, works, second=0.0):
    """What a choice counts."""
    return projects.counted(chosen, works[1], works[2], second)


def brute_force(works, budget, second):
    """The most that any set of works within the budget counts, and the least that such a set costs."""
    choices = (np.array(x, dtype=bool) for x in itertools.product([0, 1], repeat=len(works[0])))
    able = [(count(x, works, second), -works[0][x].sum()) for x in choices if works[0][x].sum() <= budget]
    most, cost = max(able)
    return most, -cost


@settings(deadline=None)
@given(asked(), st.integers(0, 400), part)
def test_the_best_is_that_of_brute_force_and_costs_no_more(works, budget, second):
    chosen = projects.best(*works[:3], budget, second)
    assert (count(chosen, works, second), works[0][chosen].sum()) == brute_force(works, budget, second)


@settings(deadline=None, max_examples=50)
@given(tight(), st.sampled_from([0.0, 1.0]))
def test_the_best_keeps_to_the_yuan(market, second):
    works, budget = market
    chosen = projects.best(*works, budget, second)
    assert works[0][chosen].sum() <= budget
    assert count(chosen, works, second) == brute_force(works, budget, second)[0]


@settings(deadline=None)
@given(asked(), st.integers(0, 400), part)
def test_no_rule_of_thumb_counts_more_than_the_best_or_spends_more_than_the_budget(works, budget, second):
    most = count(projects.best(*works[:3], budget, second), works, second)
    for chosen in (
        projects.cheapest_first(*works[:3], budget, second),
        projects.equal_shares(*works, budget, second),
    ):
        assert works[0][chosen].sum() <= budget
        assert count(chosen, works, second) <= most


@settings(deadline=None)
@given(asked(), st.integers(0, 400), st.integers(0, 400), part)
def test_more_money_never_counts_less(works, budget, more, second):
    less, most = (count(projects.best(*works[:3], money, second), works, second) for money in (budget, budget + more))
    assert most >= less


@settings(deadline=None)
@given(asked(), st.integers(0, 400))
def test_a_plan_for_services_reaches_no_more_persons_and_one_for_persons_gives_no_more_services(works, budget):
    persons, services = (projects.best(*works[:3], budget, second) for second in (0, 1))
    assert count(services, works) <= count(persons, works)
    assert count(persons, works, 1) <= count(services, works, 1)


@given(asked(), st.randoms(use_true_random=False))
def test_persons_are_no_more_than_services_and_no_less_than_half_of_them(works, random):
    chosen = np.array([random.random() < 0.5 for _ in works[0]], dtype=bool)
    persons, services = count(chosen, works), count(chosen, works, 1)
    assert services / 2 <= persons <= services
    assert count(chosen, works, 0.5) == pytest.approx((persons + services) / 2)


RULES = (
    projects.best,
    projects.cheapest_first,
    lambda cost, people, village, *rest: projects.equal_shares(cost, people, village, ["X"] * len(cost), *rest),
)


@pytest.mark.parametrize("rule", RULES)
def test_at_the_limits_all_rules_are_alike(rule):
    assert rule(*SMALL, 0).tolist() == [False] * 3, "no money"
    assert rule(*SMALL, 4).tolist() == [False] * 3, "dear projects only"
    assert rule(*SMALL, 16).tolist() == [True] * 3, "money for all"
    assert rule([], [], [], 10).tolist() == [], "no project"
    assert rule([5], [30], ["A"], 5).tolist() == [True], "one project"
    assert rule([2, 3], [30, 30], ["A", "A"], 9).tolist() == [True, False], "a second work reaches nobody new"
    assert rule([2, 3], [30, 30], ["A", "A"], 9, 1).tolist() == [True, True], "and is a second service"


def test_three_villages_can_be_checked_by_hand():
    best, first = (rule(*SMALL, 10) for rule in (projects.best, projects.cheapest_first))
    assert [projects.counted(chosen, *SMALL[1:]) for chosen in (best, first)] == [45 + 46, 57]


def test_the_rule_of_thumb_can_be_as_bad_as_one_likes():
    """A cheap work for one person leaves too little for the dear one that is for a thousand."""
    works = ([1, 1000], [2, 1000], ["A", "B"])
    assert [projects.counted(rule(*works, 1000), *works[1:]) for rule in RULES[:2]] == [1000, 2]


def test_each_county_keeps_what_it_does_not_use():
    chosen = projects.equal_shares([6, 4, 1], [60, 40, 10], [1, 2, 3], ["A", "A", "B"], 10)
    assert chosen.tolist() == [False, True, True]


def test_the_invented_villages_have_the_mean_price_of_the_chapter_and_are_always_the_same():
    price = findings.finding("infrastructure_water_per_head").value
    works = projects.invented_villages(price, 200_000)
    water = works.work == "water"
    assert works.cost[water].sum() / works.people[water].sum() == pytest.approx(price, rel=1e-6)
    assert price == fact("infrastructure.water_investment").value / fact("infrastructure.water_people").value
    assert works.people[water].reshape(4, 5).sum(axis=1).tolist() == [4000, 3250, 2500, 1750]
    assert works.cost[~water].sum() == 70 * 200_000, "5 villages in each county: (2 + 3 + 4 + 5) km on average"
    assert (works.village[water] == works.village[~water]).all() and len(set(works.village)) == 20


def test_the_solver_is_loaded_only_when_it_is_needed():
    program = "import sys, zjpoverty.models.projects; sys.exit('scipy.optimize' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ([1, 2], [3], ["A"], 1),
            "cost, people and village have 2, 1 and 1 entries; give one of each a project.",
        ),
        (([0], [3], ["A"], 1), "cost is [0.0]; each must be a finite number of more than zero."),
        (([1], [-3], ["A"], 1), "people is [-3.0]; each must be a finite number of more than zero."),
        (([float("nan")], [3], ["A"], 1), "cost is [nan]; each must be a finite number of more than zero."),
        (([1], [3], ["A"], -1), "budget is -1; it must be a finite number of zero or more."),
        (([1], [3], ["A"], float("nan")), "budget is nan; it must be a finite number of zero or more."),
        (([1], [3], ["A"], 1, 2), "second is 2; it must be from 0 (persons) to 1 (services)."),
    ],
)
def test_what_cannot_be_chosen_is_refused(rule, arguments, sentence):
    with pytest.raises(ValueError) as error:
        rule(*arguments)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: projects.equal_shares([1], [3], ["A"], ["X", "Y"], 1),
            "county has 2 entries, but there are 1 projects; give one for each.",
        ),
        (
            lambda: projects.invented_villages(0, 5),
            "water_per_head is 0 and road_per_km 5; both must be more than zero.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
