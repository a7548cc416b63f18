"""The parameters cell: a line a parameter, with its type, its default, and a comment that says what is accepted.

``growth: float = 0.11  # 0 to 0.5: yearly growth of income`` is a number from 0 to 0.5;
``reading: str = "each"  # each | total: how the sums are read`` is one of two words. The cell is the interface: what it
says is what ``zjpoverty show`` prints and what ``zjpoverty run -p`` is checked against.
"""

import ast
import io
import json
import math
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _whole_number(value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError
    return value


def _finite(value) -> float:
    # 10**400 is a whole number that no float holds: it fails here as infinity does.
    try:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError
    except OverflowError:
        raise ValueError from None
    return float(value)


def _instance(kind: type) -> Callable:
    def checked(value):
        if not isinstance(value, kind):
            raise ValueError
        return value

    return checked


def _plain(value):
    # Parameters travel as JSON: a set or a function cannot, and a tuple arrives as a list.
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, RecursionError):
        raise ValueError from None


def _truth(text: str) -> bool:
    try:
        return {"true": True, "false": False}[text.strip().lower()]
    except KeyError:
        raise ValueError from None


def _literal(text: str):
    try:
        return ast.literal_eval(text.strip())
    except (SyntaxError, TypeError, MemoryError, RecursionError):
        raise ValueError from None


def _literal_or_text(text: str):
    try:
        return _plain(_literal(text))
    except ValueError:
        return text


