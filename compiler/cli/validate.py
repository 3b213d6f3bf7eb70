"""aqc validate: check scenarios."""

from __future__ import annotations

from pathlib import Path

import click
from click.exceptions import Exit

from compiler.cli.terminal import FILE, as_of_option, change_of, diagnostics_format, show, trust_option
from compiler.diagnostics import Diagnostic, Stop


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@diagnostics_format
@as_of_option
@trust_option
def validate(files: tuple[Path, ...], form: str, as_of: str | None, trust: bool) -> None:
    """Check scenarios: syntax, unknown keys, units, meaning, and whether a plan exists.

    Every mistake is printed with file, line, column, code and what to type instead; all of a stage at once.

    \b
    Example: aqc validate scenarios/*.yaml
             aqc validate --format github scenarios/full.yaml     annotations on a pull request
    """
    from compiler import pipeline

    found: list[Diagnostic] = []
    sources: dict[str, str] = {}
    for path in files:
        try:
            planned = pipeline.plan_scenario(path, change_of(as_of, trust=trust))
            found, sources = [*found, *planned.warnings], {**sources, **planned.sources}
        except Stop as stop:
            found, sources = [*found, *stop.diagnostics], {**sources, **stop.sources}
    show(found, sources, form, err=form == "text")
    wrong = any(d.severity == "error" for d in found)
    if not wrong and form == "text":
        click.echo("sound: " + " ".join(map(str, files)), err=True)
    raise Exit(1 if wrong else 0)
