"""The synthetic households hold every published total, are the same everywhere, and say what they are."""

import hashlib
import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zjpoverty import datasets, fact, households
from zjpoverty.households import _allotment as _register_plan
from zjpoverty.households import _apportion, _assumptions, _bands

SMALL = 0.01
YEARS = range(2007, 2013)


@pytest.fixture(scope="module")
def whole():
    """The whole register at the end of 2010."""
    return households.population(2010)


@pytest.fixture(scope="module")
def panel():
    """One in a hundred, in all years."""
    return {year: households.population(year, scale=SMALL) for year in YEARS}


# --- totals -----------------------------------------------------------------------------------------------------------


def test_the_whole_register_holds_the_published_totals(whole):
    """Sections 1, 7, 10, 20, 21 and 24 of the chapter, as the figures are named there."""
    over, under = whole[whole.net_income > 2500], whole[whole.net_income < 2500]
    inside = whole[whole.in_29]
    reached = {
        "two_systems.households_over_line": len(over),
        "two_systems.households_under_line": len(under),
        "household_support.households": len(whole),
        "two_systems.persons_over_line": over.persons.sum(),
        "two_systems.persons_under_line": under.persons.sum(),
        "overview.households_over_line_29": over.in_29.sum(),
        "overview.persons_over_line_29": over.persons[over.in_29].sum(),
        "two_systems.allowance_recipients_2010": whole.recipients.sum(),
        "training.trained_low_income": inside.trained.sum(),
        "training.transferred_low_income": inside.transferred.sum(),
        "village_support.villages": whole.village[whole.concentrated].nunique(),
        "village_support.villages_29": inside.village[inside.concentrated].nunique(),
    }
    assert reached == {id: fact(id).value for id in reached}


def test_figures_of_wider_groups_are_bounds(whole):
    """806,000 in outwork, 78,000 moved, 112,000 houses, 17,000 loans, 18,000 members (sections 5, 8, 10, 13, 14)."""
    reached = {
        "outwork.people": whole.outwork[whole.in_29].sum(),
        "relocation.people_moved": whole.persons[whole.relocated == 2010].sum(),
        "social_security.houses_renovated": (whole.dwelling == "renovated").sum(),
        "microfinance.households": whole.loan.sum(),
        "mutual_funds.households_low_income": whole.mutual_fund.sum(),
    }
    assert all(0 < got < fact(id).value for id, got in reached.items()), reached


def test_the_survey_would_choose_its_11_counties(whole):
    """Section 26: 40 counties with more than 80 %, the 11 with more than 5,000 households without the allowance."""
    without = whole[whole.recipients == 0].groupby("county", observed=True).size()
    chosen = whole[whole.in_survey & ~whole.in_29].county.unique()
    assert list(chosen) == [f"other county {k}" for k in range(1, 12)] and whole.in_survey.mean() > 0.8
    assert without[list(chosen)].min() > 5000 >= without[list(whole[~whole.in_survey].county.unique())].max()
    assert set(whole[whole.in_29].county) == {row["name_en"] for row in datasets.rows("counties")}


@pytest.mark.parametrize(("year", "scale", "seed"), [
    *((year, SMALL, 2010) for year in YEARS),
    (2010, 0.0137, 1), (2009, 0.0333, 2), (2011, 0.0271828, 3), (2010, 0.05, 2**40),
])  # fmt: skip
def test_every_margin_of_the_report_holds(year, scale, seed):
    report = households.report(households.population(year, seed, scale))
    assert report.holds.all(), report[~report.holds].to_string()
    exact = report[report.kind.isin(["exact", "assumed"]) & (report.tolerance == 0)]
    assert (exact.difference == 0).all() and len(exact) >= 15


@pytest.mark.parametrize("scale", [0.001, 0.00123, 0.0071])
@pytest.mark.parametrize("year", [2007, 2010, 2011])
def test_counts_are_exact_at_the_smallest_scales(year, scale):
    report = households.report(households.population(year, 7, scale))
    counts = report[report.kind.isin(["exact", "assumed"])]
    assert counts.holds.all(), counts[~counts.holds].to_string()


def test_the_report_of_the_whole_register_holds(whole):
    report = households.report(whole)
    assert report.holds.all(), report[~report.holds].to_string()
    assert list(report.kind.unique()) == ["exact", "assumed", "soft", "at most", "at least"]
    assert len(report) == 33 and (report.difference == report.reached - report.target).all()


def test_the_report_sees_what_is_missing(panel):
    short = panel[2010].iloc[5:]
    report = households.report(short).set_index("margin")
    assert report.difference["households of the register"] == -5 and not report.holds["households of the register"]


