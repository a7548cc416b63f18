"""What a figure needs before it travels abroad: one line, a survey year, a denominator, money of the place."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zjpoverty._words import unknown
from zjpoverty.datasets import UnknownName

WAYS = ("absolute", "relative")


@dataclass(frozen=True)
class Figure:
    """One headcount of a comparison; `value` is None where none is near enough, `year` is None where there is none."""

    country: str
    year: int | None
    value: float | None


def country_named(name: str, countries: Iterable[Mapping]) -> Mapping:
    """Find a country by its English or French name or its code, in capitals or not, with either apostrophe.

    Parameters
    ----------
    name : str
        As somebody writes it.
    countries : iterable of rows
        With ``name_en``, ``name_fr``, ``iso2`` and ``iso3``, as in the table ``countries``.

    Returns
    -------
    row
        The row of the country.

    Raises
    ------
    UnknownName
        If there is no such country; the sentence offers the nearest.

    Examples
    --------
    >>> table = [{"name_en": "Guinea", "name_fr": "Guinée", "iso2": "GN", "iso3": "GIN"}]
    >>> country_named("guinée", table)["iso3"]
    'GIN'
    """
    rows = list(countries)
    for row in rows:
        if _plain(name) in {_plain(row[column]) for column in ("name_en", "name_fr", "iso2", "iso3")}:
            return row
    raise UnknownName(unknown("country", name, [row["name_en"] for row in rows]))


def _plain(name: str) -> str:
    return " ".join(name.replace("’", "'").split()).casefold()


def side_by_side(
    countries: Iterable[str], figures: Mapping[str, tuple[int, float]], around: int, within: int
) -> tuple[Figure, ...]:
    r"""Put figures of one line side by side, and keep a row for each country that has none near enough.

    .. math:: \lvert t_i - t \rvert \le w

    Parameters
    ----------
    countries : iterable of str
        Who is to be compared, in order. Nobody of them is dropped.
    figures : mapping of country to (year, value)
        :math:`t_i`, the year of the survey, and the figure.
    around : int
        :math:`t`, the year to compare.
    within : int
        :math:`w`, how many years a survey may lie from it, 0 or more.

    Returns
    -------
    tuple of Figure
        One a country, in the order given.

    Raises
    ------
    ValueError
        If `within` is less than zero.

    Examples
    --------
    >>> side_by_side(["A", "B", "C"], {"A": (2010, 40.0), "B": (2013, 60.0)}, around=2010, within=1)[1:]
    (Figure(country='B', year=2013, value=None), Figure(country='C', year=None, value=None))
    """
    if within < 0:
        raise ValueError(f"within is {within}; it must be zero or more years.")

    def row(country: str) -> Figure:
        year, value = figures.get(country, (None, None))
        return Figure(country, year, value if year is not None and abs(year - around) <= within else None)

    return tuple(map(row, countries))


def above(figures: Iterable[Figure], percent: float) -> tuple[int, int]:
    """Count the figures above a percentage, and all that have a value: whoever has none is in neither number.

    Raises
    ------
    ValueError
        If no country has a figure: a share of nobody has no meaning.

    Examples
    --------
    >>> above([Figure("A", 2010, 40.0), Figure("B", 2010, 60.0), Figure("C", None, None)], 50)
    (1, 2)
    """
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        raise ValueError("No country has a figure in these years; allow surveys of more years.")
    return sum(value > percent for value in values), len(values)


def local_line(dollars: float, factor: float, prices: float = 1.0) -> float:
    r"""Turn a line in PPP dollars a day into money of a country a year.

    .. math:: z = 365\,d\,F_B\,\pi

    Parameters
    ----------
    dollars : float
        :math:`d`, PPP dollars of the base year :math:`B` a day, more than 0.
    factor : float
        :math:`F_B`, local money that buys in the year :math:`B` what one dollar does, more than 0.
    prices : float
        :math:`\pi`, prices of the year wanted divided by those of :math:`B`, more than 0. 1 leaves money of :math:`B`.

    Returns
    -------
    float
        Local money a person and year.

    Raises
    ------
    ValueError
        If one of them is not more than zero.

    Examples
    --------
    >>> local_line(2.0, factor=200.0, prices=1.5)
    219000.0
    """
    _more_than_zero(dollars=dollars, factor=factor, prices=prices)
    return 365 * dollars * factor * prices


def transferred(line: float, mean: float, mean_there: float, way: str) -> float:
    r"""Carry a line to another place: as what it buys (absolute), or as its share of the mean (relative).

    .. math:: z' = z \quad \text{or} \quad z' = \frac{z}{\bar y}\,\bar y'

    Parameters
    ----------
    line, mean : float
        :math:`z` and :math:`\bar y`, the line and the mean at home, in one unit, more than 0.
    mean_there : float
        :math:`\bar y'`, the mean of the other place, in the same unit, more than 0.
    way : {"absolute", "relative"}
        What is to stay the same.

    Returns
    -------
    float
        The line at the other place, in the same unit. Both ways agree only where the means are equal.

    Raises
    ------
    ValueError
        If the way is neither, or an amount is not more than zero.

    References
    ----------
    Foster, J. E. (1998). Absolute versus Relative Poverty. American Economic Review, 88(2), 335-341.

    Examples
    --------
    >>> [transferred(3.0, mean=12.0, mean_there=4.0, way=way) for way in WAYS]
    [3.0, 1.0]
    """
    _more_than_zero(line=line, mean=mean, mean_there=mean_there)
    if way not in WAYS:
        raise ValueError(f"way is {way!r}; accepted: {', '.join(WAYS)}.")
    return line if way == "absolute" else line / mean * mean_there


def poor(headcount: float, people: float) -> float:
    r"""Number of people below a line.

    .. math:: q = H\,N

    Parameters
    ----------
    headcount : float
        :math:`H`, a share, 0 to 1.
    people : float
        :math:`N`, everybody of whom :math:`H` is a share, 0 or more: the same people, in the same year.

    Raises
    ------
    ValueError
        If the headcount is not a share, or the people are fewer than none.

    Examples
    --------
    >>> poor(0.25, 8_000_000)
    2000000.0
    """
    if not 0 <= headcount <= 1:
        raise ValueError(f"headcount is {headcount:g}; it must be a share between 0 and 1.")
    if not 0 <= people < math.inf:
        raise ValueError(f"people is {people:g}; it must be zero or more.")
    return headcount * people


def rural_share(national: float, rural: float, urban: float) -> float:
    r"""Share of rural people that stands behind a national headcount, given those of its two parts.

    .. math:: H = s\,H_r + (1 - s)\,H_u \quad\Rightarrow\quad s = \frac{H - H_u}{H_r - H_u}

    Parameters
    ----------
    national, rural, urban : float
        :math:`H, H_r, H_u`, headcounts at one line in one year, in one unit.

    Returns
    -------
    float
        0: all live in towns; 1: all in villages.

    Raises
    ------
    ValueError
        If the two parts are equal, or the whole does not lie between them.

    Examples
    --------
    >>> rural_share(30, rural=40, urban=20)
    0.5
    """
    if rural == urban or not min(rural, urban) <= national <= max(rural, urban):
        raise ValueError(
            f"national is {national:g}, rural {rural:g} and urban {urban:g}; "
            "the parts must differ, and the whole must lie between them."
        )
    return (national - urban) / (rural - urban)


def _more_than_zero(**values: float) -> None:
    for name, value in values.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} is {value:g}; it must be a finite number above zero.")
