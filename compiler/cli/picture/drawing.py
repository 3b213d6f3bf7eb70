"""From a scenario to the farm that a page shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.pipeline import Change
    from compiler.proof import Drawn


def draw(path: Path, label: str, change: Change, jobs: int = 1) -> Drawn:
    """A farm for the page of `aqc report`, simulated. Equal for any number of jobs.

    Errors: Stop as plan_scenario, and with AQ501 to AQ504 when rows do not fit the target.
    """
    from compiler import ALGORITHM, pipeline
    from compiler.diagnostics import stop_on_errors
    from compiler.emit import Expected
    from compiler.proof import Drawn, Side, draw_farm

    planned = pipeline.plan_scenario(path, change)
    lived = pipeline.live(planned, jobs)
    farm = pipeline.farm_of(lived, jobs)
    picture, _ = stop_on_errors(draw_farm(farm, planned.plan, jobs), planned.sources)
    expected = Expected(picture["tables"], 0, len(farm.parts))
    said = planned.document, planned.scenario, planned.plan
    return Drawn(Side(label, *said, ALGORITHM, lived.histories, expected), picture, planned.warnings)
