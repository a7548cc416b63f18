r"""The monitoring survey: a sample of households, its design, and what the whole population would have answered.

**Two stages.** Counties are strata and villages the primary sampling units (PSUs). Villages are drawn with probability
in proportion to their households, and the same number of households in each. With equal chances for villages, weights
would differ from village to village with their sizes; so they are one number a county,

.. math:: w = N_h / n_h

with its N households and the n in the sample. They add up to the county's households exactly, which the register knows.

**Who is covered.** Section 26 leaves households on the minimum living allowance out of the count that makes a county
one of the survey's; of the sample it does not say so, and it is to tell of low-income households. So they are covered
unless ``allowance=False``. How the households were drawn is not published: villages and their number are ours.

**Fewer counties.** A number below that of the survey's counties draws so many of them, each with the same chance. The
weights then stand for all counties of the survey, and the PSUs are the counties, since their draw is what matters most.
Names choose counties, and the weights stand for these alone.

**Small ones.** A village with fewer households than asked is taken whole. A county with fewer villages than asked has
all of them in the sample, with a warning: each village is then a stratum and its households are the PSUs.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..survey import Design
from ._coverage import chances, column, counted, covered, need, scores, survey_plan, whole
from ._drawing import Draws, Plan, draw

__all__ = ["design", "response_by_income", "sample", "truth"]

_ADDED = {"weight": "households", "stratum": None, "psu": None, "fraction": "share"}


def sample(
    population: pd.DataFrame,
    counties: int | Sequence[str] | None = None,
    households: int | None = None,
    villages: int = 10,
    seed: int = 2010,
    response: float | Callable[[pd.DataFrame], ArrayLike] = 1.0,
    *,
    allowance: bool = True,
    correct: Literal["village", "county"] = "village",
) -> pd.DataFrame:
    r"""Draw the households of a monitoring survey.

    Parameters
    ----------
    population : pandas.DataFrame
        As ``households.population`` returns it.
    counties : int or sequence of str, optional
        How many of the survey's counties, or which ones by name. None: all, 40 in the chapter.
    households : int, optional
        Households in each county. None: 200, as in the chapter.
    villages : int
        Villages in each county; the households are shared equally among them.
    seed : int
        The same seed gives the same sample, in whatever order the rows of the population are. In another year it gives
        the same places: a panel, in which those who left the register are replaced. Another seed draws apart.
    response : float or function, optional
        Chance that a household answers: one for all, or a function that takes the covered households and returns one
        for each, such as :func:`response_by_income`.
    allowance : bool
        Whether households on the minimum living allowance are covered.
    correct : {"village", "county"}
        Those who answer stand for those who do not, in the same village or county. A village where nobody answers is
        stood for by its county. It takes away the bias if all have one chance there, and not if the poor have another.

    Returns
    -------
    pandas.DataFrame
        The households that answered, with the columns of the population and weight (households that one stands for),
        stratum (county, or a village taken for certain), psu (village, household or county; see above) and fraction
        (share of the stratum's households in the sample). ``attrs`` adds asked and answered.

    Raises
    ------
    ValueError
        If the population or an argument does not fit, or nobody answers in a county.

    References
    ----------
    Cochran, W. G. (1977), Sampling Techniques, chapters 11 and 13. Kish, L. (1965), Survey Sampling, chapters 7 and 13.

    Examples
    --------
    >>> from zjpoverty.households import population
    >>> households = population(scale=0.1)
    >>> drawn = sample(households, counties=["Yunhe"], households=100)
    >>> len(drawn), int((households.county == "Yunhe").sum() - round(drawn.weight.sum()))
    (100, 0)
    """
    plan = survey_plan(population, counties, households, villages, allowance)
    chance = chances(response, population, plan.frame)
    (drawn,) = draw(plan, whole("seed", seed, least=0), range(1), chance)
    _warn_of_small(plan)
    weights = weigh(plan, drawn, correct)[0]
    slot, _ = np.nonzero(drawn.answered[0])
    place = drawn.place[0][drawn.answered[0]]
    order = np.argsort(place)
    slot, place = slot[order], place[order]
    frame = population.iloc[plan.frame.rows[place]].reset_index(drop=True)
    frame["weight"] = weights[slot]
    frame["stratum"], frame["psu"], frame["fraction"] = _labels(plan, drawn.village[0][slot], frame)
    frame.attrs = dict(population.attrs) | {
        "units": {**population.attrs.get("units", {}), **_ADDED},
        "asked": int(plan.take[drawn.village[0]][drawn.drawn[0][plan.slot_county]].sum()),
        "answered": len(frame),
    }
    return frame


def design(
    sample: pd.DataFrame,
    of: Literal["households", "persons"] = "households",
    single_psu: Literal["refuse", "centre", "collapse"] = "refuse",
) -> Design:
    r"""Make the design of a sample, for ``survey.estimate``.

    The finite population correction is 1 less the share of the stratum's households that were drawn. The draw of
    villages and that of households in them call for one each; this one for both is on the safe side unless villages are
    more alike than chance makes them, and exact if villages are taken whole.

    Parameters
    ----------
    sample : pandas.DataFrame
        As :func:`sample` returns it.
    of : {"households", "persons"}
        Whom an estimate is about: a household counts once, or as many times as it has persons.
    single_psu : {"refuse", "centre", "collapse"}
        As in ``survey.Design``.

    Returns
    -------
    survey.Design

    Raises
    ------
    ValueError
        If the frame is not a sample.

    Examples
    --------
    >>> from zjpoverty.households import population
    >>> design(sample(population(scale=0.1), counties=["Yunhe", "Longyou"], households=100))
    Design(rows=200, strata=2, psus=20)
    """
    need(sample, ("persons", *_ADDED), "a sample, as sample() returns it")
    weights = sample["weight"] * (sample["persons"] if counted(of) else 1)
    return Design(weights, sample["stratum"], sample["psu"], sample["fraction"], single_psu)


def truth(
    population: pd.DataFrame,
    measure: str = "headcount",
    line: float | None = None,
    *,
    of: Literal["households", "persons"] = "households",
    income: str = "net_income",
    counties: int | Sequence[str] | None = None,
    allowance: bool = True,
    area: Literal["survey", "province"] = "survey",
) -> float:
    """Measure the population itself, which a survey can only estimate.

    Parameters
    ----------
    population : pandas.DataFrame
        As ``households.population`` returns it.
    measure : {"headcount", "mean", "poverty_gap", "poverty_severity"}
        The mean is that of income.
    line : float, optional
        Poverty line, yuan a person and year. None: that of the chapter, 2,500.
    of, income, counties, allowance
        As in :func:`sample` and :func:`design`; a column of income.
    area : {"survey", "province"}
        The counties of the survey, or all: the difference is an error of coverage, which no larger sample mends.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the population or an argument does not fit.

    Examples
    --------
    >>> from zjpoverty.households import population
    >>> round(truth(population(scale=0.1), area="province"), 4)  # 290,000 of 1.11 million
    0.2613
    """
    if area not in ("survey", "province"):
        raise ValueError(f'area must be "survey" or "province", but it is {area!r}.')
    inside, _ = covered(population, counties, allowance, everywhere=area == "province")
    x = scores(column(population, income)[inside], measure, line)
    p = column(population, "persons")[inside] if counted(of) else np.ones(x.size)
    return float(p @ x / p.sum())


def response_by_income(
    poorest: float = 0.95, richest: float = 0.6, income: str = "net_income"
) -> Callable[[pd.DataFrame], np.ndarray]:
    """Make a chance of an answer that goes from one number to another with the rank of income.

    No weights by place mend it, since within a village the poor still answer more often, or less. The default is ours:
    who has much to do, or to hide, is not at home.

    Examples
    --------
    >>> response_by_income(0.9, 0.5)(pd.DataFrame({"net_income": [1000, 3000, 2000]})).tolist()
    [0.9, 0.5, 0.7]
    """

    def chance(households: pd.DataFrame) -> np.ndarray:
        rank = np.argsort(np.argsort(households[income].to_numpy(), kind="stable"), kind="stable")
        return poorest + (richest - poorest) * rank / max(1, rank.size - 1)

    return chance


def weigh(plan: Plan, drawn: Draws, correct: str = "village") -> np.ndarray:
    """Return the weight of a household of each village of each sample, 0 where the county was not drawn."""
    if correct not in ("village", "county"):
        raise ValueError(f'correct must be "village" or "county", but it is {correct!r}.')
    M, frame = plan.frame.size[drawn.village], plan.frame
    r, m = drawn.answered.sum(axis=2), plan.take[drawn.village]
    w = M / (m * plan.probability[drawn.village])
    if correct == "village":
        w = w * m / np.maximum(r, 1)
    reached = np.add.reduceat(w * r, plan.first_slot, axis=1)
    silent = drawn.drawn & (reached == 0)
    if silent.any():
        name = frame.names[int(np.argmax(silent.any(axis=0)))]
        raise ValueError(
            f"nobody answers in {silent.sum()} of {drawn.drawn.sum()} counties drawn (such as {name}), so nobody "
            "stands for them. Ask for more households, or give a higher response."
        )
    known = np.where(drawn.drawn, frame.households, 0)
    known = known * (frame.households.sum() / known.sum(axis=1, keepdims=True))
    return w * (known / np.where(reached > 0, reached, 1))[:, plan.slot_county]


def _labels(plan: Plan, village: np.ndarray, households: pd.DataFrame) -> tuple[pd.Categorical, np.ndarray, np.ndarray]:
    """Return stratum, PSU and fraction of each household of a sample, from the number of its village in the frame."""
    frame = plan.frame
    county, certain = frame.county[village], plan.certain[village]
    if plan.counties < len(frame.names):
        code, names, psu = np.zeros(village.size, int), ["all counties"], county
        N = frame.households.sum()[None]
    else:
        # a village that is in every sample is a stratum of its own
        code = np.where(certain, len(frame.names) + village, county)
        names = frame.names + [
            f"{frame.names[h]}, village {v}" for h, v in zip(frame.county, frame.village, strict=True)
        ]
        psu = np.where(certain, households["household"], frame.village[village])
        N = np.concatenate([np.bincount(frame.county, np.where(plan.certain, 0, frame.size)), frame.size])
    fraction = np.bincount(code, minlength=len(names)) / np.maximum(N, 1)
    stratum = pd.Categorical.from_codes(code, names).remove_unused_categories()
    return stratum, psu.astype(np.int64), fraction[code]


def _warn_of_small(plan: Plan) -> None:
    few = np.bincount(plan.frame.county) < plan.villages
    if few.any():
        warnings.warn(
            f"{few.sum()} of {few.size} counties have fewer than {plan.villages} villages (the first is "
            f"{plan.frame.names[int(np.argmax(few))]}), so all of them are in the sample, and fewer households than "
            "asked. Ask for fewer villages, or make a population of a larger scale.",
            stacklevel=3,
        )
