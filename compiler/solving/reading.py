"""Read the exchange format: its shape is schema/instance.schema.json, and what a schema cannot say stands here.

Values come from Python's reader of JSON, which is quick. Only when there is a mistake is the text read again by the
parser of the language, which knows the line and column of every value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
from math import isfinite
from typing import Any

from compiler import data_folder
from compiler.diagnostics import Diagnostic, Span
from compiler.language import Document, Node, build_tree, check_shape, fits, span_at
from compiler.solving.instance import Batch, Instance, Leg, Pool, Run, Saturation, Site, merge_down

Path = tuple[str | int, ...]
Mistake = tuple[str, Path, str]
"""(code, path, message)"""
CODES = {"AQ011": "AQ305", "AQ101": "AQ303", "AQ105": "AQ306"}
"""Mistakes of shape as mistakes of an instance; all others are a missing key or a value of the wrong kind, AQ302."""


def read_instance(text: str, file: str = "instance.json") -> tuple[Instance | None, tuple[Diagnostic, ...]]:
    """An instance from JSON text, or None with what is wrong; warnings may come beside an instance.

    Mistakes are placed at line and column, but in files of more than 100,000 values, where they are only named.
    """
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice.extend(key for key in found if keys.count(key) > 1)
        return found

    try:
        values = json.loads(text, object_pairs_hook=once, parse_float=_finite, parse_constant=_finite)
    except json.JSONDecodeError as error:
        at = Span(file, error.lineno, error.colno, error.lineno, error.colno + 1)
        return None, (Diagnostic("AQ301", f"not JSON: {error.msg.lower()}", at),)
    except (RecursionError, ValueError):
        message = "not JSON that can be read: too deeply nested, a number with too many digits, or none such as NaN"
        return None, (Diagnostic("AQ301", message, Span(file, 1, 1)),)
    told: tuple[Diagnostic, ...] = ()
    if twice or not fits(values, schema()):
        told = _misshapen(text, file, values, twice)
    if all(found.severity != "error" for found in told):
        wrong = list(_meaning(values))
        told += _placed(text, file, values, wrong) if wrong else ()
    failed = any(found.severity == "error" for found in told)
    return (None if failed else _instance(values)), told


def _finite(text: str) -> float:
    """Errors: ValueError for what JSON has no number for, and for more than a float holds."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the exchange format."""
    loaded: dict[str, Any] = json.loads((data_folder("schema") / "instance.schema.json").read_text(encoding="utf-8"))
    return loaded


def _misshapen(text: str, file: str, values: object, twice: list[str]) -> tuple[Diagnostic, ...]:
    document, found = _document(text, file, values)
    found += check_shape(document, schema())
    told = [_recoded(each) for each in found]
    for key in sorted(set(twice)) if not any(each.code == "AQ305" for each in told) else ():
        told.append(Diagnostic("AQ305", f"the key `{key}` stands twice in one object", document.root.span))
    return tuple(told)


def _recoded(found: Diagnostic) -> Diagnostic:
    code = CODES.get(found.code, "AQ302")
    return replace(found, code=code, severity="warning" if code == "AQ303" else found.severity)


