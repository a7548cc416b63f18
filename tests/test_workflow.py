"""The rules of the online workflow, without a database."""

import dataclasses
from datetime import date, timedelta

import pytest

from zjpoverty import fact
from zjpoverty.registers._workflow import STATES, TRANSITIONS, Project, Refused, Rules, Used, decide, possible, state

QUOTA, SUBSIDY = int(fact("relocation.quota_now").value), int(fact("relocation.subsidy_now").value)
FUNDS = int(fact("fiscal_investment.relocation").value)
RULES = Rules(publicity=7, quota=QUOTA, subsidy=SUBSIDY, funds={"relocation": FUNDS, "development": 1_000_000})
ROAD = Project("development", 0, 100_000)
START = date(2011, 3, 1)
NOTHING = Used()
# The way of a project without an objection: action, and days after the first.
STRAIGHT = (("declare", 0), ("publicise", 2), ("verify", 9), ("count", 200), ("inspect", 300))


def walk(*steps, project=ROAD, used=NOTHING):
    """History of a project that was moved on, each step an action and a day after the first."""
    history = []
    for action, days in steps:
        day = START + timedelta(days)
        history.append(decide(history, project, action, day, "an office", "a reason", RULES, used))
    return history


def refusal(history, action, days, project=ROAD, used=NOTHING, who="an office", why="a reason"):
    """Sentence with which a move is refused."""
    with pytest.raises(Refused) as error:
        decide(history, project, action, START + timedelta(days), who, why, RULES, used)
    return str(error.value)


def test_a_project_goes_from_declaration_to_inspection():
    assert [move.state for move in walk(*STRAIGHT)] == [
        "declared",
        "publicised",
        "verified",
        "in statistics",
        "inspected",
    ]


def test_a_move_says_who_when_and_why():
    (move,) = walk(("declare", 0))
    assert dataclasses.astuple(move) == ("declare", "declared", START, "an office", "a reason")


@pytest.mark.parametrize("length", range(len(STRAIGHT) + 1))
@pytest.mark.parametrize("action", TRANSITIONS)
def test_every_move_that_is_not_in_the_table_is_refused_with_what_is_possible(length, action):
    history = walk(*STRAIGHT[:length])
    now = state(history)
    if now in TRANSITIONS[action][0]:
        assert action in possible(now)
        return
    sentence = refusal(history, action, 400)
    assert action not in possible(now)
    standing = f"is {now}" if now else "has not been declared"
    onward = ", ".join(possible(now)) or "nothing, this is its end"
    assert sentence == f"The project {standing}, so '{action}' is not possible. Possible from here: {onward}."


def test_the_sentence_of_a_refusal_says_which_moves_are_allowed():
    assert refusal(walk(("declare", 0)), "verify", 9) == (
        "The project is declared, so 'verify' is not possible. Possible from here: publicise, return."
    )
    assert refusal(walk(*STRAIGHT), "return", 301) == (
        "The project is inspected, so 'return' is not possible. Possible from here: nothing, this is its end."
    )
    assert refusal([], "agree", 0) == (
        "There is no action 'agree'. Did you mean 'declare'? "
        "Known: declare, publicise, object, answer, verify, count, inspect, return."
    )


def test_every_state_is_reached_and_only_inspection_is_an_end():
    assert {target for _, target in TRANSITIONS.values()} == set(STATES)
    assert [now for now in STATES if not possible(now)] == ["inspected"]


# --- who, when, why ---


def test_a_move_without_who_or_why_is_refused():
    assert refusal([], "declare", 0, who=" ") == "A move is logged with who made it: name a person or an office."
    assert refusal([], "declare", 0, why="") == "A move is logged with why: give the reason."
    assert refusal([], "declare", 0, why=None) == "A move is logged with why: give the reason."


def test_a_move_dated_before_the_last_one_is_refused_and_one_on_its_day_is_not():
    history = walk(("declare", 5))
    assert refusal(history, "publicise", 4) == (
        "The move is dated 2011-03-05, before the project's last one of 2011-03-06. Date it on that day or later."
    )
    assert walk(("declare", 5), ("publicise", 5))[-1].state == "publicised"


# --- publicity ---


