"""A sweep: a table with a run a row and a parameter a column. All of it is read and checked before the first run."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from ._words import unknown
from .parameters import Parameter

_JSON_LINES = (".jsonl", ".ndjson")


class BadSweep(ValueError):
    """The table cannot be run; one sentence, with the row."""


def read(file: str | Path, known: Mapping[str, Parameter]) -> list[dict]:
    """Values of each row of a sweep.

    Parameters
    ----------
    file : path
        A CSV table whose header names parameters, an empty cell being the lesson's default; or JSON lines (``.jsonl``,
        ``.ndjson``), an object a row.
    known : mapping
        Parameters that may be set, by name.

    Returns
    -------
    list of dict
        Checked values, in the order of the rows. Rows are counted as a spreadsheet or an editor does, from 1.

    Raises
    ------
    BadSweep
        If the file cannot be read, a name is not known, a value is not accepted, or there is no row.
    """
    path = Path(file)
    rows, value = (_objects, Parameter.check) if path.suffix.lower() in _JSON_LINES else (_records, Parameter.parse)
    try:
        checked = []
        for number, row in rows(path.read_bytes().decode("utf-8-sig")):
            if missing := [name for name in row if name not in known]:
                raise ValueError(number, unknown("parameter called", missing[0], known))
            checked.append(_checked(number, row, known, value))
    except UnicodeDecodeError:
        raise BadSweep(f"{path} is not UTF-8 text. Save it as CSV in UTF-8, or as JSON lines.") from None
    except OSError as error:
        raise BadSweep(f"{path} cannot be read: {error.strerror}. Give a CSV table or JSON lines.") from None
    except ValueError as error:
        raise BadSweep(f"{path}, row {error.args[0]}: {error.args[1]}") from None
    if not checked:
        raise BadSweep(f"{path} has no row with values. Each row is a run; the header of a CSV table names parameters.")
    return checked


def _checked(number: int, row: dict, known: Mapping[str, Parameter], value) -> dict:
    try:
        return {name: value(known[name], given) for name, given in row.items()}
    except ValueError as error:
        raise ValueError(number, str(error)) from None


def _records(text: str) -> Iterator[tuple[int, dict]]:
    """Rows of a CSV table, without the cells that are empty."""
    records = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(records, [])
        if len(set(header)) < len(header):
            raise ValueError(1, "A column stands twice. Name each parameter once.")
        for number, record in enumerate(records, start=2):
            if record and len(record) != len(header):
                raise ValueError(number, f"There are {len(record)} cells, where the header has {len(header)}.")
            if record:
                yield number, {name: cell for name, cell in zip(header, record, strict=True) if cell or not name}
    except csv.Error as error:
        raise ValueError(records.line_num, f"This is no CSV: {error}.") from None


def _objects(text: str) -> Iterator[tuple[int, dict]]:
    """Rows of JSON lines."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line, object_pairs_hook=_each_once)
        except (ValueError, RecursionError) as error:
            raise ValueError(number, f"This is no JSON object: {error}. Each line is one, a run a line.") from None
        if not isinstance(row, dict):
            raise ValueError(number, 'This is no JSON object. Each line is one, such as {"n": 1}.')
        yield number, row


def _each_once(pairs: list[tuple]) -> dict:
    if len(row := dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return row
