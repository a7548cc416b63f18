"""Pages of a run: one self-contained HTML file a lesson, and the index that one would show to officials.

A page asks for no outside address. The drawing program is written into it, formulas become MathML, which browsers draw
themselves, and a content security policy refuses whatever a lesson may have missed.
"""

import base64
import copy
import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from . import __version__, _prose, lessons, syllabus
from ._vega import MIME as CHART
from ._vega import bundle

_TEMPLATES = Path(__file__).resolve().parent / "templates"

# A widget needs a kernel, so its static view (text/html) goes first and the widget itself is not listed.
_PICTURES = ["image/svg+xml", "text/latex", "image/png", "image/jpeg"]
_PRIORITY = [CHART, "text/html", "text/markdown", *_PICTURES, "text/plain"]

# The page's own header says what the lesson's header cell says; papermill's banner is replaced by one that can be read;
# how to work in a notebook is no matter of a page.
_LEFT_OUT = {"header", "notebook-only", "papermill-error-cell-tag"}


# --- one lesson -----------------------------------------------------------------------------------------------------


def page(notebook, lesson, links: Container[str] = ()) -> str:
    """One self-contained HTML page of an executed lesson.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed notebook. It is not changed.
    lesson : Lesson
        Gives ``name``, ``title``, ``question``, ``minutes_reading``, ``minutes_exercises``, ``level``, ``objectives``,
        ``sections`` and, where they exist, ``prerequisites``, ``parameters`` (a value that differs from the default
        is told) and ``path`` (pictures in the text lie beside it).
    links : container of str
        Names of the lessons whose pages lie beside this one, with their index. Others are named, not linked.

    Returns
    -------
    str
        HTML that asks for no outside address. Charts draw and move; without scripts their pictures stand.
    """
    notebook = _readable(notebook)
    scripts = [_text("handout/page.js"), _text("handout/projector.js")]
    if any(CHART in output.get("data", {}) for output in _outputs(notebook)):
        scripts += [bundle(), _text("handout/draw.js")]
    exporter = _exporter(getattr(lesson, "path", None), links)
    title, question = _named(lesson)
    resources = {"lesson": lesson, "title": title, "question": question, "run": _run(notebook, lesson)}
    resources |= {"policy": _policy(scripts), "version": __version__, "linked": bool(links)}
    head, _, foot = exporter.from_notebook_node(notebook, resources=resources)[0].rpartition("<!--scripts-->")
    head = head.replace("<!--contents-->", _prose.contents(head), 1)
    # The scripts come in last: the exporter parses its page once more, which a megabyte of script need not suffer.
    return head + "".join(f"<script>{script}</script>\n" for script in scripts) + foot


def _readable(notebook):
    """Copy without what the page says elsewhere: the H1, the header cell, the state of widgets.

    The ``marks`` of a cell tell the template what begins and ends with it.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    cells = [cell for cell in notebook.cells if not _LEFT_OUT & set(cell.metadata.get("tags", []))]
    texts = (cell for cell in cells if cell.cell_type == "markdown")
    if title := next((cell for cell in texts if cell.source.lstrip().startswith("# ")), None):
        title.source = title.source.lstrip().partition("\n")[2]
    notebook.cells = [cell for cell in cells if cell.source.strip() or cell.get("outputs")]
    for cell in notebook.cells:
        cell.metadata["marks"] = ["opening"] if cell is title and cell is notebook.cells[0] else []
    _prose.mark_exercises(notebook.cells)
    return notebook


def _outputs(notebook) -> Iterable[dict]:
    return (output for cell in notebook["cells"] for output in cell.get("outputs", []))


def _run(notebook, lesson) -> dict:
    """What the page says of the run itself, as papermill notes it."""
    noted = notebook.metadata.get("papermill", {})
    return {
        "changed": _changed(noted.get("parameters", {}), lesson),
        "when": _moment(noted.get("start_time")),
        "stopped": any(output["output_type"] == "error" for output in _outputs(notebook)),
    }


def _changed(given: dict, lesson) -> list[tuple[str, str, str]]:
    """Name, value and meaning of each parameter that was given another value than the lesson's own."""
    known = {parameter.name: parameter for parameter in getattr(lesson, "parameters", ())}
    return [
        (name, _spoken(value), _meaning(known[name].help) if name in known else "")
        for name, value in given.items()
        if name not in known or known[name].default != value
    ]


