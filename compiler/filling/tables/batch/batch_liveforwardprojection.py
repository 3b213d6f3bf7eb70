"""One row an open stay and day after `as_of`, to the end of the batch's scenario: computed on `as_of`.

The target writes the days after the real current date; a dump is compiled for the day `as_of`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compiler.exact import half_even, iso_date
from compiler.filling.boarding import stay_places
from compiler.filling.derive import ahead_of, outlook_of
from compiler.filling.derive.ahead import Outlook
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, first_day, profile_name
from compiler.nouns import Day, Number, Same


@dataclass(frozen=True, slots=True)
class _Lines:
    """Every day of every stay."""

    outlook: Outlook

    def __len__(self) -> int:
        return self.outlook.lines


def _select(part: Part) -> _Lines:
    return _Lines(outlook_of(part.seen, part.derived))


def _columns(part: Part, lines: _Lines, ids: Ids) -> Columns:
    ahead = ahead_of(part.world.scenario, lines.outlook, part.derived)
    stays, days = ahead.weight_cg.shape
    stay, day = np.repeat(lines.outlook.stay, days), np.tile(ahead.day, stays)
    tgc = half_even(np.full(1, part.derived.baseline.tgc), 4)
    return {
        "computed_date": Same(iso_date(part.world.scenario.as_of)),
        "projection_date": Day(day),
        "day_number": Number(day - first_day(part) + 1),
        "projected_weight_g": Number(ahead.weight_cg.ravel(), 2),
        "projected_population": Number(ahead.population.ravel()),
        "projected_biomass_kg": Number(ahead.biomass_ckg.ravel(), 2),
        "temperature_used_c": Number(np.tile(ahead.temp_cc, stays), 2),
        "tgc_value_used": Number(np.repeat(tgc, stays * days), 4),
        "temp_profile_id": Same(ids["scenario_temperatureprofile"]),
        "temp_profile_name": Same(profile_name(part)),
        "temp_bias_c": Same("0.00"),
        "temp_bias_window_days": Same(0),
        "temp_bias_clamp_min_c": Same("-2.00"),
        "temp_bias_clamp_max_c": Same("2.00"),
        "assignment_id": Number(stay_places(part)[stay] + ids["batch_batchcontainerassignment"]),
        "batch_id": Same(ids["batch_batch"]),
        "container_id": Number(part.seen.plan.container[stay] + 1),
    }


TABLE = BatchTable(name="batch_liveforwardprojection", select=_select, columns=_columns, moment="", since="whole")
