"""A table read from its file, every cell cast and checked by the descriptor. What does not fit gets one sentence."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path


class DamagedTable(ValueError):
    """A file does not hold what the descriptor says it holds."""


_CAST: dict[str, tuple[Callable, str]] = {
    "string": (str, "text"),
    "integer": (int, "a whole number"),
    "number": (float, "a number"),
    "boolean": (lambda text: {"true": True, "false": False}[text], "true or false"),
    "date": (date.fromisoformat, "a date such as 2010-05-28"),
}


def read(path: Path, schema: dict) -> Iterator[dict]:
    """Rows of a file as dictionaries; rows are counted as a spreadsheet does, the header being row 1."""
    wanted = {field["name"]: field for field in schema["fields"]}
    records = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    header = next(records, [])
    _check_header(path, header, list(wanted))
    key, seen = schema.get("primaryKey", []), {}
    key = [key] if isinstance(key, str) else key
    for number, record in enumerate(_whole(path, records), start=2):
        if len(record) != len(header):
            raise DamagedTable(f"{path.name}, row {number}: {len(record)} cells where the header has {len(header)}.")
        row = {name: _cell(path, number, wanted[name], text) for name, text in zip(header, record, strict=True)}
        first = seen.setdefault(tuple(row[name] for name in key), number) if key else number
        if first != number:
            again = ", ".join(str(row[name]) for name in key)
            raise DamagedTable(
                f"{path.name}, row {number}, column {'+'.join(key)}: {again!r} stands already in row {first}; "
                "it must be unique."
            )
        yield row


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise DamagedTable(f"{path.name} is missing from {path.parent}. Install zjpoverty again.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DamagedTable(
            f"{path.name}, row {line}: byte {error.object[error.start]:#04x} is not UTF-8 text. Save the file as UTF-8."
        ) from None


def _whole(path: Path, records: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from records
    except csv.Error as error:
        raise DamagedTable(f"{path.name} is not a CSV table: {error}.") from None


def _check_header(path: Path, header: list[str], wanted: list[str]) -> None:
    if missing := [name for name in wanted if name not in header]:
        raise DamagedTable(f"{path.name}, row 1: the column {missing[0]!r} is missing. Expected: {', '.join(wanted)}.")
    if extra := [name for name in header if name not in wanted]:
        raise DamagedTable(f"{path.name}, row 1: the column {extra[0]!r} is not known. Expected: {', '.join(wanted)}.")
    if len(header) != len(wanted):
        raise DamagedTable(f"{path.name}, row 1: a column stands twice. Expected: {', '.join(wanted)}.")


def _cell(path: Path, number: int, field: dict, text: str):
    constraints = field.get("constraints", {})
    where = f"{path.name}, row {number}, column {field['name']}"
    if text == "":
        if constraints.get("required"):
            raise DamagedTable(f"{where}: the cell is empty, but a value is required.")
        return None
    cast, expected = _CAST[field["type"]]
    try:
        value = cast(text)
    except (ValueError, KeyError):
        raise DamagedTable(f"{where}: {text!r} is not {expected}.") from None
    if "enum" in constraints and value not in constraints["enum"]:
        raise DamagedTable(f"{where}: {text!r} is not allowed. Accepted: {allowed(constraints)}.")
    return value


def allowed(constraints: dict) -> str:
    """What the constraints of a column accept, in words."""
    if "enum" in constraints:
        return " | ".join(str(value) for value in constraints["enum"])
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if low is None and high is None:
        return "never empty" if constraints.get("required") else ""
    return f"{'' if low is None else low} to {'' if high is None else high}".strip()
