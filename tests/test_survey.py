"""Standard errors: by hand, closed forms, R's survey to the last digit, coverage, and bad input.

"By hand" is two strata of two PSUs. With two PSUs in a stratum, n_h / (n_h - 1) sum_a (t_a - mean)^2 is (t_1 - t_2)^2.
R is R's package survey 4.5: its values and its data are those of the repository xKDR/Survey.jl, folders
test/r_reference (est_basic, confint, domain, jackknife_parity, ttest, brr_scd_results; made by generate_fixtures.R)
and assets (clus1, scd).
"""

import math
from functools import partial

import numpy as np
import pandas as pd
import polars as pl
import pytest

from zjpoverty.inequality import gini
from zjpoverty.poverty import RelativeLine, fgt, headcount, poverty_gap
from zjpoverty.survey import Design, difference, estimate


def close(value, digits=12):
    return pytest.approx(value, rel=10.0**-digits, abs=10.0**-digits)


def sentence(function, *arguments, **options):
    with pytest.raises(ValueError) as error:
        function(*arguments, **options)
    return str(error.value)


# By hand: PSUs with the means 2 and 4 in the first stratum, 10 and 16 in the second

STRATA = ["a", "a", "a", "a", "b", "b", "b", "b"]
PSU = [1, 1, 2, 2, 1, 1, 2, 2]
INCOME = [1, 3, 3, 5, 8, 12, 15, 17]
TWO_BY_TWO = Design(strata=STRATA, psu=PSU)


def test_the_mean_of_two_strata_of_two_psus():
    answer = estimate("mean", INCOME, TWO_BY_TWO)
    assert answer.estimate == 8
    # u = (y - 8) / 8, so a PSU of two rows with mean m has t = (m - 8) / 4: differences (2 - 4) / 4 and (10 - 16) / 4
    assert answer.standard_error == close(math.sqrt(0.5**2 + 1.5**2))
    assert answer.degrees_of_freedom == 4 - 2
    # Student's t with 2 degrees of freedom: the quantile p is (2p - 1) sqrt(2 / (4 p (1 - p))), here for p = 0.975
    t = 0.95 * math.sqrt(2 / (4 * 0.975 * 0.025))
    assert (answer.low, answer.high) == (close(8 - t * math.sqrt(2.5)), close(8 + t * math.sqrt(2.5)))
    # squared deviations from 8: 49 + 25 + 25 + 9 + 0 + 16 + 49 + 81 = 254; 8 rows drawn one by one: 254 / (8 x 7)
    assert answer.design_effect == close(2.5 / (254 / 56))


def test_the_share_of_two_strata_of_two_psus():
    answer = estimate(headcount, INCOME, TWO_BY_TWO, line=4)
    # poor: 2, 1, 0 and 0 of two rows; P = 3/8; t = (poor - 2 P) / 8
    assert answer.estimate == close(3 / 8)
    assert answer.standard_error == close((2 - 1) / 8)
    # logit(3/8) = ln(3/5), and its standard error is s / (P (1 - P))
    t = 0.95 * math.sqrt(2 / (4 * 0.975 * 0.025))
    ends = [math.log(3 / 5) + sign * t * (1 / 8) / (3 / 8 * 5 / 8) for sign in (-1, 1)]
    assert [answer.low, answer.high] == [close(1 / (1 + math.exp(-end))) for end in ends]


def test_labels_are_read_within_strata():
    # 1 in "a" is not 1 in "b": the same as with four labels
    assert len(set(TWO_BY_TWO.psu.tolist())) == 4
    apart = Design(strata=STRATA, psu=["a1", "a1", "a2", "a2", "b1", "b1", "b2", "b2"])
    assert estimate("mean", INCOME, apart) == estimate("mean", INCOME, TWO_BY_TWO)


def test_weights_by_hand():
    # incomes 0 and 6 with weights 1 and 2: mean 4, u = (y - 4) / 3, t = -4/3 and 2 x 2/3: (8/3)^2
    answer = estimate("mean", [0, 6], Design(weights=[1, 2]))
    assert (answer.estimate, answer.standard_error) == (4, close(8 / 3))


def test_the_population_is_finite():
    # a tenth of the PSUs of "a" drawn, half of those of "b": (1 - 0.1) 0.5^2 + (1 - 0.5) 1.5^2
    expected = close(math.sqrt(0.9 * 0.25 + 0.5 * 2.25))
    for fpc in ([20] * 4 + [4] * 4, [0.1] * 4 + [0.5] * 4):
        assert estimate("mean", INCOME, Design(strata=STRATA, psu=PSU, fpc=fpc)).standard_error == expected


def test_a_stratum_taken_whole_adds_nothing():
    whole = Design(strata=[*STRATA, "c"], psu=[*PSU, 1], fpc=[20] * 4 + [4] * 4 + [1])
    # the ninth row is the only PSU of its stratum; mean 88/9, t = (2 m - 2 x 88/9) / 9: differences 4/9 and 12/9
    expected = math.sqrt(0.9 * (4 / 9) ** 2 + 0.5 * (12 / 9) ** 2)
    assert estimate("mean", [*INCOME, 24], whole).standard_error == close(expected)
    # without a PSU of "a" or "b" the mean moves by 4/9 or 12/9: (1 - f) 1/2 (2 x (4/9)^2), the same; "c" stays in
    assert estimate("mean", [*INCOME, 24], whole, method="jackknife").standard_error == close(expected)


# A stratum with a single PSU, in three ways

SINGLE = {"strata": [*STRATA, "c"], "psu": [*PSU, 1]}
NINE = [*INCOME, 17]  # mean 81/9 = 9; t = 2 (m - 9) / 9: -14/9, -10/9, 2/9, 14/9, and (17 - 9) / 9 = 8/9


def test_a_single_psu_is_refused():
    assert sentence(Design, **SINGLE) == (
        "1 of 3 strata have a single PSU ('c'), and the difference between PSUs cannot be seen in one. "
        'Join strata, or give single_psu="collapse" or "centre".'
    )


def test_a_single_psu_is_centred():
    # the mean of all t is 0, so the single PSU adds (8/9)^2
    answer = estimate("mean", NINE, Design(**SINGLE, single_psu="centre"))
    assert answer.standard_error == close(math.sqrt((4 / 9) ** 2 + (12 / 9) ** 2 + (8 / 9) ** 2))
    assert answer.degrees_of_freedom == 5 - 3
    # a total: t = 4, 8, 20, 32 and 17, whose mean is 81/5
    total = estimate("total", NINE, Design(**SINGLE, single_psu="centre"))
    assert total.standard_error == close(math.sqrt(4**2 + 12**2 + (17 - 81 / 5) ** 2))


