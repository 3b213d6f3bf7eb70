"""TGC by stage of variants' growth models, by the target's codes of stages, per 1000 degree-days.

They tell whoever opens the model what the fish of a stage grow by. The engines look for stages by their names, which
no code is, so these rows move no weight; names would, but the target's own validation refuses them.
"""

from __future__ import annotations

import numpy as np

from compiler.exact import half_even
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, batch_of, geography_of
from compiler.filling.whatif import growths_of
from compiler.nouns import Number, Same, Text
from compiler.target import coded_stages

MOST = 99.9999
"""numeric(6,4)"""
Row = tuple[int, str, float]


def _rows(part: Part) -> tuple[Row, ...]:
    """(position of the model, code, TGC)."""
    stages, factor = geography_of(part).stages, batch_of(part).growth_factor
    codes = coded_stages([stage.name for stage in stages])
    return tuple(
        (at, code, min(stages[stage].tgc * factor * one.times, MOST))
        for at, one in enumerate(growths_of(part))
        if one.variant is not None
        for code, stage in codes
    )


def _columns(part: Part, rows: tuple[Row, ...], ids: Ids) -> Columns:
    return {
        "lifecycle_stage": Text([code for _, code, _ in rows]),
        "tgc_value": Number(half_even(np.array([tgc for _, _, tgc in rows]), 4), 4),
        "temperature_exponent": Same("0.33"),
        "weight_exponent": Same("0.66"),
        "tgc_model_id": Number(ids["scenario_tgcmodel"] + np.array([at for at, _, _ in rows])),
    }


TABLE = BatchTable(name="scenario_tgc_model_stage", select=_rows, columns=_columns, moment="", since="whole")
