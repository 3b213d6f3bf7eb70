"""Write an answer in the exchange format."""

from __future__ import annotations

from typing import Any

from compiler.solving.holding import held, runs_in_leg
from compiler.solving.instance import Answer, Failure, Instance, Mend, Witness


def write_answer(instance: Instance, answer: Answer) -> dict[str, Any]:
    """The answer as the exchange format prints it. Stage intervals are [from, to).

    To = last day held + 1, turnaround not counted.
    """
    batches: dict[str, Any] = {}
    for batch in instance.batches:
        placed = answer.placed.get(batch.id)
        if placed is None:
            continue
        stages: dict[str, Any] = {}
        for leg in instance.legs:
            for run, first, _ in runs_in_leg(batch, leg, placed.start, instance.today):
                until = min(instance.today, first + held(run))
                stages[run.stage] = {"containers": list(placed.containers[run.stage]), "from": first, "to": until}
        batches[batch.id] = {"start": placed.start, **placed.sites, "stages": stages}
    out: dict[str, Any] = {"format": "aqc-schedule-answer/1", "name": instance.name, "verdict": answer.verdict}
    out |= {"objective": answer.objective, "bound": answer.bound, "nodes": answer.nodes}
    out |= {"placed": len(batches), "placed_bound": answer.placed_bound, "of": len(instance.batches)}
    failures = [_failure(failure) for failure in answer.failures]
    if failures:
        out["witness"] = failures[0]["witness"]
        out["failures"] = failures
    out["batches"] = batches
    return out


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "geo": failure.geo,
        "left_out": list(failure.left_out),
        "witness": _fields(failure.witness) if failure.witness else None,
        "mends": [_fields(mend) for mend in failure.mends],
    }


def _fields(value: Witness | Mend) -> dict[str, Any]:
    return {
        key: list(part) if isinstance(part := getattr(value, key), tuple) else part for key in type(value).__slots__
    }