def test_a_single_psu_is_collapsed():
    # "c", the last one, joins "b": 2/9, 14/9 and 8/9, with mean 8/9 and 3/2 (36 + 36 + 0) / 81
    design = Design(**SINGLE, single_psu="collapse")
    for method in ("linear", "jackknife"):
        answer = estimate("total", NINE, design, method=method)  # a total: u = y, and t is 9 times as far apart
        assert answer.standard_error == close(math.sqrt(4**2 + 3 / 2 * np.var([20, 32, 17]) * 3))
    answer = estimate("mean", NINE, design)
    assert answer.standard_error == close(math.sqrt((4 / 9) ** 2 + 3 / 2 * (36 + 36) / 81))
    assert answer.degrees_of_freedom == 5 - 2


def test_collapse_joins_with_the_next_stratum():
    # "a" is single and joins "b", not "c"
    strata = ["c", "c", "a", "b", "b"]
    joined = Design(strata=strata, single_psu="collapse", fpc=[10, 10, 5, 5, 5])
    same = Design(strata=["c", "c", "ab", "ab", "ab"], fpc=[10] * 5)
    assert estimate("mean", [1, 5, 2, 9, 4], joined) == estimate("mean", [1, 5, 2, 9, 4], same)


def test_replicates_cannot_centre():
    design = Design(**SINGLE, single_psu="centre")
    for method in ("bootstrap", "jackknife"):
        assert sentence(estimate, "mean", NINE, design, method=method) == (
            f'the {method} cannot centre a single PSU. Use single_psu="collapse", or method="linear".'
        )


# Closed forms


def test_a_simple_random_sample():
    y = np.random.default_rng(1).lognormal(size=50)
    answer = estimate("mean", y, Design(weights=np.full(50, 7.0)))
    assert answer.standard_error == close(y.std(ddof=1) / math.sqrt(50))
    assert answer.design_effect == close(1)
    # a share: p (1 - p) / (n - 1)
    p = estimate("headcount", y, Design(weights=np.ones(50)), line=1)
    assert p.standard_error == close(math.sqrt(p.estimate * (1 - p.estimate) / 49))
    assert p.degrees_of_freedom == 49


def test_a_total_is_n_times_a_mean():
    y = np.random.default_rng(2).lognormal(size=30)
    design = Design(weights=np.full(30, 4.0))
    assert estimate("total", y, design).standard_error == close(120 * estimate("mean", y, design).standard_error)


def test_a_stratum_whose_psus_are_alike_adds_nothing():
    assert estimate("mean", [1, 1, 2, 2], Design(strata=[1, 1, 2, 2])).standard_error == 0


@pytest.mark.parametrize(("share", "low", "high"), [(0, 0, 1 - 0.025**0.1), (1, 0.025**0.1, 1)])
def test_nobody_and_everybody_poor(share, low, high):
    # ten rows, one by one: the chance of none in ten is (1 - p)^10, which is 0.025 at the upper end
    answer = estimate("headcount", [1.0] * 10, Design(weights=np.ones(10)), line=2 if share else 0.5)
    assert (answer.estimate, answer.standard_error) == (share, 0)
    assert (answer.low, answer.high) == (close(low), close(high))
    assert math.isnan(answer.design_effect)


# R's survey: one-stage cluster sample of Californian schools, by school district

CLUS1 = {
    637: "608Y 684Y 612Y 710N 729Y 714Y 759Y 585N 625Y 664Y 669Y",
    437: "443Y 467Y 482Y 496Y",
    778: "411N 494Y",
    197: "493Y 592N 550Y 689N 598N 628Y 652Y 628Y 832Y 777Y 709Y 709N 736Y",
    406: "561Y 555Y",
    815: "696N 631N 564N 602N",
    178: "529Y 491Y 510Y 547N",
    255: "814Y 806Y 715Y 785N 720Y 905Y 617Y 630Y 629Y 696Y 476Y 757N 825Y 595Y 552N 847Y",
    568: "714Y 724N 687N 723Y 662Y 699N 807N 679N 691Y",
    135: "622Y 754N 655Y 764Y 795Y 505Y 638N 733Y 523Y 511Y 710N 657Y 602N 490Y 664N 651Y 603Y 698Y 511Y 814Y 669N 711N"
    " 538Y 705Y 595Y 551Y 762Y 521Y 709Y 780Y 780Y 722N 828Y 737Y",
    510: "595N 661N 502Y 614N 585Y 582Y 642Y 536N 746Y 667N 629N 745Y 674Y 637Y 696Y 632Y 639Y 745Y 789N 656Y 789Y",
    716: "517N 478Y 582N 592Y 587Y 553Y 516Y 535N 566Y 481N 472Y 559N 610Y 599Y 551N 554Y 561N 505N 492N 504Y 487Y 627Y"
    " 465Y 529Y 625Y 436N 542Y 515N 461Y 528Y 512Y 508Y 670Y 760Y 652Y 546Y 717Y",
    61: "701Y 748Y 735N 699N 685Y 827Y 711Y 677Y 759N 697Y 742Y 691Y 700Y",
    413: "551Y",
    448: "703Y 676Y 714Y 842Y 824Y 717Y 836Y 733N 719Y 817Y 749Y 781Y",
}
DISTRICT, SCORE, IMPROVED = zip(
    *[(d, int(v[:-1]), v[-1] == "Y") for d, schools in CLUS1.items() for v in schools.split()], strict=True
)
SCHOOLS = Design(weights=np.full(183, 33.847), psu=DISTRICT)
SCHOOLS_OF_757 = Design(weights=np.full(183, 33.847), psu=DISTRICT, fpc=np.full(183, 757))


def test_r_mean_of_a_cluster_sample():
    answer = estimate("mean", SCORE, SCHOOLS)
    assert answer.estimate == close(644.169398907104)
    assert answer.standard_error == close(23.7790107208869)
    assert answer.degrees_of_freedom == 14
    assert (answer.low, answer.high) == (close(593.168493261091), close(695.170304553117))


def test_r_finite_population():
    answer = estimate("mean", SCORE, SCHOOLS_OF_757)
    assert answer.standard_error == close(23.5422406937812)
    assert (answer.low, answer.high) == (close(593.676314463327), close(694.662483350884))
    # deff=TRUE gives 9.3459 (printed in the same repository): over a sample without replacement, with 1 - n / N
    assert round(answer.design_effect / (1 - 183 / (183 * 33.847)), 4) == 9.3459


