"""Controls around a pure view, for what Python must compute anew.

Where a control can live inside the chart (Vega parameters), it does: those need no kernel. What is here always carries
the view at its defaults as plain HTML, which is what a page without a kernel shows. No ``Output`` widget is made: its
message traffic hangs notebook executors at random.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets


@dataclass(frozen=True)
class Slider:
    """A slider: its ends (both included), step, default and what it moves, with the unit."""

    low: float
    high: float
    step: float
    default: float
    label: str


class Explorer:
    """Sliders joined to a view.

    Attributes
    ----------
    view : callable
        ``view(**values) -> str`` of HTML; pure, so that a test calls it without a browser.
    defaults : dict
        The values at the start.
    box : ipywidgets.VBox
        The sliders with the view under them.
    """

    def __init__(self, view: Callable[..., str], sliders: Mapping[str, Slider]):
        self.view = view
        self.defaults = {name: slider.default for name, slider in sliders.items()}
        self._shown = ipywidgets.HTML(view(**self.defaults))
        self._controls = {name: _widget(slider) for name, slider in sliders.items()}
        for control in self._controls.values():
            control.observe(self._update, names="value")
        self.box = ipywidgets.VBox([*self._controls.values(), self._shown])

    def _update(self, _: Any) -> None:
        self._shown.value = self.view(**{name: control.value for name, control in self._controls.items()})

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.box.model_id,
            },
            "text/html": self.view(**self.defaults),
            "text/plain": ", ".join(f"{name} = {value:g}" for name, value in self.defaults.items()),
        }


def _widget(slider: Slider) -> ipywidgets.FloatSlider:
    return ipywidgets.FloatSlider(
        value=slider.default,
        min=slider.low,
        max=slider.high,
        step=slider.step,
        description=slider.label,
        readout_format=",.0f" if slider.step >= 1 else ",.2f",
        style={"description_width": "340px"},
        layout={"width": "720px", "max_width": "100%"},
    )


def explore(view: Callable[..., str], **sliders: Slider) -> Explorer:
    """Join sliders to a view that returns HTML.

    Parameters
    ----------
    view : callable
        Pure: ``view(**values) -> str``. What it is given is the sliders' values by name.
    **sliders : Slider
        One for each argument of the view.

    Examples
    --------
    >>> explore(lambda share: f"<p>{share:.0%}</p>", share=Slider(0, 1, 0.1, 0.5, "Share")).defaults
    {'share': 0.5}
    """
    return Explorer(view, sliders)
