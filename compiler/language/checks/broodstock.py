"""Parent fish have places of their own, with room for them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import TANK_TYPE, Area, Broodstock, ContainerType, Hall, Scenario, Station, broodstock_names

FISH_KG = 10
"""What the target reckons a parent fish to weigh when it moves one."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ247 a place or a kind of container named like one for parent fish, AQ248 tanks too small for them."""
    law = scenario.broodstock
    keeping = {station.geography for station in scenario.stations} if law else set()
    if law is None or not keeping:
        return
    names = {name for at in keeping for name in broodstock_names(scenario.geographies[at].code, 0)[:2]}
    places: tuple[Area | ContainerType | Hall | Station, ...] = (
        *scenario.stations,
        *scenario.halls,
        *scenario.areas,
        *scenario.container_types,
    )
    for place in places:
        if place.name in names or place.name == TANK_TYPE:
            message = f"{place.name} is what a place for parent fish is called"
            yield Diagnostic("AQ247", message, place.span_of(), "give this one another name, or say broodstock: null")
    most, needed = max((_most_fish(scenario, law, at), at) for at in keeping)
    need_kg = (most + 1) * FISH_KG
    if need_kg > law.max_biomass_kg:
        where = scenario.geographies[needed].name
        message = (
            f"a tank for parent fish of {where} comes to hold {most:,} fish and needs room for {need_kg:,} kg, "
            f"more than its {law.max_biomass_kg:,.0f}"
        )
        hint = f"max_biomass_kg: {need_kg}, more tanks, or fewer fish"
        yield Diagnostic("AQ248", message, law.span_of("max_biomass_kg"), hint)


def _most_fish(scenario: Scenario, law: Broodstock, geography: int) -> int:
    """Fish recorded in the fullest tank of a geography, the dead among them, if its largest batches are of its eggs."""
    stages = scenario.geographies[geography].stages
    own = [one for one in scenario.batches if one.geography == geography and not stages[one.begins.stage].fcr]
    eggs = sorted((batch.eggs for batch in own if not batch.begins.bought), reverse=True)[: law.own_batches]
    pairs = [_up(2 * each, sum(law.eggs_a_pair)) for each in eggs]
    spawning = sum(_up(each + _up(each, law.females_a_male), law.tanks // 2) for each in pairs)
    return max(spawning, _up(law.next_fish, law.tanks - law.tanks // 2))


def _up(number: int, by: int) -> int:
    """The quotient, rounded up."""
    return -(-number // by)
