"""What a lesson says, ready for a page: Markdown, formulas and tables as HTML with nothing that has to be fetched, the
list of its headings, and its exercises marked as boxes.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

# Pandoc's rule: "$2 and $3" is money, "$x$" is a formula. nbconvert's own rule reads both as formulas.
_INLINE_MATH = r"(?<![$\\])\$(?P<math_inline_tex>[^\s$](?:[^$]*?[^\s$\\])?)(?<!\\)\$(?![$\d])"


# So begins what lessons.check says where nothing was answered. On a page a line to write on stands for it.
_UNANSWERED = "Not answered yet"


def writer(folder: Path | None, links: Container[str] = ()) -> Callable[..., str]:
    """Writer of one page: turns Markdown into HTML with heading ids, MathML, and the pictures of ``folder`` written in.

    A link to a lesson leads to its page if the lesson is among ``links``; otherwise only its text stays. The function
    it returns takes ``source``, ``attachments`` and ``trusted``; HTML in a source that is not trusted is escaped. It
    remembers the headings of its page, so that each has an id of its own.
    """
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathInlineParser

    seen: Counter[str] = Counter()

    def prose(source: str, attachments=None, trusted: bool = True) -> str:
        renderer = IPythonRenderer(
            escape=not trusted, attachments=attachments, embed_images=bool(folder), path=str(folder or "")
        )
        # To write pictures in, HTML is parsed, which closes what is open: a <details> that a later block closes.
        embed = renderer._html_embed_images
        renderer._html_embed_images = lambda part: embed(part) if "<img" in part else part
        renderer.heading = partial(_heading, seen)
        renderer.block_math = partial(mathml, display="block")
        renderer.inline_math = mathml
        renderer.latex_environment = lambda name, body: mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")
        inline = MathInlineParser(hard_wrap=False)
        inline.specification["inline_math_tex"] = _INLINE_MATH
        return _linked(MarkdownWithMath(renderer=renderer, inline=inline).render(source), links)

    return prose


def aligned(table: str) -> str:
    """Give the columns of a dataframe that hold nothing but numbers the class ``number``."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(table, "html.parser")
    rows = [row.find_all("td") for row in soup.select("table.dataframe tbody tr")]
    columns = list(zip(*rows, strict=False))
    heads = soup.select("table.dataframe thead tr:first-child th")[-len(columns) :]
    for column, head in zip(columns, heads, strict=False):
        if all(re.fullmatch(r"[-+−]?[\d.,\s]+%?|NaN|<NA>|None|", cell.get_text().strip()) for cell in column):
            for cell in (head, *column):
                cell["class"] = "number"
    for corner in soup.select("table.dataframe thead th"):
        if not corner.get_text().strip():
            corner.name = "td"  # a heading that says nothing is none
    return str(soup)


def _heading(seen: Counter, text: str, level: int, **_) -> str:
    # JupyterLab's ids, so that links within a lesson work in both places.
    name = html.unescape(re.sub(r"<[^>]*>", "", text)).strip().replace(" ", "-")
    seen[name] += 1
    unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return f'<h{level} id="{html.escape(unique)}">{text}</h{level}>\n'


def _linked(prose: str, links: Container[str]) -> str:
    def to_page(link: re.Match) -> str:
        page = _page(link["name"], links)
        return f'<a href="{page}{link["rest"]}>{link["text"]}</a>' if page else link["text"]

    pattern = r'<a href="(?![a-z]+:|[/#])(?:\./)?(?P<name>[^"#]+)\.ipynb(?P<rest>(?:#[^"]*)?"[^>]*)>(?P<text>.*?)</a>'
    prose = re.sub(pattern, to_page, prose, flags=re.DOTALL)
    prose = re.sub(r'<a href="([^"]*)">\1</a>', r'<a class="bare" href="\1">\1</a>', prose)  # printed once, not twice
    return prose.replace("<table>", f"{_SCROLLS}<table>").replace("</table>", "</table></div>")


def _page(name: str, links: Container[str]) -> str | None:
    """Page beside this one for a notebook; the index of a workspace has the index of the run."""
    if name == "00-start-here":
        return "index.html" if links else None
    return f"{name}.html" if name in links else None


def lesson_link(text: str, links: Container[str] = ()) -> str:
    """Link to the page of a lesson where the text is the name of one of ``links``; else the text, escaped."""
    words = html.escape(text)
    return f'<a href="{words}.html">{words}</a>' if text in links else words


def contents(body: str) -> str:
    """List of the headings of a page, as links; a short page needs none."""
    headings = re.findall(r'<h2 id="([^"]*)">(.*?)</h2>', body, re.DOTALL)
    if len(headings) < 3:
        return ""
    items = "".join(f'<li><a href="#{id}">{text}</a></li>' for id, text in headings)
    return f'<nav class="contents" aria-label="On this page"><h2>On this page</h2><ol>{items}</ol></nav>'


