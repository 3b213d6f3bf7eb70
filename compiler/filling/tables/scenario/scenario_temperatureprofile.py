"""One profile a batch: effective temperatures by the batch's day number (see derive/baseline.py)."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, first_day, itself, profile_name, written
from compiler.nouns import Batch, Same


def _columns(part: Part, _: tuple[Batch], ids: Ids) -> Columns:
    start = np.array([first_day(part)])
    return {"name": Same(profile_name(part)), **written(start, 8)}


TABLE = BatchTable(name="scenario_temperatureprofile", select=itself, columns=_columns, key="profile_id", since="whole")
