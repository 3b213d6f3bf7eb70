"""Two farms compared: what a change of a scenario does to the farm and to its data."""

from compiler.proof.changes.compare import compare
from compiler.proof.changes.side import Side

__all__ = ["Side", "compare"]
