"""Which container and quantity a tag measures, and by which sensor where there is one: one link a tag."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.tables.historian._tags import tag_key, tags
from compiler.filling.world import World, stamps
from compiler.nouns import Number, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    known = tags(world)
    sensor = np.array([tag.sensor_id or 0 for tag in known], dtype=np.int64)
    return Rows(
        len(known),
        {
            "id": Serial(1),
            "notes": Same(""),
            "metadata": Same("{}"),
            "container_id": Number(np.array([tag.container_id for tag in known], dtype=np.int64)),
            "parameter_id": Number(np.array([tag.parameter_id for tag in known], dtype=np.int64)),
            "sensor_id": Number(sensor, 0, sensor == 0),
            "tag_id": Text([tag_key(world, tag) for tag in known]),
            **stamps(world, len(known)),
        },
    )


TABLE = WorldTable(name="historian_tag_link", rows=_rows)
