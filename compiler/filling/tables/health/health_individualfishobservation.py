"""One row a fish of a health sample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.biology import examine
from compiler.filling.part import Ids, Part, written
from compiler.filling.tables.health._scores import fish_examined
from compiler.nouns import Number, Rows, Serial, Word

TABLE = "health_individualfishobservation"


def count(part: Part) -> int:
    return fish_examined(part)


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    found = examine(part.world.scenario, part.history)
    sample, fish = np.nonzero(found.weight_cg)
    yield Rows(
        len(sample),
        {
            "id": Serial(ids[TABLE]),
            "fish_identifier": Word([f"F{number + 1:03d}" for number in range(found.weight_cg.shape[1])], fish),
            "length_cm": Number(found.length_cc[sample, fish], 2),
            "weight_g": Number(found.weight_cg[sample, fish], 2),
            "sampling_event_id": Number(sample + ids["health_healthsamplingevent"]),
            **written(part.history.day_of_cell[found.cell[sample]], 13),
        },
    )
