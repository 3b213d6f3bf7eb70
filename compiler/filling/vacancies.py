"""Containers that nobody holds and nothing waits for, as far as is known at `as_of`: what people may plan with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from compiler.nouns import AreaGroup, Batch, BatchPlan, Scenario

NEVER = 1 << 30
LONG_AGO = -NEVER


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Which containers are free, from when."""

    scenario: Scenario
    free_from: dict[int, int]
    """[container] day from which nobody holds it, of those that anybody held"""

    @classmethod
    def of(cls, scenario: Scenario, plans: Iterable[BatchPlan]) -> Vacancies:
        """Free is what no fish are in or are to come into, some days after the last have left: it is cleaned then.

        Args: plans  of all batches that have begun or are ordered
        """
        found: dict[int, int] = {}
        for plan in plans:
            geography = scenario.batches[plan.batch].geography
            for box, end, here in zip(plan.container.tolist(), plan.end.tolist(), plan.open.tolist(), strict=True):
                cleaned = end + scenario.solve.rule(scenario.containers[box].leg, geography).turnaround_days
                found[box] = max(found.get(box, LONG_AGO), NEVER if here else cleaned)
            found |= dict.fromkeys((*plan.due_container.tolist(), *plan.ordered_container.tolist()), NEVER)
        return cls(scenario, found)

    def take(self, containers: Iterable[int]) -> None:
        """They wait for fish from now on."""
        self.free_from.update(dict.fromkeys(containers, NEVER))

    def sites(self, batch: int, stage: int, present: int, day: int) -> Iterator[list[int]]:
        """Free containers that a stage of a batch may take on a day, site by site.

        In the station or area where the fish are, or, where they come to the sea, in one area after another that has
        rested.

        Args: present  a container in which the batch is: index into Scenario.containers
        """
        scenario, own = self.scenario, self.scenario.batches[batch]
        law, here = scenario.geographies[own.geography].stages[stage], scenario.containers[present]
        free: dict[int, list[int]] = {}
        for at in self._free(day):
            box = scenario.containers[at]
            if box.leg == law.leg == "sea":
                free.setdefault(box.place, []).append(at)
            elif box.leg == law.leg and law.name in scenario.halls[box.place].stages:
                free.setdefault(scenario.halls[box.place].station, []).append(at)
        if law.leg == here.leg:
            yield free.get(here.place if law.leg == "sea" else scenario.halls[here.place].station, [])
            return
        yield from (boxes for area, boxes in sorted(free.items()) if self._open_to(own, area, day))

    def _free(self, day: int) -> Iterator[int]:
        """Containers that may hold fish from the day on, and are not under repair then or later."""
        scenario = self.scenario
        repaired = {window.container for window in scenario.maintenance if window.end > day}
        for at, box in enumerate(scenario.containers):
            if not box.structural and at not in repaired and self.free_from.get(at, LONG_AGO) <= day:
                yield at

    def _open_to(self, batch: Batch, area: int, day: int) -> bool:
        """Whether an area is the batch's to come to, and has been empty long enough with those that rest with it."""
        scenario, own = self.scenario, self.scenario.areas[area]
        if own.geography != batch.geography or dict(batch.pins).get("sea", own.name) != own.name:
            return False
        rule = scenario.solve.rule("sea", own.geography)
        waits = self._resting_with(area)
        waits[area] = max(waits.get(area, 0), rule.fallow_days)
        return all(
            self.free_from.get(at, LONG_AGO) + max(waits[box.place] - rule.turnaround_days, 0) <= day
            for at, box in enumerate(scenario.containers)
            if box.leg == "sea" and box.place in waits
        )

    def _resting_with(self, area: int) -> dict[int, int]:
        """[area] days that it rests, of those that share an area group with such a rule."""
        scenario, own = self.scenario, self.scenario.areas[area]
        groups = {(group.geography, group.name): group for group in scenario.area_groups}
        found: dict[int, int] = {}
        for at, other in enumerate(scenario.areas):
            if other.geography == own.geography:
                shared = _chain(groups, own.geography, own.group) & _chain(groups, own.geography, other.group)
                rests = [groups[own.geography, name].fallow_days for name in shared]
                days = [rest for rest in rests if rest is not None]
                if days:
                    found[at] = max(days)
        return found


def _chain(groups: Mapping[tuple[int, str], AreaGroup], geography: int, name: str) -> set[str]:
    """The area group of that name, and those that it lies in."""
    found: set[str] = set()
    while (geography, name) in groups and name not in found:
        found.add(name)
        name = groups[geography, name].parent
    return found
