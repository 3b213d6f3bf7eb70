"""Events: what befalls a site or a container, drawn by place and season or planned in the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._draws import force, site_name
from compiler.exact import Stream, civil, key, one_uniform, uniform, words
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
    scenario, felt, span = stand.scenario, [], (stand.first, stand.planned_days)
    of_site: dict[str, list[Event]] = {}
    for stay, at in enumerate(stand.containers):
        box, site = scenario.containers[at], site_name(scenario, at)
        if site not in of_site:
            of_site[site] = list(at_place(scenario, box.leg, (site, "site"), {site}, span))
        own = at_place(scenario, box.leg, (box.entity, "container"), {box.name, box.entity}, span)
        for event in (*of_site[site], *own):
            if stand.first - stand.age[0, stay] <= event.first < stand.leaves[stay]:
                felt.append(_felt(scenario, stay, box.entity, event))
    return replace(stand, felt=tuple(sorted(felt, key=lambda one: (one.first, one.kind, one.stay))))


def _felt(scenario: Scenario, stay: int, entity: str, event: Event) -> Felt:
    kind = scenario.events[event.kind]
    share = kind.deaths[0] + (kind.deaths[1] - kind.deaths[0]) * event.severity
    if kind.scope == "site":
        u = one_uniform(scenario.seed, Stream.EVENT, f"{kind.name}/{entity}", event.first)
        share *= scenario.felt[0] + (scenario.felt[1] - scenario.felt[0]) * u
    return Felt(stay, event.kind, event.first, event.days, event.severity, share)


def storms(scenario: Scenario, area: str, span: tuple[int, int]) -> Float:
    """What events add to the wind over an area on the days of a span, first and number: float64 [day], m/s."""
    first, days = span
    lasts = (*(kind.days[1] for kind in scenario.events), *(one.days or 0 for one in scenario.planned_events))
    added, longest = np.zeros(days), max(lasts, default=0)
    asked = first - longest, days + longest
    for event in at_place(scenario, "sea", (area, "site"), {area}, asked):
        rows = slice(max(event.first - first, 0), max(event.first + event.days - first, 0))
        added[rows] = np.maximum(added[rows], scenario.events[event.kind].wind * force(event.severity))
    return added


def at_place(
    scenario: Scenario, leg: str, place: tuple[str, str], told: set[str], span: tuple[int, int]
) -> Iterator[Event]:
    """Events that begin at a place, a name with its scope, on one of the days: first and number.

    Args: told  names by which a planned event may mean the place
    """
    name, scope = place
    kinds = [at for at, one in enumerate(scenario.events) if one.leg == leg and one.scope == scope]
    yield from _planned(scenario, kinds, told, span)
    chancy = [at for at in kinds if scenario.events[at].per_year > 0.0]
    if chancy:
        yield from _drawn(scenario, chancy, f"{scope}/{name}", span)


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


def _drawn(scenario: Scenario, kinds: Sequence[int], entity: str, span: tuple[int, int]) -> Iterator[Event]:
    """One key a place: each kind has words of its own on each day."""
    first, days = span
    place, asked = key(scenario.seed, Stream.EVENT, entity), [scenario.events[at] for at in kinds]
    drawn = np.stack([words(place, first, days, range(LANES * at, LANES * at + 3)) for at in kinds])
    months = np.array([len(kind.months) for kind in asked])[:, None]
    often = np.array([12.0 * kind.per_year for kind in asked])[:, None]
    for nth, day in zip(*np.nonzero(uniform(drawn[:, :, 0]) * 365.0 * months < often), strict=True):
        kind = asked[nth]
        if int(civil(first + day)[1]) in kind.months:
            severity, length = uniform(drawn[nth, day, 1:]).tolist()
            low, high = kind.days
            yield Event(kinds[nth], first + int(day), low + int(length * (high - low + 1)), severity * severity)
