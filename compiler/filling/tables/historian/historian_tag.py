"""Measuring points that the historian of the works knows by name."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.historian._tags import tag_key, tags
from compiler.filling.world import World, stamps
from compiler.nouns import Rows, Same, Text

ANALOG = 1
"""The historian's own kind of a tag whose values are numbers"""


def _rows(world: World) -> Rows:
    known = tags(world)
    return Rows(
        len(known),
        {
            "tag_id": Text([tag_key(world, tag) for tag in known]),
            "tag_name": Text([f"{tag.container}.{tag.parameter.replace(' ', '')}.PV" for tag in known]),
            "description": Text([f"{tag.parameter} in {tag.container}" for tag in known]),
            "tag_type": Same(ANALOG),
            "unit": Text([tag.unit for tag in known]),
            "source_system": Same("AVEVA"),
            "metadata": Same("{}"),
            **stamps(world, len(known)),
        },
    )


TABLE = WorldTable(name="historian_tag", rows=_rows)
