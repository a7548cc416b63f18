"""Progress over a line: how fast a stock of households shrinks, under two readings of one figure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Households that rose over the line: a year on average before the last year, and in the last year."""

    before: float
    last: float

    @property
    def ratio(self) -> float:
        """How many times as fast the last year was. Infinite if nothing came before."""
        return self.last / self.before if self.before > 0 else float("inf")


def as_households(figure: float, reading: str, size: float) -> float:
    r"""Turn a figure into households, as it is read.

    .. math:: H = F \ \text{ or } \ H = F / m

    Parameters
    ----------
    figure : float
        :math:`F`, as printed, 0 or more.
    reading : {"households", "persons"}
        What the figure counts.
    size : float
        :math:`m`, persons per household, more than 0.

    Raises
    ------
    ValueError
        If the reading is neither, or the size not more than zero.

    Examples
    --------
    >>> as_households(500_000, "persons", size=2.5)
    200000.0
    """
    if not size > 0:
        raise ValueError(f"size is {size:g}; it must be more than zero persons per household.")
    if reading not in ("households", "persons"):
        raise ValueError(f"reading is {reading!r}; accepted: households, persons.")
    return figure if reading == "households" else figure / size


def pace(total: float, last: float, years: int) -> Pace:
    r"""Compare the last year of a period with the average of the years before it.

    .. math:: b = \frac{T - l}{n - 1}

    Parameters
    ----------
    total : float
        :math:`T`, households that rose over the line in all years together.
    last : float
        :math:`l`, of them in the last year; at most the total.
    years : int
        :math:`n`, years of the period, 2 or more.

    Raises
    ------
    ValueError
        If the last year is more than the total, or there is no year before it.

    Examples
    --------
    >>> pace(total=900, last=500, years=3)
    Pace(before=200.0, last=500)
    """
    if years < 2:
        raise ValueError(f"years is {years:g}; it must be 2 or more, or nothing comes before the last year.")
    if not 0 <= last <= total:
        raise ValueError(f"last is {last:g}; it must lie between 0 and the total of {total:g}.")
    return Pace((total - last) / (years - 1), last)


def below_line(start: float, rise: float, over: float, fall_back: float, years: int) -> list[float]:
    r"""Households below the line at the end of each coming year.

    .. math:: B_{t+1} = \max(0,\; B_t - r) + f\,O_t, \qquad O_{t+1} = N - B_{t+1}

    Parameters
    ----------
    start : float
        :math:`B_0`, households below the line now.
    rise : float
        :math:`r`, households that rise over it a year.
    over : float
        :math:`O_0`, households over it now; :math:`N = B_0 + O_0` stays the same.
    fall_back : float
        :math:`f`, share of those over the line that falls back a year, 0 to 1. Not in the chapter: an assumption.
    years : int
        How many years, 0 or more.

    Returns
    -------
    list of float
        :math:`B_0, B_1, …`, a value a year, `years` + 1 in all.

    Raises
    ------
    ValueError
        If a count is negative, or the share not between 0 and 1.

    Examples
    --------
    >>> below_line(start=300, rise=200, over=700, fall_back=0.0, years=2)
    [300, 100.0, 0.0]
    """
    if min(start, rise, over, years) < 0:
        raise ValueError("start, rise, over and years must be zero or more.")
    if not 0 <= fall_back <= 1:
        raise ValueError(f"fall_back is {fall_back:g}; it must be a share between 0 and 1.")
    path, everyone = [start], start + over
    for _ in range(years):
        below = path[-1]
        path.append(max(0.0, below - rise) + fall_back * (everyone - below))
    return path
