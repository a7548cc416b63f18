"""Text of a lesson as HTML: Markdown, formulas and tables, with nothing that has to be fetched."""

import html
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

# Pandoc's rule: "$2 and $3" is money, "$x$" is a formula. nbconvert's own rule reads both as formulas.
_INLINE_MATH = r"(?<![$\\])\$(?P<math_inline_tex>[^\s$](?:[^$]*?[^\s$\\])?)(?<!\\)\$(?![$\d])"


def writer(folder: Path | None) -> Callable[..., str]:
    """Writer of one page: turns Markdown into HTML with heading ids, MathML, and the pictures of ``folder`` written in.

    The function it returns takes ``source``, ``attachments`` and ``trusted``; HTML in a source that is not trusted is
    escaped. It remembers the headings of its page, so that each has an id of its own.
    """
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathInlineParser

    seen: Counter[str] = Counter()

    def prose(source: str, attachments=None, trusted: bool = True) -> str:
        renderer = IPythonRenderer(
            escape=not trusted, attachments=attachments, embed_images=bool(folder), path=str(folder or "")
        )
        renderer.heading = partial(_heading, seen)
        renderer.block_math = partial(mathml, display="block")
        renderer.inline_math = mathml
        renderer.latex_environment = lambda name, body: mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")
        inline = MathInlineParser(hard_wrap=False)
        inline.specification["inline_math_tex"] = _INLINE_MATH
        return _linked(MarkdownWithMath(renderer=renderer, inline=inline).render(source))

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
    return str(soup)


def _heading(seen: Counter, text: str, level: int, **_) -> str:
    # JupyterLab's ids, so that links within a lesson work in both places.
    name = html.unescape(re.sub(r"<[^>]*>", "", text)).strip().replace(" ", "-")
    seen[name] += 1
    unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return f'<h{level} id="{html.escape(unique)}">{text}</h{level}>\n'


def _linked(prose: str) -> str:
    # Beside a page lie other pages, so a link to a lesson's notebook leads to its page, and a link to the index of the
    # workspace leads to the index of the run.
    prose = re.sub(r'href="(?:\./)?00-start-here\.ipynb[^"]*"', 'href="index.html"', prose)
    prose = re.sub(r'href="(?![a-z]+:|[/#])([^"#]+)\.ipynb(#[^"]*)?"', r'href="\1.html\2"', prose)
    prose = re.sub(r'<a href="([^"]*)">\1</a>', r'<a class="bare" href="\1">\1</a>', prose)  # printed once, not twice
    return prose.replace("<table>", f"{_SCROLLS}<table>").replace("</table>", "</table></div>")


def lesson_link(text: str) -> str:
    """Link to the page of a lesson where the text is a lesson's name; else the text, escaped."""
    return f'<a href="{text}.html">{text}</a>' if re.fullmatch(r"\d\d-[a-z0-9-]+", text) else html.escape(text)


_SCROLLS = '<div class="scroll" tabindex="0" role="region" aria-label="Table">'

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
