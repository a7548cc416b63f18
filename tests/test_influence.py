"""Influence functions: derivatives with respect to the weights, closed forms, densities, simulation, and bad input."""

import inspect
from functools import cache, partial
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty import inequality, poverty
from zjpoverty.poverty import RelativeLine
from zjpoverty.survey import _influence
from zjpoverty.survey._distribution import Distribution
from zjpoverty.survey._influence import MEASURES, influence

examples = settings(derandomize=True, deadline=None, max_examples=40)

# with equal incomes, also across rows of different weight, and a row of weight zero
INCOME = np.array([3, 5, 5, 8, 1, 13, 8, 2, 21, 9.0])
WEIGHTS = np.array([1, 2, 0.5, 3, 0, 1, 1.5, 2, 1, 2.0])
LINES = np.linspace(4, 12, 10)  # equal incomes are poor by one and not poor by the other
OF_MEAN, OF_MEDIAN = RelativeLine(0.9, "mean"), RelativeLine(0.6)  # 0.9 of the mean is 7.7: no income is near

SMOOTH = [
    ("headcount", (8.5,)),
    ("headcount", (LINES,)),
    ("fgt", (8.5, 0.5)),
    ("fgt", (OF_MEAN, 2.5)),
    ("fgt", (OF_MEAN, 0.5)),
    ("poverty_gap", (8.5,)),
    ("poverty_gap", (OF_MEAN,)),
    ("poverty_severity", (LINES,)),
    ("poverty_severity", (OF_MEAN,)),
    ("watts", (8.5,)),
    ("watts", (OF_MEAN,)),
    ("time_to_exit", (LINES, 0.03)),
    ("time_to_exit", (OF_MEAN, 0.03)),
    ("total_shortfall", (8.5,)),
    ("total_shortfall", (OF_MEAN,)),
    ("income_gap_ratio", (8.5,)),
    ("income_gap_ratio", (LINES,)),
    ("sen", (8.5,)),
    ("sen", (LINES,)),
    ("sen_shorrocks_thon", (8.5,)),
    ("sen_shorrocks_thon", (LINES,)),
    ("sen_shorrocks_thon", (OF_MEAN,)),
    ("gini", ()),
    ("theil", ()),
    ("mean_log_deviation", ()),
    ("generalized_entropy", (2,)),
    ("generalized_entropy", (-1,)),
    ("generalized_entropy", (0.3,)),
    ("generalized_entropy", (1 + 1e-9,)),
    ("generalized_entropy", (1e-9,)),
    ("atkinson", (0.5,)),
    ("atkinson", (1,)),
    ("atkinson", (1 - 1e-9,)),
    ("atkinson", (2,)),
    ("hoover", ()),
    ("share", (0.3, 0.95)),
    ("share_ratio", ()),
]
# with a density in them, which is an estimate
ROUGH = [
    ("headcount", (OF_MEDIAN,)),
    ("headcount", (OF_MEAN,)),
    ("watts", (OF_MEDIAN,)),
    ("income_gap_ratio", (OF_MEAN,)),
    ("sen", (OF_MEDIAN,)),
    ("sen_shorrocks_thon", (OF_MEDIAN,)),
    ("quantile", (0.3,)),
    ("quantile_ratio", ()),
    ("wolfson", ()),
]
named = pytest.mark.parametrize(("name", "options"), SMOOTH)


def measure(name):
    return getattr(poverty if name in poverty.__all__ else inequality, name)


def derivative(function, weights, i):
    """Of a function of the weights with respect to one of them: central, or forward where the weight is zero."""

    def at(step):
        return function(weights + step * (np.arange(weights.size) == i))

    h = 1e-5
    if weights[i] == 0:
        return (-3 * at(0) + 4 * at(h) - at(2 * h)) / (2 * h)
    return (at(h) - at(-h)) / (2 * h)


# Derivatives


