"""The readings of the batches' profiles, one a day from day number 1 to the end of the scenario or of the history."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, first_day, written
from compiler.nouns import Number, Same, Serial


def _days(part: Part) -> range:
    return range(len(part.derived.baseline.temp_cc))


def _columns(part: Part, days: range, ids: Ids) -> Columns:
    return {
        "day_number": Serial(1),
        "temperature": Number(part.derived.baseline.temp_cc, 2),
        "profile_id": Same(ids["scenario_temperatureprofile"]),
        **written(np.full(len(days), first_day(part)), 8),
    }


TABLE = BatchTable(name="scenario_temperaturereading", select=_days, columns=_columns, key="reading_id", since="whole")
