"""One block of the register in one year: every column, from the plan's whole numbers and the block's random ones."""

import numpy as np

from . import _bands
from ._allotment import Plan
from ._apportion import DEVIATION, Stream, apportion, fill, quarters
from ._assumptions import SIZES, SOURCES, assumed, assumed_ids, counties, line, paid, standard
from ._measures import measures

VILLAGES_A_COUNTY = 100_000
PLACES_A_COUNTY = 100_000_000
DWELLINGS = ("sound", "renovated", "dilapidated")
_SIZES, _BATCH, _PEOPLE, _HOUSE, _SCORE, _YEAR, _PART, _POOR, _REST, _MIX, _MOVES, _LIMIT = range(1, 13)

TYPES = {
    "household": "int64",
    "county": "int16",
    "in_29": "bool",
    "in_survey": "bool",
    "village": "int32",
    "concentrated": "bool",
    **dict.fromkeys(("persons", "children", "working", "elderly"), "int8"),
    **dict.fromkeys((*SOURCES, "allowance"), "int32"),
    "recipients": "int8",
    "net_income": "int32",
    "net_income_before": "int32",
    "dwelling": "int8",
    "relocated": "int16",
    **dict.fromkeys(("outwork", "trained", "transferred"), "int8"),
    **dict.fromkeys(("loan", "mutual_fund", "synthetic"), "bool"),
}
"""Columns of the table in their order, with their types; names of counties and dwellings as their numbers."""


