"""Stock and flow: closed forms, limits, what must hold, and what is refused."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import fact
from zjpoverty.models import stocks

families = st.floats(0, 1e6)
shares = st.floats(0, 1)
some = st.floats(0.05, 1)
spans = st.integers(0, 60)


def test_a_steady_stock_in_closed_form_and_at_its_limits():
    assert stocks.steady_stock(30, 2) == 60
    assert stocks.steady_stock(30, 0.5) == 15  # two weeks each: still not zero
    assert stocks.steady_stock(0, 12) == stocks.steady_stock(30, 0) == 0


def test_a_path_in_closed_form():
    """The distance to the steady stock shrinks by the same share each month."""
    counts = stocks.path(100, 10, 0.5, 4)
    assert counts == pytest.approx([20 + 80 * 0.5**t for t in range(5)])


def test_a_path_at_its_limits():
    assert stocks.path(100, 10, 0.5, 0) == (100,)
    assert stocks.path(100, 10, 1, 3) == (100, 10, 10, 10)  # all found: what came since the last count is there
    assert stocks.path(100, 10, 0, 3) == (100, 110, 120, 130)  # none found: it grows by the inflow
    assert stocks.path(100, 0, 0.5, 2) == (100, 50, 25)  # nobody comes
    assert stocks.path(100, 0, 0, 2) == (100, 100, 100)
    assert stocks.path(0, 0, 0.5, 2) == (0, 0, 0)


@given(families, families, some)
def test_a_path_tends_to_the_steady_stock(stock, inflow, found):
    steady = stocks.steady_stock(inflow, 1 / found)
    gaps = [abs(count - steady) for count in stocks.path(stock, inflow, found, 600)]
    slack = 1e-9 * (1 + stock + steady)
    assert all(later <= sooner + slack for sooner, later in pairwise(gaps))
    assert gaps[-1] <= slack


@given(families, some)
def test_a_steady_stock_stays(inflow, found):
    steady = stocks.steady_stock(inflow, 1 / found)
    assert stocks.path(steady, inflow, found, 12) == pytest.approx([steady] * 13)


@given(families, families, shares, spans)
def test_nobody_is_lost(stock, inflow, found, months):
    """Start + in - out = end, where out is the share found of each count."""
    counts = stocks.path(stock, inflow, found, months)
    out = stocks.outflow(stock, inflow * months, min(counts[-1], stock + inflow * months))
    assert out == pytest.approx(sum(found * count for count in counts[:-1]), abs=1e-6 * (1 + stock + inflow * months))


@given(families, families, shares, st.integers(1, 60))
def test_no_count_is_below_what_came_since_the_last_one(stock, inflow, found, months):
    assert min(stocks.path(stock, inflow, found, months)[1:]) >= inflow


@given(families, families, families, spans, shares)
def test_a_path_is_linear(stock, other, inflow, months, found):
    """A path is its start and its inflow, each on its own, added: the chart of the lesson relies on it."""
    alone = stocks.path(1, 0, found, months), stocks.path(0, 1, found, months)
    added = [stock * start + inflow * come for start, come in zip(*alone, strict=True)]
    assert stocks.path(stock, inflow, found, months) == pytest.approx(added, abs=1e-6)


def test_outflow_in_closed_form_and_at_its_limits():
    assert stocks.outflow(100, 20, 40) == 80
    assert stocks.outflow(100, 0, 40) == 60  # only now is it a fall of the stock by as much
    assert stocks.outflow(100, 20, 120) == stocks.outflow(0, 0, 0) == 0
    assert stocks.outflow(100, 20, 0) == 120


def test_the_flow_of_the_chapter_fits_any_change_of_the_stock():
    """154,300 found work again; as many came, more or fewer: the stock stays, rises or falls."""
    found = fact("urban.reemployed").value
    for change in (-found, -1_000, 0, 1_000):
        assert stocks.outflow(found, found + change, found + change) == found


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: stocks.steady_stock(-1, 2), "inflow is -1; it must be zero or more."),
        (lambda: stocks.steady_stock(1, math.inf), "months is inf; it must be zero or more."),
        (lambda: stocks.steady_stock(1, math.nan), "months is nan; it must be zero or more."),
        (lambda: stocks.path(-5, 1, 0.5), "stock is -5; it must be zero or more."),
        (lambda: stocks.path(5, 1, 1.5), "found is 1.5; it must be a share from 0 to 1."),
        (lambda: stocks.path(5, 1, math.nan), "found is nan; it must be a share from 0 to 1."),
        (lambda: stocks.path(5, 1, 0.5, -1), "months is -1; it must be zero or more."),
        (lambda: stocks.outflow(-1, 0, 0), "first is -1; it must be zero or more."),
        (lambda: stocks.outflow(10, 5, 16), "last is 16; of 10 and 5 who came, no more can be left."),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as raised:
        call()
    assert str(raised.value) == sentence
