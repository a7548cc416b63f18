"""The pages of a run: complete in themselves, honest, and drawn by a real browser with the network cut."""

import base64
import io
import json
import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from zjpoverty import _prose, handout, lessons

LESSON = SimpleNamespace(
    name="09-relocation",
    title="09 Relocation: who pays?",
    question="Who pays?",
    minutes_reading=20,
    minutes_exercises=15,
    level="beginner",
    objectives=("split a bill",),
    prerequisites=("01-overview", "what a <share> is"),
    sections=(8, 15),
    parameters=(SimpleNamespace(name="share", default=20, help="the province pays this (our assumption)"),),
)
EVIL = "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'taken over'\">"
WORDS = "Bar chart: the subsidy covers 12 percent."


def png(width=60, height=40):
    Image.new("RGB", (width, height), "#0072B2").save(buffer := io.BytesIO(), "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def chart(param="share"):
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "One bar",
        "description": WORDS,
        "width": 300,
        "height": 60,
        "data": {"values": [{"part": "</script>", "k": 1}]},
        "params": [
            {"name": param, "value": 20, "bind": {"input": "range", "min": 0, "max": 100, "name": "Share, percent"}}
        ],
        "transform": [{"calculate": f"datum.k * {param}", "as": "shown"}],
        "mark": "bar",
        "encoding": {
            "x": {"field": "shown", "type": "quantitative", "title": "percent", "scale": {"domain": [0, 100]}},
            "y": {"field": "part", "type": "nominal", "title": None},
        },
    }
    data = {handout.CHART: spec, "image/png": png(), "text/plain": WORDS}
    return new_output("display_data", data, metadata={"image/png": {"alt": WORDS}})


def told(text):
    return new_output("execute_result", {"text/plain": text}, execution_count=1)


def notebook(*cells):
    return nbformat.from_dict(new_notebook(cells=[new_markdown_cell("# 09 Relocation: who pays?\n\nThe gap."), *cells]))


def tagged(make, source, tag, **more):
    return make(source, metadata={"tags": [tag]}, **more)


def shown(**data):
    return new_code_cell("show()", outputs=[new_output("display_data", data)])


def page_of(*cells, **more):
    return handout.page(notebook(*cells), LESSON, **more)


def with_parameters(**given):
    made = notebook(tagged(new_code_cell, "share: int = 20", "parameters"))
    made.metadata["papermill"] = {"parameters": given}
    return handout.page(made, LESSON)


