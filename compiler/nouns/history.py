"""The History: what lived, ate, grew, died, was moved and harvested, one value per batch (a shard of the simulation).

It is made of tables. Each is a class whose docstring names its axis: one row a stay, a cell, a move and so on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.nouns.kept import kept
from compiler.nouns.plan import BatchPlan

Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Int8 = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Stays:
    """[stay] beside the plan's: the fish of one batch in one container."""

    edges: Int64
    """[stay + 1] first cell of each stay, and the number of all cells behind the last"""
    arrived: Int32
    """fish that came in all, by eggs or moves"""
    left: Int32
    """fish at the end of the last day: still here (open), moved on, or harvested"""
    start_weight_cg: Int32
    """mean weight on arrival, 0.01 g"""


@dataclass(frozen=True, slots=True)
class Days:
    """[cell] one row a day of a stay: stay by stay, each from its first day to its last."""

    count: Int32
    """fish at the start of the day, arrivals of the day included, deaths of the day not"""
    deaths: Int32
    """fish that died on the day (handling deaths of a move excluded)"""
    cause: Int8
    """index into mortality.CAUSES, the cause of the day's deaths"""
    weight_cg: Int32
    """mean weight at the end of the day, 0.01 g"""
    temp_cc: Int16
    """mean water temperature of the day, 0.01 degrees Celsius"""
    feed_dg: Int64
    """feed of the day, 0.1 g (= 0.0001 kg), a multiple of 100 (0.01 kg)"""
    feed: Int8
    """index into Scenario.feeds, -1 when not fed"""


@dataclass(frozen=True, slots=True)
class Moves:
    """[move] beside the plan's."""

    fish: Int32
    """fish that arrived"""
    dead: Int32
    """fish that died in the move; their event stands on the source stay on move_day, cause HANDLING"""
    before: Int32
    """fish in the source just before this move"""
    weight_cg: Int32
    """mean weight of the moved fish, 0.01 g"""


@dataclass(frozen=True, slots=True)
class Samples:
    """[sample] growth samples, by cell."""

    cell: Int64
    """ascending"""
    weight_cg: Int32
    """mean weight of the sampled fish, 0.01 g"""


@dataclass(frozen=True, slots=True)
class LiceCounts:
    """[count] counts of sea lice, by stay, then day."""

    stay: Int16
    day: Int32
    number: Int16
    """[count, lice.TYPES] lice on the fish looked at"""


@dataclass(frozen=True, slots=True)
class Treatments:
    """[treatment] delousings, by stay, then day."""

    stay: Int16
    found: Int32
    """day of the count above the limit"""
    day: Int32
    """its day; at or after the stay's end where the ring was emptied, or history ended, before"""
    method: Int8
    """index into Lice.methods"""
    percent: Int8
    """share of the mobile lice that it removed, per cent"""


@dataclass(frozen=True, slots=True)
class Episodes:
    """[episode] outbreaks that began before the end of history, by stage, then day."""

    stage: Int8
    """index into Geography.stages"""
    day: Int32
    """first day"""
    cause: Int8
    """index into mortality.CAUSES"""
    percent: Int32
    """additional mortality at its height, per cent of the base load, in a container of mean exposure"""


@dataclass(frozen=True, slots=True)
class Events:
    """[event] what befell a stay, by stage, day, kind and stay; an event of a site has a row for each."""

    stay: Int16
    kind: Int8
    """index into Scenario.events"""
    day: Int32
    """first day"""
    days: Int16
    """how long it lasts, past as_of too"""
    permille: Int16
    """severity, from mildest (0) to worst (1000)"""
    lost: Int32
    """share of the fish that it is expected to take, in millionths"""


@dataclass(frozen=True, slots=True)
class Meals:
    """[meal] by cell, then minute; meals of zero do not exist."""

    cell: Int64
    """ascending"""
    minute: Int16
    """minutes after midnight UTC"""
    dg: Int32
    """0.1 g; they add up to Days.feed_dg"""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """[delivery] beside the plan's: eggs or fish that are ordered and have not come."""

    fish: Int32
    """how many of them will live"""


@dataclass(frozen=True, slots=True)
class DueMoves:
    """[due move] beside the plan's: fish that wait at the end of history to follow others of their stage."""

    fish: Int32
    """of the living, its share"""
    before: Int32
    """fish in the source when the due moves before this one are made"""


@dataclass(frozen=True, slots=True)
class Origins:
    """[origin] of a mixed batch, beside the plan's: the fish of other batches that it began with."""

    fish: Int32
    """all that lived in the container"""
    weight_cg: Int32
    """their mean weight when they left it, 0.01 g"""


@dataclass(frozen=True, slots=True)
class History:
    """Read-only tables of one batch. A cell is a stay and a day; each stay owns a run of them, see `cells`.

    Conservation, exact, within a stay: count[c + 1] == count[c] - deaths[c] + arrivals on that day; and of each stay
    left == count[last] - deaths[last]; left == moved out + dead in the move, or harvested, or still here, or taken into
    a mixed batch.
    """

    plan: BatchPlan
    stays: Stays
    days: Days
    moves: Moves
    samples: Samples
    lice: LiceCounts
    treatments: Treatments
    episodes: Episodes
    events: Events
    meals: Meals
    deliveries: Deliveries
    due: DueMoves
    origins: Origins

    @property
    def mixed(self) -> bool:
        """Whether its fish are of other batches."""
        return len(self.plan.origin_batch) > 0

    @property
    def begun(self) -> bool:
        """Whether any fish have come."""
        return len(self.plan.stage) > 0

    def cells(self, stay: int) -> slice:
        """The cells of a stay."""
        return slice(int(self.stays.edges[stay]), int(self.stays.edges[stay + 1]))

    def cell_at(self, stay: NDArray[np.integer], day: NDArray[np.integer] | int) -> Int64:
        """The cells of stays on days on which their fish are there. Shape of `stay`."""
        cells: Int64 = self.first_cell[stay] + day - self.plan.first[stay]
        return cells

    @property
    def first_cell(self) -> Int64:
        """[stay] its first day."""
        return self.stays.edges[:-1]

    @property
    def last_cell(self) -> Int64:
        """[stay] its last day."""
        cells: Int64 = self.stays.edges[1:] - 1
        return cells

    @property
    def stay_of_cell(self) -> Int64:
        """[cell] the stay that owns it."""
        return _stay_of_cell(self)

    @property
    def day_of_cell(self) -> Int64:
        """[cell] days since 1970-01-01."""
        return _day_of_cell(self)

    @property
    def first_stays(self) -> Int64:
        """Stays into which no fish of the batch moved: it began there."""
        joined = np.zeros(len(self.plan.stage), dtype=np.bool_)
        joined[self.plan.move_dest] = True
        return np.flatnonzero(~joined)

    @property
    def egg_stays(self) -> Int64:
        """Stays whose fish came as eggs, or were bought: those it began in, unless its fish are of other batches."""
        return self.first_stays[:0] if self.mixed else self.first_stays


@kept
def _stay_of_cell(history: History) -> Int64:
    lengths = np.diff(history.stays.edges)
    stays = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    stays.flags.writeable = False
    return stays


@kept
def _day_of_cell(history: History) -> Int64:
    since = np.repeat(history.plan.first - history.first_cell, np.diff(history.stays.edges))
    days: Int64 = np.arange(len(since), dtype=np.int64) + since
    days.flags.writeable = False
    return days
