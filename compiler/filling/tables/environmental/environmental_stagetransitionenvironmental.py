"""One row a transfer workflow: the water that the first fish came into, as its sensors said in the first morning."""

from __future__ import annotations

import numpy as np

from compiler.biology import readings
from compiler.exact import half_even
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, Transition, at_hour, stage_at, transitions
from compiler.nouns import Number, Same

COLUMNS = {"temperature": "Temperature", "oxygen": "Dissolved Oxygen", "salinity": "Salinity", "ph": "pH"}
"""(column, parameter)"""


def _columns(part: Part, changes: list[Transition], ids: Ids) -> Columns:
    first = _born(part, changes)
    found = [_water(part, change) for change in changes]
    known = {name: np.array([name in one for one in found], dtype=bool) for name in COLUMNS}
    return {
        **{
            name: Number(np.array([one.get(name, 0) for one in found], dtype=np.int64), 2, ~known[name])
            for name in COLUMNS
        },
        "additional_parameters": Same(None),
        "notes": Same(""),
        "created_at": at_hour(first, 9),
        "updated_at": at_hour(first, 9),
        "batch_transfer_workflow_id": Number(np.arange(len(changes)) + ids["batch_batchtransferworkflow"]),
    }


def _water(part: Part, change: Transition) -> dict[str, int]:
    """Values in hundredths of the container that the first fish came into, of what it has sensors for."""
    history, plan = part.history, part.history.plan
    stay = int(plan.move_dest[change.moves[np.argmin(plan.move_day[change.moves])]])
    chosen, values = readings(part.world.scenario, history, stay, at_most=1)
    waters = [stage_at(part, stay).waters[at] for at in chosen]
    measured = {
        water.parameter: int(half_even(np.array(values[row, 0, 0] / 10.0**water.decimals), 2))
        for row, water in enumerate(waters)
        if values.shape[2]
    }
    return {name: measured[parameter] for name, parameter in COLUMNS.items() if parameter in measured}


def _born(part: Part, changes: list[Transition]) -> Int64:
    return np.array([part.history.plan.move_day[change.moves].min() for change in changes], dtype=np.int64)


TABLE = BatchTable(name="environmental_stagetransitionenvironmental", select=transitions, columns=_columns, born=_born)
