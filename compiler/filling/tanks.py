"""Tanks of carriers: the ids of their rows, and what their sensors say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from compiler.biology import level_on
from compiler.exact import Stream, key, normal, words
from compiler.filling.world import World
from compiler.nouns import Stage, Water

Int64 = NDArray[np.int64]


def tank_id(world: World, tank: int) -> int:
    """Id of the container that the tank is."""
    return len(world.containers) + tank + 1


def waters_of(world: World, tank: int) -> tuple[tuple[Stage, Water], ...]:
    """What is measured in the tank."""
    fleet = world.fleet
    return fleet.waters[fleet.geography[fleet.tanks[tank].carrier]]


def tank_sensors(world: World) -> tuple[tuple[int, str], ...]:
    """(tank, parameter) of the sensors in the tanks, in id order behind all others."""
    tanks = range(len(world.fleet.tanks))
    return tuple((tank, water.parameter) for tank in tanks for _, water in waters_of(world, tank))


def tank_sensor_id(world: World, tank: int, water: int) -> int:
    """Id of the sensor of one of the waters of a tank."""
    return len(world.sensors) + sum(len(waters_of(world, one)) for one in range(tank)) + water + 1


def tank_water(world: World, tank: int, water: int, days: Int64) -> Int64:
    """What the sensor says at each reading hour: the level of the day, and noise of its own.

    Returns: int64 [day, hour] scaled by 10**decimals of the Water
    """
    scenario, fleet = world.scenario, world.fleet
    stage, law = waters_of(world, tank)[water]
    geography = scenario.geographies[fleet.geography[fleet.tanks[tank].carrier]]
    level = level_on(geography, stage, law, scenario.water_course, days)
    hours = len(scenario.reading_hours)
    address = key(scenario.seed, Stream.CARRIER_WATER, f"{fleet.tanks[tank].name}/{law.parameter}")
    noise = np.array([normal(words(address, int(day), 1, hours)[0]) for day in days.tolist()]).reshape(len(days), hours)
    values = np.minimum(np.maximum(level[:, None] + law.own_sd * noise, law.low), law.high)
    scaled: Int64 = np.floor(values * float(10**law.decimals) + 0.5).astype(np.int64)
    return scaled
