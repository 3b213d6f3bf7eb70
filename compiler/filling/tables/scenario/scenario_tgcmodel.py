"""One growth model a batch: the TGC of its last stage, with the batch's factor, over its own profile.

The target uses a TGC below 0.01 as it stands, and never its exponents.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.part import Ids, Part, first_day, growth_model, written
from compiler.nouns import Double, Rows, Same, Serial

TABLE = "scenario_tgcmodel"


def count(part: Part) -> int:
    return 1


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    model = growth_model(part)
    yield Rows(
        1,
        {
            "model_id": Serial(ids[TABLE]),
            "name": Same(model.name),
            "location": Same(model.location),
            "release_period": Same(model.release_period),
            "tgc_value": Double(np.array([model.tgc_value])),
            "exponent_n": Double(np.array([model.exponent_n])),
            "exponent_m": Double(np.array([model.exponent_m])),
            "profile_id": Same(ids["scenario_temperatureprofile"]),
            **written(np.array([first_day(part)]), 8),
        },
    )
