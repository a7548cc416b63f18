"""Order and lead times of an agenda: closed forms, limits, and what must hold whatever the input."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import datasets
from zjpoverty.models import agenda

orders = st.lists(st.integers(1, 365), max_size=15)
different = st.lists(st.integers(1, 365), max_size=15, unique=True)
dates = st.lists(st.dates(date(2000, 1, 1), date(2020, 12, 31)), min_size=2, max_size=12)


@given(orders)
def test_a_sorted_list_has_no_pair_in_the_wrong_order(order):
    assert agenda.inversions(sorted(order)) == 0


@given(different)
def test_a_list_and_its_reverse_share_all_pairs_between_them(order):
    turned = agenda.inversions(order[::-1])
    assert agenda.inversions(order) + turned == agenda.pairs(len(order))


@given(orders)
def test_equal_days_are_never_wrong(order):
    equal = sum(a == b for place, a in enumerate(order) for b in order[place + 1 :])
    assert agenda.inversions(order) + agenda.inversions(order[::-1]) == agenda.pairs(len(order)) - equal


@given(st.lists(st.integers(1, 365), min_size=2, max_size=12, unique=True), st.data())
def test_to_change_two_neighbours_changes_one_pair(order, data):
    place = data.draw(st.integers(0, len(order) - 2))
    changed = [*order[:place], order[place + 1], order[place], *order[place + 2 :]]
    assert abs(agenda.inversions(changed) - agenda.inversions(order)) == 1


@given(different, st.integers(-1_000, 1_000))
def test_the_year_does_not_matter_if_it_is_one_for_all(order, shift):
    assert agenda.inversions([day + shift for day in order]) == agenda.inversions(order)


@given(st.lists(st.integers(1, 365), min_size=2, max_size=15))
def test_a_share_lies_between_none_and_all(order):
    assert 0 <= agenda.share_inverted(order) <= 1


def test_order_in_closed_form_and_at_its_limits():
    assert agenda.inversions([]) == agenda.inversions([5]) == agenda.inversions([5, 5]) == 0
    assert agenda.inversions([2, 1]) == 1
    assert agenda.inversions(range(7, 0, -1)) == agenda.pairs(7) == 21
    # 4 is before three smaller days, 2 before one.
    assert agenda.inversions([4, 2, 1, 3]) == 4
    assert agenda.share_inverted([1, 2]) == agenda.share_inverted([1, 1]) == 0
    assert agenda.share_inverted([3, 2, 1]) == 1
    assert agenda.pairs(0) == agenda.pairs(1) == 0


def test_order_of_the_sections():
    """Section 27 goes by date. In 28, April 9 is printed before March 23 and March 25."""
    printed = {
        section: [row["start"] for row in datasets.rows("events") if row["section"] == section] for section in (27, 28)
    }
    assert (agenda.inversions(printed[27]), agenda.pairs(len(printed[27]))) == (0, 21)
    assert (agenda.inversions(printed[28]), agenda.pairs(len(printed[28]))) == (2, 6)


@given(dates)
def test_lead_times_add_up_to_the_whole_route(days):
    days = sorted(days)
    leads = agenda.lead_times(days)
    assert len(leads) == len(days) - 1 and min(leads) >= 0
    assert days[0] + timedelta(days=sum(leads)) == days[-1]


def test_lead_times_in_closed_form_and_at_their_limits():
    """January has 31 days, February of 2010 has 28, of 2012 it has 29."""
    assert agenda.lead_times([date(2010, 1, 1), date(2010, 2, 1), date(2010, 3, 1)]) == (31, 28)
    assert agenda.lead_times([date(2012, 2, 1), date(2012, 3, 1)]) == (29,)
    assert agenda.lead_times([date(2010, 12, 2), date(2010, 12, 2)]) == (0,)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: agenda.inversions([1, None]),
            "Event 2 has no day. An event without a day has no place in an order of date.",
        ),
        (
            lambda: agenda.inversions([float("nan")]),
            "Event 1 has no day. An event without a day has no place in an order of date.",
        ),
        (lambda: agenda.share_inverted([1]), "One event makes no pair. Give two events or more."),
        (lambda: agenda.share_inverted([]), "One event makes no pair. Give two events or more."),
        (lambda: agenda.pairs(-1), "events is -1; it must be zero or more."),
        (lambda: agenda.lead_times([date(2010, 1, 1)]), "One step leads nowhere. Give two steps or more."),
        (
            lambda: agenda.lead_times([date(2010, 4, 9), date(2010, 3, 23)]),
            "Step 2 comes before step 1. Put the steps in order of date first.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
