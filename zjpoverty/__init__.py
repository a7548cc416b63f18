"""Poverty alleviation in Zhejiang in 2010: the figures of one chapter, measures of poverty, and lessons that run.

Nothing heavy is loaded here: a name is fetched from its room on first use.
"""

from importlib import import_module

__version__ = "0.1.0"

_ROOM_OF = {
    "names": "datasets",
    "describe": "datasets",
    "load": "datasets",
    "fact": "datasets",
    "finding": "findings",
    "headcount": "poverty",
    "poverty_gap": "poverty",
    "poverty_severity": "poverty",
    "fgt": "poverty",
    "lorenz": "inequality",
    "gini": "inequality",
    "check": "lessons",
}
_ROOMS = (
    "audit",
    "batch",
    "charts",
    "cli",
    "datasets",
    "findings",
    "handout",
    "households",
    "inequality",
    "lessons",
    "models",
    "poverty",
    "tables",
    "widgets",
)

__all__ = [*_ROOM_OF, "__version__"]


def __getattr__(name: str):
    if name in _ROOM_OF:
        return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_ROOMS])
