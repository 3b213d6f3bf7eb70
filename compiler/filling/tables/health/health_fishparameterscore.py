"""One row a fish of a health sample and active health parameter: 0 is best, 3 worst."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.biology import examine, scores
from compiler.filling.part import Ids, Part, written
from compiler.filling.tables.health._scores import fish_examined, parameter_ids
from compiler.nouns import Number, Rows, Serial

TABLE = "health_fishparameterscore"


def count(part: Part) -> int:
    return fish_examined(part) * len(parameter_ids(part.world))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    parameters = np.array(parameter_ids(part.world), dtype=np.int64)
    scenario, history = part.world.scenario, part.history
    found = examine(scenario, history)
    sample, fish = np.nonzero(found.weight_cg)
    score = scores(scenario, history, found, len(parameters))[sample, fish]
    yield Rows(
        score.size,
        {
            "id": Serial(ids[TABLE]),
            "score": Number(score.ravel().astype(np.int64)),
            "individual_fish_observation_id": Number(
                np.repeat(np.arange(len(sample)) + ids["health_individualfishobservation"], len(parameters))
            ),
            "parameter_id": Number(np.tile(parameters, len(sample))),
            **written(np.repeat(part.history.day_of_cell[found.cell[sample]], len(parameters)), 13),
        },
    )
