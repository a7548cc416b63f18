"""The monitoring survey against the population that only we know: weights, chances, errors, and plans of it."""

import numpy as np
import pandas as pd
import pytest

from zjpoverty import fact, households, survey
from zjpoverty.households import (
    PRICES,
    best_take,
    cost,
    design,
    detectable,
    error_of_change,
    power,
    precision,
    repeat,
    response_by_income,
    sample,
    truth,
)

LINE = fact("overview.line").value


@pytest.fixture(scope="module")
def population():
    return households.population(scale=0.1)


def made(sizes: dict[str, list[int]], income=None, persons=None) -> pd.DataFrame:
    """Make a population of counties with villages of these sizes."""
    n = sum(map(sum, sizes.values()))
    villages = [size for county in sizes.values() for size in county]
    return pd.DataFrame(
        {
            "household": np.arange(1, n + 1),
            "county": np.repeat(list(sizes), [sum(county) for county in sizes.values()]),
            "village": np.repeat(np.arange(1, len(villages) + 1), villages),
            "in_survey": True,
            "persons": np.ones(n, int) if persons is None else persons,
            "allowance": 0,
            "net_income": np.arange(n) * 100 + 500 if income is None else income,
        }
    )


# Drawing


def test_the_default_is_the_survey_of_the_chapter(population):
    drawn = sample(population)
    asked = fact("information_system.sample_per_county").value
    per_county = drawn.groupby("county", observed=True).size()
    assert len(per_county) == fact("information_system.counties_assessed").value
    assert per_county.max() == asked and per_county.min() > 0.9 * asked  # less where small villages were taken whole
    assert drawn.attrs["asked"] == drawn.attrs["answered"] == len(drawn)
    assert drawn.synthetic.all() and drawn.attrs["synthetic"] and drawn.attrs["units"]["weight"] == "households"
    assert not drawn.household.duplicated().any() and drawn.household.is_monotonic_increasing
    assert {"weight", "stratum", "psu", "fraction"} == set(drawn) - set(population)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"households": 40, "villages": 4},
        {"response": 0.6},
        {"response": 0.6, "correct": "county"},
        {"response": response_by_income()},
        {"counties": ["Yunhe", "Longyou"], "households": 50, "villages": 5},
        {"allowance": False},
    ],
)
def test_the_weights_add_up_to_the_households_of_each_county(population, options):
    drawn = sample(population, **options)
    covered = population if options.get("allowance", True) else population[population.allowance == 0]
    counties = drawn.county.unique()
    there = covered[covered.county.isin(counties)].groupby("county", observed=True).size()
    assert np.allclose(drawn.groupby("county", observed=True).weight.sum(), there, rtol=1e-12)
    if options.get("counties") is None:
        assert len(counties) == 40
    if not options.get("allowance", True):
        assert (drawn.allowance == 0).all()


def test_a_sample_of_some_counties_stands_for_all_with_counties_as_psus(population):
    drawn = sample(population, counties=10)
    assert drawn.weight.sum() == pytest.approx(population.in_survey.sum(), rel=1e-12)
    assert drawn.county.nunique() == drawn.psu.nunique() == 10
    assert repr(design(drawn)) == f"Design(rows={len(drawn)}, strata=1, psus=10)"
    assert set(sample(population, counties=10, seed=3).county) != set(drawn.county)


def test_each_household_of_a_county_has_the_same_weight_though_small_villages_are_taken_whole():
    people = made({"a": [3, 40, 50, 60, 47], "b": [30, 30, 40]})
    drawn = sample(people, households=20, villages=2, seed=4)
    assert (drawn.groupby("county").weight.nunique() == 1).all()
    small = [sample(people, households=20, villages=2, seed=seed) for seed in range(40)]
    small = next(one for one in small if (one.village == 1).any())
    # county a has 200 households; 3 of the small village and 10 of the other
    assert small[small.county == "a"].groupby("village").size().tolist() == [3, 10]
    assert small[small.county == "a"].weight.unique() == pytest.approx([200 / 13])