def _document(text: str, file: str, values: object) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The text with places, and keys that stand twice; without places where JSON is no YAML, or too much of it.

    Tabs (AQ009) are JSON, though no YAML.
    """
    root, found = build_tree(text, file)
    twice = tuple(each for each in found if each.code == "AQ011")
    if root is None or any(each.code not in ("AQ009", "AQ011") for each in found):
        return Document(_unplaced(values, Span(file, 1, 1)), {file: text}), ()
    return Document(root, {file: text}), twice


def _unplaced(value: object, span: Span) -> Node:
    if isinstance(value, dict):
        entries = {key: _unplaced(part, span) for key, part in value.items()}
        return Node("map", entries, span, dict.fromkeys(entries, span))
    if isinstance(value, list):
        return Node("list", [_unplaced(part, span) for part in value], span)
    return Node("text", value, span)  # type: ignore[arg-type]  # the kind of a scalar is not asked for


def _placed(text: str, file: str, values: object, wrong: list[Mistake]) -> tuple[Diagnostic, ...]:
    document, _ = _document(text, file, values)
    return tuple(Diagnostic(code, message, span_at(document, path)) for code, path, message in wrong)


def _meaning(values: Mapping[str, Any]) -> Iterator[Mistake]:
    """What the schema cannot say: names that stand twice, references to nothing, maintenance that cannot be."""
    legs, batches = values["legs"], values["batches"]
    yield from _names((("legs", i, "id"), leg["id"]) for i, leg in enumerate(legs))
    yield from _names((("batches", i, "id"), batch["id"]) for i, batch in enumerate(batches))
    stages = [(("legs", i, "stages", k), name) for i, leg in enumerate(legs) for k, name in enumerate(leg["stages"])]
    yield from _names(stages)
    for i, leg in enumerate(legs):
        yield from _names((("legs", i, "sites", k, "id"), site["id"]) for k, site in enumerate(leg["sites"]))
        for k, site in enumerate(leg["sites"]):
            yield from _pool_mistakes(leg, site, ("legs", i, "sites", k, "pools"))
        yield from _zone_mistakes(leg, ("legs", i, "sites"))
    known = {name for _, name in stages}
    sites = {leg["id"]: {site["id"] for site in leg["sites"]} for leg in legs}
    for i, batch in enumerate(batches):
        yield from _batch_mistakes(batch, ("batches", i), known, sites)


def _names(named: Iterable[tuple[Path, str]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield "AQ305", path, f"the name `{name}` stands twice"
        seen.add(name)


def _zone_mistakes(leg: Mapping[str, Any], path: Path) -> Iterator[Mistake]:
    """Sites of one geography and zone rest together, so they cannot have rules that differ."""
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for k, site in enumerate(leg["sites"]):
        like = first.setdefault((site["geo"], site["zone"]), site) if site.get("zone") else site
        for key in ("fallow", "join"):
            here, there = (one.get(key, leg.get(key, 0)) for one in (site, like))
            if here != there:
                message = f"{site['id']} has a {key} of {here} days, and {like['id']} of the same zone one of {there}"
                yield "AQ307", (*path, k, key if key in site else "zone"), message


def _pool_mistakes(leg: Mapping[str, Any], site: Mapping[str, Any], path: Path) -> Iterator[Mistake]:
    for stage, pool in site["pools"].items():
        if stage not in leg["stages"]:
            yield "AQ304", (*path, stage), f"{site['id']} has a pool for `{stage}`, which is no stage of `{leg['id']}`"
        count = pool["containers"]
        for i, (container, first, end) in enumerate(pool.get("down", ())):
            at = (*path, stage, "down", i)
            if not 0 <= container < count:
                yield "AQ304", at, f"container {container} does not exist: the pool has {count}, counted from 0"
            elif first > end:
                yield "AQ306", at, f"maintenance ends on day {end}, before it begins on day {first}"


def _batch_mistakes(
    batch: Mapping[str, Any], path: Path, stages: set[str], sites: Mapping[str, set[str]]
) -> Iterator[Mistake]:
    name, runs = batch["id"], batch["stages"]
    yield from _names(((*path, "stages", i, "stage"), run["stage"]) for i, run in enumerate(runs))
    for i, run in enumerate(runs):
        if run["stage"] not in stages:
            yield "AQ304", (*path, "stages", i, "stage"), f"the stage `{run['stage']}` of {name} belongs to no leg"
    for leg, site in (batch.get("pin") or {}).items():
        if leg not in sites:
            yield "AQ304", (*path, "pin", leg), f"{name} is pinned in the leg `{leg}`, which does not exist"
        elif site not in sites[leg]:
            yield "AQ304", (*path, "pin", leg), f"{name} is pinned to `{site}`, which is no site of the leg `{leg}`"


def _defaults(name: str = "") -> dict[str, Any]:
    """The defaults that the schema gives to the keys of a definition, or of the whole."""
    definition = schema()["definitions"][name] if name else schema()
    return {key: part["default"] for key, part in definition["properties"].items() if "default" in part}


def _instance(values: Mapping[str, Any]) -> Instance:
    full = {**_defaults(), **values}
    runs, batches = _defaults("stage"), _defaults("batch")
    made = [_batch({**batches, **batch}, runs) for batch in full["batches"]]
    return Instance(
        name=str(full["name"]),
        today=full["today"],
        legs=tuple(_leg({**_defaults("leg"), **leg}) for leg in full["legs"]),
        batches=tuple(sorted(made, key=lambda batch: batch.id)),
        mode=full["mode"],
        node_limit=full["node_limit"],
        saturation=_saturation({**_defaults("saturation"), **full["saturate"]}) if "saturate" in full else None,
    )


def _saturation(full: Mapping[str, Any]) -> Saturation:
    return Saturation(full["leg"], float(full["share"]), full["days"])


def _leg(full: Mapping[str, Any]) -> Leg:
    defaults = _defaults("pool")
    sites = [
        Site(
            site["id"],
            site["geo"],
            {stage: _pool({**defaults, **pool}) for stage, pool in sorted(site["pools"].items())},
            site.get("zone", ""),
            site.get("fallow"),
            site.get("join"),
        )
        for site in full["sites"]
    ]
    by_name = tuple(sorted(sites, key=lambda site: site.id))
    return Leg(full["id"], tuple(full["stages"]), full["fallow"], full["join"], by_name)


def _pool(full: Mapping[str, Any]) -> Pool:
    down = [(container, max(0, first), end) for container, first, end in full["down"] if first < end]
    return Pool(full["containers"], full["turnaround"], merge_down(down))


def _batch(full: Mapping[str, Any], defaults: Mapping[str, Any]) -> Batch:
    return Batch(
        id=full["id"],
        geo=full["geo"],
        start=full["start"],
        early=full["early"],
        late=full["late"],
        runs=tuple(_run({**defaults, **run}) for run in full["stages"]),
        pins=dict(sorted((full["pin"] or {}).items())),
    )


def _run(full: Mapping[str, Any]) -> Run:
    """Keys that nobody knows are a warning, AQ303."""
    return Run(**{field.name: full[field.name] for field in fields(Run) if field.name in full})
