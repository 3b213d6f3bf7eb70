"""One sensor for each quantity measured in a container; its name says which, its type is a legal choice."""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, stamps
from compiler.nouns import Day, Number, Rows, Same, Serial, Text, Word

MAKER = "AquaSense"


def _rows(world: World) -> Rows:
    boxes, sensors = world.scenario.containers, world.sensors
    kinds = {parameter.name: at for at, parameter in enumerate(world.parameters)}
    born = np.full(len(sensors), world.born_s // SECONDS_PER_DAY, dtype=np.int64)
    return Rows(
        len(sensors),
        {
            "id": Serial(1),
            "name": Text([f"{boxes[at].name}-{name.replace(' ', '')}" for at, name in sensors]),
            "sensor_type": Word([p.sensor_type for p in world.parameters], np.array([kinds[n] for _, n in sensors])),
            "serial_number": Text([f"SN-{at + 1}-{name.replace(' ', '')[:3].upper()}" for at, name in sensors]),
            "manufacturer": Same(MAKER),
            "installation_date": Day(born),
            "last_calibration_date": Same(None),
            "active": Same(True),
            "container_id": Number(np.array([at + 1 for at, _ in sensors], dtype=np.int64)),
            **stamps(world, len(sensors)),
        },
    )


TABLE = WorldTable(name="infrastructure_sensor", rows=_rows)
