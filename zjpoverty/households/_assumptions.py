"""What the synthetic households rest on, each read from its table: figures, calibration, and assumptions of ours."""

from dataclasses import dataclass
from functools import cache

from ..datasets import fact, rows

YEARS = range(2007, 2013)
SIZES = range(1, 7)
SOURCES = ("wages", "operations", "property", "transfers")


@cache
def _values(table: str) -> dict:
    return {row["id"]: row for row in rows(table)}


def assumed(id: str) -> int | float:
    """Value of one assumption of the table ``assumptions``."""
    value = _values("assumptions")[id]["value"]
    return int(value) if value == int(value) else value


def assumed_ids() -> list[str]:
    """Ids of the table ``assumptions``, in its order."""
    return list(_values("assumptions"))


def target(id: str) -> dict:
    """One row of the table ``calibration``."""
    return _values("calibration")[id]


def figure(id: str) -> int:
    """Value of one figure of the chapter, which is a whole number."""
    return int(fact(id).value)


def line() -> int:
    """The line of the register: 2,500 yuan of net income per head and year."""
    return figure("overview.line")


@dataclass(frozen=True)
class County:
    """One county of the register: its name and what the assumptions distinguish."""

    name: str
    in_29: bool
    in_survey: bool
    special: bool
    in_26: bool
    whole: bool


@cache
def counties() -> tuple[County, ...]:
    """The 29 counties by name, the 11 others of the survey, and the rest by number."""
    named = [
        County(row["name_en"], True, True, row["special_support"], row["in_26"], row["whole"])
        for row in rows("counties")
    ]
    further, others = figure("information_system.counties_further"), assumed("counties_other")
    numbered = [
        County(f"other county {number}", False, number <= further, False, False, True)
        for number in range(1, further + others + 1)
    ]
    return (*named, *numbered)


def by_year(year: int, **known: int) -> int:
    """Value of a year from keywords such as ``y2007``; a later year keeps the last one known."""
    return known[max(name for name in known if name <= f"y{year}")]


def times(scale: float, total: float) -> int:
    """A total at a scale, rounded to a whole number."""
    return round(scale * total)


@dataclass(frozen=True)
class Totals:
    """Households and persons of the register at the end of a year, over the line and under it."""

    households_over: int
    persons_over: int
    households_under: int
    persons_under: int

    @property
    def households(self) -> int:
        """All households."""
        return self.households_over + self.households_under

    @property
    def persons(self) -> int:
        """All persons."""
        return self.persons_over + self.persons_under


def totals(year: int, scale: float = 1.0) -> Totals:
    """Totals of a year: published for 2010; the other years differ by what is published or assumed of them."""
    now = Totals(
        *(
            times(scale, figure(f"two_systems.{name}"))
            for name in ("households_over_line", "persons_over_line", "households_under_line", "persons_under_line")
        )
    )
    if year < 2010:
        persons = {
            2007: times(scale, assumed("persons_over_2007")),
            2008: times(scale, assumed("persons_over_2008")),
            2009: now.persons_over - times(scale, figure("overview.households_over_line_2010")),
        }[year]
        households = _rounded(persons * now.households_over, now.persons_over)
    elif year > 2010:
        under = times(scale, assumed(f"households_under_{year}"))
        households = now.households - under
        persons = now.persons - _rounded(under * now.persons_under, now.households_under)
    else:
        return now
    return Totals(households, persons, now.households - households, now.persons - persons)


def _rounded(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def recipients(year: int) -> int:
    """People on the allowance at the end of a year."""
    return by_year(
        year,
        y2007=figure("two_systems.allowance_recipients_2007"),
        y2008=assumed("recipients_2008"),
        y2009=assumed("recipients_2009"),
        y2010=figure("two_systems.allowance_recipients_2010"),
    )


def standard(year: int) -> int:
    """Mean standard of the allowance, yuan a person and month."""
    return by_year(
        year,
        y2007=figure("two_systems.allowance_monthly_2007"),
        y2008=assumed("standard_2008"),
        y2009=assumed("standard_2009"),
        y2010=figure("two_systems.allowance_monthly_2010"),
    )


def paid(year: int) -> float:
    """Mean payment to a recipient, yuan a year: the standard times the ratio of payment to standard."""
    return 12 * standard(year) * target("paid_to_standard")["value"] / 100


def mean_income(year: int) -> float | None:
    """Mean net income per head that the register is to reach in a year; None where there is no target."""
    if year in (2009, 2010, 2011):
        return target(f"mean_income_{year}")["value"]
    return assumed("mean_income_2012") if year == 2012 else None


def share_above_4000(year: int) -> float | None:
    """Percent of the persons that are to have more than 4,000 yuan; None where there is no target."""
    if year in (2010, 2011):
        return target(f"share_above_4000_{year}")["value"]
    return assumed("share_above_4000_2012") if year == 2012 else None


def source_share(source: str) -> float:
    """Percent of income before the allowance that is to come from a source."""
    return (target(f"zhejiang_{source}")["value"] + target(f"poorest_fifth_{source}")["value"]) / 2