def test_r_jackknife():
    assert estimate("mean", SCORE, SCHOOLS, method="jackknife").standard_error == close(26.5997137220988)
    # the same replicates given: type "JK1", with deviations from the estimate
    out = np.array(DISTRICT)[:, None] != np.unique(DISTRICT)
    given = Design(weights=np.full(183, 33.847), replicate_weights=33.847 * 15 / 14 * out, kind="jackknife")
    assert estimate("mean", SCORE, given, method="replicates").standard_error == close(26.5997137220988)


@pytest.mark.parametrize(
    ("districts", "mean", "se"),
    [
        ([197, 406], 647.266666666667, 17.4230693023744),  # Los Angeles
        ([135, 510], 659.436363636363, 2.31989997506545),  # San Diego
        ([61, 413, 448], 732.076923076923, 15.9315559043315),  # Santa Clara
        ([255], 710.5625, 0),  # Orange
    ],
)
def test_r_domains(districts, mean, se):
    answer = estimate("mean", SCORE, SCHOOLS, domain=np.isin(DISTRICT, districts))
    assert (answer.estimate, answer.standard_error) == (close(mean), close(se))
    assert answer.degrees_of_freedom == len(districts) - 1


def test_r_difference_of_two_groups():
    groups = estimate("mean", SCORE, SCHOOLS, by=IMPROVED)
    change = difference(groups[True], groups[False])
    assert change.estimate == close(15.506015037594)
    assert change.t == close(0.915856254417054)
    assert change.degrees_of_freedom == 14  # svyttest takes one off, as for a regression with one regressor


def test_r_balanced_repeated_replicates():
    # scd: three strata of two ambulance services; half-samples of Levy and Lemeshow, as in help(svrepdesign)
    halves = 2 * np.array([[1, 0, 1, 0, 1, 0], [1, 0, 0, 1, 0, 1], [0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 0]]).T
    strata, alive, arrests = [1, 1, 2, 2, 3, 3], [25, 24, 30, 49, 80, 70], [120, 78, 185, 228, 670, 530]
    brr = Design(weights=np.ones(6), replicate_weights=halves, kind="brr")
    for income, se in ((alive, 3.58236421003411), (arrests, 25.3930217885851)):
        assert estimate("mean", income, brr, method="replicates").standard_error == close(se)
        assert estimate("mean", income, Design(strata=strata)).standard_error == close(se)
    assert estimate("mean", alive, brr, method="replicates").degrees_of_freedom == 3  # R: tests/degf-svrepdesign.R
    # of the first stratum alone: its rows are (2, 2, 0, 0) and (0, 0, 2, 2), of rank 2
    first = [True, True, False, False, False, False]
    assert estimate("mean", alive, brr, method="replicates", domain=first).degrees_of_freedom == 2 - 1


def test_given_bootstrap_replicates_are_about_their_mean():
    # means 5/2 of all; of replicates 1, 4 and 4, whose mean is 3: (4 + 1 + 1) / 2
    weights = [[2, 0, 0], [0, 0, 0], [0, 0, 2], [0, 2, 0]]
    given = Design(weights=[1, 1, 1, 1], replicate_weights=weights, kind="bootstrap")
    answer = estimate("mean", [1, 1, 4, 4], given, method="replicates")
    assert (answer.estimate, answer.standard_error) == (2.5, close(math.sqrt(3)))


@pytest.mark.parametrize("replicates", [4, 20, 200])
def test_replicate_weights_with_the_sampling_weight_in_them_pass(replicates):
    # Rao and Wu's multipliers, few and many: their means vary by chance
    rng = np.random.default_rng(replicates)
    for n in (8, 60):
        w = rng.uniform(1, 3, n)
        m = n / (n - 1) * rng.multinomial(n - 1, np.full(n, 1 / n), replicates).T
        assert Design(weights=w, replicate_weights=w[:, None] * m, kind="bootstrap").rows == n
        assert Design(weights=np.append(w, 0), replicate_weights=[*(w[:, None] * m), m[0]], kind="bootstrap").rows
        assert Design(replicate_weights=m, kind="bootstrap").rows == n


def test_replicate_weights_without_the_sampling_weight_are_told_by_what_they_vary_with():
    # 200 replicates vary by chance, too, but by less than the weights; whatever they add up to
    rng = np.random.default_rng(17)
    w, m = rng.uniform(1, 3, 60), 60 / 59 * rng.multinomial(59, np.full(60, 1 / 60), 200).T
    for scale in (0.5, 2, 8):
        assert sentence(Design, weights=w, replicate_weights=scale * m, kind="bootstrap") == (
            "replicate_weights do not vary as the weights do: they do not seem to have the sampling weight in them. "
            "Multiply each column by it."
        )


def test_a_design_keeps_its_columns():
    weights, replicates = np.ones(4), HALVES.astype(float)
    design = Design(weights=weights, replicate_weights=replicates, kind="brr")
    before = estimate("mean", [1, 2, 3, 4], design, method="replicates")
    weights[0], replicates[0] = 9, 9
    assert estimate("mean", [1, 2, 3, 4], design, method="replicates") == before
    for kept in (design.weights, design.replicates[0]):
        with pytest.raises(ValueError, match="read-only"):
            kept[0] = 9


def test_the_rank_of_replicate_weights_is_computed_once(monkeypatch):
    calls, rank = [], np.linalg.eigvalsh
    monkeypatch.setattr(np.linalg, "eigvalsh", lambda matrix: calls.append(matrix) or rank(matrix))
    design = Design(replicate_weights=HALVES, kind="brr")
    for domain in (None, [True, True, False, False], [True, True, True, False]):
        for measure in ("mean", "total"):
            estimate(measure, [1, 2, 3, 4], design, method="replicates", domain=domain)
    assert len(calls) == 3


# Domains and groups


def population_like(rng, strata=6, psus=5, rows=8):
    n = strata * psus * rows
    stratum = np.arange(n) // (psus * rows)
    psu = np.arange(n) // rows
    y = np.exp(rng.normal(0, 0.5, n) + rng.normal(0, 0.3, strata * psus)[psu] + 0.1 * stratum)
    return y, Design(rng.uniform(1, 3, n), stratum, psu), stratum, psu


def test_a_domain_keeps_the_rows_of_others():
    rng = np.random.default_rng(3)
    y, design, stratum, psu = population_like(rng)
    inside = (np.arange(y.size) % 3 == 0) & (psu % 5 > 0)  # no row in the first PSU of each stratum
    for measure, options in (("gini", {}), ("headcount", {"line": 1.0}), ("mean", {})):
        kept = estimate(measure, y, design, domain=inside, **options)
        dropped = estimate(measure, y[inside], Design(design.weights[inside], stratum[inside], psu[inside]), **options)
        assert kept.estimate == close(dropped.estimate)
        assert kept.standard_error != pytest.approx(dropped.standard_error, rel=1e-3)
        assert kept.degrees_of_freedom == dropped.degrees_of_freedom == 24 - 6
        # what is outside has no say, whatever its income
        other = estimate(measure, np.where(inside, y, 9.0), design, domain=inside, **options)
        assert other.standard_error == close(kept.standard_error)


