"""What breaks for scripts: seed, algorithm, target, tables, names and ids that they rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compiler.filling import born_day, known_on
from compiler.nouns import Scenario, batch_plan
from compiler.proof.changes.batches import renamed
from compiler.proof.changes.side import Side, container_key

Facts = dict[str, Any]


def breaking_facts(before: Side, after: Side) -> list[Facts]:
    """One entry a kind and thing: `gone` names that are no more, `renumbered` names whose row has another id."""
    one, other = before.scenario, after.scenario
    found: list[Facts] = [
        {"kind": kind, "what": kind, "before": str(was), "after": str(now)}
        for kind, was, now in (
            ("seed", one.seed, other.seed),
            ("algorithm", before.algorithm, after.algorithm),
            ("target", one.target_name, other.target_name),
        )
        if was != now
    ]
    emptied = sorted(other.tables_off - one.tables_off)
    found += [{"kind": "tables", "what": "tables", "emptied": emptied}] if emptied else []
    names = {was: now for now, was in renamed(before, after).items()}
    for what, read in NAMED.items():
        old, new = _numbered(read(before)), _numbered(read(after))
        gone = [name for name in old if name not in new]
        moved = [name for name in new if name in old and old[name] != new[name]]
        if gone:
            known = {name: names[name] for name in gone if what == "batches" and name in names}
            found.append({"kind": "names", "what": what, "gone": gone, "renamed": known})
        if moved:
            found.append({"kind": "ids", "what": what, "renumbered": moved})
    return found


def _numbered(names: Iterable[str]) -> Mapping[str, int]:
    """Id of the row of each name."""
    return {name: at + 1 for at, name in enumerate(names)}


def _batches(side: Side) -> list[str]:
    """Those with rows, in the order of their ids: by the day on which each was written down."""
    scenario, plan = side.scenario, side.plan
    begun = [at for at in range(len(scenario.batches)) if plan.first_stay[at] < plan.first_stay[at + 1]]
    rows, born = (*begun, *scenario.awaited(plan.start.tolist())), born_day(scenario)
    known = {at: known_on(scenario, batch_plan(plan, at), born) for at in rows}
    return [scenario.batches[at].number for at in sorted(known, key=lambda at: (known[at], at))]


def _of(read: Callable[[Scenario], Iterable[str]]) -> Callable[[Side], Iterable[str]]:
    return lambda side: read(side.scenario)


NAMED: Mapping[str, Callable[[Side], Iterable[str]]] = {
    "batches": _batches,
    "stations": _of(lambda scenario: [station.name for station in scenario.stations]),
    "halls": _of(lambda scenario: [hall.name for hall in scenario.halls]),
    "areas": _of(lambda scenario: [area.name for area in scenario.areas]),
    "containers": _of(lambda scenario: [container_key(scenario, at) for at in range(len(scenario.containers))]),
    "feeds": _of(lambda scenario: [feed.name for feed in scenario.feeds]),
    "users": _of(lambda scenario: [user.username for user in scenario.users]),
}
"""Names that scripts look for, in the order of the ids of their rows."""