@pytest.fixture(scope="module")
def whole():
    """A page with everything a lesson can hold."""
    table = '<table border="1" class="dataframe"><thead><tr><th></th><th>county</th><th>yuan</th></tr></thead><tbody>'
    table += "<tr><th>0</th><td>Longyou</td><td>1,200</td></tr></tbody></table>"
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}, "text/html": "<p>As it stands</p>"}
    error = new_output("error", ename="ValueError", evalue=EVIL, traceback=["\x1b[31m" + EVIL])
    made = notebook(
        tagged(new_markdown_cell, "Level: in the header", "header"),
        tagged(new_code_cell, "share: int = 20  # 0 to 100: the province pays this (our assumption)", "parameters"),
        new_markdown_cell(
            "## A formula\n\nWith $a_1 * b_1$ and \\$5:\n\n$$P_\\alpha = \\frac{1}{n}\\sum_{i=1}^q y_i$$"
        ),
        new_markdown_cell("## A link\n\n<https://example.org/source>\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
        tagged(new_code_cell, "show()", "picture", outputs=[chart("one")]),
        tagged(new_code_cell, "show()", "control", outputs=[chart("two")]),
        shown(**{"text/html": table, "text/plain": "table"}),
        new_code_cell("explore()", outputs=[new_output("display_data", widget | {"text/plain": "VBox(...)"})]),
        tagged(new_markdown_cell, "### Exercise 1\n\nWho?", "exercise"),
        tagged(new_code_cell, "answer = None", "exercise", outputs=[told("Not answered yet: put your answer here.")]),
        tagged(new_markdown_cell, "The household.", "solution"),
        tagged(new_code_cell, "answer = 39400", "solution", outputs=[told("Right. 39,400 yuan are left.")]),
        new_markdown_cell("## A link\n\nThe same heading again."),
        new_code_cell(f"# {EVIL}", outputs=[new_output("stream", text=EVIL), error]),
    )
    made.metadata["papermill"] = {"parameters": {"county": EVIL}, "start_time": "2026-11-25T02:47:10.5+00:00"}
    made.metadata["widgets"] = {}
    return handout.page(made, LESSON)


def asked_for(text):
    """Outside addresses that a browser would fetch: whatever is not inside a script or the target of a plain link."""
    text = re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
    text = re.sub(r"<a\b[^>]*>", "", text)
    return re.findall(
        r"""(?:src|href|srcset|action|data|poster)\s*=\s*["']?(?:https?:)?//[^"'\s>]+|url\([^)d]*\)|@import""", text
    )


# --- a page by its text ---------------------------------------------------------------------------------------------


def test_a_page_asks_for_no_outside_address(whole):
    assert asked_for(whole) == []
    assert not re.search(r"<script[^>]*\bsrc\b|<link\b|<iframe\b", whole)
    assert "default-src 'none'" in whole


def test_what_finds_an_outside_address_does_find_one():
    assert asked_for('<img src="https://example.org/x.png">') == ['src="https://example.org/x.png']


def test_the_drawing_program_comes_once_and_only_with_a_chart(whole):
    assert whole.count(handout.bundle()) == 1
    assert len(page_of(new_markdown_cell("No chart."))) < 60_000


def test_the_page_says_title_question_minutes_and_sections_once(whole):
    head = whole.partition("<main")[0]
    assert "<h1>09 Relocation</h1>" in head
    assert '<p class="lead">Who pays?</p>' in head
    assert "20 min to read" in head
    assert "15 min of exercises" in head
    assert "Chapter sections 8 and 15" in head
    assert "25 November 2026, 02:47 UTC" in whole
    assert "Level: in the header" not in whole
    assert whole.count("<h1") == 1
    assert "what a &lt;share&gt; is" in whole


def test_the_opening_comes_before_the_aims_and_the_contents(whole):
    places = [whole.index(part) for part in ("<main", "The gap.", "split a bill", 'class="contents"', "A formula</h2>")]
    assert places == sorted(places)
    assert whole.count("split a bill") == 1


def test_a_notebook_without_an_opening_still_says_its_aims():
    made = nbformat.from_dict(new_notebook(cells=[new_markdown_cell("## At once"), new_markdown_cell("# Later\n\nx")]))
    text = handout.page(made, LESSON)
    assert text.count("split a bill") == 1
    assert text.index("split a bill") < text.index("At once</h2>")


def test_values_other_than_the_defaults_are_told_with_their_meaning():
    head = with_parameters(share=25_000, county=EVIL).partition("<main")[0]
    assert "What if: not the chapter's figures" in head
    assert "<code>share</code> = 25,000 (the province pays this, our assumption)" in head
    assert "<code>county</code> = &lt;script&gt;" in head


@pytest.mark.parametrize("given", [{}, {"share": 20}])
def test_of_the_defaults_nothing_is_said(given):
    assert "What if:" not in with_parameters(**given)
    assert "Shown with" not in with_parameters(**given)


def test_lessons_are_linked_where_their_pages_lie_beside_and_named_elsewhere():
    text = "[back](01-overview.ipynb), [next](./10-infrastructure.ipynb#top), [all](00-start-here.ipynb)"
    alone = page_of(new_markdown_cell(text))
    assert "back, next, all</p>" in alone
    assert ".html" not in alone
    assert "<li>01-overview</li>" in alone
    beside = page_of(new_markdown_cell(text), links=["01-overview", "09-relocation"])
    assert '<a href="01-overview.html">back</a>, next, <a href="index.html">all</a></p>' in beside
    assert '<a href="index.html">All lessons</a>' in beside
    assert '<li><a href="01-overview.html">01-overview</a></li>' in beside


def test_the_notebook_is_not_changed():
    made = notebook(tagged(new_markdown_cell, "x", "header"))
    before = json.dumps(made)
    handout.page(made, LESSON)
    assert json.dumps(made) == before


def test_two_pages_of_one_notebook_are_the_same_bytes():
    made = notebook(new_code_cell("show()", outputs=[chart()]))
    assert handout.page(made, LESSON) == handout.page(made, LESSON)


def test_headings_have_ids_of_their_own_and_are_listed(whole):
    assert re.findall(r'<h2 id="([^"]+)"', whole) == ["A-formula", "A-link", "A-link-2"]
    assert '<a href="#A-link-2">A link</a>' in whole


def test_an_exercise_is_one_box_with_its_answer_and_its_solution(whole):
    box = whole.partition('<div class="exercise">')[2].partition("A link</h2>")[0]
    places = ["Exercise 1</h3>", "Your answer:", "open 09-relocation.ipynb", "<summary>Solution", "The household."]
    assert sorted(places, key=box.index) == places
    assert "Not answered yet" not in whole
    assert '<p class="feedback">Right. 39,400 yuan are left.</p>' in box
    assert whole.count('<details class="solution">') == whole.count('<div class="exercise">') == 1
    assert "<details open" not in whole


def exercise(question="Who?", answer=None, **more):
    said = [told(lessons.check("relocation.subsidy_growth", None).message if answer is None else answer)]
    return (
        tagged(new_markdown_cell, question, "exercise"),
        tagged(new_code_cell, f"answer = {answer}", "exercise", outputs=said),
        tagged(new_code_cell, "answer = 7", "solution", **more),
    )


def test_each_question_begins_a_box_and_the_first_says_how_to_be_checked():
    text = page_of(*exercise("First"), *exercise("Second"), new_markdown_cell("Between"), *exercise("Third"))
    assert text.count('<div class="exercise">') == text.count('<details class="solution">') == 3
    assert text.count("Your answer:") == 3
    assert text.count("To have your answers checked") == 1
    assert text.index("To have your answers checked") < text.index("Second")


def test_what_is_said_to_an_answer_stands_in_place_of_the_line():
    text = page_of(*exercise(answer="Not yet. The answer is wanted in percent."))
    assert '<p class="feedback">Not yet. The answer is wanted in percent.</p>' in text
    assert "Your answer:" not in text


def test_a_solution_of_code_alone_shows_it_and_an_emptied_one_is_left_out():
    code = '<div class="code">'
    assert page_of(*exercise()).count(code) == 1
    assert page_of(*exercise(outputs=[told("Right.")])).count(code) == 2
    emptied = page_of(*exercise()[:2], tagged(new_code_cell, "", "solution"))
    assert "<details" not in emptied
    assert emptied.count('<div class="exercise">') == 1


def test_a_chart_has_its_picture_with_words_and_its_words_to_read(whole):
    assert f'<img alt="{WORDS}" class="still" src="data:image/png;base64,' in whole
    assert f"<summary>In words</summary><p>{WORDS}</p>" in whole


def test_a_widget_shows_its_static_view_and_says_where_it_moves(whole):
    assert "Moves in JupyterLab" in whole
    assert "<p>As it stands</p>" in whole
    assert "VBox" not in whole


def test_columns_of_numbers_are_set_to_the_right(whole):
    assert '<td class="number">1,200</td>' in whole
    assert "<td>Longyou</td>" in whole


def test_what_comes_from_outside_is_escaped(whole):
    assert "<script>document" not in whole
    assert "<img src=x" not in whole
    assert "ValueError: &lt;script&gt;" in whole
    assert "This run stopped with an error." in whole


def test_markdown_of_an_output_cannot_bring_html_but_that_of_a_lesson_can():
    assert "<b>bold</b>" in page_of(new_markdown_cell("<b>bold</b>"))
    assert "&lt;b&gt;bold" in page_of(shown(**{"text/markdown": "<b>bold</b>"}))


def test_a_notebook_of_a_stranger_makes_a_page_too():
    plain = SimpleNamespace(name="mine", title="mine", question="", minutes_reading=0, minutes_exercises=0, level="")
    plain.objectives = plain.prerequisites = plain.sections = ()
    text = handout.page(nbformat.from_dict(new_notebook(cells=[new_code_cell("1", outputs=[])])), plain)
    assert "<h1>mine</h1>" in text
    assert "min to read" not in text


def test_a_picture_beside_the_lesson_is_written_into_the_page(tmp_path):
    (tmp_path / "map.png").write_bytes(base64.b64decode(png()))
    lesson = SimpleNamespace(**vars(LESSON), path=tmp_path / "09-relocation.ipynb")
    assert f'src="data:image/png;base64,{png()}"' in handout.page(
        notebook(new_markdown_cell("![Map](map.png)")), lesson
    )


def test_what_a_lesson_folds_stays_folded(tmp_path):
    lesson = SimpleNamespace(**vars(LESSON), path=tmp_path / "09-relocation.ipynb")
    text = "<details><summary>Open</summary>\n\nThe *trap*.\n\n</details>"
    drawer = (
        handout.page(notebook(new_markdown_cell(text)), lesson).partition("<details>")[2].partition("</details>")[0]
    )
    assert "The <em>trap</em>." in drawer


# --- text and formulas ----------------------------------------------------------------------------------------------


def written(markdown):
    return _prose.writer(None)(markdown)


def test_a_formula_is_mathml_and_keeps_its_underscores():
    assert "<msub><mi>a</mi><mi>i</mi></msub>" in written("With $a_i * b_i$ and $c_i * d_i$.")
    assert "<em>" not in written("With $a_i * b_i$ and $c_i * d_i$.")
    assert '<math display="block">' in written("$$x_1$$")
    assert "xmlns" not in written("$$x_1$$")


@pytest.mark.parametrize("money", ["It costs $2 or $3 a day.", "It costs \\$2 or \\$3 a day.", "From $2,500 to $3,000"])
def test_money_is_not_a_formula(money):
    assert written(money).strip() == f"<p>{money.replace(chr(92), '')}</p>"


@pytest.mark.parametrize("broken", [r"\frac{1}{", r"\nosuch{x_i}", r"\href{javascript:x}{y}", r"\textbf{<b>x</b>}"])
def test_a_formula_that_cannot_be_converted_stays_as_code(broken):
    assert _prose.mathml(broken).startswith('<code class="latex">\\')
    assert "<b>" not in _prose.mathml(broken)


def test_formulas_that_the_converter_alone_gets_wrong():
    assert _prose.mathml(r"45{,}000").count("<mo>") == 0
    assert "<mtd" in _prose.mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}")
    assert "income\N{NO-BREAK SPACE}&lt;\N{NO-BREAK SPACE}line" in _prose.mathml(r"\text{income < line}")


