"""Commands that look at a live database: introspect and check. A command imports its modules when it runs."""

from __future__ import annotations

from pathlib import Path

import click
from click.exceptions import Exit

from compiler.terminal import FOLDER, formats, show


@click.command()
@click.option("--dsn", metavar="URL", required=True, help="The live database: postgresql://user@host/name.")
@click.option("-o", "--output", metavar="FOLDER", required=True, type=FOLDER, help="The catalog, such as schema/NAME.")
@click.option("--app-version", metavar="TEXT", help="Version of AquaMind, for people.  [default: what the folder says]")
def introspect(dsn: str, output: Path, app_version: str | None) -> None:
    """Write the catalog of a live database: tables, keys, indexes, views and the rows that every database has.

    One readable file an app, in stable order: what changed between two releases is what git shows. `target: NAME` in
    a scenario compiles for schema/NAME.

    \b
    Example: aqc introspect --dsn postgresql://localhost/aquamind -o schema/aquamind
    """
    from compiler import introspect as introspecting

    show(introspecting.introspect(dsn, output, app_version), {})
    click.echo(f"wrote {output}", err=True)


@click.command()
@click.option("--dsn", metavar="URL", required=True, help="The live database: postgresql://user@host/name.")
@click.option(
    "--target", metavar="NAME", default="aquamind", show_default=True, help="The catalog: schema/NAME, or a folder."
)
@formats("findings are", "text", "json")
def check(dsn: str, target: str, form: str) -> None:
    """Compare a live database with a catalog: will a dump load, what is missing, and what is to be done?

    Exit code 0 when a dump of one of the two modes loads as the database is now, else 1.

    \b
    Example: aqc check --dsn postgresql://localhost/aquamind
    """
    from compiler import target as targets

    verdict = targets.check(dsn, target)
    click.echo(targets.as_json(verdict) if form == "json" else targets.as_text(verdict), nl=False)
    raise Exit(0 if verdict.full or verdict.data or verdict.replace else 1)
