"""Lots of eggs: of a pair of the farm's own fish, or of a supplier, where bought fish count like eggs."""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY, civil
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.broodstock._productions import Productions, productions
from compiler.nouns import Column, Moment, Number, Same, Text


def _columns(part: Part, lots: Productions, ids: Ids) -> Columns:
    made = Moment(lots.made_s)
    return {
        "egg_batch_id": Text([_number(lots, at) for at in range(len(lots))]),
        "egg_count": Number(lots.eggs),
        "production_date": made,
        "source_type": Same("internal" if lots.own else "external"),
        "created_at": made,
        "updated_at": made,
        "destination_station_id": _station(part),
        "pair_id": Number(lots.first_pair + 1 + np.arange(len(lots))) if lots.own else Same(None),
    }


def _number(lots: Productions, at: int) -> str:
    """As the target makes them: source, moment and three digits."""
    day, second = divmod(int(lots.made_s[at]), SECONDS_PER_DAY)
    year, month, of_month = (int(value[0]) for value in civil(np.array([day])))
    clock = f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"
    return f"EB-{'INT' if lots.own else 'EXT'}-{year:04}{month:02}{of_month:02}{clock}-{lots.number:03}"


def _station(part: Part) -> Column:
    """That of the first container; none at sea."""
    scenario = part.world.scenario
    plan = part.history.plan
    box = scenario.containers[int((plan.container if part.history.begun else plan.ordered_container)[0])]
    return Same(scenario.halls[box.place].station + 1 if box.leg == "freshwater" else None)


TABLE = BatchTable(name="broodstock_eggproduction", select=productions, columns=_columns, since="ordered")
