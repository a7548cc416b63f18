"""The register: whole or not at all, one writer, no value becomes SQL, and nothing small on its public page."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from zjpoverty import cli, fact, households, registers
from zjpoverty.registers import Refused
from zjpoverty.registers import _file as _register_file
from zjpoverty.registers import _public as _register_public
from zjpoverty.registers import _years as _register_years
from zjpoverty.registers._disclosure import merged, withhold

SCALE = 0.001


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two registers that no test changes: of 2010, and the same brought up to 2011."""
    place = tmp_path_factory.mktemp("registers")
    first = registers.build(place / "first.duckdb", scale=SCALE)
    second = shutil.copy(first, place / "second.duckdb")
    registers.update(second, 2011)
    return first, second


@pytest.fixture
def file(made, tmp_path):
    """A register of 2010 of the test's own."""
    return shutil.copy(made[0], tmp_path / "register.duckdb")


def refusal(function, *values, **named):
    """Sentence with which something is refused."""
    with pytest.raises(Refused) as error:
        function(*values, **named)
    return str(error.value)


def content(file, query="SELECT count(*), sum(hash(whole)) FROM {} AS whole"):
    """What is in every table: the number of its rows and a sum over them, or what a query gives."""
    with registers.open(file) as register:
        tables = register.connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {name: register.connection.execute(query.format(f'"{name}"')).fetchall() for (name,) in tables}


