"""aqc check: a live database held against a catalog."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from compiler.cli.terminal import MACHINES, formats, show, told_in

if TYPE_CHECKING:
    from compiler.target import Verdict

FORMAT = "aqc-check/1"
"""Version of the verdict as JSON"""


@click.command()
@click.option("--dsn", metavar="URL", required=True, help="The live database: postgresql://user@host/name.")
@click.option(
    "--target", metavar="NAME", default="aquamind", show_default=True, help="The catalog: schema/NAME, or a folder."
)
@formats("findings are", "text", "json", *MACHINES)
def check(dsn: str, target: str, form: str) -> None:
    """Compare a live database with a catalog: will a dump load, what is missing, and what is to be done?

    Exit code 0 when a dump of one of the two modes loads as the database is now, else 1.

    \b
    Example: aqc check --dsn postgresql://localhost/aquamind
             aqc check --dsn postgresql://localhost/aquamind --format gitlab > gl-code-quality-report.json
    """
    from compiler.filling import find_tables
    from compiler.target import check_database, located

    with told_in(form):
        verdict = check_database(dsn, located(target, Path()), find_tables())
    if form in MACHINES:
        show(verdict.findings, {}, form, err=False)
    else:
        click.echo(_as_json(verdict) if form == "json" else _as_text(verdict), nl=False)
    raise Exit(0 if verdict.full or verdict.data or verdict.replace else 1)


def _as_text(verdict: Verdict) -> str:
    """The findings, then a line for each mode."""
    yes = {True: "loads", False: "does not load"}
    lines = [
        f"compared with {verdict.target}",
        f"  aqc compile --mode full            {yes[verdict.full]}",
        f"  aqc compile --mode data            {yes[verdict.data]}",
        f"  aqc compile --mode data --replace  {yes[verdict.replace]}",
    ]
    from compiler.diagnostics import render

    findings = render(verdict.findings, {}, "text") if verdict.findings else ""
    return findings + "\n".join(lines) + "\n"


def _as_json(verdict: Verdict) -> str:
    """The verdict as one object."""
    from compiler.diagnostics import objects

    facts = {name: value for name, value in asdict(verdict).items() if name != "findings"}
    whole = {"format": FORMAT, **facts, "findings": objects(verdict.findings)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
