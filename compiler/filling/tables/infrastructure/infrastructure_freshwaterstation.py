"""Freshwater stations; those for parent fish come last."""

from __future__ import annotations

from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references, scaled, stamps
from compiler.nouns import Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    stations, own = world.stations, len(world.scenario.stations)
    return Rows(
        len(stations),
        {
            "id": Serial(1),
            "name": Text([s.name for s in stations]),
            "station_type": Text(["FRESHWATER" if at < own else "BROODSTOCK" for at in range(len(stations))]),
            "latitude": scaled([s.latitude for s in stations], 6),
            "longitude": scaled([s.longitude for s in stations], 6),
            "description": Same(""),
            "active": Same(True),
            "geography_id": references(s.geography for s in stations),
            **stamps(world, len(stations)),
        },
    )


TABLE = WorldTable(name="infrastructure_freshwaterstation", rows=_rows)
