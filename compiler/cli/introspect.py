"""aqc introspect: the catalog of a live database, as files."""

from __future__ import annotations

from pathlib import Path

import click

from compiler.cli.terminal import FOLDER, show


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
    from compiler.target import introspect as write_catalog

    show(write_catalog(dsn, output, app_version), {})
    click.echo(f"wrote {output}", err=True)
