"""The growth models of each batch: the TGC of its last stage, with the batch's factor, over its own profile.

The target uses a TGC below 0.01 as it stands, and never its exponents. Each variant has models of its own, over its
own profile, because profiles go by the day of the scenario.
"""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.scenario._variants import moments
from compiler.filling.whatif import Growth, growth_named, growths_of
from compiler.nouns import Double, Number, Text


def _columns(part: Part, growths: tuple[Growth, ...], ids: Ids) -> Columns:
    models = [growth_named(part, one) for one in growths]
    return {
        "name": Text([one.name for one in models]),
        "location": Text([one.location for one in models]),
        "release_period": Text([one.release_period for one in models]),
        "tgc_value": Double(np.array([one.tgc_value for one in models])),
        "exponent_n": Double(np.array([one.exponent_n for one in models])),
        "exponent_m": Double(np.array([one.exponent_m for one in models])),
        "profile_id": Number(ids["scenario_temperatureprofile"] + np.array([one.scenario for one in growths])),
        **moments(part, [one.variant for one in growths]),
    }


TABLE = BatchTable(name="scenario_tgcmodel", select=growths_of, columns=_columns, key="model_id", since="whole")
