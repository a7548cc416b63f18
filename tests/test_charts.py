"""Pictures: words are demanded, bytes do not change, and every place can read them."""

import struct
import subprocess
import sys
import zlib

import altair as alt
import pandas as pd
import pytest

from zjpoverty import _vega, charts, datasets

TABLE = pd.DataFrame({"who": ["a", "b"], "yuan": [1, 2]})


def bars(**properties) -> alt.Chart:
    """A small chart with named axes."""
    return (
        alt.Chart(TABLE, **properties).mark_bar().encode(x=alt.X("yuan:Q", title="yuan"), y=alt.Y("who:N", title=None))
    )


def described(**properties) -> alt.Chart:
    """A small chart with a title and a description."""
    return bars(title="b has more", description="Two bars; b is longer.", **properties)


def test_a_picture_is_read_in_three_ways():
    data, metadata = charts.finished(described())._repr_mimebundle_()
    assert list(data) == ["application/vnd.vegalite.v5+json", "image/png", "text/plain"]
    assert data["text/plain"] == "Two bars; b is longer." == metadata["image/png"]["alt"]
    assert data["application/vnd.vegalite.v5+json"]["$schema"].endswith("/v5.json")


def test_in_voila_a_picture_brings_its_script(monkeypatch):
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    data, _ = charts.finished(described())._repr_mimebundle_()
    assert list(data) == ["text/html", "text/plain"]
    assert 'alt="Two bars; b is longer."' in data["text/html"] and "vegaEmbed" in data["text/html"]


@pytest.mark.parametrize("missing", ["title", "description"])
def test_a_chart_without_words_is_an_error(missing):
    words = {"title": "b has more", "description": "Two bars."}
    del words[missing]
    with pytest.raises(ValueError) as error:
        charts.finished(bars(**words))
    assert str(error.value) == (
        "This chart has no title or no description. Finish it with charts.picture(chart, id), or give it "
        ".properties(title=..., description=...): the description is read to those who cannot see it."
    )


def test_an_axis_without_a_title_is_an_error():
    chart = alt.Chart(TABLE, title="t", description="d").mark_bar().encode(x=alt.X("yuan:Q", title=None), y="who:N")
    with pytest.raises(ValueError, match=r"^The axis of 'yuan' has no title: say what it measures and its unit\.$"):
        charts.finished(chart)


def test_a_layer_may_name_the_axis_for_all():
    text = alt.Chart(TABLE).mark_text().encode(x=alt.X("yuan:Q", title=None), y="who:N", text="who:N")
    charts.finished((described() + text).properties(title="t", description="d"))


def test_a_control_without_a_name_is_an_error():
    param = alt.param("cost", value=1, bind=alt.binding_range(min=0, max=2))
    with pytest.raises(ValueError, match=r"^The control 'cost' has no name: say what it moves and its unit\.$"):
        charts.finished(described().add_params(param))


def test_altair_shows_charts_in_the_same_way():
    assert alt.renderers.active == "zjpoverty"
    data, _ = described()._repr_mimebundle_()
    assert "application/vnd.vegalite.v5+json" in data


def test_the_bytes_are_the_same_in_another_process():
    program = (
        "import altair as alt, pandas as pd, hashlib, json; from zjpoverty import charts;"
        "c = alt.Chart(pd.DataFrame({'who': ['a', 'b'], 'yuan': [1, 2]}), title='t', description='d').mark_bar()"
        ".encode(x=alt.X('yuan:Q', title='yuan'), y='who:N');"
        "d, m = charts.finished(c)._repr_mimebundle_(); print(hashlib.sha256(json.dumps(d).encode()).hexdigest())"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert first == second != ""


def test_a_png_is_small_and_has_marks():
    image = _vega.png(charts.finished(described()).spec)
    width, height = struct.unpack(">II", image[16:24])
    assert width > 600 and height > 60 and len(image) < 40_000
    assert zlib.crc32(image) != zlib.crc32(_vega.png(charts.finished(described(width=300)).spec))


def test_texts_fill_their_places_or_say_what_is_missing():
    assert charts.text("relocation.last_round", yuan="3,000") == "▼ last round: 3,000"
    with pytest.raises(KeyError):
        charts.text("relocation.last_round")
    with pytest.raises(
        datasets.UnknownName,
        match=r"^There is no text 'relocation\.gap\.titel'\. Did you mean 'relocation\.gap\.title'\?",
    ):
        charts.text("relocation.gap.titel")


def test_a_live_text_is_an_expression_with_the_same_words():
    live = charts.live("relocation.burden.title", left="format(a, ',')", years="b / 2")
    words = '"Not covered: " + (format(a, \',\')) + " yuan a person, or " + (b / 2) + " years of income"'
    assert live == {"expr": words}


def test_a_picture_takes_its_words_from_the_table_and_refuses_an_unknown_id():
    with pytest.raises(datasets.UnknownName, match=r"^There is no text 'nowhere\.title'"):
        charts.picture(bars(), "nowhere")


def test_the_tile_map_has_a_square_for_each_county():
    chart = charts.tile_map(datasets.load("counties"), alt.Color("support_tier:N"))
    spec = chart.properties(title="t", description="d").to_dict()
    (data,) = spec["datasets"].values()
    assert len({(row["tile_row"], row["tile_col"]) for row in data}) == 29
