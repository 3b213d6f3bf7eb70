"""The tags of the historian: oxygen, temperature and CO2 of every container that fish are handed over from or into.

Where there are carriers, these are their tanks, the rings, and the tanks of the last two stages in fresh water.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from compiler.filling.tanks import tank_id, tank_sensor_id, waters_of
from compiler.filling.world import World, parameter_id, sensor_id
from compiler.nouns import Scenario

LAST_STAGES = 2
"""Fish leave fresh water from the last stage there; testers also move those of the one before."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One measuring point."""

    container: str
    container_id: int
    parameter: str
    parameter_id: int
    unit: str
    sensor_id: int | None
    """None where no sensor is there: the historian has a measuring point that the farm does not read"""
    address: str
    """Unlike that of any other tag"""


def tags(world: World) -> tuple[Tag, ...]:
    """In the order of the ids of their containers."""
    return (*_of_farm(world), *_of_carriers(world))


def tag_key(world: World, tag: Tag) -> str:
    """A UUID that depends on the seed and on what the tag measures alone."""
    return str(uuid5(NAMESPACE_URL, f"aqc/{world.scenario.seed}/{tag.address}"))


def _of_farm(world: World) -> Iterator[Tag]:
    scenario = world.scenario
    for at, box in enumerate(scenario.containers):
        hall = None if box.leg == "sea" else scenario.halls[box.place]
        home = scenario.areas[box.place].geography if hall is None else scenario.stations[hall.station].geography
        if box.structural or (hall is not None and not set(hall.stages) & _last_stages(scenario, home)):
            continue
        for _, water in world.fleet.waters[home]:
            name = water.parameter
            sensor = sensor_id(world, at, name) if name in box.sensors else None
            yield Tag(box.name, at + 1, name, parameter_id(world, name), water.unit, sensor, f"{box.entity}/{name}")


def _of_carriers(world: World) -> Iterator[Tag]:
    for at, tank in enumerate(world.fleet.tanks):
        for which, (_, water) in enumerate(waters_of(world, at)):
            name = water.parameter
            sensor = tank_sensor_id(world, at, which)
            own = tank_id(world, at), name, parameter_id(world, name), water.unit, sensor
            yield Tag(tank.name, *own, f"{tank.name}/{name}")


def _last_stages(scenario: Scenario, geography: int) -> set[str]:
    stages = [stage.name for stage in scenario.geographies[geography].stages if stage.leg == "freshwater"]
    return set(stages[-LAST_STAGES:])