@contextlib.contextmanager
def another(program, *values):
    """Run a program beside, up to the line that it prints; it ends when its input is closed."""
    words = [sys.executable, "-c", textwrap.dedent(program), *map(str, values)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


HOLD = """
    import duckdb, sys
    with duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read"):
        print("ready", flush=True)
        sys.stdin.read()
"""


# --- what is in it ---


def test_the_register_holds_the_population_of_each_year(made):
    report = registers.report(made[1]).set_index("indicator")
    for year in (2010, 2011):
        people = households.population(year=year, scale=SCALE)
        over = people[people.net_income > fact("overview.line").value]
        expected = {
            "households in the register": len(people),
            "persons in the register": people.persons.sum(),
            "households over the line": len(over),
            "persons over the line in the 29 counties": over[over.in_29].persons.sum(),
            "persons with the allowance": people.recipients.sum(),
            "persons moved in the year": people[people.relocated == year].persons.sum(),
            "net income a person": people[["wages", "operations", "property", "transfers"]].sum().sum()
            / people.persons.sum(),
            "villages": people.village.nunique(),
            "households in a mutual fund": people.mutual_fund.sum(),
        }
        assert {name: report.loc[name, year] for name in expected} == pytest.approx(expected)


def test_a_person_is_one_row_and_those_present_are_the_households_persons(made):
    with registers.open(made[1]) as register:
        people = households.persons(households.population(year=2011, scale=SCALE))
        present = register.sql("SELECT household, place, age_group, age FROM present_persons ORDER BY household, place")
        assert present.to_numpy().tolist() == people[["household", "person", "age_group", "age"]].to_numpy().tolist()
        names = register.sql("SELECT name, identity FROM persons ORDER BY person LIMIT 2").to_numpy().tolist()
        assert names == [["person 1", "S-000001"], ["person 2", "S-000002"]]


def test_youth_is_of_the_ages_that_the_parameters_state(made):
    with registers.open(made[1]) as register:
        query = (
            "SELECT min(age), max(age), sum(aid), count(*) FILTER (WHERE helped) FROM youth JOIN persons USING (person)"
        )
        low, high, aid, helped = register.sql(f"{query} WHERE year = 2011").iloc[0]
        assert (low, high) == (14, 28)
        assert (aid, helped) == (
            round(SCALE * fact("youth_care.funds").value),
            round(SCALE * fact("youth_care.people_helped").value),
        )


def test_the_invented_projects_keep_within_quota_subsidy_and_funds(made):
    with registers.open(made[1]) as register:
        report = register.statistics().set_index("indicator")
        assert (report.loc["relocations verified in the year, of the quota", [2010, 2011]] > 0).all()
        for name, id in (
            ("relocations verified in the year, of the quota", "relocation.quota_now"),
            ("relocation funds of the projects verified in the year", "fiscal_investment.relocation"),
            ("development funds of the projects verified in the year", "village_support.funds"),
        ):
            assert (report.loc[name, [2010, 2011]] <= round(SCALE * fact(id).value)).all()
        wrong = "SELECT * FROM relocations WHERE subsidy <> persons * ?"
        assert register.sql(wrong, [fact("relocation.subsidy_now").value]).empty


def test_every_parameter_is_a_figure_of_the_chapter_or_an_assumption_with_its_reason(made):
    with registers.open(made[0]) as register:
        given = register.sql("SELECT * FROM parameters").set_index("name")
    assert given.loc["relocation.quota"].tolist()[:3] == [60, "persons", fact("relocation.quota_now").value]
    assert given.loc["relocation.quota", "source"].startswith("relocation.quota_now, section 8 (Off-site relocation)")
    assert given[given.ours].index.tolist() == registers.describe().name.tolist()
    assert "publicity.days" in given[given.ours].index


def test_every_number_has_a_unit_and_every_row_of_data_says_that_it_is_synthetic(made):
    with registers.open(made[0]) as register:
        columns = register.sql(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal AND data_type NOT IN "
            "('VARCHAR', 'BOOLEAN') AND table_name IN (SELECT table_name FROM duckdb_tables())"
        )
        assert columns[columns.comment.isna()].to_numpy().tolist() == []
        for name in set(columns.table_name) - {"years", "parameters", "moves"}:
            assert register.sql(f'SELECT synthetic FROM "{name}"').synthetic.all(), name


HOUSEHOLD = "INSERT INTO household_years SELECT * REPLACE ({}) FROM household_years LIMIT 1"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (HOUSEHOLD.format("2010 AS year"), "Duplicate key"),
        (
            "INSERT INTO years VALUES (2011); " + HOUSEHOLD.format("2011::SMALLINT AS year, -1 AS household"),
            "foreign key",
        ),
        ("INSERT INTO years VALUES (2011); " + HOUSEHOLD.format("2011 AS year, persons + 1 AS persons"), "CHECK"),
        ("INSERT INTO years VALUES (2011); " + HOUSEHOLD.format("2011 AS year, NULL AS wages"), "NOT NULL"),
        ("INSERT INTO years VALUES (2011); " + HOUSEHOLD.format("2011 AS year, 'hut' AS dwelling"), "CHECK"),
        ("INSERT INTO years VALUES (2011); " + HOUSEHOLD.format("2011 AS year, false AS synthetic"), "CHECK"),
        ("INSERT INTO persons SELECT * REPLACE (0 AS person) FROM persons LIMIT 1", "Duplicate key"),
        (
            "INSERT INTO persons SELECT * REPLACE (0 AS person, 'S-x' AS identity, 'Li' AS name) FROM persons LIMIT 1",
            "CHECK",
        ),
        ("INSERT INTO counties SELECT * REPLACE (0 AS county) FROM counties LIMIT 1", "Duplicate key"),
        ("DELETE FROM households", "foreign key"),
        ("INSERT INTO publication SELECT * REPLACE (999 AS place, 4 AS value) FROM publication LIMIT 1", "CHECK"),
        ("INSERT INTO moves SELECT * REPLACE (9999 AS move, 'x' AS seal, ' ' AS why) FROM moves LIMIT 1", "CHECK"),
    ],
)
def test_the_file_itself_refuses_what_cannot_be(file, statement, kind):
    with registers.open(file, write=True) as register, pytest.raises(duckdb.ConstraintException, match=f"(?i){kind}"):
        register.connection.execute(statement)


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(made, tmp_path):
    assert content(registers.build(tmp_path / "same.duckdb", scale=SCALE)) == content(made[0])
    other = content(registers.build(tmp_path / "other.duckdb", scale=SCALE, seed=7))
    assert other["household_years"] != content(made[0])["household_years"]


# --- build and update ---


