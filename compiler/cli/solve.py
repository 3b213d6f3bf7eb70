"""aqc solve: solve an instance of the exchange format."""

from __future__ import annotations

import json
from pathlib import Path

import click
from click.exceptions import Exit

from compiler.cli.terminal import FILE


@click.command()
@click.argument("instance", type=FILE)
def solve(instance: Path) -> None:
    """Solve one scheduling instance in the exchange format and print the verdict and the plan as JSON.

    The verdict is `plan` (exit code 0), `impossible` with a witness, or `not_found` within the limit (both 1).

    \b
    Example: aqc solve instance.json | jq .verdict
    """
    from compiler import solver

    answer, code = solver.solve_json(instance)
    click.echo(json.dumps(answer))
    raise Exit(code)
