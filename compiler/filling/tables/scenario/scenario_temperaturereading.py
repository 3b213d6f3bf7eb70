"""The readings of the scenarios' profiles, one a day from day number 1 to the end of the scenario or of the history."""

from __future__ import annotations

import numpy as np

from compiler.exact import SECONDS_PER_DAY
from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.scenario._variants import moment_s, moments_of_all
from compiler.filling.whatif import Profile, profiles_of, scenarios_of
from compiler.nouns import Ints, Number, Same, Serial


def _columns(part: Part, profile: Profile, ids: Ids) -> Columns:
    variant = scenarios_of(part)[profile.scenario]
    return {
        "day_number": Serial(1),
        "temperature": Number(profile.temp_cc, 2),
        "profile_id": Same(ids["scenario_temperatureprofile"] + profile.scenario),
        **moments_of_all(part, variant, len(profile)),
    }


def _born(part: Part, profile: Profile) -> Ints:
    variant = scenarios_of(part)[profile.scenario]
    return np.full(len(profile), moment_s(part, variant) // SECONDS_PER_DAY)


TABLE = BlocksTable(
    name="scenario_temperaturereading",
    select=profiles_of,
    columns=_columns,
    key="reading_id",
    born=_born,
    since="whole",
)
