"""Fish weigh something: tanks, rings and areas have a capacity, and the law a density."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from compiler.biology import Load, loads, spread
from compiler.diagnostics import Diagnostic
from compiler.language.lower.rooms import Site, enough, least, sites_of
from compiler.nouns import Container, Scenario

TOLERANCE = 1.02
"""Containers of a batch differ by a few percent anyway."""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ255 more biomass than a container holds, AQ256 denser than allowed, AQ257 above the licence: warnings.

    One of each kind for a group and stage, about its heaviest batch.
    """
    sites = sites_of(scenario, scenario.geographies)
    heaviest: dict[tuple[str, int], Load] = {}
    for load in loads(scenario):
        key = load.batch.group, load.stage
        if key not in heaviest or _share(load) > _share(heaviest[key]):
            heaviest[key] = load
    for load in heaviest.values():
        here = sites.get((load.batch.geography, load.stage), ())
        yield from _heavy(scenario, load, here)
        yield from _dense(scenario, load, here)
    yield from _areas(scenario, list(heaviest.values()))


def _share(load: Load) -> float:
    """Biomass in one container, kg."""
    return load.biomass_kg / load.batch.runs[load.run].need


def _heavy(scenario: Scenario, load: Load, sites: Sequence[Site]) -> Iterator[Diagnostic]:
    found = _fullest(scenario, load, sites, lambda one: one.max_biomass_kg)
    if found is None:
        return
    run, stage = load.batch.runs[load.run], scenario.geographies[load.batch.geography].stages[load.stage]
    kg, room, unlike = found
    each = f"{room.name}, which holds" if unlike else f"each of {run.need} containers that hold"
    message = (
        f"{load.batch.number} will weigh {load.biomass_kg / 1000:.1f} t at the end of {stage.name}, "
        f"{kg / 1000:.1f} t in {each} {room.max_biomass_kg / 1000:.1f} t"
    )
    hint = _mend(load, sites, lambda one: one.max_biomass_kg, "state a larger max_biomass_kg")
    yield Diagnostic("AQ255", message, run.span_of("need"), hint, "warning")


def _dense(scenario: Scenario, load: Load, sites: Sequence[Site]) -> Iterator[Diagnostic]:
    run, stage = load.batch.runs[load.run], scenario.geographies[load.batch.geography].stages[load.stage]

    def room_of(one: Container) -> float:
        return one.volume_m3 * stage.density_kg_m3

    found = _fullest(scenario, load, sites, room_of)
    if found is None:
        return
    kg, room, unlike = found
    crowd = f"{kg / room.volume_m3:.1f} kg/m3 at the end of {stage.name}{f' in {room.name}' if unlike else ''}"
    message = f"{load.batch.number} will stand at {crowd}, {stage.density_kg_m3:g} is allowed"
    allowed = ((stage.span_of("density_kg_m3"), "allowed here"),)
    hint = _mend(load, sites, room_of, "fewer eggs")
    yield Diagnostic("AQ256", message, run.span_of("need"), hint, "warning", allowed)


def _fullest(
    scenario: Scenario, load: Load, sites: Sequence[Site], room_of: Callable[[Container], float]
) -> tuple[float, Container, bool] | None:
    """The container that is filled furthest above its room, in the least containers that the batch may be given.

    Returns: kg in it, the container, whether the site's containers are unlike; None when no room is passed
    """
    stages, need = scenario.geographies[load.batch.geography].stages, load.batch.runs[load.run].need
    found: list[tuple[float, float, Container, bool]] = []
    for site in sites:
        if len(site) >= need:
            boxes = least(site, need, room_of)
            parts = spread(stages, load.stage, boxes)
            unlike = len({(one.volume_m3, one.max_biomass_kg) for one in site}) > 1
            for part, one in zip(parts, boxes, strict=True):
                kg = load.biomass_kg * part / sum(parts)
                if room_of(one):
                    found.append((kg / room_of(one), kg, one, unlike))
    share, kg, room, unlike = max(found, key=lambda one: one[0], default=(0.0, 0.0, None, False))
    return None if room is None or share <= TOLERANCE else (kg, room, unlike)


def _mend(load: Load, sites: Sequence[Site], room_of: Callable[[Container], float], other: str) -> str:
    """So many containers as suffice, if a site has them."""
    need, most = enough(load.biomass_kg, sites, room_of), max(map(len, sites))
    if load.batch.runs[load.run].need < need <= most:
        return f"take {need} containers, or {other}"
    return f"{other}, or add containers: the most at one site are {most}"


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
