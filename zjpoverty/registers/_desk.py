"""An open register: its answers, and the desk at which projects are declared and moved on."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from numbers import Integral
from pathlib import Path

import duckdb
import pandas as pd

from .._words import unknown
from . import _log as log
from . import _years as years
from ._file import template
from ._workflow import KINDS, Move, Project, Refused, decide, state


class Register:
    """An open register; ``connection`` is its DuckDB connection. Close it, or use it in a ``with``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, file: Path):
        self.connection = connection
        self.file = file

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def sql(self, query: str, values: Sequence = ()) -> pd.DataFrame:
        """Answer of a query of yours; put a ``?`` where a value goes, and give the values beside it."""
        return self._labelled(self.connection.execute(query, list(values)).df())

    @property
    def year(self) -> int:
        """The last complete year."""
        return self.connection.execute("SELECT max(year) FROM years").fetchall()[0][0]

    def statistics(self) -> pd.DataFrame:
        """Indicators of the yearly statistics, a column a year."""
        line = years.parameters(self.connection)["line"]
        long = self.connection.execute(template("statistics"), {"line": line}).df()
        wide = long.pivot(index=["place", "indicator", "unit"], columns="year", values="value").reset_index()
        wide.columns.name = None
        return self._labelled(wide.drop(columns="place"))

    def public(self, year: int | None = None) -> pd.DataFrame:
        """What the public page shows of a year; None means all years."""
        query = "SELECT * FROM public_page WHERE coalesce(year = ?, true)"
        return self._labelled(self.connection.execute(query, [year]).df())

    def _labelled(self, frame: pd.DataFrame) -> pd.DataFrame:
        [(seed, scale)] = self.connection.execute("SELECT seed, scale FROM card").fetchall()
        frame.attrs = {"synthetic": True, "seed": seed, "scale": scale}
        return frame

    # --- the workflow ---

    def declare(
        self,
        kind: str,
        county: str,
        amount: int,
        *,
        on: date | str,
        who: str,
        why: str,
        persons: int = 0,
        households: int = 0,
        title: str | None = None,
    ) -> int:
        """Apply for a project, and return its number.

        Parameters
        ----------
        kind : {"relocation", "development"}
            What for.
        county : str
            Name of a county of the register.
        amount : int
            Yuan of the province.
        on, who, why
            Day, as a date or as ``YYYY-MM-DD``, person or office, and reason.
        persons : int
            Persons to be moved: 1 or more for a relocation, 0 for anything else.
        households : int
            Households that it is to help.
        title : str, optional
            None means the kind with the project's number.
        """
        day = self._day(on)
        if kind not in KINDS:
            raise Refused(unknown("kind of project", kind, KINDS))
        if not _whole(amount, 1) or not _whole(persons, 0) or not _whole(households, 0):
            raise Refused(
                "A project needs whole numbers: an amount of 1 yuan or more, persons and households of 0 or more."
            )
        if (kind == "relocation") != (persons > 0):
            raise Refused(
                f"A {kind} project moves {'at least 1 person' if kind == 'relocation' else 'nobody: persons is 0'}."
            )
        known = dict(self.connection.execute("SELECT name, county FROM counties ORDER BY county").fetchall())
        if county not in known:
            raise Refused(unknown("county", county, known))
        amount, persons, households = int(amount), int(persons), int(households)
        with transaction(self.connection):
            [(project,)] = self.connection.execute("SELECT coalesce(max(project), 0) + 1 FROM projects").fetchall()
            first = decide([], Project(kind, persons, amount), "declare", day, who, why, log.rules(self.connection))
            self.connection.execute(
                "INSERT INTO projects (project, kind, county, title, households, persons, amount) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [project, kind, known[county], title or f"{kind} project {project}", households, persons, amount],
            )
            self._log(project, first)
        return project

    def move(self, project: int, action: str, *, on: date | str, who: str, why: str) -> Move:
        """Move a project on: ``publicise, object, answer, verify, count, inspect, return``, or ``declare`` it again.

        Raises
        ------
        Refused
            If the rules do not allow it, with a sentence that says what is possible instead.
        """
        day, applied = self._day(on), self._project(project)
        with transaction(self.connection):
            used = log.used(self.connection, applied.kind, day.year)
            past = log.history(self.connection, int(project))
            move = decide(past, applied, action, day, who, why, log.rules(self.connection), used)
            self._log(int(project), move)
        return move

    def history(self, project: int) -> list[Move]:
        """All moves of a project: who, when, why."""
        self._project(project)
        return log.history(self.connection, int(project))

    def state(self, project: int, on: date | str | None = None) -> str | None:
        """State of a project at the end of a past day, or now; None before it was declared."""
        return state(self.history(project), None if on is None else _date(on))

    def states(self, on: date | str | None = None) -> pd.DataFrame:
        """Every project with its state at the end of a past day, or now."""
        return self.sql(
            "SELECT project, kind, counties.name AS county, title, persons, amount, state, since, projects.synthetic "
            "FROM projects JOIN counties USING (county) JOIN ("
            " SELECT project, arg_max(state, move) AS state, max(day) AS since FROM moves"
            " WHERE coalesce(day <= ?, true) GROUP BY project) USING (project) ORDER BY project",
            [None if on is None else _date(on)],
        )

    def broken(self) -> int | None:
        """Number of the first row of the log that does not fit to its seal, or None: see ``moves.seal``."""
        return log.broken(self.connection)

    def _project(self, project: int) -> Project:
        query = "SELECT kind, persons, amount FROM projects WHERE project = ?"
        found = self.connection.execute(query, [int(project)]).fetchall() if _whole(project, 1) else []
        if not found:
            raise Refused(f"There is no project {project} in the register.")
        return Project(*found[0])

    def _day(self, on: date | str) -> date:
        day, begins = _date(on), self.year + 1
        if day.year != begins:
            raise Refused(
                f"The register is complete up to {self.year}, so a move is dated in {begins}: {day} is not. "
                f"To go on to a later year, update the register to {begins} first."
            )
        return day

    def _log(self, project: int, move: Move) -> None:
        [row] = log.sealed(self.connection, [(project, move)])
        self.connection.execute("INSERT INTO moves VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _whole(value: object, least: int) -> bool:
    # Integral: a number taken from a dataframe is numpy's.
    return isinstance(value, Integral) and not isinstance(value, bool) and least <= value < 2**31


def _date(on: date | str) -> date:
    if isinstance(on, datetime):
        return on.date()
    with contextlib.suppress(ValueError):
        return date.fromisoformat(str(on))
    raise Refused(f"The day cannot be {on!r}. Write it as YYYY-MM-DD, such as 2011-03-01.")


@contextlib.contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block, or nothing of it."""
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        with contextlib.suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        if isinstance(error, duckdb.InterruptException) or str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        if isinstance(error, duckdb.InvalidInputException) and "read-only" in str(error):
            raise Refused("The register was opened for reading only. Open it with write=True.") from None
        if isinstance(error, duckdb.TransactionException):
            raise Refused(
                "The register was changed by another at the same time. Nothing was written: try again."
            ) from None
        if isinstance(error, duckdb.ConstraintException | duckdb.IOException):
            raise Refused(f"Nothing was written: {str(error).splitlines()[0]}") from None
        raise
