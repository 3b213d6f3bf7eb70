"""Well boats and trucks."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, scaled, stamps
from compiler.nouns import Number, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    fleet = world.fleet
    room = [sum(tank.volume_m3 for tank in fleet.tanks if tank.carrier == at) for at in range(len(fleet.carriers))]
    return Rows(
        len(fleet.carriers),
        {
            "id": Serial(1),
            "name": Text([one.name for one in fleet.carriers]),
            "carrier_type": Text([one.kind for one in fleet.carriers]),
            "geography_id": Number(np.array(fleet.geography, dtype=np.int64) + 1),
            "capacity_m3": scaled(room, 2),
            "license_plate": Text([one.number if one.kind == "TRUCK" else "" for one in fleet.carriers]),
            "imo_number": Text([one.number if one.kind == "VESSEL" else "" for one in fleet.carriers]),
            "captain_contact": Text([one.contact for one in fleet.carriers]),
            "active": Same(True),
            **stamps(world, len(fleet.carriers)),
        },
    )


TABLE = WorldTable(name="infrastructure_transportcarrier", rows=_rows)
