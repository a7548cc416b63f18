"""Pages as PDFs: A4, a lesson on two to four pages, and one sentence where it cannot be."""

import re

import pytest
from pages import LESSONS, SOME, page_of

from zjpoverty import _pdf


@pytest.fixture
def lesson_page(tmp_path):
    """Write the page of a stored lesson."""

    def write(name):
        page = tmp_path / f"{name}.html"
        page.write_text(page_of(name), encoding="utf-8")
        return page

    return write


def pages_of_a4(pdf: bytes) -> int:
    """Number of pages of a PDF, all of A4."""
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (width, height) == (pytest.approx(595, abs=1), pytest.approx(842, abs=1))
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


@pytest.mark.browser
@pytest.mark.parametrize("name", SOME)
def test_pages_are_printed_beside_themselves(name, lesson_page, browser, capsys):
    page = lesson_page(name)
    assert _pdf.main([str(page.parent)]) == 0
    assert capsys.readouterr().out == f"{page.with_suffix('.pdf')}\n"
    assert 2 <= pages_of_a4(page.with_suffix(".pdf").read_bytes()) <= 4


@pytest.mark.browser
@pytest.mark.parametrize("name", LESSONS)
def test_on_paper_a_lesson_is_two_to_four_pages_and_no_chart_is_cut(name, lesson_page, open_page):
    page = open_page(lesson_page(name).as_uri(), viewport={"width": 688, "height": 1000})  # A4 without its margins
    page.wait_for_function("() => !document.querySelector('figure.chart:not(.drawn)')")
    page.emulate_media(media="print")
    for chart in page.locator("svg.marks:visible").all():  # a chart may be for the screen only
        box = chart.bounding_box()
        assert 300 < box["width"] <= 570  # 150 mm
        assert box["height"] <= 275
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 688
    cut = "(e) => getComputedStyle(e).breakInside !== 'avoid'"
    assert not any(figure.evaluate(cut) for figure in page.locator("figure").all())
    pdf = page.pdf(print_background=True, prefer_css_page_size=True)  # as the tool prints it, without a new browser
    assert 2 <= pages_of_a4(pdf) <= 4


def test_without_chromium_one_sentence_says_what_to_do(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.html").write_text("<p>x</p>")
    monkeypatch.setattr(_pdf.shutil, "which", lambda name: None)
    assert _pdf.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "No Chromium was found, so no PDF was made. Install Chromium or Google Chrome, "
        f"or open the pages of {tmp_path} in any browser and print them as PDF.\n"
    )


def test_without_pages_a_sentence_says_how_to_make_them(tmp_path, capsys):
    assert _pdf.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"There are no pages in {tmp_path}. Make them first: zjpoverty run --out {tmp_path}\n"
    )


def test_a_browser_that_prints_nothing_is_told_of(tmp_path):
    page = tmp_path / "a.html"
    page.write_text("<p>x</p>")
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\necho no display >&2\n")
    program.chmod(0o755)
    with pytest.raises(OSError, match=rf"^{page} was not printed\. {program} said: no display$"):
        _pdf.write(page, str(program))
    assert not page.with_suffix(".pdf").exists()


def test_only_root_goes_without_a_sandbox(tmp_path):
    page = tmp_path / "a.html"
    assert "--no-sandbox" not in _pdf.command("chromium", page, page, "profile")
    assert "--no-sandbox" in _pdf.command("chromium", page, page, "profile", root=True)
