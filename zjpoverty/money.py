"""One amount in another year, currency or PPP base: ``convert``, by the tables ``series`` and ``ppp``, with its path.

Prices of two years are joined by one price series, and an amount changes its currency only in the year of a PPP factor.
Where the tables lack a year or a factor, the amount is refused: nothing is interpolated, and no nominal amount passes
for one of another year.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from numbers import Real

from ._words import unknown
from .datasets import UnknownName, rows

__all__ = ["Money", "NotInTables", "Step", "Unit", "convert", "years"]

_IN_A_YEAR = {"day": 365, "month": 12, "year": 1}
_CALLED = {365: "days of a year", 12: "months of a year"}
_UNIT = re.compile(r"(?:PPP )?([A-Za-z]+)(?: of)? (\d{4})(?: PPP)?(?: (?:a|per) (day|month|year))?")
_PRICES = {
    "World Bank": ("cn_pip_cpi_rural_2017",),
    "Zhejiang": ("zj_rural_net_income", "zj_rural_net_income_real_growth"),
}
_AREA = {"World Bank": "rural China", "Zhejiang": "rural Zhejiang"}
_HOME = "rural China"


class NotInTables(ValueError):
    """The tables cannot carry this amount to where it was asked to go; the message says why, and what is possible."""


@dataclass(frozen=True)
class Unit:
    """Money of one year for one person: ``yuan 2008``, ``dollars 2011 a day``, ``XOF 2011 a month``.

    The year of money of a country is that of its prices; the year of dollars is that of the PPP comparison.
    """

    currency: str
    year: int
    per: str

    def __str__(self) -> str:
        return f"{'PPP ' * (self.currency == 'dollars')}{self.currency} of {self.year} a {self.per}"


@dataclass(frozen=True)
class Step:
    """One step of a path: what the amount was multiplied or divided by, what that is, and where it comes from."""

    sign: str
    factor: float
    what: str
    source: str | None = None

    def __str__(self) -> str:
        return f"{self.sign} {self.factor:.5g} ({self.what})"

    def __call__(self, amount: float) -> float:
        return amount * self.factor if self.sign == "×" else amount / self.factor


@dataclass(frozen=True, repr=False)
class Money:
    """What an amount is worth in another unit, for whom, the path it took, and its sources. Prints as a sentence."""

    value: float
    unit: Unit
    amount: float
    given: Unit
    place: str
    path: tuple[Step, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the factors come from: those of price series and PPP comparisons."""
        return tuple(dict.fromkeys(step.source for step in self.path if step.source))

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        way = " ".join(map(str, self.path)) or "nothing to do"
        told = f"{_told(self.amount)} {self.given} = {_told(self.value)} {self.unit}"
        return f"{told}, for {self.place}: {way}."


def _told(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.4g}"


def convert(amount: float, *, from_: str, to: str, place: str = _HOME, prices: str = "World Bank") -> Money:
    r"""Carry an amount from one unit to another, by the tables, and say how.

    .. math:: d = \frac{z}{365\,F_B} \cdot \frac{I_B}{I_t}

    where :math:`z` is an amount of the year :math:`t`, :math:`I` the price index and :math:`F_B` the PPP factor of the
    base :math:`B`. The way back is the inverse.

    Parameters
    ----------
    amount : float
        Any finite number, per person.
    from_, to : str
        Units: a currency, its year, and if need be ``a day``, ``a month`` or ``a year``. Currencies are ``dollars``
        (PPP dollars, a day unless told), and ``yuan``, ``local`` or the code of the place's currency (a year unless
        told). The year of dollars is the base of the PPP comparison: 2005, 2011 or 2017.
    place : str
        ``rural China``, ``urban China``, ``China`` or a country of the table ``ppp``. A price index is known for rural
        China alone; elsewhere only the years of the PPP factors can be reached.
    prices : {"World Bank", "Zhejiang"}
        What joins two years: the World Bank's deflator of rural China, or the price change that is implied by nominal
        and real growth of rural income in Zhejiang. See :func:`years`.

    Returns
    -------
    Money
        With ``value``, ``path``, ``sources``. A line on income stays one on income: nothing makes it consumption.

    Raises
    ------
    NotInTables
        If a year, a price index or a PPP factor is not in the tables.
    ValueError
        If a unit cannot be read or does not belong to the place, or the amount is no finite number.
    UnknownName
        If there is no such place, or no such price series.

    References
    ----------
    Chen, S. and Ravallion, M. (2010). The Developing World Is Poorer than We Thought, But No Less Successful in the
    Fight against Poverty. Quarterly Journal of Economics, 125(4), 1577-1625. Lines in dollars: table ``poverty_lines``.

    Examples
    --------
    >>> line = convert(1.90, from_="dollars 2011 a day", to="yuan 2010")
    >>> print(round(line.value), *line.path[1:], sep="; ")
    1912; × 3.0392 (yuan a PPP dollar of 2011, rural China); × 0.90694 (prices from 2011 to 2010, rural China)
    """
    if isinstance(amount, bool) or not isinstance(amount, Real) or not math.isfinite(amount):
        raise ValueError(f"amount is {amount!r}; it must be one finite number.")
    if place not in _places():
        raise UnknownName(unknown("place", place, _places()))
    if prices not in _PRICES:
        raise UnknownName(unknown("price series", prices, _PRICES))
    start, end = _unit(from_, place), _unit(to, place)
    path, value = tuple(_path(start, end, place, prices)), float(amount)
    for step in path:
        value = step(value)
    return Money(value, end, float(amount), start, place, path)


