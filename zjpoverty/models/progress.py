"""Progress over a line: how fast a stock shrinks under two readings of one figure, and what that implies."""

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


def share_rising(rise: float, below: float, over: float, fall_back: float) -> float:
    r"""Share of those below the line that must have risen in a year, given what the count over the line grew by.

    .. math:: \rho = \frac{l + f\,O}{B}

    Parameters
    ----------
    rise : float
        :math:`l`, growth of the count over the line in the year: net, those who fell back are already taken off.
    below, over : float
        :math:`B` and :math:`O`, households on either side of the line at the start of the year.
    fall_back : float
        :math:`f`, share of those over the line that fell back in the year, 0 to 1. Not in the chapter: an assumption.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If a count is negative, `fall_back` not between 0 and 1, or more households must have risen than were below.

    Examples
    --------
    >>> share_rising(rise=40, below=100, over=200, fall_back=0.05)
    0.5
    """
    _check_stocks(below, over, fall_back)
    risen = rise + fall_back * over
    if not 0 <= risen <= below or below == 0:
        raise ValueError(f"{risen:g} households must have risen, but {below:g} were below the line.")
    return risen / below


def below_line(below: float, over: float, rising: float, fall_back: float, years: int) -> list[float]:
    r"""Households below the line at the end of each coming year, if the same shares rise and fall back.

    .. math:: B_{t+1} = (1 - \rho)\,B_t + f\,(N - B_t), \qquad N = B_0 + O_0

    Parameters
    ----------
    below, over : float
        :math:`B_0` and :math:`O_0`, households on either side of the line now; their sum :math:`N` stays the same.
    rising : float
        :math:`\rho`, share of those below that rises in a year, 0 to 1: see :func:`share_rising`.
    fall_back : float
        :math:`f`, share of those over the line that falls back in a year, 0 to 1. Not in the chapter: an assumption.
    years : int
        How many years, 0 or more.

    Returns
    -------
    list of float
        :math:`B_0, B_1, …`, a value a year, `years` + 1 in all.

    Raises
    ------
    ValueError
        If a count is negative, or a share not between 0 and 1.

    Examples
    --------
    >>> below_line(below=400, over=600, rising=0.5, fall_back=0.0, years=2)
    [400, 200.0, 100.0]
    """
    _check_stocks(below, over, fall_back)
    if not 0 <= rising <= 1 or years < 0:
        raise ValueError(f"rising is {rising:g} and years {years:g}; rising is a share from 0 to 1, years 0 or more.")
    path, everyone = [below], below + over
    for _ in range(years):
        path.append((1 - rising) * path[-1] + fall_back * (everyone - path[-1]))
    return path


def least_mean_over(mean: float, line: float, share_below: float) -> float:
    r"""Least mean income that those over a line can have, given the mean of all and the share below.

    .. math:: \bar y_{over} \ge \frac{\bar y - p z}{1 - p}

    Equality would need everybody below to stand just under the line; in truth they have less, and the others more.

    Parameters
    ----------
    mean : float
        :math:`\bar y`, mean income of all.
    line : float
        :math:`z`, the line, in the same unit.
    share_below : float
        :math:`p`, share of all below the line, from 0 up to, but not, 1.

    Raises
    ------
    ValueError
        If the share is not in that range.

    Examples
    --------
    >>> least_mean_over(mean=3000, line=2000, share_below=0.5)
    4000.0
    """
    if not 0 <= share_below < 1:
        raise ValueError(f"share_below is {share_below:g}; it must be a share of at least 0 and less than 1.")
    return (mean - share_below * line) / (1 - share_below)


def _check_stocks(below: float, over: float, fall_back: float) -> None:
    if min(below, over) < 0:
        raise ValueError("Households below and over the line must be zero or more.")
    if not 0 <= fall_back <= 1:
        raise ValueError(f"fall_back is {fall_back:g}; it must be a share between 0 and 1.")