def test_publicity_lasts_its_days():
    history = walk(("declare", 0), ("publicise", 2))
    assert refusal(history, "verify", 8) == (
        "The project has been public for 6 of at least 7 days. It can be verified from 2011-03-10 on."
    )
    assert decide(history, ROAD, "verify", date(2011, 3, 10), "an office", "a reason", RULES).state == "verified"


def test_objections_are_answered_before_verification():
    public = (("declare", 0), ("publicise", 2))
    assert refusal(walk(*public), "answer", 3) == "There is no objection to answer."
    assert refusal(walk(*public, ("object", 3)), "verify", 20) == (
        "1 objection is not answered. Answer it, or return the project with a reason."
    )
    assert refusal(walk(*public, ("object", 3), ("object", 3)), "verify", 20) == (
        "2 objections are not answered. Answer them, or return the project with a reason."
    )
    assert state(walk(*public, ("object", 3), ("answer", 4), ("verify", 9))) == "verified"


def test_a_project_declared_again_is_public_anew():
    again = (("declare", 0), ("publicise", 2), ("object", 3), ("return", 4), ("declare", 5), ("publicise", 10))
    assert refusal(walk(*again), "verify", 16) == (
        "The project has been public for 6 of at least 7 days. It can be verified from 2011-03-18 on."
    )
    assert refusal(walk(*again), "answer", 16) == "There is no objection to answer."
    assert state(walk(*again, ("verify", 17))) == "verified"


# --- quotas and funds: section 8 and section 3 of the chapter ---


def moving(persons, amount=None, used=NOTHING):
    """History of a relocation up to the day on which it can be verified, and what is asked of it."""
    project = Project("relocation", persons, SUBSIDY * persons if amount is None else amount)
    history = walk(("declare", 0), ("publicise", 0), project=project)
    return lambda: decide(history, project, "verify", START + timedelta(7), "an office", "a reason", RULES, used)


def test_the_quota_of_a_year_is_met_to_the_person():
    assert moving(100, used=Used(QUOTA - 100, 0))().state == "verified"
    with pytest.raises(Refused) as error:
        moving(101, used=Used(QUOTA - 100, 0))()
    assert str(error.value) == (
        "The project asks for 101 persons. "
        "Of the quota of 60,000 persons for relocations in 2011, 100 persons are left."
    )


def test_the_subsidy_a_head_is_met_to_the_yuan():
    assert moving(10, 56_000)().state == "verified"
    with pytest.raises(Refused) as error:
        moving(10, 56_001)()
    assert str(error.value) == (
        "The project asks for 56,001 yuan. The subsidy is at most 5,600 yuan a head, 56,000 yuan for 10 persons."
    )


def test_the_funds_of_a_year_are_met_to_the_yuan():
    assert moving(1, used=Used(0, FUNDS - SUBSIDY))().state == "verified"
    with pytest.raises(Refused) as error:
        moving(1, used=Used(0, FUNDS - SUBSIDY + 1))()
    assert str(error.value) == (
        "The project asks for 5,600 yuan. Of the funds of 349,000,000 yuan for relocation projects in 2011, "
        "5,599 yuan are left."
    )


def test_a_development_project_has_funds_but_no_quota():
    history = walk(("declare", 0), ("publicise", 0))
    assert refusal(history, "verify", 7, used=Used(0, 900_001)) == (
        "The project asks for 100,000 yuan. Of the funds of 1,000,000 yuan for development projects in 2011, "
        "99,999 yuan are left."
    )
    assert walk(*STRAIGHT[:3], used=Used(QUOTA, 900_000))[-1].state == "verified"


def test_the_quota_is_not_asked_before_verification():
    project = Project("relocation", QUOTA + 1, 1)
    assert state(walk(("declare", 0), ("publicise", 0), project=project)) == "publicised"


# --- the past ---


def test_the_state_of_any_past_day_is_read_from_the_log():
    history = walk(*STRAIGHT)
    days = (-1, 0, 1, 2, 8, 9, 199, 200, 299, 300, 1000)
    assert [state(history, START + timedelta(day)) for day in days] == [
        None,
        "declared",
        "declared",
        "publicised",
        "publicised",
        "verified",
        "verified",
        "in statistics",
        "in statistics",
        "inspected",
        "inspected",
    ]
