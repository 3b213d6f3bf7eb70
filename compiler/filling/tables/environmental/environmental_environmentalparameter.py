"""Measured quantities, in order of their first appearance in the life of a fish."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import Parameter, World, stamps
from compiler.nouns import Rows, Serial, Text


def _rows(world: World) -> Rows:
    return Rows(
        len(world.parameters),
        {
            "id": Serial(1),
            "name": Text([p.name for p in world.parameters]),
            "unit": Text([p.unit for p in world.parameters]),
            "description": Text([_description(p) for p in world.parameters]),
            **stamps(world, len(world.parameters)),
        },
    )


def _description(parameter: Parameter) -> str:
    """The application refuses to save a parameter without one."""
    unit = parameter.unit if parameter.unit != parameter.name else ""
    return f"{parameter.name} of the water" + (f", in {unit}" if unit else "")


TABLE = WorldTable(name="environmental_environmentalparameter", rows=_rows)
