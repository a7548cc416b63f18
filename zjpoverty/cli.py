"""The command line: ``zjpoverty COMMAND``. Thin; each command loads what it needs when it is called."""

import argparse
import contextlib
import dataclasses
import json
import os
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from . import __version__, datasets, lessons
from ._words import unknown


class _Refused(Exception):
    """What was asked for is not possible; the message is the sentence for the user."""


def main(argv: list[str] | None = None) -> int:
    """Run one command, and return its exit code.

    Errors are one sentence on standard error. 2 means that nothing was started.
    """
    try:
        code = _dispatch(sys.argv[1:] if argv is None else list(argv))
    except BrokenPipeError:
        code = 0  # the reader has seen enough, such as head
    except (_Refused, datasets.UnknownName, lessons.NotALesson) as error:
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
    arguments, values = _without_values(arguments)
    parser = build_parser()
    _check_command(arguments)
    options = parser.parse_args(arguments)
    options.values = values
    return options.action(options)


# --- the words that are understood ----------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence."""

    def __init__(self, **kwargs):
        super().__init__(allow_abbrev=False, **kwargs)

    def error(self, message: str) -> None:
        """End with code 2 and one sentence, without the usage lines."""
        sentence = f"{message[:1].upper()}{message[1:]}"
        self.exit(2, f"zjpoverty: {sentence}. See '{self.prog} --help'.\n")


def build_parser() -> argparse.ArgumentParser:
    """Parser of the whole command line; each command's function is its default ``action``."""
    parser = _Parser(
        prog="zjpoverty",
        description="Poverty alleviation in Zhejiang in 2010: one chapter's figures as data, and lessons that run.",
    )
    parser.add_argument(
        "--version", action="version", version=f"zjpoverty {__version__}", help="print the version and exit"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands", parser_class=_Parser)
    for name, action, words in _COMMANDS:
        command = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        command.set_defaults(action=action)
        _OPTIONS.get(name, lambda command: None)(command)
    return parser


def _json_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print it as JSON, for programs")


def _show_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("lesson", metavar="LESSON", help="NN-name, NN or name")


def _data_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("table", metavar="TABLE", nargs="?", help="a table; without one, all are listed")
    _json_option(command)


def _audit_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", type=Path, help="a copy of the chapter as plain text")


def _lab_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folder", metavar="DIR", nargs="?", default=".", help="a folder with lessons (default: this one)"
    )


def _run_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("lessons", metavar="LESSON", nargs="*", help="NN-name, NN or name; without one, all are run")
    add("--notebooks", metavar="DIR", help="take the lessons from this folder in place of the shipped ones")
    add("--out", metavar="DIR", default="build", help="folder of the results (default: build)")
    add(
        "-p",
        metavar=("NAME", "VALUE"),
        nargs=2,
        help="set a parameter; may be given several times, and VALUE may begin with a minus",
    )
    add("--jobs", metavar="N", type=_number_or_text, help="lessons at a time (default: one a processor)")
    words = "seconds that a lesson may take (default: 600)"
    add("--timeout", metavar="S", type=_number_or_text, default=600, help=words)
    add(
        "--retries",
        metavar="N",
        type=_number_or_text,
        default=1,
        help="further attempts after a hang or a dead kernel (default: 1)",
    )
    add(
        "--fresh",
        action="store_true",
        help="run every lesson again; nothing is kept from earlier runs yet, so all are in any case",
    )
    add("--dry-run", action="store_true", help="say what would be run, and write nothing")
    add("--no-html", dest="html", action="store_false", help="make no page of each lesson")
    add("--quiet", action="store_true", help="print nothing but errors")
    add("--sweep", metavar="FILE", help="not available yet: a run a row of a table")
    add("--scheduler", metavar="ADDRESS", help="not available yet: run on a Dask cluster")


