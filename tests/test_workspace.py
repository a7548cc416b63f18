"""Workspaces: what a student and a trainer get, and that nothing of theirs is ever lost."""

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from zjpoverty import __version__, batch, datasets, editions, findings, lessons, workspace
from zjpoverty._paths import notebooks_dir
from zjpoverty.workspace import Refused

LESSONS = lessons.lessons()
FILES = ["00-start-here.ipynb", "README.md", *(lesson.path.name for lesson in LESSONS)]
HINT = "There is a newer form of what was kept. To have it, and yours beside it: zjpoverty start {folder} --force"

every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def start(folder: Path, *wanted) -> list[str]:
    """Lines of what a start tells, without the first and the last, which are the same each time."""
    planned = workspace.plan(folder, *wanted)
    workspace.write(planned)
    first, *told, last = workspace.report(planned).splitlines()
    edition = json.loads((folder / workspace.MANIFEST).read_text("utf-8"))["edition"]
    assert first == f"{folder} holds {len(LESSONS)} lessons, {edition}'s edition of zjpoverty {__version__}."
    assert last == f"Open it: zjpoverty lab {folder}"
    return told


def content(folder: Path) -> dict[str, bytes]:
    """Bytes of every file by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def cells(notebook: dict, tag: str) -> list[dict]:
    """Cells with a tag."""
    return [cell for cell in notebook["cells"] if tag in lessons.tags(cell)]


def words(notebook: dict) -> str:
    """All text of a notebook."""
    return "\n\n".join(map(lessons.source, notebook["cells"]))


@pytest.fixture(scope="module")
def student(tmp_path_factory) -> Path:
    """A student's workspace that nobody has changed."""
    start(folder := tmp_path_factory.mktemp("student"))
    return folder


@pytest.fixture(scope="module")
def trainer(tmp_path_factory) -> Path:
    """A trainer's workspace that nobody has changed."""
    start(folder := tmp_path_factory.mktemp("trainer"), "trainer")
    return folder


def upgrade(monkeypatch) -> None:
    """Go on as if a newer version were installed, with something new in each lesson and in the README."""
    made = workspace.edition_of

    def newer(*lesson) -> dict:
        notebook = made(*lesson)
        return {**notebook, "metadata": {**notebook["metadata"], "new": True}}

    monkeypatch.setattr(workspace, "edition_of", newer)
    monkeypatch.setattr(workspace, "__version__", "9.9")
    monkeypatch.setattr(editions, "__version__", "9.9")


# --- the student's edition ---


@every_lesson
def test_a_student_finds_the_lesson_without_its_solutions(lesson, student):
    stored, copied = lessons.notebook(lesson.path), lessons.notebook(student / lesson.path.name)
    solutions = cells(copied, "solution")
    assert len(solutions) == len(cells(stored, "solution")) > 0
    for cell in solutions:
        assert lessons.source(cell) == "# Room to work it out" and cell["outputs"] == []
        assert cell["metadata"] == {"tags": ["solution", "notebook-only"]}
    others = [cell for cell in copied["cells"] if "solution" not in lessons.tags(cell)]
    assert others == [cell for cell in stored["cells"] if "solution" not in lessons.tags(cell)]
    assert "Right. " not in json.dumps(copied)


