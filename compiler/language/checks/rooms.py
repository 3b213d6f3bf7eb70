"""Every stage needs a place, and a batch needs enough containers in one hall or area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.rooms import geography_of, stages_of
from compiler.nouns import Container, Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ253 no hall or area for a stage, AQ254 none with enough containers."""
    pools = _pools(scenario)
    told: set[tuple[str, int]] = set()
    for batch in scenario.batches:
        geography = scenario.geographies[batch.geography]
        for run in batch.runs:
            stage = geography.stages[run.stage]
            sizes = pools.get((batch.geography, run.stage), {})
            if (batch.group, run.stage) in told or run.need <= max(sizes.values(), default=0):
                continue
            told.add((batch.group, run.stage))
            where, article = ("area", "an") if stage.leg == "sea" else ("hall", "a")
            if not sizes:
                hint = f"add {article} {where} for it, or take the batches of {batch.group} elsewhere"
                span = geography.span_of()
                yield Diagnostic("AQ253", f"{geography.name} has no {where} for {stage.name}", span, hint)
                continue
            best = max(sorted(sizes), key=lambda site: sizes[site])
            largest = f"the largest area ({best})" if stage.leg == "sea" else f"its largest hall (in {best})"
            most = f"{largest} has {sizes[best]}"
            message = f"{batch.number} takes {run.need} containers in {stage.name}, {most}"
            hint = f"let a batch take {sizes[best]}, or add containers"
            yield Diagnostic("AQ254", message, run.span_of("need"), hint)


def _pools(scenario: Scenario) -> dict[tuple[int, int], dict[str, int]]:
    """By geography and stage, the containers of each station or area: those of its largest hall for the stage."""
    halls: Counter[tuple[int, int, int]] = Counter()
    pools: dict[tuple[int, int], dict[str, int]] = {}
    for container in scenario.containers:
        geography = geography_of(scenario, container)
        for stage in stages_of(scenario, container, scenario.geographies[geography]):
            halls[geography, stage, container.place] += 1
            sizes, site = pools.setdefault((geography, stage), {}), _site(scenario, container)
            sizes[site] = max(sizes.get(site, 0), halls[geography, stage, container.place])
    return pools


def _site(scenario: Scenario, container: Container) -> str:
    if container.leg == "sea":
        return scenario.areas[container.place].name
    return scenario.stations[scenario.halls[container.place].station].name
