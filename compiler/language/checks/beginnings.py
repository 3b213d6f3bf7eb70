"""How batches begin: with a weight that the first stage agrees with, and all of them before the stage is over."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic, Span
from compiler.language.lower.beginning import FAR
from compiler.nouns import Batch, Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ228 a first weight that does not act, AQ229 a delivery as long as the stage, AQ245 what waits for one."""
    yield from _no_delivery(scenario)
    told: set[str] = set()
    for batch in scenario.batches:
        begins, stage = batch.begins, scenario.geographies[batch.geography].stages[batch.begins.stage]
        if batch.group in told:
            continue
        if not begins.bought and not 1 / FAR <= stage.first_weight_g / begins.weight_g <= FAR:
            told.add(batch.group)
            message = (
                f"{stage.name} begins with {stage.first_weight_g:g} g, but the eggs of {batch.group} weigh "
                f"{begins.weight_g:g} g, and with those its batches begin"
            )
            said = f"{{stage: {stage.name}, fish: {batch.eggs}, weight_g: {stage.first_weight_g:g}}}"
            hint = f"begins: {said} instead of eggs"
            yield Diagnostic("AQ228", message, stage.span_of("first_weight_g"), hint)
        early = batch.terminated is not None and batch.terminated.after_days < begins.days
        if begins.days > 1 and begins.days >= batch.runs[0].days and not early:
            told.add(batch.group)
            message = f"{batch.number} is delivered over {begins.days} days, {stage.name} lasts {batch.runs[0].days}"
            key = "days" if begins.bought else "move_days"
            yield Diagnostic("AQ229", message, begins.span_of("days"), f"{key}: {max(batch.runs[0].days // 4, 1)}")


def _no_delivery(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ245 containers that are late or left out, where no batch of which that is said receives fish around as_of."""
    for key in ("overdue", "skipped"):
        said: dict[Span, list[Batch]] = {}
        for batch in scenario.batches:
            if getattr(batch.begins, key):
                said.setdefault(batch.begins.span_of(key), []).append(batch)
        for span, batches in said.items():
            if not any(_under_way(batch, scenario.as_of) for batch in batches):
                message = f"{key} is not used: no delivery of {batches[0].group} is under way at as_of"
                hint = "leave it out, or let a delivery to several containers begin before as_of and end after it"
                yield Diagnostic("AQ245", message, span, hint, "warning")


def _under_way(batch: Batch, as_of: int) -> bool:
    """Whether a delivery that has begun may have containers to come."""
    need, days = batch.runs[0].need, batch.begins.days
    last = batch.start_day + batch.late_days + (need - 1) * days // need
    return batch.start_day - batch.early_days < as_of <= last