def test_the_same_seed_draws_the_same_sample_in_any_order_of_rows_and_kind_of_labels():
    people = made({"b": [30, 30, 40], "a": [3, 40, 50, 60, 47]})
    first = sample(people, households=4, villages=2, seed=5)
    # raw integers of PCG64 alone decide: the same on every system and version
    assert first.household.tolist() == [9, 30, 37, 55, 245, 247, 286, 300]
    shuffled = people.sample(frac=1, random_state=1)
    shuffled["county"] = shuffled["county"].astype("category")
    second = sample(shuffled, households=4, villages=2, seed=5)
    assert sorted(second.household) == first.household.tolist()
    assert sample(people, households=4, villages=2, seed=6).household.tolist() != first.household.tolist()


def test_a_household_is_drawn_as_often_as_its_weight_says():
    """Horvitz and Thompson: the mean of weight times being drawn is 1 for each household."""
    people = made({"a": [12, 20, 30, 90], "b": [15, 15, 30, 25, 40]})  # 90 of 152 in two draws: certain
    draws, sums = 150, np.zeros(len(people))
    for seed in range(draws):
        drawn = sample(people, households=12, villages=2, seed=seed)
        sums[drawn.household - 1] += drawn.weight
    # of the rest of county a one village is drawn, and 6 households of it
    weight = np.repeat([62 / 6, 90 / 6, 125 / 12], [62, 90, 125])
    deviation = np.sqrt((weight - 1) / draws)  # of the mean of w times a draw with the chance 1 / w
    z = (sums / draws - 1) / deviation
    assert np.abs(z).max() < 4.5  # of 277 normal numbers, one lies beyond in 500 tests
    assert 0.8 < z.std() < 1.2


def test_a_county_with_few_villages_has_all_of_them_and_says_so():
    people = made({"a": [30, 30], "b": [25] * 6, "c": [4, 4, 4]})
    said = (
        r"^2 of 3 counties have fewer than 5 villages \(the first is a\), so all of them are in the sample, and fewer "
        r"households than asked\. Ask for fewer villages, or make a population of a larger scale\.$"
    )
    with pytest.warns(UserWarning, match=said):
        drawn = sample(people, households=25, villages=5)
    assert drawn.groupby("county").size().to_dict() == {"a": 10, "b": 25, "c": 12}
    assert sorted(drawn[drawn.county == "a"].stratum.unique()) == ["a, village 1", "a, village 2"]
    assert drawn[drawn.county != "b"].psu.is_unique
    # county c is taken whole: it adds nothing to the error
    answer = survey.estimate("mean", drawn.net_income, design(drawn), domain=drawn.county == "c")
    assert answer.standard_error == 0 and answer.estimate == people.net_income[people.county == "c"].mean()


# Estimating


@pytest.mark.parametrize("measure", ["headcount", "mean", "poverty_gap", "poverty_severity"])
@pytest.mark.parametrize(
    "options",
    [{}, {"counties": 10, "of": "persons"}, {"response": 0.7, "villages": 8, "of": "persons"}, {"level": 0.8}],
)
def test_repeated_draws_estimate_as_survey_does_from_the_sample(population, measure, options):
    again = repeat(population, measure, draws=2, seed=8, **options).iloc[0]
    of, level = options.get("of", "households"), options.get("level", 0.95)
    drawn = sample(population, seed=8, **{k: v for k, v in options.items() if k not in ("of", "level")})
    given = {} if measure == "mean" else {"line": LINE}
    one = survey.estimate(measure, drawn.net_income, design(drawn, of), level=level, **given)
    expected = [len(drawn), one.estimate, one.standard_error, one.low, one.high]
    assert again[["households", "estimate", "standard_error", "low", "high"]].tolist() == pytest.approx(expected)


@pytest.fixture(scope="module")
def many(population):
    return repeat(population, draws=1000)


def test_the_estimate_is_unbiased_and_its_interval_holds_the_truth(population, many):
    true, draws = truth(population), len(many)
    assert abs(many.estimate.mean() - true) < 4 * many.estimate.std() / draws**0.5
    held = ((many.low < true) & (true < many.high)).mean()
    # the correction is on the safe side where many of a county's villages are drawn, so it may hold more often
    assert 0.95 - 4 * (0.95 * 0.05 / draws) ** 0.5 < held < 0.99
    assert 0.95 < (many.standard_error**2).mean() ** 0.5 / many.estimate.std() < 1.2
    assert many.synthetic.all() and many.draw.tolist() == list(range(draws))


