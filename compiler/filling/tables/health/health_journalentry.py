"""One row an entry in the journal of a batch."""

from __future__ import annotations

import numpy as np

from compiler.exact import HOUR
from compiler.filling.habits import about
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part, worker_id
from compiler.filling.tables.health._journal import Entry, entries
from compiler.nouns import Moment, Number, Same, Text


def _columns(part: Part, rows: tuple[Entry, ...], ids: Ids) -> Columns:
    container = np.array([one.container for one in rows], dtype=np.int64)
    day, hour, resolved = (
        np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("day", "hour", "resolved")
    )
    entered = about(part, "journal", container, day, 0).values + hour * HOUR
    closed = about(part, "journal closed", container, np.maximum(resolved, day), 17).values
    return {
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
        "updated_at": Moment(np.where(resolved >= 0, np.maximum(entered, closed), entered)),
    }


def _born(part: Part, rows: tuple[Entry, ...]) -> Int64:
    return np.array([one.day for one in rows], dtype=np.int64)


TABLE = BatchTable(name="health_journalentry", select=entries, columns=_columns, born=_born)
