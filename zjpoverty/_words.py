"""Words that are the same everywhere: a name that is not known, a figure and a sum of money for reading."""

from collections.abc import Iterable
from difflib import get_close_matches

_LISTED = 20  # more names than a sentence can hold


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """Say that a name is not known, the nearest known one, and what is known.

    Examples
    --------
    >>> unknown("table", "fact", ["facts", "events"])
    "There is no table 'fact'. Did you mean 'facts'? Known: facts, events."
    """
    known = list(known)
    listed = ", ".join(known[:_LISTED]) + (f", … ({len(known)} in all)" if len(known) > _LISTED else "")
    near = get_close_matches(str(name), known, n=1, cutoff=0.5)
    offer = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no {what} {name!r}.{offer} Known: {listed or 'none'}."


def number(value: float, digits: int = 0) -> str:
    """A figure for reading: thousands with commas.

    Parameters
    ----------
    value : float
        Any figure.
    digits : int
        Digits after the point; -3 rounds to thousands, for a figure that was worked out from rounded ones.

    Examples
    --------
    >>> number(78000), number(0.7134, 2), number(297_049, -3)
    ('78,000', '0.71', '297,000')
    """
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def amount(value: float, unit: str = "yuan") -> str:
    """A sum with its unit, in millions or billions where it is large. Nothing is rounded that has six digits or fewer.

    Examples
    --------
    >>> amount(3.51e9), amount(72.12e6), amount(45000), amount(2.04e6, "persons")
    ('3.51 billion yuan', '72.12 million yuan', '45,000 yuan', '2.04 million persons')
    """
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= size:
            return f"{value / size:.6g}{word} {unit}".strip()
    return f"{value:,.6g} {unit}".strip()
