"""Whom a rate leaves out: closed forms, limits, what must hold, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact, findings
from zjpoverty.models import coverage

some = st.floats(0.01, 1)
people = st.floats(1, 1e6)
lists = st.integers(1, 10_000).flatmap(
    lambda total: st.tuples(st.integers(0, total), st.just(total))  # helped and total
)


def test_an_implied_total_in_closed_form_and_at_its_limits():
    assert coverage.implied_total(60, 0.75) == 80
    assert coverage.implied_total(60, 1) == 60
    assert coverage.implied_total(1, 0.001) == pytest.approx(1000)


def test_the_chapter_gives_the_total_of_the_finding():
    helped, rate = fact("youth_care.people_helped").value, fact("youth_care.twinning_rate").value / 100
    total = coverage.implied_total(helped, rate)
    assert total == pytest.approx(findings.finding("youth_total").value)
    # 89,000 / 0.7935 and 90,000 / 0.7925.
    least, most = coverage.total_bounds((helped, helped + 1_000), (rate - 0.0005, rate + 0.0005))
    assert (round(least), round(most)) == (112_161, 113_565)


@given(people, people, some, some)
def test_an_interval_contains_every_point_between_its_ends(helped, other, rate, another):
    count, share = sorted((helped, other)), sorted((rate, another))
    least, most = coverage.total_bounds(tuple(count), tuple(share))
    for h in (*count, sum(count) / 2):
        for r in (*share, sum(share) / 2):
            assert least * (1 - 1e-9) <= coverage.implied_total(h, r) <= most * (1 + 1e-9)


@given(people, some)
def test_without_rounding_the_interval_is_the_point(helped, rate):
    point = coverage.implied_total(helped, rate)
    assert coverage.total_bounds((helped, helped), (rate, rate)) == (point, point)
    assert coverage.coverage(helped, point) == pytest.approx(rate)


def test_left_out_in_closed_form_and_at_its_limits():
    assert coverage.left_out(60, 80) == 20
    assert coverage.left_out(0, 80) == 80
    assert coverage.left_out(80, 80) == 0


def test_a_coverage_in_closed_form_and_at_its_limits():
    assert coverage.coverage(60, 80) == 0.75
    assert coverage.coverage(60, 80, added=4) == coverage.coverage(60, 80, struck=5) == 0.8
    assert coverage.coverage(0, 80) == coverage.coverage(0, 80, struck=79) == 0
    assert coverage.coverage(60, 80, added=20) == coverage.coverage(60, 80, struck=20) == 1
    assert coverage.coverage(60, 80, added=5, struck=15) == 1


@given(lists, some, some)
def test_a_rate_rises_with_pairs_and_with_names_struck_but_only_pairs_help(sizes, part, cut):
    helped, total = sizes
    missing = total - helped
    added = part * missing
    struck = cut * (missing - added)
    now, paired = coverage.coverage(helped, total), coverage.coverage(helped, total, added=added)
    assert now <= paired
    if struck < total:
        rate = coverage.coverage(helped, total, added, struck)
        assert paired <= rate * (1 + 1e-9) and rate <= 1 + 1e-9
        still_on_the_list = (1 - rate) * (total - struck)
        assert still_on_the_list + struck == pytest.approx(missing - added)


@given(lists, some)
def test_two_ways_reach_the_same_rate(sizes, part):
    helped, total = sizes
    now = helped / total
    rate = now + part * (1 - now)
    pairs, names = coverage.to_reach(helped, total, rate)
    assert pairs <= names * (1 + 1e-9)
    assert names == pytest.approx(total - helped / rate, abs=1e-6)
    assert coverage.coverage(helped, total, added=min(pairs, total - helped)) == pytest.approx(rate)
    if helped:
        assert coverage.coverage(helped, total, struck=min(names, total - helped)) == pytest.approx(rate)


def test_ways_to_a_rate_in_closed_form_and_at_their_limits():
    assert coverage.to_reach(60, 80, 0.8) == (4, pytest.approx(5))
    assert coverage.to_reach(60, 80, 0.75) == (0, 0)
    assert coverage.to_reach(60, 80, 1) == (20, 20)


def test_costs_in_closed_form_and_at_their_limits():
    assert coverage.cost_to_add(0, 20, 100, last=3) == coverage.cost_to_add(0, 0, 100) == 0
    assert coverage.cost_to_add(20, 20, 100) == 2_000
    assert coverage.cost_to_add(20, 20, 100, last=3) == 20 * 100 * (1 + 3) / 2
    # Half of them on the lower half of the line: 10 persons from 100 to 200 yuan, 150 in the mean.
    assert coverage.cost_to_add(10, 20, 100, last=3) == 1_500
    assert coverage.cost_to_add(20, 20, 0, last=3) == 0


@given(people, some, st.floats(0, 1e4), st.floats(1, 50))
def test_costs_are_the_sum_of_a_rising_line(missing, part, cost, last):
    """The area under the line, by the rule of the midpoint, which is exact for a straight line."""
    added = part * missing
    steps = [(i + 0.5) / 8 * added for i in range(8)]
    area = sum(cost * (1 + (last - 1) * at / missing) for at in steps) * added / 8
    assert coverage.cost_to_add(added, missing, cost, last) == pytest.approx(area)
    assert coverage.cost_to_add(added, missing, cost) <= area * (1 + 1e-9) + 1e-12


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: coverage.implied_total(0, 0.5), "helped is 0; it must be more than zero, or no size follows."),
        (
            lambda: coverage.implied_total(5, 0),
            "rate is 0; it must be a share over 0 and up to 1, or no size follows.",
        ),
        (
            lambda: coverage.implied_total(5, 79.3),
            "rate is 79.3; it must be a share over 0 and up to 1, or no size follows.",
        ),
        (
            lambda: coverage.implied_total(5, math.nan),
            "rate is nan; it must be a share over 0 and up to 1, or no size follows.",
        ),
        (
            lambda: coverage.total_bounds((6, 5), (0.7, 0.8)),
            "helped goes from 6 to 5; the least must come first.",
        ),
        (
            lambda: coverage.total_bounds((5, 6), (0.8, 0.7)),
            "rate goes from 0.8 to 0.7; the least must come first.",
        ),
        (lambda: coverage.left_out(0, 0), "total is 0; it must be more than zero."),
        (
            lambda: coverage.left_out(9, 8),
            "9 are helped of a group of 8; it must be zero or more, and at most all.",
        ),
        (
            lambda: coverage.left_out(-1, 8),
            "-1 are helped of a group of 8; it must be zero or more, and at most all.",
        ),
        (
            lambda: coverage.coverage(6, 8, added=2, struck=1),
            "2 find a helper and 1 leave the list; each must be zero or more, together at most the 2 without a helper.",
        ),
        (
            lambda: coverage.coverage(6, 8, added=-1),
            "-1 find a helper and 0 leave the list; each must be zero or more, together at most the "
            "2 without a helper.",
        ),
        (
            lambda: coverage.coverage(0, 8, struck=8),
            "Nobody is left on the list, so there is no rate to give.",
        ),
        (
            lambda: coverage.to_reach(6, 8, 0.5),
            "rate is 0.5; it must be more than 0, from the present 0.75 up to 1.",
        ),
        (
            lambda: coverage.to_reach(0, 8, 0),
            "rate is 0; it must be more than 0, from the present 0 up to 1.",
        ),
        (
            lambda: coverage.cost_to_add(3, 2, 1),
            "3 of 2 are to be reached; it must be zero or more, and at most all.",
        ),
        (lambda: coverage.cost_to_add(1, 2, -1), "cost is -1; it must be zero or more."),
        (
            lambda: coverage.cost_to_add(1, 2, 1, last=0.5),
            "last is 0.5; it must be 1 or more: here the last one never costs less than the first.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as raised:
        call()
    assert str(raised.value) == sentence
