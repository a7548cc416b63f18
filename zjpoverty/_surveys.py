r"""Somebody's survey as a sample that measures can take: income a person and year, weights, strata, PSUs.

.. math:: y_i = x_i \, \frac{f \, m}{e_i}

where :math:`x_i` is the amount of a household in a period, :math:`f` the periods in a year, :math:`m` the multiple that
amounts are written in, and :math:`e_i` the equivalence scale.

Nothing is filled in and nothing is dropped without a word: a mapping says each unit, and each row that cannot be used
is counted under one reason, the first that applies.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from ._survey_files import Column, SurveyFile, code, open_file
from ._survey_mapping import ROLES, YEARLY, check_mapping, listed
from ._words import amount, number

_EMPTY = ("", ".", "NA", "NaN", "nan")  # what R, Stata and Python write into a CSV file for a number that is not there
_WHOLE = r"-?(?:0|[1-9][0-9]*)(?:\.0*)?"  # not 007, which is a label


@dataclass(frozen=True, eq=False)
class Survey:
    """What was read: `str(survey)` says from which columns, in what units, and how many rows were refused and why.

    `frame` has the columns income, weights, stratum, psu, persons, and those carried along; `refused` the rows that
    were set aside, as they stand in the file, with their row and reason; `reasons` how many for each. `currency` holds
    the year of the survey too, if the mapping gives it.
    """

    frame: pd.DataFrame
    refused: pd.DataFrame
    reasons: dict[str, int]
    rows: int
    currency: str
    units: dict[str, str]
    about: str

    def __str__(self) -> str:
        return self.about

    __repr__ = __str__


def read_survey(path: str | Path, mapping: Mapping | str | Path, refused: str) -> Survey:
    """Read a file by a mapping; see `datasets.read_survey`."""
    if refused not in ("raise", "report"):
        raise ValueError(f'refused must be "raise" or "report", but it is {refused!r}.')
    m = check_mapping(mapping)
    file = open_file(path, m.get("encoding"), m.get("separator"))
    if "decimal" in m and file.kind != "CSV":
        raise ValueError(f"decimal is for CSV files, and {file.name} is a {file.kind} file. Leave it out.")
    return _Reading(m, file).survey(refused)


class _Reading:
    """One reading of a file: the columns that were asked for, and the reason of each row that cannot be used."""

    def __init__(self, m: dict, file: SurveyFile):
        self.m, self.file = m, file
        self.kind = "income" if "income" in m else "consumption"
        self.count, self.scale = m.get("count", "persons"), m.get("scale", "per head")
        self.carried = [*([m["id"]] if "id" in m else []), *listed(m.get("domain", []))]
        wanted = list(dict.fromkeys([*(m[role] for role in ROLES if role in m), *self.carried]))
        self.columns = file.columns(wanted)
        self.n = len(self.columns[wanted[0]].values)
        self.reason = np.full(self.n, "", dtype=object)

    def survey(self, refused: str) -> Survey:
        frame, bad = self._frame(), self.reason != ""
        reasons = dict(Counter(self.reason[bad]).most_common())
        if bad.any() and (refused == "raise" or bad.all()):
            raise ValueError(self._refusal(reasons, bad))
        aside = pd.DataFrame({name: column.values[bad] for name, column in self.columns.items()})
        aside.insert(0, "reason", self.reason[bad], allow_duplicates=True)
        aside.insert(0, "row", np.flatnonzero(bad) + self.file.first, allow_duplicates=True)
        frame, units = frame[~bad].reset_index(drop=True), self._units()
        for name in frame.columns[2:]:
            frame[name] = _whole(frame[name])
        frame.attrs["units"] = units
        about = self._about(frame, reasons, units)
        return Survey(frame, aside.reset_index(drop=True), reasons, self.n, self._currency(), units, about)

    # --- from columns to a sample

    def _frame(self) -> pd.DataFrame:
        m = self.m
        x = self._numbers(self.kind)
        self._note(x < 0, "consumption negative", self.kind == "consumption")
        w = self._numbers("weights") if "weights" in m else np.ones(self.n)
        self._note(w <= 0, "weight zero or negative")
        persons, e = self._household()
        with np.errstate(divide="ignore", invalid="ignore"):  # in rows that were refused
            y = x * self._yearly() / (e if m["unit"] == "household" else e / persons if self._equivalent() else 1)
            if f"{m['weight_unit']}s" != self.count:
                w = w * persons if self.count == "persons" else w / persons
        frame = pd.DataFrame({"income": y, "weights": w})
        frame["stratum"] = self._group("strata", "all")
        frame["psu"] = self._group("psu", np.arange(self.n))
        frame["persons"] = persons
        if "id" in m:
            self._check_id(m["id"])
        for name in self.carried:
            frame[name] = _labels(self._marked(name))
        return frame

    def _yearly(self) -> float:
        return YEARLY[self.m["period"]] * self.m.get("multiple", 1)

    def _equivalent(self) -> bool:
        return self.scale != "per head"

    def _household(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the number of persons, which may be unknown, and the equivalence scale."""
        adults, children = (self._members(role, 0) for role in ("adults", "children"))
        n = self._members("persons", 1)
        if "adults" in self.m:
            self._note(adults + children == 0, "no adults and no children")
            self._note(n != adults + children, "adults and children are not the household size", "persons" in self.m)
            n = n if "persons" in self.m else adults + children
        if self.scale == "OECD modified":
            self._note(adults == 0, "children without an adult")
            return n, 1 + 0.5 * (adults - 1) + 0.3 * children
        return n, np.sqrt(n) if self.scale == "square root" else n

    def _members(self, role: str, least: int) -> np.ndarray:
        if role not in self.m:
            return np.full(self.n, np.nan)
        k = self._numbers(role)
        self._note(k < least, f"{ROLES[role]} {'zero or negative' if least else 'negative'}")
        self._note(k != np.floor(k), f"{ROLES[role]} not a whole number")
        return k

    def _numbers(self, role: str) -> np.ndarray:
        """Return a column as numbers, its missing codes as nan; rows without a number get their reason here."""
        name, what = self.m[role], ROLES[role]
        column = self._marked(name)
        kind = _no_number(column.values)
        if kind:
            raise ValueError(f"Column {name!r} of {self.file.name} holds {kind}, and {role} needs numbers.")
        x, text = _parse(column.values, self.m.get("decimal", "."))
        if text.any():
            raise ValueError(self._text(role, name, column.values, text))
        for mark in dict.fromkeys(column.marks[column.marks != None]):  # noqa: E711, an array
            self._note(column.marks == mark, f"{what} has the missing code {mark}")
        self._note(np.isnan(x), f"{what} missing")
        self._note(np.isinf(x), f"{what} infinite")
        return x

    def _group(self, role: str, otherwise: object) -> object:
        if role not in self.m:
            return otherwise
        labels = _labels(self._marked(self.m[role]))
        self._note(labels.isna().to_numpy(), f"{ROLES[role]} missing")
        return labels

    def _marked(self, name: str) -> Column:
        """Return a column with the codes of the mapping marked, and nothing where a code was."""
        missing, column = self.m.get("missing", []), self.columns[name]
        codes = missing.get(name, []) if isinstance(missing, dict) else missing if name != self.m.get("id") else []
        marks = column.marks.copy()
        if listed(codes):
            x, _ = _parse(column.values, self.m.get("decimal", "."))
            text = column.values.astype("str").str.strip()
            for one in listed(codes):
                here = (text == one).to_numpy(bool) if isinstance(one, str) else x == one
                marks[here] = code(one)
        return replace(column, values=column.values.where(marks == None), marks=marks)  # noqa: E711

    def _note(self, bad: np.ndarray, why: str, asked: bool = True) -> None:
        if asked:
            self.reason[bad & (self.reason == "")] = why

    # --- sentences

    def _check_id(self, name: str) -> None:
        labels = _labels(self._marked(name))
        self._note(labels.isna().to_numpy(), "id missing")
        again = (labels.duplicated() & labels.notna()).to_numpy()
        if not again.any():
            return
        rows = np.flatnonzero((labels == labels[np.argmax(again)]).to_numpy(bool))[:2] + self.file.first
        raise ValueError(
            f"Column {name!r} of {self.file.name} must hold another id in each row, but {_rows(again.sum())} of "
            f"{number(self.n)} repeat one (the first: {labels[np.argmax(again)]}, in rows {rows[0]} and {rows[1]}). "
            'Keep one row a household; or, if rows are persons, leave id out and give weight_unit = "person".'
        )

    def _text(self, role: str, name: str, values: pd.Series, text: np.ndarray) -> str:
        first = int(np.argmax(text))
        comma = ' or, for a decimal comma, give decimal = ","' if self.file.kind == "CSV" else ""
        return (
            f"Column {name!r} of {self.file.name} must hold numbers for {role}, but {_rows(text.sum())} of "
            f"{number(self.n)} hold text (the first: {str(values[first])!r}, in row {first + self.file.first}). "
            f"Name the text in missing if it stands for no answer{comma}."
        )

    def _refusal(self, reasons: dict[str, int], bad: np.ndarray) -> str:
        counts = _counts(reasons)
        if bad.all():
            return f"{self.file.name}: no row can be used: {counts}. Check the mapping."
        return (
            f"{self.file.name}: {_rows(bad.sum())} of {number(self.n)} cannot be used: {counts}. The first is row "
            f'{int(np.argmax(bad)) + self.file.first}. Correct the file, or give refused="report" to set them aside '
            "and have them counted."
        )

    def _currency(self) -> str:
        return f"{self.m['currency']} {self.m['year']}" if "year" in self.m else self.m["currency"]

    def _units(self) -> dict[str, str]:
        whom = "an equivalent adult" if self._equivalent() else "a person"
        counted = self.count if "weights" in self.m else f"{self.count} of the sample"
        return {"income": f"{self._currency()} {whom} and year", "weights": counted, "persons": "persons"}

    # --- what was read

    def _about(self, frame: pd.DataFrame, reasons: dict[str, int], units: dict[str, str]) -> str:
        strata = f"{self._from('strata')}, {number(frame['stratum'].nunique())} strata" if "strata" in self.m else ""
        psus = number(len(frame[["stratum", "psu"]].drop_duplicates()))
        lines = [
            f"{self.file.name} ({self.file.kind}): {_rows(self.n)}, {number(len(frame))} read, "
            f"{number(self.n - len(frame))} refused"
            + (f": {_counts(reasons)}" if reasons else "")
            + (f"; {self.file.note}" if self.file.note else ""),
            self._about_income(frame["income"], units["income"]),
            self._about_weights(frame["weights"].sum()),
            f"stratum: {strata or 'none in the mapping, so there is one'}",
            f"psu: {self._from('psu')}, {psus} PSUs"
            if "psu" in self.m
            else "psu: none in the mapping: each row is one",
            f"persons: {self._about_persons(frame['persons'])}",
            *(self._about_carried(name, frame[name]) for name in self.carried),
        ]
        return ".\n".join(lines) + "."

    def _about_income(self, y: pd.Series, unit: str) -> str:
        m, column = self.m, self.columns[self.m[self.kind]]
        said = [f"income: {self._from(self.kind)}, {self.kind} of a {m['unit']} and {m['period']}"]
        said += [f"in {number(m['multiple'])}s"] if m.get("multiple", 1) > 1 else []
        said += [f"times {YEARLY[m['period']]:.6g}"] if m["period"] != "year" else []
        said += [f"scale: {self.scale}"] if m["unit"] == "household" or self._equivalent() else []
        said[-1] += f"; now {unit}, from {amount(y.min(), '')} to {amount(y.max(), '')}"
        said += [f"{_rows((y < 0).sum())} of it negative, which are kept"] if (y < 0).any() else []
        amounts = set(self._marked(m[self.kind]).values)
        named = ", ".join(f"{code(value)} {label!r}" for value, label in column.labels.items() if value in amounts)
        said += [f"labelled values taken as amounts: {named}"] if named else []
        return ", ".join(said)

    def _about_weights(self, total: float) -> str:
        unit = self.m["weight_unit"]
        given = "weights" in self.m
        source = f"{self._from('weights')}, of {unit}s" if given else f"none in the mapping: each row is one {unit}"
        made = "" if f"{unit}s" == self.count else f", made weights of {self.count} by the number of persons"
        return f"weights: {source}{made}; they add up to {amount(total, self.count)}"

    def _about_persons(self, persons: pd.Series) -> str:
        if persons.isna().all():
            return "none in the mapping, so they are missing"
        source = self._from("persons") if "persons" in self.m else "adults and children together"
        return f"{source}, {persons.mean():.3g} a row"

    def _about_carried(self, name: str, values: pd.Series) -> str:
        column, count = self.columns[name], values.nunique()
        kind = "category" if isinstance(values.dtype, pd.CategoricalDtype) else "value"
        kind = f"{number(count)} {kind if count == 1 else {'category': 'categories', 'value': 'values'}[kind]}"
        gaps = f", missing in {_rows(values.isna().sum())}" if values.isna().any() else ""
        return "; ".join(
            filter(None, [f"{name}: " + ", ".join(filter(None, [column.title, kind])) + gaps, column.note])
        )

    def _from(self, role: str) -> str:
        column = self.columns[self.m[role]]
        return f"column {self.m[role]!r}" + "".join(f" ({text})" for text in (column.title, column.note) if text)


