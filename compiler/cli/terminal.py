"""What commands share: kinds of arguments, options, and diagnostics on the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from compiler.diagnostics import FORMATS, Diagnostic, Stop

if TYPE_CHECKING:
    from datetime import date

    from compiler.pipeline import Change

Decorator = Callable[[Callable[..., None]], Callable[..., None]]

FILE = click.Path(dir_okay=False, path_type=Path)


class _Local(click.Path):
    """A path, also as a file:// URL."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Errors: Stop AQ568, and AQ573 for an object that is elsewhere."""
        if isinstance(value, str) and "://" in value:
            from compiler.writing import Remote, place

            value = place(value)
            if isinstance(value, Remote):
                copies = f"aws s3 cp {quote(value.url)} ." if value.scheme != "memory" else "copy it"
                hint = f"{copies}; likewise {quote(value.manifest.name)}; then name the file"
                raise Stop([Diagnostic("AQ573", f"{value} is not on this machine", hint=hint)])
        return super().convert(value, param, ctx)


DUMP = _Local(path_type=Path)
"""A dump, or what somebody took for one: a folder is told as such."""
FOLDER = click.Path(file_okay=False, path_type=Path)


def formats(what: str, *names: str, option: str = "--format") -> Decorator:
    """The option --format, the first name being the default."""
    choice = click.Choice(names)
    return click.option(option, "form", type=choice, default=names[0], show_default=True, help=f"How {what} printed.")


def show(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str], form: str = "text", err: bool = True) -> None:
    """Print diagnostics, in colour where a person looks."""
    from compiler.diagnostics import masked, render

    text = render(diagnostics, sources, form, colour=err and sys.stderr.isatty() and "NO_COLOR" not in os.environ)  # type: ignore[arg-type]
    click.echo(masked(text), err=err, nl=False)


def typeable(words: str) -> str:
    """Closing words whose commands can be typed as they stand: with the path that aqc was called by, where the shell
    finds no `aqc`, or another."""
    from shutil import which

    called, found = Path(sys.argv[0]), which("aqc")
    if called.name != "aqc" or (found and called.exists() and Path(found).samefile(called)):
        return words
    return re.sub(r"(?m)^( *\w+:? +)aqc (?=restore|verify)", lambda begun: f"{begun[1]}{quote(sys.argv[0])} ", words)


MACHINES = ("github", "gitlab", "sarif")
"""Formats that hold nothing but diagnostics"""
diagnostics_format = formats("diagnostics are", "text", "json", *MACHINES)
as_of_option = click.option("--as-of", metavar="DATE", help="First day without history; `today` asks the clock.")
anchor_option = click.option(
    "--anchor", metavar="DATE", help="Count days such as `as_of - 4 days` from here.  [default: as_of]"
)
seed_option = click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all chance.")
trust_option = click.option("--trust-catalog", "trust", is_flag=True, help="Allow a target outside schema/ of aqc.")


def change_of(as_of: str | None, seed: int | None = None, trust: bool = False, anchor: str | None = None) -> Change:
    """What the options replace in the scenario."""
    from compiler.pipeline import Change

    return Change(day_of(as_of, "--as-of"), seed, _today(), trust, day_of(anchor, "--anchor"))


def day_of(text: str | None, option: str) -> int | None:
    """Days since 1970-01-01. Errors: BadParameter of that option."""
    from datetime import date

    try:
        found = None if text is None else _today() if text == "today" else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date such as 2025-11-18, nor `today`", param_hint=option) from None
    return None if found is None else (found - date(1970, 1, 1)).days


def _today() -> date:
    """The only place that asks the clock, for whoever says `today`."""
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


@contextmanager
def told_in(form: str, code: int = 1) -> Iterator[None]:
    """Diagnostics that stop the block are printed in this format, as data where it is one for machines.

    Errors: Exit with the code.
    """
    from click.exceptions import Exit

    try:
        yield
    except Stop as stop:
        show(stop.diagnostics, stop.sources, form if form in FORMATS else "text", err=form not in FORMATS[1:])
        raise Exit(code) from None
