"""The projector view: one part at a time, large, by keyboard; everything of the page is in it, its controls live."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pages import SOME, page_of

from zjpoverty import handout, lessons

pytestmark = pytest.mark.browser

LESSONS = [lesson.name for lesson in lessons.lessons()]

# Pieces of a page that a reader may miss: what is only for paper or for JupyterLab is not among them.
_PIECES = """() => [...document.querySelectorAll('h1, .lead, main p, main li, main tr, main figure, main summary')]
  .filter((e) => !e.closest('.code, .contents, .answer, .how, figcaption, .celltag_trainer, details > :not(summary)'))
  .filter((e) => e.getClientRects().length && (e.matches('figure') || e.textContent.trim()))
  .filter((e) => getComputedStyle(e.closest('header') ?? e).position !== 'absolute')
  .map((e) => (e.querySelector('script')?.textContent ?? e.textContent).trim())"""

# What is wrong with a screen once it is painted, in words.
_WRONG = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const wrong = [], page = document.documentElement;
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.getClientRects().length);
  if (page.scrollHeight > innerHeight || page.scrollWidth > innerWidth) wrong.push('sticks out of the screen');
  if (seen('.scroll').some((e) => e.scrollWidth > e.clientWidth)) wrong.push('a table sticks out');
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  if (seen('main p:not(.note), main li').some((e) => size(e) < 28)) wrong.push('small type');
  if (seen('td, th').some((e) => size(e) < 25)) wrong.push('small type in a table');
  const drawn = (e) => Element.prototype.getBoundingClientRect.call(e);
  for (const svg of seen('svg.marks')) {
    if (drawn(svg).bottom > drawn(document.querySelector('.pager')).top) wrong.push('a chart is under the bar');
    const factor = drawn(svg).width / svg.viewBox.baseVal.width;
    const letters = [...svg.querySelectorAll('text')].filter((e) => e.textContent.trim().length > 1);
    if (letters.some((e) => size(e) * factor < 20)) wrong.push('small letters in a chart');
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages of all lessons, made of the outputs that are stored with them."""
    folder = tmp_path_factory.mktemp("pages")
    for name in LESSONS:
        (folder / f"{name}.html").write_text(page_of(name), encoding="utf-8")
    return folder


@pytest.fixture
def projected(pages, open_page):
    """A lesson in the projector view."""

    def open_(name="09-relocation", more="", **options):
        return ready(open_page((pages / f"{name}.html").as_uri() + "?view=projector" + more, **options))

    return open_


@pytest.fixture
def small(tmp_path, open_page):
    """A page of some cells, in the projector view unless it is asked for otherwise."""

    def open_(*cells, query="?view=projector", **options):
        made = nbformat.from_dict(new_notebook(cells=[new_markdown_cell("# Small\n\nThe opening."), *cells]))
        (tmp_path / "small.html").write_text(handout.page(made, lessons.find("09")), encoding="utf-8")
        return open_page((tmp_path / "small.html").as_uri() + query, **options)

    return open_


def ready(page):
    """Wait until the charts are drawn."""
    page.wait_for_function("() => !document.querySelector('figure.chart:not(.drawn)')")
    return page


def count(page) -> tuple[int, int]:
    """Number of the part and of all parts, as the bar says them."""
    here, _, of = page.locator(".count").inner_text().partition(" / ")
    return int(here), int(of)


def go_to(page, selector: str) -> None:
    """Page on until something is visible."""
    page.keyboard.press("Home")
    for _ in range(count(page)[1]):
        if page.locator(selector).first.is_visible():
            return
        page.keyboard.press("PageDown")
    pytest.fail(f"{selector} is in no part")


@pytest.mark.parametrize("name", LESSONS)
def test_every_part_fits_one_screen_in_large_type(name, projected):
    page = projected(name)
    wrong = {}
    for part in range(1, count(page)[1] + 1):
        assert count(page)[0] == part
        wrong[part] = page.evaluate(_WRONG)
        for summary in page.locator("main summary:visible").all():  # also with what is opened in it
            summary.press("Enter")
            wrong[part] += page.evaluate(_WRONG)
        page.keyboard.press("PageDown")
    assert {part: faults for part, faults in wrong.items() if faults} == {}
    assert (page.outside, page.errors) == ([], [])