# For each type: what one and many are called, how a value is checked, how a text from the command line becomes one.
_KINDS: dict[str, tuple[str, str, Callable, Callable]] = {
    "str": ("any text", "texts", _instance(str), str),
    "int": ("a whole number", "whole numbers", _whole_number, int),
    "float": ("a number", "numbers", _finite, float),
    "bool": ("true or false", "true or false", _instance(bool), _truth),
    "dict": ("a dictionary", "dictionaries", lambda value: _plain(_instance(dict)(value)), _literal),
    "any": ("any value", "values", _plain, _literal_or_text),
}


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell.

    Parameters
    ----------
    name : str
    type : str
        The declared type as text, such as ``"float"`` or ``"int | None"``; without a declaration, that of the default.
    default : object
    choices : tuple or None
        The values accepted, where the comment lists them.
    low, high : number or None
        The range accepted, ends included, where the comment gives one.
    help : str
        What the parameter means.
    """

    name: str
    type: str
    default: Any
    choices: tuple | None = None
    low: float | None = None
    high: float | None = None
    help: str = ""

    def parse(self, text: str):
        """Value that a text from the command line means.

        Raises
        ------
        ValueError
            If it is not of the type, or not among what is accepted: one sentence that says what would be.

        Examples
        --------
        >>> Parameter("growth", "float", 0.11, low=0, high=0.5).parse("0.08")
        0.08
        """
        kind, _, optional = _taken_apart(self.type)
        if optional and text.strip() == "None":
            return None
        try:
            value = self._list(text) if kind == "list" else _KINDS[kind][3](text)
        except ValueError:
            raise ValueError(self._refusal(text) + _how_to_write(text, kind)) from None
        return self.check(value)

    def check(self, value):
        """Return the value, if it is of the type and among what is accepted.

        Raises
        ------
        ValueError
            Otherwise, with one sentence that says what would be accepted.
        """
        kind, item, optional = _taken_apart(self.type)
        if optional and value is None:
            return None
        try:
            checked = (
                [_KINDS[item][2](one) for one in _instance(list)(value)] if kind == "list" else _KINDS[kind][2](value)
            )
        except ValueError:
            raise ValueError(self._refusal(value)) from None
        if not all(self._allows(one) for one in (checked if kind == "list" else [checked])):
            raise ValueError(self._refusal(value))
        return checked

    def _list(self, text: str) -> list:
        item = _taken_apart(self.type)[1]
        if text.strip().startswith("["):
            return _literal(text)
        return [_KINDS[item][3](part.strip()) for part in text.split(",")] if text.strip() else []

    def _allows(self, value) -> bool:
        if self.choices is not None:
            return value in self.choices
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def accepts(self) -> str:
        """What is accepted, in words."""
        kind, item, optional = _taken_apart(self.type)
        words = f"a list of {_KINDS[item][1]}" if kind == "list" else _KINDS[kind][0]
        if self.choices is not None:
            words = ("a list of some of " if kind == "list" else "one of ") + ", ".join(map(str, self.choices))
        elif self.low is not None:
            words = f"{words} from {self.low} to {self.high}"
        return f"{words} or None" if optional else words

    def _refusal(self, value) -> str:
        shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
        return f"The parameter {self.name!r} cannot be {shown}. Accepted: {self.accepts}."


def _how_to_write(text: str, kind: str) -> str:
    """Further sentence on a text that is meant as a number, such as 20,000 or 10%, but cannot be read as one."""
    if kind not in ("int", "float") or not re.search(r"\d", text):
        return ""
    try:
        float(text)
    except ValueError:
        return " Write digits with a point and no separators, such as 20000 or 0.1."
    return ""


def _taken_apart(type_: str) -> tuple[str, str, bool]:
    """Kind, kind of the items of a list, and whether None is allowed: of ``list[int] | None`` list, int, True."""
    text = re.sub(r"\s|typing\.", "", type_)
    text = re.sub(r"^Optional\[(.*)\]$", r"\1|None", text)
    parts = [part for part in text.split("|") if part != "None"]
    kind, _, item = (parts[0] if len(parts) == 1 else "any").lower().partition("[")
    if kind == "list":
        return "list", item[:-1] if item[:-1] in _KINDS else "any", "None" in text.split("|")
    return kind if kind in _KINDS else "any", "any", "None" in text.split("|")


# --- reading the cell -----------------------------------------------------------------------------------------------


def parameters_of(source: str) -> tuple[Parameter, ...]:
    """Parameters of a cell's source, in its order.

    A line without type gives the type of its default, one without comment gives no limits. Lines that are not the
    setting of one name are passed over.

    Raises
    ------
    SyntaxError
        If the cell is not Python.

    Examples
    --------
    >>> [p] = parameters_of('growth: float = 0.11  # 0 to 0.5: yearly growth of income')
    >>> p.low, p.high, p.help
    (0, 0.5, 'yearly growth of income')
    """
    # Magics and shell lines are IPython's, not Python's: an empty statement keeps the line numbers.
    source = re.sub(r"^[ \t]*[%!].*$", "pass", source, flags=re.MULTILINE)
    body = ast.parse(source).body
    comments = _comments(source)
    return tuple(_parameter(node, comments) for node in body if _target(node))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("#").strip() for token in tokens if token.type == tokenize.COMMENT}


def _target(node: ast.stmt) -> str | None:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None


def _parameter(node: ast.AnnAssign | ast.Assign, comments: dict[int, str]) -> Parameter:
    try:
        default = ast.literal_eval(node.value)
    except ValueError:
        default = ast.unparse(node.value)
    declared = (
        ast.unparse(node.annotation).strip("'\"")
        if isinstance(node, ast.AnnAssign)
        else _type_name(node.value, default)
    )
    comment = comments.get(node.end_lineno) or comments.get(node.lineno) or ""
    plain = Parameter(_target(node), declared, default, help=comment)
    return _literal_type(plain) or _limited(plain, comment) or plain


def _type_name(value: ast.expr, default) -> str:
    is_literal = not isinstance(default, str) or isinstance(value, ast.Constant)
    name = type(default).__name__
    return name if is_literal and name in (*_KINDS, "list") else "any"


def _literal_type(plain: Parameter) -> Parameter | None:
    if not (listed := re.fullmatch(r"(?:typing\.)?Literal\[(.*)\]", plain.type)):
        return None
    choices = ast.literal_eval(f"({listed[1]},)")
    return Parameter(plain.name, type(choices[0]).__name__, plain.default, choices=choices, help=plain.help)


def _limited(plain: Parameter, comment: str) -> Parameter | None:
    """Read ``CHOICES: meaning``; None where the comment holds no limits, and is the meaning as a whole."""
    limits, colon, meaning = comment.partition(":")
    bounds = re.fullmatch(r"(\S+)\s+to\s+(\S+)", limits.strip())
    known = {"name": plain.name, "type": plain.type, "default": plain.default, "help": meaning.strip()}
    try:
        if bounds and _taken_apart(plain.type)[0] in ("int", "float", "list"):
            return Parameter(**known, low=_bound(bounds[1]), high=_bound(bounds[2]))
        if colon and "|" in limits:
            return Parameter(**known, choices=tuple(_choice(plain.type, part.strip()) for part in limits.split("|")))
    except (ValueError, SyntaxError):
        return None
    return None


def _bound(text: str) -> int | float:
    number = _literal(text.replace(",", ""))
    _finite(number)
    return number


def _choice(type_: str, text: str):
    kind, item, _ = _taken_apart(type_)
    return _KINDS[item if kind == "list" else kind][3](text.strip("'\""))
