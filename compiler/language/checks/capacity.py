"""Fish weigh something: tanks, rings and areas have a capacity, and the law a density."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.checks._loads import Load, loads
from compiler.language.lower.rooms import smallest_rooms
from compiler.nouns import Container, Scenario

TOLERANCE = 1.02
"""Containers of a batch differ by a few percent anyway."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ255 more biomass than a container holds, AQ256 denser than allowed, AQ257 above the licence: warnings.

    One of each kind for a group and stage, about its heaviest batch.
    """
    rooms = smallest_rooms(scenario, scenario.geographies)
    heaviest: dict[tuple[str, int], Load] = {}
    for load in loads(scenario):
        key = load.batch.group, load.stage
        if key not in heaviest or _share(load) > _share(heaviest[key]):
            heaviest[key] = load
    for load in heaviest.values():
        room = rooms.get((load.batch.geography, load.stage))
        if room is not None:
            yield from _container(scenario, load, room)
    yield from _areas(scenario, list(heaviest.values()))


def _share(load: Load) -> float:
    """Biomass in one container, kg."""
    return load.biomass_kg / load.batch.runs[load.run].need


def _container(scenario: Scenario, load: Load, room: Container) -> Iterator[Diagnostic]:
    batch, stage = load.batch, scenario.geographies[load.batch.geography].stages[load.stage]
    need, kg = batch.runs[load.run].need, _share(load)
    if kg > room.max_biomass_kg * TOLERANCE:
        message = (
            f"{batch.number} will weigh {load.biomass_kg / 1000:.1f} t at the end of {stage.name}, "
            f"{kg / 1000:.1f} t in each of {need} containers that hold {room.max_biomass_kg / 1000:.1f} t"
        )
        hint = f"take {_enough(load, room.max_biomass_kg)} containers, or state a larger max_biomass_kg"
        yield Diagnostic("AQ255", message, batch.runs[load.run].span_of("need"), hint, "warning")
    density = kg / room.volume_m3
    if density > stage.density_kg_m3 * TOLERANCE:
        crowd = f"{density:.1f} kg/m3 at the end of {stage.name}"
        message = f"{batch.number} will stand at {crowd}, {stage.density_kg_m3:g} is allowed"
        hint = f"take {_enough(load, stage.density_kg_m3 * room.volume_m3)} containers, or fewer eggs"
        span = stage.span_of("density_kg_m3")
        yield Diagnostic(
            "AQ256", message, batch.runs[load.run].span_of("need"), hint, "warning", ((span, "allowed here"),)
        )


def _enough(load: Load, capacity_kg: float) -> int:
    return int(-(-load.biomass_kg // max(capacity_kg, 1e-6)))


def _areas(scenario: Scenario, heaviest: list[Load]) -> Iterator[Diagnostic]:
    for load in heaviest:
        batch, stage = load.batch, scenario.geographies[load.batch.geography].stages[load.stage]
        licences = [area.max_biomass_kg for area in scenario.areas if area.geography == batch.geography]
        if stage.leg == "sea" and licences and load.biomass_kg > max(licences) * TOLERANCE:
            most = f"{max(licences) / 1000:.0f} t"
            message = f"{batch.number} will weigh {load.biomass_kg / 1000:.0f} t, no area may hold more than {most}"
            yield Diagnostic(
                "AQ257",
                message,
                batch.span_of("eggs"),
                "fewer eggs, or a larger max_biomass_kg",
                "warning",
            )