def _policy(scripts: list[str]) -> str:
    # Scripts are allowed by their hash, so none that came in with a parameter or an output can run. Everything that
    # would fetch is refused. Vega makes functions of its expressions, hence unsafe-eval.
    hashes = " ".join(f"'sha256-{base64.b64encode(sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        f"script-src {hashes} 'unsafe-eval'"
    )


def _exporter(path, links: Container[str]):
    from nbconvert.exporters import HTMLExporter
    from traitlets.config import Config

    exporter = HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": _PRIORITY}}),
        template_name="handout",
        extra_template_basedirs=[str(_TEMPLATES)],
        extra_template_paths=[str(_TEMPLATES)],
    )
    exporter.register_filter("prose", _prose.writer(Path(path).resolve().parent if path else None, links))
    exporter.register_filter("mathml", lambda latex: _prose.mathml(latex.strip().strip("$"), "block"))
    exporter.register_filter("aligned", _prose.aligned)
    exporter.register_filter("lesson_link", partial(_prose.lesson_link, links=links))
    exporter.register_filter("chapter_sections", _prose.chapter_sections)
    return exporter


# --- the index of a run ---------------------------------------------------------------------------------------------

_STATUS = {
    "ok": ("good", "✓", "Ran to the end"),
    "cached": ("good", "✓", "Unchanged since an earlier run"),
    "failed": ("bad", "✕", "Stopped with an error"),
    "timeout": ("bad", "✕", "Took too long"),
    "interrupted": ("open", "–", "Did not finish"),
    "not_run": ("open", "–", "Did not start"),
}
_REASON = {"kernel_died": "the kernel died", "no_start": "the kernel did not start"}


def index(report: dict, folder, cards: Mapping[str, dict] | None = None) -> str:
    """Index page of a run: a card a lesson with title, question, minutes and a picture, and what went wrong.

    Parameters
    ----------
    report : dict
        What stands in ``run.json``.
    folder : path
        The folder of the run, with the executed notebooks. One that is missing costs its card the title, not the page.
    cards : mapping, optional
        What :func:`card` has made already, by name: their pictures take time that a run has while others run.

    Returns
    -------
    str
        HTML that asks for no outside address and needs no script.
    """
    import jinja2

    entries = report["lessons"]
    sweep = _sweep(entries)
    # Of a sweep the first row is the lesson of all; a picture a row would make a page that no browser can hold.
    shown = entries[:1] if sweep else entries
    made = {entry["name"]: (cards or {}).get(entry["name"]) or card(entry, folder) for entry in shown}
    known = [each["lesson"] for each in made.values() if each["lesson"]]
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True)
    return environment.get_template("run/index.html.j2").render(
        cards=list(made.values()),
        groups={theme: [made[name] for name in names] for theme, names in syllabus.themes(made).items()},
        sweep=sweep,
        headline=_headline(entries, "run" if sweep else "lesson"),
        good=all(entry["status"] in ("ok", "cached") for entry in entries),
        when=_moment(report.get("started")),
        took=_took(report.get("started"), report.get("ended")),
        changed=_changed_in_all(report.get("parameters") or {}, known),
        versions=report.get("versions") or {},
        policy="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        version=__version__,
    )


def _sweep(entries: list[dict]) -> dict | None:
    """Table of a sweep: the parameters that its rows set, and a line a row."""
    if not entries or not all("parameters" in entry for entry in entries):
        return None
    names = list(dict.fromkeys(name for entry in entries for name in entry["parameters"]))
    lines = [
        {
            **_state(entry),
            "name": entry["name"],
            "values": [_spoken(entry["parameters"][name]) if name in entry["parameters"] else "" for name in names],
        }
        for entry in entries
    ]
    return {"names": names, "lines": lines}


def _changed_in_all(given: dict, known: list) -> list[tuple[str, str, str]]:
    changes = [change for lesson in known or [None] for change in _changed(given, lesson)]
    # Each once, by the lesson that says what it means.
    return list({change[0]: change for change in sorted(changes, key=lambda change: len(change[2]))}.values())


def card(entry: dict, folder) -> dict:
    """What the index shows of a lesson, by its line of the report and the notebook in the folder of the run."""
    name, notebook, lesson = entry["name"], *_stored(entry, Path(folder))
    number = re.match(r"\d+", name)
    title, question = _named(lesson) if lesson else (name.lstrip("0123456789-").replace("-", " ").capitalize(), None)
    return {
        **_state(entry),
        "lesson": lesson,
        "number": int(number[0]) if number else None,
        "title": title.lstrip("0123456789 ") or title,
        "question": question,
        "picture": _picture(notebook, title),
    }


