"""Stages stand in one order, grow by a sourced coefficient, and share out their deaths completely."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ260 TGC outside the range, AQ263 causes do not add up, AQ264 order, AQ265 legs, AQ266 no growth at the end."""
    low, high = scenario.tgc_range
    for geography in scenario.geographies:
        stages = geography.stages
        for index, stage in enumerate(stages):
            if (stage.fcr > 0 or stage.tgc > 0) and not low <= stage.tgc <= high:
                span = stage.span_of("tgc")
                yield Diagnostic(
                    "AQ260",
                    f"tgc {stage.tgc:g} of {stage.name} is outside {low:g} to {high:g}",
                    span,
                    "grams and degree-days: fry 1.1, sea 2.7 to 3.1",
                )
            total = sum(share for _, share in stage.causes)
            if total != 1000:
                span = stage.span_of("causes")
                yield Diagnostic(
                    "AQ263", f"the causes of {stage.name} add up to {total} of 1000", span, "shares are parts per 1000"
                )
            before = stages[index - 1] if index else None
            if before and before.order == stage.order:
                span = stage.span_of("order")
                yield Diagnostic(
                    "AQ264",
                    f"{before.name} and {stage.name} are both number {stage.order} of the life",
                    span,
                    "number the stages from 1",
                )
            if before and before.leg == "sea" and stage.leg == "freshwater":
                span = stage.span_of("leg")
                yield Diagnostic(
                    "AQ265",
                    f"{stage.name} in fresh water follows {before.name} at sea",
                    span,
                    "fresh water first, then the sea",
                )
            if stage.tgc == 0 and index == len(stages) - 1:
                span = stage.span_of("tgc")
                yield Diagnostic("AQ266", f"{stage.name} is the last stage and does not grow", span, "give it a tgc")
