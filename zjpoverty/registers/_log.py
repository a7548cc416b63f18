"""The log of the workflow in a register: read as histories, and written with seals."""

from collections.abc import Sequence

import duckdb

from ._projects import seal
from ._workflow import Move, Rules, Used, state

__all__ = ["broken", "histories", "history", "rules", "sealed", "state", "used"]

_COLUMNS = "project, action, state, day, who, why"


def rules(connection: duckdb.DuckDBPyConnection) -> Rules:
    """Rules of the workflow, by the parameters of the file."""
    given = dict(connection.execute("SELECT name, value FROM parameters").fetchall())
    funds = {kind: given[f"{kind}.funds"] for kind in ("relocation", "development")}
    return Rules(given["publicity.days"], given["relocation.quota"], given["relocation.subsidy"], funds)


def histories(connection: duckdb.DuckDBPyConnection) -> dict[int, list[Move]]:
    """Moves of all projects, by project, in the order of the log."""
    found: dict[int, list[Move]] = {}
    for project, *fields in connection.execute(f"SELECT {_COLUMNS} FROM moves ORDER BY move").fetchall():
        found.setdefault(project, []).append(Move(*fields))
    return found


def history(connection: duckdb.DuckDBPyConnection, project: int) -> list[Move]:
    """Moves of one project, in the order of the log."""
    query = f"SELECT {_COLUMNS} FROM moves WHERE project = ? ORDER BY move"
    return [Move(*fields) for _, *fields in connection.execute(query, [project]).fetchall()]


def used(connection: duckdb.DuckDBPyConnection, kind: str, year: int) -> Used:
    """What the projects of a kind use up of a year's quota and funds: those verified in it, and not returned since."""
    query = """
        SELECT coalesce(sum(persons), 0), coalesce(sum(amount), 0) FROM projects JOIN project_states USING (project)
        WHERE kind = ? AND verified = ? AND state IN ('verified', 'in statistics', 'inspected')
    """
    [(persons, amount)] = connection.execute(query, [kind, year]).fetchall()
    return Used(int(persons), int(amount))


def sealed(connection: duckdb.DuckDBPyConnection, moves: Sequence[tuple[int, Move]]) -> list[tuple]:
    """Rows to add to the log, in the order of its columns, each with its number and its seal."""
    last = connection.execute("SELECT move, seal FROM moves ORDER BY move DESC LIMIT 1").fetchall()
    end, previous = last[0] if last else (0, "")
    rows = []
    for number, (project, move) in enumerate(moves, start=end + 1):
        previous = seal(previous, project, move)
        rows.append((number, project, move.day, move.action, move.state, move.who, move.why, previous))
    return rows


def broken(connection: duckdb.DuckDBPyConnection) -> int | None:
    """Number of the first row of the log that was changed, or that follows a row taken out; None if all hold.

    Rows taken from the end leave no trace here.
    """
    previous = ""
    query = f"SELECT move, seal, {_COLUMNS} FROM moves ORDER BY move"
    rows = connection.execute(query).fetchall()
    for place, (number, given, project, *fields) in enumerate(rows, start=1):
        previous = seal(previous, project, Move(*fields))
        if number != place or given != previous:
            return number
    return None