def test_build_overwrites_nothing(file, tmp_path):
    before = file.read_bytes()
    assert refusal(registers.build, file, scale=SCALE) == (
        f"{file} exists already. Nothing was written. Give another name, or --force to replace a register."
    )
    (letter := tmp_path / "letter.txt").write_text("Dear reader, " * 100)
    assert (
        refusal(registers.build, letter, scale=SCALE, force=True)
        == f"{letter} is no register: it is not a DuckDB file."
    )
    assert file.read_bytes() == before and letter.read_text().startswith("Dear")
    assert refusal(registers.build, tmp_path / "no" / "x", scale=SCALE) == (
        f"The folder {tmp_path / 'no'} does not exist. Make it first."
    )
    registers.build(file, scale=SCALE, seed=1, force=True)
    assert registers.report(file).attrs == {"synthetic": True, "seed": 1, "scale": SCALE}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.txt", "register.duckdb"]


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"seed": -1}, "The seed cannot be -1. Accepted: a whole number, 0 or more."),
        ({"seed": "x"}, "The seed cannot be x. Accepted: a whole number, 0 or more."),
        ({"scale": 0}, "The scale cannot be 0. Accepted: a number greater than 0, such as 0.01."),
        ({"scale": "x"}, "The scale cannot be x. Accepted: a number greater than 0, such as 0.01."),
    ],
)
def test_values_that_cannot_be_are_refused_before_anything_is_written(named, sentence, tmp_path):
    assert refusal(registers.build, tmp_path / "x.duckdb", **named) == sentence
    assert list(tmp_path.iterdir()) == []


def test_a_year_out_of_order_or_twice_is_refused(file):
    for year, reason in ((2012, "would leave out 2011"), (2010, "is in the register already"), (2009, None)):
        reason = reason or "is in the register already"
        sentence = f"The register stands at 2010; {year} {reason}. The next year is 2011."
        assert refusal(registers.update, file, year) == sentence
    with registers.open(file) as register:
        assert register.year == 2010


def test_an_update_that_fails_leaves_the_year_before(file, made, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_register_public, "publish", fail)
    with pytest.raises(OSError, match="No space"):
        registers.update(file, 2011)
    assert content(file) == content(made[0])


def test_a_population_that_does_not_fit_is_refused_whole(file, made, monkeypatch):
    genuine = households.population
    monkeypatch.setattr(households, "population", lambda **named: genuine(**named).assign(persons=99))
    sentence = refusal(registers.update, file, 2011)
    assert sentence.startswith(
        'Nothing was written: Constraint Error: CHECK constraint failed on table "household_years"'
    )
    assert content(file) == content(made[0])


def test_an_update_adds_rows_and_changes_none(made):
    before, after = (content(file, "SELECT * FROM {}") for file in made)
    assert all(set(before[name]) <= set(after[name]) for name in before)
    assert {row[0] for row in after["years"]} == {2010, 2011}