def test_a_domain_by_hand():
    # rows 1, 3, 5 and 7: y = 1, 3, 8, 15, mean 6.75; t = (y - 6.75) / 4: differences 2/4 and 7/4
    answer = estimate("mean", INCOME, TWO_BY_TWO, domain=[True, False] * 4)
    assert answer.estimate == 6.75
    assert answer.standard_error == close(math.sqrt(4 + 49) / 4)
    # squared deviations 1063/16, 225/16, 25/16 and 1089/16 of four rows drawn one by one
    deviations = np.square(np.subtract([1, 3, 8, 15], 6.75)).sum()
    assert answer.design_effect == close((4 + 49) / 16 / (deviations / (4 * 3)))
    # a row without a weight is none of the four
    longer = Design([1] * 8 + [0], [*STRATA, "b"], [*PSU, 2])
    again = estimate("mean", [*INCOME, 5], longer, domain=[True, False] * 4 + [True])
    assert again.design_effect == close(answer.design_effect)


def test_the_design_effect_by_a_national_line_is_that_of_all_rows():
    # the poverty gap of the first four rows, 1, 3, 3 and 5, by half the mean of all eight, 4: (3 + 1 + 1) / 4 by 4 rows
    line, inside = RelativeLine(0.5, of="mean"), [True] * 4 + [False] * 4
    answer = estimate("poverty_gap", INCOME, TWO_BY_TWO, line=line, domain=inside)
    # u: the gap less its mean 5/16, by 4; and the slope (P_0 - P_1) / z = (3/4 - 5/16) / 4 times (y - 8) / 16
    own = np.array([3 / 4, 1 / 4, 1 / 4, 0]) - 5 / 16
    u = np.append(own / 4, np.zeros(4)) + (3 / 4 - 5 / 16) / 4 * (np.array(INCOME) - 8) / 16
    simple = 8 / 7 * (u @ u)  # eight rows with the weight 1, and the sum of u is zero
    assert answer.estimate == 5 / 16
    assert answer.design_effect == close(answer.standard_error**2 / simple)


def test_groups_are_domains():
    y, design, stratum, _ = population_like(np.random.default_rng(4))
    groups = estimate("gini", y, design, by=np.array(["west", "east"])[stratum % 2])
    assert list(groups) == ["east", "west"]
    assert groups["west"] == estimate("gini", y, design, domain=stratum % 2 == 0)
    half = estimate("gini", y, design, by=stratum % 2, domain=y < 2)
    assert half[1] == estimate("gini", y, design, domain=(stratum % 2 == 1) & (y < 2))


def test_groups_of_several_columns_are_tuples():
    pairs = list(zip(STRATA, [0, 1] * 4, strict=True))
    groups = estimate("mean", INCOME, TWO_BY_TWO, by=pairs)
    assert list(groups) == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert groups["b", 1].estimate == (12 + 17) / 2
    # as labels of strata and PSUs too
    nested = Design(strata=[(s,) for s in STRATA], psu=list(zip(STRATA, PSU, strict=True)))
    assert estimate("mean", INCOME, nested) == estimate("mean", INCOME, TWO_BY_TWO)


@pytest.mark.parametrize("kind", [pd.Categorical, lambda v, **k: pd.Series(pd.Categorical(v, **k)), pl.Series])
def test_ordered_groups_keep_their_order(kind):
    sizes, order = ["small", "large"] * 4, ["small", "large", "huge"]
    by = kind(sizes, dtype=pl.Enum(order)) if kind is pl.Series else kind(sizes, categories=order, ordered=True)
    assert list(estimate("mean", INCOME, TWO_BY_TWO, by=by)) == ["small", "large"]


def test_the_line_of_all_or_of_the_domain():
    y, design, stratum, _ = population_like(np.random.default_rng(5))
    inside = stratum < 2
    line = RelativeLine(0.6, of="mean")
    national = estimate("headcount", y, design, line=line, domain=inside)
    own = estimate("headcount", y, design, line=line, domain=inside, relative_to="domain")
    w = design.weights
    assert national.estimate == close(headcount(y[inside], line(y, w), w[inside]))
    assert own.estimate == close(headcount(y[inside], line, w[inside]))
    # the national line moves with the incomes of others too
    gap = estimate("poverty_gap", y, design, line=line, domain=inside)
    replicated = estimate("poverty_gap", y, design, line=line, domain=inside, method="jackknife")
    fixed = estimate("poverty_gap", y, design, line=line(y, w), domain=inside)
    assert gap.standard_error == pytest.approx(replicated.standard_error, rel=0.05)
    assert gap.standard_error != pytest.approx(fixed.standard_error, rel=0.05)


# Methods agree


def test_jackknife_and_linear_are_the_same_for_a_mean_of_equal_psus():
    linear, jackknife = (estimate("mean", INCOME, TWO_BY_TWO, method=m) for m in ("linear", "jackknife"))
    assert jackknife.standard_error == close(linear.standard_error)
    assert jackknife.design_effect == close(linear.design_effect)


@pytest.mark.parametrize(
    ("measure", "options"), [("mean", {}), ("headcount", {"line": 1.0}), ("poverty_gap", {"line": 1.0}), ("gini", {})]
)
def test_replicates_are_close_to_linear(measure, options):
    y, design, *_ = population_like(np.random.default_rng(6), strata=10, psus=6)
    linear = estimate(measure, y, design, **options).standard_error
    # the standard deviation of 2,000 replicates is itself uncertain by 1 / sqrt(2 x 2000) = 1.6 %
    bootstrap = estimate(measure, y, design, method="bootstrap", replicates=2000, **options).standard_error
    assert bootstrap == pytest.approx(linear, rel=0.06)
    assert estimate(measure, y, design, method="jackknife", **options).standard_error == pytest.approx(linear, rel=0.05)


def test_the_jackknife_warns_about_medians():
    y, design, *_ = population_like(np.random.default_rng(15))
    for measure, options in (("quantile", {"p": 0.5}), ("poverty_gap", {"line": RelativeLine(0.6)})):
        # once, however many groups there are, and at the line that asked for it
        with pytest.warns(UserWarning) as caught:
            estimate(measure, y, design, method="jackknife", by=np.arange(y.size) % 3, **options)
        assert [warning.filename for warning in caught] == [__file__]
        assert [str(warning.message) for warning in caught] == [
            "the jackknife is not for quantiles, nor for what rests on a median: without one PSU a quantile moves by a "
            'jump, and the standard error can be several times too large. Use method="linear" or "bootstrap".'
        ]


