"""The readings of the batches' profiles, one a day from day number 1 to the end of the scenario or of the history."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.part import Ids, Part, first_day, written
from compiler.nouns import Number, Rows, Same, Serial

TABLE = "scenario_temperaturereading"


def count(part: Part) -> int:
    return len(part.derived.baseline.temp_cc)


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    days = count(part)
    yield Rows(
        days,
        {
            "reading_id": Serial(ids[TABLE]),
            "day_number": Serial(1),
            "temperature": Number(part.derived.baseline.temp_cc, 2),
            "profile_id": Same(ids["scenario_temperatureprofile"]),
            **written(np.full(days, first_day(part)), 8),
        },
    )
