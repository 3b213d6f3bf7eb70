"""What is the same for all stays of a stage whose containers have the same sensors, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from compiler.biology.laws._water import oxygen_of
from compiler.nouns import Container, Stage, Water

Float = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

KEPT_PANELS = 256
"""Stages of all geographies, times the ways in which containers there are equipped."""
_INT32 = np.iinfo(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The sensors of a container at a stage. Equal to itself alone, and so a quick key of what is kept by it."""

    chosen: tuple[int, ...]
    """Indices into the stage's `waters`"""
    waters: tuple[Water, ...]
    """Of each sensor"""
    oxygen: Water | None
    """Of the stage, which may have no sensor; None where nothing that is measured follows it"""
    terms: Float
    """[sensor, term] as exact/readings.c wants them"""
    low: Int32
    """[sensor, 1, 1] the least value, scaled by 10**decimals"""
    high: Int32
    span: Int64
    """[sensor] from the lowest to the highest value, scaled likewise"""


def panel_of(law: Stage, container: Container) -> Panel:
    """The sensors that a container has for the waters of a stage."""
    return _panel(law.waters, container.sensors)


@lru_cache(maxsize=KEPT_PANELS)
def _panel(waters: tuple[Water, ...], sensors: tuple[str, ...]) -> Panel:
    chosen = tuple(at for at, water in enumerate(waters) if water.parameter in sensors)
    of = tuple(waters[at] for at in chosen)
    limits = np.array([(water.low, water.high) for water in of]).reshape(-1, 2)
    limits = limits * np.array([10.0**water.decimals for water in of])[:, None]
    low, high = (whole.clip(_INT32.min, _INT32.max) for whole in (np.ceil(limits[:, 0]), np.floor(limits[:, 1])))
    return Panel(
        chosen=chosen,
        waters=of,
        oxygen=oxygen_of(waters) if any(water.oxygen for water in of) else None,
        terms=np.array([_terms(water) for water in of], dtype=np.float64),
        low=low.astype(np.int32)[:, None, None],
        high=high.astype(np.int32)[:, None, None],
        span=(limits[:, 1] - limits[:, 0]).astype(np.int64),
    )


def _terms(water: Water) -> tuple[float, ...]:
    level = water.load, water.fed_share, water.temperature, water.mean, water.rhythm, water.tide
    unit = float(10**water.decimals)
    return *level, water.own_sd, water.oxygen, water.low, water.high, unit, float(water.follows_temperature)