def test_equal_response_is_mended_by_weights_and_a_response_by_income_is_not(population):
    true, draws = truth(population), 120

    def bias(response, correct="village"):
        again = repeat(population, draws=draws, response=response, correct=correct)
        return (again.estimate.mean() - true) / (again.estimate.std() / draws**0.5)

    assert abs(bias(0.6)) < 4
    assert bias(response_by_income(0.95, 0.6)) > 20 and bias(response_by_income(0.6, 0.95)) < -20

    def by_village(households):
        return np.where(households.concentrated, 0.9, 0.3)

    # within a village all have one chance; within a county they have not
    assert abs(bias(by_village)) < 4 and abs(bias(by_village, "county")) > 8


def test_the_truth_of_the_province_is_the_published_one(population):
    under = fact("two_systems.households_under_line").value, fact("two_systems.persons_under_line").value
    over = fact("two_systems.households_over_line").value, fact("two_systems.persons_over_line").value
    for of, below, above in zip(("households", "persons"), under, over, strict=True):
        assert truth(population, of=of, area="province") == pytest.approx(below / (below + above), rel=1e-12)
    inside = population[population.in_survey]
    assert truth(population, "mean") == pytest.approx(inside.net_income.mean())
    assert truth(population, line=4000) == pytest.approx((inside.net_income < 4000).mean())
    assert truth(population, allowance=False) < truth(population)


# Planning


@pytest.mark.parametrize(
    "options",
    [{"villages": 20}, {"villages": 5, "households": 25}, {"counties": 10}, {"measure": "mean", "of": "persons"}],
)
def test_the_expected_error_is_that_of_repeated_draws(population, options):
    draws = 300
    again = repeat(population, draws=draws, seed=9, **options)
    expected = precision(population, **options)
    # the standard deviation of a standard deviation of n draws is about 1 / sqrt(2 n) of it
    assert again.estimate.std() / expected.standard_error == pytest.approx(1, abs=4 / (2 * draws) ** 0.5)
    assert again.households.mean() == pytest.approx(expected.households, rel=0.01)
    assert expected.estimate == pytest.approx(
        truth(population, **{k: options[k] for k in options if k in ("measure", "of")})
    )


def test_the_expected_error_of_the_default(population, many):
    expected = precision(population)
    assert many.estimate.std() / expected.standard_error == pytest.approx(1, abs=4 / 2000**0.5)
    parts = expected.between_counties, expected.between_villages, expected.within_villages
    assert sum(parts) == pytest.approx(expected.standard_error**2) and parts[0] == 0


def test_the_variance_of_whole_villages_and_of_all_villages_is_that_of_the_books():
    rng = np.random.default_rng(1)
    people = made({"a": [8] * 12}, income=rng.integers(1000, 9000, 96))
    villages = people.groupby("village").net_income
    # whole villages of one size: a simple random sample of their means (Cochran 1977, chapter 9)
    whole = precision(people, villages=3, households=24, measure="mean")
    assert whole.standard_error**2 == pytest.approx((1 - 3 / 12) * villages.mean().var() / 3)
    # all villages: each is a stratum (Cochran 1977, chapter 5)
    with_all = precision(people, villages=12, households=24, measure="mean")
    assert with_all.standard_error**2 == pytest.approx(sum((1 - 2 / 8) * villages.var() / 2 / 12**2))
    # a census
    assert precision(people, villages=12, households=96, measure="mean").standard_error == 0


def test_the_design_effect_of_one_county_is_that_of_kish():
    """Of 300 villages 3 are drawn, so that it hardly matters that none is drawn twice: 1 + (m - 1) rho."""
    rng = np.random.default_rng(2)
    sizes = rng.integers(10, 60, 300)
    income = 4000 + 600 * rng.standard_normal(300).repeat(sizes) + 1200 * rng.standard_normal(sizes.sum())
    people = made({"a": sizes.tolist()}, income=income)
    plan = precision(people, villages=3, households=30, measure="mean")
    assert plan.intra_village_correlation == pytest.approx(600**2 / (600**2 + 1200**2), abs=0.04)
    assert plan.villages_effect == 1 + 9 * plan.intra_village_correlation
    assert plan.design_effect == pytest.approx(plan.villages_effect, rel=0.02)
    assert plan.weights_effect == pytest.approx(1)