# --- the same everywhere ----------------------------------------------------------------------------------------------


def checksum(frame: pd.DataFrame) -> str:
    """Digest of all values, by column, as text of whole numbers."""
    digest = hashlib.sha256()
    for name in frame:
        values = frame[name]
        cells = values.astype(str) if values.dtype == "category" else values.astype("int64").astype(str)
        digest.update((name + "\n" + "\n".join(cells) + "\n").encode())
    return digest.hexdigest()[:16]


@pytest.mark.parametrize(("year", "seed", "scale", "expected"), [
    (2010, 2010, 0.01, "f0f81b8c37b4e164"), (2012, 1, 0.002, "8e1bb7cbd8e16caa"),
])  # fmt: skip
def test_the_same_seed_gives_the_same_rows_on_every_system(year, seed, scale, expected):
    """Computed once, with numpy 2.4.6 on Linux; another numpy or system must give the same."""
    assert checksum(households.population(year, seed, scale)) == expected


def test_the_raw_numbers_are_those_of_the_bit_generator():
    """First numbers of PCG64 under SeedSequence((2010, 1)): numpy promises that they stay."""
    raw = _apportion.Stream(2010, 1).raw(3)
    assert raw.dtype == np.uint64
    assert (raw == np.random.PCG64(np.random.SeedSequence((2010, 1))).random_raw(3)).all()


def test_another_seed_gives_another_register(panel):
    other = households.population(2010, 2011, SMALL)
    assert len(other) == len(panel[2010]) and not other.net_income.equals(panel[2010].net_income)


def test_the_shipped_sample_is_the_population_at_its_scale(panel):
    shipped, made = datasets.load("synthetic_households"), panel[2010]
    assert list(shipped) == list(made)
    for name in made:
        assert (shipped[name].astype(str) == made[name].astype(str)).all(), name


def test_a_file_holds_the_same_rows_as_the_table(tmp_path, panel):
    file = households.write(tmp_path / "synthetic.parquet", 2011, scale=SMALL)
    read = pd.read_parquet(file)
    assert [path.name for path in tmp_path.iterdir()] == ["synthetic.parquet"]
    for name in read:
        assert (read[name].astype(str) == panel[2011][name].astype(str)).all(), name


def test_a_file_in_many_row_groups_holds_the_same_rows(tmp_path, monkeypatch):
    import pyarrow.parquet as pq

    monkeypatch.setattr(households, "_ROWS", 500)
    monkeypatch.setattr(_register_plan, "BLOCK", 100)
    _register_plan.plan.cache_clear()
    try:
        file = households.write(tmp_path / "synthetic.parquet", 2010, scale=0.005)
        made = households.population(2010, scale=0.005)
    finally:
        _register_plan.plan.cache_clear()
    stored = pq.ParquetFile(file)
    assert stored.num_row_groups > 10
    assert stored.schema_arrow.metadata[b"synthetic"] == b"True" and stored.schema_arrow.metadata[b"seed"] == b"2010"
    read = stored.read().to_pandas()
    assert all((read[name].astype(str) == made[name].astype(str)).all() for name in made)
    assert made.household.is_monotonic_increasing and made.household.is_unique
    assert households.report(made).query("kind == 'exact'").holds.all()


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path, monkeypatch):
    (tmp_path / "synthetic.parquet").write_text("old")
    monkeypatch.setattr(households, "make", lambda *place: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        households.write(tmp_path / "synthetic.parquet", scale=SMALL)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("synthetic.parquet", "old")]


# --- rows -------------------------------------------------------------------------------------------------------------


