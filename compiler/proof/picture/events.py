"""What happened to fish and what is left to do, by the rows that tell of it: treatments, FCR, harvests, open work."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from compiler.proof.picture.packing import NOBODY, Facts, Seen, gather

BATCH, ASSIGNMENT = "batch_batch", "batch_batchcontainerassignment"
OVER = ("COMPLETED", "CANCELLED")
WORKS: Mapping[str, tuple[str, str, str]] = {
    "batch_creationworkflow": ("workflow_number", "status", "planned_start_date"),
    "batch_batchtransferworkflow": ("workflow_number", "status", "planned_start_date"),
    "planning_plannedactivity": ("activity_type", "status", "due_date"),
    "broodstock_maintenancetask": ("task_type", "completed_date", "scheduled_date"),
}
"""[table] columns: what it is, how far it is, when it is due"""


def treatments(seen: Seen) -> list[Facts]:
    """One entry a batch, day, kind and text, with the number of containers."""
    columns = ("batch_id", "treatment_date", "treatment_type", "description", "outcome", "withholding_period_days")
    found = Counter(tuple(row.values()) for row in gather(seen.farm, "health_treatment", columns))
    batch = _batch_ids(seen)
    return [
        {
            "batch": batch[of],
            "day": day,
            "kind": kind,
            "text": text,
            "outcome": outcome,
            "withholding_days": days,
            "containers": number,
        }
        for (of, day, kind, text, outcome, days), number in found.items()
    ]


def feeding(seen: Seen) -> list[Facts]:
    """FCR of batches in calendar months, 0.001, where the target has a summary of it."""
    columns = ("batch_id", "period_start", "fcr", "total_feed_kg", "total_growth_kg")
    batch = _batch_ids(seen)
    return [
        {
            "batch": batch[row["batch_id"]],
            "month": row["period_start"],
            "fcr_milli": row["fcr"],
            "feed_ckg": row["total_feed_kg"],
            "growth_ckg": row["total_growth_kg"],
        }
        for row in gather(seen.farm, "inventory_batchfeedingsummary", columns)
    ]


def harvests(seen: Seen) -> list[Facts]:
    """One entry a batch and day on which rings were emptied; weights in grams."""
    batch, day = _batch_ids(seen), _ends(seen)
    events = gather(seen.farm, "harvest_harvestevent", ("id", "batch_id", "assignment_id"))
    where = {row["id"]: (batch[row["batch_id"]], day[row["assignment_id"]]) for row in events}
    rings = Counter(where.values())
    fish: Counter[tuple[int, int]] = Counter()
    live: Counter[tuple[int, int]] = Counter()
    gutted: Counter[tuple[int, int]] = Counter()
    for lot in gather(
        seen.farm, "harvest_harvestlot", ("event_id", "unit_count", "live_weight_kg", "gutted_weight_kg")
    ):
        key = where[lot["event_id"]]
        fish[key] += lot["unit_count"]
        live[key] += lot["live_weight_kg"]
        gutted[key] += lot["gutted_weight_kg"]
    return [
        {"batch": of, "day": on, "rings": rings[of, on], "fish": fish[of, on], "live_g": live[of, on]}
        | {"gutted_g": gutted[of, on]}
        for of, on in sorted(rings)
    ]


def grades(seen: Seen) -> list[Facts]:
    """Fish and live weight (g) of all harvests by grade."""
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for lot in gather(seen.farm, "harvest_harvestlot", ("product_grade_id", "unit_count", "live_weight_kg")):
        found[lot["product_grade_id"]][0] += lot["unit_count"]
        found[lot["product_grade_id"]][1] += lot["live_weight_kg"]
    names = seen.farm.world.grades
    return [
        {"code": names[at - 1][0], "name": names[at - 1][1], "fish": fish, "live_g": live}
        for at, (fish, live) in sorted(found.items())
    ]


def work(seen: Seen) -> list[Facts]:
    """What people have begun or planned and not finished, by day."""
    found = [entry for table in WORKS for entry in _work(seen, table)]
    return sorted(found, key=lambda one: (one["due"], one["table"], one["what"], one["batch"], one["container"]))


def _work(seen: Seen, table: str) -> Iterator[Facts]:
    what, state, due = WORKS[table]
    batch, boxes = _batch_ids(seen), seen.farm.world.containers
    for row in gather(seen.farm, table, (what, state, due, "batch_id", "container_id")):
        is_task = state == "completed_date"
        if row[state] is not None if is_task else row[state] in OVER:
            continue
        box = row["container_id"]
        yield {
            "table": table,
            "what": row[what],
            "status": "PENDING" if is_task else row[state],
            "due": row[due],
            "batch": batch.get(row["batch_id"], NOBODY),
            "container": boxes[box - 1].name if box is not None and box <= len(boxes) else "",
        }


def _batch_ids(seen: Seen) -> Mapping[Any, int]:
    """[id of a batch] its place on the page."""
    return {ids.id_of(BATCH): at for at, ids in enumerate(seen.farm.ids)}


def _ends(seen: Seen) -> Mapping[int, int]:
    """[id of the assignment of a stay] the day on which its fish left."""
    return {
        ids.id_of(ASSIGNMENT, stay): day
        for part, ids in zip(seen.farm.parts, seen.farm.ids, strict=True)
        for stay, day in enumerate(part.history.plan.end.tolist())
    }
