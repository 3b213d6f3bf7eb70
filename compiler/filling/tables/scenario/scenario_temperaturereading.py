"""The readings of the scenarios' profiles, one a day from day number 1 to the end of the scenario or of the history."""

from __future__ import annotations

from compiler.filling.kinds import BlocksTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.scenario._variants import moments_of_all
from compiler.filling.whatif import Profile, profiles_of, scenarios_of
from compiler.nouns import Number, Same, Serial


def _columns(part: Part, profile: Profile, ids: Ids) -> Columns:
    variant = scenarios_of(part)[profile.scenario]
    return {
        "day_number": Serial(1),
        "temperature": Number(profile.temp_cc, 2),
        "profile_id": Same(ids["scenario_temperatureprofile"] + profile.scenario),
        **moments_of_all(part, variant, len(profile)),
    }


TABLE = BlocksTable(
    name="scenario_temperaturereading", select=profiles_of, columns=_columns, key="reading_id", since="whole"
)