def test_the_same_seed_gives_the_same_result():
    y, design, *_ = population_like(np.random.default_rng(7))
    first, again, other = (estimate("gini", y, design, method="bootstrap", replicates=50, seed=s) for s in (1, 1, 2))
    assert first == again
    assert first.standard_error != other.standard_error


def test_any_function_of_income_and_weights_can_be_replicated():
    def second_moment(income, weights=None):
        return np.average(np.square(income), weights=weights)

    y, design, *_ = population_like(np.random.default_rng(8))
    answer = estimate(second_moment, y, design, method="jackknife")
    assert answer.standard_error == close(estimate("mean", y**2, design, method="jackknife").standard_error)
    assert math.isnan(answer.design_effect)
    assert sentence(estimate, second_moment, y, design).startswith("second_moment has no influence function")


def headcount_of_others(income, weights=None, line=None):
    return float(np.average(income, weights=weights)) - 5


headcount_of_others.__name__ = "headcount"


def test_a_function_of_the_reader_is_not_taken_for_a_measure_of_its_name():
    # 3 is no share, and has no logit
    answer = estimate(headcount_of_others, INCOME, TWO_BY_TWO, method="jackknife")
    assert answer.estimate == 3
    assert answer.low + answer.high == close(2 * 3)


def test_a_partial_is_its_measure_with_options():
    squared = estimate("fgt", INCOME, TWO_BY_TWO, line=4, alpha=2)
    bound = partial(fgt, alpha=2)
    assert estimate(bound, INCOME, TWO_BY_TWO, line=4) == squared
    assert estimate(partial(bound, line=4), INCOME, TWO_BY_TWO) == squared
    assert estimate(partial(bound, line=4), INCOME, TWO_BY_TWO, alpha=1) == estimate(
        "poverty_gap", INCOME, TWO_BY_TWO, line=4
    )
    # its headcount has the interval of a share, and its relative line an error of its own
    line = RelativeLine(0.5, of="mean")
    assert estimate(partial(headcount, line=line), INCOME, TWO_BY_TWO) == estimate(
        "headcount", INCOME, TWO_BY_TWO, line=line
    )


# Rounding


@pytest.mark.parametrize("method", ["linear", "bootstrap", "jackknife"])
@pytest.mark.parametrize(("measure", "options"), [("mean", {}), ("poverty_gap", {"line": 0.3}), ("sen", {"line": 0.3})])
def test_what_rounding_leaves_of_zero_is_zero(measure, options, method):
    # 0.1 for all is the same whatever the sample, but weights have rounding errors
    for n in (5, 50, 1000):
        design = Design(np.random.default_rng(n).uniform(1, 3, n))
        answer = estimate(measure, [0.1] * n, design, method=method, replicates=50, **options)
        assert answer.standard_error == 0
        assert math.isnan(answer.design_effect)


def test_the_total_of_a_constant_has_no_design_effect():
    # n rows drawn one by one always add up to the same, while weights vary
    for n in range(40, 60):
        answer = estimate("total", [0.1] * n, Design(np.random.default_rng(n).uniform(1, 3, n)))
        assert answer.standard_error > 0.1
        assert math.isnan(answer.design_effect)


def test_all_income_is_the_share_of_all_whatever_the_sample():
    for seed in range(20):
        y, design, *_ = population_like(np.random.default_rng(seed))
        answer = estimate("share", y, design, low=0, high=1)
        assert answer.standard_error == 0
        assert math.isnan(answer.design_effect)


def test_the_difference_of_two_constants_is_exact():
    y, design, *_ = population_like(np.random.default_rng(16))
    apart = difference(*(estimate("mean", y + more, design) for more in (0.1, 0.3)))
    assert (apart.estimate, apart.standard_error) == (close(-0.2), 0)
    assert math.isnan(apart.t) and math.isnan(apart.p_value)


# The interval covers


def test_coverage():
    # 20 strata of 30 to 49 PSUs of 10 households, incomes alike within a PSU; 4 PSUs are drawn from each, 2,000 times
    rng = np.random.default_rng(2010)
    size = np.arange(30, 50)
    first, H = np.cumsum(size) - size, size.size
    y = np.exp(rng.normal(0, 0.5, (size.sum(), 10)) + rng.normal(0, 0.25, (size.sum(), 1)))
    truth = {"headcount": headcount(y.ravel(), 0.8), "gini": gini(y.ravel())}
    stratum = np.repeat(np.arange(H), 40)
    psu = np.repeat(np.arange(4 * H), 10)
    design = Design(size[stratum] / 4, stratum, psu, fpc=size[stratum])
    hits = dict.fromkeys(truth, 0)
    for _ in range(2000):
        drawn = np.argsort(rng.random((H, size.max())) + (np.arange(size.max()) >= size[:, None]), axis=1)[:, :4]
        sample = y[(first[:, None] + drawn).ravel()].ravel()
        for measure, value in truth.items():
            answer = estimate(measure, sample, design, **({"line": 0.8} if measure == "headcount" else {}))
            hits[measure] += answer.low <= value <= answer.high
    assert all(0.93 <= hit / 2000 <= 0.97 for hit in hits.values()), hits


def test_coverage_of_a_difference_of_gaps_by_a_line_that_moves():
    # two regions in each stratum, and a line of 0.6 of the mean of all: both gaps move with it
    rng = np.random.default_rng(2012)
    H, A = 12, 60
    y = np.exp(rng.normal(0, 0.5, (H, A, 6)) + rng.normal(0, 0.2, (H, A, 1)) + np.linspace(0, 0.3, 6))
    line, east = RelativeLine(0.6, of="mean"), np.tile(np.arange(6) < 3, H * 5)
    gaps = [poverty_gap(y[:, :, part].ravel(), line(y.ravel())) for part in (slice(3), slice(3, 6))]
    design = Design(strata=np.repeat(np.arange(H), 30), psu=np.repeat(np.arange(H * 5), 6), fpc=np.full(H * 30, A))
    hits = 0
    for _ in range(600):
        drawn = np.argsort(rng.random((H, A)), axis=1)[:, :5]
        sample = np.take_along_axis(y, drawn[:, :, None], axis=1).ravel()
        pair = [estimate("poverty_gap", sample, design, line=line, domain=rows) for rows in (east, ~east)]
        answer = difference(*pair)
        hits += answer.low <= gaps[0] - gaps[1] <= answer.high
    assert 0.93 <= hits / 600 <= 0.97, hits  # two standard errors: 2 sqrt(0.95 x 0.05 / 600) = 0.018


