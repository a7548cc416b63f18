"""Pages that everybody can use: axe-core, the tool of Deque, finds no serious fault in any view.

axe-core comes from npm and is not a part of this project: the variable ZJPOVERTY_AXE names its axe.min.js, or it lies
in node_modules beside the project.
"""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from pages import SOME

from zjpoverty import handout, lessons

pytestmark = pytest.mark.browser

LESSONS = [lesson.name for lesson in lessons.lessons()]
_ROOT = Path(__file__).resolve().parents[1]
_BESIDE = _ROOT / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """() => axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations
  .filter(({impact}) => impact === 'serious' || impact === 'critical')
  .map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map(({html}) => html.slice(0, 120)).join(' | ')}`))"""


@pytest.fixture(scope="session")
def axe() -> str:
    """Source of axe-core. CI with npm promises it; a laptop need not have it."""
    path = Path(os.environ.get("ZJPOVERTY_AXE") or _BESIDE)
    if path.is_file():
        return path.read_text("utf-8")
    sentence = f"There is no axe-core at {path}, so nothing was tested with it: npm install --no-save axe-core"
    if os.environ.get("CI") == "true" and shutil.which("npm"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages and index of all lessons, made of the outputs that are stored with them."""
    folder = tmp_path_factory.mktemp("pages")
    entries = []
    for name in LESSONS:
        lesson = lessons.find(name)
        made = nbformat.read(lesson.path, 4)
        note = nbformat.v4.new_markdown_cell("Ask *first*.", metadata={"tags": ["trainer"]})
        made.cells.insert(3, note)
        (folder / f"{name}.html").write_text(handout.page(made, lesson, links=LESSONS), encoding="utf-8")
        nbformat.write(made, folder / f"{name}.ipynb")
        entries.append({"name": name, "status": "ok", "reason": None, "error": None})
        entries[-1] |= {"html": f"{name}.html", "notebook": f"{name}.ipynb"}
    report = {"lessons": entries, "parameters": {}, "versions": {}, "started": None, "ended": None}
    (folder / "index.html").write_text(handout.index(report, folder), encoding="utf-8")
    return folder


def faults(page, axe) -> list[str]:
    """Serious and critical faults of a page as it stands."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe)
    return page.evaluate(_RUN)


def test_axe_does_find_a_fault(page, axe):
    page.set_content("<html lang=en><title>x</title><main><img src='data:,'></main></html>")
    assert [fault.partition(":")[0] for fault in faults(page, axe)] == ["image-alt"]


def test_the_index_has_no_serious_fault(pages, open_page, axe):
    assert faults(open_page((pages / "index.html").as_uri()), axe) == []


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_no_serious_fault(name, pages, open_page, axe):
    page = open_page((pages / f"{name}.html").as_uri())
    page.wait_for_function("() => !document.querySelector('figure.chart:not(.drawn)')")
    if name in SOME:
        assert faults(page, axe) == []
    page.get_by_role("button", name="Show code").click()  # and with all that can be opened
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert faults(page, axe) == []


@pytest.mark.parametrize("name", [SOME[0], SOME[-1]])
def test_no_part_of_the_projector_view_has_a_serious_fault(name, pages, open_page, axe):
    page = open_page((pages / f"{name}.html").as_uri() + "?view=projector")
    page.wait_for_function("() => !document.querySelector('figure.chart:not(.drawn)')")
    found = {}
    for part in range(int(page.locator(".count").inner_text().partition(" / ")[2])):
        found[part + 1] = faults(page, axe)
        page.keyboard.press("PageDown")
    assert {part: each for part, each in found.items() if each} == {}