# Each child is stopped by the system, without a word to Python, at its own share of the time that a whole run takes.
KILL = """
    import os, shutil, signal, sys, time
    from zjpoverty import households, registers
    from zjpoverty.registers import _desk as _register_desk
    first, place, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    scale = float(sys.argv[4])
    households.population(year=2011, scale=scale)

    def child(task, file, seconds):
        if (process := os.fork()) == 0:
            if seconds == "closing":
                registers.Register.close = lambda self: os.kill(os.getpid(), signal.SIGKILL)
            elif seconds:
                signal.setitimer(signal.ITIMER_REAL, seconds)
            registers.update(file, 2011) if task == "update" else registers.build(file, scale=scale)
            os._exit(0)
        started = time.monotonic()
        _, status = os.waitpid(process, 0)
        print(task, file, os.WIFSIGNALED(status), flush=True)
        return time.monotonic() - started

    def copy(name):
        return shutil.copy(first, os.path.join(place, name))

    for task in ("update", "build"):
        file = os.path.join(place, f"{task}-{{}}.duckdb").format
        ready = (lambda name: copy(os.path.basename(name))) if task == "update" else (lambda name: name)
        whole = child(task, ready(file("whole")), None)
        for k in range(count):
            child(task, ready(file(k)), whole * (k + 0.7) / count)
    child("update", copy("closing.duckdb"), "closing")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked and stopped by a timer")
def test_killed_at_any_instant_it_opens_at_the_last_complete_year(made, tmp_path):
    words = [sys.executable, "-c", textwrap.dedent(KILL), made[0], tmp_path, 5, SCALE]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True)
    stopped = {"update": 0, "build": 0}
    whole = [content(made[0]), content(made[1])]
    for line in done.stdout.splitlines():
        task, file, killed = line.split()
        stopped[task] += killed == "True"
        if task == "build" and not os.path.exists(file):
            assert killed == "True"
            continue
        found = content(file)
        assert found in (whole if task == "update" else whole[:1])
        assert killed == "True" or found == whole[task == "update"]
    assert min(stopped.values()) >= 2
    assert content(tmp_path / "closing.duckdb") == whole[1]
    # What a killed build left beside does not stand in the way of the next one.
    left = next(path for path in tmp_path.glob("build-?.duckdb.part"))
    registers.build(left.with_suffix(""), scale=SCALE, force=True)
    assert not left.exists()


# --- one writes, many read ---


def test_a_second_writer_and_a_reader_are_refused_with_the_process_that_writes(file):
    with another(HOLD, file, "write") as process:
        for write, doing in (
            (True, "Only one process at a time may write, and none reads meanwhile"),
            (False, "It may be writing"),
        ):
            assert refusal(registers.open, file, write=write) == (
                f"{file} is in use by process {process.pid}. {doing}: try again when it has ended, or wait for it."
            )


def test_many_read_and_a_writer_waits_for_them(file):
    with another(HOLD, file, "read") as process:
        with registers.open(file) as register:
            assert register.year == 2010
        assert refusal(registers.update, file, 2011).startswith(f"{file} is in use by process {process.pid}. ")
        process.stdin.close()
        registers.update(file, 2011, wait=30)
    assert 2011 in registers.report(file)


def test_a_wait_ends(file):
    with another(HOLD, file, "write"):
        started = time.monotonic()
        refusal(registers.open, file, wait=0.2)
        assert 0.2 <= time.monotonic() - started < 10


def test_the_same_process_cannot_have_it_open_in_two_ways(file):
    with registers.open(file):
        assert refusal(registers.open, file, write=True) == (
            f"{file} is open in this process in another way. Close it there first."
        )


def test_two_builds_of_one_file_are_refused(tmp_path, capsys):
    file = tmp_path / "x.duckdb"
    with _register_file._alone(file):
        assert cli.main(["register", "build", str(file), "--scale", str(SCALE)]) == 2
    sentence = f"zjpoverty: {file} is being built by another process. Wait for it, or give another name.\n"
    assert capsys.readouterr() == ("", sentence)
    assert list(tmp_path.iterdir()) == []


# --- files from elsewhere ---


def test_it_is_opened_for_reading_only_unless_asked(file):
    before = file.read_bytes()
    with registers.open(file) as register:
        sentence = "The register was opened for reading only. Open it with write=True."
        project = {"on": "2011-02-01", "who": "a", "why": "b"}
        assert refusal(register.declare, "development", "Taishun", 1, **project) == sentence
        assert refusal(register.move, 1, "return", **project) == sentence
    assert file.read_bytes() == before


def test_nothing_but_the_file_is_reached_through_it(file, tmp_path):
    (secret := tmp_path / "secret.csv").write_text("a\n1\n")
    frame = pd.DataFrame({"a": [1]})  # noqa: F841 (what must not be reached)
    with registers.open(file, write=True) as register:
        for query in (
            f"SELECT * FROM '{secret}'",
            f"COPY persons TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.duckdb'}'",
            "SELECT * FROM frame",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                register.connection.execute(query)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["register.duckdb", "secret.csv"]


def changed(file, *statements):
    """The file, changed by a hand that is not ours."""
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)
    return file


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (
            ["CREATE MACRO count(x) AS 42"],
            "is not a register as we make them: it adds the macro 'count'. It was not read.",
        ),
        (
            ["CREATE MACRO duckdb_tables() AS TABLE SELECT 1"],
            "is not a register as we make them: it adds the macro 'duckdb_tables'. It was not read.",
        ),
        (
            ["CREATE OR REPLACE VIEW public_page AS SELECT * FROM read_text('*')"],
            "is not a register as we make them: it has another view 'public_page'. It was not read.",
        ),
        (
            ["DROP VIEW public_page"],
            "is not a register as we make them: it lacks the view 'public_page'. It was not read.",
        ),
        (["CREATE SCHEMA s"], "is not a register as we make them: it adds the schema 's'. It was not read."),
        (["DROP TABLE card", "CREATE TABLE card (a INTEGER)"], "is no register: it is a DuckDB file of another kind."),
        (["DELETE FROM card"], "is no whole register: its card is missing."),
        (["UPDATE card SET format = 99"], "is a register of format 99; this version reads format 1. Build it anew."),
    ],
)
def test_a_file_that_is_not_one_of_ours_is_refused_before_it_is_read(file, statements, sentence):
    changed(file, *statements)
    for function in (registers.report, registers.open, lambda one: registers.update(one, 2011)):
        assert refusal(function, file) == f"{file} {sentence}"


def test_what_is_no_duckdb_file_is_refused(tmp_path):
    for name, text in (("text", "x" * 9000), ("short", "x"), ("empty", "")):
        (file := tmp_path / name).write_text(text)
        assert refusal(registers.open, file, write=True) == f"{file} is no register: it is not a DuckDB file."
        assert file.read_text() == text
    for file in (tmp_path, tmp_path / "nothing"):
        assert refusal(registers.open, file) == (
            f"There is no file {file}. Make a register with: zjpoverty register build FILE."
        )
    assert not (tmp_path / "nothing").exists()


HOSTILE = (
    "Robert'); DROP TABLE persons; --",
    '" OR 1=1; --',
    "$year ? {} %s \\",
    "all counties",
    "\x1b[2J\x1b]0;title\x07",
)


def test_values_never_become_sql(tmp_path, monkeypatch, capsys):
    def population(**values):
        frame = genuine(**values)
        names = frame["county"].cat.categories
        return frame.assign(county=frame["county"].cat.rename_categories(dict(zip(names, HOSTILE, strict=False))))

    genuine = households.population
    monkeypatch.setattr(households, "population", population)
    file = registers.build(tmp_path / "hostile'; --.duckdb", scale=SCALE)
    with registers.open(file, write=True) as register:
        found = set(register.sql("SELECT name FROM counties").name)
        assert set(HOSTILE) <= found
        for county in HOSTILE:
            words = {"on": date(2011, 1, 2), "who": county, "why": county}
            project = register.declare("development", county, 1, title=county, **words)
            register.move(project, "publicise", **words)
            assert register.history(project)[-1].who == county.strip()
            row = register.states().set_index("project").loc[project]
            assert (row.county, row.title, row.state) == (county, county, "publicised")
        assert refusal(register.declare, "development", "x'; --", 1, on="2011-01-02", who="a", why="b").startswith(
            'There is no county "x\'; --". Known: '
        )
        assert len(register.sql("SELECT * FROM persons WHERE name = ?", ["person 1' OR '1'='1"])) == 0
        assert register.broken() is None
    registers.update(file, 2011)
    assert cli.main(["register", "report", str(file), "--public"]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "?[2J?]0;title?" in printed
    names = set(registers.report(file, public=True).county)
    assert any("DROP TABLE persons" in name for name in names)
    with registers.open(file) as register:
        assert len(register.sql("SELECT * FROM persons")) > 2000


# --- the workflow in the file ---


def step(register, project, action, day, who="county office", why="a reason"):
    """Move a project on, on a day of 2011."""
    return register.move(project, action, on=f"2011-{day}", who=who, why=why)


def test_a_project_walks_through_the_file_and_its_past_is_read_back(file):
    with registers.open(file, write=True) as register:
        project = register.declare("development", "Taishun", 5000, on="2011-03-01", who="the village", why="a road")
        assert refusal(step, register, project, "verify", "03-02") == (
            "The project is declared, so 'verify' is not possible. Possible from here: publicise, return."
        )
        step(register, project, "publicise", "03-05")
        step(register, project, "verify", "03-12", who="provincial office", why="checked on the spot")
        assert [(move.action, str(move.day), move.who, move.why) for move in register.history(project)] == [
            ("declare", "2011-03-01", "the village", "a road"),
            ("publicise", "2011-03-05", "county office", "a reason"),
            ("verify", "2011-03-12", "provincial office", "checked on the spot"),
        ]
        assert [register.state(project, f"2011-03-{day}") for day in ("01", "04", "05", "12")] == [
            "declared",
            "declared",
            "publicised",
            "verified",
        ]
        assert (register.state(project, "2011-02-28"), register.state(project)) == (None, "verified")
    registers.update(file, 2011)
    with registers.open(file) as register:
        assert register.state(project) == "in statistics"


def test_a_project_that_was_publicised_late_in_the_year_does_not_stop_the_update(file):
    with registers.open(file, write=True) as register:
        words = {"who": "the village", "why": "papers are complete"}
        project = register.declare("relocation", "Taishun", 5600, persons=1, on="2011-12-01", **words)
        register.move(project, "publicise", on="2011-12-28", **words)
    registers.update(file, 2011)
    with registers.open(file) as register:
        assert register.state(project, "2011-12-27") == "declared"
        assert register.state(project, "2011-12-31") == "returned"


def test_every_state_of_every_day_follows_from_the_log(made):
    with registers.open(made[1]) as register:
        projects = register.sql("SELECT project FROM projects").project.tolist()
        assert len(projects) > 5
        for day in (date(2010, 1, 1) + timedelta(days) for days in range(60, 730, 200)):
            listed = register.states(day).set_index("project").state
            assert [register.state(project, day) for project in projects] == [
                listed.get(project) for project in projects
            ]
        view = register.sql("SELECT project, state FROM project_states ORDER BY project").state.tolist()
        assert view == [register.state(project) for project in sorted(projects)]


def test_quota_and_funds_are_those_of_the_file(file):
    with registers.open(file, write=True) as register:
        quota, funds = (
            _register_years.parameters(register.connection)[f"relocation.{name}"] for name in ("quota", "funds")
        )
        words = {"on": "2011-01-10", "who": "a village", "why": "moving"}

        def apply(persons, amount):
            project = register.declare("relocation", "Taishun", amount, persons=persons, **words)
            step(register, project, "publicise", "01-10")
            return project

        first, second = apply(quota - 1, funds - 20_000), apply(2, 11_200)
        step(register, first, "verify", "01-17")
        assert refusal(step, register, second, "verify", "01-17") == (
            "The project asks for 2 persons. Of the quota of 60 persons for relocations in 2011, 1 persons are left."
        )
        assert register.state(second) == "publicised"
        # What is returned uses nothing up.
        step(register, first, "return", "01-18", why="the site is not safe")
        assert step(register, second, "verify", "01-19").state == "verified"


def test_numbers_and_days_may_come_from_a_dataframe(file):
    with registers.open(file, write=True) as register:
        row = pd.DataFrame({"amount": [5000], "day": pd.to_datetime(["2011-03-01"])}).iloc[0]
        project = register.declare("development", "Taishun", row.amount, on=row.day, who="a", why="b")
        last = register.states().project.iloc[-1]
        assert last == project and register.state(last, row.day) == "declared"
        assert register.move(last, "publicise", on=row.day, who="a", why="b").day == date(2011, 3, 1)


def test_moves_are_dated_in_the_year_that_is_open(file):
    with registers.open(file, write=True) as register:
        sentence = (
            "The register is complete up to 2010, so a move is dated in 2011: {} is not. "
            "To go on to a later year, update the register to 2011 first."
        )
        for day in ("2010-12-31", "2012-01-01"):
            assert refusal(register.move, 1, "return", on=day, who="a", why="b") == sentence.format(day)
        for day in ("1 May", "2011-03-01 or so", None):
            assert refusal(register.move, 1, "return", on=day, who="a", why="b") == (
                f"The day cannot be {day!r}. Write it as YYYY-MM-DD, such as 2011-03-01."
            )
        assert refusal(register.move, 10**6, "return", on="2011-01-01", who="a", why="b") == (
            "There is no project 1000000 in the register."
        )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (("road", "Taishun", 1), "There is no kind of project 'road'. Known: relocation, development."),
        (("development", "Taishn", 1), "There is no county 'Taishn'. Did you mean 'Taishun'? Known: "),
        (("development", "Taishun", 0), "A project needs whole numbers: an amount of 1 yuan or more, "),
        (("relocation", "Taishun", 1), "A relocation project moves at least 1 person."),
    ],
)
def test_what_cannot_be_applied_for_is_refused(file, values, sentence):
    with registers.open(file, write=True) as register:
        assert refusal(register.declare, *values, on="2011-01-01", who="a", why="b").startswith(sentence)
        assert register.sql("SELECT * FROM projects").equals(
            register.sql("SELECT * FROM projects WHERE project < 10000")
        )


def test_a_log_that_was_changed_is_noticed(file):
    with registers.open(file) as register:
        assert register.broken() is None
    changed(file, "UPDATE moves SET who = 'somebody else' WHERE move = 5")
    with registers.open(file) as register:
        assert register.broken() == 5


def test_a_row_taken_out_of_the_log_is_noticed_even_if_the_gap_is_closed(file):
    changed(file, "DELETE FROM moves WHERE move = 4")
    with registers.open(file) as register:
        assert register.broken() == 5
        [(last,)] = register.connection.execute("SELECT max(move) FROM moves").fetchall()
    changed(file, *(f"UPDATE moves SET move = {move - 1} WHERE move = {move}" for move in range(5, last + 1)))
    with registers.open(file) as register:
        assert register.broken() == 4


def test_an_interrupt_stops_a_build_and_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(connection, *_):
        connection.interrupt()
        raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")

    monkeypatch.setattr(_register_public, "publish", interrupted)
    with pytest.raises(KeyboardInterrupt):
        registers.build(tmp_path / "x.duckdb", scale=SCALE)
    assert list(tmp_path.iterdir()) == []


# --- the public page ---


def reach(table, hidden):
    """A least and a most that each withheld count can be, by all that is shown, and the count itself.

    Shown are the totals of the rows, those of the columns, and that nothing is below zero. Each answer of the linear
    programme is a table that could be the true one: a table of two ways is a network, so that its corners are whole.
    """
    x = np.vstack([table, table.sum(axis=0)])
    rows, columns = x.shape
    cells = np.argwhere(hidden)
    place = {tuple(cell): k for k, cell in enumerate(cells)}
    equations, right = [], []
    lines = [([(r, c) for c in range(columns)], [], x[r].sum()) for r in range(rows)]
    lines += [([(r, c) for r in range(rows - 1)], [(rows - 1, c)], 0) for c in range(columns)]
    for plus, minus, total in lines:
        equation = np.zeros(len(cells))
        for sign, members in ((1, plus), (-1, minus)):
            for member in members:
                if member in place:
                    equation[place[member]] += sign
                else:
                    total -= sign * x[member]
        if equation.any():
            equations.append(equation)
            right.append(total)
    system = {"A_eq": np.array(equations), "b_eq": right, "bounds": (0, None), "method": "highs"}
    seen = [x[tuple(cells.T)]]
    for cell, k in place.items():
        for sign in (-1, 1):  # the most, then the least; not where an earlier table has told enough
            ends = min(one[k] for one in seen), max(one[k] for one in seen)
            if ends[0] == ends[1] or (x[cell] < 5 and ends[1] < 5):
                found = linprog(sign * np.eye(len(cells))[k], **system)
                assert found.status in (0, 3)
                seen.append(np.round(found.x) if found.status == 0 else np.full(len(cells), np.inf))
    return {cell: (min(one[k] for one in seen), max(one[k] for one in seen), x[cell]) for cell, k in place.items()}


def attacked(table, hidden):
    """Withheld counts that can be found, or of which it can be found that they are small."""
    return [
        cell for cell, (least, most, value) in reach(table, hidden).items() if least == most or (value < 5 and most < 5)
    ]


def test_no_count_of_the_public_page_is_found_by_subtraction(made):
    with registers.open(made[1]) as register:
        page = register.public(2011)
        line = _register_years.parameters(register.connection)["line"]
        names, table = _register_public.counts(register.connection, 2011, line)
    wide = page.pivot(index="county", columns="indicator", values="value")
    # The truth, which only the register knows, row by row of the page.
    truth = pd.DataFrame(table, index=names, columns=registers.indicators())
    rows = [place for place in wide.index if place != "all counties"]
    true = pd.DataFrame([truth.loc[place.split(" and ")].sum() for place in rows])
    assert wide["households"].notna().all() and wide["persons"].notna().all()
    withheld = 0
    for unit, groups in _register_public.GROUPS.items():
        for group in groups:
            columns = [f"{unit} {name}" for name in group]
            hidden = wide.loc[[*rows, "all counties"], columns].isna().to_numpy()
            shown = wide.loc[rows, columns].to_numpy(dtype=float, na_value=np.nan)
            assert (np.isnan(shown) | (shown == true[columns].to_numpy())).all()
            assert attacked(true[columns].to_numpy(), hidden) == []
            withheld += hidden.sum()
    assert withheld > 100


def test_small_counts_alone_would_be_found():
    """The attack can win: it finds what is withheld without anything beside it."""
    table = np.array([[3, 20], [30, 40], [9, 30]])
    naive = np.vstack([table, table.sum(axis=0)]) < 5
    assert attacked(table, naive) == [(0, 0)]
    assert attacked(table, withhold(table)) == []
    # One column beside it, and the small count is found through the column's total.
    row = naive.copy()
    row[0] = True
    assert set(attacked(table, row)) == {(0, 0), (0, 1)}


@pytest.mark.parametrize("columns", [2, 3])
def test_no_count_of_any_table_is_found_by_subtraction(columns):
    numbers = np.random.default_rng(5)
    tried = 0
    for _ in range(30):
        table = numbers.choice([0, 0, 1, 2, 4, 5, 6, 30], size=(numbers.integers(1, 7), columns))
        table[:, 0] += np.maximum(5 * columns - table.sum(axis=1), 0)
        numbers.permuted(table, axis=1, out=table)
        hidden = withhold(table)
        assert hidden[np.vstack([table, table.sum(axis=0)]) < 5].all(), "zero is a count under 5 too"
        assert attacked(table, hidden) == [], table
        tried += hidden.sum()
    assert tried > 100


def test_a_table_with_nothing_small_is_shown_whole():
    assert not withhold(np.full((4, 3), 5)).any()


def test_a_row_too_small_is_refused():
    with pytest.raises(ValueError, match=r"^Every row needs a total of at least 5 times the number of columns\.$"):
        withhold(np.array([[3, 6], [30, 40]]))


def test_small_places_are_shown_together():
    assert merged([20, 1, 1, 40], 15) == [[0, 1, 2], [3]]
    assert merged([3, 4], 15) == [] and merged([], 15) == []


def test_a_page_of_too_few_households_shows_nothing():
    assert _register_public.page(["a"], np.array([[3] * len(registers.indicators())]), 5).empty


def test_the_public_page_has_no_names_no_numbers_and_no_way_to_them(made):
    with registers.open(made[1]) as register:
        page = register.public()
        assert page.columns.tolist() == ["year", "county", "indicator", "unit", "value", "shown", "synthetic"]
        assert page.synthetic.all() and page.attrs["synthetic"]
        cells = set(map(str, page.to_numpy().ravel()))
        for column in ("name", "identity"):
            assert cells.isdisjoint(register.sql(f"SELECT {column} FROM persons").iloc[:, 0])
        assert not re.search(r"S-\d|person \d", " ".join(cells))
        assert (page.value.dropna() >= 5).all()
        # The view reads one table, which holds nothing else, and is tied to no other but the years.
        [(sql,)] = register.connection.execute(
            "SELECT sql FROM duckdb_views() WHERE view_name = 'public_page'"
        ).fetchall()
        assert sql.count("FROM") == 1 and 'FROM "publication"' in sql
        tied = "SELECT referenced_table FROM duckdb_constraints() WHERE table_name = 'publication' "
        tied += "AND referenced_table <> ''"
        assert register.connection.execute(tied).fetchall() == [("years",)]
        [(columns,)] = register.connection.execute(
            "SELECT list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 'publication'"
        ).fetchall()
        assert columns == ["year", "place", "county", "number", "indicator", "unit", "value", "synthetic"]


def test_a_year_is_published_once(made):
    first, second = (registers.report(file, public=True) for file in made)
    assert second[second.year == 2010].reset_index(drop=True).equals(first)


# --- the command ---


def test_the_command_builds_updates_and_reports(tmp_path, capsys):
    file = str(tmp_path / "register.duckdb")
    assert cli.main(["register", "build", file, "--scale", str(SCALE), "--seed", "3"]) == 0
    assert cli.main(["register", "update", file, "--year", "2011"]) == 0
    assert capsys.readouterr().out == (
        f"{file} is a register of 2010. All of it is invented.\n{file} is complete up to 2011.\n"
    )
    assert cli.main(["register", "report", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Synthetic data, seed 3, scale {SCALE}: no household in them is real."
    assert lines[2].split() == ["INDICATOR", "UNIT", "2010", "2011"]
    assert lines[3].startswith("households in the register") and lines[3].split()[-2] == "1,110"
    assert cli.main(["register", "update", file, "--year", "2011"]) == 2
    assert capsys.readouterr().err == (
        "zjpoverty: The register stands at 2011; 2011 is in the register already. The next year is 2012.\n"
    )


@pytest.mark.parametrize("task", ["build", "update", "report"])
def test_every_task_and_option_has_help(task, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["register", task, "--help"])
    assert end.value.code == 0
    register = next(action for action in cli.build_parser()._actions if action.dest != "help" and action.choices)
    tasks = next(action for action in register.choices["register"]._actions if action.choices).choices
    assert set(tasks) == {"build", "update", "report"}
    assert all(action.help for action in tasks[task]._actions)
