"""What becomes of each batch: added, removed, renamed, at another site, earlier, later; and because of which lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compiler.exact import iso_date
from compiler.nouns import Batch
from compiler.proof.changes.lines import Line
from compiler.proof.changes.side import Side, placed, site_of

Facts = dict[str, Any]
STILL = frozenset({"name", "about", "accept", "users", "tables", "target"})
"""Top keys that move no batch: no wish, place or rule of the solver is read from them."""


def batch_facts(before: Side, after: Side, lines: Sequence[Line], touched: Sequence[str]) -> list[Facts]:
    """One entry a batch that differs. `touched`: numbers of batches whose life changes, wherever they are."""
    old, new = schedule(before), schedule(after)
    names = renamed(before, after)
    found = []
    for number, now in new.items():
        was = old.get(number) or old.get(names.get(number, ""))
        if number not in old and number not in names:
            found.append(_entry(after, number, ["added"], None, now, lines))
        elif was is not None:
            kinds = (["renamed"] if number in names else []) + _kinds(was, now)
            kinds += ["altered"] if not kinds and number in touched else []
            if kinds:
                found.append(_entry(after, number, kinds, was, now, lines))
    gone = [number for number in old if number not in new and number not in names.values()]
    return found + [_entry(before, number, ["removed"], old[number], None, lines) for number in gone]


def schedule(side: Side) -> dict[str, Facts]:
    """By number: where and when each placed batch lives. Days are ISO dates; None where it has not come so far."""
    return {number: _living(side, at) for number, at in placed(side.scenario, side.plan).items()}


def _living(side: Side, at: int) -> Facts:
    scenario, plan = side.scenario, side.plan
    stays = slice(int(plan.first_stay[at]), int(plan.first_stay[at + 1]))
    boxes = [scenario.containers[int(container)] for container in plan.container[stays]]
    sites = {box.leg: site_of(scenario, box) for box in reversed(boxes)}
    ended = bool(plan.harvested[stays].any()) and not plan.open[stays].any()
    batch = scenario.batches[at]
    return {
        "number": batch.number,
        "geography": scenario.geographies[batch.geography].name,
        "start": iso_date(int(plan.start[at])),
        "start_day": int(plan.start[at]),
        "station": sites.get("freshwater"),
        "area": sites.get("sea"),
        "harvested": iso_date(int(plan.end[stays].max())) if ended else None,
        "eggs": batch.eggs,
    }


def renamed(before: Side, after: Side) -> dict[str, str]:
    """Numbers after the change of batches that were called otherwise: the same in its group, counted by its start."""
    old, new = _nth(before), _nth(after)
    known, still = set(old.values()), set(new.values())
    pairs = ((number, old.get(place)) for place, number in new.items())
    return {number: was for number, was in pairs if was and number not in known and was not in still}


def _nth(side: Side) -> dict[tuple[str, int], str]:
    """Number of the batch that is so and so many in its group."""
    groups: dict[str, list[Batch]] = {}
    for batch in side.scenario.batches:
        groups.setdefault(batch.group, []).append(batch)
    found = {}
    for group, own in groups.items():
        for nth, batch in enumerate(sorted(own, key=lambda batch: (batch.start_day, batch.number))):
            found[group, nth] = batch.number
    return found


def _kinds(was: Facts, now: Facts) -> list[str]:
    kinds = [] if all(was[leg] == now[leg] or not (was[leg] and now[leg]) for leg in ("station", "area")) else ["moved"]
    if was["start_day"] != now["start_day"]:
        kinds.append("earlier" if now["start_day"] < was["start_day"] else "later")
    return kinds


def _entry(
    side: Side, number: str, kinds: list[str], was: Facts | None, now: Facts | None, lines: Sequence[Line]
) -> Facts:  # fmt: skip
    some = now or was or {}
    return {
        "batch": number,
        "geography": some["geography"],
        "kinds": kinds,
        "days": now["start_day"] - was["start_day"] if now and was else 0,
        "before": _public(was),
        "after": _public(now),
        "because": [line.place for line in _causes(side, number, lines, kinds)],
    }


def _public(living: Facts | None) -> Facts | None:
    return living and {key: value for key, value in living.items() if key not in ("start_day", "geography")}


def _causes(side: Side, number: str, lines: Sequence[Line], kinds: Sequence[str]) -> list[Line]:
    """The changed lines that speak of the batch or of its group; without any, all those that may move a batch."""
    batch = next(batch for batch in side.scenario.batches if batch.number == number)
    own = [line for line in lines if line.path[:2] == ("batches", batch.group)]
    pinned = [line for line in own if line.path[2:3] == ("pins",)]
    mine = [line for line in pinned if line.path[3:4] in ((number,), ())]
    general = [line for line in own if line not in pinned]
    return [*mine, *general] or [line for line in lines if line.path[0] not in STILL or "altered" in kinds]