def test_links_elsewhere_stay():
    assert 'href="https://example.org/a.ipynb"' in written("[there](https://example.org/a.ipynb)")
    assert 'href="#top"' in written("[up](#top)")


# --- the index of a run ---------------------------------------------------------------------------------------------


def entry(name, status="ok", **more):
    ran = {"notebook": f"{name}.ipynb", "html": f"{name}.html"} if status == "ok" else {"notebook": None, "html": None}
    return {"name": name, "status": status, "reason": None, "error": None, **ran, **more}


def report(*lessons, **more):
    times = {"started": "2026-11-25T02:47:10Z", "ended": "2026-11-25T02:47:31Z"}
    return {"lessons": lessons, "parameters": {}, "versions": {"python": "3.11.2"}, **times, **more}


@pytest.fixture
def folder(tmp_path):
    made = notebook(tagged(new_code_cell, "x: int = 1", "parameters"), new_code_cell("show()", outputs=[chart()]))
    made.metadata["zjpoverty"] = {"question": "Who pays?", "minutes_reading": 20, "minutes_exercises": 15}
    nbformat.write(made, tmp_path / "09-relocation.ipynb")
    return tmp_path


def test_a_card_says_number_title_question_minutes_and_shows_a_picture(folder):
    text = handout.index(report(entry("09-relocation")), folder)
    assert '<span class="number">9</span> <a href="09-relocation.html">Relocation</a>' in text
    assert '<p class="question">Who pays?</p>' in text
    assert "20 min to read" in text
    assert 'href="09-relocation.ipynb"' in text
    assert f'alt="{WORDS}"' in text
    foot = text.partition("<footer")[2]
    assert "1 of 1 lesson ran to the end." in foot
    assert "25 November 2026, 02:47 UTC, 21 s" in foot
    assert "What if" not in text
    assert asked_for(text) == []
    assert "<script" not in text


