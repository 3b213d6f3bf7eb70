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
class Ahead:
    """[stay, day]: open stays of a batch, days after as_of until the scenario's end."""

    stay: Int64
    """[stay] index into the plan"""
    state: Int64
    """[stay] cell of its newest state"""
    day: Int64
    """[day] days since 1970-01-01"""
    temp_cc: Int64
    """[day]"""
    weight_cg: Int64
    population: Int64
    biomass_ckg: Int64
    reaches: bool
    """The scenario lasts longer than the history: the engine runs at all"""

    def __len__(self) -> int:
        """Stays."""
        return len(self.stay)


def look_ahead(history: History, states: States, baseline: Baseline, ladder: Ladder, mortality_pct: float) -> Ahead:
    """Project every open stay of a batch; a batch that outlives its scenario has stays without days."""
    stay = np.flatnonzero(history.plan.open).astype(np.int64)
    state = history.last_cell[stay]
    last = int(history.plan.end.max()) - 1
    lived = last - baseline.start + 1
    days = max(min(baseline.days - lived, FARTHEST_DAYS), 0) if len(stay) else 0
    number = lived + 1 + np.arange(days, dtype=np.int64)
    cap = ladder.cap_g[stage_by_age(ladder, number)]
    temp_cc = baseline.temp_cc[number - 1]
    weights = grow_on(states.weight_cg[state] / 100.0, baseline.tgc * (temp_cc / 100.0), cap)
    alive, fish = states.population[state].astype(np.int64), np.empty((len(stay), days), dtype=np.int64)
    for at in range(days):
        alive = np.maximum(alive - np.rint(alive * (mortality_pct / 100.0)).astype(np.int64), 0)
        fish[:, at] = alive
    written = slice(SKIPPED_DAYS, None)
    return Ahead(
        stay=stay,
        state=state,
        day=(last + 1 + np.arange(days, dtype=np.int64))[written],
        temp_cc=temp_cc[written],
        weight_cg=half_even(weights[:, written], 2),
        population=fish[:, written],
        biomass_ckg=half_even(weights[:, written] * fish[:, written] / 1000.0, 2),
        reaches=days > 0,
    )
