"""The online workflow of a project as states with rules: what may follow what, when, and within which limits.

Nothing here knows of a database. A project's history is a list of moves, its state is where the last move led, and
:func:`decide` says what the next move is or why there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .._words import number, unknown

DECLARED, PUBLICISED, VERIFIED = "declared", "publicised", "verified"
COUNTED, INSPECTED, RETURNED = "in statistics", "inspected", "returned"

# An action, the states from which it is possible (None: not yet declared), and the state to which it leads.
TRANSITIONS: dict[str, tuple[tuple[str | None, ...], str]] = {
    "declare": ((None, RETURNED), DECLARED),
    "publicise": ((DECLARED,), PUBLICISED),
    "object": ((PUBLICISED,), PUBLICISED),
    "answer": ((PUBLICISED,), PUBLICISED),
    "verify": ((PUBLICISED,), VERIFIED),
    "count": ((VERIFIED,), COUNTED),
    "inspect": ((COUNTED,), INSPECTED),
    "return": ((DECLARED, PUBLICISED, VERIFIED, COUNTED), RETURNED),
}
STATES = (DECLARED, PUBLICISED, VERIFIED, COUNTED, INSPECTED, RETURNED)
GRANTED = (VERIFIED, COUNTED, INSPECTED)  # the states in which a project uses up its share of quota and budget
KINDS = ("relocation", "development")


class Refused(ValueError):
    """What was asked of a register is not possible; the message is one sentence or two for the user."""


@dataclass(frozen=True)
class Project:
    """What is applied for: persons to be moved (0 unless the kind is relocation) and money of the province, in yuan."""

    kind: str
    persons: int
    amount: int


@dataclass(frozen=True)
class Move:
    """One entry of the log: what was done, the state it led to, on which day, by whom and why."""

    action: str
    state: str
    day: date
    who: str
    why: str


@dataclass(frozen=True)
class Rules:
    """Limits of the workflow, as the parameters of a register hold them.

    Attributes
    ----------
    publicity : int
        Least days between publicity and verification. The chapter gives none: an assumption of ours.
    quota : int
        Persons who may be moved with the subsidy in a year.
    subsidy : int
        The most that the province pays for a person moved, in yuan.
    funds : dict
        Yuan of a year, by the kind of project.
    """

    publicity: int
    quota: int
    subsidy: int
    funds: dict[str, int]


@dataclass(frozen=True)
class Used:
    """What the projects verified in one calendar year have used up: persons moved, and yuan of the kind's funds."""

    persons: int = 0
    amount: int = 0


def state(history: Sequence[Move], on: date | None = None) -> str | None:
    """State of a project at the end of a day, by its log.

    Parameters
    ----------
    history : sequence of Move
        In the order of the log.
    on : date, optional
        None means after the last move.

    Returns
    -------
    str or None
        One of ``STATES``; None before it was declared.

    Examples
    --------
    >>> first = Move("declare", "declared", date(2011, 3, 1), "the village", "a road")
    >>> state([first]), state([first], date(2011, 2, 28))
    ('declared', None)
    """
    past = [move for move in history if on is None or move.day <= on]
    return past[-1].state if past else None


def possible(now: str | None) -> list[str]:
    """Actions that are possible from a state.

    Examples
    --------
    >>> possible("verified"), possible("inspected")
    (['count', 'return'], [])
    """
    return [action for action, (sources, _) in TRANSITIONS.items() if now in sources]


def decide(
    history: Sequence[Move],
    project: Project,
    action: str,
    day: date,
    who: str,
    why: str,
    rules: Rules,
    used: Used = Used(),
) -> Move:
    """Next move of a project, if the rules allow it.

    Parameters
    ----------
    history : sequence of Move
        The project's log up to now.
    project : Project
        What it applies for.
    action : str
        One of ``TRANSITIONS``.
    day : date
        Not before the day of the last move.
    who, why : str
        Neither may be empty.
    rules : Rules
        The limits.
    used : Used
        What other projects, verified in the calendar year of ``day``, have used up. Matters for ``verify`` only.

    Raises
    ------
    Refused
        With a sentence that says what is possible instead.
    """
    if action not in TRANSITIONS:
        raise Refused(unknown("action", action, TRANSITIONS))
    sources, target = TRANSITIONS[action]
    now = state(history)
    if now not in sources:
        raise Refused(_not_from(action, now))
    for told, words in ((who, "who made it: name a person or an office"), (why, "why: give the reason")):
        if not isinstance(told, str) or not told.strip():
            raise Refused(f"A move is logged with {words}.")
    if history and day < history[-1].day:
        raise Refused(
            f"The move is dated {day}, before the project's last one of {history[-1].day}. "
            "Date it on that day or later."
        )
    if action == "answer" and not _unanswered(history):
        raise Refused("There is no objection to answer.")
    if action == "verify":
        _check_publicity(history, day, rules)
        _check_limits(project, day, rules, used)
    return Move(action, target, day, who.strip(), why.strip())


def _not_from(action: str, now: str | None) -> str:
    standing = f"is {now}" if now else "has not been declared"
    onward = ", ".join(possible(now)) or "nothing, this is its end"
    return f"The project {standing}, so '{action}' is not possible. Possible from here: {onward}."


def _since_publicity(history: Sequence[Move]) -> Sequence[Move]:
    start = max(place for place, move in enumerate(history) if move.action == "publicise")
    return history[start:]


def _unanswered(history: Sequence[Move]) -> int:
    actions = [move.action for move in _since_publicity(history)]
    return actions.count("object") - actions.count("answer")


def _check_publicity(history: Sequence[Move], day: date, rules: Rules) -> None:
    start = _since_publicity(history)[0].day
    first = start + timedelta(rules.publicity)
    if day < first:
        raise Refused(
            f"The project has been public for {(day - start).days} of at least {rules.publicity} days. "
            f"It can be verified from {first} on."
        )
    if left := _unanswered(history):
        raise Refused(
            f"{left} objection{'s are' if left > 1 else ' is'} not answered. Answer {'them' if left > 1 else 'it'}, "
            "or return the project with a reason."
        )


def _check_limits(project: Project, day: date, rules: Rules, used: Used) -> None:
    if project.kind == "relocation":
        if project.amount > (most := rules.subsidy * project.persons):
            raise Refused(
                f"The project asks for {number(project.amount)} yuan. The subsidy is at most "
                f"{number(rules.subsidy)} yuan a head, {number(most)} yuan for {number(project.persons)} persons."
            )
        _check_left("relocations", "quota", "persons", project.persons, used.persons, rules.quota, day)
    _check_left(
        f"{project.kind} projects", "funds", "yuan", project.amount, used.amount, rules.funds[project.kind], day
    )


def _check_left(what: str, limit: str, unit: str, asked: int, used: int, most: int, day: date) -> None:
    if used + asked > most:
        raise Refused(
            f"The project asks for {number(asked)} {unit}. Of the {limit} of {number(most)} {unit} for {what} "
            f"in {day.year}, {number(max(most - used, 0))} {unit} are left."
        )
