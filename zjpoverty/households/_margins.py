"""Every margin of a synthetic population, beside what is published, targeted or assumed."""

from collections.abc import Iterator

from ._assumptions import (
    SOURCES,
    figure,
    line,
    mean_income,
    paid,
    recipients,
    share_above_4000,
    source_share,
    target,
    times,
    totals,
)
from ._quotas import reached


def margins(population, year: int, scale: float) -> list[dict]:
    """Rows of the report of one population."""
    found = [*_register(population, year, scale), *_soft(population, year), *_measures(population, year, scale)]
    return [*found, *_counties(population, scale)]


def _row(margin: str, kind: str, wanted: float, got: float, unit: str, source: str, tolerance: float = 0) -> dict:
    difference = got - wanted
    holds = {"at most": difference <= 0, "at least": difference >= 0}.get(kind, abs(difference) <= tolerance)
    return {
        "margin": margin,
        "kind": kind,
        "target": float(wanted),
        "reached": float(got),
        "difference": float(difference),
        "tolerance": float(tolerance),
        "holds": bool(holds),
        "unit": unit,
        "source": source,
    }


def _register(df, year: int, scale: float) -> Iterator[dict]:
    """Households and persons on both sides of the line, and people on the allowance."""
    over, wanted = df["net_income"] > line(), totals(year, scale)
    sources = {
        2009: "overview.households_over_line_2010, read as persons",
        2010: "two_systems.{}_line",
    }
    source = sources.get(year, "assumptions")
    for side, rows in (("over", df[over]), ("under", df[df["net_income"] < line()])):
        for what, got in (("households", len(rows)), ("persons", rows["persons"].sum())):
            exact = year == 2010 or (year == 2009 and what == "persons" and side == "over")
            kind = "exact" if exact else "assumed"
            named = source.format(f"{what}_{side}") if exact else "assumptions"
            yield _row(f"{what} {side} the line", kind, getattr(wanted, f"{what}_{side}"), got, what, named)
    yield _row("households exactly at the line", "assumed", 0, (df["net_income"] == line()).sum(), "households", "rule")
    # The same number is the sum of two rounded ones, which can lie one beside the rounded sum.
    yield _row(
        "households of the register",
        "exact",
        times(scale, figure("household_support.households")),
        len(df),
        "households",
        "household_support.households",
        1 if scale != 1 else 0,
    )
    if year == 2010:
        inside = df[over & df["in_29"]]
        for what, got in (("households", len(inside)), ("persons", inside["persons"].sum())):
            id = f"overview.{what}_over_line_29"
            yield _row(f"{what} over the line in the 29 counties", "exact", times(scale, figure(id)), got, what, id)
    published = year in (2007, 2010)
    yield _row(
        "people on the allowance",
        "exact" if published else "assumed",
        times(scale, recipients(year)),
        df["recipients"].sum(),
        "persons",
        f"two_systems.allowance_recipients_{year}" if published else "assumptions",
    )


def _soft(df, year: int) -> Iterator[dict]:
    """Targets with a tolerance: mean income, share above 4,000 yuan, sources of income, mean payment."""
    everybody = df["persons"].sum()
    total = df[list(SOURCES)].sum()
    if (wanted := mean_income(year)) is not None:
        kind, source, tolerance = _origin(f"mean_income_{year}")
        got = total.sum() / everybody
        yield _row("mean net income", kind, wanted, got, "yuan/person/year", source, wanted * tolerance / 100)
    if (wanted := share_above_4000(year)) is not None:
        kind, source, tolerance = _origin(f"share_above_4000_{year}")
        got = 100 * df.loc[df["net_income"] > 4000, "persons"].sum() / everybody
        yield _row("persons above 4,000 yuan", kind, wanted, got, "percent", source, tolerance)
    before = total.copy()
    before["transfers"] -= df["allowance"].sum()
    for name in SOURCES:
        got, tolerance = 100 * before[name] / before.sum(), target(f"zhejiang_{name}")["tolerance"]
        yield _row(
            f"share of {name} before the allowance",
            "soft",
            source_share(name),
            got,
            "percent",
            f"calibration: zhejiang_{name}, poorest_fifth_{name}",
            tolerance,
        )
    got, tolerance = df["allowance"].sum() / df["recipients"].sum(), target("paid_to_standard")["tolerance"]
    wanted = paid(year)
    yield _row(
        "mean allowance paid",
        "soft",
        wanted,
        got,
        "yuan/person/year",
        "calibration: paid_to_standard",
        wanted * tolerance / 100,
    )