def _state(entry: dict) -> dict:
    """How a run ended, and the links to what it left."""
    colour, mark, words = _STATUS.get(entry["status"], ("open", "–", entry["status"]))
    reason = _REASON.get(entry.get("reason"))
    return {
        "status": (colour, mark, f"{words}: {reason}" if reason else words),
        "error": re.sub(r"\x1b\[[0-9;]*m", "", entry.get("error") or "").strip(),
        "html": entry.get("html") and quote(entry["html"]),
        "notebook": entry.get("notebook") and quote(entry["notebook"]),
    }


def _stored(entry: dict, folder: Path) -> tuple[dict, lessons.Lesson | None]:
    """Notebook that the run left, and the lesson in it. A run that was killed may leave none, or half of one."""
    path = folder / (entry.get("notebook") or "")
    try:
        notebook = lessons.notebook(path)
        return notebook, lessons.from_notebook(entry["name"], path, notebook)
    except lessons.NotALesson:
        return {"cells": []}, None


def _picture(notebook: dict, title: str) -> dict | None:
    """First picture of a notebook, small enough to lie in the index."""
    from PIL import Image, ImageChops

    shown = next((output for output in _outputs(notebook) if "image/png" in output.get("data", {})), None)
    try:
        image = Image.open(io.BytesIO(base64.b64decode("".join(shown["data"]["image/png"])))).convert("RGBA")
    except (TypeError, ValueError, OSError):  # none, or none that can be read: the card does without
        return None
    flat = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    drawn = ImageChops.difference(flat, Image.new("RGB", flat.size, "white")).getbbox()
    flat = flat.crop(drawn)  # no white around it, so that the letters are as large as the card allows
    flat.thumbnail((1200, 900), Image.Resampling.LANCZOS)  # twice its size on the page, for sharp screens
    flat.quantize(64).save(small := io.BytesIO(), "PNG")
    alt = shown.get("metadata", {}).get("image/png", {}).get("alt") or f"A picture from the lesson {title}"
    return {"alt": alt, "data": base64.b64encode(small.getvalue()).decode(), "width": flat.width, "height": flat.height}


# --- words ----------------------------------------------------------------------------------------------------------


def _headline(entries: list[dict], what: str = "lesson") -> str:
    """Say honestly how many of what ran to the end, and what became of the others.

    Examples
    --------
    >>> _headline([{"status": "ok"}, {"status": "failed"}])
    '1 of 2 lessons ran to the end. 1 stopped with an error.'
    """
    states = Counter(entry["status"] for entry in entries)
    done = states.pop("ok", 0) + (cached := states.pop("cached", 0))
    earlier = f", {cached} of them in an earlier run" if cached else ""
    others = "".join(f" {n} {_STATUS.get(state, ('', '', state))[2].lower()}." for state, n in states.items())
    return f"{done} of {len(entries)} {what}{'s' * (len(entries) != 1)} ran to the end{earlier}.{others}"


def _named(lesson) -> tuple[str, str | None]:
    """Title and question of a lesson, the question once: a title may end in it."""
    title, question = lesson.title, lesson.question or None
    if question and title.casefold().endswith(question.casefold()):
        title = title[: -len(question)].rstrip(" :-–—") or title
    return title, question if question != title else None


def _spoken(value) -> str:
    """Say a value of a parameter.

    Examples
    --------
    >>> _spoken(3000.0), _spoken(0.25), _spoken(2010), _spoken(["Longyou", "Suichang"]), _spoken(None)
    ('3,000', '0.25', '2010', 'Longyou, Suichang', 'None')
    """
    if isinstance(value, list):
        return ", ".join(map(_spoken, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if isinstance(value, int) and abs(value) < 10_000 else f"{value:,.10g}"  # 2010 is a year
    return str(value)


def _meaning(help: str) -> str:
    """Meaning of a parameter in words that can stand in brackets."""
    return re.sub(r"\s*\(([^()]*)\)", r", \1", help).strip()


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
_MONTHS += ("October", "November", "December")


def _moment(stamp: str | None) -> str | None:
    """Say a UTC time stamp in words; strftime would follow the machine's language.

    Examples
    --------
    >>> _moment("2026-11-25T02:47:10Z")
    '25 November 2026, 02:47 UTC'
    """
    if not stamp:
        return None
    moment = datetime.fromisoformat(stamp)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M} UTC"


def _took(started: str | None, ended: str | None) -> str | None:
    if not (started and ended):
        return None
    seconds = round((datetime.fromisoformat(ended) - datetime.fromisoformat(started)) / timedelta(seconds=1))
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
