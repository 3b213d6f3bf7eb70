"""When rows of scenarios were written: those of a baseline on the batch's first day, those of variants when asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.part import Part, first_day
from compiler.filling.variants import Variant, asked_s
from compiler.nouns import Column, Moment


def moment_s(part: Part, variant: Variant | None, run: int = 0) -> int:
    """Seconds since 1970-01-01 00:00 UTC. Args: run  position among those of the variant"""
    if variant is None:
        return first_day(part) * SECONDS_PER_DAY + 8 * HOUR
    return asked_s(part.world.scenario, run)


def moments(part: Part, variants: Sequence[Variant | None], run: Sequence[int] | None = None) -> dict[str, Column]:
    """created_at and updated_at of a row each. Args: run  of which run each is, the first without"""
    runs = run or [0] * len(variants)
    found = np.array([moment_s(part, *each) for each in zip(variants, runs, strict=True)], dtype=np.int64)
    return {"created_at": Moment(found), "updated_at": Moment(found)}
