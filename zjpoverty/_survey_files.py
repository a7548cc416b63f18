"""Open somebody's survey file: which columns it has, and those that are asked for, with labels and missing codes.

CSV is read by the standard library and not by pandas, which fills up a line that was cut off without a word. Stata and
SPSS are read by pyreadstat: pandas itself needs it for SPSS, and for Stata it tells what was missing only as objects.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from unicodedata import combining, normalize

import numpy as np
import pandas as pd

_KINDS = {".csv": "CSV", ".parquet": "Parquet", ".dta": "Stata", ".sav": "SPSS", ".zsav": "SPSS"}
_ENDINGS = {"Parquet": ".parquet", "Stata": ".dta", "SPSS": ".sav"}
_ACCEPTED = ", ".join(_KINDS)
_LISTED = 20  # more names than a sentence can hold


@dataclass(frozen=True)
class Column:
    """One column as it stands in the file; `marks` holds the file's own missing code of a row, or None."""

    values: pd.Series
    marks: np.ndarray
    labels: dict = field(default_factory=dict)
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class SurveyFile:
    """A file that can be read: `read(names)` returns the columns by name; `first` is the number of its first row."""

    name: str
    kind: str
    names: list[str]
    first: int
    note: str
    read: Callable[[list[str]], dict[str, Column]]

    def columns(self, wanted: list[str]) -> dict[str, Column]:
        """Return the wanted columns, or say which of them is not there."""
        for name in wanted:
            if name not in self.names:
                raise ValueError(not_there(f"column {name!r} in {self.name}", name, self.names))
            if self.names.count(name) > 1:
                raise ValueError(
                    f"{self.name} has {self.names.count(name)} columns named {name!r}. Rename one of them."
                )
        columns = self.read(wanted)
        if not len(columns[wanted[0]].values):
            raise ValueError(f"{self.name} has names of columns but no rows.")
        return columns


