"""Expressions over the figures, and the findings: each is computed anew here."""

import pytest

from zjpoverty import datasets, findings


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2 + 3 * 4", 14),
        ("-(2 ** 3) / 4", -2),
        ("relocation.construction_funds / relocation.people_moved", 45_000),
        ('rows("counties")', 29),
        ('rows("counties", special_support=True)', 12),
        ('distinct("counties", "prefecture_en")', 6),
        ('days("outwork.yiwu_meeting")', 4),
        ('weekday("outwork.yiwu_meeting")', 2),  # 26 May 2010 was a Wednesday
        ('year("outwork.yiwu_meeting")', 2010),
        ('between("conferences.directors_february", "conferences.leading_group_may")', 82),
        ('series("zj_rural_net_income", 2010)', 11_303),
        ("round(10 / 4, 1)", 2.5),
        ("max(abs(0 - 3), min(1, 2))", 3),
        ('"persons"', "persons"),
    ],
)
def test_an_expression_has_its_value(expression, value):
    assert findings.evaluate(expression) == value


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("1 +", "'1 +' is not an expression. Example: relocation.people_moved / 1000."),
        ("[1]", "'[1]' is not allowed in an expression: use numbers, figures and + - * / **."),
        ("people", "'people' is not allowed in an expression: use numbers, figures and + - * / **."),
        ("1 if 2 else 3", "'1 if 2 else 3' is not allowed in an expression: use numbers, figures and + - * / **."),
        ("lambda: 1", "'lambda: 1' is not allowed in an expression: use numbers, figures and + - * / **."),
        (
            'series("zj_rural_net_income", 1900)',
            "The table series has 0 values for 'zj_rural_net_income' in 1900; exactly one is needed.",
        ),
    ],
)
def test_anything_else_is_refused(expression, sentence):
    with pytest.raises(ValueError) as error:
        findings.evaluate(expression)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "expression", ['__import__("os")', 'open("x")', 'days("no.event")', "relocation.no_such_figure"]
)
def test_an_unknown_name_is_refused(expression):
    with pytest.raises(datasets.UnknownName):
        findings.evaluate(expression)


def test_a_figure_without_a_number_is_refused():
    with pytest.raises(ValueError, match=r"^The figure 'information_system\.project_households' has no value: "):
        findings.evaluate("information_system.project_households * 2")


EVERY = datasets.rows("findings")


@pytest.mark.parametrize("row", EVERY, ids=lambda row: row["id"])
def test_a_finding_is_what_its_verdict_says(row):
    finding = findings.finding(row["id"])
    assert set(finding.facts) <= {known["id"] for table in ("facts", "events") for known in datasets.rows(table)}
    value = finding.value
    if finding.verdict == "holds":
        assert finding.holds is True, f"{value} against {finding.printed}"
    if finding.verdict == "does_not_hold":
        assert finding.holds is False, f"{value} against {finding.printed}"
    if finding.verdict == "derived":
        assert finding.printed is None or not finding.holds


def test_every_doubtful_figure_is_taught_by_a_finding():
    doubtful = {row["id"] for row in datasets.rows("facts") if row["status"] != "as_printed"}
    assert doubtful <= {id for row in EVERY for id in row["facts"].split()}


def test_the_same_figure_has_the_same_value_wherever_it_stands():
    facts = {row["id"]: row for row in datasets.rows("facts")}
    for row in facts.values():
        if row["same_as"]:
            assert row["value"] == facts[row["same_as"]]["value"], row["id"]


def test_an_unknown_finding_is_offered_the_nearest():
    with pytest.raises(datasets.UnknownName, match=r"Did you mean 'relocation_cost_per_head'\?"):
        findings.finding("relocation_cost")
