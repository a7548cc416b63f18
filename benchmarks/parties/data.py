"""Made-up incomes as a survey of counties would have them; saved as arrays, which each case reads anew."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

STRATA, PSU, COUNTIES, CITIES = 40, 20, 29, 11
LINE = 4600.0  # about a fifth of the rows are poor
P = [0.1, 0.25, 0.5, 0.75, 0.9]
REPLICATES = 1000


@dataclass(frozen=True)
class Data:
    """Columns of one length. PSU codes run through all strata, because some packages want them unique."""

    income: np.ndarray
    weights: np.ndarray
    strata: np.ndarray
    psu: np.ndarray
    county: np.ndarray

    @property
    def labels(self) -> dict[str, np.ndarray]:
        """City and county of each row, as text."""
        cities = np.array([f"city {number % CITIES:02}" for number in range(COUNTIES)], dtype=object)
        counties = np.array([f"county {number:02}" for number in range(COUNTIES)], dtype=object)
        return {"city": cities[self.county], "county": counties[self.county]}

    def head(self, rows: int) -> "Data":
        """The first rows."""
        return Data(*(getattr(self, field.name)[:rows].copy() for field in fields(self)))

    def save(self, folder: Path) -> None:
        """Write each column into a file of its own."""
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name))


def load(folder: Path) -> Data:
    """Read what `save` wrote."""
    return Data(*(np.load(Path(folder) / f"{field.name}.npy") for field in fields(Data)))


def make(rows: int) -> Data:
    """Log-normal incomes in yuan and fen, alike within a PSU; the first rows visit every PSU twice."""
    rng = np.random.default_rng(rows)
    psu = np.arange(rows) % (STRATA * PSU)
    rng.shuffle(psu[2 * STRATA * PSU :])
    level = rng.normal(9, 0.2, STRATA * PSU)
    income = np.exp(level[psu] + 0.7 * rng.standard_normal(rows)).round(2)
    return Data(income, rng.uniform(50, 500, rows).round(1), psu // PSU, psu, rng.integers(0, COUNTIES, rows))