def not_there(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not there, and offer the nearest one, whatever its case and accents.

    Examples
    --------
    >>> not_there("column 'DEPENSE'", "DEPENSE", ["dépense", "poids"])
    "There is no column 'DEPENSE'. Did you mean 'dépense'? Known: dépense, poids."
    """
    known = list(known)
    folded = {_fold(one): one for one in known}
    near = get_close_matches(_fold(name), folded, n=1, cutoff=0.5) or [one for one in folded if _fold(name) in one]
    offer = f" Did you mean {folded[near[0]]!r}?" if near else ""
    listed = ", ".join(known[:_LISTED]) + (f", … ({len(known)} in all)" if len(known) > _LISTED else "")
    return f"There is no {what}.{offer} Known: {listed or 'none'}."


def _fold(name: str) -> str:
    return "".join(letter for letter in normalize("NFD", name.strip().casefold()) if not combining(letter))


def open_file(path: str | Path, encoding: str | None = None, separator: str | None = None) -> SurveyFile:
    """Open a file of a kind that its ending and its first bytes agree on; None means the usual encoding and comma."""
    path = Path(path)
    kind = _kind(path)
    if kind == "CSV":
        return _open_csv(path, encoding or "utf-8", separator or ",")
    if separator is not None:
        raise ValueError(f"separator is for CSV files, and {path.name} is a {kind} file. Leave it out.")
    if kind == "Parquet":
        if encoding is not None:
            raise ValueError(f"encoding is for text, and {path.name} is a Parquet file. Leave it out.")
        return _open_parquet(path)
    return _open_statistics(path, kind, encoding)


def _kind(path: Path) -> str:
    if path.is_dir():
        raise ValueError(f"{path.name} is a folder. Give the path of one file in it: {_ACCEPTED}.")
    if not is_file(path):
        beside = [one.name for one in path.parent.glob("*")] if path.parent.is_dir() else []
        near = get_close_matches(_fold(path.name), {_fold(name): name for name in beside}, n=1, cutoff=0.7)
        offer = [f" Did you mean {name!r}?" for name in beside if near and _fold(name) == near[0]]
        raise ValueError(f"There is no file {path.name!r} in {path.parent}.{''.join(offer[:1])}")
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(
            f"{path.name} is none of the kinds of file that can be read: {_ACCEPTED}. Save a spreadsheet as CSV."
        )
    with path.open("rb") as file:
        head = file.read(11)
    if not head:
        raise ValueError(f"{path.name} is empty (0 bytes). Copy it again.")
    _check_content(path.name, kind, _content(head))
    return kind


def is_file(path: Path) -> bool:
    """Tell whether there is such a file, by opening it: so a run of a lesson notes that it was looked for."""
    try:
        path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a name that no file can have
        return False
    except OSError:
        return path.is_file()
    return True


def _content(head: bytes) -> str:
    """Tell by the first bytes what a file holds; text has no sign of its own."""
    if head[:2] == b"PK":
        return "a spreadsheet or another zip archive"
    if head[:4] == b"PAR1":
        return "Parquet"
    if head[:4] in (b"$FL2", b"$FL3"):
        return "SPSS"
    old = 102 <= head[0] <= 115 and head[1:2] in (b"\1", b"\2")  # versions before 13, then the order of the bytes
    return "Stata" if old or head == b"<stata_dta>" else "CSV"


def _check_content(name: str, kind: str, content: str) -> None:
    if content == kind:
        return
    if content in _ENDINGS:
        raise ValueError(f"{name} is a {content} file and no {kind} file. Rename it to end in {_ENDINGS[content]}.")
    if content == "CSV":
        raise ValueError(f"{name} does not begin as a {kind} file does. If it is a table of text, save it as CSV.")
    raise ValueError(f"{name} is {content} and no {kind} file. Save the table as CSV.")


# --- CSV ------------------------------------------------------------------------------------------------------------


def _open_csv(path: Path, encoding: str, separator: str) -> SurveyFile:
    text = _text(path, encoding)
    records = _records(path.name, text, separator)
    names = [name.strip() for name in next(records, [])]
    other = (
        next((mark for mark in ";\t|," if mark != separator and mark in names[0]), None) if len(names) == 1 else None
    )
    if other:
        raise ValueError(
            f"{path.name} has one column named {names[0]!r}. Give the mark between columns: separator = {_toml(other)}."
        )

    def read(wanted: list[str]) -> dict[str, Column]:
        places = [names.index(name) for name in wanted]
        cells = [[] for _ in wanted]
        for record in islice(_records(path.name, text, separator), 1, None):
            for column, place in zip(cells, places, strict=True):
                column.append(record[place])
        series = (pd.Series(column, dtype="str") for column in cells)
        return {name: Column(values, _none(len(values))) for name, values in zip(wanted, series, strict=True)}

    whole = not text or text[-1] in "\r\n"
    note = "" if whole else "the last row has no end of line, so the file may be cut off"
    return SurveyFile(path.name, "CSV", names, 2, note, read)


def _toml(mark: str) -> str:
    return '"\\t"' if mark == "\t" else f'"{mark}"'


def _text(path: Path, encoding: str) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError:
        raise ValueError(
            f'{encoding!r} is no encoding that Python knows. Examples: "utf-8", "latin-1", "cp1252" (Excel in Europe).'
        ) from None
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{path.name}, row {row}: byte {raw[error.start]:#04x} is not {encoding} text. Save the file as UTF-8, or "
            'give its encoding, such as encoding = "cp1252" (Excel in Europe) or "latin-1".'
        ) from None


def _records(name: str, text: str, separator: str) -> Iterator[list[str]]:
    """Rows; one that is shorter or longer than the header is an error, and blank ones are only at the end."""
    width, row, blank = 0, 0, 0
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    try:
        for row, record in enumerate(reader, start=1):
            if not record:
                blank = blank or row
                continue
            width = width or len(record)
            if blank or len(record) != width:
                cells = 0 if blank else len(record)
                raise ValueError(
                    f"{name}, row {blank or row}: {cells} cells where the header has {width}. "
                    "Is the file cut off, or a text with the mark between columns not in quotes?"
                )
            yield record
    except csv.Error as error:
        raise ValueError(f"{name}, row {row + 1}: {error}. Is the file cut off, or a quote open?") from None


# --- Parquet --------------------------------------------------------------------------------------------------------


def _open_parquet(path: Path) -> SurveyFile:
    import pyarrow
    from pyarrow import parquet

    def kept(call: Callable):
        try:
            return call()
        except (pyarrow.ArrowException, OSError) as error:
            raise ValueError(_broken(path, "Parquet", error)) from None

    def read(wanted: list[str]) -> dict[str, Column]:
        table = kept(lambda: parquet.read_table(path, columns=wanted))
        return {name: _plain(table[name].to_pandas()) for name in wanted}

    return SurveyFile(path.name, "Parquet", kept(lambda: parquet.read_schema(path)).names, 1, "", read)


def _plain(values: pd.Series) -> Column:
    """Return categories as values with labels, in their order."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return Column(values, _none(len(values)))
    categories = values.cat.categories
    labels = {label: label for label in categories} if all(isinstance(label, str) for label in categories) else {}
    return Column(values.astype(categories.dtype), _none(len(values)), labels)


def _broken(path: Path, kind: str, error: Exception) -> str:
    said = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
    return f"{path.name} cannot be read as a {kind} file ({said}). Is it cut off, or still being copied?"


# --- Stata and SPSS -------------------------------------------------------------------------------------------------


def _open_statistics(path: Path, kind: str, encoding: str | None) -> SurveyFile:
    try:
        import pyreadstat
    except ModuleNotFoundError:
        raise ValueError(f"{path.name} is a {kind} file, which needs pyreadstat: pip install pyreadstat.") from None
    reader = pyreadstat.read_dta if kind == "Stata" else pyreadstat.read_sav

    def kept(**options):
        try:
            return reader(str(path), encoding=encoding, **options)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, OverflowError) as error:
            raise ValueError(_broken(path, kind, error)) from None

    _check_end(path)
    _, about = kept(metadataonly=True)

    def read(wanted: list[str]) -> dict[str, Column]:
        frame, meta = kept(usecols=wanted, user_missing=True)
        return {name: _column(frame[name], name, meta) for name in wanted}

    return SurveyFile(path.name, kind, list(about.column_names), 1, "", read)


