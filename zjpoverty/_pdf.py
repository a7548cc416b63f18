"""The pages of a run on paper: ``python -m zjpoverty._pdf build`` prints each page beside itself through Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")

# Charts draw within two seconds; the clock of the page runs ahead, so nobody waits for what comes sooner.
_WAIT = "--virtual-time-budget=10000"
_QUIET = ("--headless", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--no-pdf-header-footer")
_SECONDS = 120

_NO_PROGRAM = (
    "No Chromium was found, so no PDF was made. Install Chromium or Google Chrome, "
    "or open the pages of {folder} in any browser and print them as PDF."
)


def program() -> str | None:
    """Path of Chromium, or of a browser that is made of it."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def command(browser: str, page: Path, pdf: Path, profile: str, root: bool = False) -> list[str]:
    """Command that prints a page.

    The profile is a folder of its own: a Chromium that is open on the screen would else be asked, and print nothing.

    Examples
    --------
    >>> command("chromium", Path("/build/a.html"), Path("/build/a.pdf"), "profile")[-2:]
    ['--print-to-pdf=/build/a.pdf', 'file:///build/a.html']
    """
    sandbox = ["--no-sandbox"] if root else []  # Chromium refuses to start its sandbox as root
    return [browser, *_QUIET, *sandbox, _WAIT, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", page.as_uri()]


def write(page: Path, browser: str) -> Path:
    """Print a page beside itself, on A4 with backgrounds and without the browser's own header and footer.

    Raises
    ------
    OSError
        If Chromium made nothing. It has said why.
    """
    with TemporaryDirectory(prefix="zj-") as folder:
        made = Path(folder, "page.pdf")
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        asked = command(browser, page.resolve(), made, str(Path(folder, "profile")), root)
        told = subprocess.run(asked, capture_output=True, text=True, timeout=_SECONDS, check=False).stderr
        if not made.is_file():
            raise OSError(f"{page} was not printed. {browser} said: {told.strip()[-500:] or 'nothing'}")
        return Path(shutil.move(made, page.with_suffix(".pdf")))


def main(folders: Sequence[str]) -> int:
    """Print all pages of folders; say what was made."""
    browser = program()
    for folder in map(Path, folders):
        pages = sorted(folder.glob("*.html"))
        if not pages:
            print(f"There are no pages in {folder}. Make them first: zjpoverty run --out {folder}", file=sys.stderr)
            return 1
        if browser is None:
            print(_NO_PROGRAM.format(folder=folder), file=sys.stderr)
            return 1
        for page in pages:
            print(write(page, browser))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:] or ["build"]))
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"zjpoverty: {error}")