def years(prices: str = "World Bank") -> tuple[int, ...]:
    """Years between which amounts of rural China can be carried by a price series.

    Examples
    --------
    >>> years(), years("Zhejiang")
    ((2002, 2005, 2008, 2010, 2011, 2012, 2017), (2009, 2010, 2011))
    """
    if prices not in _PRICES:
        raise UnknownName(unknown("price series", prices, _PRICES))
    return tuple(sorted(_index(prices)))


# --- the path -------------------------------------------------------------------------------------------------------


def _path(start: Unit, end: Unit, place: str, prices: str) -> Iterator[Step]:
    """From the given period to a year, into money of the place, through prices, into the other unit, to its period."""
    one_period = start.per == end.per
    one_money = (start.currency, start.year) == (end.currency, end.year)
    if not one_period and start.per != "year":
        yield _period("×", start.per)
    if start.currency == "dollars" and not one_money:
        yield _ppp("×", start.year, place)
    if start.year != end.year:
        yield _prices(start, end, place, prices)
    if end.currency == "dollars" and not one_money:
        yield _ppp("÷", end.year, place)
    if not one_period and end.per != "year":
        yield _period("÷", end.per)


def _period(sign: str, per: str) -> Step:
    times = _IN_A_YEAR[per]
    return Step(sign, times, _CALLED[times])


def _ppp(sign: str, base: int, place: str) -> Step:
    found = _factors(place)
    if base not in found:
        known = _listed(sorted(found))
        raise NotInTables(
            f"The table ppp has no factor of {base} for {place}, so dollars of {base} cannot be reached. "
            f"It has those of {known}."
        )
    row = found[base]
    called = f"{_currency(place)} a PPP dollar of {base}, {place}"
    return Step(sign, row["value"], called, f"{row['source']} (table ppp)")


def _prices(start: Unit, end: Unit, place: str, prices: str) -> Step:
    if place != _HOME:
        raise NotInTables(
            f"The tables hold no price index of {place}, so prices of {start.year} and {end.year} cannot be joined. "
            f"Possible: money of {_listed(sorted(_factors(place)), 'or')} with dollars of the same year."
        )
    index = _index(prices)
    for unit in (start, end):
        if unit.year not in index:
            raise NotInTables(
                f"Prices of {unit.year} cannot be joined to others: the price series {prices!r} has only "
                f"{_listed(sorted(index))}.{_instead(unit, start, end, prices)}"
            )
    called = f"prices from {start.year} to {end.year}, {_AREA[prices]}"
    return Step("×", index[end.year] / index[start.year], called, _price_source(prices))


def _instead(missing: Unit, start: Unit, end: Unit, prices: str) -> str:
    """What could be done about a year that is missing."""
    other = next(name for name in _PRICES if name != prices)
    if {start.year, end.year} <= set(_index(other)):
        return f" The series {other!r} has both years."
    if missing.currency == "dollars":
        return f" Of the bases of dollars it reaches {_listed(sorted(set(_factors(_HOME)) & set(_index(prices))))}."
    known = _index(prices)
    earlier, later = [y for y in known if y < missing.year], [y for y in known if y > missing.year]
    near = _listed(sorted(earlier)[-1:] + sorted(later)[:1], "or")
    return f" An amount that was in force in {near} as well can be carried from there; say so if you do."


# --- what the tables hold -------------------------------------------------------------------------------------------


def _unit(text: str, place: str) -> Unit:
    read = _UNIT.fullmatch(text.strip()) if isinstance(text, str) else None
    if read is None:
        raise ValueError(f"{text!r} is not a unit. Examples: 'yuan 2008', 'yuan 2010 a month', 'dollars 2011 a day'.")
    currency, year, per = read[1], int(read[2]), read[3]
    if currency == "dollars":
        return Unit(currency, year, per or "day")
    if currency not in ("local", _currency(place)):
        raise ValueError(f"{currency!r} is not money of {place}: use {_currency(place)!r} or 'dollars'.")
    return Unit(_currency(place), year, per or "year")


@cache
def _places() -> dict[str, tuple[str, str]]:
    """Country and coverage of each place that has a factor."""
    found = {(row["country"], row["coverage"]) for row in rows("ppp")}
    ordered = sorted(found, key=lambda pair: (pair[0] != "China", pair[0], pair[1]))
    return {
        country if coverage == "national" else f"{coverage} {country}": (country, coverage)
        for country, coverage in ordered
    }


@cache
def _factors(place: str) -> dict[int, dict]:
    country, coverage = _places()[place]
    mine = (row for row in rows("ppp") if row["preferred"] and (row["country"], row["coverage"]) == (country, coverage))
    return {row["ppp_year"]: row for row in mine}


@cache
def _currency(place: str) -> str:
    iso3 = next(row["iso3"] for row in rows("ppp") if row["country"] == _places()[place][0])
    return next((row["currency"] for row in rows("countries") if row["iso3"] == iso3), "yuan")


def _series(name: str) -> dict[int, dict]:
    return {row["year"]: row for row in rows("series") if row["series"] == name}


@cache
def _index(prices: str) -> dict[int, float]:
    """Price index by year, in any base: only ratios are used."""
    if prices == "World Bank":
        return {year: row["value"] for year, row in _series(*_PRICES[prices]).items()}
    nominal, real = map(_series, _PRICES[prices])
    index = {min(real) - 1: 1.0}
    for year in sorted(real):
        growth = nominal[year]["value"] / nominal[year - 1]["value"]
        index[year] = index[year - 1] * growth / (1 + real[year]["value"] / 100)
    return index


def _price_source(prices: str) -> str:
    used = [row for name in _PRICES[prices] for year, row in _series(name).items() if year in _index(prices)]
    return f"{'; '.join(dict.fromkeys(row['source'] for row in used))} (table series: {', '.join(_PRICES[prices])})"


def _listed(values: list, word: str = "and") -> str:
    *first, last = map(str, values)
    return f"{', '.join(first)} {word} {last}" if first else last
