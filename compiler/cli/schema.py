"""aqc schema: the JSON Schemas, for editors and for whoever reads what commands print."""

from __future__ import annotations

import click

from compiler import data_folder

NAMES = ("scenario", "diagnostics", "diff", "instance", "lock", "plan")


@click.command()
@click.argument("name", type=click.Choice(NAMES), default="scenario")
@click.option("--path", is_flag=True, help="Print where the file is instead, for settings of editors.")
def schema(name: str, path: bool) -> None:
    """Print a JSON Schema: that of scenarios for editors, by default, or of what commands read and print.

    VS Code (with the YAML extension of Red Hat) and JetBrains complete and check a scenario whose first line is
    `# yaml-language-server: $schema=PATH`. --path prints PATH as it is in this installation.

    \b
    Example: aqc schema > scenario.schema.json
             aqc schema --path
             aqc schema diff | jq .properties
    """
    file = data_folder("schema") / f"{name}.schema.json"
    click.echo(str(file) if path else file.read_text(encoding="utf-8"), nl=path)