def test_a_run_that_did_not_go_well_says_so(folder):
    entries = [
        entry("01-overview", "failed", error=f"\x1b[31mValueError: {EVIL}", notebook="01-overview.failed.ipynb"),
        entry("09-relocation"),
        entry("14-microfinance", "timeout"),
        entry("19-special-support", "not_run"),
        entry("20-youth-care", "failed", reason="kernel_died"),
    ]
    text = handout.index(report(*entries, parameters={"county": EVIL, "growth": 0.11}), folder)
    head = text.partition("<main")[0]
    assert "1 of 5 lessons ran to the end. 2 stopped with an error. 1 took too long. 1 did not start." in head
    assert "25 November 2026, 02:47 UTC, 21 s" in head
    assert "What if: not the chapter's figures" in head
    assert "ValueError: &lt;script&gt;" in text
    assert "<script" not in text
    assert "Stopped with an error: the kernel died" in text
    assert "<code>growth</code> = 0.11" in text
    assert 'href="01-overview.failed.ipynb"' in text
    assert "Special support" in text


def test_the_index_tells_of_values_other_than_the_defaults_once(folder):
    shutil.copy(folder / "09-relocation.ipynb", folder / "10-more.ipynb")
    entries = entry("09-relocation"), entry("10-more")
    assert "<code>x</code> = 2." in handout.index(report(*entries, parameters={"x": 2}), folder)
    assert "What if" not in handout.index(report(*entries, parameters={"x": 1}), folder)


