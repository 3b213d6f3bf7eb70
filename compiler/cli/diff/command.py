"""aqc diff: its options, one comparison, one of three formats, an exit code as of diff."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from compiler.cli.terminal import (
    FILE,
    MACHINES,
    as_of_option,
    change_of,
    formats,
    seed_option,
    show,
    told_in,
    trust_option,
)
from compiler.diagnostics import Stop

if TYPE_CHECKING:
    from compiler.pipeline import Change
    from compiler.proof import Side

SAME, DIFFERENT, TROUBLE = 0, 1, 2


@click.command()
@click.argument("files", metavar="[BEFORE] AFTER", nargs=-1, required=True, type=FILE)
@click.option("--base", metavar="REVISION", help="Of git: the file as it was then, instead of BEFORE.")
@click.option("--head", metavar="REVISION", help="Of git: the file as it is then, instead of that in the work tree.")
@formats("the difference is", "text", "json", "markdown", *MACHINES)
@click.option(
    "--tables", is_flag=True, help="Simulate both: rows and bytes a table, time to compile and restore. Takes longer."
)
@click.option("--always", is_flag=True, help="Print although nothing changed.")
@as_of_option
@seed_option
@trust_option
def diff(  # parameters: one an option of the command
    files: tuple[Path, ...], base: str | None, head: str | None, form: str,
    tables: bool, always: bool, as_of: str | None, seed: int | None, trust: bool,
) -> None:  # fmt: skip
    """Show what a change of a scenario does: meaning, not text.

    Batches added, removed, moved to another site, started earlier or later, and because of which lines; containers and
    sites affected; how full the farm is; whose data change; what breaks for scripts. Nothing is written, and git is
    read without touching the work tree. Exit codes are those of diff: 0 the same, 1 different, 2 trouble.

    \b
    Example: aqc diff old.yaml new.yaml
             aqc diff --base origin/main scenarios/full.yaml
             aqc diff --base origin/main scenarios/full.yaml --format markdown > comment.md
             aqc diff --base origin/main scenarios/full.yaml --format github     beside the changed lines
             aqc diff --base HEAD~5 --head HEAD scenarios/smoke.yaml --tables --format json | jq .tables
    """
    if len(files) != (1 if base else 2) or (head and not base):
        raise click.UsageError("name two files, or one with --base REVISION (and --head REVISION)")
    from tempfile import TemporaryDirectory

    from compiler.cli.cost.speed import seconds_of
    from compiler.proof import compare

    jobs, change, sides = (os.cpu_count() or 1) if tables else 0, change_of(as_of, seed, trust), []
    with told_in(form, TROUBLE), TemporaryDirectory(prefix="aqc-diff-") as name:
        for at, revision in ((0, base), (-1, head)):
            folder = Path(name).resolve() / str(-at)
            sides.append(_side(files[at], revision, folder, change, jobs))
    (before, rename), (after, rename_too) = sides
    facts = rename_too(rename(compare(before, after, seconds_of)))
    if always or not facts["same"] or form not in ("text", "markdown"):
        _print(facts, form, head)
    raise Exit(SAME if facts["same"] else DIFFERENT)


def _print(facts: dict[str, Any], form: str, head: str | None) -> None:
    from compiler.cli.diff import markdown, text
    from compiler.cli.diff.beside import annotate
    from compiler.cli.report import as_json

    if form == "json":
        click.echo(as_json(facts), nl=False)
    elif form in MACHINES:
        show(annotate(facts, head), {}, form, err=False)
    else:
        click.echo(text.render(facts) if form == "text" else markdown.render(facts), nl=False, color=_colour())


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _side(
    file: Path, revision: str | None, folder: Path, change: Change, jobs: int
) -> tuple[Side, Callable[[Any], Any]]:  # fmt: skip
    """The farm of a file, or of a revision of it, and what names its files in facts. Errors: Stop."""
    from compiler import pipeline

    if revision is None:
        return pipeline.side_of(file, str(file), change, jobs), lambda facts: facts
    from compiler.cli.diff.revision import check_out

    checkout = check_out(revision, file, folder)
    try:
        side = pipeline.side_of(checkout.file, checkout.relabelled(str(checkout.file)), change, jobs)
    except Stop as stop:
        raise checkout.restated(stop) from None
    return side, checkout.relabelled