def chapter_sections(sections: Iterable[int]) -> str:
    """Name sections of the chapter.

    Examples
    --------
    >>> chapter_sections([12, 20, 21])
    'Chapter sections 12, 20 and 21'
    """
    *most, last = [str(section) for section in sections]
    return f"Chapter sections {', '.join(most)} and {last}" if most else f"Chapter section {last}"


_SCROLLS = '<div class="scroll" tabindex="0" role="group" aria-label="Table">'

# The elements that a formula may consist of. Within <mtext> a browser reads HTML, so anything else could smuggle it in.
_MATHML = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mphantom", "menclose"),
    *("mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
    *("mtable", "mtr", "mtd", "mmultiscripts", "mprescripts", "none"),
}


def mathml(latex: str, display: str = "inline") -> str:
    r"""LaTeX as MathML, or as readable code where it cannot be converted.

    Examples
    --------
    >>> mathml(r"\frac{1}{2}")
    '<math display="inline"><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>'
    >>> mathml(r"\nosuch{x}")
    '<code class="latex">\\nosuch{x}</code>'
    """
    from latex2mathml.converter import convert

    try:
        formula = _sound(ElementTree.fromstring(convert(_convertible(latex), display=display)))
    except Exception:  # the converter raises errors of many kinds, and none of them may cost the reader the page
        formula = f'<code class="latex">{html.escape(latex, quote=False)}</code>'
    return f'<span class="formula">{formula}</span>' if display == "block" else formula


def _convertible(latex: str) -> str:
    """LaTeX in the dialect of latex2mathml, which lacks ``aligned``, spaces ``45{,}000`` and does not escape text."""
    latex = re.sub(r"\{(aligned|align|split|gather(?:ed)?)\}", "{align*}", latex)
    latex = re.sub(r"\\(?:begin|end)\{equation\*?\}", "", latex)
    latex = re.sub(r"(?<=\d)\{,\}(?=\d)", r"\\text{,}", latex)
    return re.sub(r"\\text\{([^{}]*)\}", lambda m: rf"\text{{{html.escape(m[1], quote=False)}}}", latex)


def _sound(formula: ElementTree.Element) -> str:
    for element in formula.iter():
        element.tag = element.tag.rpartition("}")[2]  # HTML needs no namespace, and it looks like an outside address
        unknown_command = element.tag == "mi" and (element.text or "").startswith("\\")
        if element.tag not in _MATHML or "href" in element.attrib or unknown_command:
            raise ValueError(element.tag)
    return ElementTree.tostring(formula, encoding="unicode", short_empty_elements=False)


# --- exercises ------------------------------------------------------------------------------------------------------


def mark_exercises(cells: list) -> None:
    """Mark where the box of each exercise and its solution begin and end, and take out that it is not answered.

    A box holds the question, the cell for the answer, and the solutions that follow. Where nothing was answered, its
    last question is marked ``asks``. In a solution of code alone, that code is ``bare``: there is nothing else to see.
    """
    for number, box in enumerate(_boxes(cells)):
        questions, solutions = [cell for cell in box if _stage(cell) < 2], [cell for cell in box if _stage(cell) == 2]
        _add(box[:1], "opens")
        _add(box[-1:], "closes")
        _add(solutions[:1], "solution opens")
        _add(solutions[-1:], "solution closes")
        if not any(cell.cell_type == "markdown" or cell.get("outputs") for cell in solutions):
            _add(solutions, "bare")
        if not _answered(questions):
            _add(questions[-1:], "asks")
        if number == 0:
            _add(questions[-1:], "first")


def _stage(cell) -> int | None:
    """Place of a cell within an exercise: 0 the question, 1 the cell for the answer, 2 the solution."""
    tags = cell.metadata.get("tags", [])
    return 2 if "solution" in tags else int(cell.cell_type == "code") if "exercise" in tags else None


def _boxes(cells: list) -> list[list]:
    boxes: list[list] = []
    before = None
    for cell in cells:
        if "trainer" in cell.metadata.get("tags", []):  # a note on a solution does not part it from its question
            continue
        stage = _stage(cell)
        if stage is not None:
            if before is None or stage < before:
                boxes.append([])
            boxes[-1].append(cell)
        before = stage
    return boxes


def _add(cells: list, mark: str) -> None:
    for cell in cells:
        cell.metadata.setdefault("marks", []).append(mark)


def _answered(questions: list) -> bool:
    """Whether anything is said to an answer; that there is none is taken out."""
    for cell in questions:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _said(output).startswith(_UNANSWERED)]
    return any(_said(output) for cell in questions for output in cell.get("outputs", []))


def _said(output: dict) -> str:
    """Text of an output that is nothing but text."""
    data = output.get("data", {})
    return "".join(output.get("text") or (data["text/plain"] if set(data) == {"text/plain"} else ""))
