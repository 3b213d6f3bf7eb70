"""One growth model a batch: the TGC of its last stage, with the batch's factor, over its own profile.

The target uses a TGC below 0.01 as it stands, and never its exponents.
"""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, first_day, growth_model, itself, written
from compiler.nouns import Batch, Double, Same


def _columns(part: Part, _: tuple[Batch], ids: Ids) -> Columns:
    model = growth_model(part)
    return {
        "name": Same(model.name),
        "location": Same(model.location),
        "release_period": Same(model.release_period),
        "tgc_value": Double(np.array([model.tgc_value])),
        "exponent_n": Double(np.array([model.exponent_n])),
        "exponent_m": Double(np.array([model.exponent_m])),
        "profile_id": Same(ids["scenario_temperatureprofile"]),
        **written(np.array([first_day(part)]), 8),
    }


TABLE = BatchTable(name="scenario_tgcmodel", select=itself, columns=_columns, key="model_id", since="whole")
