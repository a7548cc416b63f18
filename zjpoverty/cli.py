"""The command line: ``zjpoverty COMMAND``. Thin; each command loads what it needs when it is called."""

import argparse
import contextlib
import dataclasses
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from . import __version__, datasets, lessons
from ._arguments import OPTIONS, Parser, Refused, without_values
from ._words import number, unknown
from .editions import INDEX


def main(argv: list[str] | None = None) -> int:
    """Run one command, and return its exit code.

    Errors are one sentence on standard error. 2 means that nothing was started.
    """
    try:
        code = _dispatch(sys.argv[1:] if argv is None else list(argv))
    except BrokenPipeError:
        code = 0  # the reader has seen enough, such as head
    except (Refused, datasets.UnknownName, lessons.NotALesson) as error:
        code = _complain(str(error.args[0]), 2)
    except KeyboardInterrupt:
        code = _complain("Stopped.", 130)
    except datasets.DamagedTable as error:
        code = _complain(str(error), 1)
    except OSError as error:
        code = _complain(f"{error.filename}: {error.strerror}." if error.strerror else str(error), 1)
    _flush()
    return code


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def entry() -> None:
    """Entry point of the installed command."""
    sys.exit(main())


def _complain(sentence: str, code: int) -> int:
    print(f"zjpoverty: {sentence}", file=sys.stderr)
    return code


def _dispatch(arguments: list[str]) -> int:
    arguments, values = without_values(arguments)
    parser = build_parser()
    _check_command(arguments)
    options = parser.parse_args(arguments)
    options.values = values
    return options.action(options)


# --- the words that are understood ----------------------------------------------------------------------------------


def build_parser() -> argparse.ArgumentParser:
    """Parser of the whole command line; each command's function is its default ``action``."""
    parser = Parser(
        prog="zjpoverty",
        description="Poverty alleviation in Zhejiang in 2010: one chapter's figures as data, and lessons that run.",
    )
    parser.add_argument(
        "--version", action="version", version=f"zjpoverty {__version__}", help="print the version and exit"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands", parser_class=Parser)
    for name, action, words in _COMMANDS:
        command = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        command.set_defaults(action=action)
        OPTIONS.get(name, lambda command: None)(command)
    return parser


def _check_command(arguments: list[str]) -> None:
    known = [name for name, _, _ in _COMMANDS]
    if arguments and not arguments[0].startswith("-") and arguments[0] not in known:
        raise Refused(unknown("command", arguments[0], known))


# --- the commands ---------------------------------------------------------------------------------------------------


def _list(options: argparse.Namespace) -> int:
    found = lessons.lessons()
    if options.json:
        return _print_json(
            [{**dataclasses.asdict(lesson), "path": str(lesson.path), "minutes": lesson.minutes} for lesson in found]
        )
    head = ("LESSON", "TITLE", "MINUTES", "SECTIONS", "PARAMETERS")
    lines = [
        (
            lesson.name,
            lesson.title,
            str(lesson.minutes),
            " ".join(map(str, lesson.sections)),
            " ".join(parameter.name for parameter in lesson.parameters),
        )
        for lesson in found
    ]
    return _print_table([head, *lines])


def _show(options: argparse.Namespace) -> int:
    lesson = lessons.find(options.lesson)
    print(f"{lesson.name}: {lesson.title}")
    if lesson.question:
        print(lesson.question)
    print()
    head = ("PARAMETER", "TYPE", "DEFAULT", "ACCEPTED", "MEANING")
    return _print_table([head, *((p.name, p.type, repr(p.default), p.accepts, p.help) for p in lesson.parameters)])


def _run(options: argparse.Namespace) -> int:
    from . import _progress, batch

    named = ("out", "jobs", "timeout", "retries", "html", "fresh", "sweep", "scheduler")
    try:
        plan = batch.plan(
            options.lessons,
            notebooks=options.notebooks,
            parameters=options.values,
            **{name: getattr(options, name) for name in named},
        )
        if options.dry_run:
            return _print_plan(plan, batch.why(plan))
        with _progress.shown(plan, options.quiet) as watcher:
            report = batch.run(plan, watcher)
    except batch.Refused as error:
        raise Refused(str(error)) from None
    _print_end(plan, report, options.quiet)
    return batch.exit_code(report)


def _print_plan(plan, reasons: dict[str, str | None]) -> int:
    for job in plan.jobs:
        values = ", ".join(f"{name} = {value!r}" for name, value in job.parameters.items()) or "its defaults"
        reason = reasons[job.name]
        print(f"{job.name} would {'be run' if reason else 'be kept'}, with {values}: {reason or 'nothing has changed'}")
    return 0


def _print_end(plan, report: dict, quiet: bool) -> None:
    for lesson in report["lessons"]:
        if lesson["error"]:
            _complain(f"{lesson['status']}: {lesson['error']}", 1)
    total, good = len(report["lessons"]), sum(lesson["status"] in ("ok", "cached") for lesson in report["lessons"])
    if not quiet:
        # The reader of the pipe may have gone; the run has ended all the same, and its code must say how.
        with contextlib.suppress(BrokenPipeError):
            what = "run" if plan.sweep else "lesson"
            print(f"{good} of {total} {what}{'s' * (total != 1)} ok. Open {plan.out / 'index.html'}", flush=True)


def _data(options: argparse.Namespace) -> int:
    cards = [datasets.describe(name) for name in ([options.table] if options.table else datasets.names())]
    if options.json:
        told = [dataclasses.asdict(card) for card in cards]
        return _print_json(told[0] if options.table else told)
    if options.table:
        print(cards[0])
        return 0
    return _print_table([("TABLE", "ROWS", "TITLE"), *((card.name, str(card.rows), card.title) for card in cards)])


def _audit(options: argparse.Namespace) -> int:
    from . import audit

    try:
        code, text = audit.audit_file(options.file)
    except OSError as error:
        raise Refused(f"{options.file} cannot be read: {error.strerror}. Give a text file with the chapter.") from None
    print(text)
    return code


def _register(options: argparse.Namespace) -> int:
    from . import registers

    try:
        if options.task == "build":
            named = {name: getattr(options, name) for name in ("scale", "year", "seed", "force")}
            print(f"{registers.build(options.file, **named)} is a register of {options.year}. All of it is invented.")
            return 0
        if options.task == "update":
            registers.update(options.file, options.year, wait=options.wait)
            print(f"{options.file} is complete up to {options.year}.")
            return 0
        return _print_frame(registers.report(options.file, public=options.public, wait=options.wait))
    except registers.Refused as error:
        raise Refused(str(error)) from None


def _doctor(options: argparse.Namespace) -> int:
    from .doctor import examine

    findings = examine()
    _print_table(findings)
    return 1 if any(state == "missing" for _, state, _ in findings) else 0


def _start(options: argparse.Namespace) -> int:
    from . import workspace

    try:
        plan = workspace.plan(options.folder, options.edition, options.force)
        workspace.write(plan)
    except workspace.Refused as error:
        raise Refused(str(error)) from None
    print(workspace.report(plan))
    return 0


def _lab(options: argparse.Namespace) -> int:
    folder = Path(options.folder)
    if not folder.is_dir():
        raise Refused(f"The folder {folder} does not exist. Give a folder that holds lessons.")
    # On loopback only, whatever the user's configuration says; Jupyter's token keeps other users of the machine out.
    sys.stdout.flush()
    arguments = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder.resolve()}",
    ]
    if (folder / INDEX).is_file():
        arguments.append(f"--LabApp.default_url=/lab/tree/{INDEX}")
    os.execv(sys.executable, arguments)


