"""Events: what befalls a site or a container, drawn by place and season or planned in the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import force, site_name
from compiler.exact import Stream, civil, one_uniform, uniform, words_of_all
from compiler.nouns import EventKind, Felt, PlannedEvent, Scenario, Stand

Float = NDArray[np.float64]

LANES = 4
"""Words a kind and day: whether one begins, how bad, how long; one is spare."""


@dataclass(frozen=True, slots=True)
class Event:
    """One that begins at a place."""

    kind: int
    """Index into Scenario.events"""
    first: int
    days: int
    severity: float
    """From 0 to 1"""


def strike(stand: Stand) -> Stand:
    """Fill `felt`: the events of the stage's planned days, as each stay feels them.

    Of a site's event a container takes the event's deaths times a factor of its own.
    """
    scenario, leg, span = stand.scenario, stand.law.leg, (stand.first, stand.planned_days)
    boxes = [scenario.containers[at] for at in stand.containers]
    sites = [site_name(scenario, at) for at in stand.containers]
    names = {name: {name} for name in sites}
    of_site = dict(zip(names, at_places(scenario, (leg, "site"), names, span), strict=True))
    names = {box.entity: {box.name, box.entity} for box in boxes}
    own = dict(zip(names, at_places(scenario, (leg, "container"), names, span), strict=True))
    arrive = stand.first - stand.age[0]
    felt = [
        _felt(scenario, stay, box.entity, event)
        for stay, box in enumerate(boxes)
        for event in (*of_site[sites[stay]], *own[box.entity])
        if arrive[stay] <= event.first < stand.leaves[stay]
    ]
    return replace(stand, felt=tuple(sorted(felt, key=lambda one: (one.first, one.kind, one.stay))))


def _felt(scenario: Scenario, stay: int, entity: str, event: Event) -> Felt:
    kind = scenario.events[event.kind]
    share = kind.deaths[0] + (kind.deaths[1] - kind.deaths[0]) * event.severity
    if kind.scope == "site":
        u = one_uniform(scenario.seed, Stream.EVENT, f"{kind.name}/{entity}", event.first)
        share *= scenario.felt[0] + (scenario.felt[1] - scenario.felt[0]) * u
    return Felt(stay, event.kind, event.first, event.days, event.severity, share)


def storms(scenario: Scenario, areas: Sequence[str], span: tuple[int, int]) -> Float:
    """What events add to the wind over areas on the days of a span, first and number: float64 [day, area], m/s."""
    first, days = span
    lasts = (*(kind.days[1] for kind in scenario.events), *(one.days or 0 for one in scenario.planned_events))
    added, longest = np.zeros((days, len(areas))), max(lasts, default=0)
    asked = first - longest, days + longest
    for at, events in enumerate(at_places(scenario, ("sea", "site"), {area: {area} for area in areas}, asked)):
        for event in events:
            rows = slice(max(event.first - first, 0), max(event.first + event.days - first, 0))
            added[rows, at] = np.maximum(added[rows, at], scenario.events[event.kind].wind * force(event.severity))
    return added


def at_places(
    scenario: Scenario, where: tuple[str, str], told: Mapping[str, set[str]], span: tuple[int, int]
) -> list[list[Event]]:
    """Events that begin at each of some places on one of the days: first and number.

    Args: where  the leg and scope of them all      told  by place, names by which a planned event may mean it
    """
    kinds = [at for at, one in enumerate(scenario.events) if (one.leg, one.scope) == where]
    found = [list(_planned(scenario, kinds, names, span)) for names in told.values()]
    chancy = [at for at in kinds if scenario.events[at].per_year > 0.0]
    if chancy:
        for place, event in _drawn(scenario, chancy, [f"{where[1]}/{name}" for name in told], span):
            found[place].append(event)
    return found


def _planned(scenario: Scenario, kinds: Sequence[int], told: set[str], span: tuple[int, int]) -> Iterator[Event]:
    for one in scenario.planned_events:
        at = next((at for at in kinds if scenario.events[at].name == one.kind), None)
        if at is not None and one.place in told and span[0] <= one.day < span[0] + span[1]:
            yield Event(at, one.day, _length(scenario.seed, scenario.events[at], one), one.severity)


def _length(seed: int, kind: EventKind, one: PlannedEvent) -> int:
    """As said, or by chance within what is usual."""
    if one.days is not None:
        return one.days
    low, high = kind.days
    return low + int(one_uniform(seed, Stream.EVENT, f"{one.place}/{one.kind}", one.day) * (high - low + 1))


def _drawn(
    scenario: Scenario, kinds: Sequence[int], places: Sequence[str], span: tuple[int, int]
) -> Iterator[tuple[int, Event]]:
    """Each with the number of its place. One key a place: each kind has words of its own on each day."""
    seed, asked = scenario.seed, [scenario.events[at] for at in kinds]
    lanes = [range(LANES * at, LANES * at + 3) for at in kinds]
    drawn = np.stack([words_of_all(seed, Stream.EVENT, places, span, own) for own in lanes], axis=1)
    months = np.array([len(kind.months) for kind in asked])[:, None]
    often = np.array([12.0 * kind.per_year for kind in asked])[:, None]
    for place, nth, row in np.argwhere(uniform(drawn[..., 0]) * 365.0 * months < often).tolist():
        kind, day = asked[nth], span[0] + row
        if int(civil(day)[1]) in kind.months:
            severity, length = uniform(drawn[place, nth, row, 1:]).tolist()
            low, high = kind.days
            yield place, Event(kinds[nth], day, low + int(length * (high - low + 1)), severity * severity)
