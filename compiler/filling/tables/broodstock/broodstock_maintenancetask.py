"""Maintenance of containers (upkeep.py), each task written by who runs the place."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import WorldTable
from compiler.filling.people import user_id
from compiler.filling.upkeep import NEVER
from compiler.filling.world import World, geography_of_container
from compiler.nouns import Moment, Number, Past, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    tasks = world.tasks
    due, done, written, box = (
        np.array([getattr(task, name) for task in tasks], dtype=np.int64)
        for name in ("due_s", "done_s", "written_s", "container")
    )
    by = np.array(_workers(world), dtype=np.int64)[box]
    return Rows(
        len(tasks),
        {
            "id": Serial(1),
            "task_type": Text([task.kind for task in tasks]),
            "scheduled_date": Moment(due),
            "completed_date": Moment(done, done == NEVER),
            "notes": Text([task.notes for task in tasks]),
            "created_at": Moment(written),
            "updated_at": Moment(np.maximum(written, done)),
            "container_id": Number(box + 1),
            "created_by_id": Number(by, 0, by == 0),
        },
    )


def _workers(world: World) -> list[int]:
    """[container] who writes its tasks down, 0 for nobody."""
    geographies = world.scenario.geographies
    places = [(geography_of_container(world, at), box.leg) for at, box in enumerate(world.containers)]
    known = {place: user_id(world, "OPR", geographies[place[0]].name, place[1]) or 0 for place in set(places)}
    return [known[place] for place in places]


def _past(world: World) -> Past:
    """Open until it was done."""
    done = np.flatnonzero([task.done_s != NEVER for task in world.tasks])
    return Past(done, {"completed_date": Same(None)})


TABLE = WorldTable(name="broodstock_maintenancetask", rows=_rows, past=_past)
