"""Training as a funnel: closed forms, limits, what must hold, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact, findings
from zjpoverty.models import funnel

shares = st.floats(0, 1)
some = st.floats(0.01, 1)
groups = st.integers(1, 1_000).flatmap(
    lambda n: st.tuples(st.integers(1, n), st.integers(0, n), st.just(n))  # trained, moved, workers
)


def test_a_targeting_ratio_in_closed_form_and_at_its_limits():
    """60 percent of the benefits for 40 percent of the people: 1.5 (Grosh, Coady and Hoddinott 2003)."""
    assert funnel.targeting_ratio(0.6, 0.4) == pytest.approx(1.5)
    assert funnel.targeting_ratio(0, 0.2) == 0
    assert funnel.targeting_ratio(0.2, 0.2) == funnel.targeting_ratio(1, 1) == 1
    assert funnel.targeting_ratio(1, 0.2) == 5


@given(some, shares, some)
def test_two_ratios_compare_as_their_shares_whatever_the_population(first, second, population):
    ratio = funnel.targeting_ratio(second, population) / funnel.targeting_ratio(first, population)
    assert ratio == pytest.approx(second / first)


@given(some, some)
def test_group_and_others_weigh_to_one(served, population):
    """Ratios of a group and of all others, weighted by their shares in the population, have the mean 1."""
    mean = population * funnel.targeting_ratio(served, population)
    if population < 1:
        mean += (1 - population) * funnel.targeting_ratio(1 - served, 1 - population)
        assert mean == pytest.approx(1)


def test_bounds_of_a_rate_in_closed_form_and_at_their_limits():
    assert funnel.rate_bounds(80, 40) == (0, 0.5)
    assert funnel.rate_bounds(80, 40, workers=120) == (0, 0.5)
    assert funnel.rate_bounds(80, 40, workers=100) == (0.25, 0.5)
    assert funnel.rate_bounds(80, 40, workers=80) == (0.5, 0.5)  # everybody was trained: nothing is open
    assert funnel.rate_bounds(80, 80, workers=80) == (1, 1)
    assert funnel.rate_bounds(80, 0) == (0, 0)
    assert funnel.rate_bounds(1, 5) == (0, 1)  # more moved than were trained: at most all of these


@given(groups)
def test_bounds_are_shares_and_fewer_workers_leave_less_open(group):
    trained, moved, workers = group
    least, most = funnel.rate_bounds(trained, moved, workers)
    wide = funnel.rate_bounds(trained, moved)
    assert 0 <= wide[0] <= least <= most == wide[1] <= 1


@given(groups)
def test_the_untrained_moved_complete_the_picture(group):
    """Who moved without training lies between what is left of the moved: M less the bounds of the overlap."""
    trained, moved, workers = group
    least, most = (trained * rate for rate in funnel.rate_bounds(trained, moved, workers))
    assert moved - most == pytest.approx(max(0, moved - trained))
    assert moved - least == pytest.approx(min(moved, workers - trained))


def test_the_chapter_allows_either_order():
    """Of the trained with low income 0 to 60 % moved, of the others 0 to 20 %: 52,000 / 86,000 and 43,000 / 214,000."""
    poor = [fact(f"training.{name}_low_income").value for name in ("trained", "transferred")]
    rest = [fact(f"training.{name}").value - part for name, part in zip(("trained", "transferred"), poor, strict=True)]
    low, others = funnel.rate_bounds(*poor), funnel.rate_bounds(*rest)
    assert low == (0, pytest.approx(52 / 86)) and others == (0, pytest.approx(43 / 214))
    assert low[0] < others[1] < low[1]


def test_costs_in_closed_form_and_at_their_limits():
    assert funnel.cost_per_additional(100, trained=90, moved=30) == 300
    assert funnel.cost_per_additional(100, trained=90, moved=30, anyway=0.5) == 600
    assert funnel.cost_per_additional(100, trained=90, moved=90) == 100
    assert funnel.cost_per_additional(0, trained=90, moved=30, anyway=0.5) == 0
    assert funnel.cost_per_additional(100, trained=1, moved=1) == 100


def test_the_ratio_of_the_chapter_is_the_cheapest_case():
    trained, moved = fact("training.trained").value, fact("training.transferred").value
    ratio = findings.finding("training_transfer_ratio").value / 100
    assert funnel.cost_per_additional(500, trained, moved) == pytest.approx(500 / ratio)


@given(st.floats(0.1, 1e5), st.floats(1, 1e6), some, st.floats(0, 0.99))
def test_a_deadweight_never_makes_it_cheaper(cost, trained, part, anyway):
    moved = part * trained
    each = funnel.cost_per_additional(cost, trained, moved)
    more = funnel.cost_per_additional(cost, trained, moved, anyway)
    assert cost <= each * (1 + 1e-9) and each <= more * (1 + 1e-9)
    assert more * (1 - anyway) == pytest.approx(each)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: funnel.targeting_ratio(1.5, 0.2), "served is 1.5; it must be a share between 0 and 1."),
        (lambda: funnel.targeting_ratio(0.2, -1), "population is -1; it must be a share between 0 and 1."),
        (lambda: funnel.targeting_ratio(0.2, 0), "population is 0; a group without people has no targeting ratio."),
        (lambda: funnel.targeting_ratio(math.nan, 0.2), "served is nan; it must be a share between 0 and 1."),
        (lambda: funnel.rate_bounds(0, 5), "trained is 0; it must be more than zero."),
        (
            lambda: funnel.rate_bounds(8, 4, workers=5),
            "The groups are 8 and 4 of 5; each must lie between 0 and the whole.",
        ),
        (lambda: funnel.cost_per_additional(-1, 9, 3), "cost is -1; it must be zero or more."),
        (
            lambda: funnel.cost_per_additional(1, 3, 9),
            "9 of 3 trained moved; it must be zero or more, and at most all.",
        ),
        (
            lambda: funnel.cost_per_additional(1, 9, -3),
            "-3 of 9 trained moved; it must be zero or more, and at most all.",
        ),
        (lambda: funnel.cost_per_additional(1, 9, 3, 1.1), "anyway is 1.1; it must be a share between 0 and 1."),
        # Everything is deadweight, or nobody moved: nobody is additional.
        (
            lambda: funnel.cost_per_additional(1, 9, 3, anyway=1),
            "Nobody is additional, so there is no cost for each of them.",
        ),
        (lambda: funnel.cost_per_additional(1, 9, 0), "Nobody is additional, so there is no cost for each of them."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as raised:
        call()
    assert str(raised.value) == sentence