def _sound(frame):
    assert (frame.persons == frame.children + frame.working + frame.elderly).all()
    total = frame.wages + frame.operations + frame.property + frame.transfers
    assert (total // frame.persons == frame.net_income).all()
    assert ((total - frame.allowance) // frame.persons == frame.net_income_before).all()
    assert (frame.net_income_before <= frame.net_income).all() and (frame.net_income_before > 0).all()
    assert (frame.transfers >= frame.allowance).all() and (frame.recipients <= frame.persons).all()
    assert ((frame.allowance > 0) == (frame.recipients > 0)).all()
    assert (frame.net_income != 2500).all() and frame.synthetic.all()
    assert (frame[["wages", "operations", "property", "transfers"]] >= 0).all(axis=None)
    for name in ("outwork", "trained", "transferred"):
        assert (frame[name] <= frame.working + frame.elderly).all()
    assert frame.household.is_monotonic_increasing and frame.household.is_unique
    assert (frame.groupby("village").county.nunique() == 1).all()
    assert (frame.groupby("village").concentrated.nunique() == 1).all()


def test_every_row_is_sound(whole):
    _sound(whole)


@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_every_year_is_sound(panel, year):
    _sound(panel[year])


def test_columns_types_and_attributes_are_as_described(panel):
    frame, fields = panel[2010], datasets.descriptor("synthetic_households")["schema"]["fields"]
    assert list(frame) == [field["name"] for field in fields]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "household": "int64", "county": "category", "in_29": "bool", "in_survey": "bool", "village": "int32",
        "concentrated": "bool", "persons": "int8", "children": "int8", "working": "int8", "elderly": "int8",
        "wages": "int32", "operations": "int32", "property": "int32", "transfers": "int32", "allowance": "int32",
        "recipients": "int8", "net_income": "int32", "net_income_before": "int32", "dwelling": "category",
        "relocated": "int16", "outwork": "int8", "trained": "int8", "transferred": "int8", "loan": "bool",
        "mutual_fund": "bool", "synthetic": "bool",
    }  # fmt: skip
    attrs = frame.attrs
    assert (attrs["synthetic"], attrs["seed"], attrs["scale"], attrs["year"]) == (True, 2010, SMALL, 2010)
    assert attrs["units"]["net_income"] == "yuan/person/year"


def test_numbers_run_from_one_in_every_county(whole):
    """Places by household number, villages by village number; a county may be made in several blocks."""
    first = {"household": (10**9, 10), "village": (10**5, 1)}
    for name, (county, step) in first.items():
        places = (whole[name] % county // step).groupby(whole.county, observed=True)
        assert (places.min() == 1).all() and (places.max() == places.nunique()).all(), name
        assert (whole[name] // county == whole.county.cat.codes + 1).all(), name


def test_people_look_like_people_of_such_a_register(whole):
    over = whole.net_income > 2500
    old = whole.elderly.groupby(over).sum() / whole.persons.groupby(over).sum()
    assert old[False] > 1.3 * old[True] and whole.persons[~over].mean() < whole.persons[over].mean()
    assert whole.wages[whole.working > 0].mean() > 5 * whole.wages[whole.working == 0].mean()
    assert whole.outwork[whole.in_29].sum() > 4 * whole.outwork[~whole.in_29].sum()
    special = {row["name_en"] for row in datasets.rows("counties") if row["special_support"]}
    moved = (whole.relocated > 0).groupby(whole.county.isin(special)).mean()
    assert moved[True] > 2 * moved[False] and not whole.relocated[~whole.in_29].any()
    poor = (~over).groupby(whole.county.isin(special)).mean()
    assert poor[True] > poor[False]
    assert (whole.mutual_fund <= whole.concentrated).all()
    richer = whole[over].net_income.groupby(whole.county.isin(special)).mean()
    assert richer[True] < 0.97 * richer[False]
    villages = whole[whole.mutual_fund].village.nunique()
    assert villages == fact("mutual_funds.villages").value


def test_incomes_are_alike_within_villages(whole):
    """Intra-class correlation by analysis of variance (Cochran 1977): 20 households a village give deff 1 + 19 rho."""
    y = np.log(whole.net_income)
    by = y.groupby(whole.village)
    n, k, sizes = len(y), by.ngroups, by.size()
    between = (sizes * (by.mean() - y.mean()) ** 2).sum() / (k - 1)
    within = ((y - by.transform("mean")) ** 2).sum() / (n - k)
    mean_size = (n - (sizes**2).sum() / n) / (k - 1)
    rho = (between - within) / (between + (mean_size - 1) * within)
    assert 0.05 < rho < 0.3 and 1 + 19 * rho > 2


# --- the panel --------------------------------------------------------------------------------------------------------

STAY = ["county", "village", "concentrated", "persons", "children", "working", "elderly"]


@pytest.mark.parametrize("year", range(2008, 2013))
def test_a_household_stays_itself_from_year_to_year(panel, year):
    before, now = (panel[one].set_index("household") for one in (year - 1, year))
    both = before.index.intersection(now.index)
    assert before.loc[both, STAY].astype(str).equals(now.loc[both, STAY].astype(str))
    left, entered = len(before) - len(both), len(now) - len(both)
    assert left == entered and 0.01 < left / len(before) < 0.03
    moved = before.relocated[both]
    assert (now.relocated[both][moved > 0] == moved[moved > 0]).all()
    assert set(now.relocated[both][moved == 0]) <= {0, year}
    assert set(now.relocated[now.index.difference(before.index)]) <= {0, year}, "a move before one entered is not kept"
    renovated = before.dwelling[both] == "renovated"
    assert (now.dwelling[both][renovated] == "sound").all()
    waiting = before.dwelling[both] == "dilapidated"
    assert set(now.dwelling[both][waiting]) == {"dilapidated", "renovated"}


def test_every_house_that_was_dilapidated_waits_until_it_is_renovated(panel):
    """30 % of 11,100 households at the start (assumed), less 40 % of 1,120 in each of six years (section 10)."""
    assert (panel[2012].dwelling == "dilapidated").sum() == 3330 - 6 * 448


def test_a_household_that_enters_is_another_one_of_the_same_size(panel):
    places = {year: panel[year].assign(place=panel[year].household // 10).set_index("place") for year in (2009, 2010)}
    entered = places[2009].household != places[2010].household
    one, other = (places[year][entered] for year in (2009, 2010))
    assert (one.persons == other.persons).all() and (one.village == other.village).all()
    assert 0.2 < (one.elderly != other.elderly).mean() < 0.8


def test_households_rise_over_the_line_and_fall_back(panel):
    over = {year: panel[year].set_index("household").net_income > 2500 for year in YEARS}
    for year in range(2008, 2013):
        both = over[year - 1].index.intersection(over[year].index)
        assert (~over[year - 1][both] & over[year][both]).any()
        # In 2007 nobody was over the line; in 2011 and 2012 hardly anybody is under it.
        assert (over[year - 1][both] & ~over[year][both]).any() == (year > 2008)


def test_incomes_of_a_household_are_alike_over_the_years(panel):
    one, other = (panel[year].set_index("household").net_income for year in (2009, 2010))
    assert np.corrcoef(one.rank().reindex(other.index).dropna(), other[other.index.isin(one.index)].rank())[0, 1] > 0.4


def test_the_years_hold_what_is_published_of_them(panel):
    """Section 1 (562,000, read as persons), section 24 (562,000 and 610,000 on the allowance)."""
    over = {year: frame.persons[frame.net_income > 2500].sum() for year, frame in panel.items()}
    assert over[2010] - over[2009] == SMALL * fact("overview.households_over_line_2010").value
    assert over[2010] - over[2007] == SMALL * fact("overview.persons_over_line_2008_2010").value
    assert panel[2007].recipients.sum() == SMALL * fact("two_systems.allowance_recipients_2007").value
    assert panel[2010].recipients.sum() == SMALL * fact("two_systems.allowance_recipients_2010").value


# --- persons, assumptions, refusals -----------------------------------------------------------------------------------


def test_persons_are_those_of_the_households(panel):
    people, frame = households.persons(panel[2010]), panel[2010].set_index("household")
    counted = people.groupby(["household", "age_group"], observed=False).size().unstack()
    assert (counted[["child", "working", "elderly"]].to_numpy() == frame[["children", "working", "elderly"]]).all(
        axis=None
    )
    assert (people.groupby("household").recipient.sum() == frame.recipients).all()
    ages = people.groupby("age_group", observed=True).age.agg(["min", "max"])
    assert ages.to_numpy().tolist() == [[0, 15], [16, 59], [60, 85]]
    assert people.synthetic.all() and people.attrs["synthetic"] is True


def test_a_person_is_the_same_in_a_part_of_the_households(panel):
    part = panel[2010].iloc[100:200]
    everybody = households.persons(panel[2010])
    assert (households.persons(part).age.to_numpy() == everybody.age[everybody.household.isin(part.household)]).all()


def test_every_assumption_is_described_and_used(monkeypatch):
    table, used = households.describe(), set()
    values = {row["id"]: row for row in datasets.rows("assumptions")}

    class Noted(dict):
        def __getitem__(self, id):
            used.add(id)
            return super().__getitem__(id)

    known = _assumptions._values
    monkeypatch.setattr(_assumptions, "_values", lambda name: Noted(values) if name == "assumptions" else known(name))
    _register_plan.plan.cache_clear()
    for cached in (_assumptions.counties, _bands.over, _bands.under):
        cached.cache_clear()
    for year in YEARS:
        households.report(households.population(year, scale=0.001))
    rules = set(table.id[table.unit == "rule"])
    assert used == set(table.id) - rules and table.value[table.unit == "rule"].isna().all()
    assert table.reason.str.endswith(".").all() and table.meaning.str.endswith(".").all() and len(rules) > 10


@pytest.mark.parametrize(("arguments", "sentence"), [
    ({"year": 2013}, "year is 2013; the households have the years 2007 to 2012."),
    ({"year": 2010.5}, "year is 2010.5; the households have the years 2007 to 2012."),
    ({"year": True}, "year is True; the households have the years 2007 to 2012."),
    ({"seed": -1}, "seed is -1; it must be a whole number, zero or more."),
    ({"seed": "x"}, "seed is 'x'; it must be a whole number, zero or more."),
    ({"scale": 0}, "scale is 0; it must be a number from 0.001 to 100."),
    ({"scale": math.nan}, "scale is nan; it must be a number from 0.001 to 100."),
    ({"scale": 101}, "scale is 101; it must be a number from 0.001 to 100."),
    ({"scale": "1"}, "scale is '1'; it must be a number from 0.001 to 100."),
])  # fmt: skip
def test_what_is_refused_gets_one_sentence(tmp_path, arguments, sentence):
    for call in (households.population, lambda **given: households.write(tmp_path / "x.parquet", **given)):
        with pytest.raises(ValueError) as error:
            call(**arguments)
        assert str(error.value) == sentence
    assert list(tmp_path.iterdir()) == []


def test_a_frame_that_does_not_know_itself_is_refused(panel):
    bare = pd.DataFrame(panel[2010])
    bare.attrs = {"year": 2010}
    with pytest.raises(ValueError) as error:
        households.report(bare)
    assert str(error.value) == (
        "The frame does not say its seed, scale (attrs). Give it as households.population returns it."
    )


# --- whole numbers ----------------------------------------------------------------------------------------------------


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 10**8), st.lists(st.integers(1, 10**8), min_size=1, max_size=30))
def test_apportion_gives_each_its_quota_rounded_down_or_up(total, weights):
    """Hamilton's method: the quota rule (Balinski and Young 1982)."""
    given_out = _apportion.apportion(total, weights).tolist()
    assert sum(given_out) == total
    for got, weight in zip(given_out, weights, strict=True):
        assert total * weight // sum(weights) <= got <= -(-total * weight // sum(weights))


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 500)), min_size=1, max_size=20), st.data())
def test_apportion_keeps_every_cap(pairs, data):
    weights, caps = np.array(pairs).T
    total = data.draw(st.integers(0, int(caps[weights > 0].sum())))
    given_out = _apportion.apportion(total, weights, caps)
    assert given_out.sum() == total and (given_out <= caps).all() and (given_out >= 0).all()
    assert not given_out[weights == 0].any()


