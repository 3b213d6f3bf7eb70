"""Read the exchange format. Every mistake of a file is reported at once, with the path of the value in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.solving.instance import FORMAT, Batch, Instance, Leg, Pool, Run, Saturation, Site

KEYS = {
    "instance": {"format", "today", "legs", "batches"},
    "leg": {"id", "stages", "sites"},
    "site": {"id", "geo", "pools"},
    "pool": {"containers", "turnaround"},
    "batch": {"id", "geo", "start", "stages"},
    "stage": {"stage", "days", "need"},
}
OPTIONAL = {
    "instance": {"name", "expected", "note", "mode", "node_limit", "saturate"},
    "leg": {"fallow", "join"},
    "site": set[str](),
    "pool": {"down"},
    "batch": {"early", "late", "pin"},
    "stage": {"overlap"},
}
MODES = ("place all", "saturate", "ladder")


class Mistakes(list[Diagnostic]):
    """The diagnostics of one file, collected while reading goes on with harmless values."""

    def add(self, code: str, path: str, message: str, hint: str = "") -> None:
        self.append(Diagnostic(code, f"{path}: {message}", hint=hint))

    def obj(self, value: Any, kind: str, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.add("AQ302", path, f"expected an object, found {_name(value)}")
            return {}
        for key in sorted(KEYS[kind] - value.keys()):
            self.add("AQ302", path, f"the key '{key}' is missing")
        for key in sorted(value.keys() - KEYS[kind] - OPTIONAL[kind]):
            self.append(
                Diagnostic("AQ303", f"{path}: the key '{key}' is not known and has no effect", severity="warning")
            )
        return value

    def items(self, value: Any, path: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self.add("AQ302", path, f"expected a list, found {_name(value)}")
        return []

    def number(self, owner: Mapping[str, Any], key: str, path: str, low: int, default: int = 0) -> int:
        value = owner.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.add("AQ302", f"{path}.{key}", f"expected a whole number, found {_name(value)}")
        elif not low <= value <= 10_000_000:
            self.add("AQ306", f"{path}.{key}", f"{value} is not between {low} and 10000000")
        else:
            return value
        return low

    def text(self, owner: Mapping[str, Any], key: str, path: str) -> str:
        value = owner.get(key, "?")
        if isinstance(value, str):
            return value
        self.add("AQ302", f"{path}.{key}", f"expected text, found {_name(value)}")
        return "?"


def _name(value: Any) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a whole number",
        float: "a decimal number",
    }
    return kinds.get(type(value), "nothing")


def read_instance(text: str) -> tuple[Instance | None, tuple[Diagnostic, ...]]:
    """An instance from JSON text, or None with what is wrong; warnings may come beside an instance."""
    wrong = Mistakes()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            wrong.append(
                Diagnostic(
                    "AQ305", f"the key '{next(k for k in keys if keys.count(k) > 1)}' stands twice in one object"
                )
            )
        return found

    try:
        document = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        return None, (Diagnostic("AQ301", f"line {error.lineno}, column {error.colno}: not JSON: {error.msg.lower()}"),)
    except (RecursionError, ValueError):
        return None, (
            Diagnostic("AQ301", "not JSON that can be read: too deeply nested, or a number with too many digits"),
        )
    instance = _instance(document, wrong)
    failed = any(found.severity == "error" for found in wrong)
    return (None if failed else instance), tuple(wrong)


def _instance(document: Any, wrong: Mistakes) -> Instance:
    top = wrong.obj(document, "instance", "instance")
    if top.get("format", FORMAT) != FORMAT:
        wrong.add("AQ302", "format", f"found {top['format']!r}", f"this program reads '{FORMAT}'")
    legs = tuple(_leg(item, f"legs[{i}]", wrong) for i, item in enumerate(wrong.items(top.get("legs", []), "legs")))
    batches = tuple(
        _batch(item, f"batches[{i}]", wrong) for i, item in enumerate(wrong.items(top.get("batches", []), "batches"))
    )
    _names([leg.id for leg in legs], "legs", wrong)
    _names([batch.id for batch in batches], "batches", wrong)
    _names([stage for leg in legs for stage in leg.stages], "stages of all legs", wrong)
    _references(legs, batches, wrong)
    mode = top.get("mode", "place all")
    if mode not in MODES:
        wrong.add("AQ302", "mode", f"found {mode!r}", "one of 'place all', 'saturate' and 'ladder'")
    return Instance(
        name=str(top.get("name", "")),
        today=wrong.number(top, "today", "instance", 0),
        legs=legs,
        batches=tuple(sorted(batches, key=lambda batch: batch.id)),
        mode=mode,
        node_limit=wrong.number(top, "node_limit", "instance", 1, 60_000),
        saturation=_saturation(top["saturate"], wrong) if "saturate" in top else None,
    )


def _saturation(value: Any, wrong: Mistakes) -> Saturation | None:
    if not isinstance(value, dict) or not isinstance(value.get("share"), int | float):
        wrong.add("AQ302", "saturate", "expected an object with leg, share and days")
        return None
    return Saturation(
        wrong.text(value, "leg", "saturate"), float(value["share"]), wrong.number(value, "days", "saturate", 1, 1)
    )


def _leg(value: Any, path: str, wrong: Mistakes) -> Leg:
    leg = wrong.obj(value, "leg", path)
    stages = [
        stage
        for stage in wrong.items(leg.get("stages", []), f"{path}.stages")
        if _is_text(stage, f"{path}.stages", wrong)
    ]
    sites = [
        _site(item, f"{path}.sites[{i}]", wrong)
        for i, item in enumerate(wrong.items(leg.get("sites", []), f"{path}.sites"))
    ]
    _names([site.id for site in sites], f"{path}.sites", wrong)
    return Leg(
        id=wrong.text(leg, "id", path),
        stages=tuple(stages),
        fallow=wrong.number(leg, "fallow", path, 0),
        join=wrong.number(leg, "join", path, 0),
        sites=tuple(sorted(sites, key=lambda site: site.id)),
    )


def _is_text(value: Any, path: str, wrong: Mistakes) -> bool:
    if isinstance(value, str):
        return True
    wrong.add("AQ302", path, f"expected text, found {_name(value)}")
    return False


def _site(value: Any, path: str, wrong: Mistakes) -> Site:
    site = wrong.obj(value, "site", path)
    pools = site.get("pools", {})
    if not isinstance(pools, dict):
        wrong.add("AQ302", f"{path}.pools", f"expected an object, found {_name(pools)}")
        pools = {}
    return Site(
        id=wrong.text(site, "id", path),
        geo=wrong.text(site, "geo", path),
        pools={stage: _pool(pool, f"{path}.pools.{stage}", wrong) for stage, pool in sorted(pools.items())},
    )


def _pool(value: Any, path: str, wrong: Mistakes) -> Pool:
    pool = wrong.obj(value, "pool", path)
    count = wrong.number(pool, "containers", path, 0)
    down: list[tuple[int, int, int]] = []
    for i, item in enumerate(wrong.items(pool.get("down", []), f"{path}.down")):
        if not (isinstance(item, list) and len(item) == 3 and all(type(part) is int for part in item)):
            wrong.add("AQ302", f"{path}.down[{i}]", "expected [container index, from, to]")
        elif not 0 <= item[0] < count:
            wrong.add(
                "AQ304",
                f"{path}.down[{i}]",
                f"container {item[0]} does not exist: the pool has {count}, counted from 0",
            )
        elif item[1] > item[2]:
            wrong.add("AQ306", f"{path}.down[{i}]", f"ends on day {item[2]}, before it begins on day {item[1]}")
        elif item[1] < item[2]:
            down.append((item[0], max(0, item[1]), item[2]))
    return Pool(count, wrong.number(pool, "turnaround", path, 0), merge_down(down))


def merge_down(down: list[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Maintenance windows sorted by container and day; those of one container that touch or overlap become one."""
    merged: list[tuple[int, int, int]] = []
    for container, first, end in sorted(down):
        if merged and merged[-1][0] == container and first <= merged[-1][2]:
            merged[-1] = (container, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((container, first, end))
    return tuple(merged)


def _batch(value: Any, path: str, wrong: Mistakes) -> Batch:
    batch = wrong.obj(value, "batch", path)
    runs = [
        _run(item, f"{path}.stages[{i}]", wrong)
        for i, item in enumerate(wrong.items(batch.get("stages", []), f"{path}.stages"))
    ]
    _names([run.stage for run in runs], f"{path}.stages", wrong)
    pins = batch.get("pin") or {}
    if not isinstance(pins, dict) or not all(isinstance(site, str) for site in pins.values()):
        wrong.add("AQ302", f"{path}.pin", "expected an object of leg and site names")
        pins = {}
    return Batch(
        id=wrong.text(batch, "id", path),
        geo=wrong.text(batch, "geo", path),
        start=wrong.number(batch, "start", path, 0),
        early=wrong.number(batch, "early", path, 0),
        late=wrong.number(batch, "late", path, 0),
        runs=tuple(runs),
        pins=dict(sorted(pins.items())),
    )


def _run(value: Any, path: str, wrong: Mistakes) -> Run:
    run = wrong.obj(value, "stage", path)
    return Run(
        stage=wrong.text(run, "stage", path),
        days=wrong.number(run, "days", path, 1),
        need=wrong.number(run, "need", path, 0),
        overlap=wrong.number(run, "overlap", path, 0),
    )


def _names(names: list[str], path: str, wrong: Mistakes) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            wrong.add("AQ305", path, f"the name '{name}' stands twice")
        seen.add(name)


def _references(legs: tuple[Leg, ...], batches: tuple[Batch, ...], wrong: Mistakes) -> None:
    stages = {stage for leg in legs for stage in leg.stages}
    sites = {leg.id: {site.id for site in leg.sites} for leg in legs}
    for leg in legs:
        for site in leg.sites:
            for stage in sorted(site.pools.keys() - set(leg.stages)):
                wrong.add(
                    "AQ304", f"site {site.id}", f"has a pool for '{stage}', which is no stage of the leg '{leg.id}'"
                )
    for batch in batches:
        for run in batch.runs:
            if run.stage not in stages:
                wrong.add("AQ304", f"batch {batch.id}", f"the stage '{run.stage}' belongs to no leg")
        for leg_id, site_id in batch.pins.items():
            if leg_id not in sites:
                wrong.add("AQ304", f"batch {batch.id}", f"is pinned in the leg '{leg_id}', which does not exist")
            elif site_id not in sites[leg_id]:
                wrong.add(
                    "AQ304", f"batch {batch.id}", f"is pinned to '{site_id}', which is no site of the leg '{leg_id}'"
                )