def test_the_design_effect_has_the_parts_of_villages_and_weights(population):
    plan = precision(population, villages=4, households=40)
    # the strata take a little away
    assert 0.85 < plan.design_effect / (plan.villages_effect * plan.weights_effect) < 1


@pytest.mark.parametrize("counties", [None, 10])
def test_a_pilot_expects_about_what_the_population_does(population, counties):
    options = {"villages": 4, "households": 40, "counties": counties}
    expected = precision(population, **options)
    pilots = [precision(sample(population, villages=4, households=40, seed=seed), **options) for seed in range(25)]
    ratio = np.array([one.standard_error**2 for one in pilots]) / expected.standard_error**2
    # a pilot does not know how many other villages there are: 4 of about 45 are drawn, up to a tenth more
    assert 1 - 4 * ratio.std() / 5 < ratio.mean() < 1.1 + 4 * ratio.std() / 5


def test_costs_and_the_best_take():
    assert cost(2, 3, 6, per_county=100, per_village=10, per_household=1) == 2 * (100 + 3 * 10 + 6)
    assert cost(1, 1, 1) == sum(price.value for price in PRICES.values())
    assert all(price.reason.endswith(".") for price in PRICES.values())
    c, rho = 16.0, 0.2
    takes = np.arange(1, 40)
    for_the_money = (1 + (takes - 1) * rho) / takes * (c + takes)  # variance times cost
    assert takes[for_the_money.argmin()] == best_take(c, 1, rho) == pytest.approx(8)


def test_power_and_the_change_that_can_be_seen():
    assert error_of_change(3, 4) == 5 and error_of_change(3) == pytest.approx(18**0.5)
    assert error_of_change(3, correlation=0.5) == pytest.approx(3)
    assert power(0, 1) == pytest.approx(0.05) and power(-2, 1) == power(2, 1)
    # z is 1.959964 and 0.841621 (tables of the normal distribution)
    assert detectable(0.01) == pytest.approx((1.959964 + 0.841621) * 0.01 * 2**0.5, rel=1e-6)
    assert power(detectable(0.01, 0.9), 0.01) == pytest.approx(0.9, abs=1e-6)
    assert power(0.02, 0.01, correlation=0.6) > power(0.02, 0.01)
    rng = np.random.default_rng(3)
    seen = np.abs(rng.normal(2, 1, 20_000)) > 1.959964
    assert power(2, 0.6, second=0.8) == pytest.approx(seen.mean(), abs=4 * 0.5 / 20_000**0.5)


def test_one_seed_in_two_years_is_a_panel_and_sees_smaller_changes(population):
    before = households.population(2009, scale=0.1)
    first, second = sample(before), sample(population)
    stay = first.household.isin(second.household).mean()
    assert first.village.tolist() == second.village.tolist() and 0.96 < stay < 1  # about 2 in 100 are replaced
    again = [repeat(before, draws=200), repeat(population, draws=200), repeat(population, draws=200, seed=7)]
    panel, apart = ((one.estimate - again[0].estimate).std() for one in again[1:])
    r = np.corrcoef(again[0].estimate, again[1].estimate)[0, 1]
    assert panel == pytest.approx(error_of_change(*(one.estimate.std() for one in again[:2]), r))
    errors = precision(before).standard_error, precision(population).standard_error
    assert r > 0.5 and panel < apart == pytest.approx(error_of_change(*errors), rel=4 / 400**0.5)


# What is refused


SMALL = made({"a": [30, 30], "b": [20, 40]})


