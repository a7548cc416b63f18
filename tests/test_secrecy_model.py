"""A table with totals: what is left out, and what a pencil finds again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zjpoverty import datasets, findings, registers
from zjpoverty.models import secrecy

tables = st.integers(2, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 4, 5, 30]), min_size=columns, max_size=columns), min_size=1, max_size=6
    )
)


def _large(table) -> np.ndarray:
    x = np.array(table)
    x[:, -1] += np.maximum(5 * x.shape[1] - x.sum(axis=1), 0)
    return x


@given(tables)
def test_nothing_is_found_where_others_are_withheld_beside(table):
    x = _large(table)
    hidden = secrecy.withheld(x)
    assert not secrecy.found_by_subtraction(hidden).any()
    assert hidden[:-1, :-1][x < 5].all() and not hidden[:, -1].any()


@given(tables)
def test_what_is_found_is_right(table):
    """Each found cell can be worked out: its line has no other unknown when its turn comes."""
    x = _large(table)
    full = np.column_stack([np.vstack([x, x.sum(axis=0)]), [*x.sum(axis=1), x.sum()]]).astype(float)
    hidden = secrecy.withheld(x, beside=False)
    shown = np.where(hidden, np.nan, full)
    for _ in range(hidden.sum()):
        for r, c in np.argwhere(np.isnan(shown)):
            for line, place in ((shown[r], c), (shown[:, c], r)):
                if np.isnan(line[place]) and np.isnan(line).sum() == 1:
                    others = np.delete(line, place)
                    total = place == len(line) - 1
                    shown[r, c] = others.sum() if total else others[-1] - others[:-1].sum()
    found = secrecy.found_by_subtraction(hidden)
    assert (found == (hidden & ~np.isnan(shown))).all()
    assert (shown[found] == full[found]).all()


def test_subtraction_at_its_limits():
    assert not secrecy.found_by_subtraction(np.zeros((3, 3), bool)).any()
    square = np.zeros((3, 3), bool)
    square[:2, :2] = True
    assert not secrecy.found_by_subtraction(square).any()
    square[1, 1] = False  # three in a corner: one is alone in its row, then the others follow
    assert (secrecy.found_by_subtraction(square) == square).all()


def test_the_answers_read_off_the_two_tables_are_those_of_the_register(tmp_path):
    """The table of checks cannot open a register, so its numbers are held here."""
    city = {row["name_en"] for row in datasets.rows("counties") if row["prefecture_en"] == "Lishui"}
    with registers.open(registers.build(tmp_path / "register.duckdb", scale=0.01)) as register:
        counts = register.sql(
            "SELECT name, count(*) FILTER (WHERE relocated = year) AS moved, count(*) AS households "
            "FROM household_years JOIN households USING (household) JOIN villages USING (village) "
            "JOIN counties USING (county) WHERE year = 2010 GROUP BY name, county ORDER BY county"
        )
    counts = counts[counts.name.isin(city)].set_index("name")
    hidden = secrecy.withheld(np.column_stack([counts.moved, counts.households - counts.moved]))[:-1, 0]
    answers = {
        row["id"]: findings.evaluate(row["expression"]) for row in datasets.rows("checks") if row["role"] == "answer"
    }
    assert len(counts) == 9
    assert counts.moved["Liandu"] == answers["information_system.subtracted"]
    assert counts.moved[hidden].sum() == answers["information_system.at_most"]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: secrecy.withheld([1, 2]),
            "The counts have the shape (2,); they must have rows, and two columns or more.",
        ),
        (lambda: secrecy.withheld([[1, -2]]), "A count is negative, or the limit is less than 1."),
        (lambda: secrecy.withheld([[9, 9]], limit=0), "A count is negative, or the limit is less than 1."),
        (
            lambda: secrecy.withheld([[1, 2]]),
            "Every row needs a total of at least 5 times the number of columns.",
        ),
        (
            lambda: secrecy.found_by_subtraction([[True, False]]),
            "The table has the shape (1, 2); it must have a row and a column beside its totals.",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
