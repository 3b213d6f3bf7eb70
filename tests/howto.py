"""Run a page of the documentation: its commands in order, in a folder of its own, and hold what it shows against them.

A `console` block holds commands, `$ ` before each; `# exit code 1` behind one says how it ends. A `text` block is what
the last command printed: all of it, or with … for any words in a line and, alone in its line, for any lines. Comments
of the page, which no reader sees, say the rest:

    <!-- file: scenarios/bloom.yaml -->   the block below is that file
    <!-- given: migrated -->              what is there before: a word of GIVEN in tests/test_howto.py
    <!-- needs: pgbouncer -->             up to the next heading commands want that program

python tests/test_howto.py writes anew what the pages show, where no … stands in it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PART = re.compile(
    r"^(?P<heading>#+ [^\n]*)$"
    r"|^<!-- (?P<word>file|given|needs): (?P<value>[^\n]*?) -->$"
    r"|^```(?P<kind>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PROMPT, ENDS = "$ ", re.compile(r"# exit code (\d+)$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where commands run: a folder, its environment, and what `given` words do."""

    folder: Path
    environment: Mapping[str, str]
    given: Callable[[str], Mapping[str, str]]
    """Prepares what a word names; returns further variables of the environment."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows, and what the command before it printed; `span` is the place in the page."""

    span: tuple[int, int]
    command: str
    said: str
    printed: str


def run_page(text: str, place: Place) -> Iterator[Shown]:
    """The outputs that a page shows, as its commands run. Errors: AssertionError when a command ends otherwise."""
    environment, name, skips, last, printed = dict(place.environment), "", False, "", ""
    for part in PART.finditer(text):
        value, kind, body = part["value"], part["kind"], part["body"]
        if part["heading"]:
            skips = False
        elif part["word"] == "given":
            environment |= place.given(value)
        elif part["word"] == "needs":
            skips = shutil.which(value, path=environment["PATH"]) is None
        elif part["word"] == "file":
            name = value
        elif name:
            (place.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (place.folder / name).write_text(body, encoding="utf-8")
            name = ""
        elif kind == "console" and not skips:
            for last in commands_of(body):
                printed = run(last, place.folder, environment)
        elif kind == "text" and not skips:
            yield Shown(part.span("body"), last, body, printed)


def commands_of(body: str) -> list[str]:
    """The commands of a block; one that ends in a backslash goes on in the next line."""
    return [line.removeprefix(PROMPT) for line in body.replace("\\\n", "").splitlines()]


def run(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    ends = ENDS.search(command)
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=dict(environment), capture_output=True, text=True, check=False
    )
    assert done.returncode == (int(ends[1]) if ends else 0), f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def agrees(said: str, printed: str) -> bool:
    """Whether a page shows what was printed."""
    lines = [re.escape(line.rstrip()).replace("…", "[^\n]*") for line in said.strip().splitlines()]
    wanted = "".join("(?:[^\n]*\n)*?" if line == "[^\n]*" else line + "\n" for line in lines)
    there = "".join(line.rstrip() + "\n" for line in printed.strip().splitlines())
    return re.fullmatch(wanted, there) is not None
