"""One profile a batch: effective temperatures by the batch's day number (see derive/baseline.py)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.part import Ids, Part, first_day, profile_name, written
from compiler.nouns import Rows, Same, Serial

TABLE = "scenario_temperatureprofile"


def count(part: Part) -> int:
    return 1


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    start = np.array([first_day(part)])
    yield Rows(1, {"profile_id": Serial(ids[TABLE]), "name": Same(profile_name(part)), **written(start, 8)})