class Block:
    """Places of one block, filled with households up to a year; each draw has a stream of its own."""

    def __init__(self, plan: Plan, block: int, year: int):
        self.plan, self.block, self.year = plan, block, year
        self.county = int(plan.county[block])
        self.n = int(plan.sizes[block].sum())
        self.persons = np.repeat(np.array(SIZES), plan.sizes[block])[self.stream(_SIZES).order(self.n)]
        self.village, self.concentrated = self._villages()
        self.replaced = self._replaced()
        self.entered, self.times_filled = np.full(self.n, 2007), np.zeros(self.n, dtype=np.int64)
        for year_of_entry, new in self.replaced.items():
            self.entered[new], self.times_filled[new] = year_of_entry, self.times_filled[new] + 1

    def stream(self, purpose: int, year: int = 0) -> Stream:
        """Random numbers of one purpose and year in this block."""
        return Stream(self.plan.seed, 1 + self.county, int(self.plan.part[self.block]), purpose, year)

    def quota(self, name: str, year: int | None = None) -> int:
        """The block's quota of a name in a year, by default its own."""
        return self.plan.of(name, self.year if year is None else year, self.block)

    def _villages(self) -> tuple[np.ndarray, np.ndarray]:
        """Village of each place, numbered through the block, and whether it is a concentrated one."""
        held, concentrated, others = (self.quota(name, 0) for name in ("held", "concentrated", "others"))
        spread = assumed("village_spread")
        weight = 1000 - 10 * spread + self.stream(_BATCH).below(20 * spread, concentrated + others)
        sizes = [
            1 + apportion(households - villages, part)
            for households, villages, part in (
                (held, concentrated, weight[:concentrated]),
                (self.n - held, others, weight[concentrated:]),
            )
            if villages
        ]
        sizes = np.concatenate(sizes) if sizes else np.zeros(0, dtype=np.int64)
        village = np.repeat(np.arange(len(sizes)), sizes)
        return village, village < concentrated

    def _replaced(self) -> dict[int, np.ndarray]:
        """Places whose household left in a year, and was replaced; also those replaced again later."""
        chance = assumed("replaced_yearly")
        drawn = {year: self.stream(_MOVES, year).below(100, self.n) for year in range(2008, self.year + 1)}
        return {year: np.flatnonzero(numbers < chance) for year, numbers in drawn.items()}

    def lasting(self, purpose: int, draw) -> np.ndarray:
        """Random numbers that a household keeps; one that enters draws its own."""
        values = draw(self.stream(purpose), self.n)
        for year, new in self.replaced.items():
            values[new] = draw(self.stream(purpose, year), len(new))
        return values

    def members(self) -> np.ndarray:
        """Children, people of working age and elderly people of each household."""
        kinds = [id.removeprefix("members_") for id in assumed_ids() if id.startswith("members_")]
        draw = self.lasting(_PEOPLE, lambda stream, n: stream.below(1000, n))
        made = np.zeros((self.n, 3), dtype=np.int64)
        for size in SIZES:
            of_size = [kind for kind in kinds if sum(map(int, kind)) == size]
            steps = np.cumsum([assumed(f"members_{kind}") for kind in of_size])
            here = self.persons == size
            made[here] = np.array([list(map(int, kind)) for kind in of_size])[
                np.searchsorted(steps, draw[here], side="right")
            ]
        return made

    def score(self, members: np.ndarray) -> np.ndarray:
        """Place of each household in the order of incomes, in hundredths of :data:`DEVIATION`."""
        children, working, elderly = members.T
        villages = self.stream(_SCORE, 1).bell(int(self.village[-1]) + 1)
        shift = (
            assumed("score_elderly") * (working == 0)
            + assumed("score_working") * ((children == 0) & (elderly == 0))
            + assumed("score_concentrated") * self.concentrated
            + assumed("entrant_shift") * (self.entered > 2007)
        )
        return (
            assumed("score_village") * villages[self.village]
            + assumed("score_household") * self.lasting(_HOUSE, lambda stream, n: stream.bell(n))
            + assumed("score_year") * self.stream(_YEAR, self.year).bell(self.n)
            + DEVIATION * shift
        )

    def is_under(self, score: np.ndarray) -> np.ndarray:
        """Households under the line: of each size, the planned number with the lowest scores."""
        sizes, order = self.plan.sizes[self.block], np.lexsort((score, self.persons))
        place = np.arange(self.n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        under = np.zeros(self.n, dtype=bool)
        under[order] = place < np.repeat(self.plan.under[self.year][self.block], sizes)
        return under

    def net_income(self, score: np.ndarray, under: np.ndarray) -> np.ndarray:
        """Whole yuan a head: the table of the side of the line, at the place in the order of persons."""
        income, part = np.zeros(self.n, dtype=np.int64), self.stream(_PART, self.year).below(1 << 16, self.n)
        for side, table in ((under, _bands.under()), (~under, _bands.over(self.year))):
            order = np.flatnonzero(side)[np.argsort(score[side], kind="stable")]
            persons = self.persons[order]
            position = ((np.cumsum(persons) - persons) << 16) + part[order] * persons
            income[order] = _bands.at(table, position, int(persons.sum()) << 16) if len(order) else 0
        above = (income - line()) * int(self.plan.income[self.year][self.block]) // 1000
        return np.where(under, income, line() + np.maximum(1, above))

    def allowance(self, income: np.ndarray, total: np.ndarray, under: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Recipients of each household and what it is paid in the year: the poorest first, with some chance."""
        recipients = np.zeros(self.n, dtype=np.int64)
        order = income + self.stream(_POOR, self.year).below(assumed("recipients_chance"), self.n)
        for side, name in ((under, "recipients_under"), (~under, "recipients_over")):
            poorest = np.argsort(np.where(side, order, np.iinfo(np.int64).max), kind="stable")
            recipients += fill(self.quota(name), poorest, np.where(side, self.persons, 0))
        return recipients, self.payment(income, total, recipients)

    def payment(self, income: np.ndarray, total: np.ndarray, recipients: np.ndarray) -> np.ndarray:
        """What households are paid in the year, in whole yuan a month and head: more to the poor, never all of it."""
        full = 12 * standard(self.year)
        share = assumed("payment_base") * full + assumed("payment_slope") * np.maximum(0, full - income)
        lower = self.stream(_LIMIT, self.year).below(assumed("payment_cap_spread") + 1, self.n)
        most = total * (assumed("payment_cap") - lower) // (1200 * np.maximum(1, recipients))
        month, left = np.zeros(self.n, dtype=np.int64), round(paid(self.year)) * int(recipients.sum()) // 12
        for _ in range(3):  # what the limit takes from some goes to the others
            weight = np.where(month < most, share * recipients, 0)
            more = left * share // max(1, int(weight.sum()))
            month = np.where(month < most, np.minimum(month + more, most), month)
            left = round(paid(self.year)) * int(recipients.sum()) // 12 - int((month * recipients).sum())
        return 12 * month * recipients


def _sources(block: Block, members: np.ndarray, outwork: np.ndarray, total: np.ndarray) -> dict[str, np.ndarray]:
    """Income before the allowance by source, in proportion to points and chance; operations take the last yuan."""
    children, working, elderly = members.T
    chance, spread = quarters(block.lasting(_MIX, lambda stream, n: stream.raw(n))), assumed("source_spread")
    counted = {"working": working, "elderly": elderly, "child": children, "household": 1, "outwork": outwork}
    points = np.stack(
        [
            (100 - spread + ((2 * spread + 1) * chance[:, number] >> 16))
            * sum(assumed(f"source_{kind}_{source}") * count for kind, count in counted.items())
            for number, source in enumerate(SOURCES)
        ]
    )
    shares = total * points // points.sum(axis=0)
    shares[1] += total - shares.sum(axis=0)
    return dict(zip(SOURCES, shares, strict=True))


def make(plan: Plan, number: int, year: int) -> dict[str, np.ndarray]:
    """All columns of one block in one year, in the order of the table."""
    block = Block(plan, number, year)
    members = block.members()
    score = block.score(members)
    under = block.is_under(score)
    income = block.net_income(score, under)
    total = income * block.persons + block.stream(_REST, year).below(1 << 16, block.n) % block.persons
    recipients, allowance = block.allowance(income, total, under)
    reached = measures(block, members)
    sources = _sources(block, members, reached["outwork"], total - allowance)
    sources["transfers"] = sources["transfers"] + allowance
    known = counties()[block.county]
    place = int(plan.first[number]) + np.arange(block.n)
    columns = {
        "household": (1 + block.county) * 10 * PLACES_A_COUNTY + 10 * (1 + place) + block.times_filled,
        "county": np.full(block.n, block.county),
        "in_29": np.full(block.n, known.in_29),
        "in_survey": np.full(block.n, known.in_survey),
        "village": (1 + block.county) * VILLAGES_A_COUNTY + plan.first_village[number] + 1 + block.village,
        "concentrated": block.concentrated,
        "persons": block.persons,
        **dict(zip(("children", "working", "elderly"), members.T, strict=True)),
        **sources,
        "allowance": allowance,
        "recipients": recipients,
        "net_income": income,
        "net_income_before": (total - allowance) // block.persons,
        **reached,
        "synthetic": np.ones(block.n, dtype=bool),
    }
    return {name: columns[name].astype(type_) for name, type_ in TYPES.items()}
