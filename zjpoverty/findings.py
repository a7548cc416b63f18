"""What follows from the figures: expressions over ``facts.csv``, and the findings of a careful reader.

An expression is arithmetic over fact ids, such as ``relocation.construction_funds / relocation.people_moved``. It is
read by a small evaluator of our own, since a table must never be able to run code.
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from ._words import unknown
from .datasets import UnknownName, fact, rows

_OPERATORS: dict[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}


def _matching(table: str, where: dict) -> list[dict]:
    return [row for row in rows(table) if all(row[column] == value for column, value in where.items())]


def _event(id: str) -> dict:
    events = {row["id"]: row for row in rows("events")}
    if id not in events:
        raise UnknownName(unknown("event", id, events))
    return events[id]


def _series(id: str, year: int) -> float:
    found = _matching("series", {"series": id, "year": int(year)})
    if len(found) != 1:
        raise ValueError(f"The table series has {len(found)} values for {id!r} in {year}; exactly one is needed.")
    return found[0]["value"]


def _days_between(first: date, last: date) -> int:
    return (last - first).days


_FUNCTIONS: dict[str, Callable] = {
    "rows": lambda table, **where: len(_matching(table, where)),
    "distinct": lambda table, column: len({row[column] for row in rows(table)}),
    "series": _series,
    "days": lambda id: _days_between(_event(id)["start"], _event(id)["end"]) + 1,
    "weekday": lambda id: _event(id)["start"].weekday(),
    "year": lambda id: _event(id)["start"].year,
    "between": lambda first, last: _days_between(_event(first)["start"], _event(last)["start"]),
    "round": round,
    "abs": abs,
    "min": min,
    "max": max,
}


def evaluate(expression: str) -> float | str:
    """Value of an expression over the figures of the chapter.

    Parameters
    ----------
    expression : str
        Arithmetic (``+ - * / **`` and parentheses), numbers, fact ids, and the functions
        ``rows("table", column=value)``, ``distinct("table", "column")``, ``series("id", year)``, ``days``, ``weekday``
        (0 is Monday), ``year`` and ``between`` of event ids, ``round``, ``abs``, ``min``, ``max``. A quoted text stands
        for itself.

    Returns
    -------
    float, int or str

    Raises
    ------
    ValueError
        If the expression holds anything else, or a figure without a value.
    UnknownName
        If it names a figure, event or function that does not exist.

    Examples
    --------
    >>> evaluate("relocation.construction_funds / relocation.people_moved")
    45000.0
    """
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except SyntaxError:
        raise ValueError(f"{expression!r} is not an expression. Example: relocation.people_moved / 1000.") from None
    return _value(tree.body)


def _value(node: ast.expr):
    match node:
        case ast.Constant(value=int() | float() | str() as value):
            return value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.Attribute():
            return _figure(ast.unparse(node))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            if name not in _FUNCTIONS:
                raise UnknownName(unknown("function", name, _FUNCTIONS))
            return _FUNCTIONS[name](*map(_value, args), **{word.arg: _value_or_flag(word.value) for word in keywords})
    raise ValueError(f"{ast.unparse(node)!r} is not allowed in an expression: use numbers, figures and + - * / **.")


def _value_or_flag(node: ast.expr):
    return node.value if isinstance(node, ast.Constant) else _value(node)


def _figure(id: str) -> float:
    value = fact(id).value
    if value is None:
        raise ValueError(f"The figure {id!r} has no value: {fact(id).note or 'the chapter gives no number'}")
    return value


@dataclass(frozen=True)
class Finding:
    """A finding of a careful reader: what was computed, what the chapter prints, and how to read it."""

    id: str
    title: str
    kind: str
    facts: tuple[str, ...]
    expression: str
    stated: str | None
    unit: str
    tolerance: float | None
    verdict: str
    reading: str
    alternative: str | None
    source: str | None

    @property
    def value(self) -> float:
        """What the figures give."""
        return evaluate(self.expression)

    @property
    def printed(self) -> float | None:
        """What the chapter prints, or None where it prints nothing to compare with."""
        return evaluate(self.stated) if self.stated else None

    @property
    def holds(self) -> bool | None:
        """Whether the two agree within the tolerance (percent of the printed figure)."""
        if self.printed is None:
            return None
        return abs(self.value - self.printed) <= (self.tolerance or 0) / 100 * abs(self.printed) + 1e-9


@cache
def _findings() -> dict[str, Finding]:
    columns = Finding.__dataclass_fields__
    return {
        row["id"]: Finding(
            **{column: row[column] for column in columns if column != "facts"},
            facts=tuple((row["facts"] or "").split()),
        )
        for row in rows("findings")
    }


def finding(id: str) -> Finding:
    """One finding, with its arithmetic computed anew.

    Raises
    ------
    UnknownName
        If there is no such finding.

    Examples
    --------
    >>> f = finding("relocation_cost_per_head")
    >>> f.value
    45000.0
    """
    if id not in _findings():
        raise UnknownName(unknown("finding", id, _findings()))
    return _findings()[id]
