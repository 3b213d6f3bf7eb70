"""History is what lies before as_of; a farm without any, or batches after it, were hardly meant."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.moments import date_text
from compiler.nouns import Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ209 cancelled, but begun; AQ268 as_of before the first start; AQ269 not even ordered by as_of (warning)."""
    as_of, starts = scenario.as_of, [batch.start_day for batch in scenario.batches]
    if starts and min(starts) >= as_of:
        message = (
            f"as_of {date_text(as_of)} is not after the first start, {date_text(min(starts))}: there is no history"
        )
        yield Diagnostic("AQ268", message, scenario.span_of("as_of"), f"an as_of after {date_text(min(starts))}")
        return
    for group in sorted({batch.group for batch in scenario.batches if batch.cancelled}):
        begun = [one for one in scenario.batches if one.group == group and one.start_day - one.early_days < as_of]
        if begun:
            start = date_text(begun[0].start_day)
            message = f"{begun[0].number} is cancelled, but starts on {start}, before as_of {date_text(as_of)}"
            yield Diagnostic("AQ209", message, begun[0].span_of("cancelled"), "starts: [as_of + 30 days]")
    for group in sorted({batch.group for batch in scenario.batches}):
        late = [
            batch
            for batch in scenario.batches
            if batch.group == group and batch.start_day - batch.early_days >= as_of + batch.ordered_days
        ]
        if late:
            first = late[0]
            begin = f"{first.number} on {date_text(first.start_day)}"
            ordered = f"{first.ordered_days} days before they start"
            message = (
                f"{len(late)} batches start after as_of, first {begin}; they are ordered {ordered}, so have no rows"
            )
            hint = "fewer batches, a later as_of, or larger ordered_days"
            yield Diagnostic("AQ269", message, first.span_of("start_day"), hint, "warning")
