"""aqc diff: what a change of a scenario does to the farm and to its data."""

from compiler.cli.diff.command import diff

__all__ = ["diff"]