@pytest.mark.parametrize("name", SOME)
def test_nothing_of_the_page_is_lost(name, projected):
    page = projected(name)
    shown = set()
    for _ in range(count(page)[1]):
        shown |= set(page.evaluate(_PIECES))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    facts = page.locator(".facts").inner_text()
    assert "min to read" in facts
    assert set(page.evaluate(_PIECES)) - shown == set()


def test_keys_move_and_the_counter_and_the_address_tell_where(projected):
    page = projected()
    last = count(page)[1]
    assert last > 10
    part = 1
    moves = [("ArrowRight", 1), ("PageDown", 1), (" ", 1), ("ArrowLeft", -1), ("PageUp", -1), ("Shift+ ", -1)]
    for key, step in [*moves, ("ArrowLeft", 0), ("End", last - 1), ("ArrowRight", 0), ("Home", 1 - last)]:
        page.keyboard.press(key)
        part += step
        assert count(page) == (part, last), key
        assert page.url.endswith(f"?view=projector#part-{part}")


def test_a_reload_stays_at_the_part(projected):
    page = projected(more="#part-4")
    assert count(page)[0] == 4
    page.keyboard.press("ArrowRight")
    page.reload()
    assert count(ready(page))[0] == 5


def test_the_title_and_the_question_come_first(projected):
    page = projected()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".lead").bounding_box()["height"] > 40
    assert not page.get_by_role("button", name="Show code").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("h1").bounding_box()["width"] < 2
    assert page.locator("h1").count() == 1  # heard on each part


def test_a_control_is_live_and_keeps_its_arrows(projected):
    page = projected()
    go_to(page, "figure input[type=range]")
    before = count(page)
    slider = page.locator("figure input[type=range]:visible").first
    drawn = page.locator("svg.marks:visible").inner_html()
    slider.focus()
    value = slider.input_value()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(was) => document.activeElement.value !== was", arg=value)
    page.keyboard.press("End")
    page.wait_for_timeout(100)
    assert count(page) == before
    assert page.locator("svg.marks:visible").inner_html() != drawn
    moved = slider.input_value()
    page.keyboard.press("PageDown")
    assert count(page)[0] == before[0] + 1
    page.keyboard.press("PageUp")
    assert slider.input_value() == moved


def test_the_controls_and_the_buttons_are_reached_by_tab(projected):
    page = projected()
    go_to(page, "figure input[type=range]")
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.type + ' ' + document.activeElement.textContent"))
    assert reached[:2] == ["range ", "range "]
    assert {"button Previous", "button Next", "button Leave"} <= set(reached)
    here = count(page)[0]
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    page.keyboard.press(" ")
    assert count(page)[0] == here + 2
    assert page.evaluate("() => document.activeElement.textContent") == "Next"


def test_the_focus_goes_to_the_part(projected):
    page = projected()
    for _ in range(count(page)[1]):
        box = page.evaluate("() => document.activeElement.getBoundingClientRect().toJSON()")
        assert page.evaluate("() => document.activeElement !== document.body")
        assert 0 <= box["top"] < 300
        page.keyboard.press("PageDown")


