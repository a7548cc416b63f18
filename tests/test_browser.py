"""Exported pages draw and their controls move, with the network cut."""

import shutil

import pytest
from pages import LESSONS, every_control_moves, page_of, wait_for

from zjpoverty import handout, lessons

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Pages and index of all lessons, made of the outputs that are stored with them: a run gives the same."""
    out = tmp_path_factory.mktemp("built")
    lines = []
    for lesson in lessons.lessons():
        (out / f"{lesson.name}.html").write_text(page_of(lesson.name), encoding="utf-8")
        shutil.copy(lesson.path, out)
        files = {"html": f"{lesson.name}.html", "notebook": f"{lesson.name}.ipynb"}
        lines.append({"name": lesson.name, "status": "ok", "reason": None, "error": None} | files)
    (out / "index.html").write_text(handout.index({"lessons": lines}, out), encoding="utf-8")
    return out


@pytest.mark.parametrize("name", LESSONS)
def test_the_exported_page(name, built, open_page):
    page = open_page((built / f"{name}.html").as_uri())
    wait_for(page, lambda: page.drawn() >= 2)
    every_control_moves(page)
    assert (page.outside, page.errors) == ([], [])


def test_the_index_leads_to_every_lesson(built, open_page):
    page = open_page((built / "index.html").as_uri())
    for name in LESSONS:
        assert page.locator(f'a[href="{name}.html"]').count() >= 1
    assert page.locator("img").count() == len(LESSONS)
    assert (page.outside, page.errors) == ([], [])
