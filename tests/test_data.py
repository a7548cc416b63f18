"""The tables hold what the data contract promises."""

import itertools
import json
import math
import re
from statistics import NormalDist

import pytest

from zjpoverty import datasets
from zjpoverty._paths import data_dir

PACKAGE = json.loads((data_dir() / "datapackage.json").read_text("utf-8"))
FACTS = datasets.rows("facts")


def test_every_file_is_described_and_every_description_has_its_file():
    described = {resource["path"] for resource in PACKAGE["resources"]}
    assert described == {path.name for path in data_dir().iterdir()} - {"datapackage.json"}


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_every_table_and_column_says_what_it_is(resource):
    assert resource["title"] and resource["description"] and resource["licenses"] and resource["sources"]
    for field in resource.get("schema", {}).get("fields", []):
        assert field["type"] in ("string", "integer", "number", "boolean", "date"), field
        assert field["description"].endswith("."), field
        if field["type"] == "number" and "unit" not in field["name"]:
            assert "unit" in field, field


@pytest.mark.parametrize("name", [name for name in datasets.names() if datasets.descriptor(name)["format"] == "csv"])
def test_every_file_of_text_is_clean(name):
    text = (data_dir() / datasets.descriptor(name)["path"]).read_bytes().decode("utf-8")
    assert "\r" not in text and "\ufeff" not in text and text.endswith("\n")
    assert not re.search(r"https?://(?:\d{1,3}\.){3}\d{1,3}", text), "a plain IP address is no source"


@pytest.mark.parametrize("name", datasets.names())
def test_no_text_of_a_table_has_loose_spaces(name):
    for number, row in enumerate(datasets.rows(name), start=2):
        loose = [column for column, value in row.items() if isinstance(value, str) and value != value.strip()]
        assert loose == [], f"row {number}"


def test_facts_stand_in_the_order_of_the_chapter_and_cover_all_sections():
    places = [(fact["section"], fact["sentence"]) for fact in FACTS]
    assert places == sorted(places)
    assert {section for section, _ in places} == set(range(1, 30))


def test_there_are_over_two_hundred_figures_beside_the_dates():
    assert sum(fact["kind"] not in ("date", "name") for fact in FACTS) > 200


def test_an_id_begins_with_the_slug_of_its_section():
    slugs = {row["section"]: row["slug"] for row in datasets.rows("programmes")}
    for fact in FACTS:
        assert fact["id"].startswith(slugs[fact["section"]] + "."), fact["id"]
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", fact["id"]), fact["id"]


def test_the_same_figure_points_to_an_earlier_row():
    position = {fact["id"]: index for index, fact in enumerate(FACTS)}
    for fact in FACTS:
        if fact["same_as"]:
            assert position[fact["same_as"]] < position[fact["id"]]
            assert not FACTS[position[fact["same_as"]]]["same_as"], "same_as holds the first row"


def test_a_doubtful_figure_has_a_note():
    assert [fact["id"] for fact in FACTS if fact["status"] != "as_printed" and not fact["note"]] == []


def test_a_figure_as_printed_is_the_value():
    sizes = {"million": 1e6, "billion": 1e9, "hundred": 1e2, "thousand": 1e3}
    for fact in FACTS:
        number = re.fullmatch(r"([\d,]+(?:\.\d+)?)(?: (million|billion)|%|)", fact["as_printed"])
        if number and fact["status"] != "corrected":
            assert fact["value"] == pytest.approx(float(number[1].replace(",", "")) * sizes.get(number[2], 1)), fact[
                "id"
            ]


def test_a_period_ends_after_it_starts():
    for fact in FACTS:
        start, end = fact["period_start"], fact["period_end"]
        assert (start is None) == (end is None) and (start is None or start[:4] <= end[:4]), fact["id"]


def test_misprints_are_mended_and_kept():
    facts = {fact["id"]: fact for fact in FACTS}
    assert (facts["village_support.households"]["as_printed"], facts["village_support.households"]["value"]) == (
        "92.500",
        92_500,
    )
    assert facts["policy_study.suichang"]["as_printed"] == "Cuichang"
    assert {facts[id]["status"] for id in ("village_support.households", "policy_study.suichang")} == {"corrected"}


