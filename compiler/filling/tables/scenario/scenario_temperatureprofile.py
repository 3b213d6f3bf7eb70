"""One profile a scenario: effective temperatures by its day number (see derive/baseline.py and whatif.py)."""

from __future__ import annotations

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, profile_name
from compiler.filling.tables.scenario._variants import moments
from compiler.filling.variants import Variant
from compiler.filling.whatif import scenarios_of
from compiler.nouns import Text


def _columns(part: Part, asked: tuple[Variant | None, ...], ids: Ids) -> Columns:
    own = profile_name(part)
    return {"name": Text([f"{own}, {one.case.name}" if one else own for one in asked]), **moments(part, asked)}


TABLE = BatchTable(
    name="scenario_temperatureprofile", select=scenarios_of, columns=_columns, key="profile_id", since="whole"
)