@named
def test_u_is_the_derivative_with_respect_to_each_weight(name, options):
    u = influence(name)(INCOME, *options, weights=WEIGHTS)
    slopes = [derivative(lambda w: measure(name)(INCOME, *options, weights=w), WEIGHTS, i) for i in range(10)]
    # a third of h squared, and rounding of 1e-16 by h
    assert u == pytest.approx(slopes, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", ["headcount", "income_gap_ratio", "sen"])
@pytest.mark.parametrize("at_line", ["poor", "not poor"])
def test_the_reader_says_who_is_poor_at_the_line(name, at_line):
    u = influence(name)(INCOME, 8, WEIGHTS, at_line=at_line)
    slopes = [derivative(lambda w: measure(name)(INCOME, 8, w, at_line=at_line), WEIGHTS, i) for i in range(10)]
    assert u == pytest.approx(slopes, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("at", [_influence.lorenz_at, _influence.generalized_lorenz_at])
@pytest.mark.parametrize("p", [0.2, 0.5, 0.9])
def test_ordinates_of_lorenz_curves(at, p):
    curve = {"lorenz_at": inequality.lorenz, "generalized_lorenz_at": inequality.generalized_lorenz}[at.__name__]
    slopes = [derivative(lambda w: np.interp(p, *curve(INCOME, w)), WEIGHTS, i) for i in range(10)]
    assert at(INCOME, p, WEIGHTS) == pytest.approx(slopes, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("name", "options"), SMOOTH + ROUGH)
def test_sum_is_zero_or_the_total_and_scale_of_weights_is_inverse(name, options):
    u = influence(name)(INCOME, *options, weights=WEIGHTS)
    total = measure(name)(INCOME, *options, weights=WEIGHTS) if name == "total_shortfall" else 0
    size = np.abs(WEIGHTS * u).sum()
    assert WEIGHTS @ u == pytest.approx(total, abs=1e-14 * size)
    scaled = influence(name)(INCOME, *options, weights=0.1 * WEIGHTS)
    assert scaled * (1 if name == "total_shortfall" else 0.1) == pytest.approx(u, rel=1e-9, abs=1e-12)


@examples
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 4)), min_size=5, max_size=12, unique_by=lambda row: row[0]),
    st.sampled_from(SMOOTH + ROUGH),
    st.randoms(use_true_random=False),
)
def test_rows_in_any_order_weights_for_rows_and_rows_of_weight_zero(rows, case, random):
    name, options = case
    options = [8.5 if option is LINES else option for option in options]
    income, weights = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    income = np.append(income, [1, 12])  # somebody poor, somebody not
    weights = np.append(weights, [2, 1]).astype(int)
    u = influence(name)(income, *options, weights=weights)
    repeated = influence(name)(np.repeat(income, weights), *options)
    assert repeated == pytest.approx(np.repeat(u, weights), rel=1e-9, abs=1e-12)
    order = random.sample(range(income.size + 1), income.size + 1)
    more = np.append(income, 7)[order], *options
    shuffled = influence(name)(*more, weights=np.append(weights, 0)[order])
    assert shuffled[np.argsort(order)][:-1] == pytest.approx(u, rel=1e-9, abs=1e-12)


# By hand


def test_mean_and_total():
    # (10 + 3 x 30) / 4 = 25: 10 - 25 and 30 - 25, by 4
    assert _influence.mean([10, 30], [1, 3]).tolist() == [-3.75, 1.25]
    assert _influence.total([10, 30], [1, 3]).tolist() == [10, 30]


def test_headcount():
    # P = 1/4: (1 - P) / W and -P / W
    assert _influence.headcount([50, 200], 100, [1, 3]).tolist() == [0.75 / 4, -0.25 / 4]


def test_gini():
    # W = 2, Y = 100, both distances 50, G = 0.25: (50 - 0.25 (100 + 2 x 25)) / 200 and (50 - 0.25 (100 + 2 x 75)) / 200
    assert _influence.gini([25, 75]).tolist() == [0.0625, -0.0625]


def test_equal_incomes_have_a_gini_of_zero_whatever_the_weights():
    assert _influence.gini([5, 5, 5], [1, 2, 3]).tolist() == [0, 0, 0]


def test_half_of_those_at_the_quantile_are_below_it():
    # 1, 2, 2, 3: the median is 2; b = 1, 1/2, 1/2, 0, and u is proportional to 1/2 - b
    u = _influence.quantile([1, 2, 2, 3], 0.5)
    assert u / u[3] == pytest.approx([-1, 0, 0, 1])


def test_nobody_poor():
    # who becomes the first poor, with a weight of zero as yet, adds their gap of 0.4 by W
    assert _influence.sen([60, 150, 200], 100, [0, 1, 1]) == pytest.approx([0.4 / 2, 0, 0])
    assert _influence.sen([150, 200], RelativeLine(0.5), [1, 1]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("name", "options"),
    [("watts", (100,)), ("mean_log_deviation", ()), ("generalized_entropy", (-1,)), ("atkinson", (2,))],
)
def test_a_zero_without_a_weight_needs_no_logarithm(name, options):
    u = influence(name)([0, 50, 200], *options, weights=[0, 1, 1])
    assert u[1:] == pytest.approx(influence(name)([50, 200], *options), rel=1e-12)
    assert np.isfinite(u).all()


