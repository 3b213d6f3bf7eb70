"""The days of each batch's baseline projection; its laws and quirks are in derive/projection.py."""

from __future__ import annotations

import numpy as np

from compiler.filling.derive import projection_of
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, first_day, written
from compiler.nouns import Day, Double, Number, Same, Serial


def _days(part: Part) -> range:
    return range(part.derived.baseline.days)


def _columns(part: Part, days: range, ids: Ids) -> Columns:
    start = first_day(part)
    run = projection_of(part.world.scenario, part.history, part.derived)
    return {
        "projection_date": Day(start + np.array(days)),
        "day_number": Serial(1),
        "average_weight": Double(run.weight_g),
        "population": Number(run.population),
        "biomass": Number(run.biomass_ckg, 2),
        "daily_feed": Number(run.feed_g, 3),
        "cumulative_feed": Number(run.fed_g, 3),
        "temperature": Number(run.temp_cc, 2),
        "current_stage_id": Number(run.stage + 1),
        "scenario_id": Same(ids["scenario"]),
        "projection_run_id": Same(ids["scenario_projection_run"]),
        **written(np.full(len(days), start), 8),
    }


TABLE = BatchTable(
    name="scenario_scenarioprojection",
    select=_days,
    columns=_columns,
    key="projection_id",
    since="whole",
    older=frozenset({"scenario_id"}),  # before there were runs
)
