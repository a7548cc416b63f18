"""What the command line understands: the options of each command, and values that look like options."""

import argparse
import contextlib
import shlex
from collections.abc import Callable
from pathlib import Path

from .editions import EDITIONS


class Refused(Exception):
    """What was asked for is not possible; the message is the sentence for the user."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence."""

    def __init__(self, **kwargs):
        super().__init__(allow_abbrev=False, **kwargs)

    def error(self, message: str) -> None:
        """End with code 2 and one sentence, without the usage lines."""
        sentence = f"{message[:1].upper()}{message[1:]}"
        self.exit(2, f"zjpoverty: {sentence}. See '{self.prog} --help'.\n")


def _json_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print it as JSON, for programs")


def _show_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("lesson", metavar="LESSON", help="NN-name, NN or name")


def _data_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("table", metavar="TABLE", nargs="?", help="a table; without one, all are listed")
    _json_option(command)


def _audit_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", type=Path, help="a copy of the chapter as plain text")


def _start_options(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("folder", metavar="DIR", help="a folder for the workspace; what lies in it under other names is left alone")
    words = "solutions emptied, or shown with notes (default: what the workspace is; for a new one, student)"
    add("--edition", metavar="|".join(EDITIONS), help=words)
    words = "replace what you changed too; yours is kept beside it, as NAME.yours.ipynb"
    add("--force", action="store_true", help=words)


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
        help="run every lesson, also those of which nothing has changed since the result in DIR",
    )
    add("--dry-run", action="store_true", help="say what would be run and why, and write nothing")
    add("--no-html", dest="html", action="store_false", help="make no page of each lesson")
    add("--quiet", action="store_true", help="print nothing but errors")
    words = "run one LESSON once a row of a table: CSV with parameters as columns, or JSON lines; NAME--0001 and on"
    add("--sweep", metavar="FILE", help=words)
    words = "run on the workers of a Dask cluster, such as tcp://HOST:8786"
    add("--scheduler", metavar="ADDRESS", help=words)


def _register_options(command: argparse.ArgumentParser) -> None:
    tasks = command.add_subparsers(
        dest="task", metavar="build|update|report", required=True, parser_class=Parser, help="what to do with FILE"
    )
    for name, words in (
        ("build", "make a register of one year in a new file"),
        ("update", "apply the next year, all of it or nothing"),
        ("report", "print the indicators of the yearly statistics"),
    ):
        task = tasks.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        task.add_argument("file", metavar="FILE", help="a DuckDB file; what is in it is invented")
        _REGISTER[name](task)


def _register_build(task: argparse.ArgumentParser) -> None:
    add = task.add_argument
    add("--scale", metavar="S", type=_number_or_text, default=1.0, help="share of the population (default: 1, all)")
    add("--year", metavar="YEAR", type=int, default=2010, help="first year (default: 2010)")
    add("--seed", metavar="N", type=int, default=2010, help="seed of the invented data (default: 2010)")
    add("--force", action="store_true", help="replace a register; no other file is ever replaced")


def _register_wait(task: argparse.ArgumentParser) -> None:
    words = "seconds to wait for another process that uses FILE (default: 0)"
    task.add_argument("--wait", metavar="S", type=float, default=0.0, help=words)


def _register_update(task: argparse.ArgumentParser) -> None:
    task.add_argument("--year", metavar="YEAR", type=int, required=True, help="the year after the last one in FILE")
    _register_wait(task)


def _register_report(task: argparse.ArgumentParser) -> None:
    words = "print what the public page shows in its place: no names, small counts withheld"
    task.add_argument("--public", action="store_true", help=words)
    _register_wait(task)


_REGISTER = {"build": _register_build, "update": _register_update, "report": _register_report}


def without_values(arguments: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
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
            raise Refused(f"-p takes a name and a value with a space between: -p {told}.")
        if value is None:
            raise Refused("The option -p needs a name and a value, such as -p reading total.")
        values.append((name, value))
    return left, values


def _number_or_text(text: str) -> int | float | str:
    # What is not a number goes on as text, so that the plan refuses it in the same words as any other wrong value.
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(text)
    return text


OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "list": _json_option,
    "show": _show_options,
    "run": _run_options,
    "data": _data_options,
    "audit": _audit_options,
    "register": _register_options,
    "start": _start_options,
    "lab": _lab_options,
}
