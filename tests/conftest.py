"""What all tests share, and a browser for them: headless Chromium with the outside network cut.

Playwright drives the system's own Chromium.
"""

import os
import shutil
from urllib.parse import urlparse

import hypothesis
import pytest

# How long an example takes depends on what else the machine does, and is measured in benchmarks/.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")

# Quiet and still: no sandbox (CI runs as root), no graphics card, none of the browser's own traffic.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync"]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_HOME = ("127.0.0.1", "localhost", "::1")

# A chart counts when its scene holds a mark: a painted pixel on a canvas, or a shape in an svg's mark group.
_DRAWN = """() => {
  const painted = (canvas) => {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const dark = (i) => data[i + 3] && Math.min(data[i], data[i + 1], data[i + 2]) < 250;
    for (let i = 0; i < data.length; i += 4) if (dark(i)) return true;
    return false;
  };
  const shapes = ['rect', 'symbol', 'line', 'area', 'arc', 'shape'].map((kind) => `.mark-${kind} path`);
  const marks = [...shapes, '.mark-rule line', '.mark-text text'].join(', ');
  const svgs = [...document.querySelectorAll('svg.marks')].filter((svg) => svg.querySelector(marks));
  return svgs.length + [...document.querySelectorAll('canvas.marks')].filter(painted).length;
}"""


def _missing(sentence: str):
    # CI promises a browser; a laptop need not have one.
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium, once a session; its tests are skipped where there is none, and fail there in CI."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        _missing("No Chromium was found, so nothing was tested in a browser. Install it: apt-get install chromium.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright is not installed, so nothing was tested in a browser: pip install -e '.[dev]'.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """Open pages behind a gate that lets nothing out: ``open_page(address, **options)`` returns a Playwright page.

    ``page.outside`` lists the outside addresses that it asked for, ``page.errors`` what its console complained of,
    ``page.drawn()`` counts the charts that have drawn a mark.
    """
    contexts = []

    def open_(address: str | None = None, **options):
        contexts.append(context := browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **options}))
        page = _watched(context.new_page())
        if address is not None:
            page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    """A blank page behind the gate of ``open_page``."""
    return open_page()


def _watched(page):
    page.outside, page.errors = [], []

    def gate(route):
        url = urlparse(route.request.url)
        if url.scheme in ("file", "data", "blob", "about") or url.hostname in _HOME:
            route.continue_()
        else:
            page.outside.append(route.request.url)
            route.abort()

    page.route("**/*", gate)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.drawn = lambda: page.evaluate(_DRAWN)
    return page
