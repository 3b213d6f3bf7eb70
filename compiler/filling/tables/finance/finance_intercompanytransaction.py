"""One row a sea transfer that is over, and one a harvest and policy on its grades (transactions.py)."""

from __future__ import annotations

import numpy as np

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part, at_hour, worker_id
from compiler.filling.transactions import Transaction, transactions
from compiler.filling.world import lookup_id
from compiler.nouns import Column, Day, Moment, Number, Past, Same, Text


def _columns(part: Part, rows: tuple[Transaction, ...], ids: Ids) -> Columns:
    day, posted, exported, cents = (
        np.array(values, dtype=np.int64) for values in zip(*map(_numbers, rows), strict=True)
    )
    waits = posted < 0
    made = np.where(day >= 0, at_hour(day, 16).values, 0)
    approved = at_hour(posted, 9).values
    controller = worker_id(part, "FIN")
    return {
        "posting_date": Day(day),
        "amount": Number(cents, 2, cents < 0),
        "currency": Text([one.currency for one in rows]),
        "state": Text([_state(one) for one in rows]),
        "created_at": Moment(made),
        "updated_at": Moment(np.maximum(made, np.maximum(approved, at_hour(exported, 17).values))),
        "event_id": Same(None),
        "policy_id": Number(np.array([one.policy for one in rows], dtype=np.int64)),
        **_sources(part, ids, rows),
        "approved_by_id": Number(np.full(len(rows), controller or 0), 0, waits | (controller is None)),
        "approval_date": Moment(approved, waits),
    }


def _state(one: Transaction) -> str:
    if one.exported >= 0:
        return "exported"
    return "pending" if one.posted_day < 0 else "posted"


def _numbers(one: Transaction) -> tuple[int, int, int, int]:
    return one.day, one.posted_day, one.exported, -1 if one.cents is None else one.cents


def _sources(part: Part, ids: Ids, rows: tuple[Transaction, ...]) -> dict[str, Column]:
    """What the transaction is about, by kind and id."""
    kinds = [("batch", "batchtransferworkflow"), ("harvest", "harvestevent")]
    workflow, event = (
        lookup_id(part.world, "django_content_type", [("app_label", app), ("model", model)]) for app, model in kinds
    )
    objects = [
        ids.id_of("harvest_harvestevent", one.harvest)
        if one.change < 0
        else ids.id_of("batch_batchtransferworkflow", one.change)
        for one in rows
    ]
    return {
        "content_type_id": Number(np.array([event if one.change < 0 else workflow for one in rows], dtype=np.int64)),
        "object_id": Number(np.array(objects, dtype=np.int64)),
    }


def _past(part: Part, rows: tuple[Transaction, ...]) -> Past:
    """Pending until somebody approved or exported it."""
    approved = np.flatnonzero(np.array([max(one.posted_day, one.exported) >= 0 for one in rows], dtype=bool))
    unknown = dict.fromkeys(("approved_by_id", "approval_date"), Same(None))
    return Past(approved, {**unknown, "state": Same("pending")})


TABLE = BatchTable(
    name="finance_intercompanytransaction", select=transactions, columns=_columns, past=_past, key="tx_id"
)