@pytest.mark.parametrize("name", ["poverty_gap", "poverty_severity", "watts", "total_shortfall", "sen_shorrocks_thon"])
def test_a_national_line_for_the_poor_of_a_region(name):
    region = np.array([1, 1, 0, 1, 1, 0, 0, 1, 1, 0], dtype=bool)
    u = influence(name)(INCOME, OF_MEAN, WEIGHTS, domain=region)

    def of_the_region(w):
        return measure(name)(INCOME, OF_MEAN(INCOME, w), w * region)

    assert u == pytest.approx([derivative(of_the_region, WEIGHTS, i) for i in range(10)], rel=1e-6, abs=1e-9)
    still = influence(name)(INCOME, 8.5, WEIGHTS, domain=region)
    assert still[region] == pytest.approx(influence(name)(INCOME[region], 8.5, WEIGHTS[region]), rel=1e-12)
    assert not still[~region].any()


# Densities


@cache
def log_normal(n, sigma=0.8):
    """A population whose logarithms are the quantiles of a normal distribution of mean 0."""
    return np.exp(sigma * np.array([NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]))


@pytest.mark.parametrize("x", [0.4, 1, 2.5])
def test_density_of_log_normal_incomes(x):
    # a normal kernel on normal logarithms: normal with both variances. Here sigma is less than IQR / 1.34 = 0.8 x 1.007
    n, sigma = 20_000, 0.8
    h = 0.9 * sigma * n**-0.2
    expected = NormalDist(0, np.hypot(sigma, h)).pdf(np.log(x)) / x
    assert Distribution(log_normal(n)).density(x) == pytest.approx(expected, rel=1e-3)
    assert Distribution(-log_normal(n)).density(-x) == pytest.approx(expected, rel=1e-3)
    # zeros have no density above zero, but are people
    assert Distribution(np.append(log_normal(n), np.zeros(n))).density(x) == pytest.approx(expected / 2, rel=1e-3)


def test_the_bandwidth_of_a_heavy_tail_is_by_its_quartiles():
    # logarithms -10, -1, -1, 0, 0, 1, 1, 10 of eight people: quartiles -1 and 1, and sigma far above 2 / 1.34; five
    # different incomes with the weights 1, 2, 2, 2 and 1: m = 64 / 14
    t = np.array([-10, -1, -1, 0, 0, 1, 1, 10])
    h = 0.9 * 2 / 1.34 * (64 / 14) ** -0.2
    expected = np.exp(-((t / h) ** 2) / 2).sum() / (np.sqrt(2 * np.pi) * h * 8)
    assert Distribution(np.exp(t)).density(1) == pytest.approx(expected, rel=1e-12)


def test_one_income_that_is_half_of_all_leaves_a_bandwidth():
    # logarithms 0, 0, 0, 0, 1: the quartiles are equal, sigma = sqrt(0.8 x 0.2), m = 5^2 / (4^2 + 1^2)
    h = 0.9 * 0.4 * (25 / 17) ** -0.2
    expected = 0.8 * NormalDist(0, h).pdf(0) + 0.2 * NormalDist(1, h).pdf(0)
    assert Distribution([1, 1, 1, 1, np.e]).density(1) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", ["headcount", "income_gap_ratio", "sen"])
def test_slope_by_a_moving_line_counts_those_whom_it_meets(name):
    income = log_normal(20_000)
    line = RelativeLine(0.6, "mean")
    z, f = line(income), influence(name)
    moved = f(income, line) - f(income, z)
    slope = (measure(name)(income, 1.02 * z) - measure(name)(income, 0.98 * z)) / (0.04 * z)
    # the kernel widens the logarithms by h = 0.1, with a bias of h^2 / 2 (t^2 / sigma^4 - 1 / sigma^2) < 0.01
    assert moved == pytest.approx(slope * line.share * _influence.mean(income), rel=0.02)


SIMULATED = [
    *(("quantile", (p,)) for p in (0.1, 0.5, 0.9)),
    ("quantile_ratio", ()),
    ("wolfson", ()),
    ("share_ratio", ()),
    ("headcount", (RelativeLine(0.6),)),
    ("headcount", (RelativeLine(0.6, "mean"),)),
    ("income_gap_ratio", (RelativeLine(0.6),)),
    ("sen", (RelativeLine(0.6),)),
]


@pytest.mark.parametrize(("name", "options"), SIMULATED)
def test_variance_over_samples_is_that_of_the_linearised_total(name, options):
    draws, n = 600, 400
    rng = np.random.default_rng(2010)
    estimates, variances = np.empty(draws), np.empty(draws)
    for r in range(draws):
        income = rng.lognormal(8.5, 0.7, n)
        estimates[r] = measure(name)(income, *options)
        variances[r] = n * influence(name)(income, *options).var(ddof=1)
    # the variance of 600 draws has a relative standard error of sqrt(2 / 599) = 0.058; three of them
    assert variances.mean() == pytest.approx(estimates.var(ddof=1), rel=3 * np.sqrt(2 / (draws - 1)))


