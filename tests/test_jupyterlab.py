"""Lessons in JupyterLab, with the network cut: charts draw and controls move before a run, untrusted, and after it."""

import pytest
from pages import SOME, copied, every_control_moves, serving, wait_for
from small import free_port

pytestmark = pytest.mark.browser

TOKEN = "a-token-for-tests"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on the loopback address."""
    port, folder = free_port(), copied(tmp_path_factory.mktemp("lessons"))
    options = ("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}")
    more = ("--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None", f"--ServerApp.root_dir={folder}")
    with serving("jupyterlab", *options, *more, port=port, path=f"/api?token={TOKEN}", folder=folder) as address:
        yield address


def opened_in_lab(open_page, lab: str, name: str):
    """A lesson in JupyterLab, in a window so tall that all of it is drawn."""
    page = open_page(f"{lab}/lab/tree/{name}.ipynb?token={TOKEN}&reset", viewport={"width": 1280, "height": 12000})
    wait_for(page, lambda: page.drawn() >= 2)
    return page


def run(page) -> None:
    """Run all cells, to the last."""
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    wait_for(page, lambda: page.locator(".jp-InputPrompt", has_text="[*]").count() == 0, 90)


@pytest.mark.parametrize("name", SOME)
def test_charts_move_before_a_run_and_after_it(name, lab, open_page):
    page = opened_in_lab(open_page, lab, name)
    every_control_moves(page)
    run(page)
    wait_for(page, lambda: page.drawn() >= 2)
    every_control_moves(page)
    assert page.outside == []


def test_a_widget_shows_its_first_view_without_python_and_moves_with_it(lab, open_page):
    page = opened_in_lab(open_page, lab, "09-relocation")
    wait_for(page, lambda: page.locator(".jp-RenderedHTMLCommon", has_text="at 6.0 % for 10 years").count() == 1)
    run(page)
    shown = page.locator(".widget-html-content", has_text="a year")
    wait_for(page, lambda: shown.count() == 1, 90)
    before = shown.inner_text()
    page.locator(".widget-slider .noUi-handle").first.press("ArrowRight")
    wait_for(page, lambda: shown.inner_text() != before, 20)
