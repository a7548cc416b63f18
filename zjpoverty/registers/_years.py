"""One year into a register: the population as it is in that year, and what the register derives from it by seed."""

import re
from functools import cache

import duckdb
import numpy as np
import pandas as pd

from ..datasets import fact
from . import _log as log
from . import _projects as invented
from . import _public as public
from ._file import FORMAT, shown, template
from ._workflow import Project, Refused, Used

# Name, figure of the chapter, whether it is a total (and so shrinks with the scale).
_PUBLISHED = (
    ("line", "overview.line", False),
    ("relocation.quota", "relocation.quota_now", True),
    ("relocation.subsidy", "relocation.subsidy_now", False),
    ("relocation.funds", "fiscal_investment.relocation", True),
    ("development.funds", "village_support.funds", True),
    ("development.projects", "village_support.projects", True),
    ("development.households", "village_support.households", True),
    ("youth.helped", "youth_care.people_helped", True),
    ("youth.funds", "youth_care.funds", True),
)
# Name, value, unit, reason. These are ours: the chapter gives none of them.
ASSUMPTIONS = (
    (
        "publicity.days",
        7,
        "days",
        "least time between publicity and verification; a week, so that everyone hears of it",
    ),
    ("public.limit", 5, "households, persons", "least count on the public page; statistical offices use 3 to 10"),
    (
        "youth.from_age",
        14,
        "years",
        "youngest age of the Communist Youth League, which organises the youth care action",
    ),
    ("youth.to_age", 28, "years", "oldest age of the Communist Youth League"),
    ("relocation.batch", 100, "households", "most households of one relocation project, so that a county has several"),
    (
        "rules.carried",
        1,
        "none",
        "every year keeps the quota, the subsidy and the funds that the chapter gives for 2010",
    ),
)
_STREAM = {"youth": 1, "village": 2, "amount": 3, "way": 4}  # of raw integers, one for each thing that is invented


