"""A table read from Parquet, every column held against the descriptor. What does not fit gets one sentence."""

from pathlib import Path

from ._csv import DamagedTable, allowed


def read(path: Path, schema: dict) -> list[dict]:
    """Rows of a file as dictionaries, in the order of the descriptor's columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Opened by Python, not by Arrow, so that whoever notes what is read (_trace) hears of it.
        table = pq.read_table(pa.BufferReader(path.read_bytes()))
    except FileNotFoundError:
        raise DamagedTable(f"{path.name} is missing from {path.parent}. Install zjpoverty again.") from None
    except pa.ArrowException:
        raise DamagedTable(f"{path.name} is not a Parquet file, or not whole. Install zjpoverty again.") from None
    wanted = [field["name"] for field in schema["fields"]]
    if missing := [name for name in wanted if name not in table.column_names]:
        raise DamagedTable(f"{path.name}: the column {missing[0]!r} is missing. Expected: {', '.join(wanted)}.")
    if extra := [name for name in table.column_names if name not in wanted]:
        raise DamagedTable(f"{path.name}: the column {extra[0]!r} is not known. Expected: {', '.join(wanted)}.")
    for field in schema["fields"]:
        _check(path, field, table[field["name"]])
    return table.select(wanted).to_pylist()


def _check(path: Path, field: dict, column) -> None:
    from pyarrow import compute, types

    where, constraints = f"{path.name}, column {field['name']}", field.get("constraints", {})
    fits = {
        "string": types.is_string,
        "integer": types.is_integer,
        "number": types.is_floating,
        "boolean": types.is_boolean,
        "date": types.is_date32,
    }[field["type"]]
    if not fits(column.type):
        raise DamagedTable(f"{where}: it holds {column.type}, not {field['type']}.")
    if constraints.get("required") and column.null_count:
        raise DamagedTable(f"{where}: {column.null_count} cells are empty, but a value is required.")
    if constraints.get("unique") and len(compute.unique(column)) != len(column):
        raise DamagedTable(f"{where}: a value stands twice; it must be unique.")
    if "enum" in constraints:
        others = [value for value in compute.unique(column).to_pylist() if value not in constraints["enum"]]
        if others:
            raise DamagedTable(f"{where}: {others[0]!r} is not allowed. Accepted: {allowed(constraints)}.")
