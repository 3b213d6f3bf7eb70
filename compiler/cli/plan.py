"""aqc plan: show what would be compiled."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compiler.cli.memory import keep_freed
from compiler.cli.terminal import (
    FILE,
    MACHINES,
    anchor_option,
    as_of_option,
    change_of,
    formats,
    seed_option,
    show,
    told_in,
    trust_option,
)

if TYPE_CHECKING:
    from compiler.pipeline import Expected, Planned


@click.command()
@click.argument("file", type=FILE)
@formats("the plan is", "text", "json", *MACHINES)
@click.option("--resolved", is_flag=True, help="Print the scenario after includes, with the origin of each value.")
@click.option("--picture", type=FILE, help="Also draw the plan as an SVG: sites over time, batches by stage.")
@as_of_option
@anchor_option
@seed_option
@trust_option
def plan(  # parameters: one an option of the command
    file: Path, form: str, resolved: bool, picture: Path | None, as_of: str | None, anchor: str | None,
    seed: int | None, trust: bool,
) -> None:  # fmt: skip
    """Show what would be compiled: batches placed, how full the farm is, rows and bytes to come.

    Utilisation is container-days with fish over all container-days, beside the most that any plan could reach. The
    bottleneck is the kind of container that is fullest. Nothing is written but the picture, where one is asked for.
    Rows are exact, bytes to within one per cent; how long a compile and a restore take is that of this machine once
    `aqc calibrate` measured it.

    \b
    Example: aqc plan scenarios/full.yaml
             aqc plan scenarios/full.yaml --format json | jq .tables
             aqc plan scenarios/full.yaml --picture plan.svg
             aqc plan scenarios/smoke.yaml --resolved
             aqc plan scenarios/full.yaml --format github       its warnings beside the lines of a pull request
    """
    from compiler import pipeline

    if resolved:
        if picture is not None:
            raise click.UsageError("--resolved prints the scenario before it is planned: there is nothing to draw")
        click.echo(pipeline.resolve_scenario(file), nl=False)
        return
    keep_freed()
    with told_in(form):
        planned = pipeline.plan_scenario(file, change_of(as_of, seed, trust, anchor))
        expected = pipeline.expect_dump(planned, os.cpu_count() or 1)
    if picture is not None:
        from compiler.cli.picture.svg import draw_plan
        from compiler.writing import write_small

        write_small(picture, draw_plan(planned.scenario, planned.plan))
    _print(planned, expected, form)


def _print(planned: Planned, expected: Expected, form: str) -> None:
    from compiler.cli import report
    from compiler.cli.cost.speed import Load, known_speed
    from compiler.diagnostics import objects

    if form in MACHINES:
        show(expected.told, planned.sources, form, err=False)
        return
    cost = known_speed().cost(Load.of(planned.plan, expected), os.cpu_count() or 1)
    facts = report.describe(planned.scenario, planned.plan, expected, cost)
    if form == "json":
        click.echo(report.as_json({"format": report.FORMAT, **facts, "diagnostics": objects(expected.told)}), nl=False)
        return
    show(expected.told, planned.sources)
    from compiler.cli.picture.characters import over_time

    click.echo(report.as_text(facts, over_time(planned.scenario, planned.plan)), nl=False)
