"""Deliveries that have not come by `as_of`: on which days the containers of a batch are filled, and which ones.

The solver books nothing at or after `as_of`. So a batch that is ordered and has not begun only wishes for containers:
in the order of their days, each batch takes those of the first site that has enough which nobody holds on the day
before, and which are not under repair. Where no site has, the order stands without containers until one is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from compiler.nouns import Batch, Scenario
from compiler.solving.booking import Booking
from compiler.solving.holding import blocked


@dataclass(frozen=True, slots=True)
class Delivery:
    """A container of a batch that is to be filled on a day at or after as_of, and held until `held_end`."""

    batch: int
    container: int
    day: int
    held_end: int


def deliveries(batch: Batch, start: int) -> list[int]:
    """Day on which each container of the first stage is filled, spread over the days of the delivery."""
    need, days = batch.runs[0].need, batch.begins.days
    return [start + position * days // need for position in range(need)]


def received(batch: Batch, days: Sequence[int], as_of: int) -> int:
    """How many containers have their fish by as_of: of a delivery under way all that are due, but for late and skipped.

    One at least, so that the delivery has begun.
    """
    due = sum(day < as_of for day in days)
    return due if due == len(days) else max(min(due, 1), due - batch.begins.overdue - batch.begins.skipped)


def ordered(scenario: Scenario, booking: Booking, start: Sequence[int], freed: Mapping[int, int]) -> Iterator[Delivery]:
    """Deliveries of the batches that are ordered by as_of and begin at or after it.

    Args: start  [batch] first day, -1 where it is not placed
          freed  [container] the day from which nobody holds it
    """
    until = dict(freed)
    for at in sorted(scenario.awaited(start), key=lambda at: (start[at], scenario.batches[at].number)):
        batch, day = scenario.batches[at], start[at]
        end = day + blocked(batch.runs[0], _turnaround(scenario, batch))
        containers = _containers(scenario, booking, batch, (day, end, until))
        if not batch.cancelled:
            until |= dict.fromkeys(containers, end)
        for container, came in zip(containers, deliveries(batch, day), strict=False):
            yield Delivery(at, container, came, end)


def _turnaround(scenario: Scenario, batch: Batch) -> int:
    leg = scenario.geographies[batch.geography].stages[batch.runs[0].stage].leg
    return scenario.solve.rule(leg, batch.geography).turnaround_days


def _containers(
    scenario: Scenario, booking: Booking, batch: Batch, when: tuple[int, int, Mapping[int, int]]
) -> list[int]:
    """As many as the batch needs, in one site, from the first day to the end; none where no site has so many."""
    day, end, until = when
    geography = scenario.geographies[batch.geography]
    stage = geography.stages[batch.runs[0].stage]
    repaired = {one.container for one in scenario.maintenance if one.first < end and day < one.end}
    (leg,) = (leg for leg in booking.instance.legs if leg.id == stage.leg)
    pinned = dict(batch.pins).get(stage.leg)
    for site in leg.sites:
        if site.geo == geography.name and pinned in (None, site.id) and stage.pool in site.pools:
            slots = booking.slots[site.id, stage.pool]
            free = [slot for slot in slots if slot not in repaired and until.get(slot, booking.day0) < day]
            if len(free) >= batch.runs[0].need:
                return free[: batch.runs[0].need]
    return []
