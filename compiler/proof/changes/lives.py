"""Whose data change: the addresses of the life of each batch, compared.

The life of a batch is a pure function (biology.simulate) of what `life` digests, and of nothing else: where every
digest is equal, so is every day, death, meal and sample. The fields in BESIDE are read by no life; tests hold the
simulation to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from compiler.nouns import Area, Batch, Container, Geography, Hall, Scenario, Typed, Water, batch_plan
from compiler.proof.changes.side import Side, container_key, placed
from compiler.proof.changes.values import digest, digests, parts

Facts = dict[str, Any]

BESIDE: Mapping[type, frozenset[str]] = {
    Scenario: frozenset(
        {
            *("name", "about", "as_of", "species", "scientific_name", "area_groups", "container_types", "maintenance"),
            *("mixes", "solve", "supply", "users", "target", "tables_off", "weather_hours", "reading_hours", "journal"),
            *("laboratory", "activities", "open_work", "cures", "broodstock", "carrying", "upkeep", "finance"),
            *(
                "variants",
                "planned_mortality_pct",
                "examination",
                "instruments",
                "imperfect",
                "defects",
                "table_groups",
                "groups_off",
            ),
            *("tgc_range", "target_margin"),
        }
    ),
    Geography: frozenset({"currency", "supplier", "climate", "trade", "carriers"}),
    Batch: frozenset(
        {
            *("early_days", "late_days", "ordered_days", "pins", "group", "harvest_range_g", "supplier"),
            *("egg_price_per_thousand", "egg_quality", "cancelled"),
        }
    ),
    Hall: frozenset({"area_sqm", "station"}),
    Area: frozenset({"group", "latitude", "longitude", "geography"}),
    Container: frozenset({"place", "parent", "type", "sensors", "structural"}),
    Water: frozenset({"unit", "monthly", "rhythm", "tide", "own_sd", "low", "high", "decimals", "fed_share", "oxygen"}),
}
"""Fields that no life reads, and indices, which `life` follows to what they name."""
FEEDING = frozenset({"as_of", "supply", "feeds", "feed_stores", "seed", "algorithm"})
"""What all feed is bought by."""
_FOLLOWED = frozenset({"geographies", "stations", "halls", "areas", "containers", "feed_stores", "batches"})
"""Fields of the Scenario of which a life reads its own part."""


def lives(side: Side) -> dict[str, dict[str, str]]:
    """By number of the batch, of all that the plan places."""
    scenario = side.scenario
    found: dict[str, dict[str, str]] = {}
    common = digests(scenario, BESIDE[Scenario] | _FOLLOWED) | {"algorithm": str(side.algorithm)}
    places = [_place(geography) for geography in scenario.geographies]
    boxes = [_container(scenario, at) for at in range(len(scenario.containers))]
    for number, at in placed(scenario, side.plan).items():
        batch = scenario.batches[at]
        own = digests(batch, BESIDE[Batch] | {"geography"})
        own["geography"] = digest(scenario.geographies[batch.geography].name)
        found[number] = common | places[batch.geography] | own | _standing(side, at, boxes, found)
    return found


def _place(geography: Geography) -> dict[str, str]:
    """Digests of what a life reads of a geography: of its water the oxygen, and how warm it is."""
    felt = [
        [one for one in stage.waters if one.sensor_type == "OXYGEN" or one.follows_temperature]
        for stage in geography.stages
    ]
    stages = [parts(stage, frozenset({"waters"})) for stage in geography.stages]
    waters = [[parts(one, BESIDE[Water]) for one in some] for some in felt]
    return digests(geography, BESIDE[Geography] | {"stages"}) | {"stages": digest([stages, waters])}


def _standing(
    side: Side, at: int, makes: Sequence[str], known: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:  # fmt: skip
    """What the plan says of a batch, with names for indices, and the things that it stands in."""
    scenario, plan = side.scenario, batch_plan(side.plan, at)
    boxes = sorted({*plan.container.tolist(), *plan.ordered_container.tolist(), *plan.due_container.tolist()})
    named = {box: container_key(scenario, box) for box in {*boxes, *plan.origin_container.tolist()}}
    whole = {field: getattr(plan, field) for field in plan.__dataclass_fields__}
    for field in ("container", "ordered_container", "due_container", "origin_container"):
        whole[field] = [named[box] for box in whole[field].tolist()]
    sources = [scenario.batches[source].number for source in plan.origin_batch.tolist()]
    whole |= {"batch": 0, "origin_batch": sources}
    return {
        "plan": digest(whole),
        "containers": digest([(named[box], makes[box]) for box in boxes]),
        "origins": digest([known.get(source, {}) for source in sources]),
    }


def _container(scenario: Scenario, at: int) -> str:
    """Digest of what a life reads of a container and of the hall or area that it is in."""
    box = scenario.containers[at]
    place: Any = scenario.areas[box.place] if box.leg == "sea" else scenario.halls[box.place]
    return digest([parts(box, BESIDE[Container]), parts(place, BESIDE[type(place)])])


def histories(side: Side) -> dict[str, str]:
    """Digest of the history of each batch that has begun, by its number. Only of a side that was simulated."""
    found = {}
    for history in side.histories or ():
        tables = {name: getattr(history, name) for name in history.__dataclass_fields__ if name != "plan"}
        found[side.scenario.batches[history.plan.batch].number] = digest(tables)
    return found


def data_facts(before: Side, after: Side) -> Facts:
    """Whose lives change and by what, and what changes beside them."""
    old, new = lives(before), lives(after)
    common = [number for number in new if number in old]
    differ = {number: [part for part in new[number] if new[number][part] != old[number][part]] for number in common}
    changed = [number for number in common if differ[number]]
    proof = "addresses"
    if before.histories is not None and after.histories is not None:
        first, second = histories(before), histories(after)
        same = {number for number in first if first[number] == second.get(number)}
        proof, changed = "histories", [n for n in changed if n not in same or {"plan", "containers"} & {*differ[n]}]
    because: dict[str, list[str]] = {}
    for number in changed:
        for part in differ[number]:
            because.setdefault(part, []).append(number)
    beside = _beside(before, after)
    other = {*changed, *(old.keys() ^ new.keys())}
    whole = bool(old) and len(changed) == len(common)
    return {
        "changes": "everything" if whole else "batches" if other else "beside" if beside else "nothing",
        "proof": proof,
        "batches": changed,
        "unchanged": len(common) - len(changed),
        "because": [{"what": part, "batches": numbers} for part, numbers in because.items()],
        "costs": _costs(before, after, other, bool(FEEDING & {*beside, *because})),
        "beside": beside,
    }


def _costs(before: Side, after: Side, other: Set[str], feeding: bool) -> list[str]:
    """Batches that live as before but whose feed may cost otherwise: they share a store with one that does not.

    Args: other    numbers of batches that come, go or live otherwise
          feeding  whether all feed may cost otherwise
    """
    old, new = _stores(before), _stores(after)
    shared = frozenset().union(*(side.get(number, frozenset()) for number in other for side in (old, new)))
    return [number for number in new if number in old and number not in other and (feeding or new[number] & shared)]


def _stores(side: Side) -> dict[str, frozenset[str]]:
    """By number of the batch: the halls and areas, of which each has its own feed stores, that it stands in."""
    scenario, found = side.scenario, {}
    for number, at in placed(scenario, side.plan).items():
        stays = slice(int(side.plan.first_stay[at]), int(side.plan.first_stay[at + 1]))
        names = {container_key(scenario, int(box)).rsplit("/", 1)[0] for box in side.plan.container[stays]}
        found[number] = frozenset(names)
    return found


def _beside(one: Side, other: Side) -> list[str]:
    """What the scenario says otherwise of rows that are of no life: they may change."""
    before, after = one.scenario, other.scenario
    old, new = digests(before) | {"target": one.catalog}, digests(after) | {"target": other.catalog}
    whole = BESIDE[Scenario] | (_FOLLOWED - {"batches", "geographies"})
    found = [name for name in new if name in whole and old[name] != new[name]]
    places = dict.fromkeys((*_parts(before.geographies, after.geographies, "name"), *_waters(before, after)))
    batches = dict.fromkeys(_parts(before.batches, after.batches, "number"))
    return [*found, *(f"geographies.{part}" for part in places), *(f"batches.{part}" for part in batches)]


def _parts(before: Sequence[Typed], after: Sequence[Typed], key: str) -> Iterator[str]:
    """Fields of no life in which things of the same name differ."""
    known = {getattr(thing, key): thing for thing in before}
    for thing in after:
        if (other := known.get(getattr(thing, key))) is not None:
            own, others = parts(thing), parts(other)
            yield from (part for part in sorted(BESIDE[type(thing)]) if own[part] != others[part])


def _waters(before: Scenario, after: Scenario) -> Iterator[str]:
    """Whether sensors read otherwise in a geography that both have."""
    old, new = (
        {one.name: digest([stage.waters for stage in one.stages]) for one in side.geographies}
        for side in (before, after)
    )
    if any(old[name] != new[name] for name in old.keys() & new.keys()):
        yield "waters"