def test_apportion_says_when_the_caps_leave_no_place():
    with pytest.raises(ValueError) as error:
        _apportion.apportion(5, [1, 0], [3, 9])
    assert str(error.value) == "5 cannot be shared out: the limits leave no place for 2."


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 1000), min_size=6, max_size=6), st.data())
def test_refit_moves_households_until_the_persons_fit(counts, data):
    households_ = sum(counts)
    persons = data.draw(st.integers(households_, 6 * households_))
    fitted = _apportion.refit(np.array(counts), persons)
    assert fitted.sum() == households_ and (fitted * np.arange(1, 7)).sum() == persons and (fitted >= 0).all()


def test_bell_has_its_deviation():
    draws = _apportion.Stream(1).bell(100_000)
    assert round(math.sqrt(4 * (2**32 - 1) / 12)) == _apportion.DEVIATION
    assert abs(draws.mean()) < 4 * _apportion.DEVIATION / math.sqrt(len(draws))
    assert draws.std() == pytest.approx(_apportion.DEVIATION, rel=0.01)


def test_the_table_under_the_line_is_the_log_normal_cut_there():
    """Against ``statistics.NormalDist``, to the yuan."""
    held = {row["id"]: row["value"] for row in datasets.rows("calibration")}
    normal = NormalDist(held["log_mean_2010"], held["log_deviation_2010"])
    cut = normal.cdf(math.log(2500))
    expected = [math.exp(normal.inv_cdf(cut * k / _bands.STEPS)) for k in range(1, _bands.STEPS)]
    assert np.abs(_bands.under()[1:-1] - expected).max() <= 1
    assert _bands.under().max() == 2499


@pytest.mark.parametrize("year", [2009, 2010, 2011, 2012])
def test_the_tables_reach_the_targets_of_their_year(year):
    totals, over, under = _assumptions.totals(year), _bands.over(year), _bands.under()
    assert over.min() > 2500 and (np.diff(over) >= 0).all()
    mean = lambda table: (table[1:] + table[:-1]).mean() / 2  # noqa: E731
    share = totals.persons_over / totals.persons
    assert share * mean(over) + (1 - share) * mean(under) == pytest.approx(_assumptions.mean_income(year), rel=0.005)
    if (wanted := _assumptions.share_above_4000(year)) is not None:
        assert 100 * share * (over > 4000).mean() == pytest.approx(wanted, abs=0.2)