# Names and bad input


@pytest.mark.parametrize("name", sorted(set(MEASURES) - {"mean", "total"}))
def test_arguments_are_those_of_the_measure(name):
    of_measure = inspect.signature(measure(name)).parameters
    ours = inspect.signature(influence(measure(name))).parameters
    assert [p for p in ours if p != "domain"] == list(of_measure)
    for p, parameter in of_measure.items():
        assert (ours[p].kind, ours[p].default) == (parameter.kind, parameter.default)


def test_every_measure_with_one_number_has_one():
    curves = {"lorenz", "generalized_lorenz"}
    assert {*poverty.__all__, *inequality.__all__} - {"RelativeLine"} - curves == set(MEASURES) - {"mean", "total"}


def gini(income, weights=None):
    """Not ours."""


def sentence(function, *arguments, **options):
    with pytest.raises(ValueError) as error:
        function(*arguments, **options)
    return str(error.value)


@pytest.mark.parametrize(
    ("unknown", "name"),
    [
        (gini, "gini"),
        ("lorenz", "lorenz"),
        (inequality.lorenz, "lorenz"),
        (np.mean, "mean"),
        (_influence.lorenz_at, "lorenz_at"),
    ],
)
def test_a_measure_without_an_influence_function(unknown, name):
    assert sentence(influence, unknown) == (
        f"{name} has no influence function, so its standard error cannot be linearised. "
        "Use method='bootstrap' or 'jackknife'."
    )


def test_a_measure_without_a_name():
    ours = partial(poverty.fgt, alpha=2)
    assert sentence(influence, ours) == (
        f"{ours!r} has no influence function, so its standard error cannot be linearised. "
        "Use method='bootstrap' or 'jackknife'."
    )


@pytest.mark.parametrize("p", [0, 1, [0.2, 0.5]])
def test_ends_and_several_quantiles(p):
    assert sentence(_influence.quantile, [1, 2, 3], p) == (
        f"p must be one number between 0 and 1 for a standard error to be linearised, but it is {p}."
    )


@pytest.mark.parametrize(
    ("income", "why"),
    [([0, 0, 0, 5, 6], "at 0, where logarithms end"), ([5, 5, 5], "from fewer than two different incomes above 0")],
)
def test_no_density(income, why):
    assert sentence(_influence.quantile, income, 0.5) == (
        f"The density of incomes, which the standard error needs, cannot be estimated {why}. "
        "Use method='bootstrap' or 'jackknife'."
    )


@pytest.mark.parametrize("name", MEASURES)
def test_what_the_measure_refuses_is_refused(name):
    options = {"alpha": 2, "epsilon": 1, "growth": 0.02, "p": 0.5, "low": 0, "high": 0.4}
    given = {p: options[p] for p in inspect.signature(influence(name)).parameters if p in options}
    if name in poverty.__all__:
        given["line"] = 0
        assert sentence(influence(name), [1, 2], **given) == (
            "line is zero or negative. A poverty line must be above zero."
        )
        given["line"] = RelativeLine(0.6, "mean")
    assert sentence(influence(name), [], **given) == (
        "income is empty, so there is nobody to measure. Give at least one row."
    )
    assert sentence(influence(name), [1, 2], **given, weights=[0, 0]) == (
        "weights are all zero, so there is nobody to measure. Check the column of weights."
    )
    negative = "income is negative in 1 of 2 rows (the first at position 0, counting from 0). "
    if name in inequality.__all__ and not name.startswith("quantile"):
        assert sentence(influence(name), [-1, 2], **given).startswith(negative)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("watts", ([0, 2], 1)),
        ("time_to_exit", ([1, 2], 1, 0)),
        ("sen", ([-1, 2], 1)),
        ("income_gap_ratio", ([1, 2], 1)),
        ("fgt", ([1, 2], 1, -1)),
        ("mean_log_deviation", ([0, 2],)),
        ("atkinson", ([0, 2], 1)),
        ("quantile_ratio", ([-1, 0, 2],)),
        ("share", ([1, 2], 0.4, 0.4)),
        ("share_ratio", ([0, 0, 0, 2],)),
    ],
)
def test_the_sentence_is_that_of_the_measure(name, arguments):
    assert sentence(influence(name), *arguments) == sentence(measure(name), *arguments)
