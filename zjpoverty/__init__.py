"""Poverty alleviation in Zhejiang in 2010: the figures of one chapter, measures of poverty, and lessons that run.

Nothing heavy is loaded here: a name is fetched from its room on first use.
"""

from importlib import import_module

__version__ = "0.1.0"

_NAMES_IN = {
    "datasets": "names describe load fact read_survey",
    "findings": "finding",
    "poverty": (
        "headcount poverty_gap poverty_severity fgt watts sen sen_shorrocks_thon income_gap_ratio time_to_exit "
        "total_shortfall RelativeLine"
    ),
    "curves": "incidence_curve deficit_curve severity_curve tip dominance",
    "inequality": (
        "lorenz generalized_lorenz gini theil mean_log_deviation generalized_entropy atkinson hoover quantile "
        "quantile_ratio share share_ratio wolfson"
    ),
    "survey": "Design estimate difference",
    "frames": "summarise",
    "assessment": "profile",
    "lessons": "check",
}
_ROOM_OF = {name: room for room, names in _NAMES_IN.items() for name in names.split()}
_ROOMS = (
    "assessment audit batch charts cli curves datasets decompose findings frames grouped handout households inequality "
    "lessons models poverty registers survey tables widgets"
).split()

__all__ = [*_ROOM_OF, "__version__"]


def __getattr__(name: str):
    if name in _ROOM_OF:
        return getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_ROOMS])
