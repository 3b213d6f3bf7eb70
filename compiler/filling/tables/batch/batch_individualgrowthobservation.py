"""One row a fish netted for a growth sample, numbered within the sample."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.biology import observations
from compiler.filling.part import Ids, Part, fish_in_sample, written
from compiler.nouns import Number, Rows, Serial, Word

TABLE = "batch_individualgrowthobservation"


def count(part: Part) -> int:
    return int(fish_in_sample(part).sum())


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    weight_cg, length_cc = observations(part.world.scenario, part.history)
    sample, fish = np.nonzero(weight_cg)
    yield Rows(
        len(sample),
        {
            "id": Serial(ids[TABLE]),
            "fish_identifier": Word([str(number + 1) for number in range(weight_cg.shape[1])], fish),
            "weight_g": Number(weight_cg[sample, fish], 2),
            "length_cm": Number(length_cc[sample, fish], 2),
            "growth_sample_id": Number(sample + ids["batch_growthsample"]),
            **written(part.history.day_of_cell[part.history.samples.cell][sample], 11),
        },
    )
