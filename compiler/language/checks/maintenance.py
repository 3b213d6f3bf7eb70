"""Maintenance means something, and one window at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from compiler.diagnostics import Diagnostic
from compiler.language.lower.moments import date_text
from compiler.nouns import Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ272 windows of one container that overlap, AQ273 windows that touch no day of the farm's history: warnings."""
    for first, second in pairwise(scenario.maintenance):
        if first.container == second.container and second.first < first.end:
            name = scenario.containers[first.container].name
            message = f"{name} is out of use until {date_text(first.end - 1)} and again from {date_text(second.first)}"
            yield Diagnostic(
                "AQ272", message, second.span, "make one window of both", "warning", ((first.span, "the other window"),)
            )
            break
    begin = min((batch.start_day - batch.early_days for batch in scenario.batches), default=scenario.as_of)
    idle = [window for window in scenario.maintenance if window.end <= begin or window.first >= scenario.as_of]
    spans = {window.span: window for window in idle}
    for span, window in spans.items():
        side = "before the first batch starts" if window.end <= begin else "at as_of or later"
        days = f"{date_text(window.first)} to {date_text(window.end - 1)}"
        message = f"the window from {days} lies {side} and keeps nothing away"
        yield Diagnostic("AQ273", message, span, "check the dates, or leave it out", "warning")
