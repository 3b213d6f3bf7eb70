"""Room: how much fish a container may hold, and how the fish of a batch are spread over unlike containers."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from compiler.nouns import Container, Stage

FINEST = 1000
"""Parts are whole numbers up to it; sizes that need larger ones are rounded."""
HUNDREDTHS = 100


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
    sizes = [max(1, round(_size(law, container) * HUNDREDTHS)) for container in containers]
    parts = _reduced(sizes)
    if max(parts, default=1) > FINEST:
        parts = _reduced([max(1, round(size * FINEST / max(sizes))) for size in sizes])
    return parts


def _reduced(parts: Sequence[int]) -> tuple[int, ...]:
    common = gcd(*parts)
    return tuple(part // common for part in parts)


def _size(law: Stage, container: Container) -> float:
    if law.spread == "equally":
        return 1.0
    return container.volume_m3 if law.spread == "by volume" else room_kg(law, container)
