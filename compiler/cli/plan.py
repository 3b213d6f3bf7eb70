"""aqc plan: show what would be compiled."""

from __future__ import annotations

import os
from pathlib import Path

import click

from compiler.cli.terminal import FILE, as_of_option, change_of, formats, seed_option, show, trust_option


@click.command()
@click.argument("file", type=FILE)
@formats("the plan is", "text", "json")
@click.option("--resolved", is_flag=True, help="Print the scenario after includes, with the origin of each value.")
@as_of_option
@seed_option
@trust_option
def plan(file: Path, form: str, resolved: bool, as_of: str | None, seed: int | None, trust: bool) -> None:
    """Show what would be compiled: batches placed, how full the farm is, rows and bytes to come.

    Utilisation is container-days with fish over all container-days, beside the most that any plan could reach. The
    bottleneck is the kind of container that is fullest. Nothing is written.

    \b
    Example: aqc plan scenarios/full.yaml
             aqc plan scenarios/full.yaml --format json | jq .tables
             aqc plan scenarios/smoke.yaml --resolved
    """
    from compiler import pipeline

    if resolved:
        click.echo(pipeline.resolve_scenario(file), nl=False)
        return
    from compiler.cli import report

    planned = pipeline.plan_scenario(file, change_of(as_of, seed, trust))
    show(planned.warnings, planned.sources)
    facts = report.describe(planned.scenario, planned.plan, pipeline.expect_tables(planned, os.cpu_count() or 1))
    click.echo(report.as_json(facts) if form == "json" else report.as_text(facts), nl=False)