# --- printing -------------------------------------------------------------------------------------------------------


def _print_json(value) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
    return 0


def _print_table(lines: Iterable[tuple[str, ...]]) -> int:
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    return 0


def _print_frame(frame) -> int:
    attributes = frame.attrs
    print(f"Synthetic data, seed {attributes['seed']}, scale {attributes['scale']:g}: no household in them is real.\n")
    shown = frame.drop(columns=["value", "synthetic"], errors="ignore")
    return _print_table(
        [tuple(str(name).upper() for name in shown), *(tuple(map(_cell, row)) for row in shown.itertuples(False))]
    )


def _cell(value) -> str:
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else 1)
    # A file from elsewhere must not steer the terminal.
    return "".join(letter if letter.isprintable() else "?" for letter in str(value))


_COMMANDS = (
    ("list", _list, "list the lessons: name, title, minutes, chapter sections, parameters"),
    ("show", _show, "show the parameters of a lesson: type, default, what is accepted, meaning"),
    ("run", _run, "run lessons, each in a process of its own, and write notebooks, pages and a report"),
    ("data", _data, "list the tables, or print the codebook of one"),
    ("audit", _audit, "hold the figures against a copy of the chapter (0 same, 1 differs, 2 not the chapter)"),
    ("doctor", _doctor, "say what is installed, what works here, what is missing and how to get it"),
    ("register", _register, "build, update or report an invented register of households (one DuckDB file)"),
    ("start", _start, "copy the lessons into a folder of your own; what you changed there is never touched"),
    ("lab", _lab, "open JupyterLab on this machine only, with its token"),
)
if __name__ == "__main__":
    entry()
