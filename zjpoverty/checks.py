"""Feedback on an answer, offline: right and why, or what kind of mistake it looks like.

A wrong answer is never told the right one.

The table ``checks`` holds an expression over the chapter's figures for each answer and for the mistakes that are
known; its hint is the explanation of an answer, and the help with a mistake. What is wrong by a plain factor, a sign
or an inversion is told without being listed there.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ._words import number, unknown
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
        Prints as a few sentences. Only a right answer is told why it is right.

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


def _right(wanted: dict, value: str) -> Feedback:
    hint = (wanted["hint"] or "").replace("{value}", value)
    return Feedback(True, f"Right. {hint}".strip())


def _is_blank(answer) -> bool:
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())


# --- choices --------------------------------------------------------------------------------------------------------


def _choice(wanted: dict, mistakes: list[dict], answer) -> Feedback:
    if _is_blank(answer):
        return Feedback(False, "Not answered yet: put your choice, in quotes, in place of None.")
    if not isinstance(answer, str):
        return Feedback(False, f"The answer here is a word in quotes, not {_called(answer)}.")
    if _same_word(answer, wanted):
        return _right(wanted, str(evaluate(wanted["expression"])))
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
        return _right(wanted, rounded(right, tolerance))
    hint = _hint(given, right, wanted, mistakes)
    return Feedback(False, hint or _kind_of_mistake(given, right, wanted, tolerance))


def rounded(value: float, tolerance: float) -> str:
    """Text of a number: whole, or with no more digits than the tolerance (percent) justifies, and four at most."""
    if math.isclose(value, round(value), rel_tol=1e-9):
        return number(value)
    # Half a unit in the last of n digits is at most 5 / 10**n of the number.
    digits = 4 if tolerance <= 0 else math.ceil(1 - math.log10(tolerance / 50) - 1e-9)
    text = number(value, min(max(digits, 1), 4) - 1 - math.floor(math.log10(abs(value))))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _hint(given: float, right: float, wanted: dict, mistakes: list[dict]) -> str | None:
    """Hint of the mistake that a number is, also where it is a share and percent are wanted; None if it is none."""
    tolerance, readings = wanted["tolerance"] or 0, [given]
    # The right share is no other mistake than that. A number over 10 (1,000 percent) is hardly meant as a share.
    if wanted["unit"] == "percent" and abs(given) <= 10 and not _near(given * 100, right, tolerance):
        readings.append(given * 100)
    for reading in readings:
        if near := [row for row in mistakes if _near(reading, *_value_of(row, tolerance))]:
            # Two mistakes may be this close: take the nearer one.
            return min(near, key=lambda row: abs(reading - _value_of(row, tolerance)[0]))["hint"]
    return None


def _value_of(row: dict, tolerance: float) -> tuple[float, float]:
    """Value and tolerance of a mistake; that of the answer where it has none of its own."""
    return evaluate(row["expression"]), tolerance if row["tolerance"] is None else row["tolerance"]


def _near(given: float, right: float, tolerance: float) -> bool:
    # Below a billionth of the value lies the rounding of floats, which is nobody's mistake.
    return abs(given - right) <= max(tolerance / 100, 1e-9) * abs(right)


# Orders of magnitude that go wrong, with the words for them that are easily confused.
_FACTORS = {1e2: "", 1e3: " (thousand)", 1e4: " (wan, 万)", 1e6: " (million)", 1e8: " (yi, 亿)"}


def _is_share(unit: str | None) -> bool:
    return (unit or "none").partition("/")[0] in ("percent", "ratio", "share", "none")


def _kind_of_mistake(given: float, right: float, wanted: dict, tolerance: float) -> str:
    def is_near(value: float) -> bool:
        return _near(given, value, max(tolerance, 0.1))

    unit, is_share = f"The answer is wanted {_unit(wanted)}.", _is_share(wanted["unit"])
    if right and (times := _times(is_near, right)):
        if is_share and times.startswith("100 "):
            return f"Not yet. A share (0 to 1) and a percentage (0 to 100) are mixed up: yours is {times}. {unit}"
        return f"Not yet. Your number is {times}. {unit}"
    if right and is_near(-right):
        return "Not yet. The size fits, the sign does not: look at what is taken from what."
    if right and any(is_near(scale / right) for scale in ((1, 100, 10_000) if is_share else (1,))):
        return f"Not yet. The division is upside down: what is divided, and by what? {unit}"
    if _near(given, right, 5):
        return _close(tolerance)
    return f"Not yet. {unit} If yours is, look again at which figures you took."


def _times(is_near: Callable[[float], bool], right: float) -> str | None:
    for factor, words in _FACTORS.items():
        for value, size in ((right * factor, "large"), (right / factor, "small")):
            if is_near(value):
                return f"{factor:,.0f} times too {size}{words}"
    return None


def _close(tolerance: float) -> str:
    # What is counted has no digits to give.
    if not tolerance:
        return "Close, but this number must be exact: look again at which figures you took."
    return f"Close, but not within {tolerance:g} %. You may have rounded too early: give one more digit."


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
    if isinstance(answer, tuple) and answer and all(type(part) in (int, float) for part in answer):
        raise _Unreadable(_parted(answer))
    if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal | Fraction):
        raise _Unreadable(f"The answer here is one number, not {_called(answer)}.")
    return _finite(answer)


def _finite(given) -> float:
    try:
        value = float(given)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise _Unreadable(
            f"The answer here is one number; {value} is none. Was something divided by zero, or a value missing?"
        )
    return value


def _parted(parts: tuple) -> str:
    """Sentences on a number that was typed with commas, such as 562,000, which Python reads as (562, 0)."""
    first, *others = map(str, parts)
    if not others:
        return f"A comma at the end makes a list of one number. Write {first} without it."
    ways = []
    # Python refuses 562,045, so that a short part is no thousands, but for 0, which was 000.
    if re.fullmatch(r"-?[1-9]\d*", first) and all(re.fullmatch(r"0|[1-9]\d{2,}", part) for part in others[:-1]):
        whole, point, decimals = others[-1].partition(".")
        if re.fullmatch(r"0|[1-9]\d{2,}", whole) and re.fullmatch(r"\d*", decimals):
            ways.append("".join([first, *(part.zfill(3) for part in [*others[:-1], whole]), point, decimals]))
    if len(others) == 1 and re.fullmatch(r"-?\d+,\d+", f"{first},{others[0]}"):
        ways.append(f"{first}.{others[0]} with a point")
    read = "a comma as two numbers" if len(others) == 1 else f"the commas as {len(parts)} numbers"
    return f"Python reads {read}. Write {', or '.join(ways) or 'one number, such as 1234.5'}."


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
_MONEY = re.compile(r"([-+]?)(¥|rmb|cny|yuan)\s*(?=[-+.\d])")
_TYPED = re.compile(rf"([-+]?)([\d.,_'’ ]*\d)(e[-+]?\d+)?\s*((?:{'|'.join(_WORDS)})(?![a-z]))?\s*(.*)")


def _read(text: str, unit: str) -> float:
    clean = unicodedata.normalize("NFKC", text).replace("−", "-").strip().casefold()
    money = _MONEY.match(clean)
    typed = _TYPED.fullmatch(_MONEY.sub(r"\1", clean, count=1) if money else clean)
    digits = _digits(typed[2]) if typed else None
    if digits is None:
        sentence = "cannot be read as a number in one way only. Write it in digits and without quotes, such as 1234.5."
        raise _Unreadable(f"{text!r} {sentence}")
    value = _finite(float(typed[1] + digits + (typed[3] or ""))) * _WORDS.get(typed[4], 1)
    return value * _scale(f"{money[2]} {typed[5]}".strip() if money else typed[5], unit, text)


# --- units that were typed ------------------------------------------------------------------------------------------

_UNITS = {
    "person": ("person", "persons", "people", "head", "capita", "人"),
    "household": ("household", "households", "family", "families", "户", "戶"),
    "yuan": ("yuan", "rmb", "cny", "¥", "元"),
    "percent": ("percent", "%"),
    "year": ("year", "years", "annum", "年"),
    "month": ("month", "months", "月"),
}
_CALLED = {word: unit for unit, words in _UNITS.items() for word in words}


def _parts(unit: str) -> list[str]:
    words = [word for word in re.findall(r"%|[^\s/%]+", unit) if word not in ("per", "a", "an")]
    return [_CALLED.get(word) or re.sub(r"ies$", "y", word).removesuffix("s") for word in words]


def _scale(typed: str, unit: str, text: str) -> float:
    """What to multiply a number by that was typed with this unit: 1, or 1/100 where percent are given for a share."""
    wanted, given = _parts(unit), _parts(typed.replace("per cent", "percent"))
    if re.match(r"(?:per|an?)\s(?!cent)|/", typed):
        given.insert(0, wanted[0])
    if not given or (given[0] == wanted[0] and set(given) <= set(wanted)):
        return 1
    if given == ["percent"] and _is_share(unit):
        return 0.01
    if set(given) <= set(_UNITS):
        told = _unit({"unit": unit})
        raise _Unreadable(f"Look at the unit: you wrote {typed!r}, but the answer is wanted {told}.")
    raise _Unreadable(
        f"{text!r} holds more than a number: {typed!r} is not the unit wanted here. Write the number alone."
    )


# --- digits ---------------------------------------------------------------------------------------------------------


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
