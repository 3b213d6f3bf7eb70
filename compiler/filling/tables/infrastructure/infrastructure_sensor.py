"""One sensor for each quantity measured in a container; its name says which, its type is a legal choice.

Those in the tanks of carriers come last.
"""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.kinds import WorldTable
from compiler.filling.tanks import tank_id, tank_sensors
from compiler.filling.world import World, stamps
from compiler.nouns import Day, Number, Rows, Same, Serial, Text, Word

MAKER = "AquaSense"


def _rows(world: World) -> Rows:
    boxes, tanks = world.scenario.containers, world.fleet.tanks
    sensors = [(boxes[at].name, at + 1, name) for at, name in world.sensors]
    sensors += [(tanks[at].name, tank_id(world, at), name) for at, name in tank_sensors(world)]
    kinds = {parameter.name: at for at, parameter in enumerate(world.parameters)}
    born = np.full(len(sensors), world.born_s // SECONDS_PER_DAY, dtype=np.int64)
    return Rows(
        len(sensors),
        {
            "id": Serial(1),
            "name": Text([f"{box}-{name.replace(' ', '')}" for box, _, name in sensors]),
            "sensor_type": Word(
                [p.sensor_type for p in world.parameters],
                np.array([kinds[name] for _, _, name in sensors], dtype=np.int64),
            ),
            "serial_number": Text([f"SN-{at}-{name.replace(' ', '')[:3].upper()}" for _, at, name in sensors]),
            "manufacturer": Same(MAKER),
            "installation_date": Day(born),
            "last_calibration_date": Same(None),
            "active": Same(True),
            "container_id": Number(np.array([at for _, at, _ in sensors], dtype=np.int64)),
            **stamps(world, len(sensors)),
        },
    )


TABLE = WorldTable(name="infrastructure_sensor", rows=_rows)