def _check_end(path: Path) -> None:
    """Refuse a Stata file that was cut off in its value labels: the reader leaves them out without a word."""
    with path.open("rb") as file:
        tagged = file.read(11) == b"<stata_dta>"
        file.seek(-min(12, path.stat().st_size), io.SEEK_END)
        if tagged and file.read() != b"</stata_dta>":
            raise ValueError(_broken(path, "Stata", ValueError("its end is missing")))


def _column(values: pd.Series, name: str, meta) -> Column:
    labels = dict(meta.variable_value_labels.get(name, {}))
    lost = name in meta.variable_to_label and not labels
    letters, ranges = meta.missing_user_values.get(name, ()), meta.missing_ranges.get(name, ())
    marks = _none(len(values))
    if letters:
        here = values.isin(letters).to_numpy()
        marks[here] = [f".{letter}" for letter in values[here]]
    for low, high in ((one["lo"], one["hi"]) for one in ranges):
        here = (values == low if isinstance(low, str) else values.between(low, high)).to_numpy(bool)
        marks[here] = [code(value) for value in values[here]]
    title = meta.column_names_to_labels.get(name) or ""
    return Column(values, marks, labels, title, "its value labels are not in the file" if lost else "")


def _none(rows: int) -> np.ndarray:
    return np.full(rows, None, dtype=object)


def code(value: object) -> str:
    """Write a code as people do: -99 and not -99.0."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
