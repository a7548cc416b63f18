"""Replicates: the multipliers by hand, their first two moments, and the fast ways held to the plain one."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty import inequality, poverty
from zjpoverty.poverty import RelativeLine
from zjpoverty.survey import Design, _replicates, estimate
from zjpoverty.survey._replicates import Jackknife, bootstrap, of_any, of_gini, sums

examples = settings(derandomize=True, deadline=None, max_examples=60)
DRAWN = np.array([2, 3, 5])
STRATUM = np.repeat(np.arange(3), DRAWN)
NO_FPC = np.zeros(3)


def whole(blocks):
    return np.concatenate(list(blocks), axis=1)


def plain(measure, y, w, psu, m, **options):
    """The measure, replicate after replicate: what every fast way must give."""
    return np.array([measure(y, weights=w * column[psu], **options) for column in m.T])


def close(values, digits=12):
    return pytest.approx(values, rel=10.0**-digits, abs=10.0**-digits)


# The multipliers


def test_bootstrap_draws_one_less_than_there_are_and_keeps_the_total():
    m = whole(bootstrap(STRATUM, DRAWN, NO_FPC, 200, seed=1))
    assert m.shape == (10, 200)
    for h, n in enumerate(DRAWN):
        counts = m[h == STRATUM] * (n - 1) / n
        assert counts == close(np.round(counts))
        assert counts.sum(axis=0) == close(np.full(200, n - 1))


def test_bootstrap_has_the_variance_of_the_linear_formula():
    # of n - 1 draws: E(t) = (n - 1) / n, Var(t) = (n - 1)(1/n)(1 - 1/n), so Var(m) = (n/(n-1))^2 Var(t) = 1;
    # with fpc, Var(m) = 1 - f
    fraction = np.array([0, 0.5, 0.2])
    m = whole(bootstrap(STRATUM, DRAWN, fraction, 40_000, seed=2))
    assert m.mean(axis=1) == pytest.approx(np.ones(10), abs=0.03)  # five standard errors: 5 / sqrt(40,000) = 0.025
    assert m.var(axis=1) == pytest.approx((1 - fraction)[STRATUM], abs=0.05)
    # PSUs of a stratum have the covariance -1 / (n - 1), those of different strata none
    covariance = np.cov(m)
    assert covariance[0, 1] == pytest.approx(-1, abs=0.05)
    assert covariance[5, 6] == pytest.approx(-0.8 / 4, abs=0.05)
    assert covariance[1, 2] == pytest.approx(0, abs=0.05)


def test_a_stratum_taken_whole_is_not_drawn_anew():
    m = whole(bootstrap(np.array([0, 0, 1]), np.array([2, 1]), np.array([1.0, 1.0]), 5, seed=3))
    assert (m == 1).all()


def test_bootstrap_does_not_depend_on_the_size_of_blocks(monkeypatch):
    at_once = whole(bootstrap(STRATUM, DRAWN, NO_FPC, 101, seed=4))
    monkeypatch.setattr(_replicates, "_BLOCK", 100)
    blocks = list(bootstrap(STRATUM, DRAWN, NO_FPC, 101, seed=4))
    assert len(blocks) == 11
    assert (whole(blocks) == at_once).all()


def test_jackknife_by_hand():
    assert whole(Jackknife(STRATUM, DRAWN))[:, [0, 2, 5]].T.tolist() == [
        [0, 2, 1, 1, 1, 1, 1, 1, 1, 1],
        [1, 1, 0, 1.5, 1.5, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 0, 1.25, 1.25, 1.25, 1.25],
    ]


def test_jackknife_leaves_a_single_psu_in():
    single = Jackknife(np.array([0, 0, 1]), np.array([2, 1]))
    assert whole(single).tolist() == [[0, 2, 1], [2, 0, 1], [1, 1, 1]]
    assert single.sums(np.array([[3.0, 5.0, 7.0]])).tolist() == [[17, 13, 15]]


def test_jackknife_in_blocks_and_without_multipliers(monkeypatch):
    totals = np.random.default_rng(5).normal(size=(2, 10))
    expected = totals @ whole(Jackknife(STRATUM, DRAWN))
    assert sums(totals, Jackknife(STRATUM, DRAWN)) == close(expected)
    monkeypatch.setattr(_replicates, "_BLOCK", 1)
    assert totals @ whole(Jackknife(STRATUM, DRAWN)) == close(expected)


def test_jackknife_of_a_domain_in_one_psu_is_exactly_nothing_without_it():
    # 0.7 is not a binary number: 0.7 - 3/2 (0.7 - 0.7/3) would leave a rounding error
    assert Jackknife(np.array([0, 0, 0, 1, 1]), np.array([3, 2])).sums(np.array([[0, 0.7, 0, 0, 0]]))[0, 1] == 0


# The fast ways


def sample(seed, n=3_000, psus=60):
    rng = np.random.default_rng(seed)
    psu = rng.integers(0, psus, n)
    return rng.lognormal(0, 1, n), rng.uniform(0.5, 3, n), psu


def test_the_gini_in_one_pass(monkeypatch):
    y, w, psu = sample(6)
    stratum, drawn = np.repeat(np.arange(12), 5), np.full(12, 5)
    for replicates in (1, 7, 49, 50, 130):  # narrow and wide blocks go different ways
        m = whole(bootstrap(stratum, drawn, np.zeros(12), replicates, seed=replicates))
        assert of_gini(y, w, psu, [m]) == close(plain(inequality.gini, y, w, psu, m))
    monkeypatch.setattr(_replicates, "_COLUMNS", 60)
    assert of_gini(y, w, psu, [m]) == close(plain(inequality.gini, y, w, psu, m))


def test_the_gini_in_one_pass_with_heavy_tails_ties_and_zero_weights():
    y, w, psu = sample(7)
    m = whole(Jackknife(np.repeat(np.arange(12), 5), np.full(12, 5)))
    for incomes in (y**4, np.round(y), np.append(y[1:], 1e9)):
        for weights in (w, np.where(psu % 3 > 0, w, 0), np.where(incomes < 1e6, w, 1e-3)):
            expected = plain(inequality.gini, incomes, weights, psu, m)
            assert of_gini(incomes, weights, psu, [m]) == close(expected, digits=11)
    assert (of_gini(np.full(3_000, 0.1), w, psu, [m]) == 0).all()  # all have the same


@examples
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5), st.integers(0, 2)), min_size=3, max_size=40))
def test_the_gini_in_one_pass_of_anything(rows):
    y, w, psu = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    m = np.array([[1, 2, 0.5], [1, 0.1, 3], [1, 1, 1.5]])
    if y.any():
        expected = plain(inequality.gini, y, w, psu.astype(int), m)
        assert of_gini(y, w, psu.astype(int), [m]) == close(expected)


def test_compiled():
    y, w, psu = sample(8)
    order = np.argsort(y)
    m = whole(bootstrap(np.repeat(np.arange(12), 5), np.full(12, 5), np.zeros(12), 70, seed=9))
    compiled = pytest.importorskip("zjpoverty.survey._compiled").ranked(y[order], w[order], psu[order], m)
    assert compiled == close(_replicates._ranked_blocks(y[order], w[order], psu[order], m))


def test_without_numba_the_large_go_the_same_way_as_the_small(monkeypatch):
    y, w, psu = sample(8)
    m = whole(Jackknife(np.repeat(np.arange(12), 5), np.full(12, 5)))
    expected = of_gini(y, w, psu, [m])
    monkeypatch.setattr(_replicates, "_WORTH_COMPILING", 0)
    monkeypatch.setitem(sys.modules, "zjpoverty.survey._compiled", None)  # as if numba were not there
    assert (of_gini(y, w, psu, [m]) == expected).all()


FAST = [
    ("mean", {}),
    ("total", {}),
    ("headcount", {"line": 1.0}),
    ("headcount", {"line": 1.0, "at_line": "poor"}),
    ("fgt", {"line": 1.0, "alpha": 1.5}),
    ("poverty_gap", {"line": 1.0}),
    ("poverty_severity", {"line": np.linspace(0.5, 2, 600)}),
    ("watts", {"line": 1.0}),
    ("time_to_exit", {"line": 1.0, "growth": 0.02}),
    ("total_shortfall", {"line": 1.0}),
    ("gini", {}),
]


def slow(measure, y, design, **options):
    """The same measure under another name of another module: nothing fast is known about it."""
    from zjpoverty.survey._estimation import find

    known = find(measure)

    def unknown(income, weights=None, line=None, **others):
        return known(income, weights=weights, **({} if line is None else {"line": line}), **others)

    return estimate(unknown, y, design, **options)


@pytest.mark.parametrize("method", ["bootstrap", "jackknife", "replicates"])
@pytest.mark.parametrize(("measure", "options"), FAST)
def test_fast_ways_give_what_the_plain_way_gives(measure, options, method):
    y, w, psu = sample(10, n=600, psus=30)
    psu = psu // 3 + 10 * (psu % 3)  # any order of labels
    m = whole(bootstrap(np.repeat(np.arange(3), 10), np.full(3, 10), np.zeros(3), 20, seed=11))
    fraction = np.array([0.1, 0.2, 0.5])[psu // 10]
    design = Design(w, psu // 10, psu, fraction, replicate_weights=w[:, None] * m[psu], kind="bootstrap")
    inside = np.arange(600) % 4 > 0
    for domain in (None, inside):
        arguments = {"method": method, "replicates": 25, "domain": domain, **options}
        fast, other = estimate(measure, y, design, **arguments), slow(measure, y, design, **arguments)
        assert fast.standard_error == close(other.standard_error, digits=11)
        assert fast._scores == pytest.approx(other._scores, rel=1e-9, abs=1e-12 * abs(fast.estimate))


def test_a_relative_line_is_drawn_anew():
    y, w, psu = sample(12, n=600, psus=30)
    design = Design(w, psu % 3, psu)
    line = RelativeLine(0.6)
    m = whole(bootstrap(design.stratum, design.drawn, design.fraction, 30, seed=0))
    values = plain(poverty.headcount, y, w, design.psu, m, line=line)
    answer = estimate("headcount", y, design, line=line, method="bootstrap", replicates=30)
    assert answer.standard_error == close(values.std(ddof=1))


def test_one_after_another():
    y, w, psu = sample(13, n=100, psus=10)
    m = whole(bootstrap(STRATUM, DRAWN, NO_FPC, 6, seed=14))
    expected = plain(inequality.gini, y, w, psu, m)
    assert of_any(lambda v: inequality.gini(y, v), w, psu, [m[:, :4], m[:, 4:]]) == close(expected)
