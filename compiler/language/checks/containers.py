"""Containers are of a known type, no larger than it, and their sensors measure what the water has."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.language.lower.reading import alike
from compiler.language.lower.rooms import geography_of
from compiler.nouns import Scenario


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ279 unknown type, AQ280 larger than its type, AQ281 a sensor of something that the water does not have."""
    types = {one.name: one for one in scenario.container_types}
    water = [
        {
            leg: {law.parameter for stage in place.stages if stage.leg == leg for law in stage.waters}
            for leg in ("freshwater", "sea")
        }
        for place in scenario.geographies
    ]
    told: set[tuple[str, str, float]] = set()
    for one in scenario.containers:
        kind, laws = types.get(one.type), water[geography_of(scenario, one)][one.leg]
        strange = [sensor for sensor in one.sensors if sensor not in laws]
        key = one.type, ",".join(strange), one.volume_m3
        if key in told:
            continue
        told.add(key)
        if kind is None:
            span = one.span_of("type")
            yield Diagnostic(
                "AQ279", f"{one.name} is of the type {one.type}, which is not there", span, alike(one.type, types)
            )
        elif one.volume_m3 > kind.max_volume_m3:
            span = one.span_of("volume_m3")
            message = f"{one.name} has {one.volume_m3:g} m3, its type {kind.name} at most {kind.max_volume_m3:g}"
            yield Diagnostic("AQ280", message, span, "a smaller volume_m3, or another type")
        for sensor in strange:
            span = one.span_of("sensors")
            yield Diagnostic(
                "AQ281",
                f"{one.name} has a sensor of {sensor}, which its water does not have",
                span,
                alike(sensor, laws),
            )
