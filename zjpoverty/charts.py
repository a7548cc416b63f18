"""Pictures that draw everywhere: a theme for projecting, number formats, a tile map, a display that needs no network.

A chart is made with Altair and given its words by :func:`picture`: title, axis titles and description come from the
table ``texts``, so that editions in other languages can follow. Nothing is computed here.
"""

import base64
import hashlib
import json
import os
import string
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt

from ._paths import data_dir
from ._vega import MIME, SCALE, SCHEMA, bundle, png
from ._words import amount as amount
from ._words import number as number
from ._words import unknown
from .datasets import UnknownName, rows

# Okabe and Ito (2008), told apart with every common form of colour blindness. Black is kept for text.
# Their vermillion is a little darker here: as text it has 4.7 to 1 against white, where theirs has 3.9.
BLUE, ORANGE, GREEN, RED, SKY, PURPLE, GREY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#C45000",
    "#56B4E9",
    "#CC79A7",
    "#8C8C8C",
)
COLOURS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY)
WIDTH, HEIGHT = 620, 320
INK, PALE = "#1A1A1A", "#E4E4E4"
BOTTOM = alt.Legend(orient="bottom", title=None)


@alt.theme.register("zjpoverty", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Large type, few lines, colours safe for colour-blind readers."""
    label = {
        "labelFontSize": 15,
        "titleFontSize": 16,
        "labelColor": INK,
        "titleColor": INK,
        "titleFontWeight": "normal",
        "labelLimit": 320,
    }
    return {
        "config": {
            "view": {"continuousWidth": WIDTH, "continuousHeight": HEIGHT, "discreteWidth": WIDTH, "stroke": None},
            "font": "Liberation Sans, Arial, Helvetica, sans-serif",
            "background": "white",
            "padding": 12,
            "title": {
                "fontSize": 21,
                "subtitleFontSize": 16,
                "subtitleColor": "#444444",
                "anchor": "start",
                "offset": 14,
                "color": INK,
            },
            "axis": {**label, "grid": False, "domainColor": GREY, "tickColor": GREY, "titlePadding": 10},
            "axisQuantitative": {"grid": True, "gridColor": PALE, "tickCount": 6},
            "legend": {**label, "symbolSize": 160, "orient": "top", "title": None},
            "header": {
                **label,
                "labelLimit": WIDTH,
                "labelAnchor": "start",
                "labelFontWeight": "bold",
                "labelOrient": "top",
            },
            "text": {"fontSize": 16, "color": INK},
            "range": {"category": list(COLOURS)},
            "line": {"strokeWidth": 3.5},
            "point": {"size": 130, "filled": True},
            "bar": {"color": BLUE},
        }
    }


# --- words ----------------------------------------------------------------------------------------------------------


@cache
def _texts() -> dict[str, str]:
    return {row["id"]: row["en"] for row in rows("texts")}


def text(id: str, **values: Any) -> str:
    """One text of the table ``texts``, its places ``{name}`` filled with values.

    Raises
    ------
    UnknownName
        If there is no such text.
    KeyError
        If a place is left without a value.
    """
    if id not in _texts():
        near = [known for known in _texts() if known.startswith(id.partition(".")[0] + ".")]
        raise UnknownName(unknown("text", id, near))
    return _texts()[id].format(**values)


def live(id: str, **expressions: str) -> dict[str, str]:
    """One text whose places are Vega expressions, so that it changes with the controls of its chart.

    Returns
    -------
    dict
        What Vega-Lite takes wherever it takes a text.
    """
    parts = []
    for before, name, _, _ in string.Formatter().parse(_texts()[id]):
        parts += [json.dumps(before)] if before else []
        parts += [f"({expressions[name]})"] if name else []
    return {"expr": " + ".join(parts)}


# --- a picture ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """A finished chart: its specification, and what it shows in words. Displays wherever a notebook is read."""

    spec: dict
    words: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        if os.environ.get("SERVER_SOFTWARE", "").startswith("voila/"):
            # Voila draws the Vega kind too, but with a stray error line under it; scripts are trusted there.
            return {"text/html": _html(self.spec, self.words, png(self.spec)), "text/plain": self.words}, {}
        image = png(self.spec)
        data = {MIME: self.spec, "image/png": base64.b64encode(image).decode(), "text/plain": self.words}
        return data, {"image/png": {"alt": self.words} | _size(image)}

    def __repr__(self) -> str:
        return self.words


def picture(chart: alt.TopLevelMixin, id: str, title: dict | None = None, **values: Any) -> Picture:
    """Finish a chart with its words.

    Parameters
    ----------
    chart : altair chart
        Drawn from a summary, at most 5,000 rows.
    id : str
        The texts ``{id}.title`` (the finding), ``{id}.subtitle`` (if there is one) and ``{id}.words`` (the description,
        read out by screen readers) are taken from the table ``texts``.
    title : dict, optional
        A :func:`live` title in place of the text, for charts with controls.
    **values
        What fills the places of those texts.

    Returns
    -------
    Picture

    Raises
    ------
    UnknownName
        If the chart has no title or no description in the table.
    ValueError
        If a control or an axis has no name.
    """
    subtitle = text(f"{id}.subtitle", **values) if f"{id}.subtitle" in _texts() else alt.Undefined
    titled = chart.properties(
        title=alt.TitleParams(text=title or text(f"{id}.title", **values), subtitle=subtitle),
        description=text(f"{id}.words", **values),
    )
    return finished(titled)


def slider(name: str, value: float, low: float, high: float, step: float, label: str) -> alt.Parameter:
    """A slider that lives inside the chart and needs no kernel.

    Parameters
    ----------
    name : str
        Its name in expressions. Every chart of a page needs names of its own: Altair merges parameters that look alike.
    value, low, high, step : float
        Start, both ends (included) and step.
    label : str
        What it moves, with the unit.
    """
    return alt.param(name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name=f"{label} "))


def choice(name: str, value: str, options: Sequence[str], label: str) -> alt.Parameter:
    """A choice that lives inside the chart; `name`, `value` and `label` as in :func:`slider`."""
    return alt.param(name, value=value, bind=alt.binding_radio(options=list(options), name=f"{label} "))


def finished(chart: alt.TopLevelMixin) -> Picture:
    """Check that a chart says what it shows, and make it a picture.

    Raises
    ------
    ValueError
        If it has no title or no description, or an unnamed axis or control.
    """
    spec = chart.to_dict()
    _check(spec)
    spec["$schema"] = SCHEMA
    return Picture(spec, spec["description"])


def _check(spec: dict) -> None:
    if not spec.get("title") or not spec.get("description"):
        raise ValueError(
            "This chart has no title or no description. Finish it with charts.picture(chart, id), "
            "or give it .properties(title=..., description=...): the description is read to those who cannot see it."
        )
    for direction in ("x", "y"):
        # Layers share an axis, so its title may stand in any of them.
        measured = [channel for name, channel in _positions(spec) if name == direction and _is_measured(channel)]
        if measured and not any(channel.get("title") for channel in measured):
            raise ValueError(f"The axis of {measured[0]['field']!r} has no title: say what it measures and its unit.")
    for param in spec.get("params", []):
        if isinstance(bind := param.get("bind"), dict) and "input" in bind and not bind.get("name"):
            raise ValueError(f"The control {param['name']!r} has no name: say what it moves and its unit.")


def _is_measured(channel: dict) -> bool:
    return channel.get("type") in ("quantitative", "temporal") and channel.get("axis", {}) is not None


def _positions(spec: Any):
    """Position channels of a specification and of all its parts, each with its name."""
    if not isinstance(spec, dict):
        return
    encoding = spec.get("encoding", {})
    yield from ((name, encoding[name]) for name in ("x", "y") if "field" in encoding.get(name, {}))
    for part in ("layer", "hconcat", "vconcat", "concat"):
        for inner in spec.get(part, []):
            yield from _positions(inner)
    yield from _positions(spec.get("spec"))


def _size(image: bytes) -> dict[str, int]:
    """Width and height at which a PNG is shown, so that it takes the place of the chart it stands for."""
    width, height = struct.unpack(">II", image[16:24])
    return {"width": round(width / SCALE), "height": round(height / SCALE)}


def _html(spec: dict, words: str, image: bytes) -> str:
    drawing = json.dumps(spec).replace("</", "<\\/")
    name = "chart-" + hashlib.sha256(drawing.encode()).hexdigest()[:12]
    picture = f'<img alt="{_escaped(words)}" src="data:image/png;base64,{base64.b64encode(image).decode()}">'
    # The bundle comes with every chart, since no cell of a Voila page may rely on another having been drawn.
    script = f"if (!window.vegaEmbed) {{ {bundle()} }}\nwindow.vegaEmbed('#{name}', {drawing}, {{actions: false}});"
    return f'<div id="{name}" style="width: 100%">{picture}</div><script>{script}</script>'


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _render(spec: dict, **_: Any) -> tuple[dict, dict]:
    """Altair's door to the same display, for a chart that a reader makes."""
    return finished(alt.Chart.from_dict(spec, validate=False))._repr_mimebundle_()


alt.renderers.register("zjpoverty", _render)
alt.renderers.enable("zjpoverty")


# --- maps -----------------------------------------------------------------------------------------------------------


def tile_map(
    table, colour: alt.Color, label: str = "name_en", row: str = "tile_row", column: str = "tile_col"
) -> alt.LayerChart:
    """A map on which each county is a tile: equal in size, neighbours near each other, north up.

    Parameters
    ----------
    table : dataframe
        A row a county, with the columns of the table ``counties`` and what is to be shown.
    colour : altair.Color
        How the tiles are filled: pale, so that their names can be read on any colour.
    label, row, column : str
        Columns with the name and the place on the grid.
    """
    place = alt.Chart(table).encode(
        x=alt.X(f"{column}:O", axis=None, scale=alt.Scale(paddingInner=0.04)),
        y=alt.Y(f"{row}:O", axis=None, scale=alt.Scale(paddingInner=0.06)),
    )
    names = place.mark_text(fontSize=13, limit=82).encode(text=alt.Text(f"{label}:N"))
    return (
        place.mark_rect(stroke="white", cornerRadius=4, fillOpacity=0.5).encode(
            color=colour, tooltip=[alt.Tooltip(f"{label}:N")]
        )
        + names
    ).properties(width=84 * 8, height=52 * 7)


def outline() -> alt.Data:
    """The outline of the province, to lay points of places on.

    Returns
    -------
    altair.Data
        Shapes in longitude and latitude, for ``mark_geoshape``. Natural Earth, public domain.
    """
    shapes = json.loads((data_dir() / "zhejiang_outline.geojson").read_text(encoding="utf-8"))
    return alt.Data(values=shapes["features"])
