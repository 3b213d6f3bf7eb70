"""aqc calibrate: how fast this machine is."""

from __future__ import annotations

import click


@click.command()
def calibrate() -> None:
    """Measure how fast this machine compiles and restores, so that `aqc plan` foretells both.

    A small farm is compiled into a temporary folder and restored into a PostgreSQL of its own, where there is one; both
    are gone afterwards. It takes some seconds, in which the machine should be idle, and is remembered in the user's
    cache ($XDG_CACHE_HOME/aqc), a file a machine. No dump depends on it.

    \b
    Example: aqc calibrate
    """
    from compiler.cli.cost.measure import measure
    from compiler.cli.cost.speed import remember

    speed = measure(lambda step: click.echo(f"{step} …", err=True))
    path = remember(speed)
    click.echo("\n".join([*speed.words(), f"remembered in {path}"]), err=True)
