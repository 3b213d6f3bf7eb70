"""Batches that are culled end on a day of the past, while all their fish are there and none is harvested."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.moments import date_text
from compiler.nouns import Batch, Scenario, Termination


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ344 a batch that cannot end so; of each group the first."""
    told: set[str] = set()
    for batch in scenario.batches:
        end = batch.terminated
        wrong = _wrong(scenario, batch, end) if end and batch.group not in told else None
        if end and wrong:
            told.add(batch.group)
            yield Diagnostic("AQ344", wrong[0], end.span_of("after_days"), wrong[1])


def _wrong(scenario: Scenario, batch: Batch, end: Termination) -> tuple[str, str] | None:
    """What is wrong, and a hint."""
    start, after = batch.start_day + batch.late_days, end.after_days
    fewest, most = batch.begins.days, end.planned_days - scenario.harvest.days - 1
    late = scenario.as_of - 2 - start
    if batch.cancelled:
        return f"{batch.number} is cancelled, so no fish come that could be culled", "remove cancelled, or terminated"
    if after < fewest:
        return f"{batch.number} is culled after {after} days, but delivered over {fewest}", f"after_days: {fewest}"
    if after > most:
        last = f"{batch.number} is culled after {after} days, but harvested from day {most + 1} of its life"
        return last, f"after_days: at most {most}"
    if after > late:
        day, as_of = date_text(start + after), date_text(scenario.as_of)
        hint = f"after_days: at most {late}" if late >= fewest else "let the batch start earlier"
        return f"{batch.number} may be culled as late as {day}, not two days before as_of {as_of}", hint
    return None
