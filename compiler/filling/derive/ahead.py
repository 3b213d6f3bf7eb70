"""Live forward projections: from the newest daily state of each stay that still holds fish to the end of its scenario.

The engine runs on `as_of`: it starts from the state of the day before and writes the days after `as_of` only. All
temperatures of our states come from the profile, so there is no bias between measured water and profile to carry on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.exact import half_even
from compiler.filling.derive.baseline import Baseline
from compiler.filling.derive.law import Ladder, grow_on, stage_by_age
from compiler.filling.derive.states import States
from compiler.nouns import History

Float = NDArray[np.float64]
Int64 = NDArray[np.int64]

FARTHEST_DAYS = 1000
SKIPPED_DAYS = 1
"""Days after the newest state that have come when the engine runs: as_of itself."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Which stays of a batch are projected, and how far; cheap, where the projection is not."""

    stay: Int64
    """[stay] index into the plan"""
    state: Int64
    """[stay] cell of its newest state"""
    last: int
    """The day of the newest states"""
    days: int
    """After `last`, until the scenario's end"""

    @property
    def reaches(self) -> bool:
        """The scenario lasts longer than the history: the engine runs at all."""
        return self.days > 0

    @property
    def lines(self) -> int:
        """Days written, over all stays."""
        return len(self.stay) * max(self.days - SKIPPED_DAYS, 0)

    def __len__(self) -> int:
        """Stays."""
        return len(self.stay)


@dataclass(frozen=True, slots=True)
class Ahead:
    """[stay, day]: the stays of an outlook, days after as_of until the scenario's end."""

    day: Int64
    """[day] days since 1970-01-01"""
    temp_cc: Int64
    """[day]"""
    weight_cg: Int64
    population: Int64
    biomass_ckg: Int64


def outlook(history: History, baseline: Baseline) -> Outlook:
    """The open stays of a batch; one that outlives its scenario has stays without days."""
    stay = np.flatnonzero(history.plan.open).astype(np.int64)
    last = int(history.plan.end.max()) - 1
    left = baseline.days - (last - baseline.start + 1)
    days = max(min(left, FARTHEST_DAYS), 0) if len(stay) else 0
    return Outlook(stay, history.last_cell[stay], last, days)


def look_ahead(outlook: Outlook, states: States, baseline: Baseline, ladder: Ladder, mortality_pct: float) -> Ahead:
    """Project every stay of an outlook."""
    state, days, last = outlook.state, outlook.days, outlook.last
    number = last - baseline.start + 2 + np.arange(days, dtype=np.int64)
    cap = ladder.cap_g[stage_by_age(ladder, number)]
    temp_cc = baseline.temp_cc[number - 1]
    weights = grow_on(states.weight_cg[state] / 100.0, baseline.tgc * (temp_cc / 100.0), cap)
    alive, fish = states.population[state].astype(np.int64), np.empty((len(state), days), dtype=np.int64)
    for at in range(days):
        alive = np.maximum(alive - np.rint(alive * (mortality_pct / 100.0)).astype(np.int64), 0)
        fish[:, at] = alive
    written = slice(SKIPPED_DAYS, None)
    return Ahead(
        day=(last + 1 + np.arange(days, dtype=np.int64))[written],
        temp_cc=temp_cc[written],
        weight_cg=half_even(weights[:, written], 2),
        population=fish[:, written],
        biomass_ckg=half_even(weights[:, written] * fish[:, written] / 1000.0, 2),
    )
