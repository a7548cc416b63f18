"""Charts draw and their controls move, with the network cut, in each place where a lesson is read.

The exported page is one place; the others are JupyterLab before a run (the stored notebook, not trusted), JupyterLab
after a run, and Voila.
"""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from small import free_port

from zjpoverty import batch, lessons
from zjpoverty._paths import notebooks_dir

pytestmark = pytest.mark.browser

LESSONS = [lesson.name for lesson in lessons.lessons()]
TOKEN = "a-token-for-tests"

# What every chart shows now, as text: the marks of an svg, the pixels of a canvas.
_SHOWN = """() => [...document.querySelectorAll('svg.marks, canvas.marks')].map(
  (chart) => chart.tagName === 'CANVAS' ? chart.toDataURL() : chart.outerHTML).join('\\n')"""
# Move a control far from where it stands, whichever end that is near, and tell the way back.
_MOVE = """(control) => {
  if (control.type === 'radio') {
    const stood = [...control.closest('.vega-bind').querySelectorAll('input')].findIndex((one) => one.checked);
    control.click();
    return stood;
  }
  const stood = control.value, middle = (Number(control.min) + Number(control.max)) / 2;
  const end = Number(stood) > middle ? control.min : control.max;
  control.value = String((Number(end) + middle) / 2);
  control.dispatchEvent(new Event('input', {bubbles: true}));
  return stood;
}"""
_BACK = """(control, stood) => {
  if (control.type === 'radio') { control.closest('.vega-bind').querySelectorAll('input')[stood].click(); return; }
  control.value = stood;
  control.dispatchEvent(new Event('input', {bubbles: true}));
}"""


@contextmanager
def serving(*command: str, port: int, path: str, folder):
    """A server on the loopback address, ended at the end."""
    log = folder / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen([sys.executable, "-m", *command], cwd=folder, stdout=out, stderr=out)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(page, true, seconds: float = 60) -> None:
    """Wait until a condition holds on a page."""
    for _ in range(int(seconds * 5)):
        if true():
            return
        page.wait_for_timeout(200)
    pytest.fail(f"still not so after {seconds} seconds; console: {page.errors}")


def every_control_moves(page) -> None:
    """Each control that lives in a chart changes what is drawn, with the others as the lesson sets them."""
    wait_for(page, lambda: page.locator(".vega-bind").count() > 0)
    controls = page.locator(
        ".vega-bind input[type=range], .vega-bind input[type=radio]:not(:checked)"
    ).element_handles()
    assert controls
    for control in controls:
        before = page.evaluate(_SHOWN)
        stood = control.evaluate(_MOVE)
        wait_for(page, lambda before=before: page.evaluate(_SHOWN) != before, 10)
        moved = page.evaluate(_SHOWN)
        control.evaluate(_BACK, stood)
        wait_for(page, lambda moved=moved: page.evaluate(_SHOWN) != moved, 10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of stored lessons, which nobody has trusted."""
    place = tmp_path_factory.mktemp("lessons")
    for name in LESSONS:
        shutil.copy(notebooks_dir() / f"{name}.ipynb", place)
    return place


@pytest.fixture(scope="module")
def lab(folder):
    """JupyterLab on the loopback address."""
    port = free_port()
    options = ("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}")
    more = ("--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None", f"--ServerApp.root_dir={folder}")
    with serving("jupyterlab", *options, *more, port=port, path=f"/api?token={TOKEN}", folder=folder) as address:
        yield address


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


def opened_in_lab(open_page, lab: str, name: str):
    """A lesson in JupyterLab, in a window so tall that all of it is drawn."""
    page = open_page(f"{lab}/lab/tree/{name}.ipynb?token={TOKEN}&reset", viewport={"width": 1280, "height": 12000})
    wait_for(page, lambda: page.drawn() >= 2)
    return page


@pytest.mark.parametrize("name", LESSONS)
def test_jupyterlab_before_a_run_and_untrusted(name, lab, open_page):
    page = opened_in_lab(open_page, lab, name)
    every_control_moves(page)
    assert page.outside == []


def test_a_widget_shows_its_first_view_without_python(lab, open_page):
    page = opened_in_lab(open_page, lab, "09-relocation")
    wait_for(page, lambda: page.locator(".jp-RenderedHTMLCommon", has_text="at 6.0 % for 10 years").count() == 1)


@pytest.mark.parametrize("name", LESSONS)
def test_jupyterlab_after_a_run(name, lab, open_page):
    page = opened_in_lab(open_page, lab, name)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    wait_for(page, lambda: page.locator(".jp-InputPrompt", has_text="[*]").count() == 0, 90)
    wait_for(page, lambda: page.drawn() >= 2)
    every_control_moves(page)
    assert page.outside == []


def test_a_widget_moves_in_jupyterlab_after_a_run(lab, open_page):
    page = opened_in_lab(open_page, lab, "09-relocation")
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    shown = page.locator(".widget-html-content", has_text="a year")
    wait_for(page, lambda: shown.count() == 1, 90)
    before = shown.inner_text()
    page.locator(".widget-slider .noUi-handle").first.press("ArrowRight")
    wait_for(page, lambda: shown.inner_text() != before, 20)


@pytest.mark.parametrize("name", LESSONS)
def test_voila(name, folder, open_page):
    pytest.importorskip("voila", reason="Voila is an extra: pip install -e '.[voila]'.")
    port = free_port()
    with serving(
        "voila", f"{name}.ipynb", "--no-browser", f"--port={port}", port=port, path="/static/x", folder=folder
    ) as address:
        page = open_page(address)
        wait_for(page, lambda: page.drawn() >= 2, 90)
        every_control_moves(page)
        assert "Javascript Error" not in page.content()
        # Voila's own template asks for an icon font; our part asks for nothing.
        assert [address for address in page.outside if "fontawesome" not in address] == []
