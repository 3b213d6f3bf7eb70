"""When rows of scenarios were written: those of a baseline on the batch's first day, those of variants when asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from compiler.exact import HOUR, SECONDS_PER_DAY
from compiler.filling.part import Part, first_day
from compiler.filling.variants import Variant, asked_s
from compiler.nouns import Column, Moment


def moment_s(part: Part, variant: Variant | None, run: int = 0) -> int:
    """Seconds since 1970-01-01 00:00 UTC. Args: run  position among those of the variant"""
    if variant is None:
        return first_day(part) * SECONDS_PER_DAY + 8 * HOUR
    return asked_s(part.world.scenario, run)


def moments(part: Part, variants: Sequence[Variant | None]) -> dict[str, Column]:
    """created_at and updated_at of a row each, written with the first run."""
    return _both(np.array([moment_s(part, variant) for variant in variants], dtype=np.int64))


def moments_of_all(part: Part, variant: Variant | None, rows: int, run: int = 0) -> dict[str, Column]:
    """created_at and updated_at of rows that were written with the same run."""
    return _both(np.full(rows, moment_s(part, variant, run), dtype=np.int64))


def _both(moments: NDArray[np.int64]) -> dict[str, Column]:
    return {"created_at": Moment(moments), "updated_at": Moment(moments)}
