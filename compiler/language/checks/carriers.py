"""Carriers can carry fish to the sea, and bear names of their own."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import CARRIER_TYPES, Geography, Scenario, told_kind

MEASURED = ("oxygen", "temperature", "CO2")
"""What the target wants to know of the water before fish are handed over"""


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ345 carriers that could carry nothing, AQ346 names that are taken."""
    seen = {box.name for box in scenario.containers}
    for geography in scenario.geographies:
        if geography.carriers:
            yield from _able(scenario, geography)
        told: set[str] = set()
        for carrier in geography.carriers:
            tanks = scenario.carrying.size(carrier.kind).tanks if scenario.carrying else 0
            own = {carrier.name, *(carrier.tank(at) for at in range(tanks))}
            if taken := sorted(own & seen):
                if carrier.kind not in told:
                    hint = "a pattern with {code} and {n}"
                    yield Diagnostic("AQ346", f"{taken[0]} is the name of another", carrier.span_of(), hint)
                told.add(carrier.kind)
            seen |= own
    if any(geography.carriers for geography in scenario.geographies):
        for kind in scenario.container_types:
            if kind.name in CARRIER_TYPES.values():
                message = f"{kind.name} is what the tanks of carriers are called"
                yield Diagnostic("AQ346", message, kind.span_of(), "give this one another name")


def _able(scenario: Scenario, geography: Geography) -> Iterator[Diagnostic]:
    first, kinds = geography.carriers[0], [carrier.kind for carrier in geography.carriers]
    if scenario.carrying is None:
        message = f"{geography.name} has {len(kinds)} carriers, and nothing says how large they are"
        yield Diagnostic("AQ345", message, first.span_of(), "add carriers: with vessel and truck, as the library has")
    if "VESSEL" not in kinds:
        message = f"{geography.name} has {len(kinds)} trucks and 0 vessels: trucks bring fish to a vessel"
        yield Diagnostic("AQ345", message, geography.span_of("carriers"), "vessels: 1")
    known = {told_kind(water.parameter) for stage in geography.stages for water in stage.waters}
    for missing in (one for one in MEASURED if one not in known):
        message = f"no water of {geography.name} has {missing}, without which fish are not handed over"
        yield Diagnostic("AQ345", message, geography.span_of("carriers"), f"add a parameter of {missing} to waters")