def test_solutions_stay_closed_until_they_are_opened(projected):
    page = projected()
    go_to(page, ".solution summary")
    solution = page.locator(".solution .feedback").first
    assert page.locator("main details[open]").count() == 0
    assert not solution.is_visible()
    here = count(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert solution.is_visible()
    page.keyboard.press(" ")
    assert not solution.is_visible()
    assert count(page) == here


def test_a_button_begins_where_one_reads_and_escape_leaves_there(pages, open_page):
    page = ready(open_page((pages / "01-overview.html").as_uri()))
    tall = page.evaluate("() => document.documentElement.scrollHeight")
    page.get_by_text("The trap", exact=True).last.evaluate("(heading) => heading.scrollIntoView()")
    page.locator("#projector").evaluate("(button) => button.click()")
    assert page.locator(".where").inner_text() == "The trap"
    assert "?view=projector#part-" in page.url
    page.keyboard.press("Escape")
    assert page.url.endswith("01-overview.html")
    assert page.locator(".pager").is_hidden()
    assert page.locator("[data-off]").count() == 0
    assert page.locator("h2", has_text="The trap").last.bounding_box()["y"] < 720
    page.wait_for_timeout(300)
    assert page.evaluate("() => document.documentElement.scrollHeight") == pytest.approx(tall, abs=40)


def test_the_button_and_the_history_of_the_browser_agree(pages, open_page):
    page = ready(open_page((pages / "01-overview.html").as_uri()))
    page.get_by_role("button", name="Projector view").click()
    assert count(page)[0] == 1
    page.go_back()
    assert page.locator(".pager").is_hidden()
    page.go_forward()
    assert page.locator(".pager").is_visible()
    page.get_by_role("button", name="Leave").click()
    assert page.locator(".pager").is_hidden()


def test_another_size_of_the_window_keeps_the_place(projected):
    page = projected(more="#part-10")
    title = page.locator(".where").inner_text()
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_timeout(400)
    assert page.locator(".where").inner_text() == title
    assert page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)") == pytest.approx(
        42, abs=0.1
    )
    assert page.evaluate(_WRONG) == []


def test_on_paper_the_lesson_is_whole(projected):
    page = projected(more="#part-3")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Key points").is_visible()
    assert page.locator(".pager").is_hidden()


def test_a_long_table_is_cut_between_rows_and_keeps_its_head(small):
    rows = "".join(f"<tr><td>row {n}</td><td>{n}</td></tr>" for n in range(30))
    table = f"<table><thead><tr><th>name</th><th>number</th></tr></thead><tbody>{rows}</tbody></table>"
    shown = new_code_cell("t", outputs=[new_output("display_data", {"text/html": table})])
    page = small(new_markdown_cell("## Many\n\nThese:"), shown)
    seen = []
    for _ in range(count(page)[1]):
        seen += (texts := page.locator("tbody tr:visible td:first-child").all_inner_texts())
        assert page.evaluate(_WRONG) == []
        assert page.locator("thead").is_visible() == bool(texts)
        page.keyboard.press("PageDown")
    assert seen == [f"row {n}" for n in range(30)]


def test_what_is_too_tall_for_a_screen_can_be_scrolled(small):
    page = small(new_markdown_cell("## Long\n\n" + "word " * 900))
    page.keyboard.press("End")
    assert page.evaluate("() => document.documentElement.scrollHeight") > 1000
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => scrollY > 0")


def test_a_link_leads_to_the_part_of_its_heading(small):
    cells = [new_markdown_cell(f"## Part {n}\n\nText." + " [on](#Part-3)" * (n == 1)) for n in range(1, 4)]
    page = small(*cells)
    go_to(page, "main a:text('on')")
    page.get_by_role("link", name="on").click()
    page.wait_for_function("() => document.querySelector('.where').textContent === 'Part 3'")
    assert re.search(r"#part-\d+$", page.url)


# --- notes for the trainer ------------------------------------------------------------------------------------------


def trainer(text="Ask first. **4 minutes.**"):
    return new_markdown_cell(text, metadata={"tags": ["trainer"]})


def test_a_note_for_the_trainer_is_a_box_on_the_page_alone(small):
    page = small(new_markdown_cell("## Part\n\nText."), trainer(), query="")
    note = page.get_by_text("Ask first.")
    assert page.get_by_role("complementary", name="For the trainer").is_visible()
    assert page.get_by_text("For the trainer", exact=True).is_visible()
    page.emulate_media(media="print")
    assert not note.is_visible()


def test_a_note_is_printed_if_it_is_asked_for_and_never_projected(small):
    page = small(trainer(), query="?trainer")
    note = page.get_by_text("Ask first.")
    page.emulate_media(media="print")
    assert note.is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Projector view").click()
    for _ in range(count(page)[1]):
        assert not note.is_visible()
        page.keyboard.press("PageDown")
    assert "?trainer&view=projector#part-" in page.url


def test_a_note_within_an_exercise_does_not_break_its_box(small):
    def cell(text, tag):
        return new_markdown_cell(text, metadata={"tags": [tag]})

    page = small(cell("Who?", "exercise"), trainer(), cell("She.", "solution"), query="")
    assert page.locator(".exercise").count() == page.locator(".exercise .solution").count() == 1