def test_a_students_workspace_runs_to_the_bytes_that_it_holds(student, tmp_path):
    command = [sys.executable, "-m", "zjpoverty.cli", "run", "--notebooks", str(student), "--out", str(tmp_path)]
    done = subprocess.run([*command, "--quiet"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for lesson in LESSONS:
        ran = json.loads((tmp_path / lesson.path.name).read_text("utf-8"))
        assert ran["cells"] == lessons.notebook(student / lesson.path.name)["cells"], lesson.name
        page = (tmp_path / f"{lesson.name}.html").read_text("utf-8")
        assert "Your answer:" in page and "Room to work it out" not in page and 'class="solution"' not in page


# --- the trainer's edition ---


@every_lesson
def test_a_trainer_finds_the_solutions_open(lesson, trainer):
    stored, copied = lessons.notebook(lesson.path), lessons.notebook(trainer / lesson.path.name)
    solutions = cells(copied, "solution")
    assert [lessons.source(cell) for cell in solutions] == list(map(lessons.source, cells(stored, "solution")))
    for cell in solutions:
        assert "jupyter" not in cell["metadata"] and "Right. " in json.dumps(cell["outputs"])


@every_lesson
def test_nothing_of_the_lesson_is_lost_or_moved_among_the_notes(lesson, trainer):
    copied = lessons.notebook(trainer / lesson.path.name)
    copied["cells"] = [cell for cell in copied["cells"] if "trainer" not in lessons.tags(cell)]
    assert words(copied).split() == words(lessons.notebook(lesson.path)).split()


@every_lesson
def test_each_step_has_its_note_under_its_heading(lesson, trainer):
    copied = lessons.notebook(trainer / lesson.path.name)
    notes = [row for row in datasets.rows("notes") if row["lesson"] == lesson.name]
    found, heading = [], None
    for cell in copied["cells"]:
        heading = next(iter(re.findall(r"^## (.*)", lessons.source(cell), re.MULTILINE)), heading)
        if told := re.fullmatch(r"> \*\*For the trainer, (\d+) minutes?:\*\* (.*)", lessons.source(cell), re.DOTALL):
            found.append((heading, int(told[1]), told[2]))
    assert found == [(row["heading"], row["minutes"], row["note"]) for row in notes]
    assert sum(minutes for _, minutes, _ in found) == lesson.minutes


@every_lesson
def test_a_trainers_lesson_begins_with_what_to_do_when_something_fails(lesson, trainer):
    first, second, *_ = lessons.notebook(trainer / lesson.path.name)["cells"]
    assert lessons.source(first).startswith(f"# {lesson.title}")
    told = lessons.source(second)
    assert told.startswith(f"> **For the trainer: {lesson.minutes} minutes in all.**")
    assert [line for line in told.splitlines() if line.startswith("> - *")] == [
        "> - *The network:* nothing here needs it.",
        "> - *The projector:* print the handout the day before, one a person. "
        f"`zjpoverty run {lesson.name} --notebooks .` writes it to `build`. It holds every chart, and each chart has "
        "its words. The notes say what to draw on the board.",
        "> - *The machine:* open the handout on any other that has a browser. The controls in the charts work there.",
        "> - *The time:* leave out the mechanism, never the questions for the seminar.",
    ]


@every_lesson
def test_each_exercise_is_followed_by_its_likely_wrong_answers(lesson, trainer):
    listed = lessons.notebook(trainer / lesson.path.name)["cells"]
    for cell, after in pairwise(listed):
        if "solution" in lessons.tags(cell):
            (id,) = re.findall(r'check\("([^"]+)"', lessons.source(cell))
            mistakes = [row for row in datasets.rows("checks") if (row["id"], row["role"]) == (id, "mistake")]
            lines = [line for line in lessons.source(after).splitlines() if line.startswith("> - ")]
            assert [line.partition(": ")[2] for line in lines] == [row["hint"] for row in mistakes]
            for line, row in zip(lines, mistakes, strict=True):
                shown, value = line.removeprefix("> - ").partition(": ")[0], findings.evaluate(row["expression"])
                is_word = isinstance(value, str)
                assert shown == value if is_word else float(shown.replace(",", "")) == pytest.approx(value, rel=0.01)


def test_the_words_on_an_exercise_are_these():
    assert editions._likely("relocation.subsidy_growth").splitlines()[0] == (
        "**For the trainer:** the right answer is **86.7 %**. Likely wrong answers, and what they come from:"
    )
    assert editions._likely("relocation.cost_per_head").splitlines()[:3] == [
        "**For the trainer:** the right answer is **45,000 yuan per person**. "
        "Likely wrong answers, and what they come from:",
        "",
        "- 4,470: You took the province's money alone. Take all construction money of the 29 counties.",
    ]


@pytest.mark.parametrize("edition", ["student", "trainer"])
def test_every_notebook_is_valid(edition, request):
    import nbformat

    for path in request.getfixturevalue(edition).glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        ids = [cell["id"] for cell in notebook.cells]
        assert len(ids) == len(set(ids)), path.name


def test_a_trainers_workspace_runs_and_its_notes_stand_on_the_pages(trainer, tmp_path):
    report = batch.run(batch.plan(["01"], notebooks=trainer, out=tmp_path))
    assert report["status"] == "ok", report
    page = (tmp_path / "01-overview.html").read_text("utf-8")
    assert page.count("For the trainer, ") == 10 and page.count('class="solution"') == 3


# --- the index ---


def test_the_stored_index_is_what_the_lessons_give():
    stored = (notebooks_dir() / workspace.INDEX).read_text("utf-8")
    assert stored == workspace.text_of(workspace.index(LESSONS)), "make store makes it anew"


def test_storing_makes_the_index_anew(tmp_path, monkeypatch):
    copy = tmp_path / "01-overview.ipynb"
    copy.write_bytes((notebooks_dir() / "01-overview.ipynb").read_bytes())
    for room in (batch, lessons):
        monkeypatch.setattr(room, "notebooks_dir", lambda: tmp_path)
    batch.store()
    assert (tmp_path / workspace.INDEX).read_text("utf-8") == workspace.text_of(workspace.index([lessons.read(copy)]))


def test_the_index_lists_each_lesson_with_its_question_and_minutes(student):
    text = words(lessons.notebook(student / workspace.INDEX))
    for lesson in LESSONS:
        short = lesson.title.partition(":")[0]
        assert f"| [{short}]({lesson.path.name}) | {lesson.question} | {lesson.minutes} |" in text
        assert all(f"- {objective}" in text for objective in lesson.objectives)
    assert "For the trainer" not in text


@pytest.mark.parametrize("edition", ["student", "trainer"])
def test_every_link_of_a_workspace_resolves(edition, request):
    folder = request.getfixturevalue(edition)
    for path in folder.glob("*.ipynb"):
        texts = [cell for cell in lessons.notebook(path)["cells"] if cell["cell_type"] == "markdown"]
        for target in re.findall(r"\]\(([^)\s]+\.ipynb)\)", "\n".join(map(lessons.source, texts))):
            assert (folder / target).is_file(), (path.name, target)


def test_the_index_of_one_lesson():
    made = workspace.index(LESSONS[:1], "trainer")
    assert lessons.source(made["cells"][0]).endswith(
        "There is one lesson; it takes 35 minutes. If you have time for one only, take the first."
    )
    assert lessons.tags(made["cells"][2]) == ["trainer"]


@pytest.mark.parametrize("edition", ["student", "trainer"])
def test_the_readme_says_what_it_is_and_how_to_go_on(edition, request):
    text = (request.getfixturevalue(edition) / "README.md").read_text("utf-8")
    assert f"This is the {edition}'s edition of zjpoverty {__version__}." in text
    for command in ("zjpoverty lab .", "zjpoverty run --notebooks .", "zjpoverty start ."):
        assert f"\n    {command}\n" in text


# --- again, after changes ---


def test_a_start_writes_all_and_notes_what_it_wrote(tmp_path):
    folder = tmp_path / "new" / "mine"
    assert start(folder) == [f"added: {', '.join(FILES)}"]
    assert sorted(path.name for path in folder.iterdir()) == sorted([workspace.MANIFEST, *FILES])
    noted = json.loads((folder / workspace.MANIFEST).read_text("utf-8"))
    assert (noted["version"], noted["edition"], list(noted["files"])) == (__version__, "student", sorted(FILES))
    assert noted["files"]["README.md"] == sha256((folder / "README.md").read_bytes()).hexdigest()


def test_a_second_start_changes_nothing(tmp_path):
    start(tmp_path)
    before = content(tmp_path)
    assert start(tmp_path) == ["Nothing is new."]
    assert content(tmp_path) == before


def test_an_upgrade_updates_what_its_owner_did_not_change(tmp_path, monkeypatch):
    start(tmp_path)
    (tmp_path / "01-overview.ipynb").write_text("my answers")
    (tmp_path / "09-relocation.ipynb").unlink()
    (tmp_path / "mine.ipynb").write_text("a notebook of my own")
    upgrade(monkeypatch)
    planned = workspace.plan(tmp_path)
    workspace.write(planned)
    others = [name for name in FILES if name not in (workspace.INDEX, "01-overview.ipynb", "09-relocation.ipynb")]
    assert workspace.report(planned).splitlines()[1:-1] == [
        "added: 09-relocation.ipynb",
        f"updated: {', '.join(others)}",
        "kept, since you changed it: 01-overview.ipynb",
        HINT.format(folder=tmp_path),
    ]
    assert (tmp_path / "01-overview.ipynb").read_text() == "my answers"
    assert (tmp_path / "mine.ipynb").read_text() == "a notebook of my own"
    assert lessons.notebook(tmp_path / "09-relocation.ipynb")["metadata"]["new"]
    assert json.loads((tmp_path / workspace.MANIFEST).read_text("utf-8"))["version"] == "9.9"


def test_a_notebook_that_was_only_opened_and_saved_is_not_changed(tmp_path, monkeypatch):
    """JupyterLab 4.6 saves by itself: it notes the kernel, and writes 129000.0 as 129000. Measured with all lessons."""
    start(tmp_path)
    for path in tmp_path.glob("*.ipynb"):
        saved = json.loads(
            path.read_text("utf-8"),
            parse_float=lambda digits: int(digits[:-2]) if digits.endswith(".0") else float(digits),
        )
        saved["metadata"] |= {"kernelspec": {"name": "other"}, "language_info": {"name": "python", "version": "3.14.1"}}
        path.write_text(json.dumps(saved), encoding="utf-8")
    before = content(tmp_path)
    assert start(tmp_path) == ["Nothing is new."]
    assert content(tmp_path) == before
    upgrade(monkeypatch)
    states = {file.name: file.state for file in workspace.plan(tmp_path).files}
    assert states == dict.fromkeys(FILES, "updated") | {"00-start-here.ipynb": "same"}


@pytest.mark.parametrize("what", ["source", "outputs", "tags"])
def test_whatever_else_is_changed_in_a_notebook_counts(tmp_path, what):
    start(tmp_path)
    lesson = tmp_path / "01-overview.ipynb"
    notebook = json.loads(lesson.read_text("utf-8"))
    (cell, *_) = cells(notebook, "exercise")[1:]
    if what == "tags":
        cell["metadata"]["tags"] = []
    else:
        cell[what] = ["answer = 5"] if what == "source" else []
    lesson.write_text(json.dumps(notebook), encoding="utf-8")
    assert start(tmp_path) == ["Nothing is new.", "kept, since you changed it: 01-overview.ipynb"]


def test_what_was_kept_stays_the_owners_until_it_is_as_it_was(tmp_path):
    start(tmp_path)
    lesson = tmp_path / "01-overview.ipynb"
    pristine = lesson.read_bytes()
    lesson.write_text("my answers")
    for _ in range(2):
        assert start(tmp_path) == ["Nothing is new.", "kept, since you changed it: 01-overview.ipynb"]
        assert lesson.read_text() == "my answers"
    lesson.write_bytes(pristine)
    assert start(tmp_path) == ["Nothing is new."]


def test_force_replaces_and_keeps_what_was_there(tmp_path):
    start(tmp_path)
    lesson = tmp_path / "01-overview.ipynb"
    pristine = lesson.read_bytes()
    for count, name in enumerate(["01-overview.yours.ipynb", "01-overview.yours-2.ipynb"], start=1):
        lesson.write_text(f"my answers, {count}")
        assert start(tmp_path, None, True) == [f"replaced, and yours kept: 01-overview.ipynb (yours: {name})"]
        assert (tmp_path / name).read_text() == f"my answers, {count}"
        assert lesson.read_bytes() == pristine
    assert start(tmp_path, None, True) == ["Nothing is new."]


def test_what_was_kept_beside_is_no_lesson_of_its_own(tmp_path):
    start(tmp_path)
    lesson = tmp_path / "01-overview.ipynb"
    for _ in range(2):
        lesson.write_text(lesson.read_text("utf-8").replace("answer = None", "answer = 5"), encoding="utf-8")
        start(tmp_path, None, True)
    assert [found.name for found in lessons.lessons(tmp_path)] == [lesson.name for lesson in LESSONS]
    assert lessons.find("01", tmp_path).name == "01-overview"


def test_a_file_that_was_there_before_is_its_owners(tmp_path):
    (tmp_path / "README.md").write_text("my notes")
    (tmp_path / "01-overview.ipynb").mkdir()
    (tmp_path / "09-relocation.ipynb").symlink_to(tmp_path / "nowhere")
    kept = ["README.md", "01-overview.ipynb", "09-relocation.ipynb"]
    assert start(tmp_path) == [
        f"added: {', '.join(name for name in FILES if name not in kept)}",
        f"kept, since you changed it: {', '.join(kept)}",
        HINT.format(folder=tmp_path),
    ]
    assert (tmp_path / "README.md").read_text() == "my notes"
    assert (tmp_path / "09-relocation.ipynb").is_symlink() and not (tmp_path / "nowhere").exists()
    start(tmp_path, None, True)
    assert (tmp_path / "README.yours.md").read_text() == "my notes"
    assert (tmp_path / "01-overview.yours.ipynb").is_dir() and (tmp_path / "09-relocation.yours.ipynb").is_symlink()
    assert lessons.read(tmp_path / "09-relocation.ipynb").minutes


def test_a_lesson_that_is_no_longer_shipped_is_left(tmp_path):
    start(tmp_path)
    (tmp_path / "77-old.ipynb").write_text("{}")
    manifest = json.loads((tmp_path / workspace.MANIFEST).read_text("utf-8"))
    manifest["files"] |= {"77-old.ipynb": "0", "78-gone.ipynb": "0", "../outside": "0"}
    (tmp_path / workspace.MANIFEST).write_text(json.dumps(manifest))
    assert start(tmp_path) == ["Nothing is new.", "left, though no longer a lesson: 77-old.ipynb"]
    assert (tmp_path / "77-old.ipynb").read_text() == "{}"


def test_a_workspace_keeps_its_edition_until_another_is_asked_for(tmp_path):
    start(tmp_path, "trainer")
    assert start(tmp_path) == ["Nothing is new."]
    assert start(tmp_path, "student") == [f"updated: {', '.join(FILES)}"]
    assert "For the trainer" not in words(lessons.notebook(tmp_path / "01-overview.ipynb"))


def test_what_was_written_before_a_disaster_still_counts_as_ours(tmp_path, monkeypatch):
    def full(path: Path, text: str) -> None:
        if path.name == "09-relocation.ipynb":
            raise OSError(28, "No space left on device", str(path))
        written(path, text)

    written = workspace.write_whole
    with monkeypatch.context() as patch:
        upgrade(patch)
        patch.setattr(workspace, "write_whole", full)
        with pytest.raises(OSError, match="No space left on device"):
            workspace.write(workspace.plan(tmp_path))
    assert "01-overview.ipynb" in json.loads((tmp_path / workspace.MANIFEST).read_text("utf-8"))["files"]
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")]
    told = workspace.report(planned := workspace.plan(tmp_path)).splitlines()
    workspace.write(planned)
    assert told[1].startswith("added: 09-relocation.ipynb") and told[2].startswith("updated: README.md, 01-overview")
    assert start(tmp_path) == ["Nothing is new."]


# --- refused ---


def test_what_is_refused_gets_one_sentence_and_writes_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(notebooks_dir())
    inside = notebooks_dir() / "mine"
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / workspace.MANIFEST).write_text("{")
    before = sorted(tmp_path.rglob("*"))
    a_file = f"{tmp_path / 'file'} is a file, not a folder. Give a folder for the workspace."
    the_shipped = "{} holds the lessons from which copies are made. Give another folder for the workspace."
    no_edition = "There is no edition 'teacher'. Did you mean 'trainer'? Known: student, trainer."
    unreadable = (
        f"{damaged / workspace.MANIFEST} cannot be read, so it is not known which files are yours. Delete it: "
        "then every file that differs counts as yours and is kept."
    )
    for wanted, sentence in [
        ((tmp_path / "file",), a_file),
        ((tmp_path / "file" / "deeper",), a_file),
        ((notebooks_dir(),), the_shipped.format(notebooks_dir())),
        ((inside,), the_shipped.format(inside)),
        ((tmp_path / "link",), the_shipped.format(tmp_path / "link")),
        ((tmp_path / "new", "teacher"), no_edition),
        ((damaged,), unreadable),
    ]:
        with pytest.raises(Refused) as refused:
            workspace.plan(*wanted)
        assert str(refused.value) == sentence
    monkeypatch.setattr(workspace.os, "access", lambda place, mode: False)
    with pytest.raises(Refused) as refused:
        workspace.plan(tmp_path / "new")
    assert str(refused.value) == (f"The folder {tmp_path} cannot be written to. Give another folder for the workspace.")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "text", ["[]", '{"edition": "student"}', '{"edition": "x", "files": {}}', '{"edition": "student", "files": []}']
)
def test_a_manifest_of_the_wrong_kind_is_damaged(tmp_path, text):
    (tmp_path / workspace.MANIFEST).write_text(text)
    with pytest.raises(Refused, match=r"\.zjpoverty\.json cannot be read, so it is not known which files are yours"):
        workspace.plan(tmp_path)


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path, monkeypatch):
    planned = workspace.plan(tmp_path / "new")
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: os.stat(tmp_path / "nothing"))
    with pytest.raises(Refused) as refused:
        workspace.write(planned)
    assert str(refused.value) == (
        f"The folder {tmp_path / 'new'} cannot be made: No such file or directory. Give another one."
    )
