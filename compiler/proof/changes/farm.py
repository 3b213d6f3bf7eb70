"""How full the farm is, which kind of container is fullest, and what the tables will hold, before and after."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compiler.filling import iso_date
from compiler.proof.changes.side import Side
from compiler.solving import Usage, pools, windows

Facts = dict[str, Any]


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


def table_facts(before: Side, after: Side, rows_per_second: int) -> Facts | None:
    """Rows and bytes of each table that differs, of all, and seconds to restore; None where nobody simulated."""
    if before.tables is None or after.tables is None:
        return None
    old, new = dict(before.tables), dict(after.tables)
    names = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    sums = [[sum(column) for column in zip(*side.values(), strict=True)] or [0, 0] for side in (old, new)]
    return {
        "differ": [{"table": name, "before": _size(old.get(name)), "after": _size(new.get(name))} for name in names],
        "rows": {"before": sums[0][0], "after": sums[1][0]},
        "bytes": {"before": sums[0][1], "after": sums[1][1]},
        "restore_seconds": {
            "before": round(sums[0][0] / rows_per_second),
            "after": round(sums[1][0] / rows_per_second),
        },
    }


def _size(found: tuple[int, int] | None) -> Facts:
    rows, size = found or (0, 0)
    return {"rows": rows, "bytes": size}
