"""Mortality by stage of variants' models, by the target's codes of stages: the model's rate, a day and a week.

The engines look for stages by their names, which no code is: like those of growth models, these rows change nothing.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.models import mortality_models, mortality_rate_pct
from compiler.filling.world import World
from compiler.nouns import Number, Rows, Serial, Text
from compiler.target import coded_stages

MILLI = Decimal("0.001")


def _rows(world: World) -> Rows:
    codes = [code for code, _ in coded_stages([stage.name for stage in world.stages])]
    found = [
        (at, code, _daily(mortality_rate_pct(world, times)))
        for at, times in enumerate(mortality_models(world))
        if at
        for code in codes
    ]
    return Rows(
        len(found),
        {
            "id": Serial(1),
            "lifecycle_stage": Text([code for _, code, _ in found]),
            "daily_rate_percent": _thousandths([rate for _, _, rate in found]),
            "weekly_rate_percent": _thousandths([_weekly(rate) for _, _, rate in found]),
            "mortality_model_id": Number(np.array([at + 1 for at, _, _ in found], dtype=np.int64)),
        },
    )


def _daily(rate_pct: float) -> Decimal:
    return Decimal(repr(rate_pct)).quantize(MILLI, ROUND_HALF_UP)


def _weekly(daily: Decimal) -> Decimal:
    """(1 - (1 - d / 100)^7) x 100."""
    return ((1 - (1 - daily / 100) ** 7) * 100).quantize(MILLI, ROUND_HALF_UP)


def _thousandths(rates: list[Decimal]) -> Number:
    return Number(np.array([int(rate.scaleb(3)) for rate in rates], dtype=np.int64), 3)


TABLE = WorldTable(name="scenario_mortality_model_stage", rows=_rows)