@cache
def _statements() -> dict[str, str]:
    parts = re.split(r"^-- name: (\w+)$", template("year"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def run(connection: duckdb.DuckDBPyConnection, name: str, **values) -> duckdb.DuckDBPyConnection:
    """Run a named statement of the shipped page, with its values bound."""
    statement = _statements()[name]
    return connection.execute(statement, {key: value for key, value in values.items() if f"${key}" in statement})


def begin(connection: duckdb.DuckDBPyConnection, seed: int, scale: float) -> None:
    """Write the card and the parameters of a new register."""
    connection.execute("INSERT INTO card VALUES ('zjpoverty synthetic register', ?, ?, ?, true)", [FORMAT, seed, scale])
    rows = [_published(name, fact(id), scale if total else 1) for name, id, total in _PUBLISHED]
    rows += [(name, value, unit, None, reason, True) for name, value, unit, reason in ASSUMPTIONS]
    connection.executemany("INSERT INTO parameters VALUES (?, ?, ?, ?, ?, ?)", rows)


def _published(name: str, figure, share: float) -> tuple:
    # At least one, so that the smallest register has a quota and a project too.
    value = max(1, round(share * figure.value))
    return name, value, figure.unit, figure.value, f"{figure.id}, {figure.address}", False


def parameters(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Parameters of a register by name."""
    return dict(connection.execute("SELECT name, value FROM parameters").fetchall())


def apply(connection: duckdb.DuckDBPyConnection, year: int) -> None:
    """Apply a year: the caller's transaction makes it whole or nothing.

    Raises
    ------
    Refused
        If there is no population of the year, or it does not fit to the years before.
    """
    from .. import households

    [(seed, scale)] = connection.execute("SELECT seed, scale FROM card").fetchall()
    try:
        population = households.population(year=year, seed=seed, scale=scale)
    except ValueError as error:
        raise Refused(str(error)) from None
    given = parameters(connection)
    connection.execute("INSERT INTO years VALUES (?)", [year])
    with shown(connection, "arriving", population):
        _check_villages(connection, year)
        for name in ("counties", "villages", "households", "household_years", "village_years"):
            run(connection, name, year=year, line=given["line"])
    with shown(connection, "needed", households.persons(population)):
        run(connection, "leave", year=year)
        run(connection, "persons", year=year)
    _youth(connection, year, seed, given)
    _projects(connection, year, seed, given)
    public.publish(connection, year, given)


def _check_villages(connection: duckdb.DuckDBPyConnection, year: int) -> None:
    [(strangers,)] = connection.execute(
        "SELECT count(*) FROM arriving JOIN households USING (household) WHERE arriving.village <> households.village"
    ).fetchall()
    if strangers:
        raise Refused(f"In {year}, {strangers} households are in another village than before. The panel does not fit.")


def _youth(connection: duckdb.DuckDBPyConnection, year: int, seed: int, given: dict[str, int]) -> None:
    ages = {"from_age": given["youth.from_age"], "to_age": given["youth.to_age"]}
    person = np.asarray(run(connection, "of_age", **ages).fetchnumpy()["person"])
    aid = np.zeros(len(person), dtype=np.int64)
    order = np.argsort(invented.raw(seed, year, _STREAM["youth"], len(person)), kind="stable")
    helped = order[: given["youth.helped"]]
    if len(helped):
        aid[helped] = given["youth.funds"] // len(helped)
        aid[helped[: given["youth.funds"] % len(helped)]] += 1
    frame = pd.DataFrame({"person": person, "helped": np.isin(np.arange(len(person)), helped), "aid": aid})
    with shown(connection, "of_age", frame):
        run(connection, "youth", year=year)


# --- projects -------------------------------------------------------------------------------------------------------


def _projects(connection: duckdb.DuckDBPyConnection, year: int, seed: int, given: dict[str, int]) -> None:
    [(last,)] = connection.execute("SELECT coalesce(max(project), 0) FROM projects").fetchall()
    moving = _moving(connection, year, given, last)
    applied = [_of_county(batch, year) for _, batch in moving.groupby("project")]
    applied += _of_villages(connection, year, seed, given, last + len(applied))
    columns = ("project", "kind", "county", "village", "title", "households", "persons", "amount")
    frame = pd.DataFrame(applied, columns=columns).astype({"village": "Int32"})
    with shown(connection, "applied", frame), shown(connection, "moving", moving):
        run(connection, "projects")
        run(connection, "relocations", year=year)
    _go_on(connection, year, seed)


def _moving(connection: duckdb.DuckDBPyConnection, year: int, given: dict[str, int], last: int) -> pd.DataFrame:
    frame = run(connection, "moved", year=year).df()
    batch = frame.groupby("county").cumcount() // given["relocation.batch"]
    frame["project"] = last + 1 + frame.assign(batch=batch).groupby(["county", "batch"]).ngroup()
    frame["subsidy"] = frame["persons"].astype("int64") * given["relocation.subsidy"]
    return frame


def _of_county(batch: pd.DataFrame, year: int) -> tuple:
    project, county = (int(batch[name].iloc[0]) for name in ("project", "county"))
    title = f"relocation {year}, project {project}"
    return (
        project,
        "relocation",
        county,
        None,
        title,
        len(batch),
        int(batch["persons"].sum()),
        int(batch["subsidy"].sum()),
    )


def _of_villages(
    connection: duckdb.DuckDBPyConnection, year: int, seed: int, given: dict[str, int], last: int
) -> list[tuple]:
    villages = run(connection, "helped_villages", year=year).fetchall()
    count = given["development.projects"] if villages else 0
    place = invented.raw(seed, year, _STREAM["village"], count) % max(len(villages), 1)
    weights = 50 + invented.raw(seed, year, _STREAM["amount"], count) % 101
    amounts = invented.shared(given["development.funds"], weights) if count else []
    households = invented.shared(given["development.households"], weights) if count else []
    return [
        (
            last + 1 + k,
            "development",
            villages[place[k]][1],
            villages[place[k]][0],
            f"development {year}, project {last + 1 + k}",
            households[k],
            0,
            amounts[k],
        )
        for k in range(count)
    ]


def _go_on(connection: duckdb.DuckDBPyConnection, year: int, seed: int) -> None:
    """Take every project through the year, those already under way first."""
    rules = log.rules(connection)
    histories = log.histories(connection)
    projects = connection.execute("SELECT project, kind, persons, amount FROM projects ORDER BY project").fetchall()
    bits = invented.raw(seed, year, _STREAM["way"], len(projects))
    used = {kind: Used() for kind in rules.funds}
    for project, kind, persons, amount in projects:
        if invented.granted(histories.get(project, ()), year):
            used[kind] = Used(used[kind].persons + persons, used[kind].amount + amount)
    made = []
    for (project, kind, persons, amount), word in zip(projects, bits, strict=True):
        history = histories.get(project, [])
        steps = invented.agenda(log.state(history), year, int(word), rules.publicity)
        moves = invented.follow(history, Project(kind, persons, amount), steps, rules, used[kind])
        if invented.granted([*history, *moves], year) and not invented.granted(history, year):
            used[kind] = Used(used[kind].persons + persons, used[kind].amount + amount)
        made += [(project, move) for move in moves]
    made.sort(key=lambda pair: pair[1].day)
    columns = ("move", "project", "day", "action", "state", "who", "why", "seal")
    rows = pd.DataFrame(log.sealed(connection, made), columns=columns).astype({"day": "datetime64[s]"})
    with shown(connection, "logged", rows):
        run(connection, "moves")
