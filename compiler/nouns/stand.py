"""A Stand: one stage of a batch on its way into the History. The laws of biology take one and return one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.nouns.batch import Batch
from compiler.nouns.life import Stage
from compiler.nouns.scenario import Geography, Scenario

Int64 = NDArray[np.int64]
Int8 = NDArray[np.int8]
Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Infestation:
    """Lice on the stays of a stage over all its planned days, whether or not history ends before. [stay] is local."""

    strain: Float
    """[planned day, stay] additional deaths after treatments, in parts of the base load"""
    stay: Int64
    """[count]"""
    day: Int64
    """[count]"""
    lice: Int64
    """[count, lice.TYPES]"""
    treated: Int64
    """[treatment, 5] stay, day found, day treated, method, per cent removed"""


@dataclass(frozen=True, slots=True)
class Felt:
    """An event as one stay feels it."""

    stay: int
    """Local"""
    kind: int
    """Index into Scenario.events"""
    first: int
    days: int
    severity: float
    """Of the event, from 0 to 1, mildest to worst"""
    share: float
    """Expected share of the stay's fish that it takes"""


@dataclass(frozen=True, slots=True)
class Stand:
    """The stays of one batch in one stage, [day, stay] blocks; row 0 is `first`, the earliest day of any of them.

    The first group of fields is given; each process fills its own of the second and returns a new Stand.
    """

    scenario: Scenario
    geography: Geography
    batch: Batch
    law: Stage
    stage: int
    first: int
    planned_days: int
    """Days from `first` that the batch is booked in the stage, whether or not history ends before."""
    containers: tuple[int, ...]
    """[stay] index into Scenario.containers"""
    entities: tuple[str, ...]
    """[stay] "<batch number>/<container name>": the key of the stay's randomness"""
    present: Bool
    """[day, stay] fish are booked here on the day"""
    leaves: Int64
    """[stay] planned day after the stay's last, not cut at `as_of`"""
    age: Int64
    """[day, stay] days since the stay's first"""
    arrivals: Int64
    """[day, stay] fish that come in"""
    arrival_weight_g: Float
    """[day, stay] their mean weight, 0 where nobody comes"""
    planned_weight_g: Float
    """[day] weight that the batch is planned to have, by which the feed is chosen"""

    temp_c: Float
    felt: tuple[Felt, ...]
    """By day, kind and stay"""
    appetite: Float
    """[day, stay] what the fish eat, in parts of what they would in calm water; 0 on days without feed"""
    hazard: Float
    """[day, stay] expected share of the fish that dies on the day"""
    cause: Int8
    count: Int64
    """[day, stay] fish at the start of the day, arrivals included"""
    deaths: Int64
    start_root: Float
    """[day, stay] cube root of mean weight in g at the start of the day, arrivals included"""
    root: Float
    """[day, stay] cube root of mean weight in g at the end of the day"""
    feed_dg: Int64
    feed: Int8
    infestation: Infestation | None = None
    """None where there are no lice"""
    oxygen: Float | None = None
    """[day, stay] in the unit of the stage's water; None where no oxygen is known"""
