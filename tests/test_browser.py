"""Exported pages draw and their controls move, with the network cut."""

import pytest
from pages import LESSONS, every_control_moves, wait_for

from zjpoverty import batch

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Exported pages of all lessons."""
    out = tmp_path_factory.mktemp("built")
    assert batch.run(batch.plan(out=out))["status"] == "ok"
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
