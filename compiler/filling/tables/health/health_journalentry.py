"""One row an entry in the journal of a batch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from compiler.filling.part import Ids, Part, worker_id
from compiler.filling.tables.health._journal import entries
from compiler.filling.world import HOUR, SECONDS_PER_DAY
from compiler.nouns import Moment, Number, Rows, Same, Serial, Text

TABLE = "health_journalentry"


def count(part: Part) -> int:
    return len(entries(part))


def batch_rows(part: Part, ids: Ids) -> Iterator[Rows]:
    rows = entries(part)
    container = np.array([one.container for one in rows], dtype=np.int64)
    entered = np.array([one.day * SECONDS_PER_DAY + one.hour * HOUR for one in rows], dtype=np.int64)
    closed = np.array([one.resolved * SECONDS_PER_DAY + 17 * HOUR for one in rows], dtype=np.int64)
    yield Rows(
        len(rows),
        {
            "id": Serial(ids[TABLE]),
            "entry_date": Moment(entered),
            "category": Text([one.category for one in rows]),
            "severity": Text([one.severity for one in rows]),
            "description": Text([one.text for one in rows]),
            "resolution_status": Text(["t" if one.resolved >= 0 else "f" for one in rows]),
            "resolution_notes": Text([one.resolution if one.resolved >= 0 else "" for one in rows]),
            "batch_id": Same(ids["batch_batch"]),
            "container_id": Number(container + 1, 0, container < 0),
            "user_id": Same(worker_id(part, "VET")),
            "created_at": Moment(entered),
            "updated_at": Moment(np.maximum(entered, closed)),
        },
    )
