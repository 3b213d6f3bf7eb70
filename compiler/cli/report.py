"""What a plan means, as text or JSON: batches placed, how full the farm is, what the dump will hold."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compiler import data_folder
from compiler.advance import Advanced
from compiler.cli.cost.speed import Cost
from compiler.emit import Expected
from compiler.exact import iso_date
from compiler.nouns import Manifest, Plan, Scenario, manifest_path
from compiler.server import Restored
from compiler.solving import Pool, Usage, pools, windows
from compiler.writing import UNPACKERS, Packing, Remote

FORMAT = "aqc-plan/1"
"""Version of a plan as JSON"""
LONG_SECONDS = 10.0
"""Who waited longer for a restore is told where the time went."""
Facts = Mapping[str, Any]


def describe(scenario: Scenario, plan: Plan, expected: Expected, cost: Cost) -> Facts:
    """Facts about a plan, ready for JSON; days are ISO dates."""
    return {
        "scenario": scenario.name,
        "as_of": iso_date(scenario.as_of),
        "seed": scenario.seed,
        "digest": scenario.digest,
        "batches": _batches(scenario, plan),
        "stays": len(plan.first),
        "moves": len(plan.move_day),
        "usage": [_usage(one) for one in windows(scenario, plan)],
        "pools": [_pool(one) for one in pools(scenario, plan)],
        "stages": _stages(scenario, plan),
        "awaited": _awaited(scenario, plan),
        "tables": {name: {"rows": count, "bytes": size} for name, (count, size) in expected.tables.items() if count},
        "rows": expected.rows,
        "bytes": expected.bytes,
        **asdict(cost),
        "schedule": _schedule(scenario, plan),
    }


def as_text(facts: Facts, over_time: Sequence[str] = ()) -> str:
    """The facts as a page for people; `over_time`: lines of characters that show how full the farm was."""
    return templates().get_template("plan.txt").render(facts, over_time=over_time)


def templates() -> Environment:
    """Of pages for people."""
    found = Environment(
        loader=FileSystemLoader(data_folder("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["clock"] = clock
    return found


def clock(seconds: int) -> str:
    """Seconds for people.

    >>> clock(59), clock(365)
    ('59 s', '6 min 05 s')
    """
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60:02d} s"


def as_json(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def farewell(
    manifest: Manifest, dump: Path | Remote | None, layout: str = "plain", packing: Packing = "none", reused: int = 0
) -> str:
    """What was written, and what to do next."""
    filled = [facts.rows for facts in manifest.tables.values() if facts.rows]
    words = f"{sum(filled):,} rows in {len(filled)} tables, {manifest.bytes / 1e6:,.1f} MB, sha256 {manifest.sha256}"
    if reused:
        words += f"\n       {reused / 1e6:,.1f} MB of it as in the dump before"
    if dump is None:
        return f"wrote {words}"
    if isinstance(dump, Remote):
        return f"wrote {dump}: {words}\nnext:  copy it here with its manifest, then  aqc restore {quote(dump.name)}"
    named, is_data = quote(str(dump)), manifest.mode == "data"
    psql = "psql -d MIGRATED_DATABASE" if is_data else "psql -v ON_ERROR_STOP=1 -1 -d EMPTY_DATABASE"
    other = f"{psql} -f {named}" if packing == "none" else f"{UNPACKERS[packing]} {named} | {psql}"
    if layout == "directory":
        other = f"pg_restore -e -j {os.cpu_count() or 1} -d EMPTY_DATABASE {named}"
    into = " --dsn MIGRATED_DATABASE" if is_data else ""
    return f"wrote {dump}: {words}\nnext:  aqc restore {named}{into}\n   or  {other}"


def advanced(done: Advanced, out: Path | None, dsn: str | None) -> str:
    """What was written, and what to do next."""
    days, size = f"from {done.days.before} to {done.days.after}", f"{done.bytes / 1e6:,.1f} MB"
    rows = f"{done.come:,} rows come or stand anew, {done.gone:,} go or stood before, in {len(done.tables)} tables"
    if out is None or dsn:
        return f"{'advanced the database' if dsn else 'wrote the SQL'} {days}: {rows}, {size}"
    named = quote(str(out))
    further = f"next:  aqc restore {named} --dsn DATABASE\n   or  psql -d DATABASE -f {named}"
    return f"wrote {out}, {days}: {rows}, {size}\n{further}"


def restored(dump: Path, found: Restored) -> str:
    """Where the restored data are, how to look at them and how to stop the server."""
    lines = [
        f"restored {dump}" + (f" into {found.directory}, where a server of its own runs" if found.directory else "")
    ]
    lines.append(f"look:   {found.connect}")
    if manifest_path(dump).exists():  # none stands beside the SQL of an advance
        lines.append(f"verify: aqc verify --manifest {quote(str(manifest_path(dump)))} --dsn {quote(found.dsn)}")
    if found.needs_password:
        lines.append("        with its password in PGPASSWORD or ~/.pgpass")
    if sum(found.seconds.values()) >= LONG_SECONDS:
        parts = sorted(found.seconds.items(), key=lambda part: -part[1])
        lines.append("took:   " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in parts if seconds >= 0.05))
    return "\n".join(lines + ([f"stop:   {found.stop}"] if found.stop else []))


def _batches(scenario: Scenario, plan: Plan) -> list[Facts]:
    """One entry a geography."""
    found: list[Facts] = []
    for index, geography in enumerate(scenario.geographies):
        own = [at for at, batch in enumerate(scenario.batches) if batch.geography == index]
        starts = [int(plan.start[at]) for at in own if plan.start[at] >= 0]
        slips = [abs(int(plan.slip[at])) for at in own if plan.start[at] >= 0]
        found.append(
            {
                "geography": geography.name,
                "asked": len(own),
                "placed": len(starts),
                "first_start": iso_date(min(starts)) if starts else None,
                "last_start": iso_date(max(starts)) if starts else None,
                "slipped": sum(slip > 0 for slip in slips),
                "slip_days": sum(slips),
            }
        )
    return found


def _usage(one: Usage) -> Facts:
    whole = max(one.whole, 1)
    return {
        "leg": one.leg,
        "geography": one.geography or "all",
        "first": iso_date(one.first),
        "days": one.end - one.first,
        "container_days": one.used,
        "share": round(one.used / whole, 4),
        "bound": round(one.bound / whole, 4),
    }


def _pool(one: Pool) -> Facts:
    return asdict(one) | {"peak_day": iso_date(one.peak_day)}


def _stages(scenario: Scenario, plan: Plan) -> list[Facts]:
    """Where the fish are at as_of: batches and containers in each stage."""
    here = plan.open
    names = [stage.name for stage in scenario.geographies[0].stages]
    return [
        {
            "stage": name,
            "batches": len(np.unique(plan.batch[here & (plan.stage == index)])),
            "containers": int(np.count_nonzero(here & (plan.stage == index))),
        }
        for index, name in enumerate(names)
    ]


def _awaited(scenario: Scenario, plan: Plan) -> Facts:
    """Deliveries that have not come by as_of: batches that wait for the rest, batches ordered, and their containers."""
    ordered = {at for at in scenario.awaited(plan.start.tolist()) if not scenario.batches[at].cancelled}
    boxes = Counter(at for at in plan.ordered_batch.tolist() if not scenario.batches[at].cancelled)
    return {
        "receiving": len(boxes.keys() - ordered),
        "ordered": len(ordered),
        "without_containers": len(ordered - boxes.keys()),
        "containers": boxes.total(),
    }


def _schedule(scenario: Scenario, plan: Plan) -> list[Facts]:
    """Every placed batch: where it lives, from when to when."""
    return [_placed(scenario, plan, at) for at in range(len(scenario.batches)) if plan.start[at] >= 0]


def _placed(scenario: Scenario, plan: Plan, at: int) -> Facts:
    stays = slice(int(plan.first_stay[at]), int(plan.first_stay[at + 1]))
    boxes = [scenario.containers[int(container)] for container in plan.container[stays]]
    station = next((scenario.halls[box.place].station for box in boxes if box.leg == "freshwater"), None)
    area = next((box.place for box in boxes if box.leg == "sea"), None)
    ended = bool(plan.harvested[stays].any()) and not plan.open[stays].any()
    return {
        "batch": scenario.batches[at].number,
        "start": iso_date(int(plan.start[at])),
        "slip": int(plan.slip[at]),
        "station": None if station is None else scenario.stations[station].name,
        "area": None if area is None else scenario.areas[area].name,
        "harvested": iso_date(int(plan.end[stays].max())) if ended else None,
    }