def test_the_picture_of_a_card_has_no_white_around_it(folder):
    image = Image.new("RGB", (300, 200), "white")
    image.paste("#0072B2", (100, 50, 200, 100))
    image.save(buffer := io.BytesIO(), "PNG")
    data = {"image/png": base64.b64encode(buffer.getvalue()).decode()}
    assert 'width="100" height="50"' in index_with(folder, data)
    image.paste("white", (0, 0, 300, 200))
    image.save(buffer := io.BytesIO(), "PNG")
    data = {"image/png": base64.b64encode(buffer.getvalue()).decode()}
    assert 'width="300" height="200"' in index_with(folder, data)


def index_with(folder, data):
    made = notebook(tagged(new_code_cell, "x: int = 1", "parameters"), shown(**data))
    nbformat.write(made, folder / "09-relocation.ipynb")
    return handout.index(report(entry("09-relocation")), folder)


@pytest.mark.parametrize("damage", [b"{", b'{"nbformat": 4, "cells": 3}', b""])
def test_a_damaged_notebook_costs_its_card_the_title_and_not_the_page(folder, damage):
    (folder / "09-relocation.ipynb").write_bytes(damage)
    assert "Relocation</a>" in handout.index(report(entry("09-relocation")), folder)


def test_a_lesson_kept_from_an_earlier_run_counts_as_done(folder):
    text = handout.index(report(entry("09-relocation"), entry("01-overview", "cached")), folder)
    assert "2 of 2 lessons ran to the end, 1 of them in an earlier run." in text


# --- in a browser with the network cut ------------------------------------------------------------------------------

# The length of the first bar, as it is drawn.
BAR = "() => document.querySelector('svg.marks .mark-rect path').getBBox().width"

