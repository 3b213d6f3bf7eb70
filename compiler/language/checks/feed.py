"""Fed fish need feed of their size, a store that holds it, and meals to get it."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.diagnostics import Diagnostic
from compiler.nouns import Area, Leg, Scenario, Station


def check(scenario: Scenario) -> Iterator[Diagnostic]:
    """AQ274 no feed for the smallest fish, AQ275 no feed store, AQ276 meals, AQ278 reorder."""
    for stage in scenario.geographies[0].stages if scenario.geographies else ():
        if stage.fcr > 0 and not any(feed.from_weight_g <= stage.first_weight_g for feed in scenario.feeds):
            smallest = min((feed.from_weight_g for feed in scenario.feeds), default=0.0)
            begin = f"{stage.first_weight_g:g} g, with which {stage.name} begins"
            message = f"no feed is for fish of {begin}; the finest is for {smallest:g} g and more"
            yield Diagnostic(
                "AQ274", message, scenario.span_of("feeds"), f"give a feed from_weight_g: {stage.first_weight_g:g}"
            )
        if stage.fcr > 0 and not stage.meal_hours:
            message = f"{stage.name} eats {stage.fcr:g} kg for a kg of growth but gets no meals"
            yield Diagnostic("AQ276", message, stage.span_of("meal_hours"), f"meals: {{{stage.name}: 4}}")
    yield from _stores(scenario)
    if scenario.supply.fill_share <= scenario.supply.reorder_share:
        low, high = scenario.supply.reorder_share, scenario.supply.fill_share
        message = f"a store is ordered for at {low:g} and filled to {high:g} of its capacity"
        yield Diagnostic(
            "AQ278", message, scenario.supply.span_of("fill_share"), "fill_share must be above reorder_share"
        )


def _stores(scenario: Scenario) -> Iterator[Diagnostic]:
    having = {(store.leg, store.place) for store in scenario.feed_stores}
    fed = {stage.name for geography in scenario.geographies for stage in geography.stages if stage.fcr > 0}
    holding = {(container.leg, container.place) for container in scenario.containers if not container.structural}
    places: list[tuple[Leg, int, str, Area | Station]] = [
        ("freshwater", at, hall.name, scenario.stations[hall.station])
        for at, hall in enumerate(scenario.halls)
        if not fed.isdisjoint(hall.stages)
    ]
    places += [("sea", at, area.name, area) for at, area in enumerate(scenario.areas)]
    for leg, at, name, site in places:
        if (leg, at) in holding - having:
            message = f"{name} has fed fish but no feed store"
            yield Diagnostic("AQ275", message, site.span_of(), "add feed_stores: {count: 1, name: …}")
            return
