"""The words in which a difference is told, whatever the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]
MOST_NAMES, MOST_LINES = 6, 3
_ORDER = ("added", "removed", "renamed", "moved", "earlier", "later", "altered")
_DATA = {
    "nothing": "no data change",
    "everything": "the data of every batch change",
    "beside": "all fish live as before, other rows may change",
}
_PROOF = {
    "addresses": "for all that their lives are made from is equal",
    "histories": "for both farms were simulated and their days are equal",
}
_NO_LEG = "nowhere yet"


def summary(facts: Facts) -> str:
    """One line: what changes, whose data, and whether anything breaks."""
    if facts["same"]:
        return "nothing changes: both say the same, whatever their text"
    kinds = Counter(kind for batch in facts["batches"] for kind in batch["kinds"])
    batches = [f"{kinds[kind]} {kind}" for kind in _ORDER if kinds[kind]]
    parts = [f"batches: {', '.join(batches)}"] if batches else ["no batch moves"]
    parts.append(verdict(facts["data"]))
    count = len(facts["breaking"])
    return "; ".join(parts + ([f"{count} breaking change{'s' * (count > 1)}"] if count else []))


def verdict(data: Facts) -> str:
    """Whose data change."""
    count, whole = len(data["batches"]), len(data["batches"]) + data["unchanged"]
    if data["changes"] == "batches":
        return (
            f"the fish of {count} of {whole} batches live otherwise"
            if count
            else f"the other {whole} batches live as before"
        )
    return _DATA[data["changes"]]


def names(found: Sequence[str], most: int = MOST_NAMES) -> str:
    """Names, the first few where there are many."""
    return ", ".join(found[:most]) + (f" and {len(found) - most:,} more" if len(found) > most else "")


def value(text: str | None) -> str:
    return "" if text is None else text if len(text) <= 60 else f"{text[:59]}…"


def batch(entry: Facts) -> str:
    """What becomes of a batch, without its number and its lines."""
    was, now = entry["before"], entry["after"]
    some = now or was
    if now is None or was is None:
        return f"starts {some['start']}, {some['station'] or _NO_LEG} → {some['area'] or _NO_LEG}"
    return "; ".join(_parts(entry, was, now)) or "its fish live otherwise"


def _parts(entry: Facts, was: Facts, now: Facts) -> Iterator[str]:
    if "renamed" in entry["kinds"]:
        yield f"was called {was['number']}"
    if "moved" in entry["kinds"]:
        yield from (f"{was[leg]} → {now[leg]}" for leg in ("station", "area") if was[leg] != now[leg])
    if entry["days"]:
        word = "earlier" if entry["days"] < 0 else "later"
        yield f"starts {days(entry['days'])} {word}, {was['start']} → {now['start']}"
    if was["eggs"] != now["eggs"]:
        yield f"eggs {was['eggs']:,} → {now['eggs']:,}"
    if was["harvested"] != now["harvested"]:
        yield f"harvested {was['harvested'] or 'not yet'} → {now['harvested'] or 'not yet'}"


def days(count: int) -> str:
    return f"{abs(count)} day{'s' * (abs(count) != 1)}"


def because(entry: Facts) -> str:
    """The lines that did it; of several that may have, the first ones."""
    places = list(dict.fromkeys(entry["because"]))
    return names(places, MOST_LINES)


def places(found: Facts) -> Iterator[str]:
    """Containers that come and go, and sites whose containers hold other fish."""
    for kind in ("added", "removed", "altered"):
        if found[kind]:
            lines = dict.fromkeys(one["place"] for one in found[kind] if one.get("place"))
            where = f" ({names(list(lines), MOST_LINES)})" if lines else ""
            boxes = [one["container"] for one in found[kind]]
            yield f"{len(boxes):,} container{'s' * (len(boxes) > 1)} {kind}: {names(boxes, MOST_LINES)}{where}"
    for site in found["sites"]:
        yield f"{site['site']}: {len(site['containers'])} of {site['of']} containers hold other fish, or on other days"


def differs(one: Facts) -> bool:
    """Whether a leg is fuller or emptier than before, or its bound another."""
    return bool(one["before"] != one["after"])


def usage(one: Facts) -> tuple[str, str, str]:
    """A leg of a geography, how full it is, and its bound, before and after."""
    span = "" if one["span"] == "all" else ", last year"
    return f"{one['leg']}, {one['geography']}{span}", change(one, "share"), change(one, "bound")


def change(one: Facts, key: str) -> str:
    was, now = ("none" if side is None else f"{100 * side[key]:.1f} %" for side in (one["before"], one["after"]))
    return was if was == now else f"{was} → {now}"


def bottleneck(one: Facts) -> str:
    """The fullest containers, before and after."""
    was, now = (_pool(one[side]) for side in ("before", "after"))
    return was if was == now else f"{was} → {now}"


def _pool(pool: Facts | None) -> str:
    if pool is None:
        return "none"
    return f"{pool['stage']} in {pool['geography']}, {pool['peak']} of {pool['containers']} on {pool['peak_day']}"


def data(found: Facts) -> Iterator[str]:
    """Whose data change, by what, and how that is known."""
    yield verdict(found)
    same: dict[tuple[str, ...], list[str]] = {}
    for one in found["because"]:
        same.setdefault(tuple(one["batches"]), []).append(_spoken(one["what"]))
    for batches, parts in same.items():
        whose = "all of these" if len(batches) == len(found["batches"]) else names(batches)
        yield f"by {', '.join(parts)}: {whose}"
    if found["unchanged"]:
        yield f"as before: {found['unchanged']} batches, {_PROOF[found['proof']]}"
    if found["costs"]:
        yield f"feed may cost otherwise: {names(found['costs'])}"
    if found["beside"]:
        yield f"other rows may change by {names([_spoken(part) for part in found['beside']])}"
    if found["changes"] in ("batches", "everything"):
        yield "ids of later rows, stock of feed and the books of the months follow"


def _spoken(part: str) -> str:
    return part.replace("_", " ").replace(".", ": ")


def breaking(one: Facts) -> str:
    """What breaks."""
    if one["kind"] == "names":
        called = [f"{was} (now {now})" for was, now in one["renamed"].items()]
        gone = [name for name in one["gone"] if name not in one["renamed"]]
        return f"names of {one['what']} are gone: {names(called + gone)}"
    if one["kind"] == "ids":
        return f"ids of {one['what']} change: {names(one['renumbered'])}"
    if one["kind"] == "tables":
        return f"tables become empty: {names(one['emptied'])}"
    return f"{one['what']}: {one['before']} → {one['after']}"


def totals(tables: Facts) -> str:
    """Rows, size and time to compile and restore, before and after."""
    rows, size = tables["rows"], tables["bytes"]
    compiled, restored = tables["compile_seconds"], tables["restore_seconds"]
    return (
        f"{rows['before']:,} → {rows['after']:,} rows, {size['before'] / 1e6:,.1f} → {size['after'] / 1e6:,.1f} MB, "
        f"compiled in about {compiled['before']} → {compiled['after']} s, "
        f"restored in about {restored['before']} → {restored['after']} s"
    )


def visible(value: Any) -> Any:
    """Facts in which no sign of a scenario rules a terminal."""
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() else "\ufffd" for sign in value)
    if isinstance(value, dict):
        return {visible(key): visible(each) for key, each in value.items()}
    return [visible(each) for each in value] if isinstance(value, list) else value