def test_there_are_29_counties_on_tiles_of_their_own():
    counties = datasets.rows("counties")
    assert len(counties) == 29 == len({(county["tile_row"], county["tile_col"]) for county in counties})
    assert sum(county["in_26"] for county in counties) == 26
    assert [sum(county["support_tier"] == tier for county in counties) for tier in "AB"] == [6, 6]


def test_neighbours_on_the_map_are_in_their_place():
    """North is up and west is left, for counties more than 0.4 degrees apart."""
    for one, other in itertools.combinations(datasets.rows("counties"), 2):
        if one["latitude"] - other["latitude"] > 0.4:
            assert one["tile_row"] <= other["tile_row"], (one["name_en"], other["name_en"])
        if one["longitude"] - other["longitude"] > 0.4:
            assert one["tile_col"] >= other["tile_col"], (one["name_en"], other["name_en"])


def test_a_line_has_a_value_or_points_to_a_figure():
    for line in datasets.rows("poverty_lines"):
        assert (line["fact"] is None) != (line["value"] is None), line["id"]


def test_every_table_points_to_figures_that_exist():
    known = {fact["id"] for fact in FACTS}
    for table, column in (("poverty_lines", "fact"), ("funds", "fact"), ("counties", "support_fact")):
        assert {row[column] for row in datasets.rows(table) if row[column]} <= known


def test_events_of_a_visit_and_places_of_events_fit():
    events = {event["id"]: event for event in datasets.rows("events")}
    assert all(event["start"] <= event["end"] for event in events.values())
    assert {visit["event"] for visit in datasets.rows("visits")} <= set(events)
    assert len(datasets.rows("countries")) == 15


def test_synthetic_data_say_so_in_their_name_their_metadata_and_a_column():
    tables = [
        resource for resource in PACKAGE["resources"] if resource.get("synthetic") or "synthetic" in resource["name"]
    ]
    assert [resource["name"] for resource in tables] == ["synthetic_households"]
    for resource in tables:
        assert resource["synthetic"] is True and "does not exist" in resource["description"]
        assert {row["synthetic"] for row in datasets.rows(resource["name"])} == {True}


def test_calibration_follows_from_the_series():
    """What the table holds beside the series is worked out from them, here again."""
    series = {(row["series"], row["year"]): row["value"] for row in datasets.rows("series")}
    held = {row["id"]: row["value"] for row in datasets.rows("calibration")}
    mean_2011 = series["zj_lih_mean_income", 2011]
    worked_out = {
        "mean_income_2009": series["zj_rural_net_income", 2009] / series["zj_lih_to_rural_ratio", 2009],
        "mean_income_2010": mean_2011 / (1 + series["zj_lih_mean_income_growth", 2011] / 100),
        "mean_income_2011": mean_2011,
        "share_above_4000_2011": series["zj_lih_share_above_4000", 2011],
    }
    for name, long in {"operations": "household_operations"}.items() | {
        (n, n) for n in ("wages", "property", "transfers")
    }:
        whole = series["zj_rural_income_source_total", 2008], series["cn_rural_quintile_q1_net_income", 2007]
        worked_out[f"zhejiang_{name}"] = 100 * series[f"zj_rural_income_source_{long}", 2008] / whole[0]
        worked_out[f"poorest_fifth_{name}"] = 100 * series[f"cn_rural_quintile_q1_{long}", 2007] / whole[1]
    for name, value in worked_out.items():
        digits = 0 if name.startswith("mean") else 1
        assert held[name] == round(value, digits), name


def test_the_log_normal_of_the_calibration_fits_the_chapter():
    """Its mean is the calibrated one; 24.7 % of it lies under the line, 43.2 % over 4,000 yuan (normal tables)."""
    held = {row["id"]: row["value"] for row in datasets.rows("calibration")}
    m, s = held["log_mean_2010"], held["log_deviation_2010"]
    below = lambda yuan: NormalDist(m, s).cdf(math.log(yuan))  # noqa: E731
    assert math.exp(m + s * s / 2) == pytest.approx(held["mean_income_2010"], rel=0.002)
    assert below(2500) == pytest.approx(670 / 2710, abs=0.002)
    assert 100 * (1 - below(4000)) == pytest.approx(held["share_above_4000_2010"], abs=0.2)
