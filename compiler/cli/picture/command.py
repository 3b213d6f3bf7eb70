"""aqc report: one page that shows a farm, or two side by side."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compiler.cli.terminal import FILE, as_of_option, change_of, seed_option, show, trust_option

if TYPE_CHECKING:
    from compiler.pipeline import Change
    from compiler.proof import Drawn


@click.command()
@click.argument("files", metavar="FILE [AFTER]", nargs=-1, required=True, type=FILE)
@click.option("--output", "-o", "out", type=FILE, help="Page to write; by default report.html.", default="report.html")
@click.option("--diff", "sided", is_flag=True, help="Show two farms side by side, and what changes between them.")
@as_of_option
@seed_option
@trust_option
def report(  # parameters: one an option of the command
    files: tuple[Path, ...], out: Path, sided: bool, as_of: str | None, seed: int | None, trust: bool
) -> None:
    """Draw a farm as one page for the browser, which needs no network and no database.

    Every container over time, what stands where on a day, the life of each batch, how full the farm is, water,
    harvests, feed in stock, open work and the tables to come. Every number on it is one that `aqc compile` would write.
    It needs the extra `report` of aqc: python -m pip install 'aqc[report]'.

    \b
    Example: aqc report scenarios/full.yaml -o report.html
             aqc report --diff old.yaml new.yaml -o both.html
    """
    if len(files) != 1 + sided:
        raise click.UsageError("name one file, or two with --diff")
    from compiler.cli.picture.page import library, write_page

    scripts, change = library(), change_of(as_of, seed, trust)
    drawn = [_drawn(file, change) for file in files]
    write_page(out, drawn, _difference(drawn) if sided else None, scripts)
    click.echo(f"wrote {out}: {out.stat().st_size / 1e6:.1f} MB")


def _drawn(file: Path, change: Change) -> Drawn:
    from compiler.cli.picture.drawing import draw

    drawn = draw(file, str(file), change, os.cpu_count() or 1)
    show(drawn.warnings, drawn.side.document.sources)
    return drawn


def _difference(drawn: list[Drawn]) -> str:
    """What changes, as `aqc diff` says it."""
    from compiler.cli.cost.speed import seconds_of
    from compiler.cli.diff import text
    from compiler.proof import compare

    before, after = (one.side for one in drawn)
    facts: dict[str, Any] = compare(before, after, seconds_of)
    return click.unstyle(text.render(facts)) if not facts["same"] else "Nothing but words: the farms are the same."
