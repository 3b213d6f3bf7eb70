"""Everything that a change does, as facts ready for JSON (schema/diff.schema.json)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compiler.exact import iso_date
from compiler.proof.changes.batches import batch_facts
from compiler.proof.changes.breaking import breaking_facts
from compiler.proof.changes.farm import Seconds, bottleneck_facts, table_facts, usage_facts
from compiler.proof.changes.lines import Line, changed_lines
from compiler.proof.changes.lives import data_facts
from compiler.proof.changes.places import place_facts
from compiler.proof.changes.side import Side
from compiler.proof.changes.values import digest

Facts = dict[str, Any]
FORMAT = "aqc-diff/1"


def compare(before: Side, after: Side, seconds: Seconds) -> Facts:
    """What the second farm is beside the first. `same` is that every value of both scenarios is equal.

    Args: seconds  that a compile and a restore take
    """
    same = _said(before) == _said(after)
    lines = changed_lines(before.document, after.document)
    data = data_facts(before, after)
    return {
        "format": FORMAT,
        "same": same,
        "before": _head(before),
        "after": _head(after),
        "lines": [_line(line) for line in lines],
        "batches": [] if same else batch_facts(before, after, lines, data["batches"]),
        "places": place_facts(before, after),
        "usage": usage_facts(before, after),
        "bottleneck": bottleneck_facts(before, after),
        "data": data,
        "breaking": [] if same else breaking_facts(before, after),
        "tables": table_facts(before, after, seconds),
    }


def _said(side: Side) -> tuple[int, str, str]:
    """All that a side says, wherever its catalog lies."""
    return side.algorithm, side.catalog, digest(replace(side.scenario, target=side.scenario.target_name))


def _head(side: Side) -> Facts:
    scenario = side.scenario
    return {
        "file": side.label,
        "scenario": scenario.name,
        "as_of": iso_date(scenario.as_of),
        "seed": scenario.seed,
        "algorithm": side.algorithm,
        "target": scenario.target_name,
        "batches": int((side.plan.start >= 0).sum()),
        "containers": sum(not box.structural for box in scenario.containers),
    }


def _line(line: Line) -> Facts:
    span = {name: getattr(line.span, name) for name in ("column", "end_line", "end_column")}
    return {"key": line.key, "before": line.before, "after": line.after, "place": line.place, **span}
