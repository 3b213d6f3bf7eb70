"""One row a fish of a health sample and active health parameter: 0 is best, 3 worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.biology import examine, scores
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, written
from compiler.filling.tables._fish import Fish
from compiler.filling.tables.health._scores import examined_on, fish_examined, parameter_ids
from compiler.nouns import Number


@dataclass(frozen=True, slots=True)
class _Scored:
    """Every parameter of every fish."""

    fish: Fish
    parameters: tuple[int, ...]
    """Ids"""

    def __len__(self) -> int:
        return len(self.fish) * len(self.parameters)


def _select(part: Part) -> _Scored:
    return _Scored(fish_examined(part), parameter_ids(part.world))


def _columns(part: Part, scored: _Scored, ids: Ids) -> Columns:
    parameters = np.array(scored.parameters, dtype=np.int64)
    scenario, history = part.world.scenario, part.history
    found = examine(scenario, history)
    sample, fish = scored.fish.sample, scored.fish.number
    score = scores(scenario, history, found, len(parameters))[sample, fish]
    return {
        "score": Number(score.ravel().astype(np.int64)),
        "individual_fish_observation_id": Number(
            np.repeat(np.arange(len(sample)) + ids["health_individualfishobservation"], len(parameters))
        ),
        "parameter_id": Number(np.tile(parameters, len(sample))),
        **written(np.repeat(part.history.day_of_cell[found.cell[sample]], len(parameters)), 13),
    }


def _born(part: Part, scored: _Scored) -> Int64:
    return np.repeat(examined_on(part, scored.fish), len(scored.parameters))


TABLE = BatchTable(name="health_fishparameterscore", select=_select, columns=_columns, born=_born)