# --- columns as numbers and as labels -------------------------------------------------------------------------------


def _rows(count: int) -> str:
    return f"{number(count)} row" + "s" * int(count != 1)


def _counts(reasons: dict[str, int]) -> str:
    return ", ".join(f"{reason} ({number(rows)})" for reason, rows in reasons.items())


def _no_number(values: pd.Series) -> str:
    """Tell whether a column holds what has a number behind it but is none."""
    if pd.api.types.is_bool_dtype(values):
        return "true and false"
    dates = values.dtype == object and values.map(lambda v: isinstance(v, date | time | timedelta)).any()
    return "dates or times" if dates or values.dtype.kind in "mM" else ""


def _parse(values: pd.Series, decimal: str) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers, nan where there is none, and which rows hold text in place of one."""
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(float, na_value=np.nan), np.zeros(len(values), dtype=bool)
    text = values.astype("str").str.strip()
    empty = (text.isna() | text.isin(_EMPTY)).to_numpy(bool)
    if decimal == ",":  # a point would be a mark of thousands: 1.234 must not become a bit more than 1
        text = text.mask(text.str.contains(".", regex=False)).str.replace(",", ".", regex=False)
    x = pd.to_numeric(text.mask(empty), errors="coerce").to_numpy(float, na_value=np.nan)
    return x, np.isnan(x) & ~empty


def _labels(column: Column) -> pd.Series:
    """Return labels: categories where the file names its values, whole numbers as such, blank text as missing."""
    values = column.values
    if values.dtype == object or pd.api.types.is_string_dtype(values):
        values = values.replace(r"^\s*$", np.nan, regex=True)
    if column.labels:
        names = _names(column.labels, values.dropna().unique())
        return pd.Series(pd.Categorical(values.map(names), list(names.values())))
    if pd.api.types.is_string_dtype(values) and values.dropna().str.fullmatch(_WHOLE).all():
        return _whole(pd.to_numeric(values))
    return _whole(values)


def _names(labels: dict, present: np.ndarray) -> dict:
    """Return the name of each value that is there: its label, with its code if two have the same, or its code."""
    often = Counter(labels.values())
    named = {value: name if often[name] == 1 else f"{name} ({code(value)})" for value, name in labels.items()}
    others = {value: code(value) for value in sorted(set(present) - set(named))}
    others = {value: f"{name} (no label)" if name in named.values() else name for value, name in others.items()}
    here = set(present)
    return {value: name for value, name in (named | others).items() if value in here}


def _whole(values: pd.Series) -> pd.Series:
    """Return whole numbers as such: Stata and SPSS files hold fractions, and gaps make fractions of whole numbers."""
    if values.dtype.kind not in "fi" or not np.equal(np.mod(values.dropna(), 1), 0).all():
        return values
    return values.astype("Int64" if values.isna().any() else "int64")
