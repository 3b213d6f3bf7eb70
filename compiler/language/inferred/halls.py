"""Which stages halls serve: no table says it, so it is seen from the fish that stood there, else from names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from compiler.diagnostics import Diagnostic
from compiler.language.inferred.known import Base, alike
from compiler.language.inferred.places import FRESHWATER, is_active
from compiler.target import Inventory

_PART = 0.2
"""A stage with less of a hall's stays was an exception there."""

Stages = tuple[str, ...]


def legs_of(inventory: Inventory, base: Base) -> Mapping[str, str]:
    """Stages whose fish stand in halls alone though the library has them at sea: what a land-based farm is."""
    halls: Counter[str] = Counter()
    areas: Counter[str] = Counter()
    for row in inventory.rows("infrastructure_container"):
        for stage, count in inventory.stages.get(row["id"], {}).items():
            name = base.stage(stage)
            if row.get("hall_id") is not None:
                halls[name] += count
            elif row.get("area_id") is not None:
                areas[name] += count
    legs = {name: str(stage["leg"]) for name, stage in base.stages.items()}
    return {name: "freshwater" for name in base.stages if legs[name] == "sea" and halls[name] and not areas[name]}


def stages_of_halls(
    inventory: Inventory, base: Base, legs: Mapping[str, str]
) -> tuple[Mapping[int, Stages], list[Diagnostic]]:
    """[id of a hall] the stages that it serves, and AQ554 of halls for which they were guessed.

    Args: legs  of stages that stand otherwise than in the library
    """
    fresh = [name for name, stage in base.stages.items() if legs.get(name, stage["leg"]) == "freshwater"]
    seen, types = _seen(inventory, base, fresh)
    found: dict[int, Stages] = {}
    guessed: list[str] = []
    halls = [row for row in inventory.rows("infrastructure_hall") if is_active(row)]
    for row in halls:
        own = seen.get(row["id"], Counter())
        enough = [name for name in fresh if own[name] >= max(_PART * own.total(), 1)]
        if not enough:
            enough = _by_name([*types.get(row["id"], Counter()), str(row["name"])], fresh)
        found[row["id"]] = tuple(enough)
    usual = _usual_of_types(found, types)
    for row in halls:
        if not found[row["id"]]:
            kinds = types.get(row["id"], Counter())
            likely = next((usual[kind] for kind, _ in kinds.most_common() if kind in usual), "")
            found[row["id"]] = (likely or (fresh[0] if fresh else next(iter(base.stages))),)
            if not likely and _is_own(inventory, row["freshwater_station_id"]):
                guessed.append(f"{row['name']} ({found[row['id']][0]})")
    return _one_pool(inventory, found, seen, fresh), list(_told(guessed))


def _is_own(inventory: Inventory, station: int) -> bool:
    """Whether its halls are written: those of other kinds of stations are not."""
    rows = inventory.rows("infrastructure_freshwaterstation")
    return any(row["id"] == station and row.get("station_type", FRESHWATER) == FRESHWATER for row in rows)


def _seen(
    inventory: Inventory, base: Base, fresh: Iterable[str]
) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
    """[id of a hall] stays by stage, and containers by type."""
    names = {row["id"]: str(row["name"]) for row in inventory.rows("infrastructure_containertype")}
    seen: dict[int, Counter[str]] = {}
    types: dict[int, Counter[str]] = {}
    for row in inventory.rows("infrastructure_container"):
        hall = row.get("hall_id")
        if hall is None:
            continue
        types.setdefault(hall, Counter())[names.get(row["container_type_id"], "")] += 1
        for stage, count in inventory.stages.get(row["id"], {}).items():
            if base.stage(stage) in fresh:
                seen.setdefault(hall, Counter())[base.stage(stage)] += count
    return seen, types


def _by_name(texts: Iterable[str], stages: Iterable[str]) -> list[str]:
    """The stage whose name stands in one of the texts; the longest where several do, as Post-Smolt holds Smolt."""
    for text in texts:
        held = [name for name in stages if alike(name) in alike(text)]
        if held:
            return [max(held, key=lambda name: (len(alike(name)), name))]
    return []


def _usual_of_types(found: Mapping[int, Stages], types: Mapping[int, Counter[str]]) -> Mapping[str, str]:
    """[type of container] the stage of most halls with such."""
    counts: dict[str, Counter[str]] = {}
    for hall, stages in found.items():
        for kind in types.get(hall, ()):
            if stages:
                counts.setdefault(kind, Counter())[stages[0]] += 1
    return {kind: min(count, key=lambda name: (-count[name], name)) for kind, count in counts.items()}


def _one_pool(
    inventory: Inventory, found: Mapping[int, Stages], seen: Mapping[int, Counter[str]], fresh: list[str]
) -> Mapping[int, Stages]:
    """Stages that share a hall share all halls of a geography and follow one another; else each hall has one."""
    station_of = {row["id"]: row["freshwater_station_id"] for row in inventory.rows("infrastructure_hall")}
    place_of = {row["id"]: row["geography_id"] for row in inventory.rows("infrastructure_freshwaterstation")}
    halls: dict[int, list[int]] = {}
    for hall in found:
        halls.setdefault(place_of.get(station_of[hall], 0), []).append(hall)
    result: dict[int, Stages] = {}
    for own in halls.values():
        sets = {found[hall] for hall in own}
        follow = all(fresh.index(b) == fresh.index(a) + 1 for stages in sets for a, b in pairwise(stages))
        apart = sum(map(len, sets)) == len({stage for stages in sets for stage in stages})
        for hall in own:
            main = min(
                found[hall],
                key=lambda name: (-seen.get(hall, Counter())[name], fresh.index(name)) if name in fresh else (0, 0),
            )
            result[hall] = found[hall] if follow and apart else (main,)
    return result


def _told(guessed: list[str]) -> Iterable[Diagnostic]:
    if guessed:
        some = ", ".join(guessed[:5]) + (", …" if len(guessed) > 5 else "")
        message = f"nothing says which stage {len(guessed)} halls serve; taken: {some}"
        yield Diagnostic("AQ554", message, hint="correct `stage:` of these halls in the library", severity="warning")
