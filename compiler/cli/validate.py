"""aqc validate: check scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import Exit

from compiler.cli.terminal import FILE, as_of_option, change_of, diagnostics_format, show, trust_option
from compiler.diagnostics import Diagnostic, Stop

if TYPE_CHECKING:
    from compiler.pipeline import Change


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--watch", is_flag=True, help="Stay, and check again when one of the files or what it includes changes.")
@diagnostics_format
@as_of_option
@trust_option
def validate(files: tuple[Path, ...], watch: bool, form: str, as_of: str | None, trust: bool) -> None:
    """Check scenarios: syntax, unknown keys, units, meaning, and whether a plan exists.

    Every mistake is printed with file, line, column, code and what to type instead; all of a stage at once.

    \b
    Example: aqc validate scenarios/*.yaml
             aqc validate --watch scenarios/full.yaml             while you write; leave with Ctrl-C
             aqc validate --format github scenarios/full.yaml     annotations on a pull request
             aqc validate --format gitlab scenarios/full.yaml > gl-code-quality-report.json
    """
    change = change_of(as_of, trust=trust)
    if watch:
        _watch(files, form, change)
    raise Exit(0 if _validate(files, form, change) else 1)


def _watch(files: Sequence[Path], form: str, change: Change) -> NoReturn:
    """Validate after each change, until Ctrl-C."""
    from compiler.cli.watching import changes

    try:
        for changed in changes(files):
            if changed:
                click.echo(f"changed: {' '.join(map(str, changed))}", err=True)
            _validate(files, form, change)
            click.echo("watching; Ctrl-C to leave", err=True)
    except KeyboardInterrupt:
        click.echo("", err=True)
    raise Exit(0)


def _validate(files: Sequence[Path], form: str, change: Change) -> bool:
    """Print what is found. Returns: whether all is sound."""
    from compiler import pipeline

    found: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for path in files:
        try:
            planned = pipeline.plan_scenario(path, change)
            found, sources = [*found, *planned.warnings], {**sources, **planned.sources}
        except Stop as stop:
            found, sources = [*found, *stop.diagnostics], {**sources, **stop.sources}
    show(found, sources, form, err=form == "text")
    sound = not any(d.severity == "error" for d in found)
    if sound and form == "text":
        click.echo("sound: " + " ".join(map(str, files)), err=True)
    return sound
