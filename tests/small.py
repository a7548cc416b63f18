"""Small lessons for tests of runs, and what they left."""

import json
import re
import socket


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cell(source, *tags, kind="code"):
    made = {"cell_type": kind, "metadata": {"tags": list(tags)}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def save(folder, name, *sources, parameters="n: int = 1  # 0 to 9: a number"):
    """Write a lesson of a few code cells."""
    folder.mkdir(exist_ok=True)
    cells = [cell(f"# {name}", kind="markdown"), cell(parameters, "parameters"), *map(cell, sources)]
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    (folder / f"{name}.ipynb").write_text(json.dumps(content), encoding="utf-8")


def outputs(path):
    """What each output of a notebook printed."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(output.get("text", [])) for cell in cells for output in cell.get("outputs", [])]


def states(report):
    """Status of each line of a report, by name."""
    return {line["name"]: line["status"] for line in report["lessons"]}


def timeless(path):
    """Bytes of a result, without the minute in which it was made."""
    return re.sub(rb"\d+ \w+ \d{4}, \d\d:\d\d UTC", b"", path.read_bytes())
