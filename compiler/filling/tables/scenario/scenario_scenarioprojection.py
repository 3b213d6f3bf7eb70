"""The days of each run of a batch; the laws and quirks of projections are in derive/projection.py."""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import Ids, Part, first_day
from compiler.filling.tables.scenario._variants import moment_s, moments_of_all
from compiler.filling.whatif import Run, run_projection, runs_of
from compiler.nouns import Day, Double, Ints, Number, Same, Serial


def _columns(part: Part, run: Run, ids: Ids) -> Columns:
    start = run.variant.start if run.variant else first_day(part)
    found = run_projection(part, run)
    return {
        "projection_date": Day(start + np.arange(len(run))),
        "day_number": Serial(1),
        "average_weight": Double(found.weight_g),
        "population": Number(found.population),
        "biomass": Number(found.biomass_ckg, 2),
        "daily_feed": Number(found.feed_g, 3),
        "cumulative_feed": Number(found.fed_g, 3),
        "temperature": Number(found.temp_cc, 2),
        "current_stage_id": Number(found.stage + 1),
        "scenario_id": Same(ids["scenario"] + run.scenario),
        "projection_run_id": Same(ids["scenario_projection_run"] + runs_of(part).index(run)),
        **moments_of_all(part, run.variant, len(run), run.number - 1),
    }


def _born(part: Part, run: Run) -> Ints:
    return np.full(len(run), moment_s(part, run.variant, run.number - 1) // SECONDS_PER_DAY)


TABLE = BlocksTable(
    name="scenario_scenarioprojection",
    select=runs_of,
    columns=_columns,
    born=_born,
    key="projection_id",
    since="whole",
    older=frozenset({"scenario_id"}),  # before there were runs
)