# Text with less contrast than 4.5 to 1 against what lies behind it; 3 to 1 is enough for large type.
FAINT = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0.99) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('body *:not(svg *, script, style)')]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length)
    .filter((e) => {
      const style = getComputedStyle(e), pair = [light(style.color), light(behind(e))].sort((a, b) => b - a);
      return (pair[0] + 0.05) / (pair[1] + 0.05) < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5);
    })
    .map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`);
}"""


@pytest.fixture
def opened(whole, open_page, tmp_path):
    """The page with everything, opened as a file."""

    def open_(text=whole, query="", **options):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        return open_page((tmp_path / "page.html").as_uri() + query, **options)

    return open_


@pytest.mark.browser
def test_charts_draw_and_nothing_is_asked_for(opened):
    page = opened()
    page.wait_for_selector("figure.drawn >> nth=1")
    assert page.drawn() == 2
    assert page.outside == []
    assert page.errors == []
    assert page.locator("img.still:visible").count() == 0


@pytest.mark.browser
def test_a_slider_is_named_reached_by_keyboard_and_moves_the_marks(opened):
    page = opened()
    page.wait_for_selector("figure.drawn")
    slider = page.get_by_label("Share, percent").first
    before = page.evaluate(BAR)
    slider.focus()
    page.keyboard.press("End")
    assert page.evaluate(BAR) == pytest.approx(before * 5, rel=0.05)
    assert slider.bounding_box()["height"] > 24


def plain(*params, width=300, height=60):
    """A page with one chart that is drawn larger than it is."""
    made = chart()
    spec = made.data[handout.CHART]
    spec |= {"width": width, "height": height, "params": [*spec["params"], *params]}
    spec["mark"] = {"type": "bar", "tooltip": True}
    return page_of(new_code_cell("show()", outputs=[made]))


@pytest.mark.browser
def test_controls_stand_above_a_chart_and_both_fit_one_window(opened):
    page = opened(plain(width=700, height=250))
    page.wait_for_selector("figure.drawn")
    control, drawing = page.locator(".controls").bounding_box(), page.locator("svg.marks").bounding_box()
    assert control["y"] + control["height"] <= drawing["y"]
    assert page.locator("figure").bounding_box()["height"] <= 600
    assert drawing["width"] > 1000
    page.evaluate("() => scrollTo(0, 0)")
    page.get_by_label("Share, percent").focus()
    assert page.locator(".role-title-text").bounding_box()["y"] < 720


@pytest.mark.browser
def test_a_readout_has_commas_and_one_of_years_has_none(opened):
    yuan = {"name": "yuan", "value": 39400, "bind": {"input": "range", "min": 0, "max": 45000, "step": 200}}
    year = {"name": "year", "value": 2010, "bind": {"input": "range", "min": 1990, "max": 2020, "step": 1}}
    page = opened(plain(yuan, year))
    page.wait_for_selector("figure.drawn")
    readouts = page.locator(".vega-bind input + span")
    assert readouts.all_inner_texts() == ["20", "39,400", "2010"]
    page.get_by_label("yuan").focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelectorAll('.vega-bind input + span')[1].textContent === '45,000'")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pointer_is_where_it_is_on_a_drawing_of_another_size(opened, width):
    page = opened(
        plain({"name": "brush", "select": {"type": "interval", "encodings": ["x"]}}),
        viewport={"width": width, "height": 720},
    )
    page.wait_for_selector("figure.drawn")
    page.locator("svg.marks").scroll_into_view_if_needed()
    drawing = page.locator("svg.marks").bounding_box()
    assert drawing["width"] != pytest.approx(
        page.evaluate("() => document.querySelector('svg.marks').viewBox.baseVal.width"), rel=0.05
    )
    bar = page.locator("svg.marks .mark-rect path[aria-roledescription=bar]").bounding_box()
    middle = bar["y"] + bar["height"] / 2
    page.mouse.move(bar["x"] + bar["width"] / 2, middle)
    page.wait_for_selector("#vg-tooltip-element.visible")
    start, end = bar["x"] + 10, bar["x"] + 2 * bar["width"]
    page.mouse.move(start, middle)
    page.mouse.down()
    page.mouse.move(end, middle, steps=4)
    page.mouse.up()
    brush = page.locator("svg.marks .brush_brush_bg path").bounding_box()
    assert brush["x"] == pytest.approx(start, abs=1)
    assert brush["x"] + brush["width"] == pytest.approx(end, abs=1)


@pytest.mark.browser
def test_without_scripts_the_pictures_stand(opened):
    page = opened(java_script_enabled=False)
    stills = page.locator("img.still:visible")
    assert stills.count() == 2
    assert stills.first.get_attribute("alt") == WORDS
    assert page.locator("button:visible, .code:visible, .controls:visible").count() == 0
    page.get_by_text("Solution", exact=True).click()
    assert page.get_by_text("The household.").is_visible()


@pytest.mark.browser
def test_a_chart_that_cannot_be_drawn_leaves_its_picture(opened):
    broken = chart()
    broken.data[handout.CHART] = {"mark": "no such mark", "$schema": chart().data[handout.CHART]["$schema"]}
    page = opened(page_of(new_code_cell("show()", outputs=[broken])))
    page.wait_for_timeout(500)
    assert page.locator("img.still:visible").count() == 1
    assert page.drawn() == 0


@pytest.mark.browser
def test_one_button_shows_and_hides_the_code(opened):
    page = opened()
    blocks = page.locator(".highlight:visible")
    assert blocks.count() == 0
    assert not page.get_by_text("Parameters", exact=True).is_visible()
    page.get_by_role("button", name="Show code").click()
    page.get_by_text("Solution", exact=True).click()
    assert blocks.count() == page.locator(".code").count() > 3
    assert page.get_by_text("Parameters", exact=True).is_visible()
    page.get_by_role("button", name="Hide code").click()
    assert blocks.count() == 0
    assert page.get_by_text("39,400 yuan are left").is_visible()


@pytest.mark.browser
def test_formulas_are_drawn_by_the_browser(opened):
    assert opened().locator("math[display=block] mfrac").first.bounding_box()["height"] > 20


@pytest.mark.browser
def test_a_script_that_came_with_an_output_does_not_run(opened):
    page = opened(page_of(shown(**{"text/html": EVIL})))
    page.wait_for_timeout(300)
    assert page.title() == LESSON.title


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_faint_and_nothing_sticks_out(opened, folder, open_page, width):
    page = opened(viewport={"width": width, "height": 720})
    page.wait_for_selector("figure.drawn >> nth=1")
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    (folder / "index.html").write_text(handout.index(report(entry("09-relocation")), folder), encoding="utf-8")
    for shown_page in (page, open_page((folder / "index.html").as_uri(), viewport={"width": width, "height": 720})):
        assert shown_page.evaluate(FAINT) == []
        assert shown_page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert shown_page.errors == shown_page.outside == []


@pytest.mark.browser
def test_the_first_screen_holds_title_question_and_opening(opened):
    page = opened()
    for text in ("09 Relocation", "Who pays?", "The gap.", "split a bill"):
        box = page.get_by_text(text, exact=True).first.bounding_box()
        assert box["y"] + box["height"] < 720, text


@pytest.mark.browser
def test_on_paper_there_are_no_buttons_and_charts_fit(opened):
    page = opened(viewport={"width": 700, "height": 1000})
    page.wait_for_selector("figure.drawn >> nth=1")
    page.emulate_media(media="print")
    assert page.locator("button:visible, summary:visible").count() == 0
    assert page.locator("svg.marks").first.bounding_box()["width"] <= 700
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.browser
def test_on_paper_solutions_are_shown_if_they_are_asked_for(opened):
    solution = "The household."
    page = opened()
    page.emulate_media(media="print")
    assert not page.get_by_text(solution).is_visible()
    asked = opened(query="?solutions")
    asked.emulate_media(media="print")
    assert asked.get_by_text(solution).is_visible()


@pytest.mark.browser
def test_a_button_prints_with_solutions_and_closes_them_again(opened):
    page = opened()
    page.evaluate("() => { window.print = () => { window.printed = document.querySelector('.solution').open; }; }")
    page.get_by_role("button", name="Print with solutions").click()
    assert page.evaluate("() => window.printed")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".solution[open]").count() == 0


@pytest.mark.browser
def test_what_is_for_the_screen_only_is_not_printed(opened):
    text = '<p class="screen-only">Move the slider.</p>'
    page = opened(page_of(new_markdown_cell(text), tagged(new_markdown_cell, "Click on it.", "screen-only")))
    sentences = page.get_by_text("Move the slider."), page.get_by_text("Click on it.")
    assert all(sentence.is_visible() for sentence in sentences)
    page.emulate_media(media="print")
    assert not any(sentence.is_visible() for sentence in sentences)
