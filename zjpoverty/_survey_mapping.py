"""The mapping of a survey file: which column is what, and in which unit. Checked as a whole before a file is opened."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from ._survey_files import is_file, not_there

ROLES = {
    "income": "income",
    "consumption": "consumption",
    "weights": "weight",
    "persons": "household size",
    "adults": "number of adults",
    "children": "number of children",
    "strata": "stratum",
    "psu": "PSU",
    "id": "id",
}
YEARLY = {"year": 1, "half-year": 2, "quarter": 4, "month": 12, "week": 365 / 7, "day": 365}
OWN = ("income", "weights", "stratum", "psu", "persons")
_WORDS = {
    "period": YEARLY,
    "unit": ("household", "person"),
    "weight_unit": ("household", "person"),
    "scale": ("per head", "square root", "OECD modified"),
    "count": ("persons", "households"),
    "decimal": (".", ","),
}
_OTHER = ("domain", "currency", "year", "multiple", "missing", "encoding", "separator")
_KEYS = (*ROLES, *_WORDS, *_OTHER)
_NEEDED = ("period", "currency", "unit", "weight_unit")


def check_mapping(mapping: Mapping | str | Path) -> dict:
    """Return the mapping as a dictionary in which all keys, words and units are known and nothing is named twice."""
    m = dict(mapping) if isinstance(mapping, Mapping) else _toml(Path(mapping))
    for key in m:
        if key not in _KEYS:
            raise ValueError(not_there(f"key {key!r} in a mapping", str(key), _KEYS))
    _check_kinds(m)
    lacking = [key for key in _NEEDED if key not in m]
    if lacking:
        raise ValueError(f"The mapping does not say {' and '.join(lacking)}. Nothing is assumed: add {lacking[0]} = …")
    if ("income" in m) == ("consumption" in m):
        both = "both income and consumption" if "income" in m else "neither income nor consumption"
        raise ValueError(f"The mapping names {both}. Name the column of one of them.")
    _check_words(m)
    _check_persons(m)
    _check_columns(m)
    return m


def _toml(path: Path) -> dict:
    if not is_file(path):
        raise ValueError(f"There is no mapping file {path.name!r} in {path.parent}. Give a TOML file, or a dictionary.")
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"The mapping {path.name} is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f'The mapping {path.name} is not TOML: {error}. A line is: key = "text".') from None


def _check_kinds(m: dict) -> None:
    """Refuse a value of the wrong kind: texts, but for the domain, the numbers and the missing codes."""
    texts = [key for key in m if key not in ("domain", "year", "multiple", "missing")]
    wrong = {key: "a text" for key in texts if not isinstance(m[key], str) or not m[key]}
    if not all(isinstance(name, str) for name in listed(m.get("domain", []))):
        wrong["domain"] = "a list of names of columns"
    if "year" in m and (type(m["year"]) is not int or not 1900 <= m["year"] <= 2100):
        wrong["year"] = "a year, such as 2018"
    if "multiple" in m and (isinstance(m["multiple"], bool) or m["multiple"] not in (1, 1000, 1_000_000)):
        wrong["multiple"] = "1, 1000 or 1000000"
    tables = m.get("missing", [])
    codes = [one for value in tables.values() for one in listed(value)] if isinstance(tables, dict) else listed(tables)
    if not all(isinstance(one, int | float | str) and not isinstance(one, bool) for one in codes):
        wrong["missing"] = "a list of codes, or a list for each column"
    if "separator" in m and "separator" not in wrong and len(m["separator"]) > 1:
        wrong["separator"] = "one character"
    for key, accepted in wrong.items():
        raise ValueError(f"{key} must be {accepted}, but the mapping has {m[key]!r}.")


def listed(value: object) -> list:
    """Return a list as it is, and one value as a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _check_words(m: dict) -> None:
    for key, known in _WORDS.items():
        if key in m and m[key] not in known:
            raise ValueError(not_there(f"{key} {m[key]!r}", m[key], known))
    if not re.fullmatch("[A-Z]{3}", m["currency"]):
        raise ValueError(
            f'currency must be a code of three capital letters, such as "XOF", but the mapping has {m["currency"]!r}.'
        )


def _check_persons(m: dict) -> None:
    """Refuse what cannot be computed without the number of persons, or of adults and children."""
    if ("adults" in m) != ("children" in m):
        raise ValueError("adults and children go together: name the columns of both, or of neither.")
    if m.get("scale") == "OECD modified" and "adults" not in m:
        raise ValueError(
            'scale = "OECD modified" needs the numbers of adults and of children: name the columns adults and children.'
        )
    if "persons" in m or "adults" in m:
        return
    for needed, why in (
        (m["unit"] == "household", "amounts are of households"),
        (m.get("scale", "per head") != "per head", f"the scale is {m.get('scale')!r}"),
        (m["weight_unit"] == "household" and m.get("count") != "households", "weights are of households"),
        (m["weight_unit"] == "person" and m.get("count") == "households", "weights are of persons"),
    ):
        if needed:
            raise ValueError(f"{why}, so the number of persons is needed: name its column, persons.")


def _check_columns(m: dict) -> None:
    named = [(role, m[role]) for role in ROLES if role in m] + [
        ("domain", name) for name in listed(m.get("domain", []))
    ]
    first: dict[str, str] = {}
    for role, name in named:
        if name in first:
            raise ValueError(
                f"The mapping names the column {name!r} twice, as {first[name]} and as {role}. Name it once: "
                "stratum and psu keep their labels."
            )
        first[name] = role
        if role in ("domain", "id") and name in OWN:
            raise ValueError(
                f"{role} cannot carry a column named {name!r}, which the result has of its own. Rename it."
            )
    strange = [name for name in m["missing"] if name not in first] if isinstance(m.get("missing"), dict) else []
    if strange:
        raise ValueError(
            not_there(f"column {strange[0]!r} in the mapping that missing could be for", strange[0], first)
        )
