"""Halls that serve several stages: the stages of such a hall are one pool, in which their fish stay."""

from __future__ import annotations

from dataclasses import replace

from compiler.language.lower.places import Places
from compiler.language.lower.reading import Notes
from compiler.nouns import Geography, Hall

SEVERAL = " + "
"""Between the names of stages in the name of their pool."""


def pooled(geography: Geography, number: int, places: Places, notes: Notes) -> Geography:
    """The geography with the pools of its halls. Tells AQ298 of halls that cannot be one pool."""
    halls = [hall for hall in places.halls if places.stations[hall.station].geography == number]
    order = [stage.name for stage in geography.stages]
    pools: dict[str, Hall] = {}
    for hall in halls:
        first = order.index(hall.stages[0])
        if tuple(order[first : first + len(hall.stages)]) != hall.stages:
            message = f"{hall.name} serves {_and(hall.stages)}, which do not follow one another"
            notes.say_once("AQ298", message, hall.span_of("stages"), "give it stages that do, or one alone")
        for stage in hall.stages:
            other = pools.setdefault(stage, hall)
            if other.stages != hall.stages:
                message = f"{hall.name} serves {_and(hall.stages)}, {other.name} serves {_and(other.stages)}"
                longer = hall.stages if len(hall.stages) > len(other.stages) else other.stages
                hint = f"let both serve the same stages: stage: [{', '.join(longer)}]"
                notes.say_once("AQ298", message, hall.span_of("stages"), hint)
                break
    names = {stage: SEVERAL.join(hall.stages) for stage, hall in pools.items()}
    stages = tuple(replace(stage, pool=names.get(stage.name, stage.pool)) for stage in geography.stages)
    return replace(geography, stages=stages)


def _and(stages: tuple[str, ...]) -> str:
    return " and ".join(stages)
