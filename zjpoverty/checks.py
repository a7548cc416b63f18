"""Feedback on an answer, offline: right, or what kind of mistake it looks like. Never the answer itself.

The table ``checks`` holds an expression over the chapter's figures for each answer and for the mistakes that are
known. What is wrong by a plain factor, a sign or an inversion is told without being listed there.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ._words import unknown
from .datasets import UnknownName, rows
from .findings import evaluate


@dataclass(frozen=True, repr=False)
class Feedback:
    """What can be said about an answer. It prints as its message, and is true if the answer is right."""

    right: bool
    message: str

    def __repr__(self) -> str:
        return self.message

    def __bool__(self) -> bool:
        return self.right


class _Unreadable(ValueError):
    """An answer that is not a number or word; the message is what the student reads."""


def check(id: str, answer) -> Feedback:
    """Hold an answer against the one that follows from the chapter's figures.

    Parameters
    ----------
    id : str
        The exercise, as it stands in the lesson.
    answer : number or str
        A number, a text that can be read as a number in one way only, or for a choice the word chosen.
        None means that the exercise is not answered yet.

    Returns
    -------
    Feedback
        Prints as one or two sentences. It never holds the answer.

    Raises
    ------
    UnknownName
        If there is no such exercise; the sentence offers the nearest.
    """
    mine = [row for row in rows("checks") if row["id"] == id]
    if not mine:
        raise UnknownName(unknown("check", id, dict.fromkeys(row["id"] for row in rows("checks"))))
    wanted = next(row for row in mine if row["role"] == "answer")
    mistakes = [row for row in mine if row["role"] == "mistake"]
    judge = _choice if isinstance(evaluate(wanted["expression"]), str) else _number
    return judge(wanted, mistakes, answer)


def _unit(row: dict) -> str:
    unit = row["unit"] or "none"
    names = {"none": "as a plain number", "ratio": "as a ratio, a plain number", "percent": "in percent (a half is 50)"}
    words = unit.replace("/", " per ")
    is_measured = unit.partition("/")[0] in ("yuan", "percent", "km", "m2", "year", "years", "days")
    return names.get(unit, f"in {words}" if is_measured else f"as a number of {words}")


def _is_blank(answer) -> bool:
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())


# --- choices --------------------------------------------------------------------------------------------------------


def _choice(wanted: dict, mistakes: list[dict], answer) -> Feedback:
    if _is_blank(answer):
        return Feedback(False, "Not answered yet: put your choice, in quotes, in place of None.")
    if not isinstance(answer, str):
        return Feedback(False, f"The answer here is a word in quotes, not {_called(answer)}.")
    if _same_word(answer, wanted):
        return Feedback(True, "Right.")
    known = next((row for row in mistakes if _same_word(answer, row)), None)
    return Feedback(False, known["hint"] if known else "Not yet. Take one of the words that the question offers.")


def _same_word(answer: str, row: dict) -> bool:
    return " ".join(answer.split()).casefold() == str(evaluate(row["expression"])).casefold()


# --- numbers --------------------------------------------------------------------------------------------------------


def _number(wanted: dict, mistakes: list[dict], answer) -> Feedback:
    if _is_blank(answer):
        return Feedback(False, f"Not answered yet: put your answer, {_unit(wanted)}, in place of None.")
    try:
        given = _value(answer, wanted["unit"] or "none")
    except _Unreadable as error:
        return Feedback(False, str(error))
    right, tolerance = evaluate(wanted["expression"]), wanted["tolerance"] or 0
    if _near(given, right, tolerance):
        return Feedback(True, "Right.")
    for row in mistakes:
        if _near(given, evaluate(row["expression"]), tolerance if row["tolerance"] is None else row["tolerance"]):
            return Feedback(False, row["hint"])
    return Feedback(False, _kind_of_mistake(given, right, wanted, tolerance))


def _near(given: float, right: float, tolerance: float) -> bool:
    # Below a billionth of the value lies the rounding of floats, which is nobody's mistake.
    return abs(given - right) <= max(tolerance / 100, 1e-9) * abs(right)


_FACTORS = {
    1e2: "a factor of 100 has slipped in",
    1e3: "a factor of 1,000 (thousand) has slipped in",
    1e4: "a factor of 10,000 (wan, 万) has slipped in",
    1e6: "a factor of 1,000,000 (million) has slipped in",
    1e8: "a factor of 100,000,000 (yi, 亿) has slipped in",
}


def _is_share(unit: str | None) -> bool:
    return (unit or "none").partition("/")[0] in ("percent", "ratio", "share", "none")


def _kind_of_mistake(given: float, right: float, wanted: dict, tolerance: float) -> str:
    def is_near(value: float) -> bool:
        return _near(given, value, max(tolerance, 0.1))

    unit, is_share = f"The answer is wanted {_unit(wanted)}.", _is_share(wanted["unit"])
    factor = next((f for f in _FACTORS if right and (is_near(right * f) or is_near(right / f))), None)
    if factor == 100 and is_share:
        return f"Not yet. A share (0 to 1) and a percentage (0 to 100) are mixed up. {unit}"
    if factor:
        return f"Not yet. Look at the units again: {_FACTORS[factor]}. {unit}"
    if right and is_near(-right):
        return "Not yet. The size fits, the sign does not: look at what is taken from what."
    if right and any(is_near(scale / right) for scale in ((1, 100, 10_000) if is_share else (1,))):
        return f"Not yet. The division is upside down: what is divided, and by what? {unit}"
    return f"Not yet. {unit}"


# --- reading what was typed -----------------------------------------------------------------------------------------


def _called(answer) -> str:
    kinds = {
        bool: "True or False",
        complex: "a complex number",
        list: "a list",
        tuple: "a list",
        dict: "a dictionary",
        set: "a set",
    }
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return "a number"
    return kinds.get(type(answer), f"an object of the kind {type(answer).__name__}")


def _value(answer, unit: str) -> float:
    if getattr(answer, "size", None) == 1 and hasattr(answer, "item"):
        answer = answer.item()
    if isinstance(answer, str):
        return _read(answer, unit)
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal | Fraction):
        raise _Unreadable(f"The answer here is one number, not {_called(answer)}.")
    return _finite(answer)


def _finite(number) -> float:
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise _Unreadable(
            f"The answer here is one number; {value} is none. Was something divided by zero, or a value missing?"
        )
    return value


_WORDS = {
    "hundred": 1e2,
    "thousand": 1e3,
    "wan": 1e4,
    "万": 1e4,
    "萬": 1e4,
    "million": 1e6,
    "yi": 1e8,
    "亿": 1e8,
    "億": 1e8,
    "billion": 1e9,
}
_TYPED = re.compile(rf"([-+]?)([\d.,_'’ ]*\d)(e[-+]?\d+)?\s*((?:{'|'.join(_WORDS)})(?![a-z]))?\s*(.*)")


def _read(text: str, unit: str) -> float:
    clean = unicodedata.normalize("NFKC", text).replace("−", "-").strip().casefold()
    typed = _TYPED.fullmatch(clean)
    digits = _digits(typed[2]) if typed else None
    if digits is None:
        sentence = "cannot be read as a number in one way only. Write it in digits and without quotes, such as 1234.5."
        raise _Unreadable(f"{text!r} {sentence}")
    value = _finite(float(typed[1] + digits + (typed[3] or ""))) * _WORDS.get(typed[4], 1)
    rest = typed[5]
    if rest in ("%", "percent"):
        return value if unit == "percent" else value / 100
    if rest and rest not in {unit, unit.replace("/", " per "), unit.partition("/")[0]}:
        raise _Unreadable(
            f"{text!r} holds more than a number: {rest!r} is not the unit wanted here. Write the number alone."
        )
    return value


def _digits(text: str) -> str | None:
    """Digits with a decimal point, of a text with separators; None if it can be read in more than one way."""
    if re.fullmatch(r"[1-9]\d{0,2}([,_'’ ])\d{3}(\1\d{3})*(\.\d+)?", text):
        return re.sub(r"[,_'’ ]", "", text)
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3}){2,}(,\d+)?", text):
        return text.replace(".", "").replace(",", ".")
    # "92.500" is ninety-two and a half, or ninety-two thousand five hundred: the chapter itself has that misprint.
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        return None
    if re.fullmatch(r"\d*\.?\d+", text):
        return text
    return text.replace(",", ".") if re.fullmatch(r"\d+,\d{1,2}|0,\d+", text) else None
