"""Tables for a page: the figures a lesson uses, each with its address and status, and the terms it uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ._words import amount, unknown
from .datasets import Fact, UnknownName, fact, rows

# Told apart by shape, not by colour.
_STATUS = {
    "as_printed": "● as printed",
    "corrected": "◆ misprint mended",
    "ambiguous": "◐ two readings",
    "contradicted": "✕ contradicted",
}
_BOUND = {
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "less_than": "less than ",
}


@dataclass(frozen=True)
class Table:
    """A small table that shows as HTML in a notebook and as lines of text elsewhere."""

    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align: left">{escape(cell)}</th>' for cell in self.head)
        lines = "".join(f"<tr>{_cells(row)}</tr>" for row in self.body)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in (self.head, *self.body))


def _cells(row: Sequence[str]) -> str:
    return "".join(f'<td style="text-align: left">{escape(cell)}</td>' for cell in row)


def value(figure: Fact) -> str:
    """A figure with its bound and unit, for reading.

    Examples
    --------
    >>> [value(fact(id)) for id in ("relocation.subsidy_now", "relocation.construction_funds", "science.founded")]
    ['5,600 yuan a person', '3.51 billion yuan', '2003']
    """
    if figure.value is None:
        return f"“{figure.as_printed}” (no number given)"
    if figure.unit == "year":  # a date, not a count
        return f"{figure.value:.0f}"
    unit = {"percent": "%", "none": ""}.get(figure.unit, figure.unit.replace("/", " a ", 1).replace("/", " and "))
    return _BOUND.get(figure.bound, "") + amount(figure.value, unit)


def figures(*ids: str) -> Table:
    """What the chapter says: each figure with its value, its years, its address and its status.

    Parameters
    ----------
    *ids : str
        Ids of the table ``facts``.

    Raises
    ------
    UnknownName
        If there is no such figure.

    Examples
    --------
    >>> figures("relocation.people_moved").body[0][1:]
    ('78,000 persons', '2010', '29 counties', 'section 8, sentence 6', '● as printed')
    """
    return Table(("figure", "value", "years", "area", "where", "status"), tuple(_figure(fact(id)) for id in ids))


def _figure(figure: Fact) -> tuple[str, ...]:
    where = f"section {figure.section}, sentence {figure.sentence}"
    return figure.measure, value(figure), years(figure), figure.area or "not stated", where, _STATUS[figure.status]


def years(figure: Fact) -> str:
    """The years of a figure, for reading.

    Examples
    --------
    >>> years(fact("overview.households_over_line_2008_2010")), years(fact("two_systems.allowance_recipients_2010"))
    ('2008 to 2010', 'end of 2010')
    """
    start, end = figure.period_start, figure.period_end
    if start is None:
        return "not stated"
    if start == end:
        return f"end of {start[:4]}" if start.endswith("-12-31") else start
    return f"{start} to {end}"


def notes(*ids: str) -> Table:
    """What to know of each figure before it is used, for those that have a note."""
    noted = (fact(id) for id in ids)
    return Table(("figure", "what to know"), tuple((figure.measure, figure.note) for figure in noted if figure.note))


def terms(*ids: str) -> Table:
    """Terms of the glossary in English, French and Chinese, with their meaning.

    Raises
    ------
    UnknownName
        If there is no such term.
    """
    return Table(("English", "français", "中文", "meaning"), tuple(_terms(ids)))


def _terms(ids: Iterable[str]) -> Iterable[tuple[str, ...]]:
    glossary = {row["id"]: row for row in rows("glossary")}
    for id in ids:
        if id not in glossary:
            raise UnknownName(unknown("term", id, glossary))
        row = glossary[id]
        yield row["term_en"], row["term_fr"], f"{row['term_zh']} ({row['pinyin']})", row["definition"]
