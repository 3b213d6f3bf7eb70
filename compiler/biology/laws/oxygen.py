"""What the fish breathe, by which they eat and die."""

from __future__ import annotations

from dataclasses import replace

from compiler.biology.laws._draws import force
from compiler.biology.laws._water import oxygen_of, strayed
from compiler.nouns import Stand


def breathe(stand: Stand) -> Stand:
    """Fill `oxygen`: of a container half as full as it may be, without the noise of its sensor."""
    water = oxygen_of(stand.law.waters)
    if water is None:
        return stand
    course = stand.scenario.water_course
    level = water.mean + water.temperature * (stand.temp_c - course.reference_c) + water.load / 2.0
    level = level + strayed(stand.scenario, stand.containers, water, stand.first, len(stand.present))
    for one in stand.felt:
        first, change = one.first - stand.first, dict(stand.scenario.events[one.kind].waters)
        lost = change.get(water.parameter, 0.0) * force(one.severity)
        level[first : first + one.days, one.stay] += lost
    return replace(stand, oxygen=level)
