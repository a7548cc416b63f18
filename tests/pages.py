"""What tests of pages in a browser share: servers, waiting, and controls that must move what is drawn."""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import cache

import nbformat
import pytest

from zjpoverty import handout, lessons
from zjpoverty._paths import notebooks_dir

LESSONS = [lesson.name for lesson in lessons.lessons()]
# The exported page is opened for every lesson. Where the same charts are drawn by another program, some stand for all:
# the one with a widget, and the one with a map.
SOME = [name for name in LESSONS if name[:2] in ("09", "24")]

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


@cache
def page_of(name: str) -> str:
    """Page of a lesson, made of the outputs that are stored with it: a run gives the same."""
    lesson = lessons.find(name)
    return handout.page(nbformat.read(lesson.path, 4), lesson, links=LESSONS)


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


def copied(place):
    """A folder of stored lessons, which nobody has trusted."""
    for name in LESSONS:
        shutil.copy(notebooks_dir() / f"{name}.ipynb", place)
    return place
