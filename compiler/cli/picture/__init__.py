"""Pictures of a farm: the page of `aqc report`, the SVG and the characters of `aqc plan`."""

from compiler.cli.picture.command import report

__all__ = ["report"]
