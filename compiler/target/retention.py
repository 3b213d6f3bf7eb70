"""What a database with TimescaleDB drops by itself, because it is old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from compiler.diagnostics import Diagnostic
from compiler.nouns import Manifest, Scenario

RETAINED, RETAINED_DAYS = "batch_liveforwardprojection", 90
"""The target's retention policy for this table, where TimescaleDB is installed."""


def fading(manifest: Manifest, scenario: Scenario, today: date | None) -> Iterator[Diagnostic]:
    """AQ506: live projections that are dropped soon. Without `today`, the scenario's last day is as good as today."""
    day = today.toordinal() - date(1970, 1, 1).toordinal() if today else scenario.as_of
    age = day - scenario.as_of
    if manifest.mode == "data" and RETAINED in manifest.tables and age > RETAINED_DAYS:
        message = f"as_of is {age} days ago: where {RETAINED} is a hypertable, "
        message += f"its rows are dropped when they are older than {RETAINED_DAYS} days"
        yield Diagnostic("AQ506", message, hint="--as-of today", severity="note")
