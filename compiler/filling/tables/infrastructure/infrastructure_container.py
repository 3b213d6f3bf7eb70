"""Trays, tanks, rings, and the racks that carry trays: each in one hall or area; only racks are STRUCTURAL.

Tanks for parent fish come last.
"""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, container_types, references, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    boxes = world.containers
    types = {kind.name: at for at, kind in enumerate(container_types(world))}
    return Rows(
        len(boxes),
        {
            "id": Serial(1),
            "name": Text([box.name for box in boxes]),
            "volume_m3": scaled([box.volume_m3 for box in boxes], 2),
            "max_biomass_kg": scaled([box.max_biomass_kg for box in boxes], 2),
            "active": Same(True),
            "area_id": references(box.place if box.leg == "sea" else None for box in boxes),
            "container_type_id": references(types[box.type] for box in boxes),
            "hall_id": references(box.place if box.leg == "freshwater" else None for box in boxes),
            "feed_recommendations_enabled": Same(True),
            "carrier_id": Same(None),
            "hierarchy_role": Text(["STRUCTURAL" if box.structural else "HOLDING" for box in boxes]),
            "parent_container_id": references(box.parent if box.parent >= 0 else None for box in boxes),
            **stamps(world, len(boxes)),
        },
    )


TABLE = WorldTable(name="infrastructure_container", rows=_rows)
