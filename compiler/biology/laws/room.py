"""Room: how much fish a container may hold, and how the fish of a batch are spread over unlike containers."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from compiler.nouns import Container, Stage

FINEST = 1000
"""Weights are whole numbers up to it, unless smaller ones say the same."""


def room_kg(law: Stage, container: Container) -> float:
    """The biomass that a container may hold at the density of a stage, kg."""
    return min(container.volume_m3 * law.density_kg_m3, container.max_biomass_kg)


def spread(stages: Sequence[Stage], stage: int, containers: Sequence[Container]) -> tuple[int, ...]:
    """Parts in which the fish of a batch are shared out, one a container, as `spread` of the stage says.

    Fish that stay in their containers from stage to stage are spread for the last of these stages, in which they are
    heaviest.

    Returns: whole numbers from 1 to FINEST without a common divisor: all 1 in equal containers
    """
    law = next(one for one in reversed(stages) if one.pool == stages[stage].pool)
    sizes = [_size(law, container) for container in containers]
    if min(sizes, default=0.0) == max(sizes, default=0.0):
        return (1,) * len(sizes)
    largest = max(sizes)
    parts = [max(1, round(size / largest * FINEST)) for size in sizes]
    common = gcd(*parts)
    return tuple(part // common for part in parts)


def _size(law: Stage, container: Container) -> float:
    if law.spread == "equally":
        return 1.0
    return container.volume_m3 if law.spread == "by volume" else room_kg(law, container)
