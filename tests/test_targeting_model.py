"""Two systems: their overlap, the errors of each, and the allowance that fills up, at their limits and in general."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import datasets, fact, findings
from zjpoverty.models import targeting

money = st.floats(0, 1e6)
incomes = st.lists(money, min_size=1, max_size=40)
people = st.integers(1, 40).flatmap(
    lambda n: st.tuples(*(st.lists(st.booleans(), min_size=n, max_size=n) for _ in range(2)))
)


@given(people)
def test_the_overlap_of_any_two_groups_lies_within_the_bounds(groups):
    a, b = map(np.array, groups)
    least, most = targeting.overlap_bounds(a.sum(), b.sum(), a.size)
    assert least <= (a & b).sum() <= most


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))))
def test_both_bounds_are_reached(sizes):
    """From the same end the groups overlap as much as they can, from both ends as little."""
    a, b, n = sizes
    rank = np.arange(n)
    least, most = targeting.overlap_bounds(a, b, n)
    assert ((rank < a) & (rank < b)).sum() == most
    assert ((rank < a) & (rank >= n - b)).sum() == least


def test_bounds_at_their_limits():
    assert targeting.overlap_bounds(0, 5, 10) == (0, 0)
    assert targeting.overlap_bounds(10, 5, 10) == (5, 5)
    assert targeting.overlap_bounds(0, 0, 0) == (0, 0)


@given(incomes, money)
def test_nobody_is_paid_more_than_the_standard_and_everybody_reaches_it(income, standard):
    paid = targeting.top_up(income, standard)
    assert (paid >= 0).all() and (paid <= standard).all()
    assert (income + paid >= standard * (1 - 1e-12)).all()
    assert (paid[np.array(income) >= standard] == 0).all()


@given(incomes, st.floats(1, 1e6))
def test_the_mean_paid_is_the_standard_less_the_mean_of_what_people_have(income, standard):
    """Among those whose income is below the standard."""
    own = np.array(income)[np.array(income) < standard]
    if own.size:
        assert targeting.top_up(own, standard).mean() == pytest.approx(standard - own.mean(), abs=1e-6)


def test_an_allowance_at_its_limits():
    assert targeting.top_up([0, 100], 0).tolist() == [0, 0]
    assert targeting.top_up([0], 2_940).tolist() == [2_940]
    assert targeting.top_up([2_940], 2_940).tolist() == [0]


@given(people, st.floats(0.1, 10))
def test_errors_are_shares_and_a_common_weight_changes_none(groups, weight):
    poor, served = groups
    errors = targeting.targeting_errors(poor, served)
    heavy = targeting.targeting_errors(poor, served, [weight] * len(poor))
    both = (np.array(poor) & np.array(served)).sum()
    assert errors.poor - errors.poor_not_served == errors.served - errors.served_not_poor == both
    if any(poor):
        assert 0 <= errors.exclusion <= 1 and heavy.exclusion == pytest.approx(errors.exclusion)
    if any(served):
        assert 0 <= errors.inclusion <= 1 and heavy.inclusion == pytest.approx(errors.inclusion)


@given(st.lists(st.booleans(), min_size=1).filter(any))
def test_errors_at_their_limits(poor):
    nobody = np.zeros(len(poor), dtype=bool)
    assert targeting.targeting_errors(poor, poor) == targeting.Errors(sum(poor), sum(poor), 0, 0)
    assert targeting.targeting_errors(poor, nobody).exclusion == 1
    assert targeting.targeting_errors(nobody, poor).inclusion == 1


def test_weights_count_persons_in_place_of_households():
    errors = targeting.targeting_errors([True, True, False], [True, False, True], [1, 4, 5])
    assert errors == targeting.Errors(poor=5, served=6, poor_not_served=4, served_not_poor=5)


@given(st.floats(0, 1), money, money)
def test_after_the_money_is_paid_nobody_served_is_poor_if_the_standard_reaches_the_line(missed, line, more):
    """So the poor who are left are all missed, however few they are."""
    rows = targeting.invented_households()
    income, place = (np.array([row[name] for row in rows]) for name in ("income", "place"))
    standard = line + more
    served = (income < standard) & (place >= missed)
    after = np.where(served, standard, income)
    errors = targeting.targeting_errors(after < line, served)
    assert errors.poor_not_served == errors.poor
    assert errors.served_not_poor == errors.served


def test_invented_households_say_so_and_stand_for_themselves_alone():
    rows = targeting.invented_households()
    assert len(rows) == 60 and all(row["invented"] is True and row["weight"] == 1 for row in rows)
    assert [row["income"] for row in rows] == sorted(row["income"] for row in rows)
    assert [row["size"] for row in rows[:6]] == [2, 3, 1, 4, 2, 2]
    assert targeting.invented_households() == rows
    assert targeting.invented_households(1)[0]["income"] == 2_750  # the middle of the formula


def test_a_register_misses_about_its_share_of_the_poor_and_of_the_others():
    rows = targeting.invented_households()
    for share in np.arange(0, 1.01, 0.1):
        for half in (rows[:30], rows[30:]):
            assert sum(row["place"] < share for row in half) == pytest.approx(30 * share, abs=2)


def test_no_line_and_no_standard_of_the_chapter_falls_on_an_invented_household():
    """Then a count does not turn on whether exactly at the line is poor."""
    lines = [fact(f"poverty_line.line_{year}").value for year in (2003, 2008)]
    lines += [12 * fact(f"two_systems.allowance_monthly_{year}").value for year in (2007, 2010)]
    assert all(abs(row["income"] - line) > 10 for row in targeting.invented_households() for line in lines)


def test_the_answer_read_off_the_chart_is_that_of_the_model():
    """The table of checks cannot call the model, so its number is held here."""
    line, standard = fact("poverty_line.line_2008").value, 12 * fact("two_systems.allowance_monthly_2007").value
    income = np.array([row["income"] for row in targeting.invented_households()])
    errors = targeting.targeting_errors(income < line, income < standard)
    (answer,) = (
        row["expression"]
        for row in datasets.rows("checks")
        if row["id"] == "two_systems.between_by_rule" and row["role"] == "answer"
    )
    assert errors.poor_not_served == findings.evaluate(answer) == 15


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: targeting.overlap_bounds(11, 2, 10),
            "The groups are 11 and 2 of 10; each must lie between 0 and the whole.",
        ),
        (
            lambda: targeting.overlap_bounds(1, -2, 10),
            "The groups are 1 and -2 of 10; each must lie between 0 and the whole.",
        ),
        (
            lambda: targeting.top_up([5, -1], 10),
            "income is negative in 1 of 2 rows (the first at position 1, counting from 0). "
            "The allowance fills up an income of zero or more.",
        ),
        (lambda: targeting.top_up([5], -10), "standard is -10; it must be zero or more."),
        (lambda: targeting.top_up([5], float("nan")), "standard is nan; it must be zero or more."),
        (
            lambda: targeting.targeting_errors([True], [True, False]),
            "poor has the shape (1,), served (2,); each must be one column, of equal length.",
        ),
        (
            lambda: targeting.targeting_errors([], []),
            "poor has the shape (0,), served (0,); each must be one column, of equal length.",
        ),
        (
            lambda: targeting.targeting_errors([False], [True]).exclusion,
            "Nobody is poor, so there is no share of the poor to give.",
        ),
        (
            lambda: targeting.targeting_errors([True], [False]).inclusion,
            "Nobody is served, so there is no share of the served to give.",
        ),
        (lambda: targeting.invented_households(0), "n is 0; it must be 1 or more."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
