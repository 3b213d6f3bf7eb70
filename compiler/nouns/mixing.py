"""Mixes: fish of several batches that are put into one ring and live on as one batch. A part of the Scenario."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.diagnostics import Span
from compiler.nouns.typed import Typed


@dataclass(frozen=True, slots=True)
class Mix(Typed):
    """A mix as the scenario wishes for it: the last ring of each of its batches goes into a free ring of the first."""

    key: str
    """Its name under `mixes:`"""
    batches: tuple[str, ...]
    """Two or more: a number, GROUP/N or GROUP/-N as `Scenario.find_batch` reads it, or the key of another mix"""
    day: int
    where: str
    """Name of the ring, or of the area of one of the batches; '' for the area of the first"""
    until: int | None
    """Day of the harvest; None: when the ring that the first of them leaves was to be emptied"""
    event: bool
    """Whether the act of mixing is recorded, or only what the mixed batch is made of"""
    span: Span
