"""How full the farm is, which kind of container is fullest, and what the tables will hold, before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from compiler.emit import Expected
from compiler.exact import iso_date
from compiler.nouns import Plan
from compiler.proof.changes.side import Side
from compiler.solving import Usage, pools, windows

Facts = dict[str, Any]
Seconds = Callable[[Plan, Expected], tuple[int, int]]
"""Of a compile and of a restore"""


def usage_facts(before: Side, after: Side) -> list[Facts]:
    """One entry a leg, geography and span: the whole history (`all`) and its last year (`year`)."""
    old, new = _usages(before), _usages(after)
    return [
        {"leg": key[0], "geography": key[1], "span": key[2], "before": old.get(key), "after": new.get(key)}
        for key in dict.fromkeys((*new, *old))
    ]


def _usages(side: Side) -> dict[tuple[str, str, str], Facts]:
    found: dict[tuple[str, str, str], Facts] = {}
    for one in windows(side.scenario, side.plan):
        key = (one.leg, one.geography or "all")
        span = "year" if (*key, "all") in found else "all"
        found[(*key, span)] = _shares(one)
    return found


def _shares(one: Usage) -> Facts:
    whole = max(one.whole, 1)
    return {
        "container_days": one.used,
        "share": round(one.used / whole, 4),
        "bound": round(one.bound / whole, 4),
    }


def bottleneck_facts(before: Side, after: Side) -> Facts:
    """The pool of containers that is fullest at its peak."""
    return {"before": _fullest(before), "after": _fullest(after)}


def _fullest(side: Side) -> Facts | None:
    found = pools(side.scenario, side.plan)
    return asdict(found[0]) | {"peak_day": iso_date(found[0].peak_day)} if found else None


def table_facts(before: Side, after: Side, seconds: Seconds) -> Facts | None:
    """Rows and bytes of each table that differs and of the whole file, seconds; None where nobody simulated."""
    if before.expected is None or after.expected is None:
        return None
    old, new = dict(before.expected.tables), dict(after.expected.tables)
    names = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    took = [seconds(side.plan, dump) for side, dump in ((before, before.expected), (after, after.expected))]
    return {
        "differ": [{"table": name, "before": _size(old.get(name)), "after": _size(new.get(name))} for name in names],
        "rows": {"before": before.expected.rows, "after": after.expected.rows},
        "bytes": {"before": before.expected.bytes, "after": after.expected.bytes},
        "compile_seconds": {"before": took[0][0], "after": took[1][0]},
        "restore_seconds": {"before": took[0][1], "after": took[1][1]},
    }


def _size(found: tuple[int, int] | None) -> Facts:
    rows, size = found or (0, 0)
    return {"rows": rows, "bytes": size}