# Differences


def test_groups_of_one_sample_by_hand():
    # first rows of each PSU less second rows: y = 1, 3, 8, 15 and 3, 5, 12, 17, means 6.75 and 9.25
    first, second = (estimate("mean", INCOME, TWO_BY_TWO, by=[0, 1] * 4)[g] for g in (0, 1))
    change = difference(first, second)
    assert change.estimate == 6.75 - 9.25
    # t of the difference: (y_first - 6.75 - y_second + 9.25) / 4 = 0.5/4, 0.5/4, -1.5/4, 0.5/4
    assert change.standard_error == close(2 / 4)
    assert change.t == close(-2.5 / 0.5)
    # two degrees of freedom: P(|t| > 5) = 1 - 5 / sqrt(2 + 25)
    assert change.p_value == close(1 - 5 / math.sqrt(27))
    assert change.degrees_of_freedom == 2


def test_two_measures_of_one_sample():
    gap = estimate(poverty_gap, INCOME, TWO_BY_TWO, line=10)
    half = estimate(poverty_gap, INCOME, TWO_BY_TWO, line=10)
    assert difference(gap, half).standard_error == 0
    assert math.isnan(difference(gap, half).t)
    # the gap of a line of 20 for all poor: 1 - y / 20, so that its difference from 1 is the mean over 20
    all_poor = estimate(poverty_gap, INCOME, TWO_BY_TWO, line=20)
    mean = estimate("mean", [y / 20 for y in INCOME], TWO_BY_TWO)
    assert difference(all_poor, mean).standard_error == close(2 * mean.standard_error)


def test_two_years_are_independent_or_a_panel():
    before = estimate("mean", INCOME, TWO_BY_TWO)
    later = [1, 4, 3, 6, 9, 12, 18, 17]
    # another order of the rows, and another design: PSUs are found by their labels
    order = [7, 2, 4, 0, 5, 3, 6, 1]
    design = Design(strata=[STRATA[i] for i in order], psu=[PSU[i] for i in order])
    after = estimate("mean", [later[i] for i in order], design)
    # means of PSUs 2.5, 4.5, 10.5, 17.5: differences 2/4 and 7/4
    assert after.standard_error == close(math.sqrt(4 + 49) / 4)
    apart = difference(after, before)
    assert apart.standard_error == close(math.sqrt(4 + 49 + 4 + 36) / 4)
    assert apart.degrees_of_freedom == 2 + 2
    # gains 0.5, 0.5, 0.5, 1.5: differences 0 and 1/4
    for method in ("linear", "jackknife", "bootstrap"):
        pair = [
            estimate("mean", y, d, method=method, replicates=4000)
            for y, d in (([later[i] for i in order], design), (INCOME, TWO_BY_TWO))
        ]
        panel = difference(*pair, same_psus=True)
        assert panel.estimate == 0.75
        assert panel.standard_error == pytest.approx(1 / 4, rel=0.05 if method == "bootstrap" else 1e-12)
        assert panel.degrees_of_freedom == 2


def test_two_designs_of_one_sample_are_one():
    once, twice = Design(strata=STRATA, psu=PSU), Design(strata=STRATA, psu=PSU)
    for method in ("linear", "jackknife", "bootstrap"):
        first, second, same = (
            estimate("mean", INCOME, once, method=method),
            estimate(poverty_gap, INCOME, twice, line=20, method=method),
            estimate(poverty_gap, INCOME, once, line=20, method=method),
        )
        assert difference(first, second) == difference(first, same)
        independent = difference(first, second, same_psus=False)
        assert independent.standard_error == close(math.hypot(first.standard_error, second.standard_error))
        assert independent.degrees_of_freedom == 4
    # weights that vary tell as much as labels of PSUs do; one row more is another sample
    y, w = np.arange(1.0, 9), np.arange(2.0, 10)
    pair = [estimate("mean", y, Design(weights=w.copy())) for _ in range(2)]
    assert difference(*pair).standard_error == 0
    assert difference(pair[0], estimate("mean", y[1:], Design(weights=w[1:]))).standard_error > pair[0].standard_error


def test_two_designs_that_nothing_tells_apart():
    pair = [estimate("mean", INCOME, Design(weights=np.ones(8))) for _ in range(2)]
    assert sentence(difference, *pair) == (
        "the two designs look the same, and without labels of PSUs and with equal weights nothing tells whether they "
        "are one sample. Use one design object, or give same_psus=False for two independent samples."
    )
    two_years = difference(*pair, same_psus=False)
    assert two_years.standard_error == close(math.sqrt(2) * pair[0].standard_error)
    assert two_years.degrees_of_freedom == 14
    assert difference(*pair, same_psus=True).standard_error == 0


def test_two_designs_of_one_sample_with_other_replicates():
    def design(replicate_weights):
        return Design(psu=[1, 2, 3, 4], replicate_weights=replicate_weights, kind="brr")

    first, same, other = (
        estimate("mean", [1, 2, 3, 5], design(m), method="replicates") for m in (HALVES, HALVES, HALVES[:, ::-1])
    )
    assert difference(first, same).standard_error == 0
    assert sentence(difference, first, other) == (
        "the two designs are of one sample, but with other replicate weights, so that their replicates do not "
        "belong together. Use one design object."
    )


def test_psus_that_left_a_panel_have_no_covariance():
    # the second PSU of "b" was replaced by PSU 3, with the same incomes
    other = Design(strata=STRATA, psu=[1, 1, 2, 2, 1, 1, 3, 3])
    before, after = estimate("mean", INCOME, TWO_BY_TWO), estimate("mean", INCOME, other)
    # a score is sqrt(2) times half the difference: that of PSU 2 in "b", squared, is 2 (3/4)^2, and no year has both
    assert difference(after, before, same_psus=True).standard_error == close(math.sqrt(2 * 2 * 0.75**2))


def test_sentences_about_differences():
    linear = estimate("mean", INCOME, TWO_BY_TWO)
    jackknife = estimate("mean", INCOME, TWO_BY_TWO, method="jackknife")
    assert sentence(difference, linear, jackknife) == (
        "one estimate is by linear and the other by jackknife, and their covariance cannot be seen. "
        "Use one method for both, with as many replicates and the same seed."
    )
    rows = estimate("mean", INCOME, Design(strata=STRATA))
    assert sentence(difference, linear, rows, same_psus=True) == (
        "same_psus matches PSUs by their labels: give psu to both designs."
    )
    elsewhere = estimate("mean", INCOME, Design(strata=list("ccccdddd"), psu=PSU))
    assert sentence(difference, linear, elsewhere, same_psus=True) == (
        "no PSU has the same labels (stratum, psu) in both designs. Leave out same_psus."
    )
    one, two = (estimate("mean", INCOME, d, method="bootstrap") for d in (TWO_BY_TWO, elsewhere._design))
    assert sentence(difference, one, two, same_psus=True) == (
        "same_psus needs the same PSUs in both designs for replicates, so that each replicate draws the same ones. "
        'Use method="linear" or "jackknife", which match those that are in both.'
    )