def _without_values(arguments: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Take ``-p NAME VALUE`` out first: argparse would read a VALUE such as -5 or --x as an option."""
    if arguments[:1] != ["run"]:
        return arguments, []
    left, values, words = [], [], iter(arguments)
    for word in words:
        if word != "-p":
            left.append(word)
            continue
        name, value = next(words, ""), next(words, None)
        if "=" in name:
            name, _, joined = name.partition("=")
            told = shlex.join([name, joined or value or "VALUE"])
            raise _Refused(f"-p takes a name and a value with a space between: -p {told}.")
        if value is None:
            raise _Refused("The option -p needs a name and a value, such as -p reading total.")
        values.append((name, value))
    return left, values


def _number_or_text(text: str) -> int | float | str:
    # What is not a number goes on as text, so that the plan refuses it in the same words as any other wrong value.
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    return text


def _check_command(arguments: list[str]) -> None:
    known = [name for name, _, _ in _COMMANDS]
    if arguments and not arguments[0].startswith("-") and arguments[0] not in known:
        raise _Refused(unknown("command", arguments[0], known))


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

    for name in ("sweep", "scheduler"):
        if getattr(options, name):
            raise _Refused(f"--{name} is not available in version {__version__}. Run the lessons without it.")
    try:
        plan = batch.plan(
            options.lessons,
            notebooks=options.notebooks,
            parameters=options.values,
            **{name: getattr(options, name) for name in ("out", "jobs", "timeout", "retries", "html")},
        )
        if options.dry_run:
            return _print_plan(plan)
        with _progress.shown(plan, options.quiet) as watcher:
            report = batch.run(plan, watcher)
    except batch.Refused as error:
        raise _Refused(str(error)) from None
    _print_end(plan, report, options.quiet)
    return batch.exit_code(report)


def _print_plan(plan) -> int:
    for job in plan.jobs:
        values = ", ".join(f"{name} = {value!r}" for name, value in job.parameters.items())
        print(f"{job.name} would be run with {values or 'its defaults'}")
    return 0


def _print_end(plan, report: dict, quiet: bool) -> None:
    for lesson in report["lessons"]:
        if lesson["error"]:
            _complain(f"{lesson['status']}: {lesson['error']}", 1)
    total, good = len(report["lessons"]), sum(lesson["status"] in ("ok", "cached") for lesson in report["lessons"])
    if not quiet:
        # The reader of the pipe may have gone; the run has ended all the same, and its code must say how.
        with contextlib.suppress(BrokenPipeError):
            print(f"{good} of {total} lesson{'s' * (total != 1)} ok. Open {plan.out / 'index.html'}", flush=True)


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
        raise _Refused(f"{options.file} cannot be read: {error.strerror}. Give a text file with the chapter.") from None
    print(text)
    return code


def _doctor(options: argparse.Namespace) -> int:
    from .doctor import examine

    findings = examine()
    _print_table(findings)
    return 1 if any(state == "missing" for _, state, _ in findings) else 0


def _lab(options: argparse.Namespace) -> int:
    folder = Path(options.folder)
    if not folder.is_dir():
        raise _Refused(f"The folder {folder} does not exist. Give a folder that holds lessons.")
    # On loopback only, whatever the user's configuration says; Jupyter's token keeps other users of the machine out.
    sys.stdout.flush()
    arguments = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={folder.resolve()}",
    ]
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


_COMMANDS = (
    ("list", _list, "list the lessons: name, title, minutes, chapter sections, parameters"),
    ("show", _show, "show the parameters of a lesson: type, default, what is accepted, meaning"),
    ("run", _run, "run lessons, each in a process of its own, and write notebooks, pages and a report"),
    ("data", _data, "list the tables, or print the codebook of one"),
    ("audit", _audit, "hold the figures against a copy of the chapter (0 same, 1 differs, 2 not the chapter)"),
    ("doctor", _doctor, "say what is installed, what works here, what is missing and how to get it"),
    ("lab", _lab, "open JupyterLab on this machine only, with its token"),
)
_OPTIONS = {
    "list": _json_option,
    "show": _show_options,
    "run": _run_options,
    "data": _data_options,
    "audit": _audit_options,
    "lab": _lab_options,
}

if __name__ == "__main__":
    entry()
