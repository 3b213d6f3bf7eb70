"""Trays, tanks, rings, and the racks that carry trays: each in one hall or area; only racks are STRUCTURAL.

Tanks for parent fish follow, then those of carriers, which stand in neither.
"""

from __future__ import annotations

from compiler.filling.fleet import Tank
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, container_types, references, scaled, stamps
from compiler.nouns import CARRIER_TYPES, Container, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    boxes, fleet = world.containers, world.fleet
    types = {kind.name: at for at, kind in enumerate(container_types(world))}
    aboard = [types[CARRIER_TYPES[fleet.carriers[tank.carrier].kind]] for tank in fleet.tanks]
    none: list[None] = [None] * len(fleet.tanks)
    every: tuple[Container | Tank, ...] = (*boxes, *fleet.tanks)
    size = len(boxes) + len(none)
    return Rows(
        size,
        {
            "id": Serial(1),
            "name": Text([box.name for box in every]),
            "volume_m3": scaled([box.volume_m3 for box in every], 2),
            "max_biomass_kg": scaled([box.max_biomass_kg for box in every], 2),
            "active": Same(True),
            "area_id": references([*(box.place if box.leg == "sea" else None for box in boxes), *none]),
            "container_type_id": references([*(types[box.type] for box in boxes), *aboard]),
            "hall_id": references([*(box.place if box.leg == "freshwater" else None for box in boxes), *none]),
            "feed_recommendations_enabled": Text(["t"] * len(boxes) + ["f"] * len(none)),
            "carrier_id": references([*(None for _ in boxes), *(tank.carrier for tank in fleet.tanks)]),
            "hierarchy_role": Text(
                ["STRUCTURAL" if box.structural else "HOLDING" for box in boxes] + ["HOLDING"] * len(none)
            ),
            "parent_container_id": references([*(box.parent if box.parent >= 0 else None for box in boxes), *none]),
            **stamps(world, size),
        },
    )


TABLE = WorldTable(name="infrastructure_container", rows=_rows)