def _origin(id: str) -> tuple[str, str, float]:
    """Kind, source and tolerance of a target: of the calibration, or an assumption under the same tolerance."""
    if id.endswith("2012"):
        return "soft", f"assumptions: {id}", target(id.replace("2012", "2011"))["tolerance"]
    return "soft", f"calibration: {id}", target(id)["tolerance"]


def _measures(df, year: int, scale: float) -> Iterator[dict]:
    """What each measure reaches: the published figure, the assumed share of it, and the figure that bounds it."""
    inside = df[df["in_29"]]
    for name in ("trained", "transferred"):
        exact, id = year == 2010, f"training.{name}_low_income"
        yield _row(
            f"{name} in the 29 counties",
            "exact" if exact else "assumed",
            times(scale, reached(name, year)),
            inside[name].sum(),
            "persons",
            id if exact else "assumptions",
        )
    wider = {
        "outwork": ("in outwork in the 29 counties", inside["outwork"].sum(), "persons", "outwork.people"),
        "relocated": ("relocated in the year", (df["relocated"] == year).sum(), "households", None),
        "renovated": (
            "with a house renovated in the year",
            (df["dwelling"] == "renovated").sum(),
            "households",
            "social_security.houses_renovated",
        ),
        "loan": ("with a microcredit", df["loan"].sum(), "households", "microfinance.households"),
        "mutual_fund": (
            "in a mutual fund",
            df["mutual_fund"].sum(),
            "households",
            "mutual_funds.households_low_income",
        ),
    }
    for name, (words, got, unit, bound) in wider.items():
        share = times(scale, reached(name, year))
        yield _row(f"{unit} {words}", "assumed", share, got, unit, "assumptions")
        if year == 2010 and bound:
            yield _row(f"{unit} {words}, of all", "at most", times(scale, figure(bound)), got, unit, bound)
    if year == 2010:
        moved = df.loc[df["relocated"] == year, "persons"].sum()
        id = "relocation.people_moved"
        yield _row("persons relocated in the year, of all", "at most", times(scale, figure(id)), moved, "persons", id)


def _counties(df, scale: float) -> Iterator[dict]:
    """Villages, and the limits by which the 40 counties of the survey were chosen."""
    for words, rows, id in (
        ("concentrated villages", df, "village_support.villages"),
        ("concentrated villages in the 29 counties", df[df["in_29"]], "village_support.villages_29"),
    ):
        got = rows.loc[rows["concentrated"], "village"].nunique()
        yield _row(words, "exact", times(scale, figure(id)), got, "villages", id)
    got = 100 * df["in_survey"].mean()
    yield _row(
        "households in the 40 counties",
        "at least",
        figure("information_system.coverage"),
        got,
        "percent",
        "information_system.coverage",
    )
    without = df[df["recipients"] == 0].groupby("county", observed=True).size()
    id = "information_system.households_threshold"
    known = df.drop_duplicates("county").set_index("county")
    chosen = known.index[known["in_survey"] & ~known["in_29"]]
    others = known.index[~known["in_survey"]]
    for words, kind, got in (
        ("smallest of the 11 counties, without the allowance", "at least", without.reindex(chosen).min()),
        ("largest of the others, without the allowance", "at most", without.reindex(others).max()),
    ):
        yield _row(words, kind, scale * figure(id), got, "households", id)