# Columns


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, pl.Series, pd.Categorical])
def test_labels_of_any_kind(kind):
    design = Design(strata=kind(STRATA), psu=kind(PSU))
    assert estimate("mean", INCOME, design) == estimate("mean", INCOME, TWO_BY_TWO)


def test_labels_far_apart_and_mixed():
    far = Design(strata=[10**12 if s == "a" else -5 for s in STRATA], psu=[10**9 * p for p in PSU])
    mixed = Design(strata=[1 if s == "a" else "b" for s in STRATA], psu=pd.Series([(p, "x") for p in PSU]))
    for design in (far, mixed):
        assert estimate("mean", INCOME, design).standard_error == close(math.sqrt(2.5))


def test_scale_of_weights_and_rows_of_weight_zero():
    y, design, stratum, psu = population_like(np.random.default_rng(9))
    for measure, options in (("gini", {}), ("headcount", {"line": 1.0})):
        answer = estimate(measure, y, design, **options)
        scaled = estimate(measure, y, Design(0.2 * design.weights, stratum, psu), **options)
        longer = Design(np.append(design.weights, 0), np.append(stratum, 0), np.append(psu, 0))
        zero = estimate(measure, np.append(y, 5.0), longer, **options)
        for other in (scaled, zero):
            assert other.standard_error == close(answer.standard_error)
            assert other.design_effect == close(answer.design_effect)
            assert other.degrees_of_freedom == answer.degrees_of_freedom


# Bad input


WHERE = "of 4 rows (the first at position"
# half-samples of two strata of two PSUs, balanced: each row is in two of the four
HALVES = 2 * np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
WITHOUT_ONE = (1 - np.eye(20)) * 20 / 19
FORGOTTEN = (
    "replicate_weights have a sampling weight in them, and the estimate itself is to be weighted by it too: "
    "give weights= too."
)
DESIGNS = [
    ({}, "a design needs a column: give weights (ones, for a simple random sample), strata or psu."),
    ({"psu": 3}, "psu must be one column, but it is a single value. Give a list, an array or a series."),
    ({"psu": []}, "psu is empty, so there is no sample. Give at least one row."),
    ({"weights": [1, 2], "psu": [1]}, "psu has length 1 and weights has length 2. Give one value for each row."),
    ({"psu": [[1, 2], [3, 4]]}, "psu must be one column of labels, but its shape is (2, 2)."),
    (
        {"strata": ["a", None, "b", float("nan")]},
        f"strata is missing in 2 {WHERE} 1, counting from 0). Give every row a label, or drop these rows first.",
    ),
    (
        {"psu": pd.Series([1, 2, None, 4], dtype="Int64")},
        f"psu is missing in 1 {WHERE} 2, counting from 0). Give every row a label, or drop these rows first.",
    ),
    (
        {"psu": pl.Series([1, 2, None, 4])},
        f"psu is missing in 1 {WHERE} 2, counting from 0). Give every row a label, or drop these rows first.",
    ),
    (
        {"weights": [1, -1, 1, 1]},
        f"weights is negative in 1 {WHERE} 1, counting from 0). "
        "A weight says how many households a row stands for: zero or more.",
    ),
    ({"psu": [1, 1]}, "there is one PSU in all, and the difference between PSUs cannot be seen in one."),
    ({"psu": [1, 2], "single_psu": "drop"}, 'single_psu must be "refuse", "centre" or "collapse", but it is \'drop\'.'),
    (
        {"strata": [1, 1, 2, 2], "fpc": [9, 9, 8, 7]},
        f"fpc is not the same within its stratum in 1 {WHERE} 2, counting from 0). "
        "Give all rows of a stratum one value.",
    ),
    (
        {"psu": [1, 2, 3, 4], "fpc": [0] * 4},
        f"fpc is zero or negative in 4 {WHERE} 0, counting from 0). "
        "Give the number of PSUs in the stratum's population, or the share drawn.",
    ),
    (
        {"psu": [1, 2, 3, 4], "fpc": [3] * 4},
        "fpc is below the number of PSUs drawn in 1 of 1 strata (in the first of them 3 for 4 PSUs). "
        "Give the number of PSUs in the stratum's population, or the share drawn.",
    ),
    (
        {"replicate_weights": np.ones((2, 2))},
        'kind must be "bootstrap", "brr" or "jackknife" with replicate_weights, but it is None.',
    ),
    (
        {"replicate_weights": [1, 1], "kind": "brr"},
        "replicate_weights must have a column for each of 2 replicates or more; its shape is (2,).",
    ),
    (
        {"replicate_weights": [[1, -1], [1, 1]], "kind": "brr"},
        f"replicate_weights is negative in 1 {WHERE} 1, counting from 0). A weight is zero or more.",
    ),
    (
        {"weights": [100, 100], "replicate_weights": [[2, 0], [0, 2]], "kind": "brr"},
        "replicate_weights add up to 0.01 times the weights: they do not seem to have the sampling weight in them. "
        "Multiply each column by it.",
    ),
    (
        {"weights": [1, 2, 3, 4], "replicate_weights": 2.5 * HALVES, "kind": "brr"},
        "replicate_weights do not vary as the weights do: they do not seem to have the sampling weight in them. "
        "Multiply each column by it.",
    ),
    ({"replicate_weights": 100 * HALVES, "kind": "brr"}, FORGOTTEN),
    ({"replicate_weights": np.linspace(0.5, 1.5, 20)[:, None] * WITHOUT_ONE, "kind": "jackknife"}, FORGOTTEN),
    (
        {"psu": [[1], [1, 2]]},
        "psu has labels that cannot name one, such as lists. Use text, numbers or tuples.",
    ),
    (
        {"psu": np.ma.array(["a", "b", "a", "b"], mask=[False, True, False, False])},
        f"psu is missing in 1 {WHERE} 1, counting from 0). Give every row a label, or drop these rows first.",
    ),
    (
        {"psu": [(1, "x"), (1, None), (2, "x"), (2, "y")]},
        f"psu is missing in 1 {WHERE} 1, counting from 0). Give every row a label, or drop these rows first.",
    ),
    (
        {"replicate_weights": [[2, 0], [0, 2]], "kind": "jackknife", "rscales": [1]},
        "rscales has shape (1,) and there are 2 replicates. Give one for each replicate.",
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), DESIGNS)
def test_sentences_about_designs(arguments, expected):
    assert sentence(Design, **arguments) == expected