@pytest.mark.parametrize(
    "call, sentence",
    [
        (lambda: sample(SMALL, counties=3), "counties is 3, and the survey has 2. Ask for 2 or fewer."),
        (lambda: sample(SMALL, counties=0), "counties is 0; it must be a whole number, 1 or more."),
        (lambda: sample(SMALL, counties="c"), "There is no county 'c'. Known: a, b."),
        (
            lambda: sample(SMALL, households=200, villages=15),
            "200 households cannot be shared equally among 15 villages. Give 195 or 210 households.",
        ),
        (
            lambda: sample(SMALL, households=2, villages=3),
            "2 households cannot be shared equally among 3 villages. Give 3 households.",
        ),
        (lambda: sample(SMALL, villages=True), "villages is True; it must be a whole number, 1 or more."),
        (lambda: sample(SMALL, villages=2, seed=-1), "seed is -1; it must be a whole number, 0 or more."),
        (
            lambda: sample(SMALL, villages=2, response=1.2),
            "response is not between 0 and 1 in 1 of 1 rows. Give shares.",
        ),
        (
            lambda: sample(SMALL, villages=2, response=lambda households: [0.5, 0.5]),
            "response must be one number, or give one for each of 120 households, but its shape is (2,).",
        ),
        (
            lambda: sample(SMALL, villages=2, response=0.0),
            "nobody answers in 2 of 2 counties drawn (such as a), so nobody stands for them. Ask for more households, "
            "or give a higher response.",
        ),
        (
            lambda: sample(SMALL, villages=2, correct="none"),
            'correct must be "village" or "county", but it is \'none\'.',
        ),
        (
            lambda: sample(SMALL.drop(columns=["village", "persons"])),
            "the frame has no column village, persons. Give a population, as households.population returns it.",
        ),
        (
            lambda: sample(SMALL.assign(weight=1)),
            "the frame has weights, so it is a sample. Give the population that it was drawn from.",
        ),
        (
            lambda: sample(SMALL.assign(in_survey=False)),
            "the survey covers no household of this frame. Give the whole population, or other counties.",
        ),
        (
            lambda: sample(SMALL.assign(village=1), villages=2),
            "1 of 1 villages lie in two counties (the first is 1). A village lies in one.",
        ),
        (
            lambda: design(SMALL),
            "the frame has no column weight, stratum, psu, fraction. Give a sample, as sample() returns it.",
        ),
        (
            lambda: design(sample(SMALL, households=20, villages=2), of="people"),
            'of must be "households" or "persons", but it is \'people\'.',
        ),
        (lambda: truth(SMALL, area="town"), 'area must be "survey" or "province", but it is \'town\'.'),
        (lambda: truth(SMALL, line=0), "line is 0; a poverty line is a number above zero."),
        (
            lambda: truth(SMALL, "gini"),
            "There is no measure of a planned survey 'gini'. Known: headcount, mean, poverty_gap, poverty_severity.",
        ),
        (
            lambda: truth(SMALL, income="wages"),
            "the frame has no column wages. Give a column that it has, such as net_income.",
        ),
        (lambda: repeat(SMALL, draws=0), "draws is 0; it must be a whole number, 1 or more."),
        (
            lambda: precision(sample(SMALL, counties=["a"], villages=1, households=20), villages=1),
            "1 of 1 counties have one village in the pilot and 0 of 1 villages one household, and what differs cannot "
            "be seen in one. Give a pilot with two or more of each.",
        ),
        (
            lambda: precision(sample(made({c: [30] * 3 for c in "abcd"}), 2, 20, 2), villages=2, households=20),
            "the pilot has 2 counties drawn from more. Give a pilot of all counties of the survey.",
        ),
        (
            lambda: precision(sample(SMALL, households=20, villages=2), counties=["a"]),
            "counties cannot be chosen by name in a pilot. Give their number, or a pilot of these counties.",
        ),
        (
            lambda: precision(sample(SMALL, households=20, villages=2), counties=3),
            "counties is 3, and the pilot has 2. Ask for 2 or fewer.",
        ),
        (lambda: cost(2, 3, 6, per_village=-1), "per_village is -1; it must be zero or more."),
        (lambda: best_take(600, 50, 0), "correlation is 0; it must be above 0 and below 1."),
        (lambda: error_of_change(1, correlation=2), "correlation is 2; it must be between -1 and 1."),
        (lambda: power(1, 0), "standard_error_of_the_change is 0; it must be more than zero."),
        (lambda: power(1, 1, level=5), "level is 5; it must be above 0 and below 1, such as 0.05."),
        (lambda: detectable(1, power=0.3), "power is 0.3; it must be 0.5 or more and below 1, such as 0.8."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
