"""Regional cooperation: of the money signed a part falls away, and the rest arrives over years, not at once."""

from collections.abc import Sequence


def invested(signed: Sequence[float], dropout: float, pace: float) -> list[float]:
    r"""Money invested in each year: a part of what was signed in it, and of what was signed before.

    .. math:: I_t = \sum_{s=0}^{t} (1 - d)\, r\, (1 - r)^s\, S_{t-s}

    Parameters
    ----------
    signed : sequence of float
        :math:`S_0, S_1, \ldots`, money signed in each year from the first on, 0 or more.
    dropout : float
        :math:`d`, share of the money signed that falls away for good, 0 to 1.
    pace : float
        :math:`r`, share of the money still to come that is invested in a year, more than 0 and at most 1.

    Returns
    -------
    list of float
        As many years as were signed. The first year has only its own agreements to draw on.

    Raises
    ------
    ValueError
        If a sum is negative, or the dropout or the pace is not such a share.

    References
    ----------
    A distributed lag with geometric weights: Koyck, L. M. (1954), Distributed Lags and Investment Analysis. That money
    arrives in this way is an assumption of ours; the chapter, section 11, gives one year.

    Examples
    --------
    >>> invested([100, 100, 0], dropout=0.2, pace=0.5)
    [40.0, 60.0, 30.0]
    """
    d, r = _share("dropout", dropout), _pace(pace)
    for year, sum_ in enumerate(signed, 1):
        if not sum_ >= 0:
            raise ValueError(f"The sum signed in year {year} is {sum_:g}; it must be zero or more.")
    kept = [(1 - d) * sum_ for sum_ in signed]
    return [sum(r * (1 - r) ** s * kept[t - s] for s in range(t + 1)) for t in range(len(kept))]


def arrived(signed: float, arrives: float, pace: float, years: int) -> float:
    r"""What has come of the money signed in one year, by the end of a later one.

    .. math:: A_n = (1 - d)\,\bigl(1 - (1 - r)^{n + 1}\bigr)\, S

    Parameters
    ----------
    signed : float
        :math:`S`, 0 or more.
    arrives : float
        :math:`1 - d`, share that arrives in the end, 0 to 1.
    pace : float
        :math:`r`, as in :func:`invested`.
    years : int
        :math:`n`, years after the one of signing, 0 or more.

    Raises
    ------
    ValueError
        If the sum or the years are negative, or one of the shares is no share.

    Examples
    --------
    >>> arrived(100, arrives=0.5, pace=0.5, years=1)
    37.5
    """
    if not signed >= 0 or not years >= 0:
        raise ValueError(f"signed is {signed:g} and years {years:g}; both must be zero or more.")
    return _share("arrives", arrives) * (1 - (1 - _pace(pace)) ** (years + 1)) * signed


def ratio(dropout: float, pace: float, growth: float) -> float:
    r"""Invested by signed in one year, where signing has long grown evenly.

    .. math:: q = (1 - d)\,\frac{r\,(1 + g)}{g + r}

    It is the sum of :func:`invested` over all years before, :math:`(1 - d)\, r \sum_s \bigl((1 - r)/(1 + g)\bigr)^s`.

    Parameters
    ----------
    dropout, pace : float
        :math:`d` and :math:`r`, as in :func:`invested`.
    growth : float
        :math:`g`, growth of the money signed, a year, as a share (0.2 is 20 percent), 0 or more.

    Returns
    -------
    float
        :math:`1 - d` if signing does not grow or all comes at once; less than that otherwise.

    Raises
    ------
    ValueError
        If the dropout or the pace is no share, or growth is negative.

    Examples
    --------
    >>> ratio(0, 0.5, growth=0), round(ratio(0, 0.5, growth=0.25), 3)
    (1.0, 0.833)
    """
    return (1 - _share("dropout", dropout)) * _seen(pace, growth)


def arrives(ratio: float, pace: float, growth: float | None = None) -> float:
    r"""Share of the money signed that arrives in the end, from what was invested and signed in one year.

    .. math:: 1 - d = q\,\frac{g + r}{r\,(1 + g)} \ \text{ (earlier)} \qquad 1 - d = \frac{q}{r} \ \text{ (among)}

    Parameters
    ----------
    ratio : float
        :math:`q`, invested by signed in one year, 0 or more.
    pace, growth : float
        As in :func:`ratio`. Without growth, all that was invested is taken as part of what was signed in the same year.

    Returns
    -------
    float
        0 or more. More than 1 means that the pace does not fit: not even with nothing lost would so much have come.

    Raises
    ------
    ValueError
        If the ratio or growth is negative, or the pace is no share.

    Examples
    --------
    >>> arrives(0.25, pace=0.5, growth=0), arrives(0.25, pace=0.5), arrives(0.25, pace=0.125)
    (0.25, 0.5, 2.0)
    """
    if not ratio >= 0:
        raise ValueError(f"ratio is {ratio:g}; it must be zero or more.")
    return ratio / (_pace(pace) if growth is None else _seen(pace, growth))


def _seen(pace: float, growth: float) -> float:
    """Of money that is never lost, the part seen in one year."""
    if not growth >= 0:
        raise ValueError(f"growth is {growth:g}; it must be zero or more.")
    r = _pace(pace)
    return r * (1 + growth) / (growth + r)


def _pace(pace: float) -> float:
    if not 0 < pace <= 1:
        raise ValueError(f"pace is {pace:g}; it must be more than 0 and at most 1, or nothing ever comes.")
    return pace


def _share(name: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is {value:g}; it must be a share between 0 and 1.")
    return value