GIVEN = Design(replicate_weights=[[2, 0], [0, 2]], kind="brr")
ESTIMATES = [
    (("mean", [1, 2]), {}, "income has length 2 and the design has 8 rows. Give one income for each."),
    (("ginni", INCOME), {}, "there is no measure 'ginni'. Did you mean gini?"),
    (("headcount", INCOME), {}, "headcount needs a poverty line. Give line=, one number or one for each row."),
    (("gini", INCOME), {"line": 1}, "gini has no poverty line. Leave out line=."),
    (("mean", INCOME), {"level": 95}, "level must be between 0 and 1, such as 0.95, but it is 95."),
    (
        ("mean", INCOME),
        {"method": "taylor"},
        "method must be one of 'linear', 'bootstrap', 'jackknife', 'replicates', but it is 'taylor'.",
    ),
    (("mean", INCOME), {"interval": "t"}, "interval must be one of 'logit', 'plain', None, but it is 't'."),
    (
        ("mean", INCOME),
        {"interval": "logit"},
        'interval="logit" is for shares from 0 to 1, but the estimate is 8. Use interval="plain".',
    ),
    (("mean", INCOME), {"by": [1, 2]}, "by has length 2 and income has length 8. Give one label for each row."),
    (
        ("mean", INCOME),
        {"by": 1},
        "by must be one column of labels, but it is a single value. Give a list, an array or a series; "
        "for several columns, tuples: list(zip(county, sex)).",
    ),
    (
        ("mean", INCOME),
        {"by": np.ma.array(STRATA, mask=[False] * 7 + [True])},
        "by is missing in 1 of 8 rows (the first at position 7, counting from 0). "
        "Give each row a group: rows are not dropped here.",
    ),
    (("median", INCOME), {}, 'there is no measure "median". Give "quantile" and p=0.5.'),
    ((["mean"], INCOME), {}, "there is no measure ['mean']. Did you mean mean?"),
    (("mean", INCOME), {"weights": [1] * 8}, "the weights are those of the design. Leave out weights=."),
    ((np.mean, INCOME), {}, "mean takes no weights. Give a function of (income, weights=...)."),
    ((lambda income: 1.0, INCOME), {}, "<lambda> takes no weights. Give a function of (income, weights=...)."),
    (
        ("mean", INCOME),
        {"alpha": 2},
        "mean: got an unexpected keyword argument 'alpha'. Its arguments are income, weights.",
    ),
    (
        ("fgt", INCOME),
        {"line": 3},
        "fgt: missing a required argument: 'alpha'. Its arguments are income, line, alpha, weights, at_line.",
    ),
    (
        ("headcount", INCOME),
        {"line": lambda income, weights: 4},
        "line is a function whose own error is not known. Use a RelativeLine, or a number.",
    ),
    (("mean", INCOME), {"domain": "east"}, "domain is text. Give a condition, such as region == 3."),
    (
        ("mean", INCOME),
        {"domain": STRATA},
        "domain is text in 8 of 8 rows (the first at position 0, counting from 0). "
        "Give a condition, such as region == 3.",
    ),
    (
        ("mean", INCOME),
        {"domain": [True]},
        "domain has shape (1,) and the design has 8 rows. Give one for each row.",
    ),
    (
        ("mean", INCOME),
        {"domain": [0, 1, 2, 3, 0, 0, 0, 0]},
        "domain is neither true nor false in 2 of 8 rows (the first at position 2, counting from 0). "
        "Give a condition, such as region == 3.",
    ),
    (
        ("mean", INCOME),
        {"domain": [False] * 8},
        "no row of the domain has a weight above zero, so there is nobody to measure.",
    ),
    (
        ("mean", INCOME),
        {"method": "bootstrap", "replicates": 1},
        "replicates must be a whole number of 2 or more, but it is 1. 1000 is usual.",
    ),
    (
        ("mean", INCOME),
        {"method": "bootstrap", "replicates": 2.5},
        "replicates must be a whole number of 2 or more, but it is 2.5. 1000 is usual.",
    ),
    (
        ("mean", INCOME),
        {"method": "bootstrap", "seed": None},
        "seed must be a whole number of 0 or more, but it is None. "
        "The same seed gives the same replicates, which a difference needs.",
    ),
    (
        ("mean", INCOME),
        {"method": "bootstrap", "seed": -1},
        "seed must be a whole number of 0 or more, but it is -1. "
        "The same seed gives the same replicates, which a difference needs.",
    ),
    (
        ("mean", INCOME),
        {"method": "replicates"},
        'method="replicates" needs a design with replicate_weights.',
    ),
    (
        ("mean", INCOME),
        {"method": "jackknife", "domain": [True, True] + [False] * 6},
        "in 1 of 4 replicates nobody of the domain is left with an income, so they have no value. "
        'Use method="linear", or a larger domain.',
    ),
]


@pytest.mark.parametrize(("arguments", "options", "expected"), ESTIMATES)
def test_sentences_about_estimates(arguments, options, expected):
    assert sentence(estimate, *arguments, TWO_BY_TWO, **options) == expected


def test_what_is_no_design_and_no_estimate():
    with pytest.raises(TypeError) as error:
        estimate("mean", INCOME, np.ones(8))
    assert str(error.value) == "design is a ndarray. Make one of it first, such as Design(weights=...)."
    groups = estimate("mean", INCOME, TWO_BY_TWO, by=STRATA)
    with pytest.raises(TypeError) as error:
        difference(groups, groups["a"])
    assert str(error.value) == "difference is of two estimates, but one is a dict. Give what estimate returns."


def test_given_replicates_need_their_method():
    for method in ("linear", "bootstrap", "jackknife"):
        assert sentence(estimate, "mean", [1, 2], GIVEN, method=method) == (
            'the design has replicate weights but no strata or PSUs. Use method="replicates".'
        )


def test_a_measure_of_many_values_is_refused():
    def both(income, weights=None):
        return np.array([1.0, 2.0])

    assert sentence(estimate, both, INCOME, TWO_BY_TWO, method="jackknife") == (
        "both has 2 values here, and an estimate is of one number."
    )


def test_a_replicate_without_a_value_says_so():
    def picky(income, weights=None):
        if weights[0] == 0:
            raise ValueError("the first row is needed.")
        return 1.0

    assert sentence(estimate, picky, INCOME, TWO_BY_TWO, method="jackknife") == (
        "replicate 0 (counting from 0) has no value: the first row is needed."
    )
