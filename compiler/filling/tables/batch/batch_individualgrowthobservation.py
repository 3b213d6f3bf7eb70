"""One row a fish netted for a growth sample, numbered within the sample."""

from __future__ import annotations

import numpy as np

from compiler.biology import observations
from compiler.filling.kinds import BatchTable, Columns, every
from compiler.filling.part import Ids, Part, fish_in_sample, written
from compiler.filling.tables._fish import Fish, number_fish
from compiler.filling.written import Tally, tally
from compiler.nouns import Number, Word


def _netted(part: Part) -> Fish:
    return number_fish(fish_in_sample(part))


def _columns(part: Part, netted: Fish, ids: Ids) -> Columns:
    weight_cg, length_cc = observations(part.world.scenario, part.history)
    sample, fish = netted.sample, netted.number
    return {
        "fish_identifier": Word([str(number + 1) for number in range(weight_cg.shape[1])], fish),
        "weight_g": Number(weight_cg[sample, fish], 2),
        "length_cm": Number(length_cc[sample, fish], 2),
        "growth_sample_id": Number(sample + ids["batch_growthsample"]),
        **written(part.history.day_of_cell[part.history.samples.cell][sample], 11),
    }


def _born(part: Part, netted: Fish) -> Tally:
    fish = np.bincount(netted.sample, minlength=len(part.history.samples.cell))
    return tally(part.history.day_of_cell[part.history.samples.cell], fish)


TABLE = BatchTable(
    name="batch_individualgrowthobservation", select=_netted, columns=_columns, born=_born, settled=every
)
