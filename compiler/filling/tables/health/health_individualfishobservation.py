"""One row a fish of a health sample; the weight of those that were only measured is NULL."""

from __future__ import annotations

from compiler.biology import examine
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, written
from compiler.filling.tables._fish import Fish
from compiler.filling.tables.health._scores import examined_on, fish_examined
from compiler.nouns import Number, Word


def _columns(part: Part, examined: Fish, ids: Ids) -> Columns:
    found = examine(part.world.scenario, part.history)
    sample, fish = examined.sample, examined.number
    return {
        "fish_identifier": Word([f"F{number + 1:03d}" for number in range(found.weight_cg.shape[1])], fish),
        "length_cm": Number(found.length_cc[sample, fish], 2),
        "weight_g": Number(found.weight_cg[sample, fish], 2, ~found.weighed[sample, fish]),
        "sampling_event_id": Number(sample + ids["health_healthsamplingevent"]),
        **written(part.history.day_of_cell[found.cell[sample]], 13),
    }


TABLE = BatchTable(name="health_individualfishobservation", select=fish_examined, columns=_columns, born=examined_on)
