"""Time from a moved slider to the changed chart, in an exported page and in JupyterLab: median of 20, in frames too.

The clock runs in the page, from the event of the slider to the first frame in which the chart is another one. A frame
of a screen lasts 16.7 ms, so an answer takes one frame at least.
"""

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from zjpoverty import handout, lessons

TIMES = 20
FRAME = 1000 / 60
LESSON = lessons.find("09-relocation")
TOKEN = "a-token-for-the-benchmark"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SLIDER = ".vega-bind input[type=range]"

# Vega draws before it answers, so the frame after its answer shows the change. What is drawn is read when the clock
# stands still: an svg by its marks, a canvas by its pixels.
MOVE = """async ([selector, step]) => {
  const slider = document.querySelector(selector);
  const near = (element) => element.querySelector('svg.marks, canvas.marks') ?? near(element.parentElement);
  const chart = near(slider);
  const shown = () => (chart.toDataURL ? chart.toDataURL() : chart.innerHTML);
  const frame = () => new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
  const before = shown();
  await frame();
  slider.value = String(Number(slider.min) + step * (Number(slider.max) - Number(slider.min)));
  const start = performance.now();
  slider.dispatchEvent(new Event('input', {bubbles: true}));
  for (let frames = 1; frames < 120; frames += 1) {
    await frame();
    const end = performance.now();
    if (shown() !== before) return end - start;
  }
  throw new Error('the chart did not change');
}"""


def median(page) -> float:
    """Milliseconds from a moved slider to the changed chart."""
    page.wait_for_selector(SLIDER, timeout=90_000)
    page.wait_for_timeout(2_000)
    steps = [0.1 + 0.8 * (step * 7 % TIMES) / TIMES for step in range(TIMES + 1)]
    return statistics.median([page.evaluate(MOVE, [SLIDER, step]) for step in steps][1:])


def in_page(browser, folder: Path) -> float:
    """The exported page, opened as a file."""
    path = folder / "page.html"
    path.write_text(handout.page(nbformat.read(LESSON.path, 4), LESSON), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    return median(page)


def in_lab(browser, folder: Path) -> float:
    """JupyterLab on the loopback address, the lesson as it is stored."""
    shutil.copy(LESSON.path, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        answers(f"http://127.0.0.1:{port}/api?token={TOKEN}")
        page = browser.new_page(viewport={"width": 1280, "height": 12_000})  # so tall that all of it is drawn
        page.goto(f"http://127.0.0.1:{port}/lab/tree/{LESSON.name}.ipynb?token={TOKEN}&reset")
        return median(page)
    finally:
        server.terminate()
        server.wait(20)


def answers(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return None
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("JupyterLab did not start within a minute.")


def main() -> None:
    """Print the table."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        return print("No Chromium was found, so nothing was timed. Install it: apt-get install chromium.")
    print(f"{LESSON.name}, a moved slider{'':9} ms  frames of {FRAME:.1f} ms")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, measure in {"exported page": in_page, "JupyterLab": in_lab}.items():
            took = measure(browser, Path(folder))
            print(f"{name:30} {took:10.1f} {took / FRAME:19.1f}")
        browser.close()


if __name__ == "__main__":
    main()
