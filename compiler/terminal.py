"""What commands share: kinds of arguments, options, and diagnostics on the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from compiler.diagnostics import Diagnostic

Decorator = Callable[[Callable[..., None]], Callable[..., None]]

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def formats(what: str, *names: str) -> Decorator:
    """The option --format, the first name being the default."""
    choice = click.Choice(names)
    return click.option(
        "--format", "form", type=choice, default=names[0], show_default=True, help=f"How {what} printed."
    )


def show(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], form: str = "text", err: bool = True) -> None:
    """Print diagnostics, in colour where a person looks."""
    from compiler.render import render

    text = render(diagnostics, sources, form, colour=err and sys.stderr.isatty() and "NO_COLOR" not in os.environ)  # type: ignore[arg-type]
    click.echo(text, err=err, nl=False)
